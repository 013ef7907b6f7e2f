//! Where reports go: files whole or not at all, standard output, the summary of a step; and what is said where they cannot.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::running::{CASE, DEVIATION, Foreign, check, code, command, err, out, printed};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_form_is_written_beside_the_text_which_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let plain = check(folder.path(), &["--only", CASE, "--deviation", DEVIATION]);
    let forms = ["json", "junit", "sarif", "github", "tap", "html"];
    let reports: Vec<String> = forms.iter().map(|form| format!("--report={form}={form}.out")).collect();
    let mut arguments = vec!["--only", CASE, "--deviation", DEVIATION];
    arguments.extend(reports.iter().map(String::as_str));
    let output = check(folder.path(), &arguments);
    let without_time = |text: String| text.split("; played in").next().unwrap().to_owned();
    assert_eq!((code(&output), without_time(out(&output))), (1, without_time(out(&plain))));
    assert_eq!(names(folder.path()), ["github.out", "html.out", "json.out", "junit.out", "sarif.out", "tap.out"]);
    for form in ["json", "junit", "sarif", "tap", "html"] {
        let written = fs::read_to_string(folder.path().join(format!("{form}.out"))).unwrap();
        assert_eq!(written, printed(form, Some(DEVIATION)), "a file has what would be printed");
    }
}

#[test]
fn a_report_on_standard_output_has_it_for_itself_and_the_text_goes_to_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(folder.path(), &["--only", CASE, "--report", "json=-"]);
    serde_json::from_slice::<Value>(&output.stdout).unwrap();
    assert!(err(&output).contains("CONFORMS: 1 case"), "{}", err(&output));
}

#[test]
fn githubs_commands_are_off_while_the_text_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(folder.path(), &["--only", CASE, "--report", "github=-", "--deviation", DEVIATION]);
    let text = out(&output);
    let word = text.lines().next().unwrap().strip_prefix("::stop-commands::").unwrap();
    let (quiet, commands) = text.split_once(&format!("\n::{word}::\n")).unwrap();
    assert!(quiet.contains("DOES NOT CONFORM") && !commands.is_empty(), "{text}");
    assert!(commands.lines().all(|line| line.starts_with("::error ")), "{commands}");
}

#[test]
fn the_summary_is_added_to_what_other_commands_wrote_and_only_where_github_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("summary.md");
    fs::write(&file, "# Before\n").unwrap();
    let run = |form: &str| {
        let arguments = ["--only", CASE, "--deviation", DEVIATION, "--report", form];
        code(&command(folder.path(), &arguments).env("GITHUB_STEP_SUMMARY", &file).output().unwrap())
    };
    assert_eq!(run("tap=-"), 1);
    assert_eq!(fs::read_to_string(&file).unwrap(), "# Before\n");
    assert_eq!(run("github=-"), 1);
    let summary = fs::read_to_string(&file).unwrap();
    assert!(summary.starts_with("# Before\n## Standin: does not conform\n"), "{summary}");
    for part in ["| hyper&#46;refusal&#46;wrong | fail |", "repeat: curl -i", &format!("repeat: standin check --only {CASE}")] {
        assert!(summary.contains(part), "{part} in:\n{summary}");
    }
}

#[test]
fn a_report_that_could_not_be_written_is_wrong_usage_and_nothing_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("kept.json"), "kept").unwrap();
    for (reports, why) in [
        (vec!["--report=json=nowhere/report.json"], "the report json=nowhere/report.json cannot be written"),
        (vec!["--report=json=."], "no regular file"),
        (vec!["--report=json=/dev/null"], "no regular file; `-` is standard output"),
        (vec!["--report=json=-", "--report=tap=-"], "json=- and tap=- would go to the same place"),
        (vec!["--report=json=kept.json", "--report=tap=kept.json"], "would go to the same place"),
        (vec!["--report=jsn=report.json"], "did you mean `json`?"),
        (vec!["--report=json"], "`json=FILE`, or `json=-` for standard output"),
    ] {
        let output = check(folder.path(), &[vec!["--only", CASE], reports.clone()].concat());
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{reports:?}");
        assert!(err(&output).contains(why), "{}", err(&output));
    }
    assert_eq!(names(folder.path()), ["kept.json"]);
    assert_eq!(fs::read_to_string(folder.path().join("kept.json")).unwrap(), "kept");
    assert_eq!(code(&check(folder.path(), &["--only", CASE, "--report=json=kept.json"])), 0);
}

#[test]
fn a_selection_of_nothing_is_reported_as_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(folder.path(), &["--filter", "no-such-case", "--report", "json=-"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((code(&output), &report["conclusion"], &report["exit_code"]), (4, &"nothing".into(), &4.into()));
}

#[test]
fn a_url_that_holds_a_secret_reaches_no_report_even_where_nothing_is_selected() {
    let folder = tempfile::tempdir().unwrap();
    let of = |url: &str| {
        check(folder.path(), &["--target", url, "--provider", "hyper", "--ledger", "tokens.json", "--filter", "no-such-case", "--report=json=r.json"])
    };
    let told = of("http://anna:hunter2@127.0.0.1:1/?key=hunter2");
    assert_eq!(code(&told), 2, "{}", err(&told));
    assert!(!folder.path().join("r.json").exists() && !err(&told).contains("hunter2"), "{}", err(&told));
    assert_eq!(code(&of("http://127.0.0.1:1")), 4);
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(report["subject"]["url"], "http://127.0.0.1:1");
}

#[test]
#[cfg(target_os = "linux")]
fn files_are_written_also_where_the_text_cannot_be_printed() {
    let folder = tempfile::tempdir().unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = command(folder.path(), &["--only", CASE, "--report", "tap=report.tap"]).stdout(full).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(70));
    assert!(fs::read_to_string(folder.path().join("report.tap")).unwrap().starts_with("TAP version 14\n1.."));
}

/// A target that nobody reaches is reported too.
#[test]
fn an_unreachable_target_has_a_report_that_says_so_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let run = |form: &str| {
        let report = format!("{form}=-");
        let credentials = ["--credentials-file", "tokens.json", "--credential", "access_token=abcdefghij"];
        let output = check(folder.path(), &[["--target", &url, "--only", CASE].as_slice(), &credentials, &["--report", &report]].concat());
        assert_eq!(code(&output), 3, "{}{}", out(&output), err(&output));
        out(&output)
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!((&json["conclusion"], &json["cases"][0]["end"]), (&"unreachable".into(), &"broken".into()));
    assert!(json["cases"][0]["steps"][0]["stopped"].as_str().unwrap().contains("no connection"), "{json:#}");
    assert!(run("junit").contains("<error message="));
    assert!(run("html").contains("the play could not go on: no connection"));
    assert!(run("tap").ends_with("Bail out! unreachable\n"));
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], json!(false));
    assert!(!sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().is_empty());
    assert_eq!(run("github").lines().filter(|line| line.starts_with("::error ")).count(), 1, "one reason is told once");
}

/// Calls are paced so that the run would last for minutes; it is interrupted once it has made some.
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_has_a_whole_report_of_what_was_judged_until_then() {
    let calls = std::sync::Arc::new(tokio::sync::Notify::new());
    let (folder, begun, heard) = (tempfile::tempdir().unwrap(), calls.clone(), std::sync::atomic::AtomicUsize::new(0));
    let tell = move |_: &mock_server::Call<'_>| {
        if heard.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 8 {
            begun.notify_one();
        }
    };
    let foreign = Foreign::serve_and_tell("hyper", json!({}), None, std::sync::Arc::new(tell)).await;
    let own = foreign.arguments();
    let mut arguments: Vec<&str> = own.iter().map(String::as_str).collect();
    arguments.extend(["--filter", "refusals", "--pace", "120", "--report", "json=report.json"]);
    let mut child = command(folder.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    calls.notified().await;
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(report["exit_code"], 130);
    let ended = |end: &str| report["cases"].as_array().unwrap().iter().filter(|case| case["end"] == end).count();
    assert!(ended("finished") > 0 && ended("interrupted") > 0, "{said}");
}
