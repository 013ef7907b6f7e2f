//! Each silent point in its readings.

use serde_json::{Value, json};

use super::bench::{Bench, Sent, read, result, xml};

fn two_terminals() -> Value {
    json!([{"user": "merchant-1", "password": "password-1", "terminals": [
        {"number": "1000001"}, {"number": "1000002", "reuse": "reusable"}, {"number": "1000003", "sessions": "off"}]}])
}

/// The result of a doDeal with these fields.
fn deal(bench: &mut Bench, fields: &[(&str, &str)], int_in: &str) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("int_in", int_in)]).collect();
    result(&bench.send(&Sent::form(&fields)))
}

#[test]
fn a_session_is_carried_where_the_setting_says() {
    for (place, by_parameter, by_element) in [("parameter", "000", "405"), ("element", "405", "000"), ("either", "000", "000")] {
        let mut bench = Bench::new(json!({"session_in": place, "session_reuse": "reusable"}));
        let session = bench.session();
        let inside = xml("doDeal", "").replace("<version>", &format!("<sessionId>{session}</sessionId><version>"));
        assert_eq!(bench.deal(&session), by_parameter, "{place}");
        assert_eq!(deal(&mut bench, &[], &inside), by_element, "{place}");
    }
}

#[test]
fn of_session_and_credentials_the_one_that_is_set_decides() {
    for (decides, bad_session, bad_password) in [("session", "456", "000"), ("credentials", "000", "405")] {
        let mut bench = Bench::new(json!({"both_given": decides, "session_reuse": "reusable"}));
        let (session, user, password) = (bench.session(), bench.credential("user"), bench.credential("password"));
        let int_in = xml("doDeal", "");
        assert_eq!(deal(&mut bench, &[("user", &user), ("password", &password), ("sessionId", "x")], &int_in), bad_session, "{decides}");
        assert_eq!(deal(&mut bench, &[("user", &user), ("password", "x"), ("sessionId", &session)], &int_in), bad_password, "{decides}");
        let both = Sent::form(&[("user", &user), ("password", &password), ("sessionId", &session), ("int_in", &int_in)]);
        let one = bench.by_password(&int_in);
        let told = |bench: &mut Bench, sent: &Sent| bench.send(sent).clauses.iter().any(|clause| clause.0 == "hyp.session.beside-credentials");
        assert!(told(&mut bench, &both) && !told(&mut bench, &one), "{decides}");
    }
}

#[test]
fn a_session_opens_its_merchants_other_terminals_unless_set_otherwise() {
    for (scope, other) in [("merchant", "000"), ("terminal", "456")] {
        let mut bench = Bench::new(json!({"session_scope": scope, "session_reuse": "reusable", "merchants": two_terminals()}));
        let session = bench.session();
        let on = |number: &str| xml("doDeal", &format!("<terminalNumber>{number}</terminalNumber>"));
        assert_eq!(deal(&mut bench, &[("sessionId", &session)], &on("1000002")), other, "{scope}");
        assert_eq!(deal(&mut bench, &[("sessionId", &session)], &on("1000001")), "000");
        assert_eq!(deal(&mut bench, &[("sessionId", &session)], &on("9999999")), "444");
    }
}

#[test]
fn each_terminal_has_its_own_set_up() {
    let mut bench = Bench::new(json!({"merchants": two_terminals()}));
    let mut ask = |number: &str| {
        let sent = bench.by_password(&xml("getSessionId", &format!("<terminalNumber>{number}</terminalNumber>")));
        let reply = read(&bench.send(&sent));
        (reply["result"].clone(), reply["getSessionId"]["sessionReUse"].clone())
    };
    assert_eq!(ask("1000001"), (json!("000"), json!("0")));
    assert_eq!(ask("1000002"), (json!("000"), json!("1")));
    assert_eq!(ask("1000003"), (json!("455"), json!("")));
}

#[test]
fn one_merchants_password_is_not_anothers() {
    let merchants = json!([
        {"user": "merchant-1", "password": "password-1", "terminals": [{"number": "1000001"}]},
        {"user": "merchant-2", "password": "password-2", "terminals": [{"number": "2000001"}]}]);
    let mut bench = Bench::new(json!({"merchants": merchants}));
    let on = |number: &str| xml("getSessionId", &format!("<terminalNumber>{number}</terminalNumber>"));
    for (user, password, number, code) in [
        ("merchant-2", "password-2", "2000001", "000"),
        ("merchant-2", "password-1", "2000001", "405"),
        ("merchant-2", "password-2", "1000001", "444"),
    ] {
        assert_eq!(deal(&mut bench, &[("user", user), ("password", password)], &on(number)), code, "{user} {password} {number}");
    }
}

#[test]
fn the_codes_of_silent_points_are_those_of_their_settings() {
    let settings = json!({
        "used_session_code": "405", "unknown_session_code": "444", "unknown_terminal_code": "455", "missing_element_code": "462",
        "bad_xml_code": "354", "bad_header_code": "444", "unknown_command_code": "462",
    });
    let mut bench = Bench::new(settings);
    let session = bench.session();
    assert_eq!((bench.deal(&session), bench.deal(&session), bench.deal("never-issued")), ("000".into(), "405".into(), "444".into()));
    for (int_in, code) in [
        (xml("getSessionId", "<terminalNumber>0000000</terminalNumber>"), "455"),
        (xml("getSessionId", ""), "462"),
        ("no XML".to_owned(), "354"),
        (String::new(), "354"),
        (xml("getSessionId", "").replace("2000", "?"), "444"),
        (xml("doNothing", ""), "462"),
    ] {
        let sent = bench.by_password(&int_in);
        assert_eq!(result(&bench.send(&sent)), code, "{int_in}");
    }
}

#[test]
fn statuses_are_200_unless_set_otherwise() {
    for (settings, statuses) in
        [(json!({}), [200, 200, 200, 404]), (json!({"error_status": 400, "malformed_status": 415, "elsewhere_status": 410}), [400, 415, 415, 410])]
    {
        let mut bench = Bench::new(settings);
        let asking = bench.asking();
        let wrong = Sent::form(&[("user", "u"), ("password", "p"), ("int_in", &xml("getSessionId", ""))]);
        let put = Sent { method: crate::Method::PUT, ..asking.clone() };
        let no_xml = bench.by_password("x");
        let elsewhere = Sent { path: "/xpo/relay".to_owned(), ..asking.clone() };
        assert_eq!([wrong, put, no_xml, elsewhere].map(|sent| bench.send(&sent).status), statuses);
        assert_eq!(bench.send(&asking).status, 200);
    }
}

#[test]
fn a_reply_means_the_same_in_all_three_encodings_and_is_written_as_each_says() {
    let hebrew = |bench: &Bench| String::from_utf8(bench.asking().body).unwrap().replace("ENG", "HEB").into_bytes();
    for (encoding, declared, is_utf8) in [("utf8-mislabelled", "ISO-8859-8", true), ("iso-8859-8", "ISO-8859-8", false), ("utf-8", "UTF-8", true)] {
        let mut bench = Bench::new(json!({"encoding": encoding}));
        let sent = Sent { body: hebrew(&bench), ..bench.asking() };
        let answer = bench.send(&sent);
        assert_eq!(std::str::from_utf8(&answer.body).is_ok(), is_utf8, "{encoding}");
        assert!(String::from_utf8_lossy(&answer.body).contains(&format!("encoding=\"{declared}\"")), "{encoding}");
        assert_eq!(read(&answer)["message"], "עסקה תקינה", "{encoding}");
    }
}

#[test]
fn an_empty_element_is_written_short_or_long_and_means_the_same() {
    for (written, text) in [("short", "<requestId/>"), ("long", "<requestId></requestId>")] {
        let mut bench = Bench::new(json!({"empty_elements": written}));
        let asking = bench.asking();
        let answer = bench.send(&asking);
        assert!(String::from_utf8_lossy(&answer.body).contains(text));
        assert_eq!(read(&answer)["requestId"], "");
    }
}

#[test]
fn a_configured_command_answers_with_its_fields() {
    let mut bench = Bench::new(json!({"commands": {"refundDeal": {"status": "000", "note": "a < b & c"}}}));
    let session = bench.session();
    let sent = Sent::form(&[("sessionId", &session), ("int_in", &xml("refundDeal", ""))]);
    assert_eq!(read(&bench.send(&sent))["refundDeal"], json!({"status": "000", "note": "a < b & c"}));
    let other = bench.by_password(&xml("doDeal", ""));
    assert_eq!(result(&bench.send(&other)), "444");
}
