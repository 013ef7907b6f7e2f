//! What a world is made from.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::template::Template;
use crate::{FaultSpec, Pace, StubSpec, WorldError, name};

/// What a world is made from. What is left out is as the server was started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorldSpec {
    /// The seed of every token. Left out, it is derived from the server's seed and the world's name.
    pub seed: Option<u64>,
    /// The clock.
    pub clock: Option<ClockSpec>,
    /// A port of the world's own; 0 lets the system choose.
    pub port: Option<u16>,
    /// Where a client's address is taken from.
    pub client_address: Option<ClientAddress>,
    /// Whether instances that do not say take only what the documents say.
    pub strict: Option<bool>,
    /// The instances by name.
    pub instances: Option<BTreeMap<String, InstanceSpec>>,
    /// The faults that are planted from the start.
    pub faults: Vec<FaultSpec>,
}

impl WorldSpec {
    /// Whether a world of this name could be made from this, its port aside.
    ///
    /// # Errors
    /// The name, or what is said of an instance, cannot be taken.
    pub fn check(&self, name: &str) -> Result<(), WorldError> {
        name::check_world(name)?;
        self.instances.as_ref().map_or(Ok(()), Template::try_out)
    }
}

/// One instance of an API.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InstanceSpec {
    /// The API's name.
    pub api: String,
    /// Where it is mounted, as in `/api/v1`; left out, at `/NAME`.
    pub mount: Option<String>,
    /// The settings that differ from the API's defaults.
    pub settings: Map<String, Value>,
    /// The one deviation, if it is to break a clause.
    pub deviation: Option<String>,
    /// Whether it takes only what the documents say; the settings given lie over that.
    pub strict: Option<bool>,
    /// The calls that the user answers in the API's place.
    pub stubs: Vec<StubSpec>,
}

impl InstanceSpec {
    /// An instance with the API's defaults.
    #[must_use]
    pub fn of(api: &str) -> Self {
        Self { api: api.to_owned(), mount: None, settings: Map::new(), deviation: None, strict: None, stubs: Vec::new() }
    }
}

impl From<&str> for InstanceSpec {
    fn from(api: &str) -> Self {
        Self::of(api)
    }
}

/// How a world's clock begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClockSpec {
    /// How it goes on by itself.
    pub pace: Pace,
    /// What it shows at first; left out, the time outside.
    pub at: Option<Timestamp>,
}

impl FromStr for ClockSpec {
    type Err = String;

    /// Reads `flowing`, `frozen`, `rate=60`, each with an optional `@2026-01-01T00:00:00Z`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mode, at) = text.split_once('@').map_or((text, None), |(mode, at)| (mode, Some(at)));
        let at = at.map(parse_moment).transpose()?;
        let pace = match mode.split_once('=') {
            None if mode == "flowing" => Pace::Flowing,
            None if mode == "frozen" => Pace::Frozen,
            Some(("rate", rate)) => Pace::Rate(rate.parse().map_err(|allowed| format!("`{rate}` is no rate; it takes {allowed}"))?),
            _ => return Err(format!("`{mode}` is no mode; write flowing, frozen or rate=60, each with @2026-01-01T00:00:00Z behind it if wanted")),
        };
        Ok(Self { pace, at })
    }
}

impl fmt::Display for ClockSpec {
    /// As [`ClockSpec::from_str`] reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.pace.word())?;
        if let Pace::Rate(rate) = self.pace {
            write!(formatter, "={rate}")?;
        }
        self.at.map_or(Ok(()), |at| write!(formatter, "@{at}"))
    }
}

/// A moment as RFC 3339 writes it.
pub(crate) fn parse_moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| format!("`{text}` is no moment; write one such as 2026-01-01T00:00:00Z"))
}

/// Where a client's address is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClientAddress {
    /// The connection's other end.
    #[default]
    Peer,
    /// The header `Standin-Client-Address`; where it is missing, the connection's other end.
    Header,
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Peer => "peer",
            Self::Header => "header",
        })
    }
}

impl FromStr for ClientAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "peer" => Ok(Self::Peer),
            "header" => Ok(Self::Header),
            _ => Err(format!("`{text}` is neither `peer` nor `header`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_written_in_one_word() {
        assert_eq!("flowing".parse(), Ok(ClockSpec::default()));
        let at = "2026-01-01T00:00:00Z".parse().ok();
        assert_eq!("frozen@2026-01-01T00:00:00Z".parse(), Ok(ClockSpec { pace: Pace::Frozen, at }));
        assert_eq!("rate=60".parse(), Ok(ClockSpec { pace: Pace::Rate("60".parse().unwrap()), at: None }));
    }

    #[test]
    fn a_clock_is_printed_as_it_is_written() {
        for text in ["flowing", "frozen@2026-01-01T00:00:00Z", "rate=0.5"] {
            assert_eq!(text.parse::<ClockSpec>().map(|clock| clock.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_clock_that_is_none_is_told_what_would_be_right() {
        for (text, right) in [("stopped", "flowing, frozen or rate=60"), ("frozen@noon", "2026-01-01T00:00:00Z"), ("rate=0", "0.001")] {
            let error = text.parse::<ClockSpec>().unwrap_err();
            assert!(error.contains(right), "{error}");
        }
    }
}
