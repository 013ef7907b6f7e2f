//! Constants that a target declares to be otherwise than documented. What they govern is told, and never a pass.

use std::collections::BTreeMap;

use providers::Ledger;
use serde_json::Value;

use crate::judge::Checks;
use crate::verdict::{Check, Verdict, Verdicts};

/// The declared constants, by clause and by the name that the ledger has for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared(BTreeMap<String, BTreeMap<String, Value>>);

impl Declared {
    /// These constants.
    #[must_use]
    pub fn new(constants: BTreeMap<String, BTreeMap<String, Value>>) -> Self {
        Self(constants)
    }

    /// One line for each: what is documented, and what the target declares.
    #[must_use]
    pub fn lines(&self, ledger: &Ledger) -> Vec<String> {
        let of = |clause: &str, name: &str| ledger.clauses.iter().find(|known| known.id == clause).and_then(|known| known.fixes.get(name));
        let line = |clause: &str, (name, declared): (&String, &Value)| {
            let documented = of(clause, name).map_or_else(|| "nothing".to_owned(), Value::to_string);
            format!("{clause}: `{name}` is {declared} there; documented is {documented}")
        };
        self.0.iter().flat_map(|(clause, constants)| constants.iter().map(move |constant| line(clause, constant))).collect()
    }

    /// Every check of a clause whose constants the target declares to be otherwise is [`Verdict::Unsupported`]: neither a
    /// failure nor a pass.
    pub fn set_aside(&self, verdicts: &mut Verdicts) {
        let subject = &verdicts.subject;
        for case in &mut verdicts.cases {
            case.checks.iter_mut().for_each(|check| self.set_check_aside(check));
            *case = case.clone().told_by_checks(subject);
        }
        let checks = Checks::of(&verdicts.cases);
        for clause in verdicts.clauses.iter_mut().filter(|clause| self.0.contains_key(&clause.clause)) {
            *clause = clause.clone().told_by(&checks);
        }
    }

    fn set_check_aside(&self, check: &mut Check) {
        let Some(constants) = check.clause.as_ref().and_then(|clause| self.0.get(clause)) else { return };
        if check.verdict.decided() {
            let declared: Vec<String> = constants.iter().map(|(name, value)| format!("`{name}` {value}")).collect();
            check.got = format!("declared otherwise ({}); {}", declared.join(", "), check.got);
            check.verdict = Verdict::Unsupported;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope;
    use crate::testing::{ledger, place};
    use crate::transcript::{End, Subject};
    use crate::verdict::{CaseVerdict, ClauseVerdict, Conclusion, Reason};

    fn judged(verdict: Verdict) -> Verdicts {
        let check = |clause: &str, verdict| Check {
            place: place(0),
            clause: Some(clause.to_owned()),
            verdict,
            expected: "12 characters".to_owned(),
            got: "15 characters".to_owned(),
            evidence: None,
        };
        let case = CaseVerdict {
            case: "hyper/a".to_owned(),
            title: String::new(),
            provider: "hyper".to_owned(),
            end: End::Finished,
            start: jiff::Timestamp::UNIX_EPOCH,
            verdict,
            checks: vec![check("hyper.stated", verdict), check("hyper.advice", Verdict::Pass)],
        };
        let clause = ClauseVerdict {
            provider: "hyper".to_owned(),
            clause: "hyper.stated".to_owned(),
            profile: ledger().clauses[0].profile,
            verdict: Verdict::NotRun,
            reason: Some(Reason::Unasked),
            checks: 0,
            asked: 0,
            failed: 0,
        };
        let cases = vec![case];
        let clauses = vec![clause.told_by(&Checks::of(&cases))];
        let subject = Subject::Foreign("http://a".to_owned());
        Verdicts { subject, seed: 1, scope: Scope::default(), cases, clauses, waivers: Vec::new() }
    }

    fn declared(clause: &str) -> Declared {
        Declared::new(BTreeMap::from([(clause.to_owned(), BTreeMap::from([("length".to_owned(), 15.into())]))]))
    }

    #[test]
    fn what_is_declared_otherwise_neither_fails_nor_passes_and_is_told() {
        for verdict in [Verdict::Fail, Verdict::Pass] {
            let mut judged = judged(verdict);
            assert_eq!((judged.clauses[0].verdict, judged.cases[0].verdict), (verdict, verdict));
            declared("hyper.stated").set_aside(&mut judged);
            let (case, clause) = (&judged.cases[0], &judged.clauses[0]);
            assert_eq!(case.checks[0].got, "declared otherwise (`length` 15); 15 characters");
            assert_eq!((case.checks[0].verdict, case.checks[1].verdict), (Verdict::Unsupported, Verdict::Pass));
            assert_eq!((case.verdict, clause.verdict, clause.failed), (Verdict::Unsupported, Verdict::Unsupported, 0));
            assert_eq!(judged.conclusion(), Conclusion::Incomplete);
        }
    }

    #[test]
    fn what_is_not_declared_fails_as_before_and_what_was_not_run_stays_so() {
        let mut failed = judged(Verdict::Fail);
        declared("hyper.another").set_aside(&mut failed);
        assert_eq!(failed, judged(Verdict::Fail));
        let mut unmade = judged(Verdict::NotRun);
        declared("hyper.stated").set_aside(&mut unmade);
        assert_eq!(unmade, judged(Verdict::NotRun));
    }

    #[test]
    fn each_line_tells_what_is_documented() {
        assert_eq!(declared("hyper.stated").lines(&crate::testing::ledger()), ["hyper.stated: `length` is 15 there; documented is 12"]);
    }
}
