//! The trait that every documented API implements.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::num::NonZeroU32;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, Change, ClauseId, Key, Moment, Outcome, Request, SettingSpec, Step};

/// The credentials that an administrator hands to a client, by name.
pub type Credentials = BTreeMap<&'static str, String>;

/// A future instant at which something changes by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Deadline {
    /// The first millisecond at which the change is seen.
    pub at: Timestamp,
    /// The clause that says so.
    pub clause: ClauseId,
    /// What changes, in words that hold no secret.
    pub what: String,
}

/// One way to break one clause, for those who must see a check turn red.
#[derive(Clone, Copy, Debug)]
pub struct Deviation<S> {
    /// The name.
    pub name: &'static str,
    /// The clause that it breaks.
    pub breaks: ClauseId,
    /// What is different, in one sentence.
    pub says: &'static str,
    /// Makes the settings' rules deviate.
    pub apply: fn(&mut S),
    /// How often it shows.
    pub occurs: Occurs,
}

impl<S> Deviation<S> {
    /// A deviation that always shows.
    #[must_use]
    pub const fn new(name: &'static str, breaks: ClauseId, says: &'static str, apply: fn(&mut S)) -> Self {
        Self { name, breaks, says, apply, occurs: Occurs::Always }
    }

    /// It shows in one of so many calls alone: the last of each such group of an instance's calls.
    #[must_use]
    pub const fn one_call_in(self, calls: NonZeroU32) -> Self {
        Self { occurs: Occurs::OneCallIn(calls), ..self }
    }
}

/// How often a deviation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurs {
    /// Whenever it can.
    Always,
    /// In the last of each so many calls of an instance, and in no other.
    OneCallIn(NonZeroU32),
}

/// A documented API as a pure state machine.
///
/// Settings are never part of state: an oracle may hold several readings of a silent point over one history.
/// No method reads a clock, a die, a file or the environment; the [`Moment`] brings what is needed.
pub trait Provider: 'static {
    /// The readings of silent points and what an instance starts with. Its fields are the names in
    /// [`Provider::SETTINGS`]; what serde skips are the documented rules, which only a deviation changes.
    type Settings: Clone + Debug + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// All that a request or an action can change, as plain data.
    type State: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;

    /// The API's name, as in `hyper`.
    const NAME: &'static str;
    /// The clause ledger, YAML (see [`crate::Ledger`]).
    const LEDGER: &'static str;
    /// All settings.
    const SETTINGS: &'static [SettingSpec];
    /// All actions.
    const ACTIONS: &'static [ActionSpec];
    /// What exploration may say to it, do and set, YAML: settings that vary, and steps in the words of scenarios.
    const ALPHABET: &'static str;
    /// All known deviations, in groups of one subject each.
    const DEVIATIONS: &'static [&'static [Deviation<Self::Settings>]];

    /// The state of a new instance.
    fn start(settings: &Self::Settings, authority: Authority<'_>, moment: &mut Moment<'_>) -> Self::State;

    /// Takes one request. Total: any request gets an answer or an authorisation.
    fn step(settings: &Self::Settings, state: &mut Self::State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step;

    /// The documented answer to an authorised call.
    fn stub(settings: &Self::Settings, state: &Self::State, authorised: &Authorised) -> Answer;

    /// Keeps counters and records right once an authorised call has its answer.
    fn complete(settings: &Self::Settings, state: &mut Self::State, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer;

    /// Does what an administrator does. `arguments` are those of `action`'s specification, checked.
    ///
    /// # Errors
    /// [`ActionError::State`] where the instance is in no state for it; nothing was changed then.
    fn act(
        settings: &Self::Settings,
        state: &mut Self::State,
        action: &ActionSpec,
        arguments: &Arguments,
        moment: &mut Moment<'_>,
    ) -> Result<Outcome, ActionError>;

    /// Every instant after `now` at which something changes by itself, soonest first.
    fn deadlines(settings: &Self::Settings, state: &Self::State, now: Timestamp) -> Vec<Deadline>;

    /// What a client is given at this moment.
    fn credentials(state: &Self::State) -> Credentials;

    /// What an administrator sees at this moment, by the document's own field names.
    fn inspect(settings: &Self::Settings, state: &Self::State, now: Timestamp) -> Value;

    /// What no two instances in one world may have in common: the setting's name and its value.
    fn exclusive(settings: &Self::Settings) -> Option<(&'static str, String)>;

    /// The key that signs the instance's tokens, for an API whose tokens are signed.
    fn key(_settings: &Self::Settings) -> Option<Key> {
        None
    }

    /// Makes every reading the strict one: what the document does not say is not accepted.
    fn strict(settings: &mut Self::Settings);

    /// Changes that might have turned a refusal of this request, the smallest first; a host tries each on a copy.
    fn changes(settings: &Self::Settings, state: &Self::State, request: &Request<'_>, now: Timestamp) -> Vec<Change>;

    /// The meaning of an answer's body in any encoding that the documents allow, as one canonical JSON value;
    /// `None` where it is no such body.
    fn read(body: &[u8]) -> Option<Value>;
}
