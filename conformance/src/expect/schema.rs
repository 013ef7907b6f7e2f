//! JSON Schema (2020-12, formats on), with opaque values stood in for by texts of their length and characters.

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, ValidationError};
use serde_json::Value;

use super::{Finding, Holds, Known, facts, show};

/// What stands in for the opaque values of an answer is no longer than that: twice as long as any answer that is read.
const HEAVIEST: usize = 16 * 1024 * 1024;

/// It is valid by this schema.
pub(crate) fn valid_by(known: &Known, schema: &Value, got: &Value) -> Finding {
    let words = "a value that is valid by the schema";
    let validator = match jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(schema) {
        Ok(validator) => validator,
        Err(error) => return Finding::new(Holds::Fault(format!("no JSON Schema: {error}")), words, show(got)),
    };
    if weight(known, got) > HEAVIEST {
        return Finding::new(Holds::Fault("its opaque values are longer than any answer".to_owned()), words, "more than can be looked at");
    }
    let stand_in = stand_in(known, got);
    let errors: Vec<ValidationError<'_>> = validator.iter_errors(&stand_in).collect();
    let deepest: Vec<&ValidationError<'_>> = errors.iter().map(deepest).collect();
    let told: Vec<String> = deepest.iter().map(|error| tell(error, got)).collect();
    let undecided = |error: &&ValidationError<'_>| {
        let place = got.pointer(&error.instance_path().to_string());
        place.is_some_and(|value| facts(known, value).is_some()) && by_its_text(error.kind())
    };
    let holds = match deepest.as_slice() {
        [] => Holds::Yes,
        errors if errors.iter().all(undecided) => Holds::Unknown("the text of an opaque value is not known".to_owned()),
        _ => Holds::No,
    };
    Finding::new(holds, words, if told.is_empty() { show(got) } else { told.join("; ") })
}

/// Whether an error could be another if the text itself were known.
fn by_its_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Pattern { .. } | Kind::Format { .. } | Kind::Enum { .. } | Kind::Constant { .. })
}

/// The value with a text of the same length and classes of characters in each named value's place.
fn stand_in(known: &Known, value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| stand_in(known, item)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), stand_in(known, member))).collect(),
        other => facts(known, other).map_or_else(|| other.clone(), |facts| text_of(&facts.alphabet, facts.length).into()),
    }
}

/// How long all stand-ins together are; a transcript of a stranger may say anything.
fn weight(known: &Known, value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().fold(0, |sum, item| sum.saturating_add(weight(known, item))),
        Value::Object(members) => members.values().fold(0, |sum, member| sum.saturating_add(weight(known, member))),
        other => facts(known, other).map_or(0, |facts| facts.length),
    }
}

fn text_of(alphabet: &str, length: usize) -> String {
    let classes = alphabet.replace("A-Z", "A").replace("a-z", "a").replace("0-9", "0");
    classes.chars().cycle().take(length).collect()
}

/// Of alternatives, the error of the branch that came furthest into the value.
fn deepest<'e>(error: &'e ValidationError<'_>) -> &'e ValidationError<'e> {
    let (Kind::AnyOf { context } | Kind::OneOfNotValid { context }) = error.kind() else { return error };
    let depth = |error: &ValidationError<'_>| error.instance_path().to_string().matches('/').count();
    context.iter().flatten().map(deepest).max_by_key(|error| depth(error)).unwrap_or(error)
}

/// An error by its place. The instance's own text is not repeated: it may be a stand-in.
fn tell(error: &ValidationError<'_>, got: &Value) -> String {
    let place = error.instance_path().to_string();
    let at = if place.is_empty() { "the value".to_owned() } else { place.clone() };
    let value = got.pointer(&place).map_or_else(String::new, show);
    let message = error.masked_with(&value).to_string();
    format!("{at}: {message}")
}
