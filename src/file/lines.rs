//! A file that grows by whole lines, each of which is safe before the next is written. One program has it at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The file, and nobody else's as long as this lives.
#[derive(Debug)]
pub(crate) struct Lines(File);

/// Whether a file is made where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It is made.
    Made,
    /// That is an error.
    Told,
}

impl Lines {
    /// Takes the file at a path, and tells what is in it: no more than so many bytes and one.
    ///
    /// # Errors
    /// It cannot be had, is no file, or another program has it.
    pub(crate) fn take(path: &Path, absent: Absent, most: u64) -> io::Result<(Self, Vec<u8>)> {
        super::replaceable(path)?;
        let file = OpenOptions::new().read(true).write(true).create(absent == Absent::Made).truncate(false).open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(io::Error::other("another run has it")),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
        }
        let mut bytes = Vec::new();
        (&file).take(most + 1).read_to_end(&mut bytes)?;
        Ok((Self(file), bytes))
    }

    /// Cuts off all that stands after so many bytes.
    pub(crate) fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.0.set_len(bytes)?;
        self.0.seek(SeekFrom::Start(bytes)).map(drop)
    }

    /// Adds a line, and does not come back before it is on the disk.
    pub(crate) fn add(&mut self, line: &str) -> io::Result<()> {
        self.0.write_all(line.as_bytes())?;
        self.0.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_behind_what_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        std::fs::write(&path, "one\ntwo\nthr").unwrap();
        let (mut lines, there) = Lines::take(&path, Absent::Told, 100).unwrap();
        assert_eq!(there, b"one\ntwo\nthr");
        lines.cut(8).unwrap();
        lines.add("three\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\nthree\n");
    }

    #[test]
    fn a_file_that_somebody_has_is_not_taken_and_afterwards_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert!(Lines::take(&path, Absent::Told, 100).is_err(), "there is none");
        let held = Lines::take(&path, Absent::Made, 100).unwrap();
        assert_eq!(Lines::take(&path, Absent::Made, 100).unwrap_err().to_string(), "another run has it");
        drop(held);
        assert!(Lines::take(&path, Absent::Told, 100).is_ok());
        assert!(Lines::take(folder.path(), Absent::Made, 100).is_err(), "a folder is no file");
    }
}
