//! What a target file says of its clock, its hooks and where calls come from, and what is told of one that is wrong.

use std::time::Duration;

use super::*;
use crate::target::Rate;
use crate::testing::{cases, ledgers};

const FILE: &str = "api: hyper\ninstances:\n  main: {base_url: 'https://api.example/v1'}\n\
clock:\n  control:\n    command: [tool, move, '${seconds}']\n\
hooks:\n  given:\n    settings:\n      call: PUT ${base_url}/admin\n      headers: {X-Key: {env: KEY}, Authorization: 'Bearer ${secret.admin}'}\n      \
json: {settings: '${settings}', life: '${settings.life_hours}'}\n      secrets: {admin: {file: admin-token}}\n      \
credentials: {access_token: $.token}\n      timeout: 30s\n  actions:\n    set_lifetime: {call: 'POST https://admin.example/${instance}', form: {hours: '${with.hours}'}}\n    \
'*': {command: [tool, '${action}', '${with}']}\n\
from:\n  192.0.2.1: {source: 127.0.0.2}\n  192.0.2.2: {proxy: 'http://proxy.example:80', seen_as: 198.51.100.1}\n";

fn described(text: &str) -> Result<Described, Vec<crate::diagnostic::Diagnostic>> {
    let steps = "  - {call: GET /x, bearer: '${access_token}', from: 192.0.2.1}\n  - {call: GET /x, from: 192.0.2.2}\n";
    let cases = cases("verifies: [hyper.stated]\n", steps);
    describe("theirs.yaml", text.as_bytes(), Knowledge { ledgers: &ledgers(), cases: &cases })
}

/// What is told of the file with one thing in it replaced.
fn told(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    let complaints = described(&FILE.replacen(from, to, 1)).expect_err(to);
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn hooks_are_what_the_file_says() {
    let target = described(FILE).unwrap();
    let DescribedClock::Control(clock) = &target.clock else { panic!("{:?}", target.clock) };
    assert!(matches!(&clock.value.deed, Deed::Command(words) if words[..2] == ["tool", "move"]), "{clock:?}");
    assert_eq!(clock.value.timeout, Duration::from_secs(10));
    let settings = &target.hooks.settings.as_ref().unwrap().value;
    assert_eq!((settings.timeout, settings.credentials["access_token"].value.as_str()), (Duration::from_secs(30), "$.token"));
    assert_eq!(settings.secrets["admin"].value, Reference::File("admin-token".into()));
    assert!(matches!(&settings.deed, Deed::Call { method, url, .. } if method == "PUT" && url == "${base_url}/admin"), "{settings:?}");
    assert_eq!(target.hooks.actions.keys().collect::<Vec<_>>(), ["*", "set_lifetime"]);
    let origin = |address: &str| target.origins[&address.parse().unwrap()].clone();
    assert_eq!((origin("192.0.2.1").way, origin("192.0.2.1").seen_as), (Way::Source("127.0.0.2".parse().unwrap()), None));
    assert_eq!(origin("192.0.2.2").seen_as, Some("198.51.100.1".parse().unwrap()));
}

#[test]
fn a_clock_is_real_unless_something_is_said_of_it() {
    let clock = |text: &str| described(&format!("api: hyper\ninstances: {{a: {{base_url: 'http://a'}}}}\n{text}\n")).unwrap().clock;
    assert!(matches!(clock(""), DescribedClock::Real) && matches!(clock("clock: real"), DescribedClock::Real));
    for (text, rate) in [("60", 60.0), ("0.5", 0.5), ("1000000", 1_000_000.0)] {
        let clock = clock(&format!("clock: {{rate: {text}}}"));
        assert!(matches!(clock, DescribedClock::Rate(known) if Rate::new(rate) == Some(known)), "{clock:?}");
    }
}

#[test]
fn a_mistake_is_shown_where_it_is_with_what_would_be_right() {
    const CONTROL: &str = "control:\n    command: [tool, move, '${seconds}']";
    let mut untold = Vec::new();
    for (from, to, place, says) in [
        ("clock:\n", "clok:\n", ":4:1", "did you mean `clock`?"),
        ("\n  control:\n    command: [tool, move, '${seconds}']", " reel", ":4:8", "did you mean `real`?"),
        (CONTROL, "rate: 0", ":5:9", "above 0 and up to 1000000"),
        (CONTROL, "rate: -1", ":5:9", "above 0 and up to 1000000"),
        (CONTROL, "rate: 1000001", ":5:9", "above 0 and up to 1000000"),
        (CONTROL, "rate: .nan", ":5:9", "above 0 and up to 1000000"),
        (CONTROL, "rate: fast", ":5:9", "number"),
        (CONTROL, "rat: 60", ":5:3", "did you mean `rate`?"),
        ("  control:\n", "  rate: 60\n  control:\n", ":7:", "not both"),
        ("${seconds}", "${second}", ":6:28", "did you mean `seconds`?"),
        ("${seconds}", "${seconds|cut}", ":6:28", "as they are"),
        ("${seconds}", "${seconds", ":6:28", "no closing `}`"),
        ("${seconds}", "${with.hours}", ":6:28", "there is no `${with.hours}` here"),
        ("[tool, move, '${seconds}']", "[]", ":6:", "the program first"),
        ("[tool, move, '${seconds}']", "['${seconds}']", ":6:", "the program first"),
        ("    command: [tool, move, '${seconds}']", "    timeout: 1s", "theirs.yaml", "`command: [PROGRAM, ARGUMENT]`"),
        ("    command: [tool,", "    call: GET http://a\n    command: [tool,", ":7:", "not both"),
        ("    command: [tool,", "    headers: {A: b}\n    command: [tool,", ":6:", "no headers, body or secrets"),
        ("    command: [tool,", "    timeout: soon\n    command: [tool,", ":6:14", "such as 10s"),
        ("    command: [tool,", "    credentials: {a: $.a}\n    command: [tool,", ":6:19", "a clock brings no credentials"),
        ("PUT ${base_url}/admin", "put ${base_url}/admin", ":10:", "a method and a URL"),
        ("PUT ${base_url}/admin", "PUT nowhere", ":10:", "this is no URL"),
        ("X-Key:", "'X Key':", ":11:", "no call can carry a header `X Key`"),
        ("X-Key: {env: KEY}", "X-Key: {en: KEY}", ":11:", "`{env: NAME}`"),
        ("${secret.admin}", "${secret.admn}", ":11:", "did you mean `secret.admin`?"),
        ("${settings.life_hours}", "${settings.life_hour}", ":12:", "did you mean `settings.life_hours`?"),
        ("      json:", "      body: x\n      json:", ":12:", "one body"),
        ("      secrets: {admin:", "      secrets: {spare: {env: X}, admin:", ":13:", "names `${secret.spare}`"),
        ("{access_token: $.token}", "{acces_token: $.token}", ":14:", "did you mean `access_token`?"),
        ("$.token", "token", ":14:", "such as $.access_token"),
        ("    set_lifetime:", "    set_lifetim:", ":17:5", "did you mean `set_lifetime`?"),
        ("${with.hours}", "${with.hour}", ":17:", "did you mean `with.hours`?"),
        ("  actions:", "  action:", ":16:3", "did you mean `actions`?"),
        ("'${with}'", "'${with.hours}'", ":18:", "did you mean `with`?"),
        ("  192.0.2.1:", "  192.0.2.11:", ":20:3", "did you mean `192.0.2.1`?"),
        ("127.0.0.2", "localhost", ":20:23", "this is no address"),
        ("{source: 127.0.0.2}", "{sorce: 127.0.0.2}", ":20:", "did you mean `source`?"),
        ("{source: 127.0.0.2}", "{}", ":20:", "one of this machine's"),
        ("{source: 127.0.0.2}", "{source: 127.0.0.2, proxy: 'http://a'}", ":20:", "not both"),
        ("http://proxy.example:80", "nowhere", ":21:", "http://proxy.example:8080"),
    ] {
        let told = told(from, to);
        if !(told.contains(says) && told.contains(place)) {
            untold.push(format!("{to}: {place} and {says} in\n{told}"));
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n\n"));
}

#[test]
fn a_secret_that_stands_in_a_hook_is_refused_and_not_shown() {
    for (from, to) in [
        ("{file: admin-token}", "hidden-word"),
        ("{X-Key: {env: KEY},", "{X-Api-Key: hidden-word,"),
        ("'Bearer ${secret.admin}'", "Bearer hidden-word"),
        ("{settings: '${settings}',", "{password: hidden-word, settings: '${settings}',"),
        ("PUT ${base_url}/admin", "PUT https://anna:hidden-word@admin.example"),
        ("PUT ${base_url}/admin", "'PUT ${base_url}/admin?api_key=hidden-word'"),
        ("[tool, move,", "[tool, --password=hidden-word,"),
        ("[tool, move,", "[tool, --password, hidden-word,"),
        ("http://proxy.example:80", "http://anna:hidden-word@proxy.example"),
    ] {
        let told = told(from, to);
        assert!(told.contains("in this file") && !told.contains("hidden"), "{to}:\n{told}");
    }
}
