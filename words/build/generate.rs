//! Writes the Rust code for the messages of the English file.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::messages::Message;

/// Words that cannot be the name of a method or of its argument.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// What `Lang` has by hand.
const METHODS: &[&str] = &[
    "bytes",
    "date",
    "date_time",
    "date_time_full",
    "direction",
    "duration_hours",
    "format",
    "full_and_relative",
    "list_or",
    "number",
    "relative",
    "tag",
    "text",
];

/// One method per message, and the list of embedded files.
pub(crate) fn code(messages: &[Message], languages: &[(String, PathBuf)]) -> Result<String, Vec<String>> {
    let problems = problems(messages);
    if !problems.is_empty() {
        return Err(problems);
    }

    let mut out = String::from(
        "/// The embedded languages: tag and text.\npub(crate) const FILES: &[(&str, &str)] = &[\n",
    );
    for (tag, path) in languages {
        let path = path.to_string_lossy();
        writeln!(out, "    ({tag:?}, include_str!({path:?})),").expect(ENDLESS);
    }
    out.push_str("];\n\n/// The keys without variables, resolved once, in the order of the methods below.\n");
    out.push_str("pub(crate) const STATIC_KEYS: &[&str] = &[\n");
    for message in messages.iter().filter(|message| message.variables.is_empty()) {
        writeln!(out, "    {:?},", message.key).expect(ENDLESS);
    }
    out.push_str("];\n\n/// The keys with variables, in the order of the methods below.\n");
    out.push_str("pub(crate) const KEYS: &[&str] = &[\n");
    for message in messages.iter().filter(|message| !message.variables.is_empty()) {
        writeln!(out, "    {:?},", message.key).expect(ENDLESS);
    }
    out.push_str("];\n\n/// The texts: one method per key of `locales/en.ftl`.\nimpl Lang {\n");
    let (mut plain, mut with_variables) = (0, 0);
    for message in messages {
        write_doc(&mut out, message);
        if message.variables.is_empty() {
            write_static(&mut out, message, plain);
            plain += 1;
        } else {
            write_with_variables(&mut out, message, with_variables);
            with_variables += 1;
        }
    }
    out.push_str("}\n");
    Ok(out)
}

const ENDLESS: &str = "writing to a string cannot fail";

fn problems(messages: &[Message]) -> Vec<String> {
    let mut problems = Vec::new();
    for message in messages {
        let key = &message.key;
        let method = key.replace('-', "_");
        if KEYWORDS.contains(&method.as_str()) {
            problems.push(format!("`{key}` is a word of Rust and cannot be a method; use a longer key"));
        }
        if METHODS.contains(&method.as_str()) {
            problems.push(format!("`{key}` would hide Lang::{method}; use another key"));
        }
        for variable in message.variables.iter().filter(|variable| KEYWORDS.contains(&variable.as_str())) {
            problems.push(format!("`${variable}` in `{key}` is a word of Rust; use another name"));
        }
    }
    problems
}

/// The English text, in a block so that nothing in it is read as Markdown.
fn write_doc(out: &mut String, message: &Message) {
    out.push_str("    /// ```text\n");
    for line in message.text.lines() {
        writeln!(out, "    /// {line}").expect(ENDLESS);
    }
    out.push_str("    /// ```\n");
}

fn write_static(out: &mut String, message: &Message, index: usize) {
    let method = message.key.replace('-', "_");
    writeln!(out, "    pub fn {method}(&self) -> &str {{\n        self.text({index})\n    }}\n")
        .expect(ENDLESS);
}

fn write_with_variables(out: &mut String, message: &Message, index: usize) {
    let method = message.key.replace('-', "_");
    // More than six arguments trip a lint made for code written by hand.
    if message.variables.len() > 6 {
        out.push_str(
            "    #[expect(clippy::too_many_arguments, reason = \"one per variable of the text\")]\n",
        );
    }
    write!(out, "    pub fn {method}<'a>(&self").expect(ENDLESS);
    for variable in &message.variables {
        write!(out, ", {variable}: impl Into<Arg<'a>>").expect(ENDLESS);
    }
    write!(out, ") -> String {{\n        self.format({index}, [").expect(ENDLESS);
    for variable in &message.variables {
        write!(out, "({variable:?}, {variable}.into()), ").expect(ENDLESS);
    }
    out.push_str("])\n    }\n\n");
}
