//! Servers that are measured: each a process of its own, ended with the value that stands for it.

mod standin;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use standin::Standin;

use crate::failure::{Failure, Result};
use crate::usage::{self, Memory};

/// A server that serves.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// Standin's control plane and its instances; of others nothing.
    pub(crate) control: Option<SocketAddr>,
    pub(crate) instances: Value,
    /// The folder that it was started with. It syncs that folder once it has said that it serves.
    folder: Option<TempDir>,
}

impl Server {
    /// A program of this package that says in its first line where it serves.
    pub(crate) fn beside(program: &str, argument: &str) -> Result<Self> {
        let path = sibling(program)?;
        let mut child = spawn(Command::new(&path).arg(argument).stdout(Stdio::piped()))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(Failure::machine(path.display().to_string()))?;
        }
        let Ok(address) = line.trim().parse() else {
            end(&mut child);
            return Err(Failure::told(format!("{} does not say where it serves", path.display())));
        };
        Ok(Self { child, address, control: None, instances: Value::Null, folder: None })
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn memory(&self) -> Result<Memory> {
        usage::memory(self.process())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
        drop(self.folder.take());
    }
}

fn spawn(command: &mut Command) -> Result<Child> {
    let what = format!("cannot start {}", Path::new(command.get_program()).display());
    command.stdin(Stdio::null()).spawn().map_err(Failure::machine(what))
}

/// One that has ended already needs no more.
fn end(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

/// A program that was built together with this one.
pub(crate) fn sibling(program: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(Failure::machine("where this program lies"))?;
    let path = own.with_file_name(program);
    if path.is_file() { Ok(path) } else { Err(Failure::told(format!("{} is not built", path.display()))) }
}
