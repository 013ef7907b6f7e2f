//! Whose pages in a browser may call (the Fetch standard's CORS protocol).

use std::fmt;
use std::str::FromStr;

use http::{HeaderValue, Uri};

/// Whose pages in a browser may call. The default is nobody's: such calls are left to the API, as any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors(Vec<Origin>);

/// An origin as a browser writes it, or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Every page.
    Any,
    /// The pages of one scheme, host and port; `null` for those that have none, such as files.
    One(HeaderValue),
}

impl Cors {
    /// Pages of these origins.
    #[must_use]
    pub fn of(origins: Vec<Origin>) -> Self {
        Self(origins)
    }

    pub(crate) fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// What `Access-Control-Allow-Origin` says to this origin; `None` where its pages may not call.
    pub(crate) fn allowed(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        if self.0.contains(&Origin::Any) {
            return Some(HeaderValue::from_static("*"));
        }
        self.0.iter().any(|allowed| matches!(allowed, Origin::One(one) if one == origin)).then(|| origin.clone())
    }
}

impl FromStr for Origin {
    type Err = String;

    /// Reads `*`, `null` or `https://app.example:3000`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is no origin; write one as a browser does, such as https://app.example or http://localhost:3000, or *");
        match text {
            "*" => Ok(Self::Any),
            "null" => Ok(Self::One(HeaderValue::from_static("null"))),
            _ => {
                let uri: Uri = text.parse().map_err(|_| wrong())?;
                // Written back in a browser's way; what is lost by it should not have been there.
                let origin = format!("{}://{}", uri.scheme_str().ok_or_else(wrong)?, uri.authority().ok_or_else(wrong)?).to_lowercase();
                let whole = origin == text.to_lowercase() && !origin.contains('@');
                if whole { origin.parse().map(Self::One).map_err(|_| wrong()) } else { Err(wrong()) }
            }
        }
    }
}

impl fmt::Display for Origin {
    /// As [`Origin::from_str`] reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => formatter.write_str("*"),
            // One that was read is ASCII.
            Self::One(origin) => formatter.write_str(origin.to_str().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_more() {
        for text in ["https://app.example", "http://localhost:3000", "http://[::1]:3000", "*", "null"] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), text);
        }
        for text in ["", "app.example", "localhost:3000", "https://app.example/", "https://app.example/x", "https://me@app.example", "https://"] {
            assert!(text.parse::<Origin>().unwrap_err().contains("http://localhost:3000"), "{text}");
        }
    }

    #[test]
    fn an_origin_is_allowed_by_its_exact_text_or_by_all() {
        let one = Cors::of(vec!["https://App.example".parse().unwrap()]);
        let page = HeaderValue::from_static("https://app.example");
        assert_eq!(one.allowed(&page), Some(page.clone()));
        assert_eq!(one.allowed(&HeaderValue::from_static("https://app.example.evil.test")), None);
        assert_eq!(Cors::of(vec![Origin::Any]).allowed(&page), Some(HeaderValue::from_static("*")));
        assert_eq!(Cors::default().allowed(&page), None);
    }
}
