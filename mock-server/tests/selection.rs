//! Which world a call reaches, over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use jiff::SignedDuration;
use mock_server::{Pace, WorldSpec};
use support::{frozen, limits, site, site_with};

const FIVE: &str = "2030-05-05T05:05:05Z";
const FIVE_DATE: &str = "Sun, 05 May 2030 05:05:05 GMT";

#[tokio::test]
async fn path_header_host_and_port_all_lead_to_the_world_that_they_name() {
    let site = site().await;
    let world = site.worlds().create("five", &WorldSpec { port: Some(0), ..frozen(FIVE) }).unwrap();
    let ways: [(&str, &[(&str, &str)]); 3] =
        [("/w/five/hyper/x", &[]), ("/hyper/x", &[("standin-world", "five")]), ("/hyper/x", &[("host", "five.localhost:8080")])];
    for (path, headers) in ways {
        assert_eq!(site.get(path, headers).await.header("date"), FIVE_DATE, "{path} {headers:?}");
    }
    let own = site.http.get(format!("{}/x", world.instances["hyper"].base_url)).send().await.unwrap();
    assert_eq!(own.headers()["date"], FIVE_DATE);
    assert_ne!(site.get("/hyper/x", &[]).await.header("date"), FIVE_DATE);
}

#[tokio::test]
async fn two_ways_that_disagree_are_an_error_of_standins_own() {
    let site = site().await;
    site.worlds().create("five", &frozen(FIVE)).unwrap();
    let refused = site.get("/w/five/hyper/x", &[("standin-world", "default")]).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "worlds_disagree"));
    let agreed = site.get("/w/five/hyper/x", &[("standin-world", "five")]).await;
    assert_eq!(agreed.error(), "");
}

#[tokio::test]
async fn a_world_or_path_that_is_not_there_is_an_error_of_standins_own() {
    let site = site().await;
    site.worlds().create("five", &frozen(FIVE)).unwrap();
    let world = site.get("/w/fife/hyper/x", &[]).await;
    assert_eq!((world.status.as_u16(), world.error()), (404, "unknown_world"));
    assert!(world.message().contains("`five`"), "{}", world.message());
    let path = site.get("/w/five/hyperr/x", &[]).await;
    assert_eq!((path.status.as_u16(), path.error(), path.header("date")), (404, "unknown_path", FIVE_DATE));
    assert!(path.message().contains("`hyper`"), "{}", path.message());
}

#[tokio::test]
async fn a_world_comes_to_be_on_first_use_only_where_that_is_allowed_and_only_so_many() {
    let none = site().await;
    assert_eq!(none.get("/w/a/hyper/x", &[]).await.error(), "unknown_world");
    let two = site_with(|config| config.worlds_on_demand = 2).await;
    for world in ["a", "b", "a"] {
        assert_eq!(two.get(&format!("/w/{world}/hyper/x"), &[]).await.error(), "");
    }
    let third = two.get("/w/c/hyper/x", &[]).await;
    assert_eq!((third.status.as_u16(), third.error()), (503, "too_many_worlds"));
    two.worlds().remove("a").unwrap();
    assert_eq!(two.get("/w/c/hyper/x", &[]).await.error(), "");
    assert_eq!(two.get("/w/A.b/hyper/x", &[]).await.error(), "unknown_world");
}

#[tokio::test]
async fn an_idle_world_expires_and_one_in_use_and_the_default_one_do_not() {
    let site = site_with(|config| config.limits = limits(|limits| limits.idle_world = SignedDuration::from_mins(10))).await;
    for world in ["idle", "used"] {
        site.worlds().create(world, &WorldSpec::default()).unwrap();
    }
    site.wall.pass(SignedDuration::from_mins(6));
    site.get("/w/used/hyper/x", &[]).await;
    site.wall.pass(SignedDuration::from_mins(6));
    site.worlds().expire_idle();
    let left: Vec<_> = site.worlds().list().into_iter().map(|line| line.world).collect();
    assert_eq!(left, ["default", "used"]);
}

#[tokio::test]
async fn a_port_of_its_own_ends_with_its_world_and_can_be_had_again() {
    let site = site().await;
    let own = |port| WorldSpec { port: Some(port), ..WorldSpec::default() };
    let port = site.worlds().create("mine", &own(0)).unwrap().port.unwrap();
    let taken = site.worlds().create("other", &own(port)).unwrap_err();
    assert_eq!(taken.code(), "port_taken");
    assert_eq!(site.worlds().create("mine", &own(port)).unwrap().port, Some(port));
    site.worlds().remove("mine").unwrap().closed().await;
    assert_eq!(site.worlds().create("other", &own(port)).unwrap().port, Some(port));
    assert_eq!(site.worlds().create("other", &WorldSpec::default()).unwrap().port, None);
}

#[tokio::test]
async fn the_clients_address_is_taken_from_the_header_only_in_a_world_that_says_so() {
    let site = site().await;
    site.worlds().create("told", &WorldSpec { client_address: Some(mock_server::ClientAddress::Header), ..WorldSpec::default() }).unwrap();
    let bad = [("standin-client-address", "nowhere")];
    let refused = site.get("/w/told/hyper/x", &bad).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "bad_client_address"));
    assert_eq!(site.get("/w/told/hyper/x", &[("standin-client-address", "192.0.2.7")]).await.error(), "");
    assert_eq!(site.get("/w/told/hyper/x", &[]).await.error(), "");
    assert_eq!(site.get("/hyper/x", &bad).await.error(), "");
}

#[tokio::test]
async fn a_clock_at_rate_60_dates_answers_a_minute_later_each_second() {
    let site = site().await;
    let clock = mock_server::ClockSpec { pace: Pace::Rate("60".parse().unwrap()), at: Some(FIVE.parse().unwrap()) };
    site.worlds().create("fast", &WorldSpec { clock: Some(clock), ..WorldSpec::default() }).unwrap();
    site.wall.pass(SignedDuration::from_secs(1));
    assert_eq!(site.get("/w/fast/hyper/x", &[]).await.header("date"), "Sun, 05 May 2030 05:06:05 GMT");
}
