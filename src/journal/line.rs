//! One call of a journal as it is printed.

use serde_json::Value;

use crate::print::{Format, tame};

/// A call, ended by a newline.
pub(super) fn call(call: &Value, format: Format) -> String {
    match format {
        Format::Json => format!("{call}\n"),
        Format::Text => text(call),
    }
}

/// Number, time, what was asked by whom, the status and the clauses that decided; below it what else is worth telling.
fn text(call: &Value) -> String {
    let query = Some(plain(&call["request"]["query"])).filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!(
        "#{} {} {} {}{query}{} {}\n",
        call["id"],
        plain(&call["at"]),
        plain(&call["request"]["method"]),
        plain(&call["request"]["path"]),
        credentials(call),
        call["answer"]["status"],
    );
    let clauses = list(&call["clauses"]);
    for (word, value) in [
        ("decided by", clauses),
        ("accepted beyond the documents", list(&call["beyond"])),
        ("would be lifted by", list(&call["lift"])),
        ("answered by the stub", plain(&call["stub"])),
        ("struck by the faults", list(&call["faults"])),
        ("an error of Standin's own", plain(&call["error"])),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("    {word}: {value}\n"));
        }
    }
    text
}

/// By what the call was to be authorised, by name.
fn credentials(call: &Value) -> String {
    let headers = call["request"]["headers"].as_array().into_iter().flatten();
    let authorization = headers.filter(|pair| pair[0] == "authorization").map(|pair| plain(&pair[1])).next();
    let basic = Some(plain(&call["request"]["basic"])).filter(|pair| !pair.is_empty()).map(|pair| format!("Basic {pair}"));
    basic.or(authorization).map(|shown| format!(" [{shown}]")).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    tame(value.as_str().unwrap_or_default())
}

fn list(values: &Value) -> String {
    values.as_array().into_iter().flatten().map(plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_call_is_told_in_words_that_a_stranger_can_read() {
        let refused = json!({
            "id": 7,
            "at": "2026-01-01T00:00:00Z",
            "request": {"method": "POST", "path": "/hyper/RefreshToken", "query": "a=b", "headers": [["authorization", "Bearer <refresh_token:1>"]]},
            "answer": {"status": 429, "headers": []},
            "clauses": ["hyper.refresh.rate-limit", "hyper.refresh.rate-limit-reply"],
            "lift": ["hyper.refresh_limit=off"],
        });
        let lines = "#7 2026-01-01T00:00:00Z POST /hyper/RefreshToken?a=b [Bearer <refresh_token:1>] 429\n    \
                     decided by: hyper.refresh.rate-limit hyper.refresh.rate-limit-reply\n    would be lifted by: hyper.refresh_limit=off\n";
        assert_eq!(call(&refused, Format::Text), lines);
    }

    #[test]
    fn nothing_that_a_stranger_sent_commands_the_terminal() {
        let sent = json!({"id": 1, "request": {"method": "GET", "path": "/\u{1b}[2J", "headers": [["authorization", "\u{9b}2J x"]]}});
        let printed = call(&sent, Format::Text);
        assert!(printed.contains("/\\u{1b}[2J [\\u{9b}2J x]"), "{printed}");
    }
}
