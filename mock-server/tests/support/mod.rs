//! A server under test, whose time outside is moved by hand.
#![allow(dead_code, reason = "no test file uses all of it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use mock_server::{Config, Limits, Server, WorldSpec, Worlds};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const START: &str = "2026-01-01T00:00:00Z";

/// The time outside.
#[derive(Clone)]
pub(crate) struct Wall(Arc<AtomicI64>);

impl Wall {
    pub(crate) fn at(text: &str) -> Self {
        Self(Arc::new(AtomicI64::new(text.parse::<Timestamp>().unwrap().as_millisecond())))
    }

    pub(crate) fn pass(&self, span: SignedDuration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(crate) struct Site {
    pub(crate) server: Server,
    pub(crate) wall: Wall,
    pub(crate) http: Client,
}

/// A server with a control plane, seed 1 and a clock that flows from [`START`].
pub(crate) async fn site() -> Site {
    site_with(|_| {}).await
}

pub(crate) async fn site_with(change: impl FnOnce(&mut Config)) -> Site {
    site_at(Wall::at(START), change).await
}

pub(crate) async fn site_at(wall: Wall, change: impl FnOnce(&mut Config)) -> Site {
    let (control, outside) = (Some("127.0.0.1:0".parse().unwrap()), wall.clone());
    let mut config = Config { control, seed: 1, wall: Arc::new(move || outside.now()), ..Config::default() };
    change(&mut config);
    // Only the first call in a process does anything.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Site { server: Server::start(config).await.unwrap(), wall, http: Client::builder().no_proxy().build().unwrap() }
}

/// Limits with one of them changed.
pub(crate) fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

impl Site {
    pub(crate) fn worlds(&self) -> &Worlds {
        self.server.worlds()
    }

    /// A client's call that asks.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Seen {
        self.call(Method::GET, path, headers, "").await
    }

    /// A client's call.
    pub(crate) async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Seen {
        let mut request = self.http.request(method, format!("http://{}{path}", self.server.api_address())).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Seen::of(request.send().await.unwrap()).await
    }

    /// An administrator's call.
    pub(crate) async fn control(&self, method: Method, path: &str, body: &str) -> Seen {
        let url = format!("http://{}{path}", self.server.control_address().unwrap());
        Seen::of(self.http.request(method, url).body(body.to_owned()).send().await.unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &str) -> Seen {
        self.control(Method::PUT, path, body).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Seen {
        self.control(Method::POST, path, body).await
    }

    pub(crate) async fn ask(&self, path: &str) -> Seen {
        self.control(Method::GET, path, "").await
    }

    /// Sends bytes and reads until the server closes.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.server.api_address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        // A reset instead of a close is an end, too.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// An answer, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of an error of Standin's own; empty where the API answered.
    pub(crate) fn error(&self) -> &str {
        self.header("standin-error")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().unwrap_or_default().to_owned()
    }
}

pub(crate) fn frozen(at: &str) -> WorldSpec {
    WorldSpec { clock: Some(format!("frozen@{at}").parse().unwrap()), ..WorldSpec::default() }
}
