//! One case on its stage, step by step.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Response};

use super::Watcher;
use super::capture::{Capture, Raw};
use super::fill::{Stop, Values};
use super::keep::{Found, Moments, keep};
use super::names::Names;
use super::request::{Built, build};
use super::stage::{Cut, Stage};
use crate::scenario::moment_expression::{self, MomentExpression};
use crate::scenario::{Case, Step, Wait};
use crate::spanned::Spanned;
use crate::target::Door;
use crate::timing::seconds;
use crate::transcript::{End, Event, Exchange, Fault, Interval, Part, Place, Play, Sent, What};

/// An answer longer than this is not read to its end.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

pub(super) struct Session<'a> {
    case: &'a Case,
    capture: &'a Capture,
    client: &'a Client,
    stage: Stage<'a>,
    urls: BTreeMap<String, String>,
    values: Values,
    moments: Moments,
    start: Timestamp,
    opened: Option<Interval>,
    watcher: &'a dyn Watcher,
    /// A wait was cut short.
    cut: Option<Cut>,
    given: BTreeMap<String, String>,
    events: Vec<Event>,
}

/// When a session begins, and who watches it.
#[derive(Clone, Copy)]
pub(super) struct Beginning<'a> {
    pub(super) start: Timestamp,
    /// When what a client was given was new, where that was not just at the start.
    pub(super) opened: Option<Interval>,
    pub(super) watcher: &'a dyn Watcher,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        case: &'a Case,
        capture: &'a Capture,
        client: &'a Client,
        stage: Stage<'a>,
        doors: BTreeMap<String, Door>,
        beginning: Beginning<'a>,
    ) -> Self {
        let Beginning { start, opened, watcher } = beginning;
        let keys: BTreeMap<_, _> = doors.iter().map(|(instance, door)| (instance.clone(), door.public_keys.clone())).collect();
        let all = keys.values().flatten().cloned().collect();
        let mut values = Values { names: Names::since(start, all), keys, ..Values::default() };
        stage.name_secrets(&mut values.names);
        let (mut urls, mut given) = (BTreeMap::new(), BTreeMap::new());
        for (instance, door) in doors {
            for (credential, value) in &door.credentials {
                given.insert(format!("{instance}.{credential}"), values.names.secret(credential, value));
            }
            values.credentials.insert(instance.clone(), door.credentials);
            urls.insert(instance, door.base_url);
        }
        let moments = Moments::from([(moment_expression::START.to_owned(), opened.unwrap_or(Interval { from: 0, to: 0 }))]);
        let events = Vec::with_capacity(case.steps.len() + case.finally.len());
        Self { case, capture, client, stage, urls, values, moments, start, opened, watcher, cut: None, given, events }
    }

    /// Plays the case to its end.
    pub(super) async fn run(mut self) -> Play {
        let mut end = End::Finished;
        for (step, placed) in self.case.steps.iter().enumerate() {
            let place = Place { part: Part::Steps, step, call: None };
            if let Err(stop) = self.step(place, &placed.step.value).await {
                end = self.broken(place, &stop);
                break;
            }
        }
        let finally = if end == End::Interrupted { &[][..] } else { &self.case.finally[..] };
        for (step, placed) in finally.iter().enumerate() {
            let place = Place { part: Part::Finally, step, call: None };
            let done = self.step(place, &placed.step.value).await;
            if let (Err(stop), End::Finished) = (done, &end) {
                end = self.broken(place, &stop);
            }
        }
        let values = self.values.names.facts();
        Play { opened: self.opened, given: self.given, events: self.events, values, ..super::ended(self.case, self.start, end) }
    }

    fn broken(&self, place: Place, stop: &Stop) -> End {
        if self.cut.is_some() {
            return End::Interrupted;
        }
        End::Broken { place, fault: stop.fault, why: self.values.names.rename(&stop.why) }
    }

    async fn step(&mut self, place: Place, step: &Step) -> Result<(), Stop> {
        if step.call.is_some() {
            self.calls(vec![(place, step)]).await
        } else if let Some(calls) = &step.together {
            let places = (0..calls.len()).map(|call| Place { call: Some(call), ..place });
            self.calls(places.zip(calls.iter().map(|call| &call.value)).collect()).await
        } else if let Some(wait) = &step.wait {
            self.wait(place, step, &wait.value).await
        } else if let Some(action) = &step.act {
            self.act(place, step, action).await
        } else if step.inspect.is_some() {
            self.inspect(place, step)
        } else {
            Err(Stop::new(Fault::Tool, "this step does nothing"))
        }
    }

    /// Sends calls at once, and writes the answers down in the order of the calls.
    async fn calls(&mut self, calls: Vec<(Place, &Step)>) -> Result<(), Stop> {
        let mut requests = Vec::with_capacity(calls.len());
        let mut sent = Vec::with_capacity(calls.len());
        for (_, step) in &calls {
            let instance = self.case.instance(step);
            let url = self.urls.get(instance).ok_or_else(|| Stop::new(Fault::Tool, format!("there is no instance `{instance}`")))?;
            let Built { mut request, sent: mut shown } = build(self.client, url, instance, step, &mut self.values)?;
            self.stage.address(&mut request, &mut shown, url, &mut self.values.names)?;
            requests.push((self.stage.client(step, self.client).clone(), request));
            sent.push(shown);
        }
        let line = self.stage.keep_pace(calls.len(), self.watcher).await.map_err(|cut| self.cut(cut))?;
        self.stage.begin(self.case, &calls)?;
        let from = self.since_start(self.stage.earliest()?);
        let answers = self.send(requests).await;
        let interval = Interval { from, to: self.since_start(self.stage.latest()?) };
        drop(line);
        self.stage.called(self.case, &calls);
        if answers.iter().any(Result::is_ok) {
            self.stage.answered();
        }
        let tokens = |raw: &Raw| raw.read.as_ref().map(|read| self.capture.tokens(read)).unwrap_or_default();
        let tokens = answers.iter().map(|answer| answer.as_ref().ok().map(tokens)).collect();
        let taken_up = self.stage.take_up(self.case, &calls, tokens);
        let mut answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        taken_up?;
        self.settle(&sent, &mut answers);
        for (((place, step), request), raw) in calls.into_iter().zip(sent).zip(answers) {
            self.stage.turned_away(self.case, raw.status)?;
            let answer = self.capture.answer(&raw, &mut self.values.names, self.start);
            let mut event = self.event(place, step, interval);
            keep(
                step,
                &Found { headers: Some((&raw, &answer)), actual: raw.read.as_ref(), shown: answer.read.as_ref() },
                &mut self.values,
                &mut event,
            )?;
            event.what = What::Exchanged(Box::new(Exchange { request, answer }));
            self.events.push(event);
        }
        Ok(())
    }

    fn cut(&mut self, cut: Cut) -> Stop {
        self.cut = Some(cut);
        Stop::new(Fault::Tool, "a wait was cut short")
    }

    async fn send(&self, mut requests: Vec<(Client, reqwest::Request)>) -> Vec<Result<Raw, Stop>> {
        if requests.len() == 1 {
            let (client, request) = requests.remove(0);
            return vec![fetch(client, request).await.map(|raw| self.read(raw))];
        }
        let sending: Vec<_> = requests.into_iter().map(|(client, request)| tokio::spawn(fetch(client, request))).collect();
        let mut answers = Vec::with_capacity(sending.len());
        for task in sending {
            let answer = task.await.unwrap_or_else(|error| Err(Stop::new(Fault::Tool, error.to_string())));
            answers.push(answer.map(|raw| self.read(raw)));
        }
        answers
    }

    /// Of like calls that were sent at once it is chance which was served first; their answers are put into an order
    /// that is not. The judge tries every order anyway.
    fn settle(&self, sent: &[Sent], answers: &mut [Raw]) {
        for first in 0..sent.len() {
            for second in first + 1..sent.len() {
                if sent[first] == sent[second] && self.capture.order(&answers[second]) < self.capture.order(&answers[first]) {
                    answers.swap(first, second);
                }
            }
        }
    }

    fn read(&self, mut raw: Raw) -> Raw {
        raw.read = self.capture.read(&raw.body);
        raw
    }

    async fn wait(&mut self, place: Place, step: &Step, wait: &Wait) -> Result<(), Stop> {
        let until = self.until(step, wait)?;
        let distance = |text: &Option<Spanned<String>>| text.as_ref().map_or(Ok(SignedDuration::ZERO), |text| duration(&text.value));
        let to = until.saturating_add(distance(&wait.plus)?).saturating_sub(distance(&wait.minus)?);
        let to = self.start.checked_add(to).map_err(|error| Stop::new(Fault::Tool, error.to_string()))?;
        if to > self.stage.earliest()? {
            self.stage.allows(to, wait)?;
            self.stage.reach(to, self.watcher).await?.map_err(|cut| self.cut(cut))?;
        }
        let now = self.since_start(self.stage.earliest()?);
        let event = self.event(place, step, Interval { from: now, to: now });
        self.events.push(event);
        Ok(())
    }

    /// The distance of a wait's edge from the start: from a moment as far as an answer told, else as far as is usual.
    fn until(&mut self, step: &Step, wait: &Wait) -> Result<SignedDuration, Stop> {
        let Some(told) = &wait.told else { return self.moment(&wait.until, None) };
        let text = self.values.text(self.case.instance(step), &format!("${{{}}}", told.value))?;
        let no_seconds =
            || Stop::new(Fault::Answer, format!("`${{{}}}` is no whole number of seconds: an earlier answer held `{}`", told.value, text.shown));
        self.moment(&wait.until, Some(seconds(&text.actual).ok_or_else(no_seconds)?))
    }

    /// The distance of a moment from the start; of one that is not known exactly, its latest.
    fn moment(&self, text: &Spanned<String>, told: Option<SignedDuration>) -> Result<SignedDuration, Stop> {
        let expression: MomentExpression = text.value.parse().map_err(|error: moment_expression::MomentError| tool(&error))?;
        let known = self.moments.get(&expression.name);
        let known = known.ok_or_else(|| Stop::new(Fault::Tool, format!("no moment `{}` was kept", expression.name)))?;
        Ok(SignedDuration::from_millis(known.to).saturating_add(told.unwrap_or(expression.distance)))
    }

    async fn act(&mut self, place: Place, step: &Step, action: &Spanned<String>) -> Result<(), Stop> {
        let instance = self.case.instance(step);
        let (with, _) = self.values.json(instance, &serde_json::Value::Object(step.arguments().clone()))?;
        let from = self.since_start(self.stage.earliest()?);
        let refused = self.stage.act(self.case, instance, &action.value, with.as_object().unwrap_or(step.arguments())).await?;
        let mut event = self.event(place, step, Interval { from, to: self.since_start(self.stage.latest()?) });
        let refused = refused.map(|why| self.values.names.rename(&why));
        event.what = What::Acted { action: action.value.clone(), refused };
        self.events.push(event);
        Ok(())
    }

    fn inspect(&mut self, place: Place, step: &Step) -> Result<(), Stop> {
        let from = self.since_start(self.stage.earliest()?);
        let record = self.stage.inspect(self.case.instance(step))?;
        let shown = self.capture.value(&record, &mut self.values.names, self.start);
        let mut event = self.event(place, step, Interval { from, to: self.since_start(self.stage.latest()?) });
        keep(step, &Found { headers: None, actual: Some(&record), shown: Some(&shown) }, &mut self.values, &mut event)?;
        event.what = What::Inspected(shown);
        self.events.push(event);
        Ok(())
    }

    /// What a step did, still to be said; its moment is kept where the step names it.
    fn event(&mut self, place: Place, step: &Step, interval: Interval) -> Event {
        let moment = step.moment.as_ref().map(|name| name.value.clone());
        if let Some(name) = &moment {
            self.moments.insert(name.clone(), interval);
        }
        let (kept, missing) = (BTreeMap::new(), BTreeMap::new());
        Event { place, instance: self.case.instance(step).to_owned(), interval, what: What::Waited, kept, missing, moment }
    }

    /// Milliseconds since the start.
    fn since_start(&self, at: Timestamp) -> i64 {
        at.as_millisecond().saturating_sub(self.start.as_millisecond())
    }
}

async fn fetch(client: Client, request: reqwest::Request) -> Result<Raw, Stop> {
    let mut response = client.execute(request).await.map_err(|error| unreachable(&error))?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Stop::new(Fault::Target, format!("the answer is longer than {LONGEST_ANSWER} bytes")));
        }
    }
    Ok(Raw { status: response.status().as_u16(), headers: headers(&response), body, read: None })
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// What went wrong between here and the target, without the URL: the innermost reason says most.
fn unreachable(error: &reqwest::Error) -> Stop {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let what = match () {
        () if error.is_timeout() => return Stop::new(Fault::Target, format!("no answer within {} s", super::PATIENCE.as_secs())),
        () if error.is_connect() => "no connection",
        () => "no complete answer",
    };
    Stop::new(Fault::Target, format!("{what}: {reason}"))
}

fn duration(text: &str) -> Result<SignedDuration, Stop> {
    moment_expression::duration(text).map_err(|error| tool(&error))
}

fn tool(error: &dyn std::error::Error) -> Stop {
    Stop::new(Fault::Tool, error.to_string())
}
