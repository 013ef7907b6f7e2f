//! What a JWT says of itself, decided by the facts that are kept of it.

use jiff::Timestamp;
use providers::naming::{FACTS_WITH_JWT, JwtFacts, Signature};
use serde_json::Value;

use super::time::read_moment;
use super::{Expected, Finding, Holds, Known, Resolution, Teller, facts, is_moment, show};
use crate::scenario::{JwtExpectation, Worth};
use crate::transcript::Interval;

/// What is asked, with its names put in.
pub(crate) struct Asked<'a> {
    pub(crate) of: &'a JwtExpectation,
    /// The seconds from iat to exp; `Err` where no number stands at the place that was named.
    pub(crate) lifetime: Option<Result<i64, String>>,
    /// The moment of iat, as it was written and when it was.
    pub(crate) issued: Option<(&'a str, Interval)>,
    /// When the play began.
    pub(crate) start: Timestamp,
    /// The clock by which its issuer tells moments.
    pub(crate) teller: Teller,
    /// The version of the facts.
    pub(crate) facts: u32,
}

/// It is a JWT of which all that is asked holds.
pub(crate) fn is_jwt(known: &Known, asked: &Asked<'_>, got: &Value) -> Finding {
    let words = "a JWT";
    let Some(facts) = facts(known, got) else {
        let why = "only of an opaque value the facts are known".to_owned();
        return Finding::new(if got.is_string() { Holds::Unknown(why) } else { Holds::No }, words, show(got));
    };
    match &facts.jwt {
        Some(jwt) => all_of(asked, jwt, got),
        None if asked.facts < FACTS_WITH_JWT => {
            Finding::new(Holds::Unknown("these facts were written before JWTs were told of".to_owned()), words, show(got))
        }
        None => Finding::new(false, words, format!("{}, which is no JWT", show(got))),
    }
}

/// Every part of what is asked; the heaviest finding counts, and all that do not hold are told.
fn all_of(asked: &Asked<'_>, jwt: &JwtFacts, got: &Value) -> Finding {
    let parts = parts(asked, jwt);
    let heaviest = parts.iter().map(|part| &part.holds).max_by_key(|holds| holds.weight()).cloned().unwrap_or(Holds::Yes);
    let expected: Vec<&str> = parts.iter().map(|part| part.expected.as_str()).collect();
    let failing: Vec<&str> = parts.iter().filter(|part| part.holds != Holds::Yes).map(|part| part.got.as_str()).collect();
    let got = if failing.is_empty() { show(got) } else { format!("{} with {}", show(got), failing.join("; ")) };
    Finding::new(heaviest, format!("a JWT with {}", expected.join("; ")), got)
}

fn parts(asked: &Asked<'_>, jwt: &JwtFacts) -> Vec<Finding> {
    let of = asked.of;
    let header = of.header.as_ref().map(|header| {
        let (wanted, got) = (Value::Object(header.clone()), Value::Object(jwt.header.clone()));
        Finding::new(crate::compare::same(&wanted, &got), format!("the header {wanted}"), format!("the header {got}"))
    });
    let claims = of.claims.as_ref().map(|names| {
        let sorted = |names: &[String]| -> Vec<String> {
            let mut names = names.to_vec();
            names.sort();
            names
        };
        Finding::new(
            sorted(names) == sorted(&jwt.claims),
            format!("the claims {}", names.join(", ")),
            format!("the claims {}", jwt.claims.join(", ")),
        )
    });
    let issuer = of.issuer.as_ref().map(|issuer| {
        let got = jwt.issuer.as_deref().unwrap_or("none");
        Finding::new(jwt.issuer.as_ref() == Some(issuer), format!("the issuer {issuer}"), format!("the issuer {got}"))
    });
    let issued = asked.issued.map(|(name, interval)| issued(asked, name, interval, jwt));
    let lifetime = asked.lifetime.as_ref().map(|lifetime| lasts(lifetime, jwt));
    let signature = of.signature.map(|worth| signed(worth, jwt.signature));
    [header, claims, issuer, issued, lifetime, signature].into_iter().flatten().collect()
}

fn issued(asked: &Asked<'_>, name: &str, interval: Interval, jwt: &JwtFacts) -> Finding {
    let got = jwt.issued.as_deref().unwrap_or("none");
    let expected = Expected { name, interval, start: asked.start, teller: asked.teller };
    let found = is_moment(expected, Resolution::SECONDS, got);
    Finding { expected: format!("iat {}", found.expected), got: format!("iat {got}"), ..found }
}

fn lasts(lifetime: &Result<i64, String>, jwt: &JwtFacts) -> Finding {
    let at = |text: &Option<String>| text.as_deref().and_then(read_moment);
    let got = at(&jwt.expires).zip(at(&jwt.issued)).map(|(exp, iat)| exp.saturating_sub(iat) / 1_000);
    let told = got.map_or_else(|| "no iat and exp in whole seconds".to_owned(), |seconds| format!("{seconds} s from iat to exp"));
    match lifetime {
        Ok(seconds) => Finding::new(got == Some(*seconds), format!("{seconds} s from iat to exp"), told),
        Err(why) => Finding::new(false, "so many seconds from iat to exp as the answer says", why.clone()),
    }
}

fn signed(wanted: Worth, got: Signature) -> Finding {
    let expected = match wanted {
        Worth::Held => "a signature that holds",
        Worth::Failed => "a signature that does not hold",
    };
    let (holds, told) = match (got, wanted) {
        (Signature::NoKey, _) => (Holds::Unknown("the target's public key is not known".to_owned()), "a signature that cannot be checked"),
        (Signature::Held, worth) => ((worth == Worth::Held).into(), "a signature that holds"),
        (Signature::Failed, worth) => ((worth == Worth::Failed).into(), "a signature that does not hold"),
    };
    Finding::new(holds, expected, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NAME: &str = "<access_token:1>";

    fn known(jwt: Value) -> Known {
        let facts = json!({"length": 100, "alphabet": "A-Za-z0-9.", "jwt": jwt});
        Known::from([(NAME.to_owned(), serde_json::from_value(facts).unwrap())])
    }

    fn token(signature: &str) -> Value {
        json!({
            "header": {"alg": "RS384", "typ": "JWT"}, "claims": ["exp", "iat"], "issuer": "Cloud",
            "issued": "<start+5s>", "expires": "<start+65s>", "signature": signature,
        })
    }

    fn asked(of: &JwtExpectation) -> Asked<'_> {
        Asked { of, lifetime: None, issued: None, start: "2026-03-02T10:20:30Z".parse().unwrap(), teller: Teller::Ours, facts: FACTS_WITH_JWT }
    }

    fn expectation(text: Value) -> JwtExpectation {
        serde_json::from_value(text).unwrap()
    }

    fn holds(text: Value) -> Holds {
        is_jwt(&known(token("held")), &asked(&expectation(text)), &NAME.into()).holds
    }

    #[test]
    fn header_and_claims_are_exact_and_the_order_of_neither_matters() {
        assert_eq!(holds(json!({"header": {"typ": "JWT", "alg": "RS384"}, "claims": ["iat", "exp"], "issuer": "Cloud"})), Holds::Yes);
        for wrong in
            [json!({"header": {"alg": "RS384"}}), json!({"claims": ["iat"]}), json!({"claims": ["exp", "iat", "sub"]}), json!({"issuer": "cloud"})]
        {
            assert_eq!(holds(wrong.clone()), Holds::No, "{wrong}");
        }
    }

    #[test]
    fn a_lifetime_is_exact_and_iat_is_known_to_the_second() {
        let of = JwtExpectation::default();
        let told = |lifetime: i64, at: i64| {
            let asked = Asked { lifetime: Some(Ok(lifetime)), issued: Some(("issued", Interval { from: at, to: at })), ..asked(&of) };
            is_jwt(&known(token("held")), &asked, &NAME.into()).holds
        };
        assert_eq!((told(60, 5_000), told(60, 5_999)), (Holds::Yes, Holds::Yes));
        assert_eq!((told(61, 5_000), told(60, 6_000), told(60, 4_999)), (Holds::No, Holds::No, Holds::No));
    }

    #[test]
    fn without_a_public_key_a_signature_cannot_be_decided_but_all_else_can() {
        let worth = |signature: &str, wanted: Value| is_jwt(&known(token(signature)), &asked(&expectation(wanted)), &NAME.into()).holds;
        assert_eq!((worth("held", json!({"signature": "held"})), worth("failed", json!({"signature": "held"}))), (Holds::Yes, Holds::No));
        assert!(matches!(worth("no-key", json!({"signature": "held"})), Holds::Unknown(_)));
        assert_eq!(worth("no-key", json!({"signature": "held", "issuer": "cloud"})), Holds::No);
    }

    #[test]
    fn what_is_no_jwt_is_none_unless_its_facts_are_too_old_to_tell() {
        let of = expectation(json!({"issuer": "Cloud"}));
        let plain = known(Value::Null);
        assert_eq!(is_jwt(&plain, &asked(&of), &NAME.into()).holds, Holds::No);
        assert!(matches!(is_jwt(&plain, &Asked { facts: 1, ..asked(&of) }, &NAME.into()).holds, Holds::Unknown(_)));
        assert_eq!(is_jwt(&plain, &asked(&of), &json!(7)).holds, Holds::No);
        assert!(matches!(is_jwt(&plain, &asked(&of), &"a.b.c".into()).holds, Holds::Unknown(_)));
    }
}
