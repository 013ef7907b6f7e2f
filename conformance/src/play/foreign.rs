//! Plays cases on a target: as many at once as its instances allow, so that all their waits overlap in one schedule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::attention::Presence;
use super::fill::Stop;
use super::renewal::{Renewed, is_old};
use super::session::{Beginning, Session};
use super::stage::{Cut, Stage, reach};
use super::{Company, Contact, PlayError, broken, ended, unplayed};
use crate::scenario::Case;
use crate::target::{Clock, Exceeds, Foreign, ForeignInstance, GivenUp, Hold, Pool, Renewal, exceeds, missing_for};
use crate::timing::{Phase, ahead, begin, span, tells_moments, undecided};
use crate::transcript::{End, Fault, Interval, Play};

/// A case is played at most so often until its times decide all that it asks.
const TRIES: usize = 3;
/// And so often where a limit turned it away that others had reached: each time it has forgotten, there is room for some of them.
const TURNS: usize = 20;

/// A second of the target's time that is shorter than this by our clock is none into which calls can be laid.
const SHORTEST: Duration = Duration::from_millis(200);

/// The plays, each with its case's place in the plan.
pub(super) async fn play(company: Arc<Company>, foreign: Arc<Foreign>) -> Result<Vec<(usize, Play)>, PlayError> {
    let most = foreign.at_once().min(company.plan.jobs);
    let mut rota = Rota {
        most,
        pending: (0..company.plan.cases.len()).map(|index| Turn { index, earlier: 0, limited: 0 }).collect(),
        first: 0,
        begun: Instant::now(),
        pool: Pool::default(),
        renewed: BTreeSet::new(),
        plays: Vec::new(),
        company,
        foreign,
    };
    rota.sort_out();
    let mut running = JoinSet::new();
    loop {
        rota.begin_all(&mut running);
        let attention = rota.company.attention.clone();
        tokio::select! {
            done = running.join_next() => match done {
                None => break,
                Some(done) => rota.end(done.map_err(|error| PlayError::Lost(error.to_string()))?),
            },
            () = attention.freed() => {}
        }
    }
    // Whatever could not be cast with all instances free never can.
    for turn in std::mem::take(&mut rota.pending) {
        rota.leave_out(turn, "another instance");
    }
    if rota.company.attention.contact() == Contact::Made {
        rota.company.settle(&rota.foreign).await;
    }
    Ok(rota.plays)
}

/// Which case is on when, and on which instances.
struct Rota {
    company: Arc<Company>,
    foreign: Arc<Foreign>,
    /// So many cases and no more are played at once, those that wait left out.
    most: usize,
    pending: Vec<Turn>,
    /// So many cases have not been played yet.
    first: usize,
    begun: Instant,
    pool: Pool,
    /// Instances with new tokens that no case has used yet: however old those are by now, nobody asks for others.
    renewed: BTreeSet<String>,
    plays: Vec<(usize, Play)>,
}

/// A case that is to be played.
#[derive(Clone, Copy, Debug)]
struct Turn {
    index: usize,
    earlier: usize,
    /// How often a limit turned it away.
    limited: usize,
}

/// What has ended. Its instances are given back before anybody else is begun in its place.
enum Done {
    Played { turn: Turn, cast: BTreeMap<String, String>, phase: Phase, play: Box<Play>, presence: Presence },
    Renewed { instance: String, presence: Presence },
}

impl Rota {
    fn case(&self, turn: Turn) -> &Case {
        &self.company.plan.cases[turn.index]
    }

    /// What the target does not offer everything for is not played, and the rest in a fit order.
    fn sort_out(&mut self) {
        let mut turns = Vec::new();
        for turn in std::mem::take(&mut self.pending) {
            match missing_for(self.case(turn), &self.foreign) {
                Some(needs) => self.leave_out(turn, &needs),
                None => turns.push(turn),
            }
        }
        self.first = turns.len();
        let cases: Vec<&Case> = turns.iter().map(|turn| self.case(*turn)).collect();
        self.pending = self.foreign.order(&cases).into_iter().map(|at| turns[at]).collect();
    }

    fn leave_out(&mut self, turn: Turn, needs: &str) {
        let play = unplayed(self.case(turn), needs);
        self.record(turn, play);
    }

    fn record(&mut self, turn: Turn, play: Play) {
        self.company.watcher.played(&self.company.plan.cases[turn.index], &play);
        self.plays.push((turn.index, play));
    }

    /// Begins all cases whose instances are free, in their order.
    fn begin_all(&mut self, running: &mut JoinSet<Done>) {
        for turn in std::mem::take(&mut self.pending) {
            match self.company.attention.contact() {
                _ if self.company.watcher.stopped() => {
                    let play = ended(self.case(turn), self.foreign.now(), End::Interrupted);
                    self.record(turn, play);
                }
                Contact::Lost(_) => self.leave_out(turn, "a target that can be reached"),
                Contact::None if !running.is_empty() => self.pending.push(turn),
                _ if self.company.attention.cases() >= self.most || !self.begin(turn, running) => self.pending.push(turn),
                _ => {}
            }
        }
    }

    /// Begins a case if its instances are free.
    fn begin(&mut self, turn: Turn, running: &mut JoinSet<Done>) -> bool {
        let (company, foreign) = (self.company.clone(), self.foreign.clone());
        let case = &company.plan.cases[turn.index];
        let hold = |part: &str| if turn.limited > 0 { Hold::Alone } else { foreign.hold(case, part) };
        let Some(cast) = foreign.cast_among(case, |instance, part| self.pool.is_free(instance, hold(part))) else { return false };
        // The first of all is alone anyway.
        let first = self.company.attention.contact() == Contact::None;
        let shared = |part: &String| foreign.hold(case, part) == Hold::Shared && !first;
        let in_doubt = |instance: &String| foreign.doubt(instance).is_some_and(|doubt| doubt.given_up.is_none());
        let needy = |instance: &String| in_doubt(instance) || (is_old(&foreign, instance) && !self.renewed.contains(instance));
        if let Some((_, instance)) = cast.iter().find(|(part, instance)| shared(part) && needy(instance)) {
            self.renew(instance.clone(), running);
            return false;
        }
        for (part, instance) in &cast {
            self.pool.hold(instance, hold(part));
            self.renewed.remove(instance);
        }
        let (company, mut presence) = (self.company.clone(), self.company.attention.join());
        running.spawn(async move {
            let (phase, play) = company.play_cast(&foreign, &company.plan.cases[turn.index], &cast, &mut presence).await;
            Done::Played { turn, cast, phase, play: Box::new(play), presence }
        });
        true
    }

    /// Gets an instance new tokens before others share it.
    fn renew(&mut self, instance: String, running: &mut JoinSet<Done>) {
        if !self.pool.is_free(&instance, Hold::Alone) {
            return;
        }
        self.pool.hold(&instance, Hold::Alone);
        let (company, foreign, presence) = (self.company.clone(), self.foreign.clone(), self.company.attention.join());
        running.spawn(async move {
            if !company.doubtful(&foreign, &instance).await && is_old(&foreign, &instance) {
                // Without new ones the case is played with those that there are.
                let _ = company.renew(&foreign, &instance, Renewal::Old).await;
            }
            Done::Renewed { instance, presence }
        });
    }

    fn end(&mut self, done: Done) {
        match done {
            Done::Renewed { instance, presence } => {
                self.pool.give_back(&instance);
                self.renewed.insert(instance);
                drop(presence);
            }
            Done::Played { turn, cast, phase, mut play, presence } => {
                cast.values().for_each(|instance| self.pool.give_back(instance));
                drop(presence);
                self.company.attention.remember(&play);
                play.earlier = turn.earlier;
                play.ahead = self.company.told_ahead(&cast, &play);
                let first = turn.earlier == 0 && turn.limited == 0;
                self.first -= usize::from(first);
                if matches!(play.end, End::Broken { fault: Fault::Limit, .. }) && self.foreign.rests() {
                    self.rest(&cast);
                }
                match self.again(turn, phase, &play) {
                    Some(again) => self.pending.push(again),
                    None => self.record(turn, *play),
                }
                if self.first == 0 && first {
                    let again = self.company.plan.cases.len() - self.plays.len();
                    self.company.watcher.all_played_once(self.begun.elapsed(), again);
                }
            }
        }
    }

    /// Instances whose limit turned a call away rest before they are played on again.
    fn rest(&self, cast: &BTreeMap<String, String>) {
        let instances = cast.values().filter_map(|instance| self.foreign.instances().get(instance));
        instances.for_each(|instance| instance.called(self.foreign.clock().latest(), Exceeds::Limits));
    }

    /// The case once more, where its times left something open, or a limit turned a call away that was not meant to exceed it.
    fn again(&self, turn: Turn, phase: Phase, play: &Play) -> Option<Turn> {
        let case = self.case(turn);
        let ledger = self.company.plan.ledgers.get(&case.provider)?;
        if matches!(play.end, End::Broken { fault: Fault::Limit, .. }) {
            return (self.foreign.rests() && turn.limited < TURNS).then_some(Turn { limited: turn.limited + 1, ..turn });
        }
        let earlier = turn.earlier + 1;
        let left_open = || (phase == Phase::Open && play.ahead.is_some()) || !undecided(case, ledger, play).is_empty();
        let open = earlier < TRIES && play.end != End::Interrupted && !play.events.is_empty() && left_open();
        open.then_some(Turn { earlier, ..turn })
    }
}

impl Company {
    /// By how much the clock of a play's instances is ahead of ours, by all answers of them so far.
    fn told_ahead(&self, cast: &BTreeMap<String, String>, play: &Play) -> Option<Interval> {
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
    async fn play_cast(&self, foreign: &Foreign, case: &Case, cast: &BTreeMap<String, String>, presence: &mut Presence) -> (Phase, Play) {
        if let Some((instance, why)) = foreign.changed().into_iter().find(|(instance, _)| cast.values().any(|name| name == instance)) {
            return (Phase::Known, broken(case, foreign.now(), Fault::Given, format!("`{instance}` is not as it is described: {why}")));
        }
        let played = match (foreign.set_up(case, cast).await, self.fall_in(foreign, case, cast, presence).await) {
            (Err(why), _) => (Phase::Known, broken(case, foreign.now(), Fault::Given, why)),
            (Ok(()), Err(Cut)) => (Phase::Known, ended(case, foreign.now(), End::Interrupted)),
            (Ok(()), Ok(phase)) => (phase, self.play_set_up(foreign, case, cast, presence).await),
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
