//! Writes a file in one step, so that whoever finds one finds all of it.

use std::io::{self, Write};
use std::path::Path;
use std::{fs, fs::File};

use tempfile::{Builder, NamedTempFile};

/// Tries whether the file could be written, and leaves everything as it is: after hours of playing it is too late.
///
/// # Errors
/// It could not.
pub fn try_out(path: &Path) -> io::Result<()> {
    replaceable(path)?;
    NamedTempFile::new_in(folder(path)).map(drop)
}

/// Writes a file that everybody may read, in place of an earlier one.
///
/// # Errors
/// It cannot be written; what was there is still there then.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replaceable(path)?;
    let folder = folder(path);
    let mut file = readable(&mut Builder::new()).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync(folder)
}

/// A folder, a pipe or a device is not to be replaced by a file.
fn replaceable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => Err(io::Error::other("something is there that is no file")),
        _ => Ok(()),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file is its owner's alone, which evidence is not.
#[cfg(unix)]
fn readable<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    builder
}

/// The new name is safe once the folder is; elsewhere than on Unix a folder cannot be opened.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.json");
        try_out(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        write(&path, b"first and long").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(
            try_out(folder.path()).is_err() && write(folder.path(), b"x").is_err() && try_out(&folder.path().join("nowhere/evidence.json")).is_err()
        );
    }
}
