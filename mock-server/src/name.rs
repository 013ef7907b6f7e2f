//! The names that worlds and instances may have: they stand in paths, host names and option texts.

use crate::WorldError;

const LONGEST: usize = 63;

/// A world's name is a label of a host name.
pub(crate) fn check_world(name: &str) -> Result<(), WorldError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    check(name, fits).then_some(()).ok_or_else(|| WorldError::WorldName { name: name.to_owned() })
}

/// An instance's name is a path segment; `w` leads to worlds.
pub(crate) fn check_instance(name: &str) -> Result<(), WorldError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (check(name, fits) && name != "w").then_some(()).ok_or_else(|| WorldError::InstanceName { name: name.to_owned() })
}

/// What [`is_plain`] takes, in words.
pub(crate) const PLAIN: &str = "1 to 63 of A-Z, a-z, 0-9, - and _, beginning with a letter or digit";

/// Whether a stub or fault may be called that.
pub(crate) fn is_plain(name: &str) -> bool {
    check(name, |c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn check(name: &str, fits: fn(char) -> bool) -> bool {
    (1..=LONGEST).contains(&name.len()) && name.chars().all(fits) && !name.starts_with(['-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_named_as_a_host_is() {
        assert!(check_world("test-7_a").is_ok());
        for name in ["", "-a", "A", "a.b", "a/b", "é", &"a".repeat(64)] {
            assert!(check_world(name).is_err(), "{name}");
        }
    }

    #[test]
    fn an_instance_is_named_as_a_path_segment_but_not_w() {
        assert!(check_instance("Hyper-2").is_ok());
        for name in ["", "w", "a.b", "a b"] {
            assert!(check_instance(name).is_err(), "{name}");
        }
    }
}
