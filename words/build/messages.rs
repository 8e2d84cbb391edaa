//! Reads one `.ftl` text into messages and their variables. Used by the build and by the tests.

use std::collections::HashMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::{parser, serializer};

/// One message of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// The key, such as `sign-in-title`.
    pub(crate) key: String,
    /// The message as it stands in the file.
    pub(crate) text: String,
    /// The variables in the order in which they first appear, those of referenced messages included.
    pub(crate) variables: Vec<String>,
}

/// All messages in the order of the file, or every problem as a sentence.
pub(crate) fn parse(source: &str) -> Result<Vec<Message>, Vec<String>> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        errors
            .iter()
            .map(|error| format!("line {}: {error}", line(source, error.pos.start)))
            .collect::<Vec<_>>()
    })?;

    let mut reader = Reader::new(&resource);
    let mut messages: Vec<Message> = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let key = message.id.name;
        reader.check_name("the key", key, '-');
        if messages.iter().any(|known| known.key == key) {
            reader.problem(format!("`{key}` is there twice; remove one"));
        }
        if !message.attributes.is_empty() {
            reader.problem(format!("`{key}` has attributes; give each text a key of its own"));
        }
        let Some(pattern) = &message.value else {
            reader.problem(format!("`{key}` has no text"));
            continue;
        };
        let mut variables = Vec::new();
        reader.pattern(pattern, &mut vec![key], &mut variables);
        messages.push(Message { key: key.to_owned(), text: text_of(entry), variables });
    }

    if reader.problems.is_empty() { Ok(messages) } else { Err(reader.problems) }
}

fn line(source: &str, position: usize) -> usize {
    source.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1
}

/// The entry as Fluent writes it, without its comment.
fn text_of(entry: &Entry<&str>) -> String {
    let mut entry = entry.clone();
    if let Entry::Message(message) = &mut entry {
        message.comment = None;
    }
    serializer::serialize(&Resource { body: vec![entry] }).trim_end().to_owned()
}

struct Reader<'r> {
    messages: HashMap<&'r str, Option<&'r Pattern<&'r str>>>,
    terms: HashMap<&'r str, &'r Pattern<&'r str>>,
    problems: Vec<String>,
}

impl<'r> Reader<'r> {
    fn new(resource: &'r Resource<&'r str>) -> Self {
        let mut reader = Reader { messages: HashMap::new(), terms: HashMap::new(), problems: Vec::new() };
        for entry in &resource.body {
            match entry {
                Entry::Message(message) => {
                    reader.messages.insert(message.id.name, message.value.as_ref());
                }
                Entry::Term(term) => {
                    reader.terms.insert(term.id.name, &term.value);
                }
                _ => {}
            }
        }
        reader
    }

    fn problem(&mut self, sentence: String) {
        if !self.problems.contains(&sentence) {
            self.problems.push(sentence);
        }
    }

    /// Names become Rust names; this rule makes that one to one.
    fn check_name(&mut self, what: &str, name: &str, separator: char) {
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator);
        if !fits {
            self.problem(format!(
                "{what} `{name}` may hold only a-z, 0-9 and `{separator}`, and starts with a letter"
            ));
        }
    }

    /// Collects the variables of a pattern. `path` holds the messages and terms being read, to notice a circle.
    fn pattern(
        &mut self,
        pattern: &'r Pattern<&'r str>,
        path: &mut Vec<&'r str>,
        variables: &mut Vec<String>,
    ) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression, path, variables);
            }
        }
    }

    fn expression(
        &mut self,
        expression: &'r Expression<&'r str>,
        path: &mut Vec<&'r str>,
        variables: &mut Vec<String>,
    ) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, path, variables),
            Expression::Select { selector, variants } => {
                self.inline(selector, path, variables);
                for variant in variants {
                    self.pattern(&variant.value, path, variables);
                }
            }
        }
    }

    fn inline(
        &mut self,
        inline: &'r InlineExpression<&'r str>,
        path: &mut Vec<&'r str>,
        variables: &mut Vec<String>,
    ) {
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => {
                self.check_name("the variable", id.name, '_');
                if !variables.iter().any(|known| known == id.name) {
                    variables.push(id.name.to_owned());
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression, path, variables),
            InlineExpression::FunctionReference { id, arguments } => {
                if id.name != "NUMBER" {
                    self.problem(format!("{}() is not a function that texts may use; NUMBER() is", id.name));
                }
                for argument in &arguments.positional {
                    self.inline(argument, path, variables);
                }
            }
            InlineExpression::MessageReference { id, .. } => match self.messages.get(id.name).copied() {
                Some(Some(pattern)) => self.enter(id.name, pattern, path, variables),
                _ => self.problem(format!("`{}` refers to `{}`, which is not there", path[0], id.name)),
            },
            InlineExpression::TermReference { id, arguments, .. } => {
                for argument in arguments.iter().flat_map(|arguments| &arguments.named) {
                    self.inline(&argument.value, path, variables);
                }
                match self.terms.get(id.name).copied() {
                    // A term sees only the arguments it is given, so its own variables are not the message's.
                    Some(pattern) => self.enter(id.name, pattern, path, &mut Vec::new()),
                    None => {
                        self.problem(format!("`{}` refers to `-{}`, which is not there", path[0], id.name));
                    }
                }
            }
        }
    }

    fn enter(
        &mut self,
        name: &'r str,
        pattern: &'r Pattern<&'r str>,
        path: &mut Vec<&'r str>,
        variables: &mut Vec<String>,
    ) {
        if path.contains(&name) {
            self.problem(format!("`{}` refers to itself", path[0]));
            return;
        }
        path.push(name);
        self.pattern(pattern, path, variables);
        path.pop();
    }
}
