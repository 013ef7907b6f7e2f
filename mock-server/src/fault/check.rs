//! A fault that was checked.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use providers::{Answer, Api, Ledger, suggestion};

use super::latency::Spread;
use super::{Effect, FaultSpec, StatusOverride, When};
use crate::delivery::LONGEST_WAIT;
use crate::matcher::Matcher;
use crate::stub::Body;
use crate::{Flaw, name, parse_span};

pub(crate) struct Fault {
    pub(crate) spec: FaultSpec,
    pub(super) matcher: Matcher,
    pub(super) harm: Harm,
    pub(super) from: Option<Edge>,
    pub(super) until: Option<Edge>,
}

/// What it does.
pub(super) enum Harm {
    Latency(Spread),
    Status(Box<Answer>),
    Reset,
    Empty,
    NotHttp,
    Truncated { keep: Option<usize> },
    Malformed,
    Drip { bytes: usize, pause: Duration },
}

/// An end of a window of virtual time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    At(Timestamp),
    Later(SignedDuration),
}

impl Edge {
    /// The moment, for a fault planted at `planted`.
    pub(super) fn seen_from(self, planted: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Later(span) => planted.checked_add(span).unwrap_or(Timestamp::MAX),
        }
    }
}

impl Fault {
    /// Checks a fault. `instances` are the names and APIs of the world that it is for.
    pub(crate) fn check(spec: FaultSpec, instances: &[(String, &'static dyn Api)]) -> Result<Self, Flaw> {
        if !name::is_plain(&spec.name) {
            return Err(Flaw::at("name", format!("`{}` is no name for a fault; it takes {}", spec.name, name::PLAIN)));
        }
        check_numbers(&spec)?;
        check_phase(&spec)?;
        let apis = apis(&spec, instances)?;
        check_clause("clause", spec.clause.as_deref(), &apis)?;
        check_clause("breaks", spec.breaks.as_deref(), &apis)?;
        let edge = |field: &str, text: &Option<String>| text.as_deref().map(|text| edge(text).map_err(|error| Flaw::at(field, error))).transpose();
        let (from, until) = (edge("from", &spec.from)?, edge("until", &spec.until)?);
        check_window(from, until)?;
        Ok(Self {
            matcher: spec.calls.check().map_err(|flaw| flaw.within("match"))?,
            harm: harm(&spec.effect).map_err(|flaw| flaw.within("effect"))?,
            from,
            until,
            spec,
        })
    }
}

fn check_numbers(spec: &FaultSpec) -> Result<(), Flaw> {
    if spec.nth == Some(0) {
        return Err(Flaw::at("nth", "the first call is 1"));
    }
    if spec.times == Some(0) {
        return Err(Flaw::at("times", "a fault that never strikes is none; it takes 1 or more"));
    }
    match spec.probability.filter(|probability| !(*probability > 0.0 && *probability <= 1.0)) {
        Some(probability) => Err(Flaw::at("probability", format!("{probability} is no likelihood; it takes more than 0 and up to 1"))),
        None => Ok(()),
    }
}

/// A fault whose window has no moment in it would never strike. A moment and a span cannot be compared before the planting.
fn check_window(from: Option<Edge>, until: Option<Edge>) -> Result<(), Flaw> {
    let is_empty = match (from.unwrap_or(Edge::Later(SignedDuration::ZERO)), until) {
        (Edge::At(from), Some(Edge::At(until))) => from >= until,
        (Edge::Later(from), Some(Edge::Later(until))) => from >= until,
        _ => false,
    };
    if is_empty { Err(Flaw::at("until", "this window has no moment in it; `until` must be later than `from`")) } else { Ok(()) }
}

/// What an API never saw has no answer to hurt, and no clause that decided it.
fn check_phase(spec: &FaultSpec) -> Result<(), Flaw> {
    if spec.when == When::After {
        return Ok(());
    }
    if spec.clause.is_some() {
        return Err(Flaw::at(
            "clause",
            "which clause decides is known only once the API has answered; let it strike `after`, or name the calls in `match`",
        ));
    }
    match spec.effect {
        Effect::Truncated(_) | Effect::Malformed | Effect::Drip(_) => {
            Err(Flaw::at("when", "this effect needs the API's answer, so it strikes `after`"))
        }
        _ => Ok(()),
    }
}

/// The APIs that the fault can strike.
fn apis(spec: &FaultSpec, instances: &[(String, &'static dyn Api)]) -> Result<Vec<&'static dyn Api>, Flaw> {
    let Some(wanted) = &spec.instance else { return Ok(instances.iter().map(|(_, api)| *api).collect()) };
    match instances.iter().find(|(name, _)| name == wanted) {
        Some((_, api)) => Ok(vec![*api]),
        None => {
            let message = format!("there is no instance `{wanted}`; {}", suggestion(wanted, instances.iter().map(|(name, _)| name.as_str())));
            Err(Flaw::at("instance", message))
        }
    }
}

fn check_clause(field: &str, id: Option<&str>, apis: &[&'static dyn Api]) -> Result<(), Flaw> {
    let Some(id) = id else { return Ok(()) };
    let ledgers: Vec<_> = apis.iter().filter_map(|api| Ledger::parse(api.ledger()).ok()).collect();
    if ledgers.iter().any(|ledger| ledger.clause(id).is_some()) {
        return Ok(());
    }
    let near = providers::nearest(id, ledgers.iter().flat_map(|ledger| &ledger.clauses).map(|clause| clause.id.as_str()));
    let names: Vec<_> = apis.iter().map(|api| api.name()).collect();
    let advice = near.map_or_else(|| format!("`standin reference {}` lists them", names.join(" or ")), |near| format!("did you mean `{near}`?"));
    Err(Flaw::at(field, format!("there is no clause `{id}`; {advice}")))
}

fn edge(text: &str) -> Result<Edge, String> {
    if let Ok(at) = text.parse() {
        return Ok(Edge::At(at));
    }
    let span = parse_span(text).ok().filter(|span| !span.is_negative());
    span.map(Edge::Later).ok_or_else(|| format!("`{text}` is neither a moment such as 2026-01-01T00:00:00Z nor a span such as 10m"))
}

fn harm(effect: &Effect) -> Result<Harm, Flaw> {
    Ok(match effect {
        Effect::Latency(latency) => Harm::Latency(Spread::check(latency).map_err(|flaw| flaw.within("latency"))?),
        Effect::Status(status) => Harm::Status(Box::new(answer(status).map_err(|flaw| flaw.within("status"))?)),
        Effect::Reset => Harm::Reset,
        Effect::Empty => Harm::Empty,
        Effect::NotHttp => Harm::NotHttp,
        Effect::Truncated(truncated) => Harm::Truncated { keep: truncated.keep },
        Effect::Malformed => Harm::Malformed,
        Effect::Drip(drip) if drip.bytes == 0 => return Err(Flaw::at("drip.bytes", "a body that never comes is none; it takes 1 or more")),
        Effect::Drip(drip) => Harm::Drip { bytes: drip.bytes, pause: wait("drip.pause", &drip.pause)? },
    })
}

/// A span that somebody waits for.
pub(super) fn wait(field: &str, text: &str) -> Result<Duration, Flaw> {
    let span = parse_span(text).map_err(|error| Flaw::at(field, error))?;
    let fits = Duration::try_from(span).ok().filter(|span| *span <= LONGEST_WAIT);
    fits.ok_or_else(|| Flaw::at(field, format!("`{text}` cannot be waited for; it takes 0 s to {} s", LONGEST_WAIT.as_secs())))
}

fn answer(status: &StatusOverride) -> Result<Answer, Flaw> {
    if !(200..=599).contains(&status.code) {
        return Err(Flaw::at("code", format!("{} is no status of an answer; it takes 200 to 599", status.code)));
    }
    crate::stub::check_body(status.code, if status.body.is_empty() { Body::Empty } else { Body::Given })?;
    for (name, value) in &status.headers {
        crate::stub::check_header(name, value)?;
    }
    let headers = status.headers.iter().map(|(name, value)| (name.clone().into(), value.clone().into())).collect();
    Ok(Answer { status: status.code, headers, body: status.body.clone().into_bytes(), unsigned: None, clauses: Vec::new() })
}
