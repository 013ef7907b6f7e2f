//! What many calls cost: nothing that stays. A file of its own, so that no other test's memory is counted.
//!
//! A million calls, with the figures printed:
//! `cargo test --release --workspace --test steady_memory -- --ignored --nocapture`
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Instant;

use mock_server::InstanceSpec;
use serde_json::{Value, json};
use support::{Site, site_with};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// After so many everything has reached its bound: the journal, names, sessions, tokens.
const WARM: u64 = 10_000;
/// The journal and the coverage are read each time that so many calls were made.
const READ_EVERY: u64 = 500;
/// By so much the resident memory may have grown afterwards: what an allocator keeps in reserve.
const SLACK: u64 = 4 << 20;

/// Resident bytes of this process, client and server.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// One connection that stays open.
struct Line(BufReader<TcpStream>);

impl Line {
    async fn call(&mut self, method: &str, path: &str, authorization: &str, body: &str) -> (u16, String) {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: a\r\nauthorization: {authorization}\r\n");
        let form = format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.0.get_mut().write_all(format!("{head}{form}").as_bytes()).await.unwrap();
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).await.unwrap() > 0, "closed after {path}");
            match line.trim_end().split_once(' ') {
                Some(("HTTP/1.1", rest)) => status = rest[..3].parse().unwrap(),
                Some(("content-length:", bytes)) => length = bytes.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer).await.unwrap();
        (status, String::from_utf8(answer).unwrap())
    }
}

/// A client of all four APIs, with what it was given last.
struct Client {
    line: Line,
    calls: u64,
    access: String,
    refresh: String,
    hypertrack: [String; 2],
    hyp: [String; 3],
    ayyeka: String,
}

fn between(text: &str, before: &str, after: char) -> String {
    text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_else(|| panic!("no {before} in {text}")).to_owned()
}

fn relay(command: &str, element: &str) -> String {
    format!(
        "<ashrait><request><version>2000</version><language>ENG</language><command>{command}</command><{command}>{element}</{command}></request></ashrait>"
    )
}

impl Client {
    async fn of(site: &Site) -> Self {
        let line = Line(BufReader::new(TcpStream::connect(site.server.api_address()).await.unwrap()));
        let given = |instance: &str, name: &str| site.worlds().credentials("default", instance).unwrap()[name].clone();
        let basic = format!("Basic {}", base64(&format!("{}:{}", given("ayyeka", "key"), given("ayyeka", "secret"))));
        Self {
            line,
            calls: 0,
            access: given("hyper", "access_token"),
            refresh: given("hyper", "refresh_token"),
            hypertrack: ["account_id", "secret_key"].map(|name| given("hypertrack", name)),
            hyp: ["user", "password", "terminal"].map(|name| given("hyp", name)),
            ayyeka: basic,
        }
    }

    async fn expect(&mut self, status: u16, method: &str, path: &str, authorization: &str, body: &str) -> String {
        self.calls += 1;
        let (seen, answer) = self.line.call(method, path, authorization, body).await;
        assert_eq!(seen, status, "{method} {path} {authorization}: {answer}");
        answer
    }

    /// Good calls, refused ones and lost ones, no two with the same foreign values.
    async fn round(&mut self) {
        let number = self.calls;
        let [id, key] = self.hypertrack.clone();
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={key}");
        let answer = self.expect(200, "POST", "/hypertrack/oauth/token", "", &form).await;
        let token = between(&answer, "\"access_token\":\"", '"');
        self.expect(200, "GET", "/hypertrack/devices", &format!("Bearer {token}"), "").await;
        self.expect(401, "GET", "/hypertrack/devices", &format!("Bearer foreign-token-{number}"), "").await;
        self.relay_calls(number).await;
        let basic = self.ayyeka.clone();
        let answer = self.expect(200, "POST", "/ayyeka/auth/token", &basic, "grant_type=client_credentials").await;
        let token = between(&answer, "\"access_token\":\"", '"');
        self.expect(200, "GET", "/ayyeka/v2.0/site", &format!("Bearer {token}"), "").await;
        self.expect(401, "GET", "/ayyeka/v2.0/site", &format!("Bearer {token}{number}"), "").await;
        let answer = self.expect(200, "POST", "/hyper/RefreshToken", &format!("Bearer {}", self.refresh), "").await;
        self.access = between(&answer, "\"access_token\":\"", '"');
        self.refresh = between(&answer, "\"refresh_token\":\"", '"');
        self.expect(200, "GET", "/hyper/TokenValidity", &format!("Bearer {}", self.access), "").await;
        self.expect(401, "GET", &format!("/hyper/Function_{number}?token_{number}=value-{number}"), &format!("Bearer {number}"), "").await;
        self.expect(404, "GET", &format!("/nowhere-{number}"), "", "").await;
    }

    async fn relay_calls(&mut self, number: u64) {
        let [user, password, terminal] = self.hyp.clone();
        let asking = relay("getSessionId", &format!("<terminalNumber>{terminal}</terminalNumber>"));
        let answer = self.expect(200, "POST", "/hyp/xpo/Relay", "", &format!("user={user}&password={password}&int_in={asking}")).await;
        let session = between(&answer, "<sessionId>", '<');
        let deal = relay("doDeal", "");
        let answer = self.expect(200, "POST", "/hyp/xpo/Relay", "", &format!("sessionId={session}&int_in={deal}")).await;
        assert!(answer.contains("<result>000"), "{answer}");
        let foreign = format!("sessionId=00000000-0000-4000-8000-{number:012}&int_in={deal}");
        let answer = self.expect(200, "POST", "/hyp/xpo/Relay", "", &foreign).await;
        assert!(answer.contains("<result>456"), "{answer}");
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// A site without limits of any API.
async fn without_limits() -> Site {
    site_with(|config| {
        let settings: Value = json!({"refresh_limit": "off", "max_posts": "off"});
        let hyper = InstanceSpec { settings: serde_json::from_value(settings).unwrap(), ..InstanceSpec::of("hyper") };
        config.instances.insert("hyper".to_owned(), hyper);
    })
    .await
}

/// Makes so many calls; gives the resident memory after the first [`WARM`] and after all.
async fn memory(calls: u64) -> (u64, u64) {
    let site = without_limits().await;
    let mut client = Client::of(&site).await;
    let (mut warm, mut read, began) = (0, 0, Instant::now());
    while client.calls < calls {
        client.round().await;
        if client.calls >= read {
            read += READ_EVERY;
            assert_eq!(site.ask("/worlds/default/journal").await.status, 200);
            assert_eq!(site.ask("/worlds/default/coverage").await.status, 200);
            // Another second has other JWTs, and an end for what has grown old.
            site.post("/worlds/default/clock", r#"{"advance":"1s"}"#).await;
        }
        if warm == 0 && client.calls >= WARM {
            warm = resident();
        }
    }
    let end = resident();
    println!("{} KiB after {WARM} calls, {} KiB after {calls}, in {:.0} s", warm >> 10, end >> 10, began.elapsed().as_secs_f64());
    (warm, end)
}

#[tokio::test]
async fn memory_after_many_calls_is_where_it_was_after_the_first_ten_thousand() {
    let (warm, end) = memory(20_000).await;
    assert!(end < warm + SLACK, "{} KiB grew to {}", warm >> 10, end >> 10);
}

#[tokio::test]
#[ignore = "takes minutes; the file's first lines say how to run it"]
async fn memory_after_a_million_calls_is_where_it_was_after_the_first_ten_thousand() {
    let (warm, end) = memory(1_000_000).await;
    assert!(end < warm + SLACK, "{} KiB grew to {}", warm >> 10, end >> 10);
}
