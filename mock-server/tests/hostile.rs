//! What the limits are for: requests that are too large, never end, come too slowly, or cost more to read than to write.
//! After each of them the next client is served.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mock_server::Limits;
use reqwest::Method;
use serde_json::{Value, json};
use support::{Site, limits, site, site_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SILENCE: Duration = Duration::from_millis(60);
/// Longer than anything here may take, however busy the machine.
const EVER: Duration = Duration::from_secs(30);
const STUBS: &str = "/worlds/default/instances/hyper/stubs";

async fn limited(change: impl FnOnce(&mut Limits)) -> Site {
    site_with(|config| config.limits = limits(change)).await
}

async fn connect(site: &Site) -> TcpStream {
    TcpStream::connect(site.server.api_address()).await.unwrap()
}

/// That somebody who means no harm is served.
async fn serves(site: &Site) {
    assert_eq!(site.get("/hyper/alive_check", &[]).await.status, 200);
}

/// Sends a request whose connection closes after it, and reads what comes. A client that ends its half at once would be
/// taken for one that has gone.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
    let mut answer = Vec::new();
    let both = async { tokio::join!(writer.write_all(bytes), reader.read_to_end(&mut answer)) };
    // An error is a close that came early, and what was read before it is the answer.
    let _ = tokio::time::timeout(EVER, both).await.expect("it waits");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends this again and again until the server has had enough; gives what it answered, and how many bytes it was sent.
async fn feed(stream: TcpStream, part: Vec<u8>) -> (String, usize) {
    let (mut reader, mut writer) = stream.into_split();
    let writing = tokio::spawn(async move {
        let mut sent = 0;
        while writer.write_all(&part).await.is_ok() {
            sent += part.len();
        }
        sent
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(EVER, reader.read_to_end(&mut answer)).await.expect("it was fed for ever");
    (String::from_utf8_lossy(&answer).into_owned(), tokio::time::timeout(EVER, writing).await.expect("it was fed for ever").unwrap())
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_off_and_one_of_the_same_chunks_with_an_end_is_taken() {
    let site = limited(|limits| limits.body = 10_000).await;
    let head = b"POST /hyper/alive_check HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1_000)).into_bytes();
    let whole = [&head[..], &chunk.repeat(9), b"0\r\n\r\n"].concat();
    assert!(exchange(site.server.api_address(), &whole).await.starts_with("HTTP/1.1 200"));
    let mut stream = connect(&site).await;
    stream.write_all(head).await.unwrap();
    let (answer, sent) = feed(stream, chunk).await;
    // The reset that follows may overtake the answer.
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(sent < 64 << 20, "{sent} bytes, which no socket's buffer holds");
    serves(&site).await;
}

#[tokio::test]
async fn a_head_of_a_megabyte_is_refused_to_clients_and_administrators_and_one_of_a_kilobyte_is_taken() {
    let site = site().await;
    for address in [site.server.api_address(), site.server.control_address().unwrap()] {
        for part in ["x-fill: ", "authorization: Bearer ", "cookie: a="] {
            for (size, taken) in [(1 << 10, true), (1 << 20, false)] {
                let path = if address == site.server.api_address() { "/hyper/alive_check" } else { "/health" };
                let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{part}{}\r\n\r\n", "a".repeat(size));
                let answer = exchange(address, head.as_bytes()).await;
                assert_eq!(answer.starts_with("HTTP/1.1 200"), taken, "{part}{size}: {answer}");
                assert!(taken || answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{part}{size}: {answer}");
            }
        }
    }
    serves(&site).await;
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_without_an_end_is_closed_and_one_that_ends_is_answered() {
    let site = limited(|limits| limits.silence = SILENCE).await;
    let head = b"GET /hyper/alive_check HTTP/1.1\r\nhost: a\r\nconnection: close\r\n";
    assert!(exchange(site.server.api_address(), &[&head[..], b"\r\n"].concat()).await.starts_with("HTTP/1.1 200"));
    let mut stream = connect(&site).await;
    stream.write_all(head).await.unwrap();
    let began = Instant::now();
    let mut answer = [0; 1_000];
    // Never silent for as long as the limit allows, and never done.
    loop {
        let _ = stream.write_all(b"x").await;
        match tokio::time::timeout(SILENCE / 20, stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(count)) => assert!(!answer[..count].starts_with(b"HTTP/1.1 200")),
            Err(_) => assert!(began.elapsed() < EVER, "it waits for ever"),
        }
    }
    serves(&site).await;
}

#[tokio::test]
async fn while_a_thousand_say_nothing_and_others_drip_a_body_a_real_client_is_served_and_then_they_are_closed() {
    let site = limited(|limits| limits.silence = Duration::from_secs(3)).await;
    let mut idle = Vec::new();
    for number in 0..1_000 {
        let mut stream = connect(&site).await;
        if number % 10 == 0 {
            stream.write_all(b"POST /hyper/alive_check HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx").await.unwrap();
        }
        idle.push(stream);
    }
    for _ in 0..20 {
        serves(&site).await;
    }
    // None has been served; what comes is the close, or first the word that nothing more came.
    for mut stream in idle {
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(EVER, stream.read_to_end(&mut answer)).await.expect("it is still open");
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn more_clients_than_may_be_connected_wait_until_the_silent_ones_are_closed() {
    let site = limited(|limits| (limits.connections, limits.silence) = (3, SILENCE)).await;
    let _idle = [connect(&site).await, connect(&site).await, connect(&site).await];
    tokio::time::timeout(EVER, serves(&site)).await.expect("nobody made room");
}

/// Frames of HTTP/2: a GET on a stream, and its reset.
fn asked(stream: u32) -> Vec<u8> {
    // HPACK: GET, http, and the path and authority that its static table has.
    [&[0, 0, 3, 1, 5][..], &stream.to_be_bytes(), &[0x82, 0x86, 0x84]].concat()
}

fn reset(stream: u32) -> Vec<u8> {
    [&[0, 0, 4, 3, 0][..], &stream.to_be_bytes(), &8_u32.to_be_bytes()].concat()
}

/// The kinds of the frames that come, until the close or so many answers.
async fn frames(stream: &mut TcpStream, answers: usize) -> Vec<u8> {
    let mut kinds = Vec::new();
    let mut head = [0; 9];
    while kinds.iter().filter(|kind| **kind == 1).count() < answers {
        match tokio::time::timeout(EVER, stream.read_exact(&mut head)).await.expect("it says nothing") {
            Ok(_) => kinds.push(head[3]),
            Err(_) => break,
        }
        let mut payload = vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        if stream.read_exact(&mut payload).await.is_err() {
            break;
        }
    }
    kinds
}

#[tokio::test]
async fn rapid_resets_end_their_connection_and_the_same_calls_without_resets_are_answered() {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let site = site().await;
    let streams = |count: u32| (0..count).map(|number| 2 * number + 1);
    let mut patient = connect(&site).await;
    patient.write_all(&[PREFACE, &streams(50).flat_map(asked).collect::<Vec<_>>()].concat()).await.unwrap();
    assert_eq!(frames(&mut patient, 50).await.iter().filter(|kind| **kind == 1).count(), 50);
    let mut rapid = connect(&site).await;
    let flood: Vec<u8> = streams(20_000).flat_map(|stream| [asked(stream), reset(stream)].concat()).collect();
    let _ = rapid.write_all(&[PREFACE, &flood].concat()).await;
    let kinds = frames(&mut rapid, usize::MAX).await;
    // GOAWAY, unless the close overtook it.
    assert!(kinds.iter().filter(|kind| **kind == 1).count() < 20_000, "{} frames", kinds.len());
    serves(&site).await;
}

/// A request for a session, with something in it.
fn relay(site: &Site, before: &str, inside: &str) -> Vec<u8> {
    let credentials = site.worlds().credentials("default", "hyp").unwrap();
    let (user, password, terminal) = (&credentials["user"], &credentials["password"], &credentials["terminal"]);
    let xml = format!(
        "{before}<ashrait><request><version>2000</version><language>ENG</language><command>getSessionId</command>\
         <getSessionId><terminalNumber>{terminal}</terminalNumber>{inside}</getSessionId></request></ashrait>"
    );
    let body = format!("user={user}&password={password}&int_in={xml}");
    let head = "POST /hyp/xpo/Relay HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn xml_bombs_are_no_request_to_the_relay_and_the_same_request_without_them_is_served() {
    let site = site().await;
    let entities: String = (1..10).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE ashrait [<!ENTITY e0 \"ha\">{entities}]>");
    let attributes: String = (0..50_000).map(|n| format!("a{n}='' ")).collect();
    for (before, inside, result) in [
        ("", "<a>x</a>".to_owned(), "000"),
        (laughs.as_str(), "<a>&e9;</a>".to_owned(), "444"),
        ("<!DOCTYPE ashrait SYSTEM \"file:///etc/passwd\">", String::new(), "444"),
        ("", "<a>".repeat(200_000), "444"),
        ("", format!("{}{}", "<a>".repeat(140_000), "</a>".repeat(140_000)), "444"),
        ("", format!("<a {attributes}/>"), "444"),
    ] {
        let answer = exchange(site.server.api_address(), &relay(&site, before, &inside)).await;
        let length = before.len() + inside.len();
        assert!(answer.contains(&format!("<result>{result}</result>")), "{length} bytes: {}", answer.get(..900).unwrap_or(&answer));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_answered_by_each_api_wherever_they_stand_and_can_be_read_in_the_journal() {
    let site = site().await;
    for (api, path) in [("hyper", "alive_check"), ("hypertrack", "tracking/x"), ("hyp", "xpo/Relay"), ("ayyeka", "v2.0/health")] {
        let call = |path: &[u8], query: &[u8], header: &[u8], body: &[u8]| {
            let line = [b"GET /", api.as_bytes(), b"/", path, b"?x=", query, b" HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"].concat();
            let kind = b"content-type: application/x-www-form-urlencoded\r\nauthorization: Bearer ";
            let length = format!("\r\ncontent-length: {}\r\n\r\n", body.len());
            [&line[..], kind, header, b"\r\nx-a: ", header, length.as_bytes(), body].concat()
        };
        let good = exchange(site.server.api_address(), &call(path.as_bytes(), b"a", b"a", b"a")).await;
        assert!(!good.contains("standin-error") && !good.starts_with("HTTP/1.1 5"), "{api}: {good}");
        for bad in [&b"\xff\xfe"[..], b"\xc3\x28", b"\xed\xa0\x80", b"%ff%00%c3", b"%", b"%zz", b"\xf8\x88\x80\x80\x80"] {
            let path = [path.as_bytes(), bad].concat();
            for bytes in [call(&path, b"a", b"a", b"a"), call(&path, bad, bad, bad), call(b"", bad, b"a", b"a"), call(b"", b"a", bad, bad)] {
                let answer = exchange(site.server.api_address(), &bytes).await;
                let status = answer.get(9..12).and_then(|status| status.parse::<u16>().ok());
                assert!(status.is_some_and(|status| status < 500), "{api} {bad:?}: {answer}");
            }
        }
    }
    assert_eq!(site.ask("/worlds/default/journal").await.json()["world"], "default");
    serves(&site).await;
}

/// What takes a JSON object, and one that it takes.
const TAKES: [(&str, &str, &str); 8] = [
    ("PUT", "/worlds/another", r#"{"seed":1}"#),
    ("POST", "/worlds/default/clock", r#"{"advance":"1s"}"#),
    ("POST", "/worlds/default/verify", r#"{"calls":[{"path":"/x"}],"count":{"exactly":0}}"#),
    ("POST", "/worlds/default/explain", r#"{"instance":"hyper","path":"/alive_check"}"#),
    ("POST", "/worlds/default/faults", r#"{"name":"a","effect":{"status":{"code":503}},"match":{"path":"/never"}}"#),
    ("POST", STUBS, r#"{"name":"a","answers":[{"text":"a"}]}"#),
    ("POST", "/worlds/default/instances/hyper/actions/set_max_posts", r#"{"max_posts":7}"#),
    ("POST", "/worlds/default/fork", r#"{"name":"third"}"#),
];

#[tokio::test]
async fn json_of_two_hundred_thousand_levels_is_refused_by_the_control_plane_and_flat_json_is_taken() {
    let site = site().await;
    for (method, path, good) in TAKES {
        let method: Method = method.parse().unwrap();
        let member = good[2..].split('"').next().unwrap();
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let unclosed = format!("{{\"{member}\":{}", open.repeat(200_000));
            let nested = format!("{{\"{member}\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
            for body in [unclosed, nested, open.repeat(200_000)] {
                let refused = site.control(method.clone(), path, &body).await;
                assert!(refused.status.is_client_error(), "{path}: {}", refused.body);
                assert!(!refused.error().is_empty() && refused.body.len() < 2_000, "{path}: {} {}", refused.status, refused.body.len());
            }
        }
        let taken = site.control(method, path, good).await;
        assert!(taken.status.is_success(), "{path}: {}", taken.body);
    }
    serves(&site).await;
}

#[tokio::test]
async fn filters_that_would_cost_much_are_refused_or_answered_soon() {
    let site = site().await;
    site.get(&format!("/hyper/{}", "a".repeat(30_000)), &[]).await;
    let journal = |path: &str| format!("/worlds/default/journal?path={path}");
    for pattern in ["**".repeat(500), "*a".repeat(500), "?*".repeat(499) + "b", "*".repeat(999)] {
        assert_eq!(site.ask(&journal(&pattern.replace('?', "%3F"))).await.status, 200, "{pattern}");
    }
    let refused = site.ask(&journal(&"*".repeat(1_001))).await;
    assert!(refused.status.is_client_error() && refused.message().contains("1000"), "{}", refused.body);
    assert_eq!(site.ask("/worlds/default/journal?limit=99999999999999999999999").await.status, 422);
    assert_eq!(site.ask("/worlds/default/journal?limit=1").await.status, 200);
}

fn stub(name: &str, matcher: Value, answer: Value) -> String {
    json!({"name": name, "auth": "none", "match": matcher, "answers": [answer]}).to_string()
}

#[tokio::test]
async fn matchers_that_would_cost_much_are_refused_and_cheap_ones_of_the_same_kind_taken() {
    let site = site().await;
    for (number, (good, bad)) in [
        (json!({"body": {"matches": "(a{10}){10}"}}), json!({"body": {"matches": "((a{1000}){1000}){1000}"}})),
        (json!({"json": {"$..a": 1}}), json!({"json": {"$..*..*..*": 1}})),
        (json!({"json": {"$.a[?@.b]": 1}}), json!({"json": {"$..[?@..b]": 1}})),
        (json!({"xml": {"/a/b": 1}}), json!({"xml": {"//b": 1}})),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = site.post(STUBS, &stub("bad", bad.clone(), json!({"text": ""}))).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (422, "bad_stub"), "{bad}");
        assert_eq!(site.post(STUBS, &stub(&format!("good-{number}"), good, json!({"text": ""}))).await.status, 201);
    }
}

#[tokio::test]
async fn bodies_that_would_cost_a_matcher_much_are_no_match_and_small_ones_are() {
    let site = site().await;
    for (name, matcher) in [("xml", json!({"xml": {"/a/b": "x"}})), ("json", json!({"json": {"$..b": "x"}}))] {
        assert_eq!(site.post(STUBS, &stub(name, matcher, json!({"text": name}))).await.status, 201);
    }
    let attributes: String = (0..80_000).map(|n| format!("b{n}='' ")).collect();
    let namespaces: String = (0..40_000).map(|n| format!("<a xmlns:b{n}='c'>")).collect();
    for (body, answered) in [
        ("<a><b>x</b></a>".to_owned(), "xml"),
        (r#"{"a":{"b":"x"}}"#.to_owned(), "json"),
        ("<a>".repeat(200_000), ""),
        (format!("<a {attributes}><b>x</b></a>"), ""),
        (namespaces, ""),
        (format!("{}\"b\":\"x\"", r#"{"a":"#.repeat(150_000)), ""),
        ("[".repeat(1 << 20), ""),
    ] {
        let answer = site.http.post(format!("http://{}/hyper/Anything", site.server.api_address())).body(body.clone()).send().await.unwrap();
        let text = answer.text().await.unwrap();
        assert_eq!(text == answered, !answered.is_empty(), "{} bytes, {answered}: {text}", body.len());
    }
}

#[tokio::test]
async fn templates_without_an_end_are_cut_off_and_the_same_with_an_end_are_answered() {
    let site = site().await;
    for (number, (good, bad)) in [
        ("{% for i in range(3) %}x{% endfor %}", "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}"),
        ("{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}"),
        ("{{ 'x' * 3 }}", "{{ 'x' * 1000000000 }}"),
        ("{% for i in range(3) %}{{ 'x' * 10 }}{% endfor %}", "{% for i in range(3000) %}{{ 'x' * 1000 }}{% endfor %}"),
    ]
    .into_iter()
    .enumerate()
    {
        for (kind, template, status) in [("good", good, 200), ("bad", bad, 500)] {
            let path = format!("/{kind}-{number}");
            let added = site.post(STUBS, &stub(&path[1..], json!({"path": path}), json!({"template": template}))).await;
            assert_eq!(added.status, 201, "{}", added.body);
            let answer = site.get(&format!("/hyper{path}"), &[]).await;
            assert_eq!(answer.status, status, "{template}: {:.200}", answer.body);
            assert_eq!(answer.error(), if status == 200 { "" } else { "stub_failed" }, "{template}");
        }
    }
}
