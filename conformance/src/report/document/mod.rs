//! A report as a value: what the JSON form says, and what every other form is read from.

mod make;
mod place;
mod schema;
mod sent;
mod timeline;
mod whole;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use make::Basis;
pub use schema::schema_text;
pub use timeline::{Deadline, Deed, Happening, Life, Outcome, Timeline, Use};
pub use whole::{Profile, State, Waiver};

use super::word::Word;

/// The version of this form. A field that is added leaves it; one that is gone or means something else counts it up.
pub const VERSION: u32 = 1;

/// What a run of `standin check` came to. Secrets stand as names such as `<access_token:1>`, moments as distances from the
/// start such as `<start+121s>`; longer texts are cut.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this form: 1. Fields may be added under the same version.
    pub version: u32,
    /// The version of the program.
    pub standin: String,
    /// Who was judged.
    pub subject: Subject,
    /// By what it was judged.
    pub suite: Suite,
    /// The seed of all chance.
    pub seed: u64,
    /// Which parts these are, where the run was divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
    /// What the run comes to.
    pub conclusion: Conclusion,
    /// The exit code of the command.
    pub exit_code: u8,
    /// How many there are of each.
    pub counts: Counts,
    /// The profiles of each API, and whether they are verified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<Profile>,
    /// What became of the waivers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// The clauses in the order of their ledgers.
    pub clauses: Vec<Clause>,
    /// The cases in the order of the suite.
    pub cases: Vec<Case>,
}

/// Who was judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Subject {
    /// Whose server it is.
    pub kind: Kind,
    /// Where a foreign one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The mock of this program, in the same process.
    Embedded,
    /// A server that the program does not control.
    Foreign,
}

/// By what it was judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Suite {
    /// Where the suite comes from.
    pub origin: Origin,
    /// The version of each ledger, by API.
    pub ledgers: BTreeMap<String, u32>,
}

/// Where a suite comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Out of the program.
    BuiltIn,
    /// Out of a folder.
    Folder,
    /// Out of a run's evidence.
    Bundle,
}

/// Parts of a run that was divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Division {
    /// These, counted from 1.
    pub parts: Vec<u32>,
    /// Of so many.
    pub of: u32,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Something was seen, and all of it holds.
    Conforms,
    /// Something does not hold.
    DoesNotConform,
    /// Nothing that was seen fails, and a waiver is stale.
    StaleWaiver,
    /// The target could not be reached.
    Unreachable,
    /// Nothing that was seen fails, but not all could be seen.
    Incomplete,
    /// The run was interrupted; what was judged until then is here.
    Interrupted,
    /// Nothing was checked.
    Nothing,
    /// The tool itself is at fault.
    Broken,
}

/// How many there are of each.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Counts {
    /// Cases.
    pub cases: usize,
    /// Clauses by verdict; every verdict is there.
    pub clauses: BTreeMap<Word, usize>,
    /// Checks by verdict; every verdict is there.
    pub checks: BTreeMap<Word, usize>,
}

/// One clause of a document.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Clause {
    /// Its id.
    pub id: String,
    /// The API.
    pub provider: String,
    /// The profile that it belongs to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// The worst of its checks.
    pub verdict: Word,
    /// Why it was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// How firmly the document says it.
    pub level: Level,
    /// Whether breaking it is only worth a warning.
    pub advice: bool,
    /// Whether a client can observe it.
    pub observable: bool,
    /// Its sentence.
    pub says: String,
    /// Its document and section.
    pub place: String,
    /// How many checks of it were made.
    pub checks: usize,
    /// How many of them do not hold.
    pub failed: usize,
}

/// How firmly a document says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// In words.
    Stated,
    /// In an example.
    Sample,
    /// Not in so many words, but it follows.
    Implied,
    /// Not at all.
    Silent,
}

/// One situation, played and judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub title: String,
    /// The API.
    pub provider: String,
    /// The worst of its checks.
    pub verdict: Word,
    /// When its play began, by the clock that the subject lives by.
    pub start: String,
    /// How its play ended.
    pub end: Ending,
    /// The command that plays it alone.
    pub repeat: String,
    /// The steps at which something was checked, and the one at which the play could not go on.
    pub steps: Vec<Step>,
    /// What happened in it, and when; nothing where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
}

/// How a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// All steps were done.
    Finished,
    /// It was not begun.
    NotRun,
    /// It was not begun, because the run was interrupted.
    Interrupted,
    /// It could not go on.
    Broken,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// Its place in the case, as in `step 2, call 1`.
    pub place: String,
    /// What it does, as in `GET /TokenValidity`.
    pub does: String,
    /// Where it is written.
    pub at: Spot,
    /// The worst of its checks, and of what stopped the play.
    pub verdict: Word,
    /// Why the play could not go on here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spot {
    /// The file; of a suite out of the program, as `standin suite export` writes it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters counted from 1.
    pub column: usize,
}

/// One thing that was to hold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Check {
    /// The clause that it verifies; without one the scenario itself needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What became of it.
    pub verdict: Word,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words; or why nothing can be said.
    pub got: String,
    /// Where it is written: the expectation where it does not pass, else the step.
    pub at: Spot,
    /// The lines in which that stands; of a check that does not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// What differs, place by place; at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_differences: usize,
    /// What differs as text, as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// What was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// The command that sends it again, where a command can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Some lines of a file; the line and the column that are meant are said beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The number of the first line.
    pub first_line: usize,
    /// The lines.
    pub text: String,
    /// How many characters are meant.
    pub length: usize,
}

/// One place at which two values differ.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// A JSON path.
    pub at: String,
    /// What should be there, as JSON text; nothing where nothing should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is there, as JSON text; nothing where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

/// A request, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Request {
    /// The instance that was called.
    pub instance: String,
    /// The method.
    pub method: String,
    /// The path below the instance's URL.
    pub path: String,
    /// The query's pairs, not encoded.
    pub query: Vec<Pair>,
    /// The headers in order.
    pub headers: Vec<Pair>,
    /// What stands in the Basic header, not encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic: Option<String>,
    /// The form's pairs, not encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Vec<Pair>>,
    /// The body, where it is no form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The address that it seems to come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A command for a shell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Repeat {
    /// The command, in one line.
    pub curl: String,
    /// Its variables, and what each stands for.
    pub variables: BTreeMap<String, String>,
}

impl Report {
    /// The clause of this id.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// Every step with its case.
    pub fn steps(&self) -> impl Iterator<Item = (&Case, &Step)> {
        self.cases.iter().flat_map(|case| case.steps.iter().map(move |step| (case, step)))
    }
}

impl Step {
    /// The clauses that are checked here, each once.
    #[must_use]
    pub fn clauses(&self) -> Vec<&str> {
        let mut clauses: Vec<&str> = Vec::new();
        for clause in self.checks.iter().filter_map(|check| check.clause.as_deref()) {
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        clauses
    }
}

impl Conclusion {
    /// The conclusion as people read it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::DoesNotConform => "does not conform",
            Self::StaleWaiver => "a waiver is stale",
            Self::Unreachable => "unreachable",
            Self::Incomplete => "incomplete",
            Self::Interrupted => "interrupted",
            Self::Nothing => "nothing checked",
            Self::Broken => "broken",
        }
    }
}
