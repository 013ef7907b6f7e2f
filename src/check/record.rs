//! Puts answers where the recorded ones lie, or beside them for people to accept.

use conformance::scenario::Case;
use conformance::snapshot::{Snapshots, Taken, taken};
use conformance::suite::Suite;
use conformance::transcript::Transcript;

use super::{CheckError, Options};
use crate::print::aside;

/// Records answers or leaves them pending. Only answers of the mock as it is are ever written.
pub(super) fn record(options: &Options, suite: &Suite, cases: &[Case], transcript: &Transcript, snapshots: &mut Snapshots) -> Result<(), CheckError> {
    let Some(folder) = suite.snapshot_folder().filter(|_| options.asked.target.is_none() && options.asked.deviations.is_empty()) else {
        return Ok(());
    };
    for taken in taken(cases, transcript) {
        match (snapshots.agree(&taken), options.update_snapshots) {
            (true, _) => taken.forget_pending(&folder)?,
            (false, true) => {
                taken.record(&folder)?;
                snapshots.record(&taken);
            }
            (false, false) => leave(&taken, &folder)?,
        }
    }
    Ok(())
}

fn leave(taken: &Taken, folder: &std::path::Path) -> Result<(), CheckError> {
    taken.leave_pending(folder)?;
    aside(&format!("{}.new waits; `standin snapshots diff` shows it, `standin snapshots accept` takes it", folder.join(&taken.path).display()));
    Ok(())
}
