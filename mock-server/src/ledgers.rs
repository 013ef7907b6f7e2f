//! The clauses of all APIs, read once, and what answers are told to have by them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use providers::{Api, CATALOGUE, Clause, ClauseId, Kind, Ledger, nearest};
use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::WorldError;
use crate::journal::Pattern;

/// What the host knows of one API by its ledger.
pub(crate) struct Known {
    pub(crate) ledger: Ledger,
    /// Where answers hold opaque values: their kind, and the path into the body as the API reads it.
    pub(crate) opaque: Vec<(String, JsonPath)>,
}

static KNOWN: LazyLock<BTreeMap<&'static str, Known>> = LazyLock::new(|| {
    // A ledger that cannot be read fails its provider's tests; there is nothing to be told of it here.
    CATALOGUE.iter().filter_map(|api| Some((api.name(), Known::of(Ledger::parse(api.ledger()).ok()?)))).collect()
});

impl Known {
    fn of(ledger: Ledger) -> Self {
        let opaque = ledger.opaque.iter().filter_map(|opaque| Some((opaque.name.clone(), JsonPath::parse(&opaque.at).ok()?))).collect();
        Self { ledger, opaque }
    }

    /// The kind of opaque value that a member of this name holds.
    pub(crate) fn opaque_member(&self, name: &str) -> Option<&str> {
        let last = |at: &str| at.trim_end_matches("']").rsplit(['.', '\'']).next().map(str::to_owned);
        self.ledger
            .opaque
            .iter()
            .find(|opaque| last(&opaque.at).is_some_and(|last| last.eq_ignore_ascii_case(name)))
            .map(|opaque| opaque.name.as_str())
    }
}

/// The ids of all clauses.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    KNOWN.values().flat_map(|known| &known.ledger.clauses).map(|clause| clause.id.as_str())
}

/// Nothing, where some clause's id fits the pattern.
///
/// # Errors
/// None does, and no answer ever will be decided by one.
pub(crate) fn must_fit(pattern: &Pattern) -> Result<(), WorldError> {
    if ids().any(|id| pattern.fits(id)) {
        return Ok(());
    }
    let pattern = pattern.as_str().to_owned();
    let near = nearest(&pattern, ids()).map(|near| format!("did you mean `{near}`?"));
    Err(WorldError::UnknownClause { pattern, suggestion: near.unwrap_or_else(|| "`standin reference API` lists them".to_owned()) })
}

/// What is known of the API of this name.
pub(crate) fn known(api: &str) -> Option<&'static Known> {
    KNOWN.get(api)
}

/// The clause of this id, and the ledger in which it stands: a clause's id begins with its API's name.
pub(crate) fn place(id: ClauseId) -> Option<(&'static Ledger, &'static Clause)> {
    let ledger = &known(id.0.split('.').next()?)?.ledger;
    Some((ledger, ledger.clause(id.0)?))
}

/// The clause of this id.
pub(crate) fn clause(id: ClauseId) -> Option<&'static Clause> {
    place(id).map(|(_, clause)| clause)
}

/// Whether an answer that names this clause accepted what the documents do not say.
pub(crate) fn beyond(id: ClauseId) -> bool {
    clause(id).is_some_and(|clause| clause.beyond)
}

/// The settings that would lift what refused a call if they were `off`: limits that can be switched off and are not, of the
/// clauses that decided.
pub(crate) fn lifts(api: &dyn Api, settings: &Map<String, Value>, clauses: &[ClauseId]) -> Vec<&'static str> {
    let decided = |name: &str, of: ClauseId| {
        clauses.iter().any(|id| *id == of || clause(*id).is_some_and(|clause| clause.settings.iter().any(|setting| setting == name)))
    };
    let off = |kind: &Kind| matches!(kind, Kind::WholeOr { word: "off", .. });
    let limits = api.settings().iter().filter(|spec| off(&spec.kind) && decided(spec.name, spec.clause));
    limits.filter(|spec| settings.get(spec.name).is_some_and(|value| value != "off")).map(|spec| spec.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_lifted_by_its_setting_unless_that_is_off_already() {
        let hyper = providers::find("hyper").unwrap();
        let clauses = [ClauseId("hyper.refresh.rate-limit"), ClauseId("hyper.refresh.rate-limit-reply")];
        assert_eq!(lifts(hyper, &hyper.defaults(), &clauses), ["refresh_limit"]);
        assert_eq!(lifts(hyper, &hyper.defaults(), &[ClauseId("hyper.posts.rate-limit")]), ["max_posts"]);
        assert!(lifts(hyper, &hyper.defaults(), &[ClauseId("hyper.refusal.wrong")]).is_empty());
        let off = Map::from_iter([("refresh_limit".to_owned(), Value::from("off"))]);
        assert!(lifts(hyper, &off, &clauses).is_empty());
    }

    #[test]
    fn a_member_is_opaque_by_its_ledger() {
        let hyper = known("hyper").unwrap();
        assert_eq!(hyper.opaque_member("access_token"), Some("access_token"));
        assert_eq!(hyper.opaque_member("Refresh Token"), Some("refresh_token"));
        assert_eq!(hyper.opaque_member("token_type"), None);
    }
}
