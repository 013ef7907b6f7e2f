//! Makes a report of the judge's verdicts. It decides nothing: it looks up sentences and places, and cuts what is too long.

use std::collections::BTreeMap;

use providers::Ledger;

use super::sent::{difference, repeat, request};
use super::{
    Case, Check, Clause, Conclusion, Counts, Division, Ending, Excerpt, Kind, Level, Origin, Report, Spot, Step, Subject, Suite, place, timeline,
    whole,
};
use crate::judge::ends;
use crate::partition;
use crate::report::bounded::bounded;
use crate::report::curl::quoted;
use crate::report::word::Word;
use crate::scenario;
use crate::suite;
use crate::transcript::{self, End, Place, Play};
use crate::verdict::{self, CaseVerdict, ClauseVerdict, Evidence, Verdicts};

/// Further differences are only counted.
const MOST_DIFFERENCES: usize = 20;

/// All that a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// What the judge says.
    pub verdicts: &'a Verdicts,
    /// The ledgers that it judged by.
    pub ledgers: &'a BTreeMap<String, Ledger>,
    /// The cases that were played.
    pub cases: &'a [scenario::Case],
    /// What happened in them.
    pub plays: &'a [Play],
    /// Where the suite comes from.
    pub origin: &'a suite::Origin,
    /// The version of the program.
    pub version: &'a str,
    /// The exit code of the command.
    pub exit_code: u8,
    /// What stands before the suite's own paths where a file is named, as in `theirs/`.
    pub folder: &'a str,
    /// The arguments by which the same subject is asked again, ready for a shell.
    pub arguments: &'a str,
}

impl Report {
    /// The report.
    #[must_use]
    pub fn new(basis: &Basis<'_>) -> Self {
        let verdicts = basis.verdicts;
        let known: BTreeMap<&str, &scenario::Case> = basis.cases.iter().map(|case| (case.id.as_str(), case)).collect();
        let played: BTreeMap<&str, &Play> = basis.plays.iter().map(|play| (play.case.as_str(), play)).collect();
        let case = |judged: &CaseVerdict| {
            let id = judged.case.as_str();
            basis.case(judged, known.get(id).copied(), played.get(id).copied())
        };
        let clauses: Vec<Clause> = verdicts.clauses.iter().map(|clause| basis.clause(clause)).collect();
        Self {
            version: super::VERSION,
            standin: basis.version.to_owned(),
            subject: subject(&verdicts.subject),
            suite: basis.suite(),
            seed: verdicts.seed,
            division: verdicts.scope.division.as_ref().map(division),
            conclusion: conclusion(verdicts.conclusion()),
            exit_code: basis.exit_code,
            counts: Counts {
                cases: verdicts.cases.len(),
                clauses: counted(clauses.iter().map(|clause| clause.verdict)),
                checks: counted(verdicts.checks().map(|check| check.verdict.into())),
            },
            profiles: verdicts.profiles().iter().map(whole::profile).collect(),
            waivers: verdicts.waivers.iter().map(whole::waiver).collect(),
            clauses,
            cases: verdicts.cases.iter().map(case).collect(),
        }
    }
}

fn counted(words: impl Iterator<Item = Word>) -> BTreeMap<Word, usize> {
    let mut counts: BTreeMap<Word, usize> = Word::ALL.iter().map(|word| (*word, 0)).collect();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn subject(subject: &transcript::Subject) -> Subject {
    match subject {
        transcript::Subject::Embedded => Subject { kind: Kind::Embedded, url: None },
        transcript::Subject::Foreign(url) => Subject { kind: Kind::Foreign, url: Some(bounded(url)) },
    }
}

fn division(division: &partition::Division) -> Division {
    Division { parts: division.parts.iter().copied().collect(), of: division.of }
}

fn conclusion(conclusion: verdict::Conclusion) -> Conclusion {
    match conclusion {
        verdict::Conclusion::Conforms => Conclusion::Conforms,
        verdict::Conclusion::DoesNot => Conclusion::DoesNotConform,
        verdict::Conclusion::Stale => Conclusion::StaleWaiver,
        verdict::Conclusion::Unreachable => Conclusion::Unreachable,
        verdict::Conclusion::Incomplete => Conclusion::Incomplete,
        verdict::Conclusion::Interrupted => Conclusion::Interrupted,
        verdict::Conclusion::Nothing => Conclusion::Nothing,
        verdict::Conclusion::Broken => Conclusion::Broken,
    }
}

impl Basis<'_> {
    fn suite(&self) -> Suite {
        let origin = match self.origin {
            suite::Origin::BuiltIn => Origin::BuiltIn,
            suite::Origin::Bundle => Origin::Bundle,
            suite::Origin::Folder(_) => Origin::Folder,
        };
        Suite { origin, ledgers: self.ledgers.iter().map(|(api, ledger)| (api.clone(), ledger.version)).collect() }
    }

    fn clause(&self, judged: &ClauseVerdict) -> Clause {
        let known = self.ledgers.get(&judged.provider).and_then(|ledger| Some((ledger, ledger.clause(&judged.clause)?)));
        let why = judged.reason.as_ref().map(|reason| bounded(&reason.to_string()));
        Clause {
            id: judged.clause.clone(),
            provider: judged.provider.clone(),
            profile: judged.profile.name().to_owned(),
            verdict: judged.verdict.into(),
            why,
            level: known.map_or(Level::Stated, |(_, clause)| level(clause.level)),
            advice: known.is_some_and(|(_, clause)| clause.advice),
            observable: known.is_none_or(|(_, clause)| clause.unobservable.is_none()),
            says: known.map(|(_, clause)| bounded(&clause.says)).unwrap_or_default(),
            place: known.map(|(ledger, clause)| bounded(&ledger.place(clause))).unwrap_or_default(),
            checks: judged.checks,
            failed: judged.failed,
        }
    }

    fn case(&self, judged: &CaseVerdict, case: Option<&scenario::Case>, play: Option<&Play>) -> Case {
        let mut places: Vec<Place> =
            judged.checks.iter().map(|check| check.place).chain(stop(judged, &self.verdicts.subject).map(|(place, _, _)| place)).collect();
        places.sort_unstable();
        places.dedup();
        Case {
            id: judged.case.clone(),
            title: bounded(&judged.title),
            provider: judged.provider.clone(),
            verdict: judged.verdict.into(),
            start: judged.start.to_string(),
            end: ending(&judged.end),
            repeat: format!("standin check --only {} {}", quoted(&judged.case), self.arguments).trim_end().to_owned(),
            steps: places.into_iter().map(|place| self.step(judged, case, place)).collect(),
            timeline: play.and_then(|play| timeline::of(case?, self.ledgers.get(&judged.provider)?, play)),
        }
    }

    fn step(&self, judged: &CaseVerdict, case: Option<&scenario::Case>, place: Place) -> Step {
        let at = case.and_then(|case| place::spot(case, place, self.folder)).unwrap_or_default();
        let checks: Vec<Check> = judged.checks.iter().filter(|check| check.place == place).map(|check| self.check(check, &at)).collect();
        let stopped = stop(judged, &self.verdicts.subject).filter(|(here, _, _)| *here == place);
        let words = checks.iter().map(|check| check.verdict).chain(stopped.map(|(_, word, _)| word));
        Step {
            place: place.to_string(),
            does: case.map(|case| place::does(case, place)).unwrap_or_default(),
            verdict: words.min().unwrap_or(Word::NotRun),
            stopped: stopped.map(|(_, _, why)| bounded(why)),
            at,
            checks,
        }
    }

    fn check(&self, check: &verdict::Check, step: &Spot) -> Check {
        let nothing = Evidence::default();
        let evidence = check.evidence.as_deref().unwrap_or(&nothing);
        let excerpt = &evidence.excerpt;
        let meant = || Spot { file: format!("{}{}", self.folder, excerpt.path), line: excerpt.line, column: excerpt.column };
        Check {
            clause: check.clause.clone(),
            verdict: check.verdict.into(),
            expected: bounded(&check.expected),
            got: bounded(&check.got),
            at: if excerpt.path.is_empty() { step.clone() } else { meant() },
            excerpt: (!excerpt.path.is_empty()).then(|| lines(excerpt)),
            differences: evidence.differences.iter().take(MOST_DIFFERENCES).map(difference).collect(),
            more_differences: evidence.differences.len().saturating_sub(MOST_DIFFERENCES),
            diff: evidence.diff.as_deref().map(bounded),
            request: evidence.request.as_ref().map(|sent| request(&evidence.instance, sent)),
            repeat: evidence.request.as_ref().and_then(|sent| repeat(&self.verdicts.subject, &evidence.instance, sent)),
        }
    }
}

fn lines(excerpt: &verdict::Excerpt) -> Excerpt {
    let meant = excerpt.text.get(excerpt.span.0..excerpt.span.1).unwrap_or_default();
    Excerpt { first_line: excerpt.first_line, text: bounded(&excerpt.text), length: meant.chars().count() }
}

fn level(level: providers::Level) -> Level {
    match level {
        providers::Level::Stated => Level::Stated,
        providers::Level::Sample => Level::Sample,
        providers::Level::Implied => Level::Implied,
        providers::Level::Silent => Level::Silent,
    }
}

fn ending(end: &End) -> Ending {
    match end {
        End::Finished => Ending::Finished,
        End::NotRun { .. } => Ending::NotRun,
        End::Interrupted => Ending::Interrupted,
        End::Broken { .. } => Ending::Broken,
    }
}

/// Where and why a play could not go on, and what that is.
fn stop<'a>(judged: &'a CaseVerdict, subject: &transcript::Subject) -> Option<(Place, Word, &'a str)> {
    let End::Broken { place, why, .. } = &judged.end else { return None };
    Some((*place, ends::verdict(&judged.end, subject)?.into(), why))
}
