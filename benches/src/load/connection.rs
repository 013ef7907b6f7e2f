//! One open connection that sends a request and reads its answer.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::{Failure, Result};
use crate::message::Message;

/// So much of an answer is read at once.
const ROOM: usize = 16 * 1024;

/// A connection that is kept open between requests.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.map_err(Failure::machine(format!("cannot connect to {address}")))?;
        stream.set_nodelay(true).map_err(Failure::machine("TCP_NODELAY"))?;
        Ok(Self { stream, buffer: vec![0; ROOM] })
    }

    /// Sends a message and gives the body of its answer.
    pub(crate) async fn ask(&mut self, message: &Message) -> Result<&[u8]> {
        let lost = || Failure::machine("the connection was lost");
        self.stream.write_all(&message.bytes).await.map_err(lost())?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[filled..]).await.map_err(lost())?;
            if read == 0 {
                return Err(Failure::told("the server closed a connection that was to be kept open"));
            }
            filled += read;
            if let Some((status, from, to)) = whole(&self.buffer[..filled]) {
                return if status == message.status { Ok(&self.buffer[from..to]) } else { Err(unexpected(message, &self.buffer[..filled])) };
            }
        }
    }
}

/// The status of an answer and where its body stands, once it is there as a whole. Only lengths that are told can be read.
fn whole(answer: &[u8]) -> Option<(u16, usize, usize)> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
    let length = answer[..head].split(|byte| *byte == b'\n').find_map(length).unwrap_or(0);
    let from = head + 4;
    (answer.len() >= from + length).then_some((status, from, from + length))
}

fn length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let (name, value) = line.split_at_checked(NAME.len())?;
    if !name.eq_ignore_ascii_case(NAME) {
        return None;
    }
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

/// No part of the request is shown, for it has a token in it.
fn unexpected(message: &Message, answer: &[u8]) -> Failure {
    let first = |bytes: &[u8]| String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
    Failure::told(format!("`{}` was to be answered {}, and was answered `{}`", first(&message.bytes), message.status, first(answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\ndate: now\r\n\r\nabc";
        assert_eq!(whole(answer), Some((200, 49, 52)));
        assert_eq!(whole(&answer[..51]), None);
        assert_eq!(whole(b"HTTP/1.1 204 No Content\r\n\r\n"), Some((204, 27, 27)));
        assert_eq!(whole(b"HTTP/1.1 204 No Content\r\n"), None);
    }
}
