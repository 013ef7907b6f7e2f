//! The description of the control plane, held against the control plane.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use jsonschema::Validator;
use mock_server::{Config, Server};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

struct Site {
    control: String,
    http: Client,
    document: Value,
    _server: Server,
}

async fn site(token: Option<&str>) -> Site {
    // Only the first call in a process does anything.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let control = Some("127.0.0.1:0".parse().unwrap());
    let server = Server::start(Config { control, control_token: token.map(str::to_owned), ..Config::default() }).await.unwrap();
    let control = format!("http://{}", server.control_address().unwrap());
    let http = Client::builder().no_proxy().build().unwrap();
    let document = http.get(format!("{control}/openapi.json")).send().await.unwrap().json().await.unwrap();
    Site { control, http, document, _server: server }
}

impl Site {
    async fn ask(&self, method: &str, path: &str, body: &str) -> Response {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        self.http.request(method, format!("{}{path}", self.control)).body(body.to_owned()).send().await.unwrap()
    }

    /// Every path with its methods.
    fn calls(&self) -> Vec<(&str, BTreeSet<&str>)> {
        let paths = self.document["paths"].as_object().unwrap();
        paths.iter().map(|(path, item)| (path.as_str(), item.as_object().unwrap().keys().map(String::as_str).collect())).collect()
    }

    /// Checks values against a part of the document, which may refer to its other parts.
    fn validator(&self, part: &Value) -> Validator {
        let schema = json!({"allOf": [part], "components": self.document["components"]});
        jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        &self.document["paths"][path][method]
    }

    /// The schema of an answer; `None` where the answer is no JSON.
    fn answer(&self, method: &str, path: &str, status: u16) -> Option<&Value> {
        let described = &self.operation(method, path)["responses"][status.to_string()];
        assert!(described.is_object(), "{method} {path} is not said to answer {status}");
        described["content"]["application/json"].get("schema")
    }
}

/// The path with names of things that there are.
fn filled(path: &str) -> String {
    path.replace("{world}", "default").replace("{instance}", "hyper").replace("{action}", "extend")
}

#[tokio::test]
async fn the_file_is_what_the_server_serves() {
    let site = site(None).await;
    let served = site.ask("get", "/openapi.json", "").await.text().await.unwrap();
    let kept = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json")).unwrap_or_default();
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
    std::fs::write(&fresh, &served).unwrap();
    assert!(served == kept, "docs/openapi.json is behind; what is served now was written to {}", fresh.display());
}

#[tokio::test]
async fn a_path_takes_the_methods_that_it_is_said_to_take_and_no_other() {
    let site = site(None).await;
    assert!(site.calls().len() > 10);
    for (path, mut described) in site.calls() {
        // The library answers HEAD wherever there is a GET.
        if described.contains("get") {
            described.insert("head");
        }
        let refused = site.ask("trace", &filled(path), "").await;
        let allowed = refused.headers().get("allow").map_or("", |allow| allow.to_str().unwrap()).to_lowercase();
        let taken: BTreeSet<&str> = allowed.split(',').map(str::trim).collect();
        assert_eq!((refused.status().as_u16(), taken), (405, described), "{path}");
    }
}

#[tokio::test]
async fn whoever_asks_for_what_there_is_not_is_told_every_path_that_is_described() {
    let site = site(None).await;
    let message = site.ask("get", "/nowhere", "").await.json::<Value>().await.unwrap()["message"].to_string();
    for (path, _) in site.calls() {
        assert!(message.contains(path), "{path}: {message}");
    }
}

#[test]
fn no_route_is_made_beside_those_that_are_described() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mock-server/src/control");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let routes: usize = files.map(|text| text.matches(".route(").count() + text.matches(".route_service(").count()).sum();
    assert_eq!(routes, 1, "a route belongs into a list of calls, by which it is described");
}

#[tokio::test]
async fn every_call_has_a_name_of_its_own_a_sentence_and_an_answer() {
    let site = site(None).await;
    let mut names = BTreeSet::new();
    for (path, methods) in site.calls() {
        for method in methods {
            let operation = site.operation(method, path);
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} stands twice");
            assert!(operation["summary"].as_str().unwrap().ends_with('.'), "{name}");
            assert!(operation["responses"].as_object().unwrap().len() > 1, "{name} is not said to succeed");
        }
    }
}

/// A request that succeeds, with the status of its answer.
const SERVED: [(&str, &str, &str, u16); 17] = [
    ("get", "/health", "", 200),
    ("get", "/openapi.json", "", 200),
    ("get", "/worlds", "", 200),
    ("put", "/worlds/{world}", r#"{"seed":7,"clock":{"mode":"rate","rate":60,"at":"2026-01-01T00:00:00Z"},"port":0}"#, 200),
    ("put", "/worlds/{world}", r#"{"client_address":"header","instances":{"hyper":{"api":"hyper","settings":{"life_hours":8}}}}"#, 200),
    ("get", "/worlds/{world}", "", 200),
    ("post", "/worlds/{world}/clock", r#"{"advance":"1h"}"#, 200),
    ("post", "/worlds/{world}/clock", r#"{"advance_to":"next","bias":"-1ms"}"#, 200),
    ("post", "/worlds/{world}/clock", r#"{"mode":"frozen"}"#, 200),
    ("get", "/worlds/{world}/clock", "", 200),
    ("get", "/worlds/{world}/deadlines", "", 200),
    ("get", "/worlds/{world}/state", "", 200),
    ("post", "/worlds/{world}/instances/{instance}/actions/{action}", r#"{"hours":5}"#, 200),
    ("post", "/worlds/{world}/explain", r#"{"instance":"hyper","path":"/TokenValidity"}"#, 200),
    ("get", "/worlds/{world}/recording", "", 200),
    ("post", "/worlds/{world}/fork", r#"{"name":"copy"}"#, 201),
    ("post", "/worlds/{world}/reset", "{}", 200),
];

#[tokio::test]
async fn requests_and_answers_have_the_shapes_that_they_are_said_to_have() {
    let site = site(None).await;
    for (method, path, body, status) in SERVED {
        if !body.is_empty() {
            let taken = &site.operation(method, path)["requestBody"]["content"]["application/json"]["schema"];
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!(site.validator(taken).validate(&body).map_err(|error| error.to_string()), Ok(()), "{method} {path}");
        }
        let answer = site.ask(method, &filled(path), body).await;
        assert_eq!(answer.status(), status, "{method} {path}");
        let schema = site.answer(method, path, status).unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(site.validator(schema).validate(&answer).map_err(|error| error.to_string()), Ok(()), "{method} {path}: {answer}");
    }
}

#[tokio::test]
async fn what_is_not_described_is_refused_and_the_refusal_has_its_shape() {
    let site = site(None).await;
    let refused = site.document["components"]["responses"]["Refused"].clone();
    let refusal = site.validator(&refused["content"]["application/json"]["schema"]);
    let cases = [
        ("put", "/worlds/{world}", r#"{"sed":7}"#),
        ("put", "/worlds/{world}", r#"{"clock":{"mode":"stopped"}}"#),
        ("put", "/worlds/{world}", r#"{"instances":{"a":{}}}"#),
        ("post", "/worlds/{world}/clock", r#"{"advance":1}"#),
        ("post", "/worlds/{world}/clock", r#"{"set":"2030-01-01T00:00:00Z","advance":"1s"}"#),
        ("post", "/worlds/{world}/fork", "{}"),
        ("post", "/worlds/{world}/reset", r#"{"seed":1}"#),
    ];
    for (method, path, body) in cases {
        let taken = &site.operation(method, path)["requestBody"]["content"]["application/json"]["schema"];
        assert!(!site.validator(taken).is_valid(&serde_json::from_str(body).unwrap()), "{method} {path} {body}");
        let answer = site.ask(method, &filled(path), body).await;
        assert_eq!(answer.status(), 422, "{method} {path} {body}");
        assert!(answer.headers().contains_key("standin-error"));
        assert!(refusal.is_valid(&answer.json().await.unwrap()), "{method} {path} {body}");
    }
}

/// What is described, and a call in which it has a field that nobody knows.
const TAKEN: [(&str, &str, &str, &str); 11] = [
    ("WorldSpec", "put", "/worlds/{world}", r#"{"zzzzzzzzzz":1}"#),
    ("ClockSpec", "put", "/worlds/{world}", r#"{"clock":{"zzzzzzzzzz":1}}"#),
    ("InstanceSpec", "put", "/worlds/{world}", r#"{"instances":{"a":{"zzzzzzzzzz":1}}}"#),
    ("StubSpec", "put", "/worlds/{world}", r#"{"instances":{"a":{"api":"hyper","stubs":[{"zzzzzzzzzz":1}]}}}"#),
    ("FaultSpec", "put", "/worlds/{world}", r#"{"faults":[{"zzzzzzzzzz":1}]}"#),
    ("FaultSpec", "post", "/worlds/{world}/faults", r#"{"zzzzzzzzzz":1}"#),
    ("StubSpec", "post", "/worlds/{world}/instances/{instance}/stubs", r#"{"zzzzzzzzzz":1}"#),
    ("Verification", "post", "/worlds/{world}/verify", r#"{"zzzzzzzzzz":1}"#),
    ("CallPattern", "post", "/worlds/{world}/verify", r#"{"calls":[{"zzzzzzzzzz":1}]}"#),
    ("CallCount", "post", "/worlds/{world}/verify", r#"{"calls":[{"path":"/"}],"count":{"zzzzzzzzzz":1}}"#),
    ("ForkSpec", "post", "/worlds/{world}/fork", r#"{"zzzzzzzzzz":1}"#),
];

#[tokio::test]
async fn every_field_that_is_taken_is_described_and_no_other() {
    let site = site(None).await;
    for (shape, method, path, body) in TAKEN {
        let message = site.ask(method, &filled(path), body).await.json::<Value>().await.unwrap()["message"].to_string();
        let (_, told) = message.split_once("there is:").or(message.split_once("expected ")).unwrap_or_else(|| panic!("{shape}: {message}"));
        let told = told.split(" at line ").next().unwrap();
        let told: BTreeSet<&str> =
            told.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !["", "one", "of", "or"].contains(word)).collect();
        let described = site.document["components"]["schemas"][shape]["properties"].as_object().unwrap();
        assert_eq!(told, described.keys().map(String::as_str).collect(), "{shape}: {message}");
    }
}

#[tokio::test]
async fn with_a_token_the_description_is_open_and_what_it_describes_is_not() {
    let site = site(Some("secret")).await;
    for (path, methods) in site.calls() {
        for method in methods {
            let open = site.operation(method, path).get("security").is_some();
            let status = site.ask(method, &filled(path), "").await.status().as_u16();
            assert_eq!(status, if open { 200 } else { 401 }, "{method} {path}");
        }
    }
}
