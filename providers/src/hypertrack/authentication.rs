//! Who calls: an account by Basic, a token by Bearer, or nobody.

use jiff::Timestamp;

use super::rules::{Basic, Cause, Guarded, Several, clause};
use super::settings::{Base64Form, Blanks, SchemeCase, Settings};
use super::state::{Scope, State, Token};
use super::wire::{NoPair, Pair};
use crate::{Authorization, ClauseId, HeaderMap, Method, Request};

/// Somebody who may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) account_id: String,
    pub(super) scope: Scope,
    pub(super) clauses: Vec<ClauseId>,
}

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Missing,
    /// Several headers, no scheme, no credentials, several credentials, or other than visible ASCII.
    Malformed,
    UnknownScheme,
    NoPair(NoPair),
    WrongAccount,
    WrongSecret,
    WrongToken,
    Expired(Timestamp),
    /// The token's scope does not reach.
    Scope,
}

impl Refused {
    /// The clause that decides it.
    pub(super) fn clause(&self) -> ClauseId {
        match self {
            Self::Missing => clause::MISSING,
            Self::Malformed | Self::UnknownScheme | Self::NoPair(NoPair::Base64 | NoPair::Colon) => clause::MALFORMED,
            Self::NoPair(NoPair::Utf8) => clause::UTF8,
            Self::WrongAccount | Self::WrongSecret => clause::WRONG_CREDENTIALS,
            Self::WrongToken => clause::BEARER_WRONG,
            Self::Expired(_) => clause::BEARER_EXPIRED,
            Self::Scope => clause::SCOPE_REFUSAL,
        }
    }

    /// What it is told as.
    pub(super) fn cause(&self) -> Cause {
        match self {
            Self::Missing => Cause::Missing,
            Self::Malformed | Self::UnknownScheme | Self::NoPair(_) => Cause::Malformed,
            Self::WrongAccount | Self::WrongSecret => Cause::Credentials,
            Self::WrongToken | Self::Scope => Cause::Token,
            Self::Expired(_) => Cause::Expired,
        }
    }
}

/// A scheme that the document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Basic,
    Bearer,
}

/// Reads the header and finds who it is.
pub(super) fn caller(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Result<Caller, Refused> {
    match read(settings, request.headers) {
        Authorization::Absent if is_guarded(settings, request.method) => Err(Refused::Missing),
        Authorization::Absent => Ok(anybody(state, clause::MISSING)),
        Authorization::Malformed => Err(Refused::Malformed),
        Authorization::Credentials { scheme, credentials } => {
            let (known, spelling) = find_scheme(settings, scheme).ok_or(Refused::UnknownScheme)?;
            let blanks = blanks(settings, request.headers)?;
            let mut caller = match known {
                Scheme::Basic => by_basic(settings, state, credentials)?,
                Scheme::Bearer => by_bearer(settings, state, credentials, now)?,
            };
            caller.clauses.extend(spelling.into_iter().chain(blanks));
            Ok(caller)
        }
    }
}

/// Whether a call needs the header (hypertrack.header.missing).
fn is_guarded(settings: &Settings, method: &Method) -> bool {
    match settings.rules.guarded {
        Guarded::All => true,
        Guarded::Reading => *method == Method::GET,
        Guarded::Nothing => false,
    }
}

fn read<'a>(settings: &Settings, headers: &'a HeaderMap) -> Authorization<'a> {
    match settings.rules.several {
        Several::Refused => Authorization::of(headers),
        Several::First => Authorization::first_of(headers),
        Several::Last => Authorization::last_of(headers),
    }
}

/// The clause under which several blanks behind the scheme were taken, where there are several.
fn blanks(settings: &Settings, headers: &HeaderMap) -> Result<Option<ClauseId>, Refused> {
    let several = Authorization::has_several_blanks(headers);
    match settings.blanks {
        Blanks::One if several => Err(Refused::Malformed),
        Blanks::One | Blanks::Several => Ok(several.then_some(clause::BLANKS)),
    }
}

/// The scheme, and the clause under which its spelling was taken where it is not the document's own.
pub(super) fn find_scheme(settings: &Settings, given: &str) -> Option<(Scheme, Option<ClauseId>)> {
    let schemes = settings.rules.schemes.into_iter().zip([Scheme::Basic, Scheme::Bearer]);
    let (name, scheme) = schemes.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(given))?;
    match settings.scheme_case {
        _ if name == given => Some((scheme, None)),
        SchemeCase::Insensitive => Some((scheme, Some(clause::SCHEME_CASE))),
        SchemeCase::Sensitive => None,
    }
}

/// The account whose pair it is (hypertrack.basic.accepted).
pub(super) fn by_basic(settings: &Settings, state: &State, credentials: &str) -> Result<Caller, Refused> {
    let pair = Pair::read(settings, credentials).map_err(Refused::NoPair)?;
    let opens = match settings.rules.basic {
        Basic::Opens => true,
        Basic::OpensNothing => false,
        Basic::OpensUntilAToken => state.tokens.iter().all(|token| token.account_id != pair.account_id),
    };
    if !opens {
        return Err(Refused::WrongAccount);
    }
    let mut clauses = vec![clause::BASIC, clause::COLON, clause::UTF8];
    clauses.extend((pair.form == Base64Form::Lenient).then_some(clause::BASE64));
    by_pair(settings, state, &pair.account_id, &pair.secret_key, clauses)
}

/// The account of this AccountId and this SecretKey.
pub(super) fn by_pair(settings: &Settings, state: &State, account_id: &str, secret_key: &str, clauses: Vec<ClauseId>) -> Result<Caller, Refused> {
    let account = state.account(account_id).ok_or(Refused::WrongAccount)?;
    let same = settings.rules.secret.takes(&account.secret_key, secret_key);
    if same { Ok(Caller { account_id: account_id.to_owned(), scope: Scope::Whole, clauses }) } else { Err(Refused::WrongSecret) }
}

/// The token's account (hypertrack.bearer.accepted).
pub(super) fn by_bearer(settings: &Settings, state: &State, value: &str, now: Timestamp) -> Result<Caller, Refused> {
    let rules = &settings.rules;
    let found = state.tokens.find(rules.token, value).filter(|token| !rules.bearer.is_broken() && token.has_begun(rules.opens_after, now));
    match found {
        Some(token) if token.lives(settings.boundary, now) || rules.expiry.is_broken() => Ok(by_token(token)),
        Some(token) => Err(Refused::Expired(token.until)),
        None if rules.issued.is_broken() && value.len() >= settings.token_length => Ok(anybody(state, clause::BEARER_WRONG)),
        None => Err(Refused::WrongToken),
    }
}

fn by_token(token: &Token) -> Caller {
    let mut clauses = vec![clause::BEARER, clause::OBTAIN];
    clauses.extend(matches!(token.scope, Scope::Views(_)).then_some(clause::SCOPE));
    Caller { account_id: token.account_id.clone(), scope: token.scope.clone(), clauses }
}

/// Where a rule is broken, whoever calls is the first account.
fn anybody(state: &State, decided_by: ClauseId) -> Caller {
    let account_id = state.accounts.first().map_or_else(String::new, |account| account.account_id.clone());
    Caller { account_id, scope: Scope::Whole, clauses: vec![decided_by] }
}
