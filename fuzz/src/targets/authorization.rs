//! The Authorization header: a line of the bytes is a header.

use providers::{Authorization, HeaderMap};

pub(super) fn read(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    for value in bytes.split(|byte| *byte == b'\n').filter_map(|line| line.try_into().ok()) {
        headers.append("authorization", value);
    }
    let (all, first) = (Authorization::of(&headers), Authorization::first_of(&headers));
    assert_eq!(all == Authorization::Absent, headers.is_empty());
    assert_eq!(Authorization::is_several(&headers), headers.len() > 1);
    match headers.len() {
        0 | 1 => assert_eq!(all, first),
        _ => assert_eq!(all, Authorization::Malformed),
    }
    let _ = Authorization::has_several_blanks(&headers);
    if let Authorization::Credentials { scheme, credentials } = first {
        assert!(![scheme, credentials].iter().any(|part| part.is_empty() || part.contains(' ')));
        assert_eq!(Authorization::parse(&format!("{scheme}  {credentials} ")), first);
    }
}
