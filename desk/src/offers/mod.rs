//! Offers: what affiliates may promote, who may run them, and where affiliates find them.

mod access;
mod catalogue;
mod choices;
mod lines;
mod lists;
mod logo;
mod manage;
mod rows;
mod store;
mod tracking;
mod types;

pub use access::{
    Access, AccessRow, AccessState, ByHand, MOST_ROWS, Origin, by_hand, of_affiliate, of_offer, origin,
};
pub(crate) use access::{give as give_access, hint as hint_access};
pub use catalogue::{OfferFilter, OfferRow, OfferScope, Shown, catalogue, offer};
pub(crate) use catalogue::{categories_of, is_visible, visible};
pub(crate) use choices::KeptChoices;
pub use choices::{FilterChoices, filter_choices};
pub use lines::{Amount, Cap, CapKind, Landing, Payout, Period};
pub(crate) use lists::countries;
pub(crate) use lists::{joined, lines, on_lines, words};
pub use logo::{find_logo, import_logo, remove_logo, set_logo};
pub use manage::{
    Concerned, DeskOfferFilter, DeskOfferRow, MOST_LOSING, PublicAccess, all, concerned, create, edit, find,
    save,
};
pub(crate) use manage::{answer_days, reapply_days};
pub(crate) use rows::{apply_row, plan_row, rows, tell_of_rows};
pub use store::Offer;
pub(crate) use store::tell as tell_all;
pub use types::{ANSWER_DAYS, NewOffer, OfferId, OfferStatus, Privacy, RawOffer, SentOffer};
