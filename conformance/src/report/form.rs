//! The forms in which a report is written, for programs and for a browser.

use std::str::FromStr;

use super::document::Report;
use super::{github, html, json, junit, sarif, tap};

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Json,
    /// JUnit XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub's workflow commands.
    Github,
    /// TAP 14.
    Tap,
    /// A page for a browser.
    Html,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Json, Self::Junit, Self::Sarif, Self::Github, Self::Tap, Self::Html];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Tap => "tap",
            Self::Html => "html",
        }
    }

    /// The report in this form.
    #[must_use]
    pub fn write(self, report: &Report) -> String {
        match self {
            Self::Json => json::write(report),
            Self::Junit => junit::write(report),
            Self::Sarif => sarif::write(report),
            Self::Github => github::write(report),
            Self::Tap => tap::write(report),
            Self::Html => html::write(report),
        }
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|form| form.name() == text);
        found.ok_or_else(|| format!("there is no form `{text}`; {}", providers::suggestion(text, Self::ALL.map(Self::name))))
    }
}
