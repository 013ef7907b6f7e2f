//! What is told before a target is called: what will be done, what cannot be, and what the last run left.

use conformance::report::Detail;
use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{Forecast, Foreign, forecast};

use super::{CheckError, Options, target};
use crate::print::{aside, print};

/// Tells it: on standard output where nothing else is wanted, else beside the report. Nothing is forecast where nobody is told.
pub(super) fn tell(
    options: &Options,
    cases: &[Case],
    foreign: &Foreign,
    suite: &Suite,
    described: Option<&Described>,
) -> Result<Option<Forecast>, CheckError> {
    let dry_run = options.rehearsal.dry_run;
    let forecast = (dry_run || !options.quiet).then(|| forecast(cases, foreign));
    if let Some(forecast) = &forecast {
        let detail = if dry_run { Detail::Full } else { Detail::Brief };
        let text = [head(foreign, described), forecast.text(detail), declared(suite, described)].concat();
        if dry_run { print(&text)? } else { aside(text.trim_end()) }
    }
    target::doubts_before(foreign).iter().for_each(|doubt| aside(doubt));
    Ok(forecast)
}

fn head(foreign: &Foreign, described: Option<&Described>) -> String {
    let Some(described) = described else { return format!("target {}\n", foreign.url) };
    let instance = |(name, instance): (&String, &conformance::target::ForeignInstance)| {
        let plain = if instance.base_url.starts_with("http://") { ", where tokens cross the network as they are" } else { "" };
        format!("  instance {name} at {}{plain}\n", instance.base_url)
    };
    let instances: String = foreign.instances().iter().map(instance).collect();
    format!("target {}, {}\n{instances}", described.name, described.api)
}

fn declared(suite: &Suite, described: Option<&Described>) -> String {
    let Some((described, ledger)) = described.and_then(|described| Some((described, suite.ledgers.get(&described.api)?))) else {
        return String::new();
    };
    let lines: String = described.declared.lines(ledger).iter().map(|line| format!("  {line}\n")).collect();
    if lines.is_empty() { lines } else { format!("declared to be otherwise, and therefore told as unsupported:\n{lines}") }
}
