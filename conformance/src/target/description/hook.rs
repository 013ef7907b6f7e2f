//! Hooks: what is called or run to have a target do what no client can do.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{PlainOrReference, Reference, Said, schema};
use crate::spanned::Spanned;

/// The action under which a hook for all the others stands.
pub const ANY: &str = "*";

/// The hooks of a target.
#[derive(Clone, Debug, Default)]
pub struct DescribedHooks {
    /// Brings an instance into the state of a new one with other settings.
    pub settings: Option<Said<DescribedHook>>,
    /// Puts an instance back to how the file describes it.
    pub reset: Option<Said<DescribedHook>>,
    /// Administrators' actions, by name; [`ANY`] stands for those that are not named.
    pub actions: BTreeMap<String, Said<DescribedHook>>,
}

/// A hook, its secrets still where they are. Its texts are templates that can be taken apart.
#[derive(Clone, Debug)]
pub struct DescribedHook {
    /// What is done.
    pub deed: Deed,
    /// How long it may take.
    pub timeout: Duration,
    /// What its templates name as `${secret.NAME}`.
    pub secrets: BTreeMap<String, Said<Reference>>,
    /// Where an instance's new credentials stand in what it answers: paths by name.
    pub credentials: BTreeMap<String, Said<String>>,
}

/// What a hook does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// An HTTP call.
    Call {
        /// Its method.
        method: Method,
        /// Its URL, a template.
        url: String,
        /// Its headers by name in lower case; plain ones are templates.
        headers: BTreeMap<String, Said<PlainOrReference>>,
        /// Its body.
        body: HookBody,
    },
    /// A program and its arguments, templates; no shell reads them.
    Command(Vec<String>),
}

/// The body of a hook's call. Its texts are templates.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum HookBody {
    /// There is none.
    #[default]
    Nothing,
    /// JSON. A text that is one name alone becomes the value itself.
    Json(Value),
    /// A form.
    Form(BTreeMap<String, String>),
    /// A text.
    Text(String),
}

/// The hooks as they are written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hooks {
    /// How an instance is set up as a scenario wants it.
    #[serde(default)]
    pub(super) given: Given,
    /// Administrators' actions by name, as `standin reference API` lists them; `*` stands for all that are not named.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Hook>")]
    pub(super) actions: BTreeMap<String, Spanned<Hook>>,
}

/// How an instance is set up and put back, as it is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// Brings an instance into the state of a new one with these `${settings}`.
    #[serde(default)]
    #[schemars(with = "Option<Hook>")]
    pub(super) settings: Option<Spanned<Hook>>,
    /// Puts an instance back; left out, `settings` does it, with those that this file describes.
    #[serde(default)]
    #[schemars(with = "Option<Hook>")]
    pub(super) reset: Option<Spanned<Hook>>,
}

/// A hook as it is written: a call or a command. Its texts are templates.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hook {
    /// An HTTP call: method and URL, as in `POST https://admin.example/clock`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) call: Option<Spanned<String>>,
    /// A program and its arguments; no shell reads them.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>", extend("minItems" = 1))]
    pub(super) command: Option<Spanned<Vec<Spanned<String>>>>,
    /// Of a call: its headers.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, schema::TextOrReference>")]
    pub(super) headers: BTreeMap<String, Spanned<Value>>,
    /// Of a call: its body, JSON. A text that is one name alone, `"${settings}"`, becomes the value itself.
    #[serde(default)]
    #[schemars(with = "Value")]
    pub(super) json: Option<Spanned<Value>>,
    /// Of a call: its body, a form.
    #[serde(default)]
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub(super) form: Option<Spanned<BTreeMap<String, Spanned<String>>>>,
    /// Of a call: its body as text, sent as it stands.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) body: Option<Spanned<String>>,
    /// Of a call: what its texts name as `${secret.NAME}`, and where it stands.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, schema::SecretReference>")]
    pub(super) secrets: BTreeMap<String, Spanned<Value>>,
    /// The instance's new credentials: the JSON path of each in the answer, or in what the command prints.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) credentials: BTreeMap<String, Spanned<String>>,
    /// How long it may take; left out, 10s.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) timeout: Option<Spanned<String>>,
}
