//! Finds many values in a text in one pass.

use std::collections::BTreeMap;

use super::SHORTEST_SEARCHED;

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With all that belongs to it.
    Whole,
    /// Anywhere.
    Cut,
}

type Start = [u8; SHORTEST_SEARCHED];

/// Spellings, by the bytes with which they start; of those that start alike the longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Search(BTreeMap<Start, Vec<Spelled>>);

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// No value is in it.
    Plain(&'a str),
    /// The value of this name, as it is written here.
    Value {
        /// The name.
        name: &'a str,
        /// What stands in the text.
        written: &'a str,
    },
}

#[derive(Clone, Debug)]
struct Spelled {
    spelling: String,
    name: String,
}

impl Search {
    /// Has a spelling replaced by a name from now on; one that is too short is never searched for.
    pub(super) fn add(&mut self, spelling: String, name: &str) {
        let Some(start) = spelling.as_bytes().first_chunk() else { return };
        let alike = self.0.entry(*start).or_default();
        let at = alike.partition_point(|known| known.spelling.len() >= spelling.len());
        if alike.iter().all(|known| known.spelling != spelling) {
            alike.insert(at, Spelled { spelling, name: name.to_owned() });
        }
    }

    /// The text with every spelling replaced by its name; at its end, where it was cut off, the beginning of one too.
    pub(super) fn replace(&self, text: &str, end: End) -> String {
        let shown = |stretch: &Stretch<'_>| match *stretch {
            Stretch::Plain(text) | Stretch::Value { name: text, .. } => text.to_owned(),
        };
        self.stretches(text, end).iter().map(shown).collect()
    }

    /// The text divided into spellings and what stands between them, nothing left out.
    pub(super) fn stretches<'a>(&'a self, text: &'a str, end: End) -> Vec<Stretch<'a>> {
        let (mut stretches, mut told, mut at) = (Vec::new(), 0, 0);
        let between = |from: usize, to: usize| (from < to).then(|| Stretch::Plain(&text[from..to]));
        while let Some(rest) = text.as_bytes().get(at..).filter(|rest| rest.len() >= SHORTEST_SEARCHED) {
            match self.found(rest, end) {
                Some(found) => {
                    stretches.extend(between(told, at));
                    told = at + found.spelling.len().min(rest.len());
                    stretches.push(Stretch::Value { name: &found.name, written: &text[at..told] });
                    at = told;
                }
                None => at += 1,
            }
        }
        stretches.extend(between(told, text.len()));
        stretches
    }

    /// Keeps the spellings of these names alone.
    pub(super) fn retain(&mut self, kept: impl Fn(&str) -> bool) {
        self.0.retain(|_, alike| {
            alike.retain(|spelled| kept(&spelled.name));
            !alike.is_empty()
        });
    }

    fn found(&self, rest: &[u8], end: End) -> Option<&Spelled> {
        let alike = self.0.get(rest.first_chunk::<SHORTEST_SEARCHED>()?)?;
        let whole = alike.iter().find(|spelled| rest.starts_with(spelled.spelling.as_bytes()));
        let begun = || alike.iter().find(|spelled| end == End::Cut && spelled.spelling.as_bytes().starts_with(rest));
        whole.or_else(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_searched_without_a_panic(text in "\\PC{0,60}", values in proptest::collection::vec("\\PC{0,20}", 0..5)) {
            let mut search = Search::default();
            values.iter().for_each(|value| search.add(value.clone(), "<value:1>"));
            for end in [End::Whole, End::Cut] {
                search.replace(&text, end);
            }
        }
    }

    #[test]
    fn values_beside_each_other_and_among_other_letters_are_found() {
        let mut search = Search::default();
        search.add("äbcdefgh".to_owned(), "<a:1>");
        search.add("ijklmnop".to_owned(), "<a:2>");
        assert_eq!(search.replace("üäbcdefghijklmnopäbcdefg", End::Whole), "ü<a:1><a:2>äbcdefg");
    }

    #[test]
    fn the_stretches_of_a_text_tell_how_each_value_is_written_and_leave_nothing_out() {
        let mut search = Search::default();
        search.add("a+b/c=d&".to_owned(), "<a:1>");
        search.add("a%2Bb%2Fc%3Dd%26".to_owned(), "<a:1>");
        let written = "a%2Bb%2Fc%3Dd%26";
        let text = format!("x={written}.");
        assert_eq!(search.stretches(&text, End::Whole), [Stretch::Plain("x="), Stretch::Value { name: "<a:1>", written }, Stretch::Plain(".")]);
        assert_eq!(search.stretches("", End::Whole), []);
    }

    #[test]
    fn the_beginning_of_a_value_is_found_only_where_the_text_was_cut_off() {
        let mut search = Search::default();
        search.add("abcdefghijkl".to_owned(), "<a:1>");
        assert_eq!(search.replace("x abcdefghij", End::Cut), "x <a:1>");
        assert_eq!(search.replace("x abcdefghij", End::Whole), "x abcdefghij");
        assert_eq!(search.replace("abcdefghij x", End::Cut), "abcdefghij x");
    }
}
