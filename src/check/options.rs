//! The arguments of `standin check`.

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
use super::target::{Asked, Rehearsal};
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
    #[command(flatten)]
    pub(super) asked: Asked,
    /// The API of the target, where scenarios of several are selected.
    #[arg(long, value_name = "API")]
    pub(super) provider: Option<String>,
    #[command(flatten)]
    pub(super) rehearsal: Rehearsal,
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
        let foreign = self.asked.target.is_some();
        self.declared(suite)?;
        if self.update_snapshots && suite.origin == Origin::BuiltIn {
            return usage("--update-snapshots needs a suite on the disk, and this one is built in; `standin suite export DIR` writes it out");
        }
        if self.update_snapshots && (foreign || !self.asked.deviations.is_empty()) {
            return usage("--update-snapshots takes the answers of the mock as it is; leave --target and --deviation out");
        }
        if foreign && !self.asked.deviations.is_empty() {
            return usage("--deviation is for the mock; leave --target out");
        }
        if !foreign && !self.asked.credentials.is_empty() {
            return usage("--credential is for a target; name it with --target URL");
        }
        if described.is_some() && !self.asked.credentials.is_empty() {
            return usage("--credential is for a target's URL; a target file says itself where its credentials stand");
        }
        if foreign && described.is_none() && self.asked.ledger.is_none() {
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
