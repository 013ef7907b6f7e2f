//! `standin explain`: tells why a call was answered as it was, and what would have turned a refusal.

mod call;
mod error;
mod options;
mod text;

pub(crate) use error::ExplainError;
pub(crate) use options::Options;

use serde_json::{Value, json};

use crate::control::{self, Control};
use crate::exit::Exit;
use crate::print::{Format, print};
use options::Subject;

/// Asks for the explanation and prints it.
///
/// # Errors
/// The arguments make no question, or the server cannot be reached, or refuses.
pub(crate) fn run(options: &Options) -> Result<Exit, ExplainError> {
    let subject = options.subject()?;
    control::runtime()?.block_on(async {
        let control = options.control.open()?;
        let question = question(&control, subject).await?;
        let explanation = control.post("explain", &question).await?.json().await?;
        print(&shown(&explanation, options.format))?;
        Ok(Exit::Success)
    })
}

async fn question(control: &Control, subject: Subject) -> Result<Value, ExplainError> {
    match subject {
        Subject::Numbered(id) => Ok(json!({"id": id})),
        Subject::LastRefused(instance) => Ok(json!({"id": last_refused(control, instance).await?})),
        Subject::Imagined(call) => Ok(call),
    }
}

/// The number of the latest call that was refused.
async fn last_refused(control: &Control, instance: Option<String>) -> Result<u64, ExplainError> {
    let mut query = vec![("refused", "true".to_owned()), ("limit", "1".to_owned())];
    query.extend(instance.map(|name| ("instance", name)));
    let journal = control.get("journal", &query).await?.json().await?;
    journal["calls"][0]["id"].as_u64().ok_or(ExplainError::NoneRefused)
}

fn shown(explanation: &Value, format: Format) -> String {
    match format {
        Format::Json => format!("{explanation}\n"),
        Format::Text => text::text(explanation),
    }
}
