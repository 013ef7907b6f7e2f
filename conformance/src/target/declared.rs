//! Constants that a target declares to be otherwise than documented. What they govern is told, and never a pass.

use std::collections::BTreeMap;

use providers::Ledger;
use serde_json::Value;

use crate::verdict::{CaseVerdict, Check, ClauseState, Verdict, Verdicts};

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

    /// Every check of a clause whose constants the target declares to be otherwise is only observed.
    pub fn observe(&self, verdicts: &mut Verdicts) {
        for case in &mut verdicts.cases {
            case.checks.iter_mut().for_each(|check| self.observe_check(check));
            case.verdict = worst(case);
        }
        for clause in verdicts.clauses.iter_mut().filter(|clause| self.0.contains_key(&clause.clause)) {
            if matches!(clause.state, ClauseState::Verified | ClauseState::Failed | ClauseState::Warned) {
                clause.state = ClauseState::Observed;
                clause.failed = 0;
            }
        }
    }

    fn observe_check(&self, check: &mut Check) {
        let Some(constants) = check.clause.as_ref().and_then(|clause| self.0.get(clause)) else { return };
        if check.verdict.decided() {
            let declared: Vec<String> = constants.iter().map(|(name, value)| format!("`{name}` {value}")).collect();
            check.got = format!("declared otherwise ({}); {}", declared.join(", "), check.got);
            check.verdict = Verdict::Observed;
        }
    }
}

fn worst(case: &CaseVerdict) -> Verdict {
    case.checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::NotRun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::place;
    use crate::transcript::{End, Subject};
    use crate::verdict::{ClauseVerdict, Conclusion};

    fn verdicts(verdict: Verdict, state: ClauseState) -> Verdicts {
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
            checks: vec![check("hyper.stated", verdict), check("hyper.other", Verdict::Pass)],
        };
        let clause = ClauseVerdict { provider: "hyper".to_owned(), clause: "hyper.stated".to_owned(), state, checks: 1, failed: 1 };
        Verdicts { subject: Subject::Foreign("http://a".to_owned()), seed: 1, cases: vec![case], clauses: vec![clause] }
    }

    fn declared(clause: &str) -> Declared {
        Declared::new(BTreeMap::from([(clause.to_owned(), BTreeMap::from([("length".to_owned(), 15.into())]))]))
    }

    #[test]
    fn what_is_declared_otherwise_neither_fails_nor_passes_and_is_told() {
        for (verdict, state) in [(Verdict::Fail, ClauseState::Failed), (Verdict::Pass, ClauseState::Verified)] {
            let mut verdicts = verdicts(verdict, state);
            declared("hyper.stated").observe(&mut verdicts);
            assert_eq!((verdicts.cases[0].checks[0].verdict, &verdicts.clauses[0].state), (Verdict::Observed, &ClauseState::Observed));
            assert_eq!(verdicts.cases[0].checks[0].got, "declared otherwise (`length` 15); 15 characters");
            assert_eq!((verdicts.cases[0].checks[1].verdict, verdicts.conclusion()), (Verdict::Pass, Conclusion::Conforms));
        }
    }

    #[test]
    fn what_is_not_declared_fails_as_before_and_what_was_not_run_stays_so() {
        let mut failed = verdicts(Verdict::Fail, ClauseState::Failed);
        declared("hyper.another").observe(&mut failed);
        assert_eq!(failed, verdicts(Verdict::Fail, ClauseState::Failed));
        let state = ClauseState::NotCovered("a clock".to_owned());
        let mut unmade = verdicts(Verdict::NotRun, state.clone());
        declared("hyper.stated").observe(&mut unmade);
        assert_eq!((unmade.cases[0].checks[0].verdict, &unmade.clauses[0].state), (Verdict::NotRun, &state));
    }

    #[test]
    fn each_line_tells_what_is_documented() {
        assert_eq!(declared("hyper.stated").lines(&crate::testing::ledger()), ["hyper.stated: `length` is 15 there; documented is 12"]);
    }
}
