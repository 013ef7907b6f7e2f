//! The arguments of `standin check`.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use conformance::partition::Partition;
use conformance::property::Draw;
use conformance::report::Detail;
use conformance::scenario::Case;
use conformance::suite::{Origin, Suite};
use conformance::target::description::Described;

use super::CheckError;
use super::properties::PropertyOptions;
use super::report::Wanted;
use super::rerun::Rerunning;
use super::resume::Recording;
use super::scope::Scoping;
use super::target::RunOptions;
use super::waivers::Waiving;
use crate::selection::Selection;

/// Ask a server the suite's questions and judge its answers clause by clause.
///
/// Without --target the mock of this program is asked, in a world of its own for each scenario.
#[derive(clap::Args, Debug)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// The server to be asked: a target file, or the URL of one on the loopback interface.
    #[arg(long, value_name = "FILE|URL")]
    pub(super) target: Option<String>,
    /// The API of the target, where scenarios of several are selected.
    #[arg(long, value_name = "API")]
    pub(super) provider: Option<String>,
    /// Of a target's URL: what a client has been given; also STANDIN_CREDENTIAL_NAME in the environment.
    #[arg(long = "credential", value_name = "NAME=VALUE")]
    pub(super) credentials: Vec<String>,
    #[command(flatten)]
    pub(super) run: RunOptions,
    /// Send the target no more than so many calls a minute.
    #[arg(long, value_name = "CALLS", requires = "target")]
    pub(super) pace: Option<NonZeroU32>,
    /// Only the cases whose id holds this text, or matches it where it has a * or ?.
    #[arg(long = "filter", value_name = "TEXT")]
    pub(super) filters: Vec<String>,
    /// Only the cases that are written for this clause; hyper.grace.* means all that begin so.
    #[arg(long = "clause", value_name = "ID")]
    pub(super) clauses: Vec<String>,
    #[command(flatten)]
    pub(super) scoping: Scoping,
    #[command(flatten)]
    pub(super) waiving: Waiving,
    /// Only the case of exactly this id, as a report names it.
    #[arg(long, value_name = "ID", conflicts_with_all = ["filters", "clauses", "paths"])]
    pub(super) only: Option<String>,
    /// Only the K-th of N parts of the cases, counted from 1, as in 2/5: together the parts are all of them. `standin report merge`
    /// makes one run of their evidence.
    #[arg(long, value_name = "K/N", conflicts_with = "only")]
    pub(super) partition: Option<Partition>,
    #[command(flatten)]
    pub(super) rerunning: Rerunning,
    #[command(flatten)]
    pub(super) recording: Recording,
    /// How many cases are played at once against the mock, and how many calls are under way at once against a target.
    #[arg(long, value_name = "N", default_value = "8")]
    pub(super) jobs: NonZeroUsize,
    /// The public key of the target's tokens, PEM; their signatures are judged by it.
    #[arg(long, value_name = "FILE", requires = "target")]
    pub(super) public_key: Option<PathBuf>,
    /// The seed of all chance; 1 unless it is said, and of a case that was drawn the one in its id.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    #[command(flatten)]
    pub(super) properties: PropertyOptions,
    /// Take the mock's answers for the recorded ones.
    #[arg(long, conflicts_with = "evidence")]
    pub(super) update_snapshots: bool,
    /// A report for programs beside the text: json, junit, sarif, github, tap or html; FILE may be - for standard output.
    #[arg(long = "report", value_name = "FORM=FILE", conflicts_with = "list")]
    pub(super) reports: Vec<Wanted>,
    /// Show the selected cases and their clauses, and ask nothing.
    #[arg(long, conflicts_with = "evidence")]
    pub(super) list: bool,
    /// Make the mock break one clause, as in hyper=grace-of-119-seconds: a suite must notice. `standin deviations` lists them.
    #[arg(long = "deviation", value_name = "API=NAME")]
    pub(super) deviations: Vec<String>,
    #[command(flatten)]
    pub(super) evidence: super::evidence::EvidenceOptions,
    /// Say only what does not hold, and one line at the end.
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl Options {
    /// The seed of all chance.
    pub(super) fn seed(&self) -> u64 {
        let drawn = || self.only.as_deref()?.split_once('@')?.1.parse::<Draw>().ok();
        self.seed.or_else(|| drawn().map(|draw| draw.seed)).unwrap_or(1)
    }

    pub(super) fn detail(&self) -> Detail {
        if self.quiet { Detail::Brief } else { Detail::Full }
    }

    /// Whether the options fit together, and to what they are about.
    pub(super) fn agree(&self, suite: &Suite, cases: &[Case], described: Option<&Described>) -> Result<(), CheckError> {
        let usage = |message: &str| Err(CheckError::Usage(message.to_owned()));
        let foreign = self.target.is_some();
        self.declared(suite)?;
        if self.update_snapshots && suite.origin == Origin::BuiltIn {
            return usage("--update-snapshots needs a suite on the disk, and this one is built in; `standin suite export DIR` writes it out");
        }
        if self.update_snapshots && (foreign || !self.deviations.is_empty()) {
            return usage("--update-snapshots takes the answers of the mock as it is; leave --target and --deviation out");
        }
        if foreign && !self.deviations.is_empty() {
            return usage("--deviation is for the mock; leave --target out");
        }
        if !foreign && !self.credentials.is_empty() {
            return usage("--credential is for a target; name it with --target URL");
        }
        if described.is_some() && !self.credentials.is_empty() {
            return usage("--credential is for a target's URL; a target file says itself where its credentials stand");
        }
        if foreign && described.is_none() && self.run.ledger.is_none() {
            return usage("a check makes a target replace its tokens; say with --ledger where the new ones are to be kept");
        }
        let mut providers: Vec<&str> = cases.iter().map(|case| case.provider.as_str()).collect();
        providers.sort_unstable();
        providers.dedup();
        match providers.as_slice() {
            [_, _, ..] if foreign => {
                usage(&format!("scenarios of {} are selected; say with --provider which API the target is", providers.join(", ")))
            }
            _ => Ok(()),
        }
    }
}
