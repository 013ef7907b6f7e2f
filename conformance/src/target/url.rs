//! The URL of a target of which nothing else is said: a server on the same machine.

use std::net::IpAddr;

use reqwest::Url;

/// A URL that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It is none.
    #[error("`{text}` is no URL: {why}; write one such as http://127.0.0.1:8080")]
    Malformed {
        /// What was given.
        text: String,
        /// Why.
        why: String,
    },
    /// It has more than scheme, host, port and path.
    #[error("a target's URL has scheme, host, port and path alone, without user, query or fragment")]
    Extra,
    /// It leads to another machine.
    #[error(
        "a URL alone is enough for http on this machine (http://127.0.0.1:PORT), and `{0}` is not that; describe it in a target file (docs/targets.md) and say --target FILE"
    )]
    Elsewhere(String),
}

/// The URL of a server on this machine, without a slash at its end.
///
/// # Errors
/// It is no URL, or leads elsewhere.
pub fn loopback(text: &str) -> Result<String, UrlError> {
    let url = Url::parse(text).map_err(|error| UrlError::Malformed { text: shown(text), why: error.to_string() })?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(UrlError::Extra);
    }
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    if url.scheme() == "http" && here { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(UrlError::Elsewhere(text.to_owned())) }
}

/// A text that was meant for a URL, without what may be a password in it.
fn shown(text: &str) -> String {
    text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("…@{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_this_machine_may_be_asked() {
        assert_eq!(loopback("http://127.0.0.1:8080/"), Ok("http://127.0.0.1:8080".to_owned()));
        assert_eq!(loopback("http://[::1]:8080/w/a/hyper"), Ok("http://[::1]:8080/w/a/hyper".to_owned()));
        assert_eq!(loopback("http://localhost:1"), Ok("http://localhost:1".to_owned()));
    }

    #[test]
    fn another_machine_or_scheme_may_not() {
        for text in ["http://192.0.2.1", "https://127.0.0.1", "http://localhost.example.com", "http://127.0.0.1.example.com", "file:///etc"] {
            assert_eq!(loopback(text), Err(UrlError::Elsewhere(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_url_is_refused_without_repeating_a_password() {
        assert!(matches!(loopback("127.0.0.1:8080"), Err(UrlError::Malformed { .. })));
        assert_eq!(loopback("http://user:secret@127.0.0.1"), Err(UrlError::Extra));
        let malformed = loopback("http://user:secret@127.0.0.1:port").unwrap_err().to_string();
        assert!(malformed.contains("`…@127.0.0.1:port`") && !malformed.contains("secret"), "{malformed}");
        assert_eq!(loopback("http://127.0.0.1/?a=b"), Err(UrlError::Extra));
    }
}
