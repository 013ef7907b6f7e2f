//! A difference told: to people line by line, and as a scenario that fails for the same reason.

use std::collections::{BTreeMap, BTreeSet};

use providers::Api;
use serde_json::{Map, Value, json};

use super::differ::{Difference, Subject};
use super::oracle::Wrong;
use super::spelled::Spelled;
use super::word::{Company, Instance};
use crate::export::scenario::yaml;
use crate::scenario::{PlacedStep, Step};
use crate::transcript::{Event, Exchange, Play, TOO_MANY_REQUESTS, What};

/// No more differences of one answer than these are expected otherwise.
const MOST_EXPECTATIONS: usize = 5;

/// What was done and what came, one line a step.
pub(super) fn lines(spelled: &Spelled, play: &Play, wrong: &Wrong) -> Vec<String> {
    let company = company(&instances(spelled));
    let steps = spelled.case.steps.iter().zip(&play.events).take(wrong.step + 1);
    steps.map(|(placed, event)| line(&placed.step.value, event, company)).collect()
}

fn line(step: &Step, event: &Event, company: Company) -> String {
    let on = if company == Company::Two { format!("{}: ", event.instance) } else { String::new() };
    match &event.what {
        What::Exchanged(exchange) => format!("{on}{} -> {}", request(exchange), exchange.answer.status),
        What::Waited => format!("wait until {}", step.wait.as_ref().map_or("", |wait| wait.value.until.value.as_str())),
        What::Acted { action, refused } => {
            let with =
                if step.arguments().is_empty() { String::new() } else { format!(" {}", yaml::value(&Value::Object(step.arguments().clone()))) };
            format!("{on}act {action}{with}{}", if refused.is_some() { " -> refused" } else { "" })
        }
        What::Inspected(_) => format!("{on}inspect record"),
    }
}

/// A request in one line: method, path, and all that stands in it without a secret.
fn request(exchange: &Exchange) -> String {
    let sent = &exchange.request;
    let mut line = format!("{} {}", sent.method, sent.path);
    let pairs = |pairs: &[(String, String)]| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    if !sent.query.is_empty() {
        line.push_str(&format!("?{}", pairs(&sent.query)));
    }
    for (name, value) in sent.headers.iter().filter(|(name, _)| name != "content-type") {
        line.push_str(&match (&sent.basic, name.as_str()) {
            (Some(pair), "authorization") => format!("  {name}: Basic of {pair}"),
            _ => format!("  {name}: {value}"),
        });
    }
    let body = sent.form.as_ref().map(|form| pairs(form)).or_else(|| sent.body.clone());
    line + &body.map(|body| format!("  {body}")).unwrap_or_default() + &sent.from.map(|from| format!("  from {from}")).unwrap_or_default()
}

/// The instances that the word speaks to.
fn instances(spelled: &Spelled) -> BTreeSet<String> {
    let second = format!("${{{}.", Instance::Second.name());
    let named = |step: &Step| step.on.as_ref().map(|on| on.value.clone());
    let mut instances: BTreeSet<String> = spelled.case.steps.iter().filter_map(|placed| named(&placed.step.value)).collect();
    instances.insert(Instance::First.name().to_owned());
    if spelled.case.steps.iter().any(|placed| fields(&placed.step.value).iter().any(|(_, value)| value.contains(&second))) {
        instances.insert(Instance::Second.name().to_owned());
    }
    instances
}

/// The word as a scenario file: the same steps, and of the last one what the model says in place of what came.
pub(super) fn scenario(api: &dyn Api, spelled: &Spelled, wrong: &Wrong, settings: &Map<String, Value>) -> String {
    let steps = &spelled.case.steps[..(wrong.step + 1).min(spelled.case.steps.len())];
    let several = instances(spelled);
    let company = company(&several);
    let clause = wrong.clause.clone().unwrap_or_default();
    let expected: Vec<Value> =
        wrong.differences.iter().take(MOST_EXPECTATIONS).filter_map(|one| expectation(one, spelled, wrong.step, company)).collect();
    let title = format!("{} answers otherwise than its documents say after {} steps", api.name(), steps.len());
    let mut text = format!(
        "# yaml-language-server: $schema=../../schema.json\n\
         # Found by exploration: play it with `standin check FILE`, and give it a title and a name that say what must be true.\n\
         title: {}\nprovider: {}\nverifies: [{}]\n",
        yaml::line(&title),
        api.name(),
        yaml::inner(&clause)
    );
    if spelled.told.events.iter().take(steps.len()).any(exceeds) {
        text.push_str("needs: [rate-limits]\n");
    }
    text.push_str(&given(settings, &several));
    text.push_str("steps:\n");
    text.push_str(&told_steps(steps, &expected, wrong, company));
    text
}

/// The steps of a scenario, the last with what is expected; a value is kept only where a later step names it.
fn told_steps(steps: &[PlacedStep], expected: &[Value], wrong: &Wrong, company: Company) -> String {
    let named = steps.iter().flat_map(|placed| fields(&placed.step.value)).map(|(_, value)| value);
    let used: String = named.chain(expected.iter().map(Value::to_string)).collect();
    let mut text = String::new();
    for (at, placed) in steps.iter().enumerate() {
        let step = &placed.step.value;
        let mut said = fields(step);
        let keep: Vec<_> = step.keep.iter().filter(|(name, _)| used.contains(name.as_str())).collect();
        if !keep.is_empty() {
            said.push(("keep", yaml::map(keep.into_iter().map(|(name, place)| (name.as_str(), yaml::inner(&place.value))))));
        }
        if at == wrong.step {
            said.extend(outcome(wrong));
        }
        if company == Company::Alone {
            said.retain(|(name, _)| *name != "on");
        }
        let said = said.iter().enumerate().map(|(nth, (name, value))| format!("{}{name}: {value}\n", if nth == 0 { "  - " } else { "    " }));
        let said: String = said.collect();
        text.push_str(&match company {
            Company::Alone => said.replace(&format!("${{{}.", Instance::First.name()), "${"),
            Company::Two => said,
        });
        if at == wrong.step && !expected.is_empty() {
            text.push_str("    expect:\n");
            text.extend(expected.iter().map(|one| format!("      - {}\n", yaml::value(one))));
        }
    }
    text
}

/// Whether the model turns a call away for a limit, so that the scenario exceeds one on purpose.
fn exceeds(event: &Event) -> bool {
    matches!(&event.what, What::Exchanged(exchange) if exchange.answer.status == TOO_MANY_REQUESTS)
}

/// Whether one instance is spoken to, so that it needs no name.
fn company(instances: &BTreeSet<String>) -> Company {
    if instances.len() == 1 { Company::Alone } else { Company::Two }
}

/// What must become of an action.
fn outcome(wrong: &Wrong) -> Option<(&'static str, String)> {
    let expected = wrong.differences.iter().find(|one| one.subject == Subject::Outcome)?.expected.clone()?;
    Some(("outcome", yaml::value(&expected)))
}

fn given(settings: &Map<String, Value>, instances: &BTreeSet<String>) -> String {
    let settings = yaml::value(&Value::Object(settings.clone()));
    match (instances.len(), settings.as_str()) {
        (1, "{}") => String::new(),
        (1, settings) => format!("given:\n  settings: {settings}\n"),
        (_, settings) => {
            let one = |name: &String| format!("  {name}: {{settings: {settings}}}\n");
            format!("instances:\n{}", instances.iter().map(one).collect::<String>())
        }
    }
}

/// What a step says, in the words of scenarios, what it does first.
fn fields(step: &Step) -> Vec<(&'static str, String)> {
    let texts = |pairs: &BTreeMap<String, String>| yaml::map(pairs.iter().map(|(name, value)| (name.as_str(), yaml::inner(value))));
    let mut said = Vec::new();
    let mut say = |name, value: Option<String>| said.extend(value.map(|value| (name, value)));
    say("call", step.call.as_ref().map(|call| yaml::line(&call.value)));
    say("wait", step.wait.as_ref().map(|wait| format!("{{until: {}}}", yaml::line(&wait.value.until.value))));
    say("act", step.act.as_ref().map(|act| yaml::inner(&act.value)));
    say("inspect", step.inspect.as_ref().map(|word| yaml::inner(&word.value)));
    say("on", step.on.as_ref().map(|on| yaml::inner(&on.value)));
    say("from", step.from.as_ref().map(|from| from.value.to_string()));
    say("bearer", step.bearer.as_ref().map(|token| yaml::line(&token.value)));
    say("basic", step.basic.as_ref().map(|pair| yaml::line(&pair.value)));
    say("base64", (!step.base64.is_empty()).then(|| texts(&step.base64)));
    say("headers", (!step.headers.is_empty()).then(|| yaml::map(step.headers.iter().map(|(name, value)| (name.as_str(), yaml::value(value))))));
    say("query", (!step.query.is_empty()).then(|| texts(&step.query)));
    say("form", step.form.as_ref().map(texts));
    say("json", step.json.as_deref().map(yaml::value));
    say("body", step.body.as_ref().map(|body| yaml::inner(body)));
    say("with", (!step.arguments().is_empty()).then(|| yaml::value(&Value::Object(step.arguments().clone()))));
    said
}

/// What a scenario expects so that the difference shows.
fn expectation(difference: &Difference, spelled: &Spelled, step: usize, company: Company) -> Option<Value> {
    let expected = difference.expected.clone();
    Some(match &difference.subject {
        Subject::Status => json!({"status": expected?}),
        Subject::Header(name) => json!({"header": name, "equals": expected?}),
        Subject::Body => json!({"body": "text", "equals": expected?}),
        Subject::Json(path) => match expected {
            None => json!({"json": path, "is": "absent"}),
            Some(Value::String(text)) if is_name(&text) => json_of_name(path, &text, spelled, step, company),
            Some(value) => json!({"json": path, "equals": value}),
        },
        Subject::Fact("length", path) => json!({"json": path, "length": expected?}),
        Subject::Fact("uuid", path) => match expected? {
            Value::Bool(true) => json!({"json": path, "is": "uuid"}),
            _ => json!({"json": path, "is": "present"}),
        },
        Subject::Fact(_, path) => {
            let facts = expected?;
            let mut jwt = Map::new();
            let parts = [("header", "header"), ("claims", "claims"), ("issuer", "issuer"), ("signature", "signature")];
            jwt.extend(parts.into_iter().filter_map(|(fact, word)| Some((word.to_owned(), facts.get(fact)?.clone()))));
            let issued = facts.get("issued").and_then(Value::as_str).and_then(moment);
            jwt.extend(issued.map(|issued| ("issued".to_owned(), Value::from(issued))));
            json!({"json": path, "jwt": jwt})
        }
        Subject::Outcome => return None,
    })
}

/// What is expected where the model has a value that is known by its name alone, or a moment.
fn json_of_name(path: &str, text: &str, spelled: &Spelled, step: usize, company: Company) -> Value {
    if let Some(moment) = moment(text) {
        return json!({"json": path, "moment": moment});
    }
    let kept: Vec<(&String, &Value)> = spelled.told.events.iter().take(step).flat_map(|event| &event.kept).collect();
    let given = spelled.told.given.iter().map(|(name, value)| {
        let name = if company == Company::Alone { name.split_once('.').map_or(name.as_str(), |(_, credential)| credential) } else { name };
        (name.to_owned(), value.clone())
    });
    let known: BTreeMap<String, String> =
        kept.iter().filter_map(|(name, value)| Some(((*name).clone(), value.as_str()?.to_owned()))).chain(given).collect();
    if let Some((name, _)) = known.iter().find(|(_, value)| *value == text) {
        return json!({"json": path, "same_as": name});
    }
    let kind = |name: &str| name.trim_start_matches('<').split(':').next().unwrap_or_default().to_owned();
    let others: Vec<&String> = known.iter().filter(|(_, value)| kind(value) == kind(text)).map(|(name, _)| name).collect();
    if others.is_empty() { json!({"json": path, "is": "present"}) } else { json!({"json": path, "different_from": others}) }
}

/// `<start+3600s>` as scenarios write it.
fn moment(text: &str) -> Option<String> {
    let distance = text.strip_prefix("<start")?.strip_suffix("s>")?;
    let (sign, seconds) = distance.split_at_checked(1)?;
    let whole = seconds.split('.').next()?;
    Some(format!("start {sign} {whole}s"))
}

fn is_name(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_scenarios_write_it() {
        assert_eq!(moment("<start+3600s>").as_deref(), Some("start + 3600s"));
        assert_eq!(moment("<start-1s>").as_deref(), Some("start - 1s"));
        assert_eq!(moment("<access_token:1>"), None);
    }
}
