//! People: affiliates, their sign-ins, staff; sessions, passwords and how often they may be tried.

mod account;
mod act_as;
pub(crate) mod affiliate_edit;
mod affiliate_form;
mod affiliate_list;
mod affiliate_rows;
mod affiliates;
mod display;
mod invitations;
mod passwords;
mod portrait;
pub(crate) mod sessions;
mod sign_in;
mod throttles;
pub(crate) mod tokens;
mod types;
mod users;

pub use account::{Preferences, change_password, preferences, save_preferences};
pub use act_as::{Deputy, act_as};
pub use affiliate_edit::{
    Affiliate, SentAffiliate, create_affiliate, edit_affiliate, find_affiliate, managers,
    may_make_affiliates, save_affiliate,
};
pub use affiliate_form::{AffiliateData, DEFAULT_LANGUAGE, DEFAULT_TIME_ZONE, RawAffiliate};
pub(crate) use affiliate_list::tags_of;
pub use affiliate_list::{AffiliateFilter, AffiliateRow, affiliates};
pub(crate) use affiliate_rows::{apply_row, plan_row, rows};
pub use affiliates::{
    AffiliateCard, Choice, Contact, ManagerCard, NewAffiliate, add_affiliate, add_user_contact, addressee,
    affiliate_card, affiliate_of, choices, manager_card,
};
pub(crate) use affiliates::{manager_of, matching, narrow_to_meant, staff_condition, visible_affiliate};
pub use display::{Density, Display, DisplayChange, Theme, change_display};
pub use invitations::{Invitee, TeamRow, invite, invite_all, invite_new, staff_team, team_of};
pub use passwords::{MAX_PASSWORD, MIN_PASSWORD, Passwords};
pub use portrait::{Portrait, find_portrait, import_portrait, remove_portrait, set_portrait};
pub use sessions::{
    SessionRow, SessionToken, end_all_of, list as list_sessions, revoke, revoke_others, touch, touch_due,
};
pub use sign_in::{SignIn, SignedIn, sign_in, sign_out};
pub use throttles::Throttles;
pub use tokens::{
    LinkHolder, LinkToken, TokenKind, change_email, confirm_email, forgot_password, link_holder, mails,
    set_password_by_link,
};
pub use types::{AffiliateId, AffiliateStatus, Email, SessionId, UserId};
pub use users::{
    Assignee, NewUser, UserRow, add_user, assignees, disable_user, hash_for, list_users, route_type,
    set_password, user_by_email,
};
pub(crate) use users::{is_active_staff, only_system, reader};
