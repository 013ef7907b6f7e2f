//! What can go wrong, in words that say what would be right.

use std::io;
use std::net::SocketAddr;

use jiff::Timestamp;
use providers::{ActionError, SettingError};

use crate::{FaultError, KeyError, StubError};

/// A world could not do what it was asked. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// No world has this name.
    #[error("there is no world `{name}`; {suggestion}")]
    UnknownWorld {
        /// The name that was given.
        name: String,
        /// The nearest name, or what to do.
        suggestion: String,
    },
    /// The name is no name for a world.
    #[error("`{name}` is no name for a world; it takes 1 to 63 of a-z, 0-9, - and _, beginning with a letter or digit")]
    WorldName {
        /// The name that was given.
        name: String,
    },
    /// A world of this name is there.
    #[error("there is a world `{name}` already; remove it first or choose another name")]
    WorldExists {
        /// The name that was given.
        name: String,
    },
    /// As many worlds as allowed were made on demand.
    #[error("no world `{name}` is made on demand: there are {limit} already; remove one or raise --worlds-on-demand")]
    TooManyWorlds {
        /// The name that was asked for.
        name: String,
        /// How many may be.
        limit: usize,
    },
    /// The default world cannot be removed.
    #[error("the world `default` stays as long as the server; reset it instead")]
    DefaultStays,
    /// No instance has this name.
    #[error("there is no instance `{name}` in the world `{world}`; {suggestion}")]
    UnknownInstance {
        /// The world.
        world: String,
        /// The name that was given.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
    /// No clause of any API is meant.
    #[error("no clause fits `{pattern}`; {suggestion}")]
    UnknownClause {
        /// The pattern that was given.
        pattern: String,
        /// The nearest clause, or where they are listed.
        suggestion: String,
    },
    /// The name is no name for an instance.
    #[error("`{name}` is no name for an instance; it takes 1 to 63 of A-Z, a-z, 0-9, - and _, beginning with a letter or digit, and not `w`")]
    InstanceName {
        /// The name that was given.
        name: String,
    },
    /// An instance cannot be mounted there.
    #[error(
        "instance `{instance}` cannot be mounted at `{mount}`; a mount begins with / and has segments of A-Z, a-z, 0-9, -, ., _ and ~, the first of them not `w`, at most 200 characters, without / at its end (for the root, give the instance a port of its own)"
    )]
    Mount {
        /// The instance.
        instance: String,
        /// The mount that was given.
        mount: String,
    },
    /// Two instances are mounted at one place.
    #[error("instances `{first}` and `{second}` are both mounted at {mount}; give one of them another `mount`")]
    MountTaken {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// The place.
        mount: String,
    },
    /// No API has this name.
    #[error("instance `{instance}`: {message}")]
    UnknownApi {
        /// The instance.
        instance: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A setting cannot be taken.
    #[error("instance `{instance}`: {error}")]
    Setting {
        /// The instance.
        instance: String,
        /// What is wrong and what would be right.
        error: SettingError,
    },
    /// The key that is to sign its tokens cannot be used.
    #[error("instance `{instance}`: {error}")]
    Key {
        /// The instance.
        instance: String,
        /// What is wrong and what would be right.
        error: KeyError,
    },
    /// The instance's tokens are not signed.
    #[error("instance `{instance}` has no key: the tokens of {api} are not signed")]
    NoKey {
        /// The instance.
        instance: String,
        /// Its API.
        api: &'static str,
    },
    /// A question that no call can be.
    #[error("{what}")]
    Question {
        /// What is wrong.
        what: String,
    },
    /// No call has this number.
    #[error("there is no call #{id} in the journal; the latest is #{latest}, and the oldest go when it is full")]
    UnknownCall {
        /// The number that was given.
        id: u64,
        /// The latest that there is.
        latest: u64,
    },
    /// What led to a call is not kept any more.
    #[error("what led to call #{id} is not kept any more, so that nobody can tell; raise --journal-entries and --journal-bytes to keep more")]
    CannotTell {
        /// The call's number.
        id: u64,
    },
    /// A world cannot be told so that it could be made again.
    #[error("this world cannot be recorded: {why}")]
    CannotRecord {
        /// Why.
        why: String,
    },
    /// Two instances share what no two in one world may.
    #[error("instances `{first}` and `{second}` both have `{setting}` = `{value}`, which no two in one world may; give one of them another")]
    Exclusive {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: String,
    },
    /// A stub was refused.
    #[error(transparent)]
    Stub(#[from] StubError),
    /// A fault was refused.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// An action was refused.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// Time does not go back.
    #[error("it is {now} in this world and time does not go back to {asked}; a reset or a fork made earlier does that")]
    Backward {
        /// The present virtual time.
        now: Timestamp,
        /// The moment that was asked for.
        asked: Timestamp,
    },
    /// The moment is beyond what can be told.
    #[error("that is after the year 9999, where time ends")]
    BeyondTime,
    /// Nothing will change by itself.
    #[error("nothing in this world will change by itself, so there is no next deadline")]
    NoDeadline,
    /// The world's own port cannot be had.
    #[error("port {port} cannot be had: {reason}; choose another, or 0 for any that is free")]
    Port {
        /// The port.
        port: u16,
        /// What the system says.
        reason: String,
    },
}

impl WorldError {
    /// A short code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownWorld { .. } => "unknown_world",
            Self::WorldName { .. } => "bad_world_name",
            Self::WorldExists { .. } => "world_exists",
            Self::TooManyWorlds { .. } => "too_many_worlds",
            Self::DefaultStays => "default_stays",
            Self::UnknownInstance { .. } => "unknown_instance",
            Self::UnknownClause { .. } => "unknown_clause",
            Self::InstanceName { .. } => "bad_instance_name",
            Self::Mount { .. } => "bad_mount",
            Self::MountTaken { .. } => "mount_taken",
            Self::UnknownApi { .. } => "unknown_api",
            Self::Setting { .. } => "bad_setting",
            Self::Key { .. } => "bad_key",
            Self::Question { .. } => "bad_question",
            Self::UnknownCall { .. } => "unknown_call",
            Self::CannotTell { .. } => "cannot_tell",
            Self::CannotRecord { .. } => "cannot_record",
            Self::NoKey { .. } => "no_key",
            Self::Exclusive { .. } => "exclusive_setting",
            Self::Stub(error) => error.code(),
            Self::Fault(error) => error.code(),
            Self::Action(ActionError::Unknown { .. }) => "unknown_action",
            Self::Action(ActionError::State(_)) => "action_refused",
            Self::Action(_) => "bad_argument",
            Self::Backward { .. } => "backward",
            Self::BeyondTime => "beyond_time",
            Self::NoDeadline => "no_deadline",
            Self::Port { .. } => "port_taken",
        }
    }
}

/// The server could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is taken or cannot be bound.
    #[error("cannot listen on {address}: {source}; name another port, or 0 for any that is free")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The control plane may be reached from elsewhere and asks for no token.
    #[error("the control plane on {address} can be reached from other machines, so it needs a token")]
    TokenNeeded {
        /// The address.
        address: SocketAddr,
    },
    /// A token that no header can carry.
    #[error("the control token is empty or holds other than visible ASCII characters")]
    BadToken,
    /// No thread for connections can be had.
    #[error("cannot start a thread for connections: {0}; the system allows no more of them")]
    Thread(io::Error),
    /// The default world cannot be made.
    #[error(transparent)]
    World(#[from] WorldError),
}
