//! The limit as a process: `limit axum` or `limit hyper`. Its first line says where it serves.

use std::io::Write as _;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", listener.local_addr()?)?;
    out.flush()?;
    match std::env::args().nth(1).as_deref() {
        Some("hyper") => benches::limit::hyper(listener).await,
        _ => benches::limit::axum(listener).await,
    }
}
