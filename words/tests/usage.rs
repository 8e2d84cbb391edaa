//! Every text is used: a key that nothing calls is a text that somebody would translate for nobody.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "../build/messages.rs"]
mod messages;

/// Adds the methods that a source calls (`.name(`) or names (`Lang::name`).
fn collect_calls(source: &str, calls: &mut BTreeSet<String>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (position, _) in source.match_indices('.') {
        let rest = &source[position + 1..];
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        if rest[end..].starts_with('(') {
            calls.insert(rest[..end].to_owned());
        }
    }
    for (position, prefix) in source.match_indices("Lang::") {
        let rest = &source[position + prefix.len()..];
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        calls.insert(rest[..end].to_owned());
    }
}

/// An example in the documentation is not a use.
fn without_comments(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Reads the code and templates below a folder. Tests do not count: they are read by nobody who uses the program.
fn collect_folder(folder: &Path, calls: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "tests" | "target" | "node_modules") && !name.starts_with('.') {
                collect_folder(&path, calls);
            }
        } else if [".rs", ".html", ".txt"].iter().any(|ending| name.ends_with(ending)) && name != "tests.rs" {
            // A file may vanish or be half-written while somebody edits; what is not text calls nothing.
            if let Ok(source) = fs::read_to_string(&path) {
                collect_calls(&without_comments(&source), calls);
            }
        }
    }
}

fn unused(keys: &[String], calls: &BTreeSet<String>) -> Vec<String> {
    keys.iter().filter(|key| !calls.contains(&key.replace('-', "_"))).cloned().collect()
}

#[test]
fn every_text_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let english = fs::read_to_string(root.join("locales/en.ftl")).expect("English is there");
    let keys: Vec<String> =
        messages::parse(&english).expect("it was built").into_iter().map(|message| message.key).collect();

    let mut calls = BTreeSet::new();
    for entry in fs::read_dir(&root).expect("the workspace can be read") {
        let path = entry.expect("the workspace can be read").path();
        if path.join("Cargo.toml").is_file() && !path.ends_with("testkit") && !path.ends_with("bench") {
            collect_folder(&path, &mut calls);
        }
    }

    // Fluent's own number formatter asks for these two by key, for each language.
    calls.extend(["number_group".to_owned(), "number_decimal".to_owned()]);
    let unused = unused(&keys, &calls);
    assert!(unused.is_empty(), "locales/en.ftl has texts that nothing uses:\n{}", unused.join("\n"));
}

#[test]
fn a_text_that_is_not_called_is_found() {
    let mut calls = BTreeSet::new();
    collect_calls(
        "{{ lang.sign_in() }} fn orphan() {} let a = lang\n    .two_lines(1); .not_called;",
        &mut calls,
    );
    collect_calls("items.map(Lang::by_path)", &mut calls);
    collect_calls(&without_comments("    /// lang.in_a_comment()\nlang.in_code()"), &mut calls);
    let keys = ["sign-in", "orphan", "two-lines", "not-called", "by-path", "sign", "in-a-comment", "in-code"];
    assert_eq!(unused(&keys.map(str::to_owned), &calls), ["orphan", "not-called", "sign", "in-a-comment"]);
}
