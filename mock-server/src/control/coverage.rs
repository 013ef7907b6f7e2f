//! Which clauses a world's calls have met.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use super::call::{Call, get};
use super::input::Names;
use crate::transport::axum::Refusal;
use crate::{Coverage, CoverageForm, Worlds};

pub(super) fn calls() -> Vec<Call> {
    vec![
        get("/worlds/{world}/coverage", "show_coverage", coverage)
            .says("Which clauses the world's calls have met, and which never.")
            .query("format", "json, text or junit; left out, json.")
            .gives::<Coverage>(200)
            .gives_text(200, "text/plain; charset=utf-8")
            .gives_text(200, "application/xml"),
    ]
}

async fn coverage(State(worlds): State<Worlds>, Names(world): Names<String>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let form = form(query.as_deref().unwrap_or_default())?;
    let text = worlds.coverage(&world)?.write(form);
    Ok(([(header::CONTENT_TYPE, form.media_type())], text).into_response())
}

fn form(query: &str) -> Result<CoverageForm, Refusal> {
    match query.split_once('=') {
        None if query.is_empty() => Ok(CoverageForm::Json),
        Some(("format", form)) => form.parse().map_err(|allowed| unfit(&format!("`format` cannot be `{form}`; it takes {allowed}"))),
        _ => Err(unfit("coverage takes ?format=json, ?format=text or ?format=junit and nothing else")),
    }
}

fn unfit(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_format", message)
}
