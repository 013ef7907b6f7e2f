//! A file of credentials: new tokens are in it, safe on the disk, before they are used.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A JSON object of credentials by name, readable by its owner alone.
#[derive(Clone, Debug)]
pub struct CredentialsFile(PathBuf);

impl CredentialsFile {
    /// The file at this path, which need not be there yet.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// What is in it; nothing where there is no file.
    ///
    /// # Errors
    /// It cannot be read, or is no JSON object of texts.
    pub fn read(&self) -> io::Result<BTreeMap<String, String>> {
        match fs::read(&self.0) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    /// Tries whether new tokens could be written, and leaves everything as it is: once a token is replaced it is too late.
    ///
    /// # Errors
    /// They could not.
    pub fn try_out(&self) -> io::Result<()> {
        NamedTempFile::new_in(self.folder()).map(drop)
    }

    /// Replaces what is in it, in one step.
    ///
    /// # Errors
    /// It cannot be written; what was in it is still there then.
    pub fn write(&self, credentials: &BTreeMap<String, String>) -> io::Result<()> {
        let folder = self.folder();
        // A temporary file is made with mode 0600, and keeps it under its new name.
        let mut file = NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, credentials)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&self.0)?;
        File::open(folder)?.sync_all()
    }

    fn folder(&self) -> &Path {
        self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_was_written_is_read_again_and_a_missing_file_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let file = CredentialsFile::at(&folder.path().join("tokens.json"));
        assert_eq!(file.read().unwrap(), BTreeMap::new());
        file.write(&one("access_token", "first")).unwrap();
        file.write(&one("access_token", "second")).unwrap();
        assert_eq!(file.read().unwrap(), one("access_token", "second"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays behind");
    }

    #[test]
    fn trying_out_tells_whether_it_could_be_written_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        CredentialsFile::at(&folder.path().join("tokens.json")).try_out().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(CredentialsFile::at(&folder.path().join("nowhere/tokens.json")).try_out().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_but_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "{}").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        CredentialsFile::at(&path).write(&one("a", "b")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_no_object_of_texts_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "[1]").unwrap();
        assert!(CredentialsFile::at(&path).read().is_err());
    }
}
