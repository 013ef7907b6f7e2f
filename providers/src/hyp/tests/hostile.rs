//! Any bytes get an answer, a refusal leaves the state as it was, and nothing outgrows its bound.

use proptest::prelude::*;
use serde_json::json;

use super::bench::{Bench, FORM, Sent, read, result, xml};
use crate::Method;

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// What is near a real request.
fn near() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<ashrait>"),
        Just("</ashrait>"),
        Just("<request>"),
        Just("</request>"),
        Just("<command>getSessionId</command>"),
        Just("<version>2000</version>"),
        Just("<getSessionId/>"),
        Just("<!DOCTYPE a>"),
        Just("<![CDATA[x]]>"),
        Just("&amp;"),
        Just("&x;"),
        Just("int_in="),
        Just("&user=a"),
        Just("<!--"),
        Just("\u{5e2}"),
        Just("\0"),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn random_bytes_always_get_an_answer_and_change_nothing(
        path in prop_oneof!["/xpo/Relay", "\\PC{0,20}"], method in "[A-Z]{1,7}", query in "\\PC{0,60}", body in bytes(400), near in near(),
        kind in prop_oneof![Just(FORM), Just("text/xml"), Just("")],
    ) {
        let mut bench = Bench::new(json!({"get": "accepted"}));
        let before = bench.instance.state();
        for body in [body.as_slice(), near.as_bytes(), format!("int_in={near}").as_bytes()] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            for method in [method, Method::POST] {
                let sent = Sent { method, path: path.clone(), query: query.clone(), ..Sent::body(kind, body) };
                let answer = bench.send(&sent);
                prop_assert!((200..600).contains(&answer.status));
                prop_assert!(!answer.clauses.is_empty());
                prop_assert_eq!(&bench.instance.state(), &before);
                for change in bench.changes(&sent) {
                    prop_assert!(!change.says.contains(&bench.credential("password")));
                }
            }
        }
    }

    #[test]
    fn an_authorised_caller_may_send_any_xml_too(near in near(), body in bytes(300)) {
        let mut bench = Bench::new(json!({}));
        for int_in in [near.as_str(), &String::from_utf8_lossy(&body), &xml("doDeal", &near)] {
            let sent = bench.by_password(int_in);
            prop_assert!(["000", "444", "462"].contains(&result(&bench.send(&sent)).as_str()));
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(body in bytes(400), near in near()) {
        use crate::{Provider, hyp::Hyp};
        let _ = Hyp::read(&body);
        let _ = Hyp::read(near.as_bytes());
        let _ = Hyp::read(&[b"<?xml version='1.0' encoding='ISO-8859-8'?><ashrait><response><a>", body.as_slice(), b"</a></response></ashrait>"].concat());
    }

    #[test]
    fn what_a_request_id_holds_comes_back_as_it_was(id in "[^\\p{C}<&\\s\u{fffe}\u{ffff}]{1,20}", encoding in 0..3_usize) {
        let encoding = ["utf8-mislabelled", "iso-8859-8", "utf-8"][encoding];
        let mut bench = Bench::new(json!({"encoding": encoding}));
        let sent = bench.by_password(&xml("doDeal", "").replace("<version>", &format!("<requestId>{id}</requestId><version>")));
        let reply = read(&bench.send(&sent));
        prop_assert_eq!(reply["requestId"].as_str(), Some(id.as_str()));
    }
}

#[test]
fn bombs_are_refused_and_the_same_request_without_them_is_served() {
    let mut bench = Bench::new(json!({}));
    let entities: String = (1..9).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let good = xml("doDeal", "");
    for bomb in [
        format!("<!DOCTYPE ashrait [<!ENTITY e0 \"x\">{entities}]>{}", good.replace("<doDeal>", "<doDeal>&e8;")),
        good.replace("<doDeal>", &format!("<doDeal>{}", "<a>".repeat(200_000))),
        good.replace("<doDeal></doDeal>", &format!("<doDeal>{}{}</doDeal>", "<a>".repeat(200_000), "</a>".repeat(200_000))),
        good.replace("<doDeal>", &format!("<doDeal>{}", "x".repeat(70_000))),
        good.replace("<doDeal>", &format!("<doDeal {}>", (0..5_000).map(|n| format!("a{n}=''")).collect::<Vec<_>>().join(" "))),
    ] {
        let sent = bench.by_password(&bomb);
        assert_eq!(result(&bench.send(&sent)), "444");
    }
    let sent = bench.by_password(&good);
    assert_eq!(result(&bench.send(&sent)), "000");
}

#[test]
fn the_last_moment_of_time_gets_an_answer_too() {
    let mut bench = Bench::new(json!({"boundary": "inclusive"}));
    bench.now = jiff::Timestamp::MAX;
    let session = bench.session();
    bench.instance.deadlines(bench.now);
    assert_eq!(bench.deal(&session), "000");
}
