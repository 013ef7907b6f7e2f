//! An XML reader and a decoder of characters on each of Hyp's replies: every code, in each encoding, in both languages.

use encoding_rs::Encoding;
use roxmltree::Document;
use serde_json::json;

use super::serving::Serving;

/// The setting `encoding`, what a reply declares and what its bytes are.
const ENCODINGS: [(&str, &str, &str); 3] =
    [("utf8-mislabelled", "ISO-8859-8", "UTF-8"), ("iso-8859-8", "ISO-8859-8", "ISO-8859-8"), ("utf-8", "UTF-8", "UTF-8")];

const HEBREW: &str = "עסקה תקינה";

/// What is sent: where a call differs from one that is served.
struct Call<'a> {
    command: &'a str,
    version: &'a str,
    terminal: &'a str,
    opened_by: [(&'a str, &'a str); 2],
}

impl Call<'_> {
    async fn send(&self, serving: &Serving, language: &str) -> (u16, String, Vec<u8>) {
        let Self { command, version, terminal, opened_by } = self;
        let xml = format!(
            "<ashrait><request><version>{version}</version><language>{language}</language><command>{command}</command>\
             <{command}><terminalNumber>{terminal}</terminalNumber></{command}></request></ashrait>"
        );
        let given = opened_by.iter().copied().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<(&str, &str)> = given.chain([("int_in", xml.as_str())]).collect();
        serving.form("hyp", "/xpo/Relay", &pairs).await
    }
}

/// What its declaration names, as a reader finds it before it knows how to decode.
fn declared(bytes: &[u8]) -> String {
    let start = String::from_utf8_lossy(&bytes[..100.min(bytes.len())]).into_owned();
    start.split("encoding=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

fn decoded(bytes: &[u8], label: &str) -> String {
    let (text, _, had_errors) = Encoding::for_label(label.as_bytes()).unwrap().decode(bytes);
    assert!(!had_errors, "no {label}: {bytes:?}");
    text.into_owned()
}

fn field(text: &str, name: &str) -> String {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let response = document.root_element().first_element_child().unwrap();
    assert_eq!((document.root_element().tag_name().name(), response.tag_name().name()), ("ashrait", "response"), "{text}");
    let element = response.children().find(|node| node.has_tag_name(name)).unwrap_or_else(|| panic!("no {name}: {text}"));
    element.text().unwrap_or_default().to_owned()
}

/// Brings about each code and gives what was answered in each language.
async fn every_code(serving: &Serving) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let secret = |name| serving.credential("hyp", name);
    let opened_by = [("user", secret("user")), ("password", secret("password"))];
    let good = Call { command: "getSessionId", version: "2000", terminal: secret("terminal"), opened_by };
    let wrong = [opened_by[0], ("password", "wrong")];
    let terminal = json!({"terminal": secret("terminal")});
    let none = json!({});
    let mut replies = Vec::new();
    for (code, call, begin, end, arguments) in [
        ("000", Call { ..good }, "", "", &none),
        ("354", Call { ..good }, "break_gateway", "repair_gateway", &none),
        ("405", Call { opened_by: wrong, ..good }, "", "", &none),
        ("444", Call { terminal: "9999999", ..good }, "", "", &none),
        ("455", Call { ..good }, "disable_sessions", "enable_sessions", &terminal),
        ("456", Call { command: "doDeal", opened_by: [("sessionId", "00000000-0000-4000-8000-000000000000"), ("", "")], ..good }, "", "", &none),
        ("457", Call { ..good }, "break_generation", "repair_generation", &none),
        ("462", Call { version: "two", ..good }, "", "", &none),
    ] {
        if !begin.is_empty() {
            serving.act("hyp", begin, arguments.clone()).await;
        }
        for language in ["ENG", "HEB"] {
            let (status, content_type, body) = call.send(serving, language).await;
            assert_eq!((status, content_type.split(';').next()), (200, Some("text/xml")), "{code}");
            replies.push((code, language, body));
        }
        if !end.is_empty() {
            serving.act("hyp", end, arguments.clone()).await;
        }
    }
    replies
}

#[tokio::test]
async fn every_reply_of_hyp_is_well_formed_to_a_reader_that_decodes_it_as_is_documented() {
    for (setting, label, bytes) in ENCODINGS {
        let serving = Serving::start(&["--instance", "hyp=hyp", "--set", &format!("hyp.encoding={setting}")]);
        for (code, language, body) in every_code(&serving).await {
            assert_eq!(declared(&body), label, "{setting}");
            let text = decoded(&body, bytes);
            assert_eq!(field(&text, "result"), code, "{text}");
            assert!(field(&text, "language").eq_ignore_ascii_case(language), "{text}");
            assert!(!field(&text, "message").is_empty(), "{text}");
            let hebrew = code == "000" && language == "HEB";
            assert_eq!(field(&text, "message") == HEBREW, hebrew, "{text}");
            assert_eq!(body.is_ascii(), !hebrew, "English hides a wrong declaration: {text}");
        }
    }
}

#[tokio::test]
async fn a_reader_that_believes_the_declaration_reads_rubbish_from_a_mislabelled_reply_alone() {
    for (setting, ..) in ENCODINGS {
        let serving = Serving::start(&["--instance", "hyp=hyp", "--set", &format!("hyp.encoding={setting}")]);
        let (.., body) = every_code(&serving).await.into_iter().find(|(code, language, _)| (*code, *language) == ("000", "HEB")).unwrap();
        let label = declared(&body);
        let (text, ..) = Encoding::for_label(label.as_bytes()).unwrap().decode(&body);
        assert_eq!(field(&text, "message") == HEBREW, setting != "utf8-mislabelled", "{text}");
    }
}
