//! What recurs on the page: a verdict's badge, a command with its button, a filter, how long something is.

use std::collections::BTreeMap;

use super::markup::Html;
use crate::report::word::Word;

/// A verdict: a sign, its word, and a colour, of which the word alone says it all.
pub(super) fn badge(html: &mut Html, word: Word) {
    html.element("span", &[("class", &format!("v {}", word.text()))], |html| {
        html.leaf("span", &[("aria-hidden", &"true")], sign(word)).text(" ").text(word.text());
    });
}

fn sign(word: Word) -> &'static str {
    match word {
        Word::Fail | Word::StaleWaiver => "✗",
        Word::Error => "!",
        Word::Inconclusive | Word::Blocked => "?",
        Word::NotRun | Word::Unsupported => "–",
        Word::Waived | Word::Warning => "△",
        Word::Observed => "○",
        Word::Pass => "✓",
    }
}

/// A command to be copied; without the script it is marked with the mouse.
pub(super) fn command(html: &mut Html, label: &str, command: &str) {
    html.element("div", &[("class", &"command")], |html| {
        html.leaf("p", &[], label);
        html.leaf("pre", &[("tabindex", &"0")], command);
        html.element("button", &[("type", &"button"), ("class", &"copy"), ("hidden", &""), ("aria-label", &format!("Copy: {label}"))], |html| {
            html.raw("Copy");
        });
    });
}

/// What narrows a list by text and by verdict; it is shown by the script, which does its work.
pub(super) fn filter(html: &mut Html, list: &'static str, of: &'static str, words: impl Iterator<Item = Word>) {
    let mut counts: BTreeMap<Word, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    html.element("form", &[("role", &"search"), ("aria-label", &format!("Filter the {of}")), ("data-filter", &list), ("hidden", &"")], |html| {
        html.element("label", &[], |html| {
            html.text(&format!("Show the {of} that hold ")).void("input", &[("type", &"search"), ("autocomplete", &"off"), ("spellcheck", &"false")]);
        });
        html.element("fieldset", &[], |html| {
            html.raw("<legend>and are</legend>");
            for (word, count) in &counts {
                html.element("label", &[], |html| {
                    html.void("input", &[("type", &"checkbox"), ("checked", &""), ("value", &word.text())]);
                    badge(html, *word);
                    html.text(&format!(" {count}"));
                });
            }
        });
        html.raw("<output aria-live=\"polite\"></output>");
    });
    html.raw("\n");
}

/// A length of time, as scenarios write it.
pub(super) fn duration(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let mut rest = milliseconds.unsigned_abs();
    let mut pieces = Vec::new();
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
        if rest >= length {
            pieces.push(format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if pieces.is_empty() { "0s".to_owned() } else { format!("{sign}{}", pieces.join(" ")) }
}

/// A word with its number.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_written_as_a_scenario_would() {
        let told = [0, 1, 1000, 119_000, 3_600_000, 90_061_001, -500].map(duration);
        assert_eq!(told, ["0s", "1ms", "1s", "1m 59s", "1h", "1d 1h 1m 1s 1ms", "-500ms"]);
    }
}
