//! The export as HAR.

use serde_json::{Value, json};

use crate::world::{World, ended, standin};

const SCHEMA: &str = include_str!("../../conformance/src/export/har/schema.json");

fn export(world: &World, options: &[&str]) -> (i32, String, String) {
    let ready = world.folder.path().join("ready.json");
    ended(standin(&["journal", "--ready-file", ready.to_str().unwrap(), "--export", "har"]).args(options).output().unwrap())
}

#[test]
fn the_calls_of_a_world_are_written_as_har_without_a_secret() {
    let world = World::start(&["hyper=hyper", "hyp=hyp"], &[]);
    let (access, refresh) = (world.credential("hyper", "access_token"), world.credential("hyper", "refresh_token"));
    let reply: Value =
        serde_json::from_str(&world.call("hyper", "POST /RefreshToken?a=b+c", &[&format!("authorization: Bearer {refresh}")], "")).unwrap();
    world.call("hyper", &format!("GET /TokenValidity?token={access}"), &[&format!("authorization: Bearer {access}"), "cookie: a=of-nobody-else"], "");
    let form = format!("user={}&password={}&int_in=%3Ca%2F%3E", world.credential("hyp", "user"), world.credential("hyp", "password"));
    world.call("hyp", "POST /xpo/Relay", &["content-type: application/x-www-form-urlencoded"], &form);
    world.call_nothing();
    let (code, text, said) = export(&world, &[]);
    assert_eq!((code, said.as_str()), (0, ""));
    for secret in
        [access, refresh, reply["access_token"].as_str().unwrap().to_owned(), world.credential("hyp", "password"), "of-nobody-else".to_owned()]
    {
        assert!(!text.contains(&secret), "{text}");
    }
    let har: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::options().should_validate_formats(true).build(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let complaints: Vec<String> = schema.iter_errors(&har).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(complaints, Vec::<String>::new());
    let entries = har["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    let base = world.ready["instances"]["hyper"]["base_url"].as_str().unwrap();
    assert_eq!(entries[0]["request"]["url"], format!("{base}/RefreshToken?a=b+c"));
    assert_eq!(entries[0]["_standin"]["at"], "2026-01-01T00:00:00Z");
    assert_eq!(entries[3]["_standin"]["error"], "unknown_path");
}

#[test]
fn filters_choose_what_is_exported_and_a_file_takes_the_place_of_an_earlier_one() {
    let world = World::start(&["hyper=hyper"], &[]);
    world.call("hyper", "GET /TokenValidity", &[&format!("authorization: Bearer {}", world.credential("hyper", "access_token"))], "");
    world.call("hyper", "GET /TokenValidity", &["authorization: Bearer x"], "");
    let file = world.folder.path().join("calls.har");
    std::fs::write(&file, "earlier").unwrap();
    let (code, printed, _) = export(&world, &["--refused", "--output", file.to_str().unwrap()]);
    assert_eq!((code, printed.as_str()), (0, ""));
    let har: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let ids: Vec<&Value> = har["log"]["entries"].as_array().unwrap().iter().map(|entry| &entry["_standin"]["id"]).collect();
    assert_eq!(ids, [&json!(2)]);
}

#[test]
fn what_cannot_be_combined_or_written_is_said() {
    let world = World::start(&["hyper=hyper"], &[]);
    for (options, says) in [
        (&["--follow"][..], "cannot be used with"),
        (&["--format", "json"], "cannot be used with"),
        (&["--output", "no/such/folder/calls.har"], "no/such/folder/calls.har"),
    ] {
        let (code, _, said) = export(&world, options);
        assert!(code == 2 && said.contains(says), "{options:?}: {said}");
    }
    let (code, _, said) = ended(standin(&["journal", "--output", "x"]).output().unwrap());
    assert!(code == 2 && said.contains("--export"), "{said}");
}
