//! One instance and its dice, and how a request goes through it: faults, stubs, the model, faults.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use providers::{ActionError, Answer, Authorised, Authority, Dice, Instance, Moment, Outcome, Request, Step};
use serde_json::{Map, Value};

use crate::WorldError;
use crate::delivery::{Delivery, Manner};
use crate::fault::{Blow, FaultCall, Faults, Strike};
use crate::keys::SigningKey;
use crate::matcher::Asked;
use crate::stub::{States, StubCall, Stubbed, Stubs, TemplateFailure};
use crate::template::Planned;

/// The address of an administrator, and of nobody.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) struct Host {
    pub(crate) plan: Arc<Planned>,
    pub(crate) instance: Box<dyn Instance>,
    pub(crate) stubs: Stubs,
    dice: Dice,
}

/// One call to an instance.
pub(crate) struct Visit<'a> {
    pub(crate) asked: Asked<'a>,
    pub(crate) now: Timestamp,
    pub(crate) client: IpAddr,
    pub(crate) arrival: Arrival,
}

/// How a call came to its instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Just now.
    Prompt,
    /// After a latency that these faults made.
    Delayed(Vec<String>),
}

/// What all instances of a world share and a call can change.
pub(crate) struct Surroundings<'a> {
    pub(crate) states: &'a mut States,
    pub(crate) faults: &'a mut Faults,
}

/// What becomes of a call.
pub(crate) enum Turn {
    /// It reaches the API only after so long; the names are those of the faults that delay it.
    Later(Duration, Vec<String>),
    /// It was served.
    Served(Box<Served>),
}

/// A call that was served: all that there is to record of it, and how its answer is delivered.
pub(crate) struct Served {
    /// The answer as the host gives it. Its clauses are those that decided what the API did, even if a fault loses it.
    pub(crate) answer: Result<Answer, TemplateFailure>,
    /// The user's stub that answered.
    pub(crate) stub: Option<String>,
    /// The faults that struck, in their order.
    pub(crate) faults: Vec<String>,
    pub(crate) delivery: Delivery,
}

impl Host {
    /// A new instance. What it throws depends on the seed and its name alone.
    pub(crate) fn start(plan: &Arc<Planned>, stubs: Stubs, seed: u64, now: Timestamp) -> Self {
        let mut dice = Dice::derived(seed, &plan.name);
        let mut moment = Moment { now, client: HERE, dice: &mut dice, signer: plan.signer() };
        let instance = plan.configured.clone().start(Authority { instance: &plan.name }, &mut moment);
        Self { plan: plan.clone(), instance, stubs, dice }
    }

    /// Takes one call: faults before the API, the API or a stub, faults after it.
    pub(crate) fn serve(&mut self, visit: &Visit<'_>, around: Surroundings<'_>) -> Turn {
        let plan = self.plan.clone();
        let call = FaultCall { instance: &plan.name, asked: &visit.asked, now: visit.now };
        let mut names = match &visit.arrival {
            Arrival::Delayed(names) => names.clone(),
            Arrival::Prompt => {
                let strike = around.faults.before(&call);
                match strike {
                    Strike { blow: Some(_), .. } => return Turn::Served(Box::new(Served::unseen(strike))),
                    Strike { names, wait, .. } if !wait.is_zero() => return Turn::Later(wait, names),
                    Strike { names, .. } => names,
                }
            }
        };
        let Answered { answer, stub } = self.answer(visit, around.states);
        let strike = around.faults.after(&call, answer.as_ref().map_or(&[], |answer| &answer.clauses));
        names.extend_from_slice(&strike.names);
        Turn::Served(Box::new(Served::struck(answer, stub, strike).by(names)))
    }

    /// Who answers: a stub that is open to anybody, the model alone, or for whom the model lets in a stub or the document.
    fn answer(&mut self, visit: &Visit<'_>, states: &mut States) -> Answered {
        if let Some(stubbed) = self.stubs.answer(&visit.to_stubs(None), states) {
            return stubbed.into();
        }
        let mut moment = Moment { now: visit.now, client: visit.client, dice: &mut self.dice, signer: self.plan.signer() };
        let authorised = match self.instance.step(&visit.asked.request, &mut moment) {
            Step::Answer(answer) => return Answered { answer: Ok(answer), stub: None },
            Step::Authorised(authorised) => authorised,
        };
        let chosen = match self.stubs.answer(&visit.to_stubs(Some(&authorised)), states) {
            Some(stubbed) => stubbed.into(),
            None => Answered { answer: Ok(self.instance.stub(&authorised)), stub: None },
        };
        let complete = |answer| self.instance.complete(&authorised, answer, &mut moment);
        Answered { answer: chosen.answer.map(complete), ..chosen }
    }

    /// What the API itself answers, without the user's stubs and faults.
    pub(crate) fn ask(&mut self, request: &Request<'_>, now: Timestamp, client: IpAddr) -> Answer {
        let mut moment = Moment { now, client, dice: &mut self.dice, signer: self.plan.signer() };
        match self.instance.step(request, &mut moment) {
            Step::Answer(answer) => answer,
            Step::Authorised(authorised) => {
                let documented = self.instance.stub(&authorised);
                self.instance.complete(&authorised, documented, &mut moment)
            }
        }
    }

    pub(crate) fn act(&mut self, action: &str, arguments: &Map<String, Value>, now: Timestamp) -> Result<Outcome, ActionError> {
        let mut moment = Moment { now, client: HERE, dice: &mut self.dice, signer: self.plan.signer() };
        self.instance.act(action, arguments, &mut moment)
    }

    /// The key that signs its tokens.
    pub(crate) fn key(&self) -> Result<Arc<SigningKey>, WorldError> {
        self.plan.key.clone().ok_or_else(|| WorldError::NoKey { instance: self.plan.name.clone(), api: self.plan.configured.api().name() })
    }

    /// A copy with the same history under one other setting; `None` where the setting cannot be taken.
    pub(crate) fn with_setting(&self, name: &str, value: &str) -> Option<Self> {
        let mut settings = self.plan.configured.settings();
        settings.insert(name.to_owned(), value.into());
        let configured = self.plan.configured.api().configure(&settings, self.plan.deviation.as_deref()).ok()?;
        let instance = configured.resume(&self.instance.state()).ok()?;
        Some(Self { plan: self.plan.clone(), instance, stubs: self.stubs.clone(), dice: self.dice.clone() })
    }

    /// A copy that goes its own way.
    pub(crate) fn fork(&self) -> Self {
        Self { plan: self.plan.clone(), instance: self.instance.fork(), stubs: self.stubs.clone(), dice: self.dice.clone() }
    }
}

/// An answer, and the stub that gave it.
struct Answered {
    answer: Result<Answer, TemplateFailure>,
    stub: Option<String>,
}

impl From<Stubbed> for Answered {
    fn from(stubbed: Stubbed) -> Self {
        Self { answer: stubbed.answer, stub: Some(stubbed.name) }
    }
}

impl<'r> Visit<'r> {
    fn to_stubs<'a>(&'a self, who: Option<&'a Authorised>) -> StubCall<'a, 'r> {
        StubCall { asked: &self.asked, now: self.now, who }
    }
}

impl Served {
    /// A call that the API never saw.
    fn unseen(strike: Strike) -> Self {
        let nothing = Answer { status: 200, headers: Vec::new(), body: Vec::new(), unsigned: None, clauses: Vec::new() };
        let names = strike.names.clone();
        Self::struck(Ok(nothing), None, strike).by(names)
    }

    /// A call that was not answered.
    pub(crate) fn nothing() -> Self {
        Self::unseen(Strike::default())
    }

    fn struck(answer: Result<Answer, TemplateFailure>, stub: Option<String>, strike: Strike) -> Self {
        let (answer, manner) = match strike.blow {
            None => (answer, Manner::Whole),
            Some(Blow::Delivered(manner)) => (answer, manner),
            Some(Blow::Replaced(other)) => {
                let clauses = answer.map_or_else(|_| Vec::new(), |answer| answer.clauses);
                (Ok(Answer { clauses, ..other }), Manner::Whole)
            }
        };
        Self { answer, stub, faults: Vec::new(), delivery: Delivery { wait: strike.wait, manner } }
    }

    fn by(self, faults: Vec<String>) -> Self {
        Self { faults, ..self }
    }
}
