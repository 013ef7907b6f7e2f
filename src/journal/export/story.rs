//! A world's recording as a story that a scenario can be made of: here the two libraries meet.

use std::collections::BTreeMap;

use conformance::export::scenario as told;
use mock_server::{
    Auth, Foreign, Happening, Part, RecordedBody, RecordedCall, RecordedEvent, RecordedInstance, Recording, Spelling, StubSpec, Text, When,
};
use serde_json::Value;

/// The story of a recording. The journal tells who answered, as long as it remembers.
pub(super) fn of(recording: Recording, journal: &Value) -> told::Story {
    let beside = Beside::of(&recording, journal);
    let foreign = recording.foreign.into_iter().map(|(name, foreign)| (name, self::foreign(foreign)));
    let events = recording.events.into_iter().filter_map(|event| self::event(event, &beside));
    told::Story {
        world: recording.world,
        begins: recording.begins,
        foreign: foreign.collect(),
        events: events.collect(),
        instances: recording.instances.into_iter().map(|(name, instance)| (name, self::instance(instance))).collect(),
    }
}

/// What the world held beside its APIs.
struct Beside {
    /// The calls that the journal remembers, by number.
    calls: BTreeMap<u64, Value>,
    /// Who may call a stub, by instance and name.
    stubs: BTreeMap<(String, String), Auth>,
    /// Whether the API saw the calls that a fault struck, by its name.
    faults: BTreeMap<String, When>,
}

impl Beside {
    fn of(recording: &Recording, journal: &Value) -> Self {
        let calls = journal["calls"].as_array().into_iter().flatten().filter_map(|call| Some((call["id"].as_u64()?, call.clone())));
        let mut beside = Self { calls: calls.collect(), stubs: BTreeMap::new(), faults: BTreeMap::new() };
        for (name, instance) in &recording.instances {
            instance.stubs.iter().for_each(|stub| beside.stub(name, stub));
        }
        beside.faults.extend(recording.faults.iter().map(|fault| (fault.name.clone(), fault.when)));
        for event in &recording.events {
            match &event.what {
                Happening::AddStub { instance, stub } => beside.stub(instance, stub),
                Happening::PlantFault(fault) => drop(beside.faults.insert(fault.name.clone(), fault.when)),
                _ => {}
            }
        }
        beside
    }

    fn stub(&mut self, instance: &str, stub: &StubSpec) {
        self.stubs.insert((instance.to_owned(), stub.name.clone()), stub.auth);
    }

    /// Whose answer the one to a call is.
    fn answerer(&self, call: &RecordedCall) -> told::Answerer {
        let Some(kept) = self.calls.get(&call.id) else { return self.unremembered(call) };
        if let Some(error) = kept["error"].as_str() {
            return told::Answerer::Another(format!("Standin itself answered with the error `{error}`"));
        }
        if let Some(stub) = kept["stub"].as_str() {
            let why = format!("the stub `{stub}` answered it");
            let open = self.stubs.get(&(call.request.instance.clone(), stub.to_owned())) == Some(&Auth::None);
            return if open { told::Answerer::Another(why) } else { told::Answerer::ApiHindered(why) };
        }
        // What only delayed a call let it through.
        let faults = kept["faults"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let faults: Vec<&str> = faults.filter(|fault| !call.delayed_by.iter().any(|delay| delay == fault)).collect();
        let Some(last) = faults.last() else { return told::Answerer::Api };
        let why = format!("the fault `{last}` struck it");
        let kept_away = faults.iter().any(|fault| self.faults.get(*fault) == Some(&When::Before));
        if kept_away { told::Answerer::Another(why) } else { told::Answerer::ApiHindered(why) }
    }

    /// In a world without stubs and faults nobody else can have answered.
    fn unremembered(&self, call: &RecordedCall) -> told::Answerer {
        match self.stubs.is_empty() && self.faults.is_empty() && !call.answer.clauses.is_empty() {
            true => told::Answerer::Api,
            false => told::Answerer::Another("it went out of the journal, which would know whether a stub or a fault answered".to_owned()),
        }
    }
}

fn event(event: RecordedEvent, beside: &Beside) -> Option<told::Event> {
    let what = match event.what {
        Happening::Call(call) => told::What::Call(Box::new(self::call(*call, beside))),
        Happening::Act { instance, action, arguments } => told::What::Act { instance, action, arguments },
        // Time goes by in what follows; stubs and faults are no part of an API.
        _ => return None,
    };
    Some(told::Event { at: event.at, what })
}

fn call(call: RecordedCall, beside: &Beside) -> told::Call {
    let by = beside.answerer(&call);
    let RecordedCall { id, request, answer, .. } = call;
    let body = match request.body {
        RecordedBody::Text(body) => told::Body::Text(text(body)),
        RecordedBody::Bytes(_) => told::Body::Bytes,
    };
    told::Call {
        id,
        instance: request.instance,
        client: request.client,
        method: request.method,
        path: text(request.path),
        query: text(request.query),
        headers: request.headers.into_iter().map(|(name, value)| (name, text(value))).collect(),
        body,
        answer: told::Answer { status: answer.status, headers: answer.headers, body: answer.body, clauses: answer.clauses },
        by,
    }
}

fn instance(instance: RecordedInstance) -> told::Instance {
    told::Instance { api: instance.api, settings: instance.settings, deviation: instance.deviation }
}

fn foreign(foreign: Foreign) -> told::Foreign {
    match foreign {
        Foreign::Derived { from, by } => told::Foreign::Derived(from, by),
        Foreign::StandIn(text) => told::Foreign::StandIn(text),
    }
}

fn text(text: Text) -> told::Text {
    let part = |part| match part {
        Part::Plain(text) => told::Part::Plain(text),
        Part::Named(name) => told::Part::Named(name),
        Part::Spelled(spelling, inner) => told::Part::Spelled(self::spelling(spelling), self::text(inner)),
    };
    told::Text(text.0.into_iter().map(part).collect())
}

fn spelling(spelling: Spelling) -> told::Spelling {
    match spelling {
        Spelling::Form => told::Spelling::Form,
        Spelling::Percent => told::Spelling::Percent,
        Spelling::Json => told::Spelling::Json,
        Spelling::JsonSlashes => told::Spelling::JsonSlashes,
        Spelling::Xml => told::Spelling::Xml,
        Spelling::XmlQuotes => told::Spelling::XmlQuotes,
        Spelling::Base64 => told::Spelling::Base64,
        Spelling::Base64Unpadded => told::Spelling::Base64Unpadded,
        Spelling::Base64Url => told::Spelling::Base64Url,
        Spelling::Base64UrlUnpadded => told::Spelling::Base64UrlUnpadded,
    }
}
