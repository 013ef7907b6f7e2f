//! The server's faults, each with the clause that it breaks.

/// A fault by its name in `ayyeka.py`.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// The clause that it breaks.
    pub(crate) breaks: &'static str,
    /// The clauses that cannot hold either then.
    pub(crate) takes_along: &'static [&'static str],
}

/// A clock that is wrong, and the clause that is then neither met nor failed: nobody's clock is trusted enough to say which one is.
pub(crate) const WRONG_CLOCK: (&str, &str) = ("iat-local-time", "ayyeka.jwt.lifetime");

pub(crate) const FAULTS: &[Fault] = &[
    Fault { name: "any-grant-type", breaks: "ayyeka.grant.only-client-credentials", takes_along: &[] },
    Fault { name: "password-grant", breaks: "ayyeka.grant.only-client-credentials", takes_along: &[] },
    Fault { name: "any-secret", breaks: "ayyeka.client.wrong-secret", takes_along: &[] },
    Fault { name: "secret-in-any-case", breaks: "ayyeka.client.wrong-secret", takes_along: &[] },
    Fault { name: "secret-trimmed", breaks: "ayyeka.client.wrong-secret", takes_along: &[] },
    Fault { name: "secret-by-beginning", breaks: "ayyeka.client.wrong-secret", takes_along: &[] },
    Fault { name: "client-in-the-form", breaks: "ayyeka.client.wrong-secret", takes_along: &[] },
    Fault { name: "grant-type-optional", breaks: "ayyeka.token.request", takes_along: &[] },
    Fault { name: "last-of-two-grant-types", breaks: "ayyeka.token.request", takes_along: &[] },
    Fault { name: "json-request", breaks: "ayyeka.token.request", takes_along: &[] },
    Fault { name: "status-201", breaks: "ayyeka.token.reply", takes_along: &[] },
    Fault { name: "scope-in-the-reply", breaks: "ayyeka.token.reply", takes_along: &[] },
    Fault { name: "type-bearer", breaks: "ayyeka.token.type", takes_along: &[] },
    Fault { name: "expires-in-as-text", breaks: "ayyeka.token.expires-in", takes_along: &["ayyeka.jwt.lifetime"] },
    Fault { name: "cached", breaks: "ayyeka.token.no-store", takes_along: &[] },
    Fault { name: "no-pragma", breaks: "ayyeka.token.no-store", takes_along: &[] },
    Fault { name: "no-charset", breaks: "ayyeka.token.content-type", takes_along: &[] },
    Fault { name: "rs256", breaks: "ayyeka.jwt.algorithm", takes_along: &[] },
    Fault { name: "kid", breaks: "ayyeka.jwt.algorithm", takes_along: &[] },
    Fault { name: "another-key", breaks: "ayyeka.jwt.signature", takes_along: &[] },
    Fault { name: "issuer-url", breaks: "ayyeka.jwt.claims", takes_along: &[] },
    Fault { name: "jti", breaks: "ayyeka.jwt.claims", takes_along: &[] },
    Fault { name: "no-subject", breaks: "ayyeka.jwt.claims", takes_along: &[] },
    Fault { name: "milliseconds", breaks: "ayyeka.jwt.lifetime", takes_along: &[] },
    Fault { name: "half-the-time", breaks: "ayyeka.jwt.lifetime", takes_along: &[] },
    Fault { name: "scheme-jwt", breaks: "ayyeka.call.bearer", takes_along: &["ayyeka.call.refused", "ayyeka.call.tampered"] },
    Fault { name: "calls-open", breaks: "ayyeka.call.refused", takes_along: &[] },
    Fault { name: "any-authorization", breaks: "ayyeka.call.refused", takes_along: &["ayyeka.call.tampered"] },
    Fault { name: "any-scheme", breaks: "ayyeka.call.refused", takes_along: &[] },
    Fault { name: "token-in-the-query", breaks: "ayyeka.call.refused", takes_along: &[] },
    Fault { name: "signature-unread", breaks: "ayyeka.call.tampered", takes_along: &["ayyeka.call.refused"] },
    Fault { name: "alg-none", breaks: "ayyeka.call.tampered", takes_along: &[] },
    Fault { name: "hs384", breaks: "ayyeka.call.tampered", takes_along: &[] },
    Fault { name: "header-unsigned", breaks: "ayyeka.call.tampered", takes_along: &["ayyeka.jwt.signature"] },
];
