//! How one value is read from text, and how it is shown again. A problem is what the value has to be, to follow
//! the key's name: "must be …".

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::time::Duration;

use courier::mail_in::imap::Done;
use db::Location;
use url::Url;

/// What a value has to be.
pub(super) type Problem = String;

pub(super) fn number(text: &str, range: RangeInclusive<u64>) -> Result<u64, Problem> {
    let wrong = || format!("must be a whole number from {} to {}", range.start(), range.end());
    text.trim().parse().ok().filter(|number| range.contains(number)).ok_or_else(wrong)
}

pub(super) fn count(text: &str, most: u32) -> Result<usize, Problem> {
    number(text, 1..=u64::from(most)).map(|number| usize::try_from(number).unwrap_or(usize::MAX))
}

pub(super) fn switch(text: &str) -> Result<bool, Problem> {
    match text.trim() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// A hundred years: longer is a typing error, and would overflow clocks.
const LONGEST: u64 = 100 * 365 * 86_400_000;

pub(super) fn duration(text: &str) -> Result<Duration, Problem> {
    let text = text.trim();
    let wrong = || {
        "must be a time like \"500ms\", \"5s\", \"20m\", \"12h\" or \"14d\", longer than 0 and at most 36500d"
            .to_owned()
    };
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit.trim()).ok_or_else(wrong)?;
    let millis = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*millis));
    let millis = millis.filter(|millis| (1..=LONGEST).contains(millis)).ok_or_else(wrong)?;
    Ok(Duration::from_millis(millis))
}

/// In the largest unit that loses nothing.
pub(super) fn show_duration(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let (unit, size) = UNITS.iter().find(|(_, size)| millis.is_multiple_of(*size)).unwrap_or(&UNITS[4]);
    format!("{}{unit}", millis / size)
}

pub(super) fn list<T>(text: &str, what: &str) -> Result<Vec<T>, Problem>
where
    T: std::str::FromStr,
{
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| item.parse().map_err(|_| format!("must be a list of {what}, and {item:?} is none")))
        .collect()
}

pub(super) fn show_list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Text that may be left empty, which means none.
pub(super) fn optional(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn show_optional<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// One line of text that is not empty.
pub(super) fn line(text: &str, most: usize) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(format!("must be a line of 1 to {most} characters"));
    }
    Ok(text.to_owned())
}

pub(super) fn path(text: &str) -> Result<std::path::PathBuf, Problem> {
    if text.is_empty() || text.contains('\0') { Err("must be a path".to_owned()) } else { Ok(text.into()) }
}

pub(super) fn colour(text: &str) -> Result<Option<String>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(Some(text.to_ascii_lowercase()))
    } else {
        Err("must be a colour like \"#0a7d5a\"".to_owned())
    }
}

pub(super) fn email(text: &str) -> Result<Option<String>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    match desk::people::Email::parse(&text) {
        Ok(_) => Ok(Some(text)),
        Err(_) => Err("must be an e-mail address".to_owned()),
    }
}

/// Where browsers find us: an origin, no more, because links are made by adding a path to it.
pub(super) fn public_url(text: &str) -> Result<Option<Url>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    let wrong = "must be an address like \"https://support.example.com\", without a path";
    let url = Url::parse(&text).map_err(|_| wrong.to_owned())?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let ours =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if bare && ours { Ok(Some(url)) } else { Err(wrong.to_owned()) }
}

/// Where a mailbox is. The password has a key of its own, so that the address can be shown.
pub(super) fn mailbox(text: &str) -> Result<Option<Url>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    let wrong = "must be an address like \"imaps://user@imap.example.com/INBOX\", without a password";
    let url = Url::parse(&text).map_err(|_| wrong.to_owned())?;
    let whole =
        url.has_host() && !url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "imaps" | "imap") || !whole || url.password().is_some() {
        return Err(wrong.to_owned());
    }
    if url.scheme() == "imap" && !is_here(&url) {
        return Err("must begin with imaps:// unless the server is on this machine".to_owned());
    }
    Ok(Some(url))
}

pub(super) fn mail_done(text: &str) -> Result<Done, Problem> {
    match text.trim() {
        "seen" => Ok(Done::Seen),
        "delete" => Ok(Done::Delete),
        other => match other.strip_prefix("move:").map(str::trim) {
            Some(folder) if !folder.is_empty() && !folder.contains(char::is_control) => {
                Ok(Done::Move(folder.to_owned()))
            }
            _ => Err("must be \"seen\", \"delete\" or \"move:FOLDER\"".to_owned()),
        },
    }
}

pub(super) fn show_mail_done(done: &Done) -> String {
    match done {
        Done::Seen => "seen".to_owned(),
        Done::Delete => "delete".to_owned(),
        Done::Move(folder) => format!("move:{folder}"),
    }
}

/// An address of a storage.
pub(super) fn endpoint(text: &str) -> Result<Option<String>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    match Url::parse(&text) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none() =>
        {
            Ok(Some(text))
        }
        _ => Err("must be an address like \"https://s3.example.com\", without a user".to_owned()),
    }
}

/// Where the Bot API is. The token stands in every address there, so on a network it goes encrypted.
pub(super) fn bot_api(text: &str) -> Result<Url, Problem> {
    let wrong = "must be an address like \"https://api.telegram.org\"";
    let url = Url::parse(text.trim()).map_err(|_| wrong.to_owned())?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !bare {
        return Err(wrong.to_owned());
    }
    if url.scheme() == "http" && !is_here(&url) {
        return Err("must begin with https:// unless it is on this machine".to_owned());
    }
    Ok(url)
}

/// Whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    })
}

/// A server that takes mail.
pub(super) fn smtp(text: &str) -> Result<Option<String>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    match Url::parse(&text) {
        Ok(url)
            if matches!(url.scheme(), "smtp" | "smtps")
                && url.host_str().is_some_and(|host| !host.is_empty())
                && url.username().is_empty()
                && url.password().is_none()
                && matches!(url.path(), "" | "/") =>
        {
            Ok(Some(text))
        }
        _ => Err("must be an address like \"smtps://mail.example.com\" or \"smtp://mail.example.com:587\", without a user"
            .to_owned()),
    }
}

pub(super) fn database_url(text: &str) -> Result<Option<String>, Problem> {
    let Some(text) = optional(text) else { return Ok(None) };
    match Location::parse(&text) {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(format!("must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE ({error})")),
    }
}

pub(super) fn filter(text: &str) -> Result<String, Problem> {
    match crate::logging::parse(text) {
        Ok(_) => Ok(text.trim().to_owned()),
        Err(()) => {
            Err("must be a level (off, error, warn, info, debug, trace) or levels like \"info,web=debug\""
                .to_owned())
        }
    }
}

pub(super) fn choice<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, Problem> {
    let found = choices.iter().find(|(name, _)| *name == text.trim()).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let mut known = String::new();
        for (index, (name, _)) in choices.iter().enumerate() {
            let between = if index == 0 { "" } else { " or " };
            let _ = write!(known, "{between}{name:?}");
        }
        format!("must be {known}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_show_the_same() {
        for text in ["1ms", "500ms", "5s", "90s", "20m", "25h", "14d", "36500d"] {
            assert_eq!(duration(text).map(show_duration).as_deref(), Ok(text));
        }
        assert_eq!(duration(" 60 s ").map(show_duration).as_deref(), Ok("1m"));
        for text in ["", "5", "s", "-5s", "5 weeks", "0s", "36501d", "99999999999999999999d", "1.5h"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for text in ["https://support.example.com", "http://10.0.0.1:8080/"] {
            assert!(public_url(text).is_ok_and(|url| url.is_some()), "{text}");
        }
        for text in [
            "support.example.com",
            "ftp://x",
            "https://x/desk",
            "https://x/?a",
            "https://u:p@x",
            "https://x/#a",
        ] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mailbox_is_reached_with_tls_and_has_no_password_in_its_address() {
        for text in [
            "imaps://support%40desk.example@imap.example.com/INBOX",
            "imaps://a@imap.example.com:9993/Answers%20in",
            "imap://a@127.0.0.1:1143/INBOX",
            "imap://a@[::1]/INBOX",
            "imap://a@localhost",
        ] {
            assert!(mailbox(text).is_ok_and(|url| url.is_some_and(|url| url.as_str() == text)), "{text}");
        }
        for text in [
            "imaps://imap.example.com/INBOX",
            "imaps://a:secret@imap.example.com/INBOX",
            "imap://a@imap.example.com/INBOX",
            "imap://a@127.0.0.1.example.com/INBOX",
            "https://a@imap.example.com/",
            "imaps:a",
        ] {
            assert!(mailbox(text).is_err(), "{text}");
        }
        for text in ["seen", "delete", "move:Answered mails"] {
            assert_eq!(mail_done(text).map(|done| show_mail_done(&done)).as_deref(), Ok(text));
        }
        for text in ["", "move:", "read", "move:a\nb"] {
            assert!(mail_done(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(colour("#0A7d5a"), Ok(Some("#0a7d5a".to_owned())));
        assert_eq!(colour(""), Ok(None));
        for text in ["0a7d5a", "#fff", "#0a7d5g", "green", "#0a7d5a;"] {
            assert!(colour(text).is_err(), "{text}");
        }
    }
}
