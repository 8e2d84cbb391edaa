//! A Bot API server: it answers as Telegram's documentation says, and misbehaves where a test asks for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use courier::telegram::{Api, BotToken};
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "4242:AAE-abc_DEFghijklmnopqrstuvwxyz0123";

#[derive(Default)]
struct Inner {
    updates: Vec<Value>,
    next_update: i64,
    /// Messages of a chat, the bot's and the person's, are numbered together.
    next_message: i64,
    sent: Vec<Value>,
    /// What the next calls of `sendMessage` are answered with instead.
    instead: Vec<(u16, String)>,
    files: HashMap<String, Vec<u8>>,
    /// What comes a moment later.
    late: Vec<Value>,
    /// How often each method was called.
    calls: HashMap<String, usize>,
}

#[derive(Clone)]
pub(crate) struct Server {
    port: u16,
    inner: Arc<Mutex<Inner>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let inner = Inner { next_update: 1000, next_message: 1, ..Inner::default() };
        let server = Self { port, inner: Arc::new(Mutex::new(inner)) };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no panic")
    }

    pub(crate) fn api(&self) -> Api {
        self.api_with(TOKEN)
    }

    pub(crate) fn api_with(&self, token: &str) -> Api {
        let base = format!("http://127.0.0.1:{}/", self.port).parse().expect("an address");
        Api::new(&base, token.parse::<BotToken>().expect("a token")).expect("a client")
    }

    /// A person writes to the bot.
    pub(crate) fn write(&self, chat: i64, more: &Value) -> i64 {
        let mut inner = self.lock();
        let number = inner.next_message;
        inner.next_message += 1;
        let mut message = json!({
            "message_id": number,
            "date": 1_700_000_000,
            "chat": { "id": chat, "type": "private" },
            "from": { "id": chat, "is_bot": false, "first_name": "Ann", "username": format!("person{chat}"), "language_code": "en" },
        });
        for (name, value) in more.as_object().expect("an object") {
            message[name] = value.clone();
        }
        let update = json!({ "update_id": inner.next_update, "message": message });
        inner.next_update += 1;
        inner.updates.push(update);
        number
    }

    pub(crate) fn say(&self, chat: i64, text: &str) -> i64 {
        self.write(chat, &json!({ "text": text }))
    }

    pub(crate) fn answer(&self, chat: i64, to: i64, text: &str) -> i64 {
        self.write(
            chat,
            &json!({ "text": text, "reply_to_message": { "message_id": to, "chat": { "id": chat } } }),
        )
    }

    /// Tells of these only when it is asked once more after now.
    pub(crate) fn hold_back(&self, updates: usize) {
        let mut inner = self.lock();
        let from = inner.updates.len() - updates;
        inner.late = inner.updates.split_off(from);
    }

    /// Tells of this once more, or of anything.
    pub(crate) fn push(&self, update: Value) {
        self.lock().updates.push(update);
    }

    /// All that waits to be told.
    pub(crate) fn waiting(&self) -> Vec<Value> {
        self.lock().updates.clone()
    }

    /// Numbers what comes next from here on.
    pub(crate) fn number_from(&self, next: i64) {
        self.lock().next_update = next;
    }

    /// Answers the next `sendMessage` so.
    pub(crate) fn instead(&self, code: u16, description: &str, parameters: &Value) {
        let body =
            json!({ "ok": false, "error_code": code, "description": description, "parameters": parameters });
        self.lock().instead.push((code, body.to_string()));
    }

    /// Answers the next `sendMessage` with something that is none of the Bot API's.
    pub(crate) fn instead_raw(&self, code: u16, body: &str) {
        self.lock().instead.push((code, body.to_owned()));
    }

    pub(crate) fn keep_file(&self, id: &str, bytes: &[u8]) {
        self.lock().files.insert(id.to_owned(), bytes.to_vec());
    }

    /// What the bot sent: where, what, and under which number.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.lock().sent.clone()
    }

    /// The newest of what it sent to a chat: chats are written to side by side.
    pub(crate) fn last_to(&self, chat: i64) -> Value {
        let mut sent = self.sent();
        sent.retain(|message| message["chat_id"] == chat);
        sent.pop().expect("something was sent there")
    }

    pub(crate) fn calls(&self, method: &str) -> usize {
        self.lock().calls.get(method).copied().unwrap_or(0)
    }

    fn call(&self, method: &str, body: &Value) -> Response {
        let mut inner = self.lock();
        *inner.calls.entry(method.to_owned()).or_default() += 1;
        match method {
            "getMe" => ok(&json!({ "id": 4242, "is_bot": true, "username": "northwind_bot" })),
            "getUpdates" => {
                let offset = body["offset"].as_i64().unwrap_or(0);
                // What was asked beyond is forgotten; so is nothing where the numbers begin anew.
                if offset > 0 {
                    inner
                        .updates
                        .retain(|update| update["update_id"].as_i64().is_some_and(|number| number >= offset));
                }
                let told = ok(&Value::Array(inner.updates.clone()));
                let late = std::mem::take(&mut inner.late);
                inner.updates.extend(late);
                told
            }
            "sendMessage" => {
                if !inner.instead.is_empty() {
                    let (code, body) = inner.instead.remove(0);
                    return (StatusCode::from_u16(code).expect("a status"), body).into_response();
                }
                let number = inner.next_message;
                inner.next_message += 1;
                let mut message = body.clone();
                message["message_id"] = json!(number);
                inner.sent.push(message);
                ok(&json!({ "message_id": number, "chat": { "id": body["chat_id"] }, "date": 1 }))
            }
            "getFile" => {
                let id = body["file_id"].as_str().unwrap_or_default();
                if inner.files.contains_key(id) {
                    ok(&json!({ "file_path": format!("photos/{id}") }))
                } else {
                    refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
                }
            }
            _ => refused(404, "Not Found"),
        }
    }
}

fn ok(result: &Value) -> Response {
    json!({ "ok": true, "result": result }).to_string().into_response()
}

fn refused(code: u16, description: &str) -> Response {
    let body = json!({ "ok": false, "error_code": code, "description": description });
    (StatusCode::from_u16(code).expect("a status"), body.to_string()).into_response()
}

async fn answer(State(server): State<Server>, uri: Uri, body: Bytes) -> Response {
    let path = uri.path();
    if let Some(file) = path.strip_prefix(&format!("/file/bot{TOKEN}/photos/")) {
        return match server.lock().files.get(file) {
            Some(bytes) => bytes.clone().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    match path.strip_prefix(&format!("/bot{TOKEN}/")) {
        Some(method) => server.call(method, &serde_json::from_slice(&body).unwrap_or(Value::Null)),
        None => refused(401, "Unauthorized"),
    }
}
