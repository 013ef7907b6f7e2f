//! Reads the configuration file again when it changed, or on SIGHUP, and puts in force what can change while serving.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use mock_server::{Blueprint, Reloaded, Worlds};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::deviating;
use crate::config::{Configuration, Entry, Sources, bounded};
use crate::print::aside;

/// How often the file is looked at.
const OFTEN: Duration = Duration::from_secs(1);

/// Watches the file; of a server without one, or that is not to reload, nothing.
pub(super) struct Reloading<'a> {
    sources: &'a Sources<'a>,
    /// What the server was started with and keeps until its end.
    fixed: Fixed,
    watch: Option<Watch>,
}

struct Watch {
    file: PathBuf,
    secrets: Vec<PathBuf>,
    /// What was in the files; nothing of one that cannot be read.
    seen: Vec<Option<Vec<u8>>>,
    ticks: Interval,
    hangup: Signal,
}

/// What a reload cannot change.
struct Fixed {
    values: BTreeMap<String, serde_json::Value>,
    control_token: Option<String>,
}

impl<'a> Reloading<'a> {
    /// Begins to watch.
    ///
    /// # Errors
    /// The system does not let SIGHUP be caught.
    pub(super) fn begin(sources: &'a Sources<'a>, configuration: &Configuration) -> io::Result<Self> {
        let file = configuration.file.clone().filter(|_| configuration.reload);
        let watch = file.map(|file| Watch::begin(file, configuration.secrets.clone())).transpose()?;
        Ok(Self { sources, fixed: Fixed::of(configuration), watch })
    }

    /// Waits until somebody wants the file to be read again.
    pub(super) async fn wanted(&mut self) {
        match &mut self.watch {
            Some(watch) => watch.wanted().await,
            None => pending().await,
        }
    }

    /// Reads everything again and says what came of it, after `tell` where a world is now another.
    pub(super) fn reload(&mut self, worlds: &Worlds, tell: impl FnOnce()) {
        let Some(watch) = &mut self.watch else { return };
        let outcome = self.sources.resolve_from(&watch.file).map_err(|error| error.to_string()).and_then(|next| {
            let reloaded = worlds.reload(Blueprint::of(&next.config)).map_err(|error| error.to_string())?;
            Ok((next, reloaded))
        });
        match outcome {
            Ok((next, reloaded)) => {
                watch.secrets.clone_from(&next.secrets);
                watch.look();
                if reloaded != Reloaded::default() {
                    tell();
                }
                deviating::announce(&next.config);
                aside(&said(&watch.file.display().to_string(), &reloaded, &self.fixed.differences(&next)));
            }
            Err(error) => aside(&format!("{error}\n{} was not reloaded; what is running goes on as it was", watch.file.display())),
        }
    }
}

impl Watch {
    fn begin(file: PathBuf, secrets: Vec<PathBuf>) -> io::Result<Self> {
        let mut ticks = interval(OFTEN);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut watch = Self { file, secrets, seen: Vec::new(), ticks, hangup: signal(SignalKind::hangup())? };
        watch.look();
        Ok(watch)
    }

    async fn wanted(&mut self) {
        loop {
            tokio::select! {
                _ = self.hangup.recv() => {
                    self.look();
                    return;
                }
                _ = self.ticks.tick() => if self.look() { return },
            }
        }
    }

    /// Looks at the files; whether one is another than before.
    fn look(&mut self) -> bool {
        let now: Vec<_> = std::iter::once(&self.file).chain(&self.secrets).map(|path| bounded(path).ok()).collect();
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

impl Fixed {
    fn of(configuration: &Configuration) -> Self {
        let fixed = configuration.entries.iter().filter(|entry| is_fixed(entry));
        let values = fixed.map(|entry| (entry.path.join("."), entry.value.clone())).collect();
        Self { values, control_token: configuration.config.control_token.clone() }
    }

    /// The keys that say something else than at the start.
    fn differences(&self, next: &Configuration) -> Vec<String> {
        let next = Self::of(next);
        let keys: std::collections::BTreeSet<_> = self.values.keys().chain(next.values.keys()).collect();
        let mut differences: Vec<_> = keys.into_iter().filter(|key| self.values.get(*key) != next.values.get(*key)).cloned().collect();
        if self.control_token != next.control_token && !differences.iter().any(|key| key == "control_token") {
            differences.push("control_token".to_owned());
        }
        differences
    }
}

fn is_fixed(entry: &Entry) -> bool {
    match entry.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["instances", _, "port"] => true,
        ["seed" | "clock" | "client_address" | "strict" | "worlds_on_demand" | "instances" | "faults" | "worlds", ..] => false,
        _ => true,
    }
}

fn said(file: &str, reloaded: &Reloaded, fixed: &[String]) -> String {
    let worlds = [("made anew", &reloaded.remade), ("added", &reloaded.added), ("removed", &reloaded.removed)];
    let mut parts: Vec<String> =
        worlds.iter().filter(|(_, names)| !names.is_empty()).map(|(what, names)| format!("worlds {what}: {}", names.join(", "))).collect();
    if parts.is_empty() {
        parts.push("no world is another than before".to_owned());
    }
    if !fixed.is_empty() {
        parts.push(format!("these need a restart: {}", fixed.join(", ")));
    }
    format!("{file} was reloaded; {}", parts.join("; "))
}
