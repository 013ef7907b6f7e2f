//! Every deadline is a change, and nothing changes without one.

use jiff::SignedDuration;
use serde_json::json;

use super::bench::Bench;

#[test]
fn what_a_session_is_worth_changes_exactly_at_its_deadline() {
    for settings in [json!({}), json!({"boundary": "inclusive"}), json!({"session_reuse": "reusable"})] {
        let mut bench = Bench::new(settings.clone());
        let mut sessions = Vec::new();
        for second in [0.0, 1.0, 1.0, 30.5] {
            sessions.push(bench.at(second).session());
        }
        bench.deal(&sessions[1]);
        let worth = |bench: &Bench| sessions.iter().map(|session| bench.fork().deal(session)).collect::<Vec<_>>();
        let mut passed = 0;
        while let Some(deadline) = bench.instance.deadlines(bench.now).into_iter().next() {
            assert_eq!(deadline.clause.0, "hyp.session.ten-minutes");
            let before = worth(&bench);
            bench.now = deadline.at - SignedDuration::from_millis(1);
            assert_eq!(worth(&bench), before, "under {settings}");
            bench.now = deadline.at;
            assert_ne!(worth(&bench), before, "under {settings}");
            passed += 1;
        }
        assert_eq!(passed, 3, "under {settings}");
    }
}
