//! What an event brings up to date: fields of the record, and what the running app has loaded of it.

use jiff::Timestamp;

use super::State;
use crate::hyper::rules::Event;
use crate::hyper::settings::{RegenerateGrace, Settings, TakesEffect};

impl State {
    /// Brings up to date what an event moves.
    pub(in crate::hyper) fn note(&mut self, event: Event, settings: &Settings, now: Timestamp) {
        let moves = &settings.rules.moves;
        let Some(record) = &mut self.record else { return };
        if moves.edits.contains(&event) {
            self.draft.drain(..).for_each(|edit| edit.apply(record, settings, now));
        }
        if moves.created.contains(&event) {
            record.created = now;
        }
        if moves.last_refresh.contains(&event) {
            record.last_refresh = Some(now);
        }
        if moves.last_transaction.contains(&event) {
            record.last_transaction = Some(now);
        }
        self.load(event, settings, now);
        if moves.grace.contains(&event) {
            self.previous.iter_mut().for_each(|pair| pair.grace = RegenerateGrace::Withheld);
        }
        if moves.unblocked.contains(&event) {
            self.unblock();
        }
    }

    /// The running app loads of the record what the event has it load.
    fn load(&mut self, event: Event, settings: &Settings, now: Timestamp) {
        let moves = &settings.rules.moves;
        let Some(record) = &self.record else { return };
        if event == Event::Restarted {
            self.loaded.at = now;
        }
        if moves.whitelist.contains(&event) {
            self.loaded.whitelist.clone_from(&record.whitelist);
        }
        if moves.max_posts.contains(&event) {
            self.loaded.max_posts = record.max_posts;
        }
        if event == Event::Restarted || (event == Event::Saved && settings.blocked_functions_when == TakesEffect::Save) {
            self.loaded.blocked_functions.clone_from(&record.blocked_functions);
        }
    }
}
