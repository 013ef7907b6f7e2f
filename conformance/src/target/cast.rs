//! Which of a target's instances plays which of a case's.

use std::collections::BTreeMap;

use super::needs::credentials_by_instance;
use super::powers::wants_others;
use super::{Foreign, ForeignInstance};
use crate::scenario::{Case, Given};

impl Foreign {
    /// Whether there are instances with the settings that a case needs, or such that can be set up so.
    pub(super) fn has_settings(&self, case: &Case) -> bool {
        self.sets_up() || self.cast_where(case, |given, (_, instance), _| !wants_others(given, instance)).is_some()
    }

    /// The instance that plays each of a case's; nothing where there are not enough that fit.
    #[must_use]
    pub fn cast(&self, case: &Case) -> Option<BTreeMap<String, String>> {
        self.cast_among(case, |_, _| true)
    }

    /// The same, of those instances that may play a part of the case's.
    #[must_use]
    pub fn cast_among(&self, case: &Case, may: impl Fn(&str, &str) -> bool) -> Option<BTreeMap<String, String>> {
        let used = credentials_by_instance(case);
        let fits = |(name, instance): (&str, &ForeignInstance), part: &str| {
            let has = instance.held();
            used.get(part).is_none_or(|names| names.iter().all(|name| has.contains_key(name))) && may(name, part)
        };
        let suits = |given: &Given, (name, instance): (&str, &ForeignInstance)| !wants_others(given, instance) && !self.is_unsuited(case, name);
        // What need not be set up is left as it is, also where one has to wait for it.
        let described = self.cast_where(case, |given, instance, _| suits(given, instance)).is_some();
        match described || !self.sets_up() {
            true => self.cast_where(case, |given, instance, part| suits(given, instance) && fits(instance, part)),
            false => self.cast_where(case, |_, instance, part| !self.is_unsuited(case, instance.0) && fits(instance, part)),
        }
    }

    /// Whether an instance is set up as a case wants all of its own.
    #[must_use]
    pub fn may_play(&self, case: &Case, instance: &str) -> bool {
        let instance = self.instances().get(instance);
        self.sets_up() || instance.is_some_and(|instance| case.instances.values().all(|given| !wants_others(given, instance)))
    }

    /// Whether each instance that a case could be played on does not suit it.
    pub(super) fn suits_nowhere(&self, case: &Case) -> bool {
        let could = |given: &Given, instance: &ForeignInstance| self.sets_up() || !wants_others(given, instance);
        let suits = self.cast_where(case, |given, (name, instance), _| could(given, instance) && !self.is_unsuited(case, name));
        self.has_settings(case) && suits.is_none()
    }

    fn cast_where(&self, case: &Case, fits: impl Fn(&Given, (&str, &ForeignInstance), &str) -> bool) -> Option<BTreeMap<String, String>> {
        let parts: Vec<(&String, &Given)> = case.instances.iter().map(|(part, given)| (part, given.as_ref())).collect();
        let mut cast = BTreeMap::new();
        self.cast_rest(&parts, &fits, &mut cast).then_some(cast)
    }

    /// Tries each instance that is still free for the first of the parts, and so on.
    fn cast_rest(
        &self,
        parts: &[(&String, &Given)],
        fits: &impl Fn(&Given, (&str, &ForeignInstance), &str) -> bool,
        cast: &mut BTreeMap<String, String>,
    ) -> bool {
        let Some(((part, given), rest)) = parts.split_first() else { return true };
        for (name, instance) in self.instances() {
            if cast.values().any(|taken| taken == name) || !fits(given, (name, instance), part) {
                continue;
            }
            cast.insert((*part).clone(), name.clone());
            if self.cast_rest(rest, fits, cast) {
                return true;
            }
            cast.remove(*part);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::target::description::{Deed, DescribedHook};
    use crate::target::hook::{Hook, Means};
    use crate::target::{Clock, Connection, Powers};
    use crate::testing::cases;

    fn instance(settings: &str, credentials: &[&str]) -> ForeignInstance {
        let credentials: BTreeMap<String, String> = credentials.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect();
        ForeignInstance::new("http://a", credentials.clone(), credentials).with_settings(serde_json::from_str(settings).unwrap())
    }

    fn target(instances: [(&str, ForeignInstance); 2]) -> Foreign {
        Foreign::of(instances.into_iter().map(|(name, instance)| (name.to_owned(), instance)).collect(), Clock::Told(|| Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn each_part_of_a_case_is_played_by_an_instance_of_its_own_that_fits() {
        let two = "verifies: [hyper.stated]\ninstances: {a: {}, b: {settings: {mode: x}}}\n";
        let case = cases(two, "  - {call: GET /x, on: a, bearer: '${b.access_token}'}\n").remove(0);
        let cast = |first, second| target([("one", first), ("two", second)]).cast(&case);
        let expected = BTreeMap::from([("a".to_owned(), "two".to_owned()), ("b".to_owned(), "one".to_owned())]);
        assert_eq!(cast(instance(r#"{"mode": "x"}"#, &["access_token"]), instance("{}", &[])), Some(expected));
        assert_eq!(cast(instance(r#"{"mode": "y"}"#, &["access_token"]), instance("{}", &[])), None);
        assert_eq!(cast(instance(r#"{"mode": "x"}"#, &[]), instance("{}", &["access_token"])), None);
    }
    #[test]
    fn an_instance_is_set_up_only_where_none_is_described_as_the_case_wants_it() {
        let case = cases("verifies: [hyper.stated]\ngiven: {settings: {mode: x}}\n", "  - {call: GET /x, bearer: '${access_token}'}\n").remove(0);
        let cast = |second: &str, allowed: &[&str]| {
            let powers = Powers { settings: Some(hook()), ..Powers::default() };
            let foreign = target([("one", instance("{}", &["access_token"])), ("two", instance(second, &["access_token"]))]).with_powers(powers);
            foreign.allowing(allowed.iter().map(|word| (*word).to_owned()).collect()).cast(&case).map(|cast| cast["hyper"].clone())
        };
        assert_eq!(cast(r#"{"mode": "x"}"#, &["admin"]), Some("two".to_owned()));
        assert_eq!(cast(r#"{"mode": "y"}"#, &["admin"]), Some("one".to_owned()));
        assert_eq!(cast(r#"{"mode": "y"}"#, &[]), None);
    }

    fn hook() -> Hook {
        let deed = Deed::Command(vec!["true".to_owned()]);
        let described = DescribedHook { deed, timeout: Duration::from_secs(1), secrets: BTreeMap::new(), credentials: BTreeMap::new() };
        let client = Connection::default().client().unwrap();
        Hook::new(&described, Means { client, folder: PathBuf::new(), secrets: BTreeMap::new(), headers: BTreeMap::new() })
    }
}
