//! Nothing that a run prints holds a secret, in whatever form; only the ledger does, and it is its owner's alone.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use serde_json::json;

use super::there::{There, text};

const HEADER: &str = "hidden/header+value=0123";

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_printed_of_a_target_that_fails_and_every_call_carries_the_headers() {
    let paths = Arc::new(Mutex::new(0_usize));
    let counted = paths.clone();
    let log = move |_: &mock_server::Call<'_>| *counted.lock().unwrap() += 1;
    let there = There::telling(json!({"max_posts": "off", "refresh_limit": "off", "life_hours": 3}), Arc::new(log)).await;
    fs::write(there.path("key"), HEADER).unwrap();
    there.describe("settings: {refresh_token: replaceable}", "headers: {X-Api-Key: {file: key}, X-Team: shown-team}");
    let mut secrets = BTreeSet::from([HEADER.to_owned()]);
    secrets.extend(there.tokens().into_values());
    // Tokens that are wrong at first let checks fail, and failures show most.
    fs::write(there.path("access_token"), "hidden-and-wrong-token-0123456789").unwrap();
    secrets.insert("hidden-and-wrong-token-0123456789".to_owned());
    let output = there.check(&[]);
    secrets.extend(there.tokens().into_values());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let told = text(&output);
    assert!(told.contains("x-api-key: '\"$HEADER\"") || told.contains("$HEADER"), "the command that repeats a call names the header:\n{told}");
    assert!(told.contains("x-team: shown-team"), "{told}");
    for secret in &secrets {
        let encoded: String =
            secret.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
        for form in [secret.clone(), base64::engine::general_purpose::STANDARD.encode(secret), encoded] {
            assert!(!told.contains(&form), "a secret is printed");
        }
    }
    assert!(*paths.lock().unwrap() > 10);
    for entry in fs::read_dir(there.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name.contains("ledger");
        assert!(!is_ours || entry.metadata().unwrap().permissions().mode() & 0o077 == 0, "{name} can be read by others");
    }
}
