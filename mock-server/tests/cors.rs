//! Pages in a browser, and the methods that no API documents.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use mock_server::{Cors, Origin};
use reqwest::{Client, Method, Response};
use support::{Site, limits, site, site_with};

const PAGE: &str = "http://localhost:3000";

async fn open_to(origins: &[&str]) -> Site {
    let cors = Cors::of(origins.iter().map(|origin| origin.parse::<Origin>().unwrap()).collect());
    site_with(|config| config.cors = cors).await
}

async fn send(site: &Site, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = site.http.request(method, format!("http://{}{path}", site.server.api_address()));
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

async fn preflight(site: &Site, origin: &str) -> Response {
    let asked = [("origin", origin), ("access-control-request-method", "GET"), ("access-control-request-headers", "authorization,standin-world")];
    send(site, Method::OPTIONS, "/hyper/TokenValidity", &asked).await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_preflight_of_an_allowed_page_may_send_authorization() {
    for (allowed, answered, credentials) in [(PAGE, PAGE, "true"), ("*", "*", "")] {
        let seen = preflight(&open_to(&[allowed]).await, PAGE).await;
        assert_eq!(seen.status(), 204);
        assert_eq!(header(&seen, "access-control-allow-origin"), answered);
        assert_eq!(header(&seen, "access-control-allow-credentials"), credentials);
        assert_eq!(header(&seen, "access-control-allow-headers"), "authorization,standin-world");
        assert!(header(&seen, "access-control-allow-methods").contains("GET, "));
    }
}

#[tokio::test]
async fn a_preflight_of_another_page_is_refused_by_standin() {
    let seen = preflight(&open_to(&[PAGE]).await, "http://evil.test").await;
    assert_eq!((seen.status().as_u16(), header(&seen, "standin-error")), (403, "origin_refused"));
    assert_eq!(header(&seen, "access-control-allow-origin"), "");
}

#[tokio::test]
async fn every_answer_to_an_allowed_page_can_be_read_by_it_and_none_to_another() {
    let site = open_to(&[PAGE, "https://app.example"]).await;
    // The API's own refusal, and two of Standin's.
    for (path, error) in [("/hyper/TokenValidity", ""), ("/nowhere", "unknown_path"), ("/w/nobody/hyper", "unknown_world")] {
        let seen = send(&site, Method::GET, path, &[("origin", PAGE)]).await;
        assert!(seen.status().is_client_error(), "{path}");
        assert_eq!(header(&seen, "standin-error"), error);
        assert_eq!(header(&seen, "access-control-allow-origin"), PAGE);
        assert_eq!(header(&seen, "access-control-expose-headers").contains("standin-error"), !error.is_empty());
        assert!(header(&seen, "vary").to_lowercase().contains("origin"));
        let other = send(&site, Method::GET, path, &[("origin", "http://evil.test")]).await;
        assert_eq!((other.status(), header(&other, "access-control-allow-origin")), (seen.status(), ""), "{path}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_told_to_the_page_as_well() {
    let cors = Cors::of(vec![PAGE.parse().unwrap()]);
    let site = site_with(|config| {
        config.cors = cors;
        config.limits = limits(|limits| limits.body = 10);
    });
    let site = site.await;
    let request = site.http.post(format!("http://{}/hyper/x", site.server.api_address())).header("origin", PAGE).body("a".repeat(11));
    let seen = request.send().await.unwrap();
    assert_eq!((seen.status().as_u16(), header(&seen, "access-control-allow-origin")), (413, PAGE));
}

#[tokio::test]
async fn without_cors_a_preflight_is_a_call_of_the_apis() {
    let seen = preflight(&site().await, PAGE).await;
    assert_eq!((seen.status().as_u16(), header(&seen, "standin-error")), (405, ""));
    assert_eq!(header(&seen, "allow"), "GET, POST");
    assert_eq!(header(&seen, "access-control-allow-origin"), "");
}

#[tokio::test]
async fn head_and_options_are_the_apis_to_answer_and_head_never_has_a_body() {
    let site = site().await;
    let http2 = Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    for client in [site.http.clone(), http2] {
        let send = async |method: Method| client.request(method, format!("http://{}/hyper/TokenValidity", site.server.api_address())).send().await;
        for method in [Method::HEAD, Method::OPTIONS] {
            let seen = send(method.clone()).await.unwrap();
            assert_eq!((seen.status().as_u16(), header(&seen, "allow")), (405, "GET, POST"), "{method}");
            let body = seen.bytes().await.unwrap();
            assert_eq!(body.is_empty(), method == Method::HEAD, "{method}");
        }
    }
}

#[tokio::test]
async fn a_head_is_followed_by_the_next_answer_and_by_no_byte_of_its_own() {
    let site = site().await;
    let both = b"HEAD /hyper/x HTTP/1.1\r\nhost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let answers = site.raw(both).await;
    let (first, second) = answers.split_once("\r\n\r\n").unwrap();
    assert!(first.starts_with("HTTP/1.1 405"), "{answers}");
    assert!(second.starts_with("HTTP/1.1 404"), "{answers}");
}
