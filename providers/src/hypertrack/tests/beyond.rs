//! What is accepted beyond the document is named, when and only when it was accepted, and refused by the strict reading.

use serde_json::json;

use super::bench::{Bench, Call, get, names, post};
use crate::hypertrack::{Base64Form, Blanks, FormType, HyperTrack, Settings};
use crate::{Api, Ledger, Provider, api::Erased};

/// Settings, the call that goes beyond, the same call as documented, and the clause.
fn cases(bench: &mut Bench) -> Vec<(Call, Call, &'static str)> {
    let basic = bench.basic();
    let token = bench.token("");
    let proper = || get("/devices", &basic);
    let form = "grant_type=client_credentials";
    vec![
        (get("/devices", &basic.replace("Basic", "basic")), proper(), "hypertrack.scheme.case"),
        (get("/devices", &basic.replace(' ', "  ")), proper(), "hypertrack.header.blanks"),
        (get(&format!("/views/trips?access_token={token}"), ""), get("/views/trips", &basic), "hypertrack.embed-token.query"),
        (get("/devices", basic.trim_end_matches('=')), proper(), "hypertrack.basic.base64-form"),
        (get("/devices/", &basic), proper(), "hypertrack.call.trailing-slash"),
        (get("/tracking/x", ""), get("/tracking/x", &basic), "hypertrack.call.tracking"),
        (post("/oauth/token", &basic, form), post("/oauth/token", "", &bench.form("")), "hypertrack.token.client-authentication"),
        (as_text(post("/oauth/token", "", &bench.form(""))), post("/oauth/token", "", &bench.form("")), "hypertrack.token.media-type"),
    ]
}

/// The call under a Content-Type that is no form's.
fn as_text(mut call: Call) -> Call {
    call.headers.insert("content-type", "text/plain".parse().unwrap());
    call
}

fn lenient() -> serde_json::Value {
    json!({"base64": "lenient", "blanks": "several", "form_type": "ignored", "accounts": [{"account_id": "account-one", "secret_key": "the-secret-key"}]})
}

#[test]
fn what_goes_beyond_is_named_and_what_does_not_is_not() {
    let mut bench = Bench::new(lenient());
    for (beyond, proper, clause) in cases(&mut bench) {
        let answer = bench.send(&beyond);
        assert!(answer.succeeded() && names(&answer, clause), "{clause}");
        let answer = bench.send(&proper);
        assert!(answer.succeeded() && !names(&answer, clause), "{clause}");
    }
}

#[test]
fn the_strict_reading_refuses_it_without_naming_it() {
    let (base64, blanks, form_type) = (Base64Form::Lenient, Blanks::Several, FormType::Ignored);
    let mut settings = Settings { base64, blanks, form_type, ..Settings::default() };
    HyperTrack::strict(&mut settings);
    let mut strict = crate::setting::as_map(&settings);
    strict.insert("accounts".to_owned(), lenient()["accounts"].clone());
    let mut bench = Bench::new(strict.into());
    for (beyond, proper, clause) in cases(&mut bench) {
        let answer = bench.send(&beyond);
        assert!(!answer.succeeded() && !names(&answer, clause), "{clause}");
        assert!(bench.send(&proper).succeeded(), "{clause}");
    }
}

#[test]
fn the_cases_are_the_ledgers_beyond_clauses() {
    let ledger = Ledger::parse(HyperTrack::LEDGER).unwrap();
    let beyond: std::collections::BTreeSet<&str> = ledger.clauses.iter().filter(|clause| clause.beyond).map(|clause| clause.id.as_str()).collect();
    let mut bench = Bench::new(lenient());
    assert_eq!(beyond, cases(&mut bench).iter().map(|(_, _, clause)| *clause).collect());
    assert!(Erased::<HyperTrack>::NEW.defaults().contains_key("base64"));
}

#[test]
fn the_url_safe_alphabet_is_taken_by_the_lenient_reading_alone() {
    let accounts = json!([{"account_id": "account-one", "secret_key": "key>>>>???"}]);
    let header = "Basic YWNjb3VudC1vbmU6a2V5Pj4-Pj8_Pw==";
    for (reading, status) in [("lenient", 200), ("exact", 401)] {
        let mut bench = Bench::new(json!({"base64": reading, "accounts": accounts}));
        assert_eq!(bench.status(&get("/devices", header)), status);
        assert_eq!(bench.status(&get("/devices", &bench.basic())), 200);
    }
}
