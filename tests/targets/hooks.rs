//! A target that hooks set up and act on, and calls that come from other addresses.
//!
//! The target is a server with a control plane, which the hooks ask; the run knows nothing of it but what the file says.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use mock_server::{Config, InstanceSpec, Server, WorldSpec};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::there::{text, unlimited};

const TOKEN: &str = "hidden-control-token";
/// Scenarios that want a setting, several actions, and the target put back after each.
const ADMINISTRATION: [&str; 6] =
    ["--filter", "expires-in-follows-a-lifetime", "--filter", "deleting-the-record-ends", "--filter", "a-blocked-token-is-refused"];

struct Hooked {
    server: Server,
    folder: TempDir,
    file: Value,
}

impl Hooked {
    async fn start(api: &str, settings: Value) -> Self {
        let control = Some("127.0.0.1:0".parse().unwrap());
        let server = Server::start(Config { control, control_token: Some(TOKEN.to_owned()), ..Config::default() }).await.unwrap();
        let spec = InstanceSpec { settings: settings.as_object().cloned().unwrap(), ..InstanceSpec::of(api) };
        let instances = Some(BTreeMap::from([("main".to_owned(), spec)]));
        let view = server.worlds().create("theirs", &WorldSpec { instances, ..WorldSpec::default() }).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("control"), TOKEN).unwrap();
        let mut credentials = serde_json::Map::new();
        for (name, value) in &view.instances["main"].credentials {
            fs::write(folder.path().join(name), value).unwrap();
            credentials.insert((*name).to_owned(), json!({"file": name}));
        }
        let instance = json!({"base_url": view.instances["main"].base_url, "credentials": credentials, "settings": settings});
        let file = json!({"api": api, "instances": {"main": instance}, "allow": ["admin"]});
        Self { server, folder, file }
    }

    fn world(&self) -> String {
        format!("http://{}/worlds/theirs", self.server.control_address().unwrap())
    }

    /// A hook that calls the control plane.
    fn call(&self, call: &str, json: Value) -> Value {
        let call = call.replace("WORLD", &self.world());
        json!({"call": call, "json": json, "headers": {"Authorization": "Bearer ${secret.control}"}, "secrets": {"control": {"file": "control"}}})
    }

    /// Hooks for all that there is.
    fn with_hooks(mut self) -> Self {
        let api = self.file["api"].clone();
        let mut settings = self.call("PUT WORLD", json!({"instances": {"main": {"api": api, "settings": "${settings}"}}}));
        let names: Vec<&String> = self.file["instances"]["main"]["credentials"].as_object().unwrap().keys().collect();
        let paths = names.iter().map(|name| ((*name).clone(), json!(format!("$.instances.main.credentials.{name}"))));
        settings["credentials"] = Value::Object(paths.collect());
        let act = self.call("POST WORLD/instances/${instance}/actions/${action}", json!("${with}"));
        self.file["hooks"] = json!({"given": {"settings": settings}, "actions": {"*": act}});
        self
    }

    fn check(&self, arguments: &[&str]) -> (Option<i32>, String) {
        fs::write(self.folder.path().join("theirs.yaml"), self.file.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        let output = command.current_dir(self.folder.path()).args(["check", "--target", "theirs.yaml"]).args(arguments).output().unwrap();
        // Lines are wrapped anywhere.
        let told = text(&output).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!told.contains(TOKEN), "{told}");
        (output.status.code(), told)
    }

    fn tokens(&self) -> BTreeMap<String, String> {
        let tokens = self.server.worlds().credentials("theirs", "main").unwrap();
        tokens.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_set_an_instance_up_act_on_it_and_put_it_back() {
    let there = Hooked::start("hyper", unlimited()).await.with_hooks();
    let played = there.check(&ADMINISTRATION);
    assert!(played.0 == Some(0) && played.1.contains("CONFORMS"), "{}", played.1);
    // What was deleted and blocked is there again, and the ledger knows its tokens.
    let ledger: Value = serde_json::from_slice(&fs::read(there.folder.path().join("theirs.ledger.json")).unwrap()).unwrap();
    for (name, value) in there.tokens() {
        let kept = &ledger["instances"]["main"]["tokens"][&name]["current"];
        assert!(kept.is_null() || *kept == json!(value), "{name}");
    }
    let after = there.check(&["--filter", "has-120-characters"]);
    assert_eq!(after.0, Some(0), "{}", after.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_by_a_hook_without_its_word_and_nothing_that_no_hook_puts_back() {
    let mut there = Hooked::start("hyper", unlimited()).await.with_hooks();
    let tokens = there.tokens();
    let right = there.file.clone();
    let mut refused = |change: &dyn Fn(&mut Value), says: &str| {
        there.file = right.clone();
        change(&mut there.file);
        let told = there.check(&ADMINISTRATION);
        assert!(told.0 == Some(5) && told.1.contains(says), "{says} in\n{}", told.1);
    };
    refused(&|file| file["allow"] = json!([]), "`admin`");
    refused(&|file| drop(file["hooks"].as_object_mut().unwrap().remove("actions")), "an administrator's actions");
    refused(&|file| drop(file["hooks"].as_object_mut().unwrap().remove("given")), "a hook that puts an instance back");
    refused(
        &|file| {
            let act = file["hooks"]["actions"]["*"].take();
            file["hooks"]["actions"] = json!({"set_lifetime": act});
        },
        "a hook for the action `save`",
    );
    assert_eq!(there.tokens(), tokens, "nobody was called");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_fails_blocks_its_case_and_neither_fails_nor_passes_it() {
    let mut there = Hooked::start("hyper", unlimited()).await.with_hooks();
    there.file["hooks"]["actions"]["block"] = json!({"command": ["sh", "-c", "echo no key for it >&2; exit 3"]});
    let act = there.check(&["--filter", "a-blocked-token-is-refused"]);
    assert_eq!(act.0, Some(5), "{}", act.1);
    for says in [
        "hyper.admin.block-token (4 of 8 checks made)",
        "step 3: it could not go on, since a hook failed: the hook of the action `block`: the command sh failed (exit status: 3): no key for it",
    ] {
        assert!(act.1.contains(says), "{says} in\n{}", act.1);
    }
    there.file["hooks"]["given"]["settings"]["headers"] = json!({"Authorization": "Bearer ${secret.control}-wrong"});
    let given = there.check(&["--filter", "expires-in-follows-a-lifetime"]);
    assert!(given.0 == Some(5) && given.1.contains("the hook `given.settings` for `hyper`: status 401"), "{}", given.1);
    assert!(given.1.contains("the instance `main` is not as its file describes it") && given.1.contains("put it back by hand"), "{}", given.1);
    assert!(given.1.contains("`main` is not as it is described"), "what comes later is blocked too:\n{}", given.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_done_by_a_command_and_its_refusal_is_told_from_a_failure() {
    let there = Hooked::start("hyp", json!({})).await.with_hooks();
    let filter = ["--filter", "a-terminal-that-nobody-has"];
    let by_call = there.check(&filter);
    assert!(by_call.0 == Some(0) && by_call.1.contains("CONFORMS"), "{}", by_call.1);
    let mut there = there;
    let script = "status=$(curl -s -o answer -w '%{http_code}' -H \"Authorization: Bearer $(cat control)\" -d \"$2\" \"$1\"); \
                  case $status in 200) ;; 409) echo refused >&2; exit 10 ;; *) echo \"status $status\" >&2; exit 1 ;; esac";
    let url = format!("{}/instances/${{instance}}/actions/${{action}}", there.world());
    there.file["hooks"]["actions"] = json!({"*": {"command": ["sh", "-c", script, "sh", url, "${with}"]}});
    let by_command = there.check(&filter);
    assert!(by_command.0 == Some(0) && by_command.1.contains("CONFORMS"), "{}", by_command.1);
    there.file["hooks"]["actions"]["*"]["command"][2] = json!("exit 10");
    let all_refused = there.check(&filter);
    assert_eq!(all_refused.0, Some(1), "a target that refuses what it must do fails:\n{}", all_refused.1);
    there.file["hooks"]["actions"]["*"]["command"][2] = json!("exit 1");
    let failed = there.check(&filter);
    assert_eq!(failed.0, Some(5), "a hook that fails says nothing of the target:\n{}", failed.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_come_from_where_the_file_says_and_hooks_are_told_so() {
    let mut there = Hooked::start("hyper", unlimited()).await.with_hooks();
    let filter = ["--filter", "the-whitelist-works-after-a-restart"];
    let proxy = format!("http://{}", there.server.api_address());
    let from = json!({
        "192.0.2.1": {"source": "127.0.0.2"}, "192.0.2.8": {"source": "127.0.0.3"}, "2001:db8::1": {"proxy": proxy, "seen_as": "127.0.0.1"},
    });
    there.file["from"] = from.clone();
    let mapped = there.check(&filter);
    assert!(mapped.0 == Some(0) && mapped.1.contains("CONFORMS"), "{}", mapped.1);
    there.file["from"].as_object_mut().unwrap().remove("192.0.2.8");
    let unmapped = there.check(&filter);
    assert!(unmapped.0 == Some(5) && unmapped.1.contains("a client's address of its own for 192.0.2.8"), "{}", unmapped.1);
    there.file["from"] = from;
    there.file["from"]["192.0.2.8"] = json!({"source": "127.0.0.2"});
    assert_eq!(there.check(&filter).0, Some(1), "two addresses that are one are not told apart");
}
