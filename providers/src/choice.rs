//! Settings that are one of a few words.

/// Declares an enum whose variants are the words of a setting, and `WORDS`, all of them as they are written.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word, as it is written in a setting.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }
    };
}

pub(crate) use choice;
