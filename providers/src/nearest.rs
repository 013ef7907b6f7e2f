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
///
/// ```
/// assert_eq!(providers::suggestion("refresh_tokn", ["refresh_token", "encoding"]), "did you mean `refresh_token`?");
/// assert_eq!(providers::suggestion("zzz", ["refresh_token", "encoding"]), "there is: refresh_token, encoding");
/// assert_eq!(providers::suggestion("zzz", []), "there is none");
/// ```
#[must_use]
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(candidate) = nearest(name, candidates.clone()) {
        return format!("did you mean `{candidate}`?");
    }
    let all: Vec<&str> = candidates.into_iter().collect();
    if all.is_empty() { "there is none".to_owned() } else { format!("there is: {}", all.join(", ")) }
}
