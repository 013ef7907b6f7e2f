//! Merchants and their terminals, as the configuration gives them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::settings::SessionReuse;
use crate::Dice;
use crate::choice::choice;

/// So many merchants, and so many terminals of one, can be given.
const MOST: usize = 100;
/// So many characters may a user or a password have.
const LONGEST: usize = 100;

choice! {
    /// Whether a terminal is set up for sessions (hyp.error.455).
    Supported {
        /// It is.
        On = "on",
        /// It is not.
        Off = "off",
    }
}

/// One merchant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// The merchant's user.
    pub user: String,
    /// The merchant's password.
    pub password: String,
    /// The merchant's terminals.
    pub terminals: Vec<Terminal>,
}

/// One terminal of a merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terminal {
    /// Its number.
    pub number: String,
    /// Whether it is set up for sessions.
    #[serde(default = "supported")]
    pub sessions: Supported,
    /// Whether its sessions may be used again; else as `session_reuse` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reuse: Option<SessionReuse>,
}

fn supported() -> Supported {
    Supported::On
}

impl std::fmt::Debug for Merchant {
    /// Tells the terminals, never user and password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Merchant").field("terminals", &self.terminals).finish_non_exhaustive()
    }
}

impl Merchant {
    pub(super) const ALLOWED: &'static str = "a list of merchants, each of user, password (1 to 100 characters each) and a list of terminals, each of number (7 to 10 digits), sessions (on or off), reuse (single or reusable); an empty list makes one";

    /// A merchant with one terminal.
    pub(super) fn generated(dice: &mut Dice) -> Self {
        let number = format!("{:010}", dice.below(u32::MAX));
        Self { user: dice.token(10), password: dice.token(16), terminals: vec![Terminal { number, sessions: Supported::On, reuse: None }] }
    }

    /// The terminal of this number.
    pub(super) fn terminal(&self, number: &str) -> Option<&Terminal> {
        self.terminals.iter().find(|terminal| terminal.number == number)
    }
}

/// Reads the list; an error never shows a value.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Merchant>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let merchants: Vec<Merchant> = serde_json::from_value(value).map_err(|error| serde::de::Error::custom(without_values(&error.to_string())))?;
    match wrong(&merchants) {
        Some(what) => Err(serde::de::Error::custom(what)),
        None => Ok(merchants),
    }
}

/// Of an error that names a field, that; of any other, which may hold a value, nothing.
fn without_values(error: &str) -> &str {
    if error.starts_with("missing field") { error } else { "a merchant has another shape" }
}

fn wrong(merchants: &[Merchant]) -> Option<&'static str> {
    let mut users: Vec<&str> = merchants.iter().map(|merchant| merchant.user.as_str()).collect();
    users.sort_unstable();
    let mut numbers: Vec<&str> = merchants.iter().flat_map(|merchant| &merchant.terminals).map(|terminal| terminal.number.as_str()).collect();
    numbers.sort_unstable();
    let plain = |text: &str| (1..=LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    let is_number = |number: &str| (7..=10).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    if merchants.len() > MOST || merchants.iter().any(|merchant| merchant.terminals.len() > MOST) {
        Some("there are too many: 100 merchants at most, of 100 terminals each")
    } else if !merchants.iter().all(|merchant| plain(&merchant.user) && plain(&merchant.password)) {
        Some("a user or a password is empty, too long, or has control characters")
    } else if users.windows(2).any(|pair| pair[0] == pair[1]) {
        Some("two merchants have the same user")
    } else if !numbers.iter().all(|number| is_number(number)) {
        Some("a terminal's number has 7 to 10 digits")
    } else if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
        Some("two terminals have the same number")
    } else {
        None
    }
}
