//! What a ledger holds, who may use it, and what is left of a run that died.

use std::fs;
use std::sync::atomic::AtomicUsize;

use super::*;
use crate::target::{Foreign, ForeignInstance, Rotation};

const URL: &str = "https://api.example";

fn given(token: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("access_token".to_owned(), token.to_owned())])
}

fn replaced<'a>(current: &'a str, given: &'a str) -> [Replaced<'a>; 1] {
    [Replaced { name: "access_token", current, given: Some(given) }]
}

/// A ledger in a folder of its own in which a first token was replaced by a second.
fn begun() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.json");
    CredentialLedger::open(&path).unwrap().settle("main", URL, &replaced("second", "first")).unwrap();
    (folder, path)
}

fn opens_with(path: &Path, token: &str) -> Opening {
    CredentialLedger::open(path).unwrap().opening("main", URL, &given(token)).unwrap()
}

#[test]
fn the_next_run_starts_from_what_was_written_and_an_untouched_ledger_is_never_made() {
    let (folder, path) = begun();
    assert_eq!(opens_with(&path, "first").credentials, given("second"));
    let untouched = folder.path().join("untouched.json");
    let ledger = CredentialLedger::open(&untouched).unwrap();
    ledger.settle("main", URL, &[]).unwrap();
    assert!(!untouched.exists());
    assert_eq!(ledger.opening("main", URL, &given("first")).unwrap().credentials, given("first"));
}

#[test]
fn a_token_that_was_given_since_is_newer_than_the_ledgers() {
    let (_folder, path) = begun();
    assert_eq!(opens_with(&path, "third"), Opening { credentials: given("third"), renewed: ["access_token".to_owned()].into() });
    assert_eq!(opens_with(&path, "second"), Opening { credentials: given("second"), ..Opening::default() });
    let nothing = CredentialLedger::open(&path).unwrap().opening("main", URL, &BTreeMap::new()).unwrap();
    assert_eq!(nothing.credentials, given("second"));
}

#[test]
fn a_ledgers_tokens_are_never_sent_to_another_server() {
    let (_folder, path) = begun();
    let error = CredentialLedger::open(&path).unwrap().opening("main", "https://other.example", &given("first")).unwrap_err();
    assert!(matches!(error, LedgerError::Elsewhere { .. }) && !error.to_string().contains("second"), "{error}");
}

#[test]
fn a_call_under_way_is_told_until_its_answer_is_written() {
    let (_folder, path) = begun();
    let call = UnderWay { call: "POST /RefreshToken".to_owned(), case: "hyper/a".to_owned(), since: Timestamp::UNIX_EPOCH };
    let under_way = || CredentialLedger::open(&path).unwrap().under_way("main");
    CredentialLedger::open(&path).unwrap().begin("main", URL, call.clone()).unwrap();
    assert_eq!(under_way(), Some(call));
    CredentialLedger::open(&path).unwrap().settle("main", URL, &replaced("third", "first")).unwrap();
    assert_eq!(under_way(), None);
    assert_eq!(opens_with(&path, "first").credentials, given("third"));
}

#[test]
fn a_second_run_is_told_that_the_ledger_is_taken_and_may_have_it_afterwards() {
    let (_folder, path) = begun();
    let first = CredentialLedger::open(&path).unwrap();
    assert!(matches!(CredentialLedger::open(&path), Err(LedgerError::Taken(_))));
    drop(first);
    assert!(CredentialLedger::open(&path).is_ok());
}

#[cfg(unix)]
#[test]
fn nobody_but_its_owner_can_use_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = begun();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = CredentialLedger::open(&path).unwrap_err();
    assert!(error.to_string().contains("mode 640") && error.to_string().contains("chmod 600"), "{error}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(CredentialLedger::open(&path).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_what_it_leads_to_is_replaced() {
    let (folder, path) = begun();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    CredentialLedger::open(&link).unwrap().settle("main", URL, &replaced("third", "first")).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(opens_with(&path, "first").credentials, given("third"));
}

#[test]
fn what_was_written_whole_before_the_run_died_is_put_in_place_and_a_part_of_it_is_not() {
    let (_folder, path) = begun();
    let whole = fs::read_to_string(&path).unwrap().replace("second", "third");
    let new = path.with_file_name("ledger.json.new");
    for length in 0..whole.trim_end().len() {
        write_privately(&new, &whole[..length]);
        assert_eq!(opens_with(&path, "first").credentials, given("second"), "{length} bytes");
        assert!(!new.exists());
    }
    write_privately(&new, &whole);
    assert_eq!(opens_with(&path, "first").credentials, given("third"));
}

fn write_privately(path: &Path, text: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::write(path, "").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    fs::write(path, text).unwrap();
}

#[test]
fn what_is_no_ledger_or_cannot_be_kept_is_told_without_what_is_in_it() {
    let (folder, path) = begun();
    for (text, says) in [("{\"access_token\": \"hidden\"}", "no ledger"), ("{\"standin_ledger\": 2, \"instances\": {}}", "form 2"), ("", "no ledger")]
    {
        write_privately(&path, text);
        let error = CredentialLedger::open(&path).unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("hidden"), "{error}");
    }
    let error = CredentialLedger::open(&folder.path().join("nowhere/ledger.json")).unwrap_err().to_string();
    assert!(error.contains("new tokens cannot be written there"), "{error}");
}

#[test]
fn each_step_of_a_write_has_its_witness_and_one_that_changes_nothing_has_none() {
    let (_folder, path) = begun();
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = steps.clone();
    let ledger = CredentialLedger::open(&path).unwrap().watched_by(Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    ledger.settle("main", URL, &replaced("third", "first")).unwrap();
    ledger.settle("main", URL, &replaced("third", "first")).unwrap();
    assert_eq!(steps.load(Ordering::Relaxed), 2);
}

#[test]
fn a_call_that_cannot_be_noted_is_refused_as_often_as_it_is_to_be_sent() {
    let (_folder, path) = begun();
    let instances = BTreeMap::from([("main".to_owned(), ForeignInstance::new(URL, given("first"), given("first")))]);
    let foreign = Foreign::of(instances, crate::target::Clock::Told(|| Timestamp::UNIX_EPOCH))
        .with_ledger(CredentialLedger::open(&path).unwrap(), Rotation::default());
    let begin = || foreign.begin("main", "POST /RefreshToken", "hyper/a");
    // A folder where the new ledger is to be written.
    let successor = path.with_file_name(format!("{}.new", path.file_name().unwrap().display()));
    fs::create_dir(&successor).unwrap();
    assert!(begin().is_err() && begin().is_err());
    fs::remove_dir(&successor).unwrap();
    begin().unwrap();
    drop(foreign);
    assert!(CredentialLedger::open(&path).unwrap().under_way("main").is_some());
}
