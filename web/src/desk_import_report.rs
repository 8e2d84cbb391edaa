//! `/desk/imports/{id}`: what a file would do is read, row by row, and it is applied.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Error;
use desk::error::Conflict;
use desk::offers::PublicAccess;
use desk::transfer::{self, Action, Format, Import, ImportId, ReportRow, State as Stands};
use futures_util::stream;

use crate::address::{Asked, Id};
use crate::desk_exports::file;
use crate::desk_imports::{faults, name, of};
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::site::Web;
use crate::views::{ImportReport, ImportRow, Tab, Words};
use crate::visitor::Visitor;
use crate::{after, sentences};

/// Rows of a report that a page shows.
const SHOWN: i64 = 100;

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
        concern: (import.concerned > 0 && import.is_ready()).then(|| sentences::of_all_concerned(&import, t)),
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
        tab(sentences::of_action(*action, t), href, of_action(import, *action), wanted == Some(*action))
    }));
    tabs
}

fn report_row(row: &ReportRow, list: &str, t: Words) -> ImportRow {
    let mut lines = faults(row, t);
    if !row.changed.is_empty() {
        lines.push(row.changed.join(", "));
    }
    if row.concerned > 0 {
        lines.push(sentences::of_concerned(row.concerned, t));
    }
    ImportRow {
        number: row.number,
        action: sentences::of_action(row.action, t).to_owned(),
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
                    sentences::of_action(row.action, t).to_owned(),
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
