//! The table of clauses: what of each document is verified, what is not, and why.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::wrap::wrap;
use crate::verdict::{ClauseState, ClauseVerdict, Verdicts};

/// What stands before the clauses that share a reason.
const INDENT: &str = "                ";

/// The clauses of each provider: a line for each that was checked, then the others by the reason why they were not.
pub(super) fn table(verdicts: &Verdicts) -> String {
    let mut by_provider: BTreeMap<&str, Vec<&ClauseVerdict>> = BTreeMap::new();
    for clause in &verdicts.clauses {
        by_provider.entry(&clause.provider).or_default().push(clause);
    }
    by_provider.into_iter().map(|(provider, clauses)| of_provider(provider, &clauses)).collect()
}

fn of_provider(provider: &str, clauses: &[&ClauseVerdict]) -> String {
    let width = clauses.iter().map(|clause| clause.clause.chars().count()).max().unwrap_or_default();
    let mut text = format!("{provider}: {} clauses\n", clauses.len());
    for clause in clauses {
        if let Some(word) = checked(&clause.state) {
            let _ = writeln!(text, "  {word:<12}  {:<width$}  {}", clause.clause, counted(clause));
        }
    }
    text.push_str(&by_reason("not covered", clauses, |state| if let ClauseState::NotCovered(why) = state { Some(why) } else { None }));
    text.push_str(&by_reason("unobservable", clauses, |state| if let ClauseState::Unobservable(why) = state { Some(why) } else { None }));
    text
}

fn by_reason<'a>(word: &str, clauses: &[&'a ClauseVerdict], why: impl Fn(&'a ClauseState) -> Option<&'a String>) -> String {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for clause in clauses {
        if let Some(why) = why(&clause.state) {
            reasons.entry(why).or_default().push(&clause.clause);
        }
    }
    let mut text = String::new();
    for (why, ids) in reasons {
        let _ = writeln!(text, "{}", wrap(&format!("  {word:<12}  "), INDENT, &format!("{}:", why.trim_end_matches('.'))));
        let _ = writeln!(text, "{}", wrap(INDENT, INDENT, &ids.join(", ")));
    }
    text
}

fn counted(clause: &ClauseVerdict) -> String {
    let checks = if clause.checks == 1 { "1 check".to_owned() } else { format!("{} checks", clause.checks) };
    if clause.failed > 0 { format!("{checks}, {} failed", clause.failed) } else { checks }
}

/// The word for a clause of which something is known.
fn checked(state: &ClauseState) -> Option<&'static str> {
    match state {
        ClauseState::Verified => Some("verified"),
        ClauseState::Failed => Some("FAILED"),
        ClauseState::Warned => Some("warned"),
        ClauseState::Observed => Some("observed"),
        ClauseState::Inconclusive => Some("inconclusive"),
        ClauseState::Error => Some("ERROR"),
        ClauseState::NotCovered(_) | ClauseState::Unobservable(_) => None,
    }
}
