//! Nothing that is written down of a play holds a secret.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conformance::diagnostic::Paint;
use conformance::evidence::{Bundle, Description, Envelope, Environment, SigningKey, Statement};
use conformance::judge::judge;
use conformance::play::{Plan, START, Watcher, play};
use conformance::report::{self, Detail};
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::{Clock, ControlError, Controls, Door, Foreign, Target, WorldOrder};
use conformance::transcript::{End, Play, Transcript};
use jiff::Timestamp;
use mock_server::{ClockSpec, Config, InstanceSpec, Pace, Server, WorldSpec, Worlds};
use serde_json::{Map, Value, json};

use leaks::Leaks;

#[path = "../src/embedded.rs"]
mod embedded;
#[path = "support/leaks.rs"]
mod leaks;

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// Keeps every credential that there is at any moment at which the play looks at the clock.
struct Listening {
    embedded: embedded::Embedded,
    worlds: Worlds,
    secrets: Mutex<BTreeSet<String>>,
    salt: u64,
}

impl Listening {
    fn listen(&self, world: &str) {
        let instances = self.worlds.view(world).unwrap().instances;
        let credentials = instances.into_values().flat_map(|instance| instance.credentials.into_values());
        self.secrets.lock().unwrap().extend(credentials);
    }
}

impl Controls for Listening {
    fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError> {
        self.embedded.prepare(&WorldOrder { seed: order.seed ^ self.salt, ..*order })
    }
    fn now(&self, world: &str) -> Result<Timestamp, ControlError> {
        self.listen(world);
        self.embedded.now(world)
    }
    fn advance_to(&self, world: &str, to: Timestamp) -> Result<(), ControlError> {
        self.embedded.advance_to(world, to)
    }
    fn act(&self, world: &str, instance: &str, action: &str, with: &Map<String, Value>) -> Result<(), ControlError> {
        self.embedded.act(world, instance, action, with)
    }
    fn inspect(&self, world: &str, instance: &str) -> Result<Value, ControlError> {
        self.embedded.inspect(world, instance)
    }
    fn release(&self, world: &str) {
        self.listen(world);
        self.embedded.release(world);
    }
}

/// A server, and a play's control of it that hears of every secret; another salt makes other secrets of the same shape.
async fn listening(salt: u64) -> (Server, Arc<Listening>) {
    let (server, embedded) = embedded::Embedded::start(Config::default(), embedded::Deviations::new()).await.unwrap();
    let listening = Listening { embedded, worlds: server.worlds().clone(), secrets: Mutex::default(), salt };
    (server, Arc::new(listening))
}

fn suite() -> Suite {
    Suite::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

async fn played(suite: &Suite, target: Target) -> Transcript {
    let plan = Plan { cases: suite.cases.clone(), ledgers: suite.ledgers.clone(), target, seed: 1, jobs: 1 };
    play(plan, Arc::new(Nobody)).await.unwrap()
}

/// All that is written of a run: the bundle, its signature, the report.
fn artefacts(suite: &Suite, transcript: &Transcript, key: &SigningKey) -> [Vec<u8>; 3] {
    let verdicts = judge(&suite.cases, &suite.ledgers, &Snapshots::of(suite).unwrap(), transcript);
    let target = Description::of(&transcript.subject, suite.ledgers.keys().cloned().collect());
    let bundle = Bundle::new(suite, target, Environment::of("0", "nowhere", transcript), transcript, &verdicts).unwrap();
    let bytes = bundle.bytes().unwrap();
    let envelope = Envelope::sign(&Statement::about(&bundle, &bytes).unwrap().bytes(), key).bytes();
    [bytes, envelope, report::text(&verdicts, &suite.ledgers, Duration::ZERO, Paint::Plain, Detail::Full).into_bytes()]
}

fn key() -> SigningKey {
    // PKCS#8 around a seed of 32 bytes (RFC 8410 section 7).
    SigningKey::read(&[b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(), &[7; 32]].concat()).unwrap()
}

/// The secrets that are long enough to be searched for and that the suite itself does not name.
fn private(suite: &Suite, secrets: &BTreeSet<String>) -> BTreeSet<String> {
    let texts: String = suite.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    secrets.iter().filter(|secret| secret.len() >= 8 && !texts.contains(secret.as_str())).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_that_ever_was_stands_in_what_is_written_in_any_form() {
    let suite = suite();
    let (server, listening) = listening(0).await;
    let transcript = played(&suite, Target::Controlled(listening.clone())).await;
    server.shutdown().await;
    assert!(transcript.plays.iter().all(|play| play.end == End::Finished));
    let secrets = private(&suite, &listening.secrets.lock().unwrap());
    assert!(secrets.len() > suite.cases.len(), "there were secrets to be told");
    let leaks = Leaks::of(secrets.iter().map(String::as_str));
    let [bundle, envelope, report] = artefacts(&suite, &transcript, &key());
    assert!(String::from_utf8_lossy(&bundle).contains("<access_token:1>"), "they are told by name");
    for (what, written) in [("bundle", bundle), ("signature", envelope), ("report", report)] {
        assert_eq!(leaks.told_in(&written).len(), 0, "secrets stand in the {what}");
    }
}

/// Which characters its secrets have, by name: chance alone decides whether a short one has a digit.
fn shape(play: &Play) -> Vec<(&String, &str)> {
    play.values.iter().map(|(name, facts)| (name, facts.alphabet.as_str())).collect()
}

/// Those plays of the first run that have a play with secrets of the same shape in another run, and those others.
fn of_one_shape(runs: &[Transcript]) -> (Transcript, Transcript) {
    let empty = Transcript { plays: Vec::new(), ..runs[0].clone() };
    let (mut one, mut other) = (empty.clone(), empty);
    for (at, play) in runs[0].plays.iter().enumerate() {
        if let Some(alike) = runs[1..].iter().map(|run| &run.plays[at]).find(|other| shape(other) == shape(play)) {
            one.plays.push(play.clone());
            other.plays.push(alike.clone());
        }
    }
    (one, other)
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_with_other_secrets_of_the_same_shape_are_written_down_byte_for_byte_alike() {
    let (suite, key) = (suite(), key());
    let (mut runs, mut secrets) = (Vec::new(), Vec::new());
    for salt in 0..5 {
        let (server, listening) = listening(salt << 32).await;
        runs.push(played(&suite, Target::Controlled(listening.clone())).await);
        server.shutdown().await;
        secrets.push(private(&suite, &listening.secrets.lock().unwrap()));
    }
    let (one, other) = of_one_shape(&runs);
    assert!(secrets[1..].iter().all(|others| secrets[0].is_disjoint(others)), "the secrets are others");
    for (api, least) in [("hyper", 150), ("hypertrack", 50), ("hyp", 50), ("ayyeka", 10)] {
        let alike = one.plays.iter().filter(|play| play.case.starts_with(&format!("{api}/"))).count();
        assert!(alike >= least, "{alike} cases of {api} have secrets of the same shape");
    }
    same(&artefacts(&suite, &one, &key), &artefacts(&suite, &other, &key));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_are_runs_against_a_server_that_can_only_be_called_on_a_controlled_clock() {
    let (suite, key) = (suite(), key());
    let suite = Suite { cases: suite.cases.iter().filter(|case| case.provider == "hyper").cloned().collect(), ..suite };
    let server = Server::start(Config::default()).await.unwrap();
    let clock = || START.parse().unwrap();
    let (mut runs, mut secrets) = (Vec::new(), Vec::new());
    for seed in 1..5 {
        let settings = [("max_posts".to_owned(), json!("off")), ("refresh_limit".to_owned(), json!("off"))].into_iter().collect();
        let instances = BTreeMap::from([("hyper".to_owned(), InstanceSpec { settings, ..InstanceSpec::of("hyper") })]);
        let frozen = ClockSpec { pace: Pace::Frozen, at: Some(clock()) };
        let spec = WorldSpec { seed: Some(seed), clock: Some(frozen), instances: Some(instances), ..WorldSpec::default() };
        server.worlds().create("target", &spec).unwrap();
        let view = server.worlds().view("target").unwrap().instances.remove("hyper").unwrap();
        let credentials: BTreeMap<String, String> = view.credentials.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let foreign = Arc::new(Foreign::new(&view.base_url, Clock::Told(clock), credentials.clone()));
        let transcript = played(&suite, Target::Foreign(foreign)).await;
        let _ = server.worlds().remove("target");
        runs.push(transcript);
        secrets.push(credentials);
    }
    server.shutdown().await;
    assert!(secrets[1..].iter().all(|others| secrets[0].iter().all(|(name, secret)| others[name] != *secret)), "the secrets are others");
    let (one, other) = of_one_shape(&runs);
    assert!(one.plays.iter().filter(|play| play.end == End::Finished).count() > 10, "something was played");
    same(&artefacts(&suite, &one, &key), &artefacts(&suite, &other, &key));
}

/// Whether two runs are written down alike, with the first place at which they are not.
fn same(one: &[Vec<u8>; 3], other: &[Vec<u8>; 3]) {
    for (one, other) in one.iter().zip(other) {
        let differ = one.iter().zip(other).position(|(one, other)| one != other).or((one.len() != other.len()).then_some(one.len().min(other.len())));
        if let Some(at) = differ {
            let around = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(400)..(at + 100).min(bytes.len())]).into_owned();
            panic!("they differ at byte {at}:\n{}\n\n{}", around(one), around(other));
        }
    }
}
