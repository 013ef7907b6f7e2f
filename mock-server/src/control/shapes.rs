//! The shapes of what the control plane takes and gives, where no type of the crate has them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::{ClientAddress, FaultSpec, NearMiss, StubSpec, WorldDeadline, WorldLine};

/// A moment, as RFC 3339 writes it.
pub(crate) struct Moment;

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time", "examples": ["2026-01-01T00:00:00Z"]})
    }
}

/// How a clock goes on by itself.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) enum Mode {
    /// A second a second.
    Flowing,
    /// Faster or slower than outside.
    Rate,
    /// Not at all.
    Frozen,
}

/// An error of Standin's own.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Refused {
    /// A short code for programs, the same as in the header `Standin-Error`.
    error: String,
    /// What was wrong and what would be right.
    message: String,
}

/// That it serves.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Health {
    /// `serving`.
    status: String,
}

/// All worlds.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Listed {
    /// By name.
    worlds: Vec<WorldLine>,
}

/// What will change by itself.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Deadlines {
    /// Soonest first.
    deadlines: Vec<WorldDeadline>,
}

/// A future instant at which something changes by itself.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) struct Deadline {
    /// The first millisecond at which the change is seen.
    at: Moment,
    /// The clause that says so.
    clause: String,
    /// What changes.
    what: String,
}

/// What an action did.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Outcome {
    /// The clauses that governed it.
    clauses: Vec<String>,
    /// What an administrator should know.
    notes: Vec<String>,
}

/// How firmly a document says something.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) enum Level {
    /// In words.
    Stated,
    /// It follows.
    Implied,
    /// In an example only.
    Sample,
    /// Not at all.
    Silent,
}

/// A change to a call that was tried and turned the refusal. One of the parts says what would be different.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) struct Proposal {
    /// What would be different, in words.
    says: String,
    /// Another moment.
    #[schemars(skip_serializing_if = "Option::is_none")]
    at: Option<Moment>,
    /// Another client's address.
    #[schemars(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    /// Another method.
    #[schemars(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// Another path.
    #[schemars(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Another value of this header.
    #[schemars(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    /// Another setting, as `name=value`.
    #[schemars(skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    /// Another `query` or `body`.
    #[schemars(skip_serializing_if = "Option::is_none")]
    changes: Option<String>,
    /// The status of the answer that it brings.
    status: u16,
    /// The clauses that decide that answer.
    clauses: Vec<String>,
}

/// What a world is made from. What is left out is as the server was started.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct WorldSpec {
    /// The seed of every token. Left out, it is derived from the server's seed and the world's name.
    seed: Option<u64>,
    /// The clock.
    clock: Option<ClockSpec>,
    /// A port of the world's own; 0 lets the system choose.
    port: Option<u16>,
    /// Where a client's address is taken from.
    client_address: Option<ClientAddress>,
    /// Whether instances that do not say take only what the documents say.
    strict: Option<bool>,
    /// The instances by name.
    instances: Option<BTreeMap<String, InstanceSpec>>,
    /// The faults to be planted.
    faults: Option<Vec<FaultSpec>>,
}

/// What the calls of a world are expected to be; `calls` or `in_order` is needed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct Verification {
    /// The calls that are counted: each that fits one of these.
    calls: Option<Vec<CallPattern>>,
    /// How many there must be; left out, one at least.
    count: Option<CallCount>,
    /// Only what comes after the first call that fits this.
    after: Option<CallPattern>,
    /// Calls that must be there in this order, others between them perhaps.
    in_order: Option<Vec<CallPattern>>,
}

/// Which calls are meant; one part at least is needed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct CallPattern {
    /// The instance.
    instance: Option<String>,
    /// The method.
    method: Option<String>,
    /// A pattern of the path below the instance, in which * stands for anything.
    path: Option<String>,
    /// A status such as 401, or 4xx.
    status: Option<Value>,
    /// A pattern of a clause that decided the answer, such as hyper.grace.*.
    clause: Option<String>,
    /// The name of the token that was presented.
    bearer: Option<String>,
}

/// How many calls there must be; one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct CallCount {
    /// So many.
    exactly: Option<u64>,
    /// So many or more.
    at_least: Option<u64>,
    /// So many or fewer.
    at_most: Option<u64>,
}

/// That the calls were not those expected, or that this cannot be told any more.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct NotVerified {
    /// `not_verified`, or `cannot_tell` where calls went out of the journal.
    error: String,
    /// Why, in one sentence.
    message: String,
    /// The calls that did fit.
    calls: Vec<u64>,
    /// The calls that were nearest to fitting, the nearest first.
    nearest: Vec<NearMiss>,
}

/// How a world's clock begins.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct ClockSpec {
    /// How it goes on by itself; `flowing` where it is left out.
    mode: Option<Mode>,
    /// Virtual seconds in a second outside, for the mode `rate`.
    #[schemars(range(min = 0.001, max = 1_000_000.0))]
    rate: Option<f64>,
    /// What it shows at first; left out, the time outside.
    at: Option<Moment>,
}

/// One instance of an API.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct InstanceSpec {
    /// The API's name.
    api: String,
    /// The beginning of the paths that lead to it, such as /api/v1; left out, / and its name.
    mount: Option<String>,
    /// The settings that differ from the API's defaults.
    settings: Option<Map<String, Value>>,
    /// The one deviation, if it is to break a clause.
    deviation: Option<String>,
    /// Whether it takes only what the documents say; the settings given lie over that.
    strict: Option<bool>,
    /// The calls that the user answers.
    stubs: Option<Vec<StubSpec>>,
}

/// A call that is to be explained: in full, or by its number in the journal.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) enum Explained {
    /// As it would be answered now.
    Asked(crate::Question),
    /// As it was answered.
    Journal {
        /// The number.
        id: u64,
    },
}

/// The copy that a fork makes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) struct ForkSpec {
    /// The copy's name.
    name: String,
}

/// Nothing.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ResetSpec {}

/// What is to be done to a clock, in one way at a time.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) enum ClockChange {
    /// Sets it forward to a moment.
    Set {
        /// The moment.
        set: Moment,
    },
    /// Sets it forward by a duration such as `1h 30m`.
    Advance {
        /// The duration.
        advance: String,
    },
    /// Sets it forward to the next deadline.
    AdvanceTo {
        /// `next`.
        advance_to: Next,
        /// A duration such as `-1ms`: so much after the deadline, or before it.
        bias: Option<String>,
    },
    /// Lets it go on at another pace.
    Pace {
        /// How it goes on by itself.
        mode: Mode,
        /// Virtual seconds in a second outside, for the mode `rate`.
        #[schemars(range(min = 0.001, max = 1_000_000.0))]
        rate: Option<f64>,
    },
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(dead_code, reason = "only its shape is used")]
pub(super) enum Next {
    /// The next instant at which something changes by itself.
    Next,
}
