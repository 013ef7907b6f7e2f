//! The file of waivers as it is written, and its JSON Schema for editors.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;

use crate::spanned::Spanned;

/// A file of waivers: failures that somebody answers for until a certain day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Waivers", description = "Failures that somebody answers for until a certain day. The format is described in docs/verdicts.md.")]
pub(super) struct File {
    /// The waivers.
    pub(super) waivers: Vec<Entry>,
}

/// One waiver.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Waiver")]
pub(super) struct Entry {
    /// The clause that does not hold, as in `hyper.refusal.wrong`.
    #[schemars(with = "String")]
    pub(super) clause: Spanned<String>,
    /// The case in which it does not, or a pattern with * and ? for several; all cases where it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) check: Option<Spanned<String>>,
    /// The target: its URL, or a pattern with * and ?; `embedded` is the mock of this program.
    #[schemars(with = "String")]
    pub(super) target: Spanned<String>,
    /// Why the failure is borne.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// Who answers for it.
    #[schemars(with = "String")]
    pub(super) owner: Spanned<String>,
    /// The last day on which it holds, as in 2027-01-31.
    #[schemars(with = "String", extend("format" = "date"))]
    pub(super) expiry: Spanned<String>,
}

/// The schema as the text of `docs/waivers.schema.json`.
#[must_use]
pub fn schema_text() -> String {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    // A value with text keys can always be written.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
