//! Puts values into a scenario that has been read. What a value holds, be it quotes or line breaks, cannot alter what was read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use providers::naming::Alteration;
use serde_json::{Map, Value};

use super::template::{Part, REFERENCE_END, REFERENCE_START, parse};
use super::{Case, Expectation, Given, PlacedStep, Script, Step};

/// Values by name. A text in them may name credentials and kept values, as the texts of steps do.
pub type Values = BTreeMap<String, Value>;

/// A text that stands for itself: no `${` in it is a reference.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace(REFERENCE_START, &format!("${REFERENCE_START}"))
}

impl Case {
    /// The case with values in the place of their names.
    ///
    /// A value that is changed already is not changed a second time: its name stays, so that it is known nowhere.
    #[must_use]
    pub fn with_values(mut self, values: &Values) -> Self {
        Filling::new(values).case(&mut self);
        self.values = values.clone();
        self
    }

    /// Those of some names that nothing in the case names.
    pub(super) fn unused<'n>(&self, names: impl Iterator<Item = &'n String>) -> Vec<&'n String> {
        let names: Vec<&String> = names.collect();
        let values = names.iter().map(|name| ((*name).clone(), Value::Null)).collect();
        let filling = Filling::new(&values);
        filling.case(&mut self.clone());
        let used = filling.used.into_inner();
        names.into_iter().filter(|name| !used.contains(*name)).collect()
    }
}

/// Values on their way into a case.
struct Filling<'a> {
    values: &'a Values,
    /// The names that were found.
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Filling<'a> {
    fn new(values: &'a Values) -> Self {
        Self { values, used: RefCell::default() }
    }

    fn case(&self, case: &mut Case) {
        if !self.values.is_empty() {
            let case: &mut Script = case;
            Arc::make_mut(&mut case.instances).values_mut().for_each(|given| self.given(given));
            for steps in [&mut case.steps, &mut case.finally] {
                Arc::make_mut(steps).iter_mut().for_each(|PlacedStep { step, .. }| self.step(&mut step.value));
            }
        }
    }

    fn given(&self, given: &mut Given) {
        self.members(&mut given.settings);
        given.actions.iter_mut().for_each(|action| self.members(&mut action.value.with));
    }

    fn step(&self, step: &mut Step) {
        let waits = step.wait.iter_mut().flat_map(|wait| {
            let wait = &mut wait.value;
            std::iter::once(&mut wait.until).chain(&mut wait.plus).chain(&mut wait.minus)
        });
        let own = [&mut step.call, &mut step.bearer, &mut step.basic].into_iter().flatten().map(AsMut::as_mut);
        let spanned = own.chain(waits).map(|text| &mut text.value);
        let pairs = step.base64.values_mut().chain(step.query.values_mut()).chain(step.form.iter_mut().flat_map(BTreeMap::values_mut));
        spanned.chain(pairs).chain(&mut step.body).for_each(|text| *text = self.text(text));
        step.headers.values_mut().chain(step.json.as_deref_mut()).for_each(|value| self.value(value));
        step.with.iter_mut().for_each(|members| self.members(members));
        step.expect.iter_mut().for_each(|expectation| self.expectation(&mut expectation.value));
        step.together.iter_mut().flatten().for_each(|call| self.step(&mut call.value));
    }

    fn expectation(&self, expectation: &mut Expectation) {
        let equals = expectation.equals.iter_mut().map(|equals| &mut equals.value);
        equals.chain(expectation.one_of.iter_mut().flatten()).for_each(|value| self.value(value));
        expectation.moment.iter_mut().for_each(|moment| moment.value = self.text(&moment.value));
    }

    fn members(&self, members: &mut Map<String, Value>) {
        members.values_mut().for_each(|value| self.value(value));
    }

    /// A text that is one name becomes the value itself, be it a text, a number or an object.
    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let whole = match parse(text).as_deref() {
                    Ok([Part::Reference { name, alteration: None }]) => self.of(name).cloned(),
                    _ => None,
                };
                *value = whole.unwrap_or_else(|| Value::String(self.text(text)));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => self.members(members),
            _ => {}
        }
    }

    /// The text with values in the place of their names. One that cannot be taken apart has its own complaint.
    fn text(&self, text: &str) -> String {
        let Ok(parts) = parse(text) else { return text.to_owned() };
        let named = |part: &Part| matches!(part, Part::Reference { name, .. } if self.values.contains_key(name));
        if !parts.iter().any(named) {
            return text.to_owned();
        }
        let part = |part: Part| match part {
            Part::Literal(literal) => escaped(&literal),
            Part::Reference { name, alteration } => {
                let value = self.of(&name).map(as_text);
                let altered = value.and_then(|value| match alteration {
                    None => Some(value),
                    Some(by) => changed(&value, by),
                });
                altered.unwrap_or_else(|| reference(&name, alteration))
            }
        };
        parts.into_iter().map(part).collect()
    }

    fn of(&self, name: &str) -> Option<&'a Value> {
        let value = self.values.get(name)?;
        self.used.borrow_mut().insert(name.to_owned());
        Some(value)
    }
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text of a value, changed: a text of its own at once, a name when it is played.
fn changed(value: &str, by: Alteration) -> Option<String> {
    let mut parts = parse(value).ok()?;
    match (parts.pop(), parts.is_empty()) {
        (Some(Part::Reference { name, alteration: None }), true) => Some(reference(&name, Some(by))),
        (Some(Part::Literal(literal)), true) => by.of(&literal).map(|text| escaped(&text)),
        (None, _) => by.of("").map(|text| escaped(&text)),
        _ => None,
    }
}

fn reference(name: &str, alteration: Option<Alteration>) -> String {
    let by = alteration.map(|by| format!("|{}", by.word())).unwrap_or_default();
    format!("{REFERENCE_START}{name}{by}{REFERENCE_END}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> Values {
        [
            ("word", json!("a\"b")),
            ("hours", json!(7)),
            ("input", json!({"a": "${access_token}"})),
            ("near", json!("${access_token|cut}")),
            ("name", json!("${token}")),
            ("dollar", json!("$${x}")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    fn text(text: &str) -> String {
        Filling::new(&values()).text(text)
    }

    #[test]
    fn a_value_stands_where_its_name_stood_and_every_other_name_stays() {
        assert_eq!(text("${word} ${access_token} ${hours}h"), "a\"b ${access_token} 7h");
        assert_eq!(text("Bearer ${near}"), "Bearer ${access_token|cut}");
        assert_eq!(text("$${word} ${dollar} $${"), "$${word} $${x} $${");
        assert_eq!(text("${word"), "${word");
    }

    #[test]
    fn a_changed_name_changes_the_text_or_the_name_that_the_value_is_and_what_is_changed_already_is_left() {
        assert_eq!(text("${word|cut} ${name|cut-at-3}"), "a\" ${token|cut-at-3}");
        assert_eq!(text("${near|cut}"), "${near|cut}");
    }

    #[test]
    fn a_text_that_is_one_name_becomes_the_value_itself() {
        let mut value = json!({"whole": "${hours}", "text": "${hours}h", "all": ["${input}"]});
        Filling::new(&values()).value(&mut value);
        assert_eq!(value, json!({"whole": 7, "text": "7h", "all": [{"a": "${access_token}"}]}));
    }

    #[test]
    fn an_escaped_text_stands_for_itself() {
        for text in ["${a}", "$${a}", "$", "${", "$$$${x|y}", "plain"] {
            assert_eq!(parse(&escaped(text)).unwrap(), if text.is_empty() { vec![] } else { vec![Part::Literal(text.to_owned())] });
        }
    }
}
