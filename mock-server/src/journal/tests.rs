use std::net::Ipv4Addr;

use jiff::Timestamp;
use providers::Answer;
use serde_json::json;

use super::*;

fn journal(entries: usize, bytes: usize) -> Journal {
    Journal::new(Bounds { entries, bytes })
}

fn answered(body: &str) -> Given {
    Given::of(&Ok(Answer::json(200, body.as_bytes().to_vec(), Vec::new())))
}

fn call(token: &str, body: &str) -> Entry {
    let request = http::Request::builder().uri("/x").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    let request = Sent::of(&request.into_parts().0, "/x", "/x", b"");
    let (at, client) = (Timestamp::UNIX_EPOCH, Ipv4Addr::LOCALHOST.into());
    Entry { id: 0, at, real: at, client, instance: None, request: request.into(), answer: answered(body), stub: None, faults: Vec::new() }
}

fn shown(journal: &Journal) -> Vec<String> {
    let calls = JournalView::of("w", journal, &Filter::default()).calls;
    calls.into_iter().map(|call| serde_json::to_string(&call).unwrap()).collect()
}

#[test]
fn a_token_that_lacks_its_signature_is_shown_when_it_has_it_and_has_one_name_from_then_on() {
    let journal = journal(10, 1 << 20);
    let first = journal.record(call("nobodys token", &json!({"access_token": "head.claims."}).to_string()), Lacks::Signature);
    journal.record(call("somebodys token", ""), Lacks::Nothing);
    assert!(shown(&journal).is_empty(), "what follows it waits, too, so that the order stays");
    journal.complete(first, answered(&json!({"access_token": "head.claims.signature"}).to_string()));
    journal.record(call("head.claims.signature", ""), Lacks::Nothing);
    let shown = shown(&journal);
    assert_eq!(shown.len(), 3);
    assert!(shown[0].contains("<access_token:1>") && shown[2].contains("Bearer <access_token:1>"), "{shown:?}");
    assert!(shown.iter().all(|call| !call.contains("claims")), "{shown:?}");
}

#[test]
fn however_many_calls_there_are_the_journal_and_its_names_stay_within_their_bounds() {
    let journal = journal(50, 50_000);
    for number in 0..2_000 {
        journal.record(call(&format!("token number {number}"), &"x".repeat(number % 2_000)), Lacks::Nothing);
        if number % 100 == 0 {
            shown(&journal);
        }
    }
    let held = journal.held.lock();
    assert!(held.entries.len() <= 50 && held.bytes <= 50_000, "{} {}", held.entries.len(), held.bytes);
    assert_eq!(held.bytes, held.entries.iter().map(|entry| entry.size()).sum::<usize>());
    assert_eq!(held.dropped, held.latest - held.entries.len() as u64);
    drop(held);
    assert!(journal.names.lock().naming().len() <= 8_192);
}

#[test]
fn an_answer_that_is_completed_after_its_call_was_dropped_or_forgotten_comes_too_late() {
    let journal = journal(1, 1 << 20);
    let dropped = journal.record(call("a", ""), Lacks::Signature);
    journal.record(call("b", ""), Lacks::Nothing);
    journal.complete(dropped, answered("late"));
    assert_eq!(shown(&journal).len(), 1);
    let forgotten = journal.record(call("c", ""), Lacks::Signature);
    journal.empty();
    journal.complete(forgotten, answered("late"));
    assert!(shown(&journal).is_empty());
    journal.record(call("d", ""), Lacks::Nothing);
    assert_eq!(shown(&journal).len(), 1);
}

#[test]
fn a_journal_without_room_writes_nothing_down_and_counts_all() {
    let journal = journal(0, 1 << 20);
    journal.record(call("a", ""), Lacks::Nothing);
    assert_eq!((shown(&journal).len(), journal.after(0).dropped), (0, 1));
}
