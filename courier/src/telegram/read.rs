//! What the Bot API tells of a message, as far as the bot reads it.

use desk::telegram::Update;
use serde::Deserialize;
use serde_json::Value;

/// A file that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    /// What Telegram knows it by.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// How large Telegram says it is; 0 when it does not say.
    pub(super) size: u64,
}

#[derive(Deserialize)]
struct Raw {
    update_id: i64,
}

#[derive(Deserialize)]
struct Said {
    message_id: i64,
    chat: Chat,
    from: From,
    #[serde(default)]
    text: String,
    #[serde(default)]
    caption: String,
    reply_to_message: Option<Answered>,
    #[serde(default)]
    photo: Vec<Sent>,
    document: Option<Sent>,
    video: Option<Sent>,
    audio: Option<Sent>,
    voice: Option<Sent>,
    video_note: Option<Sent>,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    language_code: String,
}

#[derive(Deserialize)]
struct Answered {
    message_id: i64,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "file_id")]
    id: String,
    #[serde(default, rename = "file_name")]
    name: String,
    #[serde(default, rename = "file_size")]
    size: u64,
}

/// Reads an update. None for what has no number: nothing can be done about it, and it can never be got past. What the bot
/// does not read has a number alone.
pub(super) fn read(update: &Value) -> Option<(Update, Option<Offered>)> {
    let Raw { update_id } = Raw::deserialize(update).ok()?;
    let nothing = Update { id: update_id, ..Update::default() };
    let Some(message) = update.get("message").and_then(|message| Said::deserialize(message).ok()) else {
        return Some((nothing, None));
    };
    // In a group others would read what is somebody's own.
    if message.chat.kind != "private" || message.from.is_bot {
        return Some((nothing, None));
    }
    let file = offered(&message);
    let name = if message.from.username.is_empty() {
        format!("{} {}", message.from.first_name, message.from.last_name).trim().to_owned()
    } else {
        format!("@{}", message.from.username)
    };
    let update = Update {
        chat: Some(message.chat.id),
        message: message.message_id,
        name,
        locale: message.from.language_code,
        text: if message.text.is_empty() { message.caption } else { message.text },
        answers: message.reply_to_message.map(|answered| answered.message_id),
        has_file: file.is_some(),
        ..nothing
    };
    Some((update, file))
}

/// The file that comes with a message. Of a picture Telegram has several sizes; the largest is the picture.
fn offered(message: &Said) -> Option<Offered> {
    let of = |file: &Sent, name: &str| Offered {
        id: file.id.clone(),
        name: if file.name.is_empty() { name.to_owned() } else { file.name.clone() },
        size: file.size,
    };
    if let Some(photo) = message.photo.iter().max_by_key(|photo| photo.size) {
        return Some(of(photo, &format!("photo-{}.jpg", message.message_id)));
    }
    let others = [
        (&message.document, "file"),
        (&message.video, "video.mp4"),
        (&message.audio, "audio.mp3"),
        (&message.voice, "voice.ogg"),
        (&message.video_note, "video.mp4"),
    ];
    others.into_iter().find_map(|(file, name)| file.as_ref().map(|file| of(file, name)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(more: &Value) -> Value {
        let mut message = json!({
            "message_id": 7, "date": 1, "chat": { "id": 5, "type": "private" },
            "from": { "id": 5, "is_bot": false, "first_name": "Ann", "username": "ann", "language_code": "ru" },
        });
        for (name, value) in more.as_object().expect("an object") {
            message[name] = value.clone();
        }
        json!({ "update_id": 100, "message": message })
    }

    #[test]
    fn an_answer_is_read_with_what_it_answers() {
        let (update, file) =
            read(&message(&json!({ "text": "Yes.", "reply_to_message": { "message_id": 3 } })))
                .expect("read");
        let expected = Update {
            id: 100,
            chat: Some(5),
            message: 7,
            name: "@ann".into(),
            locale: "ru".into(),
            text: "Yes.".into(),
            answers: Some(3),
            ..Update::default()
        };
        assert_eq!((update, file), (expected, None));
    }

    #[test]
    fn the_largest_size_of_a_picture_is_the_picture_and_its_caption_the_text() {
        let photo = json!([{ "file_id": "s", "file_size": 10 }, { "file_id": "l", "file_size": 99 }]);
        let (update, file) = read(&message(&json!({ "photo": photo, "caption": "Look" }))).expect("read");
        assert_eq!((update.text.as_str(), update.has_file), ("Look", true));
        assert_eq!(file, Some(Offered { id: "l".into(), name: "photo-7.jpg".into(), size: 99 }));
    }

    #[test]
    fn what_the_bot_does_not_read_has_a_number_alone() {
        let nothing = Update { id: 100, ..Update::default() };
        for update in [
            json!({ "update_id": 100 }),
            json!({ "update_id": 100, "edited_message": {} }),
            json!({ "update_id": 100, "message": "nonsense" }),
            json!({ "update_id": 100, "message": { "message_id": "seven" } }),
            message(&json!({ "chat": { "id": -5, "type": "group" } })),
            message(&json!({ "from": { "id": 6, "is_bot": true, "first_name": "Bot" } })),
        ] {
            assert_eq!(read(&update), Some((nothing.clone(), None)), "{update}");
        }
        assert_eq!(read(&json!({ "message": {} })), None);
    }
}
