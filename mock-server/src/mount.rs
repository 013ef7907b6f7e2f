//! Where an instance is mounted: the beginning of the paths that lead to it.

use crate::WorldError;

const LONGEST: usize = 200;

/// Where an instance that says nothing is mounted.
pub(crate) fn default_mount(instance: &str) -> String {
    format!("/{instance}")
}

/// A mount is one segment or several, of characters that need no escape; `/w` leads to worlds.
pub(crate) fn check_mount(instance: &str, mount: &str) -> Result<(), WorldError> {
    let segments = mount.strip_prefix('/').map(|rest| rest.split('/').collect::<Vec<_>>()).unwrap_or_default();
    let fits = !segments.is_empty() && segments[0] != "w" && mount.len() <= LONGEST && segments.iter().all(|segment| is_segment(segment));
    fits.then_some(()).ok_or_else(|| WorldError::Mount { instance: instance.to_owned(), mount: mount.to_owned() })
}

/// What is left of a path below a mount; `None` where the path leads elsewhere.
pub(crate) fn below<'a>(mount: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(mount).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_segment(segment: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    !segment.is_empty() && segment.chars().all(fits) && !segment.chars().all(|c| c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_is_a_path_that_needs_no_escape_and_is_not_where_worlds_are() {
        for mount in ["/hyper", "/api/v1.2/hyper", "/wx", "/a/w"] {
            assert!(check_mount("a", mount).is_ok(), "{mount}");
        }
        for mount in ["", "/", "hyper", "/hyper/", "/a//b", "/w", "/w/a", "/a b", "/%41", "/..", "/a/.", &format!("/{}", "a".repeat(200))] {
            assert!(check_mount("a", mount).is_err(), "{mount}");
        }
    }

    #[test]
    fn a_mount_ends_with_its_segment() {
        assert_eq!(below("/hyper", "/hyper/x"), Some("/x"));
        assert_eq!(below("/hyper", "/hyper"), Some(""));
        assert_eq!(below("/hyper", "/hypers/x"), None);
        assert_eq!(below("/a/b", "/a"), None);
    }
}
