//! The calls behind the authentication, from the configuration.

use serde_json::json;

use super::bench::{Bench, get, json, post};

#[test]
fn lists_are_bare_or_objects_and_with_or_without_a_slash() {
    let mut bench = Bench::new(json!({}));
    let basic = bench.basic();
    for path in ["/devices", "/devices/", "/trips", "/trips/", "/workers", "/workers/"] {
        assert!(json(&bench.send(&get(path, &basic))).is_array(), "{path}");
        assert!(json(&bench.send(&get(&format!("{path}?pagination=1"), &basic)))["data"].is_array(), "{path}");
    }
    assert_eq!(bench.status(&get("/devices?pagination=2", &basic)), 422);
}

#[test]
fn what_is_not_there_is_told_by_its_code_and_what_is_there_is_shown() {
    let mut bench = Bench::new(json!({}));
    let basic = bench.basic();
    for (call, status, code) in [
        (get("/devices/device-1/", &basic), 200, ""),
        (get("/devices/nothing", &basic), 404, "device_not_found"),
        (get("/trips/trip-1", &basic), 200, ""),
        (get("/trips/nothing", &basic), 404, "trip_not_found"),
        (post("/trips/trip-2/complete", &basic, ""), 409, "trip_already_completed"),
        (post("/trips/nothing/complete", &basic, ""), 404, "trip_not_found"),
        (post("/trips", &basic, r#"{"device_id":"nothing"}"#), 404, "device_not_found"),
        (get("/nothing", &basic), 404, "not_found"),
        (post("/devices", &basic, ""), 404, "not_found"),
    ] {
        let answer = bench.send(&call);
        assert_eq!((answer.status, json(&answer)["code"].as_str().unwrap_or_default()), (status, code), "{}", call.path);
    }
}

#[test]
fn a_path_with_an_empty_id_is_no_call() {
    let mut bench = Bench::new(json!({}));
    let basic = bench.basic();
    for call in [get("/tracking//", ""), get("/tracking//", &basic), get("/devices//", &basic), post("/trips//complete", &basic, "")] {
        let answer = bench.send(&call);
        let expected = if call.headers.contains_key("authorization") { (404, "not_found") } else { (401, "") };
        assert_eq!((answer.status, json(&answer)["code"].as_str().unwrap_or_default()), expected, "{}", call.path);
    }
    assert_eq!(bench.status(&get("/tracking/x/", "")), 200);
}

#[test]
fn a_new_trip_names_its_device_in_the_body_alone_and_a_list_its_form_in_the_query() {
    let mut bench = Bench::new(json!({}));
    let basic = bench.basic();
    assert_eq!(bench.status(&post("/trips?device_id=device-1", &basic, "{}")), 422);
    assert_eq!(bench.status(&post("/trips?device_id=nothing", &basic, r#"{"device_id":"device-1"}"#)), 201);
    let mut list = get("/devices?pagination=0", &basic);
    list.body = br#"{"pagination":"1"}"#.to_vec();
    assert!(json(&bench.send(&list)).is_array());
}

#[test]
fn a_trip_is_begun_for_a_known_device_and_completed_without_a_body() {
    let mut bench = Bench::new(json!({}));
    let basic = bench.basic();
    let begun = bench.send(&post("/trips/", &basic, r#"{"device_id":"device-2"}"#));
    assert_eq!((begun.status, json(&begun)), (201, json!({"trip_id": "trip-new", "status": "active", "device_id": "device-2"})));
    let completed = bench.send(&post("/trips/trip-1/complete/", &basic, ""));
    assert_eq!((completed.status, completed.body.len(), completed.headers.len()), (202, 0, 0));
}

#[test]
fn an_authorised_call_is_told_by_its_name_and_input() {
    use crate::{Dice, Moment, NoKeys, Step};
    let mut bench = Bench::new(json!({}));
    let call = post("/trips/trip-1/complete?why=late", &bench.basic(), r#"{"trip_id":"another","note":"x"}"#);
    let mut moment = Moment { now: bench.now, client: [127, 0, 0, 1].into(), dice: &mut Dice::seeded(2), signer: &NoKeys };
    let Step::Authorised(authorised) = bench.instance.step(&call.request(), &mut moment) else { panic!("nobody refused this") };
    assert_eq!(authorised.function, "POST /trips/{trip_id}/complete");
    assert_eq!(json!(*authorised.input), json!({"trip_id": "trip-1", "note": "x", "why": "late"}));
}
