//! What an instance is: its API clients, and when the tokens that they were issued end. No token is kept.

mod admin;
mod deadlines;
mod inspect;

use serde::{Deserialize, Serialize};

pub(super) use admin::{ACTIONS, act};
pub(super) use deadlines::deadlines;

use super::client::Client;
use super::settings::Settings;
use crate::{Credentials, Moment};

/// So many ends are remembered of each client, the latest.
const REMEMBERED: usize = 16;

/// The whole state of an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The clients in the order in which they were made; never empty.
    pub(super) clients: Vec<Registered>,
}

/// A client on the platform's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Registered {
    pub(super) client: Client,
    /// What its maker wrote of its purpose.
    pub(super) comment: String,
    /// When its tokens end, in seconds since 1970, soonest first. Calls do not ask for it: a token speaks for itself.
    pub(super) ends: Vec<i64>,
}

impl Registered {
    fn new(client: Client, comment: &str) -> Self {
        Self { client, comment: comment.to_owned(), ends: Vec::new() }
    }

    /// Remembers the end of a token that was issued.
    pub(super) fn issued(&mut self, end: i64) {
        if let Err(place) = self.ends.binary_search(&end) {
            self.ends.insert(place, end);
        }
        let surplus = self.ends.len().saturating_sub(REMEMBERED);
        self.ends.drain(..surplus);
    }
}

impl State {
    /// A new instance: the clients of the settings, else one that is generated.
    pub(super) fn start(settings: &Settings, moment: &mut Moment<'_>) -> Self {
        let given = match settings.clients.as_slice() {
            [] => vec![Client::generate(&[], moment.dice)],
            clients => clients.to_vec(),
        };
        Self { clients: given.into_iter().map(|client| Registered::new(client, "")).collect() }
    }

    /// What a client is given: the first one's key and secret.
    pub(super) fn credentials(&self) -> Credentials {
        let first = self.clients.iter().take(1).map(|registered| &registered.client);
        first.flat_map(|client| [("key", client.key.clone()), ("secret", client.secret.clone())]).collect()
    }
}
