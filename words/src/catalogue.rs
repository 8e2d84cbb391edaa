//! The languages that are built in: loaded once, and found by tag or by what a browser asks for.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::Pattern;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::generated::{FILES, KEYS, STATIC_KEYS};
use crate::plain::Plain;
use crate::{Arg, number};

/// The language that defines the keys, and the one that others fall back to.
const ENGLISH: &str = "en";

/// The longest `Accept-Language` that is read; what follows is ignored.
const ACCEPT_LANGUAGE_MAX: usize = 1024;

/// English comes first, so that it is at hand where no other language fits.
static LANGUAGES: LazyLock<Vec<Lang>> = LazyLock::new(|| {
    let mut tags: Vec<&str> = FILES.iter().map(|(tag, _)| *tag).collect();
    tags.sort_by_key(|tag| *tag != ENGLISH);
    tags.into_iter().map(Lang::load).collect()
});

/// One language: every text of `locales/<tag>.ftl`, and dates and numbers as that language writes them.
pub struct Lang {
    tag: &'static str,
    identifier: LanguageIdentifier,
    texts: Vec<Box<str>>,
    /// Those of the texts with variables that are put together without Fluent.
    plain: Vec<Option<Plain>>,
    bundle: FluentBundle<FluentResource>,
}

/// All built-in languages, English first.
pub fn available() -> &'static [Lang] {
    &LANGUAGES
}

/// The language of this tag, else one of the same primary language (`en` for `en-GB`), else English.
pub fn lang(tag: &str) -> &'static Lang {
    find(&LANGUAGES, tag).unwrap_or(&LANGUAGES[0])
}

/// The language that fits an `Accept-Language` header best; English when none does.
pub fn best(accept_language: &str) -> &'static Lang {
    best_of(&LANGUAGES, accept_language).unwrap_or(&LANGUAGES[0])
}

fn find<'l>(languages: &'l [Lang], tag: &str) -> Option<&'l Lang> {
    let wanted: LanguageIdentifier = tag.parse().ok()?;
    languages
        .iter()
        .find(|lang| lang.identifier == wanted)
        .or_else(|| languages.iter().find(|lang| lang.identifier.language == wanted.language))
}

fn best_of<'l>(languages: &'l [Lang], accept_language: &str) -> Option<&'l Lang> {
    let end = accept_language.floor_char_boundary(ACCEPT_LANGUAGE_MAX);
    let mut wishes: Vec<(f32, &str)> = accept_language[..end].split(',').filter_map(wish).collect();
    // A stable sort: of two wishes of the same weight, the first one counts.
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
    wishes.into_iter().find_map(|(_, tag)| find(languages, tag))
}

/// One wish of the header, `de-CH;q=0.8`, as weight and tag. A weight of 0 means "not this one".
fn wish(part: &str) -> Option<(f32, &str)> {
    let mut pieces = part.split(';').map(str::trim);
    let tag = pieces.next().filter(|tag| !tag.is_empty())?;
    let weight = match pieces.find_map(|piece| piece.strip_prefix("q=")) {
        Some(weight) => weight.parse().ok().filter(|weight: &f32| (0.0..=1.0).contains(weight))?,
        None => 1.0,
    };
    (weight > 0.0).then_some((weight, tag))
}

/// The texts of a language. What a language lacks is there in English, so that a person reads a sentence and not a
/// key; a test makes sure that nothing is lacking.
pub(crate) fn bundle(identifier: &LanguageIdentifier) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier.clone()]);
    // Fluent can put each value between invisible marks that keep left-to-right and right-to-left apart. They would
    // end up in titles, file names and what people copy; templates wrap names in <bdi> instead.
    bundle.set_use_isolating(false);
    bundle.add_builtins().expect("NUMBER is added once");
    for (tag, source) in FILES.iter().filter(|(tag, _)| *tag == ENGLISH) {
        bundle.add_resource_overriding(resource(tag, source));
    }
    for (tag, source) in FILES {
        if *tag != ENGLISH && tag.parse().as_ref() == Ok(identifier) {
            bundle.add_resource_overriding(resource(tag, source));
        }
    }
    bundle
}

fn resource(tag: &str, source: &str) -> FluentResource {
    match FluentResource::try_new(source.to_owned()) {
        Ok(resource) => resource,
        Err((_, errors)) => unreachable!("the build has read locales/{tag}.ftl without {errors:?}"),
    }
}

impl Lang {
    fn load(tag: &'static str) -> Self {
        let identifier: LanguageIdentifier = tag.parse().expect("the build checks the names of the files");
        let mut bundle = bundle(&identifier);
        bundle.set_formatter(Some(number::format));
        let mut lang = Lang { tag, identifier, texts: Vec::new(), plain: Vec::new(), bundle };
        lang.texts = STATIC_KEYS.iter().map(|key| lang.resolve(key, &FluentArgs::new()).into()).collect();
        lang.plain = KEYS.iter().map(|key| Plain::of(lang.pattern(key))).collect();
        lang
    }

    /// The language's tag, for `<html lang>`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// `ltr` or `rtl`, for `<html dir>`.
    pub fn direction(&self) -> &'static str {
        match self.identifier.character_direction() {
            CharacterDirection::RTL => "rtl",
            _ => "ltr",
        }
    }

    /// A text without variables, by its place in the list of keys.
    pub(crate) fn text(&self, index: usize) -> &str {
        &self.texts[index]
    }

    /// A text with variables, by its place in the list of keys. Only the generated methods call it, so key and
    /// variables exist and fit.
    pub(crate) fn format<const N: usize>(
        &self,
        index: usize,
        values: [(&'static str, Arg<'_>); N],
    ) -> String {
        if let Some(text) = self.plain[index].as_ref().and_then(|plain| plain.fill(&values)) {
            return text;
        }
        self.resolve(KEYS[index], &values.into_iter().map(|(name, value)| (name, value.0)).collect())
    }

    fn pattern(&self, key: &str) -> &Pattern<&str> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            unreachable!("`{key}` comes from locales/en.ftl, which every language holds");
        };
        pattern
    }

    fn resolve(&self, key: &str, values: &FluentArgs<'_>) -> String {
        self.bundle.format_pattern(self.pattern(key), Some(values), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
impl Lang {
    /// A text with the same value for all its variables, if it can be put together without Fluent.
    pub(crate) fn filled_plainly(&self, index: usize, value: &Arg<'_>) -> Option<String> {
        let plain = self.plain[index].as_ref()?;
        let values: Vec<_> =
            plain.variables().map(|name| (&*name.to_owned().leak(), value.clone())).collect();
        plain.fill(&values)
    }

    /// The same, by Fluent.
    pub(crate) fn filled_by_fluent(&self, index: usize, value: &Arg<'_>) -> String {
        let plain = self.plain[index].as_ref().expect("only plain texts are compared");
        self.resolve(KEYS[index], &plain.variables().map(|name| (name.to_owned(), value.0.clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, best_of, find};

    fn tag_of(lang: Option<&Lang>) -> Option<&'static str> {
        lang.map(Lang::tag)
    }

    #[test]
    fn a_language_is_found_by_tag_then_by_primary_language() {
        let languages = ["en", "pt", "pt-BR", "ar"].map(Lang::load);
        for (tag, expected) in [
            ("pt-BR", Some("pt-BR")),
            ("PT-br", Some("pt-BR")),
            ("pt-PT", Some("pt")),
            ("en-GB", Some("en")),
            ("de", None),
            ("", None),
            ("not a tag", None),
        ] {
            assert_eq!(tag_of(find(&languages, tag)), expected, "{tag:?}");
        }
    }

    #[test]
    fn a_browser_gets_what_it_prefers() {
        let languages = ["en", "ru", "es"].map(Lang::load);
        for (header, expected) in [
            ("es", Some("es")),
            ("de-DE, ru;q=0.8, en;q=0.9", Some("en")),
            ("ru;q=0.5, es;q=0.5", Some("ru")),
            ("ru;q=0, es;q=0.1", Some("es")),
            ("ru;q=7, es;q=x", None),
            ("*", None),
            ("", None),
            (";;;,,,", None),
        ] {
            assert_eq!(tag_of(best_of(&languages, header)), expected, "{header:?}");
        }
    }

    #[test]
    fn a_huge_header_is_cut_between_characters() {
        let languages = ["en", "ru"].map(Lang::load);
        assert_eq!(tag_of(best_of(&languages, &"é,".repeat(1_000_000))), None);
        assert_eq!(tag_of(best_of(&languages, &format!("ru,{}", "ф".repeat(5_000)))), Some("ru"));
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        assert_eq!(Lang::load("en").direction(), "ltr");
        assert_eq!(Lang::load("ar").direction(), "rtl");
        assert_eq!(Lang::load("he").direction(), "rtl");
    }
}
