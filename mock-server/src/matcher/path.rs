//! A pattern of a path, with named segments.

use percent_encoding::percent_decode_str;

/// Segments by name, percent-decoded.
pub(crate) type Segments = Vec<(String, String)>;

#[derive(Debug, PartialEq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug, PartialEq)]
enum Part {
    Literal(String),
    Named(String),
    Rest(String),
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some(below) = text.strip_prefix('/') else { return Err(format!("`{text}` is no path; it begins with a slash, as in /devices/{{id}}")) };
        if let Some(mark) = text.find(['?', '#']) {
            let advice =
                if text[mark..].starts_with('?') { "what follows the `?` is looked at by `query`" } else { "what follows a `#` reaches no server" };
            return Err(format!("`{text}` holds more than a path; {advice}"));
        }
        let parts = below.split('/').map(part).collect::<Result<Vec<_>, _>>()?;
        let mut names: Vec<&str> = parts.iter().filter_map(Part::name).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("the segment `{}` is named twice", twice[0]));
        }
        match parts.iter().rev().skip(1).find(|part| matches!(part, Part::Rest(_))) {
            Some(_) => Err("only the last segment can stand for all that follows".to_owned()),
            None => Ok(Self(parts)),
        }
    }

    pub(super) fn matches(&self, path: &str) -> Option<Segments> {
        let mut rest = Some(path.strip_prefix('/')?);
        let mut segments = Segments::new();
        for part in &self.0 {
            let left = rest?;
            let (segment, after) = left.split_once('/').map_or((left, None), |(segment, after)| (segment, Some(after)));
            match part {
                Part::Literal(literal) if *literal == decoded(segment) => {}
                Part::Literal(_) => return None,
                Part::Named(_) if segment.is_empty() => return None,
                Part::Named(name) => segments.push((name.clone(), decoded(segment))),
                Part::Rest(name) => {
                    segments.push((name.clone(), decoded(left)));
                    return Some(segments);
                }
            }
            rest = after;
        }
        rest.is_none().then_some(segments)
    }
}

impl Part {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Named(name) | Self::Rest(name) => Some(name),
        }
    }
}

fn part(text: &str) -> Result<Part, String> {
    let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return if text.contains(['{', '}']) {
            Err(format!("`{text}` is no segment; a name in braces stands for a whole one, as in {{id}}"))
        } else {
            Ok(Part::Literal(decoded(text)))
        };
    };
    let (name, part): (_, fn(String) -> Part) = name.strip_prefix('*').map_or((name, Part::Named), |name| (name, Part::Rest));
    let fits = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    fits(name)
        .then(|| part(name.to_owned()))
        .ok_or_else(|| format!("`{name}` is no name for a segment; it takes letters, digits and _, a letter first"))
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
