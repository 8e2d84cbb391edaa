//! An IMAP server that says what a test wants it to: what real ones say once in a thousand times.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use courier::mail_in::imap::{Done, Options};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What is answered to `UID FETCH` before its end, from the mail's UID and what is asked for. None breaks the connection.
pub(crate) type Answer = dyn Fn(u32, &str) -> Option<Vec<u8>> + Send + Sync;

/// A server for one mailbox, until it is dropped.
pub(crate) struct Scripted {
    port: u16,
    here: Arc<Here>,
    task: tokio::task::JoinHandle<()>,
}

struct Here {
    mails: u32,
    answer: Box<Answer>,
    seen: Mutex<BTreeSet<u32>>,
    asked: Mutex<Vec<(u32, String)>>,
}

/// `* n FETCH (UID n …)` with content.
pub(crate) fn content(uid: u32, what: &str, bytes: &[u8]) -> Vec<u8> {
    let what = what.replace(".PEEK", "");
    let mut answer = format!("* {uid} FETCH (UID {uid} {what} {{{}}}\r\n", bytes.len()).into_bytes();
    answer.extend_from_slice(bytes);
    answer.extend_from_slice(b")\r\n");
    answer
}

/// What a server says that behaves: the size, then the content.
pub(crate) fn as_asked(uid: u32, what: &str, bytes: &[u8]) -> Vec<u8> {
    if what == "RFC822.SIZE" {
        return format!("* {uid} FETCH (UID {uid} RFC822.SIZE {})\r\n", bytes.len()).into_bytes();
    }
    content(uid, what, bytes)
}

impl Scripted {
    /// A mailbox with mails of the UIDs 1 to `mails`.
    pub(crate) async fn start(
        mails: u32,
        answer: impl Fn(u32, &str) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let here = Arc::new(Here {
            mails,
            answer: Box::new(answer),
            seen: Mutex::default(),
            asked: Mutex::default(),
        });
        let serving = Arc::clone(&here);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = Arc::clone(&serving);
                tokio::spawn(async move { here.serve(stream).await });
            }
        });
        Self { port, here, task }
    }

    /// The UIDs that were marked as read.
    pub(crate) fn seen(&self) -> Vec<u32> {
        self.here.seen.lock().expect("no panic").iter().copied().collect()
    }

    /// How often the content of a mail was asked for.
    pub(crate) fn asked(&self, uid: u32) -> usize {
        self.here.asked.lock().expect("no panic").iter().filter(|(asked, _)| *asked == uid).count()
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            address: format!("imap://support@127.0.0.1:{}/INBOX", self.port).parse().expect("an address"),
            password: "secret".to_owned(),
            every: Duration::from_millis(20),
            done: Done::Seen,
            authorities: None,
        }
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Here {
    async fn serve(&self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if write.write_all(b"* OK ready\r\n").await.is_err() {
            return;
        }
        while let Ok(Some(line)) = lines.next_line().await {
            let (tag, command) = line.split_once(' ').expect("a tagged command");
            let Some(mut answer) = self.answer(command) else { return };
            answer.extend_from_slice(format!("{tag} OK done\r\n").as_bytes());
            if write.write_all(&answer).await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, command: &str) -> Option<Vec<u8>> {
        let words: Vec<&str> = command.split(' ').collect();
        let uid = || words[2].parse::<u32>().expect("one mail");
        match &words[..] {
            ["SELECT", ..] => {
                let mails = self.mails;
                Some(format!("* {mails} EXISTS\r\n* OK [UIDVALIDITY 7] here\r\n").into_bytes())
            }
            ["CAPABILITY"] => Some(b"* CAPABILITY IMAP4rev1\r\n".to_vec()),
            ["UID", "SEARCH", ..] => {
                let seen = self.seen.lock().expect("no panic");
                let unseen = (1..=self.mails).filter(|uid| !seen.contains(uid));
                let uids: Vec<String> = unseen.map(|uid| uid.to_string()).collect();
                Some(format!("{}\r\n", format!("* SEARCH {}", uids.join(" ")).trim_end()).into_bytes())
            }
            ["UID", "FETCH", _, "(UID", what] => {
                let what = what.trim_end_matches(')');
                if what != "RFC822.SIZE" {
                    self.asked.lock().expect("no panic").push((uid(), what.to_owned()));
                }
                (self.answer)(uid(), what)
            }
            ["UID", "STORE", ..] => {
                self.seen.lock().expect("no panic").insert(uid());
                Some(Vec::new())
            }
            _ => Some(Vec::new()),
        }
    }
}
