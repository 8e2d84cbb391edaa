//! Numbers as a language writes them.

use std::convert::Infallible;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use crate::{Arg, catalogue};

/// What stands between groups of three digits, and before the fraction.
///
/// Fluent itself writes numbers without grouping, and its formatter hook sees only the memoizer of the language.
/// So this is kept there, made once per language from the two texts `number-group` and `number-decimal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Separators {
    group: String,
    decimal: String,
}

impl Memoizable for Separators {
    type Args = ();
    type Error = Infallible;

    fn construct(lang: LanguageIdentifier, (): ()) -> Result<Self, Infallible> {
        let bundle = catalogue::bundle(&lang);
        Ok(Separators { group: plain(&bundle, "number-group"), decimal: plain(&bundle, "number-decimal") })
    }
}

fn plain(bundle: &FluentBundle<FluentResource>, key: &str) -> String {
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return String::new();
    };
    bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned()
}

impl Separators {
    /// Groups the digits of a number in Rust's own notation, such as `-1234.5`.
    fn apply(&self, number: &str, grouping: bool) -> String {
        let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));

        let mut out = String::from(sign);
        for (index, digit) in whole.chars().enumerate() {
            let left = whole.len() - index;
            if grouping && index > 0 && left.is_multiple_of(3) {
                out.push_str(&self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(&self.decimal);
            out.push_str(fraction);
        }
        out
    }
}

/// The formatter of every bundle: numbers get the language's separators, everything else stays as it is.
pub(crate) fn format(value: &FluentValue<'_>, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let Ok(text) = memoizer.with_try_get::<Separators, _, _>((), |separators| {
        separators.apply(&number.as_string(), number.options.use_grouping)
    });
    Some(text)
}

/// A number of tenths, written with one digit after the point, or with none when that digit is 0.
pub(crate) fn from_tenths(tenths: u64) -> Arg<'static> {
    let mut number = FluentNumber::from(tenths);
    number.value /= 10.0;
    Arg(FluentValue::Number(number))
}

#[cfg(test)]
mod tests {
    use super::Separators;

    #[test]
    fn digits_are_grouped_by_three() {
        let separators = Separators { group: ",".into(), decimal: ".".into() };
        for (number, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-123456", "-123,456"),
            ("1234567.25", "1,234,567.25"),
        ] {
            assert_eq!(separators.apply(number, true), expected);
        }
        assert_eq!(separators.apply("1234567.5", false), "1234567.5");
    }
}
