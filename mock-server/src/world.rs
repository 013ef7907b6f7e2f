//! One world: a clock, a seed, instances. Everything that one request changes is in here, behind one lock.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use providers::{Api, Outcome, suggestion};
use serde_json::{Map, Value};

use crate::coverage::{Met, MetBefore, Tally};
use crate::fault::Faults;
use crate::history::{Event, History, Rehearsal, What};
use crate::host::{Host, Surroundings, Turn, Visit};
use crate::journal::{Bounds, Entry, Journal, Lacks};
use crate::mount::below;
use crate::planting::Planting;
use crate::stub::States;
use crate::template::{Planned, Template};
use crate::{ClientAddress, Clock, Pace, WorldDeadline, WorldError};

pub(crate) struct World {
    pub(crate) name: Arc<str>,
    pub(crate) seed: u64,
    pub(crate) client_address: ClientAddress,
    pub(crate) scene: Scene,
    /// When it was last of use, by the time outside.
    pub(crate) used: Timestamp,
    pub(crate) journal: Arc<Journal>,
    /// What happened in it.
    history: History,
    /// The clauses that its calls have met.
    pub(crate) tally: Tally,
    /// What was met in worlds that are gone; what was met in this one is added when it goes.
    before: MetBefore,
    /// Whether the journal knows with what credentials it began.
    introduced: bool,
    pub(crate) beginning: Arc<Beginning>,
    /// Where a reset leads, if not to the beginning.
    forked: Option<Box<Forked>>,
}

/// What a world was made from; a fork shares it with the world that it is a copy of.
pub(crate) struct Beginning {
    pub(crate) template: Arc<Template>,
    pub(crate) planting: Planting,
    pub(crate) seed: u64,
    pub(crate) pace: Pace,
    pub(crate) at: Timestamp,
}

/// A world as it was when it was forked.
struct Forked {
    scene: Scene,
    history: History,
}

/// All of a world that changes.
pub(crate) struct Scene {
    pub(crate) clock: Clock,
    pub(crate) hosts: Vec<Host>,
    pub(crate) states: States,
    pub(crate) faults: Faults,
}

/// What a new world starts with.
pub(crate) struct Birth {
    pub(crate) name: String,
    pub(crate) template: Arc<Template>,
    pub(crate) planting: Planting,
    pub(crate) seed: u64,
    pub(crate) client_address: ClientAddress,
    pub(crate) pace: Pace,
    pub(crate) at: Timestamp,
    pub(crate) journal: Bounds,
    pub(crate) before: MetBefore,
}

impl World {
    pub(crate) fn start(birth: Birth, wall: Timestamp) -> Self {
        let Birth { name, template, planting, seed, client_address, pace, at, journal: bounds, before } = birth;
        before.lock().expect(template.api_names());
        // As its clock shows it: in whole milliseconds.
        let at = Clock::start(pace, at, wall).now(wall);
        let beginning = Arc::new(Beginning { template, planting, seed, pace, at });
        let scene = beginning.scene(wall);
        let (journal, history) = (Arc::new(Journal::new(bounds)), History::new(bounds));
        let tally = Tally::default();
        Self {
            name: name.into(),
            seed,
            client_address,
            scene,
            used: wall,
            journal,
            history,
            tally,
            before,
            introduced: false,
            beginning,
            forked: None,
        }
    }

    /// Back to how it was created: same seed, same start of its clock, an empty journal. What its calls have met stays met.
    pub(crate) fn reset(&mut self, wall: Timestamp) {
        self.journal.empty();
        (self.scene, self.history) = match &self.forked {
            None => (self.beginning.scene(wall), self.history.fresh()),
            Some(forked) => (forked.scene.fork(), forked.history.clone()),
        };
        if self.forked.is_some() {
            self.scene.clock.resume(wall);
        }
    }

    /// Forgets all calls; their ids go on.
    pub(crate) fn forget(&mut self) {
        self.journal.empty();
        self.history.forget(&self.scene);
    }

    /// Adds to the history what has happened.
    pub(crate) fn happened(&mut self, at: Timestamp, what: What) {
        self.history.add(Event { at, what }, &self.scene);
    }

    /// What happened.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// Writes a call down and counts the clauses that it met.
    pub(crate) fn record(&mut self, entry: Entry, lacks: Lacks) -> u64 {
        self.tally.count(&entry.answer.clauses);
        self.journal.record(entry, lacks)
    }

    /// Adds what its calls have met to what those of the worlds have met that are gone.
    pub(crate) fn retire(&mut self) {
        self.before.lock().add(&std::mem::take(&mut self.tally));
    }

    /// What its calls have met.
    pub(crate) fn met(&self) -> Met {
        Met::of(self.beginning.template.api_names(), self.tally.clone())
    }

    /// Done before anything can change a credential; a world that nobody uses is spared it.
    fn introduce(&mut self) {
        if !std::mem::replace(&mut self.introduced, true) {
            self.note_credentials();
        }
    }

    /// Has the journal know the names of what clients are given at this moment.
    pub(crate) fn note_credentials(&self) {
        self.scene.hosts.iter().for_each(|host| self.journal.note(host.instance.credentials()));
    }

    /// A copy that goes its own way, with the calls so far, and whose reset leads back to here. It counts what its own calls meet.
    pub(crate) fn fork(&mut self, name: &str, wall: Timestamp) -> Self {
        self.scene.clock.now(wall);
        Self {
            name: name.into(),
            seed: self.seed,
            client_address: self.client_address,
            scene: self.scene.fork(),
            used: wall,
            journal: Arc::new(self.journal.fork()),
            history: self.history.clone(),
            tally: Tally::default(),
            before: self.before.clone(),
            introduced: self.introduced,
            beginning: self.beginning.clone(),
            forked: Some(Box::new(Forked { scene: self.scene.fork(), history: self.history.clone() })),
        }
    }

    /// The present virtual time.
    pub(crate) fn now(&mut self, wall: Timestamp) -> Timestamp {
        self.scene.clock.now(wall)
    }

    /// Does what an administrator of the instance of this name does.
    pub(crate) fn act(&mut self, instance: &str, action: &str, arguments: &Map<String, Value>, now: Timestamp) -> Result<Outcome, WorldError> {
        self.introduce();
        let outcome = self.host(instance)?.act(action, arguments, now)?;
        let what = What::Acted { instance: instance.to_owned(), action: action.to_owned(), arguments: arguments.clone() };
        self.happened(now, what);
        self.note_credentials();
        Ok(outcome)
    }

    /// The instance of this name.
    pub(crate) fn host(&mut self, instance: &str) -> Result<&mut Host, WorldError> {
        let at = self.position(instance)?;
        Ok(&mut self.scene.hosts[at])
    }

    /// Takes one call to the instance of this name.
    pub(crate) fn serve(&mut self, instance: &str, visit: &Visit<'_>) -> Result<Turn, WorldError> {
        let at = self.position(instance)?;
        self.introduce();
        let Scene { hosts, states, faults, .. } = &mut self.scene;
        Ok(hosts[at].serve(visit, Surroundings { states, faults }))
    }

    fn position(&self, instance: &str) -> Result<usize, WorldError> {
        self.scene.hosts.iter().position(|host| host.plan.name == instance).ok_or_else(|| WorldError::UnknownInstance {
            world: self.name.to_string(),
            name: instance.to_owned(),
            suggestion: suggestion(instance, self.scene.hosts.iter().map(|host| host.plan.name.as_str())),
        })
    }

    /// The instances' names and APIs.
    pub(crate) fn apis(&self) -> Vec<(String, &'static dyn Api)> {
        self.beginning.template.apis()
    }

    /// The instance to whose mount a path leads, the longest mount first, and the path below it.
    pub(crate) fn mounted<'a>(&self, path: &'a str) -> Option<(Arc<Planned>, &'a str)> {
        let leads = self.scene.hosts.iter().filter_map(|host| below(&host.plan.mount, path).map(|below| (&host.plan, below)));
        leads.max_by_key(|(plan, _)| plan.mount.len()).map(|(plan, below)| (plan.clone(), below))
    }

    /// The nearest instance to a path that leads to none, or some of them.
    pub(crate) fn suggest_mount(&self, path: &str) -> String {
        const SHOWN: usize = 10;
        let plans = || self.scene.hosts.iter().map(|host| &host.plan).take(SHOWN);
        // Mounts of as many segments are compared with as much of the path, so that the nearest of them is found.
        let alike = |segments: usize| plans().map(|plan| plan.mount.as_str()).filter(move |mount| mount.matches('/').count() == segments);
        let heads = plans().map(|plan| plan.mount.matches('/').count()).map(|segments| (head(path, segments), segments));
        let near = heads.filter(|(head, _)| *head != "/").find_map(|(head, segments)| providers::nearest(head, alike(segments)));
        match plans().find(|plan| Some(plan.mount.as_str()) == near) {
            Some(plan) => format!("did you mean {}, where `{}` is?", plan.mount, plan.name),
            None => format!("there is: {}", plans().map(|plan| format!("`{}` at {}", plan.name, plan.mount)).collect::<Vec<_>>().join(", ")),
        }
    }

    /// Every instant at which something changes by itself, soonest first.
    pub(crate) fn deadlines(&mut self, wall: Timestamp) -> Vec<WorldDeadline> {
        let now = self.scene.clock.now(wall);
        let of_host = |host: &Host| {
            let instance = host.plan.name.clone();
            host.instance.deadlines(now).into_iter().map(move |deadline| WorldDeadline { instance: instance.clone(), deadline })
        };
        let mut all: Vec<_> = self.scene.hosts.iter().flat_map(of_host).filter(|entry| entry.deadline.at > now).collect();
        all.sort_by(|a, b| (a.deadline.at, &a.instance).cmp(&(b.deadline.at, &b.instance)));
        all
    }

    /// Advances to the next deadline, or so much before or after it.
    pub(crate) fn advance_to_next(&mut self, bias: SignedDuration, wall: Timestamp) -> Result<(), WorldError> {
        let next = self.deadlines(wall).into_iter().next().ok_or(WorldError::NoDeadline)?;
        let to = next.deadline.at.checked_add(bias).map_err(|_| WorldError::BeyondTime)?;
        self.scene.clock.set(to, wall)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.retire();
    }
}

impl Beginning {
    /// The world's first scene.
    fn scene(&self, wall: Timestamp) -> Scene {
        Scene::start(&self.template, &self.planting, self.seed, Clock::start(self.pace, self.at, wall), wall)
    }

    /// The world's first scene, on which its past is played again. No time passes there by itself.
    pub(crate) fn rehearsal(&self) -> Rehearsal {
        Rehearsal::on(self.scene(self.at))
    }
}

impl Scene {
    fn start(template: &Template, planting: &Planting, seed: u64, mut clock: Clock, wall: Timestamp) -> Self {
        let now = clock.now(wall);
        let hosts = template.instances.iter().map(|plan| Host::start(plan, planting.stubs(&plan.name), seed, now)).collect();
        Self { clock, hosts, states: States::default(), faults: planting.faults.clone() }
    }

    pub(crate) fn fork(&self) -> Self {
        let hosts = self.hosts.iter().map(Host::fork).collect();
        Self { clock: self.clock.clone(), hosts, states: self.states.clone(), faults: self.faults.clone() }
    }
}

/// So many segments of a path.
fn head(path: &str, segments: usize) -> &str {
    path.match_indices('/').nth(segments).map_or(path, |(end, _)| &path[..end])
}
