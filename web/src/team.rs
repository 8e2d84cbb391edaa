//! Inviting people: the staff on `/desk/settings/people`, an affiliate's users on its page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::people::{self, AffiliateId, Invitee, UserId};
use desk::{Error, FieldError, Role};

use crate::after;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sentences;
use crate::site::Web;
use crate::views::{Choice, NamedFields, People, Section, Team, TeamRow, Words};
use crate::visitor::Visitor;

const PEOPLE: &str = "/desk/settings/people";
const STAFF: [Role; 3] = [Role::Manager, Role::Lead, Role::Admin];

/// What was typed into the form of an invitation, and what is wrong with it.
pub(crate) struct Typed {
    name: String,
    email: String,
    role: String,
    errors: Vec<FieldError>,
}

fn role_label(role: Role, t: Words) -> &'static str {
    match role {
        Role::Affiliate => t.role_affiliate(),
        Role::Manager => t.role_manager(),
        Role::Lead => t.role_lead(),
        Role::Admin => t.role_admin(),
    }
}

/// Sign-ins, and the form of inviting another.
pub(crate) fn team(
    web: &Web,
    frame: &Frame,
    action: String,
    rows: &[people::TeamRow],
    typed: Option<Typed>,
    roles: bool,
) -> Team {
    let t = frame.t;
    let typed = typed.unwrap_or(Typed {
        name: String::new(),
        email: String::new(),
        role: Role::Manager.as_str().to_owned(),
        errors: vec![],
    });
    let field = |name: &str, value: &str| sentences::field(name, value, &typed.errors, t);
    let sends = web.app().settings().channels.contains(&desk::outbox::Channel::Email);
    Team {
        action,
        rows: rows
            .iter()
            .map(|row| TeamRow {
                id: row.id.get(),
                name: row.name.clone(),
                email: row.email.clone(),
                role: role_label(row.role, t),
                state: match (row.active, row.joined, row.invited) {
                    (false, ..) => t.user_disabled(),
                    (true, true, _) => t.user_active(),
                    (true, false, Some(_)) => t.user_invited(),
                    (true, false, None) => t.user_not_invited(),
                },
                invited: row.invited.filter(|_| !row.joined).map(|at| frame.when(at)),
                can_invite: sends && row.active && !row.joined,
            })
            .collect(),
        sends,
        roles: if roles {
            STAFF
                .iter()
                .map(|role| Choice {
                    value: role.as_str().to_owned(),
                    label: role_label(*role, t).to_owned(),
                })
                .collect()
        } else {
            vec![]
        },
        fields: NamedFields(vec![
            ("name", field("name", &typed.name)),
            ("email", field("email", &typed.email)),
            ("role", field("role", &typed.role)),
        ]),
    }
}

/// `GET /desk/settings/people`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, None).await
}

async fn draw(web: &Web, visitor: &Visitor, typed: Option<Typed>) -> Result<Response, PageError> {
    let (frame, rows) =
        web.app().read(&visitor.credential(), |cx| Ok((Frame::of(cx)?, people::staff_team(cx)?))).await?;
    after::touch(web, visitor, &frame);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = People {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        team: team(web, &frame, PEOPLE.to_owned(), &rows, typed, true),
    };
    Ok(after::page(web, visitor, status, &view))
}

/// Invites again whom a row's button names, or somebody new. What has to be mended comes back.
pub(crate) async fn invite(
    web: &Web,
    visitor: &Visitor,
    fields: &Fields,
    affiliate: Option<AffiliateId>,
) -> Result<Option<Typed>, PageError> {
    let who = visitor.credential();
    if let Ok(user) = fields.get("user").parse::<UserId>() {
        match web.app().write(&who, move |cx| people::invite(cx, user)).await {
            // They have come meanwhile.
            Ok(()) | Err(Error::Conflict(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let role = if affiliate.is_some() {
        Role::Affiliate
    } else {
        let role = fields.get("role").parse().ok().filter(|role| STAFF.contains(role));
        role.ok_or_else(|| PageError::new(StatusCode::BAD_REQUEST))?
    };
    let new = Invitee {
        email: fields.get("email").to_owned(),
        name: fields.get("name").to_owned(),
        role,
        affiliate,
    };
    match web.app().write(&who, move |cx| people::invite_new(cx, &new).map(drop)).await {
        Ok(()) => Ok(None),
        Err(Error::Invalid(errors)) => Ok(Some(Typed {
            name: fields.get("name").to_owned(),
            email: fields.get("email").to_owned(),
            role: fields.get("role").to_owned(),
            errors,
        })),
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/settings/people`
pub(crate) async fn submit(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    match invite(&web, &visitor, &fields, None).await? {
        None => Ok(done(&web, PEOPLE, Done::Invited)),
        Some(typed) => draw(&web, &visitor, Some(typed)).await,
    }
}

/// A `GET` where only a button leads to.
pub(crate) async fn back() -> Redirect {
    Redirect::to(PEOPLE)
}

/// `POST /desk/settings/people/all`: everybody of affiliates who came with an import and was not invited yet.
pub(crate) async fn invite_all(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    while web.app().write(&visitor.credential(), people::invite_all).await? > 0 {}
    Ok(done(&web, PEOPLE, Done::Invited))
}
