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
    /// The form that every server reads. (Blanks around it are no part of a value in HTTP/1.1, and malformed in HTTP/2, RFC 9113 section 8.2.1.)
    Right,
    /// Those of which no scheme and one credential can be read: no scheme, another, no credential, several.
    Wrong,
}

/// In `S`, the scheme, and `C`, the credentials.
const RIGHT: [&str; 1] = ["S C"];
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
