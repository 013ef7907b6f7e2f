//! A clause that goes beyond the document is named exactly where something beyond it was accepted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::bench::{Bench, FORM, GRANT, headers, names};
use crate::ayyeka::Ayyeka;
use crate::{Answer, Api, Ledger, Method, Provider, api::Erased};

const CLIENT: &str = r#"[{"key": "k", "secret": "s+/=", "sub": "1:1"}]"#;

fn lenient() -> Bench {
    let clients: Value = serde_json::from_str(CLIENT).unwrap();
    Bench::new(
        json!({"clients": clients, "form_type": "ignored", "bare_token": "accepted", "blanks": "several", "several_headers": "first", "leeway": 60}),
    )
}

fn token(bench: &mut Bench, scheme: &str, pair: &str, content_type: &str) -> Answer {
    let basic = format!("{scheme} {}", STANDARD.encode(pair));
    bench.send(&Method::POST, "/auth/token", &headers(&[("authorization", &basic), ("content-type", content_type)]), GRANT)
}

/// Two Authorization headers.
fn several(first: &str, second: &str) -> HeaderMap {
    let mut given = headers(&[("authorization", first), ("content-type", FORM)]);
    given.append("authorization", second.parse().unwrap());
    given
}

fn two_basics(bench: &mut Bench, first: &str, second: &str) -> Answer {
    let [first, second] = [first, second].map(|pair| format!("Basic {}", STANDARD.encode(pair)));
    bench.send(&Method::POST, "/auth/token", &several(&first, &second), GRANT)
}

fn two_calls(bench: &mut Bench, first: &str, second: &str) -> Answer {
    bench.send(&Method::GET, "/v2.0/site", &several(first, second), b"")
}

#[track_caller]
fn expect(answer: &Answer, status: u16, beyond: &[&str]) {
    let ledger = Ledger::parse(Ayyeka::LEDGER).unwrap();
    let named = ledger.clauses.iter().filter(|clause| clause.beyond && names(answer, &clause.id));
    assert_eq!((answer.status, named.map(|clause| clause.id.as_str()).collect::<Vec<_>>()), (status, beyond.to_vec()));
}

#[test]
fn a_token_request_names_what_it_accepted_beyond_the_document_and_nothing_else() {
    let bench = &mut lenient();
    expect(&token(bench, "Basic", "k:s+/=", FORM), 200, &[]);
    expect(&token(bench, "basic", "k:s+/=", FORM), 200, &["ayyeka.scheme.case"]);
    expect(&token(bench, "Basic ", "k:s+/=", FORM), 200, &["ayyeka.scheme.blanks"]);
    expect(&token(bench, "basic ", "k:s+/=", FORM), 200, &["ayyeka.scheme.case", "ayyeka.scheme.blanks"]);
    expect(&token(bench, "Basic", "k:s%2B%2F%3D", FORM), 200, &["ayyeka.client.encoding"]);
    expect(&token(bench, "Basic", "k:s+/=", "text/plain"), 200, &["ayyeka.token.media-type"]);
    expect(&token(bench, "basic", "k:s%2B", "text/plain"), 401, &[]);
    expect(&two_basics(bench, "k:s+/=", "k:wrong"), 200, &["ayyeka.header.several"]);
    expect(&two_basics(bench, "k:wrong", "k:s+/="), 401, &[]);
}

#[test]
fn a_call_names_what_it_accepted_beyond_the_document_and_nothing_else() {
    let bench = &mut lenient();
    let answer = token(bench, "Basic", "k:s+/=", FORM);
    let text = super::bench::read(&answer)["access_token"].as_str().unwrap().to_owned();
    expect(&bench.at(3_599.0).site(&format!("Bearer {text}")), 200, &[]);
    expect(&bench.at(3_599.0).site(&format!("bearer {text}")), 200, &["ayyeka.scheme.case"]);
    expect(&bench.at(3_599.0).site(&format!("Bearer  {text}")), 200, &["ayyeka.scheme.blanks"]);
    expect(&bench.at(3_599.0).site(&text), 200, &["ayyeka.call.bare-token"]);
    expect(&bench.at(3_601.0).site(&format!("Bearer {text}")), 200, &["ayyeka.call.leeway"]);
    expect(&bench.at(3_661.0).site(&text), 401, &[]);
    bench.at(3_599.0);
    let good = format!("Bearer {text}");
    expect(&two_calls(bench, &good, "Bearer x"), 200, &["ayyeka.header.several"]);
    expect(&two_calls(bench, &text, &good), 200, &["ayyeka.header.several", "ayyeka.call.bare-token"]);
    expect(&two_calls(bench, "Bearer x", &good), 401, &[]);
    expect(&bench.send(&Method::GET, "/v2.0/health", &headers(&[]), b""), 200, &["ayyeka.call.health"]);
}

#[test]
fn under_the_strict_settings_nothing_beyond_the_document_is_accepted() {
    let mut settings: Map<String, Value> = Erased::<Ayyeka>::NEW.strict();
    settings.insert("clients".to_owned(), serde_json::from_str(CLIENT).unwrap());
    let bench = &mut Bench::new(Value::Object(settings));
    expect(&token(bench, "Basic", "k:s+/=", FORM), 200, &[]);
    expect(&token(bench, "basic", "k:s+/=", FORM), 401, &[]);
    expect(&token(bench, "Basic ", "k:s+/=", FORM), 401, &[]);
    expect(&two_basics(bench, "k:s+/=", "k:s+/="), 401, &[]);
    expect(&token(bench, "Basic", "k:s%2B%2F%3D", FORM), 401, &[]);
    expect(&token(bench, "Basic", "k:s+/=", "text/plain"), 400, &[]);
    expect(&bench.send(&Method::GET, "/v2.0/health", &headers(&[]), b""), 401, &[]);
}
