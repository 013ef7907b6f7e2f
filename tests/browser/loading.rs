//! What the page loads, and that it says the same without its script and on a narrow screen.

use serde_json::{Value, json};

use crate::chromium::Browser;
use crate::pages::{failing, passing};

/// How many elements of these are seen, those in folded parts included.
fn seen(browser: &mut Browser, selector: &str) -> u64 {
    let count = format!("[...document.querySelectorAll('{selector}')].filter((one) => !one.closest('[hidden]')).length");
    browser.evaluate(&count).as_u64().unwrap()
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn the_page_asks_nobody_for_anything_and_its_own_policy_lets_its_style_and_its_script_work() {
    let mut browser = Browser::start();
    for file in [passing(), failing()] {
        browser.open(&file);
        browser.settle();
        let asked: Vec<String> = browser.events("Network.requestWillBeSent").iter().map(|event| event["request"]["url"].to_string()).collect();
        assert_eq!(asked, [json!(format!("file://{}", file.display())).to_string()]);
        for complaint in ["Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"] {
            assert_eq!(browser.events(complaint), Vec::<&Value>::new());
        }
        assert_ne!(browser.evaluate("getComputedStyle(document.querySelector('header')).borderLeftWidth"), "0px", "the style is in force");
        assert!(seen(&mut browser, "form") > 0, "the script has shown what it works for");
    }
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn a_script_that_came_in_some_other_way_would_not_run() {
    let mut browser = Browser::start();
    browser.open(&passing());
    let smuggled = "new Promise((done) => { const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script); setTimeout(() => done(window.ran === undefined), 50); })";
    assert_eq!(browser.evaluate(smuggled), true);
    assert!(!browser.events("Log.entryAdded").is_empty(), "and the browser says why");
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn without_its_script_the_page_shows_all_of_it_and_no_control_that_does_nothing() {
    let mut browser = Browser::start();
    browser.open(&failing());
    let parts = ["tr[data-v]", "details.case", "svg.timeline", "article", "h2"];
    let with = parts.map(|part| seen(&mut browser, part));
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&failing());
    assert_eq!(parts.map(|part| seen(&mut browser, part)), with);
    assert!(with.iter().all(|count| *count > 0), "{with:?}");
    assert_eq!((seen(&mut browser, "form"), seen(&mut browser, "button")), (0, 0));
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn the_page_has_a_language_one_heading_of_the_first_rank_landmarks_and_tables_with_headers() {
    let mut browser = Browser::start();
    browser.open(&failing());
    let said = browser.evaluate(
        "({ language: document.documentElement.lang, h1: document.querySelectorAll('h1').length, landmarks: ['header', 'nav', 'main', 'footer'].filter((name) => document.querySelector(name)).length, bare: [...document.querySelectorAll('table')].filter((table) => !table.caption || [...table.querySelectorAll('th')].some((cell) => !cell.scope)).length, ranks: [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1])) })",
    );
    assert_eq!((&said["language"], &said["h1"], &said["landmarks"], &said["bare"]), (&json!("en"), &json!(1), &json!(4), &json!(0)));
    let ranks: Vec<i64> = serde_json::from_value(said["ranks"].clone()).unwrap();
    assert!(ranks.windows(2).all(|pair| pair[1] <= pair[0] + 1), "no rank is left out: {ranks:?}");
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn on_a_narrow_screen_only_tables_and_drawings_are_wider_than_it() {
    let mut browser = Browser::start();
    browser.call("Emulation.setDeviceMetricsOverride", json!({"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false}));
    for file in [passing(), failing()] {
        browser.open(&file);
        browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        let wide = "[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > 361 && !one.parentElement.closest('.scroll, pre')).slice(0, 3).map((one) => one.outerHTML.slice(0, 200))";
        assert_eq!(
            browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
            0,
            "{:#}",
            browser.evaluate(wide)
        );
    }
}
