//! The control plane as an OpenAPI 3.1 document, made from its calls.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::admit;
use super::call::{Call, Content, Shape};
use super::shapes::Refused;

const ABOUT: &str = "Worlds, their clocks and their instances, on a listener of its own. An error carries the header Standin-Error and says what \
                     would be right. The bearer token is asked for where the server was started with one.";

/// The document of these calls.
pub(super) fn document(calls: &[Call]) -> Value {
    let mut shapes = Shapes::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for call in calls {
        paths.entry(call.path).or_default().insert(call.method.to_owned(), operation(call, &mut shapes));
    }
    let refused = shapes.answered(SchemaGenerator::subschema_for::<Refused>);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Standin's control plane", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": shapes.definitions(),
            "responses": {"Refused": {
                "description": "What was wrong and what would be right; nothing was changed.",
                "headers": {"Standin-Error": {"description": "The error's code.", "required": true, "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": refused}},
            }},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    });
    enumerate(&mut document);
    document
}

/// Tells a choice of words by `enum`, which generators of clients know better than a choice of constants.
fn enumerate(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(enumerate),
        Value::Object(members) => {
            if let Some(words) = members.get("oneOf").and_then(words) {
                let told = words.iter().map(|(word, says)| format!("`{word}`: {says}"));
                let says: Vec<String> = members.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().chain(told).collect();
                members.remove("oneOf");
                members.insert("type".to_owned(), "string".into());
                members.insert("enum".to_owned(), words.into_iter().map(|(word, _)| word).collect());
                members.insert("description".to_owned(), says.join(" ").into());
            }
            members.values_mut().for_each(enumerate);
        }
        _ => {}
    }
}

/// The words among which is chosen, each with what it says; none where something else can be chosen.
fn words(choice: &Value) -> Option<Vec<(String, String)>> {
    let text = |option: &Value, name: &str| option[name].as_str().map(str::to_owned);
    choice.as_array()?.iter().map(|option| Some((text(option, "const")?, text(option, "description")?))).collect()
}

fn operation(call: &Call, shapes: &mut Shapes) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), call.name.into());
    operation.insert("summary".to_owned(), call.says.into());
    if admit::is_open(call.path) {
        operation.insert("security".to_owned(), json!([]));
    }
    let parameters = parameters(call);
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(shape) = call.takes {
        operation.insert("requestBody".to_owned(), json!({"content": {"application/json": {"schema": shapes.taken(shape)}}}));
    }
    operation.insert("responses".to_owned(), answers(call, shapes));
    operation.into()
}

/// The names in the path and the query's.
fn parameters(call: &Call) -> Vec<Value> {
    let names = call.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let in_path = names.map(|name| json!({"name": name, "in": "path", "required": true, "description": meaning(name), "schema": {"type": "string"}}));
    let in_query = call.queries.iter().map(|(name, says)| json!({"name": name, "in": "query", "description": says, "schema": {"type": "string"}}));
    in_path.chain(in_query).collect()
}

fn meaning(name: &str) -> String {
    match name {
        "world" => "The world's name; `default` is always there.".to_owned(),
        _ => format!("The {name}'s name."),
    }
}

/// The answers by status; one status may have several types.
fn answers(call: &Call, shapes: &mut Shapes) -> Value {
    let mut answers = Map::new();
    for (status, content) in &call.gives {
        let (content_type, schema) = match content {
            Content::Nothing => ("", Value::Null),
            Content::Json(shape) => ("application/json", shapes.answered(*shape)),
            Content::Text(content_type) => (*content_type, json!({"type": "string"})),
        };
        let description = http::StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
        let answer = answers.entry(status.to_string()).or_insert_with(|| json!({"description": description.unwrap_or_default()}));
        if !schema.is_null() {
            answer["content"][content_type] = json!({"schema": schema});
        }
    }
    answers.insert("default".to_owned(), json!({"$ref": "#/components/responses/Refused"}));
    answers.into()
}

/// Two generators, because what may be left out of a question may have to stand in an answer.
struct Shapes {
    taken: SchemaGenerator,
    answered: SchemaGenerator,
}

impl Shapes {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
        Self { taken: settings.clone().for_deserialize().into_generator(), answered: settings.for_serialize().into_generator() }
    }

    fn taken(&mut self, shape: Shape) -> Value {
        shape(&mut self.taken).to_value()
    }

    fn answered(&mut self, shape: Shape) -> Value {
        shape(&mut self.answered).to_value()
    }

    fn definitions(mut self) -> Map<String, Value> {
        let mut all = self.taken.take_definitions(true);
        all.extend(self.answered.take_definitions(true));
        all.sort_keys();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::call::get;

    #[test]
    fn a_call_is_described_by_its_names_its_query_and_its_text() {
        let call = get("/worlds/{world}/log", "log", async || "")
            .says("Shows it.")
            .query("from", "The first line.")
            .gives::<Map<String, Value>>(200)
            .gives_text(200, "text/plain");
        let document = document(&[call]);
        let operation = &document["paths"]["/worlds/{world}/log"]["get"];
        let [world, from] = operation["parameters"].as_array().unwrap().as_slice() else { panic!("{operation}") };
        assert_eq!((&world["name"], &world["in"], &world["required"]), (&json!("world"), &json!("path"), &json!(true)));
        assert_eq!((&from["name"], &from["in"], from.get("required")), (&json!("from"), &json!("query"), None));
        let content = &operation["responses"]["200"]["content"];
        assert_eq!((&content["text/plain"]["schema"]["type"], &content["application/json"]["schema"]["type"]), (&json!("string"), &json!("object")));
        assert_eq!(operation.get("security"), None);
    }

    #[test]
    fn a_choice_of_words_is_an_enum_and_any_other_choice_stays_as_it_is() {
        let word = |word: &str| json!({"type": "string", "const": word, "description": "So."});
        let mut document = json!({"a": {"oneOf": [word("x"), word("y")], "description": "Which."}, "b": {"oneOf": [word("x"), {"type": "object"}]}});
        let kept = document["b"].clone();
        enumerate(&mut document);
        assert_eq!(document["a"], json!({"type": "string", "enum": ["x", "y"], "description": "Which. `x`: So. `y`: So."}));
        assert_eq!(document["b"], kept);
    }

    #[test]
    fn a_call_without_a_token_says_so() {
        let document = document(&[get("/health", "health", async || "").says("Shows it.").gives_nothing(204)]);
        assert_eq!(document["paths"]["/health"]["get"]["security"], json!([]));
    }
}
