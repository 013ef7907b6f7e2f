//! Puts answers where the recorded ones lie, or beside them for people to accept.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use conformance::scenario::Case;
use conformance::snapshot::{Snapshots, taken};
use conformance::suite::Suite;
use conformance::transcript::Play;

use super::{CheckError, Options};
use crate::print::aside;

/// Records answers or leaves them pending.
pub(super) struct Recorder {
    folder: PathBuf,
    update: bool,
    pending: Mutex<BTreeSet<PathBuf>>,
}

impl Recorder {
    /// Only answers of the mock as it is are ever written, and only for a suite on the disk.
    pub(super) fn of(options: &Options, suite: &Suite) -> Option<Self> {
        let folder = suite.snapshot_folder().filter(|_| options.asked.target.is_none() && options.asked.deviations.is_empty())?;
        Some(Self { folder, update: options.update_snapshots, pending: Mutex::default() })
    }

    /// Records the answers of a play, so that they are the recorded ones from here on, or leaves them pending.
    ///
    /// # Errors
    /// A file cannot be written or removed.
    pub(super) fn record(&self, case: &Case, play: &Play, snapshots: &mut Snapshots) -> Result<(), CheckError> {
        for taken in taken(case, play) {
            match (snapshots.agree(&taken), self.update) {
                (true, _) => taken.forget_pending(&self.folder)?,
                (false, true) => {
                    taken.record(&self.folder)?;
                    snapshots.record(&taken);
                }
                (false, false) => {
                    taken.leave_pending(&self.folder)?;
                    self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(self.folder.join(&taken.path));
                }
            }
        }
        Ok(())
    }

    /// Tells which answers wait.
    pub(super) fn tell(&self) {
        for path in self.pending.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            aside(&format!("{}.new waits; `standin snapshots diff` shows it, `standin snapshots accept` takes it", path.display()));
        }
    }
}
