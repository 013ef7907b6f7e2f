//! What the commands print, and what becomes of it where it cannot be printed.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use conformance::diagnostic::Paint;

use crate::exit::Exit;

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs, with all that is known: JSON, an object a line.
    Json,
}

/// Standard output did not take what was printed, so nobody can have read it.
#[derive(Debug, thiserror::Error)]
#[error("cannot print: {0}")]
pub(crate) struct PrintError(io::Error);

impl PrintError {
    /// How the command ends with it.
    pub(crate) const EXIT: Exit = Exit::Internal;
}

/// Prints to standard output, all of it. A reader who has gone away, as `head` does, has read what he wanted.
///
/// # Errors
/// The text went nowhere, as on a full disk.
pub(crate) fn print(text: &str) -> Result<(), PrintError> {
    let mut to = io::stdout().lock();
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(PrintError(error)),
        _ => Ok(()),
    }
}

/// Says something beside the output, to people; that nobody hears it changes nothing.
pub(crate) fn aside(text: &str) {
    let _ = writeln!(io::stderr().lock(), "standin: {text}");
}

/// A text of which strangers wrote a part: nothing in it commands a terminal.
pub(crate) fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Colours on a terminal, unless NO_COLOR says that they are not wanted.
pub(crate) fn paint() -> Paint {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !unwanted { Paint::Coloured } else { Paint::Plain }
}
