//! No form holds a secret of the target, neither plain nor Base64 nor percent-encoded.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::running::{Foreign, code, err};

const FORMS: [&str; 5] = ["json", "junit", "sarif", "github", "tap"];

/// A secret as it may stand in a text: itself, and as headers, forms and paths carry it.
fn guises(secret: &str) -> Vec<String> {
    let everything = secret.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    });
    let needed = secret.bytes().fold(String::new(), |mut text, byte| {
        let _ =
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) { write!(text, "{}", char::from(byte)) } else { write!(text, "%{byte:02X}") };
        text
    });
    let base64 = STANDARD.encode(secret);
    // In the middle of a longer text Base64 looks otherwise: by the place of the first byte.
    let inside = (1..3).map(|before| {
        let encoded = STANDARD.encode(format!("{}{secret}", "x".repeat(before)));
        encoded[4..encoded.len() - 4].to_owned()
    });
    let mut guises = vec![secret.to_owned(), everything, needed, base64.trim_end_matches('=').to_owned(), URL_SAFE_NO_PAD.encode(secret)];
    guises.extend(inside);
    guises.into_iter().filter(|guise| guise.len() >= 8).collect()
}

/// The tokens that a credential ledger holds.
fn kept(ledger: &serde_json::Value) -> Vec<String> {
    let instances = ledger["instances"].as_object().into_iter().flat_map(|instances| instances.values());
    let tokens = instances.flat_map(|instance| instance["tokens"].as_object().into_iter().flat_map(|tokens| tokens.values()));
    tokens.filter_map(|token| token["current"].as_str().map(str::to_owned)).collect()
}

/// Checks a target in every form; gives all that was written, and all secrets that there were before and after.
async fn told(foreign: &Foreign) -> (String, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let reports: Vec<String> = FORMS.iter().map(|form| format!("--report={form}={form}.out")).collect();
    let summary = folder.path().join("summary.md");
    let own = foreign.arguments();
    let arguments: Vec<&str> = own.iter().chain(&reports).map(String::as_str).collect();
    let output = crate::running::command(folder.path(), &arguments).env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    assert_eq!(code(&output), 1, "{}", err(&output));
    let mut text = fs::read_to_string(summary).unwrap();
    for form in FORMS {
        text.push_str(&fs::read_to_string(folder.path().join(format!("{form}.out"))).unwrap());
    }
    let current = foreign.server.worlds().credentials("default", foreign.api).unwrap();
    let ledger = fs::read(folder.path().join("tokens.json")).map(|bytes| serde_json::from_slice(&bytes).unwrap()).unwrap_or_default();
    let secrets = foreign.credentials.values().chain(current.values()).cloned().chain(kept(&ledger));
    (text, secrets.filter(|secret| secret.len() >= 8).collect())
}

async fn tells_no_secret(api: &'static str, settings: serde_json::Value, deviation: &str, name: &str) -> String {
    let foreign = Foreign::serve(api, settings, Some(deviation)).await;
    let (text, secrets) = told(&foreign).await;
    assert!(!secrets.is_empty() && text.contains(name), "{api}: secrets are told by name");
    for secret in &secrets {
        let told: Vec<String> = guises(secret).into_iter().filter(|guise| text.contains(guise.as_str())).collect();
        assert!(told.is_empty(), "{api}: a secret stands in a report, in {} guises", told.len());
    }
    foreign.server.shutdown().await;
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_of_hyper_holds_a_token_that_was_given_or_came() {
    let settings = json!({"max_posts": "off", "refresh_limit": "off"});
    tells_no_secret("hyper", settings, "access-token-of-119-characters", "<access_token:1>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_of_hypertrack_holds_its_secret_key_or_the_header_made_of_it() {
    tells_no_secret("hypertrack", json!({}), "another-message", "<secret_key:1>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_of_hyp_holds_a_password() {
    tells_no_secret("hyp", json!({}), "permitted-with-a-full-stop", "<password:1>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_of_ayyeka_holds_its_secret_or_any_token_that_it_signed() {
    let text = tells_no_secret("ayyeka", json!({}), "token-type-bearer", "<secret:1>").await;
    // A JWT's header, which begins every token.
    assert!(!text.contains("eyJ"));
}

#[test]
fn a_secret_that_stood_there_would_be_found_in_each_of_its_guises() {
    let secret = "s3cret+/token";
    let texts = [secret.to_owned(), STANDARD.encode(secret), STANDARD.encode(format!("key:{secret}:more")), "s3cret%2B%2Ftoken".to_owned()];
    for text in texts {
        assert!(guises(secret).iter().any(|guise| text.contains(guise.as_str())), "{text}");
    }
    assert!(!guises(secret).iter().any(|guise| "<access_token:1>".contains(guise.as_str())));
}
