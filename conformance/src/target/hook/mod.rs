//! Hooks that can be run: a call, or a program, that has a target do what no client can do.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::HeaderText;
use super::description::{Deed, DescribedHook, HookBody};
use super::program::{Program, Standing};

mod clock;
mod fill;

pub use clock::ClockControl;
use fill::Named;

/// A hook's answer is no longer than so many bytes.
const LONGEST: usize = 1024 * 1024;
/// A program that ends with this says that the target refused.
const REFUSED: i32 = 10;
/// An answer with this status says that the target refused.
const CONFLICT: u16 = 409;
/// A secret that is shorter is not looked for in texts: it would be found everywhere.
pub(super) const SHORTEST_SECRET: usize = 4;

/// A hook that can be run.
pub struct Hook {
    what: What,
    timeout: Duration,
    secrets: BTreeMap<String, String>,
    credentials: BTreeMap<String, JsonPath>,
}

enum What {
    Call { client: Client, method: Method, url: String, headers: BTreeMap<String, HeaderText>, body: HookBody },
    Command { words: Vec<String>, folder: PathBuf },
}

/// What a hook needs that its description does not hold.
pub struct Means {
    /// Makes its call.
    pub client: Client,
    /// Its program runs here.
    pub folder: PathBuf,
    /// The secrets that its texts name.
    pub secrets: BTreeMap<String, String>,
    /// Its headers by name.
    pub headers: BTreeMap<String, HeaderText>,
}

/// What a hook did not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HookError {
    /// It says that the target refused, and that nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// It failed. What it did is not known.
    #[error("{0}")]
    Failed(String),
}

/// New credentials that a hook brought, by name.
pub type Brought = BTreeMap<String, String>;

impl std::fmt::Debug for Hook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Hook").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Hook {
    /// The hook that is described.
    #[must_use]
    pub fn new(described: &DescribedHook, means: Means) -> Self {
        let what = match &described.deed {
            Deed::Command(words) => What::Command { words: words.clone(), folder: means.folder },
            Deed::Call { method, url, body, .. } => {
                What::Call { client: means.client, method: method.clone(), url: url.clone(), headers: means.headers, body: body.clone() }
            }
        };
        // Paths were checked when the file was read.
        let credentials = described.credentials.iter().filter_map(|(name, path)| Some((name.clone(), JsonPath::parse(&path.value).ok()?)));
        Self { what, timeout: described.timeout, secrets: means.secrets, credentials: credentials.collect() }
    }

    /// Whether it brings new credentials.
    #[must_use]
    pub fn brings_credentials(&self) -> bool {
        !self.credentials.is_empty()
    }

    /// Runs it with these values.
    ///
    /// # Errors
    /// It is refused or fails, within its time. No message holds one of its secrets.
    pub async fn run(&self, values: &Map<String, Value>) -> Result<Brought, HookError> {
        let mut values = values.clone();
        values.insert("secret".to_owned(), self.secrets.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect());
        let done = match &self.what {
            What::Call { client, method, url, headers, body } => {
                let request = self.request(client, method, url, headers, body, &Named(&values));
                match request {
                    Ok(request) => tokio::time::timeout(self.timeout, answer(client, request)).await.unwrap_or_else(|_| Err(self.late())),
                    Err(why) => Err(HookError::Failed(why)),
                }
            }
            What::Command { words, folder } => self.printed(words, folder.clone(), &Named(&values)).await,
        };
        done.and_then(|answer| self.brought(&answer)).map_err(|error| self.masked(error))
    }

    fn request(
        &self,
        client: &Client,
        method: &Method,
        url: &str,
        headers: &BTreeMap<String, HeaderText>,
        body: &HookBody,
        named: &Named<'_>,
    ) -> Result<reqwest::Request, String> {
        let mut request = client.request(method.clone(), named.url(url)?).timeout(self.timeout);
        for (name, value) in headers {
            request = match value {
                HeaderText::Plain(text) => request.header(name, named.text(text)?),
                HeaderText::Secret(text) => request.header(name, text),
            };
        }
        let request = match body {
            HookBody::Nothing => request,
            HookBody::Json(value) => request.json(&named.json(value)?),
            HookBody::Form(pairs) => {
                let pairs = pairs.iter().map(|(name, value)| Ok((name, named.text(value)?))).collect::<Result<Vec<_>, String>>()?;
                let text = serde_urlencoded::to_string(pairs).map_err(|error| error.to_string())?;
                request.header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(text)
            }
            HookBody::Text(text) => request.body(named.text(text)?),
        };
        // An error would hold the URL.
        request.build().map_err(|_| "with these values it is no call that can be sent".to_owned())
    }

    async fn printed(&self, words: &[String], folder: PathBuf, named: &Named<'_>) -> Result<Vec<u8>, HookError> {
        let words = words.iter().map(|word| named.text(word)).collect::<Result<Vec<_>, _>>().map_err(HookError::Failed)?;
        let timeout = self.timeout;
        let program = words.first().cloned().unwrap_or_default();
        let run = move || Program { words: &words, timeout, folder: &folder, longest: LONGEST, standing: Standing::Alone }.run();
        let told = |why: &str| format!("the command {program} {why}");
        let ended = tokio::task::spawn_blocking(run).await.map_err(|_| HookError::Failed(told("was lost")))?;
        let ended = ended.map_err(|error| HookError::Failed(told(&error.to_string())))?;
        let complaint = if ended.complaint.is_empty() { String::new() } else { format!(": {}", ended.complaint) };
        match ended.status.code() {
            Some(0) if ended.printed.len() > LONGEST => Err(HookError::Failed(told(&format!("prints more than {LONGEST} bytes")))),
            Some(0) => Ok(ended.printed),
            Some(REFUSED) => Err(HookError::Refused(told(&format!("says that it is refused ({}){complaint}", ended.status)))),
            _ => Err(HookError::Failed(told(&format!("failed ({}){complaint}", ended.status)))),
        }
    }

    fn late(&self) -> HookError {
        HookError::Failed(format!("no answer within {} s; give it a longer `timeout`", self.timeout.as_secs_f64()))
    }

    fn brought(&self, answer: &[u8]) -> Result<Brought, HookError> {
        if self.credentials.is_empty() {
            return Ok(Brought::new());
        }
        let failed = |why: String| HookError::Failed(why);
        let answer: Value =
            serde_json::from_slice(answer).map_err(|_| failed("its answer is no JSON, and credentials are looked for in it".to_owned()))?;
        let found = |(name, path): (&String, &JsonPath)| {
            let value = path.query(&answer).at_most_one().ok().flatten().and_then(Value::as_str).filter(|text| !text.is_empty());
            let value = value.ok_or_else(|| failed(format!("its answer has no text at {path} for the credential `{name}`")))?;
            Ok((name.clone(), value.to_owned()))
        };
        self.credentials.iter().map(found).collect()
    }

    fn masked(&self, error: HookError) -> HookError {
        let of_headers: Vec<&String> = match &self.what {
            What::Call { headers, .. } => {
                headers.values().filter_map(|text| if let HeaderText::Secret(text) = text { Some(text) } else { None }).collect()
            }
            What::Command { .. } => Vec::new(),
        };
        let mut secrets: Vec<&String> = self.secrets.values().chain(of_headers).filter(|secret| secret.len() >= SHORTEST_SECRET).collect();
        // Of one that begins with another the rest would be left.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let mask = |text: String| secrets.iter().fold(text, |text, secret| text.replace(secret.as_str(), "***"));
        match error {
            HookError::Refused(why) => HookError::Refused(mask(why)),
            HookError::Failed(why) => HookError::Failed(mask(why)),
        }
    }
}

/// The body of a call's answer, if it is a good one.
async fn answer(client: &Client, request: reqwest::Request) -> Result<Vec<u8>, HookError> {
    let failed = |error: reqwest::Error| HookError::Failed(reason(&error));
    let mut response = client.execute(request).await.map_err(failed)?;
    let status = response.status();
    if status.as_u16() == CONFLICT {
        return Err(HookError::Refused(format!("status {}", status.as_u16())));
    }
    if !status.is_success() {
        return Err(HookError::Failed(format!("status {}", status.as_u16())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return Err(HookError::Failed(format!("the answer is longer than {LONGEST} bytes")));
        }
    }
    Ok(body)
}

/// Why a call failed, without its URL: the innermost reason says most.
fn reason(error: &reqwest::Error) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let what = match () {
        () if error.is_timeout() => return "no answer in its time; give it a longer `timeout`".to_owned(),
        () if error.is_connect() => "no connection",
        () => "no complete answer",
    };
    format!("{what}: {reason}")
}
