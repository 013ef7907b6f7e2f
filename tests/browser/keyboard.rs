//! The page by keyboard alone.

use crate::chromium::Browser;
use crate::pages::passing;

/// Presses Tab until this holds of what has the focus; every stop on the way must show that it has it.
fn tab_to(browser: &mut Browser, holds: &str) {
    for _ in 0..500 {
        browser.press("Tab");
        let shown = "(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()";
        assert_eq!(browser.evaluate(shown), true, "{}", browser.evaluate("document.activeElement.outerHTML.slice(0, 200)"));
        if browser.evaluate(&format!("(({holds}))(document.activeElement)")) == true {
            return;
        }
    }
    panic!("Tab never came to {holds}");
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn the_first_stop_is_the_way_past_the_head_of_the_page() {
    let mut browser = Browser::start();
    browser.open(&passing());
    browser.press("Tab");
    assert_eq!(browser.evaluate("document.activeElement.className"), "skip");
    assert!(browser.evaluate("document.activeElement.getBoundingClientRect().left").as_f64().unwrap() >= 0.0, "it is seen once it is focused");
    browser.press("Enter");
    assert_eq!(browser.evaluate("document.activeElement.id"), "main");
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn typing_narrows_the_matrix_a_box_narrows_it_further_and_what_is_shown_is_told() {
    let mut browser = Browser::start();
    browser.open(&passing());
    let shown = "[...document.querySelectorAll('#matrix tr[data-v]')].filter((row) => !row.hidden)";
    let count = |browser: &mut Browser| browser.evaluate(&format!("{shown}.length")).as_u64().unwrap();
    let all = count(&mut browser);
    tab_to(&mut browser, "(it) => it.type === 'search' && it.form.dataset.filter === 'matrix'");
    for letter in "grace".split_inclusive(|_| true) {
        browser.press(letter);
    }
    let narrowed = count(&mut browser);
    assert!(narrowed > 0 && narrowed < all, "{narrowed} of {all}");
    assert_eq!(browser.evaluate(&format!("{shown}.every((row) => row.textContent.toLowerCase().includes('grace'))")), true);
    assert_eq!(browser.evaluate("document.querySelector('form[data-filter=matrix] output').textContent"), format!("{narrowed} of {all} shown"));
    tab_to(&mut browser, "(it) => it.type === 'checkbox' && it.value === 'pass'");
    browser.press(" ");
    assert!(count(&mut browser) < narrowed);
    assert_eq!(browser.evaluate(&format!("{shown}.some((row) => row.dataset.v === 'pass')")), false);
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn enter_unfolds_a_case_whose_marks_say_what_they_are_once_they_have_the_focus() {
    let mut browser = Browser::start();
    browser.open(&passing());
    browser.evaluate("document.querySelector('details.case summary').focus()");
    browser.press("Enter");
    assert_eq!(browser.evaluate("document.querySelector('details.case').open"), true);
    tab_to(&mut browser, "(it) => it.matches('svg.timeline g') && it.querySelector('.status') !== null");
    assert_eq!(browser.evaluate("getComputedStyle(document.activeElement.querySelector('.tip')).opacity"), "1");
    let told = browser.evaluate("document.activeElement.getAttribute('aria-label')");
    assert!(told.as_str().unwrap().starts_with("step 1 at 0s, "), "{told}");
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn a_link_from_a_clause_to_a_case_that_asks_about_it_unfolds_the_case() {
    let mut browser = Browser::start();
    browser.open(&passing());
    browser.evaluate(
        "(() => { const clause = document.querySelector('#matrix tr details'); clause.open = true; clause.querySelector('a').focus(); })()",
    );
    browser.press("Enter");
    assert_eq!(browser.evaluate("document.getElementById(location.hash.slice(1)).closest('details').open"), true);
}
