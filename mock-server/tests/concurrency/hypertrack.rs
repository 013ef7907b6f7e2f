//! HyperTrack's clients: they obtain tokens, by form and Basic and for views alone, more than are kept, and call with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::crowd::{self, Call};
use crate::known::{Known, members};

pub(crate) struct Clients;

impl crowd::Clients for Clients {
    const API: &'static str = "hypertrack";
    const SHOWN: &'static [&'static [&'static str]] =
        &[&["access_token"], &["secure_embed_url"], &["worker_handle"], &["device_status"], &["view"], &["Unauthorized"]];

    /// A token that is obtained ends another, so that the order shows in every call.
    fn settings() -> Value {
        json!({"most_tokens": 60})
    }

    fn does(deed: usize, choice: usize, known: &Known) -> Call {
        let (id, key) = (known.newest("account_id"), known.newest("secret_key"));
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{key}")));
        let bearer = format!("Bearer {}", known.one("access_token", choice));
        let grant = ("grant_type", "client_credentials");
        match deed {
            0 => Call::form("/oauth/token", &[grant, ("client_id", &id), ("client_secret", &key)]),
            1 => Call::form("/oauth/token", &[grant, ("scope", "view:trips")]).with("authorization", basic),
            2 => {
                let body = json!({"embed_url": "https://embed.example/views/trips", "grant_type": "client_credentials"}).to_string();
                let call = Call::form("/oauth/embed-token", &[]).with("authorization", if choice.is_multiple_of(2) { basic } else { bearer });
                Call { body, ..call }
            }
            3 => Call::get(&format!("/views/trips?access_token={}", known.one("access_token", choice))),
            4 => Call::get("/views/trips").with("authorization", bearer),
            5 => Call::get("/workers").with("authorization", basic),
            _ => Call::get("/devices").with("authorization", bearer),
        }
    }

    fn learns(body: &str) -> Vec<(&'static str, String)> {
        members(body, &["access_token"])
    }
}
