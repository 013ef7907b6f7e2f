//! What the administrator does: edits that wait for `save`, and buttons that act at once.

use jiff::{SignedDuration, Timestamp};

use super::tokens::Standing;
use super::{Edit, Record, State, hours};
use crate::hyper::rules::{AccessUntil, Deletion, Event, Extension, LIFE_HOURS, MAX_POSTS_ADVISED, Recalculation, clause};
use crate::hyper::settings::{LifeCountsFrom, Settings};
use crate::moment::later;
use crate::{ActionError, ActionSpec, ArgumentSpec, Arguments, ClauseId, Kind, Moment, Outcome};

const HOURS: ArgumentSpec = ArgumentSpec { name: "hours", kind: Kind::Whole { min: *LIFE_HOURS.start(), max: *LIFE_HOURS.end() } };

const fn action(name: &'static str, arguments: &'static [ArgumentSpec], clause: ClauseId, says: &'static str) -> ActionSpec {
    ActionSpec { name, arguments, clause, says }
}

/// Every action: its name, its arguments, its clause, and what it does.
pub(in crate::hyper) const ACTIONS: &[ActionSpec] = &[
    action("set_lifetime", &[HOURS], clause::LIFE_RECALCULATES, "Edits Generated Token Life in Hours; recalculates Access Until UTC."),
    action(
        "set_access_until",
        &[ArgumentSpec { name: "until", kind: Kind::Moment }],
        clause::ACCESS_UNTIL,
        "Edits Access Until UTC, the current token's end.",
    ),
    action(
        "set_max_posts",
        &[ArgumentSpec { name: "max_posts", kind: Kind::WholeOr { word: "empty", min: 1, max: 10_000 } }],
        clause::POSTS_LIMIT_SETTING,
        "Edits Max Posts per IP per Minute.",
    ),
    action(
        "set_session_timeout",
        &[ArgumentSpec { name: "minutes", kind: Kind::WholeOr { word: "empty", min: 1, max: 525_600 } }],
        clause::SESSION_TIMEOUT,
        "Edits Session Timeout # Minutes.",
    ),
    action(
        "set_whitelist",
        &[ArgumentSpec { name: "addresses", kind: Kind::Addresses }],
        clause::WHITELIST,
        "Edits IP v4 Whitelist; an empty list serves every address.",
    ),
    action(
        "set_modules",
        &[ArgumentSpec { name: "modules", kind: Kind::Texts }],
        clause::MODULES,
        "Edits Domain Enabled Modules; an empty list loads the purpose's own.",
    ),
    action(
        "set_blocked_functions",
        &[ArgumentSpec { name: "functions", kind: Kind::Texts }],
        clause::BLOCKED_FUNCTIONS,
        "Edits Block These Functions.",
    ),
    action("save", &[], clause::SAVE, "Saves the edits; the app takes up what needs no restart."),
    action("restart", &[], clause::WHITELIST, "Restarts the app, which loads the saved record anew."),
    action("extend", &[HOURS], clause::EXTEND, "Sets the lifetime and lets the current token live so long from now, at once."),
    action("regenerate", &[], clause::REGENERATE, "Replaces both tokens at once."),
    action("delete", &[], clause::DELETE, "Deletes the record, which ends its tokens at once."),
    action(
        "block",
        &[ArgumentSpec { name: "token", kind: Kind::Choice(&["access", "refresh"]) }],
        clause::BLOCK_TOKEN,
        "Blocks one of the current tokens at once.",
    ),
];

/// Does an action whose arguments were checked.
pub(in crate::hyper) fn act(
    settings: &Settings,
    state: &mut State,
    action: &ActionSpec,
    arguments: &Arguments,
    moment: &mut Moment<'_>,
) -> Result<Outcome, ActionError> {
    if state.record.is_none() {
        return Err(ActionError::State("the record was deleted; reset the world to have it back".to_owned()));
    }
    within(settings, arguments)?;
    if let Some(edit) = edit(action.name, arguments) {
        state.draft.push(edit);
        state.note(Event::Edited, settings, moment.now);
        return Ok(outcome(action, "saved by the action `save`", arguments));
    }
    match action.name {
        "save" => state.note(Event::Saved, settings, moment.now),
        "restart" => state.note(Event::Restarted, settings, moment.now),
        "extend" => state.extend(arguments.whole("hours").unwrap_or(*LIFE_HOURS.start()), settings, moment),
        "regenerate" => state.regenerate(settings, moment),
        "delete" => state.delete(settings.rules.record.delete),
        _ => state.block(arguments.text("token"))?,
    }
    let clauses = if action.name == "regenerate" { vec![clause::REGENERATE, clause::REGENERATE_BOTH] } else { vec![action.clause] };
    Ok(Outcome { clauses, notes: Vec::new() })
}

/// Whether a lifetime is one that can be set (hyper.admin.life-range).
fn within(settings: &Settings, arguments: &Arguments) -> Result<(), ActionError> {
    let range = &settings.rules.record.life_hours;
    match arguments.whole("hours") {
        Some(hours) if !range.contains(&hours) => Err(ActionError::State(format!("a lifetime is from {} to {} hours", range.start(), range.end()))),
        _ => Ok(()),
    }
}

fn edit(action: &str, arguments: &Arguments) -> Option<Edit> {
    Some(match action {
        "set_lifetime" => Edit::Lifetime(arguments.whole("hours")?),
        "set_access_until" => Edit::AccessUntil(arguments.moment("until")?),
        "set_max_posts" => Edit::MaxPosts(arguments.whole("max_posts")),
        "set_session_timeout" => Edit::SessionTimeout(arguments.whole("minutes")),
        "set_whitelist" => Edit::Whitelist(arguments.texts("addresses").iter().filter_map(|address| address.parse().ok()).collect()),
        "set_modules" => Edit::Modules(arguments.texts("modules")),
        "set_blocked_functions" => Edit::BlockedFunctions(arguments.texts("functions")),
        _ => return None,
    })
}

fn outcome(action: &ActionSpec, note: &str, arguments: &Arguments) -> Outcome {
    let mut notes = vec![note.to_owned()];
    if arguments.whole("max_posts").is_some_and(|posts| posts > MAX_POSTS_ADVISED) {
        notes.push(format!("more than {MAX_POSTS_ADVISED} posts a minute is not recommended"));
    }
    if matches!(action.name, "set_max_posts" | "set_whitelist" | "set_modules") {
        notes.push("works after the action `restart`".to_owned());
    }
    Outcome { clauses: vec![action.clause], notes }
}

impl Edit {
    /// Writes itself into the record.
    pub(super) fn apply(&self, record: &mut Record, settings: &Settings, now: Timestamp) {
        match self {
            Self::Lifetime(life) => record.set_lifetime(*life, settings, now),
            Self::AccessUntil(until) => record.override_lifetime(*until, settings, now),
            Self::MaxPosts(most) => record.max_posts = *most,
            Self::SessionTimeout(minutes) => record.session_timeout = *minutes,
            Self::Whitelist(addresses) => record.whitelist.clone_from(addresses),
            Self::Modules(modules) => record.modules.clone_from(modules),
            Self::BlockedFunctions(functions) => record.blocked_functions.clone_from(functions),
        }
    }
}

impl Record {
    /// The lifetime's end, counted as the setting says (hyper.admin.life-counts-from).
    fn lifetime_ends(&self, settings: &Settings, now: Timestamp) -> Timestamp {
        let counts_from = match settings.life_counts_from {
            LifeCountsFrom::Refresh => self.tokens_since(),
            LifeCountsFrom::Save => now,
        };
        later(counts_from, hours(self.life_hours))
    }

    /// Another lifetime, from which the current token's end is recalculated (hyper.admin.life-recalculates).
    fn set_lifetime(&mut self, life: u64, settings: &Settings, now: Timestamp) {
        self.life_hours = life;
        let until = self.lifetime_ends(settings, now);
        match settings.rules.record.lifetime {
            Recalculation::Made => self.set_access_until(until),
            Recalculation::LaterOnly => self.set_access_until(self.access_token.as_ref().map_or(until, |token| token.until.max(until))),
            Recalculation::Left => {}
        }
    }

    /// Another end of the current token, whatever the lifetime (hyper.admin.access-until-overrides).
    fn override_lifetime(&mut self, until: Timestamp, settings: &Settings, now: Timestamp) {
        match settings.rules.record.access_until {
            AccessUntil::Lifetime => {}
            AccessUntil::LongerLifetime => return self.set_access_until(until.min(self.lifetime_ends(settings, now))),
            AccessUntil::LaterTokensToo => self.life_hours = whole_hours(until.duration_since(now)),
        }
        self.set_access_until(until);
    }

    fn set_access_until(&mut self, until: Timestamp) {
        if let Some(token) = &mut self.access_token {
            token.until = until;
        }
    }
}

fn whole_hours(span: SignedDuration) -> u64 {
    u64::try_from(span.as_hours()).unwrap_or(0)
}

impl State {
    fn extend(&mut self, life: u64, settings: &Settings, moment: &Moment<'_>) {
        let Some(record) = &mut self.record else { return };
        let sets = settings.rules.record.extend;
        if sets != Extension::End {
            record.life_hours = life;
        }
        if sets != Extension::Lifetime {
            record.set_access_until(later(moment.now, hours(life)));
        }
        self.note(Event::Extended, settings, moment.now);
    }

    fn delete(&mut self, ends: Deletion) {
        self.draft.clear();
        self.previous.clear();
        match (ends, &mut self.record) {
            (Deletion::AccessToken, Some(Record { access_token: Some(token), .. })) => token.standing = Standing::Blocked,
            (Deletion::RefreshToken, Some(record)) => record.refresh_token.standing = Standing::Blocked,
            _ => self.record = None,
        }
    }

    fn block(&mut self, which: &str) -> Result<(), ActionError> {
        let Some(record) = &mut self.record else { return Ok(()) };
        match (which, &mut record.access_token) {
            ("refresh", _) => record.refresh_token.standing = Standing::Blocked,
            (_, Some(token)) => token.standing = Standing::Blocked,
            (_, None) => return Err(ActionError::State("there is no access token yet; RefreshToken issues the first".to_owned())),
        }
        Ok(())
    }
}
