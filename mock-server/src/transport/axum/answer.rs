//! A client's call: into its world and back.

use std::borrow::Cow;
use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{Either, Full};
use hyper::body::Body;
use jiff::Timestamp;
use providers::{Answer, ClauseId};

use super::date::Dates;
use super::deliver::{deliver, pause};
use super::journal::{CLAUSES, Heard, Written, named, write_arrival, write_down};
use super::select::{Entrance, Selected, select};
use super::{Answering, Caller, Outgoing, Refusal, cors, read};
use crate::delivery::Delivery;
use crate::host::{Arrival, Served, Turn, Visit};
use crate::matcher::Asked;
use crate::template::Planned;
use crate::world::World;
use crate::{Call, ClientAddress, KeyError, Limits, WorldError, Worlds};

const CLIENT: &str = "standin-client-address";

/// What serves clients, of every world or of one alone.
pub(crate) fn clients(worlds: Worlds, door: Option<String>) -> Answering {
    Answering::World(Arc::new(Site::at(worlds, door.map_or(Entrance::All, Entrance::World))))
}

/// What serves clients of one instance, at the root of its own port.
pub(crate) fn clients_of(worlds: Worlds, instance: String) -> Answering {
    Answering::World(Arc::new(Site::at(worlds, Entrance::Instance(instance))))
}

/// What answers clients, whichever transport brings their calls.
pub(crate) struct Site {
    worlds: Worlds,
    entrance: Entrance,
    dates: Dates,
}

/// What becomes of a call.
struct Reply<'a> {
    world: &'a str,
    at: Option<Timestamp>,
    outcome: Result<Answer, Refusal>,
    stub: Option<String>,
    faults: Vec<String>,
    delivery: Delivery,
}

/// How a visit to a world ended.
enum Entered {
    /// The API sees the call only after so long; the names are those of the faults that delay it.
    Later(Duration, Vec<String>),
    /// It was answered and written down.
    Answered(Timestamp, Outcome, Written),
}

/// The instance that a call is for, and the path within it.
pub(super) type Found<'p> = Result<(Arc<Planned>, &'p str), Refusal>;

/// What a world made of a call.
pub(super) struct Outcome {
    pub(super) answer: Result<Answer, Refusal>,
    /// The user's stub that answered.
    pub(super) stub: Option<String>,
    /// The faults that struck.
    pub(super) faults: Vec<String>,
    /// How the call came to its instance, if it did.
    pub(super) arrival: Option<Arrival>,
    delivery: Delivery,
}

impl Outcome {
    fn refused(refusal: Refusal) -> Self {
        Self { answer: Err(refusal), stub: None, faults: Vec::new(), arrival: None, delivery: Delivery::default() }
    }

    fn of(served: Served, arrival: Arrival) -> Self {
        let Served { answer, stub, faults, delivery } = served;
        Self { answer: answer.map_err(Refusal::from), stub, faults, arrival: Some(arrival), delivery }
    }
}

/// A call within its world, once or again after a latency.
struct Entry<'a> {
    world: &'a str,
    path: &'a str,
    parts: &'a Parts,
    body: &'a Result<Bytes, Refusal>,
    caller: &'a Caller,
}

impl<'a> Entry<'a> {
    fn heard(&self) -> Heard<'a> {
        let body = self.body.as_ref().map_or(&[][..], |body| body);
        Heard { path: self.path, parts: self.parts, body, caller: self.caller }
    }
}

impl Reply<'_> {
    fn refused(refusal: Refusal) -> Self {
        Self { world: "", at: None, outcome: Err(refusal), stub: None, faults: Vec::new(), delivery: Delivery::default() }
    }
}

impl Site {
    /// What answers for all worlds.
    #[cfg(feature = "wiremock")]
    pub(crate) fn new(worlds: Worlds) -> Self {
        Self::at(worlds, Entrance::All)
    }

    fn at(worlds: Worlds, entrance: Entrance) -> Self {
        Self { worlds, entrance, dates: Dates::default() }
    }

    /// Answers a call, with CORS around it where that is on.
    pub(crate) async fn respond<B>(&self, request: Request<B>, caller: &Caller) -> Outgoing
    where
        B: Body<Data = Bytes, Error: Display> + Unpin,
    {
        let is_head = request.method() == Method::HEAD;
        let response = match &self.worlds.config().cors {
            cors if cors.is_off() => self.answer(request, caller).await,
            cors => cors::around(cors, request, async |request| self.answer(request, caller).await).await,
        };
        if is_head { without_body(response) } else { response }
    }

    async fn answer<B>(&self, request: Request<B>, caller: &Caller) -> Outgoing
    where
        B: Body<Data = Bytes, Error: Display> + Unpin,
    {
        let (parts, body) = request.into_parts();
        let body = read(body, &parts.headers, &self.worlds.config().limits).await;
        let reply = self.reply(&parts, &body, caller).await;
        self.tell(&parts, &reply);
        let mut response = match reply.outcome {
            Ok(answer) => self.response(answer),
            Err(refusal) => refusal.outgoing(),
        };
        if let Some(date) = reply.at.and_then(|at| self.dates.at(at)) {
            response.headers_mut().insert(header::DATE, date);
        }
        deliver(response, &reply.delivery, caller).await
    }

    /// The answer as it is sent, with its clauses where that is wanted.
    fn response(&self, answer: Answer) -> Outgoing {
        let clauses = self.worlds.config().explain_header.then(|| named(&answer.clauses)).flatten();
        let mut response = response(answer).unwrap_or_else(Refusal::outgoing);
        response.headers_mut().extend(clauses.map(|clauses| (CLAUSES, clauses)));
        response
    }

    async fn reply<'a>(&'a self, parts: &'a Parts, body: &Result<Bytes, Refusal>, caller: &Caller) -> Reply<'a> {
        let Selected { world, path } = match select(&self.entrance, parts) {
            Ok(selected) => selected,
            Err(refusal) => return Reply::refused(refusal),
        };
        let entry = Entry { world, path, parts, body, caller };
        let mut arrival = Arrival::Prompt;
        loop {
            match self.enter(&entry, arrival) {
                Err(error) => return Reply::refused(error.into()),
                Ok(Entered::Answered(at, outcome, written)) => return self.answered(world, at, outcome, &written),
                Ok(Entered::Later(wait, faults)) => {
                    // The world's lock is gone: others come and go meanwhile, and the API sees the call after them.
                    pause(wait, caller).await;
                    arrival = Arrival::Delayed(faults);
                }
            }
        }
    }

    fn enter(&self, entry: &Entry<'_>, arrival: Arrival) -> Result<Entered, WorldError> {
        self.worlds.enter(entry.world, |world, wall| {
            let now = world.now(wall);
            let found = self.find(world, entry.path);
            let sent = entry.heard();
            let outcome = match self.ask(world, (now, arrival.clone()), entry, &found) {
                Ok(Turn::Later(wait, faults)) => {
                    write_arrival(world, now, &sent, &found);
                    return Entered::Later(wait, faults);
                }
                Ok(Turn::Served(served)) => Outcome::of(*served, arrival),
                Err(refusal) => Outcome::refused(refusal),
            };
            let written = write_down(world, (now, wall), &sent, &found, &outcome);
            Entered::Answered(now, outcome, written)
        })
    }

    /// Outside of the world's lock, because a signature takes milliseconds. What spoils a body spoils the signed one.
    fn answered<'a>(&self, world: &'a str, at: Timestamp, outcome: Outcome, written: &Written) -> Reply<'a> {
        let Outcome { answer, stub, faults, delivery, .. } = outcome;
        let signed = answer.and_then(|answer| self.sign(answer));
        written.complete(&signed);
        let outcome = signed.map(|answer| Answer { body: delivery.manner.spoil(answer.body), ..answer });
        Reply { world, at: Some(at), outcome, stub, faults, delivery }
    }

    fn sign(&self, mut answer: Answer) -> Result<Answer, Refusal> {
        let unsigned = |error: KeyError| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "unsigned", error.to_string());
        self.worlds.sign(&mut answer).map_err(unsigned).map(|()| answer)
    }

    fn ask(&self, world: &mut World, (now, arrival): (Timestamp, Arrival), entry: &Entry<'_>, found: &Found<'_>) -> Result<Turn, Refusal> {
        let &Entry { parts, body, .. } = entry;
        refuse_head(parts, &self.worlds.config().limits)?;
        let body = body.as_ref().map_err(Refusal::clone)?;
        let client = client(world.client_address, parts, entry.caller)?;
        let (plan, below) = found.as_ref().map_err(Refusal::clone)?;
        let query = parts.uri.query().unwrap_or_default();
        let request = providers::Request { method: &parts.method, path: below, query, headers: &parts.headers, body };
        let visit = Visit { asked: Asked::new(request), now, client, arrival };
        world.serve(&plan.name, &visit).map_err(Refusal::from)
    }

    /// The instance that a call is for, and the path within it.
    fn find<'p>(&self, world: &mut World, path: &'p str) -> Found<'p> {
        match &self.entrance {
            Entrance::Instance(name) => Ok((world.host(name)?.plan.clone(), path)),
            Entrance::All | Entrance::World(_) => world.mounted(path).ok_or_else(|| nothing_at(path, &world.suggest_mount(path))),
        }
    }

    fn tell(&self, parts: &Parts, reply: &Reply<'_>) {
        let Some(log) = &self.worlds.config().log else { return };
        let (status, clauses, error): (_, &[ClauseId], _) = match &reply.outcome {
            Ok(answer) => (answer.status, &answer.clauses, None),
            Err(refusal) => (refusal.status.as_u16(), &[], Some(refusal.code)),
        };
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let (stub, faults) = (reply.stub.as_deref(), reply.faults.as_slice());
        log(&Call { at: reply.at, world: reply.world, method, path, status, clauses, stub, faults, error });
    }
}

fn nothing_at(path: &str, suggestion: &str) -> Refusal {
    let message = format!("nothing is served at `{path}`, because a path begins with where an instance is mounted; {suggestion}");
    Refusal::new(StatusCode::NOT_FOUND, "unknown_path", message)
}

pub(super) fn client(from: ClientAddress, parts: &Parts, caller: &Caller) -> Result<IpAddr, Refusal> {
    if from == ClientAddress::Peer {
        return Ok(caller.address);
    }
    let mut given = parts.headers.get_all(CLIENT).iter();
    match (given.next(), given.next()) {
        (None, _) => Ok(caller.address),
        (Some(value), None) => {
            let address = value.to_str().ok().and_then(|text| text.trim().parse::<IpAddr>().ok());
            address.map(|address| address.to_canonical()).ok_or_else(bad_client)
        }
        (Some(_), Some(_)) => Err(bad_client()),
    }
}

fn bad_client() -> Refusal {
    let message = "the header Standin-Client-Address takes one IP address, such as 192.0.2.1 or 2001:db8::1";
    Refusal::new(StatusCode::BAD_REQUEST, "bad_client_address", message)
}

fn refuse_head(parts: &Parts, limits: &Limits) -> Result<(), Refusal> {
    let fields: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
    let line = parts.method.as_str().len() + parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    if fields + line <= limits.head {
        return Ok(());
    }
    let message = format!("a request's head may have {} bytes", limits.head);
    Err(Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", message))
}

/// What HEAD gets: the head that says how long the body would be, and no body (RFC 9110 section 9.3.2).
fn without_body(response: Outgoing) -> Outgoing {
    let (mut parts, body) = response.into_parts();
    if let (None, Some(length)) = (parts.headers.get(header::CONTENT_LENGTH), body.size_hint().exact()) {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Outgoing::from_parts(parts, Either::Left(Full::default()))
}

fn response(answer: Answer) -> Result<Outgoing, Refusal> {
    let broken = |what: String| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "broken_answer", format!("the model's answer has {what}"));
    let status = StatusCode::from_u16(answer.status).ok().filter(|status| status.as_u16() >= 200);
    let mut response = Outgoing::new(Either::Left(Full::from(answer.body)));
    *response.status_mut() = status.ok_or_else(|| broken(format!("the status {}", answer.status)))?;
    for (name, value) in answer.headers {
        let value = match value {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => text.into(),
        };
        let value = HeaderValue::from_maybe_shared(value).map_err(|_| broken(format!("no header's value in `{name}`")))?;
        let name = http::HeaderName::from_bytes(name.as_bytes()).map_err(|_| broken(format!("no header's name: `{name}`")))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
