//! HyperTrack's answers byte for byte, but for those of the calls behind the authentication.

use serde_json::{Value, json};

use crate::hypertrack::authentication::Refused;
use crate::hypertrack::rules::clause;
use crate::hypertrack::settings::{BodyForm, ContentLanguage, ContentType, RequestId, Settings, TokenErrors};
use crate::{Answer, ClauseId, Moment};

/// So many characters has a request id before its `=`.
const REQUEST_ID_LENGTH: usize = 15;

/// Which answer asks for a request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hypertrack) enum Kind {
    Unauthorized,
    Other,
}

/// The one refusal (hypertrack.unauthorized.status, hypertrack.unauthorized.body).
pub(in crate::hypertrack) fn unauthorized(settings: &Settings, refused: &Refused, moment: &mut Moment<'_>) -> Answer {
    let told = settings.rules.refusals[refused.cause() as usize];
    let status = if *refused == Refused::Scope { settings.scope_refusal_status } else { told.status };
    let content_type = match settings.unauthorized_content_type {
        ContentType::Json => "application/json",
        ContentType::JsonUtf8 => "application/json; charset=utf-8",
        ContentType::Text => "text/plain",
    };
    let member = settings.rules.member;
    let message = Value::from(if *refused == Refused::Scope && status == 403 { "Forbidden" } else { told.message });
    let body = match settings.unauthorized_body {
        BodyForm::Compact => format!("{{\"{member}\":{message}}}"),
        BodyForm::Printed => format!("{{\n  \"{member}\": {message}\n}}"),
    };
    let documented = match refused {
        Refused::Scope if status != told.status => None,
        _ => Some([clause::STATUS, clause::BODY]),
    };
    let decided_by = [refused.clause()].into_iter().chain(documented.into_iter().flatten()).chain([clause::BYTES, clause::CONTENT_TYPE]);
    let answer = Answer::of(content_type, status, body.into_bytes(), decided_by.collect());
    with_request_id(settings, answer, Kind::Unauthorized, moment)
}

/// The answer with an apigw-requestid where it has one (hypertrack.unauthorized.request-id).
pub(in crate::hypertrack) fn with_request_id(settings: &Settings, answer: Answer, kind: Kind, moment: &mut Moment<'_>) -> Answer {
    let has_one = match settings.request_id {
        RequestId::Every => true,
        RequestId::Unauthorized => kind == Kind::Unauthorized,
        RequestId::Absent => false,
    };
    if !has_one {
        return answer;
    }
    let id = format!("{}=", moment.dice.token(REQUEST_ID_LENGTH));
    let mut answer = answer.with("apigw-requestid", id);
    if !answer.clauses.contains(&clause::REQUEST_ID) {
        answer.clauses.push(clause::REQUEST_ID);
    }
    answer
}

/// A JSON answer.
pub(in crate::hypertrack) fn json_answer(status: u16, body: &Value, clauses: Vec<ClauseId>) -> Answer {
    Answer::json(status, body.to_string().into_bytes(), clauses)
}

/// Something is not there, or in no state for it (hypertrack.call.errors).
pub(in crate::hypertrack) fn error(settings: &Settings, status: u16, code: &str, title: &str, detail: &str) -> Answer {
    in_language(settings, json_answer(status, &json!({"code": code, "title": title, "detail": detail}), vec![clause::ERRORS]))
}

/// The input is not right (hypertrack.call.errors).
pub(in crate::hypertrack) fn unprocessable(settings: &Settings, detail: &str) -> Answer {
    wrong_input(settings, 422, "Unprocessable Entity", detail)
}

fn wrong_input(settings: &Settings, status: u16, message: &str, detail: &str) -> Answer {
    in_language(settings, json_answer(status, &json!({"message": message, "detail": detail}), vec![clause::ERRORS]))
}

/// A token call that cannot be understood (hypertrack.token.errors).
pub(in crate::hypertrack) fn token_error(settings: &Settings, code: &str, detail: &str) -> Answer {
    let mut answer = match settings.token_errors {
        TokenErrors::Rfc6749 => rfc6749(code, detail),
        TokenErrors::Vendor => unprocessable(settings, detail),
    };
    answer.clauses.insert(0, clause::TOKEN_ERRORS);
    answer
}

/// An embed call without embed_url: 400 in either shape (hypertrack.embed-token.endpoint).
pub(in crate::hypertrack) fn embed_error(settings: &Settings, detail: &str) -> Answer {
    let mut answer = match settings.token_errors {
        TokenErrors::Rfc6749 => rfc6749("invalid_request", detail),
        TokenErrors::Vendor => wrong_input(settings, 400, "Bad Request", detail),
    };
    answer.clauses.splice(0..0, [clause::EMBED_TOKEN, clause::TOKEN_ERRORS]);
    answer
}

/// An error of RFC 6749 section 5.2.
fn rfc6749(code: &str, detail: &str) -> Answer {
    json_answer(400, &json!({"error": code, "error_description": detail}), Vec::new())
}

fn in_language(settings: &Settings, answer: Answer) -> Answer {
    match settings.content_language {
        ContentLanguage::EnUs => answer.with("content-language", "en-US"),
        ContentLanguage::Absent => answer,
    }
}
