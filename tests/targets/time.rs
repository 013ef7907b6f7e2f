//! Time at a target: waited for on a clock that flows, at a rate, or moved by a hook.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mock_server::{ClockSpec, Config, InstanceSpec, Log, Pace, Rate, Server, WorldSpec};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::there::{text, unlimited};

/// A grace of two minutes, from both sides.
const GRACE: &str = "the-previous-access-token-opens-calls-for-two-minutes@replaceable";
/// Two minutes in a second: a margin of a second there is eight milliseconds here.
const RATE: f64 = 120.0;

/// What moves its clock.
const HOOK: &str = "clock:\n  control:\n    call: POST http://CONTROL/worlds/theirs/clock\n    json: {advance: \"${milliseconds}ms\"}";

/// A Hyper whose clock goes so, with a target file of all its instances.
struct Timed {
    server: Server,
    folder: TempDir,
    /// How often it was called.
    calls: Arc<AtomicUsize>,
}

impl Timed {
    /// One that enforces its limits.
    async fn limited() -> Self {
        Self::with(Pace::Rate(Rate::new(20.0).unwrap()), 1, None, "clock: {rate: 20}", json!({})).await
    }

    async fn start(pace: Pace, instances: usize, deviation: Option<&str>, more: &str) -> Self {
        Self::with(pace, instances, deviation, more, unlimited()).await
    }

    async fn with(pace: Pace, instances: usize, deviation: Option<&str>, more: &str, mut settings: Value) -> Self {
        settings["refresh_token"] = json!("replaceable");
        settings["life_hours"] = json!(2);
        Self::set_up(pace, instances, deviation, settings, more).await
    }

    async fn set_up(pace: Pace, instances: usize, deviation: Option<&str>, settings: Value, more: &str) -> Self {
        let control = Some("127.0.0.1:0".parse().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let log: Log = Arc::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let server = Server::start(Config { control, log: Some(log), ..Config::default() }).await.unwrap();
        let given = settings.as_object().cloned().unwrap();
        let spec = InstanceSpec { settings: given, deviation: deviation.map(str::to_owned), ..InstanceSpec::of("hyper") };
        let instances = (0..instances).map(|number| (format!("i{number}"), spec.clone())).collect();
        let spec = WorldSpec { clock: Some(ClockSpec { pace, at: None }), instances: Some(instances), ..WorldSpec::default() };
        let view = server.worlds().create("theirs", &spec).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let described = view.instances.iter().map(|(name, instance)| {
            let credentials = instance.credentials.iter().map(|(credential, value)| {
                let file = format!("{name}.{credential}");
                fs::write(folder.path().join(&file), value).unwrap();
                ((*credential).to_owned(), json!({"file": file}))
            });
            let credentials: serde_json::Map<String, Value> = credentials.collect();
            (name.clone(), json!({"base_url": instance.base_url, "credentials": credentials, "settings": settings}))
        });
        let described: BTreeMap<String, Value> = described.collect();
        let more = more.replace("CONTROL", &server.control_address().unwrap().to_string());
        let file = format!("api: hyper\ninstances: {}\n{more}\n", serde_json::to_string(&described).unwrap());
        fs::write(folder.path().join("theirs.yaml"), file).unwrap();
        Self { server, folder, calls }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(self.folder.path()).args(["check", "--target", "theirs.yaml", "--report", "json=report.json"]).args(arguments);
        command
    }

    fn check(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.command(arguments).output().unwrap();
        (output.status.code(), text(&output))
    }

    /// The verdicts of a run's cases.
    fn verdicts(&self) -> Vec<String> {
        let report: Value = serde_json::from_slice(&fs::read(self.folder.path().join("report.json")).unwrap()).unwrap();
        report["cases"].as_array().unwrap().iter().map(|case| case["verdict"].as_str().unwrap().to_owned()).collect()
    }
}

fn at_rate() -> Pace {
    Pace::Rate(Rate::new(RATE).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grace_is_waited_for_on_a_fast_clock_and_what_breaks_it_never_passes() {
    for (deviation, may) in [(None, ["observed", "inconclusive"]), (Some("grace-of-119-seconds"), ["fail", "inconclusive"])] {
        let there = Timed::start(at_rate(), 1, deviation, "clock: {rate: 120}").await;
        let told = there.check(&["--filter", GRACE]);
        let verdicts = there.verdicts();
        assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| may.contains(&verdict.as_str())), "{deviation:?}: {verdicts:?}\n{}", told.1);
        assert!(told.1.contains("at least 1 s, its waits overlapped"), "{}", told.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_a_hook_moves_is_not_waited_for() {
    let hook = HOOK;
    let there = Timed::start(Pace::Flowing, 1, None, hook).await;
    let told = there.check(&["--filter", GRACE]);
    assert_eq!(told.0, Some(0), "{}", told.1);
    let broken = Timed::start(Pace::Flowing, 1, None, &hook.replace("advance:", "advanced:")).await;
    let told = broken.check(&["--filter", GRACE]);
    assert!(told.0 == Some(5) && told.1.contains("the clock's hook") && broken.verdicts() == ["blocked"], "{}", told.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_while_a_case_without_waits_is_played_fails_nobody() {
    // Two hours in seven milliseconds.
    let there = Timed::start(Pace::Rate(Rate::new(1e6).unwrap()), 1, None, "clock: {rate: 1000000}").await;
    let told = there.check(&["--filter", "a-call-without-a-token", "--filter", "opens-calls-and-nothing-else-does"]);
    let verdicts = there.verdicts();
    assert!(!verdicts.is_empty() && !verdicts.iter().any(|verdict| verdict == "fail" || verdict == "error"), "{verdicts:?}\n{}", told.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_rests_from_limits_also_where_a_hook_moves_the_clock() {
    let there = Timed::set_up(Pace::Flowing, 1, None, json!({"refresh_token": "constant"}), &format!("allow: [rate-limits]\n{HOOK}")).await;
    let told = there.check(&["--filter", "an-eleventh-refresh", "--filter", "refreshes-by-get-and-by-post-count-together"]);
    let verdicts = there.verdicts();
    assert!(told.0 == Some(0) && verdicts.len() == 2, "{verdicts:?}\n{}", told.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_waits_longer_than_one_likes_is_left_out_and_told() {
    let there = Timed::start(at_rate(), 1, None, "clock: {rate: 120}").await;
    for (most, needs) in [("500ms", true), ("10s", false)] {
        let told = there.check(&["--filter", GRACE, "--max-wait", most, "--dry-run"]).1;
        assert_eq!(told.contains("a longer wait than `--max-wait` allows"), needs, "{most}: {told}");
    }
    let wrong = there.check(&["--max-wait", "soon"]);
    assert!(wrong.0 == Some(2) && wrong.1.contains("`soon` is no duration"), "{}", wrong.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_overlap_on_a_pool_which_is_told_to_take_less_time_than_one_instance() {
    let there = Timed::start(at_rate(), 4, None, "clock: {rate: 120}").await;
    // Some twenty minutes of waits, a third of it in one case.
    let filter = ["--filter", "hyper/grace/", "--max-wait", "8s"];
    let told = there.check(&filter).1;
    let least: u64 = told.split("at least ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
    assert!(!there.verdicts().iter().any(|verdict| verdict == "fail" || verdict == "error"), "{told}");
    let alone = Timed::start(at_rate(), 1, None, "clock: {rate: 120}").await.check(&[&filter[..], &["--dry-run"]].concat()).1;
    let alone: u64 = alone.split("at least ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
    assert!(least >= 1 && alone > least, "one instance takes {alone} s, four take {least} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_real_time_is_judged_again_by_its_evidence_alone() {
    let there = Timed::start(at_rate(), 2, None, "clock: {rate: 120}").await;
    let told = there.check(&["--filter", "hyper/grace/", "--filter", "a-call-without-a-token", "--max-wait", "5s", "--evidence", "run.json"]);
    let judge = |file: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        let output = command.current_dir(there.folder.path()).args(["judge", file]).output().unwrap();
        (output.status.code(), text(&output))
    };
    let again = judge("run.json");
    assert!(told.0 == Some(5) && again.0 == told.0, "{:?} {:?}\n{}", told.0, again.0, again.1);
    let mut bundle: Value = serde_json::from_slice(&fs::read(there.folder.path().join("run.json")).unwrap()).unwrap();
    let plays = bundle["transcript"]["plays"].as_array_mut().unwrap();
    assert!(plays.iter().any(|play| play.get("opened").is_some()) && plays.iter().any(|play| play.get("tokens_since").is_some()));
    // As one was written that knew nothing of these.
    for play in plays {
        let play = play.as_object_mut().unwrap();
        for member in ["opened", "tokens_since", "spans", "ahead", "earlier"] {
            play.remove(member);
        }
    }
    fs::write(there.folder.path().join("old.json"), bundle.to_string() + "\n").unwrap();
    let old = judge("old.json");
    assert!(matches!(old.0, Some(1 | 5)) && old.1.contains("hyper: 84 clauses"), "{:?}\n{}", old.0, old.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_makes_as_many_calls_as_it_told_also_where_tokens_grow_old_by_the_pace() {
    // Fourteen seconds and more a call, so that tokens are old after twenty-one.
    for (instances, more, rate) in [(1, "pace: 250", 60), (3, "pace: 250", 60), (3, "", 1)] {
        let pace = Pace::Rate(Rate::new(f64::from(rate)).unwrap());
        let there = Timed::start(pace, instances, None, &format!("clock: {{rate: {rate}}}\n{more}")).await;
        let told = there.check(&["--max-wait", "0s", "--filter", "hyper/refusals/", "--filter", "hyper/tokens/", "--filter", "hyper/instances/"]).1;
        let calls: usize = told.split(" cases will be played: ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
        assert!(calls > 30 && calls == there.calls.load(Ordering::Relaxed), "{instances} {more}: {calls} {:?}\n{told}", there.calls);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_cuts_a_wait_short_and_leaves_a_whole_report() {
    let there = Timed::start(Pace::Flowing, 1, None, "").await;
    let begun = Instant::now();
    let mut child = there.command(&["--filter", "hyper/grace/"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let before = there.server.worlds().credentials("theirs", "i0").unwrap();
    while there.server.worlds().credentials("theirs", "i0").unwrap() == before {
        assert!(begun.elapsed() < Duration::from_secs(30), "no call came");
        tokio::task::yield_now().await;
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut told = String::new();
    child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{told}");
    assert!(begun.elapsed() < Duration::from_secs(60), "two minutes were not waited for");
    assert!(there.verdicts().contains(&"not-run".to_owned()), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_pool_a_case_is_played_only_where_it_suits_what_the_instance_was_set_up_with() {
    // It says nothing of lifetimes and lives by the default of an hour; two of three instances have two.
    let filter = ["--filter", "refresh-token-takes-no-parameters-by-get-and-by-post@get", "--max-wait", "0s"];
    let there = Timed::start(Pace::Flowing, 3, None, "").await;
    let path = there.folder.path().join("theirs.yaml");
    let two = there.check(&[&filter[..], &["--dry-run"]].concat()).1;
    assert!(two.contains("an instance that is set up otherwise"), "{two}");
    let settings = json!({"max_posts": "off", "refresh_limit": "off", "refresh_token": "replaceable"});
    let spec = InstanceSpec { settings: settings.as_object().cloned().unwrap(), ..InstanceSpec::of("hyper") };
    let one = there.server.worlds().create("other", &WorldSpec { instances: Some([("z".to_owned(), spec)].into()), ..WorldSpec::default() });
    let one = one.unwrap().instances.remove("z").unwrap();
    let mut credentials = serde_json::Map::new();
    for (credential, value) in &one.credentials {
        fs::write(there.folder.path().join(format!("z.{credential}")), value).unwrap();
        credentials.insert((*credential).to_owned(), json!({"file": format!("z.{credential}")}));
    }
    let z = json!({"base_url": one.base_url, "credentials": credentials, "settings": settings});
    let file = fs::read_to_string(&path).unwrap().replacen("instances: {", &format!("instances: {{\"z\": {z}, "), 1);
    fs::write(&path, file).unwrap();
    let told = there.check(&filter);
    assert!(!told.1.contains("an instance that is set up otherwise"), "{}", told.1);
    assert!(there.verdicts().iter().all(|verdict| verdict != "fail"), "{}", told.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_a_limit_turned_away_is_played_again_once_the_limit_has_forgotten() {
    let there = Timed::limited().await;
    let filter = ["--profile", "core"];
    let ended = |there: &Timed| there.verdicts().iter().filter(|verdict| *verdict == "blocked").count();
    let told = there.check(&[&filter[..], &["--max-wait", "0s"]].concat()).1;
    assert!(ended(&there) > 0, "more posts are sent than the target takes in a minute: {told}");
    let told = there.check(&[&filter[..], &["--max-wait", "4s"]].concat()).1;
    assert_eq!(ended(&there), 0, "{told}");
}
