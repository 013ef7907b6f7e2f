//! Whether an answer is one of the ledger's refusals.

use providers::{Ledger, Refusal, suggestion};

use crate::compare::{Difference, Location, Segment, same};
use crate::expect::{Finding, Holds, show};
use crate::transcript::Received;

/// Any of the ledger's refusals, or a status that says so.
const ANY: &str = "any";
/// No refusal.
const NONE: &str = "none";

pub(super) fn check(ledger: &Ledger, name: &str, answer: &Received) -> Finding {
    // Of several that fit, the one that says most is meant.
    let fitting = ledger.refusals.iter().filter(|(_, refusal)| failing(refusal, answer).is_empty());
    let recognised = fitting.max_by_key(|(_, refusal)| refusal.body.len()).map(|(name, _)| name.as_str());
    let got = told(answer, recognised);
    match name {
        ANY => Finding::new(recognised.is_some() || (400..500).contains(&answer.status), "a refusal", got),
        NONE => Finding::new(recognised.is_none() && (200..300).contains(&answer.status), "no refusal", got),
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

fn told(answer: &Received, recognised: Option<&str>) -> String {
    let body = answer.read.as_ref().map_or_else(|| "a body that cannot be read".to_owned(), show);
    match recognised {
        Some(name) => format!("status {} and the refusal `{name}`", answer.status),
        None => format!("status {} and {body}", answer.status),
    }
}
