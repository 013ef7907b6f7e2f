//! Models without HTTP: each takes one request over and over, the one that its traffic sends.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use providers::{Authority, Dice, Instance, Moment, NoKeys, Request, Step};
use serde_json::{Map, Value, json};

use crate::failure::{Failure, Result};
use crate::limit::ANSWER;
use crate::message::{Message, Traffic};

/// An instance and the request that it takes.
pub struct Model {
    instance: Box<dyn Instance>,
    dice: Dice,
    now: Timestamp,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    status: u16,
}

impl Model {
    /// The models that are measured, each with its name.
    ///
    /// # Errors
    /// A model does not take its settings or its request.
    pub fn all() -> Result<Vec<(&'static str, Self)>> {
        Traffic::ALL.into_iter().map(|traffic| Ok((traffic.name(), Self::of(traffic)?))).collect()
    }

    /// The model that takes this traffic; its first answer is the right one.
    pub(crate) fn of(traffic: Traffic) -> Result<Self> {
        let (name, api) = instance(traffic);
        let mut dice = Dice::seeded(1);
        let now = Timestamp::UNIX_EPOCH;
        let mut moment = Moment { now, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
        let configured = providers::find(api).map_err(|error| Failure::told(error.to_string()))?.configure(&settings(traffic), None);
        let configured = configured.map_err(|error| Failure::told(error.to_string()))?;
        let instance = configured.start(Authority { instance: name }, &mut moment);
        let instances = json!({name: {"base_url": format!("http://model/{name}"), "credentials": instance.credentials()}});
        let message = traffic.message(&instances)?;
        let (path, headers, body) = read(&message, name)?;
        let mut model = Self { instance, dice, now, method: Method::POST, path, headers, body, status: message.status };
        match model.step() {
            status if status == model.status => Ok(model),
            status => Err(Failure::told(format!("the model answers {} with {status}, not with {}", traffic.name(), model.status))),
        }
    }

    /// Takes the request once, completes it where it was authorised, and gives the answer's status.
    pub fn step(&mut self) -> u16 {
        let request = Request { method: &self.method, path: &self.path, query: "", headers: &self.headers, body: &self.body };
        let mut moment = Moment { now: self.now, client: [127, 0, 0, 1].into(), dice: &mut self.dice, signer: &NoKeys };
        match self.instance.step(&request, &mut moment) {
            Step::Answer(answer) => answer.status,
            Step::Authorised(authorised) => {
                let answer = self.instance.stub(&authorised);
                self.instance.complete(&authorised, answer, &mut moment).status
            }
        }
    }

    /// What [`Self::step`] gives as long as all is well.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }
}

/// The instance's name, as the traffic has it, and its API.
fn instance(traffic: Traffic) -> (&'static str, &'static str) {
    match traffic {
        Traffic::Call | Traffic::Refusal => ("call", "hyper"),
        Traffic::Refresh => ("refresh", "hyper"),
        Traffic::Relay => ("hyp", "hyp"),
        Traffic::Token => ("ayyeka", "ayyeka"),
    }
}

/// What a served Standin is measured with: no limits on calls, and a refresh token that can be sent again.
pub(crate) fn settings(traffic: Traffic) -> Map<String, Value> {
    let settings = match traffic {
        Traffic::Call | Traffic::Refusal => {
            let body: Value = serde_json::from_str(ANSWER).unwrap_or_default();
            json!({"max_posts": "off", "functions": {"Get_Order": {"body": body}}})
        }
        Traffic::Refresh => json!({"max_posts": "off", "refresh_limit": "off", "refresh_token": "constant"}),
        Traffic::Relay | Traffic::Token => json!({}),
    };
    settings.as_object().cloned().unwrap_or_default()
}

/// A written request as a model sees it: cut free of its mount.
fn read(message: &Message, mount: &str) -> Result<(String, HeaderMap, Vec<u8>)> {
    let text = String::from_utf8_lossy(&message.bytes);
    let parts = || {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let path = lines.next()?.split(' ').nth(1)?.strip_prefix('/')?.strip_prefix(mount)?;
        let headers = lines.map(header).collect::<Option<HeaderMap>>()?;
        Some((path.to_owned(), headers, body.as_bytes().to_vec()))
    };
    parts().ok_or_else(|| Failure::told(format!("a request to `{mount}` cannot be read again")))
}

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(": ")?;
    Some((name.parse().ok()?, value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_answers_its_request_a_thousand_times_as_it_did_first() {
        for (name, mut model) in Model::all().unwrap() {
            assert!((0..1_000).all(|_| model.step() == model.status()), "{name}");
        }
    }

    #[test]
    fn a_call_and_its_refusal_differ() {
        assert_eq!([Traffic::Call, Traffic::Refusal].map(|traffic| Model::of(traffic).unwrap().status()), [200, 401]);
    }
}
