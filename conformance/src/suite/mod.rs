//! A suite: clause ledgers, scenarios and recorded answers, out of a folder or out of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use providers::{Ledger, LedgerError};

use crate::diagnostic::Diagnostic;
use crate::property::{Draw, Draws, Property};
use crate::scenario::Case;
use crate::scenario::load::{FRAGMENTS, Loaded};

mod export;
mod files;
mod loading;
mod manifest;

pub use export::{ExportError, Exported};
pub use files::Files;
pub use manifest::{FORMAT, MANIFEST, Manifest};

use loading::load_all;

/// The cases that are drawn by their ids come to no more than so many bytes.
const MOST_DRAWN: usize = 64 * 1024 * 1024;

/// A suite that was read.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The clause ledgers by API.
    pub ledgers: BTreeMap<String, Ledger>,
    /// The cases, in the order of their files.
    pub cases: Vec<Case>,
    /// The scenarios whose cases are drawn, in the order of their files.
    pub properties: Vec<Property>,
    /// The recorded answers by path below the folder of snapshots; see [`snapshot_path`](crate::scenario::Script::snapshot_path).
    pub snapshots: BTreeMap<String, String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where its parts lie.
    pub manifest: Manifest,
    /// All its files as they are.
    pub files: Files,
}

/// Where a suite comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Out of the program.
    BuiltIn,
    /// A folder on disk.
    Folder(PathBuf),
    /// A bundle of evidence.
    Bundle,
}

/// A suite as far as it can be read, and what cannot.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What was read.
    pub suite: Suite,
    /// The complaints about the scenario files that are not in it.
    pub complaints: Vec<Diagnostic>,
}

/// A suite that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// No folder from here upwards is a suite.
    #[error("there is no suite at {}: neither it nor a folder above it holds {MANIFEST}", .0.display())]
    NotFound(PathBuf),
    /// A file or folder cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The suite's folder or the file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A ledger cannot be read.
    #[error("{path}: {error}")]
    Ledger {
        /// The ledger's file.
        path: String,
        /// Why.
        error: LedgerError,
    },
    /// Files are not what they must be.
    #[error("{}", rendered(.0))]
    Complaints(Vec<Diagnostic>),
}

impl Suite {
    /// The suite's folder: `start` or the nearest above it that holds `suite.yaml`.
    ///
    /// # Errors
    /// There is none.
    pub fn find(start: &Path) -> Result<PathBuf, SuiteError> {
        let found = start.ancestors().find(|folder| folder.join(MANIFEST).is_file());
        found.map(Path::to_path_buf).ok_or_else(|| SuiteError::NotFound(start.to_path_buf()))
    }

    /// Reads the suite in a folder.
    ///
    /// # Errors
    /// As [`Suite::read`], or a file that cannot be opened.
    pub fn open(root: &Path) -> Result<Self, SuiteError> {
        Reading::open(root)?.complete()
    }

    /// Reads a suite from its files.
    ///
    /// # Errors
    /// Its manifest, a ledger or a scenario is not what it must be.
    pub fn read(files: Files, origin: Origin) -> Result<Self, SuiteError> {
        Reading::read(files, origin)?.complete()
    }

    /// All cases, those of properties drawn by a seed.
    #[must_use]
    pub fn asked(&self, seed: u64, which: Draws) -> Vec<Case> {
        let drawn = |property: &Property| property.draws(seed, which).map(|draw| property.case(draw)).collect::<Vec<_>>();
        self.cases.iter().cloned().chain(self.properties.iter().flat_map(drawn)).collect()
    }

    /// The case of exactly this id, which may be one that is drawn.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<Case> {
        let drawn = || self.drawn(id).map(|(property, draw)| property.case(draw));
        self.cases.iter().find(|case| case.id == id).cloned().or_else(drawn)
    }

    /// The cases of these ids: first those of files, in the order of the suite, then those that are drawn, as many as fit into
    /// memory. Ids may be anybody's.
    #[must_use]
    pub fn cases_of<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<Case> {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let mut drawn: Vec<(&Property, Draw)> = ids.iter().filter_map(|id| self.drawn(id)).collect();
        drawn.sort_by_key(|(property, draw)| (self.properties.iter().position(|known| known.stem() == property.stem()), *draw));
        let named = self.cases.iter().filter(|case| ids.contains(case.id.as_str())).cloned();
        let fitting = drawn.into_iter().scan(MOST_DRAWN, |left, (property, draw)| {
            *left = left.checked_sub(property.cost())?;
            Some(property.case(draw))
        });
        named.chain(fitting).collect()
    }

    /// All that is asked, once each: the cases, and of each property one.
    #[must_use]
    pub fn questions(&self) -> Vec<Case> {
        self.asked(1, Draws::Only(0))
    }

    /// The property and the draw that an id means.
    #[must_use]
    pub fn drawn(&self, id: &str) -> Option<(&Property, Draw)> {
        let (stem, draw) = id.split_once('@')?;
        let property = self.properties.iter().find(|property| property.stem() == stem)?;
        Some((property, draw.parse().ok()?))
    }

    /// The ledgers that some cases are judged by.
    #[must_use]
    pub fn ledgers_of(&self, cases: &[Case]) -> BTreeMap<String, Ledger> {
        let is_used = |provider: &String| cases.iter().any(|case| case.provider == *provider);
        self.ledgers.iter().filter(|(provider, _)| is_used(provider)).map(|(provider, ledger)| (provider.clone(), ledger.clone())).collect()
    }

    /// The recorded answer at a path below the folder of snapshots.
    #[must_use]
    pub fn snapshot(&self, path: &str) -> Option<&str> {
        self.snapshots.get(path).map(String::as_str)
    }

    /// The folder of recorded answers; nothing for a suite out of the program.
    #[must_use]
    pub fn snapshot_folder(&self) -> Option<PathBuf> {
        match &self.origin {
            Origin::BuiltIn | Origin::Bundle => None,
            Origin::Folder(root) => Some(root.join(&self.manifest.snapshots)),
        }
    }

    /// The paths of all scenario files, fragments left out.
    pub fn scenario_files(&self) -> impl Iterator<Item = &str> {
        scenario_files(&self.files, &self.manifest)
    }
}

impl Reading {
    /// Reads as much as can be read of the suite in a folder.
    ///
    /// # Errors
    /// Its manifest or a ledger is not what it must be, or a file cannot be opened.
    pub fn open(root: &Path) -> Result<Self, SuiteError> {
        let mut files = Files::default();
        let unreadable = |path: &str, error| SuiteError::Unreadable { path: root.join(path), error };
        files.add_file(root, MANIFEST).map_err(|error| unreadable(MANIFEST, error))?;
        let manifest = manifest(&files)?;
        for folder in [&manifest.scenarios, &manifest.snapshots] {
            files.add_folder(root, folder).map_err(|(path, error)| unreadable(&path, error))?;
        }
        for ledger in manifest.ledgers.values() {
            files.add_file(root, ledger).map_err(|error| unreadable(ledger, error))?;
        }
        Self::read(files, Origin::Folder(root.to_path_buf()))
    }

    /// Reads as much as can be read of a suite from its files.
    ///
    /// # Errors
    /// Its manifest or a ledger is not what it must be.
    pub fn read(files: Files, origin: Origin) -> Result<Self, SuiteError> {
        let manifest = manifest(&files)?;
        let ledgers = manifest.ledgers.iter().map(|(name, path)| Ok((name.clone(), ledger(&files, path)?))).collect::<Result<_, SuiteError>>()?;
        let (mut cases, mut properties, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
        let paths: Vec<&str> = scenario_files(&files, &manifest).collect();
        for read in load_all(&files, &manifest.scenarios, &paths) {
            match read {
                Ok(Loaded::Cases(loaded)) => cases.extend(loaded),
                Ok(Loaded::Property(property)) => properties.push(*property),
                Err(complaint) => complaints.push(*complaint),
            }
        }
        let snapshots = snapshots(&files, &manifest, &mut complaints);
        Ok(Self { suite: Suite { ledgers, cases, properties, snapshots, origin, manifest, files }, complaints })
    }

    /// The suite, if all of it could be read.
    ///
    /// # Errors
    /// [`SuiteError::Complaints`] otherwise.
    pub fn complete(self) -> Result<Suite, SuiteError> {
        match self.complaints.is_empty() {
            true => Ok(self.suite),
            false => Err(SuiteError::Complaints(self.complaints)),
        }
    }
}

fn manifest(files: &Files) -> Result<Manifest, SuiteError> {
    Manifest::read(MANIFEST, files.get(MANIFEST).unwrap_or_default()).map_err(|complaint| SuiteError::Complaints(vec![*complaint]))
}

fn ledger(files: &Files, path: &str) -> Result<Ledger, SuiteError> {
    let text = String::from_utf8_lossy(files.get(path).unwrap_or_default());
    Ledger::parse(&text).map_err(|error| SuiteError::Ledger { path: path.to_owned(), error })
}

fn scenario_files<'a>(files: &'a Files, manifest: &Manifest) -> impl Iterator<Item = &'a str> {
    let folder = format!("{}/", manifest.scenarios);
    let fragments = format!("{folder}{FRAGMENTS}/");
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    paths.into_iter().filter(move |path| path.starts_with(&folder) && !path.starts_with(&fragments) && path.ends_with(".yaml"))
}

fn snapshots(files: &Files, manifest: &Manifest, complaints: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let folder = format!("{}/", manifest.snapshots);
    let mut snapshots = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".snap")) {
        match (path.strip_prefix(&folder), std::str::from_utf8(bytes)) {
            (Some(below), Ok(text)) => drop(snapshots.insert(below.to_owned(), text.to_owned())),
            (Some(_), Err(_)) => complaints.push(Diagnostic::about(path, "this file is not UTF-8")),
            (None, _) => {}
        }
    }
    snapshots
}

fn rendered(complaints: &[Diagnostic]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}
