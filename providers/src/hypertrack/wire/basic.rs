//! What stands in a Basic header: Base64 of AccountId, a colon, SecretKey (hypertrack.basic.accepted).

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};

use crate::hypertrack::rules::{Characters, Colon, Encoded};
use crate::hypertrack::settings::{Base64Form, Settings};

/// Padding where it stands, and none where it does not.
const INDIFFERENT: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// A pair as it was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hypertrack) struct Pair {
    pub(in crate::hypertrack) account_id: String,
    pub(in crate::hypertrack) secret_key: String,
    /// How its Base64 was written.
    pub(in crate::hypertrack) form: Base64Form,
}

/// Why a text is no pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hypertrack) enum NoPair {
    Base64,
    Utf8,
    Colon,
}

impl Pair {
    /// Reads a pair.
    pub(in crate::hypertrack) fn read(settings: &Settings, credentials: &str) -> Result<Self, NoPair> {
        let (bytes, form) = decode(settings.base64, credentials).or_else(|| plain(settings, credentials)).ok_or(NoPair::Base64)?;
        let text = text(settings.rules.characters, bytes).ok_or(NoPair::Utf8)?;
        let divided = match settings.rules.divides {
            Colon::First => text.split_once(':'),
            Colon::Last => text.rsplit_once(':'),
            Colon::Each => text.split_once(':').map(|(id, rest)| (id, rest.split_once(':').map_or(rest, |(key, _)| key))),
            Colon::Row => text.split_once(':').map(|(id, rest)| (id, rest.trim_start_matches(':'))),
        };
        let (account_id, secret_key) = divided.ok_or(NoPair::Colon)?;
        Ok(Self { account_id: account_id.to_owned(), secret_key: secret_key.to_owned(), form })
    }
}

/// The credentials of a Basic header as the document makes them.
pub(in crate::hypertrack) fn encode(account_id: &str, secret_key: &str) -> String {
    general_purpose::STANDARD.encode(format!("{account_id}:{secret_key}"))
}

/// The characters of a pair (hypertrack.basic.utf8).
fn text(characters: Characters, bytes: Vec<u8>) -> Option<String> {
    match (characters, String::from_utf8(bytes)) {
        (Characters::Ascii, Ok(text)) => text.is_ascii().then_some(text),
        (_, Ok(text)) => Some(text),
        (Characters::OrLatin1, Err(error)) => Some(error.as_bytes().iter().copied().map(char::from).collect()),
        (Characters::Passed, Err(error)) => Some(error.as_bytes().utf8_chunks().map(|chunk| chunk.valid()).collect()),
        (Characters::Utf8 | Characters::Ascii, Err(_)) => None,
    }
}

/// A pair that is not encoded, where one is taken so (hypertrack.header.malformed).
fn plain(settings: &Settings, text: &str) -> Option<(Vec<u8>, Base64Form)> {
    match settings.rules.encoded {
        Encoded::Base64 => None,
        Encoded::OrPlain => Some((text.as_bytes().to_vec(), Base64Form::Exact)),
    }
}

fn decode(form: Base64Form, text: &str) -> Option<(Vec<u8>, Base64Form)> {
    if let Ok(bytes) = general_purpose::STANDARD.decode(text) {
        return Some((bytes, Base64Form::Exact));
    }
    let lenient = || [STANDARD, URL_SAFE].iter().find_map(|alphabet| GeneralPurpose::new(alphabet, INDIFFERENT).decode(text).ok());
    match form {
        Base64Form::Exact => None,
        Base64Form::Lenient => Some((lenient()?, Base64Form::Lenient)),
    }
}
