//! How much a suite may come to once rows and fragments are put in: a few lines, of whomever, could mean any amount.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Source;
use super::load::Complaint;
use super::parameters::{Parameters, put_in};
use crate::diagnostic::Diagnostic;

/// The scenarios of a suite come to no more text than so much.
pub const MOST_TEXT: usize = 16 * 1024 * 1024;
/// What a text costs beside its length, so that a short one that is put in a million times is dear too.
const EACH: usize = 256;

/// What is left of it.
#[derive(Debug)]
pub struct Budget(AtomicUsize);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicUsize::new(MOST_TEXT))
    }
}

impl Budget {
    /// Takes what a text costs.
    pub(super) fn take(&self, source: &Source) -> Result<(), Complaint> {
        let cost = cost(source.text.len());
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        taken.map(drop).map_err(|_| used_up(&source.path))
    }

    /// A text with values put in, in all of it but the bytes that are left as they are. Takes what comes of it.
    pub(super) fn put_in(&self, source: &Source, values: &Parameters, but: Option<&Range<usize>>) -> Result<Arc<Source>, Complaint> {
        let longest = values.values().map(String::len).max().unwrap_or_default();
        let most = source.text.matches("${").count().saturating_mul(longest).saturating_add(source.text.len());
        if self.0.load(Ordering::Relaxed) < cost(most) {
            return Err(used_up(&source.path));
        }
        let filled = Source { path: source.path.clone(), text: put_in(&source.text, values, but).into() };
        self.take(&filled)?;
        Ok(Arc::new(filled))
    }
}

/// What a text of so many bytes costs.
const fn cost(length: usize) -> usize {
    length.saturating_add(EACH)
}

fn used_up(path: &str) -> Complaint {
    let what = format!("the scenarios come to more than {} MiB once their rows and fragments are put in", MOST_TEXT / 1024 / 1024);
    Box::new(Diagnostic::about(path, what).help("split the suite, or use fewer rows and fragments"))
}

#[cfg(test)]
mod tests {
    use crate::suite::{Files, Origin, Reading, SuiteError};

    /// The complaints about a scenario and the three fragments that it uses within each other.
    fn complaints(scenario: &str, inner: &str) -> Vec<String> {
        let mut files = Files::default();
        files.insert("suite.yaml", b"format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {}\n".to_vec());
        let fragment = |name: &str| format!("title: x\nsteps:\n{}", format!("  - use: {name}\n").repeat(1000));
        for (path, text) in [
            ("scenarios/fragments/hyper/a.yaml", fragment("b")),
            ("scenarios/fragments/hyper/b.yaml", fragment("c")),
            ("scenarios/fragments/hyper/c.yaml", format!("title: x\nsteps: {inner}\n")),
            ("scenarios/hyper/a.yaml", format!("title: x\nprovider: hyper\nverifies: []\n{scenario}\n")),
        ] {
            files.insert(path, text.into_bytes());
        }
        match Reading::read(files, Origin::BuiltIn).unwrap().complete() {
            Err(SuiteError::Complaints(complaints)) => complaints.into_iter().map(|complaint| complaint.what).collect(),
            Err(error) => panic!("{error}"),
            Ok(_) => Vec::new(),
        }
    }

    const BEYOND: &str = "the scenarios come to more than 16 MiB once their rows and fragments are put in";

    #[test]
    fn a_million_uses_of_a_fragment_are_refused_even_where_it_does_nothing() {
        for inner in ["[]", "[{call: GET /x}]"] {
            assert_eq!(complaints("steps: [{use: a}]", inner), [BEYOND]);
            assert_eq!(complaints("steps: [{use: c}]", inner), [""; 0]);
        }
    }

    #[test]
    fn a_long_value_that_is_put_in_everywhere_is_refused() {
        let scenario = |length: usize| {
            let value = "x".repeat(length);
            format!("matrix: [{{case: row, long: {value}}}]\nsteps: [{{call: GET /x, body: '{}'}}]", "${long}".repeat(1000))
        };
        assert_eq!(complaints(&scenario(100_000), "[]"), [BEYOND]);
        assert_eq!(complaints(&scenario(100), "[]"), [""; 0]);
    }
}
