use std::path::PathBuf;

use super::keys::{KEYS, Key};
use super::show::table;
use super::*;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Reads the three sources; a mistake names the file without its directory.
fn read(toml: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Config, String> {
    let dir = tempfile::tempdir().expect("a directory");
    let path: PathBuf = dir.path().join("affdesk.toml");
    std::fs::write(&path, toml).expect("it can be written");
    let place = dir.path().join("").display().to_string();
    Config::load(Some(&path), &pairs(flags), pairs(environment).into_iter())
        .map_err(|mistake| mistake.to_string().replace(&place, ""))
}

fn mistake(toml: &str) -> String {
    read(toml, &[], &[]).err().expect("it is refused")
}

/// Every key with its value.
fn shown(config: &Config) -> Vec<(&'static str, String)> {
    KEYS.iter().map(|key| (key.name, (key.show)(config))).collect()
}

#[test]
fn the_later_source_wins() {
    let toml = "listen = \"127.0.0.1:1\"\n[database]\nqueue = 1\nreaders = 1";
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("made/data");
    let environment = [("AFFDESK_DATABASE_QUEUE", "2"), ("AFFDESK_DATABASE_READERS", "2"), ("HOME", "/")];
    let flags = [("database.queue", "3"), ("data_dir", data.to_str().expect("UTF-8"))];
    let config = read(toml, &environment, &flags).expect("all is well");
    let options = config.db_options().expect("it makes its directory");
    assert!(data.is_dir());
    assert_eq!((config.listen().port(), options.readers, options.queue), (1, 2, 3));
    assert_eq!(options.writers, Config::default().database.writers);
    let text = config.render();
    for line in [
        "queue = 3 # flag --set",
        "readers = 2 # environment variable AFFDESK_DATABASE_READERS",
        "deadline = \"5s\" # default",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(
        text.contains("listen = \"127.0.0.1:1\" # /") && text.contains("affdesk.toml, line 1\n"),
        "{text}"
    );
}

#[test]
fn a_mistake_is_a_sentence_that_names_the_key_and_the_place() {
    let cases = [
        (
            "\n[database]\nreaders = \"4\"",
            "affdesk.toml, line 3: database.readers must be a whole number without quotes.",
        ),
        (
            "[database]\nreaders = 0",
            "affdesk.toml, line 2: database.readers must be a whole number from 1 to 256, not \"0\".",
        ),
        (
            "[database]\nraeders = 4",
            "affdesk.toml, line 2: database.raeders is no known key (did you mean database.readers?).",
        ),
        ("nonsense = 4", "affdesk.toml, line 1: nonsense is no known key."),
        ("database = 4", "affdesk.toml, line 1: database is a section of keys, write [database]."),
        (
            "[log]\nformat = \"xml\"",
            "affdesk.toml, line 2: log.format must be \"text\" or \"json\", not \"xml\".",
        ),
        ("[listen]\na = 1", "affdesk.toml, line 1: listen must be a text in quotes."),
        (
            "listen = \"here\"",
            "affdesk.toml, line 1: listen must be an address and a port like 127.0.0.1:8080, not \"here\".",
        ),
        (
            "[uploads]\nformats = [\"png\", \"pdf\"]",
            "affdesk.toml, line 2: uploads.formats must be a list of the formats jpeg, png, gif and zip, \
             and \"pdf\" is none, not \"png,pdf\".",
        ),
        (
            "trusted_proxies = \"10.0.0.1\"",
            "affdesk.toml, line 1: trusted_proxies must be a list of texts like [\"a\", \"b\"].",
        ),
        (
            "[database]\ndeadline = \"5 weeks\"",
            "affdesk.toml, line 2: database.deadline must be a time like \"500ms\", \"5s\", \"20m\", \"12h\" or \
             \"14d\", longer than 0 and at most 36500d, not \"5 weeks\".",
        ),
        (
            "[log]\nfilter = \"verbose\"",
            "affdesk.toml, line 2: log.filter must be a level (off, error, warn, info, debug, trace) or levels like \
             \"info,web=debug\", not \"verbose\".",
        ),
        ("[files]\nstore = \"s3\"", "The key files.s3.bucket must be set when files.store is \"s3\"."),
        (
            "[files.s3]\naccess_key = \"a\"",
            "The keys files.s3.access_key and files.s3.secret_key must be set together or not at all.",
        ),
        (
            "[files.s3]\nendpoint = \"http://s3.test\"",
            "The key files.s3.endpoint is an http:// address, so files.s3.allow_http must be true.",
        ),
        (
            "[uploads]\nmax_bytes = 31457281",
            "The keys uploads.max_files and uploads.max_bytes must not allow more than 157286400 bytes together.",
        ),
        ("[sessions]\nidle = \"91d\"", "The key sessions.idle must not be longer than sessions.lifetime."),
    ];
    for (toml, sentence) in cases {
        assert_eq!(mistake(toml), sentence);
    }
    assert!(mistake("listen =").starts_with("affdesk.toml, line 1: this is not TOML ("));
}

#[test]
fn a_mistake_in_the_environment_or_a_flag_names_it() {
    let wrong = |environment: &[(&str, &str)], flags: &[(&str, &str)]| {
        read("", environment, flags).err().expect("it is refused")
    };
    assert_eq!(
        wrong(&[("AFFDESK_TICKETS_REOPEN_ON_COMMENT", "yes")], &[]),
        "The environment variable AFFDESK_TICKETS_REOPEN_ON_COMMENT: tickets.reopen_on_comment must be true or false, \
         not \"yes\"."
    );
    assert_eq!(
        wrong(&[("AFFDESK_LISTENS", "x")], &[]),
        "The environment variable AFFDESK_LISTENS names no known key (did you mean AFFDESK_LISTEN?)."
    );
    assert_eq!(wrong(&[], &[("nonsense", "x")]), "The flag --set: nonsense is no known key.");
    assert_eq!(
        wrong(&[], &[("uploads.max_files", "0")]),
        "The flag --set: uploads.max_files must be a whole number from 1 to 50, not \"0\"."
    );
    read("", &[("AFFDESK_TEST_POSTGRES", "x"), ("AFFDESK_CONFIG", "x")], &[]).expect("these are not choices");
}

#[test]
fn a_file_that_is_named_has_to_be_there() {
    let mistake = Config::load(Some("/nowhere/affdesk.toml".as_ref()), &[], pairs(&[]).into_iter());
    let mistake = mistake.err().expect("it is refused").to_string();
    assert!(
        mistake.starts_with("The configuration file /nowhere/affdesk.toml cannot be read: "),
        "{mistake}"
    );
}

#[test]
fn secrets_are_in_no_output() {
    let secret = "hunter2-very-secret";
    let url = format!("postgres://desk:{secret}@db.example/desk");
    let environment = [
        ("AFFDESK_DATABASE_URL", url.as_str()),
        ("AFFDESK_FILES_S3_SECRET_KEY", secret),
        ("AFFDESK_FILES_S3_ACCESS_KEY", "id"),
    ];
    let config = read("", &environment, &[]).expect("all is well");
    let printed = config.render();
    assert!(!printed.contains(secret), "{printed}");
    assert!(
        printed.contains("secret_key = \"********\"") && printed.contains("postgres://desk@db.example/desk")
    );

    let broken = format!("postgres://desk:{secret}@db.example:port/desk");
    let from_environment = read("", &[("AFFDESK_DATABASE_URL", &broken)], &[]);
    let unquoted = read(&format!("[files.s3]\nsecret_key = {secret}"), &[], &[]);
    let of_two_lines = read(&format!("[files.s3]\nsecret_key = \"{secret}\nlisten = 1"), &[], &[]);
    for wrong in [from_environment, unquoted, of_two_lines] {
        let mistake = wrong.err().expect("it is refused");
        assert!(!mistake.contains("hunter2"), "{mistake}");
    }
}

/// What is printed can be the file, and then means the same.
#[test]
fn what_is_printed_can_be_read() {
    let toml = "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n[programme]\nname = 'A \"fine\" one'";
    let config = read(toml, &[], &[]).expect("all is well");
    let again = read(&config.render(), &[], &[]).expect("what is printed is a file");
    assert_eq!(shown(&again), shown(&config));
    for key in KEYS {
        assert!(again.sources.contains_key(key.name), "{} is printed", key.name);
    }
}

#[test]
fn what_is_chosen_reaches_the_floors_below() {
    let toml = "listen = \"0.0.0.0:81\"\n\
        trusted_proxies = [\"10.0.0.0/8\"]\n\
        data_dir = \"/data\"\n\
        [database]\nurl = \"postgres://u@h/d\"\ndeadline = \"7s\"\n\
        [uploads]\nformats = [\"zip\"]\nmax_files = 2\nmax_bytes = 9\n\
        [tickets]\nreopen_on_comment = false\n\
        [tickets.answer_within_hours]\noffer_request = 3\n\
        [sessions]\nidle = \"1h\"\nlifetime = \"2h\"\n\
        [sign_in]\naddress_burst = 4\n\
        [keep]\ndrafts = \"6d\"\n\
        [programme]\nname = \"Northwind\"\ncolour = \"#0A7D5A\"\nsupport_email = \"help@desk.test\"\n\
        [shutdown]\ndeadline = \"3s\"\n";
    let config = read(toml, &[], &[]).expect("all is well");
    let options = config.db_options().expect("nothing is made for PostgreSQL");
    assert_eq!((options.location.engine(), options.deadline), (db::Engine::Postgres, Duration::from_secs(7)));
    let settings = config.settings();
    let uploads = &settings.uploads;
    assert_eq!(
        (uploads.formats.as_slice(), uploads.max_files, uploads.max_bytes),
        ([files::Format::Zip].as_slice(), 2, 9)
    );
    assert!(!settings.reopen_on_comment);
    assert_eq!(settings.answer_within.offer_request, Duration::from_hours(3));
    assert_eq!(
        (settings.session_idle, settings.session_lifetime),
        (Duration::from_hours(1), Duration::from_hours(2))
    );
    assert_eq!((settings.throttle.address_burst, settings.draft_lifetime), (4, Duration::from_hours(6 * 24)));
    let site = config.site();
    assert_eq!(site.public_url.as_str(), "http://127.0.0.1:81/");
    assert!(site.trusted_proxies[0].holds(IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3))));
    assert_eq!((site.name.as_str(), site.colour.as_deref()), ("Northwind", Some("#0a7d5a")));
    assert_eq!(site.support_email.as_deref(), Some("help@desk.test"));
    assert_eq!(config.files_dir(), PathBuf::from("/data/files"));
    assert_eq!(config.shutdown_deadline(), Duration::from_secs(3));
}

#[test]
fn a_bucket_is_reached_as_chosen() {
    let toml = "[files]\nstore = \"s3\"\n\
        [files.s3]\nbucket = \"b\"\nendpoint = \"http://127.0.0.1:9000\"\nregion = \"eu\"\nprefix = \"p\"\n\
        access_key = \"id\"\nsecret_key = \"secret\"\nallow_http = true\nvirtual_hosted = true\n";
    let config = read(toml, &[], &[]).expect("all is well");
    let options = config.s3();
    assert_eq!((options.bucket.as_str(), options.region.as_str()), ("b", "eu"));
    assert_eq!(
        (options.endpoint.as_deref(), options.prefix.as_deref()),
        (Some("http://127.0.0.1:9000"), Some("p"))
    );
    let key = options.credentials.expect("a key");
    assert_eq!((key.access_key_id.as_str(), key.secret_access_key.as_str()), ("id", "secret"));
    assert!(options.allow_http && options.virtual_hosted);
    config.store().expect("nothing is sent yet");
}

#[test]
fn every_key_reads_what_it_shows_and_has_a_variable_of_its_own() {
    let mut variables: Vec<_> = KEYS.iter().map(Key::variable).collect();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), KEYS.len());
    for key in KEYS {
        let mut config = Config::default();
        let shown = (key.show)(&config);
        (key.set)(&mut config, &shown)
            .unwrap_or_else(|problem| panic!("{} {problem}, and shows {shown:?}", key.name));
        assert_eq!((key.show)(&config), shown, "{}", key.name);
    }
}

/// The table in the operator's book is this one. To bring it up to date, paste what this test prints.
#[test]
fn the_operators_book_has_every_key_with_its_default() {
    let book = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md"))
        .expect("docs/operations.md is there");
    let begin = "<!-- keys -->\n";
    let written = book.split_once(begin).and_then(|(_, rest)| rest.split_once("<!-- end of keys -->"));
    let written = written.map_or("", |(table, _)| table);
    assert!(written.trim() == table().trim(), "the table in docs/operations.md should be:\n\n{}", table());
}
