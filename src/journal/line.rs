//! One call of a journal as it is printed.

use clap::ValueEnum;
use serde_json::Value;

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// A JSON object a call, all of it.
    Json,
}

/// A call, ended by a newline.
pub(super) fn call(call: &Value, format: Format) -> String {
    match format {
        Format::Json => format!("{call}\n"),
        Format::Text => text(call),
    }
}

/// Number, time, what was asked by whom, the status and the clauses that decided; below it what else is worth telling.
fn text(call: &Value) -> String {
    let query = call["request"]["query"].as_str().map(|query| format!("?{query}")).unwrap_or_default();
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
        ("fault", plain(&call["fault"])),
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
    let basic = call["request"]["basic"].as_str().map(|pair| format!("Basic {pair}"));
    basic.or(authorization).map(|shown| format!(" [{shown}]")).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
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
}
