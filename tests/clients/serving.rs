//! `standin serve` as a client of any language finds it: by its ready line.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Url};
use serde_json::Value;

/// A server that is ended when the test is over, however it ends.
pub(crate) struct Serving {
    child: Child,
    ready: Value,
    http: Client,
}

impl Serving {
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_standin"))
            .args(["serve", "--port", "0", "--control-port", "0", "--log", "json", "--seed", "1"])
            .args(options)
            .env_remove("STANDIN_CONTROL_TOKEN")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { child, ready: serde_json::from_str(&line).unwrap(), http: Client::builder().no_proxy().build().unwrap() }
    }

    pub(crate) fn base_url(&self, instance: &str) -> &str {
        self.ready["instances"][instance]["base_url"].as_str().unwrap()
    }

    pub(crate) fn control_url(&self) -> &str {
        self.ready["control_url"].as_str().unwrap()
    }

    pub(crate) fn credential(&self, instance: &str, name: &str) -> &str {
        self.ready["instances"][instance]["credentials"][name].as_str().unwrap()
    }

    /// Status and body of a call below an instance.
    pub(crate) async fn get(&self, instance: &str, path: &str, bearer: &str) -> (u16, String) {
        let answer = self.http.get(format!("{}{path}", self.base_url(instance))).bearer_auth(bearer).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A form below an instance: the answer's status, Content-Type and bytes.
    pub(crate) async fn form(&self, instance: &str, path: &str, pairs: &[(&str, &str)]) -> (u16, String, Vec<u8>) {
        let form = Url::parse_with_params("http://form/", pairs).unwrap().query().unwrap().to_owned();
        let url = format!("{}{path}", self.base_url(instance));
        let answer = self.http.post(url).header("content-type", "application/x-www-form-urlencoded").body(form).send().await.unwrap();
        let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (answer.status().as_u16(), content_type, answer.bytes().await.unwrap().to_vec())
    }

    /// What the control plane shows.
    pub(crate) async fn shown(&self, path: &str) -> String {
        self.http.get(format!("{}{path}", self.control_url())).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    }

    /// An administrator's action.
    pub(crate) async fn act(&self, instance: &str, action: &str, arguments: Value) {
        let url = format!("{}/worlds/default/instances/{instance}/actions/{action}", self.control_url());
        self.http.post(url).json(&arguments).send().await.unwrap().error_for_status().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
