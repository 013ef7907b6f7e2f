//! Writes a suite out as a folder that is complete by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{FORMAT, MANIFEST, Suite};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Where to.
    pub folder: PathBuf,
    /// The number of files.
    pub files: usize,
}

/// A suite that could not be written. The folder is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is something there already.
    #[error("{} is not empty; name a folder that is, or one that does not exist", .0.display())]
    NotEmpty(PathBuf),
    /// A file or folder cannot be written.
    #[error("{}: {error}", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Suite {
    /// Writes all files of the suite to a folder that does not exist or is empty.
    ///
    /// The files are first written beside it, so that the folder is complete or not there.
    ///
    /// # Errors
    /// The folder is not empty or cannot be written.
    pub fn export(&self, folder: &Path) -> Result<Exported, ExportError> {
        let unwritable = |error| ExportError::Unwritable { path: folder.to_path_buf(), error };
        if !is_vacant(folder).map_err(unwritable)? {
            return Err(ExportError::NotEmpty(folder.to_path_buf()));
        }
        let files = self.exported_files();
        let count = files.len();
        write_beside(folder, files).map_err(unwritable)?;
        Ok(Exported { folder: folder.to_path_buf(), files: count })
    }

    /// The files that are read of the suite, by the paths that they have once it is exported.
    #[must_use]
    pub fn read_files(&self) -> BTreeMap<String, Vec<u8>> {
        let below =
            |path: &str, folder: &str, ending: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && path.ends_with(ending);
        let ledgers: Vec<String> = self.manifest.ledgers.keys().map(|provider| ledger_path(provider)).collect();
        let is_read = |path: &String| {
            let question = below(path, &self.manifest.scenarios, ".yaml");
            path == MANIFEST || ledgers.contains(path) || question || below(path, &self.manifest.snapshots, ".snap")
        };
        self.exported_files().into_iter().filter(|(path, _)| is_read(path)).collect()
    }

    /// All files by their new paths; the ledgers lie together, wherever they were.
    fn exported_files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut manifest = format!("format: {FORMAT}\nscenarios: {}\nsnapshots: {}\nledgers:\n", self.manifest.scenarios, self.manifest.snapshots);
        for (provider, path) in &self.manifest.ledgers {
            let new = ledger_path(provider);
            manifest.push_str(&format!("  {provider}: {new}\n"));
            files.insert(new, self.files.get(path).unwrap_or_default().to_vec());
        }
        let ledgers: Vec<&String> = self.manifest.ledgers.values().collect();
        let rest = self.files.iter().filter(|(path, _)| *path != MANIFEST && !ledgers.iter().any(|ledger| *ledger == path));
        files.extend(rest.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())));
        files.insert(MANIFEST.to_owned(), manifest.into_bytes());
        files
    }
}

fn ledger_path(provider: &str) -> String {
    format!("ledgers/{provider}.yaml")
}

fn is_vacant(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn write_beside(folder: &Path, files: BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let beside = tempfile::Builder::new().prefix(".suite-").tempdir_in(parent)?;
    let built = beside.path().join("suite");
    for (path, bytes) in files {
        let file = built.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, bytes)?;
    }
    if folder.is_dir() {
        fs::remove_dir(folder)?;
    }
    fs::rename(built, folder)
}
