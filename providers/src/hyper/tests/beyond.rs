//! What is accepted beyond the documents is named, and refused by the strict settings.

use serde_json::{Value, json};

use super::bench::Bench;
use crate::api::Erased;
use crate::hyper::Hyper;
use crate::{Answer, Api, HeaderMap, Ledger, Method, Provider};

const SEARCH: &str = "/Does_Entity_Exist_Json";
const SAMPLE: &[u8] = b"{\"phone\":0528888000}";

/// A call: its path, its scheme, its body.
type Call = (&'static str, &'static str, &'static [u8]);

fn answer(settings: &Value, (path, scheme, body): Call) -> Answer {
    let mut bench = Bench::new(settings.clone());
    let refreshes = path.eq_ignore_ascii_case("/RefreshToken");
    let token = if refreshes { bench.refresh_token() } else { bench.access_token() };
    let mut headers = HeaderMap::new();
    if !scheme.is_empty() {
        headers.insert("authorization", format!("{scheme} {token}").parse().unwrap());
    }
    bench.send(&Method::POST, path, &headers, body)
}

fn named(answer: &Answer) -> Vec<&'static str> {
    let ledger = Ledger::parse(Hyper::LEDGER).unwrap();
    answer.clauses.iter().map(|clause| clause.0).filter(|id| ledger.clause(id).unwrap().beyond).collect()
}

#[test]
fn what_is_accepted_beyond_the_documents_is_named_and_strictly_refused_or_not_read() {
    let calls: [(Call, &[&str]); 8] = [
        ((SEARCH, "bearer", b""), &["hyper.bearer.case"]),
        (("/TokenValidity", "BEARER", b""), &["hyper.bearer.case"]),
        (("/RefreshToken", "bearer", b""), &["hyper.bearer.case"]),
        (("/tokenvalidity", "Bearer", b""), &["hyper.call.function-case"]),
        (("/refreshtoken", "Bearer", b""), &["hyper.call.function-case"]),
        ((SEARCH, "Bearer", SAMPLE), &["hyper.call.request-forms"]),
        (("/alive_check", "", b""), &["hyper.call.alive-check"]),
        (("/Alive_Check", "", b""), &["hyper.call.alive-check", "hyper.call.function-case"]),
    ];
    let strict = Value::Object(Erased::<Hyper>::NEW.strict());
    for (call, expected) in calls {
        let accepted = answer(&json!({}), call);
        assert!(accepted.succeeded(), "{call:?}");
        assert_eq!(named(&accepted), expected, "{call:?}");
        let refused = answer(&strict, call);
        assert!(!refused.succeeded() || refused.body != accepted.body, "{call:?}");
        assert!(named(&refused).is_empty(), "{call:?}");
    }
}

#[test]
fn what_the_documents_say_names_nothing_beyond_them_and_is_strictly_answered_alike() {
    let calls: [Call; 6] = [
        (SEARCH, "Bearer", b""),
        (SEARCH, "Bearer", br#"{"phone":"0528888000"}"#),
        (SEARCH, "Bearer", b"phone=0528888000"),
        ("/TokenValidity", "Bearer", b""),
        ("/RefreshToken", "Bearer", b""),
        ("/TokenValidity", "", b""),
    ];
    let strict = Value::Object(Erased::<Hyper>::NEW.strict());
    for call in calls {
        let given = answer(&json!({}), call);
        assert!(named(&given).is_empty(), "{call:?}");
        assert_eq!(given, answer(&strict, call), "{call:?}");
    }
}

#[test]
fn a_refused_call_was_let_in_by_nothing() {
    for scheme in ["bearer x", "BASIC"] {
        assert!(named(&answer(&json!({}), ("/tokenvalidity", scheme, b""))).is_empty(), "{scheme}");
    }
}

#[test]
fn strict_changes_exactly_the_settings_of_the_clauses_that_go_beyond_the_documents() {
    let ledger = Ledger::parse(Hyper::LEDGER).unwrap();
    let of_clauses: Vec<&String> = ledger.clauses.iter().filter(|clause| clause.beyond).flat_map(|clause| &clause.settings).collect();
    let strict = Erased::<Hyper>::NEW.strict();
    let mut changed: Vec<&String> = strict.keys().collect();
    changed.sort_by_key(|name| of_clauses.iter().position(|known| known == name));
    assert_eq!(changed, of_clauses);
}
