//! The API Clients tab as the administrator sees it, and when the tokens issued of late end.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Registered, State};

impl State {
    /// Every client in the order in which they were made.
    pub(in crate::ayyeka) fn inspect(&self) -> Value {
        let clients: Vec<Value> = self.clients.iter().map(Registered::shown).collect();
        json!({"API Clients": clients})
    }
}

impl Registered {
    fn shown(&self) -> Value {
        let end = |seconds: &i64| Timestamp::from_second(*seconds).unwrap_or(Timestamp::MAX).to_string();
        json!({
            "Key": self.client.key,
            "Secret": self.client.secret,
            "Comment": self.comment,
            "sub": self.client.sub,
            "aud": self.client.aud,
            "exp": self.ends.iter().map(end).collect::<Vec<_>>(),
        })
    }
}
