//! Ayyeka's clients: they fetch signed tokens, with a good secret and a wrong one, and call with them until they end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crowd::{self, Call};
use crate::known::{Known, members};

pub(crate) struct Clients;

impl crowd::Clients for Clients {
    const API: &'static str = "ayyeka";
    const SHOWN: &'static [&'static [&'static str]] = &[&["access_token"], &["invalid_client"], &["display_name"], &["request_id"]];

    fn does(deed: usize, choice: usize, known: &Known) -> Call {
        let (key, secret) = (known.newest("key"), known.newest("secret"));
        let bearer = format!("Bearer {}", known.one("access_token", choice));
        match deed {
            0 => fetches(&key, &secret),
            1 => fetches(&key, if choice.is_multiple_of(2) { &secret } else { "nothing" }),
            2 => Call::get("/v2.0/site"),
            3 => Call::get("/v2.0/nothing").with("authorization", bearer),
            _ => Call::get("/v2.0/site").with("authorization", bearer),
        }
    }

    fn learns(body: &str) -> Vec<(&'static str, String)> {
        members(body, &["access_token"])
    }
}

fn fetches(key: &str, secret: &str) -> Call {
    let basic = format!("Basic {}", STANDARD.encode(format!("{key}:{secret}")));
    Call::form("/auth/token", &[("grant_type", "client_credentials")]).with("authorization", basic)
}
