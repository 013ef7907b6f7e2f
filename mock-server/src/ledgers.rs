//! The ledgers of all APIs, each read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use providers::{CATALOGUE, ClauseId, Ledger};

/// By the API's name. A ledger that ships and cannot be read is missing; a test of `providers` says so.
static LEDGERS: LazyLock<BTreeMap<&'static str, Ledger>> =
    LazyLock::new(|| CATALOGUE.iter().filter_map(|api| Some((api.name(), Ledger::parse(api.ledger()).ok()?))).collect());

/// The ledger of the API of this name.
pub(crate) fn ledger(api: &str) -> Option<&'static Ledger> {
    LEDGERS.get(api)
}

/// The clause of this id, and the ledger in which it stands: a clause's id begins with its API's name.
pub(crate) fn clause(id: ClauseId) -> Option<(&'static Ledger, &'static providers::Clause)> {
    let ledger = ledger(id.0.split('.').next()?)?;
    Some((ledger, ledger.clause(id.0)?))
}
