//! An offer's logo: small, in its own shape, and seen by whoever sees the offer.

use files::Format;
use files::picture::logo;
use serde_json::json;

use super::catalogue::is_visible;
use super::{OfferId, store};
use crate::app::{App, Credential};
use crate::attachments::Incoming;
use crate::audit;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::people::UserId;
use crate::pictures::{self, Columns, Made, ServedPicture};

const COLUMNS: Columns = Columns { table: "offers", prefix: "logo" };

/// Takes a file that was uploaded as an offer's logo, in place of the one before. The file itself is not kept.
pub async fn set_logo(app: &App, who: &Credential, id: OfferId, file: Incoming) -> Result<(), Error> {
    let may = move |cx: &mut Cx<'_, '_>| super::find(cx, id);
    pictures::take_in(app, who, file, may, logo, move |cx, made| put(cx, id, made)).await
}

/// Gives an offer its logo on behalf of a member of staff: for an import, which the desk itself does.
pub async fn import_logo(
    app: &App,
    by: UserId,
    id: OfferId,
    format: Format,
    bytes: Vec<u8>,
) -> Result<(), Error> {
    pictures::import(app, by, (format, bytes), logo, move |cx, made| put(cx, id, made)).await
}

fn put(cx: &mut Cx<'_, '_>, id: OfferId, made: &Made) -> Result<(), Error> {
    super::find(cx, id)?;
    COLUMNS.put(cx, id.get(), made)?;
    store::tell(cx)?;
    audit::note(cx, "offer.logo", ("offer", id.get()), &json!({ "logo": true }))
}

/// Takes an offer's logo away.
pub fn remove_logo(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<(), Error> {
    super::find(cx, id)?;
    COLUMNS.remove(cx, id.get())?;
    store::tell(cx)?;
    audit::note(cx, "offer.logo", ("offer", id.get()), &json!({ "logo": false }))
}

/// Finds the logo of an offer that the acting person may see.
pub fn find_logo(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<ServedPicture, Error> {
    match cx.actor().clone() {
        Actor::Anonymous => return Err(Error::SignedOut),
        Actor::Affiliate(who) if !is_visible(cx, who.affiliate, id)? => return Err(Error::NotFound),
        Actor::Affiliate(_) | Actor::Staff(_) | Actor::System => {}
    }
    COLUMNS.find(cx, id.get(), ("CAST($2 AS BIGINT) = 0", 0))
}
