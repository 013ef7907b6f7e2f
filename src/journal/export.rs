//! The calls of a world in forms that others read: HAR, and a scenario of our own.

mod options;
mod story;

use std::collections::BTreeMap;
use std::path::Path;

use conformance::export::{har, scenario};
use mock_server::{RECORDING_VERSION, Recording};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use options::{ExportOptions, Form};

use super::JournalError;
use crate::control::Control;
use crate::exit::Exit;
use crate::file::{Readers, replace};
use crate::print::{aside, print};

/// Writes the calls down in this form.
///
/// # Errors
/// The server cannot be reached or refuses, nothing can be made of what it tells, or it cannot be written.
pub(super) async fn run(options: &super::Options, control: &Control, form: Form) -> Result<Exit, JournalError> {
    let text = match form {
        Form::Har => har(options, control).await?,
        Form::Scenario => scenario(options, control).await?,
        Form::Recording => recording(options, control).await?,
    };
    publish(options.export.output(), &text)?;
    Ok(Exit::Success)
}

/// Writes the file, or prints where there is none.
fn publish(file: Option<&Path>, text: &str) -> Result<(), JournalError> {
    match file {
        None => Ok(print(text)?),
        Some(file) => replace(file, text.as_bytes(), Readers::Any).map_err(|error| JournalError::Output { file: file.to_owned(), error }),
    }
}

async fn har(options: &super::Options, control: &Control) -> Result<String, JournalError> {
    let journal: Value = told(control, "journal", &options.query()).await?;
    if let Some(dropped) = journal["dropped"].as_u64().filter(|dropped| *dropped > 0) {
        aside(&format!("{dropped} older calls went out of the journal"));
    }
    let calls: Vec<har::Call> = read(journal["calls"].clone())?;
    let world: Value = told(control, "", &[]).await?;
    let instances = world["instances"].as_object().into_iter().flatten();
    let base_urls: BTreeMap<String, String> =
        instances.filter_map(|(name, instance)| Some((name.clone(), instance["base_url"].as_str()?.to_owned()))).collect();
    let har = har::Writer { version: env!("CARGO_PKG_VERSION").to_owned(), base_urls }.write(&calls);
    Ok(format!("{har:#}\n"))
}

async fn scenario(options: &super::Options, control: &Control) -> Result<String, JournalError> {
    let filters = options.filters();
    if let Some((name, _)) = filters.iter().find(|(name, _)| *name != "instance") {
        let why = "a call that is missing would change the answers to those after it; choose the instance with --instance, and edit the file";
        return Err(JournalError::Usage(format!("a scenario takes no --{name}: {why}")));
    }
    let story = story::of(known(told(control, "recording", &[]).await?)?);
    let written = scenario::write(&story, filters.first().map(|(_, instance)| instance.as_str()))?;
    for (count, what) in [
        (written.left_out, "could not be asked of the API alone, and were left out"),
        (written.unjudged, "are asked, and nothing is expected of their answers"),
    ] {
        if count > 0 {
            aside(&format!("{count} of the steps {what}; the file says why"));
        }
    }
    Ok(written.text)
}

/// The recording as the control plane tells it, which knows best what is in it.
async fn recording(options: &super::Options, control: &Control) -> Result<String, JournalError> {
    if let Some((name, _)) = options.filters().first() {
        return Err(JournalError::Usage(format!("a recording takes no --{name}: what led to an answer must be in it whole")));
    }
    Ok(format!("{:#}\n", told(control, "recording", &[]).await?))
}

/// What the control plane tells.
async fn told(control: &Control, what: &str, query: &[(&str, String)]) -> Result<Value, JournalError> {
    Ok(control.get(what, query).await?.json().await?)
}

fn known(value: Value) -> Result<Recording, JournalError> {
    match value["recording"].as_u64() {
        Some(version) if version > u64::from(RECORDING_VERSION) => {
            let why = format!(
                "the server's recording has the form {version}, and this standin reads up to {RECORDING_VERSION}; use the server's own version"
            );
            Err(JournalError::Usage(why))
        }
        _ => read(value),
    }
}

/// What another version of standin may tell otherwise.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, JournalError> {
    serde_json::from_value(value)
        .map_err(|error| JournalError::Usage(format!("what the control plane tells cannot be read ({error}); is it of this version?")))
}
