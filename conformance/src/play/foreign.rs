//! Plays cases on a target: as many at once as its instances allow, so that all their waits overlap in one schedule.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::attention::Presence;
use super::renewal::is_old;
use super::{Company, Contact, PlayError, ended, unplayed};
use crate::scenario::Case;
use crate::target::{Exceeds, Foreign, Hold, Pool, Renewal, missing_for};
use crate::timing::{Phase, undecided};
use crate::transcript::{End, Fault, Play};

/// A case is played at most so often until its times decide all that it asks.
const TRIES: usize = 3;
/// And so often where a limit turned it away that others had reached: each time it has forgotten, there is room for some of them.
const TURNS: usize = 20;

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
        played: 0,
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
    pending: VecDeque<Turn>,
    /// So many cases have not been played yet.
    first: usize,
    begun: Instant,
    pool: Pool,
    /// Instances with new tokens that no case has used yet: however old those are by now, nobody asks for others.
    renewed: BTreeSet<String>,
    /// So many cases are over.
    played: usize,
    /// The plays that are kept.
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

    /// Whether somebody who watches says that something is lacking to begin a case, which then is left out.
    fn lacks(&mut self, turn: Turn) -> bool {
        let needs = self.company.watcher.lacks(self.case(turn));
        needs.into_iter().for_each(|needs| self.leave_out(turn, needs));
        needs.is_some()
    }

    fn leave_out(&mut self, turn: Turn, needs: &str) {
        let play = unplayed(self.case(turn), needs);
        self.record(turn, play);
    }

    fn record(&mut self, turn: Turn, play: Play) {
        let (case, watcher) = (&self.company.plan.cases[turn.index], &self.company.watcher);
        watcher.played(case, &play);
        self.played += 1;
        self.plays.extend(watcher.kept(case, play).map(|play| (turn.index, play)));
    }

    /// Begins all cases whose instances are free, in their order.
    fn begin_all(&mut self, running: &mut JoinSet<Done>) {
        let mut waiting = Vec::new();
        while let Some(turn) = self.pending.pop_front() {
            match self.company.attention.contact() {
                _ if self.company.watcher.stopped() => {
                    let play = ended(self.case(turn), self.foreign.now(), End::Interrupted);
                    self.record(turn, play);
                }
                Contact::Lost(_) => self.leave_out(turn, "a target that can be reached"),
                contact if self.is_full(&contact, running) => {
                    waiting.push(turn);
                    break;
                }
                _ if turn.earlier == 0 && turn.limited == 0 && self.lacks(turn) => {}
                _ if !self.begin(turn, running) => waiting.push(turn),
                _ => {}
            }
        }
        waiting.into_iter().rev().for_each(|turn| self.pending.push_front(turn));
    }

    /// Whether no case at all can be begun now: the first is alone until it has met the target, and never are there more than the most.
    fn is_full(&self, contact: &Contact, running: &JoinSet<Done>) -> bool {
        (*contact == Contact::None && !running.is_empty()) || self.company.attention.cases() >= self.most
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
                    Some(again) => self.pending.push_back(again),
                    None => self.record(turn, *play),
                }
                if self.first == 0 && first {
                    let again = self.company.plan.cases.len() - self.played;
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
