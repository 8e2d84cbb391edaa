//! Every language has the texts of English, with the same variables; and what the build refuses.

use std::fs;
use std::path::Path;

#[path = "../build/messages.rs"]
mod messages;

use messages::{Message, parse};

/// What is wrong with a translation, a sentence for each.
fn compare(english: &[Message], other: &[Message]) -> Vec<String> {
    let mut problems = Vec::new();
    for message in english {
        let Some(translated) = other.iter().find(|translated| translated.key == message.key) else {
            problems.push(format!("`{}` is missing", message.key));
            continue;
        };
        let mut expected = message.variables.clone();
        let mut found = translated.variables.clone();
        expected.sort();
        found.sort();
        if expected != found {
            problems.push(format!("`{}` has the variables {found:?} instead of {expected:?}", message.key));
        }
    }
    for translated in other {
        if english.iter().all(|message| message.key != translated.key) {
            problems.push(format!("`{}` is not in English", translated.key));
        }
    }
    problems
}

fn messages(source: &str) -> Vec<Message> {
    parse(source).expect("the test writes valid Fluent")
}

#[test]
fn every_language_has_the_texts_of_english() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales");
    let read = |path: &Path| messages(&fs::read_to_string(path).expect("the file is there"));
    let english = read(&folder.join("en.ftl"));

    let mut problems = Vec::new();
    for entry in fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|ending| ending == "ftl") {
            let name = path.file_name().unwrap_or_default().display().to_string();
            problems.extend(compare(&english, &read(&path)).into_iter().map(|it| format!("{name}: {it}")));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_difference_between_two_languages_is_named() {
    let english = messages("a = A\nb = { $name } has { $count }\nc = { $name }\nd = D\n");
    assert_eq!(
        compare(&english, &messages("a = Ä\nb = { $count } von { $name }\nc = { $nome }\ne = E\n")),
        ["`c` has the variables [\"nome\"] instead of [\"name\"]", "`d` is missing", "`e` is not in English",]
    );
}

#[test]
fn languages_that_agree_give_no_problem() {
    let english = messages("a = A\nb = { $count ->\n    [one] { $count } x\n   *[other] { $count } xs\n}\n");
    let other = messages("b = { $count ->\n    [few] { $count } y\n   *[other] { $count } ys\n}\na = Ä\n");
    assert_eq!(compare(&english, &other), Vec::<String>::new());
}

#[test]
fn variables_come_in_order_of_first_appearance_and_through_references() {
    let all = messages(
        "-brand = affdesk { $case }\n\
         name = { $first } { $last }\n\
         text = { $b } { -brand(case: \"x\") } { name } { NUMBER($a, useGrouping: \"false\") } { $b }\n\
         choice = { $n ->\n    [one] { $x }\n   *[other] { $n } { $y }\n}\n",
    );
    let variables =
        |key: &str| all.iter().find(|message| message.key == key).expect("it is there").variables.clone();
    assert_eq!(variables("text"), ["b", "first", "last", "a"]);
    assert_eq!(variables("choice"), ["n", "x", "y"]);
}

#[test]
fn the_build_refuses_what_it_could_not_turn_into_a_method() {
    for (source, expected) in [
        ("a = 1\nb { = 2\n", "line 2: Expected a token starting with \"=\""),
        ("a = 1\na = 2\n", "`a` is there twice; remove one"),
        ("Title = x\n", "the key `Title` may hold only a-z, 0-9 and `-`, and starts with a letter"),
        ("a_b = x\n", "the key `a_b` may hold only a-z, 0-9 and `-`, and starts with a letter"),
        (
            "a = { $userName }\n",
            "the variable `userName` may hold only a-z, 0-9 and `_`, and starts with a letter",
        ),
        ("a = x\n    .title = y\n", "`a` has attributes; give each text a key of its own"),
        ("a =\n    .title = y\n", "`a` has no text"),
        ("a = { b }\n", "`a` refers to `b`, which is not there"),
        ("a = { -b }\n", "`a` refers to `-b`, which is not there"),
        ("a = { b }\nb = { a }\n", "`a` refers to itself"),
        ("a = { DATETIME($x) }\n", "DATETIME() is not a function that texts may use; NUMBER() is"),
    ] {
        let problems = parse(source).expect_err(source);
        assert!(problems.iter().any(|problem| problem == expected), "{source:?} gives {problems:#?}");
    }
}
