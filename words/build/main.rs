//! Turns `locales/*.ftl` into methods on `Lang`, so that a missing key is a compile error.

mod generate;
mod messages;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts"));
    let locales = root.join("../locales");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={}", locales.display());

    match build(&locales) {
        Ok(code) => {
            let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it for build scripts"));
            fs::write(out.join("keys.rs"), code).expect("the output folder can be written");
        }
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            process::exit(1);
        }
    }
}

/// Reads every language, and gives the code or all problems at once, one sentence each.
fn build(locales: &Path) -> Result<String, Vec<String>> {
    let mut languages = Vec::new();
    let mut english = None;
    let mut problems = Vec::new();

    for path in ftl_files(locales)? {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let tag = name.trim_end_matches(".ftl").to_owned();
        if let Err(error) = tag.parse::<unic_langid::LanguageIdentifier>() {
            problems.push(format!("locales/{name}: `{tag}` is not a language tag: {error}"));
        }
        let source = match fs::read_to_string(&path) {
            Ok(source) => source,
            Err(error) => {
                problems.push(format!("locales/{name} cannot be read: {error}"));
                continue;
            }
        };
        match messages::parse(&source) {
            Ok(messages) if tag == "en" => english = Some(messages),
            Ok(_) => {}
            Err(errors) => {
                problems.extend(errors.into_iter().map(|error| format!("locales/{name}: {error}")));
            }
        }
        languages.push((tag, path));
    }

    match english {
        Some(messages) if problems.is_empty() => generate::code(&messages, &languages).map_err(|sentences| {
            sentences.into_iter().map(|sentence| format!("locales/en.ftl: {sentence}")).collect()
        }),
        None if problems.is_empty() => {
            Err(vec!["locales/en.ftl is missing: English defines the keys".into()])
        }
        _ => Err(problems),
    }
}

/// The language files in a fixed order, so that the same input gives the same code.
fn ftl_files(locales: &Path) -> Result<Vec<PathBuf>, Vec<String>> {
    let entries = fs::read_dir(locales)
        .map_err(|error| vec![format!("the folder {} cannot be read: {error}", locales.display())])?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "ftl"))
        .collect();
    files.sort();
    Ok(files)
}
