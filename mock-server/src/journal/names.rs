//! The names of a world's secrets, as many as can still be needed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use providers::naming::Naming;

use super::entry::Entry;
use super::show;

/// So many values have a name at one time. The one that was not seen for longest is forgotten.
const MOST: usize = 8_192;

/// The values that have a name take so many bytes at most: a client can send few that are long as well as many.
const MOST_BYTES: usize = 8 << 20;

/// So many kinds are told apart; a client can make up as many as it likes.
const MOST_KINDS: usize = 256;

/// Names, given at the first reading: a journal that nobody reads needs none.
#[derive(Clone, Default)]
pub(crate) struct Names {
    naming: Naming,
    needed: BTreeMap<String, Needed>,
    tick: u64,
    /// The bytes of the values that have names.
    bytes: usize,
    upto: u64,
    /// What a credential is called, by whatever instance.
    credentials: Vec<&'static str>,
    /// The kinds that there are.
    kinds: BTreeSet<String>,
}

/// When a name was needed last, and the bytes of its value.
#[derive(Clone, Copy)]
struct Needed {
    tick: u64,
    bytes: usize,
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
    pub(crate) fn give<Text: AsRef<str>>(&mut self, credentials: impl IntoIterator<Item = (&'static str, Text)>) {
        for (kind, value) in credentials {
            let value = value.as_ref();
            if !self.credentials.contains(&kind) {
                self.credentials.push(kind);
            }
            if !value.is_empty() {
                let name = self.naming.name(kind, value);
                self.need(name, value);
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
        self.need(name, value)
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
        (self.need(name, credentials), named)
    }

    /// The kind of secret that a member or pair of this name holds as a credential of some instance.
    pub(super) fn credential(&self, name: &str) -> Option<&'static str> {
        self.credentials.iter().copied().find(|kind| kind.eq_ignore_ascii_case(name))
    }

    fn need(&mut self, name: String, value: &str) -> String {
        self.tick += 1;
        let needed = Needed { tick: self.tick, bytes: value.len() };
        if self.needed.insert(name.clone(), needed).is_none() {
            self.bytes += value.len();
        }
        name
    }

    /// Keeps the latest, half of what may be, so that this is not done for every value.
    fn forget(&mut self) {
        if self.naming.len() <= MOST && self.bytes <= MOST_BYTES {
            return;
        }
        let mut latest: Vec<Needed> = self.needed.values().copied().collect();
        latest.sort_unstable_by_key(|needed| Reverse(needed.tick));
        let mut bytes = 0;
        let fits = |needed: &&Needed| {
            bytes += needed.bytes;
            bytes <= MOST_BYTES / 2
        };
        let oldest = latest.iter().take(MOST / 2).take_while(fits).last().map_or(u64::MAX, |needed| needed.tick);
        self.needed.retain(|_, needed| needed.tick >= oldest);
        self.bytes = self.needed.values().map(|needed| needed.bytes).sum();
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
        assert_eq!(names.naming().rename(&format!("{:06} is a value", 3 * MOST - 1)), format!("<bearer:{}>", 3 * MOST));
    }

    #[test]
    fn however_long_values_are_only_so_many_bytes_of_them_are_kept() {
        let mut names = Names::default();
        let value = |number: usize| format!("{number:06} {}", "x".repeat(60_000));
        for number in 0..300 {
            names.secret("bearer", &value(number));
            names.forget();
            assert!(names.bytes <= MOST_BYTES && names.naming().len() * 60_000 <= MOST_BYTES, "{number}");
        }
        assert_eq!(names.naming().rename(&value(299)), "<bearer:300>");
        assert_eq!(names.secret("bearer", "a short one"), "<bearer:301>");
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
