//! A thousand clients in one world: every answer is one that a world gives which does the same one thing after another.
//!
//! The witness of the order is the journal, which is written under the world's lock. What stands in it happens again in a
//! fresh world of the same seed, in that order and at those moments; each answer must be the same, byte for byte.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use mock_server::{ClientAddress, ClockChange, EntryView, Filter, WorldSpec};
use providers::Credentials;
use support::{START, Seen, Site, frozen, limits, site_with};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const CLIENTS: usize = 1_000;
const ROUNDS: usize = 3;
/// So many calls are under way at once; the other clients stand in line.
const AT_ONCE: usize = 64;
/// The header by which a call is found in the journal.
const NUMBER: &str = "x-number";
const WORLD: &str = "crowd";
/// What an administrator adds to the clock: short of the grace, of an access token's life, and past both.
const ADVANCES: [i64; 4] = [7, 31, 119, 3_601];
/// What somebody else adds to it all the while, so that hardly a call finds it at rest.
const RESTLESS: SignedDuration = SignedDuration::from_millis(100);

/// A call as it was made, and what came.
struct Made {
    path: String,
    headers: Vec<(&'static str, String)>,
    seen: Seen,
}

/// A move of the clock: the moment that it led to, and by how much.
type Move = (Timestamp, SignedDuration);

/// What clients share: the latest tokens that anybody saw, and those before.
struct Known(parking_lot::Mutex<Vec<Credentials>>);

impl Known {
    fn of(first: Credentials) -> Self {
        Self(parking_lot::Mutex::new(vec![first]))
    }

    /// A token of this kind: the current one, an earlier one, or none that there is.
    fn token(&self, kind: &str, choice: usize) -> String {
        let known = self.0.lock();
        let back = choice % 4;
        if back == 3 {
            return "nothing".to_owned();
        }
        known[known.len().saturating_sub(1 + back)].get(kind).cloned().unwrap_or_default()
    }

    fn learn(&self, seen: &Seen) {
        let Ok(answer) = serde_json::from_str::<serde_json::Value>(&seen.body) else { return };
        let mut known = self.0.lock();
        let mut latest = known.last().cloned().unwrap_or_default();
        for kind in ["access_token", "refresh_token"] {
            if let Some(token) = answer.get(kind).and_then(serde_json::Value::as_str) {
                latest.insert(kind, token.to_owned());
            }
        }
        if known.last() != Some(&latest) {
            known.push(latest);
        }
    }
}

async fn crowded() -> Site {
    let site =
        site_with(|config| config.limits = limits(|limits| (limits.journal_entries, limits.journal_bytes) = (2 * ROUNDS * CLIENTS, 64 << 20))).await;
    create(&site);
    site
}

fn create(site: &Site) {
    let spec = WorldSpec { seed: Some(7), client_address: Some(ClientAddress::Header), ..frozen(START) };
    site.worlds().create(WORLD, &spec).unwrap();
}

/// What a client of this number does in a round; nothing where it is an administrator who moves the clock.
fn intends(number: usize, round: usize, known: &Known) -> Option<(String, String)> {
    let choice = number.wrapping_mul(31).wrapping_add(round * 17);
    let (call, kind) = match choice % 10 {
        0..=2 => ("RefreshToken", "refresh_token"),
        3 => ("TokenValidity", "access_token"),
        4..=8 => ("Does_Entity_Exist_Json", "access_token"),
        _ => return None,
    };
    Some((call.to_owned(), known.token(kind, choice / 10)))
}

async fn call(site: &Site, path: &str, headers: &[(&'static str, String)]) -> Seen {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    site.get(path, &headers).await
}

/// Moves the clock as often as it can until the calls are over.
fn restless(site: &Site, over: &AtomicBool) -> Vec<Move> {
    let mut moves = Vec::new();
    while !over.load(Ordering::Relaxed) {
        moves.push((site.worlds().change_clock(WORLD, ClockChange::Advance(RESTLESS)).unwrap().now, RESTLESS));
        std::thread::yield_now();
    }
    moves
}

/// All clients of a round at once. Gives the calls by number, and the moves of the clock.
async fn round(site: &Arc<Site>, known: &Arc<Known>, round: usize) -> (BTreeMap<usize, Made>, Vec<Move>) {
    let over = Arc::new(AtomicBool::new(false));
    let (mover, until) = (site.clone(), over.clone());
    let restless = tokio::task::spawn_blocking(move || restless(&mover, &until));
    let (line, moves) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(AtomicUsize::new(round)));
    let mut clients = JoinSet::new();
    for number in round * CLIENTS..(round + 1) * CLIENTS {
        let (site, known, line, moves) = (site.clone(), known.clone(), line.clone(), moves.clone());
        clients.spawn(async move {
            let _turn = line.acquire_owned().await.unwrap();
            let Some((function, token)) = intends(number, round, &known) else {
                let seconds = ADVANCES[moves.fetch_add(1, Ordering::Relaxed) % ADVANCES.len()];
                let seen = site.post(&format!("/worlds/{WORLD}/clock"), &format!("{{\"advance\": \"{seconds}s\"}}")).await;
                assert_eq!(seen.status, 200, "{}", seen.body);
                return Err((seen.json()["now"].as_str().unwrap().parse().unwrap(), SignedDuration::from_secs(seconds)));
            };
            let client = format!("10.0.{}.{}", number % 3, number % 20 + 1);
            let path = format!("/w/{WORLD}/hyper/{function}");
            let headers = vec![("authorization", format!("Bearer {token}")), (NUMBER, number.to_string()), ("standin-client-address", client)];
            let seen = call(&site, &path, &headers).await;
            known.learn(&seen);
            Ok((number, Made { path, headers, seen }))
        });
    }
    let (mut calls, mut moments) = (BTreeMap::new(), Vec::new());
    for ended in clients.join_all().await {
        match ended {
            Ok((number, made)) => drop(calls.insert(number, made)),
            Err(moved) => moments.push(moved),
        }
    }
    over.store(true, Ordering::Relaxed);
    moments.extend(restless.await.unwrap());
    (calls, moments)
}

fn journal(site: &Site) -> Vec<EntryView> {
    let journal = site.worlds().journal(WORLD, &Filter::default()).unwrap();
    assert!(journal.calls.is_sorted_by_key(|entry| entry.id));
    journal.calls
}

fn number(entry: &EntryView) -> usize {
    entry.request.headers.iter().find(|(name, _)| name == NUMBER).unwrap().1.parse().unwrap()
}

/// Every move of the clock began where the one before had left it, so they have an order.
fn are_one_after_another(mut moments: Vec<Move>) {
    moments.sort();
    let mut now: Timestamp = START.parse().unwrap();
    for (moment, by) in moments {
        now += by;
        assert_eq!(moment, now, "a move by {by}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_at_once_get_what_one_after_another_would_get() {
    let site = Arc::new(crowded().await);
    let known = Arc::new(Known::of(site.worlds().credentials(WORLD, "hyper").unwrap()));
    let (mut calls, mut moments) = (BTreeMap::new(), Vec::new());
    for turn in 0..ROUNDS {
        let (made, moved) = round(&site, &known, turn).await;
        calls.extend(made);
        moments.extend(moved);
    }
    are_one_after_another(moments);
    let witness = journal(&site);
    assert_eq!(witness.len(), calls.len());
    assert!(witness.is_sorted_by_key(|entry| entry.at));
    // Something was served and something refused, or nothing was shown.
    let bodies = |text: &str| calls.values().filter(|made| made.seen.body.contains(text)).count();
    assert!(bodies("access_token") > 20 && bodies("no longer valid") > 20 && bodies("Missing") > 20);

    let again = crowded().await;
    for entry in &witness {
        again.worlds().change_clock(WORLD, ClockChange::Set(entry.at)).unwrap();
        let made = &calls[&number(entry)];
        let seen = call(&again, &made.path, &made.headers).await;
        assert_eq!(seen, made.seen, "call {} of the journal, {}", entry.id, made.path);
    }
    assert_eq!(again.worlds().credentials(WORLD, "hyper"), site.worlds().credentials(WORLD, "hyper"));
}
