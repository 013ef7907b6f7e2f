use http::HeaderMap;
use providers::Request;
use serde_json::{Value, json};

use super::*;

struct Call {
    method: Method,
    target: &'static str,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn call(target: &'static str, body: impl Into<Vec<u8>>) -> Call {
    let headers = HeaderMap::from_iter([("x-a".parse().unwrap(), "one".parse().unwrap())]);
    Call { method: Method::POST, target, headers, body: body.into() }
}

impl Call {
    fn meets(&self, spec: Value) -> bool {
        let matcher = serde_json::from_value::<CallMatcher>(spec).unwrap().check().unwrap();
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let request = Request { method: &self.method, path, query, headers: &self.headers, body: &self.body };
        matcher.matches(&Asked::new(request)).is_some()
    }
}

fn segments(pattern: &str, path: &str) -> Option<Segments> {
    Pattern::parse(pattern).unwrap().matches(path)
}

fn flaw(spec: Value) -> String {
    serde_json::from_value::<CallMatcher>(spec).unwrap().check().unwrap_err().to_string()
}

#[test]
fn a_matcher_that_says_nothing_means_every_call() {
    assert!(call("/x", "").meets(json!({})));
}

#[test]
fn each_part_decides() {
    let asked = call("/a/7?q=1&q=2&s=a%20b", r#"{"n":5,"list":[{"id":"x"},{"id":"y"}],"gone":null}"#);
    let both = [
        (json!({"method": "POST"}), json!({"method": "GET"})),
        (json!({"path": "/a/{id}"}), json!({"path": "/b/{id}"})),
        (json!({"query": {"q": 2}}), json!({"query": {"q": 3}})),
        (json!({"query": {"s": "a b"}}), json!({"query": {"s": "a+b"}})),
        (json!({"query": {"none": {"present": false}}}), json!({"query": {"q": {"present": false}}})),
        (json!({"headers": {"X-A": {"contains": "n"}}}), json!({"headers": {"X-B": {"contains": "n"}}})),
        (json!({"headers": {"x-a": {"matches": "^o.e$"}}}), json!({"headers": {"x-a": {"matches": "^o.$"}}})),
        (json!({"json": {"$.n": 5}}), json!({"json": {"$.n": 6}})),
        (json!({"json": {"$.list[*].id": "y"}}), json!({"json": {"$.list[0].id": "y"}})),
        (json!({"json": {"$.gone": {"present": true}}}), json!({"json": {"$.never": {"present": true}}})),
        (json!({"body": {"contains": "list"}}), json!({"body": {"contains": "lust"}})),
    ];
    for (meant, not_meant) in both {
        assert!(asked.meets(meant.clone()), "{meant}");
        assert!(!asked.meets(not_meant.clone()), "{not_meant}");
    }
}

#[test]
fn an_xml_path_finds_elements_and_attributes_of_any_namespace() {
    let asked = call("/", r#"<o:order xmlns:o="urn:o"><item id="1"> pen </item><item id="2">ink</item></o:order>"#);
    assert!(asked.meets(json!({"xml": {"/order/item": "pen"}})));
    assert!(asked.meets(json!({"xml": {"/*/item/@id": 2}})));
    assert!(!asked.meets(json!({"xml": {"/order/item/@id": 3}})));
}

#[test]
fn the_fields_of_a_form_are_looked_at_by_name() {
    let asked = call("/", "a=1&b=x+y&b=%26");
    assert!(asked.meets(json!({"form": {"a": 1, "b": "x y"}})) && asked.meets(json!({"form": {"b": "&"}})));
    assert!(!asked.meets(json!({"form": {"a": 2}})) && !asked.meets(json!({"form": {"c": {"present": true}}})));
}

#[test]
fn an_xml_path_finds_what_stands_in_a_field_of_a_form_or_of_the_query() {
    let deal = "%3Ca%3E%3Cb%3Edeal%3C%2Fb%3E%3C%2Fa%3E";
    for asked in [
        call("/", format!("user=u&int_in={deal}&z=1")),
        call("/", "int_in=<a><b>deal</b></a>"),
        call("/?q=%3Ca%3E%3Cb%3Edeal%3C%2Fb%3E%3C%2Fa%3E", ""),
    ] {
        assert!(asked.meets(json!({"xml": {"/a/b": "deal"}})));
        assert!(!asked.meets(json!({"xml": {"/a/b": "inquire"}})));
    }
    assert!(!call("/", "b=deal").meets(json!({"xml": {"/a/b": "deal"}})));
}

#[test]
fn many_fields_with_xml_cost_no_more_than_one() {
    let field = |count: usize| (0..count).map(|n| format!("f{n}=<a>{n}</a>&")).collect::<String>();
    assert!(call("/", field(16)).meets(json!({"xml": {"/a": 15}})));
    assert!(!call("/", field(17)).meets(json!({"xml": {"/a": {"present": true}}})));
}

#[test]
fn hostile_xml_and_json_are_no_match_and_no_harm() {
    let nested = |count: usize| format!("{}{}", "<a>".repeat(count), "</a>".repeat(count));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>".to_owned();
    for body in [nested(200_000), nested(90_000), bomb, "<a".to_owned()] {
        assert!(!call("/", body).meets(json!({"xml": {"/a": "x"}})));
    }
    assert!(!call("/", "[".repeat(200_000)).meets(json!({"json": {"$..a": "x"}})));
    assert!(!call("/", vec![0xff, 0xfe]).meets(json!({"json": {"$": "x"}, "xml": {"/a": "x"}})));
}

#[test]
fn xml_that_costs_its_reader_more_than_it_costs_its_writer_is_no_match() {
    let attributes = |count: usize| format!("<a {}>x</a>", (0..count).map(|n| format!("b{n}='' ")).collect::<String>());
    let namespaces = |count: usize| {
        let open: String = (0..count).map(|n| format!("<a xmlns:b{n}='c'>")).collect();
        format!("{open}x{}", "</a>".repeat(count))
    };
    let meets = |body: String, depth: usize| call("/", body).meets(json!({"xml": {("/a".repeat(depth)): "x"}}));
    assert!(meets(attributes(4_000), 1) && meets(namespaces(60), 60));
    assert!(!meets(attributes(80_000), 1) && !meets(namespaces(40_000), 40_000));
}

#[test]
fn a_path_pattern_names_whole_segments_and_the_rest() {
    let named = |name: &str, value: &str| Some(vec![(name.to_owned(), value.to_owned())]);
    assert_eq!(segments("/devices/{id}", "/devices/a%2Fb"), named("id", "a/b"));
    assert_eq!(segments("/files/{*rest}", "/files/a/b/"), named("rest", "a/b/"));
    assert_eq!(segments("/caf%C3%A9", "/café"), Some(vec![]));
    for (pattern, path) in
        [("/devices/{id}", "/devices/"), ("/devices/{id}", "/devices/1/"), ("/devices", "/devices/"), ("/a/{*rest}", "/a"), ("/", "")]
    {
        assert_eq!(segments(pattern, path), None, "{pattern} {path}");
    }
}

#[test]
fn a_matcher_that_cannot_be_is_told_where_and_what_would_be_right() {
    for (spec, says) in [
        (json!({"method": "get"}), "method: `get` is no method"),
        (json!({"path": "a"}), "path: `a` is no path; it begins with a slash"),
        (json!({"path": "/a{b}"}), "a name in braces stands for a whole one"),
        (json!({"path": "/{*a}/b"}), "only the last segment"),
        (json!({"path": "/{a}/{a}"}), "`a` is named twice"),
        (json!({"path": "/a?b=1"}), "path: `/a?b=1` holds more than a path; what follows the `?` is looked at by `query`"),
        (json!({"path": "/a#b"}), "path: `/a#b` holds more than a path"),
        (json!({"body": {"present": false}}), "body.present: a body is always there, and may be empty"),
        (json!({"headers": {"a b": "x"}}), "headers.`a b`: this is no header's name"),
        (json!({"query": {"q": {"matches": "("}}}), "query.`q`.matches: this is no regular expression"),
        (json!({"query": {"q": {}}}), "query.`q`: a condition needs one of"),
        (json!({"query": {"q": {"present": false, "equals": 1}}}), "query.`q`.present"),
        (json!({"json": {"$[": 1}}), "json.`$[`: this is no JSON path"),
        (json!({"json": {"$..a..b": 1}}), "a JSON path may have one `..`"),
        (json!({"xml": {"a": 1}}), "xml.`a`: this is no XML path"),
        (json!({"body": {"matches": "a{1000000}"}}), "body.matches"),
    ] {
        let message = flaw(spec);
        assert!(message.contains(says), "{message}");
    }
    let unknown = serde_json::from_value::<CallMatcher>(json!({"query": {"q": {"eqauls": 1}}})).unwrap_err().to_string();
    assert!(unknown.contains("`equals`, `contains`"), "{unknown}");
}
