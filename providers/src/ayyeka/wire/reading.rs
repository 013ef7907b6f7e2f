//! What a token request asks for.

use crate::ayyeka::rules::{Demand, GRANT, Grant, clause};
use crate::ayyeka::settings::{FormType, GrantBlank, Settings};
use crate::{ClauseId, Method, Pairs, Request};

/// Why no token is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ayyeka) enum Refusal {
    /// Another method than POST.
    Method,
    /// No client that there is, or not its secret.
    InvalidClient,
    /// Another grant type.
    UnsupportedGrantType,
    /// A form that is none or says something twice; the reason.
    InvalidRequest(&'static str),
}

/// Only POST fetches tokens (ayyeka.token.request).
pub(in crate::ayyeka) fn check_method(request: &Request<'_>) -> Result<(), Refusal> {
    if *request.method == Method::POST { Ok(()) } else { Err(Refusal::Method) }
}

/// A request for a token of the one grant type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ayyeka) struct TokenRequest {
    /// The clauses by which it was read as it was meant.
    pub(in crate::ayyeka) clauses: Vec<ClauseId>,
}

impl TokenRequest {
    pub(in crate::ayyeka) fn read(settings: &Settings, request: &Request<'_>) -> Result<Self, Refusal> {
        let mut clauses = Vec::new();
        if !request.is_form() {
            match settings.form_type {
                FormType::Demanded => return Err(Refusal::InvalidRequest("the Content-Type must be application/x-www-form-urlencoded")),
                FormType::Ignored => clauses.push(clause::MEDIA_TYPE),
            }
        }
        let parameters = Pairs::urlencoded(request.body);
        // RFC 6749 section 3.2: no parameter stands twice, and one without a value is not there.
        if parameters.has_a_name_twice() && settings.rules.named_once == Demand::Demanded {
            return Err(Refusal::InvalidRequest("a parameter stands twice"));
        }
        let given = parameters.iter().find(|(name, value)| *name == "grant_type" && !value.is_empty());
        let given = match (given, settings.rules.grant_named) {
            (Some((_, given)), _) => given,
            (None, Demand::Waived) => GRANT,
            (None, Demand::Demanded) => return Err(Refusal::InvalidRequest("grant_type is missing")),
        };
        let trimmed = match settings.grant_blank {
            GrantBlank::Trimmed => given.strip_prefix(' ').unwrap_or(given),
            GrantBlank::Refused => given,
        };
        if !fetches_tokens(settings.rules.grant, trimmed) {
            return Err(Refusal::UnsupportedGrantType);
        }
        clauses.extend((trimmed != given).then_some(clause::GRANT_BLANK));
        Ok(Self { clauses })
    }
}

/// Whether tokens are fetched by this grant type (ayyeka.grant.only-client-credentials).
fn fetches_tokens(grant: Grant, given: &str) -> bool {
    match grant {
        Grant::ClientCredentials => given == GRANT,
        Grant::InAnyCase => given.eq_ignore_ascii_case(GRANT),
        Grant::OrPassword => [GRANT, "password"].contains(&given),
        Grant::Any => true,
    }
}
