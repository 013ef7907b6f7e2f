//! HAR 1.2, the format in which HTTP tools exchange calls (<http://www.softwareishard.com/blog/har-12-spec/>).
//!
//! What nobody kept is -1 where the format allows it. Facts of our own stand in each entry's `_standin`.

mod address;
mod body;
mod call;
mod cookies;

use serde_json::{Value, json};

pub use call::{Answer, Body, Call, Request};

use address::{address, pairs};

/// Who writes a HAR, and where the instances were that were called.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The version of the program.
    pub version: String,
    /// The base URL of each instance by its name.
    pub base_urls: std::collections::BTreeMap<String, String>,
}

const COMMENT: &str = "Names such as <access_token:1> stand in the places of secrets. What was not kept is -1 or \"unknown\".";

impl Writer {
    /// The calls as one HAR.
    #[must_use]
    pub fn write(&self, calls: &[Call]) -> Value {
        let entries: Vec<Value> = calls.iter().map(|call| self.entry(call)).collect();
        let creator = json!({"name": "Standin", "version": self.version});
        json!({"log": {"version": "1.2", "creator": creator, "entries": entries, "comment": COMMENT}})
    }

    fn entry(&self, call: &Call) -> Value {
        json!({
            "startedDateTime": call.real,
            "time": 0,
            "request": self.request(call),
            "response": response(&call.answer),
            "cache": {},
            "timings": {"send": 0, "wait": 0, "receive": 0, "comment": "how long it took was not kept"},
            "_standin": call.facts,
        })
    }

    fn request(&self, call: &Call) -> Value {
        let request = &call.request;
        let mut entry = json!({
            "method": request.method,
            "url": address(call.instance().and_then(|name| self.base_urls.get(name)), request),
            "httpVersion": "unknown",
            "cookies": cookies::sent(&request.headers),
            "headers": headers(&request.headers),
            "queryString": pairs(&request.query),
            "headersSize": -1,
            "bodySize": body::size(&request.body),
        });
        if !request.body.is_empty() {
            entry["postData"] = body::posted(request);
        }
        if let Some(basic) = &request.basic {
            entry["_basic"] = json!(basic);
        }
        entry
    }
}

fn response(answer: &Answer) -> Value {
    let status = reqwest::StatusCode::from_u16(answer.status).ok();
    json!({
        "status": answer.status,
        "statusText": status.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        "httpVersion": "unknown",
        "cookies": cookies::set(&answer.headers),
        "headers": headers(&answer.headers),
        "content": body::content(answer),
        "redirectURL": call::header(&answer.headers, "location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": body::size(&answer.body),
    })
}

fn headers(headers: &[(String, String)]) -> Value {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

#[cfg(test)]
mod tests;
