//! The export as a scenario: it is linted and checked where it was written.

use serde_json::{Value, json};

use crate::world::World;

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}")
}

fn member(body: &str, name: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    body[name].as_str().unwrap().to_owned()
}

#[test]
fn a_session_with_hyper_is_asked_again_and_answered_alike() {
    let world = World::start(&["hyper=hyper"], &["hyper.life_hours=2"]);
    let (access, refresh) = (world.credential("hyper", "access_token"), world.credential("hyper", "refresh_token"));
    world.call("hyper", "GET /TokenValidity", &[&bearer(&access), "accept: */*", "user-agent: mine"], "");
    world.advance("30m");
    let reply = world.call("hyper", "POST /RefreshToken", &[&bearer(&refresh)], "");
    let second = member(&reply, "access_token");
    world.call("hyper", "GET /TokenValidity", &[&bearer(&access[1..])], "");
    world.call("hyper", "GET /TokenValidity", &[&bearer(&second[..second.len() - 1])], "");
    world.call("hyper", "GET /TokenValidity", &[&bearer("of ${nobody}")], "");
    world.call(
        "hyper",
        "POST /Does_Entity_Exist_Json?b=1&a=${x}",
        &[&bearer(&second), "standin-client-address: 192.0.2.7", "content-type: application/json"],
        "{\"a\":[1,\"b: c\"]}",
    );
    world.advance("121s");
    world.call("hyper", "POST /Does_Entity_Exist_Json?b=1&a=c", &[&bearer(&access)], "");
    world.act("hyper", "regenerate", &json!({}));
    world.act("hyper", "set_access_until", &json!({"until": "2026-01-01T05:00:00Z"}));
    world.act("hyper", "save", &json!({}));
    let third = world.control("GET /worlds/default", "")["instances"]["hyper"]["credentials"]["access_token"].as_str().unwrap().to_owned();
    world.advance("4h");
    world.call("hyper", "GET /TokenValidity", &[&bearer(&third)], "");
    let (text, _) = world.checked("hyper", &[]);
    for part in [
        "life_hours: 2",
        "bearer: ${access_token}",
        "|cut}",
        "from: 192.0.2.7",
        "wait: {until: start + 30m}",
        "inspect: record",
        "2026-03-02T15:20:30Z",
        "bearer: yx $${xtsemo}",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("user-agent") && !text.contains(&access) && !text.contains(&second), "{text}");
}

#[test]
fn a_limit_that_was_exceeded_is_a_need_of_the_scenario() {
    let world = World::start(&["hyper=hyper"], &["hyper.refresh_token=constant"]);
    let refresh = bearer(&world.credential("hyper", "refresh_token"));
    (0..11).for_each(|_| drop(world.call("hyper", "POST /RefreshToken", &[&refresh], "")));
    let (text, _) = world.checked("hyper", &[]);
    assert!(text.contains("needs: [rate-limits]\n") && text.contains("{status: 429, clause: "), "{text}");
}

#[test]
fn a_session_with_hypertrack_is_asked_again_and_answered_alike() {
    let world = World::start(&["a=hypertrack", "a-2=hypertrack"], &["a.expires_in=60"]);
    let (id, key) = (world.credential("a", "account_id"), world.credential("a", "secret_key"));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={key}");
    let reply = world.call("a", "POST /oauth/token", &["content-type: application/x-www-form-urlencoded"], &form);
    let token = member(&reply, "access_token");
    let basic = |pair: &str| format!("authorization: Basic {}", base64(pair));
    for instance in ["a", "a-2"] {
        world.call(instance, "GET /devices", &[&basic(&format!("{id}:{key}"))], "");
        world.call(instance, "GET /devices?pagination=1", &[&bearer(&token)], "");
    }
    let other = format!("{}:{}", world.credential("a-2", "account_id"), world.credential("a-2", "secret_key"));
    world.call("a-2", "GET /devices", &[&basic(&other)], "");
    world.call("a-2", "POST /trips", &[&basic(&other), "content-type: application/json"], "{\"device_id\":\"device-2\"}");
    world.call("a-2", "POST /trips", &[&basic(&other), "content-type: application/json"], "{ \"device_id\": \"${x}\" }");
    world.call("a", "GET /devices/nothing", &[&basic(&format!("{id}:{key}"))], "");
    world.advance("61s");
    world.call("a", "GET /devices", &[&bearer(&token)], "");
    let (text, said) = world.checked("hypertrack", &[]);
    for part in [
        "  a:\n    settings:\n      expires_in: 60\n  a_2: {}\n",
        "basic: ${account_id}:${secret_key}",
        "basic: ${a.account_id}:${a.secret_key}",
        "body: grant_type=client_credentials&client_id=${account_id}&client_secret=${secret_key}",
        "query: {pagination: \"1\"}",
        "json: {device_id: device-2}",
        "body: \"{ \\\"device_id\\\": \\\"$${x}\\\" }\"",
        "on: a_2",
        "wait: {until: start + 1m 1s}",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(said.contains("1 of the steps are asked, and nothing is expected"), "{said}\n{text}");
}

#[test]
fn a_session_with_hyp_is_asked_again_and_answered_alike() {
    let world = World::start(&["hyp=hyp"], &[]);
    let (user, password, terminal) = (world.credential("hyp", "user"), world.credential("hyp", "password"), world.credential("hyp", "terminal"));
    let kind = ["content-type: application/x-www-form-urlencoded"];
    let head = "<ashrait><request><version>2000</version><language>ENG</language>";
    let session =
        format!("{head}<command>getSessionId</command><getSessionId><terminalNumber>{terminal}</terminalNumber></getSessionId></request></ashrait>");
    let deal = encoded(&format!("{head}<command>doDeal</command><doDeal/></request></ashrait>"));
    let reply = world.call("hyp", "POST /xpo/Relay", &kind, &format!("user={user}&password={password}&int_in={}", encoded(&session)));
    let id = reply.split_once("<sessionId>").unwrap().1.split_once('<').unwrap().0.to_owned();
    for sent in [format!("sessionId={id}"), format!("sessionId={id}"), format!("user={user}&password=wrong")] {
        world.call("hyp", "POST /xpo/Relay", &kind, &format!("{sent}&int_in={deal}"));
    }
    world.act("hyp", "break_gateway", &json!({}));
    world.call("hyp", "POST /xpo/Relay", &kind, &format!("user={user}&password={password}&int_in={deal}"));
    let (text, _) = world.checked("hyp", &[]);
    for part in [
        "user=${user}&password=${password}&int_in=%3Cashrait",
        "%3CterminalNumber%3E${terminal}%3C%2F",
        "keep: {session_id_1: $.getSessionId.sessionId}",
        "sessionId=${session_id_1}&",
        "password=qstxu&",
        "{refusal: gateway, ",
        "{refusal: credentials, ",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

#[test]
fn a_session_with_ayyeka_is_asked_again_and_answered_alike() {
    let world = World::start(&["ayyeka=ayyeka"], &[]);
    let basic =
        format!("authorization: Basic {}", base64(&format!("{}:{}", world.credential("ayyeka", "key"), world.credential("ayyeka", "secret"))));
    let kind = "content-type: application/x-www-form-urlencoded";
    let reply = world.call("ayyeka", "POST /auth/token", &[&basic, kind], "grant_type=client_credentials");
    let token = member(&reply, "access_token");
    let (head, rest) = token.split_once('.').unwrap();
    let claims = rest.split_once('.').unwrap().0;
    world.call("ayyeka", "GET /v2.0/site", &[&bearer(&token)], "");
    world.call("ayyeka", "GET /v2.0/site", &[&bearer(&format!("{head}.{claims}."))], "");
    world.call("ayyeka", "GET /v2.0/site", &[&bearer(&token[..token.len() - 1])], "");
    world.call("ayyeka", "POST /auth/token", &[&basic, kind], "grant_type=password");
    world.advance("2h");
    world.call("ayyeka", "GET /v2.0/site", &[&bearer(&token)], "");
    let (text, _) = world.checked("ayyeka", &[]);
    for part in [
        "basic: ${key}:${secret}",
        "form: {grant_type: client_credentials}",
        "keep: {access_token_1: $.access_token}",
        "bearer: ${access_token_1|signature-removed}",
        "bearer: ${access_token_1|cut}",
        "wait: {until: start + 2h}",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

#[test]
fn what_the_api_was_not_asked_alone_is_left_out_or_asked_without_expecting_anything() {
    let world = World::start(&["hyper=hyper"], &[]);
    let token = bearer(&world.credential("hyper", "access_token"));
    let fault = |name: &str, when: &str, path: &str| json!({"name": name, "effect": "reset", "when": when, "match": {"path": path}});
    let faults = [fault("away", "before", "/Away"), fault("lost", "after", "/RefreshToken")];
    let stubs = [json!({"name": "open", "auth": "none", "match": {"path": "/Open"}, "answers": [{"status": 200}]})];
    faults.iter().for_each(|fault| drop(world.control("POST /worlds/default/faults", &fault.to_string())));
    stubs.iter().for_each(|stub| drop(world.control("POST /worlds/default/instances/hyper/stubs", &stub.to_string())));
    for target in ["POST /Away", "POST /Open", "POST /RefreshToken", "GET /TokenValidity"] {
        let refresh = bearer(&world.credential("hyper", "refresh_token"));
        let by = if target.ends_with("RefreshToken") { &refresh } else { &token };
        world.call("hyper", target, &[by], "");
    }
    let (text, said) = world.checked("hyper", &[]);
    for part in [
        "  # left out: POST /Away at start + 0s (call 1): the fault `away` struck it\n",
        "  # left out: POST /Open at start + 0s (call 2): the stub `open` answered it\n",
        "  # the fault `lost` struck it: the API saw the call, but nothing is expected of its answer\n  - call: POST /RefreshToken\n    bearer: ${refresh_token}\n  - call",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(said.contains("2 of the steps could not be asked of the API alone"), "{said}");
    assert!(said.contains("1 of the steps are asked, and nothing is expected"), "{said}");
}

#[test]
fn where_no_one_scenario_can_be_made_it_is_said_what_to_choose() {
    let world = World::start(&["hyper=hyper", "mine=ayyeka", "other=hyper"], &[]);
    let nothing = world.export(&[]);
    assert!(nothing.0 == 4 && nothing.2.contains("no instance of the world `default` was called"), "{nothing:?}");
    world.call("mine", "GET /v2.0/health", &[], "");
    world.call("hyper", "GET /TokenValidity", &[&bearer(&world.credential("hyper", "access_token"))], "");
    world.call("hyper", "GET /alive_check", &[&bearer("x")], "");
    for (options, code, says) in [
        (&[][..], 2, "choose with --instance: `hyper`, `mine`"),
        (&["--instance", "hyperr"], 2, "did you mean `hyper`?"),
        (&["--instance", "other"], 4, "`other` was not called"),
        (&["--instance", "hyper", "--status", "200"], 2, "a scenario takes no --status"),
        (&["--instance", "hyper"], 0, ""),
    ] {
        let (ended, text, said) = world.export(options);
        assert!(ended == code && said.contains(says), "{options:?}: {said}{text}");
    }
    let (code, _, said) = world.export_changed(|recording| recording["recording"] = json!(2), &["--instance", "hyper"]);
    assert!(code == 2 && said.contains("reads up to 1"), "{said}");
}

#[test]
fn refusals_alone_make_no_scenario() {
    let world = World::start(&["hyper=hyper"], &[]);
    world.call("hyper", "GET /TokenValidity", &[&bearer("x")], "");
    let (code, printed, said) = world.export(&[]);
    assert!(code == 4 && printed.is_empty() && said.contains("only beside the same call"), "{said}");
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        let digits = (0..4).map(|at| if at <= chunk.len() { char::from(DIGITS[bits >> (18 - 6 * at) & 63]) } else { '=' });
        encoded.extend(digits);
    }
    encoded
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
