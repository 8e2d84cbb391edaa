//! How much a browser loads for its first view of a page: the page itself, its style and its script, compressed.

use std::net::SocketAddr;

use crate::Failure;
use crate::http::Connection;
use crate::results::View;
use crate::seed::Facts;
use crate::visit::{self, People};

pub(crate) async fn all(to: SocketAddr, people: &People, facts: &Facts) -> Result<Vec<View>, Failure> {
    let first = |lists: &[Vec<i64>]| lists.first().and_then(|ids| ids.first()).copied().unwrap_or_default();
    let (ours, theirs) = (first(&facts.of_managers), first(&facts.of_affiliates));
    let pages = [
        ("sign-in", "/sign-in".to_owned(), ""),
        ("list", "/support".to_owned(), people.affiliates[0].as_str()),
        ("ticket", format!("/support/{theirs}"), people.affiliates[0].as_str()),
        ("New ticket", "/support/new".to_owned(), people.affiliates[0].as_str()),
        ("queue", "/desk".to_owned(), people.managers[0].as_str()),
        ("ticket for staff", format!("/desk/tickets/{ours}"), people.managers[0].as_str()),
    ];
    let mut views = Vec::new();
    for (name, path, cookie) in pages {
        views.push(view(to, name, &path, cookie).await?);
    }
    Ok(views)
}

async fn view(to: SocketAddr, name: &str, path: &str, cookie: &str) -> Result<View, Failure> {
    let mut connection = Connection::open(to).await?;
    let compressed = "accept-encoding: br\r\n";
    let plain = visit::page(&mut connection, &visit::get(path, cookie)).await?;
    let html = visit::page(&mut connection, &visit::get_with(path, cookie, compressed)).await?;
    let mut view = View { name: name.to_owned(), html: html.body.len(), css: 0, js: 0 };
    for address in assets(&plain.text()) {
        let asset = visit::page(&mut connection, &visit::get_with(&address, cookie, compressed)).await?;
        match address.rsplit('.').next() {
            Some("js") => view.js += asset.body.len(),
            Some("css") => view.css += asset.body.len(),
            _ => {}
        }
    }
    println!(
        "  first view of {name:<18} {:>6} B = {} HTML + {} CSS + {} JS",
        view.all(),
        view.html,
        view.css,
        view.js
    );
    Ok(view)
}

/// Addresses of ours in the page's head: of style sheets, scripts and modules that are loaded ahead.
fn assets(html: &str) -> Vec<String> {
    let head = html.split("</head>").next().unwrap_or(html);
    let quoted = |name: &str| {
        let pieces = head.split(name).skip(1).filter_map(|rest| rest.split('"').next());
        pieces.filter(|address| address.starts_with('/')).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut found = [quoted("href=\""), quoted("src=\"")].concat();
    found.retain(|address| matches!(address.rsplit_once('.'), Some((_, "css" | "js"))));
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn style_and_script_of_the_head_count_once() {
        let html = "<head><link rel=\"stylesheet\" href=\"/assets/a.css\"><link rel=\"icon\" href=\"/assets/i.svg\">\
                    <script src=\"/assets/b.js\"></script><link rel=\"modulepreload\" href=\"/assets/b.js\"></head>\
                    <a href=\"/other.css\">";
        assert_eq!(super::assets(html), ["/assets/a.css", "/assets/b.js"]);
    }
}
