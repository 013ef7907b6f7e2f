//! The JSON Schema of target files, for editors. It is made from the types that read them.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::File;

/// The schema as the text of `docs/target.schema.json`.
#[must_use]
pub fn schema_text() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>().to_value();
    schema["title"] = json!("A target of `standin check`");
    schema["description"] = json!("The format is described in docs/targets.md.");
    // A value with text keys can always be written.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// Where a secret stands.
pub(super) struct SecretReference;

/// A text, or where it stands.
pub(super) struct TextOrReference;

fn references() -> Vec<Value> {
    let text = json!({ "type": "string", "minLength": 1 });
    let place = |name: &str, says: &str| json!({ "type": "object", "description": says, "required": [name], "additionalProperties": false, "properties": { name: text } });
    let words = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
    let command = json!({
        "type": "object", "description": "What this program prints; no shell reads its words.",
        "required": ["command"], "additionalProperties": false,
        "properties": { "command": words, "timeout": { "type": "string", "description": "How long it may take; left out, 10s." } },
    });
    vec![place("env", "In this environment variable."), place("file", "In this file, from the target file's folder."), command]
}

impl JsonSchema for SecretReference {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "SecretReference".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": references() })
    }
}

impl JsonSchema for TextOrReference {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "TextOrReference".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut forms = vec![json!({ "type": "string" })];
        forms.extend(references());
        json_schema!({ "anyOf": forms })
    }
}
