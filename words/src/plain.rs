//! Texts that are words and variables and nothing else, put together without Fluent. A page of a list writes a hundred
//! dates, and Fluent reads its pattern anew for each.

use std::fmt::Write as _;

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

use crate::Arg;

/// A pattern without choices, functions and references.
#[derive(Debug)]
pub(crate) struct Plain(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Text(Box<str>),
    Variable(Box<str>),
}

impl Plain {
    /// The pattern, if it is a plain one.
    pub(crate) fn of(pattern: &Pattern<&str>) -> Option<Self> {
        let piece = |element: &PatternElement<&str>| match element {
            PatternElement::TextElement { value } => Some(Piece::Text((*value).into())),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Some(Piece::Variable(id.name.into())),
            PatternElement::Placeable { .. } => None,
        };
        pattern.elements.iter().map(piece).collect::<Option<_>>().map(Self)
    }

    #[cfg(test)]
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| if let Piece::Variable(name) = piece { Some(&**name) } else { None })
    }

    /// The text with these values, unless one of them is for Fluent to write.
    pub(crate) fn fill(&self, values: &[(&'static str, Arg<'_>)]) -> Option<String> {
        let mut text = String::with_capacity(48);
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Variable(name) => {
                    let (_, value) = values.iter().find(|(known, _)| **known == **name)?;
                    match &value.0 {
                        FluentValue::String(value) => text.push_str(value),
                        FluentValue::Number(number) => write!(text, "{}", small(number)?).ok()?,
                        _ => return None,
                    }
                }
            }
        }
        Some(text)
    }
}

/// A number that every language writes alike: whole, without groups of digits.
fn small(number: &FluentNumber) -> Option<u16> {
    let whole = (0.0..1_000.0).contains(&number.value) && number.value.fract() == 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and below 1,000"
    )]
    let small = number.value as u16;
    (whole && number.options == fluent_bundle::types::FluentNumberOptions::default()).then_some(small)
}

#[cfg(test)]
mod tests {
    use crate::generated::KEYS;
    use crate::{Arg, available};

    /// Every text with variables, as Fluent writes it and as it is written here.
    #[test]
    fn both_ways_give_the_same_text() {
        let mut plain = 0;
        for lang in available() {
            for (index, key) in KEYS.iter().enumerate() {
                for value in [
                    Arg::from(7_u64),
                    Arg::from(0_u64),
                    Arg::from(1_234_567_u64),
                    Arg::from(-5_i64),
                    Arg::from("<b> & “x”"),
                ] {
                    let Some(text) = lang.filled_plainly(index, &value) else { continue };
                    plain += 1;
                    assert_eq!(text, lang.filled_by_fluent(index, &value), "{} {key} {value:?}", lang.tag());
                }
            }
        }
        assert!(plain > 50, "there are many such texts: {plain}");
    }
}
