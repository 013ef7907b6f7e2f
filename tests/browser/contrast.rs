//! Whether every text can be read, by day and in the dark: a contrast of 4.5 at least (WCAG 2.2, AA).

use serde_json::{Value, json};

use crate::chromium::Browser;
use crate::pages::{failing, passing};

/// Every text that has less, with its colours. A text in a drawing lies on the box before it, else on paper or on a band.
const TOO_FAINT: &str = include_str!("contrast.js");

fn too_faint(browser: &mut Browser, scheme: &str) -> Value {
    browser.call("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}));
    browser.evaluate(TOO_FAINT)
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn every_text_has_its_contrast_by_day_and_in_the_dark() {
    let mut browser = Browser::start();
    for file in [passing(), failing()] {
        browser.open(&file);
        let papers = ["light", "dark"].map(|scheme| {
            assert_eq!(too_faint(&mut browser, scheme), json!([]), "{scheme}");
            browser.evaluate("getComputedStyle(document.body).backgroundColor")
        });
        assert_ne!(papers[0], papers[1], "the dark is another paper");
    }
}

#[test]
#[ignore = "needs Chromium: bash .ci/browser"]
fn a_text_that_is_too_faint_is_found() {
    let mut browser = Browser::start();
    browser.open(&passing());
    browser.evaluate("document.querySelector('.meaning').attributeStyleMap.set('color', 'rgb(150, 150, 150)')");
    assert_ne!(too_faint(&mut browser, "light"), json!([]));
}
