//! Templates: MiniJinja with bounded work and bounded output, and filters for times.

use std::collections::BTreeSet;
use std::io;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use providers::suggestion;

use super::values::NAMES;
use crate::parse_span;

/// Instructions that one template may take.
const FUEL: u64 = 200_000;
/// Bytes that one template may write.
const OUTPUT: usize = 1 << 20;
/// Bytes that a template itself may have.
const LONGEST: usize = 64 << 10;
/// Calls of macros within each other.
const DEPTH: usize = 50;

/// A template whose syntax was checked.
pub(super) struct Source(String);

impl Source {
    pub(super) fn check(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a template may have {LONGEST} bytes"));
        }
        let template = environment().template_from_str(text).map_err(|error| said(&error))?;
        let known: BTreeSet<&str> = environment().globals().map(|(name, _)| name).chain(NAMES).collect();
        let named: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
        match named.iter().find(|name| !known.contains(name.as_str())) {
            Some(name) => Err(format!("there is no `{name}`; {}", suggestion(name, known))),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// What the template makes of these values, or what it stumbled on and in which line.
    pub(super) fn render(&self, values: &Value) -> Result<String, String> {
        let template = environment().template_from_str(&self.0).map_err(|error| said(&error))?;
        let mut paper = Paper(Vec::new());
        template.render_captured_to(values.clone(), &mut paper).map_err(|error| said(&error))?;
        String::from_utf8(paper.0).map_err(|_| "it wrote what is no text".to_owned())
    }
}

/// Takes so much and no more.
struct Paper(Vec<u8>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > OUTPUT {
            return Err(io::Error::other(format!("a template may write {OUTPUT} bytes")));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn environment() -> &'static Environment<'static> {
    static ENVIRONMENT: OnceLock<Environment<'static>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // A body keeps the line's end that it ends with. Building fails on delimiters alone, and these are the default ones.
        if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH);
        environment.add_filter("plus", plus);
        environment.add_filter("strftime", strftime);
        environment.add_filter("epoch", |at: &str| moment(at).map(Timestamp::as_second));
        environment.add_filter("epoch_ms", |at: &str| moment(at).map(Timestamp::as_millisecond));
        environment
    })
}

/// `{{ now | plus("90s") }}`, `{{ now | plus("-1h") }}`.
fn plus(at: &str, span: &str) -> Result<String, Error> {
    let span = parse_span(span).map_err(unfit)?;
    moment(at)?.checked_add(span).map(|at| at.to_string()).map_err(|_| unfit("that is beyond the years that can be told"))
}

/// `{{ now | strftime("%d/%m/%Y %H:%M:%S") }}`, in UTC.
fn strftime(at: &str, format: &str) -> Result<String, Error> {
    let at = moment(at)?.to_zoned(TimeZone::UTC);
    jiff::fmt::strtime::format(format, &at).map_err(|error| unfit(format!("`{format}` is no form of a time: {error}")))
}

fn moment(text: &str) -> Result<Timestamp, Error> {
    text.parse().map_err(|_| unfit(format!("`{text}` is no moment such as 2026-01-01T00:00:00Z")))
}

/// An error of ours in a template.
pub(super) fn unfit(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

/// The error with its line. What lies below it, such as a full output, is said as well.
fn said(error: &Error) -> String {
    let mut text = error.line().map_or_else(String::new, |line| format!("line {line}: "));
    text.push_str(&error.kind().to_string());
    if let Some(detail) = error.detail() {
        text.push_str(": ");
        text.push_str(detail);
    }
    if let Some(cause) = std::error::Error::source(error) {
        text.push_str(": ");
        text.push_str(&cause.to_string());
    }
    text
}
