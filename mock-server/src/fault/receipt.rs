//! Receipts: what became of each planted fault.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::control::shapes::Moment;

use super::{FaultSpec, Faults, Planted};

/// What became of a planted fault.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FaultReceipt {
    /// Whether it struck, and whether it can again.
    pub status: FaultStatus,
    /// How many calls it could have struck: those that it means, while it could strike.
    pub met: u64,
    /// How many calls it struck.
    pub struck: u64,
    /// When it last did, by the world's time.
    #[schemars(with = "Option<Moment>")]
    pub last: Option<Timestamp>,
    /// What it was made from.
    #[serde(flatten)]
    pub spec: FaultSpec,
}

/// Where a fault is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultStatus {
    /// It never struck.
    Pending,
    /// It struck, and can again.
    Active,
    /// It struck as often as it may.
    Consumed,
}

impl Planted {
    pub(super) fn receipt(&self) -> FaultReceipt {
        let status = match self.struck {
            0 => FaultStatus::Pending,
            _ if self.is_consumed() => FaultStatus::Consumed,
            _ => FaultStatus::Active,
        };
        FaultReceipt { status, met: self.met, struck: self.struck, last: self.last, spec: self.fault.spec.clone() }
    }
}

impl Faults {
    /// All receipts, in the order of planting.
    pub(crate) fn receipts(&self) -> Vec<FaultReceipt> {
        self.planted.iter().map(Planted::receipt).collect()
    }
}
