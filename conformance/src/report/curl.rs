//! A command that repeats a call, for people with a shell.

use std::collections::BTreeMap;

use super::bounded::hidden;
use crate::transcript::{Sent, Subject};

/// A command, and what its variables stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    words: Vec<String>,
    /// The variable's name, and what it stands for.
    pub(super) variables: BTreeMap<String, String>,
}

impl Command {
    /// The command that repeats a call.
    pub(super) fn repeating(subject: &Subject, instance: &str, sent: &Sent) -> Self {
        let mut command = Self::default();
        command.words.push("curl -i".to_owned());
        let implied = if sent.body.is_some() || sent.form.is_some() { "POST" } else { "GET" };
        if sent.method != implied {
            command.option("-X", &sent.method);
        }
        command.headers(sent);
        for (name, value) in &sent.query {
            command.option("--url-query", &format!("{name}={value}"));
        }
        for (name, value) in sent.form.iter().flatten() {
            command.option("--data-urlencode", &format!("{name}={value}"));
        }
        if let Some(body) = &sent.body {
            // Unlike --data-binary it takes a body that begins with @ as it stands.
            command.option("--data-raw", body);
            if sent.headers.iter().all(|(name, _)| name != "content-type") {
                command.option("-H", "content-type:");
            }
        }
        command.url(subject, instance, sent);
        command
    }

    /// The command in one line.
    pub(super) fn line(&self) -> String {
        self.words.join(" ")
    }

    fn headers(&mut self, sent: &Sent) {
        for (name, value) in &sent.headers {
            match (&sent.basic, name.as_str()) {
                (Some(pair), "authorization") if value.starts_with("Basic ") => self.option("-u", pair),
                // curl takes `name;` for a header without a value.
                _ if value.is_empty() => self.option("-H", &format!("{name};")),
                _ => self.option("-H", &format!("{name}: {value}")),
            }
        }
        if let Some(from) = &sent.from {
            self.option("-H", &format!("standin-client-address: {from}"));
        }
    }

    fn url(&mut self, subject: &Subject, instance: &str, sent: &Sent) {
        let path = &sent.path;
        let word = match subject {
            Subject::Foreign(url) => self.quote(&format!("{}{path}", sent.base_url.as_ref().unwrap_or(url))),
            Subject::Embedded => {
                let variable = format!("{}_URL", instance.to_ascii_uppercase().replace('-', "_"));
                let meaning = format!("the URL of the instance `{instance}`, as `standin serve` prints it");
                self.variables.insert(variable.clone(), meaning);
                format!("\"${variable}\"{}", self.quote(path))
            }
        };
        if word.contains(['[', ']', '{', '}']) {
            self.words.push("--globoff".to_owned());
        }
        self.words.push(word);
    }

    fn option(&mut self, option: &str, value: &str) {
        let value = self.quote(value);
        self.words.push(format!("{option} {value}"));
    }

    /// A word for sh. Names of secrets become variables.
    fn quote(&mut self, text: &str) -> String {
        let mut word = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_name(rest) {
            if !before.is_empty() {
                word.push_str(&quoted(before));
            }
            let variable = variable(name);
            word.push_str(&format!("\"${variable}\""));
            self.variables.insert(variable, format!("<{name}>"));
            rest = after;
        }
        if !rest.is_empty() || word.is_empty() {
            word.push_str(&quoted(rest));
        }
        word
    }
}

/// A text as one word for a shell, in one line.
#[must_use]
pub fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if text.chars().any(|c| c == '\n' || c == '\t' || hidden(c)) {
        return escaped(text);
    }
    if !text.is_empty() && text.chars().all(safe) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// `$'...'`, where each byte that cannot be seen stands as three octal digits; a byte of a longer character too.
fn escaped(text: &str) -> String {
    let mut word = "$'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            c if hidden(c) => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| word.push_str(&format!("\\{byte:03o}"))),
            c => word.push(c),
        }
    }
    word.push('\'');
    word
}

/// The next `<kind:n>` of a text: what is before it, its inside, what is after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('<').map(|at| from + at) {
        let end = start + text[start..].find('>')?;
        if is_name(&text[start + 1..end]) {
            return Some((&text[..start], &text[start + 1..end], &text[end + 1..]));
        }
        from = start + 1;
    }
    None
}

fn is_name(inner: &str) -> bool {
    let Some((kind, count)) = inner.split_once(':') else { return false };
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    word(kind) && !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
}

/// `access_token:1` becomes `ACCESS_TOKEN`, `access_token:2` becomes `ACCESS_TOKEN_2`.
fn variable(name: &str) -> String {
    let (kind, count) = name.split_once(':').unwrap_or((name, "1"));
    let kind = kind.to_ascii_uppercase().replace('-', "_");
    if count == "1" { kind } else { format!("{kind}_{count}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign() -> Subject {
        Subject::Foreign("http://127.0.0.1:8080".to_owned())
    }

    #[test]
    fn secrets_become_variables_that_are_told() {
        let sent = Sent {
            method: "GET".to_owned(),
            path: "/TokenValidity".to_owned(),
            headers: vec![("authorization".to_owned(), "Bearer <access_token:2>".to_owned())],
            ..Sent::default()
        };
        let command = Command::repeating(&foreign(), "hyper", &sent);
        assert_eq!(command.line(), r#"curl -i -H 'authorization: Bearer '"$ACCESS_TOKEN_2" http://127.0.0.1:8080/TokenValidity"#);
        assert_eq!(command.variables["ACCESS_TOKEN_2"], "<access_token:2>");
    }

    #[test]
    fn every_part_of_a_call_is_in_the_command_and_safe_from_the_shell() {
        let sent = Sent {
            method: "PUT".to_owned(),
            path: "/a;b".to_owned(),
            query: vec![("q".to_owned(), "it's $HOME".to_owned())],
            headers: vec![("authorization".to_owned(), "Basic <basic:1>".to_owned()), ("x-empty".to_owned(), String::new())],
            basic: Some("<user:1>:<password:1>".to_owned()),
            body: Some("{\"a\": \"<b>\"}".to_owned()),
            ..Sent::default()
        };
        assert_eq!(
            Command::repeating(&foreign(), "hyper", &sent).line(),
            r#"curl -i -X PUT -u "$USER":"$PASSWORD" -H 'x-empty;' --url-query 'q=it'\''s $HOME' --data-raw '{"a": "<b>"}' -H content-type: 'http://127.0.0.1:8080/a;b'"#
        );
    }

    #[test]
    fn a_text_of_several_lines_or_with_control_characters_stays_one_line() {
        assert_eq!(quoted("it's\na\t\u{1b}[2J\u{85}\\"), r"$'it\'s\na\t\033[2J\302\205\\'");
        assert_eq!((quoted("a-b"), quoted(""), quoted("a b")), ("a-b".to_owned(), "''".to_owned(), "'a b'".to_owned()));
    }

    #[test]
    fn a_path_with_braces_is_no_pattern_of_curl() {
        let sent = Sent { method: "GET".to_owned(), path: "/a[1-2]".to_owned(), ..Sent::default() };
        assert_eq!(Command::repeating(&foreign(), "hyper", &sent).line(), "curl -i --globoff 'http://127.0.0.1:8080/a[1-2]'");
    }

    #[test]
    fn the_url_of_the_mock_is_a_variable_since_it_is_another_in_every_run() {
        let sent = Sent { method: "GET".to_owned(), path: "/x".to_owned(), ..Sent::default() };
        let command = Command::repeating(&Subject::Embedded, "hyper", &sent);
        assert_eq!(command.line(), r#"curl -i "$HYPER_URL"/x"#);
        assert!(command.variables.contains_key("HYPER_URL"));
    }
}
