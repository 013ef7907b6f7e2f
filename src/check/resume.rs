//! `--record FILE` and `--resume FILE`: what was played is written down as it ends, and a run that was cut goes on from there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use conformance::evidence::{LARGEST, Lock};
use conformance::play::Watcher;
use conformance::record::{Head, Record, RecordError, VERSION, line_of};
use conformance::scenario::Case;
use conformance::target::Foreign;
use conformance::transcript::{Play, Subject};
use providers::naming::FACTS_VERSION;

use super::docket::Docket;
use super::progress::Progress;
use super::properties::PropertyClock;
use super::{CheckError, Run};
use crate::file::{Absent, Lines};
use crate::print::{aside, tame};

/// What people say of it.
#[derive(Args, Debug)]
pub(super) struct Recording {
    /// Write each play into this file as it ends, so that --resume can go on with the run if it is cut.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resume", "list", "update_snapshots", "dry_run"])]
    record: Option<PathBuf>,
    /// Go on with the run that was recorded in this file, beside the options that it was begun with: play what is missing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "update_snapshots", "dry_run"])]
    resume: Option<PathBuf>,
}

/// The file of a run that is written down, and what was in it.
pub(super) struct Opened {
    path: PathBuf,
    lines: Lines,
    earlier: Option<Record>,
}

impl Recording {
    /// Opens the file, where a run is to be written down; nobody else writes into it then.
    ///
    /// # Errors
    /// It cannot be had, holds something else, or, where a run is begun, another that can still be gone on with.
    pub(super) fn open(&self) -> Result<Option<Opened>, CheckError> {
        match (&self.record, &self.resume) {
            (Some(path), _) => begun(path).map(Some),
            (None, Some(path)) => resumed(path).map(Some),
            (None, None) => Ok(None),
        }
    }
}

fn take(path: &Path, absent: Absent) -> Result<(Lines, Result<Record, RecordError>), CheckError> {
    let (lines, bytes) = Lines::take(path, absent, LARGEST as u64).map_err(|error| wrong(path, error.to_string()))?;
    if bytes.len() > LARGEST {
        return Err(wrong(path, format!("a record has at most {} MiB", LARGEST / 1024 / 1024)));
    }
    Ok((lines, Record::read(&bytes)))
}

fn begun(path: &Path) -> Result<Opened, CheckError> {
    let (lines, there) = take(path, Absent::Made)?;
    match there {
        Err(RecordError::Empty) => {}
        Ok(record) if record.is_finished() => {}
        Ok(record) => {
            let played = record.head.cases.iter().filter(|case| record.plays.contains_key(*case)).count();
            let of = record.head.cases.len();
            return Err(wrong(path, format!("a run that was cut is in it, {played} of {of} cases; `--resume` goes on with it, or remove the file")));
        }
        Err(error) => return Err(wrong(path, format!("it would be written over, and {error}"))),
    }
    Ok(Opened { path: path.to_owned(), lines, earlier: None })
}

fn resumed(path: &Path) -> Result<Opened, CheckError> {
    let (lines, there) = take(path, Absent::Told)?;
    let earlier = there.map_err(|error| match error {
        RecordError::Empty => wrong(path, format!("{error}; begin with `--record`")),
        error => wrong(path, error.to_string()),
    })?;
    Ok(Opened { path: path.to_owned(), lines, earlier: Some(earlier) })
}

fn wrong(path: &Path, why: String) -> CheckError {
    CheckError::Usage(format!("{}: {}", path.display(), tame(&why)))
}

impl Opened {
    /// The cases that are still to be played.
    pub(super) fn missing(&self, cases: &[Case]) -> Vec<Case> {
        let played = |case: &&Case| self.earlier.as_ref().is_some_and(|earlier| earlier.has_played(&case.id));
        cases.iter().filter(|case| !played(case)).cloned().collect()
    }

    /// Writes the first line; or, where the run goes on, sees that it is the same one, and cuts off a line that is not whole.
    ///
    /// # Errors
    /// It is another run, or nothing can be written.
    pub(super) fn begin(mut self, head: &Head) -> Result<Book, CheckError> {
        let path = self.path.clone();
        let failed = |error| CheckError::Record { path: path.clone(), error };
        if let Some(earlier) = &self.earlier {
            let differences = earlier.head.differences(head);
            if !differences.is_empty() {
                return Err(wrong(&path, format!("this is the record of another run; it differs in: {}", differences.join("; "))));
            }
            self.lines.cut(earlier.whole as u64).map_err(failed)?;
            aside(&told(&path, earlier));
        } else {
            self.lines.cut(0).and_then(|()| self.lines.add(&head.line())).map_err(failed)?;
        }
        Ok(Book { path: self.path, lines: Mutex::new(Ok(self.lines)), earlier: self.earlier })
    }
}

fn told(path: &Path, earlier: &Record) -> String {
    let played = earlier.head.cases.iter().filter(|case| earlier.has_played(case)).count();
    let of = earlier.head.cases.len();
    let torn = if earlier.torn { "; a line that was cut off is left out" } else { "" };
    let rest = if played == of { "so nothing is played" } else { "the others are played now" };
    format!("{}: {played} of {of} cases were played before, {rest}{torn}", path.display())
}

/// A run that is written down as it goes.
pub(super) struct Book {
    path: PathBuf,
    lines: Mutex<Result<Lines, std::io::Error>>,
    earlier: Option<Record>,
}

impl Book {
    /// Adds a play. Once that failed nothing is added any more: what comes behind half a line would be spoilt.
    fn add(&self, play: &Play) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let (Ok(open), Some(line)) = (lines.as_mut(), line_of(play)) else { return };
        if let Err(error) = open.add(&line) {
            aside(&format!("{}: what is played from here on cannot be written down: {error}", self.path.display()));
            *lines = Err(error);
        }
    }

    /// The plays of the run as if it had not been cut.
    pub(super) fn completed_by(&self, since: Vec<Play>) -> Vec<Play> {
        match &self.earlier {
            Some(earlier) => earlier.clone().completed_by(since),
            None => since,
        }
    }

    /// Whether all was written down.
    ///
    /// # Errors
    /// It was not.
    pub(super) fn closed(&self) -> Result<(), CheckError> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        match &*lines {
            Ok(_) => Ok(()),
            Err(error) => Err(CheckError::Record { path: self.path.clone(), error: std::io::Error::other(error.to_string()) }),
        }
    }
}

/// What run this is.
///
/// # Errors
/// The suite cannot be locked.
pub(super) fn head(run: &Run<'_>, subject: &Subject) -> Result<Head, CheckError> {
    let lock = Lock::of(run.suite).map_err(|error| CheckError::Usage(format!("the suite cannot be recorded: {error}")))?;
    let mut target = run.description(subject);
    // How fast it is asked says nothing of its answers, and may be just what the cut was about.
    target.settings.remove("pace");
    let instances = run.foreign.map(Foreign::instances).into_iter().flatten();
    Ok(Head {
        standin_record: VERSION,
        standin: env!("CARGO_PKG_VERSION").to_owned(),
        suite: lock.sha256,
        target,
        instances: instances.map(|(name, instance)| (name.clone(), instance.base_url.clone())).collect(),
        seed: run.options.seed(),
        facts: FACTS_VERSION,
        scope: run.selected.scope.clone(),
        unsupported: run.options.unsupported(),
        cases: run.selected.cases.iter().map(|case| case.id.clone()).collect(),
    })
}

/// Writes down what is played, has it judged, and tells how far it is.
pub(super) struct Writing {
    pub(super) progress: Arc<Progress>,
    pub(super) docket: Arc<Docket>,
    pub(super) book: Option<Arc<Book>>,
    pub(super) clock: PropertyClock,
}

impl Watcher for Writing {
    fn played(&self, case: &Case, play: &Play) {
        if let Some(book) = &self.book {
            book.add(play);
        }
        self.progress.played(case, play);
    }

    fn kept(&self, case: &Case, play: Play) -> Option<Play> {
        self.docket.judge(case, play)
    }

    fn all_played_once(&self, after: Duration, again: usize) {
        self.progress.all_played_once(after, again);
    }

    fn stopped(&self) -> bool {
        self.progress.stopped()
    }

    fn lacks(&self, case: &Case) -> Option<&'static str> {
        self.clock.lacks(case)
    }
}
