//! What becomes of worlds when what they are made from is exchanged.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use mock_server::{Blueprint, Config, InstanceSpec, Reloaded, WorldSpec};
use serde_json::json;
use support::{Site, site_with};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn seeded(seed: u64) -> WorldSpec {
    WorldSpec { seed: Some(seed), ..WorldSpec::default() }
}

fn hyper(setting: &str, value: &str) -> BTreeMap<String, InstanceSpec> {
    let mut spec = InstanceSpec::of("hyper");
    spec.settings.insert(setting.to_owned(), value.into());
    BTreeMap::from([("hyper".to_owned(), spec)])
}

fn prepare(config: &mut Config) {
    config.instances = BTreeMap::from([("hyper".to_owned(), InstanceSpec::of("hyper"))]);
    config.worlds =
        BTreeMap::from([("one".to_owned(), seeded(1)), ("two".to_owned(), WorldSpec { instances: Some(hyper("encoding", "quoted")), ..seeded(2) })]);
    config.worlds_on_demand = 5;
}

async fn two_worlds() -> (Site, Blueprint) {
    let site = site_with(prepare).await;
    let mut config = Config { seed: 1, ..Config::default() };
    prepare(&mut config);
    (site, Blueprint::of(&config))
}

/// Leaves a trace in a world's state.
fn mark(site: &Site, world: &str) {
    let before = site.worlds().credentials(world, "hyper").unwrap();
    site.worlds().act(world, "hyper", "regenerate", json!({}).as_object().unwrap()).unwrap();
    assert_ne!(site.worlds().credentials(world, "hyper").unwrap(), before);
}

fn fresh(site: &Site, world: &str) -> bool {
    let now = site.worlds().state(world).unwrap().instances;
    site.worlds().reset(world).unwrap();
    now["hyper"].state == site.worlds().state(world).unwrap().instances["hyper"].state
}

#[tokio::test]
async fn worlds_of_the_configuration_are_there_from_the_start_and_never_idle() {
    let (site, _) = two_worlds().await;
    site.wall.pass(jiff::SignedDuration::from_hours(100));
    site.worlds().expire_idle();
    assert_eq!(site.worlds().list().into_iter().map(|line| line.world).collect::<Vec<_>>(), names(&["default", "one", "two"]));
    assert_eq!(site.worlds().ready().unwrap().worlds.into_keys().collect::<Vec<_>>(), names(&["one", "two"]));
    assert_eq!(site.get("/w/one/hyper/x", &[]).await.error(), "");
}

#[tokio::test]
async fn a_blueprint_that_says_the_same_changes_nothing() {
    let (site, blueprint) = two_worlds().await;
    mark(&site, "one");
    assert_eq!(site.worlds().reload(blueprint), Ok(Reloaded::default()));
    assert!(!fresh(&site, "one"));
}

#[tokio::test]
async fn a_changed_world_is_made_anew_and_the_others_keep_their_state() {
    let (site, mut blueprint) = two_worlds().await;
    for world in ["default", "one", "two"] {
        mark(&site, world);
    }
    blueprint.worlds.insert("two".to_owned(), seeded(9));
    assert_eq!(site.worlds().reload(blueprint).unwrap(), Reloaded { remade: names(&["two"]), ..Reloaded::default() });
    assert_eq!([fresh(&site, "default"), fresh(&site, "one"), fresh(&site, "two")], [false, false, true]);
    assert_eq!(site.worlds().view("two").unwrap().seed, 9);
}

#[tokio::test]
async fn what_worlds_take_over_from_the_rest_changes_them_and_no_other() {
    let (site, mut blueprint) = two_worlds().await;
    mark(&site, "two");
    blueprint.instances = hyper("encoding", "documented");
    assert_eq!(site.worlds().reload(blueprint).unwrap(), Reloaded { remade: names(&["default", "one"]), ..Reloaded::default() });
    assert!(!fresh(&site, "two"));
    assert_eq!(site.worlds().state("one").unwrap().instances["hyper"].settings["encoding"], "documented");
}

#[tokio::test]
async fn worlds_come_and_go_but_one_that_somebody_made_stays_his() {
    let (site, mut blueprint) = two_worlds().await;
    site.worlds().create("two", &seeded(7)).unwrap();
    site.worlds().create("mine", &seeded(8)).unwrap();
    mark(&site, "mine");
    blueprint.worlds = BTreeMap::from([("three".to_owned(), seeded(3))]);
    let reloaded = site.worlds().reload(blueprint).unwrap();
    assert_eq!(reloaded, Reloaded { added: names(&["three"]), removed: names(&["one"]), ..Reloaded::default() });
    assert_eq!(site.worlds().view("two").unwrap().seed, 7);
    assert!(!fresh(&site, "mine"));
}

#[tokio::test]
async fn a_world_on_demand_is_made_by_the_new_blueprint_once_it_would_be_another() {
    let (site, mut blueprint) = two_worlds().await;
    site.get("/w/asked/hyper/x", &[]).await;
    blueprint.worlds.clear();
    assert!(site.worlds().reload(blueprint.clone()).unwrap().removed.iter().all(|world| world != "asked"));
    blueprint.seed = 77;
    assert_eq!(site.worlds().reload(blueprint).unwrap().removed, names(&["asked"]));
    assert!(!site.worlds().contains("asked"));
    assert_eq!(site.get("/w/asked/hyper/x", &[]).await.error(), "");
}

#[tokio::test]
async fn a_bad_blueprint_changes_nothing_at_all() {
    let (site, blueprint) = two_worlds().await;
    mark(&site, "one");
    let taken = site.worlds().create("holder", &WorldSpec { port: Some(0), ..WorldSpec::default() }).unwrap().port;
    let mut bad_setting = blueprint.clone();
    bad_setting.worlds.insert("one".to_owned(), seeded(9));
    let mut bad_port = bad_setting.clone();
    bad_setting.worlds.insert("two".to_owned(), WorldSpec { instances: Some(hyper("encodin", "quoted")), ..seeded(2) });
    bad_port.worlds.insert("two".to_owned(), WorldSpec { port: taken, ..seeded(2) });
    for (bad, code) in [(bad_setting, "bad_setting"), (bad_port, "port_taken")] {
        assert_eq!(site.worlds().reload(bad).unwrap_err().code(), code);
        assert_eq!(site.worlds().view("one").unwrap().seed, 1);
    }
    assert!(!fresh(&site, "one"));
    assert_eq!(site.worlds().reload(blueprint), Ok(Reloaded::default()));
}

#[tokio::test]
async fn a_world_keeps_its_port_when_it_is_made_anew_and_loses_it_when_told() {
    let (site, mut blueprint) = two_worlds().await;
    blueprint.worlds.insert("one".to_owned(), WorldSpec { port: Some(0), ..seeded(1) });
    site.worlds().reload(blueprint.clone()).unwrap();
    let port = site.worlds().view("one").unwrap().port;
    assert!(port.is_some());
    blueprint.worlds.insert("one".to_owned(), WorldSpec { port: Some(0), ..seeded(9) });
    site.worlds().reload(blueprint.clone()).unwrap();
    assert_eq!(site.worlds().view("one").unwrap().port, port);
    blueprint.worlds.insert("one".to_owned(), seeded(9));
    site.worlds().reload(blueprint).unwrap();
    assert_eq!(site.worlds().view("one").unwrap().port, None);
}
