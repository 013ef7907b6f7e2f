//! Which of a target's instances plays which of a case's.

use std::collections::BTreeMap;

use super::needs::credentials_by_instance;
use super::{Foreign, ForeignInstance};
use crate::scenario::{Case, Given};

impl Foreign {
    /// Whether there are instances with the settings that a case needs.
    pub(super) fn has_settings(&self, case: &Case) -> bool {
        self.cast_where(case, |given, (_, instance), _| has_settings(given, instance)).is_some()
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
        self.cast_where(case, |given, (name, instance), part| {
            let has = instance.held();
            has_settings(given, instance) && used.get(part).is_none_or(|names| names.iter().all(|name| has.contains_key(name))) && may(name, part)
        })
    }

    fn cast_where(&self, case: &Case, fits: impl Fn(&Given, (&str, &ForeignInstance), &str) -> bool) -> Option<BTreeMap<String, String>> {
        let parts: Vec<(&String, &Given)> = case.instances.iter().collect();
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

fn has_settings(given: &Given, instance: &ForeignInstance) -> bool {
    given.settings.iter().all(|(name, value)| instance.settings.get(name) == Some(value))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::target::Clock;
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
}
