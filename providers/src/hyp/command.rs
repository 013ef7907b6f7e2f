//! The commands beside getSessionId: what each answers when it is let in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// The fields of each command's element, by command and field.
pub(super) type Commands = BTreeMap<String, BTreeMap<String, String>>;

/// So many characters may a name have.
const LONGEST_NAME: usize = 64;

pub(super) const ALLOWED: &str =
    "commands by name, each with the fields of its element (texts by name); a name is a letter, then letters, digits, - and _";

/// The commands that published programs send with a session.
pub(super) fn defaults() -> Commands {
    let status = BTreeMap::from([("status".to_owned(), "000".to_owned())]);
    ["doDeal", "transmitTerminal", "inquireTransactions"].map(|name| (name.to_owned(), status.clone())).into()
}

/// Whether a text can be the name of an element that we write.
pub(super) fn is_name(text: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.len() <= LONGEST_NAME && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(rest)
}

/// Reads the table, whose names and texts must be such as XML can hold.
pub(super) fn by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Commands, D::Error> {
    let commands = Commands::deserialize(deserializer)?;
    for (command, fields) in &commands {
        if let Some(name) = std::iter::once(command).chain(fields.keys()).find(|name| !is_name(name)) {
            return Err(serde::de::Error::custom(format!("`{name}` is no name")));
        }
        if let Some((name, _)) = fields.iter().find(|(_, text)| text.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))) {
            return Err(serde::de::Error::custom(format!("`{name}` holds a character that XML cannot")));
        }
        if command.eq_ignore_ascii_case("getSessionId") {
            return Err(serde::de::Error::custom("getSessionId has an answer of its own"));
        }
    }
    Ok(commands)
}
