//! Everything about the outside that a step may depend on.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};

use crate::{Dice, Signer};

/// When a step happens, for whom, and with which luck.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The virtual time, to the millisecond.
    pub now: Timestamp,
    /// The client's address; an IPv4-mapped IPv6 address has already been made IPv4.
    pub client: IpAddr,
    /// The instance's own dice.
    pub dice: &'a mut Dice,
    /// The host's keys.
    pub signer: &'a dyn Signer,
}

/// The place of an instance in its world, for what a model derives from it (a default domain address, say).
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// The instance's name, unique in its world.
    pub instance: &'a str,
}

/// A moment later, or the last moment there is.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
