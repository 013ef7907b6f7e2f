//! HTML in which no text is taken for markup: what is not written in this program is always escaped.

use std::fmt::Display;

use crate::report::bounded::visible;

/// Names and values of an element's attributes.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// HTML that is being written. Each element is closed, so that it can be read as XML too.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of this program.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text.
    pub(super) fn text(&mut self, text: &(impl Display + ?Sized)) -> &mut Self {
        self.0.push_str(&escaped(&text.to_string()));
        self
    }

    /// An element with what is in it.
    pub(super) fn element(&mut self, name: &'static str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.start(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// An element that holds a text alone.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &(impl Display + ?Sized)) -> &mut Self {
        self.element(name, attributes, |inside| {
            inside.text(text);
        })
    }

    /// An element that holds nothing.
    pub(super) fn void(&mut self, name: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.start(name, attributes);
        self.0.push_str("/>");
        self
    }

    /// All that was written.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.0.push_str(&escaped(&value.to_string()));
            self.0.push('"');
        }
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_text_wherever_it_stands() {
        let mut html = Html::default();
        html.leaf("p", &[("title", &"\"><script>")], "</p><script>alert('x')</script>&amp;\u{202e}");
        let whole = html.finish();
        let document = roxmltree::Document::parse(&whole).unwrap();
        assert_eq!(document.root_element().attribute("title"), Some("\"><script>"));
        assert_eq!(document.root_element().text(), Some("</p><script>alert('x')</script>&amp;\\u{202e}"));
        assert_eq!(document.descendants().filter(roxmltree::Node::is_element).count(), 1);
    }
}
