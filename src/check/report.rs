//! Reports for programs, beside the text: which are wanted, and how they are published.

mod github;
mod wanted;

use std::io::{self, Write};
use std::path::Path;

use conformance::diagnostic::Paint;
use conformance::report::{Basis, Form, Report};
use conformance::scenario::Case;
use conformance::suite::{Origin, Suite};
use conformance::transcript::Play;
use conformance::verdict::Verdicts;

pub(crate) use wanted::Wanted;

use super::CheckError;
use crate::exit::Exit;
use crate::file::{self, Readers};
use crate::print::{paint, print};
use wanted::Destination;

/// All that is to be told of a run.
pub(crate) struct Outcome<'a> {
    pub(crate) reports: &'a [Wanted],
    /// The arguments by which the same subject is asked again.
    pub(crate) again: &'a str,
    pub(crate) suite: &'a Suite,
    pub(crate) cases: &'a [Case],
    pub(crate) plays: &'a [Play],
    pub(crate) verdicts: &'a Verdicts,
    pub(crate) exit: Exit,
}

/// Whether the reports could be written where they are wanted; once the run is over it is too late to learn it.
pub(crate) fn try_out(reports: &[Wanted]) -> Result<(), CheckError> {
    let usage = |message: String| Err(CheckError::Usage(message));
    for (index, wanted) in reports.iter().enumerate() {
        if let Some(earlier) = reports[..index].iter().find(|earlier| earlier.to == wanted.to) {
            return usage(format!("{earlier} and {wanted} would go to the same place; give each its own"));
        }
        if let Destination::File(path) = &wanted.to
            && let Err(error) = file::try_out(path)
        {
            return usage(format!("the report {wanted} cannot be written: {error}; `-` is standard output"));
        }
    }
    Ok(())
}

/// Writes the files, then prints. What can be written is, also where another report cannot.
pub(crate) fn publish(outcome: &Outcome<'_>, text: impl FnOnce(Paint) -> String) -> Result<(), CheckError> {
    let wanted = outcome.reports;
    if wanted.is_empty() {
        return Ok(print(&text(paint()))?);
    }
    let report = outcome.report();
    let mut failed = Vec::new();
    for one in wanted {
        if let Destination::File(path) = &one.to
            && let Err(error) = file::replace(path, one.form.write(&report).as_bytes(), Readers::Any)
        {
            failed.push(CheckError::Report { file: path.clone(), error });
        }
    }
    if wanted.iter().any(|one| one.form == Form::Github) {
        failed.extend(github::append_summary(&report).err());
    }
    let printed = wanted.iter().find(|one| one.to == Destination::StandardOutput);
    match printed.map(|one| one.form) {
        None => print(&text(paint()))?,
        Some(Form::Github) => print(&github::beside(&text(Paint::Plain), &Form::Github.write(&report))?)?,
        Some(form) => {
            // Nobody's reading it changes nothing; the report is what was asked for.
            let _ = io::stderr().lock().write_all(text(Paint::Plain).as_bytes());
            print(&form.write(&report))?;
        }
    }
    failed.into_iter().next().map_or(Ok(()), Err)
}

impl Outcome<'_> {
    fn report(&self) -> Report {
        Report::new(&Basis {
            verdicts: self.verdicts,
            ledgers: &self.suite.ledgers_of(self.cases),
            cases: self.cases,
            plays: self.plays,
            origin: &self.suite.origin,
            version: env!("CARGO_PKG_VERSION"),
            exit_code: self.exit as u8,
            folder: &folder(self.suite),
            arguments: self.again,
        })
    }
}

/// The way from the working directory down to the suite, which stands before the names of its files; nothing where it lies elsewhere.
fn folder(suite: &Suite) -> String {
    let Origin::Folder(folder) = &suite.origin else { return String::new() };
    let (Ok(here), Ok(folder)) = (Path::new(".").canonicalize(), folder.canonicalize()) else { return String::new() };
    match folder.strip_prefix(here) {
        Ok(below) if !below.as_os_str().is_empty() => format!("{}/", below.to_string_lossy().replace('\\', "/")),
        _ => String::new(),
    }
}
