//! A form whose one file goes somewhere else as it comes: it may be large, and is never stored.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use multer::Multipart;

use super::multipart::{Answer, malformed};
use super::paced::{Paced, WHOLE};

/// Where the file of a form goes.
pub(crate) trait Sink: Sized {
    /// Hears the file's name, before its first byte.
    async fn begin(&mut self, name: &str) -> Result<(), desk::Error>;
    /// Takes the next bytes. Gives whether more are wanted.
    async fn take(&mut self, bytes: &[u8]) -> Result<bool, desk::Error>;
}

/// Reads a form to its end and gives the file of its field `attachment` to a sink. What is not wanted any more is read on,
/// so that the browser shows the answer and not a broken connection.
pub(crate) async fn read_file(headers: &HeaderMap, body: Body, sink: &mut impl Sink) -> Result<(), Answer> {
    let pieces = Paced::new(body);
    let read = read_parts(headers, &pieces, sink).await;
    if read.is_err() {
        pieces.drain().await;
    }
    read
}

async fn read_parts(headers: &HeaderMap, pieces: &Paced, sink: &mut impl Sink) -> Result<(), Answer> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let boundary = multer::parse_boundary(content_type).map_err(|_| Answer::Malformed)?;
    let size = multer::SizeLimit::new().whole_stream(WHOLE);
    let constraints = multer::Constraints::new().size_limit(size);
    let mut parts = Multipart::with_constraints(pieces.clone(), boundary, constraints);
    let failed = |error| Answer::Failed(error, Box::default());
    let mut begun = false;
    loop {
        pieces.header();
        let Some(mut part) = parts.next_field().await.map_err(|error| malformed(&error))? else {
            return Ok(());
        };
        pieces.content();
        let name = part.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
        let mut wanted = false;
        if let Some(name) = name.filter(|_| part.name() == Some("attachment") && !begun) {
            (begun, wanted) = (true, true);
            sink.begin(&name).await.map_err(failed)?;
        }
        while let Some(bytes) = part.chunk().await.map_err(|error| malformed(&error))? {
            if wanted {
                wanted = sink.take(&bytes).await.map_err(failed)?;
            }
        }
    }
}
