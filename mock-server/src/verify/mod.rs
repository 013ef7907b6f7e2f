//! Whether a world's calls were those that somebody expected.

mod sense;

use std::sync::Arc;

use providers::naming::Naming;
use schemars::JsonSchema;
use serde::Serialize;

use crate::journal::{Entry, Page, shown_path};
use crate::{Matcher, WorldError, Worlds};

/// So many of the nearest calls are told.
const NEAREST: usize = 5;

/// What somebody expects of a world's calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// The calls that are counted: those that fit any of these.
    pub calls: Vec<Matcher>,
    /// How many there should be.
    pub count: Count,
    /// Only what came after the first call that fits this.
    pub after: Option<Matcher>,
    /// Calls that should have come one after the other, with whatever else between them.
    pub in_order: Vec<Matcher>,
}

/// How many calls there should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(u64),
    /// So many or more.
    AtLeast(u64),
    /// So many or fewer.
    AtMost(u64),
}

impl Default for Count {
    fn default() -> Self {
        Self::AtLeast(1)
    }
}

/// Whether what was expected happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It did.
    Met(Verified),
    /// It did not.
    Unmet(Unmet),
    /// It cannot be told, because calls went out of the journal.
    Unknown(Unmet),
}

/// The calls that were expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verified {
    /// Their ids, in order.
    pub calls: Vec<u64>,
}

/// Why what was expected did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unmet {
    /// In one sentence.
    pub message: String,
    /// The calls that did fit.
    pub calls: Vec<u64>,
    /// The calls that were nearest to fitting, the nearest first.
    pub nearest: Vec<NearMiss>,
}

/// A call that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NearMiss {
    /// Its id.
    pub id: u64,
    /// Method, path and status.
    pub call: String,
    /// Why it does not fit.
    pub misses: Vec<String>,
}

impl Worlds {
    /// Whether a world's calls were those expected.
    ///
    /// # Errors
    /// There is no such world, or an instance or a clause is expected that is not there.
    pub fn verify(&self, world: &str, expected: &Expected) -> Result<Verdict, WorldError> {
        sense::check(self, world, expected)?;
        let journal = self.journal_of(world)?;
        Ok(journal.with_names(|names| Calls { page: journal.after(0), names: names.naming() }.judge(expected)))
    }
}

struct Calls<'a> {
    page: Page,
    names: &'a Naming,
}

impl Calls<'_> {
    fn judge(&self, expected: &Expected) -> Verdict {
        let verdict = match self.scope(expected.after.as_ref()) {
            Ok(scope) => self.in_order(scope, expected).and_then(|ids| self.counted(scope, expected, ids)),
            Err(unmet) => Err(unmet),
        };
        match (verdict, self.page.dropped) {
            (Ok(calls), 0) => Verdict::Met(Verified { calls }),
            (Err(unmet), 0) => Verdict::Unmet(unmet),
            (Ok(calls), _) if expected.more_calls_do_no_harm() => Verdict::Met(Verified { calls }),
            (Err(unmet), _) if expected.is_exceeded_by(unmet.calls.len()) => Verdict::Unmet(unmet),
            (Ok(calls), dropped) => Verdict::Unknown(unknown(Unmet { message: String::new(), calls, nearest: Vec::new() }, dropped)),
            (Err(unmet), dropped) => Verdict::Unknown(unknown(unmet, dropped)),
        }
    }

    /// The calls that come into question.
    fn scope(&self, after: Option<&Matcher>) -> Result<&[Arc<Entry>], Unmet> {
        let Some(matcher) = after else { return Ok(&self.page.entries) };
        match self.page.entries.iter().position(|entry| self.fits(matcher, entry)) {
            Some(at) => Ok(&self.page.entries[at + 1..]),
            None => Err(Unmet {
                message: format!("there was no call to come after: {}", matcher.says()),
                calls: Vec::new(),
                nearest: self.nearest(&self.page.entries, std::slice::from_ref(matcher)),
            }),
        }
    }

    fn in_order(&self, mut scope: &[Arc<Entry>], expected: &Expected) -> Result<Vec<u64>, Unmet> {
        let mut calls = Vec::new();
        for (index, matcher) in expected.in_order.iter().enumerate() {
            let Some(at) = scope.iter().position(|entry| self.fits(matcher, entry)) else {
                let place = if calls.is_empty() { "at all" } else { "after those before it" };
                let message = format!("call {} of {} in order did not come {place}: {}", index + 1, expected.in_order.len(), matcher.says());
                return Err(Unmet { message, calls, nearest: self.nearest(scope, std::slice::from_ref(matcher)) });
            };
            calls.push(scope[at].id);
            scope = &scope[at + 1..];
        }
        Ok(calls)
    }

    fn counted(&self, scope: &[Arc<Entry>], expected: &Expected, in_order: Vec<u64>) -> Result<Vec<u64>, Unmet> {
        if expected.calls.is_empty() {
            return Ok(in_order);
        }
        let (fits, others): (Vec<_>, Vec<_>) =
            scope.iter().cloned().partition(|entry| expected.calls.iter().any(|matcher| self.fits(matcher, entry)));
        let calls: Vec<u64> = fits.iter().map(|entry| entry.id).collect();
        if expected.count.is_met_by(calls.len()) {
            return Ok(calls);
        }
        let what: Vec<String> = expected.calls.iter().map(Matcher::says).collect();
        let after = expected.after.as_ref().map(|matcher| format!(" after {}", matcher.says())).unwrap_or_default();
        let message = format!("{} expected{after}, and there came {}: {}", expected.count.says(), calls.len(), what.join(", or "));
        let nearest = if expected.is_exceeded_by(calls.len()) { Vec::new() } else { self.nearest(&others, &expected.calls) };
        Err(Unmet { message, calls, nearest })
    }

    fn fits(&self, matcher: &Matcher, entry: &Entry) -> bool {
        matcher.misses(entry, self.names).is_empty()
    }

    fn nearest(&self, entries: &[Arc<Entry>], matchers: &[Matcher]) -> Vec<NearMiss> {
        let near = |entry: &Arc<Entry>| {
            let misses = matchers.iter().map(|matcher| matcher.misses(entry, self.names)).min_by_key(Vec::len)?;
            let call = format!("{} {} {}", entry.request.method, shown_path(entry.request.path(), self.names), entry.answer.status);
            Some(NearMiss { id: entry.id, call, misses })
        };
        let mut all: Vec<NearMiss> = entries.iter().filter_map(near).collect();
        all.sort_by_key(|miss| miss.misses.len());
        all.truncate(NEAREST);
        all
    }
}

fn unknown(unmet: Unmet, dropped: u64) -> Unmet {
    let so_far = if unmet.message.is_empty() { String::new() } else { format!("; among those that are left: {}", unmet.message) };
    let message = format!(
        "it cannot be told, because {dropped} older calls went out of the journal{so_far}. Raise --journal-entries and --journal-bytes, or empty \
         the journal before the part that counts"
    );
    Unmet { message, ..unmet }
}

impl Expected {
    /// Whether further calls, whatever they were, would leave met what is met.
    fn more_calls_do_no_harm(&self) -> bool {
        self.after.is_none() && (self.calls.is_empty() || matches!(self.count, Count::AtLeast(_)))
    }

    /// Whether so many calls are too many, however many more there were.
    fn is_exceeded_by(&self, calls: usize) -> bool {
        let calls = calls as u64;
        !self.calls.is_empty() && matches!(self.count, Count::Exactly(most) | Count::AtMost(most) if calls > most)
    }
}

impl Count {
    fn is_met_by(self, calls: usize) -> bool {
        let calls = calls as u64;
        match self {
            Self::Exactly(number) => calls == number,
            Self::AtLeast(number) => calls >= number,
            Self::AtMost(number) => calls <= number,
        }
    }

    fn says(self) -> String {
        let (word, number) = match self {
            Self::Exactly(number) => ("exactly", number),
            Self::AtLeast(number) => ("at least", number),
            Self::AtMost(number) => ("at most", number),
        };
        format!("{word} {number} {}", if number == 1 { "call was" } else { "calls were" })
    }
}
