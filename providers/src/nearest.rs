//! The name that somebody probably meant.

/// The candidate nearest to `name`, if any is near enough to be worth naming.
///
/// ```
/// assert_eq!(providers::nearest("refresh_tokn", ["refresh_token", "encoding"]), Some("refresh_token"));
/// assert_eq!(providers::nearest("zzz", ["refresh_token", "encoding"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// A sentence's tail that names the nearest candidate, or all of them where none is near.
#[must_use]
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, candidates.clone()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("there is: {}", candidates.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
