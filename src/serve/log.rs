//! What `standin serve` prints: a table when it serves, then a line a call. Never a token in a call's line.

use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::Arc;

use mock_server::{Call, Log, ReadyView};
use serde_json::json;

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// For people.
    #[default]
    Text,
    /// A JSON object a line; the first is what the ready file holds.
    Json,
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <Self as clap::ValueEnum>::from_str(text, false)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Prints every call.
pub(super) fn calls(form: Form) -> Log {
    Arc::new(move |call| {
        let text = match form {
            Form::Text => text(call),
            Form::Json => json(call),
        };
        line(&mut io::stdout().lock(), &text);
    })
}

/// Prints how to reach the server and with what.
pub(super) fn greet(form: Form, ready: &ReadyView) {
    let text = match form {
        Form::Text => table(ready),
        Form::Json => serde_json::to_string(ready).unwrap_or_default(),
    };
    line(&mut io::stdout().lock(), &text);
}

/// Prints a line; that nobody reads it is no reason to stop serving.
pub(super) fn line(to: &mut impl Write, text: &str) {
    let _ = writeln!(to, "{text}").and_then(|()| to.flush());
}

fn text(call: &Call<'_>) -> String {
    let at = call.at.map_or_else(|| "-".to_owned(), |at| format!("{at:.3}"));
    let world = if call.world.is_empty() { "-" } else { call.world };
    let mut text = format!("{at} {world} {} {} {}", call.method, call.path, call.status);
    for clause in call.clauses {
        let _ = write!(text, " {clause}");
    }
    if let Some(stub) = call.stub {
        let _ = write!(text, " stub:{stub}");
    }
    for fault in call.faults {
        let _ = write!(text, " fault:{fault}");
    }
    if let Some(error) = call.error {
        let _ = write!(text, " standin-error:{error}");
    }
    text
}

fn json(call: &Call<'_>) -> String {
    let clauses: Vec<_> = call.clauses.iter().map(|clause| clause.0).collect();
    json!({
        "at": call.at.map(|at| at.to_string()),
        "world": call.world,
        "method": call.method,
        "path": call.path,
        "status": call.status,
        "clauses": clauses,
        "stub": call.stub,
        "faults": call.faults,
        "error": call.error,
    })
    .to_string()
}

fn table(ready: &ReadyView) -> String {
    let mut rows = Vec::new();
    for (name, instance) in &ready.instances {
        rows.push((name.as_str(), instance.base_url.as_str()));
        rows.extend(instance.credentials.iter().map(|(credential, value)| (*credential, value.as_str())));
    }
    rows.extend(ready.control_url.as_deref().map(|url| ("control", url)));
    rows.extend(ready.control_token.as_deref().map(|token| ("control token", token)));
    rows.extend(ready.tls_ca_file.as_deref().map(|file| ("CA file", file)));
    let seed = ready.seed.to_string();
    rows.push(("seed", &seed));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    rows.iter().map(|(name, value)| format!("{name:width$}  {value}")).collect::<Vec<_>>().join("\n")
}
