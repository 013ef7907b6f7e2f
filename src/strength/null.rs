//! Servers that know nothing of any API: a check that holds on one of them would hold on anything.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a server does with whatever it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Null {
    /// 200 without a body.
    Empty,
    /// 200 with what was sent.
    Echo,
    /// 401 without a body.
    Unauthorized,
    /// 500 without a body.
    Broken,
    /// The connection ends.
    Closes,
    /// Nothing, ever.
    Silent,
}

/// No request that is sent here is longer.
const LONGEST_REQUEST: usize = 1024 * 1024;
/// A connection on which nothing comes is given up.
const PATIENCE: Duration = Duration::from_secs(60);

impl Null {
    pub(super) const ALL: [Self; 6] = [Self::Empty, Self::Echo, Self::Unauthorized, Self::Broken, Self::Closes, Self::Silent];

    /// What it does, in words.
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Empty => "always answers 200 without a body",
            Self::Echo => "echoes what it is sent",
            Self::Unauthorized => "refuses everything",
            Self::Broken => "is broken",
            Self::Closes => "closes every connection",
            Self::Silent => "never answers",
        }
    }

    /// Whether an answer ever comes.
    pub(super) fn answers(self) -> bool {
        !matches!(self, Self::Closes | Self::Silent)
    }
}

/// Such a server, until it is dropped.
pub(super) struct NullServer {
    address: SocketAddr,
    over: Arc<AtomicBool>,
}

impl NullServer {
    pub(super) fn start(null: Null) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let (address, over) = (listener.local_addr()?, Arc::new(AtomicBool::new(false)));
        let ended = over.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::spawn(move || answer(stream, null));
            }
        });
        Ok(Self { address, over })
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for NullServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Whoever waits for connections wakes by one.
        drop(TcpStream::connect(self.address));
    }
}

fn answer(mut stream: TcpStream, null: Null) {
    if stream.set_read_timeout(Some(PATIENCE)).is_err() {
        return;
    }
    let request = read(&mut stream);
    let (status, body) = match null {
        Null::Empty => ("200 OK", String::new()),
        Null::Echo => ("200 OK", request),
        Null::Unauthorized => ("401 Unauthorized", String::new()),
        Null::Broken => ("500 Internal Server Error", String::new()),
        Null::Closes => return,
        // Until the client has gone away.
        Null::Silent => return drop(stream.read(&mut [0])),
    };
    // A client that has gone away misses nothing.
    let _ = write!(stream, "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
}

/// A request with its body, as far as it says how long that is.
fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(count) if count > 0 && bytes.len() < LONGEST_REQUEST => bytes.extend_from_slice(&part[..count]),
            _ => return text,
        }
    }
}
