//! Checks the hooks of a target file and the names in their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use providers::{ActionSpec, Api, suggestion};
use reqwest::header::HeaderName;
use reqwest::{Method, Url};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::hook::{ANY, Deed, DescribedHook, DescribedHooks, Hook, HookBody, Hooks};
use super::lint::{Reader, span};
use super::reference::{FORMS, PATIENCE, Reference, patience};
use super::{PlainOrReference, Said};
use crate::scenario::template::{self, Part, TemplateError};
use crate::spanned::Spanned;

/// The instance that is meant, and its URL.
const INSTANCE: [&str; 2] = ["instance", "base_url"];
/// The names of a clock's hook.
const CLOCK: [&str; 3] = ["milliseconds", "seconds", "until"];
/// What a hook's own secrets are named by.
const SECRET: &str = "secret.";
/// Headers that hold nothing but secrets.
const SECRET_HEADERS: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];
/// What is called so holds a secret.
const SECRETIVE: [&str; 6] = ["password", "passwd", "secret", "api_key", "api-key", "apikey"];
const IN_THE_FILE: &str = "a secret in this file is read by all who read the file";

/// What the texts of a hook may name, and which credentials it may bring.
struct Scope<'a> {
    names: Vec<String>,
    credentials: &'a BTreeSet<String>,
}

/// A hook whose texts are being read: the names that they may hold, and the secrets that they did.
struct Texts {
    names: Vec<String>,
    named: BTreeSet<String>,
}

impl Reader<'_> {
    /// The hook that moves a clock.
    pub(super) fn clock_hook(&mut self, hook: &Spanned<Hook>) -> Option<Said<DescribedHook>> {
        self.hook(hook, &Scope { names: CLOCK.map(str::to_owned).to_vec(), credentials: &BTreeSet::new() })
    }

    /// The hooks of an API's target.
    pub(super) fn hooks(&mut self, hooks: &Hooks, api: &dyn Api, credentials: &BTreeSet<String>) -> DescribedHooks {
        let settings = Scope { names: names("settings", api.settings().iter().map(|spec| spec.name)), credentials };
        let mut actions = BTreeMap::new();
        for (name, hook) in &hooks.actions {
            let Some(names) = self.names_of_action(name, hook, api) else { continue };
            actions.extend(self.hook(hook, &Scope { names, credentials }).map(|hook| (name.clone(), hook)));
        }
        DescribedHooks {
            settings: hooks.given.settings.as_ref().and_then(|hook| self.hook(hook, &settings)),
            reset: hooks.given.reset.as_ref().and_then(|hook| self.hook(hook, &settings)),
            actions,
        }
    }

    fn names_of_action(&mut self, name: &str, hook: &Spanned<Hook>, api: &dyn Api) -> Option<Vec<String>> {
        let spec: Option<&ActionSpec> = api.actions().iter().find(|spec| spec.name == name);
        if spec.is_none() && name != ANY {
            let help = suggestion(name, api.actions().iter().map(|spec| spec.name));
            self.complain(self.key(name, hook), format!("{} has no action `{name}`", api.name()), Some(help));
            return None;
        }
        let mut names = names("with", spec.into_iter().flat_map(|spec| spec.arguments).map(|argument| argument.name));
        names.push("action".to_owned());
        Some(names)
    }

    fn hook(&mut self, said: &Spanned<Hook>, scope: &Scope<'_>) -> Option<Said<DescribedHook>> {
        let hook = &said.value;
        let secrets = self.hook_secrets(&hook.secrets);
        let names = scope.names.iter().cloned().chain(hook.secrets.keys().map(|name| format!("{SECRET}{name}")));
        let mut texts = Texts { names: names.collect(), named: BTreeSet::new() };
        let deed = match (&hook.call, &hook.command) {
            (Some(call), None) => self.call(call, hook, &mut texts),
            (None, Some(words)) => self.command(words, hook, &mut texts),
            (Some(_), Some(words)) => {
                self.complain(span(words), "a hook is a call or a command, not both".to_owned(), None);
                None
            }
            (None, None) => {
                let help = "write `call: POST https://…` or `command: [PROGRAM, ARGUMENT]`".to_owned();
                self.complain(span(said), "this hook does nothing".to_owned(), Some(help));
                None
            }
        };
        for (name, value) in hook.secrets.iter().filter(|(name, _)| deed.is_some() && !texts.named.contains(*name)) {
            self.complain(self.key(name, value), format!("no text of this hook names `${{{SECRET}{name}}}`"), None);
        }
        let timeout = hook.timeout.as_ref().map_or(Some(PATIENCE), |text| patience(&text.value));
        if let (None, Some(text)) = (timeout, &hook.timeout) {
            self.complain(span(text), "`timeout` takes a span such as 10s".to_owned(), None);
        }
        let credentials = self.hook_credentials(&hook.credentials, scope.credentials);
        Some(Said { value: DescribedHook { deed: deed?, timeout: timeout?, secrets, credentials }, span: span(said) })
    }

    fn hook_secrets(&mut self, secrets: &BTreeMap<String, Spanned<Value>>) -> BTreeMap<String, Said<Reference>> {
        let mut checked = BTreeMap::new();
        for (name, value) in secrets {
            if !template::is_name(name) {
                let help = "it is made of a-z, 0-9 and _, a letter first".to_owned();
                self.complain(self.key(name, value), "no text can name a secret that is called so".to_owned(), Some(help));
            }
            match Reference::read(&value.value) {
                Ok(Some(reference)) => drop(checked.insert(name.clone(), Said { value: reference, span: span(value) })),
                Ok(None) => self.complain(
                    span(value),
                    format!("this secret stands here itself; {IN_THE_FILE}"),
                    Some(format!("say where it stands: {FORMS}")),
                ),
                Err(what) => self.complain(span(value), what, None),
            }
        }
        checked
    }

    fn hook_credentials(&mut self, given: &BTreeMap<String, Spanned<String>>, used: &BTreeSet<String>) -> BTreeMap<String, Said<String>> {
        for (name, path) in given {
            if !used.contains(name) {
                let (what, help) = match used.len() {
                    0 => ("a clock brings no credentials".to_owned(), None),
                    _ => (format!("no scenario uses a credential `{name}`"), Some(suggestion(name, used.iter().map(String::as_str)))),
                };
                self.complain(self.key(name, path), what, help);
            }
            if JsonPath::parse(&path.value).is_err() {
                self.complain(span(path), "this is no JSON path".to_owned(), Some(format!("it takes one such as $.{name}")));
            }
        }
        given.iter().map(|(name, path)| (name.clone(), Said { value: path.value.clone(), span: span(path) })).collect()
    }

    fn call(&mut self, call: &Spanned<String>, hook: &Hook, texts: &mut Texts) -> Option<Deed> {
        let (word, url) = call.value.split_once(' ').unwrap_or((&call.value, ""));
        let method = Method::from_bytes(word.as_bytes()).ok().filter(|_| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase()));
        let complaints = self.complaints.len();
        self.text(&call.value, &span(call), texts);
        if self.complaints.len() == complaints {
            self.hook_url(url, call);
        }
        if method.is_none() {
            self.complain(span(call), "a call is a method and a URL".to_owned(), Some("as in `POST https://admin.example/clock`".to_owned()));
        }
        let headers = self.hook_headers(&hook.headers, texts);
        let body = self.hook_body(hook, texts);
        Some(Deed::Call { method: method?, url: url.to_owned(), headers, body })
    }

    fn hook_url(&mut self, text: &str, call: &Spanned<String>) {
        let parts = template::parse(text).unwrap_or_default();
        let filled: String = parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Reference { name, .. } if name == "base_url" => "http://base.invalid",
                Part::Reference { .. } => "x",
            })
            .collect();
        match Url::parse(&filled) {
            Ok(url) if url.password().is_some() || !url.username().is_empty() => {
                let help = "use a header: `Authorization: \"Basic ${secret.NAME}\"`, and say under `secrets` where it stands".to_owned();
                self.complain(span(call), format!("this URL holds a user or a password; {IN_THE_FILE}"), Some(help));
            }
            Ok(url) if ["http", "https"].contains(&url.scheme()) && url.host_str().is_some() => {
                // A name that stands in the query became a literal above, so only what is not one is told.
                let given = url.query_pairs().find(|(name, value)| is_secretive(name) && !value.is_empty() && value != "x");
                if let Some((name, _)) = given {
                    self.complain_of_secret(&name, span(call));
                }
            }
            _ => self.complain(span(call), "this is no URL".to_owned(), Some("a call is as in `POST https://admin.example/clock`".to_owned())),
        }
    }

    fn hook_headers(&mut self, headers: &BTreeMap<String, Spanned<Value>>, texts: &mut Texts) -> BTreeMap<String, Said<PlainOrReference>> {
        let mut checked = BTreeMap::new();
        for (name, value) in headers {
            let Some(said) = self.plain_or_reference(name, value) else { continue };
            let lower = name.to_ascii_lowercase();
            if let PlainOrReference::Plain(text) = &said.value {
                let before = texts.named.len();
                self.text(text, &said.span, texts);
                let names_none = texts.named.len() == before && !template::has_reference(text);
                if names_none && (SECRET_HEADERS.contains(&lower.as_str()) || is_secretive(&lower)) {
                    self.complain_of_secret(name, self.key(name, value));
                }
            }
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                self.complain(self.key(name, value), format!("no call can carry a header `{name}`"), None);
            }
            checked.insert(lower, said);
        }
        checked
    }

    fn hook_body(&mut self, hook: &Hook, texts: &mut Texts) -> HookBody {
        let said = [hook.json.as_ref().map(span), hook.form.as_ref().map(span), hook.body.as_ref().map(span)];
        if let [_, second, ..] = said.into_iter().flatten().collect::<Vec<_>>().as_slice() {
            self.complain(second.clone(), "a call has one body: `json`, `form` or `body`".to_owned(), None);
        }
        if let Some(json) = &hook.json {
            self.json(&json.value, &span(json), "", texts);
            return HookBody::Json(json.value.clone());
        }
        if let Some(form) = &hook.form {
            for (name, value) in &form.value {
                self.member(name, &value.value, &span(value), texts);
            }
            return HookBody::Form(form.value.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect());
        }
        let Some(body) = &hook.body else { return HookBody::Nothing };
        self.text(&body.value, &span(body), texts);
        HookBody::Text(body.value.clone())
    }

    /// A value of a body, under the name of the member that it is or stands in.
    fn json(&mut self, value: &Value, at: &Range<usize>, name: &str, texts: &mut Texts) {
        match value {
            Value::String(text) => self.member(name, text, at, texts),
            Value::Array(items) => items.iter().for_each(|item| self.json(item, at, name, texts)),
            Value::Object(members) => members.iter().for_each(|(name, member)| self.json(member, at, name, texts)),
            _ => {}
        }
    }

    fn member(&mut self, name: &str, text: &str, at: &Range<usize>, texts: &mut Texts) {
        if is_secretive(name) && !text.is_empty() && !template::has_reference(text) {
            self.complain_of_secret(name, self.within(at, name));
        }
        self.text(text, at, texts);
    }

    fn command(&mut self, words: &Spanned<Vec<Spanned<String>>>, hook: &Hook, texts: &mut Texts) -> Option<Deed> {
        let of_calls = hook.headers.values().chain(hook.secrets.values()).chain(&hook.json).map(span);
        let of_calls = of_calls.chain(hook.form.as_ref().map(span)).chain(hook.body.as_ref().map(span)).next();
        if let Some(at) = of_calls {
            let help = "it has the environment of the run; what it is to be told goes into its arguments, and secrets it fetches itself".to_owned();
            self.complain(at, "a command has no headers, body or secrets".to_owned(), Some(help));
        }
        let texts_of: Vec<String> = words.value.iter().map(|word| word.value.clone()).collect();
        let Some(program) = words.value.first().filter(|program| !program.value.is_empty() && !template::has_reference(&program.value)) else {
            self.complain(span(words), "`command` takes a list of texts, the program first: [tool, move, \"${seconds}\"]".to_owned(), None);
            return None;
        };
        let mut before = program.value.as_str();
        for word in words.value.iter().skip(1) {
            let (option, value) = word.value.split_once('=').unwrap_or((if before.starts_with('-') { before } else { "" }, &word.value));
            if is_secretive(option) && !value.starts_with('-') && !template::has_reference(value) {
                self.complain_of_secret(option, span(word));
            }
            self.text(&word.value, &span(word), texts);
            before = &word.value;
        }
        Some(Deed::Command(texts_of))
    }

    fn complain_of_secret(&mut self, name: &str, at: Range<usize>) {
        let help = format!("name it, as `${{secret.NAME}}`, and say under `secrets` where it stands: {FORMS}");
        self.complain(at, format!("`{name}` looks like a secret; {IN_THE_FILE}"), Some(help));
    }

    /// Checks the names in a text that stands at a place or below it.
    fn text(&mut self, text: &str, at: &Range<usize>, texts: &mut Texts) {
        let parts = match template::parse(text) {
            Ok(parts) => parts,
            Err(error @ TemplateError::Open) => return self.complain(self.within(at, template::REFERENCE_START), error.to_string(), None),
            Err(_) => {
                let help = "a name is made of a-z, 0-9 and _; the text `${` itself is written `$${`".to_owned();
                return self.complain(self.within(at, template::REFERENCE_START), "what stands in ${} here is no name".to_owned(), Some(help));
            }
        };
        for part in parts {
            let Part::Reference { name, alteration } = part else { continue };
            let place = self.within(at, &format!("${{{name}"));
            if alteration.is_some() {
                self.complain(place, "a hook gets its values as they are".to_owned(), Some(format!("write `${{{name}}}`")));
            } else if !texts.names.contains(&name) {
                let help = suggestion(&name, texts.names.iter().map(String::as_str));
                self.complain(place, format!("there is no `${{{name}}}` here"), Some(help));
            }
            texts.named.extend(name.strip_prefix(SECRET).map(str::to_owned));
        }
    }
}

/// The names of an instance's hook: those of its values as a whole, and one by one.
fn names<'a>(whole: &str, each: impl Iterator<Item = &'a str>) -> Vec<String> {
    let parts = each.map(|name| format!("{whole}.{name}"));
    INSTANCE.into_iter().chain([whole]).map(str::to_owned).chain(parts).collect()
}

fn is_secretive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETIVE.iter().any(|word| name.contains(word))
}
