//! A JSON Web Token: what was taken apart is the text when it is put together.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use providers::Jwt;
use serde_json::Value;

pub(super) fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some(token) = Jwt::read(&text) else { return };
    assert_eq!(format!("{}.{}", token.signed, URL_SAFE_NO_PAD.encode(&token.signature)), text);
    let message = Jwt::message(&Value::from(token.header.clone()).to_string(), &Value::from(token.claims.clone()).to_string());
    // JSON that is written anew may be longer than what is read of a token.
    if let Some(again) = Jwt::read(&format!("{message}.")) {
        assert_eq!((again.header, again.claims), (token.header, token.claims));
    }
}
