//! The command palette and the page of keys.

use askama::Template;

use super::prelude::*;
use crate::icons::Icon;

/// `/palette`: a dialog, fetched by the page that shows it.
#[derive(Template)]
#[template(path = "palette.html")]
pub struct Palette {
    /// Words.
    pub t: Words,
    /// What fits, by kind.
    pub groups: Vec<PaletteGroup>,
}

/// Commands of one kind.
#[derive(Debug, Clone)]
pub struct PaletteGroup {
    /// Which kind.
    pub title: &'static str,
    /// The commands.
    pub commands: Vec<Command>,
}

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Command {
    /// What it is called.
    pub label: String,
    /// What tells it from others of that name.
    pub detail: String,
    /// Its icon.
    pub icon: Icon,
    /// What choosing it does.
    pub choose: Choose,
}

/// What choosing a command does.
#[derive(Debug, Clone)]
pub enum Choose {
    /// Leads to an address.
    Go(String),
    /// Sets a switch of the display: its name and value.
    Display(&'static str, &'static str),
    /// Signs out.
    SignOut,
}

/// `/keys`: every key that does something.
#[derive(Template)]
#[template(path = "keys.html")]
pub struct Keys {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The keys, by where they work.
    pub groups: Vec<KeyGroup>,
}

/// Keys that work in the same place.
#[derive(Debug, Clone)]
pub struct KeyGroup {
    /// Where.
    pub title: &'static str,
    /// A selector that finds something where they work; empty when they work anywhere.
    pub needs: &'static str,
    /// The keys.
    pub lines: Vec<KeyLine>,
}

/// One key, or several one after the other, and what it does.
#[derive(Debug, Clone)]
pub struct KeyLine {
    /// What to press.
    pub keys: Vec<String>,
    /// What it does.
    pub what: &'static str,
    /// A selector that finds something where it works; empty when it works wherever its group does.
    pub needs: &'static str,
}
