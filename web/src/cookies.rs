//! The cookies: the session's, one word about what was just done, one word about light or dark.

use axum::http::HeaderValue;
use desk::people::Theme;

use crate::site::Site;

/// The word about what was just done, read by the next page and gone.
pub(crate) const FLASH: &str = "affdesk-flash";

/// Light or dark, for the pages before sign-in.
pub(crate) const THEME: &str = "affdesk-theme";

/// The session's cookie. Under HTTPS the `__Host-` prefix makes browsers refuse one that was planted by another host
/// or without `Secure` (RFC 6265bis, 4.1.3.2).
pub(crate) fn session_name(site: &Site) -> &'static str {
    if site.is_https() { "__Host-affdesk" } else { "affdesk" }
}

/// Sets the session. `Lax` lets a link in an e-mail arrive signed in; cross-site POSTs are refused elsewhere as well.
pub(crate) fn session(site: &Site, token: &str, seconds: u64) -> HeaderValue {
    cookie(site, &format!("{}={token}; Max-Age={seconds}", session_name(site)))
}

/// Ends the session in the browser.
pub(crate) fn no_session(site: &Site) -> HeaderValue {
    cookie(site, &format!("{}=; Max-Age=0", session_name(site)))
}

/// Says what was just done; a minute is enough for the redirect.
pub(crate) fn flash(site: &Site, word: &str) -> HeaderValue {
    cookie(site, &format!("{FLASH}={word}; Max-Age=60"))
}

/// Forgets what was just done.
pub(crate) fn no_flash(site: &Site) -> HeaderValue {
    cookie(site, &format!("{FLASH}=; Max-Age=0"))
}

/// Keeps light or dark for a year, so that the sign-in page is as the last one was.
pub(crate) fn theme(site: &Site, theme: Theme) -> HeaderValue {
    cookie(site, &format!("{THEME}={theme}; Max-Age=31536000"))
}

fn cookie(site: &Site, pair: &str) -> HeaderValue {
    let secure = if site.is_https() { "; Secure" } else { "" };
    let text = format!("{pair}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("names, hex digits and fixed words are valid in a header")
}
