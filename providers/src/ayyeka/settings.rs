//! Ayyeka's settings: one reading for each point that its document leaves open, and what an instance starts with.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::client::{self, Client};
use super::rules::{Rules, clause};
use super::site::Site;
use crate::choice::choice;
use crate::{Key, Kind, SettingSpec};

choice! {
    /// What becomes of a blank before the grant type (ayyeka.grant.blank).
    GrantBlank {
        /// It is taken away.
        Trimmed = "trimmed",
        /// It makes another grant type.
        Refused = "refused",
    }
}

choice! {
    /// How key and secret stand in the Base64 of Basic (ayyeka.client.encoding).
    ClientEncoding {
        /// As they are, or form-encoded.
        Either = "either",
        /// As they are.
        Raw = "raw",
        /// Form-encoded (RFC 6749 section 2.3.1).
        FormEncoded = "form-encoded",
    }
}

choice! {
    /// Whether the form needs its own Content-Type (ayyeka.token.media-type).
    FormType {
        /// It does.
        Demanded = "demanded",
        /// It is read under any.
        Ignored = "ignored",
    }
}

choice! {
    /// What a refusal at the token endpoint looks like (ayyeka.error.shape).
    TokenErrors {
        /// As RFC 6749 section 5.2 says.
        Rfc = "rfc",
        /// As refusals of API calls do.
        Vendor = "vendor",
    }
}

choice! {
    /// Whether the case of Basic and Bearer matters (ayyeka.scheme.case).
    SchemeCase {
        /// It does not.
        Insensitive = "insensitive",
        /// It does.
        Sensitive = "sensitive",
    }
}

choice! {
    /// How many blanks may stand behind Basic and Bearer (ayyeka.scheme.blanks).
    Blanks {
        /// One.
        One = "one",
        /// One or more (RFC 9110 section 11.4).
        Several = "several",
    }
}

choice! {
    /// What becomes of a request with several Authorization headers (ayyeka.header.several).
    SeveralHeaders {
        /// It is refused.
        Refused = "refused",
        /// The first is read, and no other.
        First = "first",
    }
}

choice! {
    /// Whether a token without the word Bearer opens calls (ayyeka.call.bare-token).
    BareToken {
        /// It does not.
        Refused = "refused",
        /// It does.
        Accepted = "accepted",
    }
}

choice! {
    /// Who may ask for health (ayyeka.call.health).
    Health {
        /// Anybody.
        Open = "open",
        /// Who has a token.
        Authorised = "authorised",
    }
}

/// The word for the test key that ships.
const SHIPPED: &str = "shipped";

/// Every setting of an instance. `rules` is no setting: only a deviation changes it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "SPECS says what each field is; the words would stand twice")]
pub struct Settings {
    #[serde(deserialize_with = "client::by_key")]
    pub clients: Vec<Client>,
    pub signing_key: String,
    pub expires_in: u64,
    pub grant_blank: GrantBlank,
    pub client_encoding: ClientEncoding,
    pub form_type: FormType,
    pub token_errors: TokenErrors,
    pub scheme_case: SchemeCase,
    pub blanks: Blanks,
    pub several_headers: SeveralHeaders,
    pub bare_token: BareToken,
    pub leeway: u64,
    pub refusal_status: u16,
    pub refusal_message: String,
    pub sites: Arc<[Site]>,
    pub health: Health,
    #[serde(skip)]
    pub rules: Rules,
}

impl fmt::Debug for Settings {
    /// Never shows the signing key; clients hide their own secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = crate::setting::as_map(self);
        shown.insert("signing_key".to_owned(), format!("{:?}", self.key()).into());
        shown.insert("clients".to_owned(), format!("{:?}", self.clients).into());
        write!(formatter, "{shown:?}, {:?}", self.rules)
    }
}

impl Settings {
    /// The readings under which nothing is accepted that the document does not say.
    pub(super) fn strict(&mut self) {
        self.client_encoding = ClientEncoding::Raw;
        self.form_type = FormType::Demanded;
        self.scheme_case = SchemeCase::Sensitive;
        self.blanks = Blanks::One;
        self.several_headers = SeveralHeaders::Refused;
        self.bare_token = BareToken::Refused;
        self.leeway = 0;
        self.health = Health::Authorised;
    }

    /// The key that signs.
    pub(super) fn key(&self) -> Key {
        if self.signing_key == SHIPPED { Key::Shipped } else { Key::Pem(self.signing_key.clone()) }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clients: Vec::new(),
            signing_key: SHIPPED.to_owned(),
            expires_in: 3_600,
            grant_blank: GrantBlank::Trimmed,
            client_encoding: ClientEncoding::Either,
            form_type: FormType::Demanded,
            token_errors: TokenErrors::Rfc,
            scheme_case: SchemeCase::Insensitive,
            blanks: Blanks::One,
            several_headers: SeveralHeaders::Refused,
            bare_token: BareToken::Refused,
            leeway: 0,
            refusal_status: 401,
            refusal_message: "incorrect credentials".to_owned(),
            sites: Arc::new([Site::sample()]),
            health: Health::Open,
            rules: Rules::default(),
        }
    }
}

macro_rules! specs {
    ($($name:ident: $kind:expr, $clause:ident, $says:literal;)+) => {
        /// Every setting: its name, what it takes, its clause, and what it does.
        pub(super) const SPECS: &[SettingSpec] = &[$(SettingSpec { name: stringify!($name), kind: $kind, clause: clause::$clause, says: $says }),+];
    };
}

specs! {
    clients: Kind::Secrets(Client::ALLOWED), CLIENT, "The API clients at the start.";
    signing_key: Kind::Secret("`shipped`, the public test key, or an RSA key of 2048 bits at least as PKCS#8 in PEM"), SIGNATURE, "The key that signs tokens.";
    expires_in: Kind::Whole { min: 1, max: 31_536_000 }, LIFETIME, "Seconds that a token lives.";
    grant_blank: Kind::Choice(GrantBlank::WORDS), GRANT_BLANK, "What becomes of a blank before the grant type.";
    client_encoding: Kind::Choice(ClientEncoding::WORDS), CLIENT_ENCODING, "How key and secret stand in the Base64 of Basic.";
    form_type: Kind::Choice(FormType::WORDS), MEDIA_TYPE, "Whether the form at /auth/token needs its own Content-Type.";
    token_errors: Kind::Choice(TokenErrors::WORDS), ERROR_SHAPE, "What a refusal at /auth/token looks like.";
    scheme_case: Kind::Choice(SchemeCase::WORDS), SCHEME_CASE, "Whether the case of Basic and Bearer matters.";
    blanks: Kind::Choice(Blanks::WORDS), BLANKS, "How many blanks may stand behind Basic and Bearer.";
    several_headers: Kind::Choice(SeveralHeaders::WORDS), SEVERAL_HEADERS, "What becomes of a request with several Authorization headers.";
    bare_token: Kind::Choice(BareToken::WORDS), BARE_TOKEN, "Whether a token without the word Bearer opens calls.";
    leeway: Kind::Whole { min: 0, max: 300 }, LEEWAY, "Seconds for which a token is accepted after exp.";
    refusal_status: Kind::Whole { min: 400, max: 499 }, REFUSAL_SHAPE, "The HTTP status of a refused API call.";
    refusal_message: Kind::Text, REFUSAL_SHAPE, "The message of a refused API call.";
    sites: Kind::Structure(Site::ALLOWED), REPLY, "What GET /v2.0/site answers.";
    health: Kind::Choice(Health::WORDS), HEALTH, "Who may call GET /v2.0/health.";
}
