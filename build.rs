//! The suite is compiled in; a file that is added, changed or taken away must bring about a new build.

fn main() {
    for part in ["scenarios", "snapshots", "suite.yaml"] {
        println!("cargo:rerun-if-changed={part}");
    }
}
