//! Forms with files: `multipart/form-data`, read to the end whatever is wrong with it, so that the sender gets a page
//! with everything they typed and not a broken connection.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use bytes::Bytes;
use desk::attachments::{self, Incoming, Staged, StagedId};
use desk::drafts::Draft;
use desk::{App, Credential, SubmissionId};
use files::{FileName, Refusal};
use multer::Multipart;

use super::paced::{Cut, Paced, WHOLE};

/// The most bytes of one text field that are kept; every field's own limit is far below.
const TEXT: usize = 128 * 1024;

/// The most bytes of all text fields together: whoever sends them need not even be signed in.
const TEXTS: usize = 6 * TEXT;

/// The longest name of a field; ours are far shorter, and others are not kept.
const NAME: usize = 64;

/// The most parts.
const PARTS: usize = 400;

/// A form as it came in.
#[derive(Debug, Default)]
pub(crate) struct Form {
    texts: Vec<(String, String)>,
    /// Fields whose bytes were not text.
    broken: Vec<String>,
    /// Files that came in whole, and those kept from an earlier sending.
    pub(crate) files: Vec<Incoming>,
    /// Files that were refused.
    pub(crate) refused: Vec<Refusal>,
    /// Kept files that are no longer there.
    pub(crate) gone: bool,
}

impl Form {
    /// The text of a field; empty when it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// All texts of a field, in their order.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.texts.iter().filter(|(field, _)| field == name).map(|(_, text)| text.as_str()).collect()
    }

    /// Whether a field's bytes were not text.
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|field| field == name)
    }

    /// The form's submission id. Without a proper one every sending is its own.
    pub(crate) fn submission(&self, app: &App) -> SubmissionId {
        self.text("submission").parse().unwrap_or_else(|()| SubmissionId::new(app.random()))
    }

    /// Everything that was typed, as a draft.
    pub(crate) fn draft(&self) -> Draft {
        let typed = self.texts.iter().filter(|(name, _)| name != "submission" && name != "kept");
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, text) in typed.filter(|(_, text)| !text.is_empty()) {
            if fields.iter().all(|(known, _)| known != name) {
                fields.push((name.clone(), text.clone()));
            }
        }
        Draft { submission: self.text("submission").parse().ok(), fields, files: self.kept() }
    }

    /// The files of this form that came in earlier.
    pub(crate) fn kept(&self) -> Vec<StagedId> {
        let mut ids = Vec::new();
        for (_, value) in self.texts.iter().filter(|(name, _)| name == "kept") {
            ids.extend(value.parse().ok().filter(|id| !ids.contains(id)));
        }
        ids
    }
}

/// Whether files are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// Text and files.
    Files,
    /// Text alone: nobody is signed in for whom a file could be kept.
    TextOnly,
}

/// Why a form could not be read.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It is not a form, or it was cut off: 400.
    Malformed,
    /// More bytes than are ever read: 413.
    TooLarge,
    /// Storage or database could not take a file. What was typed is in the form.
    Failed(desk::Error, Box<Form>),
}

/// Reads a form, streaming each file to storage while it is checked.
pub(crate) async fn read(
    app: &App,
    who: &Credential,
    want: Want,
    headers: &HeaderMap,
    body: Body,
) -> Result<Form, Answer> {
    let pieces = Paced::new(body);
    let form = read_parts(app, who, want, headers, &pieces).await;
    if matches!(form, Err(Answer::Malformed)) {
        pieces.drain().await;
    }
    if want == Want::Files { take_kept(app, who, form?).await } else { form }
}

async fn read_parts(
    app: &App,
    who: &Credential,
    want: Want,
    headers: &HeaderMap,
    pieces: &Paced,
) -> Result<Form, Answer> {
    let mut form = Form::default();
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let boundary = multer::parse_boundary(content_type).map_err(|_| Answer::Malformed)?;
    let size = multer::SizeLimit::new().whole_stream(WHOLE);
    let constraints = multer::Constraints::new().size_limit(size);
    let mut parts = Multipart::with_constraints(pieces.clone(), boundary, constraints);
    let mut failed = None;
    let mut room = TEXTS;
    for count in 0.. {
        pieces.header();
        let Some(mut part) = parts.next_field().await.map_err(|error| malformed(&error))? else { break };
        pieces.content();
        if count == PARTS {
            return Err(Answer::Malformed);
        }
        let name = part.name().unwrap_or("").to_owned();
        let file_name = part.file_name().map(str::to_owned);
        match file_name {
            None if name.len() <= NAME => {
                let (bytes, text) = read_text(&mut part, TEXT.min(room)).await?;
                room -= bytes.len();
                if text.is_none() {
                    form.broken.push(name.clone());
                }
                form.texts.push((name, text.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned())));
            }
            Some(raw) if name == "attachment" && want == Want::Files && failed.is_none() => {
                match read_file(app, who, &mut form, &raw, &mut part).await? {
                    Ok(()) => {}
                    Err(error) => failed = Some(error),
                }
            }
            None | Some(_) => {}
        }
        while part.chunk().await.map_err(|error| malformed(&error))?.is_some() {}
    }
    if let Some(error) = failed {
        return Err(Answer::Failed(error, Box::new(form)));
    }
    Ok(form)
}

/// Adds the files that were kept from an earlier sending of the form, before those that came now.
async fn take_kept(app: &App, who: &Credential, mut form: Form) -> Result<Form, Answer> {
    let ids = form.kept();
    if ids.is_empty() {
        return Ok(form);
    }
    let max_files = app.settings().uploads.max_files;
    let wanted = ids.len();
    match app.read(who, move |cx| attachments::kept(cx, &ids)).await {
        Ok(mut kept) => {
            form.gone = kept.len() < wanted.min(max_files);
            kept.append(&mut form.files);
            form.files = kept;
            if form.files.len().max(wanted) > max_files {
                form.files.truncate(max_files);
                form.refused.push(Refusal::TooMany { max_files });
            }
            Ok(form)
        }
        Err(error) => Err(Answer::Failed(error, Box::new(form))),
    }
}

async fn read_text(part: &mut multer::Field<'_>, most: usize) -> Result<(Vec<u8>, Option<String>), Answer> {
    let mut bytes = Vec::new();
    let mut whole = true;
    while let Some(chunk) = part.chunk().await.map_err(|error| malformed(&error))? {
        let room = most - bytes.len();
        whole &= chunk.len() <= room;
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    if !whole {
        // Cut between characters, not within one.
        let end = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        if bytes.len() - end < 4 {
            bytes.truncate(end);
        }
    }
    let text = String::from_utf8(bytes.clone()).ok();
    Ok((bytes, text))
}

/// Reads one file to its end. Outer error: the form cannot be read on; inner: this file could not be stored.
async fn read_file(
    app: &App,
    who: &Credential,
    form: &mut Form,
    raw_name: &str,
    part: &mut multer::Field<'_>,
) -> Result<Result<(), desk::Error>, Answer> {
    let first = part.chunk().await.map_err(|error| malformed(&error))?;
    if raw_name.is_empty() && first.as_ref().is_none_or(Bytes::is_empty) {
        // The browser's way to say that no file was picked.
        return Ok(Ok(()));
    }
    let limits = &app.settings().uploads;
    if let Err(refusal) = limits.check_count(form.files.len() + form.kept().len() + 1) {
        if !form.refused.contains(&refusal) {
            form.refused.push(refusal);
        }
        return Ok(Ok(()));
    }
    match store(app, who, FileName::clean(raw_name), first, part).await? {
        Ok(incoming) => form.files.push(incoming),
        Err(desk::Error::Files(files::Error::Refused(refusal))) => form.refused.push(refusal),
        Err(error) => return Ok(Err(error)),
    }
    Ok(Ok(()))
}

async fn store(
    app: &App,
    who: &Credential,
    name: FileName,
    first: Option<Bytes>,
    part: &mut multer::Field<'_>,
) -> Result<Result<Incoming, desk::Error>, Answer> {
    let limits = &app.settings().uploads;
    if let Err(refusal) = limits.check_name(&name) {
        return Ok(Err(files::Error::Refused(refusal).into()));
    }
    // The row comes before the first byte, so no byte is ever without an owner.
    let staged = match attachments::stage(app, who).await {
        Ok(staged) => staged,
        Err(error) => return Ok(Err(error)),
    };
    let stored = stream(app, &staged, name, first, part).await;
    if !matches!(stored, Ok(Ok(_))) {
        // Nobody will send it; its place need not wait a day for the sweeper.
        let id = staged.id;
        if let Err(error) = app.write(who, move |cx| attachments::discard(cx, &[id])).await {
            tracing::debug!(%error, "a place for a file waits for the sweeper");
        }
    }
    stored
}

/// Streams the bytes of one file to their place.
async fn stream(
    app: &App,
    staged: &Staged,
    name: FileName,
    first: Option<Bytes>,
    part: &mut multer::Field<'_>,
) -> Result<Result<Incoming, desk::Error>, Answer> {
    let mut upload = match app.store().begin(staged.key, name, &app.settings().uploads).await {
        Ok(upload) => upload,
        Err(error) => return Ok(Err(error.into())),
    };
    let mut next = first;
    while let Some(chunk) = next {
        if let Err(error) = upload.write(chunk).await {
            return Ok(Err(error.into()));
        }
        next = match part.chunk().await {
            Ok(next) => next,
            Err(error) => {
                upload.abort().await;
                return Err(malformed(&error));
            }
        };
    }
    Ok(upload.finish().await.map(|file| Incoming { staged: staged.id, file }).map_err(desk::Error::from))
}

pub(super) fn malformed(error: &multer::Error) -> Answer {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Answer::TooLarge,
        multer::Error::StreamReadFailed(source) if source.is::<Cut>() => {
            tracing::debug!(%source, "a form was not read to its end");
            Answer::Malformed
        }
        _ => Answer::Malformed,
    }
}

/// Reads what is left of a body that nobody wants, up to a bound, so that the browser shows the answer and not a
/// broken connection.
pub(crate) async fn drain(body: Body) {
    Paced::new(body).drain().await;
}
