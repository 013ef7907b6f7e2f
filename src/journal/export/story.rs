//! A world's recording as a story that a scenario can be made of: here the two libraries meet.

use std::collections::BTreeMap;

use conformance::export::scenario as told;
use mock_server::{Auth, Foreign, Happening, RecordedBody, RecordedCall, RecordedEvent, RecordedInstance, Recording, StubSpec, When};

/// The story of a recording.
pub(super) fn of(recording: Recording) -> told::Story {
    let beside = Beside::of(&recording);
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
    /// Who may call a stub, by instance and name.
    stubs: BTreeMap<(String, String), Auth>,
    /// Whether the API saw the calls that a fault struck, by its name.
    faults: BTreeMap<String, When>,
}

impl Beside {
    fn of(recording: &Recording) -> Self {
        let mut beside = Self { stubs: BTreeMap::new(), faults: BTreeMap::new() };
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
        if let Some(stub) = &call.answer.stub {
            let why = format!("the stub `{stub}` answered it");
            let open = self.stubs.get(&(call.request.instance.clone(), stub.clone())) == Some(&Auth::None);
            return if open { told::Answerer::Another(why) } else { told::Answerer::ApiHindered(why) };
        }
        // What only delayed a call let it through.
        let faults: Vec<&String> = call.answer.faults.iter().filter(|fault| !call.delayed_by.contains(fault)).collect();
        let Some(last) = faults.last() else { return told::Answerer::Api };
        let why = format!("the fault `{last}` struck it");
        let kept_away = faults.iter().any(|fault| self.faults.get(*fault) == Some(&When::Before));
        if kept_away { told::Answerer::Another(why) } else { told::Answerer::ApiHindered(why) }
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
        RecordedBody::Text(body) => told::Body::Text(body),
        RecordedBody::Bytes(_) => told::Body::Bytes,
    };
    told::Call {
        id,
        instance: request.instance,
        client: request.client,
        method: request.method,
        path: request.path,
        query: request.query,
        headers: request.headers,
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
