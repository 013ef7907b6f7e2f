//! Values of equal shape that stand in for secrets which no seed makes.

use std::collections::BTreeMap;

use providers::{Api, Credentials, Dice, Jwt, Kind, naming};
use serde_json::{Map, Value};

use crate::journal::is_secret;

/// What stands in for each value, the same wherever the value is met.
#[derive(Default)]
pub(super) struct StandIns(BTreeMap<String, String>);

impl StandIns {
    /// A text of as many characters, each of the kind that stands there: small and capital letters, digits, others of as
    /// many bytes, and ASCII's marks as they are. It depends on how many there were before and on the shape, and so tells nothing of the value. A token keeps its
    /// header, if that tells its type and algorithm alone: it is no secret, and by it a token may be refused.
    pub(super) fn of(&mut self, value: &str) -> String {
        if let Some(known) = self.0.get(value) {
            return known.clone();
        }
        let mut dice = Dice::derived(self.0.len() as u64, "stand-in");
        let letters = if naming::is_uuid(value) { 6 } else { 26 };
        let mut other = |c: char| match c {
            'a'..='z' => letter(b'a', dice.below(letters)),
            'A'..='Z' => letter(b'A', dice.below(letters)),
            '0'..='9' => letter(b'0', dice.below(10)),
            mark if mark.is_ascii() => mark,
            foreign => letter_as_long(foreign, dice.below(23)),
        };
        let kept = header(value).map_or(0, str::len);
        let stand_in: String = value[..kept].chars().chain(value[kept..].chars().map(&mut other)).collect();
        self.0.insert(value.to_owned(), stand_in.clone());
        stand_in
    }

    /// Settings in which something stands in for every secret: what a client is given, and what is secret by its name. A key
    /// gives way to the default, because none can stand in for it.
    pub(super) fn settings(&mut self, api: &dyn Api, settings: &Map<String, Value>, credentials: &Credentials) -> Map<String, Value> {
        let defaults = api.defaults();
        let mut setting = |(name, value): (&String, &Value)| {
            let kind = api.settings().iter().find(|spec| spec.name == *name).map(|spec| spec.kind);
            let value = match kind {
                Some(Kind::Secrets(_)) => self.within(value, credentials),
                Some(Kind::Secret(_)) => defaults.get(name).cloned().unwrap_or_default(),
                _ => value.clone(),
            };
            (name.clone(), value)
        };
        settings.iter().map(&mut setting).collect()
    }

    fn within(&mut self, value: &Value, credentials: &Credentials) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.within(item, credentials)).collect(),
            Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), self.member(name, value, credentials))).collect(),
            other => other.clone(),
        }
    }

    fn member(&mut self, name: &str, value: &Value, credentials: &Credentials) -> Value {
        match value.as_str().filter(|_| is_secret(name) || credentials.contains_key(name)) {
            Some(secret) => Value::from(self.of(secret)),
            None => self.within(value, credentials),
        }
    }
}

/// The header of a value that is a JWT (RFC 7519 section 5), if it says nothing else than `alg` and `typ`.
fn header(value: &str) -> Option<&str> {
    let token = Jwt::read(value)?;
    token.header.keys().all(|name| name == "alg" || name == "typ").then(|| value.split('.').next())?
}

fn letter(first: u8, at: u32) -> char {
    char::from(first + u8::try_from(at).unwrap_or_default())
}

/// A letter of as many bytes in UTF-8, and of one in ISO-8859-1 where that has been one.
fn letter_as_long(foreign: char, at: u32) -> char {
    let first = match (foreign, foreign.len_utf8()) {
        ('\u{80}'..='\u{ff}', _) => 0xE0,
        (_, 2) => 0x5D0,
        (_, 3) => 0x4E00,
        _ => 0x10400,
    };
    char::from_u32(first + at).unwrap_or(foreign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stand_in_has_the_shape_of_its_value_and_nothing_else_of_it() {
        let mut stand_ins = StandIns::default();
        let secret = "Ab3-xY==+/";
        let stand_in = stand_ins.of(secret);
        let class = |c: char| {
            if c.is_ascii_uppercase() {
                'A'
            } else if c.is_ascii_lowercase() {
                'a'
            } else if c.is_ascii_digit() {
                '0'
            } else {
                c
            }
        };
        assert!(stand_in.chars().map(class).eq(secret.chars().map(class)), "{stand_in}");
        assert_ne!(stand_in, secret);
        assert_eq!(stand_ins.of(secret), stand_in);
        assert_eq!(StandIns::default().of("Zz9-qQ==+/"), stand_in, "another secret of this shape has the same");
        assert!(naming::is_uuid(&stand_ins.of("0191b0f0-7c4e-4d3a-9b2a-0a1b2c3d4e5f")));
    }

    #[test]
    fn a_letter_that_is_not_ascii_gives_way_to_one_of_as_many_bytes() {
        for secret in ["סיסמהסודית", "пароль", "àéîõüçñ", "漢字仮名交", "𐐨𐐩𐐪𐐫𐐬"] {
            let stand_in = StandIns::default().of(secret);
            assert!(stand_in != secret && stand_in.chars().map(char::len_utf8).eq(secret.chars().map(char::len_utf8)), "{secret}: {stand_in}");
            let twin: String = secret.chars().rev().collect();
            assert_eq!(StandIns::default().of(&twin), stand_in, "it tells nothing of which letters they were");
        }
    }

    #[test]
    fn a_token_keeps_its_header_unless_that_could_tell_whose_it_is() {
        let token = |header: &str| format!("{}.c2lnbmF0dXJl", Jwt::message(header, r#"{"sub":"me"}"#));
        for (header, kept) in [(r#"{"alg":"none","typ":"JWT"}"#, true), (r#"{"alg":"none","kid":"mine"}"#, false)] {
            let value = token(header);
            let (stand_in, of_value) = (StandIns::default().of(&value), value.split('.').next().unwrap());
            assert_eq!(stand_in.starts_with(of_value), kept, "{stand_in}");
            assert_ne!(stand_in.split('.').nth(1), value.split('.').nth(1));
            assert_eq!(stand_in.len(), value.len());
        }
    }

    #[test]
    fn settings_keep_their_shape_and_lose_their_secrets() {
        let api = providers::find("ayyeka").unwrap();
        let settings =
            json!({"expires_in": 60, "clients": [{"key": "KEYKEY", "secret": "hush-hush", "sub": "1:2", "aud": "3"}], "signing_key": "PEM"});
        let Value::Object(settings) = settings else { panic!() };
        let masked = Value::from(StandIns::default().settings(api, &settings, &Credentials::from([("key", String::new())])));
        assert_eq!((&masked["expires_in"], &masked["clients"][0]["sub"], &masked["signing_key"]), (&json!(60), &json!("1:2"), &json!("shipped")));
        assert!(!masked.to_string().contains("hush-hush") && !masked.to_string().contains("KEYKEY"), "{masked}");
    }
}
