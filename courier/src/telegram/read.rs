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

/// What Telegram told of: a message, or the messages of an album as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// What the desk decides on.
    pub(super) update: Update,
    /// Its files.
    pub(super) files: Vec<Offered>,
    /// What Telegram calls the album that it is of; empty for none.
    pub(super) album: String,
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
    #[serde(default)]
    media_group_id: String,
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
pub(super) fn read(update: &Value) -> Option<Told> {
    let Raw { update_id } = Raw::deserialize(update).ok()?;
    let nothing = Update { id: update_id, ..Update::default() };
    let Some(message) = update.get("message").and_then(|message| Said::deserialize(message).ok()) else {
        return Some(Told { update: nothing, ..Told::default() });
    };
    // In a group others would read what is somebody's own.
    if message.chat.kind != "private" || message.from.is_bot {
        return Some(Told { update: nothing, ..Told::default() });
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
    Some(Told { update, files: file.into_iter().collect(), album: message.media_group_id })
}

/// Makes one of the messages of each album that follow one another: Telegram tells of every picture by itself. What is
/// done with it gets past its last.
pub(super) fn gathered(told: Vec<Told>) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for next in told {
        match all.last_mut() {
            Some(last)
                if !next.album.is_empty()
                    && last.album == next.album
                    && last.update.chat == next.update.chat =>
            {
                last.update.id = next.update.id;
                last.update.has_file |= next.update.has_file;
                last.update.answers = last.update.answers.or(next.update.answers);
                if last.update.text.is_empty() {
                    last.update.text = next.update.text;
                }
                last.files.extend(next.files);
            }
            _ => all.push(next),
        }
    }
    all
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
        let told = read(&message(&json!({ "text": "Yes.", "reply_to_message": { "message_id": 3 } })))
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
        assert_eq!(told, Told { update: expected, ..Told::default() });
    }

    #[test]
    fn the_largest_size_of_a_picture_is_the_picture_and_its_caption_the_text() {
        let photo = json!([{ "file_id": "s", "file_size": 10 }, { "file_id": "l", "file_size": 99 }]);
        let Told { update, files, .. } =
            read(&message(&json!({ "photo": photo, "caption": "Look" }))).expect("read");
        assert_eq!((update.text.as_str(), update.has_file), ("Look", true));
        assert_eq!(files, [Offered { id: "l".into(), name: "photo-7.jpg".into(), size: 99 }]);
    }

    #[test]
    fn pictures_of_an_album_that_follow_one_another_are_one() {
        let of = |id: i64, chat: i64, album: &str, text: &str| {
            let photo = json!([{ "file_id": id.to_string(), "file_size": 10 }]);
            let mut update = message(&json!({
                "photo": photo, "caption": text, "media_group_id": album, "message_id": id,
                "reply_to_message": { "message_id": 3 }, "chat": { "id": chat, "type": "private" },
            }));
            update["update_id"] = json!(id);
            read(&update).expect("read")
        };
        let told = gathered(vec![
            of(1, 5, "", "Alone."),
            of(2, 5, "", ""),
            of(3, 5, "a", ""),
            of(4, 5, "a", "Two of them."),
            of(5, 6, "a", "Somebody else's."),
            of(6, 5, "b", ""),
        ]);
        let shown: Vec<_> = told
            .iter()
            .map(|one| (one.update.id, one.update.message, one.update.text.as_str(), one.files.len()))
            .collect();
        let expected = [
            (1, 1, "Alone.", 1),
            (2, 2, "", 1),
            (4, 3, "Two of them.", 2),
            (5, 5, "Somebody else's.", 1),
            (6, 6, "", 1),
        ];
        assert_eq!(shown, expected);
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
            let told = Told { update: nothing.clone(), ..Told::default() };
            assert_eq!(read(&update), Some(told), "{update}");
        }
        assert_eq!(read(&json!({ "message": {} })), None);
    }
}
