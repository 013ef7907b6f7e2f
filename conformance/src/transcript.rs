//! What happened, as values: the only thing that the judge reads of a play.
//!
//! Secrets were replaced by names and times by their distance from the start when they were captured.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use providers::naming::Facts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::scope::Scope;

/// The version of this form.
pub const VERSION: u32 = 1;

/// The status of a call that exceeded a limit (RFC 6585 section 4).
pub(crate) const TOO_MANY_REQUESTS: u16 = 429;

/// All plays of one run, in the order of their cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    /// [`VERSION`].
    pub version: u32,
    /// The version of the list of facts that are known of named values (`providers::naming::FACTS_VERSION`).
    #[serde(default = "first")]
    pub facts: u32,
    /// The seed of all chance.
    pub seed: u64,
    /// Who was asked.
    pub subject: Subject,
    /// What the run is to answer for.
    #[serde(default)]
    pub scope: Scope,
    /// The clauses that the subject declares not to support.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsupported: BTreeSet<String>,
    /// What happened.
    pub plays: Vec<Play>,
}

/// A transcript that does not say its facts' version is of the first.
fn first() -> u32 {
    1
}

/// Who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The mock in the same process; silent points are judged as well, since their readings are known.
    Embedded,
    /// A server at this URL.
    Foreign(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Embedded => "the mock",
            Self::Foreign(url) => url,
        })
    }
}

/// One case, played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Play {
    /// The case's id.
    pub case: String,
    /// When it began, by the clock that the subject lives by.
    pub start: Timestamp,
    /// When what a client was given was new, where that was not just at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Interval>,
    /// No earlier than this a client was given its tokens, in milliseconds since the start, where that was some time before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_since: Option<i64>,
    /// Spans of time, in milliseconds, with which the instances were set up without the case's asking for it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub spans: BTreeSet<i64>,
    /// By how many milliseconds the clock that the subject tells the time by was ahead of the start's, as far as its answers show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Interval>,
    /// How often the case had been played before, without its times deciding everything.
    #[serde(default, skip_serializing_if = "is_none")]
    pub earlier: usize,
    /// What a client was given, by `instance.credential`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How it ended.
    pub end: End,
    /// What is known of the named values.
    pub values: BTreeMap<String, Facts>,
}

fn is_none(earlier: &usize) -> bool {
    *earlier == 0
}

impl Play {
    /// The moment that the case calls `start`.
    #[must_use]
    pub fn opened(&self) -> Interval {
        self.opened.unwrap_or(Interval { from: 0, to: 0 })
    }
}

/// One step's happening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The step.
    pub place: Place,
    /// The instance.
    pub instance: String,
    /// When: from the last moment before it to the first one after it.
    pub interval: Interval,
    /// What.
    pub what: What,
    /// Values that the scenario kept from it, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, Value>,
    /// Values that the scenario wanted to keep and that were not there: name and where it should have been.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub missing: BTreeMap<String, String>,
    /// The name under which its moment was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<String>,
}

/// A step's place in its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which list of steps.
    pub part: Part,
    /// The step, counted from 0.
    pub step: usize,
    /// The call among those sent at once, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<usize>,
}

/// A list of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The steps.
    Steps,
    /// Those at the end in any case.
    Finally,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Steps => write!(formatter, "step {}", self.step + 1)?,
            Part::Finally => write!(formatter, "last step {}", self.step + 1)?,
        }
        self.call.map_or(Ok(()), |call| write!(formatter, ", call {}", call + 1))
    }
}

/// A stretch of time in milliseconds since the start; both ends are the same where the clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The last moment before.
    pub from: i64,
    /// The first moment after.
    pub to: i64,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A call and its answer.
    Exchanged(Box<Exchange>),
    /// Time went on.
    Waited,
    /// An administrator's action.
    Acted {
        /// The action.
        action: String,
        /// Why it was refused; nothing where it was done.
        refused: Option<String>,
    },
    /// What the administrator saw.
    Inspected(Value),
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What was sent.
    pub request: Sent,
    /// What came.
    pub answer: Received,
}

/// A request, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The path below the instance's URL.
    pub path: String,
    /// The instance's URL, where the target has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// The query's pairs, not encoded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    /// The headers in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// What stands in the Basic header, not encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<String>,
    /// The form's pairs, not encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Vec<(String, String)>>,
    /// The body, where it is no form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The address that it seems to come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<IpAddr>,
}

/// An answer, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// The status.
    pub status: u16,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The body as the provider reads it; `null` is a value.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    pub read: Option<Value>,
}

/// A value that was read as null was read; only a member that is not there was not.
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Base64(String),
}

/// How a play ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// All steps were done.
    Finished,
    /// It was not begun.
    NotRun {
        /// What it would need.
        needs: String,
    },
    /// It was not begun, because the run was interrupted.
    Interrupted,
    /// It could not go on.
    Broken {
        /// The step.
        place: Place,
        /// Whose fault that is.
        fault: Fault,
        /// Why.
        why: String,
    },
}

/// Whose fault it is that a play could not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// An earlier answer lacks what a later step needs.
    Answer,
    /// No answer came.
    Target,
    /// The target's own limit turned a call away that was not meant to exceed it.
    Limit,
    /// What the scenario takes as given could not be brought about.
    Given,
    /// What was to act on the target failed on our side of it.
    Hook,
    /// The scenario or this tool.
    Tool,
}

impl Received {
    /// The values of a header, in order.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
