//! How large and deep a bundle may be: what is read of strangers must fit into memory, and into the stack.

/// A bundle has no more bytes than so many.
pub const LARGEST: usize = 64 * 1024 * 1024;
/// No more values, each of which takes memory of its own.
const MOST: usize = 4_000_000;
/// No value lies within more than so many others. Below the depth at which the JSON reader itself gives up.
const DEEPEST: usize = 100;

/// A bound that is exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bound {
    /// Of bytes.
    #[error("a bundle of evidence has at most {} MiB; check fewer scenarios at once", LARGEST / 1024 / 1024)]
    Size,
    /// Of values.
    #[error("a bundle of evidence holds at most {MOST} values; check fewer scenarios at once")]
    Values,
    /// Of nesting.
    #[error("a bundle of evidence is nested at most {DEEPEST} deep")]
    Depth,
}

/// Whether a JSON text stays within the bounds. Whether it is JSON at all is not asked.
pub(super) fn within(bytes: &[u8]) -> Result<(), Bound> {
    if bytes.len() > LARGEST {
        return Err(Bound::Size);
    }
    let (mut depth, mut values, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => (depth, values) = (depth + 1, values + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Bound::Depth);
        }
    }
    if values > MOST { Err(Bound::Values) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_that_stand_in_no_text() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(within(nested(DEEPEST).as_bytes()), Ok(()));
        assert_eq!(within(nested(DEEPEST + 1).as_bytes()), Err(Bound::Depth));
        let text = format!(r#"["\"{}\\","x"]"#, "[".repeat(DEEPEST + 1));
        assert_eq!(within(text.as_bytes()), Ok(()));
    }

    #[test]
    fn so_many_values_are_too_many() {
        assert_eq!(within("0,".repeat(MOST).as_bytes()), Ok(()));
        assert_eq!(within("0,".repeat(MOST + 1).as_bytes()), Err(Bound::Values));
        assert_eq!(within(&vec![b' '; LARGEST + 1]), Err(Bound::Size));
    }
}
