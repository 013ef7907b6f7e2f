//! A client's call: into its world and back.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use providers::{Answer, ClauseId};

use super::select::{Entrance, Selected, select};
use super::{Peer, Refusal, read};
use crate::host::Host;
use crate::world::World;
use crate::{Call, ClientAddress, KeyError, Limits, Worlds};

const CLIENT: &str = "standin-client-address";

/// What serves clients, of every world or of one alone.
pub(crate) fn clients(worlds: Worlds, door: Option<String>) -> Router {
    serve(Site { worlds, entrance: door.map_or(Entrance::All, Entrance::World) })
}

/// What serves clients of one instance, at the root of its own port.
pub(crate) fn clients_of(worlds: Worlds, instance: String) -> Router {
    serve(Site { worlds, entrance: Entrance::Instance(instance) })
}

fn serve(site: Site) -> Router {
    Router::new().fallback(call).with_state(Arc::new(site))
}

struct Site {
    worlds: Worlds,
    entrance: Entrance,
}

/// What becomes of a call.
struct Reply {
    world: String,
    at: Option<Timestamp>,
    outcome: Result<Answer, Refusal>,
}

async fn call(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = read(body, &parts.headers, &site.worlds.config().limits).await;
    let reply = site.reply(&parts, body);
    site.tell(&parts, &reply);
    let mut response = match reply.outcome {
        Ok(answer) => response(answer).unwrap_or_else(Refusal::into_response),
        Err(refusal) => refusal.into_response(),
    };
    if let Some(date) = reply.at.and_then(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

impl Site {
    fn reply(&self, parts: &Parts, body: Result<Bytes, Refusal>) -> Reply {
        let Selected { world, path } = match select(&self.entrance, parts) {
            Ok(selected) => selected,
            Err(refusal) => return Reply { world: String::new(), at: None, outcome: Err(refusal) },
        };
        let entered = self.worlds.enter(world, |world, wall| {
            let now = world.now(wall);
            (now, self.ask(world, now, path, parts, body))
        });
        match entered {
            // Outside of the world's lock, because a signature takes milliseconds.
            Ok((now, outcome)) => Reply { world: world.to_owned(), at: Some(now), outcome: outcome.and_then(|answer| self.sign(answer)) },
            Err(error) => Reply { world: String::new(), at: None, outcome: Err(error.into()) },
        }
    }

    fn sign(&self, mut answer: Answer) -> Result<Answer, Refusal> {
        let unsigned = |error: KeyError| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "unsigned", error.to_string());
        self.worlds.sign(&mut answer).map_err(unsigned).map(|()| answer)
    }

    fn ask(&self, world: &mut World, now: Timestamp, path: &str, parts: &Parts, body: Result<Bytes, Refusal>) -> Result<Answer, Refusal> {
        refuse_head(parts, &self.worlds.config().limits)?;
        let body = body?;
        let client = client(world.client_address, parts)?;
        let (host, below) = self.find(world, path)?;
        let query = parts.uri.query().unwrap_or_default();
        let request = providers::Request { method: &parts.method, path: below, query, headers: &parts.headers, body: &body };
        Ok(host.answer(&request, now, client))
    }

    /// The instance that a call is for, and the path within it.
    fn find<'w, 'p>(&self, world: &'w mut World, path: &'p str) -> Result<(&'w mut Host, &'p str), Refusal> {
        if let Entrance::Instance(name) = &self.entrance {
            return world.host(name).map(|host| (host, path)).map_err(Refusal::from);
        }
        let suggestion = if world.mounted(path).is_none() { world.suggest_mount(path) } else { String::new() };
        world.mounted(path).ok_or_else(|| nothing_at(path, &suggestion))
    }

    fn tell(&self, parts: &Parts, reply: &Reply) {
        let Some(log) = &self.worlds.config().log else { return };
        let (status, clauses, error): (_, &[ClauseId], _) = match &reply.outcome {
            Ok(answer) => (answer.status, &answer.clauses, None),
            Err(refusal) => (refusal.status.as_u16(), &[], Some(refusal.code)),
        };
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        log(&Call { at: reply.at, world: &reply.world, method, path, status, clauses, error });
    }
}

fn nothing_at(path: &str, suggestion: &str) -> Refusal {
    let message = format!("nothing is served at `{path}`, because a path begins with where an instance is mounted; {suggestion}");
    Refusal::new(StatusCode::NOT_FOUND, "unknown_path", message)
}

fn client(from: ClientAddress, parts: &Parts) -> Result<IpAddr, Refusal> {
    let peer = || parts.extensions.get::<Peer>().map_or(std::net::Ipv4Addr::LOCALHOST.into(), |peer| peer.0);
    let mut given = parts.headers.get_all(CLIENT).iter();
    match (from, given.next(), given.next()) {
        (ClientAddress::Peer, ..) | (ClientAddress::Header, None, _) => Ok(peer()),
        (ClientAddress::Header, Some(value), None) => {
            let address = value.to_str().ok().and_then(|text| text.trim().parse::<IpAddr>().ok());
            address.map(|address| address.to_canonical()).ok_or_else(bad_client)
        }
        (ClientAddress::Header, Some(_), Some(_)) => Err(bad_client()),
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

fn response(answer: Answer) -> Result<Response, Refusal> {
    let broken = |what: String| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "broken_answer", format!("the model's answer has {what}"));
    let status = StatusCode::from_u16(answer.status).ok().filter(|status| status.as_u16() >= 200);
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = status.ok_or_else(|| broken(format!("the status {}", answer.status)))?;
    for (name, value) in answer.headers {
        let value = HeaderValue::from_str(&value).map_err(|_| broken(format!("no header's value in `{name}`")))?;
        let name = http::HeaderName::from_bytes(name.as_bytes()).map_err(|_| broken(format!("no header's name: `{name}`")))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

/// The moment as HTTP writes it (RFC 9110 section 5.6.7), whole seconds rounded down.
fn date(at: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::from_str(&text).ok()
}
