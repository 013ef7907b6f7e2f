//! One expectation: its subject is looked up, its relation is decided.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use providers::{Clause, Time};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::memory::Memory;
use super::refusal;
use super::{Clock, Setting};
use crate::expect::{self, Finding, Holds, Resolution, Teller, show};
use crate::scenario::{Expectation, JwtExpectation, Lifetime, Presence};
use crate::spanned::Spanned;
use crate::transcript::{Body, Event, Interval, Received, What};

/// What an expectation is about, and all that may be asked of it.
pub(super) struct Scene<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) memory: Memory<'a>,
    pub(super) event: &'a Event,
}

/// What stands at the place that an expectation names.
struct Subject {
    name: String,
    values: Vec<Value>,
    /// The form of the time that stands there, where the ledger or HTTP says one.
    format: Option<String>,
}

impl<'a> Scene<'a> {
    pub(super) fn answer(&self) -> Option<&'a Received> {
        match &self.event.what {
            What::Exchanged(exchange) => Some(&exchange.answer),
            _ => None,
        }
    }

    /// Decides any expectation but a snapshot.
    pub(super) fn decide(&self, expectation: &Expectation, clause: Option<&Clause>) -> Finding {
        match (self.answer(), &expectation.status, &expectation.refusal) {
            (Some(answer), Some(status), _) => {
                Finding::new(answer.status == status.value, format!("status {}", status.value), format!("status {}", answer.status))
            }
            (Some(answer), None, Some(name)) => refusal::check(self.setting.ledger, &name.value, answer),
            (None, Some(_), _) | (None, _, Some(_)) => fault("only an answer has a status"),
            (_, None, None) => match self.subject(expectation) {
                Ok(subject) => self.relate(expectation, clause, &subject),
                Err(why) => fault(&why),
            },
        }
    }

    fn subject(&self, expectation: &Expectation) -> Result<Subject, String> {
        if let Some(header) = &expectation.header {
            let answer = self.answer().ok_or("only an answer has headers")?;
            let values = answer.header(&header.value).map(|value| Value::String(value.to_owned())).collect();
            let format = header.value.eq_ignore_ascii_case("date").then(|| crate::play::HTTP_DATE.to_owned());
            return Ok(Subject { name: format!("header {}", header.value), values, format });
        }
        if let Some(form) = &expectation.body {
            let answer = self.answer().ok_or("only an answer has a body")?;
            let values = match (&answer.body, form.value.as_str()) {
                (Body::Text(text), "base64") => vec![Value::String(STANDARD.encode(text))],
                (Body::Text(text), _) => vec![Value::String(text.clone())],
                (Body::Base64(bytes), "base64") => vec![Value::String(bytes.clone())],
                (Body::Base64(_), _) => Vec::new(),
            };
            return Ok(Subject { name: "the body".to_owned(), values, format: None });
        }
        let place = expectation.json.as_ref().ok_or("this expectation has no subject")?;
        let path = JsonPath::parse(&place.value).map_err(|error| format!("`{}` is no JSON path: {error}", place.value))?;
        let read = match &self.event.what {
            What::Exchanged(exchange) => exchange.answer.read.as_ref(),
            What::Inspected(record) => Some(record),
            _ => None,
        };
        let values = read.map_or_else(Vec::new, |read| path.query(read).iter().copied().cloned().collect());
        Ok(Subject { name: place.value.clone(), values, format: read.and_then(|read| self.format_at(&path, read)) })
    }

    /// The form of the time at a path: that of the ledger's path which leads to the same place.
    fn format_at(&self, path: &JsonPath, read: &Value) -> Option<String> {
        let places: Vec<String> = path.query_located(read).locations().map(ToString::to_string).collect();
        let leads_there = |time: &&Time| {
            let there = JsonPath::parse(&time.at).map(|at| at.query_located(read).locations().any(|place| places.contains(&place.to_string())));
            there.unwrap_or(false)
        };
        self.setting.ledger.times.iter().find(leads_there).map(|time| time.format.clone())
    }

    /// Every value that stands there must be so; where nothing stands, nothing can be so.
    fn relate(&self, expectation: &Expectation, clause: Option<&Clause>, subject: &Subject) -> Finding {
        if let Some(presence) = &expectation.is {
            let there = !subject.values.is_empty();
            let got = subject.values.first().map_or_else(|| "absent".to_owned(), |value| format!("present: {}", show(value)));
            match presence.value {
                Presence::Present => return Finding::new(there, format!("{} is present", subject.name), got),
                Presence::Absent => return Finding::new(!there, format!("{} is absent", subject.name), got),
                Presence::Uuid => {}
            }
        }
        let findings: Vec<Finding> = subject.values.iter().map(|value| self.relation(expectation, clause, subject, value)).collect();
        let nothing = || {
            let expected = self.relation(expectation, clause, subject, &Value::Null);
            match expected.holds {
                Holds::Fault(_) => expected,
                _ => Finding::new(false, expected.expected, "nothing there"),
            }
        };
        let finding = findings.iter().max_by_key(|finding| finding.holds.weight()).cloned().unwrap_or_else(nothing);
        Finding { expected: format!("{}: {}", subject.name, finding.expected), ..finding }
    }

    fn relation(&self, expectation: &Expectation, clause: Option<&Clause>, subject: &Subject, got: &Value) -> Finding {
        let known = &self.setting.play.values;
        let filled = |value: &Value| self.memory.fill(&self.event.instance, value);
        let named = |name: &str| self.memory.value(&self.event.instance, name).ok_or_else(|| format!("no value `{name}` was kept"));
        let finding = if let Some(value) = &expectation.equals {
            filled(&value.value).map(|value| expect::equals(known, &value, got))
        } else if let Some(name) = &expectation.fixed {
            fixed(clause, &name.value).map(|value| expect::equals(known, value, got))
        } else if let Some(values) = &expectation.one_of {
            values.iter().map(filled).collect::<Result<Vec<_>, _>>().map(|values| expect::one_of(known, &values, got))
        } else if let Some(pattern) = &expectation.matches {
            Ok(expect::matches(known, &pattern.value, got))
        } else if let Some(schema) = &expectation.schema {
            Ok(expect::valid_by(known, &schema.value, got))
        } else if let Some(members) = &expectation.members {
            Ok(expect::members(&members.value, got))
        } else if let Some(name) = &expectation.same_as {
            named(&name.value).map(|value| same_as(&name.value, &value, got))
        } else if let Some(names) = &expectation.different_from {
            names.value.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>().map(|values| different_from(&names.value, &values, got))
        } else if let Some(length) = &expectation.length {
            Ok(expect::length(known, length.value, got))
        } else if let Some(alphabet) = &expectation.alphabet {
            Ok(expect::made_of(known, &alphabet.value, got))
        } else if let Some(jwt) = &expectation.jwt {
            self.jwt(&jwt.value, got)
        } else if let Some(text) = &expectation.moment {
            self.moment(&text.value, subject, got)
        } else if expectation.is.is_some() {
            Ok(expect::uuid(known, got))
        } else {
            Err("this expectation has no relation".to_owned())
        };
        finding.unwrap_or_else(|why| fault(&why))
    }

    fn jwt(&self, of: &JwtExpectation, got: &Value) -> Result<Finding, String> {
        let when = |text: &'_ Spanned<String>| self.memory.moment(&text.value);
        let lifetime = match &of.lifetime {
            Some(Lifetime::At(place)) => Some(self.seconds_at(place)?),
            Some(Lifetime::Seconds(seconds)) => Some(Ok(*seconds)),
            None => None,
        };
        let issued = of.issued.as_ref().map(|text| Ok::<_, String>((text.value.as_str(), when(text)?))).transpose()?;
        let asked = expect::Asked { of, lifetime, issued, start: self.setting.play.start, teller: self.teller(), facts: self.setting.run.facts };
        Ok(expect::is_jwt(&self.setting.play.values, &asked, got))
    }

    /// The number at a place in the answer, or what stands there in its stead.
    fn seconds_at(&self, place: &str) -> Result<Result<i64, String>, String> {
        let path = JsonPath::parse(place).map_err(|error| format!("`{place}` is no JSON path: {error}"))?;
        let found = self.answer().and_then(|answer| answer.read.as_ref()).and_then(|read| path.query(read).first());
        Ok(found.and_then(Value::as_i64).ok_or_else(|| format!("{} at {place}", found.map_or_else(|| "nothing".to_owned(), show))))
    }

    /// By whose clock the subject tells moments.
    fn teller(&self) -> Teller {
        match self.setting.clock {
            Clock::Ours => Teller::Ours,
            Clock::Its => Teller::Its { told: self.memory.ahead(self.event.place), date: self.setting.play.ahead },
        }
    }

    /// By how much a moment that stands where it is expected says that the clock of the subject is ahead of ours.
    pub(super) fn tells_ahead(&self, expectation: &Expectation) -> Option<Interval> {
        if let (Some(text), Ok(subject)) = (&expectation.moment, self.subject(expectation)) {
            let told = subject.values.first()?.as_str().and_then(expect::read_moment)?;
            return Some(Resolution::of(subject.format.as_deref()?).ahead(told, self.memory.moment(&text.value).ok()?));
        }
        let text = expectation.jwt.as_ref()?.value.issued.as_ref()?;
        let subject = self.subject(expectation).ok()?;
        let issued =
            self.setting.play.values.get(subject.values.first()?.as_str()?)?.jwt.as_ref()?.issued.as_deref().and_then(expect::read_moment)?;
        Some(Resolution::SECONDS.ahead(issued, self.memory.moment(&text.value).ok()?))
    }

    fn moment(&self, text: &str, subject: &Subject, got: &Value) -> Result<Finding, String> {
        let interval = self.memory.moment(text)?;
        let got = got.as_str().map_or_else(|| got.to_string(), str::to_owned);
        match &subject.format {
            Some(format) => {
                let expected = expect::Expected { name: text, interval, start: self.setting.play.start, teller: self.teller() };
                Ok(expect::is_moment(expected, Resolution::of(format), &got))
            }
            // Where the place is missing from the answer, the ledger's path leads nowhere either.
            None if subject.values.is_empty() => Ok(Finding::new(false, format!("{text}, {}", self.memory.told(interval.from)), got)),
            None => Err(format!("the ledger does not say that a time stands at {}", subject.name)),
        }
    }
}

fn same_as(name: &str, expected: &Value, got: &Value) -> Finding {
    let differing = crate::compare::differences(expected, got);
    Finding::new(differing.is_empty(), format!("the same as {name}, {}", show(expected)), show(got))
}

fn different_from(names: &[String], others: &[Value], got: &Value) -> Finding {
    let words: Vec<String> = names.iter().zip(others).map(|(name, value)| format!("{name}, {}", show(value))).collect();
    Finding::new(others.iter().all(|other| !crate::compare::same(other, got)), format!("another than {}", words.join("; ")), show(got))
}

fn fixed<'c>(clause: Option<&'c Clause>, name: &str) -> Result<&'c Value, String> {
    let clause = clause.ok_or_else(|| format!("`fixed: {name}` belongs to no clause"))?;
    clause.fixes.get(name).ok_or_else(|| {
        let suggestion = providers::suggestion(name, clause.fixes.keys().map(String::as_str));
        format!("{} fixes no `{name}`; {suggestion}", clause.id)
    })
}

fn fault(why: &str) -> Finding {
    Finding::new(Holds::Fault(why.to_owned()), "", "")
}
