//! The witness of the order is the journal, which is written under the world's lock.
//!
//! What stands in it happens again in a fresh world of the same seed, in that order and at those moments; each answer must
//! be the same, byte for byte, and so must the state in the end.

use std::sync::Arc;

use jiff::Timestamp;
use mock_server::{ClockChange, EntryView, Filter};

use crate::crowd::{Clients, Done, Move, NUMBER, WORLD, all_at_once, place};
use crate::support::{START, Site};

/// Of each text that answers are to hold, more than so many hold it.
const FEW: usize = 10;

/// What a crowd got all at once, it gets again one after another.
pub(crate) async fn is_served_one_after_another<C: Clients>() {
    let site = Arc::new(place::<C>().await);
    let mut done = all_at_once::<C>(&site).await;
    are_one_after_another(std::mem::take(&mut done.moves));
    let witness = journal(&site);
    assert_eq!(witness.len(), done.calls.len());
    assert!(witness.is_sorted_by_key(|entry| entry.at));
    are_shown::<C>(&done);
    let again = place::<C>().await;
    for entry in &witness {
        again.worlds().change_clock(WORLD, ClockChange::Set(entry.at)).unwrap();
        let made = &done.calls[&number(entry)];
        let seen = made.call.made(&again, C::API).await;
        assert_eq!(seen, made.seen, "call {} of the journal, {} {}", entry.id, made.call.path, made.call.body);
    }
    let end = site.worlds().clock(WORLD).unwrap().now;
    again.worlds().change_clock(WORLD, ClockChange::Set(end)).unwrap();
    let state = |site: &Site| serde_json::to_value(site.worlds().state(WORLD).unwrap()).unwrap()["instances"].clone();
    assert!(state(&site).is_object(), "{}", state(&site));
    assert_eq!(state(&again), state(&site));
}

fn journal(site: &Site) -> Vec<EntryView> {
    let journal = site.worlds().journal(WORLD, &Filter::default()).unwrap();
    assert!(journal.calls.is_sorted_by_key(|entry| entry.id));
    journal.calls
}

fn number(entry: &EntryView) -> usize {
    entry.request.headers.iter().find(|(name, _)| name == NUMBER).unwrap().1.parse().unwrap()
}

/// Something was served and something refused, or nothing was shown.
fn are_shown<C: Clients>(done: &Done) {
    for texts in C::SHOWN {
        let answers = done.calls.values().filter(|made| texts.iter().all(|text| made.seen.body.contains(text))).count();
        assert!(answers > FEW, "{answers} answers hold {texts:?}");
    }
}

/// Every move of the clock began where the one before had left it, so they have an order.
fn are_one_after_another(mut moves: Vec<Move>) {
    moves.sort();
    let mut now: Timestamp = START.parse().unwrap();
    for (moment, by) in moves {
        now += by;
        assert_eq!(moment, now, "a move by {by}");
    }
}
