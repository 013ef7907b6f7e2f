//! One world, two transports: the same requests get the same answers.

use std::collections::BTreeSet;

use mock_server::{Builder, Standin};
use providers::Credentials;
use reqwest::Method;
use reqwest::header::HeaderMap;
use wiremock::MockServer;

use crate::{ayyeka, client, hyp, hyper, hypertrack};

/// An answer as it came: status, headers but for their order among each other, body.
#[derive(Debug, PartialEq, Eq)]
struct Seen(u16, Vec<(String, String)>, Vec<u8>);

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A request, below the mount.
pub(crate) struct Asked {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Asked {
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn basic(self, user: &str, password: &str) -> Self {
        let request = client().get("http://localhost").basic_auth(user, Some(password)).build().unwrap();
        self.header("authorization", request.headers()["authorization"].to_str().unwrap())
    }

    pub(crate) fn body(self, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self }
    }
}

/// Requests that meet an API's own answers: some that it serves, some that it refuses.
type Requests = fn(&Credentials) -> Vec<Asked>;

const APIS: [(&str, Requests); 4] =
    [("ayyeka", ayyeka::requests), ("hyp", hyp::requests), ("hyper", hyper::requests), ("hypertrack", hypertrack::requests)];

fn model() -> Builder {
    Standin::builder().clock("frozen@2026-01-01T00:00:00Z".parse().unwrap()).seed(7)
}

async fn send(base: &str, asked: &Asked) -> Seen {
    let request = client().request(asked.method.clone(), format!("{base}{}", asked.path)).body(asked.body.clone());
    let request = asked.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), sorted(response.headers()));
    Seen(status, headers, response.bytes().await.unwrap().into())
}

async fn get(base: &str, path: &str) -> Seen {
    send(base, &Asked::new(Method::GET, path)).await
}

/// By name; the values of one name stay in their order.
fn sorted(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut sorted: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    sorted
}

/// What every API is asked, and Standin itself.
fn of_any() -> [Asked; 5] {
    [
        Asked::new(Method::HEAD, "/"),
        Asked::new(Method::OPTIONS, "/x?y=%D7%A9&y=b%20c"),
        Asked::new(Method::PUT, "").header("authorization", "Bearer a").header("authorization", "Bearer b"),
        Asked::new(Method::GET, "/").header("standin-world", "nobody"),
        Asked::new(Method::POST, "/").body("a".repeat((1 << 20) + 1)),
    ]
}

#[tokio::test]
async fn the_same_requests_get_the_same_answers_from_both() {
    for (api, requests) in APIS {
        let standin = model().instance(api, api).start().await.unwrap();
        let server = MockServer::start().await;
        let mounted = model().instance(api, api).mount(&server).await.unwrap();
        let credentials = standin.world().credentials(api).unwrap();
        assert_eq!(mounted.world().credentials(api).unwrap(), credentials);
        let mut statuses = BTreeSet::new();
        for asked in requests(&credentials).into_iter().chain(of_any()) {
            let served = send(&standin.world().base_url(api).unwrap(), &asked).await;
            let mut mounted = send(&mounted.world().base_url(api).unwrap(), &asked).await;
            // Where no world was reached there is no date, and then wiremock adds the machine's.
            let dated = served.1.iter().any(|(name, _)| name == "date");
            mounted.1.retain(|(name, _)| dated || name != "date");
            assert_eq!(served, mounted, "{api}: {} {}", asked.method, asked.path);
            statuses.insert(served.0);
        }
        assert!(statuses.len() > 1 && statuses.contains(&200), "{api}: {statuses:?}");
        assert_eq!(standin.world().state().unwrap(), mounted.world().state().unwrap());
    }
}

#[tokio::test]
async fn what_either_was_sent_is_explained_and_made_again_by_its_recording() {
    for (api, requests) in APIS {
        let standin = model().instance(api, api).start().await.unwrap();
        let server = MockServer::start().await;
        let mounted = model().instance(api, api).mount(&server).await.unwrap();
        for world in [standin.world(), mounted.world()] {
            let asked = requests(&world.credentials(api).unwrap());
            for asked in &asked {
                send(&world.base_url(api).unwrap(), asked).await;
            }
            let last = u64::try_from(asked.len()).unwrap();
            assert_eq!(world.explain_call(last).unwrap().instance.as_deref(), Some(api));
            assert!(world.explain_call(last + 1).is_err());
            let replayed = world.recording().unwrap().replay().unwrap();
            assert_eq!((replayed.compared, replayed.differences, replayed.left_out), (asked.len(), Vec::new(), Vec::new()), "{api}");
        }
    }
}

#[test]
fn every_api_has_its_example() {
    let examples = APIS.map(|(api, _)| api);
    for api in providers::CATALOGUE {
        assert!(examples.contains(&api.name()), "{0} lacks tests/embedding/{0}.rs", api.name());
    }
}

#[tokio::test]
async fn what_is_below_no_mount_is_left_to_wiremock() {
    let server = MockServer::start().await;
    let mounted = model().mount(&server).await.unwrap();
    assert_eq!(get(&server.uri(), "/hyper/alive_check").await.0, 200);
    for path in ["/", "/hyperion/alive_check", "/other"] {
        let Seen(status, headers, body) = get(&server.uri(), path).await;
        assert_eq!((status, body.len()), (404, 0), "{path}");
        assert!(!headers.iter().any(|(name, _)| name == "standin-error"), "{path}");
    }
    drop(mounted);
    assert_eq!(get(&server.uri(), "/hyper/alive_check").await.0, 200);
}

#[tokio::test]
async fn two_models_on_one_server_have_each_their_own_time() {
    let server = MockServer::start().await;
    let one = model().instance("one", "hyper").mount(&server).await.unwrap();
    let two = model().instance("two", "hyper").mount(&server).await.unwrap();
    one.world().advance(jiff::SignedDuration::from_hours(1)).unwrap();
    for (mounted, name, date) in [(&one, "one", "01:00:00"), (&two, "two", "00:00:00")] {
        let Seen(_, headers, _) = get(&mounted.world().base_url(name).unwrap(), "/x").await;
        assert!(headers.contains(&("date".to_owned(), format!("Thu, 01 Jan 2026 {date} GMT"))), "{headers:?}");
    }
}
