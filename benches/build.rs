//! The compiler and the target, by which counts of instructions are kept.

use std::process::Command;

fn main() {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(compiler).arg("--version").output().map(|told| told.stdout).unwrap_or_default();
    println!("cargo::rustc-env=COMPILER={}", String::from_utf8_lossy(&version).trim());
    println!("cargo::rustc-env=TARGET={}", std::env::var("TARGET").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
}
