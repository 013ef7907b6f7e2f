//! A server of Ayyeka's document that is none of ours, `ayyeka.py`: as the document has it, it conforms; wrong in one thing, it
//! fails, and on the clause of that thing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults;
mod run;
mod server;

use std::collections::BTreeSet;
use std::path::Path;

use conformance::suite::Suite;
use faults::{FAULTS, WRONG_CLOCK};
use providers::Profile;
use run::{Run, all};
use server::Key;

#[test]
fn a_server_that_was_written_from_the_document_conforms() {
    let run = Run::of(&Key::make(), None, &["--profile", "core"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.conclusion(), "conforms", "{run}");
    assert_eq!(run.clauses("pass"), judged(), "{run}");
}

#[test]
fn what_calls_alone_do_not_show_of_it_is_left_open() {
    let run = Run::of(&Key::make(), None, &["--max-wait", "0s"]);
    assert_eq!(run.code, Some(5), "{run}");
    assert!(run.clauses("fail").is_empty(), "{run}");
}

#[test]
fn each_fault_fails_on_its_clause() {
    let key = Key::make();
    let wrong: Vec<String> = all(FAULTS, |fault| {
        let run = Run::of(&key, Some(fault.name), &["--profile", "core"]);
        let expected: BTreeSet<String> = [fault.breaks].iter().chain(fault.takes_along).map(|clause| (*clause).to_owned()).collect();
        let failed = run.clauses("fail");
        println!("{}: {failed:?}", fault.name);
        let told = run.code == Some(1) && run.conclusion() == "does-not-conform" && failed == expected;
        (!told).then(|| format!("{}: expected 1 and {expected:?}, got {:?} and {failed:?}\n{run}", fault.name, run.code))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_clock_that_may_be_wrong_leaves_open_what_only_it_tells() {
    let run = Run::of(&Key::make(), Some(WRONG_CLOCK.0), &["--profile", "core"]);
    assert_eq!(run.code, Some(5), "{run}");
    assert!(run.clauses("fail").is_empty() && run.clauses("inconclusive") == BTreeSet::from([WRONG_CLOCK.1.to_owned()]), "{run}");
}

#[test]
fn each_fault_that_the_server_knows_is_asked_about_and_each_clause_that_it_can_break_is_broken() {
    let asked: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).chain([WRONG_CLOCK.0]).collect();
    let known = server::faults();
    assert_eq!(known.iter().map(String::as_str).collect::<BTreeSet<_>>(), asked);
    assert_eq!(FAULTS.iter().map(|fault| fault.breaks.to_owned()).collect::<BTreeSet<_>>(), judged());
}

/// The clauses that calls alone show.
fn judged() -> BTreeSet<String> {
    let suite = Suite::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|error| panic!("{error}"));
    let clauses = suite.ledgers["ayyeka"].clauses.iter();
    clauses.filter(|clause| clause.profile == Profile::Core).map(|clause| clause.id.clone()).collect()
}
