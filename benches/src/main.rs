//! The command `benches`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    benches::run()
}
