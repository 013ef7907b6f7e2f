//! The JSON Schema of the JSON form, made from the types that write it.

use schemars::generate::SchemaSettings;
use serde_json::json;

use super::Report;

/// The schema as the text of `docs/report.schema.json`.
#[must_use]
pub fn schema_text() -> String {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report>();
    let mut schema = schema.to_value();
    schema["title"] = json!("A report of `standin check --report json=FILE`");
    // A value with text keys can always be written.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
