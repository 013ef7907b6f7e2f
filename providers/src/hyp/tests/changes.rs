//! What would have turned a refusal does turn it.

use serde_json::json;

use super::bench::{Bench, FORM, Sent, result, xml};
use crate::{Api, Changed, Method, api::Erased, hyp::Hyp};

/// The request is refused; the first change that turns it, in words.
fn turned_by(bench: &mut Bench, sent: &Sent) -> String {
    assert_ne!(result(&bench.fork().send(sent)), "000", "{sent:?}");
    let changes = bench.changes(sent);
    let turning = changes.iter().find(|change| result(&bench.with(sent, change)) == "000");
    let says = turning.unwrap_or_else(|| panic!("none of {changes:?} turns {sent:?}")).says.clone();
    for secret in ["user", "password", "terminal"].map(|name| bench.credential(name)) {
        assert!(changes.iter().all(|change| !change.says.contains(&secret)), "{changes:?}");
    }
    says
}

#[test]
fn an_expired_session_would_have_been_good_earlier() {
    let mut bench = Bench::new(json!({}));
    let session = bench.session();
    let sent = Sent::form(&[("sessionId", &session), ("int_in", &xml("doDeal", ""))]);
    let says = turned_by(bench.at(603.2), &sent);
    assert_eq!(says, "send it earlier: the session expired 3.2 s ago; it was good until 00:10:00");
    assert!(matches!(bench.changes(&sent)[0].to, Changed::At(_)));
    assert!(bench.changes(&sent)[1..].iter().any(|change| result(&bench.with(&sent, change)) == "000"));
}

#[test]
fn a_served_request_needs_no_change() {
    let bench = Bench::new(json!({}));
    assert_eq!(bench.changes(&bench.asking()), []);
}

#[test]
fn every_refused_request_that_can_be_mended_has_a_change_that_turns_it() {
    let mut bench = Bench::new(json!({}));
    let (asking, terminal) = (bench.asking(), format!("<terminalNumber>{}</terminalNumber>", bench.credential("terminal")));
    let good = xml("getSessionId", &terminal);
    let (user, used) = (bench.credential("user"), bench.session());
    bench.deal(&used);
    let cases = [
        (Sent { path: "/xpo".to_owned(), ..asking.clone() }, "sent to the relay's address, /xpo/Relay"),
        (Sent { method: Method::PUT, ..asking.clone() }, "sent by POST"),
        (Sent::form(&[("user", &user), ("password", "x"), ("int_in", &good)]), "with the user and the password of a merchant of this instance"),
        (Sent::form(&[("sessionId", &used), ("int_in", &xml("doDeal", ""))]), "with user and password in place of the session"),
        (Sent::form(&[("sessionId", "x"), ("int_in", &xml("doDeal", ""))]), "with user and password in place of the session"),
        (bench.by_password(&good.replace("2000", "x")), "with a good value in the header field 'version'"),
        (
            bench.by_password(&good.replace("<version>", "<requestId>123456789012345678901</requestId><version>")),
            "with a good value in the header field 'requestId'",
        ),
        (
            bench.by_password(&xml("getSessionId", "<terminalNumber>0</terminalNumber>")),
            "for a terminal of this merchant that is set up for sessions",
        ),
        (bench.by_password(&xml("getSessionId", "")), "for a terminal of this merchant that is set up for sessions"),
        (bench.by_password(&xml("doDael", "")), "with the command doDeal"),
        (bench.by_password(&good.replace("<command>getSessionId</command>", "")), "with a command"),
        (bench.by_password("no XML"), "with a well-formed request in int_in, and for a terminal of this merchant that is set up for sessions"),
        (
            Sent::form(&[("user", "x"), ("int_in", &xml("getSessionId", "").replace("2000", "x"))]),
            "with the user and the password of a merchant of this instance, and with a good value in the header field 'version', and for a terminal of this merchant that is set up for sessions",
        ),
    ];
    for (sent, says) in cases {
        assert_eq!(turned_by(&mut bench, &sent), says);
    }
}

#[test]
fn what_only_a_strict_reading_refuses_is_turned_by_its_setting_or_by_a_form() {
    let lenient = Bench::new(json!({}));
    let asking = lenient.asking();
    let text = String::from_utf8(asking.body.clone()).unwrap();
    let (user, password) = (lenient.credential("user"), lenient.credential("password"));
    let mut strict = Bench::new(serde_json::Value::Object(Erased::<Hyp>::NEW.strict()));
    let inner = xml("doDeal", "");
    let cases = [
        (Sent::body("text/plain", text.as_bytes()), "content_type=any"),
        (Sent { query: text.clone(), body: Vec::new(), ..asking.clone() }, "fields=any"),
        (Sent::body(FORM, format!("user={user}&password={password}&int_in={inner}").as_bytes()), "raw_xml=accepted"),
        (lenient.by_password(&inner.replace("ENG", "eng")), "language=lenient"),
        (Sent { method: Method::GET, query: text, body: Vec::new(), ..asking }, "get=accepted"),
    ];
    for (sent, setting) in cases {
        turned_by(&mut strict, &sent);
        let changes = strict.changes(&sent);
        let by_setting = changes.iter().find(|change| change.says.ends_with(setting)).unwrap_or_else(|| panic!("{setting}: {changes:?}"));
        assert_eq!(result(&strict.with(&sent, by_setting)), "000", "{setting}");
    }
}

#[test]
fn what_an_administrator_broke_no_request_can_mend() {
    let mut bench = Bench::new(json!({}));
    let asking = bench.asking();
    for (breaks, repairs) in [("break_gateway", "repair_gateway"), ("break_generation", "repair_generation")] {
        bench.act(breaks, json!({})).unwrap();
        assert_eq!(bench.changes(&asking), []);
        bench.act(repairs, json!({})).unwrap();
    }
}
