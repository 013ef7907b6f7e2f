//! The command `standin`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    standin::run()
}
