//! Which calls of an API may replace a target's tokens, and which of them gets new ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use providers::Ledger;

use super::needs::{all_steps, credentials_used, references_of};
use crate::scenario::{Case, PlacedStep, Script, Step};
use crate::spanned::Spanned;

/// The ids of the cases that get new tokens; no scenario has them, for theirs are paths.
const OF_DOUBTFUL: &str = "renewal of tokens";
const OF_OLD: &str = "new tokens at the start";

/// Why new tokens are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Nobody knows whether those that there are are the current ones.
    Doubtful,
    /// Those that there are may be old.
    Old,
}

/// What a suite tells of the tokens that its calls replace.
#[derive(Clone, Debug, Default)]
pub struct Rotation {
    /// Method and path of the calls whose answers hold tokens.
    calls: BTreeSet<String>,
    /// The credentials that are such tokens.
    tokens: BTreeSet<String>,
    /// A call that is served and gets new ones, with the case that it is taken from.
    renewal: Option<(Case, PlacedStep)>,
}

impl Rotation {
    /// What the cases of one API tell: a call whose answer holds a token of a name by which a client also has one.
    #[must_use]
    pub fn of(cases: &[Case], ledger: &Ledger) -> Self {
        let of_api: Vec<&Case> = cases.iter().filter(|case| case.provider == ledger.provider).collect();
        let used: BTreeSet<String> = of_api.iter().flat_map(|case| credentials_used(case)).collect();
        let places: BTreeMap<&str, &str> = ledger.opaque.iter().map(|opaque| (opaque.at.as_str(), opaque.name.as_str())).collect();
        let tokens: BTreeSet<String> = ledger.opaque.iter().map(|opaque| opaque.name.clone()).filter(|name| used.contains(name)).collect();
        let yields = |step: &Step| {
            let kept = step.keep.values().map(|place| place.value.as_str());
            let expected = step.expect.iter().filter_map(|expectation| expectation.value.json.as_ref()).map(|path| path.value.as_str());
            kept.chain(expected).any(|place| places.get(place).is_some_and(|name| tokens.contains(*name)))
        };
        let calls = of_api.iter().flat_map(|case| all_steps(case)).filter(|step| yields(step)).filter_map(call).map(str::to_owned).collect();
        let mut rotation = Self { calls, tokens, renewal: None };
        rotation.renewal = of_api.iter().find_map(|case| rotation.renewal_in(case));
        rotation
    }

    /// Whether a call may replace the tokens of the instance that it goes to.
    #[must_use]
    pub fn replaced_by(&self, step: &Step) -> bool {
        call(step).is_some_and(|call| self.calls.contains(call))
    }

    /// The credentials that calls may replace.
    #[must_use]
    pub fn tokens(&self) -> &BTreeSet<String> {
        &self.tokens
    }

    /// A case of one call, which gets new tokens for what the client has.
    #[must_use]
    pub fn renewal(&self, why: Renewal) -> Option<Case> {
        let (case, step) = self.renewal.clone()?;
        let id = if why == Renewal::Doubtful { OF_DOUBTFUL } else { OF_OLD };
        let instances = BTreeMap::from([(case.provider.clone(), Box::<crate::scenario::Given>::default())]).into();
        let (id, title) = (id.to_owned(), "New tokens are had for those that the client has".to_owned());
        let (steps, finally, verifies, needs) = ([step].into(), Arc::default(), Vec::new(), Vec::new());
        Some(Case::new(Script { id, title, instances, steps, finally, verifies, needs, ..Script::clone(&case) }))
    }

    /// Whether there is such a case.
    #[must_use]
    pub fn renews(&self) -> bool {
        self.renewal.is_some()
    }

    /// Whether a case gets new tokens for doubtful ones.
    #[must_use]
    pub fn renews_doubtful(case: &Case) -> bool {
        case.id == OF_DOUBTFUL
    }

    /// A step that needs nothing but credentials as they are, and is expected to be served.
    fn renewal_in(&self, case: &Case) -> Option<(Case, PlacedStep)> {
        let plain = |step: &Step| step.on.is_none() && step.from.is_none() && step.base64.is_empty() && step.headers.is_empty();
        let served = |step: &Step| {
            let is_none = |refusal: &Spanned<String>| refusal.value == "none";
            step.expect.iter().any(|expectation| expectation.value.refusal.as_deref().is_some_and(is_none))
        };
        let by_credentials = |step: &Step| {
            let mut references = references_of(step).into_iter().peekable();
            references.peek().is_some() && references.all(|(name, altered)| altered.is_none() && self.tokens.contains(&name))
        };
        let is_renewal = |step: &Step| self.replaced_by(step) && plain(step) && served(step) && by_credentials(step);
        let step = case.steps.iter().find(|placed| is_renewal(&placed.step.value))?;
        (case.instances.len() == 1).then(|| ((*case).clone(), step.clone()))
    }
}

fn call(step: &Step) -> Option<&str> {
    step.call.as_ref().map(|call| call.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cases, ledger};

    fn rotation(steps: &str) -> Rotation {
        Rotation::of(&cases("verifies: [hyper.stated]\n", steps), &ledger())
    }

    const RENEWAL: &str = "  - {call: POST /Renew, bearer: '${access_token}', keep: {new: $.access_token}, expect: [{refusal: none}]}\n";

    #[test]
    fn a_call_whose_answer_holds_a_token_that_a_client_has_may_replace_it() {
        let cases = cases("verifies: [hyper.stated]\n", &format!("{RENEWAL}  - {{call: GET /x, bearer: '${{access_token}}', keep: {{y: $.y}}}}\n"));
        let rotation = Rotation::of(&cases, &ledger());
        let replaces: Vec<bool> = cases[0].steps.iter().map(|placed| rotation.replaced_by(&placed.step.value)).collect();
        assert_eq!(replaces, [true, false]);
        assert_eq!(rotation.tokens().iter().map(String::as_str).collect::<Vec<_>>(), ["access_token"]);
        let fetched = self::rotation("  - {call: POST /Fetch, basic: '${user}:${password}', keep: {access_token: $.access_token}}\n");
        assert!(fetched.tokens().is_empty(), "a token that is fetched is none that a client has been given");
    }

    #[test]
    fn new_tokens_are_had_by_a_call_that_is_served_with_those_that_there_are_and_by_no_other() {
        let renewal = |why| rotation(RENEWAL).renewal(why).unwrap();
        assert_eq!([Renewal::Doubtful, Renewal::Old].map(|why| Rotation::renews_doubtful(&renewal(why))), [true, false]);
        assert_eq!(renewal(Renewal::Old).steps.len(), 1);
        for (from, to) in [("${access_token}", "${access_token|changed}"), ("refusal: none", "refusal: wrong"), ("${access_token}", "${pin2}")] {
            assert!(!rotation(&RENEWAL.replace(from, to)).renews(), "{to}");
        }
    }
}
