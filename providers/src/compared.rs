//! How a secret that is presented is compared with the one that is known.

/// What counts of a secret; anything but the first is a deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every character, as documented.
    Exactly,
    /// Every letter, but not its case.
    InAnyCase,
    /// All but blanks and line feeds around it.
    Trimmed,
    /// As much of it as was presented.
    AsFarAsGiven,
    /// As many characters at its start, whatever comes behind them.
    Start(usize),
    /// Nothing of it.
    NotAtAll,
}

impl Compared {
    /// Whether what was given is taken for what is known.
    pub(crate) fn takes(self, known: &str, given: &str) -> bool {
        match self {
            Self::Exactly => known == given,
            Self::InAnyCase => known.eq_ignore_ascii_case(given),
            Self::Trimmed => known == given.trim(),
            Self::AsFarAsGiven => known.starts_with(given),
            Self::Start(characters) => known.chars().take(characters).eq(given.chars().take(characters)),
            Self::NotAtAll => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_takes_the_secret_itself_and_only_one_takes_anything_else() {
        let ways = [
            (Compared::Exactly, "sesame"),
            (Compared::InAnyCase, "SeSame-4711"),
            (Compared::Trimmed, "sesame-4711\n"),
            (Compared::AsFarAsGiven, "sesame"),
            (Compared::Start(6), "sesame!"),
        ];
        for (way, nearly) in ways {
            assert!(way.takes("sesame-4711", "sesame-4711"), "{way:?}");
            assert_eq!(way.takes("sesame-4711", nearly), way != Compared::Exactly, "{way:?}");
            assert!(!way.takes("sesame-4711", "another"), "{way:?}");
        }
        assert!(Compared::NotAtAll.takes("sesame-4711", "another"));
    }
}
