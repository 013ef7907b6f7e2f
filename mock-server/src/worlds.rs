//! All worlds of a server, for whoever holds the handle.

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};
use providers::{Answer, Credentials, Outcome, suggestion};
use serde_json::{Map, Value};
use tokio::sync::watch;

use crate::blueprint::Blueprint;
use crate::coverage::{Met, MetBefore};
pub use crate::door::Closing;
use crate::door::Doors;
use crate::explain::{self, Attempt};
use crate::history::What;
use crate::journal::Bounds;
use crate::keys::Keys;
use crate::planting::{Bed, Planting};
use crate::template::Templates;
use crate::threads::Threads;
use crate::transport::axum::Terms;
use crate::world::{Birth, World};
use crate::{
    ClockChange, ClockView, Config, Explanation, KeyError, PublicKey, Question, ReadyView, StartError, StateView, WorldDeadline, WorldError,
    WorldLine, WorldSpec, WorldView, name,
};

mod reload;
mod slots;

pub use reload::Reloaded;
use slots::{Made, Slot, Slots};

/// The world that is always there.
pub(crate) const DEFAULT: &str = "default";

/// All worlds of a server. A handle: it clones and may be used from any thread.
#[derive(Clone)]
pub struct Worlds(Arc<Inner>);

struct Inner {
    /// What the server was started with, with the addresses that it got.
    config: Config,
    /// What worlds are made from now.
    blueprint: RwLock<Arc<Blueprint>>,
    worlds: RwLock<Slots>,
    /// Held while the blueprint is exchanged, so that no two are at one time.
    reloading: Mutex<()>,
    templates: Templates,
    doors: Doors,
    threads: Threads,
    /// What was met in worlds that are gone.
    met_before: MetBefore,
}

impl Worlds {
    pub(crate) fn open(config: Config, stop: watch::Sender<()>) -> Result<Self, StartError> {
        let doors = Doors::new(config.api.ip(), stop);
        let blueprint = RwLock::new(Arc::new(Blueprint::of(&config)));
        let threads = Threads::start(config.threads).map_err(StartError::Thread)?;
        let worlds = Self(Arc::new(Inner {
            config,
            blueprint,
            worlds: RwLock::default(),
            reloading: Mutex::default(),
            templates: Templates::default(),
            doors,
            threads,
            met_before: MetBefore::default(),
        }));
        for (name, spec) in worlds.blueprint().specs() {
            worlds.make(&name, &spec, Made::FromStart)?;
        }
        Ok(worlds)
    }

    /// Makes a world; one of this name that is there is replaced, with all that happened in it.
    ///
    /// # Errors
    /// The name or a setting cannot be taken, or the port cannot be had. Nothing was changed then.
    pub fn create(&self, name: &str, spec: &WorldSpec) -> Result<WorldView, WorldError> {
        self.make(name, spec, Made::Expressly)?;
        self.view(name)
    }

    fn make(&self, name: &str, spec: &WorldSpec, made: Made) -> Result<(), WorldError> {
        name::check_world(name)?;
        let world = self.birth(name, spec)?;
        self.0.doors.settle(self, name, spec.port)?;
        // It ends once the lock is gone, so that nobody waits for its journal to be freed.
        let _replaced = self.0.worlds.write().put(world.name.clone(), Slot::of(world, made));
        Ok(())
    }

    /// Removes a world. Its own port, if it has one, is free once [`Closing::closed`] is through.
    ///
    /// # Errors
    /// There is no such world, or it is `default`.
    pub fn remove(&self, name: &str) -> Result<Closing, WorldError> {
        if name == DEFAULT {
            return Err(WorldError::DefaultStays);
        }
        let removed = self.0.worlds.write().take_out(name);
        removed.map(|_| self.0.doors.close(name)).ok_or_else(|| self.unknown(name))
    }

    /// Back to how the world was created: the same seed, the same start of its clock.
    ///
    /// # Errors
    /// There is no such world.
    pub fn reset(&self, name: &str) -> Result<WorldView, WorldError> {
        self.with(name, World::reset)?;
        self.view(name)
    }

    /// A copy of a world under another name, with state, dice and clock, which then goes its own way.
    ///
    /// # Errors
    /// There is no such world, or the name cannot be taken.
    pub fn fork(&self, name: &str, copy: &str) -> Result<WorldView, WorldError> {
        name::check_world(copy)?;
        let world = self.with(name, |world, wall| world.fork(copy, wall))?;
        let (key, slot) = (world.name.clone(), Slot::of(world, Made::Expressly));
        let mut worlds = self.0.worlds.write();
        if worlds.contains(copy) {
            return Err(WorldError::WorldExists { name: copy.to_owned() });
        }
        worlds.put(key, slot);
        drop(worlds);
        self.view(copy)
    }

    /// Whether there is a world of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.worlds.read().contains(name)
    }

    /// All worlds, by name.
    #[must_use]
    pub fn list(&self) -> Vec<WorldLine> {
        let wall = self.wall();
        let slots: Vec<Slot> = self.0.worlds.read().in_order().into_iter().map(|(_, slot)| slot.clone()).collect();
        slots.iter().map(|slot| WorldLine::of(&mut slot.world.lock(), wall)).collect()
    }

    /// How to reach a world and with what.
    ///
    /// # Errors
    /// There is no such world.
    pub fn view(&self, name: &str) -> Result<WorldView, WorldError> {
        let port = self.0.doors.port(name);
        self.with(name, |world, wall| WorldView::of(world, port, &self.0.config, wall))
    }

    /// What the server says of itself once it serves: how to reach the default world and with what.
    ///
    /// # Errors
    /// Never in a running server, which always has a default world.
    pub fn ready(&self) -> Result<ReadyView, WorldError> {
        let WorldView { control_url, seed, instances, .. } = self.view(DEFAULT)?;
        let blueprint = self.blueprint();
        let others = blueprint.worlds.keys().filter(|name| *name != DEFAULT);
        // One that an administrator removed since is not there.
        let worlds = others.filter_map(|name| self.view(name).ok()).map(|view| (view.world, view.instances)).collect();
        Ok(ReadyView { control_url, control_token: None, tls_ca_file: None, seed, instances, worlds })
    }

    /// Does what an administrator of an instance does.
    ///
    /// # Errors
    /// There is no such world, instance or action, or it was refused.
    pub fn act(&self, name: &str, instance: &str, action: &str, arguments: &Map<String, Value>) -> Result<Outcome, WorldError> {
        self.with(name, |world, wall| {
            let now = world.now(wall);
            world.act(instance, action, arguments, now)
        })?
    }

    /// What a world's clock shows.
    ///
    /// # Errors
    /// There is no such world.
    pub fn clock(&self, name: &str) -> Result<ClockView, WorldError> {
        self.with(name, |world, wall| ClockView::of(&mut world.scene.clock, wall))
    }

    /// Moves a world's clock or changes its pace.
    ///
    /// # Errors
    /// There is no such world, time would go back, or there is no next deadline.
    pub fn change_clock(&self, name: &str, change: ClockChange) -> Result<ClockView, WorldError> {
        self.with(name, |world, wall| {
            match change {
                ClockChange::Set(to) => world.scene.clock.set(to, wall)?,
                ClockChange::Advance(by) => world.scene.clock.advance(by, wall)?,
                ClockChange::AdvanceToNext(bias) => world.advance_to_next(bias, wall)?,
                ClockChange::Pace(pace) => world.scene.clock.set_pace(pace, wall),
            }
            let now = world.now(wall);
            world.happened(now, if let ClockChange::Pace(pace) = change { What::Pace(pace) } else { What::Clock });
            Ok(ClockView::of(&mut world.scene.clock, wall))
        })?
    }

    /// Every instant at which something in a world changes by itself, soonest first.
    ///
    /// # Errors
    /// There is no such world.
    pub fn deadlines(&self, name: &str) -> Result<Vec<WorldDeadline>, WorldError> {
        self.with(name, World::deadlines)
    }

    /// Everything in a world.
    ///
    /// # Errors
    /// There is no such world.
    pub fn state(&self, name: &str) -> Result<StateView, WorldError> {
        self.with(name, StateView::of)
    }

    /// What an administrator of an instance sees at this moment.
    ///
    /// # Errors
    /// There is no such world or instance.
    pub fn inspect(&self, name: &str, instance: &str) -> Result<Value, WorldError> {
        self.with(name, |world, wall| {
            let now = world.now(wall);
            Ok(world.host(instance)?.instance.inspect(now))
        })?
    }

    /// What a client of an instance is given at this moment.
    ///
    /// # Errors
    /// There is no such world or instance.
    pub fn credentials(&self, name: &str, instance: &str) -> Result<Credentials, WorldError> {
        self.with(name, |world, _| Ok(world.host(instance)?.instance.credentials()))?
    }

    /// The public half of the key that signs an instance's tokens.
    ///
    /// # Errors
    /// There is no such world or instance, or its tokens are not signed.
    pub fn public_key(&self, name: &str, instance: &str) -> Result<PublicKey, WorldError> {
        let key = self.with(name, |world, _| world.host(instance)?.key())??;
        Ok(PublicKey { pem: key.public_pem(), jwks: key.jwks() })
    }

    /// Why a call would be answered as it would be now, and what would turn a refusal. Nothing in the world changes.
    ///
    /// # Errors
    /// There is no such world or instance, or the question holds what no call can: a method or a header that is none.
    pub fn explain(&self, name: &str, question: &Question) -> Result<Explanation, WorldError> {
        // Decided on a copy, so that the world is not held up by all that is tried.
        let (host, at) = self.with(name, |world, wall| Ok::<_, WorldError>((world.host(&question.instance)?.fork(), world.now(wall))))??;
        let attempt = Attempt::of(question, at)?;
        let (answer, changes) = explain::explain(&host, &attempt);
        let refused = explain::refuses(&host, &answer);
        let instance = Some(question.instance.clone());
        Ok(Explanation { instance, refused, changes, ..Explanation::new(name, at, answer.status, &answer.clauses) })
    }

    /// The keys that sign tokens.
    pub(crate) fn keys(&self) -> &Keys {
        &self.0.templates.keys
    }

    /// Puts in the signature that an answer lacks.
    pub(crate) fn sign(&self, answer: &mut Answer) -> Result<(), KeyError> {
        self.0.templates.keys.sign(answer)
    }

    /// Removes every world that nobody used for as long as the limits allow, but none that is there from the start.
    pub fn expire_idle(&self) {
        let (wall, idle) = (self.wall(), self.0.config.limits.idle_world);
        let expired =
            |name: &str, slot: &Slot| name != DEFAULT && slot.made != Made::FromStart && wall.duration_since(slot.world.lock().used) >= idle;
        let gone = self.0.worlds.write().take_out_if(expired);
        gone.iter().for_each(|(name, _)| drop(self.0.doors.close(name)));
    }

    fn blueprint(&self) -> Arc<Blueprint> {
        self.0.blueprint.read().clone()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// What was met in all worlds, in those that are gone too. None goes meanwhile.
    pub(crate) fn met(&self) -> Met {
        let worlds = self.0.worlds.read();
        let mut met = self.0.met_before.lock().clone();
        worlds.in_order().iter().for_each(|(_, slot)| met.add(&slot.world.lock().tally));
        met
    }

    /// Told when the server is to stop.
    pub(crate) fn stopping(&self) -> watch::Receiver<()> {
        self.0.doors.stopping()
    }

    /// On what terms clients' connections are served.
    pub(crate) fn terms(&self) -> Terms {
        Terms { limits: self.0.config.limits, tls: self.0.config.tls.clone(), threads: self.0.threads.clone(), stop: self.stopping() }
    }

    /// Goes into a world that is there.
    pub(crate) fn with<T>(&self, name: &str, then: impl FnOnce(&mut World, Timestamp) -> T) -> Result<T, WorldError> {
        let slot = self.0.worlds.read().get(name).cloned().ok_or_else(|| self.unknown(name))?;
        Ok(self.visit(&slot, then))
    }

    /// Goes into a world that a client named; where that is allowed, it comes to be by it.
    pub(crate) fn enter<T>(&self, name: &str, then: impl FnOnce(&mut World, Timestamp) -> T) -> Result<T, WorldError> {
        let known = self.0.worlds.read().get(name).cloned();
        let slot = known.map_or_else(|| self.on_demand(name), Ok)?;
        Ok(self.visit(&slot, then))
    }

    fn visit<T>(&self, slot: &Slot, then: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let mut world = slot.world.lock();
        // Read under the lock, so that no two visitors see time in another order than they came.
        let wall = self.wall();
        world.used = wall;
        then(&mut world, wall)
    }

    fn on_demand(&self, name: &str) -> Result<Slot, WorldError> {
        let limit = self.blueprint().worlds_on_demand;
        if limit == 0 || name::check_world(name).is_err() {
            return Err(self.unknown(name));
        }
        self.expire_idle();
        let world = self.birth(name, &WorldSpec::default())?;
        let mut worlds = self.0.worlds.write();
        if let Some(slot) = worlds.get(name) {
            return Ok(slot.clone());
        }
        if worlds.count(Made::OnDemand) >= limit {
            return Err(WorldError::TooManyWorlds { name: name.to_owned(), limit });
        }
        let (key, slot) = (world.name.clone(), Slot::of(world, Made::OnDemand));
        worlds.put(key, slot.clone());
        Ok(slot)
    }

    fn birth(&self, name: &str, spec: &WorldSpec) -> Result<World, WorldError> {
        self.birth_by(&self.blueprint(), name, spec)
    }

    fn birth_by(&self, blueprint: &Blueprint, name: &str, spec: &WorldSpec) -> Result<World, WorldError> {
        let (config, wall) = (&self.0.config, self.wall());
        let clock = spec.clock.unwrap_or(blueprint.clock);
        let (at, seed) = (clock.at.unwrap_or(wall), spec.seed.unwrap_or_else(|| blueprint.seed_of(name)));
        let instances = blueprint.decided(spec);
        let template = self.0.templates.of(&instances)?;
        let bed = Bed { template: &template, seed, at, files: config.stub_files.as_deref() };
        let planting = Planting::check(&instances, &spec.faults, &bed)?;
        let birth = Birth {
            name: name.to_owned(),
            template,
            planting,
            seed,
            client_address: spec.client_address.unwrap_or(blueprint.client_address),
            pace: clock.pace,
            at,
            journal: Bounds { entries: config.limits.journal_entries, bytes: config.limits.journal_bytes },
            before: self.0.met_before.clone(),
        };
        Ok(World::start(birth, wall))
    }

    fn wall(&self) -> Timestamp {
        self.0.config.wall.now()
    }

    fn unknown(&self, name: &str) -> WorldError {
        let worlds = self.0.worlds.read();
        let names = || worlds.in_order().into_iter().map(|(name, _)| name);
        // Clients can ask for names as fast as they like, so that a search among many must not be theirs to start.
        let suggestion = match worlds.len() {
            0..=10 => suggestion(name, names()),
            11..=1_000 => providers::nearest(name, names()).map_or_else(listed, |near| format!("did you mean `{near}`?")),
            _ => listed(),
        };
        WorldError::UnknownWorld { name: name.to_owned(), suggestion }
    }
}

fn listed() -> String {
    "GET /worlds on the control plane lists those that there are".to_owned()
}

#[cfg(test)]
#[path = "worlds_tests.rs"]
mod tests;
