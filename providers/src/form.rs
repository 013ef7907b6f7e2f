//! Flat pairs, in whatever form a client or a server writes them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::json::Object;

/// The media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// How a body's pairs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyForm {
    /// [`Pairs::urlencoded`]
    Urlencoded,
    /// [`Pairs::json`]
    Json,
    /// [`Pairs::lenient`]
    Lenient,
    /// It holds none that can be read.
    Other,
}

/// Names and values in the order in which they came; names compare without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// The pairs of a query or a form (`application/x-www-form-urlencoded`). Bytes that are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn urlencoded(bytes: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(bytes).unwrap_or_default())
    }

    /// The members of a JSON object; `None` where the bytes are none. A value that is no text is kept as its JSON.
    #[must_use]
    pub fn json(bytes: &[u8]) -> Option<Self> {
        let members = Self::json_members(bytes)?;
        Some(Self(members.into_iter().map(|(name, value)| (name, text_of(value))).collect()))
    }

    /// Whether [`Pairs::json`] would read these bytes.
    pub(crate) fn is_json(bytes: &[u8]) -> bool {
        serde_json::from_slice::<Object>(bytes).is_ok()
    }

    /// As [`Pairs::json`], as they are read: of a name that stands twice the last value.
    pub(crate) fn json_members(bytes: &[u8]) -> Option<Map<String, Value>> {
        let mut members: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
        for value in members.values_mut().filter(|value| !value.is_string()) {
            *value = Value::String(text_of(value.take()));
        }
        Some(members)
    }

    /// The pairs of the form that Hyper's samples print: a brace, names in quotes, values bare
    /// (`{"phone":0528888000,"email":a@b.c}`). A bare value ends where the next name begins. `None` where no name is found.
    #[must_use]
    pub fn lenient(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let mut rest = text.trim().strip_prefix('{')?.trim_end().trim_end_matches('}');
        let mut pairs = Vec::new();
        while let Some((name, after)) = leading_name(rest) {
            let (value, next) = lenient_value(after);
            pairs.push((name.to_owned(), value));
            rest = next;
        }
        (!pairs.is_empty()).then_some(Self(pairs))
    }

    /// The value of the first pair of this name, without regard to case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Takes out the value of the first pair of this name, to the letter.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.0.iter_mut().find(|(given, _)| given == name).map(|(_, value)| std::mem::take(value))
    }

    /// Whether one name, to the letter, stands more than once.
    #[must_use]
    pub fn has_a_name_twice(&self) -> bool {
        let mut seen = BTreeSet::new();
        !self.0.iter().all(|(name, _)| seen.insert(name))
    }

    /// These pairs, then the others.
    #[must_use]
    pub fn and(mut self, mut others: Self) -> Self {
        self.0.append(&mut others.0);
        self
    }

    /// All pairs in order.
    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter()
    }

    /// All pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A text as it is, any other value as its JSON.
fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => serde_json::to_string(&other).unwrap_or_default(),
    }
}

/// A name in quotes and its colon at the start of the text, and what follows.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let after = after.trim_start().strip_prefix(':')?;
    Some((name, after))
}

/// The value at the start of the text, and what follows its comma.
fn lenient_value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    if let Some((value, rest)) = quoted_value(text) {
        return (value, rest);
    }
    let end = text.match_indices(',').map(|(at, _)| at).find(|&at| leading_name(&text[at + 1..]).is_some());
    let (value, rest) = end.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    (value.trim().replace("\\/", "/"), rest)
}

/// A JSON string that is followed by a comma or by the end; a bare value may begin with a quote too.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    if !text.starts_with('"') {
        return None;
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = stream.next()?.ok()?;
    let rest = text[stream.byte_offset()..].trim_start();
    match rest.strip_prefix(',') {
        Some(next) => Some((value, next)),
        None => rest.is_empty().then_some((value, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(list: &[(&str, &str)]) -> Pairs {
        Pairs(list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn the_samples_own_request_is_read_though_it_is_no_json() {
        let sample = b"{\n  \"phone\":0528888000,\n  \"email\":Ozzy@company1.com,\n  \"idnumber\":121212121\n}";
        assert_eq!(Pairs::json(sample), None);
        assert_eq!(Pairs::lenient(sample), Some(pairs(&[("phone", "0528888000"), ("email", "Ozzy@company1.com"), ("idnumber", "121212121")])));
    }

    #[test]
    fn a_bare_value_keeps_the_quotes_inside_it() {
        let sample = b"{\n  \"Authorization\":False,\n  \"Message\":Please call \"RefreshToken\" function, now.\n}";
        assert_eq!(Pairs::lenient(sample), Some(pairs(&[("Authorization", "False"), ("Message", "Please call \"RefreshToken\" function, now.")])));
    }

    #[test]
    fn a_quoted_value_may_hold_what_looks_like_a_name() {
        assert_eq!(Pairs::lenient(br#"{"a":"x,\"b\":1","c":2}"#), Some(pairs(&[("a", "x,\"b\":1"), ("c", "2")])));
    }

    #[test]
    fn text_without_a_brace_is_no_pairs() {
        assert_eq!(Pairs::lenient(b"\"a\":1"), None);
    }

    #[test]
    fn what_no_value_can_hold_is_no_json_and_what_is_nearest_to_it_is() {
        let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels)).into_bytes();
        let cases = [
            (b"{\"a\":\"\xff\"}".to_vec(), "{\"a\":\"\u{ff}\"}".as_bytes().to_vec()),
            (br#"{"a":"\ud83d"}"#.to_vec(), br#"{"a":"\ud83d\ude00"}"#.to_vec()),
            (b"{\"a\":1e999}".to_vec(), b"{\"a\":1e99}".to_vec()),
            (b"[]".to_vec(), b"{}".to_vec()),
            (deep(128), deep(126)),
        ];
        for (wrong, right) in cases {
            let read = [&wrong, &right].map(|bytes| (Pairs::is_json(bytes), Pairs::json(bytes).is_some()));
            assert_eq!(read, [(false, false), (true, true)], "{}", String::from_utf8_lossy(&wrong));
        }
    }

    #[test]
    fn a_name_in_another_case_is_another_name() {
        assert!(Pairs::urlencoded(b"a=1&b=2&a=1").has_a_name_twice());
        assert!(!Pairs::urlencoded(b"a=1&b=1&A=1").has_a_name_twice());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Pairs::urlencoded(&bytes);
            let _ = Pairs::json(&bytes);
            let _ = Pairs::lenient(&bytes);
        }

        #[test]
        fn near_pairs_are_read_without_a_panic(text in "[{}\":, a\\\\/]{0,60}") {
            let _ = Pairs::lenient(text.as_bytes());
        }

        #[test]
        fn what_is_told_to_be_json_is_what_is_read_as_json(
            bytes in r#"\{("[a1]{0,2}(\\u(d8|dc|00)0[01a])?"(:|,)( |\[|\]|\{|\}|-?[0-9]{1,3}(\.5)?(e999)?,?|null,?|true|"x",?)*){0,4}\}"#,
            wrong in proptest::option::of((any::<prop::sample::Index>(), any::<u8>())),
        ) {
            let mut bytes = bytes.into_bytes();
            if let Some((place, byte)) = wrong {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            prop_assert_eq!(Pairs::is_json(&bytes), Pairs::json(&bytes).is_some());
        }
    }
}
