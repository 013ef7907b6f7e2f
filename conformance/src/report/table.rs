//! The table of clauses: what became of each document's clauses and why, and which profiles are verified by that.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::wrap::wrap;
use crate::verdict::{ClauseVerdict, ProfileVerdict, Reason, Verdicts};

/// What stands before the clauses that share a reason.
const INDENT: &str = "                ";

/// The clauses of each provider: a line for each that was checked, then the others by the reason why they were not.
pub(super) fn table(verdicts: &Verdicts) -> String {
    let mut by_provider: BTreeMap<&str, Vec<&ClauseVerdict>> = BTreeMap::new();
    for clause in &verdicts.clauses {
        by_provider.entry(&clause.provider).or_default().push(clause);
    }
    let profiles = verdicts.profiles();
    let of_provider = |(provider, clauses): (&str, Vec<&ClauseVerdict>)| {
        let own: Vec<&ProfileVerdict> = profiles.iter().filter(|profile| profile.provider == provider).collect();
        clauses_of(provider, &clauses, verdicts) + &profiles_of(&own)
    };
    by_provider.into_iter().map(of_provider).collect()
}

fn clauses_of(provider: &str, clauses: &[&ClauseVerdict], verdicts: &Verdicts) -> String {
    let width = clauses.iter().map(|clause| clause.clause.chars().count()).max().unwrap_or_default();
    let mut text = format!("{provider}: {} clauses\n", clauses.len());
    for clause in clauses.iter().filter(|clause| clause.reason.is_none()) {
        let _ = writeln!(text, "  {:<12}  {:<width$}  {}", clause.verdict, clause.clause, counted(clause));
    }
    text.push_str(&by_reason(clauses, verdicts));
    text
}

/// The clauses that are not run or blocked, by the reason for that.
fn by_reason(clauses: &[&ClauseVerdict], verdicts: &Verdicts) -> String {
    let mut reasons: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for clause in clauses {
        if let Some(reason) = &clause.reason {
            let chosen = verdicts.scope.profiles.contains(&clause.profile);
            let why = match reason {
                Reason::Unasked if !chosen => format!("the profile {} was not chosen", clause.profile),
                reason => reason.to_string(),
            };
            reasons.entry((clause.verdict.word(), why)).or_default().push(made(clause));
        }
    }
    let mut text = String::new();
    for ((word, why), ids) in reasons {
        let _ = writeln!(text, "{}", wrap(&format!("  {word:<12}  "), INDENT, &format!("{}:", why.trim_end_matches('.'))));
        let _ = writeln!(text, "{}", wrap(INDENT, INDENT, &ids.join(", ")));
    }
    text
}

/// The clause, and how many of its checks were made where some were.
fn made(clause: &ClauseVerdict) -> String {
    match clause.checks {
        0 => clause.clause.clone(),
        checks => format!("{} ({checks} of {} checks made)", clause.clause, clause.asked),
    }
}

fn counted(clause: &ClauseVerdict) -> String {
    let checks = if clause.checks == 1 { "1 check".to_owned() } else { format!("{} checks", clause.checks) };
    if clause.failed > 0 { format!("{checks}, {} failed", clause.failed) } else { checks }
}

fn profiles_of(profiles: &[&ProfileVerdict]) -> String {
    let told = |profile: &&ProfileVerdict| format!("{} {}", profile.profile, profile.state);
    let profiles: Vec<String> = profiles.iter().map(told).collect();
    wrap("  profiles      ", INDENT, &profiles.join(", ")) + "\n"
}
