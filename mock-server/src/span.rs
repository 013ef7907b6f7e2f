//! Durations as people write them.

use jiff::SignedDuration;

/// A duration such as `90s`, `2m`, `1h 30m`, `-1ms` or `PT2M`.
///
/// ```
/// assert_eq!(mock_server::parse_span("1h 30m"), Ok(jiff::SignedDuration::from_mins(90)));
/// assert!(mock_server::parse_span("soon").is_err());
/// ```
///
/// # Errors
/// One sentence that says what would be right.
pub fn parse_span(text: &str) -> Result<SignedDuration, String> {
    text.parse().map_err(|_| format!("`{text}` is no duration; write one such as 90s, 2m or 1h 30m"))
}
