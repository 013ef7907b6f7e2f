//! Files that are written whole or not at all: a reader sees the earlier one or the new one, never a part.

mod lines;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

pub(crate) use lines::{Absent, Lines};

/// So many files of one name may lie beside each other.
const MOST_NAMESAKES: usize = 1_000;

/// Who may read a file.
#[derive(Clone, Copy)]
pub(crate) enum Readers {
    /// Its owner alone, for it holds secrets.
    Owner,
    /// Whoever may read new files in its folder.
    Any,
}

/// Tries whether the file could be written, and leaves everything as it is: once a run is over it is too late to learn it.
pub(crate) fn try_out(path: &Path) -> io::Result<()> {
    replaceable(path)?;
    NamedTempFile::new_in(folder(path)).map(drop)
}

/// Writes the file in place of an earlier one. Where that fails, what was there is still there.
pub(crate) fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    replaceable(path)?;
    let folder = folder(path);
    let mut file = beside(folder, readers)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync(folder)
}

/// Writes a file that was not there, whole or not at all; where one of this name is, under the next name. One that says the same is left
/// as it is.
pub(crate) fn write_new(path: &Path, text: &str) -> io::Result<PathBuf> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    let mut file = beside(folder, Readers::Any)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let stem = path.with_extension("");
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let names = (2..MOST_NAMESAKES).map(|number| PathBuf::from(format!("{}-{number}.{ending}", stem.display())));
    for path in std::iter::once(path.to_owned()).chain(names) {
        if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(path);
        }
        match file.persist_noclobber(&path) {
            Ok(_) => return sync(folder).map(|()| path),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => file = taken.file,
            Err(failed) => return Err(failed.error),
        }
    }
    Err(io::Error::other("there are too many files of this name already"))
}

/// A folder, a pipe or a device is not to be replaced by a file.
fn replaceable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => Err(io::Error::other("that is no regular file")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file is its owner's alone unless somebody says otherwise.
fn beside(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    if let Readers::Any = readers {
        builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// The new name is safe once the folder is; elsewhere than on Unix a folder cannot be opened.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        replace(&path, b"a long first report", Readers::Any).unwrap();
        replace(&path, b"short", Readers::Any).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn trying_out_tells_whether_it_could_be_written_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        try_out(&folder.path().join("report.json")).unwrap();
        assert!(try_out(&folder.path().join("nowhere/report.json")).is_err());
        assert!(try_out(folder.path()).is_err() && replace(folder.path(), b"x", Readers::Any).is_err(), "a folder is no file");
        assert!(try_out(Path::new("/dev/null")).is_err(), "a device would be replaced");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_secrets_is_its_owners_alone_and_another_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |readers| {
            let path = folder.path().join("ready.json");
            replace(&path, b"{}", readers).unwrap();
            fs::metadata(&path).unwrap().permissions().mode() & 0o077
        };
        // The folder's umask may take away more, and then the files are alike.
        fs::write(folder.path().join("plain"), "").unwrap();
        let plain = fs::metadata(folder.path().join("plain")).unwrap().permissions().mode() & 0o077;
        assert_eq!((mode(Readers::Owner), mode(Readers::Any)), (0, plain));
    }

    #[test]
    fn a_failure_is_written_over_no_other_and_the_same_one_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hyper/properties/a-b-seed-1-case-0.yaml");
        assert_eq!(write_new(&path, "one").unwrap(), path);
        assert_eq!(write_new(&path, "one").unwrap(), path);
        let other = folder.path().join("hyper/properties/a-b-seed-1-case-0-2.yaml");
        assert_eq!(write_new(&path, "other").unwrap(), other);
        assert_eq!((fs::read_to_string(&path).unwrap(), fs::read_to_string(&other).unwrap()), ("one".to_owned(), "other".to_owned()));
    }
}
