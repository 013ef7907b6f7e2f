//! Puts the values of a matrix row or of a fragment's parameters into a text, before the text is read.

use std::collections::BTreeMap;
use std::ops::Range;

use super::template::{REFERENCE_END, REFERENCE_START};

/// Values by name, as text.
pub type Parameters = BTreeMap<String, String>;

/// The text with each `${name}` that has a value replaced by it, but not within `kept`.
///
/// A value is never looked at again, so a value that holds `${…}` brings in a name for later. `${name|derivation}` takes
/// the value's own name: with `token` as `${refresh_token}`, `${token|cut}` becomes `${refresh_token|cut}`.
#[must_use]
pub fn put_in(text: &str, parameters: &Parameters, kept: Option<&Range<usize>>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = 0;
    while let Some(found) = text[rest..].find(REFERENCE_START) {
        let start = rest + found;
        let inner = start + REFERENCE_START.len();
        let escaped = text[..start].ends_with('$');
        let inside = kept.is_some_and(|kept| kept.contains(&start));
        let replacement = (!escaped && !inside).then(|| replacement(&text[inner..], parameters)).flatten();
        filled.push_str(&text[rest..start]);
        match replacement {
            Some((value, length)) => {
                filled.push_str(&value);
                rest = inner + length;
            }
            None => {
                filled.push_str(REFERENCE_START);
                rest = inner;
            }
        }
    }
    filled.push_str(&text[rest..]);
    filled
}

/// What the reference at the start of `inner` becomes, and how long it is.
fn replacement(inner: &str, parameters: &Parameters) -> Option<(String, usize)> {
    let length = inner.find(REFERENCE_END)?;
    let reference = &inner[..length];
    let length = length + REFERENCE_END.len_utf8();
    match reference.split_once('|') {
        None => parameters.get(reference).map(|value| (value.clone(), length)),
        Some((name, derivation)) => {
            let name = parameters.get(name)?.strip_prefix(REFERENCE_START)?.strip_suffix(REFERENCE_END)?;
            Some((format!("{REFERENCE_START}{name}|{derivation}{REFERENCE_END}"), length))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Parameters {
        [("code", "401"), ("token", "${refresh_token}")].map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn a_parameter_is_put_in_and_any_other_name_is_left_for_later() {
        assert_eq!(put_in("status: ${code}, ${access_token}, ${code", &parameters(), None), "status: 401, ${access_token}, ${code");
    }

    #[test]
    fn a_value_that_names_a_credential_takes_the_derivation_along() {
        assert_eq!(put_in("${token} ${token|cut} ${code|cut}", &parameters(), None), "${refresh_token} ${refresh_token|cut} ${code|cut}");
    }

    #[test]
    fn nothing_is_put_into_the_matrix_itself_or_into_an_escaped_reference() {
        assert_eq!(put_in("${code} ${code} $${code}", &parameters(), Some(&(0..7))), "${code} 401 $${code}");
    }
}
