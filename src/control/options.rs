//! Where the control plane is, what it asks for, and the world that is asked about.

use std::path::PathBuf;

use clap::Args;
use reqwest::Url;
use serde_json::Value;

use super::{Control, ControlError};

const TOKEN_VARIABLE: &str = "STANDIN_CONTROL_TOKEN";
const CONTROL: &str = "http://127.0.0.1:8081";

/// The options of every command that asks a serving Standin.
#[derive(Args)]
#[command(next_help_heading = "Which server")]
pub(crate) struct ControlOptions {
    /// The control plane's URL [default: the ready file's, else http://127.0.0.1:8081]
    #[arg(long, value_name = "URL")]
    control: Option<String>,
    /// The token that it demands; better given as STANDIN_CONTROL_TOKEN in the environment
    #[arg(long, value_name = "TOKEN", allow_hyphen_values = true)]
    token: Option<String>,
    /// The file in which `standin serve --ready-file` told its URL and, where it made one, its token
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// The world that is asked about
    #[arg(long, value_name = "NAME", default_value = "default")]
    world: String,
}

impl ControlOptions {
    /// The control plane that the options, the environment and the ready file name, in this order.
    ///
    /// # Errors
    /// The ready file cannot be used, or the URL is none.
    pub(crate) fn open(&self) -> Result<Control, ControlError> {
        let ready = self.ready()?;
        let told = |name: &str| ready[name].as_str().map(str::to_owned);
        let url = self.control.clone().or_else(|| told("control_url")).unwrap_or_else(|| CONTROL.to_owned());
        let token = self.token.clone().or_else(|| std::env::var(TOKEN_VARIABLE).ok()).or_else(|| told("control_token"));
        Control::new(self.world(&url)?, token, without_password(&url).to_owned())
    }

    fn ready(&self) -> Result<Value, ControlError> {
        let Some(file) = &self.ready_file else { return Ok(Value::Null) };
        let unusable = |why: String| ControlError::Usage(format!("the ready file {} cannot be used: {why}", file.display()));
        let bytes = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|_| unusable("it is no JSON".to_owned()))
    }

    /// The URL of the world.
    fn world(&self, control: &str) -> Result<Url, ControlError> {
        let no_url = |why: String| ControlError::Usage(format!("--control {}: {why}; write one such as {CONTROL}", without_password(control)));
        let mut url = Url::parse(control).map_err(|error| no_url(error.to_string()))?;
        url.path_segments_mut().map_err(|()| no_url("it leads nowhere".to_owned()))?.pop_if_empty().extend(["worlds", &self.world]);
        Ok(url)
    }
}

/// A URL without whom it is for.
fn without_password(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, place)| place)
}
