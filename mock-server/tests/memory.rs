//! What a world costs. A file of its own, so that no other test's memory is counted.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use mock_server::{Config, Server, WorldSpec};

const WORLDS: u64 = 10_000;

/// Resident bytes of this process.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[tokio::test]
async fn ten_thousand_worlds_take_less_than_8_kib_each() {
    let server = Server::start(Config::default()).await.unwrap();
    server.worlds().create("first", &WorldSpec::default()).unwrap();
    let before = resident();
    for number in 0..WORLDS {
        server.worlds().create(&format!("world-{number}"), &WorldSpec::default()).unwrap();
    }
    let each = (resident() - before) / WORLDS;
    println!("{each} bytes a world");
    assert!(each < 8 * 1024, "{each} bytes a world");
}
