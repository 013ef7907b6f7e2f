//! How far a run is, in a file that grows by a line with each case played, so that a run that was cut can go on.
//!
//! The first line says what run it is; each further one is a play. Only whole lines count: what a cut left of the last is nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::evidence::Description;
use crate::scope::Scope;
use crate::transcript::{End, Play};

/// The version of this form.
pub const VERSION: u32 = 1;

/// What run it is: all that must be the same for another to go on with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// [`VERSION`]; by this member, the first, a record is known.
    pub standin_record: u32,
    /// Standin's version.
    pub standin: String,
    /// The SHA-256 of the suite, as in a bundle of evidence.
    pub suite: String,
    /// Who is asked.
    pub target: Description,
    /// The URL of each of the target's instances.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub instances: BTreeMap<String, String>,
    /// The seed of all chance.
    pub seed: u64,
    /// The version of the list of facts that are known of named values.
    pub facts: u32,
    /// What the run is to answer for.
    pub scope: Scope,
    /// The clauses that the target declares not to support.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsupported: BTreeSet<String>,
    /// All cases, in order.
    pub cases: Vec<String>,
}

/// A run as far as it was written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What run it is.
    pub head: Head,
    /// The plays, by case; of several of one case the last.
    pub plays: BTreeMap<String, Play>,
    /// So many bytes are whole lines.
    pub whole: usize,
    /// Whether a line was cut off after them.
    pub torn: bool,
}

/// A file that no run can go on with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Nothing was written, or not even the first line as a whole.
    #[error("nothing of a run is in it yet")]
    Empty,
    /// It is something else.
    #[error("this is no record as `standin check --record FILE` writes it: {0}")]
    Other(String),
    /// It is of another version.
    #[error("this record has version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// A line is none of a record.
    #[error("line {line} of this record is spoilt: {why}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// Why.
        why: String,
    },
}

/// All that is read before the version is known.
#[derive(Deserialize)]
struct Version {
    standin_record: u32,
}

impl Head {
    /// In what another run is otherwise than this one, in words.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let said = |what: &str, before: &str, now: &str| (before != now).then(|| format!("{what} ({before} in the record, {now} now)"));
        let plain = |what: &str, differs: bool| differs.then(|| what.to_owned());
        let subject = |head: &Self| head.target.subject.to_string();
        let differences = [
            said("Standin's version", &self.standin, &now.standin),
            plain("the suite's files", self.suite != now.suite),
            said("who is asked", &subject(self), &subject(now)),
            plain("the target's instances", self.instances != now.instances),
            plain("what is said of the target", self.target.settings != now.target.settings),
            plain("the public keys", self.target.public_keys != now.target.public_keys),
            said("the seed", &self.seed.to_string(), &now.seed.to_string()),
            plain("the facts that are known of named values", self.facts != now.facts),
            plain("the chosen profiles", self.scope.profiles != now.scope.profiles),
            said("the part", &part(&self.scope), &part(&now.scope)),
            plain("the clauses that are declared not to be supported", self.unsupported != now.unsupported),
            cases(&self.cases, &now.cases),
        ];
        differences.into_iter().flatten().collect()
    }

    /// The first line.
    #[must_use]
    pub fn line(&self) -> String {
        line(self)
    }
}

fn part(scope: &Scope) -> String {
    scope.division.as_ref().map_or_else(|| "the whole".to_owned(), ToString::to_string)
}

/// In what two selections differ.
fn cases(before: &[String], now: &[String]) -> Option<String> {
    let (old, new): (BTreeSet<&String>, BTreeSet<&String>) = (before.iter().collect(), now.iter().collect());
    (before != now).then(|| format!("the selected cases ({} no longer, {} new)", old.difference(&new).count(), new.difference(&old).count()))
}

/// The line of a play; nothing of one that was not begun because the run was interrupted.
#[must_use]
pub fn line_of(play: &Play) -> Option<String> {
    (play.end != End::Interrupted).then(|| line(play))
}

fn line(value: &impl Serialize) -> String {
    // Values with text keys can always be written, and JSON without blanks has no line break.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

impl Record {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// It is no record, or a whole line of it is not what it must be.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordError> {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let mut lines = bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate();
        let Some((_, first)) = lines.next() else {
            return Err(if could_begin(bytes) { RecordError::Empty } else { RecordError::Other("it has no whole line".to_owned()) });
        };
        let version: Version = serde_json::from_slice(first).map_err(|error| RecordError::Other(error.to_string()))?;
        if version.standin_record != VERSION {
            return Err(RecordError::Version(version.standin_record));
        }
        let spoilt = |index: usize, error: serde_json::Error| RecordError::Line { line: index + 1, why: error.to_string() };
        let head: Head = serde_json::from_slice(first).map_err(|error| spoilt(0, error))?;
        let mut plays = BTreeMap::new();
        for (index, line) in lines {
            let play: Play = serde_json::from_slice(line).map_err(|error| spoilt(index, error))?;
            plays.insert(play.case.clone(), play);
        }
        Ok(Self { head, plays, whole, torn: whole < bytes.len() })
    }

    /// Whether there is a play of every case.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.head.cases.iter().all(|case| self.plays.contains_key(case))
    }

    /// Whether a case was played. One that was not run for want of something is asked again: perhaps it is there by now.
    #[must_use]
    pub fn has_played(&self, case: &str) -> bool {
        self.plays.get(case).is_some_and(|play| !matches!(play.end, End::NotRun { .. } | End::Interrupted))
    }

    /// The plays of the whole run: what is in the record, and what was played since, in the order of the cases.
    #[must_use]
    pub fn completed_by(mut self, since: Vec<Play>) -> Vec<Play> {
        let mut since: BTreeMap<String, Play> = since.into_iter().map(|play| (play.case.clone(), play)).collect();
        let cases = self.head.cases.iter();
        cases.filter_map(|case| since.remove(case).or_else(|| self.plays.remove(case))).collect()
    }
}

/// Whether these are the first bytes of a first line.
fn could_begin(bytes: &[u8]) -> bool {
    let beginning = b"{\"standin_record\":";
    let length = bytes.len().min(beginning.len());
    bytes[..length] == beginning[..length]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Description;
    use crate::testing::{cases, play};
    use crate::transcript::Subject;

    fn head() -> Head {
        Head {
            standin_record: VERSION,
            standin: "0.1.0".to_owned(),
            suite: "abc".to_owned(),
            target: Description::of(&Subject::Embedded, vec!["hyper".to_owned()]),
            instances: BTreeMap::new(),
            seed: 1,
            facts: 2,
            scope: Scope::default(),
            unsupported: BTreeSet::new(),
            cases: ["a", "b", "c"].map(str::to_owned).to_vec(),
        }
    }

    fn played(case: &str, end: End) -> Play {
        let step = "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n";
        Play { case: case.to_owned(), end, ..play(&cases("verifies: [hyper.stated]\n", step)[0], Vec::new()) }
    }

    fn written(plays: &[Play]) -> String {
        head().line() + &plays.iter().filter_map(line_of).collect::<String>()
    }

    #[test]
    fn what_was_written_is_read_and_a_line_that_was_cut_anywhere_is_as_if_it_were_not_there() {
        let (first, second) = (played("a", End::Finished), played("b", End::Finished));
        let (one, both) = (written(std::slice::from_ref(&first)), written(&[first.clone(), second.clone()]));
        let whole = Record::read(both.as_bytes()).unwrap();
        assert_eq!((whole.head.clone(), whole.plays.len(), whole.whole, whole.torn), (head(), 2, both.len(), false));
        for cut in one.len()..both.len() {
            let record = Record::read(&both.as_bytes()[..cut]).unwrap();
            assert_eq!((record.whole, record.torn, record.plays.len()), (one.len(), cut > one.len(), 1), "cut at {cut}");
        }
        for cut in 0..head().line().len() {
            assert_eq!(Record::read(&one.as_bytes()[..cut]), Err(RecordError::Empty), "cut at {cut}");
        }
    }

    #[test]
    fn what_is_no_record_is_told_and_never_taken_for_an_empty_one() {
        let spoilt = written(&[played("a", End::Finished)]).replace("\"end\"", "\"und\"");
        let newer = head().line().replace("\"standin_record\":1", "\"standin_record\":2");
        for (text, why) in [
            ("hello", "this is no record"),
            ("hello\n", "this is no record"),
            ("{\"standin_evidence\":1}\n", "this is no record"),
            (newer.as_str(), "this record has version 2"),
            (spoilt.as_str(), "line 2 of this record is spoilt: unknown field `und`"),
        ] {
            let told = Record::read(text.as_bytes()).unwrap_err().to_string();
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    #[test]
    fn a_case_that_was_not_begun_is_missing_and_one_that_broke_was_played() {
        let needs = End::NotRun { needs: "settings".to_owned() };
        let record = Record::read(written(&[played("a", needs), played("b", End::Interrupted), played("c", End::Finished)]).as_bytes()).unwrap();
        assert_eq!(["a", "b", "c"].map(|case| record.has_played(case)), [false, false, true]);
        assert!(!record.is_finished(), "nothing is known of b");
        let all = written(&[played("a", End::Finished), played("b", End::Finished), played("c", End::Finished)]);
        assert!(Record::read(all.as_bytes()).unwrap().is_finished());
    }

    #[test]
    fn what_was_played_since_stands_in_its_place_and_counts_before_what_was_there() {
        let record = Record::read(written(&[played("c", End::Finished), played("a", End::NotRun { needs: "x".to_owned() })]).as_bytes()).unwrap();
        let whole = record.completed_by(vec![played("a", End::Finished), played("b", End::Finished)]);
        assert_eq!(whole, ["a", "b", "c"].map(|case| played(case, End::Finished)));
    }

    #[test]
    fn each_thing_in_which_another_run_differs_is_named() {
        assert_eq!(head().differences(&head()), Vec::<String>::new());
        let other = Head { seed: 2, suite: "def".to_owned(), cases: vec!["a".to_owned(), "d".to_owned()], ..head() };
        let told = head().differences(&other).join("; ");
        assert_eq!(told, "the suite's files; the seed (1 in the record, 2 now); the selected cases (2 no longer, 1 new)");
        let other = Head { target: Description::of(&Subject::Foreign("http://127.0.0.1:1".to_owned()), Vec::new()), ..head() };
        assert_eq!(head().differences(&other), ["who is asked (the mock in the record, http://127.0.0.1:1 now)"]);
    }
}
