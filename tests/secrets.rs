//! Nothing that is written down of a play holds a secret.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use conformance::play::{Plan, Watcher, play};
use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::{ControlError, Controls, Door, Target, WorldOrder};
use conformance::transcript::End;
use jiff::Timestamp;
use mock_server::{Config, Worlds};
use serde_json::{Map, Value};

#[path = "../src/embedded.rs"]
mod embedded;

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, case: &Case, end: &End) {
        assert_eq!(*end, End::Finished, "{}", case.id);
    }
    fn stopped(&self) -> bool {
        false
    }
}

/// Keeps every credential that there is at any moment at which the play looks at the clock.
struct Listening {
    embedded: embedded::Embedded,
    worlds: Worlds,
    secrets: Mutex<BTreeSet<String>>,
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
        self.embedded.prepare(order)
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

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_that_ever_was_stands_in_a_transcript() {
    let suite = Suite::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (server, embedded) = embedded::Embedded::start(Config::default(), embedded::Deviations::new()).await.unwrap();
    let listening = Arc::new(Listening { embedded, worlds: server.worlds().clone(), secrets: Mutex::default() });
    let cases = suite.cases.len();
    let plan = Plan { cases: suite.cases, ledgers: suite.ledgers, target: Target::Controlled(listening.clone()), seed: 1, jobs: 8 };
    let transcript = serde_json::to_string(&play(plan, Arc::new(Nobody)).await.unwrap()).unwrap();
    server.shutdown().await;

    let secrets: Vec<String> = listening.secrets.lock().unwrap().iter().filter(|secret| secret.len() >= 8).cloned().collect();
    assert!(secrets.len() > cases, "there were secrets to be told");
    assert!(transcript.contains("<access_token:1>"), "they are told by name");
    let told: Vec<&String> = secrets.iter().filter(|secret| transcript.contains(secret.as_str())).collect();
    assert_eq!(told.len(), 0, "secrets stand in the transcript");
    // A part of a token is as good as the token: none of a derived value's either.
    let cut = |secret: &String| secret.char_indices().next_back().map_or_else(String::new, |(last, _)| secret[..last].to_owned());
    assert!(secrets.iter().all(|secret| !transcript.contains(&cut(secret))));
}
