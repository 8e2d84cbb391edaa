//! `/desk/offers/import` and `/desk/affiliates/import`: a file is brought, and checked as it comes.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::error::Conflict;
use desk::transfer::{self, Action, Format, Import, Importing, ReportRow, Subject};
use desk::{App, Credential, Error};

use crate::error::PageError;
use crate::form::{self, Answer, Sink};
use crate::frame::Frame;
use crate::site::Web;
use crate::views::{ImportForm, ImportOf, Section, Words, WrongRow};
use crate::visitor::Visitor;
use crate::{after, sentences};

/// Rows with something wrong that stand beside the field.
const WRONG: i64 = 10;

/// What the pages of a file of this kind are called, and where they stand.
pub(crate) fn of(subject: Subject, t: Words) -> (ImportOf, Section) {
    let named = |title: &str, list, back: &str| ImportOf { title: title.into(), list, back: back.into() };
    match subject {
        Subject::Offers => {
            (named(t.import_offers(), "/desk/offers", t.import_back_offers()), Section::DeskOffers)
        }
        Subject::Affiliates => (
            named(t.import_affiliates(), "/desk/affiliates", t.import_back_affiliates()),
            Section::Affiliates,
        ),
    }
}

/// `GET /desk/offers/import`
pub(crate) async fn offers(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw_form(&web, &visitor, Subject::Offers, None).await
}

/// `GET /desk/affiliates/import`
pub(crate) async fn affiliates(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw_form(&web, &visitor, Subject::Affiliates, None).await
}

/// `POST /desk/offers/import`
pub(crate) async fn bring_offers(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    bring(&web, &visitor, Subject::Offers, request).await
}

/// `POST /desk/affiliates/import`
pub(crate) async fn bring_affiliates(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    bring(&web, &visitor, Subject::Affiliates, request).await
}

/// What is wrong with a file that was brought.
enum Bad {
    /// None was chosen.
    Missing,
    /// It is too large.
    TooLarge,
    /// The same person brought newer ones while it came in.
    PushedOut,
    /// There are rows with something wrong, of which these are the first.
    Rows(Import, Vec<ReportRow>),
}

async fn draw_form(
    web: &Web,
    visitor: &Visitor,
    subject: Subject,
    bad: Option<Bad>,
) -> Result<Response, PageError> {
    let frame = web
        .app()
        .read(&visitor.credential(), move |cx| {
            transfer::may_import(cx, subject)?;
            Frame::of(cx)
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let (of, section) = of(subject, t);
    let max_size = t.bytes(web.app().settings().import_max_bytes);
    let (status, error, rows, report) = match bad {
        None => (StatusCode::OK, None, Vec::new(), None),
        Some(Bad::Missing) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Some(t.import_required().to_owned()), Vec::new(), None)
        }
        Some(Bad::TooLarge) => {
            (StatusCode::PAYLOAD_TOO_LARGE, Some(t.import_too_large(max_size.as_str())), Vec::new(), None)
        }
        Some(Bad::PushedOut) => {
            (StatusCode::CONFLICT, Some(t.import_pushed_out().to_owned()), Vec::new(), None)
        }
        Some(Bad::Rows(import, rows)) => {
            let error = t.import_bad(import.errors, name(&import, t));
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(error),
                rows,
                Some(format!("/desk/imports/{}", import.id)),
            )
        }
    };
    let view = ImportForm {
        t,
        shell: frame.shell(web.site(), section, visitor.flash.as_deref()),
        of,
        max_size,
        columns: subject.columns().iter().map(|column| column.name).collect(),
        error,
        wrong: rows.iter().map(|row| WrongRow { number: row.number, sentences: faults(row, t) }).collect(),
        report,
    };
    Ok(after::page(web, visitor, status, &view))
}

/// What is wrong with a row, in sentences.
pub(crate) fn faults(row: &ReportRow, t: Words) -> Vec<String> {
    row.faults.iter().map(|fault| sentences::of_fault(fault, t)).collect()
}

/// What a file is called.
pub(crate) fn name(import: &Import, t: Words) -> String {
    if import.name.is_empty() { t.import_empty_name().to_owned() } else { import.name.clone() }
}

/// Takes the file as it comes.
struct Take<'a> {
    app: &'a App,
    who: &'a Credential,
    subject: Subject,
    importing: Option<Importing>,
    bytes: u64,
    too_large: bool,
}

impl Take<'_> {
    /// Nothing stays of a file that is not taken. What cannot be removed now is swept.
    async fn abandon(&mut self) {
        if let Some(importing) = self.importing.take()
            && let Err(error) = importing.abandon().await
        {
            tracing::debug!(%error, "a file that was not taken is left to be swept");
        }
    }
}

impl Sink for Take<'_> {
    async fn begin(&mut self, name: &str) -> Result<(), Error> {
        // A browser may send a path.
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let file = (name, Format::of_name(name));
        self.importing = Some(Importing::begin(self.app, self.who, self.subject, file).await?);
        Ok(())
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<bool, Error> {
        self.bytes += bytes.len() as u64;
        self.too_large = self.bytes > self.app.settings().import_max_bytes;
        if self.too_large {
            self.abandon().await;
        }
        let Some(importing) = self.importing.as_mut() else { return Ok(false) };
        importing.take(bytes).await?;
        Ok(!importing.is_over())
    }
}

async fn bring(
    web: &Web,
    visitor: &Visitor,
    subject: Subject,
    request: Request,
) -> Result<Response, PageError> {
    let (app, who) = (web.app(), visitor.credential());
    let (parts, body) = request.into_parts();
    if let Err(error) = app.read(&who, move |cx| transfer::may_import(cx, subject)).await {
        form::drain(body).await;
        return Err(error.into());
    }
    let mut take = Take { app, who: &who, subject, importing: None, bytes: 0, too_large: false };
    let read = form::read_file(&parts.headers, body, &mut take).await;
    if read.is_err() {
        take.abandon().await;
    }
    let bad = match read {
        Ok(()) if take.too_large => Bad::TooLarge,
        Ok(()) => match take.importing {
            Some(importing) => return checked(web, visitor, subject, importing).await,
            None => Bad::Missing,
        },
        Err(Answer::TooLarge) => Bad::TooLarge,
        Err(Answer::Failed(Error::Conflict(Conflict::PushedOut), _)) => Bad::PushedOut,
        Err(Answer::Malformed) => return Err(PageError::new(StatusCode::BAD_REQUEST)),
        Err(Answer::Failed(error, _)) => return Err(error.into()),
    };
    draw_form(web, visitor, subject, Some(bad)).await
}

/// Ends a file that came in whole, and shows what it would do, or what is wrong with it.
async fn checked(
    web: &Web,
    visitor: &Visitor,
    subject: Subject,
    importing: Importing,
) -> Result<Response, PageError> {
    let id = match importing.finish().await {
        Ok(id) => id,
        Err(Error::Conflict(Conflict::PushedOut)) => {
            return draw_form(web, visitor, subject, Some(Bad::PushedOut)).await;
        }
        Err(error) => return Err(error.into()),
    };
    let (import, rows) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            Ok((transfer::find(cx, id)?, transfer::rows(cx, id, Some(Action::Error), 0, WRONG)?))
        })
        .await?;
    if import.errors > 0 {
        return draw_form(web, visitor, subject, Some(Bad::Rows(import, rows))).await;
    }
    Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response())
}
