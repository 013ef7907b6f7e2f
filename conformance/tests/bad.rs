//! Every kind of mistake in a scenario, and what is said about it. A file in `bad/` is a scenario with one mistake; the
//! message lies beside it. Read the messages as somebody who sees the format for the first time.

use std::fs;
use std::path::Path;

use conformance::diagnostic::Paint;
use conformance::scenario::lint::{Report, lint};
use conformance::suite::{Files, MANIFEST, Origin, Reading};

const GOOD: &str = "\
# yaml-language-server: $schema=../../schema.json
title: A changed token is wrong
provider: hyper
verifies: [hyper.refusal.wrong]
matrix:
  - {case: changed, token: \"${access_token|changed}\"}
  - {case: cut, token: \"${access_token|cut}\"}
steps:
  - use: refresh
    with: {token: \"${refresh_token}\"}
  - call: POST /Does_Entity_Exist_Json
    bearer: ${token}
    expect:
      - refusal: wrong
  - call: POST /Does_Entity_Exist_Json
    bearer: ${access_token}
    expect:
      - refusal: none
";

const FRAGMENTS: [(&str, &str); 3] = [
    ("refresh", "parameters: [token]\nsteps:\n  - call: POST /RefreshToken\n    bearer: ${token}\n    expect: [{refusal: none}]\n"),
    ("circle", "steps:\n  - use: half\n"),
    ("half", "steps:\n  - use: circle\n"),
];

/// What lint says about a scenario file of this content, beside some fragments.
fn said(path: &str, content: &[u8]) -> String {
    let mut files = Files::default();
    files.insert(MANIFEST, b"format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: hyper.yaml}\n".as_slice());
    files.insert("hyper.yaml", providers::find("hyper").expect("in the catalogue").ledger().as_bytes());
    let deep = ["one", "two", "three", "four"].windows(2).map(|pair| (format!("deep-{}", pair[0]), format!("steps: [{{use: deep-{}}}]\n", pair[1])));
    let deepest = ("deep-four".to_owned(), "steps: [{use: circle}]\n".to_owned());
    let named = FRAGMENTS.map(|(name, steps)| (name.to_owned(), steps.to_owned()));
    for (name, steps) in deep.chain([deepest]).chain(named) {
        files.insert(
            format!("scenarios/fragments/hyper/{name}.yaml"),
            format!("# yaml-language-server: $schema=../../schema.json\ntitle: {name}\n{steps}").into_bytes(),
        );
    }
    files.insert(path, content.to_vec());
    let reading = Reading::read(files, Origin::BuiltIn).expect("manifest and ledger are right");
    let complaints = lint(&reading);
    // Whatever else the little suite lacks is not the question.
    let about_it = |path: &str| path.starts_with("scenarios/hyper") || path.ends_with("half.yaml") || path.contains("deep-");
    let complaints = complaints.into_iter().filter(|one| about_it(one.path()) && one.what != "no scenario uses this fragment").collect();
    Report::new(&reading, complaints, &[]).render(Paint::Plain)
}

#[test]
fn a_good_scenario_gets_no_complaint() {
    assert_eq!(said("scenarios/hyper/refusals/good.yaml", GOOD.as_bytes()), "8 files, no complaint");
}

#[test]
fn each_mistake_is_shown_with_its_place_and_with_what_would_be_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in names {
        let content = fs::read(folder.join(format!("{name}.yaml"))).expect("readable");
        let text = said(&format!("scenarios/hyper/flow/{name}.yaml"), &content);
        assert!(!text.ends_with("no complaint"), "{name}: {text}");
        settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
    }
}

/// What is said about bytes that are hardly a text.
fn said_of(content: &[u8]) -> String {
    said("scenarios/hyper/flow/hostile.yaml", content)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[test]
fn an_empty_file_a_huge_one_and_one_in_another_encoding_are_refused() {
    insta::assert_snapshot!(said_of(b" \n"), @r"
    error: this file is empty
    --> scenarios/hyper/flow/hostile.yaml

    1 complaint in 1 file
    ");
    insta::assert_snapshot!(first_line(&said_of(&vec![b'#'; 300 * 1024])), @"error: this file is longer than 256 KiB");
    insta::assert_snapshot!(first_line(&said_of(b"title: x\nprovider: hyp\xe9r\n")), @"error: line 2 of this file is not UTF-8");
}

#[test]
fn deep_nesting_and_aliases_that_multiply_are_refused() {
    let deep_flow = format!("title: {}", "[".repeat(20_000));
    let deep_block: String = (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..9 {
        laughs += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","));
    }
    for text in [deep_flow, deep_block, laughs, "[".repeat(20_000), "{".repeat(20_000), "- ".repeat(20_000)] {
        assert!(said_of(text.as_bytes()).contains("error: "), "{text:.40}");
    }
}

#[test]
fn any_cut_of_a_good_scenario_is_read_or_refused_but_never_panics() {
    for end in (0..GOOD.len()).step_by(7) {
        let _ = said_of(&GOOD.as_bytes()[..end]);
        let _ = said_of(GOOD.replacen(char::is_alphanumeric, "\u{0}", 1).get(end..).unwrap_or_default().as_bytes());
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistakes() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(said("scenarios/hyper/refusals/good.yaml", windows.as_bytes()), "8 files, no complaint");
}
