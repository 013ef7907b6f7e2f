//! What was counted beside what was committed.

use std::fmt::Write as _;

use super::figures::Figures;

/// A path may cost so many per cent more than was committed.
pub(super) const MORE: f64 = 3.0;

/// What became of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    /// It costs so many per cent more, or less, than was committed; no more than it may.
    Held(f64),
    /// It costs so many per cent more, which is too many.
    Grew(f64),
    /// Nothing was committed.
    Unknown,
}

impl Change {
    /// Between two figures.
    pub(super) fn of(counted: f64, committed: Option<f64>) -> Self {
        match committed.map(|committed| (counted / committed - 1.0) * 100.0) {
            None => Self::Unknown,
            // What is no number is no proof that it held.
            Some(percent) if percent <= MORE => Self::Held(percent),
            Some(percent) => Self::Grew(percent),
        }
    }
}

/// The paths that grew too much.
pub(super) fn grown<'a>(counted: &'a Figures, committed: &Figures) -> Vec<&'a str> {
    let grew = |name: &str, figure: f64| matches!(Change::of(figure, committed.get(name).copied()), Change::Grew(_));
    counted.iter().filter(|(name, figure)| grew(name, **figure)).map(|(name, _)| name.as_str()).collect()
}

/// A table for people.
pub(super) fn table(counted: &Figures, committed: &Figures) -> String {
    let mut text = format!("{:28} {:>12} {:>12} {:>9}\n", "instructions", "counted", "committed", "change");
    for (name, figure) in counted {
        let known = committed.get(name).copied();
        let change = match Change::of(*figure, known) {
            Change::Unknown => "new".to_owned(),
            Change::Held(percent) => format!("{percent:+.2} %"),
            Change::Grew(percent) => format!("{percent:+.2} %  GREW"),
        };
        let known = known.map_or_else(|| "-".to_owned(), |known| format!("{known:.1}"));
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{name:28} {figure:>12.1} {known:>12} {change:>9}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(list: &[(&str, f64)]) -> Figures {
        list.iter().map(|(name, figure)| ((*name).to_owned(), *figure)).collect()
    }

    #[test]
    fn a_path_that_grew_by_more_than_three_per_cent_is_told() {
        let committed = figures(&[("call", 1_000.0), ("refusal", 1_000.0)]);
        assert_eq!(grown(&figures(&[("call", 1_031.0), ("refusal", 1_029.0)]), &committed), ["call"]);
    }

    #[test]
    fn a_path_that_costs_less_and_one_that_is_new_are_no_growth() {
        assert!(grown(&figures(&[("call", 10.0), ("new", 5_000.0)]), &figures(&[("call", 1_000.0)])).is_empty());
        assert_eq!(Change::of(5.0, None), Change::Unknown);
    }

    #[test]
    fn a_figure_that_cannot_be_compared_did_not_hold() {
        assert!(matches!(Change::of(0.0, Some(0.0)), Change::Grew(_)));
    }

    #[test]
    fn the_table_says_by_how_much_a_path_grew() {
        let table = table(&figures(&[("call", 1_050.0)]), &figures(&[("call", 1_000.0)]));
        assert!(table.contains("1050.0") && table.contains("1000.0") && table.contains("+5.00 %  GREW"), "{table}");
    }
}
