//! What a reply declares and what its bytes are (hyp.reply.encoding).

use encoding_rs::ISO_8859_8;

use crate::hyp::settings::Encoding;

/// The encoding that the XML declaration names.
pub(super) const fn declared(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Mislabelled | Encoding::Iso => "ISO-8859-8",
        Encoding::Utf8 => "UTF-8",
    }
}

/// The text's bytes. A character that ISO-8859-8 lacks becomes a character reference.
pub(super) fn bytes(encoding: Encoding, text: String) -> Vec<u8> {
    match encoding {
        Encoding::Mislabelled | Encoding::Utf8 => text.into_bytes(),
        Encoding::Iso => ISO_8859_8.encode(&text).0.into_owned(),
    }
}

/// The text that these bytes mean: what is UTF-8 is read so, whatever it declares; else ISO-8859-8 if it declares that.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let start = bytes.get(..bytes.len().min(200))?.to_ascii_lowercase();
    let declaration = String::from_utf8_lossy(&start);
    let declares = declaration.trim_start().starts_with("<?xml") && declaration.split("?>").next()?.contains("iso-8859-8");
    declares.then(|| ISO_8859_8.decode_without_bom_handling(bytes).0.into_owned())
}
