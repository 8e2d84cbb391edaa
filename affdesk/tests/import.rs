//! `affdesk import`, as a person at a terminal and a nightly job meet it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use desk::offers::Privacy;
use testkit::{Engine, Kit};

/// What the program said: exit code, standard output, standard error.
type Said = (Option<i32>, String, String);

/// Runs `affdesk import` on the database of a desk, with something on its standard input.
fn import(kit: &Kit, dir: &Path, arguments: &[&str], input: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_affdesk"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AFFDESK_") {
            command.env_remove(name);
        }
    }
    let command = command.env("AFFDESK_DATABASE_URL", kit.db().location().reveal());
    let command = command.env("AFFDESK_LOG_FILTER", "warn");
    let command = command.current_dir(dir).arg("import").args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who is given a file does not read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

async fn offers(kit: &Kit) -> i64 {
    kit.count("SELECT COUNT(*) FROM offers").await
}

async fn a_file_is_told_row_by_row(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let known =
        desk::offers::RawOffer { external_id: "X-1".into(), ..kit.raw_offer("Known", Privacy::Private) };
    kit.offer(&maria, &known).await;
    let same =
        desk::offers::RawOffer { external_id: "X-0".into(), ..kit.raw_offer("Same", Privacy::Private) };
    kit.offer(&maria, &same).await;
    let dir = tempfile::tempdir().expect("a directory");
    let file = "external_id,title,kpi,countries\nX-0,Same,,\nX-1,Known,New,DE\nX-2,\"So\x1blar\",,\n";
    std::fs::write(dir.path().join("offers.csv"), file).expect("a file");
    // What would be done, and nothing of it.
    let (code, out, err) = import(&kit, dir.path(), &["offers", "offers.csv", "--dry-run"], "");
    let wanted = [
        "row 2: Unchanged: Same",
        "row 3: Changed: Known: countries, kpi",
        "row 4: New: Solar",
        "1 new, 1 changed, 1 unchanged. Nothing is stored: it was a dry run.",
    ];
    assert_eq!((code, lines(&out), err.as_str()), (Some(0), wanted.to_vec(), ""));
    assert_eq!(offers(&kit).await, 2);
    // The same, done.
    let (code, out, err) = import(&kit, dir.path(), &["offers", "offers.csv"], "");
    let wanted = [wanted[1], wanted[2], "1 new, 1 changed, 1 unchanged."];
    assert_eq!((code, lines(&out), err.as_str()), (Some(0), wanted.to_vec(), ""));
    assert_eq!(offers(&kit).await, 3);
    // Once more, as the job of the next night.
    let (code, out, _) = import(&kit, dir.path(), &["offers", "offers.csv"], "");
    assert_eq!((code, lines(&out)), (Some(0), vec!["0 new, 0 changed, 3 unchanged."]));
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 0, "nothing is left of the files");
    assert_eq!(kit.count("SELECT COUNT(*) FROM import_rows").await, 0);
    kit.verify().await;
}

async fn a_wrong_file_names_its_rows_and_changes_nothing(engine: Engine) {
    let kit = Kit::new(engine);
    let dir = tempfile::tempdir().expect("a directory");
    let file = "title,hold_days\nGood,1\n,soon\nA,B,C\n";
    for more in [&[][..], &["--dry-run"]] {
        let (code, out, err) = import(&kit, dir.path(), &[&["offers", "-"], more].concat(), file);
        let wanted = [
            "row 3: Wrong: title: Enter a title. hold_days: Enter a whole number from 0 to 3,650.",
            "row 4: Wrong: The row has 3 cells, the header 2.",
            "2 of 3 rows have something wrong. Nothing is stored.",
        ];
        assert_eq!((code, out.as_str(), lines(&err)), (Some(1), "", wanted.to_vec()));
    }
    let (code, _, err) = import(&kit, dir.path(), &["offers", "missing.csv"], "");
    assert_eq!(code, Some(1));
    assert!(err.contains("missing.csv cannot be read"), "{err}");
    assert_eq!((offers(&kit).await, kit.count("SELECT COUNT(*) FROM imports").await), (0, 0));
}

async fn json_comes_from_a_file_or_from_standard_input(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    kit.affiliate("acme", Some(&maria)).await;
    let dir = tempfile::tempdir().expect("a directory");
    let file = r#"[{"external_id":"A-1","name":"Klick","tags":["vip","big"]},{"name":"Leads"}]"#;
    let (code, out, err) = import(&kit, dir.path(), &["affiliates", "-"], file);
    let wanted = vec!["row 1: New: Klick", "row 2: New: Leads", "2 new, 0 changed, 0 unchanged."];
    assert_eq!((code, lines(&out), err.as_str()), (Some(0), wanted, ""));
    std::fs::write(dir.path().join("one.json"), r#"{"external_id":"A-1","name":"Klick GmbH"}"#)
        .expect("a file");
    let (code, out, _) = import(&kit, dir.path(), &["affiliates", "one.json"], "");
    let wanted = vec!["row 1: Changed: Klick GmbH: name", "0 new, 1 changed, 0 unchanged."];
    assert_eq!((code, lines(&out)), (Some(0), wanted));
    // Who would lose access is named, and it has to be said what becomes of them.
    let open = desk::offers::RawOffer { external_id: "O".into(), ..kit.raw_offer("Open", Privacy::Public) };
    kit.offer(&maria, &open).await;
    let closed = r#"{"external_id":"O","privacy":"private"}"#;
    let (code, out, err) = import(&kit, dir.path(), &["offers", "-", "--format", "json"], closed);
    assert_eq!(
        (code, lines(&out)),
        (Some(1), vec!["row 1: Changed: Open: privacy; 3 affiliates would lose access"])
    );
    assert!(err.contains("1 offer would no longer be public. 3 affiliates have access by it."), "{err}");
    assert!(err.contains("--privacy-change keep") && err.contains("Nothing is stored."), "{err}");
    let said = import(&kit, dir.path(), &["offers", "-", "--privacy-change", "end"], closed);
    assert_eq!(said.0, Some(0), "{said:?}");
    assert_eq!(kit.count("SELECT COUNT(*) FROM offers WHERE privacy = 'private'").await, 1);
    kit.verify().await;
}

testkit::both_engines!(
    a_file_is_told_row_by_row,
    a_wrong_file_names_its_rows_and_changes_nothing,
    json_comes_from_a_file_or_from_standard_input,
);
