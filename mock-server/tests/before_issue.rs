//! A token opens nothing before it is issued: of two servers that are the same, one tells what the other will issue.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use mock_server::ClockChange;
use proptest::prelude::*;
use reqwest::Method;
use support::{START, Seen, Site, frozen, site};

const WORLD: &str = "a";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A text in a token's place, which a server refuses as it refuses a token that it has not issued.
const NEVER_ISSUED: &str = "never-issued";

/// How an API issues what opens its calls.
struct Api {
    name: &'static str,
    /// Asks for a token with what the client has been given.
    issue: fn(&Client<'_>) -> Request,
    /// The token in the answer.
    token: fn(&Seen) -> String,
    /// Calls with a token.
    call: fn(&Client<'_>, &str) -> Request,
    /// Whether the call was served.
    served: fn(&Seen) -> bool,
}

struct Request {
    method: Method,
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// A client, and what it has been given.
struct Client<'a> {
    site: &'a Site,
    api: &'static Api,
}

static APIS: [Api; 4] = [
    Api {
        name: "hyper",
        issue: |client| bearer(Method::GET, "/RefreshToken", &client.given("refresh_token")),
        token: |answer| answer.json()["access_token"].as_str().unwrap().to_owned(),
        call: |_, token| bearer(Method::POST, "/Does_Entity_Exist_Json", token),
        served: |answer| answer.status == 200,
    },
    Api {
        name: "hypertrack",
        issue: |client| {
            let pair = format!("client_id={}&client_secret={}", client.given("account_id"), client.given("secret_key"));
            form("/oauth/token", format!("grant_type=client_credentials&{pair}"))
        },
        token: |answer| answer.json()["access_token"].as_str().unwrap().to_owned(),
        call: |_, token| bearer(Method::GET, "/devices", token),
        served: |answer| answer.status == 200,
    },
    Api {
        name: "hyp",
        issue: |client| command(client, "getSessionId", &format!("user={}&password={}", client.given("user"), client.given("password"))),
        token: |answer| answer.body.split_once("<sessionId>").unwrap().1.split_once('<').unwrap().0.to_owned(),
        call: |client, session| command(client, "doDeal", &format!("sessionId={session}")),
        served: |answer| answer.body.contains("<result>000"),
    },
    Api {
        name: "ayyeka",
        issue: |client| {
            let pair = STANDARD.encode(format!("{}:{}", client.given("key"), client.given("secret")));
            let mut request = form("/auth/token", "grant_type=client_credentials".to_owned());
            request.headers.push(("authorization", format!("Basic {pair}")));
            request
        },
        token: |answer| answer.json()["access_token"].as_str().unwrap().to_owned(),
        call: |_, token| bearer(Method::GET, "/v2.0/site", token),
        served: |answer| answer.status == 200,
    },
];

fn bearer(method: Method, path: &'static str, token: &str) -> Request {
    Request { method, path, headers: vec![("authorization", format!("Bearer {token}"))], body: String::new() }
}

fn form(path: &'static str, body: String) -> Request {
    Request { method: Method::POST, path, headers: vec![(FORM.0, FORM.1.to_owned())], body }
}

fn command(client: &Client<'_>, name: &str, opened_by: &str) -> Request {
    let head = format!("<version>2000</version><language>ENG</language><command>{name}</command>");
    let body = format!("<{name}><terminalNumber>{}</terminalNumber></{name}>", client.given("terminal"));
    form("/xpo/Relay", format!("int_in=<ashrait><request>{head}{body}</request></ashrait>&{opened_by}"))
}

impl Client<'_> {
    fn given(&self, name: &str) -> String {
        self.site.worlds().credentials(WORLD, self.api.name).unwrap()[name].clone()
    }

    async fn send(&self, request: Request) -> Seen {
        let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.site.call(request.method, &format!("/w/{WORLD}/{}{}", self.api.name, request.path), &headers, &request.body).await
    }

    /// Asks for so many tokens, one a minute; the last.
    async fn fetch(&self, count: i64) -> String {
        let mut token = String::new();
        for _ in 0..count {
            self.pass(SignedDuration::from_mins(1));
            token = (self.api.token)(&self.send((self.api.issue)(self)).await);
        }
        token
    }

    async fn is_served(&self, token: &str) -> bool {
        (self.api.served)(&self.send((self.api.call)(self, token)).await)
    }

    fn pass(&self, span: SignedDuration) {
        self.site.worlds().change_clock(WORLD, ClockChange::Advance(span)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_token_opens_a_call_before_it_is_issued(api in 0..APIS.len(), earlier in 0..3i64, tries in 1..4u32) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (oracle, site) = (self::site().await, self::site().await);
            for site in [&oracle, &site] {
                site.worlds().create(WORLD, &frozen(START)).unwrap();
            }
            let (oracle, client) = (Client { site: &oracle, api: &APIS[api] }, Client { site: &site, api: &APIS[api] });
            let refused = async |client: &Client<'_>, token: &str| {
                client.fetch(earlier).await;
                for _ in 0..tries {
                    assert!(!client.is_served(token).await, "{} before it was issued", client.api.name);
                }
            };
            refused(&oracle, NEVER_ISSUED).await;
            let token = oracle.fetch(1).await;
            refused(&client, &token).await;
            assert_eq!(client.fetch(1).await, token, "the two are the same");
            assert!(client.is_served(&token).await, "{} once it was issued", client.api.name);
        });
    }
}
