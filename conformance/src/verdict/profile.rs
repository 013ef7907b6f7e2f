//! Which profiles of each API a run verified.

use std::collections::BTreeMap;
use std::fmt;

use providers::Profile;
use serde::{Deserialize, Serialize};

use super::{Verdict, Verdicts};
use crate::scope::Breadth;

/// One profile of one API, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileVerdict {
    /// The API.
    pub provider: String,
    /// The profile.
    pub profile: Profile,
    /// What is known of it.
    pub state: ProfileState,
    /// How many of its clauses there are that a client can observe.
    pub clauses: usize,
}

/// What is known of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileState {
    /// Each of its clauses passed, was observed, only warns, or is validly waived.
    Verified,
    /// This is the worst of its clauses.
    NotVerified(Verdict),
    /// Only some of its cases were selected, so that nothing can be said of it as a whole.
    Partial,
    /// It was not chosen.
    NotChosen,
}

impl fmt::Display for ProfileState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verified => formatter.write_str("verified"),
            Self::NotVerified(worst) => write!(formatter, "not verified ({worst})"),
            Self::Partial => formatter.write_str("asked about in part"),
            Self::NotChosen => formatter.write_str("not chosen"),
        }
    }
}

impl Verdicts {
    /// The profiles of each API that has clauses in them, in order.
    #[must_use]
    pub fn profiles(&self) -> Vec<ProfileVerdict> {
        let mut clauses: BTreeMap<(&str, Profile), usize> = BTreeMap::new();
        for clause in self.clauses.iter().filter(|clause| !matches!(clause.reason, Some(super::Reason::Unobservable(_)))) {
            *clauses.entry((&clause.provider, clause.profile)).or_default() += 1;
        }
        let told = |((provider, profile), clauses): ((&str, Profile), usize)| {
            let state = self.state(provider, profile);
            ProfileVerdict { provider: provider.to_owned(), profile, state, clauses }
        };
        clauses.into_iter().map(told).collect()
    }

    fn state(&self, provider: &str, profile: Profile) -> ProfileState {
        if !self.scope.profiles.contains(&profile) {
            return ProfileState::NotChosen;
        }
        let of_it = self.counted().filter(|clause| clause.provider == provider && clause.profile == profile);
        match Verdict::worst(of_it.map(|clause| clause.verdict)) {
            _ if self.scope.breadth == Breadth::Selected => ProfileState::Partial,
            worst if worst.conforms() => ProfileState::Verified,
            worst => ProfileState::NotVerified(worst),
        }
    }
}
