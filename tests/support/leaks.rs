//! Finds secrets in what was written down: in plain, Base64, percent-encoded, or within a token that is taken apart.

#![allow(dead_code, reason = "no test file uses all of it")]

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE};

/// A text that is shorter could stand anywhere by chance.
const SHORTEST: usize = 8;

/// Secrets, in every form in which they could be told.
#[derive(Default)]
pub(crate) struct Leaks {
    /// The forms, by how they begin.
    forms: HashMap<[u8; SHORTEST], BTreeSet<Vec<u8>>>,
}

impl Leaks {
    pub(crate) fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut leaks = Self::default();
        for secret in secrets {
            leaks.add_encoded(secret.as_bytes());
            // All but a character of a secret is as good as the secret.
            leaks.add(&secret.as_bytes()[..secret.len() - 1]);
            if let [_, payload, signature] = secret.split('.').collect::<Vec<_>>()[..] {
                leaks.add(payload.as_bytes());
                leaks.add(signature.as_bytes());
                if let Some(claims) = decoded(payload.as_bytes()) {
                    leaks.add_encoded(&claims);
                }
            }
        }
        leaks
    }

    /// The forms that stand in what was written, or in what is Base64 within it.
    pub(crate) fn told_in(&self, written: &[u8]) -> Vec<String> {
        let mut told = self.in_plain(written);
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
        let runs = written.split(|byte| !is_base64(byte)).filter(|run| run.len() >= SHORTEST);
        told.extend(runs.filter_map(decoded).flat_map(|inner| self.in_plain(&inner)));
        told
    }

    fn in_plain(&self, written: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        for at in 0..(written.len() + 1).saturating_sub(SHORTEST) {
            let begins: [u8; SHORTEST] = written[at..at + SHORTEST].try_into().unwrap();
            let forms = self.forms.get(&begins).into_iter().flatten();
            told.extend(forms.filter(|form| written[at..].starts_with(form)).map(|form| String::from_utf8_lossy(form).into_owned()));
        }
        told
    }

    fn add_encoded(&mut self, secret: &[u8]) {
        self.add(secret);
        let escaped = |format: fn(u8) -> String| -> Vec<u8> {
            let one = |byte: &u8| if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format(*byte) };
            secret.iter().map(one).collect::<String>().into_bytes()
        };
        self.add(&escaped(|byte| format!("%{byte:02X}")));
        self.add(&escaped(|byte| format!("%{byte:02x}")));
        self.add(&String::from_utf8_lossy(secret).replace('"', "\\\"").into_bytes());
        for before in 0..3 {
            for engine in [STANDARD, URL_SAFE] {
                // Of the characters at both ends a part is decided by what stands beside the secret.
                let text = engine.encode([&[0; 3][..before], secret].concat());
                let end = (before + secret.len()) * 8 / 6;
                self.add(&text.as_bytes()[(before * 8).div_ceil(6)..end]);
            }
        }
    }

    fn add(&mut self, form: &[u8]) {
        if let Some(begins) = form.first_chunk() {
            self.forms.entry(*begins).or_default().insert(form.to_vec());
        }
    }
}

/// What a text is the Base64 of, padded or not, in either alphabet.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engines = [GeneralPurpose::new(&base64::alphabet::STANDARD, config), GeneralPurpose::new(&base64::alphabet::URL_SAFE, config)];
    engines.iter().find_map(|engine| engine.decode(text).ok())
}

#[test]
fn a_secret_is_found_in_every_form_and_another_is_not() {
    let claims = r#"{"sub":"client-4711","n":1}"#;
    let token = format!("{}.{}.c2lnbmF0dXJlLW9mLWl0", "eyJhbGciOiJSUzM4NCJ9", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims));
    let leaks = Leaks::of(["s3cret/with+signs", &token]);
    let is_told = |text: &str| !leaks.told_in(text.as_bytes()).is_empty();
    let wrapped = |text: &str| format!("\"{text}\", and more");
    for form in ["s3cret/with+signs", "s3cret/with+sign", "s3cret%2Fwith%2Bsigns", "s3cret%2fwith%2bsigns", claims, "c2lnbmF0dXJlLW9mLWl0"] {
        assert!(is_told(&wrapped(form)), "{form}");
        assert!(is_told(&wrapped(&STANDARD.encode(wrapped(form)))), "the Base64 of {form}");
    }
    for before in ["", "u", "us", "usr:"] {
        let pair = format!("{before}s3cret/with+signs:more");
        assert!(is_told(&STANDARD.encode(&pair)) && is_told(&URL_SAFE.encode(&pair)), "{pair}");
        assert!(is_told(&format!("0000{}", STANDARD.encode(&pair))), "in the midst of other characters");
    }
    assert!(!is_told("s3cret/with-signs") && !is_told(&STANDARD.encode("s3cret/with-signs")) && !is_told("eyJhbGciOiJSUzM4NCJ9"));
}
