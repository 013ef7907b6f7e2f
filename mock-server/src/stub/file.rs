//! A body from a file: below one folder, never outside of it, and bounded.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path};

/// Bytes of a body from a file.
const LARGEST: u64 = 1 << 20;

/// Reads the file. Only what lies below the folder that the server was given is read, whoever asks: a control plane
/// without a token must not show a stranger the files of whoever runs the server.
pub(super) fn read(path: &str, folder: Option<&Path>) -> Result<Vec<u8>, String> {
    let folder =
        folder.ok_or("no files are read, because the server was started without a folder for them; give the body as text, json or template")?;
    let below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !below || path.is_empty() {
        return Err(format!("`{path}` must be a path below the folder for stubs' files, without a leading slash and without `..`"));
    }
    let failed = |error: std::io::Error| format!("`{path}` cannot be read from the folder for stubs' files: {error}");
    let whole = folder.join(path).canonicalize().map_err(failed)?;
    if !whole.starts_with(folder.canonicalize().map_err(failed)?) {
        return Err(format!("`{path}` leads out of the folder for stubs' files"));
    }
    if !whole.is_file() {
        return Err(format!("`{path}` is no file"));
    }
    let mut bytes = Vec::new();
    File::open(&whole).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("`{path}` has more than {LARGEST} bytes, which is as much as a body may have"));
    }
    Ok(bytes)
}
