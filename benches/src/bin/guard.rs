//! The command `guard`: has a path cost more instructions than it did? All of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    benches::guard::run()
}
