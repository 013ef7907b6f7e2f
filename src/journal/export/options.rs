//! The options of an export.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

/// A form that others read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// HAR 1.2, which HTTP tools and browsers read
    Har,
    /// A scenario for `standin check`: the same calls at the same times, and what the API must answer
    Scenario,
    /// A recording for `standin replay`: the whole world, to be made again
    Recording,
}

/// The options of an export.
#[derive(Args)]
#[command(next_help_heading = "Export")]
pub(crate) struct ExportOptions {
    /// Write the calls in a form that others read
    #[arg(long = "export", value_enum, value_name = "FORM", conflicts_with_all = ["follow", "format"])]
    form: Option<Form>,
    /// The file that is written, whole or not at all; left out, standard output
    #[arg(short, long, value_name = "FILE", requires = "form")]
    output: Option<PathBuf>,
}

impl ExportOptions {
    /// The form, where an export is wanted.
    pub(in crate::journal) fn form(&self) -> Option<Form> {
        self.form
    }

    /// The file; none for standard output.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }
}
