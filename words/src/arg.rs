//! What a text takes for a variable.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// The value of a variable in a text: words or a whole number.
///
/// A number chooses plurals and is written with the language's grouping (1,234). What only looks like a
/// number, such as a ticket's ID or a year, is given as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg<'a>(pub(crate) FluentValue<'a>);

/// What can be lent to a text. It lets [`Arg`] be made from any depth of references, which templates produce.
pub trait ToArg {
    /// The value, borrowed where that is possible.
    fn to_arg(&self) -> Arg<'_>;
}

impl ToArg for str {
    fn to_arg(&self) -> Arg<'_> {
        Arg(FluentValue::String(Cow::Borrowed(self)))
    }
}

impl ToArg for String {
    fn to_arg(&self) -> Arg<'_> {
        self.as_str().to_arg()
    }
}

impl ToArg for Box<str> {
    fn to_arg(&self) -> Arg<'_> {
        (**self).to_arg()
    }
}

impl ToArg for Cow<'_, str> {
    fn to_arg(&self) -> Arg<'_> {
        (**self).to_arg()
    }
}

impl<T: ToArg + ?Sized> ToArg for &T {
    fn to_arg(&self) -> Arg<'_> {
        (**self).to_arg()
    }
}

impl<'a, T: ToArg + ?Sized> From<&'a T> for Arg<'a> {
    fn from(value: &'a T) -> Self {
        value.to_arg()
    }
}

impl From<String> for Arg<'_> {
    fn from(value: String) -> Self {
        Arg(FluentValue::String(Cow::Owned(value)))
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(value: Cow<'a, str>) -> Self {
        Arg(FluentValue::String(value))
    }
}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl ToArg for $number {
            fn to_arg(&self) -> Arg<'_> {
                Arg::from(*self)
            }
        }

        impl From<$number> for Arg<'_> {
            fn from(value: $number) -> Self {
                Arg(FluentValue::from(value))
            }
        }
    )+};
}

numbers!(i32 i64 u16 u32 u64 usize);
