//! What a run will do, before it does anything: how many calls, how long at least, and what cannot be checked and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use super::needs::calls_of;
use super::{Foreign, missing_for};
use crate::report::{Detail, wrap};
use crate::scenario::Case;

mod schedule;

/// What is known of a run beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// How many cases are selected.
    pub cases: usize,
    /// How many of them will be played.
    pub played: usize,
    /// How many calls that makes where nothing stops them, those for new tokens among them.
    pub calls: usize,
    /// How many of them are for new tokens, with which cases begin.
    pub renewals: usize,
    /// How many calls a minute the target may be sent.
    pub pace: Option<NonZeroU32>,
    /// How long the waits of all cases take where nothing else takes any time.
    pub waits: Duration,
    /// What the target does not offer, each with the number of cases that need it; a case may need several things.
    pub missing: BTreeMap<String, usize>,
    /// How many clauses the cases are written for.
    pub clauses: usize,
    /// The clauses of which no case will be played, by what that would need.
    pub unchecked: BTreeMap<String, BTreeSet<String>>,
}

/// What playing these cases on a target comes to.
#[must_use]
pub fn forecast(cases: &[Case], foreign: &Foreign) -> Forecast {
    let missing: Vec<(&Case, Option<String>)> = cases.iter().map(|case| (case, missing_for(case, foreign))).collect();
    let played: Vec<&Case> = missing.iter().filter(|(_, needs)| needs.is_none()).map(|(case, _)| *case).collect();
    let checked: BTreeSet<&String> = played.iter().flat_map(|case| &case.verifies).collect();
    let schedule = schedule::shortest(&played, foreign);
    let mut forecast = Forecast {
        cases: cases.len(),
        played: played.len(),
        calls: played.iter().map(|case| calls_of(case)).sum::<usize>() + schedule.renewals,
        renewals: schedule.renewals,
        pace: foreign.pace(),
        waits: schedule.waits,
        clauses: cases.iter().flat_map(|case| &case.verifies).collect::<BTreeSet<_>>().len(),
        ..Forecast::default()
    };
    let mut cheapest: BTreeMap<&String, &String> = BTreeMap::new();
    for (case, needs) in &missing {
        let Some(needs) = needs else { continue };
        for need in needs.split(", ") {
            *forecast.missing.entry(need.to_owned()).or_default() += 1;
        }
        for clause in case.verifies.iter().filter(|clause| !checked.contains(clause)) {
            let known = cheapest.entry(clause).or_insert(needs);
            if price(needs) < price(known) {
                *known = needs;
            }
        }
    }
    for (clause, needs) in cheapest {
        forecast.unchecked.entry(needs.clone()).or_default().insert(clause.clone());
    }
    forecast
}

/// Of several reasons, the one that asks for least is told.
fn price(needs: &str) -> (usize, &str) {
    (needs.matches(',').count(), needs)
}

impl Forecast {
    /// How long the run takes at least: the first call is sent at once, each other when the pace allows it, and all waits overlap
    /// as far as the instances allow.
    #[must_use]
    pub fn least(&self) -> Duration {
        let calls = u32::try_from(self.calls.saturating_sub(1)).unwrap_or(u32::MAX);
        let paced = self.pace.map_or(Duration::ZERO, |pace| (Duration::from_secs(60) / pace.get()).saturating_mul(calls));
        paced.max(self.waits)
    }

    /// The forecast as people read it, in full with the clauses that will not be checked.
    #[must_use]
    pub fn text(&self, detail: Detail) -> String {
        let waits = if self.waits.is_zero() { "" } else { ", its waits overlapped" };
        let time = match self.pace {
            Some(pace) => format!("at {pace} a minute at least {}{waits}", span(self.least())),
            None if self.waits.is_zero() => "as fast as it answers".to_owned(),
            None => format!("at least {}{waits}", span(self.least())),
        };
        let mut text = format!("{} of {} cases will be played: {} calls, {time}\n", self.played, self.cases, self.calls);
        if self.renewals > 0 {
            let _ = writeln!(text, "{} of the calls are for new tokens, with which cases begin", self.renewals);
        }
        if !self.missing.is_empty() {
            text.push_str("the others need what this target does not offer:\n");
        }
        let mut missing: Vec<(&String, &usize)> = self.missing.iter().collect();
        missing.sort_by_key(|(need, cases)| (std::cmp::Reverse(**cases), *need));
        for (need, cases) in missing {
            let _ = writeln!(text, "  {cases:>4}  {need}");
        }
        let unchecked: usize = self.unchecked.values().map(BTreeSet::len).sum();
        if unchecked > 0 {
            let end = if detail == Detail::Full { ":" } else { "; --dry-run names them" };
            let _ = writeln!(text, "{unchecked} of {} clauses will not be checked{end}", self.clauses);
        }
        if detail == Detail::Brief {
            return text;
        }
        for (needs, clauses) in &self.unchecked {
            let ids: Vec<&str> = clauses.iter().map(String::as_str).collect();
            let _ = writeln!(text, "{}", wrap("  for want of ", "    ", &format!("{needs}: {}", ids.join(", "))));
        }
        text
    }
}

/// A span in words, to the second.
#[must_use]
pub fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::target::Clock;
    use crate::testing::cases;

    fn target() -> Foreign {
        Foreign::new("http://127.0.0.1:1", Clock::Told(|| Timestamp::UNIX_EPOCH), BTreeMap::from([("access_token".to_owned(), "x".to_owned())]))
    }

    fn some_cases() -> Vec<Case> {
        let of = |clause: &str, steps: &str| cases(&format!("verifies: [{clause}]\n"), steps).remove(0);
        vec![
            of("hyper.stated", "  - {call: GET /x}\n  - together: [{call: GET /y}, {call: GET /z}]\n"),
            of("hyper.stated", "  - wait: {until: start + 1s}\n"),
            of("hyper.silent", "  - wait: {until: start + 1s}\n  - {call: GET /x, bearer: '${refresh_token}'}\n"),
            of("hyper.silent", "  - {call: GET /x, bearer: '${refresh_token}'}\n"),
        ]
    }

    #[test]
    fn calls_cases_and_clauses_are_counted_and_a_clause_is_told_by_what_asks_for_least() {
        let forecast = forecast(&some_cases(), &target());
        assert_eq!((forecast.cases, forecast.played, forecast.calls, forecast.clauses), (4, 1, 3, 2));
        let missing = [("a clock that can be waited for", 2), ("the credential `refresh_token`", 2)].map(|(need, cases)| (need.to_owned(), cases));
        assert_eq!(forecast.missing, BTreeMap::from(missing));
        let silent = BTreeSet::from(["hyper.silent".to_owned()]);
        assert_eq!(forecast.unchecked, BTreeMap::from([("the credential `refresh_token`".to_owned(), silent)]));
    }

    #[tokio::test]
    async fn the_pace_gives_the_shortest_time() {
        let forecast = forecast(&some_cases(), &target().with_pace(NonZeroU32::new(10).unwrap()));
        assert_eq!(forecast.least(), Duration::from_secs(12));
        assert!(forecast.text(Detail::Full).starts_with("1 of 4 cases will be played: 3 calls, at 10 a minute at least 12 s\n"), "{forecast:?}");
        assert_eq!(
            (span(Duration::from_secs(59)), span(Duration::from_secs(61)), span(Duration::from_secs(7260))),
            ("59 s".into(), "1 min 1 s".into(), "2 h 1 min".into())
        );
    }
}
