//! Values with the place in the text that they were read from.
//!
//! The YAML reader tells places to its own `Spanned` alone, in full and twice: where a value stands, and where its anchor does. A suite
//! has tens of thousands of them, so this one asks in the same way and keeps what a complaint needs.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_saphyr::Location;

/// By this name the reader is asked for a place. It is no part of what it promises, so that its version is fixed, and the tests below
/// see a change.
const ASKED_BY: &str = "__yaml_spanned";
/// What the reader answers with, in this order.
const FIELDS: &[&str] = &["__serde_saphyr_private_spanned", "value", "referenced", "defined"];

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands; of an alias the alias itself.
    pub span: Span,
}

/// A place in a text of at most 4 GiB. One that is nowhere is its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The line, counted from 1; 0 where the place is nowhere.
    pub line: u32,
    /// The character of the line, counted from 1.
    pub column: u32,
    start: u32,
    length: u32,
}

impl Span {
    /// Its bytes, one at least.
    #[must_use]
    pub fn bytes(self) -> Range<usize> {
        let [start, length] = [self.start, self.length.max(1)].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        start..start.saturating_add(length)
    }
}

impl<T> Spanned<T> {
    /// A value that stands in no text.
    #[must_use]
    pub fn nowhere(value: T) -> Self {
        Self { value, span: Span::default() }
    }

    /// The bytes of its text.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.span.bytes()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ASKED_BY, SpannedReader(PhantomData))
    }
}

struct SpannedReader<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedReader<T> {
    type Value = Spanned<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value with its place")
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_struct("Spanned", FIELDS, self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        next::<IgnoredAny, A>(&mut map)?;
        Ok(Spanned { value: next(&mut map)?, span: next(&mut map)? })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Location", &["line", "column", "span", "source_id"], SpanReader)
    }
}

struct SpanReader;

impl<'de> Visitor<'de> for SpanReader {
    type Value = Span;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a place")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Span, A::Error> {
        let (line, column) = (next(&mut map)?, next(&mut map)?);
        let Bytes(start, length) = next(&mut map)?;
        Ok(Span { line, column, start: narrowed(start), length: narrowed(length) })
    }
}

impl From<Location> for Span {
    fn from(location: Location) -> Self {
        let [start, length] = [location.span().byte_offset(), location.span().byte_len()].map(|bytes| bytes.map_or(0, narrowed));
        Self { line: narrowed(location.line()), column: narrowed(location.column()), start, length }
    }
}

fn narrowed(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The first byte, and how many there are.
struct Bytes(u64, u64);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Span", &["offset", "len", "byte_info"], BytesReader)
    }
}

struct BytesReader;

impl<'de> Visitor<'de> for BytesReader {
    type Value = Bytes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a place in bytes")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Bytes, A::Error> {
        next::<IgnoredAny, A>(&mut map)?;
        next::<IgnoredAny, A>(&mut map)?;
        next(&mut map).map(|(start, length)| Bytes(start, length))
    }
}

/// The next field, whose name is told by its place among them.
fn next<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: &mut A) -> Result<T, A::Error> {
    match map.next_key::<IgnoredAny>()? {
        Some(_) => map.next_value(),
        None => Err(A::Error::custom("the reader tells no place")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Texts = BTreeMap<String, Spanned<String>>;

    #[test]
    fn a_value_is_told_with_its_line_column_and_bytes_behind_letters_of_several() {
        let text = "# Grüße\nfirst: ä\nsecond: 'é' # ok\n";
        let read: Texts = serde_saphyr::from_str(text).unwrap();
        for (name, line, column, written) in [("first", 2, 8, "ä"), ("second", 3, 9, "'é'")] {
            let Span { line: told, column: there, .. } = read[name].span;
            assert_eq!((told, there, &text[read[name].bytes()]), (line, column, written));
        }
    }

    #[test]
    fn an_alias_is_told_where_it_stands_with_the_value_of_its_anchor() {
        let text = "first: &word yes\nsecond: *word\n";
        let read: Texts = serde_saphyr::from_str(text).unwrap();
        assert_eq!((read["second"].value.as_str(), &text[read["second"].bytes()]), ("yes", "*word"));
    }

    #[test]
    fn what_is_within_lists_and_maps_has_a_place_as_they_have() {
        type Inner = BTreeMap<String, Spanned<String>>;
        let text = "[{inner: 1}]\n";
        let list: Spanned<Vec<Spanned<Inner>>> = serde_saphyr::from_str(text).unwrap();
        assert_eq!(&text[list.value[0].value["inner"].bytes()], "1");
        assert_eq!((list.bytes().start, list.value[0].bytes().start), (0, 1));
    }

    #[test]
    fn another_reader_has_no_places_and_is_an_error() {
        assert!(serde_json::from_str::<Spanned<String>>("\"text\"").is_err());
        assert!(serde_json::from_str::<Spanned<String>>("{}").is_err());
    }

    #[test]
    fn what_is_nowhere_is_the_beginning() {
        assert_eq!(Spanned::nowhere(1).bytes(), 0..1);
    }
}
