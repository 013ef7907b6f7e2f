//! Requests into calls, outcomes into exact bytes. Total on any input.

mod encoding;
mod reading;
mod replies;

use serde_json::{Map, Value};

pub(super) use reading::read;
pub(super) use replies::{alive, forbidden, function, method_not_allowed, refresh_refusal, refreshed, refusal, too_many, validity};

use super::settings::{Case, RequestForms, Settings};
use crate::{Authorization, Pairs, Request};

/// The function that a call names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Function {
    RefreshToken,
    TokenValidity,
    DoesEntityExist,
    AliveCheck,
    /// Any other, in the configuration's spelling where it is configured.
    Other(String),
}

const REFRESH_TOKEN: &str = "RefreshToken";
const TOKEN_VALIDITY: &str = "TokenValidity";
const DOES_ENTITY_EXIST: &str = "Does_Entity_Exist_Json";
const ALIVE_CHECK: &str = "alive_check";

impl Function {
    /// Reads the path below the mount point.
    pub(super) fn of(settings: &Settings, request: &Request<'_>) -> Self {
        let given = request.path.strip_prefix('/').unwrap_or(request.path);
        let is = |name: &str| match settings.function_case {
            Case::Insensitive => given.eq_ignore_ascii_case(name),
            Case::Sensitive => given == name,
        };
        let documented = [
            (REFRESH_TOKEN, Self::RefreshToken),
            (TOKEN_VALIDITY, Self::TokenValidity),
            (DOES_ENTITY_EXIST, Self::DoesEntityExist),
            (ALIVE_CHECK, Self::AliveCheck),
        ];
        let other = || Self::Other(settings.functions.keys().find(|name| is(name)).map_or(given, String::as_str).to_owned());
        documented.into_iter().find(|(name, _)| is(name)).map_or_else(other, |(_, function)| function)
    }

    /// Whether no configuration can give the function of this name another answer: its answer is what the documents are about.
    pub(super) fn has_its_own_answer(name: &str) -> bool {
        [REFRESH_TOKEN, TOKEN_VALIDITY].iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Its name in the document's spelling.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::RefreshToken => REFRESH_TOKEN,
            Self::TokenValidity => TOKEN_VALIDITY,
            Self::DoesEntityExist => DOES_ENTITY_EXIST,
            Self::AliveCheck => ALIVE_CHECK,
            Self::Other(name) => name,
        }
    }
}

/// The Bearer token that a call presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presented<'a> {
    Nothing,
    Malformed,
    Token(&'a str),
}

impl<'a> Presented<'a> {
    pub(super) fn of(settings: &Settings, request: &Request<'a>) -> Self {
        match Authorization::of(request.headers) {
            Authorization::Absent => Self::Nothing,
            Authorization::Credentials { scheme, credentials } if is_bearer(settings, scheme) => Self::Token(credentials),
            Authorization::Credentials { .. } | Authorization::Malformed => Self::Malformed,
        }
    }
}

fn is_bearer(settings: &Settings, scheme: &str) -> bool {
    match settings.bearer_case {
        Case::Insensitive => scheme.eq_ignore_ascii_case("Bearer"),
        Case::Sensitive => scheme == "Bearer",
    }
}

/// A function's input: the body's pairs, then the query's (hyper.call.request-forms).
pub(super) fn input(settings: &Settings, request: &Request<'_>) -> Map<String, Value> {
    let query = Pairs::urlencoded(request.query.as_bytes());
    let mut input = Map::new();
    for (name, value) in body_pairs(settings, request).and(query).iter() {
        input.entry(name).or_insert_with(|| value.into());
    }
    input
}

fn body_pairs(settings: &Settings, request: &Request<'_>) -> Pairs {
    let body = request.body.trim_ascii_start();
    if body.first() != Some(&b'{') {
        return Pairs::urlencoded(body);
    }
    match settings.request_forms {
        RequestForms::Any => Pairs::json(body).or_else(|| Pairs::lenient(body)).unwrap_or_default(),
        RequestForms::WellFormed => Pairs::json(body).unwrap_or_default(),
    }
}
