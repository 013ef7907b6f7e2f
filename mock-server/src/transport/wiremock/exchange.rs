//! wiremock's requests and answers, as the ones that worlds know.

use ::wiremock::{Request, ResponseTemplate};
use axum::body::Body;
use http::StatusCode;
use http_body_util::BodyExt;

use crate::transport::axum::{Caller, Outgoing, Refusal, Site, is_cut};

/// The answer of the world, or why there is none.
///
/// wiremock asks for it in the midst of its own runtime and cannot wait there, so a thread with a runtime of its own does.
pub(super) fn respond(site: &Site, request: &Request, caller: &Caller) -> ResponseTemplate {
    let answered = std::thread::scope(|scope| scope.spawn(|| wait(answer(site, request, caller))).join());
    answered.ok().flatten().unwrap_or_else(|| ResponseTemplate::new(StatusCode::INTERNAL_SERVER_ERROR))
}

/// `None` where the system gives no runtime.
fn wait<T>(answer: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().ok()?;
    Some(runtime.block_on(answer))
}

async fn answer(site: &Site, request: &Request, caller: &Caller) -> ResponseTemplate {
    let response = match asked(request) {
        Some(asked) => site.respond(asked, caller).await,
        None => bad_uri().outgoing(),
    };
    match template(response).await {
        Some(template) => template,
        None => template(unfit().outgoing()).await.unwrap_or_else(|| ResponseTemplate::new(StatusCode::NOT_IMPLEMENTED)),
    }
}

/// The request in the form of HTTP/1.1: the host stays in its header.
fn asked(request: &Request) -> Option<http::Request<Body>> {
    let path = request.url.path();
    let uri = request.url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let body = Body::from(request.body.clone());
    let mut asked = http::Request::builder().method(request.method.clone()).uri(uri).body(body).ok()?;
    *asked.headers_mut() = request.headers.clone();
    Some(asked)
}

/// The body as bytes and each header by itself, because wiremock's shorter ways set a type of their own. `None` where a
/// fault cuts it off.
async fn template(response: Outgoing) -> Option<ResponseTemplate> {
    if is_cut(&response) {
        return None;
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.ok()?.to_bytes();
    let template = ResponseTemplate::new(parts.status).set_body_bytes(body);
    Some(parts.headers.iter().fold(template, |template, (name, value)| template.append_header(name, value)))
}

fn bad_uri() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad_uri", "the path or query is none that HTTP knows")
}

fn unfit() -> Refusal {
    let message = "wiremock gives whole answers only; let a server in the test (Standin::start) give those that break off";
    Refusal::new(StatusCode::NOT_IMPLEMENTED, "whole_answers_only", message)
}
