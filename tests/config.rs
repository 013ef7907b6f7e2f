//! `standin.yaml`, `standin config` and `standin init` as a user meets them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PORTS: &str = "port: 0\ncontrol_port: 0\n";

/// The command in a folder of its own, with none of our variables.
fn standin(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(folder.path()).args(arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("STANDIN_")) {
            command.env_remove(name);
        }
    }
    command
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, text);
    folder
}

/// Writes the file in one step, so that nobody reads half of it.
fn write(folder: &TempDir, text: &str) {
    let beside = folder.path().join("written");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, folder.path().join("standin.yaml")).unwrap();
}

fn ended(mut command: Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A server that is ended when the test is over, however it ends.
struct Serving {
    child: Child,
    stderr: BufReader<ChildStderr>,
    ready: Value,
}

impl Serving {
    fn start(folder: &TempDir, options: &[&str]) -> Self {
        Self::spawn(standin(folder, &[&["serve", "--log", "json"], options].concat()))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        Self { child, stderr, ready }
    }

    /// Everything that it says up to the line that holds this.
    fn says(&mut self, part: &str) -> String {
        let mut all = String::new();
        while !all.contains(part) {
            let read = self.stderr.read_line(&mut all).unwrap();
            assert!(read > 0, "it ended without {part:?}:\n{all}");
        }
        all
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    fn control(&self, method: &str, path: &str) -> Value {
        let (_, body) = ask(method, &format!("{}{path}", self.ready["control_url"].as_str().unwrap()), "");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body:?}"))
    }

    fn token(&self, world: &str) -> String {
        self.control("GET", &format!("/worlds/{world}"))["instances"]["hyper"]["credentials"]["access_token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A call; its status and body.
fn ask(method: &str, url: &str, token: &str) -> (u16, String) {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        format!("{method} /{path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

#[test]
fn the_file_of_the_working_directory_is_served_and_another_only_by_name() {
    let text = format!("{PORTS}seed: 5\ninstances:\n  hyper: {{ mount: /vendor/v1 }}\nworlds:\n  calm: {{ clock: frozen@2026-01-01T00:00:00Z }}\n");
    let here = folder(&text);
    let serving = Serving::start(&here, &[]);
    assert_eq!(serving.ready["seed"], 5);
    let base = serving.ready["instances"]["hyper"]["base_url"].as_str().unwrap();
    assert!(base.ends_with("/vendor/v1"), "{base}");
    assert_eq!(ask("GET", &format!("{base}/TokenValidity"), &serving.token("default")).0, 200);
    let calm = serving.ready["worlds"]["calm"]["hyper"]["base_url"].as_str().unwrap();
    assert_eq!(ask("GET", &format!("{calm}/TokenValidity"), &serving.token("calm")).0, 200);
    let elsewhere = folder(&format!("{PORTS}seed: 6\n"));
    fs::rename(elsewhere.path().join("standin.yaml"), elsewhere.path().join("other.yaml")).unwrap();
    assert_eq!(Serving::start(&elsewhere, &["--config", "other.yaml"]).ready["seed"], 6);
}

#[test]
fn an_instance_with_a_port_of_its_own_is_at_its_root() {
    let folder = folder(&format!("{PORTS}instances:\n  hyper: {{ port: 0 }}\n"));
    let serving = Serving::start(&folder, &[]);
    let base = serving.ready["instances"]["hyper"]["base_url"].as_str().unwrap();
    assert_eq!(base.matches('/').count(), 2, "{base}");
    assert_eq!(ask("GET", &format!("{base}/TokenValidity"), &serving.token("default")).0, 200);
}

#[test]
fn flag_environment_file_and_default_are_told_apart() {
    let folder = folder("port: 1\ncontrol_port: 2\nlog: json\n");
    let mut command = standin(&folder, &["config", "print", "--port", "3"]);
    command.env("STANDIN_PORT", "4").env("STANDIN_CONTROL_PORT", "5");
    let (code, printed, _) = ended(command);
    assert_eq!(code, Some(0));
    for (value, origin) in
        [("port: 3", "--port"), ("control_port: 5", "STANDIN_CONTROL_PORT"), ("log: json", "standin.yaml:3"), ("quiet: false", "default")]
    {
        let line = printed.lines().find(|line| line.starts_with(value)).unwrap_or_else(|| panic!("{value}:\n{printed}"));
        assert!(line.ends_with(&format!("  # {origin}")), "{line}");
    }
    let (_, list, _) = ended(standin(&folder, &["config", "print", "--format", "json"]));
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list[0], serde_json::json!({ "key": ["port"], "value": 1, "from": { "file": "standin.yaml", "line": 1 } }));
}

#[test]
fn a_secret_is_used_and_never_printed() {
    let folder = folder(&format!("{PORTS}control_token: {{ file: token }}\n"));
    fs::write(folder.path().join("token"), "from-the-file\n").unwrap();
    let serving = Serving::start(&folder, &[]);
    let worlds = format!("{}/worlds", serving.ready["control_url"].as_str().unwrap());
    assert_eq!(ask("GET", &worlds, "from-the-file").0, 200);
    assert_eq!(ask("GET", &worlds, "from-the-fil").0, 401);
    let printed = |command| ended(command).1;
    assert!(printed(standin(&folder, &["config", "print"])).contains(r#"control_token: {"file":"token"}"#));
    let mut variable = standin(&folder, &["config", "print"]);
    variable.env("STANDIN_CONTROL_TOKEN", "from-outside");
    for printed in [printed(variable), printed(standin(&folder, &["config", "print", "--control-token", "from-outside"]))] {
        assert!(printed.contains("<control_token>") && !printed.contains("from-outside"), "{printed}");
    }
}

/// A broken file, and what is said of it after the line that names the mistake's place.
const BROKEN: &[(&str, &str)] = &[
    ("prot: 80\n", "error: there is no field `prot` here\n --> standin.yaml:1:1\n  |\n1 | prot: 80\n  | ^^^^\n  |\n  = help: did you mean `port`?\n"),
    (
        "seed: 1\nport: 99999\n",
        "error: `99999` cannot stand here; it takes a port from 1 to 65535, or 0 for any that is free\n --> standin.yaml:2:7\n  |\n2 | port: 99999\n  |       ^^^^^\n",
    ),
    (
        "limits:\n  max_body: 0\n",
        "error: `0` cannot stand here; it takes a number of bytes above 0, such as 65536, 64KiB or 1MiB\n --> standin.yaml:2:13\n  |\n2 |   max_body: 0\n  |             ^\n",
    ),
    (
        "instances:\n  hyper:\n    settings:\n      refresh_tokn: constant\n",
        "error: there is no setting `refresh_tokn`; did you mean `refresh_token`?\n --> standin.yaml:4:7\n  |\n4 |       refresh_tokn: constant\n  |       ^^^^^^^^^^^^\n",
    ),
    (
        "instances:\n  hyper:\n    settings:\n      life_hours: 0\n",
        "error: `life_hours` cannot be 0; it takes a whole number from 1 to 8760\n --> standin.yaml:4:19\n  |\n4 |       life_hours: 0\n  |                   ^\n",
    ),
    ("instances:\n  hypr:\n", "error: there is no API `hypr`; did you mean `hyper`?\n --> standin.yaml:2:3\n  |\n2 |   hypr:\n  |   ^^^^\n"),
    (
        "instances:\n  a: { api: hypr }\n",
        "error: there is no API `hypr`; did you mean `hyper`?\n --> standin.yaml:2:13\n  |\n2 |   a: { api: hypr }\n  |             ^^^^\n",
    ),
    (
        "instances:\n  a: { api: hyper, mount: /x }\n  b: { api: hyper, mount: /x }\n",
        "error: instances `a` and `b` are both mounted at /x; give one of them another `mount`\n --> standin.yaml:3:27\n  |\n3 |   b: { api: hyper, mount: /x }\n  |                           ^^\n",
    ),
    (
        "instances:\n  a: { api: hyper, mount: /b }\n  b: { api: hyper }\n",
        "error: instances `a` and `b` are both mounted at /b; give one of them another `mount`\n --> standin.yaml:3:3\n  |\n3 |   b: { api: hyper }\n  |   ^\n",
    ),
    (
        "instances:\n  hyper:\n    mount: /w\n",
        "error: instance `hyper` cannot be mounted at `/w`; a mount begins with / and has segments of A-Z, a-z, 0-9, -, ., _ and ~, the first of them not `w`, at most 200 characters, without / at its end (for the root, give the instance a port of its own)\n --> standin.yaml:3:12\n  |\n3 |     mount: /w\n  |            ^^\n",
    ),
    (
        "instances:\n  hyper:\n    deviation: grace-of-118-seconds\n",
        "error: there is no deviation `grace-of-118-seconds`; did you mean `grace-of-119-seconds`?\n --> standin.yaml:3:16\n  |\n3 |     deviation: grace-of-118-seconds\n  |                ^^^^^^^^^^^^^^^^^^^^\n",
    ),
    ("instances:\n  hyper:\n  hyper:\n", "error: `hyper` stands here twice\n --> standin.yaml:3:3\n  |\n3 |   hyper:\n  |   ^^^^^\n"),
    (
        "worlds:\n  default:\n",
        "error: the world `default` is what the top of the file says; write it there\n --> standin.yaml:2:3\n  |\n2 |   default:\n  |   ^^^^^^^\n",
    ),
    (
        "worlds:\n  calm: { instances: { hyper: { port: 1 } } }\n",
        "error: the instance `hyper` of the world `calm` cannot have a port; give the world a `port`, or the instance a `mount`\n --> standin.yaml:2:24\n  |\n2 |   calm: { instances: { hyper: { port: 1 } } }\n  |                        ^^^^^\n",
    ),
    (
        "tls: true\ntls_cert: cert.pem\n",
        "error: its private key is missing; add `tls_key` (--tls-key)\n --> standin.yaml:2:11\n  |\n2 | tls_cert: cert.pem\n  |           ^^^^^^^^\n",
    ),
    (
        "tls_ca_file: ca.pem\n",
        "error: this is for https, which is not served; add `tls: true` (--tls), or bring `tls_cert` and `tls_key` (--tls-cert and --tls-key)\n --> standin.yaml:1:14\n  |\n1 | tls_ca_file: ca.pem\n  |              ^^^^^^\n",
    ),
    (
        "tls: true\ntls_name: [api.test, a b]\n",
        "error: `a b` cannot stand here; it takes a host name in ASCII or an IP address\n --> standin.yaml:2:22\n  |\n2 | tls_name: [api.test, a b]\n  |                      ^\n",
    ),
    (
        "cors: http://localhost:3000\n",
        "error: a list must stand here\n --> standin.yaml:1:7\n  |\n1 | cors: http://localhost:3000\n  |       ^^^^\n  |\n  = help: as in `[a]`, or `- a` below\n",
    ),
    ("stub_files: nowhere\n", "error: there is no folder nowhere\n --> standin.yaml:1:13\n  |\n1 | stub_files: nowhere\n  |             ^^^^^^^\n"),
    (
        "instances:\n  hyper:\n    stubs:\n      - name: s\n        anwsers: []\n",
        "error: there is no field `anwsers` here\n --> standin.yaml:5:9\n  |\n5 |         anwsers: []\n  |         ^^^^^^^\n  |\n  = help: did you mean `answers`?\n",
    ),
    (
        "instances:\n  hyper:\n    stubs:\n      - { name: r, answers: [{}] }\n      - { name: s, answers: [{ status: 99 }] }\n",
        "error: a stub cannot be as given: answers[0].status: 99 is no status of an answer; it takes 200 to 599\n --> standin.yaml:5:9\n  |\n5 |       - { name: s, answers: [{ status: 99 }] }\n  |         ^\n",
    ),
    (
        "faults:\n  - { name: f, effect: reset }\n  - { name: f, effect: empty }\n",
        "error: the name `f` stands twice\n --> standin.yaml:3:5\n  |\n3 |   - { name: f, effect: empty }\n  |     ^\n",
    ),
    (
        "worlds:\n  calm:\n    faults: [{ name: f, effect: reset, instance: hypr }]\n",
        "error: a fault cannot be as given: instance: there is no instance `hypr`; did you mean `hyper`?\n --> standin.yaml:3:14\n  |\n3 |     faults: [{ name: f, effect: reset, instance: hypr }]\n  |              ^\n",
    ),
    ("control_token: { env: NO_SUCH }\n", "standin.yaml:1:16: the environment has no NO_SUCH; set it, or give the secret otherwise\n"),
    (
        "control_token: [in-the-file]\n",
        "standin.yaml:1:16: the control token takes a text of visible ASCII characters, `{env: NAME}` or `{file: PATH}`\n",
    ),
    ("control_tokn: in-the-file\n", "standin.yaml:1: there is no field `control_tokn` here; did you mean `control_token`?\n"),
];

#[test]
fn a_broken_file_is_shown_where_it_is_broken_and_ends_with_code_2() {
    for (text, right) in BROKEN {
        let folder = folder(text);
        for command in [&["config", "print"][..], &["serve", "--port", "0", "--control-port", "0"]] {
            let (code, printed, says) = ended(standin(&folder, command));
            assert_eq!((code, printed.as_str(), says), (Some(2), "", format!("standin: {right}")));
        }
    }
}

#[test]
fn a_variable_that_is_no_option_is_named_with_the_option_that_it_resembles() {
    let folder = folder("seed: 1\n");
    let printed = |variable: &str| {
        let mut command = standin(&folder, &["config", "print"]);
        command.env(variable, "9");
        ended(command)
    };
    let note = "standin: STANDIN_PRT in the environment is no option and was left alone; did you mean STANDIN_PORT?\n";
    let (code, text, says) = printed("STANDIN_PRT");
    assert_eq!((code, says.as_str()), (Some(0), note));
    assert!(text.contains("port: 8080"), "{text}");
    for silent in ["STANDIN_PORT", "STANDIN_MAX_HEAD", "STANDIN_CREDENTIAL_PORT", "STANDIN_ZEBRA"] {
        assert_eq!(printed(silent).2, "", "{silent}");
    }
}

#[test]
fn a_file_that_is_named_and_not_there_is_an_error() {
    let (code, _, says) = ended(standin(&tempfile::tempdir().unwrap(), &["config", "print", "--config", "no.yaml"]));
    assert_eq!(code, Some(2));
    assert!(says.starts_with("standin: cannot read no.yaml: "), "{says}");
}

fn two_worlds(seed_of_b: u64) -> String {
    format!("{PORTS}seed: 1\nready_file: ready.json\nworlds:\n  a: {{ seed: 1 }}\n  b: {{ seed: {seed_of_b} }}\n")
}

fn ready(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("ready.json")).unwrap()).unwrap()
}

#[test]
fn a_changed_file_is_put_in_force_and_worlds_that_it_does_not_change_keep_their_state() {
    let folder = folder(&two_worlds(2));
    let mut serving = Serving::start(&folder, &[]);
    let (born, other) = (serving.token("a"), serving.token("b"));
    serving.control("POST", "/worlds/a/instances/hyper/actions/regenerate");
    let regenerated = serving.token("a");
    assert_ne!(regenerated, born);
    write(&folder, &two_worlds(3));
    serving.says("standin.yaml was reloaded; worlds made anew: b\n");
    assert_eq!(serving.token("a"), regenerated);
    assert_ne!(serving.token("b"), other);
    let told = &ready(folder.path())["worlds"];
    let credential = |world: &str| told[world]["hyper"]["credentials"]["access_token"].as_str().unwrap().to_owned();
    assert_eq!((credential("a"), credential("b")), (serving.token("a"), serving.token("b")));
}

#[test]
fn stubs_and_faults_of_the_file_are_there_from_the_start_and_after_a_reload() {
    let stubbed = |word: &str| {
        let stub = format!("{{ name: s, auth: none, match: {{ path: /own }}, answers: [{{ text: {word} }}] }}");
        format!(
            "{PORTS}instances:\n  hyper: {{ stubs: [{stub}] }}\nworlds:\n  late:\n    faults: [{{ name: f, effect: {{ status: {{ code: 502 }} }} }}]\n"
        )
    };
    let folder = folder(&stubbed("one"));
    let mut serving = Serving::start(&folder, &[]);
    let url = serving.ready["instances"]["hyper"]["base_url"].as_str().unwrap().to_owned();
    assert_eq!(ask("GET", &format!("{url}/own"), ""), (200, "one".to_owned()));
    assert_eq!(ask("GET", &url.replace("/hyper", "/w/late/hyper/own"), "").0, 502);
    write(&folder, &stubbed("two"));
    serving.signal("-HUP");
    serving.says("worlds made anew: default, late\n");
    assert_eq!(ask("GET", &format!("{url}/own"), ""), (200, "two".to_owned()));
}

#[test]
fn a_bad_file_leaves_what_runs_alone_and_says_where_it_is_bad() {
    let folder = folder(&two_worlds(2));
    let mut serving = Serving::start(&folder, &[]);
    let before = (serving.token("a"), serving.token("b"));
    write(&folder, &two_worlds(3).replace("a: { seed: 1 }", "a: { sed: 1 }"));
    serving.signal("-HUP");
    let says = serving.says("standin.yaml was not reloaded; what is running goes on as it was\n");
    assert!(says.contains("--> standin.yaml:6:8") && says.contains("did you mean `seed`?"), "{says}");
    assert_eq!((serving.token("a"), serving.token("b")), before);
    write(&folder, &two_worlds(3));
    serving.signal("-HUP");
    serving.says("standin.yaml was reloaded; worlds made anew: b\n");
    assert_eq!(serving.token("a"), before.0);
}

#[test]
fn a_file_that_vanishes_is_no_empty_one() {
    let folder = folder(&two_worlds(2));
    let mut serving = Serving::start(&folder, &[]);
    let before = serving.token("b");
    fs::remove_file(folder.path().join("standin.yaml")).unwrap();
    let says = serving.says("standin.yaml was not reloaded");
    assert!(says.contains("cannot read standin.yaml"), "{says}");
    assert_eq!(serving.token("b"), before);
    write(&folder, &two_worlds(3));
    serving.says("standin.yaml was reloaded; worlds made anew: b\n");
}

#[test]
fn what_cannot_change_while_serving_is_said_to_need_a_restart() {
    let folder = folder(&two_worlds(2));
    let mut serving = Serving::start(&folder, &[]);
    write(&folder, &format!("{}limits: {{ max_body: 2KiB }}\ncontrol_token: another\n", two_worlds(2)));
    serving.signal("-HUP");
    let says = serving.says("need a restart");
    assert!(says.contains("no world is another than before; these need a restart: control_token, limits.max_body"), "{says}");
    assert_eq!(serving.control("GET", "/worlds/a")["world"], "a");
}

#[test]
fn strictness_is_put_in_force_without_a_restart() {
    let folder = folder(&two_worlds(2));
    let mut serving = Serving::start(&folder, &[]);
    write(&folder, &format!("{}strict: true\n", two_worlds(2)));
    serving.signal("-HUP");
    assert_eq!(serving.says("was reloaded"), "standin: standin.yaml was reloaded; worlds made anew: a, b, default\n");
    assert_eq!(serving.control("GET", "/worlds/a/state")["instances"]["hyper"]["settings"]["bearer_case"], "sensitive");
}

#[test]
fn a_secrets_file_is_watched_as_well() {
    let folder = folder(&format!("{PORTS}control_token: {{ file: token }}\n"));
    fs::write(folder.path().join("token"), "one").unwrap();
    let mut serving = Serving::start(&folder, &[]);
    fs::write(folder.path().join("token.new"), "two").unwrap();
    fs::rename(folder.path().join("token.new"), folder.path().join("token")).unwrap();
    assert!(!serving.says("these need a restart: control_token").contains("two"));
}

#[test]
fn told_not_to_reload_it_ends_on_sighup_as_any_program_does() {
    let folder = folder(&two_worlds(2));
    let mut watched = Serving::start(&folder, &[]);
    watched.signal("-HUP");
    watched.says("no world is another than before");
    let mut serving = Serving::start(&folder, &["--no-reload"]);
    serving.signal("-HUP");
    assert_eq!(serving.child.wait().unwrap().code(), None);
}

#[test]
fn init_writes_a_file_that_serves_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let (code, printed, _) = ended(standin(&folder, &["init"]));
    assert_eq!(code, Some(0));
    assert!(printed.contains("standin serve"), "{printed}");
    let serving = Serving::start(&folder, &["--port", "0", "--control-port", "0"]);
    assert_eq!(serving.control("GET", "/worlds/calm/clock")["mode"], "frozen");
    let file = folder.path().join("standin.yaml");
    let (_, starter, _) = ended(standin(&folder, &["init", "--stdout"]));
    assert_eq!(fs::read_to_string(&file).unwrap(), starter);
    fs::write(&file, "mine").unwrap();
    let (code, _, says) = ended(standin(&folder, &["init"]));
    assert_eq!((code, fs::read_to_string(&file).unwrap().as_str()), (Some(2), "mine"));
    assert!(says.contains("--force"), "{says}");
    assert_eq!(ended(standin(&folder, &["init", "--force"])).0, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), starter);
}

#[test]
fn the_schema_and_the_reference_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let (code, schema, _) = ended(standin(&folder, &["config", "schema"]));
    assert_eq!(code, Some(0));
    assert_eq!(serde_json::from_str::<Value>(&schema).unwrap()["additionalProperties"], false);
    let (code, reference, _) = ended(standin(&folder, &["config", "reference"]));
    assert_eq!(code, Some(0));
    assert!(reference.contains("`STANDIN_MAX_BODY`"), "{reference}");
}
