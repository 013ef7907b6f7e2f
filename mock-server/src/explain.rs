//! Why an answer came: the clauses that decided it, and the smallest changes that would have turned it.

mod attempt;
mod past;
mod view;

use jiff::Timestamp;
use providers::{Answer, Change, Changed, ClauseId};

pub(crate) use attempt::Attempt;
pub use view::{ClauseView, Explanation, Proposal, Question};

use crate::host::Host;
use crate::ledgers::{self, known};

/// So many future instants are tried.
const MOST_DEADLINES: usize = 16;
/// So many changes are proposed.
const MOST_PROPOSALS: usize = 8;

/// What a copy of the instance answers, and which changes turn that. The instance itself stays as it is.
pub(crate) fn explain(host: &Host, attempt: &Attempt) -> (Answer, Vec<Proposal>) {
    let answer = attempt.answer(host);
    let proposals = if refuses(host, &answer) { proposals(host, attempt, &answer) } else { Vec::new() };
    (answer, proposals)
}

/// Whether an answer of this instance is a refusal.
pub(crate) fn refuses(host: &Host, answer: &Answer) -> bool {
    let api = host.plan.configured.api();
    match known(api.name()) {
        Some(known) => answer.status == 429 || known.ledger.refuses(answer.status, api.read(&answer.body).as_ref()),
        None => answer.status >= 400,
    }
}

fn proposals(host: &Host, attempt: &Attempt, answer: &Answer) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for change in candidates(host, attempt, answer) {
        if proposals.len() == MOST_PROPOSALS {
            break;
        }
        if proposals.iter().any(|known| known.change == change) {
            continue;
        }
        let Some(turned) = attempt.changed(host, &change) else { continue };
        if !refuses(host, &turned) {
            proposals.push(Proposal { change, status: turned.status, clauses: turned.clauses });
        }
    }
    proposals
}

/// What the model proposes, what time alone will change, and which limit could be lifted.
fn candidates(host: &Host, attempt: &Attempt, answer: &Answer) -> Vec<Change> {
    let mut candidates = host.instance.changes(&attempt.request(), attempt.at);
    candidates.extend(waits(host, attempt.at));
    candidates.extend(lifts(host, &answer.clauses));
    candidates
}

fn waits(host: &Host, now: Timestamp) -> impl Iterator<Item = Change> {
    let deadlines = host.instance.deadlines(now).into_iter().filter(move |deadline| deadline.at > now).take(MOST_DEADLINES);
    deadlines.map(|deadline| Change::at(deadline.at, format!("wait until {}: {}", deadline.at.strftime("%Y-%m-%d %H:%M:%S%.f"), deadline.what)))
}

/// The settings that switch off the limit by which a call was turned away.
fn lifts(host: &Host, decided_by: &[ClauseId]) -> Vec<Change> {
    let configured = &host.plan.configured;
    let names = ledgers::lifts(configured.api(), &configured.settings(), decided_by);
    let change = |name: &'static str| Change {
        says: format!("lift the limit: set {}.{name}=off", host.plan.name),
        to: Changed::Setting(name, "off".to_owned()),
    };
    names.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests;
