//! Every answer that Ayyeka gives, byte for byte.

use serde_json::{Value, json};

use super::reading::Refusal;
use crate::ayyeka::rules::{Caching, HEALTH_PATH, JSON, Presents, SITE_PATH, Signs, clause};
use crate::ayyeka::settings::{Settings, TokenErrors};
use crate::ayyeka::token::Draft;
use crate::{Answer, Authorised, ClauseId, Dice, Unsigned};

/// The member of an error that tells errors apart.
pub(super) const REQUEST_ID: &str = "request_id";
const REQUEST_ID_LENGTH: usize = 8;
const LETTERS_AND_DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// What stands before the token in the reply; the sample is compact.
const BEFORE_TOKEN: &str = "{\"access_token\":\"";

/// The token reply (ayyeka.token.reply), which lacks its signature still.
pub(in crate::ayyeka) fn issued(settings: &Settings, draft: &Draft, mut clauses: Vec<ClauseId>) -> Answer {
    let rules = &settings.rules;
    let expires_in = match rules.expires_in {
        Presents::Number => Value::from(settings.expires_in),
        Presents::Text => Value::from(settings.expires_in.to_string()),
    };
    let unfinished = format!("{BEFORE_TOKEN}{}.", draft.message);
    let at = unfinished.len();
    let more: String = rules.more_members.iter().map(|(name, text)| format!(",\"{name}\":{}", Value::from(*text))).collect();
    let body = format!("{unfinished}\",\"token_type\":{},\"expires_in\":{expires_in}{more}}}", Value::from(rules.token_type));
    clauses.splice(
        ..0,
        [
            clause::TOKEN_REQUEST,
            clause::TOKEN_REPLY,
            clause::TOKEN_TYPE,
            clause::EXPIRES_IN,
            clause::LIFETIME,
            clause::NO_STORE,
            clause::CONTENT_TYPE,
            clause::ALGORITHM,
            clause::SIGNATURE,
            clause::CLAIMS,
            clause::JWT_LIFETIME,
        ],
    );
    let message = match rules.signs {
        Signs::Token => draft.message.clone(),
        Signs::Claims => draft.message.split('.').skip(1).collect(),
        Signs::AnotherText => "another text".to_owned(),
    };
    let mut answer = uncached(rules.token_status, rules.caching, rules.content_type, body, clauses);
    answer.unsigned = Some(Box::new(Unsigned { key: settings.key(), message, at }));
    answer
}

/// A refusal at the token endpoint (ayyeka.error.shape).
pub(in crate::ayyeka) fn token_error(settings: &Settings, refusal: Refusal, dice: &mut Dice) -> Answer {
    let (status, error, description, because) = match refusal {
        Refusal::Method => (405, "invalid_request", "use POST", clause::TOKEN_REQUEST),
        Refusal::InvalidClient => (401, "invalid_client", "incorrect credentials", clause::WRONG_SECRET),
        Refusal::UnsupportedGrantType => (400, "unsupported_grant_type", "grant_type must be client_credentials", clause::GRANT),
        Refusal::InvalidRequest(reason) => (400, "invalid_request", reason, clause::TOKEN_REQUEST),
    };
    let body = match settings.token_errors {
        TokenErrors::Rfc => json!({"error": error, "error_description": description}),
        TokenErrors::Vendor => json!({"message": description, REQUEST_ID: request_id(dice)}),
    };
    let answer = uncached(status, Caching::NONE, JSON, body.to_string(), vec![because, clause::ERROR_SHAPE]);
    match refusal {
        Refusal::Method => answer.with("allow", "POST"),
        Refusal::InvalidClient => answer.with("www-authenticate", "Basic realm=\"Ayyeka\""),
        Refusal::UnsupportedGrantType | Refusal::InvalidRequest(_) => answer,
    }
}

/// A refused API call (ayyeka.call.refusal-shape).
pub(in crate::ayyeka) fn refusal(settings: &Settings, because: ClauseId, dice: &mut Dice) -> Answer {
    let body = json!({"message": settings.refusal_message, REQUEST_ID: request_id(dice)});
    let clauses = match because {
        clause::REFUSED => vec![clause::REFUSED, clause::REFUSAL_SHAPE],
        narrower => vec![narrower, clause::REFUSED, clause::REFUSAL_SHAPE],
    };
    let answer = Answer::of(JSON, settings.refusal_status, body.to_string().into_bytes(), clauses);
    // RFC 9110 section 15.5.2: a 401 says how to do better.
    if settings.refusal_status == 401 { answer.with("www-authenticate", "Bearer") } else { answer }
}

/// Health (ayyeka.call.health).
pub(in crate::ayyeka) fn health(clauses: Vec<ClauseId>) -> Answer {
    Answer::of("text/plain; charset=utf-8", 200, b"OK".to_vec(), clauses)
}

/// The answer to an authorised call: the sites, health, or nothing of that name (ayyeka.call.reply).
pub(in crate::ayyeka) fn documented(settings: &Settings, authorised: &Authorised) -> Answer {
    let clauses = vec![clause::REPLY];
    match authorised.function.split_once(' ') {
        Some(("GET", SITE_PATH)) => {
            let sites = serde_json::to_vec(&settings.sites).unwrap_or_default();
            Answer::of(JSON, 200, sites, clauses)
        }
        Some(("GET", HEALTH_PATH)) => health(clauses),
        _ => {
            let body = json!({"message": "not found", REQUEST_ID: authorised.input.get(REQUEST_ID)});
            Answer::of(JSON, 404, body.to_string().into_bytes(), clauses)
        }
    }
}

/// A name for one request, as in `uGv69FKl`.
pub(super) fn request_id(dice: &mut Dice) -> String {
    (0..REQUEST_ID_LENGTH).map(|_| char::from(LETTERS_AND_DIGITS[dice.below(62) as usize])).collect()
}

fn uncached(status: u16, caching: Caching, content_type: &'static str, body: String, clauses: Vec<ClauseId>) -> Answer {
    let mut answer = Answer::of(content_type, status, body.into_bytes(), clauses);
    answer.headers.insert(0, ("cache-control".into(), caching.cache_control.into()));
    match caching.pragma {
        Some(pragma) => answer.with("pragma", pragma),
        None => answer,
    }
}
