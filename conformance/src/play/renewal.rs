//! New tokens: for an instance of whose tokens nobody knows whether they are the current ones, and for one whose tokens may be old.

use jiff::{SignedDuration, Timestamp};

use super::Company;
use super::session::{Beginning, Session};
use super::stage::Stage;
use crate::target::{Doubt, Foreign, GivenUp, Renewal};
use crate::transcript::{End, Fault, Interval, Play, What};

/// When new tokens came, by the target's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Renewed {
    from: Timestamp,
    to: Timestamp,
}

impl Renewed {
    /// From the first to the last of several.
    pub(super) fn and(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// The same in milliseconds since a start.
    pub(super) fn since(self, start: Timestamp) -> Interval {
        let distance = |at: Timestamp| at.as_millisecond().saturating_sub(start.as_millisecond());
        Interval { from: distance(self.from), to: distance(self.to) }
    }
}

/// Whether an instance's tokens may be old.
pub(super) fn is_old(foreign: &Foreign, instance: &str) -> bool {
    let freshened = foreign.instances().get(instance).and_then(|instance| instance.times().freshened);
    foreign.renews() && freshened.is_none_or(|at| foreign.now().duration_since(at).as_millis() > i128::from(foreign.young_for()))
}

impl Company {
    /// Whether an instance's tokens may not be the current ones, even after new ones were asked for.
    pub(super) async fn doubtful(&self, foreign: &Foreign, instance: &str) -> bool {
        match foreign.doubt(instance) {
            None => false,
            Some(Doubt { given_up: Some(_), .. }) => true,
            Some(_) => self.renew(foreign, instance, Renewal::Doubtful).await.is_err_and(|why| {
                foreign.give_up(instance, why);
                true
            }),
        }
    }

    /// Asks for new tokens with those that there are.
    pub(super) async fn renew(&self, foreign: &Foreign, instance: &str, why: Renewal) -> Result<Renewed, GivenUp> {
        let refused = |why: &str| GivenUp::Refused(why.to_owned());
        let renewal = foreign.renewal(why).ok_or_else(|| refused("no scenario tells how new ones are had"))?;
        let capture = self.captures.get(&renewal.provider).ok_or_else(|| refused("nothing of its API is played"))?;
        let cast = renewal.instances.keys().map(|part| (part.clone(), instance.to_owned())).collect();
        let doors = foreign.doors(&cast);
        let before = foreign.instances().get(instance).map(crate::target::ForeignInstance::credentials);
        let beginning = Beginning { start: foreign.now(), opened: None, watcher: self.watcher.as_ref() };
        let mut presence = self.attention.join();
        let stage = Stage::Foreign { foreign, cast, presence: &mut presence };
        let play = Session::new(&renewal, capture, &self.client, stage, doors, beginning).run().await;
        drop(presence);
        self.attention.remember(&play);
        let after = foreign.instances().get(instance).map(crate::target::ForeignInstance::credentials);
        if let Some(instance) = foreign.instances().get(instance) {
            instance.freshened(foreign.now());
        }
        match came(&play).filter(|_| foreign.doubt(instance).is_none() && (why == Renewal::Doubtful || before != after)) {
            Some(renewed) => Ok(renewed),
            None => Err(in_vain(play)).inspect_err(|why| {
                if let (GivenUp::PutOff(_), Some(instance)) = (why, foreign.instances().get(instance)) {
                    instance.put_off();
                }
            }),
        }
    }

    /// A run leaves no token in doubt that can be renewed.
    pub(super) async fn settle(&self, foreign: &Foreign) {
        let doubts: Vec<Doubt> = foreign.doubts().collect();
        for doubt in doubts {
            self.doubtful(foreign, &doubt.instance).await;
        }
    }
}

/// When the answer of a play of one call came.
fn came(play: &Play) -> Option<Renewed> {
    let interval = play.events.first()?.interval;
    let at = |distance: i64| play.start.saturating_add(SignedDuration::from_millis(distance)).unwrap_or(play.start);
    Some(Renewed { from: at(interval.from), to: at(interval.to) })
}

/// Why a call for new tokens brought none.
fn in_vain(play: Play) -> GivenUp {
    let status = play.events.iter().find_map(|event| if let What::Exchanged(exchange) = &event.what { Some(exchange.answer.status) } else { None });
    match (status, play.end) {
        (_, End::Broken { fault: Fault::Target | Fault::Limit, why, .. }) => GivenUp::PutOff(why),
        (_, End::Interrupted) => GivenUp::PutOff("the run was interrupted".to_owned()),
        (_, End::Broken { why, .. }) => GivenUp::Refused(why),
        (Some(status), _) => GivenUp::Refused(format!("it answered the call for new ones with status {status} and none")),
        (None, _) => GivenUp::Refused("it did not answer the call for new ones".to_owned()),
    }
}
