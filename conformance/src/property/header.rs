//! Values of an Authorization header: in forms that mean the same, and in forms that are none (RFC 9110 sections 5.5 and 11.6.2).

use proptest::strategy::{BoxedStrategy, Strategy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::GeneratorError;
use super::near::referenced;

/// A header's value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The scheme: `Bearer`, `Basic`.
    pub scheme: String,
    /// The credentials behind it: `${access_token}`.
    pub credentials: String,
    /// Whether the forms are right or wrong.
    pub forms: Forms,
}

/// What forms are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Forms {
    /// Those that mean the same to every server: blanks and tabs before the value are no part of it. (Nor are those behind it, but there are
    /// servers of HTTP that leave them, and no API's document speaks of them.)
    Right,
    /// Those of which no scheme and one credential can be read: no scheme, another, no credential, several.
    Wrong,
}

/// In `S`, the scheme, and `C`, the credentials.
const RIGHT: [&str; 5] = ["S C", " S C", "  S C", "\tS C", " \t S C"];
const WRONG: [&str; 16] =
    ["S", "SC", "S:C", "S: C", "S,C", "S=C", "S \"C\"", "S <C>", "S C C", "S C, S C", "S S C", "Token C", "Digest C", "xS C", "Sx C", "S token=C"];

impl Header {
    pub(super) fn strategy(&self) -> Result<BoxedStrategy<Value>, GeneratorError> {
        let credentials = format!("${{{}}}", referenced(&self.credentials)?);
        let scheme = self.scheme.clone();
        if scheme.is_empty() || !scheme.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)) {
            return Err(GeneratorError::Wrong(format!("`{scheme}` cannot be a scheme")));
        }
        let forms = if self.forms == Forms::Right { &RIGHT[..] } else { &WRONG[..] };
        let write = move |form: &str| {
            let part = |c: char| match c {
                'S' => scheme.clone(),
                'C' => credentials.clone(),
                other => other.to_string(),
            };
            Value::String(form.chars().map(part).collect())
        };
        Ok(proptest::sample::select(forms.to_vec()).prop_map(write).boxed())
    }
}
