//! The URL of a call, and the pairs of its query.

use reqwest::Url;
use serde_json::{Value, json};

use super::Request;
use super::call::header;

/// Where nobody says where a call went.
const NOWHERE: &str = "http://standin.invalid";

/// The absolute URL of a call, below the base URL of its instance where it has one.
pub(super) fn address(base_url: Option<&String>, request: &Request) -> String {
    let base = match (base_url, header(&request.headers, "host")) {
        (Some(base), _) => without_overlap(base, &request.path).to_owned(),
        (None, Some(host)) => format!("http://{host}"),
        (None, None) => NOWHERE.to_owned(),
    };
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let text = format!("{base}{}{query}", request.path);
    Url::parse(&text).map_or(text, String::from)
}

/// What of a base URL comes before the path in the world: `http://a/w/mine` of `http://a/w/mine/hyper` and `/hyper/alive_check`.
fn without_overlap<'a>(base: &'a str, path: &str) -> &'a str {
    let overlaps = |start: &usize| path.strip_prefix(&base[*start..]).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let root = base.find("://").map_or(0, |at| at + "://".len());
    let slashes = base.match_indices('/').map(|(at, _)| at).filter(|at| *at >= root);
    slashes.into_iter().find(overlaps).map_or(base, |at| &base[..at])
}

/// The pairs of a query or a form, in order.
pub(super) fn pairs(text: &str) -> Value {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
    pairs.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base: Option<&str>, path: &str, query: &str) -> String {
        let headers = vec![("host".to_owned(), "localhost:1".to_owned())];
        let request =
            Request { method: String::new(), path: path.to_owned(), query: query.to_owned(), headers, basic: None, body: Default::default() };
        address(base.map(str::to_owned).as_ref(), &request)
    }

    #[test]
    fn a_url_is_where_the_client_called() {
        assert_eq!(of(Some("http://127.0.0.1:1/hyper"), "/hyper/alive_check", "a=b"), "http://127.0.0.1:1/hyper/alive_check?a=b");
        assert_eq!(of(Some("http://127.0.0.1:1/w/mine/hyper"), "/hyper/alive_check", ""), "http://127.0.0.1:1/w/mine/hyper/alive_check");
        assert_eq!(of(Some("http://127.0.0.1:1"), "/alive_check", ""), "http://127.0.0.1:1/alive_check");
        assert_eq!(of(None, "/nothing", ""), "http://localhost:1/nothing");
    }

    #[test]
    fn a_name_in_a_url_leaves_it_a_url_and_is_plain_among_the_pairs() {
        assert_eq!(of(Some("http://a/hyper"), "/hyper/x", "t=<access_token:1>"), "http://a/hyper/x?t=%3Caccess_token:1%3E");
        assert_eq!(pairs("t=<access_token:1>&b=a+b"), json!([{"name": "t", "value": "<access_token:1>"}, {"name": "b", "value": "a b"}]));
    }
}
