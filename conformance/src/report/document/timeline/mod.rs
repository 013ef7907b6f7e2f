//! What happened in a case and when: its events, the moments that it waited for, and the calls that presented each value.

mod make;

use schemars::JsonSchema;
use serde::Serialize;

pub(super) use make::of;

/// What happened in a case, in milliseconds since its start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Timeline {
    /// What happened, in order; at most 200.
    pub events: Vec<Happening>,
    /// How many more there are.
    #[serde(skip_serializing_if = "super::is_zero")]
    pub more_events: usize,
    /// The moments that a wait is meant by, and those at which a token says that it expires.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// The named values that were presented, and those of the same kinds; at most 16.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Life>,
    /// How many more there are.
    #[serde(skip_serializing_if = "super::is_zero")]
    pub more_values: usize,
}

/// What one step did.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Happening {
    /// Its place in the case, as in `step 2, call 1`.
    pub place: String,
    /// Of what kind it is.
    pub deed: Deed,
    /// What it did, as in `GET /TokenValidity`.
    pub does: String,
    /// The instance.
    pub instance: String,
    /// The last moment before it.
    pub from: i64,
    /// The first moment after it.
    pub to: i64,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What became of it; nothing of a wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The name under which its moment was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<String>,
}

/// A kind of deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// A call.
    Call,
    /// A wait.
    Wait,
    /// An administrator's action.
    Act,
    /// A look at what the administrator sees.
    Inspect,
}

/// What became of a call or an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was accepted.
    Accepted,
    /// It was refused.
    Refused,
    /// It cannot be said, as of a status 500.
    Unclear,
}

/// A moment with a meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deadline {
    /// What it is, as in `refreshed + 2m`.
    pub means: String,
    /// When.
    pub at: i64,
}

/// How long a named value was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Life {
    /// Its name, as in `<access_token:1>`.
    pub name: String,
    /// The event that first showed it, by its place in `events`; nothing where it was given from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<usize>,
    /// The calls that presented it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
}

/// A call that presented a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Use {
    /// The event, by its place in `events`.
    pub event: usize,
    /// What became of it.
    pub outcome: Outcome,
}

impl Life {
    /// The last call that was accepted with it.
    #[must_use]
    pub fn last_accepted(&self) -> Option<usize> {
        self.uses.iter().rev().find(|one| one.outcome == Outcome::Accepted).map(|one| one.event)
    }

    /// The first refusal after the last call that was accepted with it.
    #[must_use]
    pub fn refused(&self) -> Option<usize> {
        let last = self.last_accepted();
        self.uses.iter().find(|one| one.outcome == Outcome::Refused && last.is_none_or(|last| one.event > last)).map(|one| one.event)
    }
}
