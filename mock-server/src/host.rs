//! One instance and its dice, and how a request goes through it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use jiff::Timestamp;
use providers::{ActionError, Answer, Authority, Dice, Instance, Moment, Outcome, Request, Step};
use serde_json::{Map, Value};

use crate::WorldError;
use crate::keys::SigningKey;
use crate::template::Planned;

/// The address of an administrator, and of nobody.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) struct Host {
    pub(crate) plan: Arc<Planned>,
    pub(crate) instance: Box<dyn Instance>,
    dice: Dice,
}

impl Host {
    /// A new instance. What it throws depends on the seed and its name alone.
    pub(crate) fn start(plan: &Arc<Planned>, seed: u64, now: Timestamp) -> Self {
        let mut dice = Dice::derived(seed, &plan.name);
        let mut moment = Moment { now, client: HERE, dice: &mut dice, signer: plan.signer() };
        let instance = plan.configured.clone().start(Authority { instance: &plan.name }, &mut moment);
        Self { plan: plan.clone(), instance, dice }
    }

    pub(crate) fn answer(&mut self, request: &Request<'_>, now: Timestamp, client: IpAddr) -> Answer {
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
        Some(Self { plan: self.plan.clone(), instance, dice: self.dice.clone() })
    }

    /// A copy that goes its own way.
    pub(crate) fn fork(&self) -> Self {
        Self { plan: self.plan.clone(), instance: self.instance.fork(), dice: self.dice.clone() }
    }
}
