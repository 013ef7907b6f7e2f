//! What was sent and what differs, and the command that sends it again.

use super::{Difference, Pair, Repeat, Request};
use crate::report::bounded::{LONGEST, bounded};
use crate::report::curl::Command;
use crate::transcript::{Sent, Subject};

pub(super) fn difference(one: &crate::compare::Difference) -> Difference {
    let shown = |value: &Option<serde_json::Value>| value.as_ref().map(|value| bounded(&value.to_string()));
    Difference { at: bounded(&one.at.to_string()), expected: shown(&one.expected), got: shown(&one.got) }
}

pub(super) fn request(instance: &str, sent: &Sent) -> Request {
    Request {
        instance: instance.to_owned(),
        method: sent.method.clone(),
        path: bounded(&sent.path),
        query: pairs(&sent.query),
        headers: pairs(&sent.headers),
        basic: sent.basic.as_deref().map(bounded),
        form: sent.form.as_deref().map(pairs),
        body: sent.body.as_deref().map(bounded),
        from: sent.from.map(|address| address.to_string()),
    }
}

fn pairs(pairs: &[(String, String)]) -> Vec<Pair> {
    pairs.iter().map(|(name, value)| Pair { name: bounded(name), value: bounded(value) }).collect()
}

/// A command that is cut would send something else, so one that is too long is left out, and one with a byte that no command takes.
pub(super) fn repeat(subject: &Subject, instance: &str, sent: &Sent) -> Option<Repeat> {
    let command = Command::repeating(subject, instance, sent);
    let curl = command.line();
    (curl.chars().count() <= LONGEST && !curl.contains(r"\000")).then_some(Repeat { curl, variables: command.variables })
}
