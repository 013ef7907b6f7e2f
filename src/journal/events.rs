//! Reads a stream of events (the HTML standard, section 9.2) as its bytes come.

use serde_json::Value;

/// What a journal's stream tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    /// A call.
    Call(Value),
    /// So many calls were missed.
    Missed(u64),
}

/// What of the stream was not taken yet.
#[derive(Debug, Default)]
pub(super) struct Events {
    bytes: Vec<u8>,
    name: String,
    data: String,
}

impl Events {
    /// The events that these further bytes complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.bytes.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            events.extend(self.line(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n'])));
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
            return event(&name, serde_json::from_str(&data).ok()?);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.data.push_str(value),
            _ => {}
        }
        None
    }
}

fn event(name: &str, data: Value) -> Option<Event> {
    match name {
        "call" => Some(Event::Call(data)),
        "missed" => data["missed"].as_u64().map(Event::Missed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_complete_with_its_empty_line_however_its_bytes_come() {
        let mut events = Events::default();
        let stream = b"event: call\nid: 1\ndata: {\"id\":1}\n\n: a sign of life\n\nevent: missed\ndata: {\"missed\":3}\n\n";
        let mut taken = Vec::new();
        for byte in stream {
            taken.extend(events.take(&[*byte]));
        }
        assert_eq!(taken, [Event::Call(serde_json::json!({"id": 1})), Event::Missed(3)]);
    }
}
