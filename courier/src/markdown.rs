//! What was written in Markdown as plain text: for mails and messages, which have no use for its signs.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

/// The words of a text, with its paragraphs and lists.
pub(crate) fn words_of(markdown: &str) -> String {
    let arena = Arena::new();
    let mut text = String::with_capacity(markdown.len());
    for edge in parse_document(&arena, markdown, &Options::default()).traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::Text(piece) => text.push_str(piece),
                NodeValue::Code(code) => text.push_str(&code.literal),
                NodeValue::CodeBlock(code) => text.push_str(&code.literal),
                // As on the page, a new line is a new line.
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push('\n'),
                NodeValue::Item(_) => text.push_str("– "),
                _ => {}
            },
            NodeEdge::End(node) => match &node.data().value {
                NodeValue::Paragraph => {
                    let in_list =
                        node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Item(_)));
                    text.push_str(if in_list { "\n" } else { "\n\n" });
                }
                NodeValue::Heading(_) => text.push_str("\n\n"),
                NodeValue::List(_) | NodeValue::CodeBlock(_) => text.push('\n'),
                _ => {}
            },
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_left_out_and_what_they_meant_stays() {
        let markdown = "# New\n\nAll of **Northwind** pay `double`,\nsee [here](https://example.com).\n\n- Germany\n- Spain\n\n<b>Ask</b> us.";
        let expected = "New\n\nAll of Northwind pay double,\nsee here.\n\n– Germany\n– Spain\n\nAsk us.";
        assert_eq!(words_of(markdown), expected);
    }
}
