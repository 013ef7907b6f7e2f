//! Hyper.
use crate::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
/// Hyper's Web-API.
pub struct Hyper;
/// s
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct S {}
impl Provider for Hyper {
    type Settings = S;
    type State = S;
    const NAME: &'static str = "hyper";
    const LEDGER: &'static str = "";
    const SETTINGS: &'static [SettingSpec] = &[];
    const ACTIONS: &'static [ActionSpec] = &[];
    const DEVIATIONS: &'static [Deviation<S>] = &[];
    fn start(_: &S, _: Authority<'_>, _: &mut Moment<'_>) -> S {
        S {}
    }
    fn step(_: &S, _: &mut S, _: &Request<'_>, _: &mut Moment<'_>) -> Step {
        Step::Answer(Answer::json(401, b"{}".to_vec(), vec![]))
    }
    fn stub(_: &S, _: &S, _: &Authorised) -> Answer {
        Answer::json(200, b"{}".to_vec(), vec![])
    }
    fn complete(_: &S, _: &mut S, _: &Authorised, answer: Answer, _: &mut Moment<'_>) -> Answer {
        answer
    }
    fn act(_: &S, _: &mut S, _: &ActionSpec, _: &Arguments, _: &mut Moment<'_>) -> Result<Outcome, ActionError> {
        Ok(Outcome::default())
    }
    fn deadlines(_: &S, _: &S, _: jiff::Timestamp) -> Vec<Deadline> {
        vec![]
    }
    fn credentials(_: &S) -> Credentials {
        Credentials::new()
    }
    fn inspect(_: &S, _: &S, _: jiff::Timestamp) -> Value {
        Value::Null
    }
    fn exclusive(_: &S) -> Option<(&'static str, String)> {
        None
    }
    fn read(body: &[u8]) -> Option<Value> {
        serde_json::from_slice(body).ok()
    }
}
