//! A crowd in one world: clients who call at once, administrators who move the clock, and somebody who never lets it rest.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use mock_server::{ClientAddress, ClockChange, InstanceSpec, WorldSpec};
use reqwest::Method;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::known::Known;
use crate::support::{START, Seen, Site, frozen, limits, site_with};

const CLIENTS: usize = 1_000;
const ROUNDS: usize = 2;
/// So many calls are under way at once; the other clients stand in line.
const AT_ONCE: usize = 64;
/// The header by which a call is found in the journal.
pub(crate) const NUMBER: &str = "x-number";
pub(crate) const WORLD: &str = "crowd";
/// One in so many is an administrator who moves the clock.
const ADMINISTRATORS: usize = 10;
/// What an administrator adds to the clock, in seconds: short of a grace, of a session's and of a token's life.
const SHORT: [i64; 3] = [1, 7, 31];
/// What one administrator in so many adds: past any of them. Were it more often, no token would live until it is used.
const LONG: (usize, i64) = (20, 3_601);
/// What somebody else adds to it all the while, so often for each call, so that hardly a call finds it at rest.
const RESTLESS: (usize, SignedDuration) = (20, SignedDuration::from_millis(10));

/// What the clients of an API do. This is all in which the crowds differ.
pub(crate) trait Clients: 'static {
    /// The API.
    const API: &'static str;
    /// What is to be shown, or nothing was: texts that stand in one answer, and in more than a few.
    const SHOWN: &'static [&'static [&'static str]];

    /// The settings of their instance, as an object.
    fn settings() -> Value {
        Value::Object(serde_json::Map::new())
    }

    /// What a client does: a deed from 0 to 8, with one of the values that are known.
    fn does(deed: usize, choice: usize, known: &Known) -> Call;

    /// What an answer gives to know.
    fn learns(body: &str) -> Vec<(&'static str, String)>;
}

/// A call of a client.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path below the instance.
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn get(path: &str) -> Self {
        Self { method: Method::GET, path: path.to_owned(), headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn form(path: &str, pairs: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(pairs).unwrap();
        Self { method: Method::POST, body, ..Self::get(path) }.with("content-type", "application/x-www-form-urlencoded")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) async fn made(&self, site: &Site, api: &str) -> Seen {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        site.call(self.method.clone(), &format!("/w/{WORLD}/{api}{}", self.path), &headers, &self.body).await
    }
}

/// A call as it was made, and what came.
pub(crate) struct Made {
    pub(crate) call: Call,
    pub(crate) seen: Seen,
}

/// A move of the clock: the moment that it led to, and by how much.
pub(crate) type Move = (Timestamp, SignedDuration);

/// All that a crowd did: the calls by number, and the moves of the clock.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) calls: BTreeMap<usize, Made>,
    pub(crate) moves: Vec<Move>,
}

/// A server with a world for a crowd, always of the same seed.
pub(crate) async fn place<C: Clients>() -> Site {
    let room = |config: &mut mock_server::Config| {
        config.limits = limits(|limits| (limits.journal_entries, limits.journal_bytes) = (2 * ROUNDS * CLIENTS, 64 << 20));
    };
    let site = site_with(room).await;
    let instance = InstanceSpec { settings: C::settings().as_object().unwrap().clone(), ..InstanceSpec::of(C::API) };
    let instances = Some(BTreeMap::from([(C::API.to_owned(), instance)]));
    let spec = WorldSpec { seed: Some(7), client_address: Some(ClientAddress::Header), instances, ..frozen(START) };
    site.worlds().create(WORLD, &spec).unwrap();
    site
}

/// Every client's turn in every round, those of a round at once.
pub(crate) async fn all_at_once<C: Clients>(site: &Arc<Site>) -> Done {
    let known = Arc::new(Known::of(site.worlds().credentials(WORLD, C::API).unwrap()));
    let mut done = Done::default();
    for turn in 0..ROUNDS {
        round::<C>(site, &known, turn, &mut done).await;
    }
    done
}

async fn round<C: Clients>(site: &Arc<Site>, known: &Arc<Known>, round: usize, done: &mut Done) {
    let begun = Arc::new(AtomicUsize::new(0));
    let (mover, calls_begun) = (site.clone(), begun.clone());
    let restless = tokio::task::spawn_blocking(move || restless(&mover, &calls_begun));
    let (line, moves) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(AtomicUsize::new(round)));
    let mut clients = JoinSet::new();
    for number in round * CLIENTS..(round + 1) * CLIENTS {
        let (site, known, line, moves, begun) = (site.clone(), known.clone(), line.clone(), moves.clone(), begun.clone());
        clients.spawn(async move {
            let _turn = line.acquire_owned().await.unwrap();
            begun.fetch_add(1, Ordering::Relaxed);
            let choice = number.wrapping_mul(31).wrapping_add(round * 17);
            match choice % ADMINISTRATORS {
                9 => Err(advances::<C>(&site, &known, moves.fetch_add(1, Ordering::Relaxed)).await),
                deed => Ok((number, calls::<C>(&site, &known, number, C::does(deed, choice / ADMINISTRATORS, &known)).await)),
            }
        });
    }
    for ended in clients.join_all().await {
        match ended {
            Ok((number, made)) => drop(done.calls.insert(number, made)),
            Err(moved) => done.moves.push(moved),
        }
    }
    done.moves.extend(restless.await.unwrap());
}

async fn calls<C: Clients>(site: &Site, known: &Known, number: usize, call: Call) -> Made {
    let client = format!("10.0.{}.{}", number % 3, number % 20 + 1);
    let call = call.with(NUMBER, number.to_string()).with("standin-client-address", client);
    let seen = call.made(site, C::API).await;
    known.learn(C::learns(&seen.body));
    Made { call, seen }
}

/// What an administrator does: the clock is moved, and who lost a token learns what is good.
async fn advances<C: Clients>(site: &Site, known: &Known, turn: usize) -> Move {
    let seconds = if turn % LONG.0 == LONG.0 - 1 { LONG.1 } else { SHORT[turn % SHORT.len()] };
    let seen = site.post(&format!("/worlds/{WORLD}/clock"), &format!("{{\"advance\": \"{seconds}s\"}}")).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    known.learn(site.worlds().credentials(WORLD, C::API).unwrap().into_iter().collect());
    (seen.json()["now"].as_str().unwrap().parse().unwrap(), SignedDuration::from_secs(seconds))
}

/// Moves the clock beside the calls of a round, in step with them: so it goes as far on a slow machine as on a fast one.
fn restless(site: &Site, begun: &AtomicUsize) -> Vec<Move> {
    let (times, by) = RESTLESS;
    let mut moves = Vec::new();
    while moves.len() < times * CLIENTS {
        if moves.len() < times * begun.load(Ordering::Relaxed) {
            moves.push((site.worlds().change_clock(WORLD, ClockChange::Advance(by)).unwrap().now, by));
        }
        std::thread::yield_now();
    }
    moves
}
