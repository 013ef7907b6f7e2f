//! Others of the field as a process: `field httpmock` or `field wiremock`, with their defaults. Its first line says where it serves.

use std::io::Write as _;
use std::net::SocketAddr;

use benches::limit::{ANSWER, BEARER};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("httpmock") => httpmock().await,
        _ => wiremock().await,
    }
}

async fn httpmock() -> std::io::Result<()> {
    let server = httpmock::MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.method(httpmock::Method::POST).header("authorization", BEARER);
            then.status(200).header("content-type", "application/json").body(ANSWER);
        })
        .await;
    serve(*server.address()).await
}

async fn wiremock() -> std::io::Result<()> {
    use wiremock::matchers::{header, method};
    let server = wiremock::MockServer::start().await;
    let answer = wiremock::ResponseTemplate::new(200).set_body_raw(ANSWER, "application/json");
    wiremock::Mock::given(method("POST")).and(header("authorization", BEARER)).respond_with(answer).mount(&server).await;
    serve(*server.address()).await
}

/// Until the process is ended.
async fn serve(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{address}")?;
    out.flush()?;
    std::future::pending().await
}
