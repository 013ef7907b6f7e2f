//! One case on a target: its instances are set up and have rested, its tokens are young, and it begins when its answers decide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::attention::Presence;
use super::fill::Stop;
use super::renewal::{Renewed, is_old};
use super::session::{Beginning, Session};
use super::stage::{Cut, Stage, reach};
use super::{Company, Contact, broken, ended, unplayed};
use crate::scenario::Case;
use crate::target::{Clock, Exceeds, Foreign, ForeignInstance, GivenUp, Hold, Renewal, exceeds};
use crate::timing::{Phase, ahead, begin, span, tells_moments};
use crate::transcript::{End, Fault, Interval, Play};

/// A second of the target's time that is shorter than this by our clock is none into which calls can be laid.
const SHORTEST: Duration = Duration::from_millis(200);

impl Company {
    /// By how much the clock of a play's instances is ahead of ours, by all answers of them so far.
    pub(super) fn told_ahead(&self, cast: &BTreeMap<String, String>, play: &Play) -> Option<Interval> {
        let mut known = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        for (part, instance) in cast {
            let known = known.entry(instance.clone()).or_insert(Some(Interval { from: i64::MIN, to: i64::MAX }));
            *known = ahead(play, part).fold(*known, |known, told| known?.meet(told));
        }
        drop(known);
        self.known_ahead(cast)
    }

    /// The same, as far as it is known.
    fn known_ahead(&self, cast: &BTreeMap<String, String>) -> Option<Interval> {
        let known = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = cast.values().map(|instance| known.get(instance).copied().flatten().filter(|told| told.from > i64::MIN));
        let first = all.next()??;
        all.try_fold(first, |known, told| known.meet(told?))
    }

    /// Waits until a case that asks what moments the target tells may begin.
    async fn fall_in(&self, foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>, presence: &mut Presence) -> Result<Phase, Cut> {
        let Clock::Flowing { rate, .. } = foreign.clock() else { return Ok(Phase::Known) };
        if !tells_moments(case) || rate.here(1_000) < SHORTEST {
            return Ok(Phase::Known);
        }
        let Some(ahead) = self.known_ahead(cast) else { return Ok(Phase::Open) };
        let (phase, at) = begin(foreign.now(), ahead);
        // Nothing else fails here, since the clock flows.
        reach(foreign, presence, at, self.watcher.as_ref()).await.unwrap_or(Ok(()))?;
        Ok(phase)
    }

    /// A case, once its instances have rested and its tokens are young.
    pub(super) async fn play_cast(&self, foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>, presence: &mut Presence) -> (Phase, Play) {
        if let Some((instance, why)) = foreign.changed().into_iter().find(|(instance, _)| cast.values().any(|name| name == instance)) {
            return (Phase::Known, broken(case, foreign.now(), Fault::Given, format!("`{instance}` is not as it is described: {why}")));
        }
        let played = match foreign.set_up(case, cast).await {
            Err(why) => (Phase::Known, broken(case, foreign.now(), Fault::Given, why)),
            Ok(()) => match self.fall_in(foreign, case, cast, presence).await {
                Err(Cut) => (Phase::Known, ended(case, foreign.now(), End::Interrupted)),
                Ok(phase) => (phase, self.play_set_up(foreign, case, cast, presence).await),
            },
        };
        foreign.put_back(case, cast).await;
        played
    }

    /// A case, once its instances are set up.
    async fn play_set_up(&self, foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>, presence: &mut Presence) -> Play {
        foreign.clock().begin();
        let opened = match self.prepare(foreign, case, cast, presence).await {
            Ok(opened) => opened,
            Err(unprepared) => return self.unprepared(case, foreign, *unprepared),
        };
        let start = foreign.now();
        let opened = opened.map(|renewed| renewed.since(start));
        let tokens_since = if opened.is_none() { foreign.tokens_since(cast) } else { None };
        let tokens_since = tokens_since.map(|at| at.as_millisecond().saturating_sub(start.as_millisecond()));
        let spans = unasked_spans(foreign, case, cast);
        let (stage, doors) = (Stage::Foreign { foreign, cast: cast.clone(), presence }, foreign.doors(cast));
        let beginning = Beginning { start, opened, watcher: self.watcher.as_ref() };
        let play = Session::new(case, &self.captures[&case.provider], &self.client, stage, doors, beginning).run().await;
        Play { tokens_since, spans, ..play }
    }

    /// A case that could not be begun; if that was since the target is not there, or the run was interrupted, it is told so.
    fn unprepared(&self, case: &Case, foreign: &Foreign, play: Play) -> Play {
        match self.attention.contact() {
            Contact::Lost(why) => broken(case, foreign.now(), Fault::Target, why),
            _ if self.watcher.stopped() => ended(case, foreign.now(), End::Interrupted),
            Contact::None | Contact::Made => play,
        }
    }

    /// Young tokens and rested instances; the tokens first where that call would count against a limit that is to be exceeded.
    async fn prepare(
        &self,
        foreign: &Foreign,
        case: &Case,
        cast: &BTreeMap<String, String>,
        presence: &mut Presence,
    ) -> Result<Option<Renewed>, Box<Play>> {
        for instance in cast.values() {
            if self.doubtful(foreign, instance).await {
                return Err(Box::new(unplayed(case, &format!("the current tokens of `{instance}`"))));
            }
        }
        let limits = exceeds(case);
        if limits == Exceeds::Limits {
            self.freshen(foreign, case, cast).await?;
        }
        match self.rest(foreign, cast, limits, presence).await {
            Ok(Ok(())) => {}
            Ok(Err(Cut)) => return Err(Box::new(ended(case, foreign.now(), End::Interrupted))),
            Err(stop) => return Err(Box::new(broken(case, foreign.now(), stop.fault, stop.why))),
        }
        let opened = if limits == Exceeds::Limits { None } else { self.freshen(foreign, case, cast).await? };
        let may_have_ended = |instance: &&String| {
            let times = foreign.instances().get(*instance).map(ForeignInstance::times);
            times.is_some_and(|times| times.put_off && times.tokens_since.is_none())
        };
        match cast.values().find(may_have_ended) {
            Some(instance) => {
                let why = format!("nobody knows how old the tokens of `{instance}` are, and the target put off new ones");
                Err(Box::new(broken(case, foreign.now(), Fault::Given, why)))
            }
            None => Ok(opened),
        }
    }

    /// Young tokens for a case: new ones where it depends on its start, and where those that there are may be old.
    async fn freshen(&self, foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>) -> Result<Option<Renewed>, Box<Play>> {
        let mut all: Option<Renewed> = None;
        let first = self.attention.contact() == Contact::None;
        let from_start = foreign.begins_with_new_tokens(case);
        for (part, instance) in cast {
            let is_shared = foreign.hold(case, part) == Hold::Shared && !first;
            if is_shared || !(from_start || is_old(foreign, instance)) {
                continue;
            }
            match self.renew(foreign, instance, Renewal::Old).await {
                Err(_) if matches!(self.attention.contact(), Contact::Lost(_)) => {
                    return Err(Box::new(unplayed(case, "a target that can be reached")));
                }
                Ok(renewed) => all = Some(all.map_or(renewed, |others| others.and(renewed))),
                Err(GivenUp::Refused(why) | GivenUp::PutOff(why)) if from_start => {
                    let why = format!("it begins with new tokens, and they could not be had: {why}");
                    return Err(Box::new(broken(case, foreign.now(), Fault::Given, why)));
                }
                // Without new ones it is played with those that there are.
                Err(_) => {}
            }
        }
        Ok(all)
    }

    /// Waits until a target's limits have forgotten what was done before.
    async fn rest(
        &self,
        foreign: &Foreign,
        cast: &BTreeMap<String, String>,
        limits: Exceeds,
        presence: &mut Presence,
    ) -> Result<Result<(), Cut>, Stop> {
        let window = milliseconds(foreign.window());
        let times = cast.values().filter_map(|instance| foreign.instances().get(instance)).map(ForeignInstance::times);
        let last = times.filter_map(|times| if limits == Exceeds::Limits { times.called } else { times.exceeded }).max();
        let until = last.and_then(|last: Timestamp| last.checked_add(window).ok());
        match until {
            Some(until) => reach(foreign, presence, until, self.watcher.as_ref()).await,
            None => Ok(Ok(())),
        }
    }
}

/// The spans of time with which the instances of a cast are set up without a case's asking for it.
fn unasked_spans(foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>) -> BTreeSet<i64> {
    let of_part = |(part, name): (&String, &String)| {
        let (given, instance) = (case.instances.get(part)?, foreign.instances().get(name)?);
        let unasked = instance.settings.iter().filter(|(name, _)| !given.settings.contains_key(*name));
        Some(unasked.filter_map(|(name, value)| span(name, value)).collect::<BTreeSet<i64>>())
    };
    cast.iter().filter_map(of_part).flatten().collect()
}

fn milliseconds(span: Duration) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
}
