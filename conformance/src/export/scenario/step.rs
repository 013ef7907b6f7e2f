//! Steps, and their YAML.

use std::collections::BTreeSet;

use super::answer::{Expectation, Outcome, Seen};
use super::request::Said;
use super::yaml;

/// Something that a scenario does, or that it says it leaves out.
pub(super) enum Step<'a> {
    Call(Box<Asked<'a>>),
    /// What was left out, and why.
    LeftOut(String),
    /// Until so long after the start.
    Wait(String),
    Act {
        comments: Vec<String>,
        on: Option<String>,
        action: String,
        with: Vec<(String, String)>,
    },
    /// Keeps values of what an administrator sees.
    Look {
        on: Option<String>,
        keep: Vec<(String, String)>,
    },
}

/// A call that is asked.
pub(super) struct Asked<'a> {
    pub(super) comment: Option<String>,
    pub(super) on: Option<String>,
    pub(super) said: Said,
    pub(super) keep: Vec<(String, String)>,
    /// The answer, where something can be expected of it.
    pub(super) seen: Option<Seen<'a>>,
    /// The status that was answered.
    pub(super) status: u16,
}

/// The targets, method and path, of the calls that are expected to be served.
pub(super) fn served<'s>(steps: &'s [Step<'_>]) -> BTreeSet<&'s str> {
    let calls = steps.iter().filter_map(|step| match step {
        Step::Call(asked) => Some((asked.said.target.as_str(), asked.seen.as_ref()?)),
        _ => None,
    });
    calls.filter(|(_, seen)| seen.outcome() == Outcome::Served && !seen.expectations().is_empty()).map(|(target, _)| target).collect()
}

impl Asked<'_> {
    /// What is expected, where calls to these targets are expected to be served.
    pub(super) fn expectations(&self, served: &BTreeSet<&str>) -> Vec<Expectation> {
        let Some(seen) = &self.seen else { return Vec::new() };
        if seen.outcome() == Outcome::Refused && !served.contains(self.said.target.as_str()) {
            return Vec::new();
        }
        seen.expectations()
    }

    fn yaml(&self, served: &BTreeSet<&str>) -> String {
        let expectations = self.expectations(served);
        let untold = (self.seen.is_some() && expectations.is_empty()).then(|| {
            format!("answered with {}; nothing is expected, because no call like it was served beside which that would prove something", self.status)
        });
        let mut lines: Vec<String> = self.said.fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.splice(1..1, self.on.iter().map(|on| on_line(on)));
        lines.extend((!self.keep.is_empty()).then(|| keep_line(&self.keep)));
        let mut text = comments(self.comment.iter().chain(&untold)) + &step(&lines);
        if !expectations.is_empty() {
            text.push_str("    expect:\n");
            text.extend(expectations.iter().map(|expectation| format!("      - {}\n", expectation.line())));
        }
        text
    }
}

impl Step<'_> {
    /// Its lines.
    pub(super) fn yaml(&self, served: &BTreeSet<&str>) -> String {
        match self {
            Self::Call(asked) => asked.yaml(served),
            Self::LeftOut(what) => comments([what]),
            Self::Wait(distance) => step(&[format!("wait: {{until: start + {distance}}}")]),
            Self::Act { comments: said, on, action, with } => {
                let with =
                    (!with.is_empty()).then(|| format!("with: {}", yaml::map(with.iter().map(|(name, value)| (name.as_str(), value.clone())))));
                let lines: Vec<String> = [format!("act: {}", yaml::line(action))].into_iter().chain(on.as_deref().map(on_line)).chain(with).collect();
                comments(said) + &step(&lines)
            }
            Self::Look { on, keep } => {
                let lines: Vec<String> =
                    ["inspect: record".to_owned()].into_iter().chain(on.as_deref().map(on_line)).chain([keep_line(keep)]).collect();
                step(&lines)
            }
        }
    }
}

fn on_line(instance: &str) -> String {
    format!("on: {}", yaml::inner(instance))
}

fn keep_line(keep: &[(String, String)]) -> String {
    format!("keep: {}", yaml::map(keep.iter().map(|(name, place)| (name.as_str(), yaml::inner(place)))))
}

fn comments<'a>(lines: impl IntoIterator<Item = &'a String>) -> String {
    lines.into_iter().map(|line| format!("  # {line}\n")).collect()
}

fn step(lines: &[String]) -> String {
    let marks = std::iter::once("  - ").chain(std::iter::repeat("    "));
    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}\n")).collect()
}
