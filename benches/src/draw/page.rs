//! Tables in Markdown.

use std::fmt::Write as _;

use super::plot;
use crate::bars::{BARS, Bar, Bound};
use crate::data::{Data, Section};
use crate::measure::SECTIONS;

/// What is drawn below the mark.
pub(super) fn tables(data: &Data) -> String {
    let mut text = format!("## What Standin is held to\n\n{}", bars(data));
    for (name, title, _) in SECTIONS {
        if let Some(section) = data.sections.get(name) {
            // Writing into a text cannot fail.
            let _ = write!(text, "\n## {title}\n\n{}", table(section));
            for curve in &section.curves {
                let _ = write!(text, "\n![What a unit costs: {}](performance/{})\n", curve.name, plot::file(curve));
            }
            let _ = write!(text, "\n{}, {}, {}: `{}`\n", section.standin, section.machine, section.date, section.command);
        }
    }
    text
}

fn bars(data: &Data) -> String {
    let mut text = "| figure | bar | measured | |\n| --- | --- | --- | --- |\n".to_owned();
    for bar in &BARS {
        let _ = writeln!(text, "| {} | {} | {} |", bar.says, bound(bar), outcome(bar, data));
    }
    text
}

fn bound(bar: &Bar) -> String {
    match bar.bound {
        Bound::AtMost(most) => format!("at most {}", shown(most)),
        Bound::AtLeast(least) => format!("at least {}", shown(least)),
    }
}

fn outcome(bar: &Bar, data: &Data) -> String {
    match bar.figure(data) {
        Some(figure) => format!("{} | {}", shown(figure), if bar.bound.holds(figure) { "holds" } else { "**missed**" }),
        None => " | not measured".to_owned(),
    }
}

fn table(section: &Section) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for column in section.rows.iter().flat_map(|row| row.figures.keys()) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let mut text = format!("| | {} |\n| ---{} |\n", columns.join(" | "), " | ---".repeat(columns.len()));
    for row in &section.rows {
        let figures: Vec<_> =
            columns.iter().map(|column| row.figures.get(*column).and_then(serde_json::Value::as_f64).map_or(String::new(), shown)).collect();
        let _ = writeln!(text, "| {} | {} |", row.what, figures.join(" | "));
    }
    text
}

/// As people write it: thousands apart, and no more digits than were kept.
pub(super) fn shown(figure: f64) -> String {
    if figure.abs() < 1_000.0 {
        return format!("{figure}");
    }
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([shown(1_234_567.0), shown(123_456.0), shown(12.5), shown(999.0)], ["1,234,567", "123,456", "12.5", "999"]);
    }

    #[test]
    fn a_column_that_a_row_lacks_is_empty_there() {
        let mut section = Section::default();
        section.row("a", &[("x", 1.0)]);
        section.row("b", &[("y", 2.0)]);
        assert_eq!(table(&section), "| | x | y |\n| --- | --- | --- |\n| a | 1 |  |\n| b |  | 2 |\n");
    }
}
