//! Which case is on when, and when new tokens are asked for.

use std::num::NonZeroU32;
use std::sync::atomic::AtomicI64;

use super::*;
use crate::target::{ForeignInstance, GivenUp, Rate};

/// A clock that is an hour further whenever somebody looks.
fn hurried() -> Timestamp {
    static HOURS: AtomicI64 = AtomicI64::new(0);
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(HOURS.fetch_add(1, Ordering::Relaxed))
}

#[tokio::test]
async fn new_tokens_that_are_old_before_anybody_uses_them_keep_no_case_waiting() {
    let server = Small::start(&[&http(r#"{"access_token":"another-one-0"}"#)]).await;
    let folder = tempfile::tempdir().unwrap();
    let renewal = case("  - {call: POST /x, bearer: '${access_token}', keep: {new: $.access_token}, expect: [{refusal: none}]}\n");
    let rotation = Rotation::of(&[renewal], &ledgers()["hyper"]);
    let given = BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]);
    let ledger = CredentialLedger::open(&folder.path().join("ledger.json")).unwrap();
    let foreign = Foreign::new(&server.url, Clock::Told(hurried), given).with_ledger(ledger, rotation);
    let call = case("  - {call: GET /x, bearer: '${access_token}'}\n");
    let playing = played_on(Target::Foreign(Arc::new(foreign)), vec![call.clone(), call.clone(), call]);
    let played = tokio::time::timeout(Duration::from_secs(20), playing).await.expect("new tokens are asked for without end");
    assert!(played.plays.iter().all(|play| play.end == End::Finished), "{:?}", played.plays);
}

#[tokio::test]
async fn with_a_pace_new_tokens_of_one_instance_are_not_asked_for_while_another_is_called() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (under_way, most) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let (counted, greatest) = (under_way.clone(), most.clone());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            greatest.fetch_max(counted.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            let counted = counted.clone();
            tokio::spawn(async move {
                let mut heard = [0; 4_096];
                let _ = stream.read(&mut heard).await.unwrap();
                // Long enough that a call which came beside this one would be counted: that none comes has no event to wait for.
                tokio::time::sleep(Duration::from_millis(100)).await;
                counted.fetch_sub(1, Ordering::Relaxed);
                stream.write_all(http(r#"{"access_token":"another-one-0"}"#).as_bytes()).await.unwrap();
            });
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let renewal = case("  - {call: POST /x, bearer: '${access_token}', keep: {new: $.access_token}, expect: [{refusal: none}]}\n");
    let rotation = Rotation::of(&[renewal], &ledgers()["hyper"]);
    let given = || BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]);
    let instance = |name: &str| (name.to_owned(), ForeignInstance::new(&url, given(), given()));
    let ledger = CredentialLedger::open(&folder.path().join("ledger.json")).unwrap();
    let foreign = Foreign::of(BTreeMap::from([instance("a"), instance("b")]), Clock::Told(hurried));
    let foreign = foreign.with_ledger(ledger, rotation).with_pace(NonZeroU32::new(60_000).unwrap());
    let call = case("  - {call: GET /x, bearer: '${access_token}'}\n");
    played_on(Target::Foreign(Arc::new(foreign)), vec![call.clone(), call.clone(), call]).await;
    assert_eq!((under_way.load(Ordering::Relaxed), most.load(Ordering::Relaxed)), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_waits_is_not_put_behind_those_that_share_its_instance_when_that_is_given_back() {
    let server = Small::start(&[&http("{}")]).await;
    let shared = |path: &str| case(&format!("  - {{call: GET /{path}, bearer: '${{access_token}}'}}\n"));
    let steps = "  - {call: GET /waiting, bearer: '${access_token}'}\n  - wait: {until: start + 20ms}\n";
    let waiting = cases("verifies: [hyper.stated]\nneeds: [rate-limits]\n", steps).remove(0);
    let given = BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]);
    let foreign = Foreign::new(&server.url, Clock::flowing(clock(), Rate::REAL), given).allowing(["rate-limits".to_owned()].into());
    let foreign = foreign.with_pace(NonZeroU32::new(60_000).unwrap());
    played_on(Target::Foreign(Arc::new(foreign)), vec![shared("one"), shared("two"), shared("three"), waiting]).await;
    let heard: Vec<String> = server.heard().iter().filter_map(|heard| Some(heard.split(' ').nth(1)?.to_owned())).collect();
    assert_eq!(heard, ["/one", "/waiting", "/two", "/three"]);
}

/// Somebody who stops a run once a call was heard.
struct Hasty(Arc<Mutex<Vec<String>>>);

impl Watcher for Hasty {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        !self.0.lock().unwrap().is_empty()
    }
}

#[tokio::test]
async fn new_tokens_that_an_interrupted_run_did_not_ask_for_are_put_off_and_not_refused() {
    let server = Small::start(&[&http(r#"{"access_token":"another-one-0"}"#)]).await;
    let folder = tempfile::tempdir().unwrap();
    let renewal = vec![case("  - {call: POST /x, bearer: '${access_token}', keep: {new: $.access_token}, expect: [{refusal: none}]}\n")];
    let given = || BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]);
    let instance = |name: &str| (name.to_owned(), ForeignInstance::new(&server.url, given(), given()));
    let ledger = CredentialLedger::open(&folder.path().join("ledger.json")).unwrap();
    let foreign = Foreign::of(BTreeMap::from([instance("a"), instance("b")]), Clock::Told(clock));
    let foreign = Arc::new(foreign.with_ledger(ledger, Rotation::of(&renewal, &ledgers()["hyper"])).with_pace(NonZeroU32::MIN));
    foreign.begin("b", "POST /x", "the last run").unwrap();
    let plan = Plan { cases: renewal, ledgers: ledgers(), target: Target::Foreign(foreign.clone()), seed: 1, jobs: 4 };
    let played = play(plan, Arc::new(Hasty(server.heard.clone()))).await.unwrap();
    assert_eq!((server.heard().len(), &played.plays[0].end), (1, &End::Interrupted));
    let given_up = foreign.doubt("b").unwrap().given_up;
    assert!(matches!(given_up, Some(GivenUp::PutOff(_))), "{given_up:?}");
}
