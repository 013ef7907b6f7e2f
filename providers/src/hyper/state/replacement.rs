//! What replaces the current pair, what is stored of the old ones, and what an administrator lifts.

use jiff::Timestamp;

use super::tokens::{AccessToken, Pair, RefreshToken, Standing};
use super::{State, hours};
use crate::hyper::rules::{Event, RegeneratedEnd, clause};
use crate::hyper::settings::{GraceKeeps, RefreshTokenMode, RegenerateGrace, Settings};
use crate::{ClauseId, Moment};

/// What takes the place of the current pair.
struct Successors {
    access_token: AccessToken,
    /// A new refresh token, where it is replaced too.
    refresh_token: Option<RefreshToken>,
    /// Whether the pair that they replace enjoys grace.
    grace: RegenerateGrace,
    /// So many replaced pairs are stored.
    stored_pairs: usize,
}

impl State {
    /// RefreshToken was called and may: a new access token, and in replaceable mode a new refresh token.
    pub(in crate::hyper) fn refresh(&mut self, settings: &Settings, moment: &mut Moment<'_>) -> Vec<ClauseId> {
        let Some(record) = &self.record else { return Vec::new() };
        let rules = &settings.rules.tokens;
        let (replacement, mode) = match settings.refresh_token {
            RefreshTokenMode::Replaceable => (rules.replaceable, clause::REPLACEABLE),
            RefreshTokenMode::Constant => (rules.constant, clause::CONSTANT),
        };
        let current = record.presence(settings, moment.now);
        let refresh_token = replacement.is_due(current).then(|| RefreshToken::issue(settings, rules.refreshed.refresh_token, moment));
        let mut access_token = AccessToken::issue(rules.refreshed.access_token, hours(record.life_hours), moment);
        if let Some(kept) = record.access_token.as_ref().filter(|_| !rules.access_token.is_due(current)) {
            access_token.value.clone_from(&kept.value);
        }
        let grace = RegenerateGrace::Granted;
        self.replace(Successors { access_token, refresh_token, grace, stored_pairs: rules.stored_pairs }, settings, moment.now);
        self.note(Event::Refreshed, settings, moment.now);
        vec![clause::REFRESH_NEW_ACCESS, clause::ACCESS_SINGLE, mode]
    }

    /// The administrator regenerates both tokens, in either mode (hyper.admin.regenerate-both).
    pub(super) fn regenerate(&mut self, settings: &Settings, moment: &mut Moment<'_>) {
        let Some(record) = &self.record else { return };
        let (rules, shapes) = (&settings.rules.record.regenerate, settings.rules.tokens.regenerated);
        let refresh_token =
            rules.refresh_token_in.contains(&settings.refresh_token).then(|| RefreshToken::issue(settings, shapes.refresh_token, moment));
        let mut access_token = AccessToken::issue(shapes.access_token, hours(record.life_hours), moment);
        if let (RegeneratedEnd::TheOldTokens, Some(old)) = (rules.end, &record.access_token) {
            access_token.until = old.until;
        }
        let (grace, stored_pairs) = (settings.regenerate_grace, rules.stored_pairs);
        self.replace(Successors { access_token, refresh_token, grace, stored_pairs }, settings, moment.now);
        self.note(Event::Regenerated, settings, moment.now);
    }

    fn replace(&mut self, by: Successors, settings: &Settings, now: Timestamp) {
        let Some(record) = &mut self.record else { return };
        let old_refresh_token = match by.refresh_token {
            Some(renewed) => std::mem::replace(&mut record.refresh_token, renewed),
            None => record.refresh_token.clone(),
        };
        let access_token = record.access_token.replace(by.access_token);
        self.previous.insert(0, Pair { access_token, refresh_token: old_refresh_token, replaced: now, grace: by.grace });
        self.forget(by.stored_pairs, settings, now);
    }

    /// Only one previous pair is stored, but for those that grace still keeps by setting (hyper.grace.repeated-refresh).
    fn forget(&mut self, stored_pairs: usize, settings: &Settings, now: Timestamp) {
        let mut age = 0;
        self.previous.retain(|pair| {
            age += 1;
            let accepted = |ends: Timestamp| settings.boundary.holds(now, ends);
            let graced = pair.access_token_ends(settings).is_some_and(accepted) || accepted(pair.refresh_token_ends(settings));
            age <= stored_pairs || (settings.grace_keeps == GraceKeeps::All && graced)
        });
    }

    /// Every token back to good standing.
    pub(super) fn unblock(&mut self) {
        let current = self.record.iter_mut().map(|record| (record.access_token.as_mut(), &mut record.refresh_token));
        let previous = self.previous.iter_mut().map(|pair| (pair.access_token.as_mut(), &mut pair.refresh_token));
        for (access_token, refresh_token) in current.chain(previous) {
            access_token.into_iter().for_each(|token| token.standing = Standing::Good);
            refresh_token.standing = Standing::Good;
        }
    }
}
