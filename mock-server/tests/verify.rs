//! Expectations of calls that there can be none of.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::json;
use support::site;

#[tokio::test]
async fn an_expectation_of_what_there_is_not_is_refused_and_never_met() {
    let site = site().await;
    for (call, code, near) in [
        (json!({"clause": "hyper.refresh.rate-limt"}), "unknown_clause", "did you mean `hyper.refresh.rate-limit`?"),
        (json!({"clause": "zebra.*"}), "unknown_clause", "`standin reference API` lists them"),
        (json!({"instance": "hypr"}), "unknown_instance", "did you mean `hyper`?"),
    ] {
        let none = json!({"exactly": 0});
        for expected in
            [json!({"calls": [call], "count": none}), json!({"calls": [{"path": "/x"}], "count": none, "after": call}), json!({"in_order": [call]})]
        {
            let refused = site.post("/worlds/default/verify", &expected.to_string()).await;
            assert_eq!(refused.error(), code, "{expected}: {}", refused.body);
            assert!(refused.message().contains(near), "{expected}: {}", refused.body);
        }
    }
    for call in [json!({"clause": "hyper.refresh.rate-limit"}), json!({"clause": "hyper.refresh.*"}), json!({"instance": "hyper"})] {
        let met = site.post("/worlds/default/verify", &json!({"calls": [call], "count": {"exactly": 0}}).to_string()).await;
        assert_eq!(met.status, 200, "{}", met.body);
    }
}
