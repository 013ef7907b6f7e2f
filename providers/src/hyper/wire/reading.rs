//! The meaning of an answer's body in any of the three encodings.

use serde_json::{Map, Value};

use crate::Pairs;

/// The body as one canonical JSON value: `Authorization` a boolean, `expires_in` a number, the rest as it came.
pub(in crate::hyper) fn read(body: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Some(canonical(value));
    }
    let pairs = Pairs::lenient(body)?;
    let members: Map<String, Value> = pairs.iter().map(|(name, value)| (name.to_owned(), bare(name, value))).collect();
    Some(canonical(Value::Object(members)))
}

/// A bare value: digits are a number where the document means one.
fn bare(name: &str, value: &str) -> Value {
    match value.parse::<i64>() {
        Ok(number) if name == "expires_in" => number.into(),
        _ => value.into(),
    }
}

fn canonical(mut value: Value) -> Value {
    if let Some(authorization) = value.get_mut("Authorization") {
        match authorization.as_str() {
            Some("False" | "false") => *authorization = false.into(),
            Some("True" | "true") => *authorization = true.into(),
            _ => {}
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::encoding::{Member, write};
    use super::*;
    use crate::hyper::settings::Encoding;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_refusal_means_the_same_in_all_three_encodings() {
        let message = "Token is no longer valid. Please call \"RefreshToken\" function.";
        for encoding in [Encoding::Quoted, Encoding::Documented, Encoding::Boolean] {
            let body = write(encoding, &[("Authorization", Member::False), ("Message", Member::Text(message))]);
            assert_eq!(read(&body), Some(json!({"Authorization": false, "Message": message})), "{encoding:?}");
        }
    }

    #[test]
    fn a_refresh_reply_means_the_same_in_all_three_encodings() {
        for encoding in [Encoding::Quoted, Encoding::Documented, Encoding::Boolean] {
            let body = write(encoding, &[("access_token", Member::Text("a-1")), ("expires_in", Member::Number(3600))]);
            assert_eq!(read(&body), Some(json!({"access_token": "a-1", "expires_in": 3600})), "{encoding:?}");
        }
    }

    #[test]
    fn a_page_of_html_means_nothing() {
        assert_eq!(read(b"<html>False</html>"), None);
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes);
        }
    }
}
