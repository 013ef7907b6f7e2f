//! The options of `standin journal`, and the question that they make.

use clap::Args;

use super::export::ExportOptions;
use crate::control::ControlOptions;
use crate::print::Format;

/// The options of `standin journal`.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// Go on with each further call as it happens, until the server ends
    #[arg(short, long)]
    pub(super) follow: bool,
    /// The form of what is printed
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) control: ControlOptions,
    #[command(flatten)]
    pub(super) export: ExportOptions,
    #[command(flatten)]
    filter: FilterOptions,
}

#[derive(Args)]
#[command(next_help_heading = "Which calls")]
struct FilterOptions {
    /// Those of this instance
    #[arg(long, value_name = "NAME")]
    instance: Option<String>,
    /// Those of this method
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// Those whose path fits, below the instance or whole: * stands for anything but a slash, ** for anything
    #[arg(long, value_name = "PATTERN")]
    path: Option<String>,
    /// Those with this status, or with one of a class: 401, 4xx
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Those that a clause decided, such as hyper.grace.*
    #[arg(long, value_name = "PATTERN")]
    clause: Option<String>,
    /// Those with these credentials, by the name that the journal shows: <access_token:1>
    #[arg(long, value_name = "NAME")]
    bearer: Option<String>,
    /// Those after the call of this number
    #[arg(long, value_name = "ID")]
    since: Option<u64>,
    /// Those at this virtual time or later, such as 2026-01-01T00:00:00Z
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// Those at this virtual time or before
    #[arg(long, value_name = "MOMENT")]
    to: Option<String>,
    /// Those that were refused
    #[arg(long)]
    refused: bool,
    /// At most so many, the latest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Options {
    /// The calls that are wanted, as the control plane is asked for them.
    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = self.filter.pairs();
        query.extend(self.follow.then(|| ("follow", "true".to_owned())));
        query
    }

    /// The filters that are given, by name.
    pub(super) fn filters(&self) -> Vec<(&'static str, String)> {
        self.filter.pairs()
    }
}

impl FilterOptions {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let given = [
            ("instance", self.instance.clone()),
            ("method", self.method.clone()),
            ("path", self.path.clone()),
            ("status", self.status.clone()),
            ("clause", self.clause.clone()),
            ("bearer", self.bearer.clone()),
            ("since", self.since.map(|since| since.to_string())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("refused", self.refused.then(|| "true".to_owned())),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
