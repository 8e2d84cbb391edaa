//! A real SMTP server: aiosmtpd of Debian (`python3-aiosmtpd`), on a port of its own, which keeps what it takes in a
//! Maildir.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running server; dropping it stops it.
pub(crate) struct MailServer {
    child: Child,
    pub(crate) port: u16,
    directory: TempDir,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// One with more arguments.
    pub(crate) async fn with(arguments: &[&str]) -> Self {
        let directory = TempDir::with_prefix("affdesk-mail-").expect("a temporary directory can be made");
        let port = free_port();
        let child = Command::new("/usr/bin/python3")
            .args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")])
            .args(arguments)
            .args(["-c", "aiosmtpd.handlers.Mailbox"])
            .arg(directory.path().join("box"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 with aiosmtpd is there; scripts/test installs it (python3-aiosmtpd)");
        let server = Self { child, port, directory };
        for _ in 0..400 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the mail server does not listen; is python3-aiosmtpd installed?");
    }

    /// What it took, oldest first: headers and body with the soft line ends of quoted-printable taken out.
    pub(crate) fn mails(&self) -> Vec<String> {
        let new: PathBuf = self.directory.path().join("box/new");
        let Ok(entries) = std::fs::read_dir(new) else { return vec![] };
        let mut mails: Vec<_> = entries
            .map(|entry| {
                let path = entry.expect("the Maildir can be read").path();
                let written = path.metadata().and_then(|data| data.modified()).expect("a time");
                let text = std::fs::read_to_string(path).expect("mails are ASCII");
                (written, text.replace("\r\n", "\n").replace("=\n", ""))
            })
            .collect();
        mails.sort();
        mails.into_iter().map(|(_, mail)| mail).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}

/// A header of a mail, with its folded lines as one.
pub(crate) fn header(mail: &str, name: &str) -> String {
    let head = mail.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
    let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    line.unwrap_or_else(|| panic!("no header {name} in:\n{head}"))
}
