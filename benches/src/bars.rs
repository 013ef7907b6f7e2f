//! What Standin is held to: how far each figure may go.

use crate::data::Data;

/// A figure and its bound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bar {
    pub(crate) says: &'static str,
    section: &'static str,
    what: &'static str,
    column: &'static str,
    pub(crate) bound: Bound,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Bound {
    pub(crate) fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
        }
    }
}

impl Bar {
    /// What was measured; nothing before it was.
    pub(crate) fn figure(&self, data: &Data) -> Option<f64> {
        data.figure(self.section, self.what, self.column)
    }
}

const fn bar(says: &'static str, [section, what, column]: [&'static str; 3], bound: Bound) -> Bar {
    Bar { says, section, what, column, bound }
}

use Bound::{AtLeast, AtMost};

const CALL: &str = "standin: authenticated call, 64 connections";
const CHECK: &str = "1000 plays, standin check";
const MEMORY: &str = "memory at the most, MB";

pub(crate) const BARS: [Bar; 18] = [
    bar("CPU of an authenticated call, × the limit", ["traffic", CALL, "CPU × limit"], AtMost(1.15)),
    bar("authenticated calls a second, × the limit", ["traffic", CALL, "× limit"], AtLeast(0.88)),
    bar("CPU of a call to the Hyp relay, × the limit", ["traffic", "standin: Hyp relay, 64 connections", "CPU × limit"], AtMost(1.6)),
    bar("steps of Hyper's model for a call, million a second", ["model", "a step: authenticated call", "million/s"], AtLeast(2.0)),
    bar("Ayyeka's tokens a second, × plain signatures", ["signature", "Ayyeka's token endpoint, 64 connections", "× signatures"], AtLeast(20.0)),
    bar("start to first answer, ms", ["start", "standin serve, first answer", "ms"], AtMost(10.0)),
    bar("the program, MB", ["start", "the program", "MB"], AtMost(12.0)),
    bar("memory, idle, MB", ["memory", "standin serve, idle", "MB"], AtMost(12.0)),
    bar("memory after many authenticated calls, MB", ["memory", "after many authenticated calls", "MB"], AtMost(25.0)),
    bar("a world beyond the first, KiB, one of each API", ["worlds", "10000 worlds, one of each API", "KiB a world beyond the first"], AtMost(4.0)),
    bar(
        "a world beyond the first, KiB, one instance of Hyper",
        ["worlds", "10000 worlds, one instance of Hyper", "KiB a world beyond the first"],
        AtMost(4.0),
    ),
    bar("calls a second of 10,000 worlds, × those of one", ["worlds", "many worlds against one", "× requests/s"], AtLeast(0.95)),
    bar("one play, ms", ["runner", "1 play, standin check", "ms"], AtMost(10.0)),
    bar("memory of one play, MB", ["runner", "1 play, standin check", MEMORY], AtMost(20.0)),
    bar("1,000 plays, × a client of reqwest", ["runner", CHECK, "× client"], AtMost(2.5)),
    bar("memory of 1,000 plays, MB", ["runner", CHECK, MEMORY], AtMost(20.0)),
    bar("memory of 10,000 plays, MB", ["runner", "10000 plays, standin check", MEMORY], AtMost(20.0)),
    bar("the built-in suite against the mock, ms", ["runner", "the built-in suite against the mock", "ms"], AtMost(500.0)),
];

/// The bars that were measured and missed.
pub(crate) fn missed(data: &Data) -> impl Iterator<Item = (&'static Bar, f64)> {
    BARS.iter().filter_map(|bar| bar.figure(data).filter(|figure| !bar.bound.holds(*figure)).map(|figure| (bar, figure)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Section;

    #[test]
    fn a_bar_is_missed_only_beyond_its_bound() {
        let with = |figure| {
            let mut section = Section::default();
            section.row("the program", &[("MB", figure)]);
            Data { sections: [("start".to_owned(), section)].into() }
        };
        assert_eq!(missed(&with(12.0)).count(), 0);
        assert_eq!(missed(&with(12.1)).map(|(bar, figure)| (bar.says, figure)).collect::<Vec<_>>(), [("the program, MB", 12.1)]);
    }

    #[test]
    fn what_was_not_measured_is_not_missed() {
        assert_eq!(missed(&Data::default()).count(), 0);
    }
}
