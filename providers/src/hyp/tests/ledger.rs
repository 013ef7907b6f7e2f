//! The model says what its ledger fixes, and takes what its settings allow. What holds for every API is in `catalogue_tests`.

use std::collections::BTreeSet;

use crate::hyp::{Code, Hyp, Settings, rules::Rules};
use crate::{Ledger, Provider};

fn ledger() -> Ledger {
    Ledger::parse(Hyp::LEDGER).unwrap()
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let rules = Rules::default();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hyp.request.xml-command", "command"), rules.command);
    assert_eq!(fixed("hyp.session.expiration", "seconds"), rules.expiration);
    assert_eq!(fixed("hyp.session.ten-minutes", "seconds"), rules.lifetime.as_secs());
    assert_eq!(fixed("hyp.session.reuse-flag", "single"), rules.reuse_flags[0]);
    assert_eq!(fixed("hyp.session.reuse-flag", "reusable"), rules.reuse_flags[1]);
    assert_eq!(fixed("hyp.session.message", "message"), rules.said[0].message);
    for code in [Code::Gateway, Code::Credentials, Code::Processing, Code::NoSessions, Code::Expired, Code::Generation] {
        let clause = format!("hyp.error.{}", code.written());
        assert_eq!(fixed(&clause, "result"), code.written());
        assert_eq!(fixed(&clause, "message"), rules.said[code as usize].message);
    }
}

#[test]
fn every_refusal_is_recognised_by_the_code_of_its_clause() {
    for (name, refusal) in ledger().refusals {
        assert!(Code::WORDS.contains(&refusal.body["result"].as_str().unwrap()), "{name}");
    }
}

#[test]
fn no_clause_is_excused() {
    assert!(ledger().clauses.iter().all(|clause| clause.unobservable.is_none()));
}

#[test]
fn every_deviation_changes_something_and_breaks_a_clause_that_there_is() {
    let (ledger, mut names) = (ledger(), BTreeSet::new());
    for deviation in Hyp::DEVIATIONS.iter().copied().flatten() {
        let mut settings = Settings::default();
        (deviation.apply)(&mut settings);
        assert_ne!(settings, Settings::default(), "{}", deviation.name);
        assert!(ledger.clause(deviation.breaks.0).is_some(), "{}", deviation.name);
        assert!(names.insert(deviation.name), "{} stands twice", deviation.name);
    }
}
