//! The keys of a model that is asked beside a server: here the two libraries meet.

use conformance::play::Keys;
use conformance::target::PublicKey;
use mock_server::Keyring;
use providers::{Answer, Key, Signer};

/// The keys of a model that is asked beside a server.
#[derive(Debug, Default)]
pub(crate) struct ModelKeys(Keyring);

impl Keys for ModelKeys {
    fn signer(&self) -> &dyn Signer {
        &self.0
    }

    fn sign(&self, answer: &mut Answer) {
        // A key that cannot sign was refused with the settings; without it the answer stays without a signature, and differs.
        let _ = self.0.sign(answer);
    }

    fn public(&self, key: &Key) -> Option<PublicKey> {
        self.0.public_pem(key).ok()?.parse().ok()
    }
}
