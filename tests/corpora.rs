//! Every reader of outside bytes reads its whole corpus, and mutations of it. `fuzz/run` looks for more, led by coverage.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use targets::{READERS, Reader};

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpora");
/// No corpus has more files and bytes than so many.
const MOST: (usize, usize) = (200, 300_000);
/// So many mutations of each corpus are read.
const MUTATIONS: u32 = 256;

/// The files of a reader's corpus by name.
fn corpus(reader: &str) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(Path::new(FOLDER).join(reader)).unwrap().map(|file| file.unwrap());
    let mut corpus: Vec<_> = files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect();
    corpus.sort();
    corpus
}

/// Whether it reads these bytes without a panic, which is printed.
fn reads(reader: Reader, bytes: &[u8]) -> bool {
    std::panic::catch_unwind(|| reader(bytes)).is_ok()
}

#[test]
fn every_reader_reads_its_corpus() {
    for (name, reader) in READERS {
        for (file, bytes) in corpus(name) {
            assert!(reads(*reader, &bytes), "fuzz/corpora/{name}/{file}");
        }
    }
}

#[test]
fn every_reader_reads_mutations_of_its_corpus() {
    for (name, reader) in READERS {
        let corpus: Vec<Vec<u8>> = corpus(name).into_iter().map(|(_, bytes)| bytes).collect();
        let config = Config { cases: MUTATIONS, failure_persistence: None, ..Config::default() };
        let read = TestRunner::new(config).run(&mutations(corpus), |bytes| {
            reader(&bytes);
            Ok(())
        });
        read.unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
}

#[test]
fn every_reader_has_a_corpus_that_is_small_and_no_corpus_lacks_its_reader() {
    let folders: BTreeSet<String> = fs::read_dir(FOLDER).unwrap().map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, READERS.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (name, _) in READERS {
        let corpus = corpus(name);
        let bytes: usize = corpus.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!((1..=MOST.0).contains(&corpus.len()) && bytes <= MOST.1, "{name}: {} files, {bytes} bytes", corpus.len());
    }
}

/// One entry with parts of it, or of another, where others stood.
fn mutations(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let other = prop::sample::select(corpus.clone());
    let piece = prop_oneof![
        2 => (other, any::<prop::sample::Index>(), 0..40_usize).prop_map(|(entry, at, length)| stretch(&entry, at, length).to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => Just(Vec::new()),
    ];
    let edit = (any::<prop::sample::Index>(), 0..20_usize, piece);
    (prop::sample::select(corpus), prop::collection::vec(edit, 1..6)).prop_map(|(mut bytes, edits)| {
        for (at, length, piece) in edits {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + length);
            bytes.splice(at..end, piece);
        }
        bytes
    })
}

fn stretch(entry: &[u8], at: prop::sample::Index, length: usize) -> &[u8] {
    let at = at.index(entry.len() + 1);
    &entry[at..entry.len().min(at + length)]
}
