//! Secrets that stand elsewhere: `{env: NAME}` or `{file: PATH}`.

use serde_json::Value;

use super::error::ConfigError;
use super::layers::{Layers, Place};
use super::source::bounded;

/// So many bytes may a file with a secret have.
const LONGEST: usize = 64 * 1024;

/// A value with each secret in it that stands elsewhere put in its place.
///
/// # Errors
/// There is no such variable or file, or it holds no text.
pub(super) fn fetch(layers: &mut Layers<'_>, value: &Value, place: &Place) -> Result<Value, ConfigError> {
    match (reference(value), value) {
        (Some(("env", name)), _) => from_environment(layers, name, place),
        (Some((_, path)), _) => from_file(layers, path, place),
        (None, Value::Array(items)) => items.iter().map(|item| fetch(layers, item, place)).collect(),
        (None, Value::Object(members)) => {
            let fetched = members.iter().map(|(name, member)| Ok((name.clone(), fetch(layers, member, place)?)));
            fetched.collect::<Result<_, _>>().map(Value::Object)
        }
        (None, other) => Ok(other.clone()),
    }
}

/// How a secret is shown: where it stands, or its name.
pub(super) fn shown(value: &Value, name: &str) -> Value {
    if reference(value).is_some() { value.clone() } else { format!("<{name}>").into() }
}

fn reference(value: &Value) -> Option<(&str, &str)> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    let (name, value) = members.iter().next()?;
    matches!(name.as_str(), "env" | "file").then_some(())?;
    Some((name, value.as_str()?))
}

fn from_environment(layers: &Layers<'_>, name: &str, place: &Place) -> Result<Value, ConfigError> {
    let value = layers.environment.get(name)?.map(Value::from);
    value.ok_or_else(|| layers.complain_unseen(place, format!("the environment has no {name}; set it, or give the secret otherwise")))
}

fn from_file(layers: &mut Layers<'_>, path: &str, place: &Place) -> Result<Value, ConfigError> {
    let folder = layers.loaded.and_then(|loaded| loaded.path.parent()).unwrap_or_else(|| std::path::Path::new(""));
    let file = folder.join(path);
    let refuse = |why: String| layers.complain_unseen(place, format!("cannot read a secret from {}: {why}", file.display()));
    let bytes = bounded(&file).map_err(|error| refuse(error.to_string()))?;
    if bytes.len() > LONGEST {
        return Err(refuse(format!("it is longer than {LONGEST} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8".to_owned()))?;
    // The line break that editors end a file with is no part of the secret.
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let value = Value::from(text.strip_suffix('\r').unwrap_or(text));
    layers.secrets.push(file);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::environment::Environment;
    use super::*;

    fn fetched(value: &Value) -> Result<Value, String> {
        let environment = Environment::from([("KEY", "from outside")]);
        fetch(&mut Layers::new(&environment, None), value, &Place::Default).map_err(|error| error.to_string())
    }

    #[test]
    fn each_secret_that_stands_elsewhere_is_put_in_its_place_wherever_it_is() {
        let given = json!([{ "id": "a", "key": { "env": "KEY" } }, { "id": "b", "key": "here" }]);
        assert_eq!(fetched(&given), Ok(json!([{ "id": "a", "key": "from outside" }, { "id": "b", "key": "here" }])));
        assert_eq!(fetched(&json!({ "env": "KEY" })), Ok("from outside".into()));
    }

    #[test]
    fn an_object_that_says_more_is_no_reference() {
        for value in [json!({ "env": "KEY", "x": 1 }), json!({ "env": 1 }), json!({ "other": "KEY" })] {
            assert_eq!(fetched(&value), Ok(value.clone()));
        }
    }

    #[test]
    fn a_secret_that_is_not_there_is_told_by_its_place() {
        assert_eq!(fetched(&json!({ "env": "KAY" })), Err("the environment has no KAY; set it, or give the secret otherwise".to_owned()));
        assert!(fetched(&json!({ "file": "no/such" })).unwrap_err().starts_with("cannot read a secret from no/such: "));
    }

    #[test]
    fn a_secret_is_shown_by_its_name_or_by_where_it_stands() {
        assert_eq!(shown(&"hidden".into(), "token"), "<token>");
        assert_eq!(shown(&json!([{ "env": "KEY" }]), "token"), "<token>");
        assert_eq!(shown(&json!({ "env": "KEY" }), "token"), json!({ "env": "KEY" }));
    }
}
