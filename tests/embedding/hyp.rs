//! Hyp: a session that opens one command, and the gateway's own faults.

use jiff::SignedDuration;
use mock_server::Standin;
use providers::Credentials;
use reqwest::Method;
use wiremock::MockServer;

use crate::transports::{Asked, FORM};
use crate::{Outcome, client};

/// A request for a command, with what stands in its element.
fn int_in(command: &str, element: &str) -> String {
    let head = format!("<version>2000</version><language>ENG</language><command>{command}</command>");
    format!("<ashrait><request>{head}<{command}>{element}</{command}></request></ashrait>")
}

/// A form whose values hold no other than letters, digits and XML's own characters.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| text.replace('<', "%3C").replace('>', "%3E").replace('/', "%2F");
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// The text of an element.
fn text<'a>(xml: &'a str, element: &str) -> &'a str {
    let rest = xml.split_once(&format!("<{element}>")).map_or("", |(_, rest)| rest);
    rest.split('<').next().unwrap_or_default()
}

#[tokio::test]
async fn a_session_opens_one_command_within_ten_minutes() -> Outcome {
    let standin = Standin::builder().instance("hyp", "hyp").clock("frozen@2026-01-01T00:00:00Z".parse()?).start().await?;
    let world = standin.world();
    let (url, merchant) = (format!("{}/xpo/Relay", world.base_url("hyp")?), world.credentials("hyp")?);
    let relay = async |fields: &[(&str, &str)]| client().post(&url).header("content-type", FORM).body(form(fields)).send().await?.text().await;
    let terminal = format!("<terminalNumber>{}</terminalNumber>", merchant["terminal"]);
    let [new, deal] = [int_in("getSessionId", &terminal), int_in("doDeal", "")];
    let session = async || relay(&[("user", &merchant["user"]), ("password", &merchant["password"]), ("int_in", &new)]).await;

    let [first, second] = [session().await?, session().await?].map(|xml| text(&xml, "sessionId").to_owned());
    assert_eq!(text(&relay(&[("sessionId", &first), ("int_in", &deal)]).await?, "result"), "000");
    assert_eq!(text(&relay(&[("sessionId", &first), ("int_in", &deal)]).await?, "result"), "456");
    world.advance(SignedDuration::from_secs(601))?;
    assert_eq!(text(&relay(&[("sessionId", &second), ("int_in", &deal)]).await?, "result"), "456");
    Ok(())
}

#[tokio::test]
async fn the_gateway_breaks_when_the_test_says_so() -> Outcome {
    let server = MockServer::start().await;
    let hyp = mock_server::wiremock::mount(&server, "hyp").await?;
    let (url, merchant) = (format!("{}/xpo/Relay", hyp.world().base_url("hyp")?), hyp.world().credentials("hyp")?);
    let xml = int_in("getSessionId", &format!("<terminalNumber>{}</terminalNumber>", merchant["terminal"]));
    let body = form(&[("user", &merchant["user"]), ("password", &merchant["password"]), ("int_in", &xml)]);
    let relay = async || client().post(&url).header("content-type", FORM).body(body.clone()).send().await?.text().await;

    hyp.world().act("hyp", "break_gateway", [])?;
    assert_eq!(text(&relay().await?, "result"), "354");
    hyp.world().act("hyp", "repair_gateway", [])?;
    assert_eq!(text(&relay().await?, "result"), "000");
    Ok(())
}

/// What both transports are asked.
pub(crate) fn requests(credentials: &Credentials) -> Vec<Asked> {
    let (user, password) = (credentials["user"].as_str(), credentials["password"].as_str());
    let xml = int_in("getSessionId", &format!("<terminalNumber>{}</terminalNumber>", credentials["terminal"]));
    let asked = |fields: &[(&str, &str)]| Asked::new(Method::POST, "/xpo/Relay").header("content-type", FORM).body(form(fields));
    vec![
        asked(&[("user", user), ("password", password), ("int_in", &xml)]),
        asked(&[("user", user), ("password", "another"), ("int_in", &xml)]),
        asked(&[("user", user), ("password", password), ("int_in", "<a")]),
        Asked::new(Method::GET, "/other"),
    ]
}
