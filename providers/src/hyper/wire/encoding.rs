//! Members on the wire in the three encodings (hyper.refusal.encoding).

use crate::hyper::settings::Encoding;

/// A member's value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Member<'a> {
    Text(&'a str),
    Number(i64),
    /// The samples' `False`.
    False,
}

/// The members as one object, in the order given.
pub(super) fn write(encoding: Encoding, members: &[(&str, Member<'_>)]) -> Vec<u8> {
    let (open, separator, close) = match encoding {
        Encoding::Quoted | Encoding::Boolean => ("{", ",", "}"),
        Encoding::Documented => ("{\n  ", ",\n  ", "\n}"),
    };
    let mut object = open.to_owned();
    for (place, (name, value)) in members.iter().enumerate() {
        let before = if place == 0 { "" } else { separator };
        object.extend([before, &quoted(name), ":", &value.written(encoding)]);
    }
    object.push_str(close);
    object.into_bytes()
}

impl Member<'_> {
    fn written(self, encoding: Encoding) -> String {
        match (self, encoding) {
            (Self::Number(number), _) => number.to_string(),
            (Self::Text(text), Encoding::Documented) => text.replace('/', "\\/"),
            (Self::Text(text), _) => quoted(text),
            (Self::False, Encoding::Quoted) => quoted("False"),
            (Self::False, Encoding::Documented) => "False".to_owned(),
            (Self::False, Encoding::Boolean) => "false".to_owned(),
        }
    }
}

/// A JSON string with the slash escaped, as the sample writes it.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    if json.contains('/') { json.replace('/', "\\/") } else { json }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: [(&str, Member<'_>); 2] = [("Authorization", Member::False), ("Message", Member::Text("Missing / Wrong Access Token."))];

    fn text(encoding: Encoding) -> String {
        String::from_utf8(write(encoding, &REFUSAL)).unwrap()
    }

    #[test]
    fn the_documented_encoding_is_the_sample_to_the_letter() {
        assert_eq!(text(Encoding::Documented), "{\n  \"Authorization\":False,\n  \"Message\":Missing \\/ Wrong Access Token.\n}");
    }

    #[test]
    fn the_quoted_encoding_escapes_the_slash_and_quotes_false() {
        assert_eq!(text(Encoding::Quoted), r#"{"Authorization":"False","Message":"Missing \/ Wrong Access Token."}"#);
    }

    #[test]
    fn the_boolean_encoding_differs_in_false_alone() {
        assert_eq!(text(Encoding::Boolean), r#"{"Authorization":false,"Message":"Missing \/ Wrong Access Token."}"#);
    }
}
