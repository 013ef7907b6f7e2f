//! The files of a suite by path, whether they come from a folder or out of the program.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

/// No file of a suite is longer; of a longer one just enough is read to say so.
const LONGEST: u64 = 1024 * 1024;
/// Folders deeper than this are not entered.
const DEEPEST: usize = 8;

/// The files of a suite by path, with `/` between the parts.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, Content>);

/// What a file holds. A text is shared with those who read it.
#[derive(Clone, Debug)]
enum Content {
    BuiltIn(&'static [u8]),
    Text(Arc<str>),
    Other(Vec<u8>),
}

impl Content {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::BuiltIn(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
            Self::Other(bytes) => bytes,
        }
    }
}

impl Files {
    /// Adds a file, in place of an earlier one at the same path.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Cow<'static, [u8]>>) {
        let content = match bytes.into() {
            Cow::Borrowed(bytes) => Content::BuiltIn(bytes),
            Cow::Owned(bytes) => String::from_utf8(bytes).map_or_else(|error| Content::Other(error.into_bytes()), |text| Content::Text(text.into())),
        };
        self.0.insert(path.into(), content);
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Content::bytes)
    }

    /// The text of a file that is one; it is copied only out of the program.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        match self.0.get(path)? {
            Content::BuiltIn(bytes) => std::str::from_utf8(bytes).ok().map(Arc::from),
            Content::Text(text) => Some(text.clone()),
            Content::Other(_) => None,
        }
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, content)| (path.as_str(), content.bytes()))
    }

    /// The paths that begin with `prefix`.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(String::as_str).filter(move |path| path.starts_with(prefix))
    }

    /// Adds one file of a folder on disk.
    ///
    /// # Errors
    /// The file cannot be read, or is none: opening a pipe might never end.
    pub fn add_file(&mut self, root: &Path, path: &str) -> io::Result<()> {
        let full = root.join(path);
        let metadata = fs::metadata(&full)?;
        if !metadata.is_file() {
            return Err(io::Error::other("this is no file; a link to a folder, a pipe or a device cannot be a part of a suite"));
        }
        let mut bytes = Vec::with_capacity(room(metadata.len()));
        fs::File::open(full)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
        self.insert(path, bytes);
        Ok(())
    }

    /// Whether a file of this name can be a part of a suite: hidden files and answers that wait to be accepted are not.
    #[must_use]
    pub fn takes(name: &str) -> bool {
        !name.starts_with('.') && !name.ends_with(".snap.new")
    }

    /// Adds all files below a folder on disk that can be a part of a suite; a folder that is not there has none.
    ///
    /// # Errors
    /// The path of the folder or file that cannot be read, and why.
    pub fn add_folder(&mut self, root: &Path, folder: &str) -> Result<(), (String, io::Error)> {
        self.add_within(root, folder, DEEPEST)
    }

    fn add_within(&mut self, root: &Path, folder: &str, depth: usize) -> Result<(), (String, io::Error)> {
        let of_the_folder = |error| (folder.to_owned(), error);
        let full = root.join(folder);
        if depth == 0 || !full.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(full).map_err(of_the_folder)? {
            let entry = entry.map_err(of_the_folder)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            match entry.file_type().map_err(of_the_folder)? {
                _ if !Self::takes(&name) => {}
                kind if kind.is_dir() => self.add_within(root, &path, depth - 1)?,
                _ => self.add_file(root, &path).map_err(|error| (path, error))?,
            }
        }
        Ok(())
    }
}

/// Room for a file that is said to be so long, and for the reader to find its end.
fn room(length: u64) -> usize {
    const TO_FIND_THE_END: u64 = 32;
    usize::try_from(length.min(LONGEST) + TO_FIND_THE_END).unwrap_or_default()
}
