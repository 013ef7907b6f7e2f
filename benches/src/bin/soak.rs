//! The command `soak`: does Standin stay as it is, however long it serves? All of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    benches::soak::run()
}
