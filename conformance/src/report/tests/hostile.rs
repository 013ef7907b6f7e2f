//! Whatever a server answers, no form is broken by it, and none grows without bounds.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::super::bounded::{LONGEST, bounded, hidden, visible};
use super::super::document::{Check, Deadline, Excerpt, Life, Outcome, Report, Step, Timeline, Use, Waiver};
use super::super::{Detail, Form, Word, summary, text};
use super::examples::{EXPECTED, of, report, verdicts};
use super::{valid_json, valid_sarif};
use crate::compare::{Difference, Location, Segment};
use crate::diagnostic::Paint;
use crate::testing::place;
use crate::transcript::{End, Fault, Sent};
use crate::verdict::{Evidence, Verdicts};

/// What means something in one form or another.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[2J",
    "\u{9b}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fdd0}",
    "\u{10ffff}",
    "]]>",
    "<![CDATA[",
    "</failure>",
    "&amp;",
    "&#0;",
    "\"",
    "'",
    "\\",
    "::error::x",
    "\n::add-mask::x",
    "\n  ::stop-commands::x",
    "##[error]",
    "%0A",
    "%",
    ",line=9",
    "```",
    "````\n# x",
    "|",
    "| a | b |",
    "<script>",
    "[a](http://b)",
    "@everyone",
    "# SKIP",
    "\n...\n",
    "\n  ---\n",
    "\nok 9",
    "\nBail out!",
    "1..0",
    "- a",
    ": ",
    "שלום",
    "a",
];

fn hostile() -> impl Strategy<Value = String> {
    let texts =
        prop_oneof![prop::collection::vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat()), any::<String>(), Just("x\n`".repeat(5000))];
    texts.prop_filter("it is what is expected, and no failure", |text| text != EXPECTED)
}

/// The report with the text in every place that a server, a scenario or a ledger could fill.
fn filled(text: &str) -> Report {
    let mut report = report(text);
    let text = bounded(text);
    report.subject.url = Some(text.clone());
    for clause in &mut report.clauses {
        clause.says.clone_from(&text);
        clause.place.clone_from(&text);
        clause.why = Some(text.clone());
    }
    for case in &mut report.cases {
        case.id.clone_from(&text);
        case.title.clone_from(&text);
        case.repeat.clone_from(&text);
        case.steps.iter_mut().for_each(|step| fill(step, &text));
        case.timeline.iter_mut().for_each(|timeline| draw(timeline, &text));
    }
    report.waivers = vec![waiver(&text)];
    report
}

fn draw(timeline: &mut Timeline, text: &str) {
    for event in &mut timeline.events {
        (event.does, event.instance, event.moment) = (text.to_owned(), text.to_owned(), Some(text.to_owned()));
    }
    timeline.deadlines = vec![Deadline { means: text.to_owned(), at: 0 }];
    timeline.values = vec![Life { name: text.to_owned(), shown: None, uses: vec![Use { event: 0, outcome: Outcome::Refused }] }];
}

fn waiver(text: &str) -> Waiver {
    let text = || text.to_owned();
    let (verdict, checks, check) = (Word::Waived, 1, Some(text()));
    Waiver { clause: text(), check, reason: text(), owner: text(), expiry: text(), verdict, why: text(), checks }
}

fn fill(step: &mut Step, text: &str) {
    step.verdict = Word::Fail;
    step.does = text.to_owned();
    step.at.file = text.to_owned();
    step.stopped = Some(text.to_owned());
    for Check { expected, got, at, diff, repeat, differences, excerpt, .. } in &mut step.checks {
        *excerpt = Some(Excerpt { first_line: at.line, text: text.to_owned(), length: 3 });
        for place in [expected, got, &mut at.file] {
            *place = text.to_owned();
        }
        *diff = Some(text.to_owned());
        for place in repeat.iter_mut().map(|repeat| &mut repeat.curl).chain(differences.iter_mut().map(|one| &mut one.at)) {
            *place = text.to_owned();
        }
    }
}

fn is_seen(text: &str) -> bool {
    !text.chars().any(hidden)
}

/// What GitHub's runner takes for a command: it looks behind blanks, and for an older form anywhere in a line that is no new one.
fn commands(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_start).filter(|line| line.starts_with("::") || line.contains("##[")).collect()
}

/// The lines of Markdown outside of fences; a fence is closed by one that is as long.
fn outside_of_fences(text: &str) -> Vec<&str> {
    let mut outside = Vec::new();
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match open {
            None if ticks >= 3 => open = Some(ticks),
            None => outside.push(line),
            Some(length) if ticks >= length && line.trim_start_matches('`').trim().is_empty() => open = None,
            Some(_) => {}
        }
    }
    assert_eq!(open, None, "every fence is closed");
    outside
}

/// The elements of a page with the names of their attributes, but for what stands in a text of several lines.
fn skeleton(page: &str) -> Vec<String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"));
    let outside = |node: &roxmltree::Node<'_, '_>| node.ancestors().skip(1).all(|above| !above.has_tag_name("pre"));
    let told = |node: roxmltree::Node<'_, '_>| {
        let attributes: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
        assert!(node.attribute("href").is_none_or(|to| to.starts_with('#')), "{node:?}");
        format!("{} {}", node.tag_name().name(), attributes.join(" "))
    };
    document.descendants().filter(|node| node.is_element() && outside(node)).map(told).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn json_is_read_back_as_it_was(text in hostile()) {
        let report = filled(&text);
        prop_assert!(is_seen(&Form::Json.write(&report)));
        let json = valid_json(&report);
        prop_assert_eq!(json["cases"][0]["steps"][1]["checks"][0]["got"].as_str().unwrap(), bounded(&text));
    }

    #[test]
    fn no_text_adds_an_element_or_an_attribute_to_a_page(text in hostile()) {
        prop_assume!(!text.is_empty());
        let page = Form::Html.write(&filled(&text));
        prop_assert!(is_seen(&page));
        prop_assert_eq!(skeleton(&page), skeleton(&Form::Html.write(&filled("x"))));
    }

    #[test]
    fn sarif_stays_valid(text in hostile()) {
        let report = filled(&text);
        prop_assert!(is_seen(&Form::Sarif.write(&report)));
        let sarif = valid_sarif(&report);
        let message = sarif["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
        prop_assert!(!message.replace(r"\](", "").contains("]("), "no link: {}", message);
    }

    #[test]
    fn junit_is_xml_with_a_test_case_a_step(text in hostile()) {
        let xml = Form::Junit.write(&filled(&text));
        prop_assert!(is_seen(&xml));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let count = |name| document.descendants().filter(|node| node.has_tag_name(name)).count();
        prop_assert_eq!((count("testsuite"), count("testcase"), count("failure")), (1, 2, 2));
        let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
        let first = visible(&bounded(&text)).lines().next().unwrap_or_default().trim().replace('\t', "    ");
        prop_assert!(failure.text().unwrap().contains(&first), "{}", failure.text().unwrap());
    }

    #[test]
    fn github_gets_the_commands_that_are_meant_and_no_other(text in hostile()) {
        let report = filled(&text);
        let commands_written = Form::Github.write(&report);
        prop_assert!(is_seen(&commands_written));
        prop_assert_eq!(commands_written.lines().count(), 3);
        for line in commands_written.lines() {
            prop_assert!(line.starts_with("::error file="), "{}", line);
            let properties = line.split("::").nth(1).unwrap();
            let names: Vec<&str> = properties.split_once(' ').unwrap().1.split(',').map(|pair| pair.split('=').next().unwrap()).collect();
            prop_assert_eq!(names, ["file", "line", "col", "title"]);
        }
        prop_assert_eq!(commands(&commands_written).len(), 3);
    }

    #[test]
    fn nothing_in_a_summary_is_markdown_that_is_not_meant(text in hostile()) {
        let summary = summary(&filled(&text));
        prop_assert!(is_seen(&summary));
        for line in outside_of_fences(&summary) {
            let known = ["## Standin: ", "### ", "| "].iter().any(|start| line.starts_with(start));
            let marks = line.trim_start_matches('#').chars().filter(|c| "<>[]`*_~@\\!".contains(*c)).count();
            prop_assert_eq!(marks, 0, "{}", line);
            prop_assert!(known || !line.contains(['|', '#']) || line.contains("&#"), "{}", line);
            prop_assert!(!line.starts_with("| ") || [3, 5].contains(&line.matches('|').count()), "{}", line);
        }
    }

    #[test]
    fn tap_has_a_point_a_step_and_yaml_that_can_be_read(text in hostile()) {
        let tap = Form::Tap.write(&filled(&text));
        prop_assert!(is_seen(&tap));
        let mut points = 0;
        for line in tap.lines().skip(2).filter(|line| !line.starts_with("  ")) {
            points += 1;
            let start = format!("not ok {points} - ");
            prop_assert!(line.starts_with(&start), "{}", line);
            let unescaped = line.replace(r"\\", "").replace(r"\#", "");
            prop_assert!(!unescaped.contains('#'), "{}", line);
        }
        prop_assert_eq!(points, 2);
        for block in tap.split("  ---\n").skip(1) {
            let yaml = block.split("\n  ...\n").next().unwrap();
            let value: serde_json::Value = serde_saphyr::from_str(yaml).unwrap();
            prop_assert_eq!(value["repeat"].as_str().unwrap(), bounded(&text));
        }
    }
}

/// The verdicts, with this text wherever an answer has its say: in what came, in what differs, and in what was sent later.
fn said(text: &str) -> Verdicts {
    let mut verdicts = verdicts("x");
    let text = || text.to_owned();
    verdicts.cases[0].end = End::Broken { place: place(1), fault: Fault::Answer, why: text() };
    for check in &mut verdicts.cases[0].checks {
        (check.expected, check.got) = (text(), text());
        let at = Location(vec![Segment::Member(text())]);
        let differences = vec![Difference { at, expected: Some(json!(text())), got: Some(json!(text())) }; 1000];
        let pairs = || vec![(text(), text())];
        let (basic, body) = (Some(text()), Some(text()));
        let request = Sent { path: text(), query: pairs(), headers: pairs(), form: Some(pairs()), basic, body, ..Sent::default() };
        check.evidence = Some(Box::new(Evidence { differences, diff: Some(text()), request: Some(request), ..Evidence::default() }));
    }
    verdicts
}

/// The longest text in a value.
fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(values) => values.iter().map(longest).max().unwrap_or_default(),
        Value::Object(fields) => fields.values().map(longest).max().unwrap_or_default(),
        _ => 0,
    }
}

#[test]
fn no_answer_makes_a_very_long_report() {
    let report = of(&said(&"x".repeat(100_000)));
    assert!(longest(&valid_json(&report)) < LONGEST + 100);
    for form in Form::ALL {
        let length = form.write(&report).len();
        assert!(length < 200 * LONGEST, "{form:?}: {length}");
    }
    assert!(summary(&report).len() < 200 * LONGEST);
    // A command that is cut would send something else.
    let repeats = |report: &Report| report.steps().flat_map(|(_, step)| &step.checks).filter(|check| check.repeat.is_some()).count();
    assert_eq!((repeats(&report), repeats(&of(&said("x"))), repeats(&of(&said("\0")))), (0, 2, 0));
}

#[test]
fn nothing_that_a_server_answers_commands_the_terminal() {
    let verdicts = verdicts("\u{1b}[2J\u{9b}1A\r\u{202e}");
    let told = text(&verdicts, &BTreeMap::new(), Duration::ZERO, Paint::Plain, Detail::Full);
    assert!(is_seen(&told) && told.contains(r"\u{9b}1A"), "{told}");
}
