//! `standin completions`: prints what makes a shell complete the command's words.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// The options of `standin completions`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  standin completions bash > ~/.local/share/bash-completion/completions/standin
  standin completions zsh > ~/.zfunc/_standin
  standin completions fish > ~/.config/fish/completions/standin.fish";

/// Prints the script.
///
/// # Errors
/// It cannot be printed.
pub(crate) fn run(options: &Options, mut command: Command) -> Result<Exit, PrintError> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "standin", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Success)
}
