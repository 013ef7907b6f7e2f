//! What a run is to answer for: the profiles that were chosen, and the cases that belong to them.

use std::collections::BTreeSet;

use providers::{Ledger, Profile};
use serde::{Deserialize, Serialize};

use crate::partition::Division;
use crate::scenario::Case;
use crate::target::all_steps;

/// What a run is to answer for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The chosen profiles; only their clauses count.
    pub profiles: BTreeSet<Profile>,
    /// How many of their cases.
    pub breadth: Breadth,
    /// Of a run that was divided, which parts of it these are; its breadth is then [`Breadth::Selected`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
}

/// How many of the cases of the chosen profiles were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breadth {
    /// All: every clause of a chosen profile counts, also one about which nothing was asked.
    Whole,
    /// Some, by path, name or clause, or a part of them: only the clauses count about which something was asked.
    Selected,
}

impl Default for Scope {
    fn default() -> Self {
        Self { profiles: Profile::ALL.into(), breadth: Breadth::Whole, division: None }
    }
}

impl Scope {
    /// Whether a case belongs to a chosen profile.
    #[must_use]
    pub fn takes(&self, case: &Case, ledger: &Ledger) -> bool {
        !profiles_of(case, ledger).is_disjoint(&self.profiles)
    }
}

/// The profiles to which a case belongs: those of the clauses that it is written for. Core are calls alone, so that a case that
/// needs more belongs to core never; one that is written for nothing else belongs where what it needs does.
#[must_use]
pub fn profiles_of(case: &Case, ledger: &Ledger) -> BTreeSet<Profile> {
    let written_for = case.verifies.iter().filter_map(|id| ledger.clause(id)).map(|clause| clause.profile);
    let mut profiles: BTreeSet<Profile> = written_for.collect();
    let means = means(case);
    if means != Profile::Core {
        profiles.remove(&Profile::Core);
    }
    if profiles.is_empty() {
        profiles.insert(means);
    }
    profiles
}

/// The profile of the most that a case needs beyond calls.
fn means(case: &Case) -> Profile {
    let any_step = |does: fn(&crate::scenario::Step) -> bool| all_steps(case).any(does);
    let set_up = case.instances.values().any(|given| !given.settings.is_empty() || !given.actions.is_empty());
    let arranged = case.instances.len() > 1 || any_step(|step| step.act.is_some() || step.inspect.is_some() || step.from.is_some());
    match () {
        () if !case.needs.is_empty() => Profile::Limits,
        () if any_step(|step| step.wait.is_some()) => Profile::Lifecycle,
        () if set_up || arranged => Profile::Administration,
        () => Profile::Core,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cases, ledger};

    fn profiles(head: &str, steps: &str) -> Vec<Profile> {
        profiles_of(&cases(head, steps)[0], &ledger()).into_iter().collect()
    }

    const CALL: &str = "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n";

    #[test]
    fn a_case_of_calls_alone_belongs_to_the_profiles_of_its_clauses() {
        assert_eq!(profiles("verifies: [hyper.stated]\n", CALL), [Profile::Core]);
        assert_eq!(profiles("verifies: [hyper.stated, hyper.untouched]\n", CALL), [Profile::Core, Profile::Lifecycle]);
    }

    #[test]
    fn a_case_that_needs_more_than_calls_is_none_of_core() {
        let wait = format!("{CALL}  - wait: {{until: start, plus: 1h}}\n");
        assert_eq!(profiles("verifies: [hyper.stated]\n", &wait), [Profile::Lifecycle]);
        assert_eq!(profiles("verifies: [hyper.stated]\nneeds: [rate-limits]\n", &wait), [Profile::Limits]);
        let act = format!("{CALL}  - act: delete\n");
        assert_eq!(profiles("verifies: [hyper.stated]\n", &act), [Profile::Administration]);
        assert_eq!(profiles("verifies: [hyper.stated]\ngiven: {settings: {life_hours: 2}}\n", CALL), [Profile::Administration]);
        assert_eq!(profiles("verifies: [hyper.stated, hyper.untouched]\n", &act), [Profile::Lifecycle], "its own clauses say where it belongs");
    }

    #[test]
    fn a_scope_takes_what_belongs_to_one_of_its_profiles() {
        let case = &cases("verifies: [hyper.stated, hyper.untouched]\n", CALL)[0];
        let takes = |profile| Scope { profiles: [profile].into(), breadth: Breadth::Whole, division: None }.takes(case, &ledger());
        assert_eq!(Profile::ALL.map(takes), [true, true, false, false]);
    }
}
