//! What a step of a GitHub workflow prints, and its summary.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use conformance::report::{Report, summary};

use super::CheckError;

/// The variable that names the file of the step's summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The text and the annotations. Lines of the text in which a server had its say are not taken for commands: they stand between two
/// that only this run could have written.
pub(super) fn beside(text: &str, annotations: &str) -> Result<String, CheckError> {
    let mut dice = [0; 16];
    getrandom::fill(&mut dice).map_err(|error| CheckError::Runtime(io::Error::other(error.to_string())))?;
    let word: String = dice.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("::stop-commands::{word}\n{text}\n::{word}::\n{annotations}"))
}

/// Adds to the summary of the step, where there is one.
pub(super) fn append_summary(report: &Report) -> Result<(), CheckError> {
    let Some(file) = std::env::var_os(SUMMARY).filter(|file| !file.is_empty()).map(PathBuf::from) else { return Ok(()) };
    append(&file, &summary(report)).map_err(|error| CheckError::Report { file, error })
}

/// Other commands of the step may have written before, and the file is the runner's: it is added to, all or nothing.
fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let before = file.metadata()?.len();
    file.write_all(text.as_bytes()).inspect_err(|_| {
        // The first error is the one to be told.
        let _ = file.set_len(before);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_off_while_the_text_is_printed_and_nobody_can_guess_what_turns_them_on() {
        let (one, other) = (beside("::add-mask::x", "::error::y\n").unwrap(), beside("::add-mask::x", "::error::y\n").unwrap());
        assert_ne!(one, other);
        let word = one.lines().next().unwrap().strip_prefix("::stop-commands::").unwrap();
        assert_eq!(word.len(), 32);
        assert_eq!(one, format!("::stop-commands::{word}\n::add-mask::x\n::{word}::\n::error::y\n"));
    }
}
