//! A call: how it may be sent, what it must hold, and what it is answered.

use serde_json::json;

use super::bench::{Bench, FORM, Sent, read, result, xml};
use crate::{Api, Method, api::Erased, hyp::Hyp};

fn clauses(bench: &mut Bench, sent: &Sent) -> Vec<&'static str> {
    bench.send(sent).clauses.into_iter().map(|clause| clause.0).collect()
}

#[test]
fn a_good_request_gets_a_session_in_the_documented_envelope() {
    let mut bench = Bench::new(json!({}));
    let asking = bench.asking();
    let answer = bench.send(&asking);
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let reply = read(&answer);
    assert_eq!((answer.status, &*answer.headers[0].1), (200, "text/xml"));
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"ISO-8859-8\"?><ashrait><response><command>getSessionId</command>"), "{text}");
    assert_eq!(reply["result"], "000");
    assert_eq!(reply["message"], "Permitted transaction");
    assert_eq!(reply["dateTime"], "2026-01-01 00:00");
    assert_eq!(reply["getSessionId"]["sessionExpiration"], "600");
    assert_eq!(reply["getSessionId"]["sessionReUse"], "0");
    assert!(crate::naming::is_uuid(reply["getSessionId"]["sessionId"].as_str().unwrap()));
    assert_eq!(reply["tranId"].as_str().unwrap().len(), 9);
    let places = [
        "<command>",
        "<dateTime>",
        "<requestId/>",
        "<tranId>",
        "<result>",
        "<message>",
        "<userMessage>",
        "<additionalInfo/>",
        "<version>",
        "<language>",
    ];
    let at: Vec<_> = places.iter().map(|name| text.find(name).unwrap_or_else(|| panic!("{name} in {text}"))).collect();
    assert!(at.is_sorted(), "{text}");
    assert!(text.find("<getSessionId>") > at.last().copied(), "{text}");
}

#[test]
fn each_code_has_its_cause_and_goes_when_the_cause_goes() {
    let mut bench = Bench::new(json!({}));
    let (asking, terminal) = (bench.asking(), bench.credential("terminal"));
    for (breaks, repairs, code) in
        [("break_gateway", "repair_gateway", "354"), ("break_generation", "repair_generation", "457"), ("disable_sessions", "enable_sessions", "455")]
    {
        let arguments = if breaks == "disable_sessions" { json!({"terminal": terminal}) } else { json!({}) };
        bench.act(breaks, arguments.clone()).unwrap();
        let refusal = read(&bench.send(&asking));
        assert_eq!(refusal["result"], code);
        assert_eq!(refusal["getSessionId"], json!({"sessionId": "", "sessionExpiration": "", "sessionReUse": ""}));
        bench.act(repairs, arguments).unwrap();
        assert_eq!(result(&bench.send(&asking)), "000");
    }
    let wrong = Sent::form(&[("user", &bench.credential("user")), ("password", "wrong"), ("int_in", &xml("getSessionId", ""))]);
    assert_eq!(result(&bench.send(&wrong)), "405");
    let unknown = bench.by_password(&xml("getSessionId", "<terminalNumber>0000000</terminalNumber>"));
    assert_eq!(result(&bench.send(&unknown)), "444");
}

#[test]
fn a_terminal_that_nobody_has_cannot_be_set_up() {
    let mut bench = Bench::new(json!({}));
    let error = bench.act("disable_sessions", json!({"terminal": "123"})).unwrap_err();
    assert!(error.to_string().starts_with("no merchant has the terminal `123`;"), "{error}");
}

#[test]
fn xml_is_read_encoded_or_pasted_and_only_the_pasted_one_is_beyond_the_document() {
    let mut bench = Bench::new(json!({}));
    let xml = xml("doDeal", "<id>a&amp;b=c+d%41</id>");
    let (user, password) = (bench.credential("user"), bench.credential("password"));
    let encoded = bench.by_password(&xml);
    assert!(!clauses(&mut bench, &encoded).contains(&"hyp.request.raw-xml"));
    for body in [
        format!("user={user}&password={password}&int_in={xml}"),
        format!("int_in={xml}&user={user}&password={password}"),
        format!("user={user}&int_in=\n<?xml version='1.0' encoding='UTF-8'?>{xml}\n&password={password}"),
    ] {
        let pasted = Sent::body(FORM, body.as_bytes());
        assert_eq!(result(&bench.send(&pasted)), "000", "{body}");
        assert!(clauses(&mut bench, &pasted).contains(&"hyp.request.raw-xml"));
    }
}

#[test]
fn fields_are_read_from_the_query_of_a_post_and_by_get_only_where_it_is_set() {
    for (settings, method, code, clause) in [
        (json!({}), Method::POST, "000", Some("hyp.request.query-fields")),
        (json!({"fields": "body"}), Method::POST, "405", None),
        (json!({}), Method::GET, "444", None),
        (json!({"get": "accepted"}), Method::GET, "000", Some("hyp.request.get")),
        (json!({"get": "accepted", "fields": "body"}), Method::GET, "000", Some("hyp.request.get")),
    ] {
        let mut bench = Bench::new(settings.clone());
        let asking = bench.asking();
        let query = String::from_utf8(asking.body.clone()).unwrap();
        let sent = Sent { method, query, body: Vec::new(), ..asking };
        let answer = bench.send(&sent);
        assert_eq!(result(&answer), code, "{settings}");
        let beyond: Vec<&str> =
            answer.clauses.iter().map(|clause| clause.0).filter(|id| ["hyp.request.query-fields", "hyp.request.get"].contains(id)).collect();
        assert_eq!(beyond, clause.into_iter().collect::<Vec<_>>(), "{settings}");
    }
}

#[test]
fn the_strict_readings_accept_nothing_that_the_document_does_not_say() {
    let strict = serde_json::Value::Object(Erased::<Hyp>::NEW.strict());
    let (mut lenient, mut strict) = (Bench::new(json!({})), Bench::new(strict));
    let asking = lenient.asking();
    assert_eq!(result(&strict.send(&asking)), "000");
    let text = String::from_utf8(asking.body.clone()).unwrap();
    let (user, password, terminal) = (lenient.credential("user"), lenient.credential("password"), lenient.credential("terminal"));
    let inner = xml("getSessionId", &format!("<terminalNumber>{terminal}</terminalNumber>"));
    for sent in [
        Sent { query: text, body: Vec::new(), ..asking.clone() },
        Sent::body(FORM, format!("user={user}&password={password}&int_in={inner}").as_bytes()),
        Sent::body("text/plain", &asking.body),
        lenient.by_password(&inner.replace("ENG", "eng")),
        lenient.by_password(&inner.replace("ENG", "FRE")),
    ] {
        assert_eq!(result(&lenient.send(&sent)), "000", "{sent:?}");
        assert_ne!(result(&strict.send(&sent)), "000", "{sent:?}");
    }
}

#[test]
fn header_fields_come_in_any_order_and_a_bad_one_is_named() {
    let mut bench = Bench::new(json!({}));
    let terminal = bench.credential("terminal");
    let header = |fields: &str| {
        format!(
            "<ashrait><request><getSessionId><terminalNumber>{terminal}</terminalNumber></getSessionId>{fields}<command>getSessionId</command></request></ashrait>"
        )
    };
    let good = "<language>Heb</language><requestId>12345678901234567890</requestId><dateTime>2026-01-01 00:00</dateTime><mayBeDuplicate>0</mayBeDuplicate><version>2000</version>";
    let sent = bench.by_password(&header(good));
    let reply = read(&bench.send(&sent));
    assert_eq!((reply["result"].as_str(), reply["requestId"].as_str()), (Some("000"), Some("12345678901234567890")));
    assert_eq!((reply["message"].as_str(), reply["language"].as_str()), (Some("עסקה תקינה"), Some("Heb")));
    for (from, to, told) in [
        (">2000<", "> 2x <", "Bad value '2x' in header field 'version'"),
        ("<version>2000</version>", "", "Bad value '' in header field 'version'"),
        ("01234567890<", "012345678901<", "Bad value '123456789012345678901' in header field 'requestId'"),
        ("2026-01-01 00:00", "2026-13-01 00:00", "Bad value '2026-13-01 00:00' in header field 'dateTime'"),
        (">0<", ">&lt;2&gt;<", "Bad value '<2>' in header field 'mayBeDuplicate'"),
    ] {
        let sent = bench.by_password(&header(&good.replace(from, to)));
        let reply = read(&bench.send(&sent));
        assert_eq!((reply["result"].as_str(), reply["additionalInfo"].as_str(), reply["tranId"].as_str()), (Some("462"), Some(told), Some("")));
    }
}

#[test]
fn wrong_credentials_are_told_before_a_bad_header_field_unless_set_otherwise() {
    for (first, code) in [("credentials", "405"), ("header", "462")] {
        let mut bench = Bench::new(json!({"checked_first": first}));
        let bad = xml("getSessionId", "").replace("2000", "x");
        assert_eq!(result(&bench.send(&Sent::form(&[("user", "nobody"), ("password", "x"), ("int_in", &bad)]))), code);
        let sent = bench.by_password(&bad);
        assert_eq!(result(&bench.send(&sent)), "462");
    }
}

#[test]
fn an_element_that_stands_twice_is_no_request() {
    let mut bench = Bench::new(json!({}));
    let terminal = bench.credential("terminal");
    let once = xml("getSessionId", &format!("<terminalNumber>{terminal}</terminalNumber>"));
    let number = format!("<terminalNumber>{terminal}</terminalNumber>");
    for part in ["<version>2000</version>", "<command>getSessionId</command>", number.as_str()] {
        let twice = bench.by_password(&once.replace(part, &format!("{part}{part}")));
        assert_eq!(result(&bench.send(&twice)), "444", "{part}");
    }
    let sent = bench.by_password(&once);
    assert_eq!(result(&bench.send(&sent)), "000");
}

#[test]
fn an_error_repeats_neither_password_nor_session_wherever_they_were_put() {
    let mut bench = Bench::new(json!({}));
    let session = bench.session();
    let password = bench.credential("password");
    for secret in [session.as_str(), password.as_str()] {
        for place in ["<requestId>?</requestId>", "<version>?</version>", "<dateTime>?</dateTime>", "<mayBeDuplicate>x?</mayBeDuplicate>"] {
            let inner = xml("getSessionId", "").replace("<version>2000</version>", &place.replace('?', secret));
            let sent = bench.by_password(&inner);
            let text = String::from_utf8(bench.send(&sent).body).unwrap();
            assert!(!text.contains(secret), "{place}: {text}");
        }
        let named = bench.by_password(&xml(secret, ""));
        assert!(!String::from_utf8(bench.send(&named).body).unwrap().contains(secret));
    }
    let wrong = Sent::form(&[
        ("user", "u"),
        ("password", "hunter22"),
        ("int_in", "<ashrait><request><version>1</version><requestId>hunter22</requestId></request></ashrait>"),
    ]);
    let text = String::from_utf8(bench.send(&wrong).body).unwrap();
    assert!(text.contains("<result>405</result>") && !text.contains("hunter22"), "{text}");
}

#[test]
fn a_value_that_is_repeated_in_part_shows_no_part_of_a_secret() {
    let mut bench = Bench::new(json!({}));
    let filling = "x".repeat(95);
    let mut told = |rest: &str| {
        let sent = bench.by_password(&xml("getSessionId", "").replace("2000", &format!("{filling}{rest}")));
        read(&bench.send(&sent))["additionalInfo"].clone()
    };
    assert_eq!(told("nothing secret"), format!("Bad value '{filling}nothi' in header field 'version'"));
    let password = Bench::new(json!({})).credential("password");
    assert_eq!(told(&password), "***");
}
