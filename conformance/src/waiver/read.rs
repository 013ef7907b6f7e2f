//! Reads a file of waivers strictly: what names nothing, says nothing or cannot be a day is told with its place.

use std::sync::Arc;

use glob::Pattern;
use jiff::civil::Date;
use providers::nearest;

use super::schema::{Entry, File};
use super::{Waiver, Waivers};
use crate::diagnostic::Diagnostic;
use crate::property::Property;
use crate::scenario::Source;
use crate::scenario::read::{read, text};
use crate::spanned::Spanned;
use crate::suite::Suite;

impl Waivers {
    /// Reads the waivers of a file, whose clauses and cases must be the suite's.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(path: &str, bytes: &[u8], suite: &Suite) -> Result<Self, Vec<Diagnostic>> {
        let source = text(path, bytes).map_err(|complaint| vec![*complaint])?;
        let file: File = read(&source).map_err(|complaint| vec![*complaint])?;
        let mut reader = Reader { source, suite, complaints: Vec::new() };
        let waivers: Vec<Waiver> = file.waivers.iter().filter_map(|entry| reader.waiver(entry)).collect();
        if reader.complaints.is_empty() { Ok(Self(waivers)) } else { Err(reader.complaints) }
    }
}

struct Reader<'a> {
    source: Arc<Source>,
    suite: &'a Suite,
    complaints: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The waiver, if nothing about it is wrong.
    fn waiver(&mut self, entry: &Entry) -> Option<Waiver> {
        let clause = self.clause(&entry.clause);
        let check = entry.check.as_ref().map(|check| self.check(check));
        let target = self.pattern(&entry.target);
        let reason = self.said(&entry.reason, "say why the failure is borne");
        let owner = self.said(&entry.owner, "name who answers for it");
        let expiry = self.day(&entry.expiry);
        let check = match check {
            Some(check) => Some(check?),
            None => None,
        };
        Some(Waiver { clause: clause?, check, target: target?, reason: reason?, owner: owner?, expiry: expiry? })
    }

    fn clause(&mut self, id: &Spanned<String>) -> Option<String> {
        let suite = self.suite;
        let ids = || suite.ledgers.values().flat_map(|ledger| &ledger.clauses).map(|clause| clause.id.as_str());
        if ids().any(|known| known == id.value) {
            return Some(id.value.clone());
        }
        let help = nearest(&id.value, ids()).map_or("`standin reference API` lists them".to_owned(), |known| format!("did you mean `{known}`?"));
        self.complain(id, format!("there is no clause `{}`", id.value), help)
    }

    fn check(&mut self, check: &Spanned<String>) -> Option<Pattern> {
        let (suite, pattern) = (self.suite, self.pattern(check)?);
        let drawn = || suite.drawn(&check.value).is_some();
        if drawn() || suite.questions().iter().any(|case| pattern.matches(&case.id)) {
            return Some(pattern);
        }
        let ids = suite.cases.iter().map(|case| case.id.as_str()).chain(suite.properties.iter().map(Property::stem));
        let help = nearest(&check.value, ids).map_or("`standin check --list` lists them".to_owned(), |known| format!("did you mean `{known}`?"));
        self.complain(check, format!("no case is called `{}`", check.value), help)
    }

    fn pattern(&mut self, written: &Spanned<String>) -> Option<Pattern> {
        let text = self.said(written, "name it, or write * for any")?;
        match Pattern::new(&text) {
            Ok(pattern) => Some(pattern),
            Err(error) => self.complain(written, format!("this is no pattern: {}", error.msg), "* stands for any text, ? for one character"),
        }
    }

    fn said(&mut self, text: &Spanned<String>, help: &str) -> Option<String> {
        match text.value.trim() {
            "" => self.complain(text, "nothing is said here", help),
            said if said.chars().any(char::is_control) => self.complain(text, "this holds a line break or a control character", "say it in one line"),
            said => Some(said.to_owned()),
        }
    }

    fn day(&mut self, text: &Spanned<String>) -> Option<Date> {
        let day = text.value.parse::<Date>().ok().filter(|day| day.to_string() == text.value);
        day.or_else(|| self.complain(text, format!("`{}` is no day", text.value), "write it as in 2027-01-31"))
    }

    fn complain<T>(&mut self, place: &Spanned<String>, what: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.complaints.push(Diagnostic::at(&self.source, place, what).help(help));
        None
    }
}
