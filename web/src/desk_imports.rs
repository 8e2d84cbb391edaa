//! `/desk/offers/import`, `/desk/affiliates/import` and `/desk/imports/{id}`: a file is brought and checked, its report is
//! read, and it is applied; `…/export`: a file goes out.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use desk::error::Conflict;
use desk::offers::{DeskOfferFilter, PublicAccess};
use desk::people::AffiliateFilter;
use desk::transfer::{
    self, Action, Export, Filter, Format, Import, ImportId, Importing, ReportRow, State as Stands, Subject,
};
use desk::{App, Credential, Error};
use futures_util::stream;

use crate::address::{Asked, Id};
use crate::error::PageError;
use crate::form::{self, Answer, Fields, Sink};
use crate::frame::Frame;
use crate::site::Web;
use crate::views::{ImportForm, ImportOf, ImportReport, ImportRow, Section, Tab, Words, WrongRow};
use crate::visitor::Visitor;
use crate::{after, sentences};

/// Rows of a report that a page shows.
const SHOWN: i64 = 100;

/// Rows with something wrong that stand beside the field.
const WRONG: i64 = 10;

fn of(subject: Subject, t: Words) -> (ImportOf, Section) {
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

fn faults(row: &ReportRow, t: Words) -> Vec<String> {
    row.faults.iter().map(|fault| sentences::of_fault(fault, t)).collect()
}

fn name(import: &Import, t: Words) -> String {
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
        let Some(importing) = self.importing.as_mut().filter(|_| !self.too_large) else { return Ok(false) };
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
    let (importing, too_large) = (take.importing, take.too_large);
    match read {
        Ok(()) => {}
        Err(Answer::Malformed) => return Err(PageError::new(StatusCode::BAD_REQUEST)),
        Err(Answer::TooLarge) => return draw_form(web, visitor, subject, Some(Bad::TooLarge)).await,
        Err(Answer::Failed(error, _)) => return Err(error.into()),
    }
    let Some(importing) = importing else {
        return draw_form(web, visitor, subject, Some(Bad::Missing)).await;
    };
    let id = importing.finish().await?;
    if too_large {
        app.write(&who, move |cx| transfer::forget(cx, id)).await?;
        return draw_form(web, visitor, subject, Some(Bad::TooLarge)).await;
    }
    let (import, rows) = app
        .read(&who, move |cx| {
            Ok((transfer::find(cx, id)?, transfer::rows(cx, id, Some(Action::Error), 0, WRONG)?))
        })
        .await?;
    if import.errors > 0 {
        return draw_form(web, visitor, subject, Some(Bad::Rows(import, rows))).await;
    }
    Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response())
}

/// `GET /desk/imports/{id}`
pub(crate) async fn report(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<ImportId>,
    asked: Asked,
) -> Result<Response, PageError> {
    let wanted = asked.get("rows").parse().ok();
    draw_report(&web, &visitor, id.or_not_found()?, wanted, None).await
}

/// Something that stands in the way of applying, and its sentence.
type Notice = fn(Words) -> &'static str;

async fn draw_report(
    web: &Web,
    visitor: &Visitor,
    id: ImportId,
    wanted: Option<Action>,
    notice: Option<Notice>,
) -> Result<Response, PageError> {
    let (frame, import, rows) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let import = transfer::find(cx, id)?;
            Ok((Frame::of(cx)?, import, transfer::rows(cx, id, wanted, 0, SHOWN)?))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let (of, section) = of(import.subject, t);
    let (standing, bad) = standing(&import, t);
    let count = match wanted {
        None => import.rows(),
        Some(action) => of_action(&import, action),
    };
    let view = ImportReport {
        t,
        shell: frame.shell(web.site(), section, visitor.flash.as_deref()),
        id: id.get(),
        standing,
        bad,
        progress: (import.state == Stands::Applying).then(|| (import.done, import.to_apply())),
        apply: import.is_ready().then(|| t.import_apply(import.to_apply())),
        concern: (import.concerned > 0 && import.is_ready())
            .then(|| t.import_concerned(import.concerned_offers, import.concerned)),
        notice: notice.map(|notice| notice(t).to_owned()),
        tabs: tabs(&import, wanted, t),
        rows: rows.iter().map(|row| report_row(row, of.list, t)).collect(),
        more: (count > SHOWN).then(|| t.import_more(SHOWN)),
        of,
    };
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let mut response = after::page(web, visitor, status, &view);
    if import.state == Stands::Applying {
        // The page looks again by itself, with a script or without.
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn of_action(import: &Import, action: Action) -> i64 {
    match action {
        Action::Create => import.creates,
        Action::Update => import.updates,
        Action::Unchanged => import.unchanged,
        Action::Error => import.errors,
    }
}

/// Where a file stands, as a sentence, and whether that is bad news.
fn standing(import: &Import, t: Words) -> (String, bool) {
    let name = name(import, t);
    match import.state {
        Stands::Reading => (t.import_reading(name), true),
        Stands::Checked if import.errors > 0 => (t.import_bad(import.errors, name), true),
        Stands::Checked if import.to_apply() == 0 => (t.import_nothing(name), false),
        Stands::Checked => (t.import_checked(name), false),
        Stands::Applying => (t.import_applying(name, import.done, import.to_apply()), false),
        Stands::Applied => (t.import_applied(name), false),
        Stands::Failed => {
            (import.failure.map_or_else(String::new, |why| sentences::of_failure(why, t)), true)
        }
    }
}

fn word(action: Action, t: Words) -> &'static str {
    match action {
        Action::Create => t.import_create(),
        Action::Update => t.import_update(),
        Action::Unchanged => t.import_unchanged(),
        Action::Error => t.import_error(),
    }
}

fn tabs(import: &Import, wanted: Option<Action>, t: Words) -> Vec<Tab> {
    let here = format!("/desk/imports/{}", import.id);
    let tab = |label: &str, href: String, count: i64, current| Tab {
        label: label.to_owned(),
        href,
        current,
        count: Some(t.number(count)),
    };
    let mut tabs = vec![tab(t.import_all(), here.clone(), import.rows(), wanted.is_none())];
    tabs.extend(Action::ALL.iter().map(|action| {
        let href = format!("{here}?rows={action}");
        tab(word(*action, t), href, of_action(import, *action), wanted == Some(*action))
    }));
    tabs
}

fn report_row(row: &ReportRow, list: &str, t: Words) -> ImportRow {
    let mut lines = faults(row, t);
    if !row.changed.is_empty() {
        lines.push(row.changed.join(", "));
    }
    if row.concerned > 0 {
        lines.push(t.import_concerned_row(row.concerned));
    }
    ImportRow {
        number: row.number,
        action: word(row.action, t).to_owned(),
        bad: row.action == Action::Error,
        name: row.name.clone(),
        external_id: row.external_id.clone(),
        href: row.target.map(|id| format!("{list}/{id}")),
        lines,
    }
}

/// A `GET` where only a button leads to.
pub(crate) async fn back(id: Id<ImportId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/imports/{}", id.or_not_found()?)))
}

/// `POST /desk/imports/{id}/apply`
pub(crate) async fn apply(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<ImportId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let keep: Option<PublicAccess> = fields.get("public_access").parse().ok();
    let notice: Notice =
        match web.app().write(&visitor.credential(), move |cx| transfer::start(cx, id, keep)).await {
            Ok(()) => return Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response()),
            Err(Error::Conflict(Conflict::ConcernsOthers)) => |t| t.import_choose(),
            Err(Error::Conflict(_)) => |t| t.import_not_ready(),
            Err(error) => return Err(error.into()),
        };
    draw_report(&web, &visitor, id, None, Some(notice)).await
}

/// Rows of a report that are read at once.
const BATCH: i64 = 500;

/// `GET /desk/imports/{id}/report.csv`: all rows.
pub(crate) async fn report_csv(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<ImportId>,
) -> Result<Response, PageError> {
    let (id, app, who) = (id.or_not_found()?, web.app().clone(), visitor.credential());
    let (t, after) = app
        .read(&who, move |cx| {
            transfer::find(cx, id)?;
            Ok((Frame::of(cx)?.t, Some(0)))
        })
        .await?;
    let parts = stream::try_unfold(after, move |after| {
        let (app, who) = (app.clone(), who.clone());
        async move {
            let Some(after) = after else { return Ok::<_, Error>(None) };
            let rows = app.read(&who, move |cx| transfer::rows(cx, id, None, after, BATCH)).await?;
            let header = [t.import_row(), t.import_what(), t.column_id(), t.external_id(), t.field_name()];
            let header = header.into_iter().chain([t.import_changes(), t.import_error()]);
            let mut lines: Vec<Vec<String>> = Vec::new();
            if after == 0 {
                lines.push(header.map(str::to_owned).collect());
            }
            lines.extend(rows.iter().map(|row| {
                vec![
                    row.number.to_string(),
                    word(row.action, t).to_owned(),
                    row.target.map(|id| id.to_string()).unwrap_or_default(),
                    row.external_id.clone(),
                    row.name.clone(),
                    row.changed.join(", "),
                    faults(row, t).join(" "),
                ]
            }));
            let next = rows.last().map(|row| row.number);
            Ok(Some((transfer::report_csv(&lines, after == 0)?, next)))
        }
    });
    Ok(file(Body::from_stream(parts), Format::Csv, &format!("import-{id}")))
}

fn file(body: Body, format: Format, name: &str) -> Response {
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
    };
    let how = format!("attachment; filename=\"{name}.{format}\"");
    let how = HeaderValue::from_str(&how).unwrap_or(HeaderValue::from_static("attachment"));
    ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CONTENT_DISPOSITION, how)], body).into_response()
}

/// `GET /desk/offers/export`: the offers that the list shows.
pub(crate) async fn export_offers(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = DeskOfferFilter {
        text: asked.text("q"),
        status: asked.get("status").parse().ok(),
        privacy: asked.get("privacy").parse().ok(),
        from: None,
    };
    export(&web, &visitor, Filter::Offers(filter), &asked, "offers").await
}

/// `GET /desk/affiliates/export`: the affiliates that the list shows.
pub(crate) async fn export_affiliates(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter =
        AffiliateFilter { text: asked.text("q"), status: asked.get("status").parse().ok(), from: None };
    export(&web, &visitor, Filter::Affiliates(filter), &asked, "affiliates").await
}

async fn export(
    web: &Web,
    visitor: &Visitor,
    filter: Filter,
    asked: &Asked,
    name: &str,
) -> Result<Response, PageError> {
    let format = asked.get("format").parse().unwrap_or(Format::Csv);
    let mut export = Export::new(web.app(), &visitor.credential(), filter, format);
    // Who may not see it gets a page that says so, and not a file that breaks off.
    let first = export.next().await?;
    let parts = stream::try_unfold((first, export), async |(first, mut export)| {
        let part = match first {
            Some(part) => Some(part),
            None => export.next().await?,
        };
        Ok::<_, Error>(part.map(|part| (part, (None, export))))
    });
    Ok(file(Body::from_stream(parts), format, name))
}
