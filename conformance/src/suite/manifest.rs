//! `suite.yaml`: where the parts of a suite lie.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::scenario::Source;
use crate::scenario::read::{read, text};
use crate::spanned::Spanned;

/// The file that makes a folder a suite.
pub const MANIFEST: &str = "suite.yaml";
/// The format that is read.
pub const FORMAT: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: Spanned<u32>,
    scenarios: Spanned<String>,
    snapshots: Spanned<String>,
    ledgers: BTreeMap<String, Spanned<String>>,
}

/// Where the parts of a suite lie, each below the suite's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The folder of the questions.
    pub scenarios: String,
    /// The folder of the recorded answers.
    pub snapshots: String,
    /// The clause ledgers by API.
    pub ledgers: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads `suite.yaml`.
    ///
    /// # Errors
    /// It is no manifest, of another format, or names a place outside the suite.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Box<Diagnostic>> {
        let source = text(path, bytes)?;
        let written: Written = read(&source)?;
        if written.format.value != FORMAT {
            let what = format!("this suite has format {}", written.format.value);
            return Err(Box::new(Diagnostic::at(&source, &written.format, what).help(format!("this program reads format {FORMAT}"))));
        }
        Ok(Self {
            scenarios: inside(&source, &written.scenarios)?,
            snapshots: inside(&source, &written.snapshots)?,
            ledgers: written.ledgers.iter().map(|(name, path)| Ok((name.clone(), inside(&source, path)?))).collect::<Result<_, Box<Diagnostic>>>()?,
        })
    }
}

fn inside(source: &Arc<Source>, path: &Spanned<String>) -> Result<String, Box<Diagnostic>> {
    let clean = path.value.trim_end_matches('/');
    let proper = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']);
    match clean.split('/').all(proper) {
        true => Ok(clean.to_owned()),
        false => {
            let complaint = Diagnostic::new(source, path.bytes(), "this is no place below the suite's folder");
            Err(Box::new(complaint.help("write a relative path without `..`, as in `scenarios`")))
        }
    }
}
