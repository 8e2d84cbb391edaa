//! Newtypes that go in and out of both engines, each written by one macro.

/// A row's id: a newtype over `i64` that is bound, read, printed, parsed and serialised as that number.
///
/// Parsing takes only the canonical form of a positive number (`7`; not `07`, `+7`, `-7` or `0`), so an address of
/// a page has one spelling.
///
/// ```
/// db::id! {
///     /// Which ticket.
///     pub TicketId
/// }
/// assert_eq!("7".parse(), Ok(TicketId::new(7)));
/// assert!("07".parse::<TicketId>().is_err());
/// ```
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $vis:vis $name:ident) => {
        $crate::__integer! { $(#[$meta])* $vis $name }

        impl ::core::str::FromStr for $name {
            type Err = $crate::NotAnId;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                $crate::__private::parse_id(text).map(Self)
            }
        }
    };
}

/// A number with a meaning (a time, a version): a newtype over `i64`, bound and read as that number.
///
/// ```
/// db::integer! {
///     /// Milliseconds since 1970.
///     pub Timestamp
/// }
/// assert_eq!(Timestamp::new(-1).get(), -1);
/// ```
#[macro_export]
macro_rules! integer {
    ($(#[$meta:meta])* $vis:vis $name:ident) => {
        $crate::__integer! { $(#[$meta])* $vis $name }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __integer {
    ($(#[$meta:meta])* $vis:vis $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(i64);

        #[allow(dead_code, reason = "not every user needs every part")]
        impl $name {
            /// Wraps the number.
            #[must_use]
            $vis const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            $vis const fn get(self) -> i64 {
                self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::Param for $name {
            fn value(&self) -> $crate::Value<'_> {
                $crate::Value::Integer(self.0)
            }
        }

        impl $crate::Column for $name {
            fn from_value(
                value: $crate::Value<'_>,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                <i64 as $crate::Column>::from_value(value).map(Self)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <i64 as $crate::__private::serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }
    };
}

/// A text that was checked: a newtype over `String`, bound and read as that text.
///
/// The rule lives with the type: its module writes `parse`, which ends in the private `from_trusted`. A text that
/// comes from the database is trusted. It is serialised as its text and, so that nothing goes round `parse`, not
/// deserialised.
///
/// ```
/// mod title {
///     db::text! {
///         /// What a ticket is about.
///         pub Title
///     }
///     impl Title {
///         pub fn parse(text: &str) -> Option<Self> {
///             (!text.trim().is_empty()).then(|| Self::from_trusted(text.trim().to_owned()))
///         }
///     }
/// }
/// assert_eq!(title::Title::parse(" Payment ").unwrap().as_str(), "Payment");
/// ```
#[macro_export]
macro_rules! text {
    ($(#[$meta:meta])* $vis:vis $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(::std::string::String);

        #[allow(dead_code, reason = "not every user needs every part")]
        impl $name {
            /// Wraps a text that was checked.
            #[must_use]
            fn from_trusted(text: ::std::string::String) -> Self {
                Self(text)
            }

            /// The text.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            #[must_use]
            $vis fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::Param for $name {
            fn value(&self) -> $crate::Value<'_> {
                $crate::Value::Text(&self.0)
            }
        }

        impl $crate::Column for $name {
            fn from_value(
                value: $crate::Value<'_>,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                <::std::string::String as $crate::Column>::from_value(value).map(Self)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

/// One of a few words: an enum that is stored, printed, parsed and serialised as its text.
///
/// A text that is none of them is an error when it is read from a column, so a row written by a newer version is
/// noticed and not misread.
///
/// ```
/// db::text_enum! {
///     /// What a ticket is about.
///     pub enum TicketType {
///         /// Anything else.
///         General = "general",
///         /// Money.
///         Payment = "payment",
///     }
/// }
/// assert_eq!(TicketType::Payment.as_str(), "payment");
/// assert_eq!("general".parse(), Ok(TicketType::General));
/// assert_eq!(TicketType::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        #[allow(dead_code, reason = "not every user needs every part")]
        impl $name {
            /// Every one of them, in the order they are written.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text it is stored as.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownText;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)+
                    _ => ::core::result::Result::Err($crate::UnknownText),
                }
            }
        }

        impl $crate::Param for $name {
            fn value(&self) -> $crate::Value<'_> {
                $crate::Value::Text(self.as_str())
            }
        }

        impl $crate::Column for $name {
            fn from_value(
                value: $crate::Value<'_>,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                let text = <::std::string::String as $crate::Column>::from_value(value)?;
                text.parse().map_err(|_: $crate::UnknownText| {
                    ::std::format!("{text:?} is no {}", ::core::stringify!($name))
                })
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text =
                    <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(<D::Error as $crate::__private::serde::de::Error>::custom)
            }
        }
    };
}

/// Not the canonical form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of a row")]
pub struct NotAnId;

/// None of the texts that the enum knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known values")]
pub struct UnknownText;

/// What the macros above expand to; not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    use super::NotAnId;

    /// The one reading of an id.
    pub fn parse_id(text: &str) -> Result<i64, NotAnId> {
        let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        if canonical { text.parse().map_err(|_| NotAnId) } else { Err(NotAnId) }
    }
}
