//! What a target file says, and what is told of one that is wrong.

use std::collections::BTreeSet;

use super::*;
use crate::testing::{cases, ledgers};

const FILE: &str = "api: hyper\ninstances:\n  main:\n    base_url: https://api.example/v1/\n    credentials: {access_token: {env: TOKEN}}\n    \
                    settings: {life_hours: 2}\nallow: [rate-limits]\nheaders: {X-Team: shown}\nconstants: {hyper.stated: {length: 15}}\n";

fn described(text: &str) -> Result<Described, Vec<crate::diagnostic::Diagnostic>> {
    let cases = cases("verifies: [hyper.stated]\n", "  - {call: GET /x, bearer: '${access_token}'}\n");
    describe("targets/theirs.yaml", text.as_bytes(), Knowledge { ledgers: &ledgers(), cases: &cases })
}

/// What is told of the file with one thing in it replaced.
fn told(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    let complaints = described(&FILE.replace(from, to)).expect_err(to);
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_target_is_what_its_file_says() {
    let target = described(FILE).unwrap();
    assert_eq!((target.api.as_str(), target.name.as_str()), ("hyper", "theirs"));
    let main = &target.instances["main"];
    assert_eq!((main.base_url.as_str(), &main.settings["life_hours"]), ("https://api.example/v1", &Value::from(2)));
    assert_eq!(main.credentials["access_token"].value, Reference::Environment("TOKEN".to_owned()));
    assert_eq!(target.place(&main.credentials["access_token"]), "targets/theirs.yaml:5");
    assert_eq!(target.allow, BTreeSet::from(["rate-limits".to_owned()]));
    assert_eq!(target.headers["x-team"].value, PlainOrReference::Plain("shown".to_owned()));
}

#[test]
fn a_mistake_is_shown_where_it_is_with_what_would_be_right() {
    for (from, to, says) in [
        ("api: hyper", "api: hypr", "theirs.yaml:1:6"),
        ("api: hyper", "api: hypr", "did you mean `hyper`?"),
        ("allow", "alow", "did you mean `allow`?"),
        ("rate-limits", "rate-limit", "did you mean `rate-limits`?"),
        ("https://api", "api", "https://api.example/v1"),
        ("https://api", "ftp://api", "https://api.example/v1"),
        ("/v1/", "/v1?a=b", "without user, query or fragment"),
        ("access_token:", "acces_token:", "did you mean `access_token`?"),
        ("life_hours", "life_hour", "did you mean `life_hours`?"),
        ("life_hours: 2", "life_hours: 0", "a whole number from 1 to 8760"),
        ("hyper.stated", "hyper.statd", "did you mean `hyper.stated`?"),
        ("{length: 15}", "{lenght: 15}", "did you mean `length`?"),
        ("{length: 15}", "{length: 12}", "what is as documented is checked"),
        ("X-Team", "Authorization", "under `credentials`"),
        ("X-Team", "'X Team'", "no call can carry the header `X Team`"),
        ("X-Team: shown", "X-Team: 1", "must be quoted"),
        ("allow:", "tls: {certificate: a.pem}\nallow:", "add `key`"),
        ("allow:", "tls: {key: a.pem}\nallow:", "add `certificate`"),
        ("allow:", "proxy: nowhere\nallow:", "http://proxy.example:8080"),
        ("allow:", "pace: 0\nallow:", "theirs.yaml:7:7"),
        ("{env: TOKEN}", "{env: TOKEN, file: x}", "`{file: PATH}`"),
    ] {
        let told = told(from, to);
        assert!(told.contains(says) && told.contains("theirs.yaml"), "{to}: {says} in\n{told}");
    }
}

#[test]
fn a_secret_that_stands_in_the_file_is_refused_and_not_shown() {
    for (from, to) in [
        ("{env: TOKEN}", "hidden-token-0123456789"),
        ("{env: TOKEN}", "\"hidden-token\""),
        ("{env: TOKEN}", "12345678"),
        ("allow:", "proxy: http://user:hidden-word@proxy.example\nallow:"),
    ] {
        let told = told(from, to);
        assert!(told.contains("`{env: NAME}`") && !told.contains("hidden") && !told.contains("12345678"), "{told}");
    }
    let broken = told("{env: TOKEN}", "hidden-token, access_token: hidden-token");
    assert!(broken.contains("twice") && !broken.contains("hidden"), "{broken}");
}
