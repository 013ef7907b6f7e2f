//! Several instances of a target, and what they were set up with.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use mock_server::{Config, InstanceSpec, Server};
use serde_json::{Map, Value, json};

use super::there::text;

/// Two instances of Hyper that are set up so, and a target file in a folder of its own that describes both.
async fn two(first: Value, second: Value) -> (Server, tempfile::TempDir) {
    let spec = |settings: Value| InstanceSpec { settings: settings.as_object().cloned().unwrap_or_default(), ..InstanceSpec::of("hyper") };
    let instances = BTreeMap::from([("one".to_owned(), spec(first)), ("two".to_owned(), spec(second))]);
    let server = Server::start(Config { instances, ..Config::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let view = server.worlds().view("default").unwrap();
    let mut described = Map::new();
    for (name, instance) in &view.instances {
        let file = |token: &str| json!({"file": format!("{name}.{token}")});
        let credentials = json!({"access_token": file("access_token"), "refresh_token": file("refresh_token")});
        described.insert(name.clone(), json!({"base_url": instance.base_url, "credentials": credentials}));
        for (token, value) in &instance.credentials {
            fs::write(folder.path().join(format!("{name}.{token}")), value).unwrap();
        }
    }
    fs::write(folder.path().join("theirs.yaml"), json!({"api": "hyper", "instances": described}).to_string()).unwrap();
    (server, folder)
}

fn check(folder: &tempfile::TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    let output = command.current_dir(folder.path()).args(["check", "--target", "theirs.yaml", "--max-wait", "0s"]).args(arguments).output().unwrap();
    (output.status.code(), text(&output))
}

/// Says something of an instance's settings in the target file.
fn declare(folder: &tempfile::TempDir, instance: &str, settings: Value) {
    let path = folder.path().join("theirs.yaml");
    let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    file["instances"][instance]["settings"] = settings;
    fs::write(path, file.to_string()).unwrap();
}

fn unlimited() -> Value {
    super::there::unlimited()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_about_two_instances_is_played_where_the_target_has_two() {
    let (_server, folder) = two(unlimited(), unlimited()).await;
    for instance in ["one", "two"] {
        declare(&folder, instance, json!({"refresh_token": "replaceable"}));
    }
    let only = ["--clause", "hyper.instance.own-tokens", "--filter", "*instances/a-token-of-one-instance*"];
    let two = check(&folder, &only);
    assert!(two.0 == Some(0) && two.1.contains("pass          hyper.instance.own-tokens"), "{}", two.1);
    let path = folder.path().join("theirs.yaml");
    let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    file["instances"].as_object_mut().unwrap().remove("two");
    fs::write(path, file.to_string()).unwrap();
    let one = check(&folder, &only);
    assert!(one.0 == Some(5) && one.1.contains("several instances"), "{}", one.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_with_settings_is_played_on_the_instance_that_was_set_up_so() {
    let mut constant = unlimited();
    constant["refresh_token"] = "constant".into();
    let (_server, folder) = two(unlimited(), constant).await;
    let filter = ["--filter", "a-constant-refresh-token-reads-refresh-token-is-constant"];
    assert_eq!(check(&folder, &filter).0, Some(5), "nobody said which instance is set up so");
    declare(&folder, "two", json!({"refresh_token": "constant"}));
    let played = check(&folder, &filter);
    assert!(played.0 == Some(0) && played.1.contains("CONFORMS"), "{}", played.1);
    declare(&folder, "two", json!({}));
    declare(&folder, "one", json!({"refresh_token": "constant"}));
    assert_eq!(check(&folder, &filter).0, Some(1), "what is said of an instance is not true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_that_lives_by_another_default_is_left_out_and_not_failed() {
    let mut long = unlimited();
    long["life_hours"] = 2.into();
    let (_server, folder) = two(long.clone(), long).await;
    let filter = ["--clause", "hyper.refresh.expires-in"];
    let before = check(&folder, &filter);
    for instance in ["one", "two"] {
        declare(&folder, instance, json!({"life_hours": 2}));
    }
    let all = check(&folder, &["-q"]);
    assert_eq!(all.0, Some(5), "{}", all.1);
    let after = check(&folder, &["--dry-run"]);
    assert!(after.1.contains("an instance that is set up otherwise"), "{}\n{}", before.1, after.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_that_repeats_a_call_goes_to_the_instance_that_was_called() {
    let (server, folder) = two(unlimited(), unlimited()).await;
    for instance in ["one", "two"] {
        declare(&folder, instance, json!({"refresh_token": "replaceable"}));
    }
    for token in ["access_token", "refresh_token"] {
        fs::write(folder.path().join(format!("two.{token}")), "wrong-0123456789").unwrap();
    }
    let told = check(&folder, &["--clause", "hyper.instance.own-tokens"]);
    let url = server.worlds().view("default").unwrap().instances["two"].base_url.clone();
    assert!(told.0 == Some(1) && told.1.contains(&format!(" {url}/")), "{}", told.1);
}
