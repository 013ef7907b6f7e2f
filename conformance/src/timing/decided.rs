//! Whether what happened at some time says anything: a check that depends on time is decided only where the intervals decide it.
//!
//! A scenario means each of its steps to happen some time after earlier ones, and documented spans of time lie on one side of
//! that. Where the intervals leave open on which side a span lies, what was answered may be right or wrong, and so may be all that
//! came of it.

use std::collections::{BTreeMap, BTreeSet};

use providers::{Clause, Ledger, Profile};
use serde_json::Value;

use super::{Distances, Nominal};
use crate::scenario::Case;
use crate::scenario::moment_expression::START;
use crate::target::{Exceeds, YOUNG, exceeds};
use crate::transcript::{Body, Event, Interval, Place, Play, What};

/// An event from which a span of time may be counted.
struct Beginning {
    /// What it is called in a sentence.
    name: String,
    meant: i64,
    interval: Interval,
}

/// The steps of a play whose answers decide nothing, because of when they came; each with the reason.
pub(crate) fn undecided(case: &Case, ledger: &Ledger, play: &Play) -> BTreeMap<Place, String> {
    let told = Distances::of(play);
    let nominal = Nominal::told(case, &told);
    let spans: BTreeSet<i64> = spans(case, ledger, &told).chain(play.spans.iter().copied()).collect();
    let mut beginnings = Vec::new();
    // Where nothing was new at the start, nothing is counted from it.
    beginnings.extend(play.opened.map(|interval| Beginning { name: START.to_owned(), meant: 0, interval }));
    let mut known: BTreeSet<&str> = play.given.values().map(String::as_str).collect();
    let mut undecided: BTreeMap<Place, String> = BTreeMap::new();
    for event in play.events.iter().filter(|event| event.what != What::Waited) {
        let meant = nominal.at(event.place);
        let own = beginnings.iter().rev().find_map(|beginning| beginning.open(meant, event.interval, &spans));
        let own = own.or_else(|| old(play.tokens_since?, meant, event.interval, &spans));
        let earlier = || undecided.keys().next().map(|place| format!("{place} came at a time that leaves open what it did"));
        if let Some(why) = own.or_else(earlier) {
            undecided.insert(event.place, why);
        }
        if let Some(name) = begins(event, play, &mut known) {
            beginnings.push(Beginning { name, meant, interval: event.interval });
        }
    }
    undecided
}

impl Beginning {
    /// Why it is open on which side of a span an event lies.
    fn open(&self, meant: i64, event: Interval, spans: &BTreeSet<i64>) -> Option<String> {
        let age = meant - self.meant;
        let (least, most) = (event.from.saturating_sub(self.interval.to), event.to.saturating_sub(self.interval.from));
        let span = spans.iter().find(|span| (age < **span && **span <= most) || (least < **span && **span <= age))?;
        Some(format!("it came {} to {} s after {}, and {} s decide", seconds(least), seconds(most), self.name, seconds(*span)))
    }
}

/// Why it is open whether the tokens that a client had before the start have ended. They are meant to be young then.
fn old(since: i64, meant: i64, event: Interval, spans: &BTreeSet<i64>) -> Option<String> {
    let most = event.to.saturating_sub(since);
    let span = spans.iter().find(|span| meant.saturating_add(YOUNG) < **span && **span <= most)?;
    Some(format!("it came up to {} s after the tokens, and {} s decide", seconds(most), seconds(*span)))
}

fn seconds(milliseconds: i64) -> String {
    let (whole, rest) = (milliseconds.div_euclid(1_000), milliseconds.rem_euclid(1_000));
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") }
}

/// What an event is called from which a span may be counted: it has a name, was an action, or brought something new.
fn begins<'a>(event: &'a Event, play: &'a Play, known: &mut BTreeSet<&'a str>) -> Option<String> {
    let brought = |name: &&String| !known.contains(name.as_str()) && tells(event, name);
    let new: Vec<&str> = play.values.keys().filter(brought).map(String::as_str).collect();
    known.extend(&new);
    let acted = matches!(event.what, What::Acted { .. });
    match (&event.moment, new.first()) {
        (Some(moment), _) => Some(moment.clone()),
        (None, Some(name)) => Some(format!("{name} came")),
        (None, None) => acted.then(|| event.place.to_string()),
    }
}

/// Whether an answer holds a named value.
fn tells(event: &Event, name: &str) -> bool {
    let What::Exchanged(exchange) = &event.what else { return false };
    let in_body = matches!(&exchange.answer.body, Body::Text(text) if text.contains(name));
    in_body || exchange.answer.headers.iter().any(|(_, value)| value.contains(name))
}

/// The spans of time that may decide something, in milliseconds: the ledger's, those of the settings, and those of which the case
/// itself asks what holds before or after. A limit that a case does not exceed is met all the more, the more time passes.
fn spans<'a>(case: &'a Case, ledger: &'a Ledger, told: &'a Distances) -> impl Iterator<Item = i64> + 'a {
    let decides = |clause: &&Clause| clause.profile != Profile::Limits || exceeds(case) == Exceeds::Limits;
    let fixed = ledger.clauses.iter().filter(decides).flat_map(|clause| clause.fixes.iter());
    let settings = case.instances.values().flat_map(|given| given.settings.iter());
    let named = fixed.filter_map(|(name, value)| span(name, value)).chain(settings.filter_map(|(name, value)| span(name, value)));
    named.chain(case.deadlines(told)).filter(|span| *span > 0)
}

/// A constant that is a span by its name: `seconds`, `default_hours`, `session_minutes`.
pub(crate) fn span(name: &str, value: &Value) -> Option<i64> {
    let unit = match name.rsplit('_').next()? {
        "seconds" => 1_000,
        "minutes" => 60_000,
        "hours" => 3_600_000,
        _ => return None,
    };
    let count = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    count.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{answer, case, exchanged, ledger, place, play};

    fn at(step: usize, from: i64, to: i64) -> Event {
        Event { interval: Interval { from, to }, ..exchanged(place(step), answer(200, &json!({}))) }
    }

    /// A call at 0 to 100 ms is `first`; the next is meant 1 s before or after two minutes have passed and came at this time.
    fn second(side: &str, from: i64, to: i64) -> Vec<String> {
        let steps = format!("  - {{call: GET /x, moment: first}}\n  - wait: {{until: first + 2m, {side}: 1s}}\n  - call: GET /x\n  - call: GET /x\n");
        let case = case(&steps);
        let first = Event { moment: Some("first".to_owned()), ..at(0, 0, 100) };
        let play = play(&case, vec![first, at(2, from, to), at(3, to, to)]);
        undecided(&case, &ledger(), &play).into_values().collect()
    }

    #[test]
    fn a_call_before_an_end_decides_only_if_all_of_it_came_before_the_earliest_one() {
        assert_eq!(second("minus", 119_100, 119_999), [""; 0]);
        let open = second("minus", 119_100, 120_000);
        assert_eq!(open[0], "it came 119 to 120 s after first, and 120 s decide");
        assert_eq!(open.len(), 2, "what came of it is as open");
    }

    #[test]
    fn a_call_after_an_end_decides_only_if_all_of_it_came_after_the_latest_one() {
        assert_eq!(second("plus", 120_100, 121_000), [""; 0]);
        assert_eq!(second("plus", 120_099, 121_000)[0], "it came 119.999 to 121 s after first, and 120 s decide");
        assert_eq!(second("plus", 500_000, 900_000), [""; 0], "however late");
    }

    #[test]
    fn a_span_that_an_answer_told_decides_in_place_of_the_usual_one() {
        let case = case(
            "  - {call: GET /x, moment: first, keep: {lifetime: $.expires_in}}\n  - wait: {until: first + 1h, told: lifetime, plus: 1s}\n  - call: GET /x\n",
        );
        let of = |lifetime: Option<i64>, from: i64| {
            let mut first = Event { moment: Some("first".to_owned()), ..at(0, 0, 100) };
            first.kept.extend(lifetime.map(|lifetime| ("lifetime".to_owned(), json!(lifetime))));
            undecided(&case, &ledger(), &play(&case, vec![first, at(2, from, from)])).into_values().next()
        };
        assert_eq!(of(Some(120), 121_000), None);
        assert_eq!(of(Some(120), 120_099).unwrap(), "it came 119.999 to 120.099 s after first, and 120 s decide");
        assert!(of(None, 121_000).is_some(), "an hour is usual");
    }

    #[test]
    fn a_documented_span_decides_too_where_the_case_does_not_name_it() {
        let mut ledger = ledger();
        let case = case("  - {call: GET /x, keep: {new: $.access_token}}\n  - call: GET /x\n");
        let new =
            || Event { interval: Interval { from: 0, to: 10 }, ..exchanged(place(0), answer(200, &json!({"access_token": "<access_token:2>"}))) };
        let of = |ledger: &Ledger, to: i64| {
            let mut play = play(&case, vec![new(), at(1, 20, to)]);
            play.values.insert("<access_token:2>".to_owned(), play.values["<access_token:1>"].clone());
            undecided(&case, ledger, &play).into_values().next()
        };
        assert_eq!(of(&ledger, 130_000), None);
        ledger.clauses[0].fixes.insert("grace_seconds".to_owned(), json!(120));
        assert_eq!(of(&ledger, 119_999), None);
        assert_eq!(of(&ledger, 130_000).unwrap(), "it came 0.010 to 130 s after <access_token:2> came, and 120 s decide");
    }

    #[test]
    fn tokens_that_were_had_before_the_start_may_have_ended_where_a_case_takes_longer_than_it_means() {
        let case = case("  - call: GET /x\n");
        let of = |since: Option<i64>, to: i64, spans: &[i64]| {
            let play = Play { tokens_since: since, spans: spans.iter().copied().collect(), ..play(&case, vec![at(0, 20, to)]) };
            undecided(&case, &ledger(), &play).into_values().next()
        };
        let hour = [3_600_000];
        assert_eq!((of(Some(-200_000), 3_399_999, &hour), of(Some(-200_000), 3_400_000, &[]), of(None, 9_000_000, &hour)), (None, None, None));
        assert_eq!(of(Some(-200_000), 3_400_000, &hour).unwrap(), "it came up to 3600 s after the tokens, and 3600 s decide");
        assert!(of(Some(-9_000_000), 30, &hour).is_some(), "they may have ended before the start");
        assert_eq!(of(Some(-60_000), 90_000, &[120_000]), None, "a shorter span ends no token");
    }

    #[test]
    fn a_span_is_a_number_with_its_unit_in_the_name() {
        let spans = [("seconds", json!("600")), ("default_hours", json!(1)), ("minutes", json!(2)), ("calls", json!(9)), ("seconds", json!("x"))];
        assert_eq!(spans.map(|(name, value)| span(name, &value)), [Some(600_000), Some(3_600_000), Some(120_000), None, None]);
    }
}
