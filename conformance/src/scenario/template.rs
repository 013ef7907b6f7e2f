//! Texts with names in them: `${access_token}`, `${b.refresh_token}`, `${access_token|cut}`.

use providers::naming::Alteration;
use providers::suggestion;

/// What a reference starts with. `$${` is the text `${` itself.
pub const REFERENCE_START: &str = "${";
/// What a reference ends with.
pub const REFERENCE_END: char = '}';

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it stands.
    Literal(String),
    /// A credential or a kept value.
    Reference {
        /// Its name; `b.access_token` is instance b's credential.
        name: String,
        /// A change to make to the value.
        alteration: Option<Alteration>,
    },
}

/// A text that cannot be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A reference has no end.
    #[error("`${{` has no closing `}}`; the text `${{` itself is written `$${{`")]
    Open,
    /// A reference's name is none.
    #[error("`{0}` is no name: a name is made of a-z, 0-9 and _, with an instance and a dot before it where needed")]
    Name(String),
    /// No derivation has this name.
    #[error("there is no derivation `{name}`; {suggestion}")]
    Derivation {
        /// The name that was given.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
}

/// Takes a text apart.
///
/// ```
/// use conformance::scenario::template::{Part, parse};
///
/// let parts = parse("Bearer ${b.access_token}")?;
/// assert_eq!(parts[0], Part::Literal("Bearer ".to_owned()));
/// assert_eq!(parts[1], Part::Reference { name: "b.access_token".to_owned(), alteration: None });
/// # Ok::<(), conformance::scenario::template::TemplateError>(())
/// ```
///
/// # Errors
/// A reference that is not closed, has no proper name, or names an unknown derivation.
pub fn parse(text: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(REFERENCE_START) {
        let inner = &rest[start + REFERENCE_START.len()..];
        if let Some(before) = rest[..start].strip_suffix('$') {
            literal.push_str(before);
            literal.push_str(REFERENCE_START);
            rest = inner;
            continue;
        }
        literal.push_str(&rest[..start]);
        let end = inner.find(REFERENCE_END).ok_or(TemplateError::Open)?;
        push_literal(&mut parts, &mut literal);
        parts.push(reference(&inner[..end])?);
        rest = &inner[end + REFERENCE_END.len_utf8()..];
    }
    literal.push_str(rest);
    push_literal(&mut parts, &mut literal);
    Ok(parts)
}

/// Whether a text has a reference in it, well-formed or not.
#[must_use]
pub fn has_reference(text: &str) -> bool {
    parse(text).map_or(true, |parts| parts.iter().any(|part| matches!(part, Part::Reference { .. })))
}

/// Whether a word can be the name of a kept value, a moment, a column or a parameter.
#[must_use]
pub fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn push_literal(parts: &mut Vec<Part>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(Part::Literal(std::mem::take(literal)));
    }
}

fn reference(inner: &str) -> Result<Part, TemplateError> {
    let (name, alteration) = match inner.split_once('|') {
        Some((name, word)) => (name, Some(find_alteration(word)?)),
        None => (inner, None),
    };
    let well_formed = name.split('.').all(is_name) && name.split('.').count() <= 2;
    if !well_formed {
        return Err(TemplateError::Name(name.to_owned()));
    }
    Ok(Part::Reference { name: name.to_owned(), alteration })
}

fn find_alteration(name: &str) -> Result<Alteration, TemplateError> {
    Alteration::named(name)
        .ok_or_else(|| TemplateError::Derivation { name: name.to_owned(), suggestion: suggestion(name, Alteration::all().map(|(known, _)| known)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use providers::naming::{Derivation, Forgery};

    fn literal(text: &str) -> Part {
        Part::Literal(text.to_owned())
    }

    #[test]
    fn a_text_is_taken_apart_into_literals_and_references() {
        let derived = Part::Reference { name: "access_token".to_owned(), alteration: Some(Alteration::Text(Derivation::Cut)) };
        let forged = Part::Reference { name: "a".to_owned(), alteration: Some(Alteration::Token(Forgery::AlgNone)) };
        let placed = Part::Reference { name: "a".to_owned(), alteration: Some(Alteration::At("cut-at-7".parse().unwrap())) };
        assert_eq!(parse("${a|cut-at-7}"), Ok(vec![placed]));
        assert_eq!(parse("${a|alg-none}"), Ok(vec![forged]));
        assert_eq!(parse("x ${access_token|cut} $.y"), Ok(vec![literal("x "), derived, literal(" $.y")]));
        assert_eq!(parse(""), Ok(vec![]));
    }

    #[test]
    fn a_doubled_dollar_writes_the_start_of_a_reference_itself() {
        assert_eq!(parse("a$${b}"), Ok(vec![literal("a${b}")]));
        assert!(!has_reference("a$${b}") && has_reference("a${b}"));
    }

    #[test]
    fn a_reference_without_end_name_or_known_derivation_is_an_error_that_says_why() {
        assert_eq!(parse("${a"), Err(TemplateError::Open));
        assert_eq!(parse("${}"), Err(TemplateError::Name(String::new())));
        assert_eq!(parse("${a.b.c}"), Err(TemplateError::Name("a.b.c".to_owned())));
        assert_eq!(parse("${a|cutt}").map_err(|error| error.to_string()), Err("there is no derivation `cutt`; did you mean `cut`?".to_owned()));
    }

    #[test]
    fn hostile_texts_are_taken_apart_or_refused_but_never_panic() {
        for text in ["$", "$$", "$$$", "${", "$${", "$$${a}", "${a|}", "${a|b|c}", "${שלום}", "${${a}}", "}", "${\u{0}}", "${a}${a}"] {
            let _ = parse(text);
        }
        let _ = parse(&"${".repeat(100_000));
    }
}
