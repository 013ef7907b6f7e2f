//! What is written is HAR by the letter of its specification, and says what was kept.

use serde_json::json;

use super::*;

/// What the specification demands.
fn complaints(har: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("schema.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(har).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn written(calls: &Value) -> Value {
    let base_urls = [("hyper".to_owned(), "http://127.0.0.1:1/hyper".to_owned())].into();
    let calls: Vec<Call> = serde_json::from_value(calls.clone()).unwrap();
    Writer { version: "0.1.0".to_owned(), base_urls }.write(&calls)
}

fn refresh() -> Value {
    json!({
        "id": 7, "at": "2026-01-01T00:00:00Z", "real": "2026-10-01T12:00:00.5Z", "world": "default", "instance": "hyper", "client": "127.0.0.1",
        "request": {
            "method": "POST", "path": "/hyper/RefreshToken", "query": "a=<access_token:1>",
            "headers": [["content-type", "application/x-www-form-urlencoded"], ["cookie", "c=<cookie:1>"]],
            "basic": "<user:1>:<password:1>",
            "body": {"text": "grant_type=a+b&secret=<secret:1>"},
        },
        "answer": {"status": 302, "headers": [["location", "/x"], ["set-cookie", "d=1; Secure"], ["content-type", "text/plain"]], "body": {"text": "héllo"}},
        "clauses": ["hyper.refresh.reply"], "beyond": ["hyper.bearer.case"], "faults": ["slow"], "stub": "mine",
    })
}

fn bytes() -> Value {
    json!({
        "id": 8, "at": "2026-01-01T00:00:00Z", "real": "2026-10-01T12:00:01Z", "world": "default", "client": "127.0.0.1", "error": "unknown_path",
        "request": {"method": "POST", "path": "/nothing", "headers": [], "body": {"base64": "/w==", "cut": 3}},
        "answer": {"status": 404, "headers": [], "body": {"base64": "//4="}},
        "clauses": [],
    })
}

#[test]
fn what_is_written_is_har() {
    assert_eq!(complaints(&written(&json!([refresh(), bytes()]))), Vec::<String>::new());
    assert_eq!(complaints(&written(&json!([]))), Vec::<String>::new());
}

#[test]
fn the_schema_finds_what_the_specification_forbids() {
    let har = written(&json!([refresh()]));
    for (place, value) in [
        ("/log/version", json!("1.3")),
        ("/log/entries/0/startedDateTime", json!("yesterday")),
        ("/log/entries/0/timings/wait", json!(-1)),
        ("/log/entries/0/request/url", json!("/hyper")),
        ("/log/entries/0/request/headers/0/name", json!(7)),
        ("/log/entries/0/request/postData/mimeType", Value::Null),
        ("/log/entries/0/response/content", json!({"size": 0})),
        ("/log/entries/0/cache", Value::Null),
    ] {
        let mut broken = har.clone();
        *broken.pointer_mut(place).unwrap() = value;
        assert_ne!(complaints(&broken), Vec::<String>::new(), "{place}");
    }
    let mut both = har.clone();
    both["log"]["entries"][0]["request"]["postData"]["text"] = json!("");
    assert_ne!(complaints(&both), Vec::<String>::new());
}

#[test]
fn a_call_is_told_with_what_was_kept_of_it() {
    let entry = &written(&json!([refresh()]))["log"]["entries"][0];
    assert_eq!(entry["startedDateTime"], "2026-10-01T12:00:00.5Z");
    let request = &entry["request"];
    assert_eq!(request["url"], "http://127.0.0.1:1/hyper/RefreshToken?a=%3Caccess_token:1%3E");
    assert_eq!(request["queryString"], json!([{"name": "a", "value": "<access_token:1>"}]));
    assert_eq!(request["postData"]["params"], json!([{"name": "grant_type", "value": "a b"}, {"name": "secret", "value": "<secret:1>"}]));
    assert_eq!((&request["bodySize"], &request["_basic"]), (&json!(-1), &json!("<user:1>:<password:1>")));
    let response = &entry["response"];
    assert_eq!((&response["status"], &response["statusText"], &response["redirectURL"]), (&json!(302), &json!("Found"), &json!("/x")));
    assert_eq!(response["content"], json!({"size": 6, "mimeType": "text/plain", "text": "héllo"}));
    assert_eq!((&response["bodySize"], &response["cookies"]), (&json!(6), &json!([{"name": "d", "value": "1", "secure": true}])));
    let standin = &entry["_standin"];
    for (name, value) in [("id", json!(7)), ("at", json!("2026-01-01T00:00:00Z")), ("world", json!("default")), ("instance", json!("hyper"))] {
        assert_eq!(standin[name], value, "{name}");
    }
    for name in ["clauses", "beyond", "faults", "stub"] {
        assert!(!standin[name].is_null(), "{name}");
    }
}

#[test]
fn bytes_are_in_base64_and_what_was_not_kept_is_said() {
    let entry = &written(&json!([bytes()]))["log"]["entries"][0];
    assert_eq!(entry["response"]["content"], json!({"size": 2, "mimeType": "", "text": "//4=", "encoding": "base64"}));
    assert_eq!(entry["request"]["bodySize"], -1);
    assert_eq!(entry["request"]["postData"]["comment"], "3 bytes more there were; they were not kept");
    assert_eq!(entry["request"]["url"], "http://standin.invalid/nothing");
}
