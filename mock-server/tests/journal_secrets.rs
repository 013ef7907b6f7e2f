//! Nothing that the control plane says of calls holds a secret, in whatever spelling and place it came.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use mock_server::Filter;
use serde_json::json;
use support::{Site, site};

/// A secret that nobody has a name for yet, with signs that every notation writes in another way.
const FOREIGN: &str = "s3cr&t/of <nobody> \"at\" all+é";

struct Call {
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

fn call(path: &str) -> Call {
    Call { path: format!("/hyper{path}"), headers: Vec::new(), body: Vec::new() }
}

impl Call {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    async fn send(self, site: &Site) {
        let mut request = site.http.post(format!("http://{}{}", site.server.api_address(), self.path)).body(self.body);
        for (name, value) in &self.headers {
            request = request.header(*name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        request.send().await.unwrap();
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn form(value: &str) -> String {
    serde_urlencoded::to_string([("", value)]).unwrap().trim_start_matches('=').to_owned()
}

/// A known secret, everywhere.
fn everywhere(token: &str) -> Vec<Call> {
    let escaped: String = token.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let entities: String = token.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let xml = format!("<a><b>{token}</b><c d='{token}'/></a>");
    vec![
        call("/x").with("authorization", format!("Bearer {token}")),
        call("/x").with("authorization", token),
        call("/x").with("authorization", format!("Bearer {token},Bearer {token}")),
        call("/x").with("authorization", format!("Bearer {token}")).with("authorization", format!("Bearer {token}")),
        call("/x").with("authorization", format!("Basic {}", STANDARD.encode(format!("somebody:{token}")))),
        call("/x").with("x-anything", token).with("cookie", format!("a={token}; b={token}")),
        call("/x").with("referer", format!("http://a.test/?x={}", percent(token))),
        call(&format!("/{token}/x")),
        call(&format!("/{}/x", percent(token))),
        Call { path: format!("/{}/x", percent(token)), headers: Vec::new(), body: Vec::new() },
        Call { path: format!("/{token}"), headers: Vec::new(), body: Vec::new() },
        call(&format!("/x?y={token}&z={}", percent(token))),
        call("/x").body(format!("y={token}&z={}", percent(token))),
        call("/x").body(json!({"y": token, token: [token]}).to_string()),
        call("/x").body(format!("{{\"y\":\"{escaped}\"}}")),
        call("/x").body(format!("{{\"y\":{token}")),
        call("/x").body(xml.clone()),
        call("/x").body(format!("<a>{entities}</a>")),
        call("/x").body(format!("int_in={}", percent(&xml))),
        call("/x").body([b"\xff\xfe".as_slice(), token.as_bytes()].concat()),
        call("/x").body([vec![b'x'; 16_384 - 100], token.as_bytes().to_vec()].concat()),
    ]
}

/// A secret that is none of the world's own, at the places where secrets stand.
fn at_its_places(secret: &str) -> Vec<Call> {
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;");
    vec![
        call("/x").with("authorization", format!("Bearer {}", form(secret))),
        call("/x").with("authorization", format!("Basic {}", STANDARD.encode(format!("{secret}:{secret}")))),
        call("/x").with("x-api-key", secret).with("cookie", format!("session={}", form(secret))),
        call(&format!("/x?client_secret={}&access_token={}", form(secret), percent(secret))),
        call("/x").body(format!("grant_type=client_credentials&client_secret={}&password={}", form(secret), percent(secret))),
        call("/x").body(json!({"client_secret": secret, "a": {"userPassword": secret}}).to_string()),
        call("/x").body(format!("<a><password>{xml}</password><sessionId><![CDATA[{secret}]]></sessionId></a>")),
        call("/x").body(format!("int_in={}", form(&format!("<a><password>{xml}</password></a>")))),
    ]
}

async fn said(site: &Site) -> String {
    let journal = site.ask("/worlds/default/journal").await.body;
    let calls = serde_json::from_str::<serde_json::Value>(&journal).unwrap();
    let base64 = calls["calls"][0]["request"]["body"]["base64"].as_str().unwrap_or_default();
    let bytes = String::from_utf8_lossy(&STANDARD.decode(base64).unwrap()).into_owned();
    let verified = site.post("/worlds/default/verify", r#"{"calls":[{"path":"/nowhere","status":599}]}"#).await.body;
    let coverage = site.ask("/worlds/default/coverage").await.body;
    let mut follower = site.worlds().follow("default", Filter::default()).unwrap();
    let mut followed = String::new();
    for _ in 0..journal.matches("\"real\"").count() {
        followed.push_str(&format!("{:?}", follower.next().await.unwrap()));
    }
    [journal, bytes, verified, coverage, followed].join("\n")
}

/// The secret as any of our texts could show it.
fn spellings(secret: &str) -> Vec<String> {
    let json = json!(secret).to_string();
    let twice = json!(json.trim_matches('"')).to_string();
    let all = [secret.to_owned(), json, twice, form(secret), percent(secret), STANDARD.encode(secret)];
    all.into_iter().map(|text| text.trim_matches('"').to_owned()).collect()
}

#[tokio::test]
async fn the_worlds_own_secrets_are_shown_by_name_wherever_they_stand() {
    let site = site().await;
    let access = site.worlds().credentials("default", "hyper").unwrap()["access_token"].clone();
    for call in everywhere(&access) {
        let place = format!("{} {:?} {}", call.path, call.headers, String::from_utf8_lossy(&call.body));
        call.send(&site).await;
        let said = said(&site).await;
        for spelling in spellings(&access) {
            assert!(!said.contains(&spelling), "{place}");
        }
        // A part of a token is nearly as good as the token.
        assert!(!said.contains(&access[..60]), "{place}");
        assert!(said.contains(":1>"), "{place}: {said}");
        site.control(Method::DELETE, "/worlds/default/journal", "").await;
    }
}

#[tokio::test]
async fn secrets_of_others_are_shown_by_name_where_secrets_stand() {
    for secret in [FOREIGN, "pw1"] {
        let site = site().await;
        for call in at_its_places(secret) {
            let place = format!("{} {:?} {}", call.path, call.headers, String::from_utf8_lossy(&call.body));
            call.send(&site).await;
            let said = said(&site).await;
            for spelling in spellings(secret) {
                assert!(!said.contains(&spelling), "{place}: {said}");
            }
            site.control(Method::DELETE, "/worlds/default/journal", "").await;
        }
    }
}

#[tokio::test]
async fn what_is_no_secret_is_shown_as_it_came() {
    let site = site().await;
    call("/Some_Function?phone=0528888000").body(r#"{"token_type":"Bearer","email":"a@b.c"}"#).with("x-request-id", "7").send(&site).await;
    let said = said(&site).await;
    for part in ["phone=0528888000", "a@b.c", "x-request-id", "token_type\\\":\\\"Bearer"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
