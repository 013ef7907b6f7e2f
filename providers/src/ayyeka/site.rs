//! The sites that an authorised client sees (ayyeka.call.reply).

use serde::{Deserialize, Serialize};

/// One site; the members stand in this order on the wire, and coordinates are texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Its number.
    pub id: u64,
    /// When it was made.
    pub creation_date: String,
    /// What people call it.
    pub display_name: String,
    /// How it is.
    pub status: String,
    /// Degrees east.
    pub longitude: String,
    /// Degrees north.
    pub latitude: String,
}

impl Site {
    pub(super) const ALLOWED: &'static str =
        "a list of sites, each of id, creation_date, display_name, status, longitude, latitude; all but id are texts";

    /// A site to start with.
    pub(super) fn sample() -> Self {
        Self {
            id: 1,
            creation_date: "2023-01-15T08:00:00Z".to_owned(),
            display_name: "Pumping station".to_owned(),
            status: "ACTIVE".to_owned(),
            longitude: "35.2137".to_owned(),
            latitude: "31.7683".to_owned(),
        }
    }
}
