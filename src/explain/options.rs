//! The arguments of `standin explain`, and the call that they are about.

use std::net::IpAddr;

use clap::Args;
use serde_json::Value;

use super::ExplainError;
use super::call::call;
use crate::control::ControlOptions;
use crate::print::Format;

const FORMS: &str = "\
standin explain [OPTIONS] CALL
       standin explain [OPTIONS] --last-refused
       standin explain [OPTIONS] --instance NAME [METHOD] PATH";
const EXAMPLES: &str = "\
Examples:
  standin explain 7
  standin explain --last-refused
  standin explain --instance hyper /TokenValidity -H 'Authorization: Bearer no-such-token'
  standin explain --instance hypertrack -u ACCOUNT:SECRET POST /oauth/token -d @body.json";

/// The options of `standin explain`.
#[derive(Args)]
#[command(override_usage = FORMS, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", crate::exit::HELP))]
pub(crate) struct Options {
    /// The number of a call in the journal, or the path of one that is imagined, before it its method
    ///
    /// A number is one that `standin journal` shows; that call is explained as it was at its moment. A path is what follows the
    /// base URL of the --instance; that call is explained as it would be answered now, and changes nothing. A method that is
    /// left out is GET, and with a body POST.
    #[arg(value_name = "CALL | [METHOD] PATH")]
    asked: Vec<String>,
    /// The latest call of the journal that was refused; with --instance, of those to that instance
    #[arg(long, conflicts_with_all = ["asked", "headers", "user", "data", "client"])]
    last_refused: bool,
    /// The form of what is printed
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) control: ControlOptions,
    #[command(flatten)]
    imagined: Imagined,
}

/// What is said of a call that is imagined.
#[derive(Args)]
#[command(next_help_heading = "The call that is imagined; -H, -u and -d are curl's")]
pub(super) struct Imagined {
    /// The instance that is called
    #[arg(long, value_name = "NAME")]
    pub(super) instance: Option<String>,
    /// A header
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", allow_hyphen_values = true)]
    pub(super) headers: Vec<String>,
    /// What a Basic header says
    #[arg(short, long, value_name = "USER:PASSWORD", allow_hyphen_values = true)]
    pub(super) user: Option<String>,
    /// The body, a form unless a header says otherwise; @FILE takes it from a file as it is, - or @- from standard input
    #[arg(short, long, value_name = "BODY", allow_hyphen_values = true)]
    pub(super) data: Vec<String>,
    /// The client's address [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub(super) client: Option<IpAddr>,
}

/// The call that is to be explained.
pub(super) enum Subject {
    /// The one of this number in the journal.
    Numbered(u64),
    /// The latest that was refused, where an instance is given of those to it.
    LastRefused(Option<String>),
    /// One that nobody made, as the control plane is asked about it.
    Imagined(Value),
}

impl Options {
    /// The call that is meant. What was given stands in no error, since it may be a secret in the wrong place.
    pub(super) fn subject(&self) -> Result<Subject, ExplainError> {
        let asked: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        match asked[..] {
            [] if self.last_refused => Ok(Subject::LastRefused(self.imagined.instance.clone())),
            [] => usage("say which call: a number that `standin journal` shows, a path with --instance, or --last-refused"),
            [path] if path.starts_with('/') => Ok(Subject::Imagined(call(&self.imagined, None, path)?)),
            [method, path] if path.starts_with('/') => Ok(Subject::Imagined(call(&self.imagined, Some(method), path)?)),
            [number] => self.numbered(number),
            _ => usage("a call is either one number, or a path that begins with a slash and before it, if need be, a method"),
        }
    }

    fn numbered(&self, number: &str) -> Result<Subject, ExplainError> {
        let Ok(id) = number.trim_start_matches('#').parse() else {
            return usage("this is neither the number of a call, such as 7, nor a path that begins with a slash");
        };
        if self.imagined.says_something() {
            return usage("a call of the journal is explained as it was: leave out --instance, -H, -u, -d and --client");
        }
        Ok(Subject::Numbered(id))
    }
}

impl Imagined {
    fn says_something(&self) -> bool {
        let Self { instance, headers, user, data, client } = self;
        instance.is_some() || !headers.is_empty() || user.is_some() || !data.is_empty() || client.is_some()
    }
}

fn usage<T>(what: &str) -> Result<T, ExplainError> {
    Err(ExplainError::Usage(what.to_owned()))
}
