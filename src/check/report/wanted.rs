//! `--report FORM=FILE`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use conformance::report::Form;

/// A report that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(super) form: Form,
    pub(super) to: Destination,
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    StandardOutput,
    File(PathBuf),
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (form, file) = text.split_once('=').unwrap_or((text, ""));
        let form: Form = form.parse()?;
        let to = match file {
            "" => return Err(format!("say where it goes: `{}=FILE`, or `{0}=-` for standard output", form.name())),
            "-" => Destination::StandardOutput,
            file => Destination::File(PathBuf::from(file)),
        };
        Ok(Self { form, to })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.to {
            Destination::StandardOutput => write!(formatter, "{}=-", self.form.name()),
            Destination::File(path) => write!(formatter, "{}={}", self.form.name(), path.display()),
        }
    }
}
