//! Who was asked, described without anything that only its users may know.

use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::target::PublicKey;
use crate::transcript::Subject;

/// Where a public key begins and ends in a PEM text.
const FENCES: (&str, &str) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");

/// Who was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The mock in the same process, or a URL without user, query and fragment.
    pub subject: Subject,
    /// The APIs that it was asked as.
    pub apis: Vec<String>,
    /// What was said of it, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// The keys by which its tokens were judged, PEM.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public_keys: Vec<String>,
}

impl Description {
    /// A target that was asked as these APIs.
    #[must_use]
    pub fn of(subject: &Subject, apis: Vec<String>) -> Self {
        Self { subject: bare(subject), apis, settings: Map::new(), public_keys: Vec::new() }
    }

    /// With something that was said of it.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// With the keys by which its tokens were judged; of the text around them nothing is kept.
    #[must_use]
    pub fn with_public_keys(mut self, keys: &[PublicKey]) -> Self {
        self.public_keys = keys.iter().filter_map(|key| section(key.pem())).collect();
        self
    }
}

fn bare(subject: &Subject) -> Subject {
    match subject {
        Subject::Embedded => Subject::Embedded,
        Subject::Foreign(url) => Subject::Foreign(without_secrets(url)),
    }
}

/// A URL without what may be a secret; a text that is none is not repeated.
fn without_secrets(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return "(no URL)".to_owned() };
    // Where a URL can have no user there is none to be taken away.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// The public key of a PEM file, which may hold more: a name, or the private half.
fn section(pem: &str) -> Option<String> {
    let from = pem.find(FENCES.0)?;
    let to = from + pem[from..].find(FENCES.1)? + FENCES.1.len();
    Some(format!("{}\n", pem[from..to].replace('\r', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_loses_user_query_and_fragment_and_keeps_the_rest() {
        let bare = |url: &str| Description::of(&Subject::Foreign(url.to_owned()), Vec::new()).subject;
        assert_eq!(bare("https://anna:hunter2@example.com:8443/api/?key=s#f"), Subject::Foreign("https://example.com:8443/api".to_owned()));
        assert_eq!(bare("http://127.0.0.1:80/w/a"), Subject::Foreign("http://127.0.0.1/w/a".to_owned()));
        assert_eq!(bare("s3cret"), Subject::Foreign("(no URL)".to_owned()));
    }

    #[test]
    fn of_a_pem_file_only_the_public_key_is_kept() {
        let pem = include_str!("../play/another-key.pem");
        let file = format!("localKeyID: anna\n{}\r\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", pem.trim());
        let description = Description::of(&Subject::Embedded, Vec::new()).with_public_keys(&[file.parse().unwrap()]);
        assert_eq!(description.public_keys, [format!("{}\n", pem.trim())]);
    }
}
