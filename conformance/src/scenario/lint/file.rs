//! Where a file lies and how it begins.

use std::collections::BTreeSet;

use super::super::Case;
use super::super::load::FRAGMENTS;
use crate::diagnostic::Diagnostic;
use crate::suite::Suite;

/// What editors read in a file's first line.
const MODELINE: &str = "# yaml-language-server: $schema=";

pub(super) fn check(suite: &Suite, questions: &[Case], complaints: &mut Vec<Diagnostic>) {
    let folder = format!("{}/", suite.manifest.scenarios);
    for (path, bytes) in suite.files.iter() {
        let Some(below) = path.strip_prefix(&folder) else { continue };
        match below.rsplit_once('.') {
            Some((stem, "yaml")) => check_yaml(path, stem, bytes, complaints),
            Some((_, "yml")) => complaints.push(Diagnostic::about(path, "a scenario file's name ends in .yaml").help("rename it")),
            _ => {}
        }
    }
    // An API that does not exist has its own complaint.
    for case in questions.iter().filter(|case| providers::find(&case.provider).is_ok()) {
        if case.stem().split('/').next() != Some(case.provider.as_str()) {
            let what = format!("a scenario of `{}` lies below {folder}{}/", case.provider, case.provider);
            complaints.push(Diagnostic::new(&case.source, super::place_of(&case.source, "provider:"), what).help("move the file"));
        }
    }
    check_use(suite, questions, &format!("{folder}{FRAGMENTS}/"), complaints);
}

fn check_yaml(path: &str, stem: &str, bytes: &[u8], complaints: &mut Vec<Diagnostic>) {
    let parts: Vec<&str> = stem.split('/').collect();
    if parts.len() < 3 {
        let help = "as in scenarios/hyper/grace/the-old-token-works-for-119-s.yaml";
        complaints.push(Diagnostic::about(path, "a scenario lies in a folder of its flow, in a folder of its API").help(help));
    }
    if let Some(part) = parts.iter().find(|part| !is_sentence(part)) {
        complaints.push(Diagnostic::about(path, format!("`{part}` is no file or folder name for a scenario")).help(SENTENCE));
    }
    let schema = format!("{MODELINE}{}schema.json", "../".repeat(parts.len() - 1));
    // A file that is no text, or empty, has its own complaint.
    let first = std::str::from_utf8(bytes).ok().and_then(|text| text.trim_start_matches('\u{feff}').lines().next());
    if first.is_some_and(|first| first != schema && !bytes.trim_ascii().is_empty()) {
        complaints.push(Diagnostic::about(path, "the first line does not tell editors the schema").help(format!("begin with: {schema}")));
    }
}

const SENTENCE: &str = "a file's name is the sentence in a-z, 0-9 and hyphens: the-old-token-works-for-119-s.yaml";

fn is_sentence(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A fragment that nothing uses is read by nobody, so nobody would see that it is wrong.
fn check_use(suite: &Suite, questions: &[Case], fragments: &str, complaints: &mut Vec<Diagnostic>) {
    let steps = questions.iter().flat_map(|case| case.steps.iter().chain(case.finally.iter()));
    let used: BTreeSet<&str> = steps.map(|placed| placed.source.path.as_str()).collect();
    for path in suite.files.below(fragments).filter(|path| path.ends_with(".yaml") && !used.contains(path)) {
        complaints.push(Diagnostic::about(path, "no scenario uses this fragment"));
    }
}
