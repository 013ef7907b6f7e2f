//! Where instances are found: at a mount, or at the root of a port of their own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use mock_server::{InstanceSpec, WorldSpec};
use support::{Site, frozen, site, site_with};

fn at(mount: &str) -> InstanceSpec {
    InstanceSpec { mount: Some(mount.to_owned()), ..InstanceSpec::of("hyper") }
}

/// Instances whose records may stand beside each other.
fn mounted(mounts: &[(&str, &str)]) -> WorldSpec {
    let instances = mounts.iter().map(|(name, mount)| ((*name).to_owned(), at(mount))).collect();
    WorldSpec { instances: Some(instances), ..WorldSpec::default() }
}

/// Whether the token of an instance opens what is at a path.
async fn opens(site: &Site, world: &str, instance: &str, path: &str) -> bool {
    let token = format!("Bearer {}", site.worlds().credentials(world, instance).unwrap()["access_token"]);
    let answer = site.get(path, &[("authorization", &token)]).await;
    assert_eq!(answer.error(), "");
    answer.status == 200
}

#[tokio::test]
async fn an_instance_is_found_at_its_mount_and_the_longest_mount_wins() {
    let site = site().await;
    let view = site.worlds().create("m", &mounted(&[("outer", "/api"), ("inner", "/api/v2/hyper")])).unwrap();
    assert!(view.instances["inner"].base_url.ends_with("/w/m/api/v2/hyper"), "{view:?}");
    assert!(opens(&site, "m", "inner", "/w/m/api/v2/hyper/TokenValidity").await);
    assert!(!opens(&site, "m", "outer", "/w/m/api/v2/hyper/TokenValidity").await);
    assert!(opens(&site, "m", "outer", "/w/m/api/TokenValidity").await);
    let nothing = site.get("/w/m/ap/TokenValidity", &[]).await;
    assert_eq!(nothing.error(), "unknown_path");
    assert!(nothing.message().contains("did you mean /api, where `outer` is?"), "{}", nothing.message());
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_told_the_nearest_mount_or_all_of_them() {
    let site = site().await;
    site.worlds().create("m", &mounted(&[("a", "/hyp"), ("b", "/hyper")])).unwrap();
    for (path, right) in [("/w/m/hypr/x", "did you mean /hyper, where `b` is?"), ("/w/m/", "there is: `a` at /hyp, `b` at /hyper")] {
        let nothing = site.get(path, &[]).await;
        assert!(nothing.message().contains(right), "{path}: {}", nothing.message());
    }
}

#[tokio::test]
async fn a_mount_that_is_none_or_is_taken_is_refused() {
    let site = site().await;
    for (spec, code) in [
        (mounted(&[("a", "/w/x")]), "bad_mount"),
        (mounted(&[("a", "/x"), ("b", "/x")]), "mount_taken"),
        (mounted(&[("a", "/b"), ("b", "/b")]), "mount_taken"),
    ] {
        assert_eq!(site.worlds().create("m", &spec).unwrap_err().code(), code);
    }
    assert!(site.worlds().create("m", &mounted(&[("a", "/x"), ("b", "/x/y")])).is_ok());
}

#[tokio::test]
async fn the_control_plane_takes_a_mount() {
    let site = site().await;
    let made = site.put("/worlds/m", r#"{"instances": {"hyper": {"api": "hyper", "mount": "/vendor/api"}}}"#).await;
    assert!(made.json()["instances"]["hyper"]["base_url"].as_str().unwrap().ends_with("/w/m/vendor/api"));
    assert!(opens(&site, "m", "hyper", "/w/m/vendor/api/TokenValidity").await);
}

#[tokio::test]
async fn at_a_port_of_its_own_an_instance_is_at_the_root_in_the_world_that_is_named() {
    let site = site_with(|config| {
        config.instances = BTreeMap::from([("hyper".to_owned(), InstanceSpec::of("hyper"))]);
        config.ports = BTreeMap::from([("hyper".to_owned(), 0)]);
    })
    .await;
    site.worlds().create("five", &frozen("2030-05-05T05:05:05Z")).unwrap();
    let base = site.worlds().view("default").unwrap().instances["hyper"].base_url.clone();
    assert_ne!(base, format!("http://{}", site.server.api_address()));
    let token = site.worlds().credentials("default", "hyper").unwrap()["access_token"].clone();
    let ask = |world: &'static str| site.http.get(format!("{base}/TokenValidity")).bearer_auth(&token).header("standin-world", world).send();
    assert_eq!(ask("default").await.unwrap().status(), 200);
    let other = ask("five").await.unwrap();
    assert_eq!((other.status().as_u16(), other.headers()["date"].to_str().unwrap()), (401, "Sun, 05 May 2030 05:05:05 GMT"));
    assert!(opens(&site, "default", "hyper", "/hyper/TokenValidity").await);
    site.worlds().create("bare", &mounted(&[("other", "/o")])).unwrap();
    assert_eq!(ask("bare").await.unwrap().headers()["standin-error"], "unknown_instance");
}
