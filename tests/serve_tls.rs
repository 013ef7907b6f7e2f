//! `standin serve --tls` and `--cors` as a user runs them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::{Certificate, Client};
use serde_json::Value;

/// A server that is ended when the test is over, however it ends.
struct Serving {
    child: Child,
    line: String,
    ready: Value,
}

impl Serving {
    fn start(options: &[&str]) -> Self {
        let mut child = standin(options).args(["--log", "json"]).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap(), line }
    }

    fn authority(&self) -> &Path {
        Path::new(self.ready["tls_ca_file"].as_str().unwrap())
    }

    async fn status(&self, authority: &Path) -> Option<u16> {
        // Only the first call in a process does anything.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authority = Certificate::from_pem(&std::fs::read(authority).unwrap()).unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([authority]).build().unwrap();
        let url = format!("{}/alive_check", self.ready["instances"]["hyper"]["base_url"].as_str().unwrap());
        client.get(url).send().await.ok().map(|seen| seen.status().as_u16())
    }

    fn end(&mut self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn standin(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.args(["serve", "--port", "0", "--control-port", "0"]).args(options).env_remove("STANDIN_CONTROL_TOKEN");
    command
}

#[tokio::test]
async fn the_authoritys_file_stands_beside_the_ready_file_and_is_what_a_client_must_trust() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let serving = Serving::start(&["--tls", "--ready-file", ready.to_str().unwrap()]);
    assert_eq!(serving.authority(), folder.path().join("ready.ca.pem"));
    assert!(std::fs::read_to_string(&ready).unwrap().contains("ready.ca.pem"));
    assert_eq!(serving.status(serving.authority()).await, Some(200));
    let other = Serving::start(&["--tls"]);
    assert_eq!(serving.status(other.authority()).await, None);
}

#[test]
fn an_authoritys_file_holds_its_certificate_alone_and_everybody_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let serving = Serving::start(&["--tls", "--tls-ca-file", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!((text.matches("BEGIN CERTIFICATE").count(), text.matches("BEGIN").count()), (1, 1));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o044, 0o044);
    assert!(!serving.line.contains("PRIVATE KEY"), "{}", serving.line);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_temporary_file_goes_with_the_server_and_one_that_was_named_stays() {
    let folder = tempfile::tempdir().unwrap();
    let named = folder.path().join("ca.pem");
    for (options, stays) in [(&["--tls"][..], false), (&["--tls", "--tls-ca-file", named.to_str().unwrap()], true)] {
        let mut serving = Serving::start(options);
        let file = serving.authority().to_owned();
        assert!(file.exists());
        serving.end();
        assert_eq!(file.exists(), stays, "{}", file.display());
    }
}

#[tokio::test]
async fn a_certificate_that_was_brought_along_is_served_and_no_authority_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name).display().to_string());
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&certificate, pair.cert.pem()).unwrap();
    std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
    let serving = Serving::start(&["--tls-cert", &certificate, "--tls-key", &key]);
    assert_eq!(serving.ready.get("tls_ca_file"), None);
    assert_eq!(serving.status(Path::new(&certificate)).await, Some(200));
}

#[tokio::test]
async fn https_is_served_by_what_the_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("standin.yaml");
    std::fs::write(&file, "tls: true\ntls_ca_file: ca.pem\n").unwrap();
    let serving = Serving::start(&["--config", file.to_str().unwrap()]);
    assert_eq!(serving.authority(), folder.path().join("ca.pem"));
    assert_eq!(serving.status(serving.authority()).await, Some(200));
}

#[test]
fn options_that_cannot_be_are_told_what_would_be_right() {
    let cases: [(&[&str], &str); 10] = [
        (&["--tls-cert", "absent.pem", "--tls-key", "absent.key"], "absent.pem cannot be read"),
        (&["--tls-cert", "absent.pem"], "--tls-key"),
        (&["--tls-ca-file", "ca.pem"], "--tls"),
        (&["--tls", "--tls-ca-file", "no/such/folder/ca.pem"], "no/such/folder/ca.pem"),
        (&["--tls-client-ca", "absent.pem"], "--tls-cert and --tls-key"),
        (&["--tls", "--tls-client-ca", "absent.pem"], "absent.pem cannot be read"),
        (&["--tls", "--tls-name", "two words"], "`two words` is no name for a certificate"),
        (&["--tls", "--tls-client-auth", "optional"], "--tls-client-ca"),
        (&["--stub-files", "no/such/folder"], "there is no folder no/such/folder"),
        (&["--cors", "app.example"], "http://localhost:3000"),
    ];
    for (options, right) in cases {
        let ended = standin(options).output().unwrap();
        let says = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{options:?}: {says}");
        assert!(says.contains(right), "{options:?}: {says}");
    }
}
