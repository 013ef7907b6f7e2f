//! Files that are written whole or not at all: a reader sees the earlier one or the new one, never a part.

mod lines;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

pub(crate) use lines::{Absent, Lines};

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
}
