//! New tokens for an instance of whose tokens nobody knows whether they are the current ones.

use std::sync::atomic::Ordering;

use super::Company;
use super::capture::Capture;
use crate::target::{Doubt, Foreign, GivenUp, Target};
use crate::transcript::{End, Fault, What};

impl Company {
    /// Whether an instance's tokens may not be the current ones, even after new ones were asked for.
    pub(super) async fn doubtful(&self, foreign: &Foreign, capture: &Capture, instance: &str) -> bool {
        match foreign.doubt(instance) {
            None => false,
            Some(Doubt { given_up: Some(_), .. }) => true,
            Some(_) => self.renew(foreign, capture, instance).await.is_err_and(|why| {
                foreign.give_up(instance, why);
                true
            }),
        }
    }

    /// Asks for new tokens with those that there are.
    async fn renew(&self, foreign: &Foreign, capture: &Capture, instance: &str) -> Result<(), GivenUp> {
        let refused = |why: &str| GivenUp::Refused(why.to_owned());
        let renewal = foreign.renewal().ok_or_else(|| refused("no scenario tells how new ones are had"))?;
        let cast = renewal.instances.keys().map(|part| (part.clone(), instance.to_owned())).collect();
        let play = self.play_on(foreign, &renewal, capture, cast).await;
        if foreign.doubt(instance).is_none() {
            return Ok(());
        }
        let status =
            play.events.iter().find_map(|event| if let What::Exchanged(exchange) = &event.what { Some(exchange.answer.status) } else { None });
        Err(match (status, play.end) {
            (_, End::Broken { fault: Fault::Target | Fault::Limit, why, .. }) => GivenUp::PutOff(why),
            (_, End::Broken { why, .. }) => GivenUp::Refused(why),
            (Some(status), _) => refused(&format!("it answered the call for new ones with status {status} and none")),
            (None, _) => refused("it did not answer the call for new ones"),
        })
    }

    /// A run leaves no token in doubt that can be renewed.
    pub(super) async fn settle(&self) {
        let Target::Foreign(foreign) = &self.plan.target else { return };
        let Some(capture) = self.captures.values().next().filter(|_| self.met.load(Ordering::Relaxed)) else { return };
        let doubts: Vec<Doubt> = foreign.doubts().collect();
        for doubt in doubts {
            self.doubtful(foreign, capture, &doubt.instance).await;
        }
    }
}
