//! Files that are not what they should be, each beside one that is.

use std::path::PathBuf;

use super::*;

/// A folder below the build's own, one for each test, with a good pair in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/tls-tests").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let made = Self(folder);
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        made.write("good.pem", pair.cert.pem());
        made.write("good.key", pair.signing_key.serialize_pem());
        made.write("other.key", rcgen::KeyPair::generate().unwrap().serialize_pem());
        made.write("note.txt", "nothing".to_owned());
        made.write("broken.pem", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n".to_owned());
        made.write("endless.key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n".to_owned());
        made
    }

    fn write(&self, name: &str, text: String) {
        std::fs::write(self.at(name), text).unwrap();
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn tls(&self, certificate: &str, key: &str, clients: &ClientCertificates) -> Result<Tls, TlsError> {
        Tls::new(Identity::read(&self.at(certificate), &self.at(key))?, clients)
    }
}

#[test]
fn a_bad_file_is_named_with_what_is_wrong_and_a_good_one_is_taken() {
    let folder = Folder::new("bad_files");
    assert!(folder.tls("good.pem", "good.key", &ClientCertificates::NotAsked).is_ok());
    let cases = [
        ("absent.pem", "good.key", "absent.pem", "cannot be read"),
        ("note.txt", "good.key", "note.txt", "holds no certificate"),
        ("good.key", "good.key", "good.key", "holds no certificate"),
        ("broken.pem", "good.key", "broken.pem", "base64"),
        ("good.pem", "absent.key", "absent.key", "cannot be read"),
        ("good.pem", "good.pem", "good.pem", "holds no private key"),
        ("good.pem", "endless.key", "endless.key", "no end"),
        ("good.pem", "other.key", "other.key", "cannot serve the certificate"),
    ];
    for (certificate, key, file, says) in cases {
        let error = folder.tls(certificate, key, &ClientCertificates::NotAsked).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(says), "{certificate} {key}: {error}");
        assert!(!error.contains("c2VjcmV0"), "{error}");
    }
}

#[test]
fn a_file_of_authorities_that_holds_none_is_named() {
    let folder = Folder::new("authorities");
    let tls = |file: &str| folder.tls("good.pem", "good.key", &ClientCertificates::Required(folder.at(file)));
    assert!(tls("good.pem").is_ok());
    let error = tls("note.txt").unwrap_err().to_string();
    assert!(error.contains("note.txt") && error.contains("holds no certificate"), "{error}");
}

#[test]
fn a_name_that_no_certificate_can_carry_is_named() {
    assert!(Identity::generated(&["standin.test".to_owned(), "192.0.2.1".to_owned()]).is_ok());
    let error = Identity::generated(&["dübel.test".to_owned()]).unwrap_err().to_string();
    assert!(error.contains("dübel.test"), "{error}");
}

#[test]
fn what_is_printed_of_an_identity_holds_no_key() {
    let identity = Identity::generated(&[]).unwrap();
    assert_eq!(format!("{identity:?}"), "Identity { .. }");
    assert_eq!(format!("{:?}", Tls::new(identity, &ClientCertificates::NotAsked).unwrap()), "Tls { .. }");
}
