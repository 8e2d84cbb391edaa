//! `/desk/affiliates/new` and `/desk/affiliates/{id}/edit`: writing affiliates.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use desk::Cx;
use desk::drafts::{self, Draft, Form as DraftForm};
use desk::people::{
    self, Affiliate, AffiliateData, AffiliateId, AffiliateStatus, RawAffiliate, SentAffiliate,
};

use crate::address::Id;
use crate::desk_ticket::status_word;
use crate::error::PageError;
use crate::form::Form;
use crate::forms::{self, Shown};
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::site::Web;
use crate::views::{AffiliateEdit, Choice, NamedFields, Section};
use crate::visitor::Visitor;
use crate::{account, after, sentences};

/// What leads alone decide.
const BY_LEADS: [&str; 3] = ["status", "manager", "external_id"];

/// `GET /desk/affiliates/new`
pub(crate) async fn new(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, None, None).await
}

/// `GET /desk/affiliates/{id}/edit`
pub(crate) async fn edit(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AffiliateId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, Some(id.or_not_found()?), None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: Option<AffiliateId>,
    again: Option<Again>,
) -> Result<Response, PageError> {
    let (frame, stored, draft, managers, all) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let all = people::may_make_affiliates(cx).is_ok();
            let stored = match id {
                Some(id) => Some(people::edit_affiliate(cx, id)?),
                None => people::may_make_affiliates(cx).map(|()| None)?,
            };
            let draft = drafts::restore(cx, DraftForm::Affiliate, id.map_or(0, AffiliateId::get))?;
            Ok((Frame::of(cx)?, stored, draft, people::managers(cx)?, all))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status = again.as_ref().map_or(axum::http::StatusCode::OK, |again| again.status);
    let shown = match &again {
        Some(again) => again.shown(t),
        None if draft.is_some() => Shown::draft(draft),
        None => Shown { draft: as_stored(stored.as_ref()), ..Shown::default() },
    };
    let stored_draft = as_stored(stored.as_ref());
    // The form of who may not change these does not have them, and neither has its draft, whoever they are by now.
    let decided = shown.draft.get("status").is_some_and(|status| !status.is_empty());
    let text = |name: &str| {
        let from = if !decided && BY_LEADS.contains(&name) { &stored_draft } else { &shown.draft };
        from.get(name).unwrap_or("")
    };
    let fields = RawAffiliate::default()
        .fields()
        .map(|(name, _)| (name, sentences::field(name, text(name), shown.errors, t)));
    let (mut version, mut notice) = (text("version").to_owned(), shown.notice.clone());
    if let Some(stored) = stored.as_ref().filter(|stored| stored.revision.to_string() != version) {
        version = stored.revision.to_string();
        notice = Some(t.affiliate_changed().to_owned());
    }
    let statuses = AffiliateStatus::ALL.iter();
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let mut managers: Vec<Choice> =
        managers.iter().map(|(email, name)| choice(email, &format!("{name} ({email})"))).collect();
    // Who left is still the manager until somebody chooses another.
    let manager = text("manager");
    if !manager.is_empty() && managers.iter().all(|one| one.value != manager) {
        managers.push(choice(manager, manager));
    }
    let view = AffiliateEdit {
        t,
        shell: frame.shell(web.site(), Section::Affiliates, visitor.flash.as_deref()),
        saved: stored.as_ref().map(|stored| (stored.id.get(), stored.name().to_owned())),
        all,
        submission: shown.submission(web.app()),
        draft: shown.draft_box(&frame, DraftForm::Affiliate, id.map_or(0, AffiliateId::get)),
        version,
        notice,
        fields: NamedFields(fields.to_vec()),
        statuses: statuses.map(|one| choice(one.as_str(), status_word(*one, t))).collect(),
        managers,
        time_zones: account::time_zones(),
    };
    Ok(after::page(web, visitor, status, &view))
}

fn as_stored(stored: Option<&Affiliate>) -> Draft {
    let (mut raw, revision) =
        stored.map_or_else(|| (RawAffiliate::blank(), 0), |stored| (stored.raw(), stored.revision));
    forms::as_stored(raw.fields(), revision)
}

fn raw(form: &Form) -> RawAffiliate {
    let mut raw = RawAffiliate::default();
    forms::fill(raw.fields(), |name| form.text(name));
    raw
}

/// `POST /desk/affiliates/new`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    send(&web, &visitor, None, request).await
}

/// `POST /desk/affiliates/{id}/edit`
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<AffiliateId>,
    request: Request,
) -> Result<Response, Response> {
    send(&web, &visitor, Some(id.unwrap_or(AffiliateId::new(0))), request).await
}

async fn send(
    web: &Web,
    visitor: &Visitor,
    id: Option<AffiliateId>,
    request: Request,
) -> Result<Response, Response> {
    let fields = RawAffiliate::default().fields().map(|(name, _)| name);
    let kind = Kind {
        form: DraftForm::Affiliate,
        subject: id.map_or(0, AffiliateId::get),
        fields: fields.into_iter().chain(["version"]).collect(),
        page: id
            .map_or_else(|| "/desk/affiliates/new".to_owned(), |id| format!("/desk/affiliates/{id}/edit")),
    };
    let may = move |cx: &mut Cx<'_, '_>| match id {
        Some(id) => people::find_affiliate(cx, id),
        None => people::may_make_affiliates(cx),
    };
    let sent = sending::receive(web, visitor, &kind, request, may).await?;
    let (revision, submission) = (sent.form.text("version").parse().unwrap_or(0), sent.submission);
    let parsed =
        AffiliateData::parse(&raw(&sent.form)).map(|data| SentAffiliate { data, revision, submission });
    let write = move |cx: &mut Cx<'_, '_>, sent: &SentAffiliate| match id {
        None => people::create_affiliate(cx, sent),
        Some(id) => people::save_affiliate(cx, id, sent).map(|()| id),
    };
    match sending::carry_out(web, visitor, &kind, sent, parsed, write).await? {
        Ok(id) => Ok(done(web, &format!("/desk/affiliates/{id}"), Done::AffiliateSaved)),
        Err(again) => draw(web, visitor, id, Some(again)).await.map_err(IntoResponse::into_response),
    }
}
