//! An OAuth 2.0 client library fetches tokens; a JWT library verifies Ayyeka's by the key that the control plane shows.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType, BasicTokenResponse, BasicTokenType};
use oauth2::{AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, TokenResponse as _, TokenUrl};
use serde_json::Value;

use super::serving::Serving;

const UNAUTHORIZED: &str = r#"{"message":"Unauthorized"}"#;

type Refused = RequestTokenError<reqwest::Error, BasicErrorResponse>;

/// The HTTP client that the library is given.
async fn send(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let response = client.execute(request.try_into()?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut answer = HttpResponse::new(response.bytes().await?.to_vec());
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    Ok(answer)
}

async fn fetch(url: String, (id, secret): (&str, &str), way: AuthType) -> Result<BasicTokenResponse, Refused> {
    let client = BasicClient::new(ClientId::new(id.to_owned()))
        .set_client_secret(ClientSecret::new(secret.to_owned()))
        .set_auth_type(way)
        .set_token_uri(TokenUrl::new(url).unwrap());
    client.exchange_client_credentials().request_async(&send).await
}

async fn of_ayyeka(serving: &Serving, secret: &str) -> Result<BasicTokenResponse, Refused> {
    let url = format!("{}/auth/token", serving.base_url("ayyeka"));
    fetch(url, (serving.credential("ayyeka", "key"), secret), AuthType::BasicAuth).await
}

async fn of_hypertrack(serving: &Serving, secret: &str, way: AuthType) -> Result<BasicTokenResponse, Refused> {
    let url = format!("{}/oauth/token", serving.base_url("hypertrack"));
    fetch(url, (serving.credential("hypertrack", "account_id"), secret), way).await
}

#[tokio::test]
async fn a_library_fetches_hypertracks_token_by_basic_and_by_form_and_the_token_opens_calls() {
    let serving = Serving::start(&["--instance", "hypertrack=hypertrack"]);
    for way in [AuthType::BasicAuth, AuthType::RequestBody] {
        let answer = of_hypertrack(&serving, serving.credential("hypertrack", "secret_key"), way.clone()).await.unwrap();
        assert_eq!((answer.token_type(), answer.expires_in().unwrap().as_secs()), (&BasicTokenType::Bearer, 3_600));
        let (status, devices) = serving.get("hypertrack", "/devices", answer.access_token().secret()).await;
        assert_eq!(status, 200, "{way:?}: {devices}");
        assert!(serde_json::from_str::<Vec<Value>>(&devices).unwrap()[0]["device_id"].is_string(), "{devices}");
        let changed = format!("{}x", answer.access_token().secret());
        assert_eq!(serving.get("hypertrack", "/devices", &changed).await, (401, UNAUTHORIZED.to_owned()));
    }
}

/// The refusal is no error of RFC 6749, and a library can tell no more than that.
#[tokio::test]
async fn a_library_that_has_a_wrong_secret_is_shown_hypertracks_26_bytes() {
    let serving = Serving::start(&["--instance", "hypertrack=hypertrack"]);
    for way in [AuthType::BasicAuth, AuthType::RequestBody] {
        match of_hypertrack(&serving, "wrong", way).await.unwrap_err() {
            RequestTokenError::Parse(_, body) => assert_eq!((body.len(), body.as_slice()), (26, UNAUTHORIZED.as_bytes())),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_library_fetches_ayyekas_token_of_the_type_jwt_and_the_token_opens_calls() {
    let serving = Serving::start(&["--instance", "ayyeka=ayyeka", "--set", "ayyeka.expires_in=60"]);
    let answer = of_ayyeka(&serving, serving.credential("ayyeka", "secret")).await.unwrap();
    assert_eq!(answer.token_type(), &BasicTokenType::Extension("jwt".to_owned()));
    assert_eq!(answer.expires_in().unwrap().as_secs(), 60);
    let (status, sites) = serving.get("ayyeka", "/v2.0/site", answer.access_token().secret()).await;
    assert_eq!(status, 200, "{sites}");
    assert_eq!(serving.get("ayyeka", "/v2.0/site", &format!("{}x", answer.access_token().secret())).await.0, 401);
}

#[tokio::test]
async fn a_library_understands_why_ayyeka_gave_it_no_token() {
    let serving = Serving::start(&["--instance", "ayyeka=ayyeka"]);
    match of_ayyeka(&serving, "wrong").await.unwrap_err() {
        RequestTokenError::ServerResponse(refused) => assert_eq!(*refused.error(), BasicErrorResponseType::InvalidClient),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_jwt_library_verifies_ayyekas_token_by_the_published_key_in_both_forms_and_refuses_a_changed_one() {
    let serving = Serving::start(&["--instance", "ayyeka=ayyeka"]);
    let token = of_ayyeka(&serving, serving.credential("ayyeka", "secret")).await.unwrap().access_token().secret().clone();
    let pem = serving.shown("/worlds/default/instances/ayyeka/public-key.pem").await;
    let jwks: JwkSet = serde_json::from_str(&serving.shown("/worlds/default/instances/ayyeka/jwks.json").await).unwrap();
    let mut validation = Validation::new(Algorithm::RS384);
    validation.set_audience(&["2091"]);
    validation.set_issuer(&["Cloud"]);
    validation.set_required_spec_claims(&["exp", "iat", "iss", "aud", "sub"]);
    for key in [DecodingKey::from_rsa_pem(pem.as_bytes()).unwrap(), DecodingKey::from_jwk(&jwks.keys[0]).unwrap()] {
        let decoded = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
        assert_eq!((decoded.claims["sub"].as_str(), decoded.header.kid), (Some("6237:708"), None));
        assert_eq!(decoded.claims["exp"].as_i64().unwrap() - decoded.claims["iat"].as_i64().unwrap(), 3_600);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        assert!(jsonwebtoken::decode::<Value>(&format!("{signed}.{other}{}", &signature[1..]), &key, &validation).is_err());
    }
}
