//! `standin completions` and `standin manual`: made from the command line's own description, so that they cannot lag behind it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

fn standin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = standin(arguments);
    assert_eq!(status.code(), Some(0), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// The names of the sub-commands, as `--help` lists them.
fn commands() -> Vec<String> {
    let help = printed(&["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).filter(|name| name != "help").collect();
    assert!(names.len() > 12 && names.iter().any(|name| name == "serve"), "{help}");
    names
}

#[test]
fn every_shell_is_told_of_every_sub_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn a_shell_that_is_none_is_told_the_nearest() {
    let Output { status, stderr, .. } = standin(&["completions", "bsh"]);
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8(stderr).unwrap().contains("bash"));
}

#[test]
fn every_sub_command_has_a_page_of_the_manual_and_the_first_names_them_all() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    assert_eq!(printed(&["manual", "--output", pages.to_str().unwrap()]), "");
    let first = std::fs::read_to_string(pages.join("standin.1")).unwrap();
    assert_eq!(printed(&["manual"]), first);
    for command in commands() {
        let page = std::fs::read_to_string(pages.join(format!("standin-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{page}");
        assert!(first.contains(&format!("standin\\-{command}(1)")), "{command} is not in {first}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "").unwrap();
    let Output { status, stderr, .. } = standin(&["manual", "--output", file.to_str().unwrap()]);
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8(stderr).unwrap().contains("taken"));
}

#[test]
fn the_container_is_built_by_the_toolchain_that_the_project_names_and_begins_as_serve_does() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let toolchain = read("rust-toolchain.toml");
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = ")).unwrap().trim_matches('"');
    let container = read("Containerfile");
    assert!(container.contains(&format!("FROM rust:{channel}-")), "{container}");
    // Without a token the control plane refuses to be reached from elsewhere, which is what docs/install.md says.
    let Output { status, stderr, .. } = standin(&["serve", "--bind", "0.0.0.0", "--control-bind", "0.0.0.0", "--control-token", ""]);
    assert_eq!(status.code(), Some(2), "{}", String::from_utf8_lossy(&stderr));
}
