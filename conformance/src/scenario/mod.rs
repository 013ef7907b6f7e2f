//! The scenario format: one situation a file, named by a sentence.
//!
//! These types are the file as it is written. Names in texts, `${name}`, are put in at three times: a matrix row's and a
//! fragment's parameters before the file is read, as text; values, which may be drawn, once it is read; credentials and kept
//! values when it is played.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

pub mod budget;
mod case;
pub mod fragment;
mod jwt;
pub mod lint;
pub mod load;
pub mod matrix;
pub mod moment_expression;
pub mod parameters;
pub mod read;
pub mod schema;
mod step;
pub mod template;
pub mod values;
mod yaml_error;

use schema::OrParameter;

use crate::property::Generator;
use crate::spanned::Spanned;

pub use case::{Case, Instances, PlacedStep, Script, Source};
pub use jwt::{JwtExpectation, Lifetime, Worth};

/// A scenario file, `scenarios/<provider>/<flow>/<sentence>.yaml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The situation in one sentence that can be false.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The API.
    #[schemars(with = "String")]
    pub provider: Spanned<String>,
    /// The clauses that it is written for; each is named by one expectation at least (a lone one by all that name none).
    #[schemars(with = "Vec<String>")]
    pub verifies: Vec<Spanned<String>>,
    /// What a target must permit beyond plain calls (`rate-limits`: it exceeds a limit on purpose).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub needs: Vec<Spanned<String>>,
    /// The state needed of the one instance, named like the provider.
    #[serde(default)]
    #[schemars(with = "Given")]
    pub given: Option<Given>,
    /// The state needed of several instances, by name; a step says `on:` which.
    #[serde(default)]
    pub instances: BTreeMap<String, Given>,
    /// Rows; the scenario is played once for each, `${column}` replaced by the row's value.
    #[serde(default)]
    #[schemars(with = "Vec<schema::Row>")]
    pub matrix: Vec<BTreeMap<String, Value>>,
    /// Values by name: a text, in which credentials and kept values may be named, or any JSON.
    #[serde(default)]
    #[schemars(schema_with = "schema::values")]
    pub values: BTreeMap<String, Spanned<Value>>,
    /// How values are drawn, by name: the scenario is a property, and is played once for each draw.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Generator>")]
    pub for_all: BTreeMap<String, Spanned<Generator>>,
    /// Of a property: how many times it is drawn; 16 where nothing is said.
    #[serde(default)]
    #[schemars(with = "u32", range(min = 1, max = 1000))]
    pub cases: Option<Spanned<u32>>,
    /// What is done, in order.
    #[schemars(with = "Vec<Step>")]
    pub steps: Vec<Spanned<Step>>,
    /// What is done at the end in any case.
    #[serde(default)]
    #[schemars(with = "Vec<Step>")]
    pub finally: Vec<Spanned<Step>>,
}

/// A fragment file, `scenarios/fragments/<provider>/<name>.yaml`: steps that several scenarios use.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fragment {
    /// What the steps bring about, in one sentence.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The names that a `use` must give values for.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub parameters: Vec<Spanned<String>>,
    /// The steps.
    #[schemars(with = "Vec<Step>")]
    pub steps: Vec<Spanned<Step>>,
}

/// The state that an instance must be in before the first step.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Settings of the provider by name.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Actions of the provider, done in order.
    #[serde(default)]
    #[schemars(with = "Vec<Action>")]
    pub actions: Vec<Spanned<Action>>,
}

/// An administrator's action.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The action's name.
    #[schemars(with = "String")]
    pub act: Spanned<String>,
    /// Its arguments.
    #[serde(default)]
    pub with: Map<String, Value>,
}

/// One step: exactly one of `call`, `together`, `wait`, `act`, `inspect` and `use`.
// What few steps say has a piece of memory of its own, so that the many of a suite stay small.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A call: method and path below the instance's URL, as in `POST /RefreshToken`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub call: Option<Box<Spanned<String>>>,
    /// Calls that are sent at once; their expectations hold for some order of the answers.
    #[serde(default)]
    #[schemars(with = "Vec<Step>")]
    pub together: Option<Vec<Spanned<Step>>>,
    /// A wait by meaning.
    #[serde(default)]
    #[schemars(with = "Wait")]
    pub wait: Option<Box<Spanned<Wait>>>,
    /// An administrator's action.
    #[serde(default)]
    #[schemars(with = "String")]
    pub act: Option<Box<Spanned<String>>>,
    /// Reads what the administrator sees; the one word allowed is `record`.
    #[serde(default)]
    #[schemars(with = "String", extend("enum" = ["record"]))]
    pub inspect: Option<Box<Spanned<String>>>,
    /// The steps of a fragment.
    #[serde(default, rename = "use")]
    #[schemars(with = "String")]
    pub fragment: Option<Box<Spanned<String>>>,

    /// The instance that is meant, where there are several.
    #[serde(default)]
    #[schemars(with = "String")]
    pub on: Option<Box<Spanned<String>>>,
    /// Why this step is there, for people.
    #[serde(default)]
    #[schemars(with = "String")]
    pub note: Option<String>,

    /// Of a call: the client's address.
    #[serde(default)]
    #[schemars(with = "OrParameter<IpAddr>")]
    pub from: Option<Box<Spanned<IpAddr>>>,
    /// Of a call: the Bearer token.
    #[serde(default)]
    #[schemars(with = "String")]
    pub bearer: Option<Box<Spanned<String>>>,
    /// Of a call: `user:password` for Basic.
    #[serde(default)]
    #[schemars(with = "String")]
    pub basic: Option<Box<Spanned<String>>>,
    /// Of a call: texts whose Base64 can be put into its other texts, each under a new name.
    #[serde(default)]
    pub base64: BTreeMap<String, String>,
    /// Of a call: headers in order of their names; a list sends the header several times.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, schema::HeaderValue>")]
    pub headers: BTreeMap<String, Value>,
    /// Of a call: the query's pairs.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Of a call: a form body.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub form: Option<BTreeMap<String, String>>,
    /// Of a call: a JSON body.
    #[serde(default)]
    #[schemars(with = "Value")]
    pub json: Option<Box<Value>>,
    /// Of a call: a body as text, sent as it stands.
    #[serde(default)]
    #[schemars(with = "String")]
    pub body: Option<String>,
    /// Of a call or an act: the name under which the moment at which it happened is kept.
    #[serde(default)]
    #[schemars(with = "String")]
    pub moment: Option<Box<Spanned<String>>>,
    /// Of a call or an inspect: what must hold.
    #[serde(default)]
    #[schemars(with = "Vec<Expectation>")]
    pub expect: Vec<Spanned<Expectation>>,
    /// Of a call or an inspect: values to keep, by new name: a JSON path, or `header NAME`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub keep: BTreeMap<String, Spanned<String>>,

    /// Of an act or a use: arguments or parameters.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>", default = "Map::<String, Value>::new")]
    pub with: Option<Box<Map<String, Value>>>,
    /// Of an act: whether it must be done (where nothing is said) or refused.
    #[serde(default)]
    #[schemars(with = "OrParameter<ActOutcome>")]
    pub outcome: Option<Box<Spanned<ActOutcome>>>,
    /// Of an act with an outcome: the clause that this verifies.
    #[serde(default)]
    #[schemars(with = "String")]
    pub clause: Option<Box<Spanned<String>>>,
}

impl Step {
    /// The arguments of an act, or the parameters of a use; none where none are said.
    #[must_use]
    pub fn arguments(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.with.as_deref().unwrap_or(&NONE)
    }
}

/// What must become of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActOutcome {
    /// It is done.
    Done,
    /// It is refused and changes nothing.
    Refused,
}

/// A wait until a moment that means something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// A kept moment or `start`, and an optional distance: `refreshed + 2m`.
    #[schemars(with = "String")]
    pub until: Spanned<String>,
    /// The kept value that says in seconds what the distance is there; the one in `until` is usual, and a run is forecast by it.
    #[serde(default)]
    #[schemars(with = "String")]
    pub told: Option<Spanned<String>>,
    /// So much later.
    #[serde(default)]
    #[schemars(with = "String")]
    pub plus: Option<Spanned<String>>,
    /// So much earlier.
    #[serde(default)]
    #[schemars(with = "String")]
    pub minus: Option<Spanned<String>>,
}

/// One thing that must hold: one subject (`status`, `refusal`, `header`, `json`, `body`, `snapshot`), and for `header`,
/// `json` and `body` one relation.
// What few expectations say has a piece of memory of its own, as with a `Step`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The clause that this verifies.
    #[serde(default)]
    #[schemars(with = "String")]
    pub clause: Option<Box<Spanned<String>>>,

    /// The HTTP status.
    #[serde(default)]
    #[schemars(with = "OrParameter<u16>")]
    pub status: Option<Box<Spanned<u16>>>,
    /// A refusal of the ledger by name, in any encoding; `any` of them or a status from 400 to 499; `none`: served.
    #[serde(default)]
    #[schemars(with = "String")]
    pub refusal: Option<Box<Spanned<String>>>,
    /// A header by name.
    #[serde(default)]
    #[schemars(with = "String")]
    pub header: Option<Box<Spanned<String>>>,
    /// A JSON path (RFC 9535) into the body as the provider reads it.
    #[serde(default)]
    #[schemars(with = "String")]
    pub json: Option<Box<Spanned<String>>>,
    /// The body as a whole: `text`, or `base64` for bytes that are none.
    #[serde(default)]
    #[schemars(with = "String", extend("enum" = ["text", "base64"]))]
    pub body: Option<Box<Spanned<String>>>,
    /// The whole normalised answer equals the recorded one of this name.
    #[serde(default)]
    #[schemars(with = "String")]
    pub snapshot: Option<Box<Spanned<String>>>,
    /// Of a snapshot: the clause that governs each part: `status`, `header NAME`, or a JSON path.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub parts: BTreeMap<String, Spanned<String>>,

    /// It is this value; `null` is a value.
    #[serde(default, deserialize_with = "said")]
    #[schemars(with = "Value")]
    pub equals: Option<Box<Spanned<Value>>>,
    /// It is the constant of this name that the clause fixes.
    #[serde(default)]
    #[schemars(with = "String")]
    pub fixed: Option<Box<Spanned<String>>>,
    /// It is one of these values.
    #[serde(default)]
    #[schemars(with = "Vec<Value>")]
    pub one_of: Option<Vec<Value>>,
    /// Its text matches this regular expression, somewhere.
    #[serde(default)]
    #[schemars(with = "String")]
    pub matches: Option<Box<Spanned<String>>>,
    /// It is valid by this JSON Schema (2020-12).
    #[serde(default)]
    #[schemars(with = "Value")]
    pub schema: Option<Box<Spanned<Value>>>,
    /// The object has exactly these members.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub members: Option<Box<Spanned<Vec<String>>>>,
    /// It is the kept value of this name.
    #[serde(default)]
    #[schemars(with = "String")]
    pub same_as: Option<Box<Spanned<String>>>,
    /// It is none of the kept values of these names.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub different_from: Option<Box<Spanned<Vec<String>>>>,
    /// It has so many characters.
    #[serde(default)]
    #[schemars(with = "OrParameter<usize>")]
    pub length: Option<Box<Spanned<usize>>>,
    /// It is made of these characters alone: ranges and single characters, as in `A-Za-z0-9-`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub alphabet: Option<Box<Spanned<String>>>,
    /// It is a JWT of which this is true.
    #[serde(default)]
    #[schemars(with = "JwtExpectation")]
    pub jwt: Option<Box<Spanned<JwtExpectation>>>,
    /// It is the text of this moment: a kept moment or `start`, and an optional distance.
    #[serde(default)]
    #[schemars(with = "String")]
    pub moment: Option<Box<Spanned<String>>>,
    /// It is there, or it is not, or it is a UUID.
    #[serde(default)]
    #[schemars(with = "OrParameter<Presence>")]
    pub is: Option<Box<Spanned<Presence>>>,
}

/// A value that is said to be null is said; only a field that is not there is not.
fn said<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Whether something is there, and whether it has a form that can be told of an opaque value too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// It is there.
    Present,
    /// It is not.
    Absent,
    /// It is there, and it is a UUID with hyphens.
    Uuid,
}
