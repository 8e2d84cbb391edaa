//! What an affiliate is asked, and what they answer.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{FieldError, Problem};
use crate::text;

db::id! {
    /// The questions of a request form, shared by offers.
    pub QuestionSetId
}

/// The most questions of a set, and of one form for several offers.
pub const MOST_QUESTIONS: usize = 20;

/// The most choices of a question.
pub const MOST_CHOICES: usize = 12;

/// The most characters of a long answer.
pub const LONG_ANSWER: usize = 2_000;

/// The most characters of a short one.
pub const SHORT_ANSWER: usize = 200;

/// What kind of answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A line.
    Short,
    /// Paragraphs.
    Long,
    /// One of the choices.
    One,
    /// Any of the choices.
    Many,
    /// Yes or no.
    YesNo,
}

impl QuestionKind {
    /// The words that stand for it where questions are written.
    const WORDS: [(&'static str, Self); 5] = [
        ("short", Self::Short),
        ("long", Self::Long),
        ("one", Self::One),
        ("many", Self::Many),
        ("yes/no", Self::YesNo),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// A question. Written on a line: `short: How do you promote?`, `one *: Model? | CPA | CPL`; the asterisk makes an
/// answer required.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// What kind of answer is wanted.
    pub kind: QuestionKind,
    /// The question.
    pub text: String,
    /// Whether it has to be answered.
    pub required: bool,
    /// What can be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl FromStr for Question {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let (kind, rest) = line.split_once(':').ok_or(Problem::Unknown)?;
        let kind = kind.trim().to_lowercase();
        let required = kind.ends_with('*');
        let word = kind.trim_end_matches('*').trim_end();
        let kind = QuestionKind::WORDS.iter().find(|(name, _)| *name == word).ok_or(Problem::Unknown)?.1;
        let mut parts = rest.split('|');
        let text = text::line(parts.next().unwrap_or(""), 1, 300)?;
        let mut choices: Vec<String> = Vec::new();
        for part in parts {
            let choice = text::line(part, 1, 100)?;
            if choices.contains(&choice) {
                return Err(Problem::Unknown);
            }
            choices.push(choice);
        }
        let chosen = matches!(kind, QuestionKind::One | QuestionKind::Many);
        let fits = if chosen { (2..=MOST_CHOICES).contains(&choices.len()) } else { choices.is_empty() };
        if fits { Ok(Self { kind, text, required, choices }) } else { Err(Problem::Unknown) }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.kind.word(), if self.required { " *" } else { "" }, self.text)?;
        self.choices.iter().try_for_each(|choice| write!(f, " | {choice}"))
    }
}

/// Reads the questions of a set, one a line.
pub(super) fn parse(raw: &str) -> Result<Vec<Question>, Problem> {
    let mut questions: Vec<Question> = Vec::new();
    for (number, line) in raw.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let question: Question = line.parse().map_err(|_| Problem::Line { number: number + 1 })?;
        if questions.iter().any(|known| known.text == question.text) {
            return Err(Problem::Line { number: number + 1 });
        }
        questions.push(question);
    }
    if questions.len() > MOST_QUESTIONS {
        Err(Problem::TooMany { max: MOST_QUESTIONS })
    } else {
        Ok(questions)
    }
}

/// The questions as they are written.
pub fn written(questions: &[Question]) -> String {
    questions.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// An answer, with the question as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// What was answered: nothing, a text, or what was chosen. `yes` or `no` to a question of that kind.
    pub given: Vec<String>,
}

/// The name of a question's field, counted from nought; its choices have names of their own.
pub fn field(question: usize) -> &'static str {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        (1..=MOST_QUESTIONS).map(|number| &*Box::leak(format!("answer-{number}").into_boxed_str())).collect()
    });
    NAMES.get(question).copied().unwrap_or("answer")
}

/// The name of the field of one of a question's choices.
pub fn choice_field(question: usize, choice: usize) -> &'static str {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let each = (1..=MOST_QUESTIONS)
            .flat_map(|question| (1..=MOST_CHOICES).map(move |choice| (question, choice)));
        each.map(|(question, choice)| &*Box::leak(format!("answer-{question}-{choice}").into_boxed_str()))
            .collect()
    });
    NAMES.get(question * MOST_CHOICES + choice).copied().unwrap_or("answer")
}

/// Which questions a form asked: when they are others by the time it is sent, its answers belong to nothing.
pub fn fingerprint(questions: &[Question]) -> String {
    let json = serde_json::to_string(questions).unwrap_or_default();
    text::hex(&Sha256::digest(json)[..8])
}

/// Reads the answers to questions, in their order.
pub(super) fn answers(questions: &[Question], raw: &[Vec<String>]) -> Result<Vec<Answer>, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut answers = Vec::with_capacity(questions.len());
    for (place, question) in questions.iter().enumerate() {
        let given = raw.get(place).map_or(&[][..], Vec::as_slice);
        match answer(question, given) {
            Ok(given) => answers.push(Answer { question: question.clone(), given }),
            Err(problem) => errors.push(FieldError { field: field(place), problem }),
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

fn answer(question: &Question, given: &[String]) -> Result<Vec<String>, Problem> {
    let first = given.first().map_or("", String::as_str);
    let least = usize::from(question.required);
    let filled = |text: String| if text.is_empty() { Vec::new() } else { vec![text] };
    match question.kind {
        QuestionKind::Short => text::line(first, least, SHORT_ANSWER).map(filled),
        QuestionKind::Long => text::paragraphs(first, least, LONG_ANSWER).map(filled),
        QuestionKind::YesNo => chosen(given, least, 1, |one| one == "yes" || one == "no"),
        QuestionKind::One => chosen(given, least, 1, |one| question.choices.contains(one)),
        QuestionKind::Many => {
            let mut many = chosen(given, least, MOST_CHOICES, |one| question.choices.contains(one))?;
            many.dedup();
            Ok(many)
        }
    }
}

fn chosen(
    given: &[String],
    least: usize,
    most: usize,
    known: impl Fn(&String) -> bool,
) -> Result<Vec<String>, Problem> {
    let given: Vec<String> = given.iter().filter(|one| !one.is_empty()).cloned().collect();
    if given.len() < least {
        Err(Problem::Required)
    } else if given.len() > most || !given.iter().all(known) {
        Err(Problem::Unknown)
    } else {
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = "short *: How do you promote?\nlong: Tell us more\none *: Model? | CPA | CPL\nmany: Where? | Facebook | Google\nyes/no *: Do you buy traffic?";

    fn given(texts: &[&[&str]]) -> Vec<Vec<String>> {
        texts.iter().map(|texts| texts.iter().map(|text| (*text).to_owned()).collect()).collect()
    }

    #[test]
    fn questions_are_read_and_written_alike() {
        let questions = parse(SET).expect("they are questions");
        assert_eq!(written(&questions), SET);
        for bad in [
            "what?",
            "kind: what?",
            "one: what?",
            "one: what? | a",
            "short: what? | a | b",
            "short:",
            "one: what? | a | a",
        ] {
            assert_eq!(parse(&format!("short: Fine\n{bad}")), Err(Problem::Line { number: 2 }), "{bad}");
        }
        assert_eq!(parse("short: Same\nlong: Same"), Err(Problem::Line { number: 2 }));
    }

    #[test]
    fn answers_are_checked() {
        let questions = parse(SET).expect("they are questions");
        let good = given(&[&["Blog"], &[""], &["CPA"], &["Google", "Facebook"], &["no"]]);
        let read = answers(&questions, &good).expect("they are answers");
        assert_eq!(read.iter().map(|answer| answer.given.len()).collect::<Vec<_>>(), [1, 0, 1, 2, 1]);
        let bad = given(&[&[" "], &[&"x".repeat(2_001)], &["CPM"], &["Bing"], &[]]);
        let errors = answers(&questions, &bad).expect_err("they are not");
        let fields: Vec<_> = errors.iter().map(|error| (error.field, &error.problem)).collect();
        assert_eq!(
            fields,
            [
                ("answer-1", &Problem::Required),
                ("answer-2", &Problem::TooLong { max: 2_000, length: 2_001 }),
                ("answer-3", &Problem::Unknown),
                ("answer-4", &Problem::Unknown),
                ("answer-5", &Problem::Required)
            ]
        );
        assert_eq!(choice_field(3, 1), "answer-4-2");
        assert_ne!(fingerprint(&questions), fingerprint(&questions[1..]));
    }
}
