//! Reads scenario files side by side, on all cores; what comes of it is the same on one.

use super::Files;
use crate::diagnostic::Diagnostic;
use crate::scenario::fragment::Fragments;
use crate::scenario::load::{Loaded, load};
use crate::side_by_side::side_by_side;

type Read = Result<Loaded, Box<Diagnostic>>;

/// What each file holds, in the order of the paths.
pub(super) fn load_all(files: &Files, scenarios: &str, paths: &[&str]) -> Vec<Read> {
    let fragments = Fragments::new(files, scenarios);
    let read = side_by_side(paths, |path| load(&fragments, path));
    if read.iter().all(Result::is_ok) {
        return read;
    }
    // Which file finds the budget used up is a matter of order.
    let fragments = Fragments::new(files, scenarios);
    paths.iter().map(|path| load(&fragments, path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(count: usize, second: &str) -> (Files, Vec<String>) {
        let mut files = Files::default();
        let mut paths = Vec::new();
        for number in 0..count {
            let path = format!("scenarios/hyper/{number}.yaml");
            let title = if number == 1 { second } else { "title: x" };
            files.insert(&path, format!("{title}\nprovider: hyper\nverifies: []\nsteps: []\n").into_bytes());
            paths.push(path);
        }
        (files, paths)
    }

    fn told(read: &[Read]) -> Vec<String> {
        read.iter()
            .map(|read| match read {
                Ok(Loaded::Cases(cases)) => cases.iter().map(|case| case.id.clone()).collect(),
                Ok(Loaded::Property(_)) => "a property".to_owned(),
                Err(complaint) => complaint.what.clone(),
            })
            .collect()
    }

    #[test]
    fn what_is_read_stands_in_the_order_of_the_paths() {
        let (files, paths) = files(200, "title: x");
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let expected: Vec<String> = (0..200).map(|number| format!("hyper/{number}")).collect();
        assert_eq!(told(&load_all(&files, "scenarios", &paths)), expected);
    }

    #[test]
    fn a_file_that_is_wrong_is_complained_of_alone() {
        let (files, paths) = files(40, "titel: x");
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let read = load_all(&files, "scenarios", &paths);
        assert_eq!(read.iter().filter(|read| read.is_err()).count(), 1);
        assert!(read[1].is_err());
    }
}
