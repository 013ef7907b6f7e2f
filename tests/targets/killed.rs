//! A run that dies at any instant leaves a ledger that opens the target, or says which token to put in.

use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mock_server::{Call, ClockChange, Pace, Rate};
use serde_json::json;

use super::there::{There, text, unlimited};

/// Some refreshes, one after the other.
const SOME: [&str; 3] = ["-q", "--filter=new-access-token-opens-calls-at-once", "--filter=has-120-characters"];

fn died(output: &Output) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&output.status).is_some()
}

/// Whether a run starts and its target conforms, with no word on lost tokens at its end.
fn opens(there: &There) -> Result<(), String> {
    let output = there.check(&SOME);
    let told = text(&output);
    if output.status.code() == Some(0) && told.contains("CONFORMS") && !told.contains("Have the target give new ones") { Ok(()) } else { Err(told) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_dies_after_any_step_is_followed_by_one_that_starts() {
    let mut steps = 1;
    let mut renewed = 0;
    loop {
        let there = There::hyper(unlimited()).await;
        let output = there.check(&[&SOME[..], &["--abort-after", &steps.to_string()]].concat());
        if !died(&output) {
            assert_eq!(output.status.code(), Some(0), "{}", text(&output));
            break;
        }
        renewed += usize::from(there.path("theirs.ledger.json").exists() && there.ledger()["instances"]["main"].get("under_way").is_some());
        opens(&there).unwrap_or_else(|told| panic!("killed after step {steps}:\n{told}"));
        assert_eq!(there.ledger()["instances"]["main"].get("under_way"), None);
        steps += 1;
    }
    assert!(steps > 10, "{steps} steps alone");
    assert!(renewed > 1, "{renewed} of {steps} left a token in doubt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_died_too_long_ago_is_followed_by_one_that_says_which_token_to_put_in() {
    let (mut steps, mut told_of) = (1, 0);
    loop {
        let there = There::hyper(unlimited()).await;
        if !died(&there.check(&[&SOME[..], &["--abort-after", &steps.to_string()]].concat())) {
            break;
        }
        // The previous refresh token is not taken any more.
        there.wait(180);
        if let Err(told) = opens(&there) {
            told_of += 1;
            for part in ["the current `access_token` and `refresh_token` of `main` are not known", "the file refresh_token", "theirs.yaml:7"] {
                assert!(told.contains(part), "killed after step {steps}: {part} in\n{told}");
            }
            assert!(!told.contains("DOES NOT CONFORM"), "a lost token is no failure of the target:\n{told}");
            there.write_tokens();
            opens(&there).unwrap_or_else(|told| panic!("killed after step {steps}, and new tokens put in:\n{told}"));
        }
        steps += 1;
    }
    assert!(told_of > 0, "none of {steps} steps lost a token");
}

/// The test server's own log is where the process is killed, while its call is answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_from_outside_while_a_refresh_is_answered_is_followed_by_one_that_starts() {
    for call in 1..=2 {
        let process = Arc::new(Mutex::new(None::<u32>));
        let (victim, refreshes) = (process.clone(), AtomicUsize::new(0));
        let log = move |seen: &Call<'_>| {
            let is_meant = seen.path.contains("RefreshToken") && refreshes.fetch_add(1, Ordering::Relaxed) + 1 == call;
            if let Some(process) = is_meant.then(|| victim.lock().unwrap().take()).flatten() {
                assert!(std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
            }
        };
        let there = There::telling(unlimited(), Arc::new(log)).await;
        let mut held = process.lock().unwrap();
        let child = there.command(&SOME).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
        *held = Some(child.id());
        drop(held);
        let output = child.wait_with_output().unwrap();
        assert!(died(&output), "{}", text(&output));
        opens(&there).unwrap_or_else(|told| panic!("killed at refresh {call}:\n{told}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_killed_while_a_refresh_was_answered_goes_on_from_its_record_with_tokens_that_open_the_target() {
    let process = Arc::new(Mutex::new(None::<u32>));
    let (victim, refreshes) = (process.clone(), AtomicUsize::new(0));
    let log = move |seen: &Call<'_>| {
        let is_meant = seen.path.contains("RefreshToken") && refreshes.fetch_add(1, Ordering::Relaxed) + 1 == 2;
        if let Some(process) = is_meant.then(|| victim.lock().unwrap().take()).flatten() {
            assert!(std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
        }
    };
    let there = There::telling(unlimited(), Arc::new(log)).await;
    let mut held = process.lock().unwrap();
    let mut recorded = there.command(&[&SOME[..], &["--record", "run.jsonl"]].concat());
    let child = recorded.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    *held = Some(child.id());
    drop(held);
    let output = child.wait_with_output().unwrap();
    assert!(died(&output), "{}", text(&output));
    let played = std::fs::read_to_string(there.path("run.jsonl")).unwrap().lines().count() - 1;
    let resumed = there.check(&[&SOME[..], &["--resume", "run.jsonl"]].concat());
    let told = text(&resumed);
    assert_eq!(resumed.status.code(), Some(0), "{told}");
    for part in [&format!("run.jsonl: {played} of "), "new ones are asked for first", "CONFORMS"] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    assert_eq!(there.ledger()["instances"]["main"].get("under_way"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_leaves_is_what_the_target_has() {
    let there = There::hyper(unlimited()).await;
    assert_eq!(there.check(&["-q"]).status.code(), Some(5));
    let (ledger, current) = (there.ledger(), there.tokens());
    for name in ["access_token", "refresh_token"] {
        assert_eq!(ledger["instances"]["main"]["tokens"][name]["current"], current[name]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_refreshes_at_once_it_is_chance_which_tokens_are_the_current_ones_and_the_next_run_asks_for_new_ones() {
    let there = There::hyper(json!({"refresh_token": "constant"})).await;
    // The minute for which the instance rests before its limits are exceeded is half a second of ours.
    there.server.worlds().change_clock("default", ClockChange::Pace(Pace::Rate(Rate::new(120.0).unwrap()))).unwrap();
    there.describe("settings: {refresh_token: constant}", "allow: [rate-limits]\nclock: {rate: 120}");
    let arguments = ["--filter", "of-four-refreshes-at-once"];
    let first = there.check(&arguments);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first));
    assert!(text(&first).contains("the next run asks for new ones first"), "{}", text(&first));
    there.wait(61);
    let second = there.check(&["--filter", "has-120-characters"]);
    assert!(text(&second).contains("new ones are asked for first"), "{}", text(&second));
    assert_eq!(second.status.code(), Some(0), "{}", text(&second));
    assert_eq!(there.ledger()["instances"]["main"].get("under_way"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_ledger_cannot_be_written_any_more_replaces_no_further_token_and_the_next_one_starts() {
    let place = Arc::new(Mutex::new(None::<std::path::PathBuf>));
    let refreshes = Arc::new(AtomicUsize::new(0));
    let (blocked, counted) = (place.clone(), refreshes.clone());
    let log = move |seen: &Call<'_>| {
        if seen.path.contains("RefreshToken") {
            counted.fetch_add(1, Ordering::Relaxed);
            // A folder where the new ledger is to be written.
            blocked.lock().unwrap().as_ref().map(std::fs::create_dir);
        }
    };
    let there = There::telling(unlimited(), Arc::new(log)).await;
    let path = there.path("theirs.ledger.json.new");
    *place.lock().unwrap() = Some(path.clone());
    let output = there.check(&["--filter", "new-access-token-opens-calls-at-once", "--filter", "has-120-characters"]);
    assert_eq!(output.status.code(), Some(70), "{}", text(&output));
    assert!(text(&output).contains("the ledger cannot be written"), "{}", text(&output));
    assert_eq!(refreshes.load(Ordering::Relaxed), 1);
    *place.lock().unwrap() = None;
    std::fs::remove_dir(path).unwrap();
    opens(&there).unwrap_or_else(|told| panic!("{told}"));
}
