//! The names of secrets, and texts in which they stand in the secrets' place.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::search::{End, Search, Stretch};
use super::spelling::spellings;
use super::{Alteration, Derivation, Derived, Facts, JwtFacts, SHORTEST_SEARCHED, is_uuid};

/// So many values that begin alike are looked at to tell which a value was made from.
const MOST_ALIKE: usize = 64;

/// The named values of one play or of one world, in every spelling in which they can turn up.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    counts: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
    facts: BTreeMap<String, Facts>,
    search: Search,
}

impl Naming {
    /// The value's name; a value not seen before gets the next name of its kind.
    pub fn name(&mut self, kind: &str, value: &str) -> String {
        self.name_derived(kind, value, None)
    }

    /// The name of a value that was made from a named one.
    pub fn derived(&mut self, from: &str, by: Alteration, value: &str) -> String {
        let kind = format!("{}_{}", kind(from), by.word().replace('-', "_"));
        self.name_derived(&kind, value, Some(Derived { from: from.to_owned(), by }))
    }

    /// Takes up what a named value says of itself as a JWT.
    pub fn learn(&mut self, name: &str, jwt: JwtFacts) {
        if let Some(facts) = self.facts.get_mut(name) {
            facts.jwt = Some(Box::new(jwt));
        }
    }

    /// The name of the Base64 of `user:password` (RFC 7617 section 2).
    pub fn basic(&mut self, pair: &str) -> String {
        self.name("basic", &STANDARD.encode(pair))
    }

    /// The name of a value that somebody presents: its own, one that says what it was made from, or the next of its kind.
    pub fn presented(&mut self, kind: &str, value: &str) -> String {
        match (self.known(value).map(str::to_owned), self.origin(value)) {
            (Some(name), _) => name,
            (None, Some(Derived { from, by })) => self.derived(&from, by, value),
            (None, None) => self.name(kind, value),
        }
    }

    /// The name of a value that has one.
    #[must_use]
    pub fn known(&self, value: &str) -> Option<&str> {
        self.names.get(value).map(String::as_str)
    }

    /// The value that has this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(_, known)| *known == name).map(|(value, _)| value.as_str())
    }

    /// The text with every known value replaced by its name, the longer of two that begin together first.
    #[must_use]
    pub fn rename(&self, text: &str) -> String {
        self.search.replace(text, End::Whole)
    }

    /// The text divided into known values, each with how it is written, and what stands between them; nothing is left out.
    #[must_use]
    pub fn stretches<'a>(&'a self, text: &'a str) -> Vec<Stretch<'a>> {
        self.search.stretches(text, End::Whole)
    }

    /// As [`Naming::rename`], of a text that was cut off: at its end the beginning of a value is replaced, too.
    #[must_use]
    pub fn rename_cut(&self, text: &str) -> String {
        self.search.replace(text, End::Cut)
    }

    /// The value with every known secret replaced, in names of members too.
    #[must_use]
    pub fn rename_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.rename(text)),
            Value::Array(items) => items.iter().map(|item| self.rename_value(item)).collect(),
            Value::Object(members) => members.iter().map(|(name, value)| (self.rename(name), self.rename_value(value))).collect(),
            other => other.clone(),
        }
    }

    /// What is known of every named value, by name.
    #[must_use]
    pub fn facts(&self) -> &BTreeMap<String, Facts> {
        &self.facts
    }

    /// How many values have a name.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no value has a name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Forgets every value whose name is not among those to keep. Its name is never given to another.
    pub fn retain(&mut self, kept: impl Fn(&str) -> bool) {
        self.names.retain(|_, name| kept(name));
        self.facts.retain(|name, _| kept(name));
        self.search.retain(kept);
    }

    fn name_derived(&mut self, kind: &str, value: &str, derived: Option<Derived>) -> String {
        if let Some(name) = self.names.get(value) {
            return name.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let name = format!("<{kind}:{count}>");
        self.names.insert(value.to_owned(), name.clone());
        let facts = Facts { length: value.chars().count(), alphabet: alphabet(value), uuid: is_uuid(value), derived, jwt: None };
        self.facts.insert(name.clone(), facts);
        for spelling in spellings(value) {
            self.search.add(spelling, &name);
        }
        name
    }

    /// What the value was made from by one change; a value that was itself made from another is no origin, or there would be
    /// no end of kinds.
    fn origin(&self, value: &str) -> Option<Derived> {
        let original = |name: &str| self.facts.get(name).is_none_or(|facts| facts.derived.is_none());
        let near = self.near(value).filter(|(from, name)| from.len() >= SHORTEST_SEARCHED && original(name));
        near.into_iter().find_map(|(from, name)| Some(Derived { from: name.clone(), by: Alteration::between(from, value)? }))
    }

    /// The values of which one change may have made this one, found without looking at all.
    fn near<'a>(&'a self, value: &'a str) -> impl Iterator<Item = (&'a String, &'a String)> {
        let stem = value.char_indices().next_back().map_or(value, |(at, _)| &value[..at]);
        let alike = self.names.range(stem.to_owned()..).take_while(move |(from, _)| from.starts_with(stem)).take(MOST_ALIKE);
        let half = value.get(..value.len() / 2).unwrap_or_default();
        let exact = [half.to_owned(), Derivation::Swapped.of(value)];
        alike.chain(exact.into_iter().filter_map(|from| self.names.get_key_value(&from)))
    }
}

fn kind(name: &str) -> &str {
    name.trim_start_matches('<').split(':').next().unwrap_or("value")
}

fn alphabet(value: &str) -> String {
    let mut alphabet = String::new();
    for (class, first, last) in [("A-Z", 'A', 'Z'), ("a-z", 'a', 'z'), ("0-9", '0', '9')] {
        if value.chars().any(|c| (first..=last).contains(&c)) {
            alphabet.push_str(class);
        }
    }
    let others: std::collections::BTreeSet<char> = value.chars().filter(|c| !c.is_ascii_alphanumeric()).collect();
    alphabet.extend(others);
    alphabet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_name_and_another_gets_the_next() {
        let mut naming = Naming::default();
        assert_eq!(naming.name("access_token", "aaaaaaaaaa"), "<access_token:1>");
        assert_eq!(naming.name("access_token", "bbbbbbbbbb"), "<access_token:2>");
        assert_eq!(naming.name("access_token", "aaaaaaaaaa"), "<access_token:1>");
        assert_eq!(naming.rename("x aaaaaaaaaa y bbbbbbbbbb"), "x <access_token:1> y <access_token:2>");
        assert_eq!(naming.value("<access_token:2>"), Some("bbbbbbbbbb"));
    }

    #[test]
    fn a_short_value_is_named_but_never_searched_for() {
        let mut naming = Naming::default();
        assert_eq!(naming.name("terminal", "1234567"), "<terminal:1>");
        assert_eq!(naming.rename("1234567"), "1234567");
    }

    #[test]
    fn the_longer_of_two_values_is_replaced_first() {
        let mut naming = Naming::default();
        naming.name("token", "abcdefgh");
        naming.name("token", "abcdefghabcdefgh");
        assert_eq!(naming.rename("abcdefghabcdefgh"), "<token:2>");
    }

    #[test]
    fn facts_tell_length_and_alphabet() {
        let mut naming = Naming::default();
        let name = naming.name("token", "Ab9-_-");
        assert_eq!(naming.facts()[&name], Facts { length: 6, alphabet: "A-Za-z0-9-_".to_owned(), uuid: false, derived: None, jwt: None });
    }

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let mut naming = Naming::default();
        naming.name("key", "a/b+c d&e=fgh");
        for text in ["a/b+c d&e=fgh", "a\\/b+c d&e=fgh", "a%2Fb%2Bc+d%26e%3Dfgh", "a%2Fb%2Bc%20d%26e%3Dfgh", "a/b+c d&amp;e=fgh"] {
            assert_eq!(naming.rename(&format!("[{text}]")), "[<key:1>]");
        }
        assert_eq!(naming.rename("a/b+c d&e=fgx"), "a/b+c d&e=fgx");
    }

    #[test]
    fn a_derived_value_has_a_name_that_says_how_and_a_fact_that_says_from_what() {
        let mut naming = Naming::default();
        let from = naming.name("token", "abcdefghij");
        let cut = naming.derived(&from, Alteration::Text(Derivation::Cut), "abcdefghi");
        assert_eq!(cut, "<token_cut:1>");
        assert_eq!(naming.facts()[&cut].derived.as_ref().map(|derived| derived.from.as_str()), Some("<token:1>"));
        assert_eq!(naming.rename("abcdefghij abcdefghi"), "<token:1> <token_cut:1>");
    }

    #[test]
    fn what_is_presented_is_named_by_what_it_was_made_from_where_that_can_be_told() {
        let mut naming = Naming::default();
        naming.name("token", "abcdefghij");
        assert_eq!(naming.presented("bearer", "abcdefghij"), "<token:1>");
        assert_eq!(naming.presented("bearer", "abcdefghix"), "<token_changed:1>");
        assert_eq!(naming.presented("bearer", "ABCDEFGHIJ"), "<token_swapped:1>");
        assert_eq!(naming.presented("bearer", "abcdefghi"), "<token_cut:1>");
        assert_eq!(naming.presented("bearer", "abcdefgh"), "<bearer:1>");
        assert_eq!(naming.presented("bearer", "something else"), "<bearer:2>");
    }

    #[test]
    fn a_token_without_its_signature_is_named_by_the_whole_one() {
        let mut naming = Naming::default();
        naming.name("access_token", "aGVhZA.Y2xhaW1z.c2lnbmF0dXJl");
        assert_eq!(naming.presented("bearer", "aGVhZA.Y2xhaW1z."), "<access_token_signature_removed:1>");
        assert_eq!(naming.presented("bearer", "aGVhZA.Y2xhaW1."), "<bearer:1>");
    }

    #[test]
    fn the_base64_of_a_pair_has_a_name_of_its_own() {
        let mut naming = Naming::default();
        assert_eq!(naming.basic("user:password"), "<basic:1>");
        assert_eq!(naming.rename("Basic dXNlcjpwYXNzd29yZA=="), "Basic <basic:1>");
    }

    #[test]
    fn a_forgotten_value_is_no_longer_found_and_its_name_is_not_given_again() {
        let mut naming = Naming::default();
        naming.name("token", "abcdefghij");
        naming.name("token", "klmnopqrst");
        naming.retain(|name| name != "<token:1>");
        assert_eq!(naming.rename("abcdefghij klmnopqrst"), "abcdefghij <token:2>");
        assert_eq!((naming.len(), naming.name("token", "abcdefghij")), (1, "<token:3>".to_owned()));
    }
}
