//! The configuration as an operator meets it: the program, its sources, what it prints.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `affdesk` in a directory, with nothing of our own environment that it reads.
fn affdesk(dir: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_affdesk"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AFFDESK_") {
            command.env_remove(name);
        }
    }
    let environment = environment.iter().copied();
    command.envs(environment).current_dir(dir).args(arguments).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn print_says_what_is_in_force_and_where_it_comes_from() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = "listen = \"127.0.0.1:1\"\n[uploads]\nmax_files = 2\n[log]\nformat = \"json\"\n";
    std::fs::write(dir.path().join("a.toml"), file).expect("a file");
    let environment =
        [("AFFDESK_CONFIG", "a.toml"), ("AFFDESK_UPLOADS_MAX_FILES", "3"), ("AFFDESK_LISTEN", "127.0.0.1:2")];
    let text = out(&affdesk(dir.path(), &environment, &["--set", "listen=127.0.0.1:3", "config", "print"]));
    for line in [
        "listen = \"127.0.0.1:3\" # flag --set",
        "public_url = \"http://127.0.0.1:3/\" # default",
        "max_files = 3 # environment variable AFFDESK_UPLOADS_MAX_FILES",
        "format = \"json\" # a.toml, line 5",
        "max_bytes = 5242880 # default",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    let left: Vec<_> = std::fs::read_dir(dir.path()).expect("a directory").collect();
    assert_eq!(left.len(), 1, "printing makes nothing: {left:?}");

    std::fs::write(dir.path().join("b.toml"), &text).expect("a file");
    let again = out(&affdesk(dir.path(), &[], &["--config", "b.toml", "config", "print"]));
    let values = |text: &str| {
        text.lines()
            .map(|line| line.rsplit_once(" # ").map_or(line, |(value, _)| value).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&text));
}

/// Environment, arguments, and the sentence that they get.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str], &'static str);

#[test]
fn a_mistake_is_one_sentence_and_an_exit_code() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("a.toml"), "[database]\nreaders = \"many\"\n").expect("a file");
    let cases: [Case; 4] = [
        (
            &[],
            &["--config", "a.toml", "serve"],
            "affdesk: a.toml, line 2: database.readers must be a whole number without quotes.\n",
        ),
        (
            &[("AFFDESK_LOG_FORMAT", "xml")],
            &["migrate"],
            "affdesk: The environment variable AFFDESK_LOG_FORMAT: log.format must be \"text\" or \"json\", not \"xml\".\n",
        ),
        (
            &[],
            &["verify", "--set", "sessions.idel=1h"],
            "affdesk: The flag --set: sessions.idel is no known key (did you mean sessions.idle?).\n",
        ),
        (
            &[],
            &["--set", "database.url=mysql://u:hunter2@h/d", "config", "print"],
            "affdesk: The flag --set: database.url must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE \
             (a database address is sqlite:PATH, postgres://… or postgresql://…).\n",
        ),
    ];
    for (environment, arguments, sentence) in cases {
        let output = affdesk(dir.path(), environment, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), sentence);
        assert!(output.stdout.is_empty() && !dir.path().join("affdesk-data").exists(), "{arguments:?}");
    }
}

/// `migrate` in an empty directory makes everything, for this user alone.
#[test]
fn an_empty_directory_is_enough() {
    let dir = tempfile::tempdir().expect("a directory");
    assert_eq!(out(&affdesk(dir.path(), &[], &["migrate"])), "The database is up to date.\n");
    let data = dir.path().join("affdesk-data");
    assert!(data.join("affdesk.db").is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = data.metadata().expect("the data directory").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    assert_eq!(out(&affdesk(dir.path(), &[], &["verify"])), "Looked at 0 tickets and 0 files; 0 findings.\n");
}
