use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::error::Problem;

db::id! {
    /// A user: one person's sign-in, of an affiliate or of staff.
    pub UserId
}
db::id! {
    /// An affiliate: a company or a person that promotes offers.
    pub AffiliateId
}
db::id! {
    /// A signed-in browser.
    pub SessionId
}

db::text_enum! {
    /// Where an affiliate stands with the programme.
    #[derive(Default)]
    pub enum AffiliateStatus {
        /// Works with the programme.
        #[default]
        Active = "active",
        /// Has applied and is being looked at; may sign in.
        OnModeration = "on_moderation",
        /// No longer works with the programme; may not sign in.
        NotActive = "not_active",
        /// Shut out; may not sign in.
        Blocked = "blocked",
    }
}

impl AffiliateStatus {
    /// Whether the affiliate's users may sign in.
    pub fn may_sign_in(self) -> bool {
        matches!(self, Self::Active | Self::OnModeration)
    }
}

/// An e-mail address as it was given, with the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    shown: String,
    folded: String,
}

impl Email {
    /// The longest address, in bytes (RFC 5321, 4.5.3.1.3 less the angle brackets).
    pub const MAX: usize = 254;

    /// Reads an address. Only what is certainly not one is refused: whether mail arrives is found out by sending it.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let shown: String = raw.trim().nfc().collect();
        if shown.is_empty() {
            return Err(Problem::Required);
        }
        let shape = shown.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.len() > 2 && domain.contains('.') && !domain.contains("..")
        });
        let clean =
            !shown.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"()[]\\".contains(c));
        if shape && clean && shown.len() <= Self::MAX {
            let folded = Self::fold(&shown);
            Ok(Self { shown, folded })
        } else {
            Err(Problem::NotEmail)
        }
    }

    /// How addresses are compared: composed, in lower case (marks are kept: they tell people apart).
    pub(crate) fn fold(raw: &str) -> String {
        raw.trim().nfkc().flat_map(char::to_lowercase).collect()
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// As it is compared.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Email::parse(" Ann@Example.TEST ").map(|e| e.folded), Ok("ann@example.test".to_owned()));
        for bad in [
            "ann",
            "@example.test",
            "ann@",
            "ann@test",
            "a nn@example.test",
            "ann@ex..test",
            "<ann@example.test>",
        ] {
            assert_eq!(Email::parse(bad), Err(Problem::NotEmail), "{bad}");
        }
        assert_eq!(Email::parse("  "), Err(Problem::Required));
    }
}
