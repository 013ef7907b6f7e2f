//! `standin journal`: prints the calls of a world, follows them, or exports them, through a server's control plane.

mod error;
mod events;
mod export;
mod line;
mod options;

pub(crate) use error::JournalError;
pub(crate) use options::Options;

use crate::control::{self, Reply};
use crate::exit::Exit;
use crate::print::{aside, print};
use events::{Event, Events};

/// Prints what is there and, where wanted, each further call as it happens; or writes it in a form that others read.
///
/// # Errors
/// The server cannot be reached, or refuses; or what is there cannot be exported.
pub(crate) fn run(options: &Options) -> Result<Exit, JournalError> {
    control::runtime()?.block_on(async {
        let control = options.control.open()?;
        if let Some(form) = options.export.form() {
            return export::run(options, &control, form).await;
        }
        let reply = control.get("journal", &options.query()).await?;
        if options.follow { follow(options, reply).await } else { list(options, reply).await }
    })
}

async fn list(options: &Options, reply: Reply) -> Result<Exit, JournalError> {
    let journal = reply.json().await?;
    if let Some(dropped) = journal["dropped"].as_u64().filter(|dropped| *dropped > 0) {
        aside(&format!("{dropped} older calls went out of the journal"));
    }
    for call in journal["calls"].as_array().into_iter().flatten() {
        print(&line::call(call, options.format))?;
    }
    Ok(Exit::Success)
}

async fn follow(options: &Options, mut reply: Reply) -> Result<Exit, JournalError> {
    let mut events = Events::default();
    while let Some(bytes) = reply.chunk().await? {
        for event in events.take(bytes.as_ref()) {
            match event {
                Event::Call(call) => print(&line::call(&call, options.format))?,
                Event::Missed(missed) => aside(&format!("{missed} calls went out of the journal before they could be read")),
            }
        }
    }
    Ok(Exit::Success)
}
