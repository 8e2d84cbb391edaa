//! A request's body in small pieces, one at a time, with a bound on how long a part's header may be.
//!
//! `multer` takes from its stream whatever is ready before it looks at any of it, and looks for the end of a header
//! however long it gets. Pieces with a pause behind each keep what it holds small.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// The largest piece.
const PIECE: usize = 16 * 1024;

/// The most bytes between one part's end and the next one's content.
const HEADER: usize = 64 * 1024;

/// How long a sender may be silent.
pub(super) const SILENCE: Duration = Duration::from_secs(30);

/// Why there are no more pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Cut {
    /// The connection ended or broke before the body did.
    #[error("the body was cut off")]
    Connection,
    /// Nothing came for too long.
    #[error("the sender fell silent")]
    Silence,
    /// A part's header does not end.
    #[error("the header of a part is too long")]
    Header,
}

/// How many bytes may still come before something has to be found in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowance(Arc<AtomicUsize>);

impl Allowance {
    /// A header comes next: it has to end soon.
    pub(super) fn header(&self) {
        self.0.store(HEADER, Ordering::Relaxed);
    }

    /// Content comes next, which somebody else counts.
    pub(super) fn content(&self) {
        self.0.store(usize::MAX, Ordering::Relaxed);
    }

    fn spend(&self, bytes: usize) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        if left == usize::MAX {
            return true;
        }
        self.0.store(left.saturating_sub(bytes), Ordering::Relaxed);
        left > bytes
    }
}

/// The pieces of a body.
pub(super) struct Paced {
    body: BodyDataStream,
    rest: Bytes,
    pause: bool,
    timer: Pin<Box<tokio::time::Sleep>>,
    allowance: Allowance,
}

impl Paced {
    pub(super) fn new(body: Body, allowance: Allowance) -> Self {
        let timer = Box::pin(tokio::time::sleep(SILENCE));
        Self { body: body.into_data_stream(), rest: Bytes::new(), pause: false, timer, allowance }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, Cut>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            match self.body.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(bytes))) => {
                    self.rest = bytes;
                    self.timer.as_mut().reset(tokio::time::Instant::now() + SILENCE);
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Err(Cut::Connection))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let timer = self.timer.as_mut();
                    return timer.poll(cx).map(|()| Some(Err(Cut::Silence)));
                }
            }
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        self.pause = true;
        if self.allowance.spend(piece.len()) {
            Poll::Ready(Some(Ok(piece)))
        } else {
            Poll::Ready(Some(Err(Cut::Header)))
        }
    }
}
