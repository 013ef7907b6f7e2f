//! An explanation as people read it.

use serde_json::Value;

use crate::print::tame;

/// When and by whom it was answered, what decided it, and what would have turned it.
pub(super) fn text(explanation: &Value) -> String {
    let mut text = heading(explanation);
    let clauses = list(&explanation["clauses"]);
    section(&mut text, "decided by", clauses.iter().map(clause));
    let undocumented = clauses.iter().filter(|clause| clause["undocumented"] == true).map(|clause| plain(&clause["id"]));
    section(&mut text, "accepted beyond the documents", undocumented);
    let changes = list(&explanation["changes"]);
    section(&mut text, "would be turned by", changes.iter().map(change));
    section(&mut text, "answered by the stub", explanation["stub"].as_str().map(tame).into_iter());
    section(&mut text, "struck by the faults", list(&explanation["faults"]).iter().map(plain));
    section(&mut text, "an error of Standin's own", explanation["error"].as_str().map(tame).into_iter());
    let ours = explanation["error"].is_string();
    if !ours && explanation["refused"] == true && changes.is_empty() {
        text.push_str("    no change that was tried would turn it\n");
    }
    text
}

/// `#7 2026-01-01T00:00:00Z hyper in the world default: 401, refused`
fn heading(explanation: &Value) -> String {
    let id = explanation["id"].as_u64().map(|id| format!("#{id} ")).unwrap_or_default();
    let [at, world] = ["at", "world"].map(|name| plain(&explanation[name]));
    let instance = explanation["instance"].as_str().map_or_else(|| "no instance".to_owned(), tame);
    let refused = if explanation["refused"] == true { ", refused" } else { "" };
    format!("{id}{at} {instance} in the world {world}: {}{refused}\n", explanation["status"])
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: String = lines.map(|line| format!("        {line}\n")).collect();
    if !lines.is_empty() {
        text.push_str(&format!("    {title}:\n{lines}"));
    }
}

/// Its id and level, its sentence, its place in the document.
fn clause(clause: &Value) -> String {
    let [id, level, says, place] = ["id", "level", "says", "place"].map(|name| plain(&clause[name]));
    format!("{id} ({level}): {says}\n            {place}")
}

/// The change, and what would come of it.
fn change(change: &Value) -> String {
    let clauses: Vec<String> = list(&change["clauses"]).iter().map(plain).collect();
    let by = if clauses.is_empty() { String::new() } else { format!(" by {}", clauses.join(" ")) };
    format!("{} -> {}{by}", plain(&change["says"]), change["status"])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    tame(value.as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn expired() -> Value {
        json!({
            "id": 7,
            "world": "default",
            "instance": "hyper",
            "at": "2026-01-01T13:00:03.2Z",
            "status": 401,
            "refused": true,
            "clauses": [
                {"id": "hyper.refusal.expired", "level": "stated", "says": "An ended token is expired.", "place": "\"Tokens\", section \"Ends\""},
                {"id": "hyper.bearer.case", "level": "silent", "says": "The scheme in any case.", "place": "\"Tokens\", section \"Use\"", "undocumented": true},
            ],
            "changes": [{
                "says": "send it earlier: this token expired 3.2 s ago; it was good until 13:00:00",
                "at": "2026-01-01T12:59:59.999Z",
                "status": 200,
                "clauses": ["hyper.validity.reply", "hyper.access-token.bearer"],
            }],
        })
    }

    #[test]
    fn a_refusal_of_the_journal_is_told_with_its_number_its_clauses_and_what_would_turn_it() {
        let lines = "\
#7 2026-01-01T13:00:03.2Z hyper in the world default: 401, refused
    decided by:
        hyper.refusal.expired (stated): An ended token is expired.
            \"Tokens\", section \"Ends\"
        hyper.bearer.case (silent): The scheme in any case.
            \"Tokens\", section \"Use\"
    accepted beyond the documents:
        hyper.bearer.case
    would be turned by:
        send it earlier: this token expired 3.2 s ago; it was good until 13:00:00 -> 200 by hyper.validity.reply hyper.access-token.bearer
";
        assert_eq!(text(&expired()), lines);
    }

    #[test]
    fn a_refusal_that_nothing_turns_says_so_and_a_served_call_does_not() {
        let bare = |refused: bool| json!({"world": "w", "instance": "i", "at": "t", "status": 200, "refused": refused, "clauses": [], "changes": []});
        assert_eq!(text(&bare(true)), "t i in the world w: 200, refused\n    no change that was tried would turn it\n");
        assert_eq!(text(&bare(false)), "t i in the world w: 200\n");
    }

    #[test]
    fn what_the_api_did_not_do_is_told_as_such() {
        let nowhere =
            json!({"id": 1, "world": "w", "at": "t", "status": 404, "refused": true, "clauses": [], "changes": [], "error": "unknown_path"});
        assert_eq!(text(&nowhere), "#1 t no instance in the world w: 404, refused\n    an error of Standin's own:\n        unknown_path\n");
        let struck = json!({"world": "w", "instance": "i", "at": "t", "status": 503, "refused": false, "stub": "s", "faults": ["a", "b"]});
        let lines = "t i in the world w: 503\n    answered by the stub:\n        s\n    struck by the faults:\n        a\n        b\n";
        assert_eq!(text(&struck), lines);
    }
}
