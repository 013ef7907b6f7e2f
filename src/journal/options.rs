//! The options of `standin journal`, and the question that they make.

use std::path::PathBuf;

use clap::Args;
use reqwest::Url;
use serde_json::Value;

use super::JournalError;
use super::export::ExportOptions;
use super::line::Format;

const TOKEN_VARIABLE: &str = "STANDIN_CONTROL_TOKEN";
const CONTROL: &str = "http://127.0.0.1:8081";

/// The options of `standin journal`.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The control plane's URL [default: the ready file's, else http://127.0.0.1:8081]
    #[arg(long, value_name = "URL")]
    control: Option<String>,
    /// The token that it demands; better given as STANDIN_CONTROL_TOKEN in the environment
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// The file in which `standin serve --ready-file` told its URL and, where it made one, its token
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// The world whose calls are printed
    #[arg(long, value_name = "NAME", default_value = "default")]
    world: String,
    /// Go on with each further call as it happens, until the server ends
    #[arg(short, long)]
    pub(super) follow: bool,
    /// The form of what is printed
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub(super) format: Format,
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

/// Where the control plane is, and what it asks for.
pub(super) struct Control {
    pub(super) url: String,
    pub(super) token: Option<String>,
}

impl Options {
    /// The control plane that the options, the environment and the ready file name, in this order.
    pub(super) fn control(&self) -> Result<Control, JournalError> {
        let ready = self.ready()?;
        let told = |name: &str| ready[name].as_str().map(str::to_owned);
        let url = self.control.clone().or_else(|| told("control_url")).unwrap_or_else(|| CONTROL.to_owned());
        let token = self.token.clone().or_else(|| std::env::var(TOKEN_VARIABLE).ok()).or_else(|| told("control_token"));
        Ok(Control { url, token })
    }

    fn ready(&self) -> Result<Value, JournalError> {
        let Some(file) = &self.ready_file else { return Ok(Value::Null) };
        let unusable = |why: String| JournalError::Usage(format!("the ready file {} cannot be used: {why}", file.display()));
        let bytes = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|_| unusable("it is no JSON".to_owned()))
    }

    /// The URL of the calls that are wanted.
    pub(super) fn url(&self, control: &Control) -> Result<Url, JournalError> {
        let mut url = self.part(control, &["journal"])?;
        url.query_pairs_mut().extend_pairs(self.filter.pairs());
        if self.follow {
            url.query_pairs_mut().append_key_only("follow");
        }
        Ok(url)
    }

    /// The URL of a part of the world.
    pub(super) fn part(&self, control: &Control, part: &[&str]) -> Result<Url, JournalError> {
        let no_url = |why: String| JournalError::Usage(format!("--control {}: {why}; write one such as {CONTROL}", control.url));
        let mut url = Url::parse(&control.url).map_err(|error| no_url(error.to_string()))?;
        url.path_segments_mut().map_err(|()| no_url("it leads nowhere".to_owned()))?.pop_if_empty().extend(["worlds", &self.world]).extend(part);
        Ok(url)
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
