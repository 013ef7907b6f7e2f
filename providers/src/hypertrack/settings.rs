//! HyperTrack's settings: one reading for each point that its document leaves open, and what an instance starts with.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::account::{Account, View, is_path};
use super::rules::{Rules, clause};
use super::thing::{self, Thing};
use crate::choice::choice;
use crate::{Boundary, Kind, SettingSpec};

choice! {
    /// Whether the case of a scheme matters (hypertrack.scheme.case).
    SchemeCase {
        /// It does not.
        Insensitive = "insensitive",
        /// It does.
        Sensitive = "sensitive",
    }
}

choice! {
    /// Which spellings of Base64 are taken (hypertrack.basic.base64-form).
    Base64Form {
        /// The standard alphabet, padded.
        Exact = "exact",
        /// The URL-safe alphabet and missing padding too.
        Lenient = "lenient",
    }
}

choice! {
    /// How many blanks may stand behind a scheme (hypertrack.header.blanks).
    Blanks {
        /// One.
        One = "one",
        /// One or more (RFC 9110 section 11.4).
        Several = "several",
    }
}

choice! {
    /// How the body of the 401 is written (hypertrack.unauthorized.bytes).
    BodyForm {
        /// Without blanks, 26 bytes.
        Compact = "compact",
        /// With the line breaks of the document's print.
        Printed = "printed",
    }
}

choice! {
    /// The Content-Type of the 401 (hypertrack.unauthorized.content-type).
    ContentType {
        /// The bare type.
        Json = "application/json",
        /// With a charset.
        JsonUtf8 = "application/json; charset=utf-8",
        /// No JSON by its label.
        Text = "text/plain",
    }
}

choice! {
    /// Which answers have an apigw-requestid (hypertrack.unauthorized.request-id).
    RequestId {
        /// The 401 alone.
        Unauthorized = "unauthorized",
        /// Every answer.
        Every = "every",
        /// None.
        Absent = "absent",
    }
}

choice! {
    /// How a client shows at the token call who it is (hypertrack.token.client-authentication).
    ClientAuthentication {
        /// By client_id and client_secret in the form.
        Form = "form",
        /// By Basic too.
        Any = "any",
    }
}

choice! {
    /// Whether the token call's form needs its own Content-Type (hypertrack.token.media-type).
    FormType {
        /// It does.
        Demanded = "demanded",
        /// It is read under any.
        Ignored = "ignored",
    }
}

choice! {
    /// The shape of the token call's other errors (hypertrack.token.errors).
    TokenErrors {
        /// 400 and error, error_description (RFC 6749 section 5.2).
        Rfc6749 = "rfc6749",
        /// 422 and message, detail, as the API's other errors.
        Vendor = "vendor",
    }
}

choice! {
    /// Whether a call is served.
    Served {
        /// It is.
        Served = "served",
        /// It is refused.
        Refused = "refused",
    }
}

choice! {
    /// What becomes of a token call whose scope names no view of the account (hypertrack.token.unknown-scope).
    UnknownScope {
        /// It is an error.
        Refused = "refused",
        /// The word opens nothing.
        Ignored = "ignored",
    }
}

choice! {
    /// What a token of the embed call opens (hypertrack.embed-token.scope).
    EmbedScope {
        /// The view that embed_url leads to.
        View = "view",
        /// As much as one without a scope.
        Unscoped = "unscoped",
    }
}

choice! {
    /// The name of the query's parameter that holds the token in secure_embed_url (hypertrack.embed-token.secure-url).
    SecureParameter {
        /// The one of RFC 6750 section 2.3.
        AccessToken = "access_token",
        /// A shorter one.
        Token = "token",
    }
}

choice! {
    /// The form of a list where the query says nothing of pagination (hypertrack.call.pagination).
    Pagination {
        /// The bare list.
        Off = "off",
        /// An object with data and links.
        On = "on",
    }
}

choice! {
    /// The Content-Language of errors (hypertrack.call.errors).
    ContentLanguage {
        /// American English.
        EnUs = "en-US",
        /// The header is not there.
        Absent = "absent",
    }
}

/// Every setting of an instance. `rules` is no setting: only a deviation changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "SPECS says what each field is; the words would stand twice")]
pub struct Settings {
    #[serde(deserialize_with = "Account::list")]
    pub accounts: Vec<Account>,
    pub base64: Base64Form,
    pub scheme_case: SchemeCase,
    pub blanks: Blanks,
    pub unauthorized_body: BodyForm,
    pub unauthorized_content_type: ContentType,
    pub request_id: RequestId,
    pub boundary: Boundary,
    #[serde(deserialize_with = "path")]
    pub token_path: String,
    pub token_credentials: ClientAuthentication,
    pub form_type: FormType,
    pub expires_in: u64,
    pub token_length: usize,
    pub most_tokens: usize,
    pub token_errors: TokenErrors,
    #[serde(deserialize_with = "View::list")]
    pub views: Vec<View>,
    pub scoped_calls: Served,
    pub scope_refusal_status: u16,
    pub unknown_scope: UnknownScope,
    pub embed_token: Served,
    pub embed_scope: EmbedScope,
    pub secure_embed_parameter: SecureParameter,
    pub query_token: Served,
    #[serde(deserialize_with = "thing::devices")]
    pub devices: Arc<[Thing]>,
    #[serde(deserialize_with = "thing::trips")]
    pub trips: Arc<[Thing]>,
    pub workers: Arc<[Thing]>,
    pub new_trip: Thing,
    pub new_trip_status: u16,
    pub complete_status: u16,
    pub pagination: Pagination,
    pub trailing_slash: Served,
    pub content_language: ContentLanguage,
    pub tracking: Served,
    #[serde(skip)]
    pub rules: Rules,
}

impl Settings {
    /// The readings under which nothing is accepted that the document does not say.
    pub(super) fn strict(&mut self) {
        self.base64 = Base64Form::Exact;
        self.scheme_case = SchemeCase::Sensitive;
        self.blanks = Blanks::One;
        self.token_credentials = ClientAuthentication::Form;
        self.form_type = FormType::Demanded;
        self.query_token = Served::Refused;
        self.trailing_slash = Served::Refused;
        self.tracking = Served::Refused;
    }
}

impl SecureParameter {
    /// The parameter's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::Token => "token",
        }
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let path = String::deserialize(deserializer)?;
    if is_path(&path) { Ok(path) } else { Err(D::Error::custom(format!("`{path}` is no path"))) }
}

/// The members of a JSON object.
fn object(value: Value) -> Thing {
    match value {
        Value::Object(members) => members,
        _ => Thing::new(),
    }
}

impl Default for Settings {
    fn default() -> Self {
        let trip = |id: &str, status: &str| object(json!({"trip_id": id, "device_id": "device-1", "status": status}));
        let device = |id: &str, name: &str| object(json!({"device_id": id, "name": name, "device_status": {"value": "active"}}));
        Self {
            accounts: Vec::new(),
            base64: Base64Form::Exact,
            scheme_case: SchemeCase::Insensitive,
            blanks: Blanks::One,
            unauthorized_body: BodyForm::Compact,
            unauthorized_content_type: ContentType::Json,
            request_id: RequestId::Unauthorized,
            boundary: Boundary::Exclusive,
            token_path: "/oauth/token".to_owned(),
            token_credentials: ClientAuthentication::Any,
            form_type: FormType::Demanded,
            expires_in: 3_600,
            token_length: 128,
            most_tokens: 1_000,
            token_errors: TokenErrors::Rfc6749,
            views: View::samples(),
            scoped_calls: Served::Refused,
            scope_refusal_status: 401,
            unknown_scope: UnknownScope::Refused,
            embed_token: Served::Served,
            embed_scope: EmbedScope::View,
            secure_embed_parameter: SecureParameter::AccessToken,
            query_token: Served::Served,
            devices: [device("device-1", "Van"), device("device-2", "Bicycle")].into(),
            trips: [trip("trip-1", "active"), trip("trip-2", "completed")].into(),
            workers: [object(json!({"worker_handle": "worker-1", "device_id": "device-1", "name": "Courier"}))].into(),
            new_trip: object(json!({"trip_id": "trip-new", "status": "active"})),
            new_trip_status: 201,
            complete_status: 202,
            pagination: Pagination::Off,
            trailing_slash: Served::Served,
            content_language: ContentLanguage::EnUs,
            tracking: Served::Served,
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

const SUCCESS: Kind = Kind::Whole { min: 200, max: 299 };

specs! {
    accounts: Kind::Secrets(Account::ALLOWED), ACCOUNTS, "The accounts; the first one is what a client is given.";
    base64: Kind::Choice(Base64Form::WORDS), BASE64, "Which spellings of Base64 are taken.";
    scheme_case: Kind::Choice(SchemeCase::WORDS), SCHEME_CASE, "Whether the case of Basic and Bearer matters.";
    blanks: Kind::Choice(Blanks::WORDS), BLANKS, "How many blanks may stand behind Basic and Bearer.";
    unauthorized_body: Kind::Choice(BodyForm::WORDS), BYTES, "How the body of the 401 is written.";
    unauthorized_content_type: Kind::Choice(ContentType::WORDS), CONTENT_TYPE, "The Content-Type of the 401.";
    request_id: Kind::Choice(RequestId::WORDS), REQUEST_ID, "Which answers have the header apigw-requestid.";
    boundary: Kind::Choice(Boundary::WORDS), BOUNDARY, "Whether the last instant of a token's life still belongs to it.";
    token_path: Kind::Text, TOKEN_ENDPOINT, "The path of the token call.";
    token_credentials: Kind::Choice(ClientAuthentication::WORDS), CLIENT_AUTHENTICATION, "Where the token call may carry the account's credentials.";
    form_type: Kind::Choice(FormType::WORDS), MEDIA_TYPE, "Whether the token call's form needs its own Content-Type.";
    expires_in: Kind::Whole { min: 1, max: 31_536_000 }, LIFETIME, "Seconds that a token lives.";
    token_length: Kind::Whole { min: 16, max: 4_096 }, TOKEN_SHAPE, "Characters of a token.";
    most_tokens: Kind::Whole { min: 1, max: 10_000 }, TOKENS_KEPT, "Tokens that are known at once; one more ends the oldest.";
    token_errors: Kind::Choice(TokenErrors::WORDS), TOKEN_ERRORS, "The shape of the token calls' errors but for wrong credentials.";
    views: Kind::Structure(View::ALLOWED), VIEWS, "The views that can be embedded.";
    scoped_calls: Kind::Choice(Served::WORDS), SCOPED_CALLS, "Whether a scoped token opens calls that are no views.";
    scope_refusal_status: Kind::Whole { min: 400, max: 499 }, SCOPE_REFUSAL, "The HTTP status where a token's scope does not reach; 401 has the documented body.";
    unknown_scope: Kind::Choice(UnknownScope::WORDS), UNKNOWN_SCOPE, "What becomes of a token call whose scope names no view of the account.";
    embed_token: Kind::Choice(Served::WORDS), EMBED_TOKEN, "Whether there is POST /oauth/embed-token.";
    embed_scope: Kind::Choice(EmbedScope::WORDS), EMBED_SCOPE, "What a token of the embed call opens.";
    secure_embed_parameter: Kind::Choice(SecureParameter::WORDS), SECURE_URL, "The query's parameter that holds the token in secure_embed_url.";
    query_token: Kind::Choice(Served::WORDS), QUERY_TOKEN, "Whether a view is opened by the token in that parameter, without Authorization.";
    devices: Kind::Structure("a list of devices, each an object with a device_id of its own"), ANSWERS, "The devices.";
    trips: Kind::Structure("a list of trips, each an object with a trip_id of its own"), ANSWERS, "The trips.";
    workers: Kind::Structure("a list of workers, each an object"), ANSWERS, "The workers.";
    new_trip: Kind::Structure("an object"), ANSWERS, "What POST /trips answers, with the device_id of the call laid over it.";
    new_trip_status: SUCCESS, ANSWERS, "The HTTP status of POST /trips.";
    complete_status: SUCCESS, ANSWERS, "The HTTP status of POST /trips/{trip_id}/complete.";
    pagination: Kind::Choice(Pagination::WORDS), PAGINATION, "The form of a list where the query does not say pagination.";
    trailing_slash: Kind::Choice(Served::WORDS), TRAILING_SLASH, "Whether a path with a slash at its end is the same path.";
    content_language: Kind::Choice(ContentLanguage::WORDS), ERRORS, "The Content-Language of errors.";
    tracking: Kind::Choice(Served::WORDS), TRACKING, "Whether GET /tracking/{id} is served without Authorization.";
}
