//! A stream that gives up on a client which connects and then says too little to tell which HTTP it speaks, and that lets a
//! client have its answer which closes its side behind its request.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// The length of HTTP/2's preface: with so many bytes hyper knows, and its own timers go on from there.
const PREFACE: usize = 24;

pub(super) struct Patience<S> {
    stream: S,
    read: usize,
    end: Option<Pin<Box<Sleep>>>,
    /// Whether the client has closed its side.
    closed: bool,
}

impl<S> Patience<S> {
    pub(super) fn new(stream: S, silence: Duration) -> Self {
        Self { stream, read: 0, end: Some(Box::pin(tokio::time::sleep(silence))), closed: false }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.read += buffer.filled().len() - before;
        if self.read >= PREFACE {
            self.end = None;
        }
        // hyper drops a call when it reads the end: what is ready by then is answered first, and what waits is not waited for.
        let ends = matches!(polled, Poll::Ready(Ok(()))) && buffer.filled().len() == before && buffer.remaining() > 0;
        if ends && !std::mem::replace(&mut self.closed, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let over = polled.is_pending() && self.end.as_mut().is_some_and(|end| end.as_mut().poll(context).is_ready());
        if over { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) } else { polled }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
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
