//! Request forms: an offer's questions, a comment and terms, as they are shown and as they come in. The form of an offer,
//! of several at once, and of a request that is mended share it.

use std::str::FromStr as _;

use desk::drafts::{Draft, Form as DraftForm};
use desk::offers::OfferId;
use desk::requests::{
    self, AskForm as Asked, MOST_CHOICES, MOST_QUESTIONS, Question, QuestionKind, RawRequest, choice_field,
    field,
};

use crate::form::Form;
use crate::forms::Shown;
use crate::frame::Frame;
use crate::sentences;
use crate::site::Web;
use crate::views::{AskChoice, AskForm, AskQuestion, AskTerms, Field, Rich, Words};

/// The names of the fields that hold what is typed.
pub(crate) fn fields() -> Vec<&'static str> {
    let mut names = vec!["comment", "asked", "terms"];
    for question in 0..MOST_QUESTIONS {
        names.push(field(question));
        names.extend((0..MOST_CHOICES).map(|choice| choice_field(question, choice)));
    }
    names
}

/// The field of one offer's terms, where there are several.
pub(crate) fn terms_field(offer: OfferId) -> String {
    format!("terms-{offer}")
}

/// What was given to each question, in any order of choices that a browser sends.
pub(crate) fn raw(form: &Form, offers: Vec<(OfferId, Option<i64>)>) -> RawRequest {
    let answers = (0..MOST_QUESTIONS).map(|question| given(|name| form.text(name), question)).collect();
    RawRequest {
        offers,
        asked: form.text("asked").to_owned(),
        answers,
        comment: form.text("comment").to_owned(),
    }
}

fn given<'f>(text: impl Fn(&str) -> &'f str, question: usize) -> Vec<String> {
    let names = std::iter::once(field(question))
        .chain((0..MOST_CHOICES).map(|choice| choice_field(question, choice)));
    names.map(text).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// What was typed, as a draft of a form with these answers: an earlier request's, to begin with.
pub(crate) fn prefilled(questions: &[Question], answers: &[Vec<String>]) -> Draft {
    let mut fields = Vec::new();
    for (place, given) in answers.iter().enumerate() {
        let many = questions.get(place).is_some_and(|question| question.kind == QuestionKind::Many);
        if many {
            let choices = &questions[place].choices;
            let chosen = choices.iter().enumerate().filter(|(_, choice)| given.contains(choice));
            fields.extend(chosen.map(|(at, choice)| (choice_field(place, at).to_owned(), choice.clone())));
        } else if let Some(text) = given.first() {
            fields.push((field(place).to_owned(), text.clone()));
        }
    }
    Draft { fields, ..Draft::default() }
}

/// What a request form is made of.
pub(crate) struct Parts<'a> {
    pub(crate) action: String,
    pub(crate) draft: (DraftForm, i64),
    pub(crate) questions: &'a [Question],
    pub(crate) terms: Vec<AskTerms>,
    pub(crate) offers: Vec<i64>,
}

/// The form as it is shown.
pub(crate) fn form(web: &Web, frame: &Frame, shown: &Shown<'_>, parts: Parts<'_>) -> AskForm {
    let t = frame.t;
    let asked = requests::fingerprint(parts.questions);
    // Answers to other questions than those asked now would stand in the wrong places.
    let fits = shown.draft.get("asked").is_none_or(|typed| typed == asked);
    let text = |name: &str| if fits { shown.draft.get(name).unwrap_or("") } else { "" };
    let questions = parts.questions.iter().enumerate();
    AskForm {
        action: parts.action,
        submission: shown.submission(web.app()),
        draft: shown.draft_box(frame, parts.draft.0, parts.draft.1),
        notice: shown.notice.clone().or_else(|| (!fits).then(|| t.request_questions_changed().to_owned())),
        questions: questions
            .map(|(place, question)| self::question(place, question, shown, text, t))
            .collect(),
        asked,
        comment: sentences::field("comment", shown.draft.get("comment").unwrap_or(""), shown.errors, t),
        terms: parts.terms,
        offers: parts.offers,
    }
}

fn question<'s>(
    place: usize,
    question: &Question,
    shown: &Shown<'_>,
    text: impl Fn(&str) -> &'s str,
    t: Words,
) -> AskQuestion {
    let name = field(place);
    let field = sentences::field(name, text(name), shown.errors, t);
    let choice = |name: &'static str, value: String, label: String, chosen: bool| AskChoice {
        name,
        value,
        label,
        chosen,
    };
    let choices = match question.kind {
        QuestionKind::Short | QuestionKind::Long => Vec::new(),
        QuestionKind::One => question
            .choices
            .iter()
            .map(|one| choice(name, one.clone(), one.clone(), field.value == *one))
            .collect(),
        QuestionKind::Many => question
            .choices
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let name = choice_field(place, at);
                choice(name, one.clone(), one.clone(), text(name) == one)
            })
            .collect(),
        QuestionKind::YesNo => [("yes", t.yes()), ("no", t.no())]
            .into_iter()
            .map(|(value, label)| choice(name, value.to_owned(), label.to_owned(), field.value == value))
            .collect(),
    };
    AskQuestion {
        name,
        text: question.text.clone(),
        required: question.required,
        kind: question.kind,
        field,
        choices,
    }
}

/// The terms that have to be accepted.
pub(crate) fn terms(asked: &Asked, shown: &Shown<'_>, t: Words) -> Vec<AskTerms> {
    let several = asked.offers.len() > 1;
    let with_terms = asked.offers.iter().filter(|offer| offer.terms_version > 0 && offer.refusal.is_none());
    with_terms
        .map(|offer| {
            let name = if several { terms_field(offer.id) } else { "terms".to_owned() };
            let typed = shown.draft.get(&name).unwrap_or("");
            let current = i64::from_str(typed) == Ok(offer.terms_version);
            let error = if several { None } else { sentences::field("terms", typed, shown.errors, t).error };
            AskTerms {
                version: offer.terms_version,
                text: Rich::markdown(&offer.terms, 2),
                field: Field { value: if current { "1".to_owned() } else { String::new() }, error },
                offer: several.then(|| offer.title.clone()),
                name,
            }
        })
        .collect()
}
