//! Whether an answer is one of the ledger's refusals.

use providers::{Ledger, Refusal, suggestion};
use serde_json::Value;

use crate::compare::{Difference, Location, Segment, same};
use crate::expect::{Finding, Holds, show};
use crate::transcript::Received;

/// Any of the ledger's refusals, or a status that says so.
const ANY: &str = "any";
/// No refusal.
const NONE: &str = "none";

/// What an answer says of its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told<'l> {
    /// It was served.
    Served,
    /// It was refused, by the ledger's refusal of this name.
    Refused(&'l str),
    /// It was refused in other words.
    Otherwise,
    /// Neither.
    Neither,
}

/// What an answer says of its call, by the ledger.
pub(crate) fn told<'l>(ledger: &'l Ledger, answer: &Received) -> Told<'l> {
    // Of several that fit, the one that says most is meant.
    let fitting = ledger.refusals.iter().filter(|(_, refusal)| failing(refusal, answer).is_empty());
    if let Some((name, _)) = fitting.max_by_key(|(_, refusal)| refusal.body.len()) {
        return Told::Refused(name);
    }
    match (serves(ledger, answer), answer.status) {
        (_, 400..=499) => Told::Otherwise,
        (Some(false), _) if answer.read.is_some() => Told::Otherwise,
        (None | Some(true), 200..=299) => Told::Served,
        _ => Told::Neither,
    }
}

pub(super) fn check(ledger: &Ledger, name: &str, answer: &Received) -> Finding {
    let told = told(ledger, answer);
    let got = shown(answer, told);
    match name {
        ANY => Finding::new(matches!(told, Told::Refused(_) | Told::Otherwise), "a refusal", got),
        NONE => Finding::new(told == Told::Served, "no refusal", got),
        _ => match ledger.refusals.get(name) {
            Some(refusal) => {
                let differing = failing(refusal, answer);
                Finding::new(differing.is_empty(), format!("the refusal `{name}`"), got).with_differences(differing)
            }
            None => {
                let suggestion = suggestion(name, ledger.refusals.keys().map(String::as_str));
                Finding::new(Holds::Fault(format!("the ledger has no refusal `{name}`; {suggestion}")), format!("the refusal `{name}`"), got)
            }
        },
    }
}

/// Whether the body says what the body of every served call says; nothing where the ledger knows no such words.
fn serves(ledger: &Ledger, answer: &Received) -> Option<bool> {
    let says = |(name, expected): (&String, &Value)| answer.read.as_ref().and_then(|read| read.get(name)).is_some_and(|got| same(expected, got));
    (!ledger.served.is_empty()).then(|| ledger.served.iter().all(says))
}

/// All that an answer would need to be this refusal.
fn failing(refusal: &Refusal, answer: &Received) -> Vec<Difference> {
    let wanted = refusal.status.filter(|status| *status != answer.status);
    let status = wanted.map(|status| Difference {
        at: Location(vec![Segment::Member("status".to_owned())]),
        expected: Some(status.into()),
        got: Some(answer.status.into()),
    });
    let member = |name: &str| answer.read.as_ref().and_then(|read| read.get(name));
    let differing = refusal.body.iter().filter(|(name, expected)| member(name).is_none_or(|got| !same(expected, got)));
    let members = differing.map(|(name, expected)| Difference {
        at: Location(vec![Segment::Member(name.clone())]),
        expected: Some(expected.clone()),
        got: member(name).cloned(),
    });
    members.chain(status).collect()
}

fn shown(answer: &Received, told: Told<'_>) -> String {
    let body = answer.read.as_ref().map_or_else(|| "a body that cannot be read".to_owned(), show);
    match told {
        Told::Refused(name) => format!("status {} and the refusal `{name}`", answer.status),
        _ => format!("status {} and {body}", answer.status),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::answer;

    const LEDGER: &str = "
provider: hyper
version: 1
documents: {page: {title: Page}}
served: {result: \"000\"}
refusals: {late: {clause: hyper.late, body: {result: \"456\"}}}
clauses: [{id: hyper.late, level: stated, profile: core, document: page, section: Codes, says: Late.}]
";

    fn holds(name: &str, read: &Value) -> bool {
        check(&Ledger::parse(LEDGER).unwrap(), name, &answer(200, read)).holds == Holds::Yes
    }

    #[test]
    fn where_the_ledger_knows_what_served_calls_say_a_call_that_does_not_say_it_is_not_served() {
        for (read, served) in
            [(json!({"result": "000"}), true), (json!({"result": "456"}), false), (json!({"result": "999"}), false), (json!({}), false)]
        {
            assert_eq!(holds("none", &read), served, "{read}");
            assert_eq!(holds("any", &read), !served, "{read}");
        }
    }

    #[test]
    fn a_body_that_cannot_be_read_is_neither_served_nor_a_refusal() {
        let unreadable = Received { read: None, ..answer(200, &Value::Null) };
        let ledger = Ledger::parse(LEDGER).unwrap();
        assert_eq!(check(&ledger, "none", &unreadable).holds, Holds::No);
        assert_eq!(check(&ledger, "any", &unreadable).holds, Holds::No);
    }
}
