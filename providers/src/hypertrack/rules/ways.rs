//! The ways in which a rule is kept or broken: the first of each is the document's, any other a deviation.

/// Whether a rule of the document is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is, as documented.
    Kept,
    /// It is not.
    Broken,
}

/// Whether Basic opens calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// It does, as documented.
    Opens,
    /// It does not.
    OpensNothing,
    /// It does until the account has a token.
    OpensUntilAToken,
}

/// Which colon of several divides a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// The first, as documented.
    First,
    /// The last.
    Last,
    /// Each: what stands behind the second is dropped.
    Each,
    /// All that stand together.
    Row,
}

/// Which bytes a pair may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// UTF-8, as documented.
    Utf8,
    /// ISO 8859-1 where it is no UTF-8.
    OrLatin1,
    /// ASCII alone.
    Ascii,
    /// UTF-8, and what is none is passed over.
    Passed,
}

/// Which calls need an Authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// All, as documented.
    All,
    /// Those that read.
    Reading,
    /// None.
    Nothing,
}

/// What becomes of several headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// They are refused, as documented.
    Refused,
    /// The first is read.
    First,
    /// The last is read.
    Last,
}

/// How a pair stands in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// In Base64, as documented.
    Base64,
    /// In Base64 or as it is.
    OrPlain,
}

/// Which views a scoped token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that its scope names, as documented.
    Named,
    /// The one that its scope names first.
    FirstNamed,
    /// None.
    Nothing,
    /// Those whose words begin as one of its own, up to the colon.
    SameKind,
    /// All.
    Everything,
}

impl Rule {
    /// Whether it is broken.
    pub(in crate::hypertrack) fn is_broken(self) -> bool {
        self == Self::Broken
    }
}
