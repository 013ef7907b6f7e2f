//! The waivers of a run, and the day by which they are judged.

use std::path::PathBuf;

use clap::Args;
use conformance::suite::Suite;
use conformance::transcript::Subject;
use conformance::verdict::Verdicts;
use conformance::waiver::Waivers;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::CheckError;

/// The name of the mock, as waivers name it.
const EMBEDDED: &str = "embedded";

/// What people say of it.
#[derive(Args, Debug)]
pub(crate) struct Waiving {
    /// Failures that somebody answers for until a certain day; `standin schema waivers` describes the file.
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// The day by which waivers expire; the day on which the run begins, by UTC, unless it is said.
    #[arg(long, value_name = "DATE", requires = "waivers")]
    today: Option<Date>,
}

/// Waivers, ready to be applied.
pub(crate) struct Pardon {
    waivers: Waivers,
    today: Date,
}

impl Pardon {
    /// Reads the waivers, if there are any.
    ///
    /// # Errors
    /// The file cannot be read, or is not as it must be.
    pub(crate) fn read(Waiving { waivers, today }: &Waiving, suite: &Suite) -> Result<Self, CheckError> {
        let waivers = match waivers {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(|error| CheckError::Usage(format!("{}: {error}", path.display())))?;
                Waivers::read(&path.display().to_string(), &bytes, suite).map_err(CheckError::Waivers)?
            }
            None => Waivers::default(),
        };
        Ok(Self { waivers, today: today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date()) })
    }

    /// The verdicts, once the waivers are applied.
    pub(crate) fn apply(&self, verdicts: Verdicts) -> Verdicts {
        let name = match &verdicts.subject {
            Subject::Embedded => EMBEDDED.to_owned(),
            Subject::Foreign(url) => url.clone(),
        };
        self.waivers.apply(verdicts, &[&name], self.today)
    }
}
