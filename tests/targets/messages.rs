//! What is told of a target that cannot be checked as it is described, and with which exit code.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::there::{There, text, unlimited};

/// Each in a target file that is otherwise right: what is said in place of something, the exit code, and what is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_target_file_that_is_wrong_is_told_with_its_line_and_what_would_be_right() {
    let there = There::hyper(unlimited()).await;
    let right = fs::read_to_string(there.path("theirs.yaml")).unwrap();
    assert_eq!(there.check(&["-q"]).status.code(), Some(5), "what needs a clock is not run");
    fs::remove_file(there.path("theirs.ledger.json")).unwrap();
    there.write_tokens();
    for (from, to, says) in [
        ("api: hyper", "api: hypr", "did you mean `hyper`?"),
        ("instances:", "instances: [", "theirs.yaml:"),
        ("base_url", "base_ur", "did you mean `base_url`?"),
        ("{file: access_token}", "{env: STANDIN_TEST_ABSENT}", "theirs.yaml:6"),
        ("{file: access_token}", "{env: STANDIN_TEST_ABSENT}", "the environment has no STANDIN_TEST_ABSENT"),
        ("{file: access_token}", "{file: absent}", "absent cannot be read"),
        ("{file: access_token}", "{command: [no-such-program]}", "the command no-such-program cannot be started"),
        ("{file: access_token}", "{command: [sh, -c, 'echo hidden; exit 3']}", "failed (exit status: 3); run it by hand"),
        ("{file: access_token}", "{command: [sleep, '60'], timeout: 200ms}", "took longer than 0.2 s"),
        ("{file: access_token}", "{command: [printf, '']}", "`access_token` is empty"),
        ("{file: access_token}", "hidden-token-0123456789", "a secret in this file is read by all who read the file"),
        ("settings:", "tls: {ca: x}\n    settings:", "there is no field `tls` here"),
        ("api: hyper", "api: hyper\ntls: {ca: absent.pem}", "absent.pem cannot be read"),
        ("api: hyper", "api: hyper\ntls: {ca: access_token}", "no certificate of an authority"),
        ("api: hyper", "api: hyper\ntls: {certificate: access_token, key: refresh_token}", "the key from"),
        ("api: hyper", "api: hyper\npublic_keys: [access_token]", "no RSA public key"),
        ("api: hyper", "api: hyper\nproxy: {file: access_token}", "theirs.yaml:2"),
    ] {
        assert!(right.contains(from), "{from}");
        fs::write(there.path("theirs.yaml"), right.replace(from, to)).unwrap();
        let output = there.check(&[]);
        assert_eq!(output.status.code(), Some(2), "{to}: {}", text(&output));
        assert!(text(&output).contains(says) && !text(&output).contains("hidden"), "{to}: {says} in\n{}", text(&output));
        assert!(there.tokens().values().all(|token| !text(&output).contains(token.as_str())), "{to}");
    }
    fs::write(there.path("theirs.yaml"), right).unwrap();
    assert_eq!(there.check(&["-q"]).status.code(), Some(5), "what needs a clock is not run");
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_do_not_go_with_a_target_file_are_told() {
    let there = There::hyper(unlimited()).await;
    for (options, says) in [
        (&["--credential", "access_token=x"][..], "a target file says itself where its credentials stand"),
        (&["--provider", "hyp"], "a target of hyper; --provider hyp does not go with it"),
        (&["--update-snapshots", "--suite", env!("CARGO_MANIFEST_DIR")], "leave --target"),
        (&["--target", "absent.yaml"], "cannot be used multiple times"),
    ] {
        let output = there.check(options);
        assert_eq!(output.status.code(), Some(2), "{options:?}: {}", text(&output));
        assert!(text(&output).contains(says), "{options:?}: {}", text(&output));
    }
    let absent = std::process::Command::new(env!("CARGO_BIN_EXE_standin")).args(["check", "--target", "127.0.0.1:80"]).output().unwrap();
    assert_eq!(absent.status.code(), Some(2));
    assert!(text(&absent).contains("a URL begins with http:// or https://"), "{}", text(&absent));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_is_taken_open_to_others_or_of_another_server_is_told_and_nobody_is_called() {
    let there = There::hyper(unlimited()).await;
    assert_eq!(there.check(&["-q"]).status.code(), Some(5), "what needs a clock is not run");
    let (ledger, lock) = (there.path("theirs.ledger.json"), there.path("theirs.ledger.json.lock"));
    let tokens = there.tokens();
    let refused = |says: &str| {
        let output = there.check(&[]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(says), "{says} in\n{}", text(&output));
    };
    let held = fs::File::open(lock).unwrap();
    held.lock().unwrap();
    refused("another run holds this ledger");
    held.unlock().unwrap();

    fs::set_permissions(&ledger, fs::Permissions::from_mode(0o644)).unwrap();
    refused("(mode 644), and it holds tokens; `chmod 600` it");
    fs::set_permissions(&ledger, fs::Permissions::from_mode(0o600)).unwrap();

    let right = fs::read_to_string(there.path("theirs.yaml")).unwrap();
    fs::write(there.path("theirs.yaml"), right.replace("/hyper\n", "/another\n")).unwrap();
    refused("this ledger holds tokens of http://127.0.0.1:");
    fs::write(there.path("theirs.yaml"), right).unwrap();

    assert_eq!(there.tokens(), tokens, "nobody was called");
    assert_eq!(there.check(&["-q"]).status.code(), Some(5), "what needs a clock is not run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_not_there_is_unreachable() {
    let there = There::hyper(unlimited()).await;
    let right = fs::read_to_string(there.path("theirs.yaml")).unwrap();
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    fs::write(there.path("theirs.yaml"), right.replace(&there.url(), &format!("http://{nowhere}/hyper"))).unwrap();
    let output = there.check(&[]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("no connection") && text(&output).contains("UNREACHABLE"), "{}", text(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_leads_to_a_host_that_is_not_found_otherwise() {
    let there = There::hyper(unlimited()).await;
    let proxy = there.url().replace("/hyper", "");
    let right = fs::read_to_string(there.path("theirs.yaml")).unwrap().replace(&there.url(), "http://target.invalid/hyper");
    let filter = ["-q", "--filter", "has-120-characters"];
    fs::write(there.path("theirs.yaml"), format!("{right}proxy: {proxy}\n")).unwrap();
    let through = there.check(&filter);
    assert_eq!(through.status.code(), Some(0), "{}", text(&through));
    fs::write(there.path("theirs.yaml"), right).unwrap();
    assert_eq!(there.check(&filter).status.code(), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_what_would_be_done_and_calls_nobody() {
    let calls = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = calls.clone();
    let log = move |_: &mock_server::Call<'_>| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    let there = There::telling(unlimited(), std::sync::Arc::new(log)).await;
    there.describe("settings: {refresh_token: replaceable}", "pace: 30\nconstants: {hyper.access-token.length: {length: 64}}");
    let output = there.check(&["--dry-run"]);
    let told = text(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert_eq!(calls.load(std::sync::atomic::Ordering::Relaxed), 0);
    assert!(told.contains(" calls, at 30 a minute at least "), "{told}");
    for part in [
        "a longer wait than `--max-wait` allows",
        "`rate-limits`",
        "for want of several instances: hyper.instance.own-tokens",
        "`length` is 64 there; documented is 120",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    // Nothing stops the cases here, so the calls are as many as was told of the same pace; a slower run has more tokens to renew.
    let quick = text(&there.check(&["--dry-run", "--pace", "60000"]));
    let before = quick.split(" calls, at 60000 a minute at least ").next().unwrap();
    let announced: usize = before.rsplit(' ').next().unwrap().parse().unwrap();
    let all = there.check(&["--pace", "60000"]);
    assert_eq!(all.status.code(), Some(5), "{}", text(&all));
    assert_eq!(calls.load(std::sync::atomic::Ordering::Relaxed), announced);
    let nothing = there.check(&["--dry-run", "--clause", "hyper.admin.delete"]);
    assert_eq!(nothing.status.code(), Some(4), "{}", text(&nothing));
}

#[tokio::test(flavor = "multi_thread")]
async fn lint_knows_a_target_file_and_fetches_no_secret() {
    let there = There::hyper(unlimited()).await;
    let lint = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(there.folder.path()).args(["lint", "--target", "theirs.yaml"]).output().unwrap()
    };
    fs::remove_file(there.path("access_token")).unwrap();
    assert_eq!((lint().status.code(), text(&lint())), (Some(0), "1 target file, no complaint\n".to_owned()));
    let right = fs::read_to_string(there.path("theirs.yaml")).unwrap();
    fs::write(there.path("theirs.yaml"), right.replace("access_token:", "acces_token:")).unwrap();
    assert_eq!(lint().status.code(), Some(2));
    assert!(text(&lint()).contains("did you mean `access_token`?") && text(&lint()).contains("1 complaint"), "{}", text(&lint()));
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_is_committed() {
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_standin")).args(["schema", "target"]).output().unwrap();
    let committed = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/target.schema.json")).unwrap();
    assert!(printed.stdout == committed, "renew it: standin schema target > docs/target.schema.json");
}
