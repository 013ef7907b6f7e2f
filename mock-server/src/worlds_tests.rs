use std::collections::BTreeMap;

use super::*;
use crate::{InstanceSpec, Server};

/// Two instances that share what is exclusive are a matter of the API; here it is that templates are shared.
#[tokio::test]
async fn worlds_made_alike_share_their_settings() {
    let server = Server::start(Config::default()).await.unwrap();
    let worlds = server.worlds();
    let one = worlds.0.templates.of(&worlds.0.config.instances).unwrap();
    let same = Config::default().instances;
    let other = BTreeMap::from([("other".to_owned(), InstanceSpec::of("hyper"))]);
    assert!(Arc::ptr_eq(&one, &worlds.0.templates.of(&same).unwrap()));
    assert!(!Arc::ptr_eq(&one, &worlds.0.templates.of(&other).unwrap()));
}

#[tokio::test]
async fn a_refused_world_leaves_the_one_of_its_name_as_it_was() {
    let server = Server::start(Config::default()).await.unwrap();
    let worlds = server.worlds();
    let before = worlds.create("mine", &WorldSpec { seed: Some(3), ..WorldSpec::default() }).unwrap();
    let instances = Some(BTreeMap::from([("h".to_owned(), InstanceSpec::of("hypr"))]));
    assert_eq!(worlds.create("mine", &WorldSpec { instances, ..WorldSpec::default() }).unwrap_err().code(), "unknown_api");
    assert_eq!(worlds.view("mine").unwrap().seed, before.seed);
}
