//! News, for both sides.

use super::*;

pub(super) fn news_rows() -> Vec<NewsRow> {
    let row = |id, title: &str, published: &str, new, pinned| NewsRow {
        link: NewsLink { id, title: title.into(), published: when(published), new },
        beginning: "Most questions are answered the same day. These make it quicker…".into(),
        pinned,
    };
    vec![
        row(3, "How to get an answer within hours", "23 Oct", false, true),
        row(8, "Four new offers: two of them with a trial payout", "19 h ago", true, false),
        row(7, &"Payout".repeat(23), "18 Nov", false, false),
    ]
}

pub(super) fn news_list(t: Words, rows: Vec<NewsRow>) -> NewsList {
    NewsList {
        t,
        shell: affiliate_shell(Section::News),
        unread: Some(t.count_more(9)),
        rows,
        pager: Pager { previous: None, next: Some("/news?page=x".into()) },
        help: Help { news: vec![], ..help() },
    }
}

const POST: &str = "## New\n\nNow **live** in *Peru*: see https://example.com/a\n\n- one\n- two\n\n\
    | Method | Minimum |\n|---|--:|\n| Wire | 500 USD |\n\n```\ncid={click_id}\n```\n\n> Quoted <b>text</b>";

pub(super) fn news_post(t: Words) -> NewsPost {
    NewsPost {
        t,
        shell: affiliate_shell(Section::News),
        title: "Payouts in USDT (TRC-20) and by SEPA Instant".into(),
        body: Rich::markdown(POST, 1),
        published: when("19 h ago"),
        pinned: true,
        help: Help { news: vec![], ..help() },
    }
}

pub(super) fn desk_news_rows() -> Vec<DeskNewsRow> {
    let row = |id, title: &str, state, author: Option<&str>, published: Option<&str>| DeskNewsRow {
        id,
        title: title.into(),
        state,
        pinned: id == 3,
        author: author.map(Into::into),
        published: published.map(when),
        edited: when("2 h ago"),
    };
    vec![
        row(9, "Webinar: what converts in the first quarter", PostState::Draft, Some("Maria Ortiz"), None),
        row(3, &"Payout".repeat(23), PostState::Published, None, Some("23 Oct")),
    ]
}

pub(super) fn desk_news(t: Words, rows: Vec<DeskNewsRow>) -> DeskNews {
    DeskNews { t, shell: desk_shell(Section::DeskNews), rows, pager: Pager::default() }
}

pub(super) fn post_form() -> PostForm {
    PostForm {
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c11".into(),
        draft: draft("news/0"),
        version: String::new(),
        notice: None,
        title: Field::default(),
        text: Field::default(),
        pinned: false,
    }
}

pub(super) fn filled_post() -> PostForm {
    PostForm {
        version: "4".into(),
        title: Field::with("Payouts in USDT"),
        text: Field::with(POST),
        pinned: true,
        ..post_form()
    }
}

pub(super) fn post_preview() -> Preview {
    Preview { title: "Payouts in USDT".into(), body: Rich::markdown(POST, 2) }
}

pub(super) fn desk_post(t: Words, state: Option<PostState>, form: PostForm) -> DeskPost {
    let notice = (state == Some(PostState::Published)).then(|| t.post_changed().to_owned());
    DeskPost {
        t,
        shell: desk_shell(Section::DeskNews),
        saved: state.map(|state| SavedPost {
            id: 9,
            state,
            published: (state == PostState::Published).then(|| when("19 h ago")),
            edited_by: t.post_edited_by("Maria Ortiz"),
            edited: when("2 h ago"),
        }),
        preview: state.is_some().then(post_preview),
        other: None,
        form: PostForm { notice, ..form },
    }
}
