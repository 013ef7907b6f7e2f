//! JSON that is valid by a JSON Schema, as far as the words of a schema can be turned round.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::{Just, any};
use proptest::strategy::{BoxedStrategy, Strategy, Union};
use proptest::string::string_regex;
use serde_json::{Map, Value};

use super::GeneratorError;
use super::generator::{LONGEST, bounded};
use super::numbers::Integers;
use crate::scenario::values::escaped;

/// The words that can be turned round.
const WORDS: [&str; 17] = [
    "type",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "additionalProperties",
    "description",
];
/// Schemas may stand in each other so deep.
const DEEPEST: usize = 8;

/// What draws a value that is valid by a schema.
pub(super) fn strategy(schema: &Value) -> Result<BoxedStrategy<Value>, GeneratorError> {
    of(schema, DEEPEST, LONGEST)
}

/// What is drawn holds no more than there is room for.
fn of(schema: &Value, depth: usize, room: usize) -> Result<BoxedStrategy<Value>, GeneratorError> {
    let wrong = |why: &str| Err(GeneratorError::Wrong(why.to_owned()));
    let (Some(schema), Some(depth)) = (schema.as_object(), depth.checked_sub(1)) else {
        return wrong("a schema is an object, and schemas stand in each other 8 deep at most");
    };
    if let Some(word) = schema.keys().find(|word| !WORDS.contains(&word.as_str())) {
        let help = providers::suggestion(word, WORDS);
        return wrong(&format!("nothing can be drawn by the word `{word}` of a schema; {help}"));
    }
    if let Some(value) = schema.get("const") {
        return Ok(Just(literal(value)).boxed());
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty()) {
        return Ok(proptest::sample::select(values.iter().map(literal).collect::<Vec<_>>()).boxed());
    }
    if let Some(any) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array).filter(|any| !any.is_empty()) {
        return Ok(Union::new(any.iter().map(|one| of(one, depth, room)).collect::<Result<Vec<_>, _>>()?).boxed());
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => text(schema, room),
        Some("integer") => {
            let end = |word: &str, otherwise| schema.get(word).and_then(Value::as_i64).unwrap_or(otherwise);
            Integers { from: end("minimum", -1_000_000), to: end("maximum", 1_000_000), near: Vec::new() }.strategy()
        }
        Some("boolean") => Ok(any::<bool>().prop_map(Value::Bool).boxed()),
        Some("null") => Ok(Just(Value::Null).boxed()),
        Some("array") => {
            let (least, most) = bounds(schema, ["minItems", "maxItems"], 4, room)?;
            let items = schema.get("items").ok_or_else(|| GeneratorError::Wrong("a list needs `items`".to_owned()))?;
            Ok(vec(of(items, depth, room / most.max(1))?, least..=most).prop_map(Value::Array).boxed())
        }
        Some("object") => object(schema, depth, room),
        _ => wrong("a schema needs a `type` that is string, integer, boolean, null, array or object, or else const, enum, anyOf or oneOf"),
    }
}

fn text(schema: &Map<String, Value>, room: usize) -> Result<BoxedStrategy<Value>, GeneratorError> {
    let written = |text: String| Value::String(escaped(&text));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let whole = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
        let whole = whole.ok_or_else(|| GeneratorError::Wrong(format!("the pattern `{pattern}` must begin with ^ and end with $")))?;
        bounded(whole, room)?;
        return Ok(string_regex(whole).map_err(|error| GeneratorError::Wrong(error.to_string()))?.prop_map(written).boxed());
    }
    let (least, most) = bounds(schema, ["minLength", "maxLength"], 16, room)?;
    Ok(vec(any::<char>(), least..=most).prop_map(move |characters| written(characters.into_iter().collect())).boxed())
}

fn object(schema: &Map<String, Value>, depth: usize, room: usize) -> Result<BoxedStrategy<Value>, GeneratorError> {
    let required: BTreeSet<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    let room = room / properties.map_or(1, Map::len).max(1);
    let mut members: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, inner) in properties.into_iter().flatten() {
        let named = name.clone();
        let member = of(inner, depth, room)?.prop_map(move |value| (named.clone(), value));
        members.push(match required.contains(name.as_str()) {
            true => member.prop_map(Some).boxed(),
            false => proptest::option::of(member).boxed(),
        });
    }
    if let Some(name) = required.iter().find(|name| properties.is_none_or(|properties| !properties.contains_key(**name))) {
        return Err(GeneratorError::Wrong(format!("the member `{name}` is required and not among the properties")));
    }
    Ok(members.prop_map(|members| Value::Object(members.into_iter().flatten().collect())).boxed())
}

fn bounds(schema: &Map<String, Value>, [least, most]: [&str; 2], usual: usize, room: usize) -> Result<(usize, usize), GeneratorError> {
    let said = |word: &str| schema.get(word).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let from = said(least).unwrap_or_default();
    let to = said(most).unwrap_or(from.saturating_add(usual).min(room.max(from)));
    if from <= to && to <= room {
        Ok((from, to))
    } else {
        Err(GeneratorError::Wrong(format!("`{least}` is at most `{most}`, and all that is drawn together holds at most {LONGEST}")))
    }
}

/// A value that stands for itself, whatever its texts hold.
fn literal(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(escaped(text)),
        Value::Array(items) => items.iter().map(literal).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), literal(member))).collect(),
        other => other.clone(),
    }
}
