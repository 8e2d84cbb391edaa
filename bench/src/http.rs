//! A browser's side of HTTP/1.1, as small as it can be: one connection that is kept, one answer at a time. What asks for
//! a load should cost little, because it runs on the cores of the server that it measures.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer, as far as a load looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// Bytes of the body.
    pub(crate) body: usize,
}

/// A whole answer, to be looked into.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// How far the body reaches.
#[derive(Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
}

struct Head {
    bytes: usize,
    status: u16,
    framing: Framing,
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// More than any answer has.
const HEADERS: usize = 48;

impl Connection {
    pub(crate) async fn open(to: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(128 * 1024) })
    }

    /// Sends a request and waits until its answer is there.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Seen> {
        self.stream.write_all(request).await?;
        let head = self.head().await?;
        let body = match head.framing {
            Framing::Length(length) => {
                while self.buffer.len() < head.bytes + length {
                    self.more().await?;
                }
                length
            }
            Framing::Chunked => self.chunks(head.bytes).await?.len(),
        };
        Ok(Seen { status: head.status, body })
    }

    /// The same, with everything that came.
    pub(crate) async fn ask_whole(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        let head = self.head().await?;
        let headers = headers(&self.buffer[..head.bytes])?;
        let body = match head.framing {
            Framing::Length(length) => {
                while self.buffer.len() < head.bytes + length {
                    self.more().await?;
                }
                self.buffer[head.bytes..head.bytes + length].to_vec()
            }
            Framing::Chunked => self.chunks(head.bytes).await?,
        };
        Ok(Answer { status: head.status, headers, body })
    }

    async fn head(&mut self) -> Result<Head> {
        self.buffer.clear();
        loop {
            self.more().await?;
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut response = httparse::Response::new(&mut headers);
            let parsed = response.parse(&self.buffer).map_err(|error| Error::other(error.to_string()))?;
            if let httparse::Status::Complete(bytes) = parsed {
                let status = response.code.unwrap_or(0);
                let framing = framing(status, response.headers)?;
                return Ok(Head { bytes, status, framing });
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Reads a chunked body to its end, without trailers.
    async fn chunks(&mut self, from: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        let mut at = from;
        loop {
            let parsed = httparse::parse_chunk_size(&self.buffer[at..])
                .map_err(|_| Error::other("a chunk without a size"))?;
            let httparse::Status::Complete((line, size)) = parsed else {
                self.more().await?;
                continue;
            };
            let size = usize::try_from(size).map_err(Error::other)?;
            let end = at + line + size + 2;
            while self.buffer.len() < end {
                self.more().await?;
            }
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[at + line..at + line + size]);
            at = end;
        }
    }
}

fn framing(status: u16, headers: &[httparse::Header<'_>]) -> Result<Framing> {
    if status == 204 || status == 304 {
        return Ok(Framing::Length(0));
    }
    let header = |name: &str| headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    match header("content-length") {
        Some(length) => {
            let length = str::from_utf8(length.value).ok().and_then(|length| length.parse().ok());
            length.map(Framing::Length).ok_or_else(|| Error::other("a length that is no number"))
        }
        None if header("transfer-encoding").is_some() => Ok(Framing::Chunked),
        None => Err(Error::other("an answer without a length")),
    }
}

fn headers(head: &[u8]) -> Result<Vec<(String, String)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(head).map_err(|error| Error::other(error.to_string()))?;
    let text = |header: &httparse::Header<'_>| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    Ok(response.headers.iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers one connection with these pieces.
    async fn answered(pieces: &'static [&'static str]) -> Connection {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            for piece in pieces {
                stream.write_all(piece.as_bytes()).await.expect("written");
                stream.flush().await.expect("flushed");
                tokio::task::yield_now().await;
            }
        });
        Connection::open(address).await.expect("connected")
    }

    #[tokio::test]
    async fn bodies_of_both_framings_are_read_to_their_end() {
        let mut whole = answered(&["HTTP/1.1 200 OK\r\nContent-Le", "ngth: 5\r\n\r\nhel", "lo"]).await;
        assert_eq!(whole.ask(b"GET").await.expect("an answer"), Seen { status: 200, body: 5 });
        let mut chunked = answered(&[
            "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\nX-A: b\r\n\r\n5\r\nhel",
            "lo\r\n6\r\n, you!\r",
            "\n0\r\n\r\n",
        ])
        .await;
        let answer = chunked.ask_whole(b"GET").await.expect("an answer");
        assert_eq!(
            (answer.status, answer.text().as_str(), answer.header("x-a")),
            (404, "hello, you!", Some("b"))
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_cut_off_is_an_error() {
        let mut cut = answered(&["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel"]).await;
        assert!(cut.ask(b"GET").await.is_err());
        let mut none = answered(&["HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n"]).await;
        assert_eq!(none.ask(b"GET").await.expect("an answer"), Seen { status: 304, body: 0 });
    }
}
