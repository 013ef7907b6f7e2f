//! The names of a world's secrets, as many as can still be needed.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use providers::naming::Naming;

use super::entry::Entry;
use super::show;

/// So many values have a name at one time. The one that was not seen for longest is forgotten.
const MOST: usize = 8_192;

/// So many kinds are told apart; a client can make up as many as it likes.
const MOST_KINDS: usize = 256;

/// Names, given at the first reading: a journal that nobody reads needs none.
#[derive(Clone, Default)]
pub(crate) struct Names {
    naming: Naming,
    /// When each name was needed last, by `tick`.
    needed: BTreeMap<String, u64>,
    tick: u64,
    upto: u64,
    /// What a credential is called, by whatever instance.
    credentials: Vec<&'static str>,
    /// The kinds that there are.
    kinds: BTreeSet<String>,
}

impl Names {
    /// The names as they are.
    pub(crate) fn naming(&self) -> &Naming {
        &self.naming
    }

    /// The latest entry whose values have names.
    pub(super) fn upto(&self) -> u64 {
        self.upto
    }

    /// Names what a client is given.
    pub(super) fn give(&mut self, credentials: impl IntoIterator<Item = (&'static str, String)>) {
        for (kind, value) in credentials {
            if !self.credentials.contains(&kind) {
                self.credentials.push(kind);
            }
            if !value.is_empty() {
                let name = self.naming.name(kind, &value);
                self.need(name);
            }
        }
    }

    /// Names every secret of an entry.
    pub(super) fn learn(&mut self, entry: &Entry) {
        show::show("", entry, self);
        self.upto = self.upto.max(entry.id);
        self.forget();
    }

    /// The name of a value that stands where a secret of this kind stands.
    pub(super) fn secret(&mut self, kind: &str, value: &str) -> String {
        if self.kinds.len() < MOST_KINDS {
            self.kinds.insert(kind.to_owned());
        }
        let kind = if self.kinds.contains(kind) { kind } else { "secret" };
        let name = self.naming.presented(kind, value);
        self.need(name)
    }

    /// The name of credentials of the Basic scheme as they were written, and what they hold where they hold a pair.
    pub(super) fn basic(&mut self, credentials: &str) -> (String, Option<String>) {
        let decoded = STANDARD.decode(credentials).or_else(|_| STANDARD_NO_PAD.decode(credentials)).ok();
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let pair = text.as_deref().and_then(|text| text.split_once(':'));
        let named = pair.map(|(user, password)| {
            let mut part = |kind, value: &str| if value.is_empty() { String::new() } else { self.secret(kind, value) };
            format!("{}:{}", part("user", user), part("password", password))
        });
        let name = self.naming.name("basic", credentials);
        (self.need(name), named)
    }

    /// The kind of secret that a member or pair of this name holds as a credential of some instance.
    pub(super) fn credential(&self, name: &str) -> Option<&'static str> {
        self.credentials.iter().copied().find(|kind| kind.eq_ignore_ascii_case(name))
    }

    /// The text with every known value replaced by its name.
    pub(super) fn rename(&self, text: &str) -> String {
        self.naming.rename(text)
    }

    fn need(&mut self, name: String) -> String {
        self.tick += 1;
        self.needed.insert(name.clone(), self.tick);
        name
    }

    fn forget(&mut self) {
        if self.naming.len() <= MOST {
            return;
        }
        let mut ticks: Vec<u64> = self.needed.values().copied().collect();
        ticks.sort_unstable();
        let oldest = ticks[ticks.len() - ticks.len().min(MOST / 2)];
        self.needed.retain(|_, tick| *tick >= oldest);
        let needed = &self.needed;
        self.naming.retain(|name| needed.contains_key(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_was_given_is_named_by_its_credential() {
        let mut names = Names::default();
        names.give([("access_token", "aaaaaaaaaa".to_owned())]);
        assert_eq!(names.secret("bearer", "aaaaaaaaaa"), "<access_token:1>");
        assert_eq!(names.secret("bearer", "aaaaaaaaa"), "<access_token_cut:1>");
        assert_eq!(names.secret("bearer", "something else"), "<bearer:1>");
    }

    #[test]
    fn a_pair_of_the_basic_scheme_is_named_whole_and_part_by_part() {
        let mut names = Names::default();
        names.secret("secret_key", "my password");
        let (name, pair) = names.basic("bWU6bXkgcGFzc3dvcmQ=");
        assert_eq!((name.as_str(), pair.as_deref()), ("<basic:1>", Some("<user:1>:<secret_key:1>")));
        assert_eq!(names.basic("???").1, None);
    }

    #[test]
    fn however_many_values_come_only_the_latest_keep_their_names() {
        let mut names = Names::default();
        for number in 0..3 * MOST {
            names.secret("bearer", &format!("{number:06} is a value"));
            names.forget();
        }
        assert!(names.naming().len() <= MOST && names.needed.len() <= MOST);
        assert_eq!(names.rename(&format!("{:06} is a value", 3 * MOST - 1)), format!("<bearer:{}>", 3 * MOST));
    }

    #[test]
    fn however_many_kinds_a_client_makes_up_only_so_many_are_told_apart() {
        let mut names = Names::default();
        for number in 0..2 * MOST_KINDS {
            names.secret(&format!("token_{number}"), &format!("{number:06} is a value"));
        }
        assert_eq!(names.kinds.len(), MOST_KINDS);
        assert_eq!(names.secret("another", "another value"), format!("<secret:{}>", MOST_KINDS + 1));
    }
}
