//! The model says what its ledger fixes, and takes what its settings allow. What holds for every API is in `catalogue_tests`.

use serde_json::{Map, Value};

use crate::hyper::{Hyper, Settings, rules::Rules};
use crate::{Ledger, Provider, overlay};

fn ledger() -> Ledger {
    Ledger::parse(Hyper::LEDGER).unwrap()
}

#[test]
fn a_setting_outside_its_range_is_refused_and_one_inside_is_not() {
    let with = |hours: u64| overlay::<Settings>(Hyper::SETTINGS, &Map::from_iter([("life_hours".to_owned(), hours.into())]));
    assert_eq!(with(8761).unwrap_err().to_string(), "`life_hours` cannot be 8761; it takes a whole number from 1 to 8760");
    assert_eq!(with(8760).unwrap().life_hours, 8760);
}

#[test]
fn an_unknown_setting_is_refused_by_the_nearest_name() {
    let given = Map::from_iter([("refresh_tokn".to_owned(), Value::from("constant"))]);
    let error = overlay::<Settings>(Hyper::SETTINGS, &given).unwrap_err();
    assert_eq!(error.to_string(), "there is no setting `refresh_tokn`; did you mean `refresh_token`?");
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let rules = Rules::default();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hyper.access-token.length", "length"), rules.tokens.refreshed.access_token.length);
    assert_eq!(fixed("hyper.refresh-token.length", "length"), rules.tokens.refreshed.refresh_token.length);
    assert_eq!(fixed("hyper.refusal.expired", "message"), rules.call.texts.expired);
    assert_eq!(fixed("hyper.refusal.wrong", "message"), rules.call.texts.unknown);
    assert_eq!(fixed("hyper.validity.expired", "message"), rules.validity.texts.expired);
    assert_eq!(fixed("hyper.grace.access-token", "seconds"), rules.tokens.access_token_grace.as_secs());
    assert_eq!(fixed("hyper.grace.refresh-token", "seconds"), rules.tokens.refresh_token_grace.as_secs());
}
