//! What is wrong with a text that somebody wrote, and where: the line itself, a caret, and what would be right.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::scenario::Source;
use crate::spanned::Spanned;

/// One complaint about one place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in one sentence.
    pub what: String,
    /// The text.
    pub source: Arc<Source>,
    /// The bytes that are meant; nothing where the text as a whole is.
    pub span: Option<Range<usize>>,
    /// A word at the caret.
    pub label: String,
    /// What would be right.
    pub help: Option<String>,
}

/// Whether colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Text alone.
    Plain,
    /// Terminal colours.
    Coloured,
}

impl Diagnostic {
    /// A complaint about these bytes. A span that lies outside the text, or reaches past its line, is cut; one that is
    /// only a place underlines the word that stands there.
    #[must_use]
    pub fn new(source: &Arc<Source>, span: Range<usize>, what: impl Into<String>) -> Self {
        let span = within_its_line(&source.text, span);
        Self { what: what.into(), source: source.clone(), span, label: String::new(), help: None }
    }

    /// A complaint about the place of a value that was read.
    #[must_use]
    pub fn at<T>(source: &Arc<Source>, value: &Spanned<T>, what: impl Into<String>) -> Self {
        Self::new(source, value.bytes(), what)
    }

    /// A complaint about a file as a whole.
    #[must_use]
    pub fn about(path: &str, what: impl Into<String>) -> Self {
        let source = Arc::new(Source { path: path.to_owned(), text: Arc::default() });
        Self { what: what.into(), source, span: None, label: String::new(), help: None }
    }

    /// With a word at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a sentence that says what would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The path as people know it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.source.path
    }

    /// The line, counted from 1; 0 where the text as a whole is meant.
    #[must_use]
    pub fn line(&self) -> usize {
        self.span.as_ref().map_or(0, |span| self.source.text[..span.start].matches('\n').count() + 1)
    }

    /// The complaint as people read it, without a line break at its end.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let mut group = Level::ERROR.primary_title(&self.what).element(Origin::path(self.path()));
        if let Some(span) = &self.span {
            group = Group::with_title(Level::ERROR.primary_title(&self.what)).element(self.snippet(span.clone()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        match paint {
            Paint::Plain => Renderer::plain().render(&[group]),
            Paint::Coloured => Renderer::styled().render(&[group]),
        }
    }

    fn snippet(&self, span: Range<usize>) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let caret = AnnotationKind::Primary.span(span);
        let caret = if self.label.is_empty() { caret } else { caret.label(&self.label) };
        Snippet::source(&*self.source.text).path(self.path()).annotation(caret)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Paint::Plain))
    }
}

/// The part of a span that lies in the text and in the line in which it starts, on character boundaries.
fn within_its_line(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    if text.trim().is_empty() {
        return None;
    }
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let line = text[start..].lines().next().unwrap_or_default();
    let word = line.find(|c: char| !c.is_alphanumeric() && !"_-.$".contains(c)).unwrap_or(line.len());
    let length = if span.len() > 1 { span.len() } else { word.max(span.len()) };
    Some(start..text.ceil_char_boundary(start + length.min(line.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Arc<Source> {
        Arc::new(Source { path: "scenarios/hyper/a.yaml".to_owned(), text: text.into() })
    }

    #[test]
    fn a_complaint_shows_file_line_column_and_what_would_be_right() {
        let complaint = Diagnostic::new(&source("title: x\nprovidr: hyper\n"), 9..16, "there is no field `providr`");
        insta::assert_snapshot!(complaint.help("did you mean `provider`?"), @r"
        error: there is no field `providr`
         --> scenarios/hyper/a.yaml:2:1
          |
        2 | providr: hyper
          | ^^^^^^^
          |
          = help: did you mean `provider`?
        ");
    }

    #[test]
    fn a_span_outside_the_text_or_inside_a_character_is_cut_and_never_panics() {
        let text = "a: שלום\nb: 1";
        for start in 0..20 {
            for end in 0..20 {
                let _ = Diagnostic::new(&source(text), start..end, "x").label("y").to_string();
            }
        }
        assert!(Diagnostic::new(&source(text), 4..6, "x").to_string().contains("שלום"));
    }

    #[test]
    fn a_complaint_about_a_whole_file_names_the_file() {
        insta::assert_snapshot!(Diagnostic::about("suite.yaml", "this file is empty"), @r"
        error: this file is empty
        --> suite.yaml
        ");
    }
}
