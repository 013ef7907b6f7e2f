//! Precedence, origins, and that the documentation says what the program does.

use std::path::PathBuf;

use mock_server::{ClientCertificates, Cors};

use super::layers::Place;
use super::*;
use crate::init::STARTER;
use crate::serve::{Assignment, Mount, ServerCertificate};

/// What follows this line in the page is printed by `standin config reference`.
const MARK: &str = "<!-- printed by `standin config reference`; do not edit below -->\n\n";

/// A configuration from a file with this text.
struct Written {
    folder: tempfile::TempDir,
    flags: Flags,
    environment: Environment,
}

impl Written {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(NAME);
        std::fs::write(&file, text).unwrap();
        Self { folder, flags: Flags { config: Some(file), ..Flags::default() }, environment: Environment::default() }
    }

    fn flags(mut self, change: impl FnOnce(&mut Flags)) -> Self {
        change(&mut self.flags);
        self
    }

    fn variables<const N: usize>(mut self, variables: [(&str, &str); N]) -> Self {
        self.environment = variables.into();
        self
    }

    fn resolve(&self) -> Result<Configuration, String> {
        let sources = Sources { flags: &self.flags, environment: &self.environment, drawn: 77 };
        sources.resolve().map_err(|error| error.to_string())
    }

    fn entry(&self, path: &[&str]) -> Entry {
        let entries = self.resolve().unwrap().entries;
        entries.into_iter().find(|entry| entry.path == path).unwrap_or_else(|| panic!("no {path:?}"))
    }

    /// A value, and the line or name by which it was said.
    fn said(&self, path: &[&str]) -> (String, String) {
        let Entry { value, place, .. } = self.entry(path);
        let place = match place {
            Place::Default => "default".to_owned(),
            Place::File(at) => format!("line {}", at.line),
            Place::Variable(name) | Place::Flag(name) => name,
        };
        (value.as_str().map_or_else(|| value.to_string(), str::to_owned), place)
    }
}

fn pair(value: &str, place: &str) -> (String, String) {
    (value.to_owned(), place.to_owned())
}

fn assignment(text: &str) -> Assignment {
    text.parse().unwrap()
}

const REFRESH: [&str; 4] = ["instances", "hyper", "settings", "refresh_limit"];

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file_and_that_over_the_default() {
    let file = || Written::new("seed: 1\nlimits:\n  max_body: 2KiB\n");
    let variables = [("STANDIN_MAX_BODY", "3KiB")];
    let key = ["limits", "max_body"];
    assert_eq!(Written::new("seed: 1\n").said(&key), pair("1MiB", "default"));
    assert_eq!(file().said(&key), pair("2KiB", "line 3"));
    assert_eq!(file().variables(variables).said(&key), pair("3KiB", "STANDIN_MAX_BODY"));
    let flagged = file().variables(variables).flags(|flags| flags.limits.max_body = "4KiB".parse().ok());
    assert_eq!(flagged.said(&key), pair("4KiB", "--max-body"));
    assert_eq!(flagged.resolve().unwrap().config.limits.body, 4096);
}

#[test]
fn a_setting_follows_the_same_order() {
    let file = || Written::new("instances:\n  hyper:\n    settings: { refresh_limit: 3 }\n");
    let variables = [("STANDIN_SET_HYPER_REFRESH_LIMIT", "4")];
    assert_eq!(Written::new("seed: 1\n").said(&REFRESH), pair("10", "default"));
    assert_eq!(file().said(&REFRESH), pair("3", "line 3"));
    assert_eq!(file().variables(variables).said(&REFRESH), pair("4", "STANDIN_SET_HYPER_REFRESH_LIMIT"));
    let flagged = file().variables(variables).flags(|flags| flags.settings.push(assignment("hyper.refresh_limit=5")));
    assert_eq!(flagged.said(&REFRESH), pair("5", "--set hyper.refresh_limit"));
    assert_eq!(flagged.resolve().unwrap().config.instances["hyper"].settings["refresh_limit"], 5);
}

#[test]
fn a_deviation_follows_the_same_order_and_is_that_of_every_instance_of_its_api() {
    let file = || Written::new("instances:\n  hyper: { deviation: grace-of-119-seconds }\n  two: { api: hyper }\n  hyp: {}\n");
    let variables = [("STANDIN_DEVIATION", "hyper=grace-of-125-seconds")];
    let key = ["instances", "hyper", "deviation"];
    assert_eq!(file().said(&key), pair("grace-of-119-seconds", "line 2"));
    assert_eq!(file().variables(variables).said(&key), pair("grace-of-125-seconds", "STANDIN_DEVIATION"));
    let flagged = file().variables(variables).flags(|flags| flags.deviations.push("two-previous-pairs".to_owned()));
    assert_eq!(flagged.said(&key), pair("two-previous-pairs", "--deviation two-previous-pairs"));
    let instances = flagged.resolve().unwrap().config.instances;
    let deviations: Vec<_> = ["hyper", "two", "hyp"].map(|name| instances[name].deviation.as_deref()).into();
    assert_eq!(deviations, [Some("two-previous-pairs"), Some("two-previous-pairs"), None]);
}

#[test]
fn every_option_of_the_file_has_a_variable() {
    for (path, value) in [("port", "1"), ("bind", "::1"), ("seed", "5"), ("clock", "frozen"), ("quiet", "true"), ("limits.idle_world", "2h")] {
        let variable = layers::variable_of(path);
        let written = Written::new("# nothing\nlog: text\n").variables([(variable.as_str(), value)]);
        assert_eq!(written.said(&path.split('.').collect::<Vec<_>>()), pair(value, &variable));
    }
}

#[test]
fn threads_are_said_by_flag_variable_and_file_or_are_half_of_the_cores() {
    let threads = |written: &Written| written.resolve().unwrap().config.threads;
    let file = || Written::new("threads: 3\n");
    assert_eq!(threads(&file()), 3);
    assert_eq!(threads(&file().variables([("STANDIN_THREADS", "5")])), 5);
    assert_eq!(threads(&file().variables([("STANDIN_THREADS", "5")]).flags(|flags| flags.threads = 255.try_into().ok())), 255);
    let cores = std::thread::available_parallelism().unwrap().get();
    assert_eq!(threads(&Written::new("seed: 1\n")), (cores / 2).max(1));
    for wrong in ["threads: 0\n", "threads: 256\n"] {
        let refused = Written::new(wrong).resolve().err().unwrap().to_string();
        assert!(refused.contains("a whole number from 1 to 255"), "{refused}");
    }
}

#[test]
fn a_list_follows_the_same_order_and_is_never_a_mixture() {
    let file = || Written::new("seed: 1\ncors: [http://a.test, http://b.test]\n");
    let variables = [("STANDIN_CORS", "http://c.test, *")];
    assert_eq!(Written::new("seed: 1\n").said(&["cors"]), pair("null", "default"));
    assert_eq!(file().said(&["cors"]), pair(r#"["http://a.test","http://b.test"]"#, "line 2"));
    assert_eq!(file().variables(variables).said(&["cors"]), pair(r#"["http://c.test","*"]"#, "STANDIN_CORS"));
    let flagged = file().variables(variables).flags(|flags| flags.cors = vec!["http://d.test".parse().unwrap()]);
    assert_eq!(flagged.said(&["cors"]), pair(r#"["http://d.test"]"#, "--cors"));
    assert_eq!(flagged.resolve().unwrap().config.cors, Cors::of(flagged.flags.cors.clone()));
    let refused = file().variables([("STANDIN_CORS", "http://c.test,here")]).resolve().err().unwrap();
    assert!(refused.starts_with("STANDIN_CORS cannot hold `here`; it takes an origin"), "{refused}");
}

#[test]
fn the_parts_of_https_may_be_said_in_different_places() {
    let file = || Written::new("tls: true\ntls_ca_file: ca.pem\n");
    let plan = |written: &Written| written.resolve().unwrap().tls.unwrap();
    let named = file().flags(|flags| flags.tls.tls_name = vec!["api.test".parse().unwrap()]);
    let made = ServerCertificate::Made { names: vec!["api.test".to_owned()], authority: Some(named.folder.path().join("ca.pem")) };
    assert_eq!(plan(&named).certificate, made);
    assert!(file().variables([("STANDIN_TLS", "false")]).resolve().unwrap().tls.is_none());
    let brought = Written::new("tls_cert: c.pem\ntls_client_ca: a.pem\n").variables([("STANDIN_TLS_KEY", "k.pem")]);
    let folder = brought.folder.path();
    assert_eq!(plan(&brought).certificate, ServerCertificate::Brought { certificate: folder.join("c.pem"), key: "k.pem".into() });
    assert_eq!(plan(&brought).clients, ClientCertificates::Required(folder.join("a.pem")));
    assert_eq!(brought.said(&["tls"]), pair("true", "line 1"));
}

#[test]
fn without_a_file_each_api_is_an_instance_of_its_own_name() {
    let (flags, environment) = (Flags::default(), Environment::default());
    let config = Sources { flags: &flags, environment: &environment, drawn: 77 }.without_a_file().unwrap().config;
    let names: std::collections::BTreeSet<_> = providers::CATALOGUE.iter().map(|api| api.name()).collect();
    assert_eq!(config.instances.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), names);
    assert!(config.instances.iter().all(|(name, spec)| *name == spec.api));
    assert_eq!(config.seed, 77);
}

#[test]
fn instances_that_are_named_are_served_alone_and_keep_what_the_file_says_of_them() {
    let file = "instances:\n  hyper: { mount: /v1, settings: { refresh_limit: 3 } }\n  other: { api: hyper }\n";
    let named = |texts: &[&str]| {
        let mounts: Vec<Mount> = texts.iter().map(|text| text.parse().unwrap()).collect();
        Written::new(file).flags(|flags| flags.instances = mounts).resolve()
    };
    let kept = named(&["hyper"]).unwrap().config.instances;
    assert_eq!((kept.len(), kept["hyper"].mount.as_deref()), (1, Some("/v1")));
    let fresh = named(&["third=hyper", "other"]).unwrap().config.instances;
    assert_eq!(fresh.keys().collect::<Vec<_>>(), ["other", "third"]);
    assert_eq!(fresh["other"].api, "hyper");
    assert!(named(&["hyper", "hyper"]).err().unwrap().contains("--instance hyper: this name stands twice"));
    let variable = Written::new(file).variables([("STANDIN_INSTANCE", "a=hyper, hyper")]).resolve().unwrap().config.instances;
    assert_eq!(variable.keys().collect::<Vec<_>>(), ["a", "hyper"]);
}

#[test]
fn a_variable_that_means_two_settings_or_none_is_refused() {
    let file = "instances:\n  a-b: { api: hyper }\n  a_b: { api: hyper }\n";
    let refused = |name: &str| Written::new(file).variables([(name, "3")]).resolve().err().unwrap();
    assert!(refused("STANDIN_SET_A_B_REFRESH_LIMIT").contains("means a setting of two instances"));
    assert!(refused("STANDIN_SET_A_B_REFRESH_LIMT").contains("did you mean STANDIN_SET_A_B_REFRESH_LIMIT?"));
}

#[test]
fn paths_in_the_file_begin_at_its_folder() {
    let written = Written::new("ready_file: out/ready.json\ncontrol_token: { file: token }\n");
    std::fs::write(written.folder.path().join("token"), "from-a-file\n").unwrap();
    let configuration = written.resolve().unwrap();
    assert_eq!(configuration.ready_file, Some(written.folder.path().join("out/ready.json")));
    assert_eq!(configuration.config.control_token.as_deref(), Some("from-a-file"));
    assert_eq!(configuration.secrets, [written.folder.path().join("token")]);
    let beside = written.variables([("STANDIN_READY_FILE", "ready.json")]).resolve().unwrap();
    assert_eq!(beside.ready_file, Some(PathBuf::from("ready.json")));
}

#[test]
fn worlds_take_over_what_they_do_not_say() {
    let text = "seed: 5\nworlds:\n  plain:\n  own:\n    seed: 9\n    instances:\n      h: { api: hyper, mount: /h/v1 }\n";
    let config = Written::new(text).resolve().unwrap().config;
    assert_eq!(config.worlds["plain"], mock_server::WorldSpec::default());
    assert_eq!(config.worlds["own"].seed, Some(9));
    assert_eq!(config.worlds["own"].instances.as_ref().unwrap()["h"].mount.as_deref(), Some("/h/v1"));
}

const PLANTED: &str = "\
stub_files: bodies
instances:
  hyper:
    stubs:
      - name: order
        match: { path: '/orders/{id}', query: { page: 2 } }
        answers: [{ file: order.json }, { template: '{{ now }}' }]
faults:
  - name: lost
    effect: reset
    match: { path: /RefreshToken }
    nth: 2
worlds:
  slow:
    faults:
      - { name: late, effect: { latency: { fixed: 250ms } }, instance: hyper, clause: hyper.refusal.wrong }
";

/// A configuration with this text, and a file for a stub's body.
fn planted(text: &str) -> Written {
    let written = Written::new(text);
    std::fs::create_dir(written.folder.path().join("bodies")).unwrap();
    std::fs::write(written.folder.path().join("bodies/order.json"), "{}").unwrap();
    written
}

#[test]
fn stubs_stand_with_their_instance_and_faults_with_their_world() {
    let written = planted(PLANTED);
    let config = written.resolve().unwrap().config;
    assert_eq!(config.stub_files, Some(written.folder.path().join("bodies")));
    assert_eq!(config.instances["hyper"].stubs.iter().map(|stub| stub.name.as_str()).collect::<Vec<_>>(), ["order"]);
    assert_eq!(config.faults.iter().map(|fault| (fault.name.as_str(), fault.nth)).collect::<Vec<_>>(), [("lost", Some(2))]);
    assert_eq!(config.worlds["slow"].faults.iter().map(|fault| fault.name.as_str()).collect::<Vec<_>>(), ["late"]);
    assert_eq!(written.said(&["stub_files"]).1, "line 1");
    assert_eq!(written.said(&["instances", "hyper", "stubs"]).1, "line 5");
    assert_eq!(written.said(&["worlds", "slow", "faults"]).1, "line 16");
}

#[test]
fn a_stub_or_a_fault_that_cannot_be_is_shown_at_its_place() {
    for (from, to, line, says) in [
        ("/orders/{id}", "orders", 5, "match.path: `orders` is no path"),
        ("{{ now }}", "{{ now", 5, "answers[1].template: line 1: syntax error"),
        ("order.json", "none.json", 5, "answers[0].file: `none.json` cannot be read"),
        ("query:", "qury:", 6, "there is no field `qury` here"),
        ("nth: 2", "nth: 0", 9, "nth: the first call is 1"),
        ("late,", "late, times: 0,", 16, "times:"),
        ("hyper.refusal.wrong", "hyper.refusal.wrng", 16, "did you mean `hyper.refusal.wrong`?"),
        ("instance: hyper", "instance: hypr", 16, "there is no instance `hypr`; did you mean `hyper`?"),
        ("faults:\n  - name: lost", "faults:\n  - { name: lost, effect: empty }\n  - name: lost", 10, "the name `lost` stands twice"),
    ] {
        assert!(PLANTED.contains(from));
        let error = planted(&PLANTED.replace(from, to)).resolve().err().unwrap_or_else(|| panic!("{to} was taken"));
        assert!(error.contains(says) && error.contains(&format!("standin.yaml:{line}:")), "{error}");
    }
}

#[test]
fn what_is_printed_is_a_file_that_says_the_same() {
    let text = "seed: 5\nbind: ::1\nlimits: { read_timeout: 1m 30s }\ninstances:\n  hyper: { settings: { entities: [], purpose: 'yes: a #' } }\n";
    let values =
        |configuration: &Configuration| configuration.entries.iter().map(|entry| (entry.path.clone(), entry.value.clone())).collect::<Vec<_>>();
    for text in [text, PLANTED] {
        let first = planted(text).resolve().unwrap();
        let printed = print::yaml(&first.entries, first.file.as_deref());
        let second = planted(&printed).resolve().unwrap_or_else(|error| panic!("{error}\n{printed}"));
        assert_eq!(values(&first), values(&second));
    }
}

#[test]
fn a_secret_that_nobody_said_is_no_value_in_what_is_printed() {
    let printed = |text: &str| {
        let configuration = Written::new(text).resolve().unwrap();
        print::yaml(&configuration.entries, configuration.file.as_deref())
    };
    let first = printed("instances:\n  hyp:\n  hypertrack:\n  ayyeka:\n");
    assert!(first.contains("# merchants: not set") && !first.contains('<'), "{first}");
    let values = |text: &str| text.lines().map(|line| line.split("  # ").next().unwrap_or_default().trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(values(&printed(&first)), values(&first));
}

#[test]
fn the_starter_file_is_valid_and_is_what_the_page_shows() {
    let configuration = Written::new(STARTER).resolve().unwrap();
    assert_eq!(configuration.config.worlds.keys().collect::<Vec<_>>(), ["calm"]);
    let uncommented = STARTER.replace("  # broken:", "  broken:").replace("  #   ", "    ").replace("# control_token", "control_token");
    let all = Written::new(&uncommented).variables([("MY_CONTROL_TOKEN", "x")]).resolve().unwrap();
    assert_eq!(all.config.instances["broken"].mount.as_deref(), Some("/vendor/api"));
    assert!(page().contains(&format!("```yaml\n{STARTER}```\n")), "docs/configuration.md does not show what `standin init --stdout` prints");
}

#[test]
fn the_page_ends_with_what_the_command_prints() {
    let page = page();
    let (_, printed) = page.split_once(MARK).expect("docs/configuration.md has no mark");
    assert!(printed == reference::page(), "docs/configuration.md is behind; put the output of `standin config reference` below its mark");
}

#[test]
fn the_schema_that_editors_use_is_current_and_takes_the_starter_file() {
    let path = format!("{}/docs/standin.schema.json", env!("CARGO_MANIFEST_DIR"));
    assert!(std::fs::read_to_string(path).unwrap() == schema::text(), "run `standin config schema > docs/standin.schema.json`");
    let validator = jsonschema::validator_for(&schema::schema()).unwrap();
    let validates = |text: &str| validator.is_valid(&serde_saphyr::from_str::<serde_json::Value>(text).unwrap());
    assert!(validates(STARTER));
    assert!(validates(PLANTED));
    assert!(!validates(&PLANTED.replace("query:", "qury:")));
    assert!(validates("instances:\n  hyper:\nlimits:\n  max_body: 7\n"));
    assert!(!validates("prot: 1\n"));
    assert!(!validates("limits:\n  max_body: -1\n"));
}

fn page() -> String {
    std::fs::read_to_string(format!("{}/docs/configuration.md", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
