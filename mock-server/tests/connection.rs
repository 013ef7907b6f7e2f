//! What clients can do to a connection: split it, fill it, break it, be silent on it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use proptest::prelude::*;
use support::{frozen, limits, site, site_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SOON: Duration = Duration::from_millis(100);

/// Reads one answer from a connection that stays open.
async fn answer(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).await.unwrap();
        assert!(count > 0, "closed after {text:?}");
        read.extend_from_slice(&bytes[..count]);
    }
}

#[tokio::test]
async fn a_connection_outlives_requests_whose_head_and_body_come_apart() {
    let site = site().await;
    let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for path in ["/hyper/x", "/nowhere", "/w/nobody/hyper/x"] {
        stream.write_all(format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n").as_bytes()).await.unwrap();
        // Nothing can come before the body has.
        assert!(tokio::time::timeout(SOON, stream.readable()).await.is_err(), "{path}");
        stream.write_all(b"hello").await.unwrap();
        let answer = answer(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_at_the_limit_is_taken_and_one_byte_more_is_413() {
    let site = site_with(|config| config.limits = limits(|limits| limits.body = 1000)).await;
    site.worlds().create("five", &frozen("2030-05-05T05:05:05Z")).unwrap();
    let post = |size: usize| site.http.post(format!("http://{}/w/five/hyper/x", site.server.api_address())).body("a".repeat(size)).send();
    assert!(!post(1000).await.unwrap().headers().contains_key("standin-error"));
    for size in [1001, 15_000, 400_000] {
        let refused = post(size).await.unwrap();
        assert_eq!(refused.status(), 413, "{size}");
        assert_eq!(refused.headers()["standin-error"], "body_too_large");
        assert_eq!(refused.headers()["date"], "Sun, 05 May 2030 05:05:05 GMT");
    }
}

#[tokio::test]
async fn a_body_without_a_declared_length_is_limited_too() {
    let site = site_with(|config| config.limits = limits(|limits| limits.body = 10)).await;
    let chunked = |chunk: &str| format!("POST /hyper/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n{chunk}\r\n0\r\n\r\n");
    let raw = site.raw(chunked("b\r\n01234567890").as_bytes()).await;
    assert!(raw.starts_with("HTTP/1.1 413"), "{raw}");
    assert!(!site.raw(chunked("a\r\n0123456789").as_bytes()).await.contains("standin-error"));
}

#[tokio::test]
async fn a_head_over_the_limit_is_431_and_one_below_is_taken() {
    let site = site().await;
    let filled = |size| "a".repeat(size);
    assert_eq!(site.get("/hyper/x", &[("x-fill", &filled(60_000))]).await.error(), "");
    let over = site.get("/hyper/x", &[("x-fill", &filled(70_000))]).await;
    assert_eq!((over.status.as_u16(), over.error()), (431, "head_too_large"));
    assert!(over.headers.contains_key("date"));
    let far_over = site.raw(format!("GET /hyper/x HTTP/1.1\r\nhost: a\r\nx-fill: {}\r\n\r\n", filled(300_000)).as_bytes()).await;
    assert!(far_over.is_empty() || far_over.starts_with("HTTP/1.1 431"), "{far_over}");
}

#[tokio::test]
async fn a_client_that_says_nothing_or_stops_half_way_is_answered_or_closed() {
    let site = site_with(|config| config.limits = limits(|limits| limits.silence = SOON)).await;
    let half: [&[u8]; 5] =
        [b"", b"G", b"PRI * HTTP/2.0\r\n", b"GET /hyper/x HTT", b"POST /hyper/x HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc"];
    for bytes in half {
        let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut read = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut read)).await;
        assert!(ended.is_ok(), "still open after {:?}", String::from_utf8_lossy(bytes));
        let text = String::from_utf8_lossy(&read);
        assert_eq!(text.contains("standin-error: request_timeout"), bytes.ends_with(b"abc"), "{text}");
    }
}

#[tokio::test]
async fn the_librarys_own_refusals_carry_no_date() {
    let site = site().await;
    let refused = site.raw(b"GARBAGE\r\n\r\n").await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
    assert!(!refused.to_lowercase().contains("\r\ndate:"), "{refused}");
}

#[tokio::test]
async fn http_2_is_spoken_to_those_who_begin_with_it() {
    let site = site().await;
    let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    // HEADERS on stream 1, its end and the stream's: GET, http, /.
    stream.write_all(&[0, 0, 3, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84]).await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let mut payload = vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        stream.read_exact(&mut payload).await.unwrap();
        if head[3] == 1 {
            // HPACK's static table: `:status 404`.
            return assert_eq!(payload[0], 0x8d);
        }
    }
}

#[tokio::test]
async fn connections_on_threads_of_their_own_are_answered_and_end_with_the_server() {
    let site = site_with(|config| config.threads = 2).await;
    let address = site.server.api_address();
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /hyper/alive_check HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        streams.push(stream);
    }
    site.server.shutdown().await;
    for mut stream in streams {
        assert_eq!(stream.read(&mut [0]).await.unwrap_or_default(), 0, "open though the server ended");
    }
    assert!(TcpStream::connect(address).await.is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered_or_closed_and_the_next_client_is_served(
        begin in prop::sample::select(&["", "GET /hyper/", "POST /w/", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"][..]),
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = site_with(|config| config.limits = limits(|limits| limits.silence = SOON)).await;
            site.raw(&[begin.as_bytes(), &bytes].concat()).await;
            assert_eq!(site.get("/hyper/x", &[]).await.error(), "");
        });
    }

    #[test]
    fn hostile_paths_and_headers_are_answered(
        path in proptest::collection::vec(0x21u8..=0xff, 0..60),
        header in proptest::collection::vec(any::<u8>().prop_filter("a line goes on", |byte| !b"\r\n\0".contains(byte)), 0..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = site().await;
            let request = [b"GET /hyper/", &path[..], b" HTTP/1.1\r\nhost: a\r\nauthorization: ", &header[..], b"\r\n\r\n"].concat();
            let answer = site.raw(&request).await;
            assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
        });
    }
}
