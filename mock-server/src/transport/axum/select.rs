//! Which world a call is for: by port, path prefix, header or host name.

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::Refusal;
use crate::worlds::DEFAULT;

const HEADER: HeaderName = HeaderName::from_static("standin-world");

/// A world, and the path within it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selected<'a> {
    pub(super) world: &'a str,
    pub(super) path: &'a str,
}

/// What stands behind a port.
pub(super) enum Entrance {
    /// Every world.
    All,
    /// One world.
    World(String),
    /// One instance, at the root: no part of the path is taken for a world's.
    Instance(String),
}

/// The world that the call names, in all the ways in which it may; `default` where it names none.
pub(super) fn select<'a>(entrance: &'a Entrance, parts: &'a Parts) -> Result<Selected<'a>, Refusal> {
    let (by_port, (by_path, path)) = match entrance {
        Entrance::All => (None, by_path(parts.uri.path())),
        Entrance::World(world) => (Some(world.as_str()), by_path(parts.uri.path())),
        Entrance::Instance(_) => (None, (None, parts.uri.path())),
    };
    let by_headers = parts.headers.get_all(HEADER).iter().map(by_header);
    let by_door = by_port.map(|world| Ok(("port", world))).into_iter().chain(by_path.map(|world| Ok(("path", world))));
    let mut named = by_door.chain(by_headers).chain(by_host(parts).map(|world| Ok(("host", world))));
    let (way, world) = named.next().transpose()?.unwrap_or(("", DEFAULT));
    for other in named {
        let other = other?;
        if other.1 != world {
            return Err(disagreement((way, world), other));
        }
    }
    Ok(Selected { world, path })
}

/// `/w/{world}/rest`.
fn by_path(path: &str) -> (Option<&str>, &str) {
    let Some(rest) = path.strip_prefix("/w/") else { return (None, path) };
    let end = rest.find('/').unwrap_or(rest.len());
    (Some(&rest[..end]), &rest[end..])
}

/// `Standin-World: {world}`.
fn by_header(value: &HeaderValue) -> Result<(&'static str, &str), Refusal> {
    Ok(("header Standin-World", value.to_str().map_err(|_| unreadable())?.trim()))
}

/// `{world}.localhost`, with or without a port. HTTP/2 has the host in its URI.
fn by_host(parts: &Parts) -> Option<&str> {
    let host = parts.uri.host().or_else(|| host_header(&parts.headers))?;
    let end = host.len().checked_sub(".localhost".len())?;
    let (world, rest) = (host.get(..end)?, host.get(end..)?);
    (rest.eq_ignore_ascii_case(".localhost") && !world.is_empty()).then_some(world)
}

fn host_header(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    Some(host.rsplit_once(':').map_or(host, |(name, _)| name))
}

fn unreadable() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad_world_name", "the header Standin-World holds other than visible ASCII characters")
}

fn disagreement((way, world): (&str, &str), (other_way, other): (&str, &str)) -> Refusal {
    let message = format!("the {way} names the world `{world}`, but the {other_way} names `{other}`; let them agree or leave one out");
    Refusal::new(StatusCode::BAD_REQUEST, "worlds_disagree", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(door: Option<&str>, uri: &str, headers: &[(&str, &str)]) -> Result<(String, String), &'static str> {
        let mut request = http::Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let entrance = door.map_or(Entrance::All, |world| Entrance::World(world.to_owned()));
        select(&entrance, &parts).map(|selected| (selected.world.to_owned(), selected.path.to_owned())).map_err(|refusal| refusal.code)
    }

    fn world(name: &str, path: &str) -> Result<(String, String), &'static str> {
        Ok((name.to_owned(), path.to_owned()))
    }

    #[test]
    fn a_call_that_names_no_world_is_for_the_default_one() {
        assert_eq!(selected(None, "/hyper/x", &[("host", "127.0.0.1:8080")]), world("default", "/hyper/x"));
        assert_eq!(selected(None, "/hyper/x", &[("host", "localhost:8080")]), world("default", "/hyper/x"));
        assert_eq!(selected(None, "/hyper/x", &[("host", "[::1]:8080")]), world("default", "/hyper/x"));
    }

    #[test]
    fn a_world_is_named_by_port_path_header_or_host() {
        assert_eq!(selected(Some("a"), "/hyper", &[]), world("a", "/hyper"));
        assert_eq!(selected(None, "/w/a/hyper/x", &[]), world("a", "/hyper/x"));
        assert_eq!(selected(None, "/w/a", &[]), world("a", ""));
        assert_eq!(selected(None, "/hyper", &[("standin-world", "a")]), world("a", "/hyper"));
        assert_eq!(selected(None, "/hyper", &[("host", "a.localhost:8080")]), world("a", "/hyper"));
        assert_eq!(selected(None, "/hyper", &[("host", "a.LOCALHOST")]), world("a", "/hyper"));
        assert_eq!(selected(None, "http://a.localhost:8080/hyper", &[]), world("a", "/hyper"));
    }

    #[test]
    fn at_the_port_of_an_instance_the_whole_path_is_the_apis() {
        let (parts, ()) = http::Request::builder().uri("/w/a/x").header("standin-world", "b").body(()).unwrap().into_parts();
        let entrance = Entrance::Instance("hyper".to_owned());
        let selected = select(&entrance, &parts).map(|selected| (selected.world, selected.path));
        assert_eq!(selected.map_err(|refusal| refusal.code), Ok(("b", "/w/a/x")));
    }

    #[test]
    fn ways_that_agree_are_taken_and_ways_that_disagree_refused() {
        let everything = [("standin-world", "a"), ("host", "a.localhost")];
        assert_eq!(selected(Some("a"), "/w/a/hyper", &everything), world("a", "/hyper"));
        assert_eq!(selected(Some("b"), "/w/a/hyper", &[]), Err("worlds_disagree"));
        assert_eq!(selected(None, "/w/a/hyper", &[("standin-world", "b")]), Err("worlds_disagree"));
        assert_eq!(selected(None, "/hyper", &[("standin-world", "a"), ("host", "b.localhost")]), Err("worlds_disagree"));
        assert_eq!(selected(None, "/hyper", &[("standin-world", "a"), ("standin-world", "b")]), Err("worlds_disagree"));
    }
}
