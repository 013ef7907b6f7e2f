//! The lines of a scenario that a check comes from.

use crate::scenario::PlacedStep;
use crate::spanned::Span;
use crate::verdict::Excerpt;

/// The step's lines, from its beginning to the end of what is meant.
pub(super) fn of(placed: &PlacedStep, meant: Span) -> Excerpt {
    let text = &*placed.source.text;
    let meant = all_of_it(text, within(text, meant.bytes()));
    let step = within(text, placed.step.bytes());
    let from = line_start(text, step.start.min(meant.start));
    let to = text[meant.end..].find('\n').map_or(text.len(), |rest| meant.end + rest);
    let line = line_of(text, meant.start);
    Excerpt {
        path: placed.source.path.clone(),
        line,
        column: text[line_start(text, meant.start)..meant.start].chars().count() + 1,
        first_line: line_of(text, from),
        text: text[from..to].to_owned(),
        span: (meant.start - from, meant.end - from),
    }
}

/// The range cut to the text, to whole characters, and to its first line.
fn within(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let line_end = text[start..].find('\n').map_or(text.len(), |rest| start + rest);
    start..text.ceil_char_boundary(range.end.clamp(start, line_end)).min(line_end)
}

/// Of a mapping only the first character is known: up to its closing brace, else to the end of the line.
fn all_of_it(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    if range.len() > 1 {
        return range;
    }
    let line = text[range.start..].lines().next().unwrap_or_default();
    let mut depth = 0_usize;
    for (at, character) in line.char_indices() {
        match character {
            '{' | '[' => depth += 1,
            // The brace that closes this very mapping, or the one around it.
            '}' | ']' if depth <= 1 => return range.start..range.start + at + depth,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    range.start..range.start + line.trim_end().len().max(range.len())
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |before| before + 1)
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
