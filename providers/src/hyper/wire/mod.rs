//! Requests into calls, outcomes into exact bytes. Total on any input.

mod encoding;
mod reading;
mod replies;

use http::header::AUTHORIZATION;

pub(super) use reading::read;
pub(super) use replies::{alive, forbidden, function, method_not_allowed, refresh_refusal, refreshed, refusal, too_many, validity};

use super::rules::clause;
use super::settings::{Case, RequestForms, Settings};
use crate::form::BodyForm;
use crate::{Authorization, ClauseId, Input, Pairs, Request};

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

    /// What was accepted beyond the documents to read the path as this function (hyper.call.function-case).
    pub(super) fn beyond(&self, request: &Request<'_>) -> Option<ClauseId> {
        (request.path.strip_prefix('/').unwrap_or(request.path) != self.name()).then_some(clause::FUNCTION_CASE)
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
            Authorization::Absent => Self::of_query(settings, request),
            Authorization::Credentials { scheme, credentials } if is_bearer(settings, scheme) => Self::Token(credentials),
            Authorization::Credentials { .. } | Authorization::Malformed => Self::Malformed,
        }
    }

    /// The token in a parameter of the query; the documents name none (hyper.access-token.bearer).
    fn of_query(settings: &Settings, request: &Request<'a>) -> Self {
        let value = |name: &&str| request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        settings.rules.carriage.parameters.iter().find_map(value).map_or(Self::Nothing, Self::Token)
    }
}

fn is_bearer(settings: &Settings, scheme: &str) -> bool {
    settings.rules.carriage.schemes.iter().any(|read| match settings.bearer_case {
        Case::Insensitive => scheme.eq_ignore_ascii_case(read),
        Case::Sensitive => scheme == *read,
    })
}

/// What was accepted beyond the documents to read the token that opened a call (hyper.bearer.case).
pub(super) fn bearer_beyond(request: &Request<'_>) -> Option<ClauseId> {
    let begins = request.headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer "));
    let exact = begins || matches!(Authorization::of(request.headers), Authorization::Credentials { scheme: "Bearer", .. });
    (!exact).then_some(clause::BEARER_CASE)
}

/// A function's input: the body's pairs, then the query's; and what was accepted beyond the documents to read it
/// (hyper.call.request-forms).
pub(super) fn input(settings: &Settings, request: &Request<'_>) -> (Input, Option<ClauseId>) {
    let body = request.body.trim_ascii_start();
    let form = body_form(settings, body);
    (Input::of_pairs(form, body, request.query), (form == BodyForm::Lenient).then_some(clause::REQUEST_FORMS))
}

fn body_form(settings: &Settings, body: &[u8]) -> BodyForm {
    match settings.request_forms {
        _ if body.first() != Some(&b'{') => BodyForm::Urlencoded,
        _ if Pairs::is_json(body) => BodyForm::Json,
        RequestForms::Any if Pairs::lenient(body).is_some() => BodyForm::Lenient,
        RequestForms::Any | RequestForms::WellFormed => BodyForm::Other,
    }
}
