//! Who may: what a call presents, what opens it, and the words of a refusal.

use crate::Method;
use crate::choice::choice;

/// The refusal of a token that is no longer valid (hyper.refusal.expired).
pub(in crate::hyper) const EXPIRED: &str = "Token is no longer valid. Please call \"RefreshToken\" function.";
/// The same refusal where TokenValidity makes it (hyper.validity.expired).
pub(in crate::hyper) const EXPIRED_VALIDITY: &str = "Token is no longer valid. Please call RefreshToken function.";
/// The refusal of any other token (hyper.refusal.wrong).
pub(in crate::hyper) const WRONG: &str = "Missing / Wrong Access Token.";

/// Both methods that the documents name.
const GET_AND_POST: &[Method] = &[Method::GET, Method::POST];

choice! {
    /// What a call presents.
    Presence {
        /// No token.
        Nothing = "nothing",
        /// No well-formed Bearer header.
        Malformed = "malformed",
        /// The current token, in its time.
        Current = "current",
        /// A replaced token in its grace.
        InGrace = "in-grace",
        /// The current token past its end.
        Expired = "expired",
        /// The token replaced last, past its grace.
        Previous = "previous",
        /// A token replaced earlier than that.
        Older = "older",
        /// A token that an administrator blocked.
        Blocked = "blocked",
        /// A token of the other sort.
        OtherSort = "other-sort",
        /// Any token, the record having been deleted.
        Deleted = "deleted",
        /// A token that was never issued.
        Unknown = "unknown",
    }
}

/// One sort of call: what opens it, and what is said where it stays closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// What opens it.
    pub opened_by: &'static [Presence],
    /// Functions behind it that ask for no token (hyper.access-token.bearer: there is none).
    pub spares: &'static [&'static str],
    /// The methods by which it is called.
    pub methods: &'static [Method],
    /// Parameters that it demands (hyper.refresh.bearer: there is none).
    pub parameters: &'static [&'static str],
    /// The messages of its refusals.
    pub texts: Texts,
}

/// The messages of refusals, by what was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// To a call without a token (hyper.refusal.missing).
    pub nothing: &'static str,
    /// To a call without a well-formed Bearer header (hyper.refusal.malformed).
    pub malformed: &'static str,
    /// To the current token past its end (hyper.refusal.expired-current).
    pub expired: &'static str,
    /// To the previous token past its grace (hyper.refusal.expired, hyper.grace.access-token-ends).
    pub previous: &'static str,
    /// To a token replaced earlier than that (hyper.refusal.two-generations-old).
    pub older: &'static str,
    /// To a refresh token (hyper.refusal.refresh-token-on-a-call).
    pub other_sort: &'static str,
    /// To a token whose record was deleted (hyper.admin.delete-refusal).
    pub deleted: &'static str,
    /// To any other token (hyper.refusal.wrong).
    pub unknown: &'static str,
}

impl Gate {
    /// The documented gate, whose refusal of an expired token reads so.
    pub(super) const fn documented(expired: &'static str) -> Self {
        Self {
            opened_by: &[Presence::Current, Presence::InGrace],
            spares: &[],
            methods: GET_AND_POST,
            parameters: &[],
            texts: Texts {
                nothing: WRONG,
                malformed: WRONG,
                expired,
                previous: expired,
                older: WRONG,
                other_sort: WRONG,
                deleted: WRONG,
                unknown: WRONG,
            },
        }
    }

    /// Whether a call of this function that presents this is let in.
    pub(in crate::hyper) fn admits(&self, function: &str, presence: Presence) -> bool {
        self.opened_by.contains(&presence) || self.spares.contains(&function)
    }
}

impl Texts {
    /// The message to a call that presents this.
    pub(in crate::hyper) fn to(&self, presence: Presence) -> &'static str {
        match presence {
            Presence::Nothing => self.nothing,
            Presence::Malformed => self.malformed,
            Presence::Expired => self.expired,
            Presence::Previous => self.previous,
            Presence::Older => self.older,
            Presence::OtherSort => self.other_sort,
            Presence::Deleted => self.deleted,
            Presence::Current | Presence::InGrace | Presence::Blocked | Presence::Unknown => self.unknown,
        }
    }
}

choice! {
    /// How a presented token is compared with one that was issued.
    Comparison {
        /// Character by character, as documented.
        Exact = "exact",
        /// Upper and lower case are the same.
        IgnoringCase = "ignoring-case",
        /// What follows the issued token is not looked at.
        Start = "start",
    }
}

impl Comparison {
    /// Whether the presented token counts as the issued one.
    pub(in crate::hyper) fn holds(self, issued: &str, presented: &str) -> bool {
        match self {
            Self::Exact => issued == presented,
            Self::IgnoringCase => issued.eq_ignore_ascii_case(presented),
            Self::Start => presented.starts_with(issued),
        }
    }
}

/// How a call carries its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carriage {
    /// The schemes of Authorization that are read (hyper.refusal.malformed).
    pub schemes: &'static [&'static str],
    /// The parameters of the query that are read in place of the header (hyper.access-token.bearer: there is none).
    pub parameters: &'static [&'static str],
    /// How it is compared (hyper.refusal.wrong, hyper.refusal.malformed).
    pub comparison: Comparison,
}

impl Default for Carriage {
    fn default() -> Self {
        Self { schemes: &["Bearer"], parameters: &[], comparison: Comparison::Exact }
    }
}
