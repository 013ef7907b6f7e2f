//! Forges tokens: each forgery is wrong in one thing, and whoever checks tokens as they should be checked refuses it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use providers::Jwt;
use providers::naming::Forgery;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA384, RsaKeyPair};
use serde_json::{Map, Value, json};

use super::fill::Stop;
use crate::target::PublicKey;
use crate::transcript::Fault;

/// A key that is nobody's, PKCS#8 in Base64. It is public knowledge and for forging alone.
const ANOTHER: &str = include_str!("another-key.b64");
/// By so many seconds a changed exp is later.
const DAY: i64 = 86_400;

/// The forged token.
pub(super) fn forge(by: Forgery, text: &str, key: Option<&PublicKey>) -> Result<String, Stop> {
    let token = Jwt::read(text).ok_or_else(|| Stop::new(Fault::Answer, "a value that is no JWT cannot be forged"))?;
    let (header, claims) = token.signed.split_once('.').unwrap_or_default();
    let of = |header: &str, claims: &str, signature: &[u8]| format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature));
    Ok(match by {
        Forgery::HeaderChanged => of(&part(with(&token.header, "kid", json!("another"))), claims, &token.signature),
        Forgery::ClaimChanged => {
            let later = token.seconds("exp").unwrap_or_default().saturating_add(DAY);
            of(header, &part(with(&token.claims, "exp", later.into())), &token.signature)
        }
        Forgery::SignatureChanged => of(header, claims, &one_bit_changed(&token.signature)),
        Forgery::SignatureRemoved => of(header, claims, &[]),
        Forgery::AlgNone => of(&part(with(&token.header, "alg", json!("none"))), claims, &[]),
        Forgery::Hs384 => {
            let key = key.ok_or_else(|| Stop::new(Fault::Tool, "the target's public key is not known"))?;
            let signed = format!("{}.{claims}", part(with(&token.header, "alg", json!("HS384"))));
            let secret = hmac::Key::new(hmac::HMAC_SHA384, key.pem().as_bytes());
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&secret, signed.as_bytes())))
        }
        Forgery::AnotherKey => of(header, claims, &signed_by_another_key(token.signed.as_bytes()).map_err(|why| Stop::new(Fault::Tool, why))?),
    })
}

/// The RS384 signature of a message by the key that is nobody's.
pub(crate) fn signed_by_another_key(message: &[u8]) -> Result<Vec<u8>, String> {
    let broken = |why: String| format!("the key for forging cannot be used: {why}");
    let der = STANDARD.decode(ANOTHER.split_whitespace().collect::<String>()).map_err(|error| broken(error.to_string()))?;
    let pair = RsaKeyPair::from_pkcs8(&der).map_err(|error| broken(error.to_string()))?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA384, &SystemRandom::new(), message, &mut signature).map_err(|error| broken(error.to_string()))?;
    Ok(signature)
}

fn with(object: &Map<String, Value>, member: &str, value: Value) -> Map<String, Value> {
    let mut object = object.clone();
    object.insert(member.to_owned(), value);
    object
}

fn part(object: Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(Value::Object(object).to_string())
}

/// A signature that there is not gets a first byte.
fn one_bit_changed(signature: &[u8]) -> Vec<u8> {
    match signature.split_first() {
        Some((first, rest)) => [&[first ^ 1], rest].concat(),
        None => vec![1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("another-key.pem");

    fn token() -> String {
        let message = Jwt::message(r#"{"alg":"RS384","typ":"JWT"}"#, r#"{"exp":1000,"sub":"a"}"#);
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signed_by_another_key(message.as_bytes()).unwrap()))
    }

    fn key() -> PublicKey {
        PEM.parse().unwrap()
    }

    /// Whether its signature holds as its own header asks for.
    fn holds(token: &Jwt) -> bool {
        key().verifies(token.header["alg"].as_str().unwrap(), token.signed.as_bytes(), &token.signature)
    }

    #[test]
    fn a_forged_token_differs_in_the_one_thing_that_its_name_says() {
        let genuine = Jwt::read(&token()).unwrap();
        let forged = |by| Jwt::read(&forge(by, &token(), Some(&key())).unwrap()).unwrap();
        assert!(holds(&genuine));
        let header = forged(Forgery::HeaderChanged);
        assert_eq!((header.claims.clone(), header.signature.clone()), (genuine.claims.clone(), genuine.signature.clone()));
        assert!(header.header != genuine.header && !holds(&header));
        let claim = forged(Forgery::ClaimChanged);
        assert_eq!((claim.seconds("exp"), &claim.header, &claim.signature), (Some(87_400), &genuine.header, &genuine.signature));
        assert!(!holds(&claim));
        let signature = forged(Forgery::SignatureChanged);
        assert!(signature.signed == genuine.signed && !holds(&signature));
        let unsigned = forged(Forgery::SignatureRemoved);
        assert_eq!((unsigned.signed.as_str(), unsigned.signature.len()), (genuine.signed.as_str(), 0));
        let none = forged(Forgery::AlgNone);
        assert_eq!((&none.header["alg"], none.signature.len(), &none.claims), (&json!("none"), 0, &genuine.claims));
    }

    #[test]
    fn hs384_is_signed_by_the_text_of_the_public_key_and_needs_one() {
        let forged = Jwt::read(&forge(Forgery::Hs384, &token(), Some(&key())).unwrap()).unwrap();
        assert_eq!(forged.header["alg"], "HS384");
        let secret = hmac::Key::new(hmac::HMAC_SHA384, PEM.as_bytes());
        assert!(hmac::verify(&secret, forged.signed.as_bytes(), &forged.signature).is_ok());
        assert_eq!(forge(Forgery::Hs384, &token(), None).unwrap_err().fault, Fault::Tool);
    }

    #[test]
    fn another_key_signs_the_same_header_and_claims() {
        let elsewhere = token().rsplit_once('.').unwrap().0.to_owned() + ".AQI";
        let forged = Jwt::read(&forge(Forgery::AnotherKey, &elsewhere, None).unwrap()).unwrap();
        assert!(holds(&forged) && elsewhere.starts_with(&forged.signed));
    }

    #[test]
    fn what_is_no_token_cannot_be_forged_and_the_answer_is_at_fault() {
        for text in ["", "abc", "a.b.c"] {
            assert_eq!(forge(Forgery::AlgNone, text, None).unwrap_err().fault, Fault::Answer);
        }
    }
}
