//! A request as a model sees it: already split from the mount point, its body read.

use http::{HeaderMap, Method};

use crate::form::FORM;

/// One HTTP request to one instance. Every part may hold whatever bytes a client sent.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path below the instance's mount point, percent-encoded as it came; it starts with `/` or is empty.
    pub path: &'a str,
    /// The query without its `?`; empty where there is none.
    pub query: &'a str,
    /// The headers; one name may stand several times.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// The one value of a header, if it is there exactly once and is visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }
    /// Whether its one Content-Type says that the body is a form, with whatever parameters.
    #[must_use]
    pub fn is_form(&self) -> bool {
        let is_form = |value: &str| value.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM));
        self.header("content-type").is_some_and(is_form)
    }
}
