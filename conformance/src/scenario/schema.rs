//! The JSON Schema of scenario and fragment files, for editors. It is made from the types that read them.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{Fragment, Scenario};

/// The schema of a file: of a scenario where it names its provider, else of a fragment.
#[must_use]
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let scenario = generator.subschema_for::<Scenario>();
    let fragment = generator.subschema_for::<Fragment>();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario, or a fragment of one",
        "description": "The format is described in docs/scenarios.md.",
        "type": "object",
        "if": { "required": ["provider"] },
        "then": scenario,
        "else": fragment,
        "$defs": generator.take_definitions(true),
    })
}

/// The schema as the text of `scenarios/schema.json`.
#[must_use]
pub fn schema_text() -> String {
    // A value with text keys can always be written.
    serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n"
}

/// A `T`, or a `${parameter}` in its place; parameters are put in before the file is read as its types.
pub(super) struct OrParameter<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for OrParameter<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("{}OrParameter", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, { "type": "string", "pattern": r"^\$\{[a-z][a-z0-9_]*\}$" }] })
    }
}

/// Values by name.
pub(super) fn values(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" } })
}

/// A row of a matrix.
pub(super) struct Row;

impl JsonSchema for Row {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["case"],
            "properties": { "case": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "The row's name." } },
            "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
            "additionalProperties": { "type": ["string", "number", "boolean"] }
        })
    }
}

/// A header's value, or several.
pub(super) struct HeaderValue;

impl JsonSchema for HeaderValue {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "HeaderValue".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1 })
    }
}
