//! Hyper's clients: they replace tokens, ask whether one is good, and call with the newest, those before, and none.

use crate::crowd::{self, Call};
use crate::known::{Known, members};

pub(crate) struct Clients;

impl crowd::Clients for Clients {
    const API: &'static str = "hyper";
    const SHOWN: &'static [&'static [&'static str]] =
        &[&["access_token"], &["no longer valid"], &["Missing"], &["Token Valid Until UTC"], &["0528888000"]];

    fn does(deed: usize, choice: usize, known: &Known) -> Call {
        let (call, kind) = match deed {
            0..=2 => (Call::get("/RefreshToken"), "refresh_token"),
            3..=5 => (Call::get("/TokenValidity"), "access_token"),
            _ => (Call::form("/Does_Entity_Exist_Json", &[("phone", "0528888000")]), "access_token"),
        };
        call.with("authorization", format!("Bearer {}", known.one(kind, choice)))
    }

    fn learns(body: &str) -> Vec<(&'static str, String)> {
        members(body, &["access_token", "refresh_token"])
    }
}
