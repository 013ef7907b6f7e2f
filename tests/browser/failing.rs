//! The page of a run that fails.

use crate::chromium::Browser;
use crate::pages::failing;

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn a_failure_is_open_from_the_start_with_the_line_that_is_meant_and_the_commands_that_repeat_it() {
    let mut browser = Browser::start();
    browser.open(&failing());
    let text = browser.evaluate("document.querySelector('details.case[data-v=fail]').innerText");
    let text = text.as_str().unwrap();
    for part in ["✗ fail", "hyper.refusal.", "expected", "^^^", "curl -i", "standin check --only hyper/refusals/"] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn the_button_of_a_command_copies_it_or_marks_it_where_that_is_not_allowed() {
    let mut browser = Browser::start();
    browser.open(&failing());
    browser.evaluate("document.querySelector('details[open] button.copy').focus()");
    browser.press("Enter");
    let said = browser.evaluate("new Promise((done) => setTimeout(() => done(document.activeElement.textContent), 200))");
    let is_marked = "getSelection().toString() === document.activeElement.parentElement.querySelector('pre').textContent";
    assert!(said == "Copied" || browser.evaluate(is_marked) == true, "{said}");
}
