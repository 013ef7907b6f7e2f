//! A world of a serving Standin, what a test does in it, and what `standin journal --export` makes of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

/// A server that is ended when the test is over, however it ends.
pub(crate) struct World {
    child: Child,
    pub(crate) ready: Value,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn standin(arguments: &[&str]) -> Command {
    let mut standin = Command::new(env!("CARGO_BIN_EXE_standin"));
    standin.args(arguments).env_remove("STANDIN_CONTROL_TOKEN");
    standin
}

/// What a command said, by its exit code and what it wrote to either side.
pub(crate) fn ended(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

impl World {
    /// A frozen world with these instances, each with settings: `a=hyper`, `a.life_hours=2`.
    pub(crate) fn start(instances: &[&str], settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = standin(&["serve", "--port", "0", "--control-port", "0", "--clock", "frozen@2026-01-01T00:00:00Z", "--seed", "1"]);
        command.args(["--log", "json", "--client-address", "header", "--ready-file"]).arg(folder.path().join("ready.json"));
        command.args(instances.iter().flat_map(|instance| ["--instance", instance]));
        command.args(settings.iter().flat_map(|setting| ["--set", setting]));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap(), folder }
    }

    pub(crate) fn credential(&self, instance: &str, name: &str) -> String {
        self.ready["instances"][instance]["credentials"][name].as_str().unwrap().to_owned()
    }

    /// Calls an instance; gives the body.
    pub(crate) fn call(&self, instance: &str, target: &str, headers: &[&str], body: &str) -> String {
        let url = self.ready["instances"][instance]["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let (address, mount) = url.split_once('/').unwrap();
        let (method, path) = target.split_once(' ').unwrap();
        send(address, &format!("{method} /{mount}{path}"), headers, body)
    }

    /// Calls what is no instance.
    pub(crate) fn call_nothing(&self) {
        let url = self.ready["instances"]["hyper"]["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        send(url.split_once('/').unwrap().0, "GET /nothing", &[], "");
    }

    /// Asks the control plane something.
    pub(crate) fn control(&self, target: &str, body: &str) -> Value {
        let address = self.ready["control_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        serde_json::from_str(&send(address, target, &["content-type: application/json"], body)).unwrap_or_default()
    }

    pub(crate) fn advance(&self, by: &str) {
        let clock = self.control("POST /worlds/default/clock", &json!({"advance": by}).to_string());
        assert!(clock["now"].is_string(), "{clock}");
    }

    /// An administrator does something.
    pub(crate) fn act(&self, instance: &str, action: &str, arguments: &Value) {
        let target = format!("POST /worlds/default/instances/{instance}/actions/{action}");
        let done = self.control(&target, &arguments.to_string());
        assert!(done.get("error").is_none(), "{done}");
    }

    /// The recording of what happened.
    pub(crate) fn recording(&self) -> Value {
        self.control("GET /worlds/default/recording", "")
    }

    /// `standin journal --export scenario`.
    pub(crate) fn export(&self, options: &[&str]) -> (i32, String, String) {
        export(self.ready["control_url"].as_str().unwrap(), options)
    }

    /// The same of a recording that was changed before.
    pub(crate) fn export_changed(&self, change: impl Fn(&mut Value), options: &[&str]) -> (i32, String, String) {
        let mut recording = self.recording();
        change(&mut recording);
        export(&stand_in(recording), options)
    }

    /// Exports into a suite, and has the file linted and checked there; gives it, and what was said of what is not in it.
    pub(crate) fn checked(&self, api: &str, options: &[&str]) -> (String, String) {
        let suite = self.folder.path().join("suite");
        assert_eq!(ended(standin(&["suite", "export", suite.to_str().unwrap()]).output().unwrap()).0, 0);
        let folder = suite.join(format!("scenarios/{api}/exported"));
        std::fs::create_dir(&folder).unwrap();
        let file: PathBuf = folder.join("a-world-is-as-it-was.yaml");
        let path = file.to_str().unwrap();
        let (code, printed, said) = self.export(&[&["--output", path], options].concat());
        assert_eq!((code, printed.as_str()), (0, ""), "{said}");
        let text = std::fs::read_to_string(&file).unwrap();
        for command in ["lint", "check"] {
            let (code, out, error) = ended(standin(&[command, path]).output().unwrap());
            assert_eq!(code, 0, "{command}: {out}{error}\n{text}");
        }
        (text, said)
    }
}

fn export(control: &str, options: &[&str]) -> (i32, String, String) {
    ended(standin(&["journal", "--control", control, "--export", "scenario"]).args(options).output().unwrap())
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request; gives the body that comes.
fn send(address: &str, line: &str, headers: &[&str], body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    write!(stream, "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}{length}\r\n{body}").unwrap();
    let mut answer = Vec::new();
    // A fault may break it off.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
}

/// A control plane that tells a recording and nothing else; gives its URL.
fn stand_in(recording: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
            head.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
            let body = recording.to_string();
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
    });
    url
}
