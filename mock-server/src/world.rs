//! One world: a clock, a seed, instances. Everything that one request changes is in here, behind one lock.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use providers::suggestion;

use crate::host::Host;
use crate::mount::below;
use crate::template::Template;
use crate::{ClientAddress, Clock, Pace, WorldDeadline, WorldError};

pub(crate) struct World {
    pub(crate) name: String,
    pub(crate) seed: u64,
    pub(crate) client_address: ClientAddress,
    pub(crate) scene: Scene,
    /// When it was last of use, by the time outside.
    pub(crate) used: Timestamp,
    template: Arc<Template>,
    origin: Origin,
}

/// What a reset goes back to.
enum Origin {
    Start { pace: Pace, at: Timestamp },
    Fork(Box<Scene>),
}

/// All of a world that changes.
pub(crate) struct Scene {
    pub(crate) clock: Clock,
    pub(crate) hosts: Vec<Host>,
}

/// What a new world starts with.
pub(crate) struct Birth {
    pub(crate) name: String,
    pub(crate) template: Arc<Template>,
    pub(crate) seed: u64,
    pub(crate) client_address: ClientAddress,
    pub(crate) pace: Pace,
    pub(crate) at: Timestamp,
}

impl World {
    pub(crate) fn start(birth: Birth, wall: Timestamp) -> Self {
        let Birth { name, template, seed, client_address, pace, at } = birth;
        let scene = Scene::start(&template, seed, Clock::start(pace, at, wall), wall);
        Self { name, seed, client_address, scene, used: wall, template, origin: Origin::Start { pace, at } }
    }

    /// Back to how it was created: same seed, same start of its clock.
    pub(crate) fn reset(&mut self, wall: Timestamp) {
        self.scene = match &self.origin {
            Origin::Start { pace, at } => Scene::start(&self.template, self.seed, Clock::start(*pace, *at, wall), wall),
            Origin::Fork(scene) => {
                let mut scene = scene.fork();
                scene.clock.resume(wall);
                scene
            }
        };
    }

    /// A copy that goes its own way, and whose reset leads back to here.
    pub(crate) fn fork(&mut self, name: &str, wall: Timestamp) -> Self {
        self.scene.clock.now(wall);
        Self {
            name: name.to_owned(),
            seed: self.seed,
            client_address: self.client_address,
            scene: self.scene.fork(),
            used: wall,
            template: self.template.clone(),
            origin: Origin::Fork(Box::new(self.scene.fork())),
        }
    }

    /// The present virtual time.
    pub(crate) fn now(&mut self, wall: Timestamp) -> Timestamp {
        self.scene.clock.now(wall)
    }

    /// The instance of this name.
    pub(crate) fn host(&mut self, instance: &str) -> Result<&mut Host, WorldError> {
        match self.scene.hosts.iter().position(|host| host.plan.name == instance) {
            Some(at) => Ok(&mut self.scene.hosts[at]),
            None => Err(WorldError::UnknownInstance {
                world: self.name.clone(),
                name: instance.to_owned(),
                suggestion: suggestion(instance, self.scene.hosts.iter().map(|host| host.plan.name.as_str())),
            }),
        }
    }

    /// The instance to whose mount a path leads, the longest mount first, and the path below it.
    pub(crate) fn mounted<'a>(&mut self, path: &'a str) -> Option<(&mut Host, &'a str)> {
        let leads = self.scene.hosts.iter_mut().filter_map(|host| below(&host.plan.mount, path).map(|below| (host, below)));
        leads.max_by_key(|(host, _)| host.plan.mount.len())
    }

    /// The nearest instance to a path that leads to none, or some of them.
    pub(crate) fn suggest_mount(&self, path: &str) -> String {
        const SHOWN: usize = 10;
        let plans = || self.scene.hosts.iter().map(|host| &host.plan).take(SHOWN);
        let near = plans().map(|plan| plan.mount.as_str()).map(|mount| (mount, head(path, mount)));
        let near = near.filter_map(|(mount, head)| providers::nearest(head, [mount])).next();
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

impl Scene {
    fn start(template: &Template, seed: u64, mut clock: Clock, wall: Timestamp) -> Self {
        let now = clock.now(wall);
        let hosts = template.instances.iter().map(|plan| Host::start(plan, seed, now)).collect();
        Self { clock, hosts }
    }

    fn fork(&self) -> Self {
        Self { clock: self.clock.clone(), hosts: self.hosts.iter().map(Host::fork).collect() }
    }
}

/// As many segments of a path as the mount has.
fn head<'a>(path: &'a str, mount: &str) -> &'a str {
    let segments = mount.matches('/').count();
    path.match_indices('/').nth(segments).map_or(path, |(end, _)| &path[..end])
}
