//! The client's key and secret in the Authorization header of a token request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{authorization, spelling};
use crate::ayyeka::rules::{ShownIn, clause};
use crate::ayyeka::settings::{ClientEncoding, Settings};
use crate::{Authorization, ClauseId, Pairs, Request};

/// A key and a secret.
pub(in crate::ayyeka) type Pair = (String, String);

/// What Basic holds, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ayyeka) struct Basic {
    pub(in crate::ayyeka) key: String,
    pub(in crate::ayyeka) secret: String,
    /// The clauses by which this form of the header is taken though the document does not show it.
    pub(in crate::ayyeka) beyond: Vec<ClauseId>,
}

impl Basic {
    pub(in crate::ayyeka) fn of(settings: &Settings, request: &Request<'_>) -> Option<Self> {
        match settings.rules.shown_in {
            ShownIn::Header => Self::in_header(settings, request),
            ShownIn::HeaderOrForm => Self::in_header(settings, request).or_else(|| Self::in_form(request)),
        }
    }

    fn in_header(settings: &Settings, request: &Request<'_>) -> Option<Self> {
        let (Authorization::Credentials { scheme, credentials }, first) = authorization(settings, request) else { return None };
        let spelling = spelling(settings, "Basic", scheme, request)?;
        let beyond = first.into_iter().chain(spelling).collect();
        let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
        let (key, secret) = text.split_once(':')?;
        Some(Self { key: key.to_owned(), secret: secret.to_owned(), beyond })
    }

    fn in_form(request: &Request<'_>) -> Option<Self> {
        let form = Pairs::urlencoded(request.body);
        let (key, secret) = (form.get("client_id")?, form.get("client_secret")?);
        Some(Self { key: key.to_owned(), secret: secret.to_owned(), beyond: Vec::new() })
    }

    /// The pairs that it may mean, each with the clause by which it is taken (ayyeka.client.encoding).
    pub(in crate::ayyeka) fn readings(&self, settings: &Settings) -> Vec<(Pair, Option<ClauseId>)> {
        let raw = Some(((self.key.clone(), self.secret.clone()), None)).filter(|_| settings.client_encoding != ClientEncoding::FormEncoded);
        let decoded = decoded(&self.key).zip(decoded(&self.secret)).filter(|_| settings.client_encoding != ClientEncoding::Raw);
        let says_more = (self.key.as_str(), self.secret.as_str());
        let by = |pair: Pair| {
            let beyond = (says_more != (pair.0.as_str(), pair.1.as_str())).then_some(clause::CLIENT_ENCODING);
            (pair, beyond)
        };
        raw.into_iter().chain(decoded.map(by)).collect()
    }
}

/// A text without its form-encoding (RFC 6749 appendix B); `None` where it cannot be such a text.
fn decoded(text: &str) -> Option<String> {
    let pairs = Pairs::urlencoded(format!("value={text}").as_bytes());
    (!text.contains('&')).then(|| pairs.get("value").map(str::to_owned))?
}
