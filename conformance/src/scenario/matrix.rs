//! The rows of a scenario's matrix, read before everything else, because their values are put into the rest as text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::Source;
use super::parameters::Parameters;
use super::read::read;
use super::template::is_name;
use crate::diagnostic::Diagnostic;
use crate::spanned::{Span, Spanned};

/// The column that names the row.
pub const NAME_COLUMN: &str = "case";

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name, unique in the file.
    pub name: String,
    /// All columns as text, the name's too.
    pub columns: Parameters,
}

/// A matrix and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The bytes of the section, in which nothing is put in.
    pub section: Range<usize>,
    /// The rows.
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Section {
    matrix: Vec<Spanned<BTreeMap<String, Column>>>,
}

/// The reader's own type knows of an alias also where its anchor stands.
type Column = serde_saphyr::Spanned<Value>;

fn complaint(source: &Arc<Source>, value: &Column, what: impl Into<String>) -> Diagnostic {
    Diagnostic::new(source, Span::from(value.referenced).bytes(), what)
}

/// The matrix of a scenario; nothing where it has none.
///
/// # Errors
/// Rows without a name, with the same name, with other columns than the first row, or with values that are no scalars.
pub fn read_matrix(source: &Arc<Source>) -> Result<Option<Matrix>, Box<Diagnostic>> {
    let Some(section) = section(&source.text, "matrix:") else { return Ok(None) };
    let alone = Arc::new(Source { path: source.path.clone(), text: blank_outside(&source.text, &section).into() });
    // The blanked text has every byte in its place, so the spans are those of the whole text.
    let read: Section = read(&alone).map_err(|complaint| Box::new(Diagnostic { source: source.clone(), ..*complaint }))?;
    let rows = read.matrix.iter().map(|row| read_row(source, row)).collect::<Result<Vec<_>, _>>()?;
    check_alike(source, &read.matrix, &rows)?;
    Ok(Some(Matrix { section, rows }))
}

/// The lines from a key of the file, such as `matrix:`, to the next.
pub(crate) fn section(text: &str, key: &str) -> Option<Range<usize>> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins_key = !line.starts_with([' ', '\t', '#', '-', '\n', '\r']);
        match start {
            None if line.starts_with(key) => start = Some(at),
            Some(start) if begins_key => return Some(start..at),
            _ => {}
        }
        at += line.len();
    }
    start.map(|start| start..text.len())
}

fn blank_outside(text: &str, section: &Range<usize>) -> String {
    let blank = |part: &str| -> String { part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect() };
    [blank(&text[..section.start]), text[section.clone()].to_owned(), blank(&text[section.end..])].concat()
}

fn read_row(source: &Arc<Source>, row: &Spanned<BTreeMap<String, Column>>) -> Result<Row, Box<Diagnostic>> {
    let columns: Result<Parameters, Box<Diagnostic>> =
        row.value.iter().map(|(column, value)| Ok((column.clone(), as_text(source, column, value)?))).collect();
    let columns = columns?;
    let Some(name) = columns.get(NAME_COLUMN).cloned() else {
        let complaint = Diagnostic::at(source, row, "this row has no name");
        return Err(Box::new(complaint.help("give it a column `case` with a word that names it: `case: expired`")));
    };
    if !is_row_name(&name) {
        let complaint = complaint(source, &row.value[NAME_COLUMN], format!("`{name}` cannot name a row"));
        return Err(Box::new(complaint.help("a row's name is made of a-z, 0-9 and hyphens")));
    }
    Ok(Row { name, columns })
}

fn as_text(source: &Arc<Source>, column: &str, value: &Column) -> Result<String, Box<Diagnostic>> {
    if !is_name(column) {
        let complaint = complaint(source, value, format!("`{column}` cannot name a column"));
        return Err(Box::new(complaint.help("a column's name is made of a-z, 0-9 and _")));
    }
    let text = match &value.value {
        Value::String(text) => text.clone(),
        // As it is written, so that 1.50 stays 1.50.
        Value::Number(_) | Value::Bool(_) => source.text[Span::from(value.defined).bytes()].trim().to_owned(),
        _ => return Err(Box::new(complaint(source, value, format!("the column `{column}` has no plain value here")).help(PLAIN))),
    };
    match text.contains(char::is_control) {
        true => Err(Box::new(complaint(source, value, format!("the column `{column}` has a line break or a control character here")).help(PLAIN))),
        false => Ok(text),
    }
}

const PLAIN: &str = "a matrix holds texts of one line, numbers, true and false; they are put in as text";

fn check_alike(source: &Arc<Source>, places: &[Spanned<BTreeMap<String, Column>>], rows: &[Row]) -> Result<(), Box<Diagnostic>> {
    let mut names = BTreeSet::new();
    for (place, row) in places.iter().zip(rows) {
        if !names.insert(&row.name) {
            return Err(Box::new(Diagnostic::at(source, place, format!("two rows are named `{}`", row.name))));
        }
        if !row.columns.keys().eq(rows[0].columns.keys()) {
            let columns: Vec<_> = rows[0].columns.keys().map(String::as_str).collect();
            let complaint = Diagnostic::at(source, place, format!("the row `{}` has other columns than the first row", row.name));
            return Err(Box::new(complaint.help(format!("the first row has: {}", columns.join(", ")))));
        }
    }
    Ok(())
}

fn is_row_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_rows(text: &str) -> Result<Option<Matrix>, String> {
        let source = Arc::new(Source { path: "a.yaml".to_owned(), text: text.into() });
        read_matrix(&source).map_err(|complaint| complaint.what)
    }

    fn columns(row: &Row) -> Vec<(&str, &str)> {
        row.columns.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn values_are_taken_as_they_are_written() {
        let matrix = read_rows("title: x\nmatrix:\n- {case: a, rate: 1.50, code: 0401, yes_no: yes, quoted: \"${b}\"}\nsteps: [{a: ${rate}}]\n");
        let matrix = matrix.expect("rows").expect("a matrix");
        let expected = [("case", "a"), ("code", "0401"), ("quoted", "${b}"), ("rate", "1.50"), ("yes_no", "yes")];
        assert_eq!(columns(&matrix.rows[0]), expected);
    }

    #[test]
    fn an_alias_takes_the_number_as_it_is_written_at_its_anchor() {
        let matrix = read_rows("matrix:\n- {case: a, rate: &rate 1.50}\n- {case: b, rate: *rate}\n").expect("rows").expect("a matrix");
        for (row, name) in matrix.rows.iter().zip(["a", "b"]) {
            assert_eq!(columns(row), [("case", name), ("rate", "1.50")]);
        }
    }

    #[test]
    fn the_section_ends_at_the_next_key_and_not_at_a_comment_or_an_empty_line() {
        let text = "matrix:\n  - case: a\n\n# more\n  - case: b\nsteps: []\n";
        let matrix = read_rows(text).expect("rows").expect("a matrix");
        assert_eq!(matrix.rows.len(), 2);
        assert_eq!(&text[matrix.section], "matrix:\n  - case: a\n\n# more\n  - case: b\n");
    }

    #[test]
    fn a_file_without_a_matrix_has_none() {
        assert_eq!(read_rows("title: matrix:\nsteps: []\n"), Ok(None));
    }

    #[test]
    fn a_value_of_several_lines_is_refused_because_it_would_move_the_lines() {
        assert!(read_rows("matrix:\n  - case: a\n    b: \"x\\ny\"\n").is_err());
        assert!(read_rows("matrix:\n  - case: a\n    b: x\n").is_ok());
    }
}
