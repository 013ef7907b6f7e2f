//! Reads the timeline of a case off its play.

use std::collections::BTreeMap;

use providers::Ledger;

use super::{Deadline, Deed, Happening, Life, Outcome, Timeline, Use};
use crate::judge::refusal::{Told, told};
use crate::report::bounded::bounded;
use crate::report::document::place;
use crate::scenario;
use crate::scenario::moment_expression::{MomentExpression, START};
use crate::timing::Distances;
use crate::transcript::{Event, Exchange, Interval, Play, Sent, What};

/// Further events are only counted.
const MOST_EVENTS: usize = 200;
/// Further values are only counted.
const MOST_VALUES: usize = 16;

/// The timeline of a play; nothing where nothing happened.
pub(in crate::report::document) fn of(case: &scenario::Case, ledger: &Ledger, play: &Play) -> Option<Timeline> {
    let events = &play.events[..play.events.len().min(MOST_EVENTS)];
    if events.is_empty() {
        return None;
    }
    let happenings: Vec<Happening> = events.iter().map(|event| happening(case, ledger, event)).collect();
    let mut values = lives(play, events, &happenings);
    let more_values = values.len().saturating_sub(MOST_VALUES);
    values.truncate(MOST_VALUES);
    let deadlines = deadlines(case, play, events);
    Some(Timeline { events: happenings, more_events: play.events.len() - events.len(), deadlines, values, more_values })
}

fn happening(case: &scenario::Case, ledger: &Ledger, event: &Event) -> Happening {
    let (deed, does) = match &event.what {
        What::Exchanged(exchange) => (Deed::Call, format!("{} {}", exchange.request.method, exchange.request.path)),
        What::Waited => (Deed::Wait, waits(case, event)),
        What::Acted { action, .. } => (Deed::Act, format!("act {action}")),
        What::Inspected(_) => (Deed::Inspect, "inspect".to_owned()),
    };
    let (status, outcome) = match &event.what {
        What::Exchanged(exchange) => (Some(exchange.answer.status), Some(outcome(ledger, exchange))),
        What::Acted { refused, .. } => (None, Some(if refused.is_some() { Outcome::Refused } else { Outcome::Accepted })),
        What::Waited | What::Inspected(_) => (None, None),
    };
    Happening {
        place: event.place.to_string(),
        deed,
        does: bounded(&does),
        instance: event.instance.clone(),
        from: event.interval.from,
        to: event.interval.to,
        status,
        outcome,
        moment: event.moment.clone(),
    }
}

fn outcome(ledger: &Ledger, exchange: &Exchange) -> Outcome {
    match told(ledger, &exchange.answer) {
        Told::Served => Outcome::Accepted,
        Told::Refused(_) | Told::Otherwise => Outcome::Refused,
        Told::Neither => Outcome::Unclear,
    }
}

fn wait<'a>(case: &'a scenario::Case, event: &Event) -> Option<&'a scenario::Wait> {
    place::placed(case, event.place)?.step.value.wait.as_ref().map(|wait| &wait.value)
}

/// The wait in the scenario's own words.
fn waits(case: &scenario::Case, event: &Event) -> String {
    let Some(wait) = wait(case, event) else { return "wait".to_owned() };
    let plus = wait.plus.iter().map(|plus| format!(", plus {}", plus.value));
    let minus = wait.minus.iter().map(|minus| format!(", minus {}", minus.value));
    let told = wait.told.iter().map(|told| format!(", told by {}", told.value));
    format!("wait until {}{}", wait.until.value, told.chain(plus).chain(minus).collect::<String>())
}

fn deadlines(case: &scenario::Case, play: &Play, events: &[Event]) -> Vec<Deadline> {
    let distances = Distances::of(play);
    let mut moments = BTreeMap::from([(START, Interval { from: 0, to: 0 })]);
    let mut found: Vec<Deadline> = Vec::new();
    for event in events {
        if let Some(wait) = wait(case, event).filter(|_| event.what == What::Waited) {
            found.extend(deadline(wait, &distances, &moments));
        }
        moments.extend(event.moment.as_deref().map(|name| (name, event.interval)));
    }
    let end = events.iter().map(|event| event.interval.to).max().unwrap_or_default();
    let expiries = play.values.iter().filter_map(|(name, facts)| Some((name, since_start(facts.jwt.as_ref()?.expires.as_ref()?)?)));
    found.extend(expiries.filter(|(_, at)| *at <= end).map(|(name, at)| Deadline { means: format!("{name} expires"), at }));
    found.sort_by_key(|one| one.at);
    found.dedup();
    found
}

fn deadline(wait: &scenario::Wait, distances: &Distances, moments: &BTreeMap<&str, Interval>) -> Option<Deadline> {
    let expression: MomentExpression = wait.until.value.parse().ok()?;
    let at = moments.get(expression.name.as_str())?.to.saturating_add(distances.distance(wait, &expression));
    let means = match &wait.told {
        Some(told) => format!("{} + {}", expression.name, told.value),
        None => wait.until.value.clone(),
    };
    Some(Deadline { means: bounded(&means), at })
}

/// The milliseconds of `<start+3600s>`.
fn since_start(moment: &str) -> Option<i64> {
    let seconds: i64 = moment.strip_prefix("<start")?.strip_suffix("s>")?.parse().ok()?;
    seconds.checked_mul(1000)
}

/// The values of the kinds of which one was presented, in the order in which they were seen.
fn lives(play: &Play, events: &[Event], happenings: &[Happening]) -> Vec<Life> {
    let texts: Vec<(String, String)> = events.iter().map(|event| texts(&event.what)).collect();
    let mut lives: Vec<Life> = play.values.keys().filter_map(|name| life(play, name, &texts, happenings)).collect();
    let kinds: Vec<String> = lives.iter().filter(|life| !life.uses.is_empty()).map(|life| kind(&life.name).to_owned()).collect();
    lives.retain(|life| kinds.iter().any(|presented| presented == kind(&life.name)));
    lives.sort_by_key(|life| (life.shown, kinds.iter().position(|presented| presented == kind(&life.name))));
    lives
}

fn kind(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

fn life(play: &Play, name: &str, texts: &[(String, String)], happenings: &[Happening]) -> Option<Life> {
    let presented = texts.iter().enumerate().filter(|(_, (sent, _))| sent.contains(name));
    let used = |(event, _): (usize, &(String, String))| Use { event, outcome: happenings[event].outcome.unwrap_or(Outcome::Unclear) };
    let uses: Vec<Use> = presented.map(used).collect();
    let shown = texts.iter().position(|(sent, came)| sent.contains(name) || came.contains(name));
    let given = play.given.values().any(|given| given == name);
    shown.map(|event| Life { name: bounded(name), shown: (!given).then_some(event), uses })
}

/// All that was sent and all that came, each as one text. The pair in a Basic header has a name of its own.
fn texts(what: &What) -> (String, String) {
    match what {
        What::Exchanged(exchange) => {
            let request = Sent { basic: None, ..exchange.request.clone() };
            // A value with text keys can always be written.
            (serde_json::to_string(&request).unwrap_or_default(), serde_json::to_string(&exchange.answer).unwrap_or_default())
        }
        What::Inspected(value) => (String::new(), value.to_string()),
        What::Waited | What::Acted { .. } => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{answer, case, exchanged, ledger, place, play};
    use crate::transcript::Received;

    const STEPS: &str = "  - {call: GET /x, moment: refreshed, expect: [{clause: hyper.stated, status: 200}]}\n  - wait: {until: refreshed + 2m, plus: 1s}\n  - {call: GET /x, expect: [{clause: hyper.stated, status: 401}]}\n";

    fn presented(step: usize, at: i64, answer: Received) -> Event {
        let mut event = Event { interval: Interval { from: at, to: at }, ..exchanged(place(step), answer) };
        if let What::Exchanged(exchange) = &mut event.what {
            exchange.request.headers = vec![("authorization".to_owned(), "Bearer <access_token:1>".to_owned())];
        }
        event
    }

    /// A call at the start, a wait beyond two minutes, and a call that is refused.
    fn drawn() -> Timeline {
        let case = case(STEPS);
        let first = Event { moment: Some("refreshed".to_owned()), ..presented(0, 0, answer(200, &json!({}))) };
        let waited = Event { what: What::Waited, ..presented(1, 121_000, answer(200, &json!({}))) };
        let refused = presented(2, 121_000, answer(401, &json!({"Authorization": false})));
        of(&case, &ledger(), &play(&case, vec![first, waited, refused])).unwrap()
    }

    #[test]
    fn a_wait_is_told_in_the_scenarios_words_and_its_target_is_a_deadline_where_it_was_meant() {
        let drawn = drawn();
        assert_eq!(drawn.events[1].does, "wait until refreshed + 2m, plus 1s");
        assert_eq!(drawn.deadlines, [Deadline { means: "refreshed + 2m".to_owned(), at: 120_000 }]);
    }

    #[test]
    fn a_value_lives_from_where_it_was_given_to_the_refusal_after_its_last_accepted_call() {
        let [life] = &drawn().values[..] else { panic!("one value was presented") };
        assert_eq!((life.name.as_str(), life.shown, life.last_accepted(), life.refused()), ("<access_token:1>", None, Some(0), Some(2)));
    }

    #[test]
    fn a_value_that_was_never_presented_has_no_line_and_a_play_without_events_no_timeline() {
        let case = case(STEPS);
        let seen = exchanged(place(0), answer(200, &json!({"access_token": "<access_token:1>"})));
        assert_eq!(of(&case, &ledger(), &play(&case, vec![seen])).unwrap().values, []);
        assert_eq!(of(&case, &ledger(), &play(&case, vec![])), None);
    }

    #[test]
    fn a_long_play_is_cut_and_says_so() {
        let case = case(STEPS);
        let many = vec![exchanged(place(0), answer(200, &json!({}))); MOST_EVENTS + 3];
        let drawn = of(&case, &ledger(), &play(&case, many)).unwrap();
        assert_eq!((drawn.events.len(), drawn.more_events), (MOST_EVENTS, 3));
    }

    #[test]
    fn a_tokens_own_expiry_is_read_from_its_distance_to_the_start() {
        assert_eq!(since_start("<start+3600s>"), Some(3_600_000));
        assert_eq!(since_start("<start-5s>"), Some(-5000));
        assert_eq!(since_start("2026-03-02"), None);
    }
}
