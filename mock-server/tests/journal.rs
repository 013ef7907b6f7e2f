//! The journal, verification and coverage as an administrator asks for them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use http::StatusCode;
use jiff::SignedDuration;
use mock_server::{Config, Followed, InstanceSpec, WorldSpec};
use reqwest::Method;
use serde_json::{Value, json};
use support::{Seen, Site, frozen, limits, site, site_with};

const VALIDITY: &str = "/hyper/TokenValidity";
const REFRESH: &str = "/hyper/RefreshToken";

impl Site {
    fn credential(&self, world: &str, name: &str) -> String {
        self.worlds().credentials(world, "hyper").unwrap()[name].clone()
    }

    async fn bearer(&self, path: &str, token: &str) -> Seen {
        self.get(path, &[("authorization", &format!("Bearer {token}"))]).await
    }

    async fn calls(&self, query: &str) -> Vec<Value> {
        let journal = self.ask(&format!("/worlds/default/journal{query}")).await;
        assert_eq!(journal.status, StatusCode::OK, "{}", journal.body);
        journal.json()["calls"].as_array().unwrap().clone()
    }

    async fn ids(&self, query: &str) -> Vec<u64> {
        self.calls(query).await.iter().map(|call| call["id"].as_u64().unwrap()).collect()
    }
}

fn authorization(call: &Value) -> &str {
    let headers = call["request"]["headers"].as_array().unwrap();
    headers.iter().find(|pair| pair[0] == "authorization").map_or("", |pair| pair[1].as_str().unwrap())
}

#[tokio::test]
async fn a_call_is_a_line_with_both_times_and_the_clauses_and_its_secrets_by_name() {
    let site = site().await;
    site.worlds().create("default", &frozen("2030-01-01T00:00:00Z")).unwrap();
    let (access, refresh) = (site.credential("default", "access_token"), site.credential("default", "refresh_token"));
    site.bearer(VALIDITY, &access).await;
    site.wall.pass(SignedDuration::from_secs(1));
    let reply = site.bearer(REFRESH, &refresh).await.json();
    site.bearer(VALIDITY, reply["access_token"].as_str().unwrap()).await;
    site.bearer(VALIDITY, &format!("{}X", &access[..119])).await;
    site.bearer(VALIDITY, "of nobody at all").await;
    site.bearer(VALIDITY, "nobodys").await;

    let calls = site.calls("").await;
    let first = &calls[0];
    assert_eq!((&first["id"], &first["at"], &first["real"]), (&1.into(), &"2030-01-01T00:00:00Z".into(), &"2026-01-01T00:00:00Z".into()));
    assert_eq!((&first["world"], &first["instance"], &first["client"]), (&"default".into(), &"hyper".into(), &"127.0.0.1".into()));
    assert_eq!((&first["request"]["method"], &first["request"]["path"]), (&"GET".into(), &VALIDITY.into()));
    assert_eq!((&first["answer"]["status"], &first["clauses"][0]), (&200.into(), &"hyper.validity.reply".into()));
    assert_eq!((&calls[1]["at"], &calls[1]["real"]), (&"2030-01-01T00:00:00Z".into(), &"2026-01-01T00:00:01Z".into()));
    let shown: Vec<&str> = calls.iter().map(authorization).collect();
    assert_eq!(
        shown,
        [
            "Bearer <access_token:1>",
            "Bearer <refresh_token:1>",
            "Bearer <access_token:2>",
            "Bearer <access_token_changed:1>",
            "Bearer <bearer:1>",
            "Bearer <bearer:2>"
        ]
    );
    let answer: Value = serde_json::from_str(calls[1]["answer"]["body"]["text"].as_str().unwrap()).unwrap();
    let expected = json!({"access_token": "<access_token:2>", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "<refresh_token:2>"});
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_name_stays_the_same_however_often_and_whenever_one_looks() {
    let site = site().await;
    let (access, refresh) = (site.credential("default", "access_token"), site.credential("default", "refresh_token"));
    site.bearer(REFRESH, &refresh).await;
    let once = site.calls("").await;
    site.worlds().act("default", "hyper", "regenerate", &serde_json::Map::new()).unwrap();
    let regenerated = site.credential("default", "access_token");
    for token in [&access, &regenerated] {
        site.bearer(VALIDITY, token).await;
    }
    let again = site.calls("").await;
    assert_eq!(once[..], again[..1]);
    assert_eq!(again[1..].iter().map(authorization).collect::<Vec<_>>(), ["Bearer <access_token:1>", "Bearer <access_token:3>"]);
}

#[tokio::test]
async fn a_refusal_of_the_hosts_own_is_a_line_too() {
    let site = site().await;
    site.get("/hypr/x", &[]).await;
    let call = &site.calls("").await[0];
    assert_eq!((&call["error"], &call["answer"]["status"]), (&"unknown_path".into(), &404.into()));
    assert_eq!((call.get("instance"), &call["clauses"]), (None, &json!([])));
}

#[tokio::test]
async fn filters_choose_calls_and_wrong_ones_are_told_what_would_be_right() {
    let site = site().await;
    site.worlds().create("default", &frozen("2026-01-01T00:00:00Z")).unwrap();
    let access = site.credential("default", "access_token");
    site.bearer(VALIDITY, &access).await;
    site.get(VALIDITY, &[]).await;
    site.worlds().change_clock("default", mock_server::ClockChange::Advance(SignedDuration::from_secs(5))).unwrap();
    site.bearer("/hyper/alive_check", "x").await;
    site.get("/other", &[]).await;
    for (query, ids) in [
        ("", &[1, 2, 3, 4][..]),
        ("?instance=hyper", &[1, 2, 3]),
        ("?path=/TokenValidity", &[1, 2]),
        ("?path=/hyper/*", &[1, 2, 3]),
        ("?method=post", &[]),
        ("?status=401", &[2]),
        ("?status=4xx", &[2, 4]),
        ("?clause=hyper.refusal.*", &[2]),
        ("?bearer=%3Caccess_token:1%3E", &[1]),
        ("?since=2", &[3, 4]),
        ("?from=2026-01-01T00:00:05Z", &[3, 4]),
        ("?to=2026-01-01T00:00:04Z", &[1, 2]),
        ("?refused", &[2, 4]),
        ("?limit=2", &[3, 4]),
        ("?refused&limit=1&path=/hyper/**", &[2]),
    ] {
        assert_eq!(site.ids(query).await, ids, "{query}");
    }
    for (query, right) in [
        ("?pth=x", "did you mean `path`?"),
        ("?status=9", "4xx"),
        ("?clause=hyper.refusal.wrng", "did you mean `hyper.refusal.wrong`?"),
        ("?follow&clause=zebra", "no clause fits `zebra`"),
        ("?since=a", "whole number"),
        ("?from=noon", "2026-01-01"),
    ] {
        let refused = site.ask(&format!("/worlds/default/journal{query}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(refused.message().contains(right), "{query}: {}", refused.message());
    }
}

#[tokio::test]
async fn a_refusal_with_status_200_counts_as_refused() {
    let site = site().await;
    let spec = InstanceSpec { settings: json!({"refusal_status": 200}).as_object().unwrap().clone(), ..InstanceSpec::of("hyper") };
    let spec = WorldSpec { instances: Some([("hyper".to_owned(), spec)].into()), ..WorldSpec::default() };
    site.worlds().create("default", &spec).unwrap();
    assert_eq!(site.get(VALIDITY, &[]).await.status, StatusCode::OK);
    let access = site.credential("default", "access_token");
    site.bearer(VALIDITY, &access).await;
    assert_eq!(site.ids("?refused").await, [1]);
}

#[tokio::test]
async fn the_journal_keeps_to_its_bounds_and_counts_what_it_dropped() {
    let few = site_with(|config| config.limits = limits(|limits| limits.journal_entries = 3)).await;
    for _ in 0..5 {
        few.get(VALIDITY, &[]).await;
    }
    let journal = few.ask("/worlds/default/journal").await.json();
    assert_eq!((&journal["dropped"], &journal["latest"]), (&2.into(), &5.into()));
    assert_eq!(few.ids("").await, [3, 4, 5]);

    let small = site_with(|config| config.limits = limits(|limits| limits.journal_bytes = 20_000)).await;
    let url = format!("http://{}/hyper/x", small.server.api_address());
    for _ in 0..3 {
        small.http.post(&url).body("x".repeat(10_000)).send().await.unwrap();
    }
    assert_eq!(small.ids("").await, [3]);
}

#[tokio::test]
async fn of_a_long_body_the_beginning_is_kept_and_the_rest_counted() {
    let site = site().await;
    let url = format!("http://{}/hyper/x", site.server.api_address());
    site.http.post(&url).body("é".repeat(10_000)).send().await.unwrap();
    let body = &site.calls("").await[0]["request"]["body"];
    assert_eq!((&body["cut"], body["text"].as_str().unwrap().len()), (&(20_000 - 16_384).into(), 16_384));
}

#[tokio::test]
async fn an_emptied_journal_goes_on_counting_and_a_fork_starts_with_a_copy() {
    let site = site().await;
    site.get(VALIDITY, &[]).await;
    assert_eq!(site.control(Method::DELETE, "/worlds/default/journal", "").await.status, StatusCode::NO_CONTENT);
    assert!(site.ids("").await.is_empty());
    site.get(VALIDITY, &[]).await;
    assert_eq!(site.ids("").await, [2]);
    site.worlds().fork("default", "copy").unwrap();
    site.get("/w/copy/hyper/TokenValidity", &[]).await;
    assert_eq!(site.ask("/worlds/copy/journal").await.json()["calls"].as_array().unwrap().len(), 2);
    assert_eq!(site.ids("").await, [2]);
    site.worlds().reset("default").unwrap();
    assert!(site.ids("").await.is_empty());
}

#[tokio::test]
async fn a_call_over_a_limit_names_the_setting_that_lifts_it_and_it_does() {
    let site = site().await;
    for _ in 0..21 {
        site.http
            .post(format!("http://{}{VALIDITY}", site.server.api_address()))
            .bearer_auth(site.credential("default", "access_token"))
            .send()
            .await
            .unwrap();
    }
    let call = site.calls("?limit=1").await.remove(0);
    assert_eq!((&call["answer"]["status"], &call["lift"]), (&429.into(), &json!(["hyper.max_posts=off"])));
    let spec = InstanceSpec { settings: json!({"max_posts": "off"}).as_object().unwrap().clone(), ..InstanceSpec::of("hyper") };
    site.worlds().create("default", &WorldSpec { instances: Some([("hyper".to_owned(), spec)].into()), ..WorldSpec::default() }).unwrap();
    for _ in 0..21 {
        let url = format!("http://{}{VALIDITY}", site.server.api_address());
        let served = site.http.post(url).bearer_auth(site.credential("default", "access_token")).send().await.unwrap();
        assert_eq!(served.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn what_is_accepted_beyond_the_documents_is_flagged_and_strictly_refused() {
    let site = site_with(|config| config.explain_header = true).await;
    let bearer = format!("bearer {}", site.credential("default", "access_token"));
    let accepted = site.get(VALIDITY, &[("authorization", &bearer)]).await;
    assert!(accepted.header("standin-clauses").ends_with(", hyper.bearer.case;beyond"), "{}", accepted.header("standin-clauses"));
    assert_eq!(site.calls("").await[0]["beyond"], json!(["hyper.bearer.case"]));
    let coverage = site.ask("/worlds/default/coverage?format=text").await.body;
    assert!(coverage.contains("accepted beyond the documents"), "{coverage}");

    for (path, spec, status) in [
        ("strict", json!({"seed": 1, "strict": true}), 401),
        ("by-instance", json!({"seed": 1, "strict": false, "instances": {"hyper": {"api": "hyper", "strict": true}}}), 401),
        ("given", json!({"seed": 1, "strict": true, "instances": {"hyper": {"api": "hyper", "settings": {"bearer_case": "insensitive"}}}}), 200),
        ("lenient", json!({"seed": 1}), 200),
    ] {
        assert_eq!(site.put(&format!("/worlds/{path}"), &spec.to_string()).await.status, StatusCode::CREATED);
        assert_eq!(site.get(&format!("/w/{path}{VALIDITY}"), &[("authorization", &bearer)]).await.status.as_u16(), status, "{path}");
    }
    let strict = site_with(|config| config.strict = true).await;
    assert_eq!(strict.get(VALIDITY, &[("authorization", &bearer)]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(strict.get(VALIDITY, &[("authorization", &bearer.replace("bearer", "Bearer"))]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_being_asked_no_answer_names_its_clauses() {
    let site = site().await;
    assert_eq!(site.get(VALIDITY, &[]).await.header("standin-clauses"), "");
}

/// Reads a stream until it has so many events, or to its end.
async fn events(response: &mut reqwest::Response, number: usize) -> String {
    let mut text = String::new();
    while text.matches("event: ").count() < number || !text.ends_with("\n\n") {
        let Some(bytes) = response.chunk().await.unwrap() else { break };
        text.push_str(std::str::from_utf8(&bytes).unwrap());
    }
    text
}

impl Site {
    async fn follow(&self, world: &str, query: &str, last: Option<&str>) -> reqwest::Response {
        let url = format!("http://{}/worlds/{world}/journal?follow{query}", self.server.control_address().unwrap());
        let request = last.iter().fold(self.http.get(url), |request, id| request.header("last-event-id", *id));
        request.send().await.unwrap()
    }
}

#[tokio::test]
async fn a_follower_is_told_what_was_and_what_comes_and_goes_on_where_it_was() {
    let site = site().await;
    site.get(VALIDITY, &[]).await;
    let mut stream = site.follow("default", "", None).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(events(&mut stream, 1).await.contains("id: 1\n"));
    site.get("/hyper/alive_check", &[]).await;
    let text = events(&mut stream, 1).await;
    assert!(text.contains("event: call\n") && text.contains("id: 2\n") && text.contains("hyper.call.alive-check"), "{text}");
    let again = events(&mut site.follow("default", "", Some("1")).await, 1).await;
    assert!(again.contains("id: 2\n") && !again.contains("id: 1\n"), "{again}");
    let refused = events(&mut site.follow("default", "&refused", None).await, 1).await;
    assert!(refused.contains("id: 1\n"), "{refused}");
}

#[tokio::test]
async fn a_stream_ends_with_its_world_and_with_the_server() {
    let site = site().await;
    site.worlds().create("short", &WorldSpec::default()).unwrap();
    let mut of_world = site.follow("short", "", None).await;
    site.worlds().remove("short").unwrap().closed().await;
    assert_eq!(events(&mut of_world, usize::MAX).await, "");
    let mut of_server = site.follow("default", "", None).await;
    site.server.shutdown().await;
    assert_eq!(events(&mut of_server, usize::MAX).await, "");
}

#[tokio::test]
async fn a_slow_reader_blocks_nobody_and_is_told_what_it_missed() {
    let site = site_with(|config| config.limits = limits(|limits| limits.journal_entries = 2)).await;
    site.get(VALIDITY, &[]).await;
    let mut follower = site.worlds().follow("default", mock_server::Filter::default()).unwrap();
    let Some(Followed::Call(first)) = follower.next().await else { panic!("there is a call") };
    assert_eq!(first.id, 1);
    for _ in 0..5 {
        site.get(VALIDITY, &[]).await;
    }
    assert_eq!(follower.next().await, Some(Followed::Missed(3)));
    let Some(Followed::Call(next)) = follower.next().await else { panic!("there is a call") };
    assert_eq!(next.id, 5);
}

#[tokio::test]
async fn what_was_expected_is_verified_and_what_was_not_is_told_with_the_nearest_calls() {
    let site = site().await;
    site.get(VALIDITY, &[]).await;
    let refresh = site.credential("default", "refresh_token");
    site.bearer(REFRESH, &refresh).await;
    let met = [
        json!({"calls": [{"path": "/RefreshToken"}], "count": {"exactly": 1}, "after": {"status": 401}}),
        json!({"calls": {"path": "/hyper/*"}, "count": {"at_least": 2}}),
        json!({"calls": [{"status": "4xx"}, {"path": "/RefreshToken"}], "count": {"exactly": 2}}),
        json!({"calls": [{"method": "POST"}], "count": {"exactly": 0}}),
        json!({"in_order": [{"clause": "hyper.refusal.missing"}, {"bearer": "<refresh_token:1>", "status": 200}]}),
    ];
    for expected in met {
        let verified = site.post("/worlds/default/verify", &expected.to_string()).await;
        assert_eq!(verified.status, StatusCode::OK, "{expected}: {}", verified.body);
    }
    let unmet = [
        (json!({"calls": [{"path": "/RefreshToken"}], "count": {"exactly": 2}}), "exactly 2 calls were expected, and there came 1", 1),
        (json!({"calls": [{"path": "/RefreshToken", "method": "POST"}]}), "at least 1 call was expected", 2),
        (json!({"calls": [{"path": "/TokenValidity"}], "after": {"path": "/RefreshToken"}}), "after /RefreshToken", 0),
        (json!({"calls": [{"path": "/x"}], "after": {"status": 500}}), "no call to come after", 2),
        (json!({"calls": [{}], "in_order": []}), "needs", 0),
        (json!({"in_order": [{"path": "/RefreshToken"}, {"path": "/TokenValidity"}]}), "call 2 of 2 in order", 0),
    ];
    for (expected, message, nearest) in unmet {
        let refused = site.post("/worlds/default/verify", &expected.to_string()).await;
        assert!(refused.message().contains(message), "{expected}: {}", refused.body);
        assert_eq!(refused.json()["nearest"].as_array().map_or(0, Vec::len), nearest, "{expected}: {}", refused.body);
        let status = if message == "needs" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
        assert_eq!(refused.status, status, "{expected}");
    }
    let expected = json!({"calls": [{"path": "/RefreshToken", "method": "POST"}]}).to_string();
    let nearest = &site.post("/worlds/default/verify", &expected).await.json()["nearest"][0];
    assert_eq!((&nearest["call"], &nearest["misses"]), (&"GET /hyper/RefreshToken 200".into(), &json!(["its method is GET, not POST"])));
    let refused = site.post("/worlds/default/verify", r#"{"calls":[{"pth":"/x"}]}"#).await;
    assert!(refused.message().contains("did you mean `path`?"), "{}", refused.body);
}

#[tokio::test]
async fn what_cannot_be_told_any_more_is_neither_verified_nor_refuted() {
    let site = site_with(|config| config.limits = limits(|limits| limits.journal_entries = 2)).await;
    for path in [REFRESH, VALIDITY, VALIDITY] {
        site.get(path, &[]).await;
    }
    for (expected, code) in [
        (json!({"calls": [{"path": "/RefreshToken"}]}), "cannot_tell"),
        (json!({"calls": [{"path": "/TokenValidity"}], "count": {"exactly": 2}}), "cannot_tell"),
        (json!({"calls": [{"path": "/TokenValidity"}], "count": {"at_most": 1}}), "not_verified"),
        (json!({"calls": [{"path": "/TokenValidity"}], "count": {"at_least": 2}}), ""),
    ] {
        assert_eq!(site.post("/worlds/default/verify", &expected.to_string()).await.error(), code, "{expected}");
    }
}

#[tokio::test]
async fn coverage_counts_past_the_bounds_of_the_journal_and_past_the_end_of_a_world() {
    let site = site_with(|config: &mut Config| config.limits = limits(|limits| limits.journal_entries = 1)).await;
    site.worlds().create("gone", &WorldSpec::default()).unwrap();
    for path in ["/w/gone/hyper/TokenValidity", "/w/gone/hyper/TokenValidity"] {
        site.get(path, &[]).await;
    }
    let answers = |coverage: &mock_server::Coverage| {
        let clause = coverage.apis[0].clauses.iter().find(|clause| clause.id == "hyper.refusal.missing").unwrap();
        clause.answers
    };
    assert_eq!(answers(&site.worlds().coverage("gone").unwrap()), 2);
    site.worlds().reset("gone").unwrap();
    assert_eq!(answers(&site.worlds().coverage("gone").unwrap()), 2);
    site.worlds().remove("gone").unwrap().closed().await;
    assert_eq!(answers(&site.worlds().coverage("default").unwrap()), 0);
    assert_eq!(answers(&site.worlds().coverage_of_all()), 2);
    // In one that is there, in one that was replaced, and in a copy that is there.
    site.get("/hyper/TokenValidity", &[]).await;
    assert_eq!(answers(&site.worlds().coverage_of_all()), 3);
    site.worlds().create("replaced", &WorldSpec::default()).unwrap();
    site.get("/w/replaced/hyper/TokenValidity", &[]).await;
    site.worlds().create("replaced", &WorldSpec::default()).unwrap();
    assert_eq!((answers(&site.worlds().coverage("replaced").unwrap()), answers(&site.worlds().coverage_of_all())), (0, 4));
    site.worlds().fork("default", "copy").unwrap();
    site.get("/w/copy/hyper/TokenValidity", &[]).await;
    assert_eq!((answers(&site.worlds().coverage("copy").unwrap()), answers(&site.worlds().coverage_of_all())), (1, 5));
    let junit = site.ask("/worlds/default/coverage?format=junit").await;
    assert_eq!(junit.header("content-type"), "application/xml");
    assert!(junit.body.contains("<skipped"), "{}", junit.body);
    assert_eq!(site.ask("/worlds/default/coverage?format=html").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
