//! A fuzzer of the readers of outside bytes. The environment's `READER` names the one that is fuzzed; `fuzz/run` calls it.
#![no_main]

mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use targets::{READERS, Reader};

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let name = std::env::var("READER").unwrap_or_default();
    let found = READERS.iter().find(|(known, _)| *known == name).map(|(_, reader)| *reader);
    found.unwrap_or_else(|| panic!("READER names no reader; there are {}", READERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")))
});

fuzz_target!(|bytes: &[u8]| READER(bytes));
