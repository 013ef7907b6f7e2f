//! A bundle of evidence, or the record of an exploration, and what is said of it: as it is, and with its hashes made right, so that
//! more of it is reached.

use conformance::evidence::{Bundle, BundleError, Exploration, Statement, gate, sha256};
use serde_json::Value;

pub(super) fn read(bytes: &[u8]) {
    take(bytes);
    if let Some(repaired) = repaired(bytes) {
        take(&repaired);
    }
}

fn take(bytes: &[u8]) {
    let bundle = match Bundle::read(bytes) {
        Ok(bundle) => bundle,
        Err(BundleError::Exploration) => return take_exploration(bytes),
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    // What was read and is written is read as the same; one that is too large to be written was too large before.
    let written = bundle.bytes().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Bundle::read(&written).as_ref(), Ok(&bundle));
    let _ = gate(&bundle, &bundle);
    match bundle.suite() {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(suite) => {
            let _ = bundle.judge_again(&suite, &suite).map(|again| (again.verdicts.conclusion(), again.changes.len()));
            let _ = Statement::about(&bundle, bytes).map(|statement| statement.bytes());
        }
    }
}

fn take_exploration(bytes: &[u8]) {
    let exploration = match Exploration::read(bytes) {
        Ok(exploration) => exploration,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let written = exploration.bytes().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Exploration::read(&written).as_ref(), Ok(&exploration));
    assert!(!Statement::about_exploration(&exploration, bytes).bytes().is_empty());
}

/// The same with the hash of each file and the one over all as they must be.
fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut bundle: Value = serde_json::from_slice(bytes).ok()?;
    let suite = bundle.get_mut("suite")?;
    let mut list = String::new();
    for file in suite.get_mut("files")?.as_array_mut()? {
        let hash = sha256(file.get("text")?.as_str()?.as_bytes());
        list += &format!("{hash}  {}\n", file.get("path")?.as_str()?);
        *file.get_mut("sha256")? = hash.into();
    }
    *suite.get_mut("sha256")? = sha256(list.as_bytes()).into();
    serde_json::to_vec(&bundle).ok()
}
