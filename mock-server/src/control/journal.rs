//! A world's journal, read once, followed, emptied.

use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use providers::suggestion;
use serde_json::json;
use tokio::sync::{mpsc, watch};

use super::aside::aside;
use super::call::{Call, delete, get};
use super::input::Names;
use super::time::MOMENT;
use crate::transport::axum::Refusal;
use crate::{Filter, Followed, Follower, JournalView, StatusPattern, Worlds};

/// What a query may say.
const FILTERS: [(&str, &str); 12] = [
    ("instance", "Only calls to the instance of this name."),
    ("method", "Only calls by this method."),
    ("path", "Only calls whose path below the instance fits this pattern, in which * stands for anything."),
    ("status", "Only answers of this status, such as 401 or 4xx."),
    ("clause", "Only answers that a clause decided which fits this pattern, such as hyper.grace.*."),
    ("bearer", "Only calls with the token of this name, such as <access_token:1>."),
    ("since", "Only calls after the one of this id."),
    ("from", "Only calls from this virtual time on."),
    ("to", "Only calls up to this virtual time."),
    ("refused", "Only calls that were refused."),
    ("limit", "Only so many, the latest."),
    ("follow", "What comes, as it comes."),
];
/// So many events wait for a slow reader; all further calls wait in the journal, within its bounds.
const WAITING: usize = 8;
/// So often a reader is told that the stream still lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

pub(super) fn calls() -> Vec<Call> {
    const JOURNAL: &str = "/worlds/{world}/journal";
    let shown = get(JOURNAL, "show_journal", read).says("The calls of the world, secrets by their names; with ?follow as an event stream.");
    let filtered = FILTERS.into_iter().fold(shown, |call, (name, says)| call.query(name, says));
    vec![
        filtered.gives::<JournalView>(200).gives_text(200, "text/event-stream"),
        delete(JOURNAL, "empty_journal", empty).says("Forgets all calls; ids go on.").gives_nothing(204),
    ]
}

async fn read(State(worlds): State<Worlds>, Names(world): Names<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Refusal> {
    let Asked { mut filter, follow } = asked(query.as_deref().unwrap_or_default())?;
    if !follow {
        return Ok(Json(aside(move || worlds.journal(&world, &filter)).await?).into_response());
    }
    // A reader that was cut off goes on where it was (the event stream's own protocol), whatever it asked for at first.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    filter.since = last.unwrap_or(filter.since);
    let (to, events) = mpsc::channel(WAITING);
    tokio::spawn(pump(worlds.follow(&world, filter)?, worlds.stopping(), to));
    Ok(Sse::new(Events(events)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response())
}

async fn empty(State(worlds): State<Worlds>, Names(world): Names<String>) -> Result<Response, Refusal> {
    worlds.empty_journal(&world)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Hands events over until the reader, the world or the server is gone.
async fn pump(mut follower: Follower, mut stop: watch::Receiver<()>, to: mpsc::Sender<Event>) {
    loop {
        let followed = tokio::select! {
            followed = follower.next() => followed,
            _ = stop.changed() => return,
            () = to.closed() => return,
        };
        let Some(followed) = followed else { return };
        tokio::select! {
            sent = to.send(event(&followed)) => if sent.is_err() { return },
            _ = stop.changed() => return,
        }
    }
}

fn event(followed: &Followed) -> Event {
    match followed {
        Followed::Call(call) => Event::default().event("call").id(call.id.to_string()).data(serde_json::to_string(call).unwrap_or_default()),
        Followed::Missed(missed) => Event::default().event("missed").data(json!({"missed": missed}).to_string()),
    }
}

/// The events as a body asks for them.
struct Events(mpsc::Receiver<Event>);

impl Stream for Events {
    type Item = Result<Event, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

struct Asked {
    filter: Filter,
    follow: bool,
}

fn asked(query: &str) -> Result<Asked, Refusal> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|error| unfit(&error.to_string()))?;
    let mut asked = Asked { filter: Filter::default(), follow: false };
    let Filter { matcher, since, from, to, refused, limit } = &mut asked.filter;
    for (name, value) in pairs {
        match name.as_str() {
            "instance" => matcher.instance = Some(value),
            "method" => matcher.method = Some(value.to_ascii_uppercase()),
            "path" => matcher.path = Some(value.parse().map_err(|allowed: String| bad(&name, &value, &allowed))?),
            "status" => matcher.status = Some(parsed(&name, &value, StatusPattern::ALLOWED)?),
            "clause" => matcher.clause = Some(value.parse().map_err(|allowed: String| bad(&name, &value, &allowed))?),
            "bearer" => matcher.bearer = Some(value),
            "since" => *since = parsed(&name, &value, "the id of a call, a whole number")?,
            "from" => *from = Some(parsed(&name, &value, MOMENT)?),
            "to" => *to = Some(parsed(&name, &value, MOMENT)?),
            "refused" => *refused = said(&name, &value)?,
            "limit" => *limit = Some(parsed(&name, &value, "a whole number")?),
            "follow" => asked.follow = said(&name, &value)?,
            _ => return Err(unfit(&format!("the journal has no filter `{name}`; {}", suggestion(&name, FILTERS.map(|(name, _)| name))))),
        }
    }
    Ok(asked)
}

fn parsed<T: FromStr>(name: &str, value: &str, allowed: &str) -> Result<T, Refusal> {
    value.parse().map_err(|_| bad(name, value, allowed))
}

/// A name alone says yes.
fn said(name: &str, value: &str) -> Result<bool, Refusal> {
    match value {
        "" | "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(bad(name, value, "true, false, or nothing, which is true")),
    }
}

fn bad(name: &str, value: &str, allowed: &str) -> Refusal {
    unfit(&format!("`{name}` cannot be `{value}`; it takes {allowed}"))
}

fn unfit(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_filter", message)
}
