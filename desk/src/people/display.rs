//! How a person likes the pages: light or dark, how close the rows of a table stand, single-key shortcuts or none.

use crate::cx::Cx;
use crate::error::Error;

db::text_enum! {
    /// Light or dark.
    #[derive(Default)]
    pub enum Theme {
        /// As the system says.
        #[default]
        System = "system",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

db::text_enum! {
    /// How close the rows of a table stand.
    #[derive(Default)]
    pub enum Density {
        /// With room around each.
        #[default]
        Comfortable = "comfortable",
        /// More of them at a glance.
        Compact = "compact",
    }
}

/// What a person chose. It comes with their session, so no page asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Display {
    /// Light or dark.
    pub theme: Theme,
    /// How close rows stand.
    pub density: Density,
    /// Whether single keys do something.
    pub shortcuts: bool,
}

impl Default for Display {
    fn default() -> Self {
        Self { theme: Theme::default(), density: Density::default(), shortcuts: true }
    }
}

/// What to change; the rest stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DisplayChange {
    /// Light or dark.
    pub theme: Option<Theme>,
    /// How close rows stand.
    pub density: Option<Density>,
    /// Whether single keys do something.
    pub shortcuts: Option<bool>,
}

impl Display {
    /// The same with what was changed.
    #[must_use]
    pub fn with(self, change: DisplayChange) -> Self {
        Self {
            theme: change.theme.unwrap_or(self.theme),
            density: change.density.unwrap_or(self.density),
            shortcuts: change.shortcuts.unwrap_or(self.shortcuts),
        }
    }
}

/// Changes how the acting person likes the pages. Gives what holds from now on.
pub fn change_display(cx: &mut Cx<'_, '_>, change: DisplayChange) -> Result<Display, Error> {
    let user = cx.user()?;
    let display = cx.actor.person().ok_or(Error::SignedOut)?.display.with(change);
    cx.tx.execute(
        "UPDATE users SET theme = $1, density = $2, shortcuts = $3 WHERE id = $4",
        &[&display.theme, &display.density, &display.shortcuts, &user],
    )?;
    Ok(display)
}
