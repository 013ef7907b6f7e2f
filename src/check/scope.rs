//! What a run is to answer for: the chosen profiles, and what the target declares not to support.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use conformance::scenario::Case;
use conformance::scope::{Breadth, Scope};
use conformance::suite::Suite;
use providers::Profile;

use super::{CheckError, Options, select};

/// What people say of it.
#[derive(Args, Debug)]
pub(super) struct Scoping {
    /// Only what belongs to this profile of clauses, which may be said several times; all of them unless it is said.
    #[arg(long = "profile", value_name = "PROFILE", value_parser = profile())]
    profiles: Vec<Profile>,
    /// A clause that the target declares not to support: that it refuses it is neither a failure nor a pass.
    #[arg(long = "unsupported", value_name = "ID", requires = "target")]
    unsupported: Vec<String>,
}

fn profile() -> impl TypedValueParser<Value = Profile> {
    let of_name = |name: String| Profile::ALL.into_iter().find(|profile| profile.name() == name).ok_or("there is no such profile");
    PossibleValuesParser::new(Profile::ALL.map(Profile::name)).try_map(of_name)
}

impl Options {
    /// The chosen profiles, and whether all of their cases are meant.
    pub(super) fn scope(&self) -> Scope {
        let chosen: BTreeSet<Profile> = self.scoping.profiles.iter().copied().collect();
        let by_name =
            !self.filters.is_empty() || !self.clauses.is_empty() || self.only.is_some() || self.properties.case.is_some() || !self.selection.is_all();
        Scope {
            profiles: if chosen.is_empty() { Profile::ALL.into() } else { chosen },
            breadth: if by_name || self.rerunning.is_wanted() { Breadth::Selected } else { Breadth::Whole },
            division: None,
        }
    }

    /// The clauses that the target is said not to support.
    pub(super) fn unsupported(&self) -> BTreeSet<String> {
        self.scoping.unsupported.iter().cloned().collect()
    }

    /// Whether the clauses that are declared not to be supported are there.
    pub(super) fn declared(&self, suite: &Suite) -> Result<(), CheckError> {
        self.scoping.unsupported.iter().try_for_each(|clause| select::known(clause, suite))
    }
}

/// The cases that belong to a chosen profile.
pub(super) fn within(scope: &Scope, cases: Vec<Case>, suite: &Suite) -> Vec<Case> {
    let takes = |case: &Case| suite.ledgers.get(&case.provider).is_some_and(|ledger| scope.takes(case, ledger));
    cases.into_iter().filter(takes).collect()
}
