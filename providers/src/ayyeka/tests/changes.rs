//! For each refusal that a change of the request can turn, one that is proposed does; and none tells a secret.

use http::HeaderMap;
use serde_json::json;

use super::bench::{Bench, FORM, GRANT, headers, signed};
use crate::{Change, Changed, Key, Method, Request};

/// A request that can be changed.
#[derive(Clone)]
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn token_request(authorization: &str, form: &str) -> Asked {
    let headers = headers(&[("authorization", authorization), ("content-type", FORM)]);
    Asked { method: Method::POST, path: "/auth/token".to_owned(), headers, body: form.as_bytes().to_vec() }
}

fn call(authorization: &str) -> Asked {
    let headers = if authorization.is_empty() { headers(&[]) } else { headers(&[("authorization", authorization)]) };
    Asked { method: Method::GET, path: "/v2.0/site".to_owned(), headers, body: Vec::new() }
}

impl Asked {
    fn changes(&self, bench: &Bench) -> Vec<Change> {
        let request = Request { method: &self.method, path: &self.path, query: "", headers: &self.headers, body: &self.body };
        bench.instance.changes(&request, bench.now)
    }

    fn status(&self, bench: &mut Bench) -> u16 {
        bench.send(&self.method, &self.path, &self.headers, &self.body).status
    }

    /// The status after a change, on a copy; a setting is changed by making the instance anew.
    fn status_after(&self, bench: &Bench, change: &Change) -> u16 {
        let (mut asked, mut copy) = (self.clone(), bench.fork());
        match change.to.clone() {
            Changed::At(at) => copy.now = at,
            Changed::Header(name, Some(value)) => drop(asked.headers.insert(name, value.parse().unwrap())),
            Changed::Header(name, None) => drop(asked.headers.remove(name)),
            Changed::Method(method) => asked.method = method,
            Changed::Path(path) => asked.path = path,
            Changed::Body { content_type, bytes } => {
                asked.headers.insert("content-type", content_type.parse().unwrap());
                asked.body = bytes;
            }
            Changed::Setting(name, value) => {
                let now = copy.now;
                copy = Bench::new(json!({name: value}));
                copy.now = now;
            }
            Changed::Query(_) | Changed::Client(_) => panic!("{change:?}"),
        }
        asked.status(&mut copy)
    }
}

/// Some change that is proposed turns the refusal; its sentence.
#[track_caller]
fn turned(bench: &mut Bench, asked: &Asked) -> String {
    assert!(asked.status(&mut bench.fork()) >= 400, "it is refused");
    let changes = asked.changes(bench);
    let turning = changes.iter().find(|change| asked.status_after(bench, change) == 200);
    let secrets: Vec<String> = bench.instance.credentials().into_values().collect();
    assert!(changes.iter().all(|change| secrets.iter().all(|secret| !change.says.contains(secret.as_str()))));
    turning.unwrap_or_else(|| panic!("none of {} changes helps", changes.len())).says.clone()
}

fn basic(pair: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

const GOOD_FORM: &str = "grant_type=client_credentials";

#[test]
fn a_refused_token_request_is_told_what_was_wrong_with_it() {
    let bench = &mut Bench::new(json!({}));
    let pair = bench.pair();
    let key = bench.instance.credentials()["key"].clone();
    assert_eq!(token_request(&basic(&pair), GOOD_FORM).status(bench), 200);
    assert!(turned(bench, &token_request("Bearer x", GOOD_FORM)).contains("Basic"));
    assert!(turned(bench, &token_request(&basic("x:y"), GOOD_FORM)).contains("no client has this Key"));
    assert!(turned(bench, &token_request(&basic(&format!("{key}:y")), GOOD_FORM)).contains("Secret is not the one of this Key"));
    assert!(turned(bench, &token_request(&basic(&pair), "grant_type=password")).contains("grant_type=client_credentials"));
    assert!(turned(bench, &token_request(&basic(&pair), "")).contains("grant_type=client_credentials"));
    assert!(turned(bench, &token_request(&basic(&pair), "a=1&a=2&grant_type=client_credentials")).contains("once"));
    assert!(turned(bench, &token_request(&basic(&pair).replace(' ', "  "), GOOD_FORM)).contains("Basic"));
    let get = Asked { method: Method::GET, ..token_request(&basic(&pair), GOOD_FORM) };
    assert!(turned(bench, &get).contains("POST"));
    let mut plain = token_request(&basic(&pair), GOOD_FORM);
    plain.headers.insert("content-type", "text/plain".parse().unwrap());
    assert!(turned(bench, &plain).contains("Content-Type"));
}

#[test]
fn a_secret_that_was_form_encoded_is_told_to_go_as_it_is() {
    let bench = &mut Bench::new(json!({"client_encoding": "raw", "clients": [{"key": "key-1", "secret": "x+y=", "sub": "1:1"}]}));
    assert_eq!(bench.ask("key-1:x+y=", GRANT).status, 200);
    assert!(turned(bench, &token_request(&basic("key-1:x%2By%3D"), GOOD_FORM)).contains("as it is"));
}

#[test]
fn an_expired_token_is_told_when_it_was_good() {
    let bench = &mut Bench::new(json!({}));
    let token = bench.token();
    bench.at(3_603.2);
    let says = turned(bench, &call(&format!("Bearer {token}")));
    assert_eq!(says, "send it earlier: the token expired 3.2 s ago; it was good until 01:00:00");
    let leeway = call(&format!("Bearer {token}")).changes(bench).into_iter().find(|change| matches!(change.to, Changed::Setting("leeway", _)));
    assert_eq!(leeway.map(|change| change.to), Some(Changed::Setting("leeway", "4".to_owned())));
}

#[test]
fn a_token_from_the_future_is_told_from_when_on_it_is_good() {
    let bench = &mut Bench::new(json!({}));
    let token = bench.at(60.0).token();
    bench.at(1.0);
    assert!(turned(bench, &call(&format!("Bearer {token}"))).contains("2026-01-01T00:01:00Z"));
}

#[test]
fn a_token_in_the_wrong_dress_is_told_the_word_bearer() {
    let bench = &mut Bench::new(json!({}));
    let token = bench.token();
    for authorization in [token.clone(), format!("JWT {token}")] {
        assert!(turned(bench, &call(&authorization)).contains("Bearer"));
    }
}

#[test]
fn another_path_or_method_is_told_the_documented_one() {
    let bench = &mut Bench::new(json!({}));
    let good = call(&format!("Bearer {}", bench.token()));
    assert!(turned(bench, &Asked { path: "/v2/site".to_owned(), ..good.clone() }).contains("/v2.0/site"));
    assert!(turned(bench, &Asked { method: Method::POST, ..good }).contains("GET"));
}

#[test]
fn nothing_is_proposed_where_only_a_fresh_token_helps() {
    let bench = &mut Bench::new(json!({}));
    let forged = signed(&Key::Pem("another".to_owned()), r#"{"alg":"RS384"}"#, r#"{"exp":1767229200,"iat":1767225600}"#);
    for authorization in ["", "Bearer x", &format!("Bearer {forged}")] {
        let asked = call(authorization);
        assert_eq!(asked.status(bench), 401);
        assert_eq!(asked.changes(bench), [], "{authorization}");
    }
}
