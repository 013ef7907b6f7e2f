//! How a target's tokens are kept, and whether it is called at all.

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What is said of a run against a target.
#[derive(clap::Args, Debug)]
pub(crate) struct RunOptions {
    /// The target's current tokens: the run starts from this file, if it is there, and writes each new token into it before
    /// it goes on. Left out, it stands beside the target file.
    #[arg(long, value_name = "FILE", alias = "credentials-file", requires = "target")]
    pub(in crate::check) ledger: Option<PathBuf>,
    /// Say how many calls a run would make, how long it would take at least, and what it could not check, and call nobody.
    #[arg(long, requires = "target")]
    pub(in crate::check) dry_run: bool,
    /// Die after so many steps that cannot be undone: the ledger must survive it.
    #[arg(long, value_name = "N", requires = "target", hide = true)]
    pub(in crate::check) abort_after: Option<NonZeroUsize>,
}
