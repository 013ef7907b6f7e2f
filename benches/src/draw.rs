//! The page and the plots, of what was measured and nothing else.

mod page;
mod plot;

use std::path::Path;

use crate::data::Data;
use crate::failure::{Failure, Result};

/// Above it people write; below it stands what is drawn.
const MARK: &str = "<!-- drawn by `benches draw`; do not edit below -->\n";

/// Draws the page anew below its mark, and the plots beside the data.
pub(crate) fn draw(data: &Data, page: &Path, plots: &Path) -> Result<()> {
    let kept = std::fs::read_to_string(page).map_err(Failure::machine(page.display().to_string()))?;
    let (written, _) = kept.split_once(MARK).ok_or_else(|| Failure::told(format!("{} has no line {}", page.display(), MARK.trim_end())))?;
    write(page, &format!("{written}{MARK}\n{}", page::tables(data)))?;
    for curve in data.sections.values().flat_map(|section| &section.curves) {
        write(&plots.join(plot::file(curve)), &plot::curve(curve))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(Failure::machine(path.display().to_string()))
}
