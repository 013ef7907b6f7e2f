//! Files that are written whole or not at all.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Tries whether the file could be written, and leaves everything as it is.
pub(super) fn try_out(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(known) if !known.is_file() => Err(io::Error::other("that is no regular file; `-` is standard output")),
        Ok(_) => beside(path).map(drop),
        Err(error) if error.kind() == io::ErrorKind::NotFound => beside(path).map(drop),
        Err(error) => Err(error),
    }
}

/// Writes the file in place of an earlier one. A reader sees the one or the other, never a part.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut temporary = beside(path)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    Ok(())
}

/// A report holds no secret: whoever may read new files here may read it.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        replace(&path, "a long first report").unwrap();
        replace(&path, "short").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn trying_out_tells_whether_it_could_be_written_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        try_out(&folder.path().join("report.json")).unwrap();
        assert!(try_out(&folder.path().join("nowhere/report.json")).is_err());
        assert!(try_out(folder.path()).is_err(), "a folder is no file");
        assert!(try_out(Path::new("/dev/null")).is_err(), "a device would be replaced");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
