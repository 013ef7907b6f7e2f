//! Access tokens: what they say when they are issued, and whether one that is presented is good. None is stored.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::Client;
use super::rules::{Demand, Expiry, Opening, Texts, clause};
use super::settings::Settings;
use super::state::{Registered, State};
use crate::moment::later;
use crate::{ClauseId, Jwt, Moment};

/// A token but for its signature.
pub(super) struct Draft {
    /// Header and claims, as they stand in the token and are signed.
    pub(super) message: String,
    /// The claim exp.
    pub(super) end: i64,
}

impl Draft {
    /// A client's token, issued now (ayyeka.jwt.claims, ayyeka.jwt.lifetime). Members stand in the sample's order.
    pub(super) fn issue(settings: &Settings, client: &Client, now: Timestamp) -> Self {
        let rules = &settings.rules;
        let issued = later(now, rules.issued_after).as_second();
        let lifetime = i64::try_from(settings.expires_in).unwrap_or(i64::MAX).saturating_add(rules.expires_after.as_secs());
        let end = issued.saturating_add(lifetime);
        let header = with(json!({"alg": rules.algorithm}), rules.more_header);
        let claims = json!({"aud": client.aud, "exp": end, "iat": issued, "iss": rules.issuer, "sub": client.sub});
        let claims = with(claims, rules.more_claims);
        Self { message: Jwt::message(&header.to_string(), &claims.to_string()), end }
    }
}

/// An object with more members.
fn with(mut object: Value, more: Texts) -> Value {
    for (name, text) in more {
        object[name] = Value::from(*text);
    }
    object
}

/// A token that opens calls.
pub(super) struct Good<'a> {
    /// Whose it is.
    pub(super) client: &'a Client,
    /// By which clause it was accepted though its time is over.
    pub(super) beyond: Option<ClauseId>,
}

/// Judges a presented token by itself alone: form, algorithm, signature, claims, time.
///
/// # Errors
/// The clause that refuses it.
pub(super) fn verify<'a>(settings: &Settings, state: &'a State, text: &str, moment: &Moment<'_>) -> Result<Good<'a>, ClauseId> {
    let token = Jwt::read(text).ok_or(clause::REFUSED)?;
    if !is_authentic(settings, &token, moment) {
        return Err(clause::TAMPERED);
    }
    let registered = speaks_for(settings, state, &token).ok_or(clause::REFUSED)?;
    let (Some(issued), Some(end)) = (token.seconds("iat"), token.seconds("exp")) else { return Err(clause::REFUSED) };
    if token.text("iss") != Some(settings.rules.issuer) || !has_begun(settings, issued, moment.now) {
        return Err(clause::REFUSED);
    }
    let newest = registered.ends.last().copied();
    if settings.rules.opening == Opening::Newest && newest != Some(end) {
        return Err(clause::REFUSED);
    }
    let client = &registered.client;
    let end = match settings.rules.expiry {
        Expiry::Own => end.saturating_add(settings.rules.served_after.as_secs()),
        Expiry::Newest => newest.unwrap_or(end),
        Expiry::Never => i64::MAX,
    };
    match moment.now {
        now if now < at(end) => Ok(Good { client, beyond: None }),
        now if now < first_refused(settings, end) => Ok(Good { client, beyond: Some(clause::LEEWAY) }),
        _ => Err(clause::EXPIRED),
    }
}

/// The client that a token names (ayyeka.call.refused).
fn speaks_for<'a>(settings: &Settings, state: &'a State, token: &Jwt) -> Option<&'a Registered> {
    let named = |registered: &&Registered| token.text("sub") == Some(&registered.client.sub) && token.text("aud") == Some(&registered.client.aud);
    match settings.rules.client {
        Demand::Demanded => state.clients.iter().find(named),
        Demand::Waived => state.clients.iter().find(named).or(state.clients.first()),
    }
}

/// The first millisecond at which a token of this exp is refused (ayyeka.call.expired, ayyeka.call.leeway).
pub(super) fn first_refused(settings: &Settings, end: i64) -> Timestamp {
    later(at(end), SignedDuration::from_secs(settings.leeway.try_into().unwrap_or(i64::MAX)))
}

/// The moment that a claim tells; one that cannot be told is the first or the last there is.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Whether a token was issued by now: one from the future is not this world's.
fn has_begun(settings: &Settings, issued: i64, now: Timestamp) -> bool {
    let ahead =
        settings.rules.issued_after.max(SignedDuration::ZERO).saturating_add(SignedDuration::from_secs(settings.leeway.try_into().unwrap_or(0)));
    at(issued) <= later(now, ahead)
}

/// Whether header and signature are this instance's: RS384 and no other algorithm, whatever the header asks for.
fn is_authentic(settings: &Settings, token: &Jwt, moment: &Moment<'_>) -> bool {
    let rules = &settings.rules;
    match token.header.get("alg").and_then(serde_json::Value::as_str) {
        Some("none") if rules.signed == Demand::Waived => true,
        Some(algorithm) if algorithm == rules.algorithm => {
            rules.signature == Demand::Waived || moment.signer.verifies(&settings.key(), token.signed.as_bytes(), &token.signature)
        }
        _ => false,
    }
}
