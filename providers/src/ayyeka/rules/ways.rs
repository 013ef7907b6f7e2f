//! The ways in which a rule is kept or broken: the first of each is the document's, any other a deviation.

use crate::choice::choice;

choice! {
    /// Whether something is asked for.
    Demand {
        /// It is, as documented.
        Demanded = "demanded",
        /// It is not.
        Waived = "waived",
    }
}

choice! {
    /// How a number stands in JSON.
    Presents {
        /// As a number, as documented.
        Number = "number",
        /// As a text.
        Text = "text",
    }
}

choice! {
    /// What becomes of the clients when one is generated.
    Generated {
        /// It stands beside the others with its comment, as documented.
        Added = "added",
        /// Its comment is lost.
        WithoutComment = "without-comment",
        /// It takes the place of the others.
        Alone = "alone",
    }
}

choice! {
    /// Where key and secret are looked for.
    ShownIn {
        /// In Basic, as documented.
        Header = "header",
        /// In the form too.
        HeaderOrForm = "header-or-form",
    }
}

choice! {
    /// Which grant types fetch a token.
    Grant {
        /// Client credentials, as documented.
        ClientCredentials = "client-credentials",
        /// The same in any case.
        InAnyCase = "in-any-case",
        /// The password grant too.
        OrPassword = "or-password",
        /// Any.
        Any = "any",
    }
}

choice! {
    /// What a signature is made for.
    Signs {
        /// The token's header and claims, as documented.
        Token = "token",
        /// Its claims alone.
        Claims = "claims",
        /// Another text.
        AnotherText = "another-text",
    }
}

choice! {
    /// Which of a client's tokens open calls.
    Opening {
        /// Each, as documented.
        Each = "each",
        /// The one that was issued last.
        Newest = "newest",
    }
}

choice! {
    /// When a token ends.
    Expiry {
        /// At its own exp, as documented.
        Own = "own",
        /// When the newest of its client's tokens does.
        Newest = "newest",
        /// Never.
        Never = "never",
    }
}
