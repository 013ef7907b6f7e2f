//! The JSON Schema of the configuration file, for editors. It is made from the types that read it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::file::File;

/// The schema.
pub(super) fn schema() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    let mut schema = schema.to_value();
    schema["title"] = json!("The configuration of `standin serve`");
    schema
}

/// The schema as the text of `docs/standin.schema.json`.
pub(super) fn text() -> String {
    // A value with text keys can always be written.
    serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n"
}

/// A secret: itself, or where it is.
pub(super) struct Secret;

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place =
            |name: &str| json!({ "type": "object", "required": [name], "additionalProperties": false, "properties": { name: { "type": "string" } } });
        json_schema!({ "anyOf": [{ "type": "string" }, place("env"), place("file")], "x-takes": "a text, `{env: NAME}` or `{file: PATH}`" })
    }
}
