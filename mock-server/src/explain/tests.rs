use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::*;
use crate::InstanceSpec;
use crate::keys::Keys;
use crate::template::Templates;

fn now() -> Timestamp {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn host(api: &str, settings: serde_json::Value) -> Host {
    let spec = InstanceSpec { settings: serde_json::from_value(settings).unwrap(), ..InstanceSpec::of(api) };
    let template = Templates::default().of(&BTreeMap::from([(api.to_owned(), spec)])).unwrap();
    Host::start(&template.instances[0], crate::stub::Stubs::default(), 1, now())
}

fn attempt(method: Method, path: &str, bearer: Option<&str>) -> Attempt {
    let headers = bearer.map(|token| (http::header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap())).into_iter().collect();
    Attempt { at: now(), client: [127, 0, 0, 1].into(), method, path: path.to_owned(), query: String::new(), headers, body: Vec::new() }
}

fn says(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|proposal| proposal.change.says.as_str()).collect()
}

#[test]
fn an_expired_token_was_good_until_its_end_and_the_explanation_says_how_long_ago() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["access_token"].clone();
    let mut call = attempt(Method::GET, "/TokenValidity", Some(&token));
    assert!(explain(&host, &call).1.is_empty(), "nothing is proposed where nothing is refused");
    call.at = now() + SignedDuration::from_millis(3_603_200);
    let (answer, proposals) = explain(&host, &call);
    assert_eq!((answer.status, says(&proposals)), (401, vec!["send it earlier: this token expired 3.2 s ago; it was good until 13:00:00"]));
    assert_eq!(proposals[0].change.to, Changed::At("2026-01-01T12:59:59.999Z".parse().unwrap()));
}

#[test]
fn the_other_sort_of_token_is_told_as_such() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["refresh_token"].clone();
    let (_, proposals) = explain(&host, &attempt(Method::GET, "/TokenValidity", Some(&token)));
    assert_eq!(says(&proposals), ["this is a refresh token; send the current access token"]);
}

#[test]
fn a_limit_is_waited_out_or_lifted() {
    let mut host = host("hyper", json!({"max_posts": 1}));
    let token = host.instance.credentials()["access_token"].clone();
    let call = attempt(Method::POST, "/TokenValidity", Some(&token));
    assert_eq!(host.ask(&call.request(), call.at, call.client).status, 200);
    let (answer, proposals) = explain(&host, &call);
    assert_eq!(answer.status, 429);
    assert_eq!(
        says(&proposals),
        ["wait until 2026-01-01 12:01:00: posts from 127.0.0.1 are accepted again", "lift the limit: set hyper.max_posts=off"]
    );
}

#[test]
fn no_explanation_shows_a_token() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["refresh_token"].clone();
    let (_, proposals) = explain(&host, &attempt(Method::GET, "/TokenValidity", Some(&token)));
    let shown = serde_json::to_string(&proposals).unwrap();
    assert!(!proposals.is_empty() && host.instance.credentials().values().all(|secret| !shown.contains(secret.as_str())), "{shown}");
}

/// What a client has in its hands at first: credentials, and a token or a session that it fetched with them.
fn possessions(api: &str, host: &mut Host) -> Vec<String> {
    let credentials = host.instance.credentials();
    let given = |name: &str| credentials.get(name).cloned().unwrap_or_default();
    let pair = |user: &str, password: &str| STANDARD.encode(format!("{}:{}", given(user), given(password)));
    let mut call = attempt(Method::POST, "", None);
    call.headers.insert(CONTENT_TYPE, FORM.parse().unwrap());
    let (path, basic, body) = match api {
        "ayyeka" => ("/auth/token", pair("key", "secret"), "grant_type=client_credentials".to_owned()),
        "hypertrack" => ("/oauth/token", pair("account_id", "secret_key"), "grant_type=client_credentials".to_owned()),
        "hyp" => ("/xpo/Relay", String::new(), form(&given("user"), &given("password"), &relay("getSessionId", &given("terminal")))),
        _ => return credentials.into_values().collect(),
    };
    (call.path, call.body) = (path.to_owned(), body.into_bytes());
    if !basic.is_empty() {
        call.headers.insert(AUTHORIZATION, format!("Basic {basic}").parse().unwrap());
    }
    let mut answer = host.ask(&call.request(), call.at, call.client);
    Keys::default().sign(&mut answer).unwrap();
    let read = host.plan.configured.api().read(&answer.body).unwrap();
    let fetched = ["/access_token", "/getSessionId/sessionId"].into_iter().find_map(|at| read.pointer(at)?.as_str().map(str::to_owned));
    // What was fetched is presented as often as all the rest together.
    let rest: Vec<String> = credentials.into_values().chain([basic]).filter(|value| !value.is_empty()).collect();
    let fetched = vec![fetched.unwrap(); rest.len()];
    [rest, fetched].concat()
}

fn form(user: &str, password: &str, xml: &str) -> String {
    serde_urlencoded::to_string([("user", user), ("password", password), ("int_in", xml)]).unwrap()
}

fn relay(command: &str, terminal: &str) -> String {
    format!(
        "<ashrait><request><version>2000</version><language>ENG</language><command>{command}</command>\
         <{command}><terminalNumber>{terminal}</terminalNumber></{command}></request></ashrait>"
    )
}

/// A call that might be refused: what a client has, in its place or in another, in forms that are right or nearly so.
#[derive(Clone, Debug)]
struct Try {
    header: &'static str,
    /// Which of its possessions it sends, in the header and in the body.
    which: [prop::sample::Index; 3],
    method: Method,
    path: String,
    content_type: &'static str,
    body: &'static str,
    calls: usize,
    later: i64,
}

const FORM: &str = "application/x-www-form-urlencoded";

fn tries(api: &str) -> impl Strategy<Value = Try> + use<> {
    let header =
        prop::sample::select(vec!["", "V", "Bearer V", "bearer V", "Bearer  V", "Bearer Vx", "Bearer", "Basic V", "basic V", "Basic P", "JWT V"]);
    let path = match api {
        "ayyeka" => "(/auth/token|/v2.0/site|/v2.0/site|/[a-z]{0,6})",
        "hyp" => "(/xpo/Relay|/xpo/Relay|/xpo/Relay|/[a-z]{0,6})",
        "hypertrack" => "(/oauth/token|/devices|/trips|/[a-z]{0,6})",
        _ => "(/TokenValidity|/RefreshToken|/[A-Z][a-z]{0,6})",
    };
    let body = prop::sample::select(vec!["", "grant_type=client_credentials", "grant_type=client_credentials", "grant_type=password", "R", "S", "D"]);
    let later = prop_oneof![Just(0), 0_i64..8_000_000];
    let which = prop::array::uniform3(any::<prop::sample::Index>());
    let method = prop::sample::select(vec![Method::GET, Method::GET, Method::POST, Method::POST, Method::DELETE]);
    (header, which, method, path, prop::sample::select(vec![FORM, FORM, "text/plain"]), body, 0_usize..12, later).prop_map(
        |(header, which, method, path, content_type, body, calls, later)| Try { header, which, method, path, content_type, body, calls, later },
    )
}

impl Try {
    fn attempt(&self, has: &[String]) -> Attempt {
        let [one, two, three] = self.which.each_ref().map(|which| which.get(has).as_str());
        let header = self.header.replace('P', &STANDARD.encode(format!("{one}:{two}"))).replace('V', one);
        let body = match self.body {
            "R" => form(one, two, &relay("getSessionId", three)),
            "S" => format!("sessionId={one}&int_in={}", relay("doDeal", two)),
            "D" => form(one, two, &relay("doDeal", three)),
            other => other.to_owned(),
        };
        let mut call = attempt(self.method.clone(), &self.path, None);
        call.headers.extend(header.parse().ok().filter(|_| !header.is_empty()).map(|value| (AUTHORIZATION, value)));
        call.headers.insert(CONTENT_TYPE, self.content_type.parse().unwrap());
        call.body = body.into_bytes();
        call
    }
}

#[test]
fn every_change_that_is_proposed_turns_the_answer_on_a_copy_and_many_are_proposed_for_each_api() {
    let proposed = RefCell::new(BTreeMap::new());
    for api in providers::CATALOGUE.iter().map(|api| api.name()) {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) };
        let tried = TestRunner::new(config).run(&tries(api), |tried| {
            let mut host = host(api, json!({}));
            let mut call = tried.attempt(&possessions(api, &mut host));
            for _ in 0..tried.calls {
                host.ask(&call.request(), call.at, call.client);
            }
            call.at = now() + SignedDuration::from_millis(tried.later);
            let (answer, proposals) = explain(&host, &call);
            prop_assert!(proposals.is_empty() || refuses(&host, &answer));
            for proposal in proposals {
                *proposed.borrow_mut().entry(api).or_insert(0) += 1;
                let turned = call.changed(&host, &proposal.change).expect("it was made before");
                prop_assert!(!refuses(&host, &turned), "{proposal:?} gives {turned:?}");
                prop_assert_eq!(turned.status, proposal.status);
            }
            Ok(())
        });
        tried.unwrap();
    }
    let proposed = proposed.into_inner();
    assert!(proposed.len() == providers::CATALOGUE.len() && proposed.values().all(|count| *count > 4), "{proposed:?}");
}
