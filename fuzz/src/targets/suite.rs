//! A small suite with the real ledgers, beside which files are read.

use std::sync::LazyLock;

use conformance::diagnostic::{Diagnostic, Paint};
use conformance::suite::{Files, MANIFEST, Origin, Reading};

/// Where the scenario lies that is read.
pub(super) const SCENARIO: &str = "scenarios/hyper/refusals/read.yaml";

const FILES: [(&str, &str); 6] = [
    (MANIFEST, "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledgers/hyper.yaml, hyp: ledgers/hyp.yaml}\n"),
    ("scenarios/fragments/hyper/ten-refreshes.yaml", include_str!("../../../scenarios/fragments/hyper/ten-refreshes.yaml")),
    ("scenarios/fragments/hyper/before-the-block-of-access.yaml", include_str!("../../../scenarios/fragments/hyper/before-the-block-of-access.yaml")),
    ("scenarios/hyper/a.yaml", include_str!("../../../scenarios/hyper/refusals/a-wrong-token-gets-missing-or-wrong.yaml")),
    ("scenarios/hyper/b.yaml", include_str!("../../../scenarios/hyper/administration/the-whitelist-guards-every-function.yaml")),
    ("scenarios/hyp/a.yaml", include_str!("../../../scenarios/hyp/session/a-session-takes-the-place-of-user-and-password.yaml")),
];

/// The suite, read once.
pub(super) static SUITE: LazyLock<Reading> = LazyLock::new(|| {
    let mut files = Files::default();
    for (path, text) in FILES {
        files.insert(path, text.as_bytes());
    }
    for api in ["hyper", "hyp"] {
        let ledger = providers::find(api).unwrap_or_else(|error| panic!("{error}")).ledger();
        files.insert(format!("ledgers/{api}.yaml"), ledger.as_bytes());
    }
    Reading::read(files, Origin::BuiltIn).unwrap_or_else(|error| panic!("{error}"))
});

/// Every complaint says something, in few lines, in either paint.
pub(super) fn judge(complaints: &[Diagnostic]) {
    for complaint in complaints {
        assert!(!complaint.what.is_empty());
        assert!(complaint.line() <= complaint.source.text.matches('\n').count() + 1);
        assert!(!complaint.render(Paint::Plain).is_empty() && !complaint.render(Paint::Coloured).is_empty());
    }
}
