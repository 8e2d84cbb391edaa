//! How a person likes the pages, as the switches of the menu and of the account show it.

use super::Words;
pub use desk::people::{Density, Display, Theme};

/// A switch: one of a few.
pub(crate) struct Switch {
    /// The form field.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) legend: &'static str,
    /// The choices: value, name on screen, whether it is the chosen one.
    pub(crate) choices: Vec<(&'static str, &'static str, bool)>,
}

/// The switches as they stand.
pub(crate) fn switches(display: Display, t: Words) -> [Switch; 3] {
    let theme = |theme: Theme| (theme.as_str(), theme_name(theme, t), theme == display.theme);
    let density = |density: Density| (density.as_str(), density_name(density, t), density == display.density);
    [
        Switch {
            name: "theme",
            legend: t.display_theme(),
            choices: Theme::ALL.iter().copied().map(theme).collect(),
        },
        Switch {
            name: "density",
            legend: t.display_density(),
            choices: Density::ALL.iter().copied().map(density).collect(),
        },
        Switch {
            name: "shortcuts",
            legend: t.display_shortcuts(),
            choices: vec![
                ("true", t.shortcuts_on(), display.shortcuts),
                ("false", t.shortcuts_off(), !display.shortcuts),
            ],
        },
    ]
}

pub(crate) fn theme_name(theme: Theme, t: Words) -> &'static str {
    match theme {
        Theme::System => t.theme_system(),
        Theme::Light => t.theme_light(),
        Theme::Dark => t.theme_dark(),
    }
}

pub(crate) fn density_name(density: Density, t: Words) -> &'static str {
    match density {
        Density::Comfortable => t.density_comfortable(),
        Density::Compact => t.density_compact(),
    }
}
