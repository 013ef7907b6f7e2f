//! Checks the clock of a target file, and where its calls come from.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use providers::suggestion;

use super::clock::{Clock, DescribedClock, REAL};
use super::lint::{Reader, span};
use super::origin::{DescribedOrigin, Origin, Way};
use crate::spanned::Spanned;
use crate::target::Rate;

impl Reader<'_> {
    pub(super) fn clock(&mut self, said: &Spanned<Clock>) -> DescribedClock {
        let clock = match &said.value {
            Clock::Moved(clock) => clock,
            Clock::Word(word) => {
                if word != REAL {
                    self.complain(span(said), format!("there is no clock `{word}`"), Some(suggestion(word, [REAL])));
                }
                return DescribedClock::Real;
            }
        };
        let checked = match (&clock.rate, &clock.control) {
            (Some(rate), None) => {
                let checked = Rate::new(rate.value);
                if checked.is_none() {
                    let help = "a number above 0 and up to 1000000: so many seconds pass there in one of ours".to_owned();
                    self.complain(span(rate), "no clock runs at this rate".to_owned(), Some(help));
                }
                checked.map(DescribedClock::Rate)
            }
            (None, Some(hook)) => self.clock_hook(hook).map(|hook| DescribedClock::Control(Box::new(hook))),
            (Some(_), Some(hook)) => {
                self.complain(span(hook), "a clock has a rate or is moved, not both".to_owned(), None);
                None
            }
            (None, None) => {
                let help = "write `real`, `{rate: 60}` or `{control: HOOK}`".to_owned();
                self.complain(span(said), "nothing is said of the clock".to_owned(), Some(help));
                None
            }
        };
        checked.unwrap_or_default()
    }

    /// Where calls come from, by the address that scenarios name.
    pub(super) fn origins(&mut self, origins: &BTreeMap<String, Spanned<Origin>>, named: &BTreeSet<IpAddr>) -> BTreeMap<IpAddr, DescribedOrigin> {
        let mut checked = BTreeMap::new();
        for (text, origin) in origins {
            let Some(address) = text.parse().ok().filter(|address| named.contains(address)) else {
                let named: Vec<String> = named.iter().map(ToString::to_string).collect();
                let help = suggestion(text, named.iter().map(String::as_str));
                self.complain(self.key(text, origin), format!("no scenario calls from `{text}`"), Some(help));
                continue;
            };
            checked.extend(self.origin(origin).map(|origin| (address, origin)));
        }
        checked
    }

    fn origin(&mut self, said: &Spanned<Origin>) -> Option<DescribedOrigin> {
        let origin = &said.value;
        let seen_as = origin.seen_as.as_ref().map(|text| self.address(text));
        let way = match (&origin.source, &origin.proxy) {
            (Some(source), None) => self.address(source).map(Way::Source),
            (None, Some(proxy)) => self.proxy(proxy).map(Way::Proxy),
            (Some(_), Some(proxy)) => {
                self.complain(span(proxy), "calls come from a `source` or through a `proxy`, not both".to_owned(), None);
                None
            }
            (None, None) => {
                let help = "write `{source: ADDRESS}`, one of this machine's, or `{proxy: URL}`".to_owned();
                self.complain(span(said), "nothing is said of where the calls come from".to_owned(), Some(help));
                None
            }
        };
        Some(DescribedOrigin { way: way?, seen_as: seen_as.unwrap_or_default() })
    }

    fn address(&mut self, text: &Spanned<String>) -> Option<IpAddr> {
        let address = text.value.parse().ok();
        if address.is_none() {
            self.complain(span(text), "this is no address".to_owned(), Some("it takes one such as 192.0.2.10 or 2001:db8::10".to_owned()));
        }
        address
    }
}
