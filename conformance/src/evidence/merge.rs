//! Makes one run of the parts into which it was divided. What happened is put together; verdicts are for the judge to make anew.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bundle, Description};
use crate::partition::{Division, numbers};
use crate::scenario::Case;
use crate::scope::{Breadth, Scope};
use crate::suite::Suite;
use crate::transcript::{Play, Transcript};

/// A bundle, and the name by which people know it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its file.
    pub name: &'a str,
    /// What is in it.
    pub bundle: &'a Bundle,
}

/// Parts, put together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// What happened, in the order of the suite.
    pub transcript: Transcript,
    /// The cases of it.
    pub cases: Vec<Case>,
    /// Who was asked.
    pub target: Description,
    /// The parts that are not there; none where this is the whole.
    pub missing: BTreeSet<u32>,
}

/// Bundles that are not parts of one run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is nothing to merge")]
    Nothing,
    /// A bundle is of a run of its own.
    #[error("{0} is no part of a run: it was made without --partition")]
    Whole(String),
    /// Two are parts of different runs.
    #[error("{one} and {other} are not parts of one run: they differ in {what}")]
    Different {
        /// One bundle.
        one: String,
        /// Another.
        other: String,
        /// In what.
        what: String,
    },
    /// A case was played twice.
    #[error("the case {case} is in {one} and in {other}, which do not tell the same of it; leave one of the two out")]
    Twice {
        /// The case.
        case: String,
        /// One bundle.
        one: String,
        /// Another.
        other: String,
    },
    /// A bundle holds what does not belong to its part.
    #[error("{name} holds the case {case}, which does not belong to it")]
    Stray {
        /// The bundle.
        name: String,
        /// The case.
        case: String,
    },
    /// All parts are there, and not all cases.
    #[error("all parts are there, and together they are not the cases that were selected: one of the bundles was changed after its run")]
    Lacking,
}

/// Puts parts together. Their suite is one and the same, and this is it.
///
/// # Errors
/// They are not parts of one run.
pub fn merge(parts: &[Part<'_>], suite: &Suite) -> Result<Merged, MergeError> {
    let first = parts.first().ok_or(MergeError::Nothing)?;
    let mut division = division(first)?.clone();
    for part in &parts[1..] {
        let other = self::division(part)?;
        if let Some(what) = difference(first.bundle, part.bundle, &division, other) {
            return Err(MergeError::Different { one: first.name.to_owned(), other: part.name.to_owned(), what });
        }
        division.parts.extend(&other.parts);
    }
    let (cases, plays) = in_order(together(parts)?, suite);
    let is_whole = division.is_all(cases.iter().map(|case| case.id.as_str()));
    let missing = if is_whole { BTreeSet::new() } else { division.missing() };
    if !is_whole && missing.is_empty() {
        return Err(MergeError::Lacking);
    }
    let profiles = first.bundle.transcript.scope.profiles.clone();
    let scope = match is_whole {
        true => Scope { profiles, breadth: division.breadth, division: None },
        false => Scope { profiles, breadth: Breadth::Selected, division: Some(division) },
    };
    let transcript = Transcript { scope, plays, ..first.bundle.transcript.clone() };
    Ok(Merged { transcript, cases, target: target(parts, &first.bundle.target), missing })
}

fn division<'a>(part: &Part<'a>) -> Result<&'a Division, MergeError> {
    part.bundle.transcript.scope.division.as_ref().ok_or_else(|| MergeError::Whole(part.name.to_owned()))
}

/// The first thing in which two bundles are not of one run, in words.
fn difference(one: &Bundle, other: &Bundle, parts: &Division, others: &Division) -> Option<String> {
    let (this, that) = (&one.transcript, &other.transcript);
    let said = |what: &str, one: &dyn ToString, other: &dyn ToString| {
        let (one, other) = (one.to_string(), other.to_string());
        (one != other).then(|| format!("{what} ({one}, {other})"))
    };
    let plain = |what: &str, differs: bool| differs.then(|| what.to_owned());
    let differences = [
        said("Standin's version", &one.environment.standin, &other.environment.standin),
        plain("the suite's files", one.suite.sha256 != other.suite.sha256),
        said("who was asked", &this.subject, &that.subject),
        plain("what is said of the target", one.target.settings != other.target.settings),
        plain("the public keys", one.target.public_keys != other.target.public_keys),
        said("the seed", &this.seed, &that.seed),
        said("the version of the facts about named values", &this.facts, &that.facts),
        plain("the chosen profiles", this.scope.profiles != that.scope.profiles),
        plain("the clauses that are declared not to be supported", this.unsupported != that.unsupported),
        said("the number of parts", &parts.of, &others.of),
        plain("the selected cases", parts.cases != others.cases || parts.breadth != others.breadth),
    ];
    differences.into_iter().flatten().next()
}

/// All plays, each with its case's id. One that is told twice alike counts once.
fn together(parts: &[Part<'_>]) -> Result<BTreeMap<String, Play>, MergeError> {
    let mut plays: BTreeMap<&str, (&str, &Play)> = BTreeMap::new();
    for part in parts {
        let own = division(part)?;
        for play in &part.bundle.transcript.plays {
            if !own.takes(&play.case) {
                return Err(MergeError::Stray { name: part.name.to_owned(), case: play.case.clone() });
            }
            match plays.insert(&play.case, (part.name, play)) {
                Some((one, earlier)) if earlier != play => {
                    return Err(MergeError::Twice { case: play.case.clone(), one: one.to_owned(), other: part.name.to_owned() });
                }
                _ => {}
            }
        }
    }
    Ok(plays.into_iter().map(|(case, (_, play))| (case.to_owned(), play.clone())).collect())
}

/// The cases that were played, and their plays, as the suite has them. A play of no case of the suite is none.
fn in_order(mut plays: BTreeMap<String, Play>, suite: &Suite) -> (Vec<Case>, Vec<Play>) {
    let cases = suite.cases_of(plays.keys().map(String::as_str));
    cases.into_iter().filter_map(|case| plays.remove(&case.id).map(|play| (case, play))).unzip()
}

/// The target, asked as all the APIs of its parts.
fn target(parts: &[Part<'_>], first: &Description) -> Description {
    let apis: BTreeSet<&String> = parts.iter().flat_map(|part| &part.bundle.target.apis).collect();
    Description { apis: apis.into_iter().cloned().collect(), ..first.clone() }
}

impl Merged {
    /// That parts are missing, in words; nothing where this is the whole.
    #[must_use]
    pub fn lack(&self) -> Option<String> {
        let division = self.transcript.scope.division.as_ref()?;
        let verb = if self.missing.len() == 1 { "is" } else { "are" };
        Some(format!("{} of {} {verb} missing, so that this is not the whole run", numbers(&self.missing), division.of))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::Environment;
    use crate::judge::judge;
    use crate::partition::Partition;
    use crate::snapshot::Snapshots;
    use crate::testing::{answer, exchanged, place, play, suite};
    use crate::transcript::Subject;

    const ID: &str = "hyper/flow/it-is-so";
    const STEP: &str = "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n";

    fn the_suite() -> Suite {
        suite("verifies: [hyper.stated]\n", STEP)
    }

    /// The evidence of a part, in which the only case was answered so; all parts together have these cases.
    fn part(partition: &str, status: u16, ids: &[&str]) -> Bundle {
        let suite = the_suite();
        let partition: Partition = partition.parse().unwrap();
        let played = play(&suite.cases[0], vec![exchanged(place(0), answer(status, &json!({})))]);
        let division = Some(partition.division(Breadth::Whole, ids.iter().copied()));
        let transcript = Transcript {
            version: 1,
            facts: 2,
            seed: 1,
            subject: Subject::Embedded,
            scope: Scope { breadth: Breadth::Selected, division, ..Scope::default() },
            unsupported: BTreeSet::new(),
            plays: vec![played],
        };
        let verdicts = judge(&suite.cases, &suite.ledgers, &Snapshots::default(), &transcript);
        let target = Description::of(&Subject::Embedded, vec!["hyper".to_owned()]);
        Bundle::new(&suite, target, Environment::of("0.1.0", "linux", &transcript), &transcript, &verdicts).unwrap()
    }

    fn merged(one: &Bundle, other: &Bundle) -> Result<Merged, MergeError> {
        merge(&[Part { name: "one.json", bundle: one }, Part { name: "other.json", bundle: other }], &the_suite())
    }

    /// The part to which the case belongs, and the other.
    fn own_and_other() -> [&'static str; 2] {
        let own: Partition = "1/2".parse().unwrap();
        if own.takes(ID) { ["1/2", "2/2"] } else { ["2/2", "1/2"] }
    }

    #[test]
    fn a_case_that_is_told_twice_alike_counts_once_and_otherwise_is_refused() {
        let [own, _] = own_and_other();
        let (one, same, otherwise) = (part(own, 200, &[ID]), part(own, 200, &[ID]), part(own, 201, &[ID]));
        let whole = merged(&one, &same).unwrap();
        assert_eq!((whole.transcript.plays.len(), whole.transcript.scope, whole.missing.len()), (1, Scope::default(), 0));
        let twice = MergeError::Twice { case: ID.to_owned(), one: "one.json".to_owned(), other: "other.json".to_owned() };
        assert_eq!(merged(&one, &otherwise).unwrap_err(), twice);
    }

    #[test]
    fn a_case_in_a_part_to_which_it_does_not_belong_is_refused() {
        let [own, other] = own_and_other();
        let stray = MergeError::Stray { name: "other.json".to_owned(), case: ID.to_owned() };
        assert_eq!(merged(&part(own, 200, &[ID]), &part(other, 200, &[ID])).unwrap_err(), stray);
    }

    #[test]
    fn all_parts_without_a_case_that_was_selected_are_no_whole() {
        let [own, other] = own_and_other();
        let ids = [ID, "hyper/flow/another"];
        let empty = |mut bundle: Bundle| {
            bundle.transcript.plays.clear();
            bundle
        };
        let rest = empty(part(other, 200, &ids));
        assert_eq!(merged(&part(own, 200, &ids), &rest).unwrap_err(), MergeError::Lacking);
        let lacking = merged(&part(own, 200, &ids), &part(own, 200, &ids)).unwrap();
        let number = &other[..1];
        assert_eq!(lacking.lack(), Some(format!("part {number} of 2 is missing, so that this is not the whole run")));
        assert_eq!(merged(&part(own, 200, &[ID]), &empty(part(other, 200, &[ID]))).unwrap().lack(), None);
    }

    #[test]
    fn a_bundle_that_says_of_a_part_that_it_is_the_whole_is_spoilt() {
        let mut bundle = part("1/2", 200, &[ID]);
        assert!(Bundle::read(&bundle.bytes().unwrap()).is_ok());
        bundle.transcript.scope.breadth = Breadth::Whole;
        assert_eq!(Bundle::read(&bundle.bytes().unwrap()), Err(crate::evidence::BundleError::Division));
    }
}
