//! A target file's hooks and origins, made ready: their secrets are fetched, and their clients made.

use std::collections::BTreeMap;
use std::net::IpAddr;

use conformance::target::description::{Deed, DescribedClock, DescribedHook, DescribedOrigin, Said, Way};
use conformance::target::hook::{ClockControl, Hook, Means};
use conformance::target::{Connection, Origin, Powers};
use jiff::Timestamp;

use super::CheckError;
use super::file::Opener;
use super::secret::fetch;

impl Opener<'_> {
    /// What the target can be made to do. Calls of scenarios go by this connection.
    pub(super) fn powers(&self, connection: &Connection) -> Result<Powers, CheckError> {
        let described = &self.described.hooks;
        let plain = Connection { authorities: connection.authorities.clone(), ..Connection::default() };
        let ready = |said: &Said<DescribedHook>| self.hook(said, &plain);
        let mut powers = Powers::default();
        powers.settings = described.settings.as_ref().map(ready).transpose()?;
        powers.reset = described.reset.as_ref().map(ready).transpose()?;
        for (action, said) in &described.actions {
            powers.actions.insert(action.clone(), ready(said)?);
        }
        if let DescribedClock::Control(said) = &self.described.clock {
            powers.clock = Some(ClockControl::new(ready(said)?, Timestamp::now));
        }
        for (address, origin) in &self.described.origins {
            powers.origins.insert(*address, self.origin(*address, origin, connection)?);
        }
        Ok(powers)
    }

    fn hook(&self, said: &Said<DescribedHook>, connection: &Connection) -> Result<Hook, CheckError> {
        let hook = &said.value;
        let mut secrets = BTreeMap::new();
        for (name, reference) in &hook.secrets {
            let secret = fetch(&reference.value, &self.folder).map_err(|why| self.wrong(reference, format!("the secret `{name}`: {why}")))?;
            secrets.insert(name.clone(), secret);
        }
        let mut headers = BTreeMap::new();
        if let Deed::Call { headers: described, .. } = &hook.deed {
            for (name, value) in described {
                headers.insert(name.clone(), self.text(name, value)?);
            }
        }
        let client = connection.client().map_err(|error| self.wrong(said, error.to_string()))?;
        Ok(Hook::new(hook, Means { client, folder: self.folder.clone(), secrets, headers }))
    }

    fn origin(&self, address: IpAddr, origin: &DescribedOrigin, connection: &Connection) -> Result<Origin, CheckError> {
        let mut connection = connection.clone();
        let mut seen_as = origin.seen_as;
        match &origin.way {
            Way::Source(source) => {
                connection.source = Some(*source);
                seen_as = seen_as.or(Some(*source));
            }
            Way::Proxy(proxy) => connection.proxy = Some(self.text("proxy", proxy)?.text().to_owned()),
        }
        let client = connection.client().map_err(|error| match &origin.way {
            Way::Proxy(proxy) => self.wrong(proxy, error.to_string()),
            Way::Source(_) => CheckError::Usage(format!("from {address}: {error}")),
        })?;
        Ok(Origin { client, seen_as })
    }
}
