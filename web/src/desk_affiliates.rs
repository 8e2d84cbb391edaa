//! `/desk/affiliates`: whom a member of staff looks after.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::offers::{self, OfferId};
use desk::people::{self, AffiliateFilter, AffiliateId, AffiliateStatus};
use desk::tickets::{self, TicketId};
use desk::{Error, FieldError, Problem};

use crate::address::{Asked, Id, pager};
use crate::desk_ticket::{panel, status_word};
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{Choice, DeskAffiliate, DeskAffiliateRow, DeskAffiliates, Query, Section};
use crate::visitor::Visitor;
use crate::{after, desk_offers, team};

/// `GET /desk/affiliates`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let text = asked.text("q");
    let status: Option<AffiliateStatus> = asked.get("status").parse().ok();
    let filter = AffiliateFilter { text: text.clone(), status, from: asked.get("page").parse().ok() };
    let (frame, page, makes) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let makes = people::may_make_affiliates(cx).is_ok();
            Ok((Frame::of(cx)?, people::affiliates(cx, &filter)?, makes))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let value = status.map_or("", AffiliateStatus::as_str);
    let rows = page.rows.iter().map(|row| DeskAffiliateRow {
        id: row.id.get(),
        name: row.name.clone(),
        status: status_word(row.status, t).to_owned(),
        active: row.status == AffiliateStatus::Active,
        country: row.country.clone(),
        manager: row.manager.clone(),
        tags: row.tags.clone(),
        joined: frame.when(row.created),
    });
    let statuses = AffiliateStatus::ALL.iter();
    let view = DeskAffiliates {
        t,
        shell: frame.shell(web.site(), Section::Affiliates, visitor.flash.as_deref()),
        pager: pager(&page, || Query::new("/desk/affiliates").with("q", &text).with("status", value)),
        rows: rows.collect(),
        statuses: statuses
            .map(|one| Choice { value: one.as_str().to_owned(), label: status_word(*one, t).to_owned() })
            .collect(),
        status: value.to_owned(),
        text,
        makes,
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

/// `GET /desk/affiliates/{id}`
pub(crate) async fn affiliate(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AffiliateId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, id.or_not_found()?, None, None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: AffiliateId,
    back: Option<desk_offers::BadGrant>,
    typed: Option<team::Typed>,
) -> Result<Response, PageError> {
    let (frame, card, others, access, sign_ins) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let card = people::affiliate_of(cx, id)?;
            let others = tickets::other_tickets(cx, id, TicketId::new(0))?;
            let sign_ins = people::team_of(cx, id)?;
            Ok((Frame::of(cx)?, card, others, offers::of_affiliate(cx, id)?, sign_ins))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status =
        if back.is_some() || typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let action = format!("/desk/affiliates/{id}/access");
    let view = DeskAffiliate {
        t,
        shell: frame.shell(web.site(), Section::Affiliates, visitor.flash.as_deref()),
        affiliate: panel(&frame, card, &others),
        access: access.iter().map(|row| desk_offers::access_row(&frame, row, false)).collect(),
        grant: desk_offers::grant(action, "offer", back, Vec::new(), t),
        team: team::team(web, &frame, format!("/desk/affiliates/{id}/team"), &sign_ins, typed, false),
    };
    Ok(after::page(web, visitor, status, &view))
}

/// A `GET` where only a button leads to.
pub(crate) async fn back(id: Id<AffiliateId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/affiliates/{}", id.or_not_found()?)))
}

/// `POST /desk/affiliates/{id}/access`
pub(crate) async fn access(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AffiliateId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let (typed, reason) = (fields.get("offer").to_owned(), fields.get("reason").to_owned());
    let remove = fields.get("do") == "remove";
    let unknown = |problem| FieldError { field: "offer", problem };
    let error = match typed.trim().trim_start_matches('#').parse::<OfferId>() {
        Ok(offer) => match desk_offers::by_hand(&web, &visitor, id, offer, remove, &reason).await {
            Ok(what) => return Ok(done(&web, &format!("/desk/affiliates/{id}#access"), what)),
            Err(Error::Invalid(errors)) => errors.into_iter().next().unwrap_or(unknown(Problem::Unknown)),
            Err(Error::NotFound) => unknown(Problem::Unknown),
            Err(error) => return Err(error.into()),
        },
        Err(_) if typed.trim().is_empty() => unknown(Problem::Required),
        Err(_) => unknown(Problem::Unknown),
    };
    draw(&web, &visitor, id, Some((typed, reason, error)), None).await
}

/// `POST /desk/affiliates/{id}/team`
pub(crate) async fn invite(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AffiliateId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    match team::invite(&web, &visitor, &fields, Some(id)).await? {
        None => Ok(done(&web, &format!("/desk/affiliates/{id}#team"), Done::Invited)),
        Some(typed) => draw(&web, &visitor, id, None, Some(typed)).await,
    }
}
