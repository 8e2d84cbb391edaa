//! Every template, with sample data, in every language: it renders, and what it renders is sound.
//!
//! The pages are also written to `target/tmp/gallery`, with the style beside them, to be looked at.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use axum::body::to_bytes;
use axum::extract::Path as UrlPath;
use axum::http::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use web::{assets, samples};

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("the selector is right")).collect()
}

/// What a screen reader says for a field, a link or a button, as far as these pages need it.
fn accessible_name(page: &Html, element: ElementRef<'_>) -> String {
    if let Some(label) = element.attr("aria-label") {
        return label.to_owned();
    }
    if let Some(id) = element.attr("id")
        && let Some(label) = select(page, &format!("label[for=\"{id}\"]")).first()
    {
        return label.text().collect::<String>().trim().to_owned();
    }
    if let Some(label) =
        element.ancestors().filter_map(ElementRef::wrap).find(|parent| parent.value().name() == "label")
    {
        return label.text().collect::<String>().trim().to_owned();
    }
    let hidden =
        |node: &scraper::node::Node| node.as_element().is_some_and(|e| e.attr("aria-hidden") == Some("true"));
    let texts = element.descendants().filter(|node| !node.ancestors().any(|parent| hidden(parent.value())));
    texts.filter_map(|node| Some(&**node.value().as_text()?)).collect::<String>().trim().to_owned()
}

fn each(check: impl Fn(&str, &str, &Html)) {
    for t in words::available() {
        for (name, render) in samples::all() {
            let html = render(t);
            check(&format!("{name} in {}", t.tag()), &html, &Html::parse_document(&html));
        }
    }
}

#[test]
fn every_page_is_well_formed() {
    each(|name, html, page| {
        assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
        assert!(html.starts_with("<!doctype html>"), "{name} begins with its doctype");
        for selector in ["title", "main", "h1"] {
            assert_eq!(select(page, selector).len(), 1, "{name} has one {selector}");
        }
        assert!(select(page, "html[lang][dir]").len() == 1, "{name} says its language");
    });
}

#[test]
fn no_page_has_style_or_script_of_its_own() {
    each(|name, _, page| {
        assert!(
            select(page, "style, [style], script:not([src])").is_empty(),
            "{name} obeys the content policy"
        );
        for element in select(page, "*") {
            let handler = element.value().attrs().find(|(attribute, _)| attribute.starts_with("on"));
            assert_eq!(handler, None, "{name} has no inline handler");
        }
    });
}

#[test]
fn ids_are_unique_and_every_reference_leads_somewhere() {
    each(|name, _, page| {
        let mut ids = HashSet::new();
        for element in select(page, "[id]") {
            let id = element.attr("id").unwrap_or_default();
            assert!(ids.insert(id), "{name} has the id {id} twice");
        }
        for attribute in
            ["for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "list"]
        {
            for element in select(page, &format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(id), "{name}: {attribute}={id} leads nowhere");
                }
            }
        }
    });
}

#[test]
fn every_field_link_and_button_has_a_name() {
    each(|name, _, page| {
        let named = "input:not([type=hidden]):not([aria-hidden=true]), select, textarea, a, button";
        for element in select(page, named) {
            let inside_template =
                element.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "template");
            assert!(
                inside_template || !accessible_name(page, element).is_empty(),
                "{name}: {}",
                element.html()
            );
        }
    });
}

#[test]
fn a_field_with_an_error_says_so_and_has_the_focus() {
    let t = words::lang("en");
    for (name, render) in samples::all().into_iter().filter(|(name, _)| name.ends_with("-bad")) {
        let page = Html::parse_document(&render(t));
        let bad = select(&page, "[aria-invalid=true]");
        assert!(!bad.is_empty(), "{name} has a bad field");
        for field in &bad {
            let described = field.attr("aria-describedby").unwrap_or_default();
            assert!(described.contains("-error"), "{name}: {}", field.html());
        }
        let focused = select(&page, "[autofocus]");
        assert_eq!(focused.len(), 1, "{name} focuses one field");
        assert_eq!(focused[0].attr("name"), bad[0].attr("name"), "{name} focuses the first bad field");
    }
}

/// The names that people and automation rely on.
#[test]
fn the_contract_of_names_holds() {
    let t = words::lang("en");
    let contract: &[(&str, &[(&str, &str)])] = &[
        ("sign-in", &[("input", "Email"), ("input", "Password"), ("button", "Sign in"), ("h1", "Sign in")]),
        (
            "support",
            &[
                ("a[role=button]", "Create ticket"),
                ("nav a", "Offers"),
                ("nav a", "Support"),
                ("nav a", "News"),
                ("button", "Sign out"),
                ("[role=img]", "Answered by your manager"),
                ("th", "ID"),
                ("th", "Date created"),
                ("th", "Ticket title"),
                ("th", "Ticket type"),
                ("th", "Answers"),
                ("th", "Status"),
                ("th", "Updated"),
            ],
        ),
        (
            "support-new",
            &[
                ("h1", "New ticket"),
                ("select[name=type]", "Type"),
                ("input[name=title]", "Title"),
                ("textarea[name=description]", "Description"),
                ("input[name=attachment][type=file]", "Attachment"),
                ("button", "Add"),
            ],
        ),
        (
            "support-ticket",
            &[
                ("textarea[name=body]", "Comment"),
                ("input[name=attachment]", "Attachment"),
                ("button", "Add comment"),
            ],
        ),
        (
            "desk",
            &[
                ("a", "New ticket"),
                ("nav a", "Tickets"),
                ("nav a", "Requests"),
                ("nav a", "Affiliates"),
                ("nav a", "Reports"),
                ("nav a", "Settings"),
                ("th", "Waiting on"),
                ("th", "Snoozed until"),
                ("th", "Due"),
            ],
        ),
        (
            "desk-ticket",
            &[
                ("[role=tab][aria-selected=true]", "Reply"),
                ("[role=tab][aria-selected=false]", "Internal note"),
                ("[role=tabpanel]:not([hidden]) textarea[name=body]", "Reply"),
                ("[role=tabpanel][hidden] textarea[name=body]", "Internal note"),
                ("button", "Send reply"),
                ("button", "Reply and close"),
                ("button", "Add note"),
                ("button", "Close ticket"),
            ],
        ),
        (
            "desk-ticket-note",
            &[("[role=tab][aria-selected=true]", "Internal note"), ("button", "Reopen ticket")],
        ),
    ];
    let pages = samples::all();
    for (name, expected) in contract {
        let (_, render) = pages.iter().find(|(page, _)| page == name).expect("the sample exists");
        let page = Html::parse_document(&render(t));
        for (selector, wanted) in *expected {
            let names: Vec<String> =
                select(&page, selector).into_iter().map(|e| accessible_name(&page, e)).collect();
            assert!(
                names.iter().any(|found| found == wanted),
                "{name}: {selector} {wanted:?} is not in {names:?}"
            );
        }
    }
}

#[test]
fn a_field_shows_again_what_was_typed_and_nothing_else() {
    let nasty = "\n</textarea><script>alert(1)</script>\"'&";
    let t = words::lang("en");
    let (_, render) =
        samples::all().into_iter().find(|(name, _)| *name == "support-new-bad").expect("it is there");
    let page = render(t);
    assert!(page.contains("cid={click_id}&#38;sum={sum}"), "a value is escaped");

    let mut field = web::views::Compose {
        draft: web::views::DraftBox { href: "/drafts/comment/7".into(), writer: 1, restored: false },
        submission: String::new(),
        body: web::views::Field::with(nasty),
        attachments: web::views::Attachments {
            errors: vec![],
            kept: vec![],
            accept: String::new(),
            formats: String::new(),
            max_files: 1,
            max_bytes: 1,
            max_size: String::new(),
            time_zone: "UTC".into(),
        },
        notice: None,
    };
    assert_eq!(field.focus(), "");
    field.attachments.errors.push("x".into());
    assert_eq!(field.focus(), "attachment");
    field.body.error = Some("x".into());
    assert_eq!(field.focus(), "body");

    let html = samples::ticket_with(t, field);
    let page = Html::parse_document(&html);
    let text: String = select(&page, "textarea").first().expect("a text box").text().collect();
    assert_eq!(text, nasty, "the text box gives back every character, the first line break too");
}

#[tokio::test]
async fn the_gallery_is_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let mut links = Vec::new();
    for name in ["app.css", "app.js", "favicon.svg"] {
        let url = assets::url(name);
        let file = url.strip_prefix("/assets/").expect("assets live there").to_owned();
        let response = assets::serve(UrlPath(file), HeaderMap::new()).await;
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("an asset is small");
        assert!(!bytes.is_empty(), "{name} holds something");
        fs::write(folder.join(name), bytes).expect("the file can be written");
        links.push((url, name));
    }
    let preview = r##"<svg xmlns="http://www.w3.org/2000/svg" width="320" height="224"><rect width="320" height="224" fill="#e8ecf7"/><path d="M0 180 80 120l60 40 90-90 90 70v84H0z" fill="#9fb0e0"/></svg>"##;
    fs::write(folder.join("preview.svg"), preview).expect("the file can be written");
    let portrait = r##"<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192"><rect width="192" height="192" fill="#c9d6f2"/><circle cx="96" cy="78" r="38" fill="#8a6a58"/><path d="M20 192c8-60 144-60 152 0z" fill="#3f5b9e"/></svg>"##;
    fs::write(folder.join("portrait.svg"), portrait).expect("the file can be written");
    for t in words::available() {
        for (name, render) in samples::all() {
            let mut html = render(t);
            for (url, file) in &links {
                html = html.replace(url, file);
            }
            fs::write(folder.join(format!("{}-{name}.html", t.tag())), html)
                .expect("the file can be written");
        }
    }
}
