//! Programs as they are run: within their time, and with bounded output.

use std::path::Path;
use std::time::{Duration, Instant};

use conformance::target::program::{Ended, Program, ProgramError, Standing};

fn shell(script: &str, timeout: Duration, standing: Standing) -> Result<Ended, ProgramError> {
    let words = ["sh", "-c", script].map(str::to_owned);
    Program { words: &words, timeout, folder: Path::new(""), longest: 16, standing }.run()
}

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

#[test]
fn what_a_program_prints_and_its_last_complaint_are_told_within_bounds() {
    let ended = shell("echo shown; echo first >&2; printf 'l\\033ast\\n\\n' >&2; exit 3", LONG, Standing::Alone).unwrap();
    assert_eq!((ended.printed.as_slice(), ended.complaint.as_str(), ended.status.code()), (&b"shown\n"[..], "last", Some(3)));
    assert_eq!(shell("echo x >&2", LONG, Standing::AtTheTerminal).unwrap().complaint, "");
    assert_eq!(shell("yes", LONG, Standing::Alone).unwrap().printed.len(), 17);
    let loud = shell("yes complaint | head -c 1000000 >&2; echo end >&2", LONG, Standing::Alone).unwrap();
    assert_eq!(loud.complaint, "end");
}

#[test]
fn a_program_that_takes_too_long_is_ended_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("child");
    let script = format!("sleep 60 & echo $! >{}; wait", file.display());
    assert!(matches!(shell(&script, SHORT, Standing::Alone), Err(ProgramError::Slow(_))));
    let child = std::fs::read_to_string(&file).unwrap();
    let gone = || !std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).is_ok_and(|stat| !stat.contains(") Z "));
    let deadline = Instant::now() + LONG;
    while !gone() && Instant::now() < deadline {
        std::thread::park_timeout(Duration::from_millis(20));
    }
    assert!(gone(), "the child outlived its parent");
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let words = ["no-such-program".to_owned()];
    let program = Program { words: &words, timeout: LONG, folder: Path::new(""), longest: 16, standing: Standing::Alone };
    assert!(program.run().unwrap_err().to_string().contains("cannot be started"));
}
