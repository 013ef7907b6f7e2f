//! What a program of one's own would take to make the same calls: `client URL PLAYS`, with the token in TOKEN.
//! Eight plays are under way at once, as `standin check` has it; each is two calls in turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const JOBS: u64 = 8;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url: Arc<str> = arguments.next().ok_or("which URL?")?.into();
    let plays: u64 = arguments.next().ok_or("how many plays?")?.parse()?;
    let token: Arc<str> = std::env::var("TOKEN")?.into();
    let client = reqwest::Client::new();
    let begun = Arc::new(AtomicU64::new(0));
    let mut jobs = tokio::task::JoinSet::new();
    for _ in 0..JOBS.min(plays) {
        let (url, token, client, begun) = (url.clone(), token.clone(), client.clone(), begun.clone());
        jobs.spawn(async move {
            while begun.fetch_add(1, Ordering::Relaxed) < plays {
                for _ in 0..2 {
                    client.get(&*url).bearer_auth(&token).send().await?.error_for_status()?.bytes().await?;
                }
            }
            Ok::<_, reqwest::Error>(())
        });
    }
    while let Some(job) = jobs.join_next().await {
        job??;
    }
    Ok(())
}
