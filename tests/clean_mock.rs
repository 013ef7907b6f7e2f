//! The embedded mock against all that is asked of it. Of a changed model this one test says whether anything noticed.

use std::process::Command;

#[test]
fn the_embedded_mock_conforms_to_every_shipped_scenario_and_property() {
    let output = Command::new(env!("CARGO_BIN_EXE_standin")).args(["check", "--quiet"]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("the command starts");
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}
