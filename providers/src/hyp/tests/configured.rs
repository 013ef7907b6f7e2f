//! What an instance is configured with: checked, and never shown where it is wrong.

use serde_json::{Map, Value, json};

use super::bench::Bench;
use crate::{Api, api::Erased, hyp::Hyp};

fn refusal(name: &str, value: Value) -> Option<String> {
    Erased::<Hyp>::NEW.configure(&Map::from_iter([(name.to_owned(), value)]), None).err().map(|error| error.to_string())
}

fn merchant(user: &str, password: &str, number: &str) -> Value {
    json!({"user": user, "password": password, "terminals": [{"number": number}]})
}

#[test]
fn a_merchant_of_another_shape_is_refused_without_being_shown() {
    let good = merchant("merchant-1", "open-sesame", "1234567");
    assert_eq!(refusal("merchants", json!([good])), None);
    for bad in [
        json!("open-sesame"),
        json!("\"open-sesame\""),
        json!(["open-sesame"]),
        json!([{"user": "merchant-1", "password": "open-sesame", "terminals": "open-sesame"}]),
        json!([{"user": "merchant-1", "open-sesame": 1}]),
        json!([merchant("merchant-1", "", "1234567")]),
        json!([merchant("merchant-1", "open-sesame\n", "1234567")]),
        json!([merchant("merchant-1", "open-sesame", "123456")]),
        json!([merchant("merchant-1", "open-sesame", "12345678901")]),
        json!([merchant("merchant-1", "open-sesame", "1234567"), merchant("merchant-1", "other", "7654321")]),
        json!([merchant("merchant-1", "open-sesame", "1234567"), merchant("merchant-2", "other", "1234567")]),
        Value::Array((0..101).map(|n| merchant(&format!("merchant-{n}"), "open-sesame", &format!("{}", 1_000_000 + n))).collect()),
    ] {
        let error = refusal("merchants", bad.clone()).unwrap_or_else(|| panic!("accepted: {bad}"));
        assert!(error.contains("a list of merchants") && !error.contains("open-sesame"), "{error}");
    }
}

#[test]
fn a_merchant_shows_no_password_where_it_is_printed_or_inspected() {
    let bench = Bench::new(json!({"merchants": [merchant("merchant-1", "open-sesame", "1234567")]}));
    assert!(!bench.instance.inspect(bench.now).to_string().contains("open-sesame"));
    let settings = crate::hyp::Merchant { user: "merchant-1".to_owned(), password: "open-sesame".to_owned(), terminals: Vec::new() };
    assert!(!format!("{settings:?}").contains("open-sesame"));
}

#[test]
fn without_a_merchant_one_is_made_whose_credentials_are_long_enough_to_be_masked() {
    let bench = Bench::new(json!({}));
    assert!(bench.credential("user").len() >= 8 && bench.credential("password").len() >= 8);
    let terminal = bench.credential("terminal");
    assert!((7..=10).contains(&terminal.len()) && terminal.bytes().all(|byte| byte.is_ascii_digit()), "{terminal}");
}

#[test]
fn a_command_that_could_not_be_written_is_refused() {
    assert_eq!(refusal("commands", json!({"refundDeal": {"status": "000"}})), None);
    for bad in [json!({"a b": {}}), json!({"a": {"<": ""}}), json!({"a": {"b": "\u{1}"}}), json!({"getsessionid": {}}), json!({"": {}})] {
        assert!(refusal("commands", bad.clone()).is_some(), "{bad}");
    }
}
