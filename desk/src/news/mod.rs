//! News: posts by staff that every affiliate may read.
//!
//! Who sees a post, from when and until when, is asked in one place ([`read`](self::list)); audience and schedule will
//! be more conditions there.

mod manage;
mod read;
mod types;

pub use manage::{Edit, EditRow, Then, all, create, edit, find, remove, save};
pub use read::{Post, PostRow, latest, list, mark_all_read, mark_read, post, unread};
pub use types::{NewPost, PostId, RawPost};
