//! Hooks as they are run: what they are told, and what is told of them.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Map, Value, json};

use conformance::target::description::{Deed, DescribedHook, HookBody, Said};
use conformance::target::hook::{Brought, ClockControl, Hook, HookError, Means};
use conformance::target::{Clock, Connection, Foreign, HeaderText, Powers};

fn means(folder: PathBuf) -> Means {
    Means { client: Connection::default().client().unwrap(), folder, secrets: BTreeMap::new(), headers: BTreeMap::new() }
}

fn described(deed: Deed, timeout: Duration) -> DescribedHook {
    DescribedHook { deed, timeout, secrets: BTreeMap::new(), credentials: BTreeMap::new() }
}

fn shell(script: &str) -> DescribedHook {
    described(Deed::Command(["sh", "-c", script].map(str::to_owned).to_vec()), Duration::from_secs(20))
}

fn call(port: u16, timeout: Duration) -> DescribedHook {
    let body = HookBody::Json(json!({"hours": "${with.hours}", "key": "${secret.key}"}));
    let url = format!("http://127.0.0.1:{port}/do/${{action}}");
    described(Deed::Call { method: Method::POST, url, headers: BTreeMap::new(), body }, timeout)
}

fn values() -> Map<String, Value> {
    json!({"action": "a b", "with": {"hours": 3}}).as_object().unwrap().clone()
}

/// One answer to one call, and what was asked.
fn answering(answer: &str) -> (u16, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = answer.to_owned();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = String::new();
        let mut piece = [0; 4096];
        while !asked.ends_with('}') {
            let count = stream.read(&mut piece).unwrap();
            asked.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
        stream.write_all(format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
        asked
    });
    (port, served)
}

fn with_secrets(described: &DescribedHook) -> Hook {
    let secrets = BTreeMap::from([("key".to_owned(), "hidden-word".to_owned())]);
    let headers = BTreeMap::from([
        ("x-key".to_owned(), HeaderText::Secret("hidden-header".to_owned())),
        ("x-team".to_owned(), HeaderText::Plain("${action}".to_owned())),
    ]);
    Hook::new(described, Means { secrets, headers, ..means(PathBuf::new()) })
}

#[tokio::test]
async fn a_call_carries_its_values_and_brings_credentials() {
    let body = r#"{"a": {"t": "brought"}}"#;
    let (port, served) = answering(&format!("200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    let mut described = call(port, Duration::from_secs(20));
    described.credentials = BTreeMap::from([("access_token".to_owned(), Said { value: "$.a.t".to_owned(), span: 0..0 })]);
    let brought = with_secrets(&described).run(&values()).await;
    assert_eq!(brought, Ok(BTreeMap::from([("access_token".to_owned(), "brought".to_owned())])));
    let asked = served.join().unwrap();
    for part in ["POST /do/a%20b HTTP/1.1", "x-key: hidden-header", "x-team: a b", "{\"hours\":3,\"key\":\"hidden-word\"}"] {
        assert!(asked.contains(part), "{part} in\n{asked}");
    }
}

#[tokio::test]
async fn what_an_answer_says_decides_whether_it_is_done_refused_or_failed() {
    let told = async |status: &str| {
        let (port, served) = answering(&format!("{status}\r\ncontent-length: 0\r\nlocation: /\r\n\r\n"));
        let done = with_secrets(&call(port, Duration::from_secs(20))).run(&values()).await;
        served.join().unwrap();
        done
    };
    assert_eq!(told("204 No Content").await, Ok(Brought::new()));
    assert_eq!(told("409 Conflict").await, Err(HookError::Refused("status 409".to_owned())));
    for status in [302, 400, 401, 404, 422, 500] {
        assert_eq!(told(&format!("{status} x")).await, Err(HookError::Failed(format!("status {status}"))));
    }
}

#[tokio::test]
async fn a_call_that_gets_no_answer_fails_in_its_time_and_tells_no_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let late = with_secrets(&call(port, Duration::from_millis(200))).run(&values()).await.unwrap_err();
    assert!(matches!(&late, HookError::Failed(why) if why.contains("no answer") && why.contains("`timeout`")), "{late}");
    drop(listener);
    let nobody = with_secrets(&call(port, Duration::from_secs(20))).run(&values()).await.unwrap_err();
    assert!(matches!(&nobody, HookError::Failed(why) if why.contains("no connection") && !why.contains("hidden")), "{nobody}");
}

#[tokio::test]
async fn an_answer_without_the_credentials_that_it_should_bring_fails() {
    for (body, says) in [("{}", "no text at $.t for the credential `access_token`"), ("no", "no JSON")] {
        let (port, served) = answering(&format!("200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
        let mut described = call(port, Duration::from_secs(20));
        described.credentials = BTreeMap::from([("access_token".to_owned(), Said { value: "$.t".to_owned(), span: 0..0 })]);
        let error = with_secrets(&described).run(&values()).await.unwrap_err();
        assert!(matches!(&error, HookError::Failed(why) if why.contains(says)), "{error}");
        served.join().unwrap();
    }
}

#[tokio::test]
async fn a_command_gets_its_values_as_words_in_the_files_folder() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["sh", "-c", "echo \"$1|$2\" >told", "sh", "${action}; exit 1", "${with}"].map(str::to_owned).to_vec();
    let hook = Hook::new(&described(Deed::Command(words), Duration::from_secs(20)), means(folder.path().to_owned()));
    assert_eq!(hook.run(&values()).await, Ok(Brought::new()));
    assert_eq!(std::fs::read_to_string(folder.path().join("told")).unwrap(), "a b; exit 1|{\"hours\":3}\n");
}

#[tokio::test]
async fn a_command_is_done_refused_or_failed_by_how_it_ends_and_its_secrets_are_masked() {
    let run = async |script: &str| with_secrets(&shell(script)).run(&values()).await;
    assert_eq!(run("true").await, Ok(Brought::new()));
    let refused = run("echo no such terminal >&2; exit 10").await.unwrap_err();
    assert!(matches!(&refused, HookError::Refused(why) if why.ends_with(": no such terminal")), "{refused}");
    let failed = run("echo the key hidden-word is wrong >&2; exit 3").await.unwrap_err();
    assert!(matches!(&failed, HookError::Failed(why) if why.contains("the key *** is wrong") && why.contains("exit status: 3")), "{failed}");
    let mut slow = shell("sleep 60");
    slow.timeout = Duration::from_millis(200);
    let late = with_secrets(&slow).run(&values()).await.unwrap_err();
    assert!(matches!(&late, HookError::Failed(why) if why.contains("longer than 0.2 s")), "{late}");
    assert!(matches!(run("yes | head -c 2000000").await, Err(HookError::Failed(why)) if why.contains("prints more") || why.contains("failed")));
}

#[tokio::test]
async fn a_clock_is_moved_by_what_its_hook_is_told_and_is_in_doubt_once_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["sh", "-c", "echo $1 $2 $3 >>told; test $1 != 7", "sh", "${milliseconds}", "${seconds}", "${until}"].map(str::to_owned);
    let hook = Hook::new(&described(Deed::Command(words.to_vec()), Duration::from_secs(20)), means(folder.path().to_owned()));
    let clock = ClockControl::new(hook, || "2026-01-01T00:00:00.000500Z".parse().unwrap_or(Timestamp::UNIX_EPOCH));
    clock.advance(Duration::from_secs(120)).await.unwrap();
    clock.advance(Duration::from_micros(1_500_001)).await.unwrap();
    assert_eq!((clock.moved(), clock.doubt()), (Duration::from_millis(121_501), None));
    assert_eq!(clock.now().to_string(), "2026-01-01T00:02:01.5015Z");
    let told = std::fs::read_to_string(folder.path().join("told")).unwrap();
    assert_eq!(told, "120000 120 2026-01-01T00:02:00Z\n1501 1.501 2026-01-01T00:02:01.501Z\n");
    let failed = clock.advance(Duration::from_millis(7)).await.unwrap_err();
    assert_eq!((clock.doubt(), clock.moved()), (Some(failed.clone()), Duration::from_millis(121_501)));
    assert_eq!(clock.advance(Duration::from_secs(1)).await, Err(failed), "nothing is run any more");
    assert_eq!(std::fs::read_to_string(folder.path().join("told")).unwrap().lines().count(), 3);
}

#[tokio::test]
async fn how_old_tokens_are_is_forgotten_where_a_clock_was_moved_nobody_knows_how_far() {
    for (script, known) in [("exit 0", true), ("exit 10", true), ("exit 3", false)] {
        let clock = ClockControl::new(Hook::new(&shell(script), means(PathBuf::new())), || Timestamp::UNIX_EPOCH);
        let foreign = Foreign::new("http://127.0.0.1:1", Clock::moved_by_a_hook(Timestamp::UNIX_EPOCH), BTreeMap::new());
        let mut powers = Powers::default();
        powers.clock = Some(clock);
        let foreign = foreign.with_powers(powers);
        let instance = foreign.instances().values().next().unwrap();
        instance.freshened(foreign.now());
        assert_eq!(foreign.advance(Duration::from_secs(3_600)).await.is_ok(), script == "exit 0");
        assert_eq!(instance.times().freshened.is_some(), known, "{script}");
    }
}

#[tokio::test]
async fn of_a_secret_that_begins_with_another_nothing_is_told() {
    let secrets = [("a", "hidden"), ("b", "hidden-and-more")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let hook = Hook::new(&shell("echo no hidden-and-more here >&2; exit 3"), Means { secrets: BTreeMap::from(secrets), ..means(PathBuf::new()) });
    let told = hook.run(&values()).await.unwrap_err().to_string();
    assert!(told.ends_with("no *** here"), "{told}");
}
