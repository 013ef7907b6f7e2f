//! What becomes of the commands where their output is not taken.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output, Stdio};

/// Every command that prints, each of which ends well where it can.
const COMMANDS: [&[&str]; 7] = [
    &["deviations"],
    &["lint"],
    &["schema"],
    &["reference", "hyper"],
    &["check", "--list"],
    &["check", "--filter", "lost-answer"],
    &["snapshots", "diff"],
];

fn standin(arguments: &[&str], stdout: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).stdout(stdout).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_reader_who_has_gone_away_changes_no_exit_code_and_nothing_is_said() {
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(said(&standin(arguments, writer.into())), (Some(0), String::new()), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_goes_nowhere_is_an_error_and_no_success() {
    for arguments in COMMANDS {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (code, text) = said(&standin(arguments, full.into()));
        assert_eq!(code, Some(70), "{arguments:?}: {text}");
        assert!(text.starts_with("standin: cannot print: No space left"), "{arguments:?}: {text}");
    }
}
