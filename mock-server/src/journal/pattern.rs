//! Patterns for paths, clauses and statuses.

use std::str::FromStr;

use regex::Regex;

/// The longest pattern.
const LONGEST: usize = 1_000;

/// A text in which `*` stands for anything within a part of a path, `**` for anything at all, `?` for one character.
///
/// ```
/// let pattern: mock_server::Pattern = "/devices/*/history".parse()?;
/// assert!(pattern.fits("/devices/7/history"));
/// assert!(!pattern.fits("/devices/7/8/history"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

impl Pattern {
    /// Whether all of the text is as the pattern says.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = || format!("a pattern of 1 to {LONGEST} characters, such as /TokenValidity or /devices/**");
        if text.is_empty() || text.len() > LONGEST {
            return Err(allowed());
        }
        let escaped = regex::escape(text);
        let pattern = escaped.replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]");
        let regex = Regex::new(&format!("(?s)^(?:{pattern})$")).map_err(|_| allowed())?;
        Ok(Self { text: text.to_owned(), regex })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A status, or all that begin with a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusPattern {
    /// This one.
    Exactly(u16),
    /// Those of a class: 4 for 400 to 499.
    Class(u16),
}

impl StatusPattern {
    /// What it takes, in words.
    pub const ALLOWED: &str = "a status such as 401, or a class such as 4xx";

    /// Whether a status is one of these.
    #[must_use]
    pub fn fits(self, status: u16) -> bool {
        match self {
            Self::Exactly(known) => status == known,
            Self::Class(digit) => status / 100 == digit,
        }
    }
}

impl FromStr for StatusPattern {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_suffix("xx").unwrap_or(text);
        let number: u16 = digits.parse().map_err(|_| Self::ALLOWED)?;
        match digits.len() == text.len() {
            true if (100..=599).contains(&number) => Ok(Self::Exactly(number)),
            false if (1..=5).contains(&number) => Ok(Self::Class(number)),
            _ => Err(Self::ALLOWED),
        }
    }
}

impl std::fmt::Display for StatusPattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(status) => write!(formatter, "{status}"),
            Self::Class(digit) => write!(formatter, "{digit}xx"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_star_stays_within_a_part_and_two_do_not() {
        let fits = |pattern: &str, text: &str| pattern.parse::<Pattern>().unwrap().fits(text);
        assert!(fits("/hyper/*", "/hyper/x"));
        assert!(!fits("/hyper/*", "/hyper/x/y"));
        assert!(fits("/hyper/**", "/hyper/x/y"));
        assert!(fits("hyper.grace.*", "hyper.grace.access-token"));
        assert!(!fits("hyper.grace.*", "hyper-grace-x"));
    }

    #[test]
    fn a_status_is_a_number_or_a_class() {
        assert_eq!("401".parse(), Ok(StatusPattern::Exactly(401)));
        assert_eq!("4xx".parse(), Ok(StatusPattern::Class(4)));
        for text in ["", "4", "99", "600", "xx", "9xx", "40x"] {
            assert!(text.parse::<StatusPattern>().is_err(), "{text}");
        }
    }
}
