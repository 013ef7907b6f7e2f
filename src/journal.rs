//! `standin journal`: prints the calls of a world, follows them, or exports them, through a server's control plane.

mod error;
mod events;
mod export;
mod line;
mod options;

pub(crate) use error::JournalError;
pub(crate) use options::Options;

use reqwest::{Client, Response, Url};
use serde_json::Value;

use crate::exit::Exit;
use crate::print::print;
use events::{Event, Events};
use options::Control;

/// Prints what is there and, where wanted, each further call as it happens; or writes it in a form that others read.
///
/// # Errors
/// The server cannot be reached, or refuses; or what is there cannot be exported.
pub(crate) fn run(options: &Options) -> Result<Exit, JournalError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| JournalError::Runtime(error.to_string()))?;
    runtime.block_on(async {
        let control = options.control()?;
        if let Some(form) = options.export.form() {
            return export::run(options, &control, form).await;
        }
        let response = ask(&control, options.url(&control)?).await?;
        if options.follow { follow(options, &control, response).await } else { list(options, &control, response).await }
    })
}

async fn ask(control: &Control, url: Url) -> Result<Response, JournalError> {
    // Only the first call in a process does anything.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().build().map_err(|error| JournalError::Runtime(error.to_string()))?;
    let mut request = client.get(url);
    if let Some(token) = &control.token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.map_err(|error| JournalError::unreachable(control, &error))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status();
    let refusal: Value = response.json().await.unwrap_or_default();
    let message = refusal["message"].as_str().map_or_else(|| format!("the control plane answered {status}"), str::to_owned);
    Err(JournalError::Refused(message))
}

async fn list(options: &Options, control: &Control, response: Response) -> Result<Exit, JournalError> {
    let journal: Value = response.json().await.map_err(|error| JournalError::unreachable(control, &error))?;
    if let Some(dropped) = journal["dropped"].as_u64().filter(|dropped| *dropped > 0) {
        crate::print::aside(&format!("{dropped} older calls went out of the journal"));
    }
    for call in journal["calls"].as_array().into_iter().flatten() {
        print(&line::call(call, options.format))?;
    }
    Ok(Exit::Success)
}

async fn follow(options: &Options, control: &Control, mut response: Response) -> Result<Exit, JournalError> {
    let mut events = Events::default();
    while let Some(bytes) = response.chunk().await.map_err(|error| JournalError::unreachable(control, &error))? {
        for event in events.take(&bytes) {
            match event {
                Event::Call(call) => print(&line::call(&call, options.format))?,
                Event::Missed(missed) => crate::print::aside(&format!("{missed} calls went out of the journal before they could be read")),
            }
        }
    }
    Ok(Exit::Success)
}
