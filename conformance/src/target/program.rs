//! Runs a program within a time limit, and takes no more of what it prints than a bound. No shell reads its words.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// So often a program is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(20);
/// How long one that has ended may keep its last words back.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// No more of what it complains of is kept, from the end.
const COMPLAINTS: usize = 4 * 1024;

/// A program that is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Itself and its arguments.
    pub words: &'a [String],
    /// How long it may take.
    pub timeout: Duration,
    /// Where it runs; empty for here.
    pub folder: &'a Path,
    /// One byte more than so many is read of what it prints, and then no more.
    pub longest: usize,
    /// What becomes of its own children, and of what it complains of.
    pub standing: Standing,
}

/// How a program stands to whoever runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may ask somebody at the terminal. What it complains of is not read.
    AtTheTerminal,
    /// It has a process group of its own, which ends with it when its time is over. What it complains of is read.
    Alone,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// What it printed.
    pub printed: Vec<u8>,
    /// The last line that it complained in, without control characters; empty where there is none.
    pub complaint: String,
}

/// A program that did not come to an end. The text goes on after the program's name.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// It is not there.
    #[error("cannot be started: {0}")]
    Start(io::Error),
    /// It was ended.
    #[error("took longer than {} s; give it a longer `timeout`", .0.as_secs_f64())]
    Slow(Duration),
}

impl Program<'_> {
    /// Runs it to its end, or ends it.
    ///
    /// # Errors
    /// It cannot be started, or takes longer than it may.
    pub fn run(&self) -> Result<Ended, ProgramError> {
        let deadline = Instant::now() + self.timeout;
        let mut child = self.command().spawn().map_err(ProgramError::Start)?;
        let complaint = child.stderr.take().map(last_line_of);
        let printed = read_until(&mut child, self.longest, deadline);
        let ended = printed.as_ref().and_then(|_| ended(&mut child, deadline));
        let (Some(printed), Some(status)) = (printed, ended) else {
            self.end(&mut child);
            return Err(ProgramError::Slow(self.timeout));
        };
        let complaint = complaint.and_then(|line| line.recv_timeout(LAST_WORDS).ok()).unwrap_or_default();
        Ok(Ended { status, printed, complaint })
    }

    fn command(&self) -> Command {
        let (program, arguments) = self.words.split_first().map_or(("", &[][..]), |(program, arguments)| (program.as_str(), arguments));
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(self.folder);
        }
        match self.standing {
            Standing::AtTheTerminal => command.stderr(Stdio::null()),
            Standing::Alone => alone(&mut command).stderr(Stdio::piped()),
        };
        command
    }

    /// One that has ended meanwhile needs no killing, and one that cannot be killed is left.
    fn end(&self, child: &mut Child) {
        if self.standing == Standing::Alone {
            end_group(child);
        }
        let _ = child.kill();
        let _ = child.wait();
    }
}

#[cfg(unix)]
fn alone(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    command.process_group(0)
}

#[cfg(not(unix))]
fn alone(command: &mut Command) -> &mut Command {
    command
}

#[cfg(unix)]
fn end_group(child: &Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_: &Child) {}

/// All that a program prints, up to the bound; nothing where it has not closed its output in time.
fn read_until(child: &mut Child, longest: usize, deadline: Instant) -> Option<Vec<u8>> {
    let output = child.stdout.take()?;
    let (sender, receiver) = channel();
    // Of a program that starts others, and is ended, those may hold the output open; nobody waits for this thread.
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(longest as u64 + 1).read_to_end(&mut bytes);
        sender.send(read.map(|_| bytes).unwrap_or_default())
    });
    receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
}

/// The last line that comes, when no more comes.
fn last_line_of(mut complaints: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let (mut kept, mut piece) = (Vec::new(), [0; 1024]);
        while let Ok(count @ 1..) = complaints.read(&mut piece) {
            kept.extend_from_slice(&piece[..count]);
            kept.drain(..kept.len().saturating_sub(COMPLAINTS));
        }
        let text = String::from_utf8_lossy(&kept);
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        sender.send(line.chars().filter(|character| !character.is_control()).collect())
    });
    receiver
}

fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => std::thread::park_timeout(GLANCE),
            _ => return None,
        }
    }
}
