//! A target over TLS: whom to trust, and as whom to call.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::there::text;

struct Serving {
    child: Child,
    ready: Value,
    folder: TempDir,
}

impl Serving {
    fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(folder.path()).args(["serve", "--port", "0", "--control-port", "0", "--log", "json", "--tls-ca-file", "ca.pem", "--tls"]);
        command.args(["--set", "hyper.max_posts=off", "--set", "hyper.refresh_limit=off"]).args(options);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        for (name, value) in ready["instances"]["hyper"]["credentials"].as_object().unwrap() {
            fs::write(folder.path().join(name), value.as_str().unwrap()).unwrap();
        }
        Self { child, ready, folder }
    }

    fn check(&self, tls: &Value) -> Output {
        let credentials = json!({"access_token": {"file": "access_token"}, "refresh_token": {"file": "refresh_token"}});
        let instance = json!({"base_url": self.ready["instances"]["hyper"]["base_url"], "credentials": credentials});
        let file = json!({"api": "hyper", "instances": {"main": instance}, "tls": tls});
        fs::write(self.folder.path().join("theirs.yaml"), file.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(self.folder.path()).args(["check", "--target", "theirs.yaml", "-q", "--filter", "renewed-by-every-refresh"]);
        command.args(["--filter", "gets-missing-or-wrong"]).output().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_is_checked_by_its_own_authority_and_is_unreachable_by_another() {
    let serving = Serving::start(&[]);
    let right = serving.check(&json!({"ca": "ca.pem"}));
    assert_eq!(right.status.code(), Some(5), "{}", text(&right));
    let other = Serving::start(&[]);
    let wrong = serving.check(&json!({"ca": other.folder.path().join("ca.pem")}));
    assert_eq!(wrong.status.code(), Some(3), "{}", text(&wrong));
    assert!(text(&wrong).contains("certificate") && text(&wrong).contains("UNREACHABLE"), "{}", text(&wrong));
    let systems = serving.check(&json!({}));
    assert_eq!(systems.status.code(), Some(3), "{}", text(&systems));
}

#[test]
fn a_server_that_demands_a_certificate_is_shown_the_one_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let pair = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("client.pem"), pair.cert.pem()).unwrap();
    fs::write(path("client.key"), pair.signing_key.serialize_pem()).unwrap();
    let serving = Serving::start(&["--tls-client-ca", &path("client.pem")]);
    let shown = serving.check(&json!({"ca": "ca.pem", "certificate": path("client.pem"), "key": path("client.key")}));
    assert_eq!(shown.status.code(), Some(5), "{}", text(&shown));
    let unshown = serving.check(&json!({"ca": "ca.pem"}));
    assert_eq!(unshown.status.code(), Some(3), "{}", text(&unshown));
}
