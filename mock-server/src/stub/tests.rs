use http::{HeaderMap, Method};
use providers::Request;
use serde_json::{Value, json};

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stub(spec: Value) -> Result<Stub, crate::Flaw> {
    Stub::check(serde_json::from_value(spec).unwrap(), None)
}

fn stubs(specs: &[Value], seed: u64) -> Stubs {
    let all: Vec<_> = specs.iter().map(|spec| Arc::new(stub(spec.clone()).unwrap())).collect();
    Stubs::start(&all, "hyper", seed).unwrap()
}

fn open(name: &str, answers: Value) -> Value {
    json!({"name": name, "auth": "none", "answers": answers})
}

fn template(text: &str) -> Value {
    open("t", json!([{"template": text}]))
}

/// The answer's body to a POST of a form to `/orders/7?page=2` at the start of 2026, or what went wrong.
fn ask(stubs: &mut Stubs, states: &mut States) -> Option<Result<String, String>> {
    let headers = HeaderMap::from_iter([("content-type".parse().unwrap(), "application/x-www-form-urlencoded".parse().unwrap())]);
    let request = Request { method: &Method::POST, path: "/orders/7", query: "page=2", headers: &headers, body: b"a=b+c&d=%22" };
    let asked = Asked::new(request);
    let stubbed = stubs.answer(&StubCall { asked: &asked, now: at("2026-01-01T00:00:00.5Z"), who: None }, states)?;
    Some(stubbed.answer.map(|answer| String::from_utf8(answer.body).unwrap()).map_err(|failure| failure.to_string()))
}

fn bodies(stubs: &mut Stubs, count: usize) -> Vec<String> {
    let mut states = States::default();
    (0..count).map(|_| ask(stubs, &mut states).unwrap().unwrap()).collect()
}

fn rendered(text: &str) -> Result<String, String> {
    ask(&mut stubs(&[template(text)], 1), &mut States::default()).unwrap()
}

#[test]
fn the_nth_call_gets_the_nth_answer_and_then_the_last() {
    let answers = json!([{"text": "a"}, {"text": "b"}, {"text": "c"}]);
    assert_eq!(bodies(&mut stubs(&[open("s", answers)], 1), 5), ["a", "b", "c", "c", "c"]);
}

#[test]
fn a_cycle_begins_again() {
    let mut spec = open("s", json!([{"text": "a"}, {"text": "b"}]));
    spec["after_last"] = json!("cycle");
    assert_eq!(bodies(&mut stubs(&[spec], 1), 5), ["a", "b", "a", "b", "a"]);
}

#[test]
fn a_state_that_an_answer_sets_opens_another_stub() {
    let mut first = open("first", json!([{"text": "unpaid", "sets": {"order": "paid"}}]));
    first["requires"] = json!({"order": "start"});
    let mut second = open("second", json!([{"text": "paid"}]));
    second["requires"] = json!({"order": "paid"});
    assert_eq!(bodies(&mut stubs(&[first, second], 1), 3), ["unpaid", "paid", "paid"]);
}

#[test]
fn the_highest_priority_answers_and_among_equals_the_first() {
    let with = |name: &str, priority: i32| {
        let mut spec = open(name, json!([{"text": name}]));
        spec["priority"] = json!(priority);
        spec
    };
    assert_eq!(bodies(&mut stubs(&[with("a", 0), with("b", 2), with("c", 2), with("d", 1)], 1), 1), ["b"]);
    assert_eq!(bodies(&mut stubs(&[with("a", 0), with("b", -1)], 1), 1), ["a"]);
}

#[test]
fn a_stub_behind_the_api_does_not_answer_who_was_not_let_in() {
    let mut spec = template("x");
    spec["auth"] = json!("api");
    assert_eq!(ask(&mut stubs(&[spec], 1), &mut States::default()), None);
}

#[test]
fn a_template_knows_the_request_and_the_time() {
    assert_eq!(rendered("{{ request.method }} {{ request.path }} {{ request.query.page }}").unwrap(), "POST /orders/7 2");
    assert_eq!(rendered(r#"{{ request.form.a }}{{ request.form.d | tojson }}"#).unwrap(), r#"b c"\"""#);
    assert_eq!(rendered("{{ request.body }}\n").unwrap(), "a=b+c&d=%22\n");
    assert_eq!(rendered(r#"{{ now }} {{ now | plus("90s") }}"#).unwrap(), "2026-01-01T00:00:00.5Z 2026-01-01T00:01:30.5Z");
    assert_eq!(rendered(r#"{{ now | plus("-1h") | strftime("%d/%m/%Y %H:%M") }}"#).unwrap(), "31/12/2025 23:00");
    assert_eq!(rendered("{{ now | epoch }} {{ now | epoch_ms }}").unwrap(), "1767225600 1767225600500");
    let mut spec = template("{{ request.segments.id }}");
    spec["match"] = json!({"path": "/orders/{id}"});
    assert_eq!(bodies(&mut stubs(&[spec], 1), 1), ["7"]);
}

#[test]
fn chance_in_templates_repeats_with_the_seed_and_differs_by_stub() {
    let text = "{{ uuid() }} {{ integer(1, 6) }} {{ text(8) }} {{ text(4, 'xy') }} {{ choice(['a', 'b', 'c']) }}";
    let thrown = bodies(&mut stubs(&[template(text)], 1), 3);
    assert_eq!(thrown, bodies(&mut stubs(&[template(text)], 1), 3));
    assert_ne!(thrown, bodies(&mut stubs(&[template(text)], 2), 3));
    assert_ne!(thrown[0], thrown[1]);
    let other = open("other", json!([{"template": text}]));
    assert_ne!(thrown, bodies(&mut stubs(&[other], 1), 3));
    let (uuid, rest) = thrown[0].split_at(36);
    assert_eq!((uuid.as_bytes()[14], rest.split(' ').map(str::len).collect::<Vec<_>>()), (b'4', vec![0, 1, 8, 4, 1]));
}

#[test]
fn a_whole_number_is_within_its_bounds_and_reaches_both() {
    let numbers = rendered("{% for _ in range(300) %}{{ integer(-1, 2) }},{% endfor %}").unwrap();
    let mut seen: Vec<i64> = numbers.trim_end_matches(',').split(',').map(|number| number.parse().unwrap()).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [-1, 0, 1, 2]);
    assert!(rendered("{{ integer(-9223372036854775808, 9223372036854775807) }}").is_ok());
}

#[test]
fn a_template_that_fails_says_where_and_why() {
    for (text, says) in [
        ("a\n{{ request.json.name }}", "line 2"),
        ("{{ now | plus('soon') }}", "write one such as 90s"),
        ("{{ now | plus('9999y') }}", "90s"),
        ("{{ now | strftime('%!') }}", "no form of a time"),
        ("{{ 'noon' | epoch }}", "no moment"),
        ("{{ integer(2, 1) }}", "nothing to choose from"),
        ("{{ text(10001) }}", "up to 10000"),
        ("{{ text(1, '') }}", "at least one"),
        ("{{ choice([]) }}", "nothing to choose from"),
        ("{{ 1 | no_such }}", "no_such"),
    ] {
        let failure = rendered(text).unwrap_err();
        assert!(failure.contains("the template of the stub `t` failed") && failure.contains(says), "{failure}");
    }
}

#[test]
fn whom_the_api_let_in_is_not_there_where_it_was_not_asked() {
    for name in ["principal", "function", "input"] {
        let failure = rendered(&format!("{{{{ {name} }}}}")).unwrap_err();
        assert!(failure.contains(&format!("`{name}` is undefined")), "{failure}");
        assert_eq!(rendered(&format!("{{{{ {name} | default('nobody') }}}}")).unwrap(), "nobody");
    }
}

#[test]
fn a_template_that_writes_no_headers_value_has_failed() {
    let with = |value: &str| {
        let mut spec = template("");
        spec["answers"][0]["headers"] = json!({"x-a": value});
        ask(&mut stubs(&[spec], 1), &mut States::default()).unwrap()
    };
    assert_eq!(with("{{ 'one' ~ ' two' }}"), Ok(String::new()));
    let failure = with("{{ 'one' ~ '\\r\\ntwo' }}").unwrap_err();
    assert!(failure.contains("stub `t` failed: headers.`x-a`: a header's value holds visible characters only"), "{failure}");
}

#[test]
fn a_template_without_end_is_stopped() {
    let endless = "{% for a in range(10000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}";
    assert!(rendered(endless).unwrap_err().contains("fuel"), "{:?}", rendered(endless));
    let large = "{% for a in range(10000) %}{{ text(10000) }}{% endfor %}";
    assert!(rendered(large).unwrap_err().contains("1048576"), "{:?}", rendered(large).map(|text| text.len()));
    let deep = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}";
    assert!(rendered(deep).is_err());
}

#[test]
fn a_stub_that_cannot_be_is_told_where_and_what_would_be_right() {
    for (spec, says) in [
        (json!({"name": "a b", "answers": [{}]}), "name: `a b` is no name for a stub"),
        (json!({"name": "a", "answers": []}), "answers: a stub has 1 to 1000 answers"),
        (json!({"name": "a", "answers": [{}, {"status": 199}]}), "answers[1].status: 199"),
        (json!({"name": "a", "answers": [{"text": "", "json": 1}]}), "answers[0]: an answer has one body"),
        (json!({"name": "a", "answers": [{"template": "a\n{{ b"}]}), "answers[0].template: line 2: syntax error"),
        (json!({"name": "a", "answers": [{"template": "", "headers": {"x-a": "{% if %}"}}]}), "answers[0].headers.`x-a`: line 1"),
        (json!({"name": "a", "answers": [{"headers": {"a b": "c"}}]}), "answers[0].headers.`a b`: this is no header's name"),
        (json!({"name": "a", "answers": [{"headers": {"a": "b\nc"}}]}), "visible characters"),
        (json!({"name": "a", "answers": [{"headers": {"Content-Length": "3"}}]}), "plant a fault"),
        (json!({"name": "a", "answers": [{"file": "x.json"}]}), "answers[0].file: no files are read"),
        (json!({"name": "a", "match": {"path": "x"}, "answers": [{}]}), "match.path: `x` is no path"),
        (json!({"name": "a", "answers": [{"template": "x".repeat(70_000)}]}), "65536 bytes"),
        (json!({"name": "a", "answers": [{"template": "{{ requst.path }}"}]}), "answers[0].template: there is no `requst`; did you mean `request`?"),
        (json!({"name": "a", "answers": [{"template": "", "headers": {"x-a": "{{ uid() }}"}}]}), "did you mean `uuid`?"),
        (json!({"name": "a", "answers": [{"status": 204, "text": "x"}]}), "answers[0]: an answer with status 204 has no body"),
    ] {
        let message = stub(spec.clone()).err().map_or_else(|| panic!("{spec} was taken"), |flaw| flaw.to_string());
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_template_may_name_what_it_sets_itself() {
    let text = "{% set a = 1 %}{% for b in range(2) %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}{% macro m(c) %}{{ c }}{% endmacro %}{{ m('d') }}";
    assert_eq!(rendered(text).unwrap(), "101112d");
}

#[test]
fn a_stubs_name_is_there_once() {
    let mut all = stubs(&[template("x")], 1);
    let again = Arc::new(stub(template("y")).unwrap());
    assert_eq!(all.add(again.clone()), Err(StubError::Exists { name: "t".to_owned() }));
    all.remove("t").unwrap();
    assert_eq!(all.add(again), Ok(()));
}
