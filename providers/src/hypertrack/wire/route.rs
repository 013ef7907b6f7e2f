//! A request's method and path into the call that it makes.

use serde_json::{Map, Value};

use crate::hypertrack::account::View;
use crate::hypertrack::settings::{Served, Settings};
use crate::{Method, Pairs, Request};

/// The path of the call that gives a token for one embedded view.
const EMBED_PATH: &str = "/oauth/embed-token";

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hypertrack) enum Route<'a> {
    Token,
    EmbedToken,
    Tracking(&'a str),
    View(&'a View),
    Devices,
    Device(&'a str),
    Trips,
    Trip(&'a str),
    NewTrip,
    CompleteTrip(&'a str),
    Workers,
    /// Any other, by its path.
    Other(&'a str),
}

/// The names under which calls are told, and stubbed.
pub(in crate::hypertrack) mod function {
    pub(in crate::hypertrack) const TRACKING: &str = "GET /tracking/{id}";
    pub(in crate::hypertrack) const DEVICES: &str = "GET /devices";
    pub(in crate::hypertrack) const DEVICE: &str = "GET /devices/{device_id}";
    pub(in crate::hypertrack) const TRIPS: &str = "GET /trips";
    pub(in crate::hypertrack) const TRIP: &str = "GET /trips/{trip_id}";
    pub(in crate::hypertrack) const NEW_TRIP: &str = "POST /trips";
    pub(in crate::hypertrack) const COMPLETE_TRIP: &str = "POST /trips/{trip_id}/complete";
    pub(in crate::hypertrack) const WORKERS: &str = "GET /workers";
}

/// A path without the slash at its end, where such a one is the same path; and whether there was one.
pub(in crate::hypertrack) fn path<'a>(settings: &Settings, request: &Request<'a>) -> (&'a str, bool) {
    match request.path.strip_suffix('/') {
        Some(path) if !path.is_empty() && settings.trailing_slash == Served::Served => (path, true),
        _ => (request.path, false),
    }
}

impl<'a> Route<'a> {
    /// Reads method and path. Ids are compared as they were sent.
    pub(in crate::hypertrack) fn of(settings: &'a Settings, request: &Request<'a>) -> Self {
        let (path, _) = path(settings, request);
        let get = *request.method == Method::GET;
        let post = *request.method == Method::POST;
        if post && path == settings.token_path {
            return Self::Token;
        }
        if post && path == EMBED_PATH && settings.embed_token == Served::Served {
            return Self::EmbedToken;
        }
        if let Some(view) = settings.views.iter().find(|view| get && view.path == path) {
            return Self::View(view);
        }
        let parts: Vec<&str> = path.split('/').skip(1).take(4).collect();
        match parts.as_slice() {
            // An id is never empty.
            parts if parts.contains(&"") => Self::Other(path),
            ["tracking", id] if get => Self::Tracking(id),
            ["devices"] if get => Self::Devices,
            ["devices", id] if get => Self::Device(id),
            ["trips"] if get => Self::Trips,
            ["trips"] if post => Self::NewTrip,
            ["trips", id] if get => Self::Trip(id),
            ["trips", id, "complete"] if post => Self::CompleteTrip(id),
            ["workers"] if get => Self::Workers,
            _ => Self::Other(path),
        }
    }

    /// The name of the call.
    pub(in crate::hypertrack) fn function(self, method: &Method) -> String {
        let name = match self {
            Self::Tracking(_) => function::TRACKING,
            Self::Devices => function::DEVICES,
            Self::Device(_) => function::DEVICE,
            Self::Trips => function::TRIPS,
            Self::Trip(_) => function::TRIP,
            Self::NewTrip => function::NEW_TRIP,
            Self::CompleteTrip(_) => function::COMPLETE_TRIP,
            Self::Workers => function::WORKERS,
            Self::View(view) => return format!("GET {}", view.path),
            Self::Token | Self::EmbedToken => return format!("{method} oauth"),
            Self::Other(path) => return format!("{method} {path}"),
        };
        name.to_owned()
    }

    /// The call's input: the id in its path, then the members of a JSON body, then the query's pairs. A list has no body, and a
    /// new trip names its device in the body alone.
    pub(in crate::hypertrack) fn input(self, request: &Request<'_>) -> Map<String, Value> {
        let mut input = Map::new();
        let (name, id) = match self {
            Self::Tracking(id) => ("id", id),
            Self::Device(id) => ("device_id", id),
            Self::Trip(id) | Self::CompleteTrip(id) => ("trip_id", id),
            _ => ("", ""),
        };
        if !name.is_empty() {
            input.insert(name.to_owned(), id.into());
        }
        let body: Map<String, Value> = match self {
            Self::Devices | Self::Trips | Self::Workers => Map::new(),
            _ => serde_json::from_slice(request.body).unwrap_or_default(),
        };
        let query = match self {
            Self::NewTrip => Pairs::default(),
            _ => Pairs::urlencoded(request.query.as_bytes()),
        };
        let pairs = query.iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        for (name, value) in body.into_iter().chain(pairs) {
            input.entry(name).or_insert(value);
        }
        input
    }
}
