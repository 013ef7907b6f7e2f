//! Every clause that binds and can be observed is verified somewhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use providers::Level;

use super::super::{Case, Source};
use super::verifies;
use crate::diagnostic::Diagnostic;
use crate::suite::Suite;

pub(super) fn check(suite: &Suite, questions: &[Case], complaints: &mut Vec<Diagnostic>) {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for case in questions {
        if providers::find(&case.provider).is_ok() && suite.ledgers.contains_key(&case.provider) {
            named.extend(verifies::clauses(case));
        }
    }
    for (provider, ledger) in &suite.ledgers {
        let source = ledger_source(suite, provider);
        let binding = ledger.clauses.iter().filter(|clause| clause.level != Level::Silent && clause.unobservable.is_none());
        for clause in binding.filter(|clause| !named.contains(clause.id.as_str())) {
            let at = source.text.find(&clause.id).unwrap_or(0);
            let complaint = Diagnostic::new(&source, at..at + clause.id.len(), format!("no scenario verifies the clause `{}`", clause.id));
            complaints.push(complaint.help("write a scenario for it, or say in the ledger why it is `unobservable`"));
        }
    }
}

fn ledger_source(suite: &Suite, provider: &str) -> Arc<Source> {
    let path = suite.manifest.ledgers.get(provider).cloned().unwrap_or_default();
    let text = String::from_utf8_lossy(suite.files.get(&path).unwrap_or_default()).into_owned();
    Arc::new(Source { path, text: text.into() })
}
