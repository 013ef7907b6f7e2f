//! One world in a test's hands.

use jiff::{SignedDuration, Timestamp};
use providers::{Credentials, Outcome};
use serde_json::Value;

use crate::{
    ClockChange, Coverage, Expected, Explanation, FaultReceipt, FaultSpec, Filter, JournalView, Question, Recording, StateView, StubSpec, StubView,
    Verdict, WorldDeadline, WorldError, WorldView, Worlds,
};

/// One world in a test's hands: its clock, its clients' credentials, its administrator's actions. It clones and may be used
/// from any thread.
#[derive(Clone)]
pub struct WorldHandle {
    worlds: Worlds,
    name: String,
}

impl WorldHandle {
    pub(crate) fn of(worlds: Worlds, name: &str) -> Self {
        Self { worlds, name: name.to_owned() }
    }

    /// The world's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How to reach the world and with what.
    ///
    /// # Errors
    /// The world was removed.
    pub fn view(&self) -> Result<WorldView, WorldError> {
        self.worlds.view(&self.name)
    }

    /// What a client puts before the API's own paths.
    ///
    /// # Errors
    /// There is no such instance.
    pub fn base_url(&self, instance: &str) -> Result<String, WorldError> {
        self.worlds.inspect(&self.name, instance)?;
        Ok(self.view()?.instances.remove(instance).map(|instance| instance.base_url).unwrap_or_default())
    }

    /// What a client of the instance is given at this moment, by name.
    ///
    /// # Errors
    /// There is no such instance.
    pub fn credentials(&self, instance: &str) -> Result<Credentials, WorldError> {
        self.worlds.credentials(&self.name, instance)
    }

    /// The virtual time.
    ///
    /// # Errors
    /// The world was removed.
    pub fn now(&self) -> Result<Timestamp, WorldError> {
        Ok(self.worlds.clock(&self.name)?.now)
    }

    /// Lets so much virtual time pass, at once.
    ///
    /// # Errors
    /// Time would go back, or past the year 9999.
    pub fn advance(&self, by: SignedDuration) -> Result<Timestamp, WorldError> {
        self.change_clock(ClockChange::Advance(by))
    }

    /// Sets the virtual time forward to a moment.
    ///
    /// # Errors
    /// Time would go back.
    pub fn set(&self, to: Timestamp) -> Result<Timestamp, WorldError> {
        self.change_clock(ClockChange::Set(to))
    }

    /// Sets the virtual time to the next instant at which something changes by itself; a negative bias stops before it.
    ///
    /// # Errors
    /// Nothing will change by itself, or time would go back.
    pub fn advance_to_next(&self, bias: SignedDuration) -> Result<Timestamp, WorldError> {
        self.change_clock(ClockChange::AdvanceToNext(bias))
    }

    /// Moves the clock or changes its pace; the time after it.
    ///
    /// # Errors
    /// Time would go back, or there is no next deadline.
    pub fn change_clock(&self, change: ClockChange) -> Result<Timestamp, WorldError> {
        Ok(self.worlds.change_clock(&self.name, change)?.now)
    }

    /// Every instant at which something will change by itself, soonest first.
    ///
    /// # Errors
    /// The world was removed.
    pub fn deadlines(&self) -> Result<Vec<WorldDeadline>, WorldError> {
        self.worlds.deadlines(&self.name)
    }

    /// Does what an administrator of the instance does.
    ///
    /// # Errors
    /// There is no such instance or action, or it was refused; nothing was changed then.
    pub fn act<'a>(&self, instance: &str, action: &str, arguments: impl IntoIterator<Item = (&'a str, Value)>) -> Result<Outcome, WorldError> {
        let arguments = arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.worlds.act(&self.name, instance, action, &arguments)
    }

    /// What an administrator of the instance sees at this moment, under the document's field names.
    ///
    /// # Errors
    /// There is no such instance.
    pub fn inspect(&self, instance: &str) -> Result<Value, WorldError> {
        self.worlds.inspect(&self.name, instance)
    }

    /// Everything in the world.
    ///
    /// # Errors
    /// The world was removed.
    pub fn state(&self) -> Result<StateView, WorldError> {
        self.worlds.state(&self.name)
    }

    /// Back to how the world was made: same seed, same start of its clock.
    ///
    /// # Errors
    /// The world was removed.
    pub fn reset(&self) -> Result<(), WorldError> {
        self.worlds.reset(&self.name).map(|_| ())
    }

    /// A copy under another name, with state, dice and clock, which then goes its own way.
    ///
    /// # Errors
    /// The name cannot be taken.
    pub fn fork(&self, copy: &str) -> Result<Self, WorldError> {
        self.worlds.fork(&self.name, copy)?;
        Ok(Self::of(self.worlds.clone(), copy))
    }

    /// Gives a stub to an instance: a call that the test answers in the API's place.
    ///
    /// # Errors
    /// There is no such instance, or the stub cannot be taken.
    pub fn add_stub(&self, instance: &str, stub: StubSpec) -> Result<StubView, WorldError> {
        self.worlds.add_stub(&self.name, instance, stub)
    }

    /// Plants a fault.
    ///
    /// # Errors
    /// The fault cannot be taken.
    pub fn plant_fault(&self, fault: FaultSpec) -> Result<FaultReceipt, WorldError> {
        self.worlds.plant_fault(&self.name, fault)
    }

    /// The latest calls that fit, oldest first, their secrets shown as names.
    ///
    /// # Errors
    /// The world was removed, or a clause is asked for that is not there.
    pub fn journal(&self, filter: &Filter) -> Result<JournalView, WorldError> {
        self.worlds.journal(&self.name, filter)
    }

    /// Whether the calls were those expected.
    ///
    /// # Errors
    /// An instance or a clause is expected that is not there.
    pub fn verify(&self, expected: &Expected) -> Result<Verdict, WorldError> {
        self.worlds.verify(&self.name, expected)
    }

    /// Which clauses the calls have met, and which never.
    ///
    /// # Errors
    /// The world was removed.
    pub fn coverage(&self) -> Result<Coverage, WorldError> {
        self.worlds.coverage(&self.name)
    }

    /// Why a call of the journal was answered as it was, and what would have turned a refusal.
    ///
    /// # Errors
    /// There is no such call, or what led to it is not kept any more.
    pub fn explain_call(&self, id: u64) -> Result<Explanation, WorldError> {
        self.worlds.explain_call(&self.name, id)
    }

    /// Why a call would be answered as it would be now, and what would turn a refusal. Nothing in the world changes.
    ///
    /// # Errors
    /// There is no such instance, or the question holds what no call can.
    pub fn explain(&self, question: &Question) -> Result<Explanation, WorldError> {
        self.worlds.explain(&self.name, question)
    }

    /// The world told so that it can be made again, without its secrets.
    ///
    /// # Errors
    /// Its past is not kept to its beginning, or something in it cannot be told.
    pub fn recording(&self) -> Result<Recording, WorldError> {
        self.worlds.recording(&self.name)
    }

    /// The receipts of the faults that were planted in this world and never fired.
    ///
    /// # Errors
    /// The world was removed.
    pub fn unfired_faults(&self) -> Result<Vec<FaultReceipt>, WorldError> {
        self.worlds.unfired_faults(&self.name)
    }
}
