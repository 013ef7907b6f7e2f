//! What was measured, as it is kept: `docs/performance/data.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::failure::{Failure, Result};

/// All that was measured, by the name of its section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Data {
    pub(crate) sections: BTreeMap<String, Section>,
}

/// What was measured together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Section {
    /// The day.
    pub(crate) date: String,
    pub(crate) command: String,
    pub(crate) machine: String,
    pub(crate) standin: String,
    pub(crate) rows: Vec<Row>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) curves: Vec<Curve>,
}

/// One line of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    /// A number for each column.
    pub(crate) figures: Map<String, Value>,
}

/// What a unit costs, the more of them there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Curve {
    pub(crate) name: String,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) points: Vec<(f64, f64)>,
}

impl Data {
    /// What is kept in a file; nothing if there is none yet.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::machine(path.display().to_string())(error)),
        };
        serde_json::from_slice(&bytes).map_err(|error| Failure::told(format!("{}: {error}", path.display())))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Failure::told(error.to_string()))?;
        text.push('\n');
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::machine(folder.display().to_string()))?;
        }
        std::fs::write(path, text).map_err(Failure::machine(path.display().to_string()))
    }

    /// One number.
    pub(crate) fn figure(&self, section: &str, what: &str, column: &str) -> Option<f64> {
        self.sections.get(section)?.rows.iter().find(|row| row.what == what)?.figures.get(column)?.as_f64()
    }
}

impl Section {
    pub(crate) fn row(&mut self, what: impl Into<String>, figures: &[(&str, f64)]) {
        let figures = figures.iter().map(|(column, figure)| ((*column).to_owned(), Value::from(rounded(*figure)))).collect();
        self.rows.push(Row { what: what.into(), figures });
    }
}

impl Curve {
    pub(crate) fn new(name: &str, x: &str, y: &str) -> Self {
        Self { name: name.to_owned(), x: x.to_owned(), y: y.to_owned(), points: Vec::new() }
    }

    /// What a unit cost where it cost least.
    pub(crate) fn lowest(&self) -> f64 {
        self.points.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min)
    }
}

/// Four digits that count; more would claim what no measurement can tell.
pub(crate) fn rounded(figure: f64) -> f64 {
    format!("{figure:.3e}").parse().unwrap_or(figure)
}

/// The one in the middle; of none, nothing.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let half = figures.len() / 2;
    match figures.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => figures[half],
        _ => f64::midpoint(figures[half - 1], figures[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_are_kept() {
        assert_eq!([12345.0, 0.123_456, 2.0].map(|figure| rounded(figure).to_string()), ["12340", "0.1235", "2"]);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!([&[3.0, 1.0, 9.0][..], &[4.0, 1.0, 2.0, 9.0]].map(|of| median(of.iter().copied()).to_string()), ["3", "3"]);
    }
}
