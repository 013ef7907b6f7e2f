//! All that is asked, and of whom: scenarios, properties and exploration, each by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use conformance::explore::{Budget, ExploreError, Order, Reach, Silence, explore};
use conformance::judge::{judge, judge_stranger};
use conformance::play::{Plan, Watcher, play};
use conformance::property::Draws;
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::{Clock, Foreign, Rate, Target, credentials_used};
use conformance::transcript::Play;
use conformance::verdict::{Verdict, Verdicts};
use jiff::Timestamp;
use mock_server::Config;
use providers::{Api, CATALOGUE, suggestion};
use serde_json::{Map, Value};

use super::null::{Null, NullServer};
use super::result::{Caught, Outcome};
use super::{Options, StrengthError, silence};
use crate::embedded::{Deviations, Embedded};
use crate::explore::ModelKeys;

/// The steps after which exploration of a server that must not differ ends.
const STEPS_OF_THE_CLEAN: u64 = 600;
/// So many cases are played at once of one server, beside other servers.
const JOBS: usize = 4;
/// So many calls are under way at once to a server that knows nothing.
const LINES: usize = 8;

/// What is asked.
pub(super) struct Questions {
    pub(super) suite: Suite,
    pub(super) apis: Vec<&'static dyn Api>,
    snapshots: Snapshots,
    properties: Vec<Case>,
    keys: ModelKeys,
    seed: u64,
    steps: u64,
    sampled: bool,
}

/// Who is asked.
#[derive(Clone, Debug)]
pub(super) enum Server {
    /// The mock with one deviation: its name, the clause that it breaks, and what is different.
    Deviating { api: &'static str, name: &'static str, breaks: &'static str, says: &'static str },
    /// A server that knows nothing of the API.
    Null { api: &'static str, null: Null },
    /// The clean mock with these settings of silent points.
    Clean { api: &'static str, settings: Map<String, Value> },
}

impl Server {
    pub(super) fn api(&self) -> &'static str {
        match self {
            Self::Deviating { api, .. } | Self::Null { api, .. } | Self::Clean { api, .. } => api,
        }
    }

    /// What it is called where it is told of.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Deviating { api, name, .. } => format!("{api}={name}"),
            Self::Null { api, null } => format!("{api}: a server that {}", null.says()),
            Self::Clean { api, settings } if settings.is_empty() => format!("{api}: the clean mock"),
            Self::Clean { api, settings } => {
                let said: Vec<String> = settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                format!("{api}: the clean mock with {}", said.join(", "))
            }
        }
    }
}

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        false
    }
}

impl Questions {
    pub(super) fn of(suite: Suite, options: &Options) -> Result<Self, StrengthError> {
        let apis = match options.names.as_slice() {
            [] => CATALOGUE.to_vec(),
            names => names.iter().map(|name| providers::find(name)).collect::<Result<_, _>>()?,
        };
        if let Some(only) = &options.only {
            let names: Vec<&str> = apis.iter().flat_map(|api| api.deviations()).map(|(name, ..)| name).collect();
            if !names.contains(&only.as_str()) {
                let near = suggestion(only, names.iter().copied());
                return Err(StrengthError::Usage(format!("there is no deviation `{only}`; {near}")));
            }
        }
        let snapshots = Snapshots::of(&suite)?;
        let scenarios: BTreeSet<&str> = suite.cases.iter().map(|case| case.id.as_str()).collect();
        let mut properties = suite.asked(options.seed, Draws::AsWritten);
        properties.retain(|case| !scenarios.contains(case.id.as_str()));
        Ok(Self {
            apis,
            snapshots,
            properties,
            keys: ModelKeys::default(),
            seed: options.seed,
            steps: options.steps.get(),
            sampled: options.one_in.is_some() || options.only.is_some(),
            suite,
        })
    }

    /// The seed of all chance.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether only some servers are asked.
    pub(super) fn sampled(&self) -> bool {
        self.sampled
    }

    /// Everybody who is asked: deviations, then those who know nothing, then the clean mock in its readings.
    pub(super) fn servers(&self, options: &Options) -> Vec<Server> {
        let mut servers = Vec::new();
        for api in &self.apis {
            let deviation = |(name, breaks, says): (&'static str, providers::ClauseId, &'static str)| Server::Deviating {
                api: api.name(),
                name,
                breaks: breaks.0,
                says,
            };
            servers.extend(api.deviations().into_iter().map(deviation));
        }
        if let Some(only) = &options.only {
            servers.retain(|server| matches!(server, Server::Deviating { name, .. } if name == only));
            return servers;
        }
        for api in &self.apis {
            servers.extend(Null::ALL.map(|null| Server::Null { api: api.name(), null }));
            let ledger = self.suite.ledgers.get(api.name());
            let readings = ledger.map(|ledger| silence::readings(*api, ledger, self.seed)).unwrap_or_default();
            servers.extend(readings.into_iter().map(|settings| Server::Clean { api: api.name(), settings }));
        }
        if let (Some(part), Some(by)) = (options.one_in, &options.by) {
            servers.retain(|server| fingerprint(&format!("{by} {}", server.name())).is_multiple_of(u64::from(part.get())));
        }
        servers
    }

    /// Asks one server everything.
    pub(super) async fn ask(&self, server: Server) -> Result<Outcome, StrengthError> {
        match &server {
            Server::Deviating { api, name, .. } => {
                let deviations = Deviations::from([((*api).to_owned(), (*name).to_owned())]);
                let (http, embedded) = Embedded::start(Config::default(), deviations).await?;
                let target = Target::Controlled(Arc::new(embedded));
                let scenarios = self.judged(&self.scenarios(api), &target, judge).await?;
                let properties = self.judged(&self.drawn(api), &target, judge).await?;
                let explored = self.explored(&server, target, Silence::Known, self.steps).await?;
                http.shutdown().await;
                Ok(Outcome { server, scenarios: failed(&scenarios), properties: failed(&properties), explored, passed: BTreeSet::new() })
            }
            Server::Null { api, null } => {
                let serving = NullServer::start(*null).map_err(StrengthError::Runtime)?;
                let target = Target::Foreign(Arc::new(self.stranger(&serving, api)));
                let cases = [self.scenarios(api), self.drawn(api)].concat();
                let verdicts = self.judged(&cases, &target, judge).await?;
                let clauses = verdicts.clauses.iter().filter(|clause| clause.verdict == Verdict::Pass);
                let passed = clauses.map(|clause| clause.clause.clone()).collect();
                // To explore one that never answers is to wait; whoever does not answer passes nothing.
                let explored = match null.answers() {
                    true => self.explored(&server, Target::Foreign(Arc::new(self.stranger(&serving, api))), Silence::Open, 1).await?,
                    false => Caught::Elsewhere("no answer".to_owned()),
                };
                Ok(Outcome { server, scenarios: BTreeSet::new(), properties: BTreeSet::new(), explored, passed })
            }
            Server::Clean { api, settings } => {
                let (http, embedded) = Embedded::start(Config::default(), Deviations::new()).await?;
                let target = Target::Controlled(Arc::new(silence::Otherwise { mock: embedded, settings: settings.clone() }));
                let judge = if settings.is_empty() { judge } else { judge_stranger };
                let scenarios = self.judged(&self.scenarios(api), &target, judge).await?;
                let properties = self.judged(&self.drawn(api), &target, judge).await?;
                let explored = self.explored(&server, target, Silence::Open, STEPS_OF_THE_CLEAN).await?;
                http.shutdown().await;
                Ok(Outcome { server, scenarios: failed(&scenarios), properties: failed(&properties), explored, passed: BTreeSet::new() })
            }
        }
    }

    /// A server of which its URL and made-up credentials are all that is known; nobody waits on it.
    fn stranger(&self, server: &NullServer, api: &str) -> Foreign {
        let used = self.suite.cases.iter().filter(|case| case.provider == api).flat_map(credentials_used);
        let credentials: BTreeMap<String, String> = used.map(|name| (name.clone(), format!("a-value-of-{name}"))).collect();
        let clock = Clock::flowing(Timestamp::now(), Rate::REAL);
        Foreign::new(&server.url(), clock, credentials).waiting_at_most(Duration::ZERO).with_lines(LINES)
    }

    fn scenarios(&self, api: &str) -> Vec<Case> {
        self.suite.cases.iter().filter(|case| case.provider == api).cloned().collect()
    }

    fn drawn(&self, api: &str) -> Vec<Case> {
        self.properties.iter().filter(|case| case.provider == api).cloned().collect()
    }

    async fn judged(&self, cases: &[Case], target: &Target, judge: Judge) -> Result<Verdicts, StrengthError> {
        let ledgers = self.suite.ledgers_of(cases);
        let plan = Plan { cases: cases.to_vec(), ledgers: ledgers.clone(), target: target.clone(), seed: self.seed, jobs: JOBS };
        let transcript = play(plan, Arc::new(Nobody)).await?;
        Ok(judge(cases, &ledgers, &self.snapshots, &transcript))
    }

    /// What exploration finds: the clause that the model decided by where the server differs.
    async fn explored(&self, server: &Server, target: Target, silence: Silence, steps: u64) -> Result<Caught, StrengthError> {
        let api = providers::find(server.api())?;
        let order = Order {
            api,
            ledgers: &self.suite.ledgers,
            target,
            keys: &self.keys,
            silence,
            seed: self.seed,
            reach: Reach::Steps(steps),
            jobs: JOBS,
            shrinking: Budget { plays: 0, time: Duration::ZERO },
        };
        match explore(&order, Arc::new(Nobody)).await {
            Ok(explored) => Ok(match explored.found {
                None => Caught::Not,
                Some(found) => Caught::Elsewhere(found.wrong.clause.unwrap_or_default()),
            }),
            // A server that says nothing that can be understood does not pass either.
            Err(ExploreError::Unreachable(why)) => Ok(Caught::Elsewhere(why)),
            Err(error) => Err(StrengthError::Explore { server: server.name(), error }),
        }
    }
}

type Judge = fn(&[Case], &BTreeMap<String, providers::Ledger>, &Snapshots, &conformance::transcript::Transcript) -> Verdicts;

/// The clauses that do not hold; of advice that is a warning.
fn failed(verdicts: &Verdicts) -> BTreeSet<String> {
    verdicts.clauses.iter().filter(|clause| matches!(clause.verdict, Verdict::Fail | Verdict::Warning)).map(|clause| clause.clause.clone()).collect()
}

/// A number that depends on a text alone (FNV-1a, with its bits stirred so that the lowest depend on all).
fn fingerprint(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}
