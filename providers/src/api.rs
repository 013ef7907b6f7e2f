//! A provider without its types: what hosts and runners hold.

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::{Map, Value};

use crate::setting::as_map;
use crate::{
    ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, CATALOGUE, Change, ClauseId, Credentials, Deadline, Deviation, Key, Moment,
    Occurs, Outcome, Provider, Request, SettingError, SettingSpec, Step, nearest, overlay, suggestion,
};

/// The API of this name.
///
/// # Errors
/// [`UnknownApi`], which names the nearest.
pub fn find(name: &str) -> Result<&'static dyn Api, UnknownApi> {
    CATALOGUE
        .iter()
        .copied()
        .find(|api| api.name() == name)
        .ok_or_else(|| UnknownApi { name: name.to_owned(), suggestion: suggestion(name, CATALOGUE.iter().map(|api| api.name())) })
}

/// No API has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no API `{name}`; {suggestion}")]
pub struct UnknownApi {
    /// The name that was given.
    pub name: String,
    /// The nearest name, or all.
    pub suggestion: String,
}

/// A value is no state of this API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no state of {api}: {why}")]
pub struct StateError {
    /// The API.
    pub api: &'static str,
    /// What does not fit.
    pub why: String,
}

/// One documented API, as the catalogue holds it.
pub trait Api: Send + Sync {
    /// The API's name.
    fn name(&self) -> &'static str;
    /// The clause ledger, YAML.
    fn ledger(&self) -> &'static str;
    /// All settings.
    fn settings(&self) -> &'static [SettingSpec];
    /// The default settings by name.
    fn defaults(&self) -> Map<String, Value>;
    /// All actions.
    fn actions(&self) -> &'static [ActionSpec];
    /// What exploration may say to it, do and set, YAML; see [`Provider::ALPHABET`].
    fn alphabet(&self) -> &'static str;
    /// All deviations: name, clause that it breaks, sentence.
    fn deviations(&self) -> Vec<(&'static str, ClauseId, &'static str)>;
    /// The meaning of an answer's body; see [`Provider::read`].
    fn read(&self, body: &[u8]) -> Option<Value>;
    /// Settings checked and ready to start instances from; many instances share them.
    ///
    /// # Errors
    /// A setting or deviation that does not exist, or a value that is not allowed.
    fn configure(&self, settings: &Map<String, Value>, deviation: Option<&str>) -> Result<Arc<dyn Configured>, SettingError>;
    /// The settings by name under which nothing is accepted that the document does not say; see [`Provider::strict`].
    fn strict(&self) -> Map<String, Value>;
}

/// An API with its settings decided.
pub trait Configured: Send + Sync {
    /// The API.
    fn api(&self) -> &'static dyn Api;
    /// All settings by name.
    fn settings(&self) -> Map<String, Value>;
    /// What no two instances in one world may have in common; see [`Provider::exclusive`].
    fn exclusive(&self) -> Option<(&'static str, String)>;
    /// The key that signs its tokens; see [`Provider::key`].
    fn key(&self) -> Option<Key>;
    /// An instance in a state that [`Instance::state`] once gave: the same history, perhaps under other settings.
    ///
    /// # Errors
    /// The value is no state of this API.
    fn resume(self: Arc<Self>, state: &Value) -> Result<Box<dyn Instance>, StateError>;
    /// A new instance.
    fn start(self: Arc<Self>, authority: Authority<'_>, moment: &mut Moment<'_>) -> Box<dyn Instance>;
}

/// A running instance: settings and state. The methods are those of [`Provider`].
pub trait Instance: Send + Sync {
    /// What it was started from.
    fn configured(&self) -> Arc<dyn Configured>;
    /// Takes one request.
    fn step(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Step;
    /// The documented answer to an authorised call.
    fn stub(&self, authorised: &Authorised) -> Answer;
    /// Keeps counters and records right once an authorised call has its answer.
    fn complete(&mut self, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer;
    /// Checks and does what an administrator does.
    ///
    /// # Errors
    /// As [`Arguments::check`] and [`Provider::act`]; nothing was changed then.
    fn act(&mut self, action: &str, arguments: &Map<String, Value>, moment: &mut Moment<'_>) -> Result<Outcome, ActionError>;
    /// Changes that might have turned a refusal of this request; see [`Provider::changes`].
    fn changes(&self, request: &Request<'_>, now: Timestamp) -> Vec<Change>;
    /// Every instant after `now` at which something changes by itself, soonest first.
    fn deadlines(&self, now: Timestamp) -> Vec<Deadline>;
    /// What a client is given at this moment.
    fn credentials(&self) -> Credentials;
    /// What an administrator sees at this moment.
    fn inspect(&self, now: Timestamp) -> Value;
    /// The whole state as data.
    fn state(&self) -> Value;
    /// A copy that goes its own way.
    fn fork(&self) -> Box<dyn Instance>;
}

/// A provider as an [`Api`].
pub(crate) struct Erased<P>(PhantomData<fn() -> P>);

impl<P: Provider> Erased<P> {
    pub(crate) const NEW: Self = Self(PhantomData);
    const API: &'static dyn Api = &Self::NEW;
}

impl<P: Provider> Api for Erased<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }
    fn ledger(&self) -> &'static str {
        P::LEDGER
    }
    fn settings(&self) -> &'static [SettingSpec] {
        P::SETTINGS
    }
    fn defaults(&self) -> Map<String, Value> {
        as_map(&P::Settings::default())
    }
    fn actions(&self) -> &'static [ActionSpec] {
        P::ACTIONS
    }
    fn alphabet(&self) -> &'static str {
        P::ALPHABET
    }
    fn deviations(&self) -> Vec<(&'static str, ClauseId, &'static str)> {
        deviations::<P>().map(|deviation| (deviation.name, deviation.breaks, deviation.says)).collect()
    }
    fn read(&self, body: &[u8]) -> Option<Value> {
        P::read(body)
    }
    fn configure(&self, settings: &Map<String, Value>, deviation: Option<&str>) -> Result<Arc<dyn Configured>, SettingError> {
        let settings: P::Settings = overlay(P::SETTINGS, settings)?;
        let deviation = deviation.map(find_deviation::<P>).transpose()?;
        Ok(Arc::new(match deviation {
            None => Decided::<P> { settings, rarely: None },
            Some(deviation) => {
                let mut deviating = settings.clone();
                (deviation.apply)(&mut deviating);
                match deviation.occurs {
                    Occurs::Always => Decided { settings: deviating, rarely: None },
                    Occurs::OneCallIn(calls) => Decided { settings, rarely: Some(Rarely { calls, settings: deviating }) },
                }
            }
        }))
    }
    fn strict(&self) -> Map<String, Value> {
        let mut strict = P::Settings::default();
        P::strict(&mut strict);
        let defaults = self.defaults();
        as_map(&strict).into_iter().filter(|(name, value)| defaults.get(name) != Some(value)).collect()
    }
}

fn deviations<P: Provider>() -> impl Iterator<Item = &'static Deviation<P::Settings>> + Clone {
    P::DEVIATIONS.iter().copied().flatten()
}

fn find_deviation<P: Provider>(name: &str) -> Result<&'static Deviation<P::Settings>, SettingError> {
    deviations::<P>().find(|deviation| deviation.name == name).ok_or_else(|| SettingError::Deviation {
        name: name.to_owned(),
        suggestion: nearest(name, deviations::<P>().map(|deviation| deviation.name)).map_or_else(
            || format!("none of {}'s {} has a name like it", P::NAME, deviations::<P>().count()),
            |near| format!("did you mean `{near}`?"),
        ),
    })
}

struct Decided<P: Provider> {
    settings: P::Settings,
    rarely: Option<Rarely<P::Settings>>,
}

/// Other settings for the last of each so many calls.
struct Rarely<S> {
    calls: NonZeroU32,
    settings: S,
}

impl<P: Provider> Decided<P> {
    /// The settings by which an instance takes its call of this number, counted from 1.
    fn of_call(&self, number: u64) -> &P::Settings {
        match &self.rarely {
            Some(rarely) if number > 0 && number.is_multiple_of(u64::from(rarely.calls.get())) => &rarely.settings,
            _ => &self.settings,
        }
    }
}

impl<P: Provider> Configured for Decided<P> {
    fn api(&self) -> &'static dyn Api {
        Erased::<P>::API
    }
    fn settings(&self) -> Map<String, Value> {
        as_map(&self.settings)
    }
    fn exclusive(&self) -> Option<(&'static str, String)> {
        P::exclusive(&self.settings)
    }
    fn key(&self) -> Option<Key> {
        P::key(&self.settings)
    }
    fn resume(self: Arc<Self>, state: &Value) -> Result<Box<dyn Instance>, StateError> {
        let state = P::State::deserialize(state).map_err(|error| StateError { api: P::NAME, why: error.to_string() })?;
        Ok(Box::new(Running::<P> { decided: self, state, calls: 0 }))
    }
    fn start(self: Arc<Self>, authority: Authority<'_>, moment: &mut Moment<'_>) -> Box<dyn Instance> {
        let state = P::start(&self.settings, authority, moment);
        Box::new(Running::<P> { decided: self, state, calls: 0 })
    }
}

struct Running<P: Provider> {
    decided: Arc<Decided<P>>,
    state: P::State,
    /// The calls that were taken since the start or the resumption; only a deviation that shows rarely asks.
    calls: u64,
}

impl<P: Provider> Instance for Running<P> {
    fn configured(&self) -> Arc<dyn Configured> {
        self.decided.clone()
    }
    fn step(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
        self.calls = self.calls.wrapping_add(1);
        P::step(self.decided.of_call(self.calls), &mut self.state, request, moment)
    }
    fn stub(&self, authorised: &Authorised) -> Answer {
        P::stub(self.decided.of_call(self.calls), &self.state, authorised)
    }
    fn complete(&mut self, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer {
        P::complete(self.decided.of_call(self.calls), &mut self.state, authorised, answer, moment)
    }
    fn act(&mut self, action: &str, arguments: &Map<String, Value>, moment: &mut Moment<'_>) -> Result<Outcome, ActionError> {
        let (spec, arguments) = Arguments::check(P::ACTIONS, action, arguments)?;
        P::act(&self.decided.settings, &mut self.state, spec, &arguments, moment)
    }
    fn changes(&self, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
        P::changes(&self.decided.settings, &self.state, request, now)
    }
    fn deadlines(&self, now: Timestamp) -> Vec<Deadline> {
        P::deadlines(&self.decided.settings, &self.state, now)
    }
    fn credentials(&self) -> Credentials {
        P::credentials(&self.state)
    }
    fn inspect(&self, now: Timestamp) -> Value {
        P::inspect(&self.decided.settings, &self.state, now)
    }
    fn state(&self) -> Value {
        serde_json::to_value(&self.state).unwrap_or_default()
    }
    fn fork(&self) -> Box<dyn Instance> {
        Box::new(Self { decided: self.decided.clone(), state: self.state.clone(), calls: self.calls })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyper::Hyper;

    const SEVEN: NonZeroU32 = NonZeroU32::new(7).expect("seven is not zero");

    #[test]
    fn what_shows_in_one_call_in_seven_shows_in_the_seventh_and_the_fourteenth_and_in_no_other() {
        let settings = crate::hyper::Settings::default();
        let mut deviating = settings.clone();
        deviating.refusal_status = 500;
        let decided = Decided::<Hyper> { settings, rarely: Some(Rarely { calls: SEVEN, settings: deviating }) };
        let shown: Vec<u64> = (0..16).filter(|call| decided.of_call(*call).refusal_status == 500).collect();
        assert_eq!(shown, [7, 14]);
        let always = Decided::<Hyper> { rarely: None, ..decided };
        assert!((0..16).all(|call| always.of_call(call).refusal_status != 500));
    }
}
