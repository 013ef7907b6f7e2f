//! Which plays stand in the transcript.

use super::*;

/// Keeps what begins with another letter than `b`, and is told of all.
#[derive(Default)]
struct Choosy(Mutex<Vec<String>>);

impl Watcher for Choosy {
    fn played(&self, case: &Case, _: &Play) {
        self.0.lock().unwrap().push(case.id.clone());
    }
    fn kept(&self, case: &Case, play: Play) -> Option<Play> {
        (!case.id.starts_with('b')).then_some(play)
    }
    fn stopped(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn what_a_watcher_does_not_keep_is_played_and_is_in_no_transcript() {
    let named = |id: &str| {
        let mut case = case("  - {call: GET /x}\n");
        case.id = id.to_owned();
        case
    };
    for is_foreign in [false, true] {
        let server = Small::start(&[&http("{}"), &http("{}"), &http("{}")]).await;
        let hand = || Hand { url: server.url.clone(), now: Mutex::new(Timestamp::UNIX_EPOCH) };
        let target = match is_foreign {
            false => Target::Controlled(Arc::new(hand())),
            true => Target::Foreign(Arc::new(Foreign::new(&server.url, Clock::Told(|| Timestamp::UNIX_EPOCH), BTreeMap::new()))),
        };
        let watcher = Arc::new(Choosy::default());
        let plan = Plan { cases: ["a", "b", "c"].map(named).to_vec(), ledgers: ledgers(), target, seed: 1, jobs: 1 };
        let transcript = play(plan, watcher.clone()).await.unwrap();
        let kept: Vec<(&str, usize)> = transcript.plays.iter().map(|play| (play.case.as_str(), play.events.len())).collect();
        assert_eq!(kept, [("a", 1), ("c", 1)], "foreign: {is_foreign}");
        assert_eq!(*watcher.0.lock().unwrap(), ["a", "b", "c"], "foreign: {is_foreign}");
        assert_eq!(server.heard().len(), 3, "foreign: {is_foreign}");
    }
}
