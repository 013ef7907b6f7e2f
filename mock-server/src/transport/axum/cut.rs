//! A stream that can end as no well-behaved server's does.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// Words that no HTTP client takes for an answer.
const WORDS: &[u8] = b"This is not HTTP.\r\n\r\n";

/// How a connection is cut. On a response's extensions it says that this response is never sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// By a reset (RST).
    Reset,
    /// By an end without a word.
    Close,
    /// By words that are not HTTP, and then an end.
    NotHttp,
}

/// Whether a fault says that this response is never sent.
#[cfg(feature = "wiremock")]
pub(crate) fn is_cut(response: &super::Outgoing) -> bool {
    response.extensions().get::<Cut>().is_some()
}

/// How a connection is to end; the first who says so is heeded.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending(Arc<OnceLock<Cut>>);

impl Ending {
    /// Settles the end, and gives the error with which the HTTP library drops what it was about to send.
    pub(super) fn settle(&self, cut: Cut) -> io::Error {
        let _ = self.0.set(cut);
        io::Error::other("a fault cuts this call off")
    }
}

/// A stream whose end a fault may settle.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    /// How it is to end.
    fn ending(&self) -> Ending;
}

/// A stream that ends as it was told.
pub(super) struct Severable {
    stream: TcpStream,
    ending: Ending,
}

impl Severable {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, ending: Ending::default() }
    }
}

impl Stream for Severable {
    fn ending(&self) -> Ending {
        self.ending.clone()
    }
}

/// What cuts an encrypted connection cuts the one below it.
impl Stream for Box<TlsStream<Severable>> {
    fn ending(&self) -> Ending {
        self.get_ref().0.ending()
    }
}

impl Drop for Severable {
    fn drop(&mut self) {
        // What fails here fails on a connection that is gone anyway.
        let _ = match self.ending.0.get() {
            Some(Cut::Reset) => self.stream.set_zero_linger(),
            Some(Cut::NotHttp) => self.stream.try_write(WORDS).map(|_| ()),
            Some(Cut::Close) | None => Ok(()),
        };
    }
}

impl AsyncRead for Severable {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Severable {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
