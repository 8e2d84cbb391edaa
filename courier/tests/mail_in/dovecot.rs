//! A real IMAP server, Debian's Dovecot, with a configuration and a mailbox of its own on a free port of this machine.
//! `scripts/test` installs it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Display, Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use courier::mail_in::imap::{Done, Options};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;

/// The password of the one user.
pub(crate) const PASSWORD: &str = "correct-horse";

/// A server that runs until it is dropped.
pub(crate) struct Dovecot {
    dir: TempDir,
    port: u16,
    process: Option<Child>,
    delivered: AtomicU32,
}

/// Who the server runs as: it refuses to be root, and then Debian's package has made users for it.
struct Users {
    internal: String,
    login: String,
    uid: String,
    gid: String,
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("the command runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn program() -> &'static Path {
    let places = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].map(Path::new);
    let program = places.into_iter().find(|path| path.exists());
    program.expect("dovecot is installed: Debian's package dovecot-imapd, see scripts/test")
}

/// Whether the version is one that reads the new kind of configuration (Debian 13), and only that.
fn is_2_4(version: &str) -> bool {
    let mut numbers = version.split(['.', ' ', '-']).map_while(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(2), Some(4))
}

/// What differs, for Debian 12.
fn of_2_3(dir: &Display<'_>, uid: &str, gid: &str) -> String {
    format!(
        "protocols = imap
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
mail_location = maildir:{dir}/mail
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}
}}"
    )
}

/// The same for Debian 13, written by Dovecot's documentation (upgrading from 2.3 to 2.4). It has not been run: where these
/// tests were written, there was 2.3 alone.
fn of_2_4(dir: &Display<'_>, uid: &str, gid: &str) -> String {
    // The versions come before everything else.
    format!(
        "dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
}}
ssl_server_cert_file = {dir}/cert.pem
ssl_server_key_file = {dir}/key.pem
mail_driver = maildir
mail_path = {dir}/mail
namespace inbox {{
  inbox = yes
}}
passdb static {{
  password = {PASSWORD}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {dir}
  }}
}}"
    )
}

#[test]
fn the_version_decides_what_is_written() {
    for old in ["2.3.19.1 (9b53102964)", "2.3.21", "", "unknown"] {
        assert!(!is_2_4(old), "{old}");
    }
    for new in ["2.4.1-4 (7d8c0e5759)", "2.4.0", "2.10.0", "3.0.0"] {
        assert!(is_2_4(new), "{new}");
    }
}

impl Users {
    fn here() -> Self {
        let id = |arguments: &[&str]| said(Command::new("id").args(arguments));
        if id(&["-u"]) == "0" {
            let (uid, gid) = (id(&["-u", "dovecot"]), id(&["-g", "dovecot"]));
            return Self { internal: "dovecot".into(), login: "dovenull".into(), uid, gid };
        }
        Self { internal: id(&["-un"]), login: id(&["-un"]), uid: id(&["-u"]), gid: id(&["-g"]) }
    }
}

impl Dovecot {
    pub(crate) fn start() -> Self {
        let dir = TempDir::with_prefix("affdesk-dovecot-").expect("a directory");
        // A port that is free now; a server that finds it taken says so, and the test fails loudly.
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let mut server = Self { dir, port, process: None, delivered: AtomicU32::new(0) };
        server.configure();
        server.run();
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn configure(&self) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(self.path("cert.pem"), cert.pem()).expect("written");
        fs::write(self.path("key.pem"), signing_key.serialize_pem()).expect("written");
        let users = Users::here();
        for folder in ["mail/new", "mail/cur", "mail/tmp"] {
            fs::create_dir_all(self.path(folder)).expect("a folder");
        }
        let dir = &self.dir.path().display();
        let Users { internal, login, uid, gid } = &users;
        let is_root = said(Command::new("id").arg("-u")) == "0";
        // Only root may put a process into another root directory.
        let chroot = if is_root { "" } else { "chroot =" };
        let group = said(Command::new("id").args(["-gn", internal]));
        let mails = if is_2_4(&said(Command::new(program()).arg("--version"))) {
            of_2_4(dir, uid, gid)
        } else {
            of_2_3(dir, uid, gid)
        };
        let text = format!(
            "{mails}
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
listen = 127.0.0.1
ssl = required
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
",
            port = self.port,
        );
        fs::write(self.path("dovecot.conf"), text).expect("written");
        if is_root {
            fs::set_permissions(self.dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
                .expect("readable");
            self.own("mail");
        }
    }

    /// Gives a folder to whom the server reads it as.
    fn own(&self, name: &str) {
        let users = Users::here();
        if said(Command::new("id").arg("-u")) == "0" {
            let owner = format!("{}:{}", users.uid, users.gid);
            let done = Command::new("chown").args(["-R", &owner]).arg(self.path(name)).status();
            assert!(done.expect("chown runs").success());
        }
    }

    /// Starts it, the first time or again.
    pub(crate) fn run(&mut self) {
        let child = Command::new(program())
            .arg("-F")
            .arg("-c")
            .arg(self.path("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(self.path("stderr")).expect("a file"))
            .spawn();
        self.process = Some(child.expect("it starts"));
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "dovecot does not listen: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        ["stderr", "log"].iter().map(|name| fs::read_to_string(self.path(name)).unwrap_or_default()).collect()
    }

    /// Ends it, as a server ends that is restarted.
    pub(crate) fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let _ = Command::new("kill").arg(process.id().to_string()).status();
        let began = Instant::now();
        while process.try_wait().ok().flatten().is_none() {
            if began.elapsed() > Duration::from_secs(10) {
                let _ = process.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Puts a mail into the inbox, as a mail server delivers it.
    pub(crate) fn deliver(&self, raw: &[u8]) {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let waiting = format!("mail/tmp/{number}.M{number}.test");
        fs::write(self.path(&waiting), raw).expect("written");
        self.own(&waiting);
        fs::rename(self.path(&waiting), self.path(&waiting.replace("/tmp/", "/new/"))).expect("delivered");
    }

    /// Names of the files of a folder, with their flags.
    pub(crate) fn mails(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        for part in ["new", "cur"] {
            let entries = fs::read_dir(self.path(&format!("mail/{folder}/{part}"))).into_iter().flatten();
            names.extend(
                entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()),
            );
        }
        names.sort();
        names
    }

    /// How many mails of the inbox are marked as read.
    pub(crate) fn seen(&self) -> usize {
        self.mails(".")
            .iter()
            .filter(|name| name.rsplit_once(":2,").is_some_and(|(_, flags)| flags.contains('S')))
            .count()
    }

    /// Makes a folder, or takes it away.
    pub(crate) fn folder(&self, name: &str, there: bool) {
        let folder = format!("mail/.{name}");
        if there {
            for part in ["new", "cur", "tmp"] {
                fs::create_dir_all(self.path(&format!("{folder}/{part}"))).expect("a folder");
            }
            self.own(&folder);
        } else {
            let _ = fs::remove_dir_all(self.path(&folder));
        }
    }

    /// Makes the server number its mails anew (another UIDVALIDITY), as after a restored backup.
    pub(crate) fn forget_numbers(&self) {
        for entry in fs::read_dir(self.path("mail")).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dovecot")) {
                fs::remove_file(path).expect("removed");
            }
        }
    }

    /// How it is looked into.
    pub(crate) fn options(&self, folder: &str, done: Done) -> Options {
        let address = format!("imaps://support%40desk.example@localhost:{}/{folder}", self.port);
        Options {
            address: address.parse().expect("an address"),
            password: PASSWORD.to_owned(),
            every: Duration::from_millis(50),
            done,
            authorities: Some(self.path("cert.pem")),
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("dovecot said:\n{}", self.log());
        }
        self.stop();
    }
}
