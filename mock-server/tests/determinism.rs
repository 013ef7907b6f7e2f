//! The same world and the same requests give the same bytes, whatever else happens and whenever it does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use proptest::prelude::*;
use support::{Seen, Site, Wall, frozen, site, site_at};

const PATHS: [&str; 4] = ["RefreshToken", "TokenValidity", "Does_Entity_Exist_Json", "no%20such"];

/// A client's next step in a world: a call with the world's own credentials or none, or time that passes.
#[derive(Clone, Copy, Debug)]
enum Step {
    Call { path: usize, credential: usize },
    Advance { minutes: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..PATHS.len(), 0..3usize).prop_map(|(path, credential)| Step::Call { path, credential }),
        1 => (0..90i64).prop_map(|minutes| Step::Advance { minutes }),
    ]
}

async fn take(site: &Site, world: &str, step: Step) -> Option<Seen> {
    match step {
        Step::Call { path, credential } => {
            let credentials = site.worlds().credentials(world, "hyper").unwrap();
            let value = credentials.values().nth(credential).map(|value| format!("Bearer {value}")).unwrap_or_default();
            Some(site.get(&format!("/w/{world}/hyper/{}", PATHS[path]), &[("authorization", &value)]).await)
        }
        Step::Advance { minutes } => {
            let change = mock_server::ClockChange::Advance(jiff::SignedDuration::from_mins(minutes));
            site.worlds().change_clock(world, change).unwrap();
            None
        }
    }
}

async fn play(site: &Site, steps: &[(usize, Step)]) -> [Vec<Option<Seen>>; 3] {
    let mut seen = [const { Vec::new() }; 3];
    for (world, _) in WORLDS.iter().zip(0..) {
        site.worlds().create(world, &frozen(support::START)).unwrap();
    }
    for (world, step) in steps {
        seen[*world].push(take(site, WORLDS[*world], *step).await);
    }
    seen
}

const WORLDS: [&str; 3] = ["a", "b", "c"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn worlds_that_take_turns_see_what_each_sees_alone(steps in proptest::collection::vec((0..3usize, step()), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let together = play(&site().await, &steps).await;
            for (world, seen) in together.iter().enumerate() {
                let own: Vec<_> = steps.iter().copied().filter(|(of, _)| *of == world).collect();
                assert_eq!(&play(&site().await, &own).await[world], seen, "{}", WORLDS[world]);
            }
        });
    }

    #[test]
    fn a_frozen_world_is_the_same_under_system_dates_years_apart(steps in proptest::collection::vec((0..3usize, step()), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let then = play(&site_at(Wall::at("1999-12-31T23:59:59Z"), |_| {}).await, &steps).await;
            let later = play(&site_at(Wall::at("2061-07-28T12:34:56.789Z"), |_| {}).await, &steps).await;
            assert_eq!(then, later);
        });
    }
}

#[tokio::test]
async fn a_given_seed_counts_alone_and_a_derived_one_depends_on_the_worlds_name() {
    let (one, other) = (site().await, support::site_with(|config| config.seed = 2).await);
    let given = mock_server::WorldSpec { seed: Some(7), ..frozen(support::START) };
    let credentials = |site: &Site, world: &str, spec| site.worlds().create(world, spec).unwrap().instances["hyper"].credentials.clone();
    assert_eq!(credentials(&one, "a", &given), credentials(&other, "b", &given));
    let derived = frozen(support::START);
    let seed = |site: &Site, world: &str| site.worlds().create(world, &derived).unwrap().seed;
    assert_eq!(seed(&one, "a"), seed(&one, "a"));
    assert_ne!(seed(&one, "a"), seed(&one, "b"));
    assert_ne!(seed(&one, "a"), seed(&other, "a"));
    assert_eq!((one.worlds().view("default").unwrap().seed, other.worlds().view("default").unwrap().seed), (1, 2));
}

#[tokio::test]
async fn every_error_in_a_world_has_the_worlds_own_date() {
    let site = site().await;
    site.worlds().create("five", &frozen("2030-05-05T05:05:05.999Z")).unwrap();
    for path in ["/w/five/hyper/TokenValidity", "/w/five/nothing", "/w/five", "/w/five/"] {
        assert_eq!(site.get(path, &[]).await.header("date"), "Sun, 05 May 2030 05:05:05 GMT", "{path}");
    }
    assert_eq!(site.get("/w/nobody/hyper", &[]).await.header("date"), "");
}
