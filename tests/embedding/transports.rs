//! One world, two transports: the same requests get the same answers.

use mock_server::{Builder, Standin};
use reqwest::Method;
use reqwest::header::HeaderMap;
use wiremock::MockServer;

use crate::client;

/// An answer as it came: status, headers but for their order among each other, body.
#[derive(Debug, PartialEq, Eq)]
struct Seen(u16, Vec<(String, String)>, Vec<u8>);

/// Method, path below the mount, headers, body.
type Asked<'a> = (Method, &'a str, &'a [(&'a str, &'a str)], &'a str);

fn model() -> Builder {
    Standin::builder().clock("frozen@2026-01-01T00:00:00Z".parse().unwrap()).seed(7)
}

async fn send(base: &str, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Seen {
    let request = client().request(method, format!("{base}{path}")).body(body.to_owned());
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), sorted(response.headers()));
    Seen(status, headers, response.bytes().await.unwrap().into())
}

/// By name; the values of one name stay in their order.
fn sorted(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut sorted: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    sorted
}

#[tokio::test]
async fn the_same_requests_get_the_same_answers_from_both() {
    let standin = model().start().await.unwrap();
    let server = MockServer::start().await;
    let mounted = model().mount(&server).await.unwrap();
    let credentials = standin.world().credentials("hyper").unwrap();
    assert_eq!(mounted.world().credentials("hyper").unwrap(), credentials);
    let access = format!("Bearer {}", credentials["access_token"]);
    let refresh = format!("Bearer {}", credentials["refresh_token"]);
    let large = "a".repeat((1 << 20) + 1);
    let json = ("content-type", "application/json");
    let requests: [Asked<'_>; 11] = [
        (Method::GET, "/TokenValidity", &[("authorization", &access)], ""),
        (Method::GET, "/TokenValidity", &[], ""),
        (Method::GET, "/TokenValidity", &[("authorization", &access), ("authorization", &access)], ""),
        (Method::POST, "/Does_Entity_Exist_Json", &[("authorization", &access), json], r#"{"phone":"0501234567"}"#),
        (Method::GET, "/Does_Entity_Exist_Json?phone=%D7%A9&phone=b%20c", &[("authorization", &access)], ""),
        (Method::GET, "/RefreshToken", &[("authorization", &refresh)], ""),
        (Method::GET, "/TokenValidity", &[("authorization", &access)], ""),
        (Method::HEAD, "/TokenValidity", &[("authorization", &access)], ""),
        (Method::OPTIONS, "/TokenValidity", &[], ""),
        (Method::GET, "", &[("standin-world", "nobody")], ""),
        (Method::POST, "/RefreshToken", &[("authorization", &refresh)], &large),
    ];
    for (method, path, headers, body) in requests {
        let served = send(&standin.world().base_url("hyper").unwrap(), method.clone(), path, headers, body).await;
        let mut mounted = send(&mounted.world().base_url("hyper").unwrap(), method.clone(), path, headers, body).await;
        // Where no world was reached there is no date, and then wiremock adds the machine's.
        let dated = served.1.iter().any(|(name, _)| name == "date");
        mounted.1.retain(|(name, _)| dated || name != "date");
        assert_eq!(served, mounted, "{method} {path}");
    }
    assert_eq!(standin.world().state().unwrap(), mounted.world().state().unwrap());
}

#[tokio::test]
async fn what_is_below_no_mount_is_left_to_wiremock() {
    let server = MockServer::start().await;
    let mounted = model().mount(&server).await.unwrap();
    assert_eq!(send(&server.uri(), Method::GET, "/hyper/alive_check", &[], "").await.0, 200);
    for path in ["/", "/hyperion/alive_check", "/other"] {
        let Seen(status, headers, body) = send(&server.uri(), Method::GET, path, &[], "").await;
        assert_eq!((status, body.len()), (404, 0), "{path}");
        assert!(!headers.iter().any(|(name, _)| name == "standin-error"), "{path}");
    }
    drop(mounted);
    assert_eq!(send(&server.uri(), Method::GET, "/hyper/alive_check", &[], "").await.0, 200);
}

#[tokio::test]
async fn two_models_on_one_server_have_each_their_own_time() {
    let server = MockServer::start().await;
    let one = model().instance("one", "hyper").mount(&server).await.unwrap();
    let two = model().instance("two", "hyper").mount(&server).await.unwrap();
    one.world().advance(jiff::SignedDuration::from_hours(1)).unwrap();
    for (mounted, name, date) in [(&one, "one", "01:00:00"), (&two, "two", "00:00:00")] {
        let Seen(_, headers, _) = send(&mounted.world().base_url(name).unwrap(), Method::GET, "/x", &[], "").await;
        assert!(headers.contains(&("date".to_owned(), format!("Thu, 01 Jan 2026 {date} GMT"))), "{headers:?}");
    }
}
