//! `--record FILE` and `--resume FILE`.

use std::collections::BTreeMap;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mock_server::{Call, Config, InstanceSpec, Server};
use serde_json::Value;

use crate::place::{CASES, DEVIATING, Place, text};

/// Each case makes so many calls.
const CALLS: usize = 2;

/// The lines of a record.
fn lines(place: &Place) -> Vec<String> {
    place.read("run.jsonl").split_inclusive('\n').map(str::to_owned).collect()
}

#[test]
fn a_run_that_was_cut_anywhere_ends_as_the_one_that_was_not() {
    let place = Place::new();
    let told = place.check(1, &[DEVIATING.as_slice(), &["--record", "run.jsonl", "--evidence", "whole.json"]].concat());
    assert!(told.contains("DOES NOT CONFORM: 8 cases;"), "{told}");
    let lines = lines(&place);
    assert_eq!(lines.len(), 1 + CASES);
    for whole in 1..=lines.len() {
        for torn in ["", "{\"case\":\"hyper/ref"] {
            place.write("run.jsonl", lines[..whole].concat() + torn);
            let resumed = place.check(1, &[DEVIATING.as_slice(), &["--resume", "run.jsonl", "--evidence", "resumed.json"]].concat());
            assert!(resumed.contains(&format!("run.jsonl: {} of 8 cases were played before", whole - 1)), "{resumed}");
            assert_eq!(resumed.contains("a line that was cut off is left out"), !torn.is_empty(), "{resumed}");
            assert_eq!(place.read("resumed.json"), place.read("whole.json"), "cut after {whole} lines and {torn:?}");
            let mut now = self::lines(&place);
            assert_eq!(now[..whole], lines[..whole], "what was there is not written again");
            now.sort();
            let mut all = lines.clone();
            all.sort();
            assert_eq!(now, all, "each case is there once");
        }
    }
}

/// A server of its own, and what is to be said to check it.
struct Foreign {
    server: Server,
    url: String,
    token: String,
}

impl Foreign {
    async fn telling(log: impl Fn(&Call<'_>) + Send + Sync + 'static) -> Self {
        let instances = BTreeMap::from([("hyper".to_owned(), InstanceSpec::of("hyper"))]);
        let server = Server::start(Config { instances, log: Some(Arc::new(log)), ..Config::default() }).await.unwrap();
        let hyper = &server.worlds().view("default").unwrap().instances["hyper"];
        let (url, token) = (hyper.base_url.clone(), hyper.credentials["access_token"].clone());
        Self { server, url, token }
    }

    fn arguments<'a>(&'a self, credential: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [
            &["check", "--jobs", "1", "--target", &self.url, "--ledger", "tokens.json", "--credential", credential, "--report", "json=report.json"],
            more,
        ]
        .concat()
    }
}

/// A run of which the server knows the process; it is not called before it does.
fn exposed(place: &Place, victim: &Mutex<Option<u32>>, arguments: &[&str]) -> Output {
    let mut held = victim.lock().unwrap();
    let child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *held = Some(child.id());
    drop(held);
    child.wait_with_output().unwrap()
}

/// What became of each clause and case.
fn verdicts(report: &Value) -> Vec<(Value, Value)> {
    let all = ["clauses", "cases"].into_iter().flat_map(|part| report[part].as_array().unwrap().clone());
    all.map(|one| (one["id"].clone(), one["verdict"].clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_killed_goes_on_and_calls_again_only_what_the_case_under_way_had_called() {
    let (victim, calls) = (Arc::new(Mutex::new(None::<u32>)), Arc::new(AtomicUsize::new(0)));
    let (process, counted) = (victim.clone(), calls.clone());
    // The first call of the fourth case.
    let fatal = 3 * CALLS + 1;
    let foreign = Foreign::telling(move |_| {
        let is_fatal = counted.fetch_add(1, Ordering::Relaxed) + 1 == fatal;
        if let Some(process) = is_fatal.then(|| process.lock().unwrap().take()).flatten() {
            assert!(std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
        }
    })
    .await;
    let place = Place::new();
    let credential = format!("access_token={}", foreign.token);
    let killed = exposed(&place, &victim, &foreign.arguments(&credential, &["--record", "run.jsonl"]));
    assert_eq!(killed.status.code(), None, "{}", text(&killed));
    assert!(!place.path("report.json").exists());
    assert_eq!(lines(&place).len(), 1 + 3);

    let told = place.told(0, &foreign.arguments(&credential, &["--resume", "run.jsonl"]));
    assert!(told.contains("run.jsonl: 3 of 8 cases were played before, the others are played now"), "{told}");
    assert!(told.contains("5 of 5 cases will be played: 10 calls") && told.contains("CONFORMS: 8 cases;"), "{told}");
    assert_eq!(calls.load(Ordering::Relaxed), CASES * CALLS + 1, "the fatal call alone came twice");
    let resumed = verdicts(&place.json("report.json"));

    place.told(0, &foreign.arguments(&credential, &[]));
    assert_eq!(verdicts(&place.json("report.json")), resumed);
    assert_eq!(resumed.len(), CASES + 1);

    let before = calls.load(Ordering::Relaxed);
    let told = place.told(0, &foreign.arguments(&credential, &["--resume", "run.jsonl", "--pace", "600"]));
    assert!(told.contains("8 of 8 cases were played before, so nothing is played"), "{told}");
    assert_eq!((calls.load(Ordering::Relaxed), verdicts(&place.json("report.json"))), (before, resumed));
    foreign.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_interrupted_goes_on() {
    let (victim, calls) = (Arc::new(Mutex::new(None::<u32>)), Arc::new(AtomicUsize::new(0)));
    let (process, counted) = (victim.clone(), calls.clone());
    let foreign = Foreign::telling(move |_| {
        let is_third = counted.fetch_add(1, Ordering::Relaxed) + 1 == 3;
        if let Some(process) = is_third.then(|| process.lock().unwrap().take()).flatten() {
            assert!(std::process::Command::new("kill").args(["-INT", &process.to_string()]).status().unwrap().success());
        }
    })
    .await;
    let place = Place::new();
    let credential = format!("access_token={}", foreign.token);
    let interrupted = exposed(&place, &victim, &foreign.arguments(&credential, &["--record", "run.jsonl", "--pace", "600"]));
    assert_eq!(interrupted.status.code(), Some(130), "{}", text(&interrupted));
    let played = lines(&place).len() - 1;
    assert!((1..CASES).contains(&played), "{played} cases");
    let told = place.told(0, &foreign.arguments(&credential, &["--resume", "run.jsonl"]));
    assert!(told.contains(&format!("{played} of 8 cases were played before")) && told.contains("CONFORMS: 8 cases;"), "{told}");
    assert_eq!(calls.load(Ordering::Relaxed), CASES * CALLS, "what was under way came to its end");
    foreign.server.shutdown().await;
}

#[test]
fn a_part_is_gone_on_with_as_that_part() {
    let place = Place::new();
    let part = ["--partition", "1/2"];
    place.check(0, &[part.as_slice(), &["--record", "run.jsonl", "--evidence", "whole.json"]].concat());
    let lines = lines(&place);
    place.write("run.jsonl", lines[..2].concat());
    let told = place.check(2, &["--resume", "run.jsonl", "--partition", "2/2"]);
    assert!(told.contains("it differs in: the part (part 1 of 2 in the record, part 2 of 2 now); the selected cases ("), "{told}");
    place.check(0, &[part.as_slice(), &["--resume", "run.jsonl", "--evidence", "resumed.json"]].concat());
    assert_eq!(place.read("resumed.json"), place.read("whole.json"));
}

#[test]
fn the_record_of_another_run_is_refused_with_what_differs_and_stays_as_it_was() {
    let place = Place::new();
    place.check(0, &["--record", "run.jsonl"]);
    let cut = lines(&place)[..4].concat();
    place.write("run.jsonl", &cut);
    for (arguments, what) in [
        (["--seed", "2"].as_slice(), "the seed (1 in the record, 2 now)"),
        (&["--filter", "refused"], "the selected cases (3 no longer, 0 new)"),
        (&["--profile", "core"], "the chosen profiles"),
        (&["--partition", "1/1"], "the part (the whole in the record, part 1 of 1 now)"),
        (&DEVIATING, "what is said of the target"),
        (&["--target", "http://127.0.0.1:9", "--ledger", "tokens.json"], "who is asked (the mock in the record, http://127.0.0.1:9 now)"),
    ] {
        let told = place.check(2, &[&["--resume", "run.jsonl"], arguments].concat());
        assert!(told.contains("run.jsonl: this is the record of another run; it differs in: ") && told.contains(what), "{told}");
    }
    place.case("another", "{status: 401}");
    let told = place.check(2, &["--resume", "run.jsonl"]);
    assert!(told.contains("it differs in: the suite's files; the selected cases (0 no longer, 1 new)"), "{told}");
    std::fs::remove_file(place.path("scenarios/hyper/refusals/another.yaml")).unwrap();
    assert_eq!(place.read("run.jsonl"), cut);
    place.check(0, &["--resume", "run.jsonl"]);
}

#[test]
fn a_record_is_begun_over_a_finished_one_and_over_nothing_else() {
    let place = Place::new();
    place.check(0, &["--record", "run.jsonl"]);
    let finished = lines(&place);
    place.check(0, &["--record", "run.jsonl", "--seed", "2"]);
    assert_ne!(lines(&place)[0], finished[0]);
    place.write("run.jsonl", finished[..3].concat());
    let told = place.check(2, &["--record", "run.jsonl"]);
    assert!(told.contains("run.jsonl: a run that was cut is in it, 2 of 8 cases; `--resume` goes on with it, or remove the file"), "{told}");
    place.write("run.jsonl", &finished[0][..40]);
    assert!(place.check(2, &["--resume", "run.jsonl"]).contains("run.jsonl: nothing of a run is in it yet; begin with `--record`"));
    place.check(0, &["--record", "run.jsonl"]);
    for other in ["notes", "{}\n"] {
        place.write("run.jsonl", other);
        assert!(place.check(2, &["--record", "run.jsonl"]).contains("run.jsonl: it would be written over, and this is no record"));
        assert!(place.check(2, &["--resume", "run.jsonl"]).contains("run.jsonl: this is no record"));
        assert_eq!(place.read("run.jsonl"), other);
    }
}

#[test]
fn a_record_that_cannot_be_had_is_told_before_anything_is_asked() {
    let place = Place::new();
    place.check(0, &["--record", "run.jsonl"]);
    let spoilt = lines(&place)[..3].concat().replace("\"events\"", "\"even\u{1b}ts\"");
    place.write("spoilt.jsonl", spoilt);
    for (arguments, why) in [
        (["--resume", "nowhere.jsonl"].as_slice(), "nowhere.jsonl: "),
        (&["--record", "nowhere/run.jsonl"], "nowhere/run.jsonl: "),
        (&["--record", "scenarios"], "scenarios: that is no regular file"),
        (&["--resume", "spoilt.jsonl"], "spoilt.jsonl: line 2 of this record is spoilt"),
        (&["--record", "run.jsonl", "--resume", "run.jsonl"], "cannot be used with"),
        (&["--resume", "run.jsonl", "--update-snapshots"], "cannot be used with"),
        (&["--resume", "run.jsonl", "--list"], "cannot be used with"),
    ] {
        let told = place.check(2, arguments);
        assert!(told.contains(why) && !told.contains("CONFORMS") && !told.contains('\u{1b}'), "{told}");
    }
    let held = std::fs::File::open(place.path("run.jsonl")).unwrap();
    held.try_lock().unwrap();
    assert!(place.check(2, &["--resume", "run.jsonl"]).contains("run.jsonl: another run has it"));
    drop(held);
    place.check(0, &["--resume", "run.jsonl"]);
}
