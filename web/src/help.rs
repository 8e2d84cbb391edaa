//! What stands beside an affiliate's pages: the latest news, and how to reach people.

use desk::news::{self, PostRow};
use desk::people::{self, ManagerCard};
use desk::{Cx, Error};

use crate::frame::Frame;
use crate::present;
use crate::site::Web;
use crate::views::{Help, NewsLink};

/// Posts that stand beside.
const LATEST: i64 = 3;

/// It, as the desk says it.
pub(crate) struct Read {
    manager: Option<ManagerCard>,
    news: Vec<PostRow>,
}

/// Reads what stands beside a page of Support.
pub(crate) fn read(cx: &mut Cx<'_, '_>) -> Result<Read, Error> {
    Ok(Read { news: news::latest(cx, LATEST)?, ..people_alone(cx)? })
}

/// Reads how to reach people, for pages that are about the news themselves.
pub(crate) fn people_alone(cx: &mut Cx<'_, '_>) -> Result<Read, Error> {
    Ok(Read { manager: people::manager_card(cx)?, news: Vec::new() })
}

impl Read {
    /// It, as the page shows it.
    pub(crate) fn view(self, web: &Web, frame: &Frame) -> Help {
        let contacts = self.manager.as_ref().map_or(&[][..], |manager| &manager.contacts);
        Help {
            news: self.news.iter().map(|post| link(frame, post)).collect(),
            support_email: web.site().support_email.clone(),
            contacts: contacts.iter().map(present::contact).collect(),
            picture: self.manager.as_ref().and_then(|manager| manager.portrait).map(present::portrait),
            manager: self.manager.map(|manager| manager.name),
        }
    }
}

/// A post where only its title is shown.
pub(crate) fn link(frame: &Frame, post: &PostRow) -> NewsLink {
    NewsLink {
        id: post.id.get(),
        title: post.title.clone(),
        published: frame.when(post.published),
        new: post.new,
    }
}
