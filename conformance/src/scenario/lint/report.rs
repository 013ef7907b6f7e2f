//! What lint says, as text.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Paint};
use crate::suite::Reading;

/// What lint says about the files that were selected.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many scenario and fragment files were checked.
    pub files: usize,
    /// The complaints about them.
    pub complaints: Vec<Diagnostic>,
}

impl Report {
    /// The complaints about files at or below the selected paths; about all where none is selected.
    #[must_use]
    pub fn new(reading: &Reading, complaints: Vec<Diagnostic>, selected: &[String]) -> Self {
        let matches = |path: &str| selected.is_empty() || selected.iter().any(|chosen| is_at_or_below(path, chosen));
        let suite = &reading.suite;
        let folder = format!("{}/", suite.manifest.scenarios);
        let files = suite.files.below(&folder).filter(|path| path.ends_with(".yaml") && matches(path)).count();
        Self { files, complaints: complaints.into_iter().filter(|complaint| matches(complaint.path())).collect() }
    }

    /// All complaints and a last line that counts them.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let mut text: String = self.complaints.iter().map(|complaint| complaint.render(paint) + "\n\n").collect();
        let blamed: BTreeSet<&str> = self.complaints.iter().map(Diagnostic::path).collect();
        text.push_str(&match self.complaints.len() {
            0 => format!("{}, no complaint", counted(self.files, "file")),
            count => format!("{} in {}", counted(count, "complaint"), counted(blamed.len(), "file")),
        });
        text
    }
}

fn is_at_or_below(path: &str, chosen: &str) -> bool {
    chosen.is_empty() || path == chosen || path.strip_prefix(chosen).is_some_and(|rest| rest.starts_with('/'))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
