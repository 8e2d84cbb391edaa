//! JSON on its way in: an array of objects, or one object after the other. Objects are cut out as their bytes come, so that
//! no more than one of them is held.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::csv_in::short;
use super::reading::MOST_ROW_BYTES;
use super::{Column, Fault, Kind, Row, Subject, Wrong};

pub(super) struct JsonIn {
    subject: Subject,
    /// The object that is being read, from its first bracket on.
    object: Vec<u8>,
    depth: usize,
    in_text: bool,
    escaped: bool,
    place: Place,
    line: u64,
    /// Where the object begins.
    from: u64,
    number: i64,
    over: bool,
}

/// What may come next between the objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing came yet.
    Start,
    /// An object of an array, or its end.
    First,
    /// An object of an array.
    Element,
    /// A comma of an array, or its end.
    Comma,
    /// Another object that stands by itself.
    Alone,
    /// Nothing more.
    End,
}

impl JsonIn {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            object: Vec::new(),
            depth: 0,
            in_text: false,
            escaped: false,
            place: Place::Start,
            line: 1,
            from: 1,
            number: 0,
            over: false,
        }
    }

    /// Whether there is no use in reading on.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Reads a piece of the file; an empty one is its end.
    pub(super) fn push(&mut self, input: &[u8], rows: &mut Vec<Row>) {
        for &byte in input {
            if self.over {
                return;
            }
            if self.depth > 0 {
                self.inside(byte, rows);
            } else {
                self.between(byte, rows);
            }
            self.line += u64::from(byte == b'\n');
        }
        if input.is_empty() && !self.over {
            self.over = true;
            match self.place {
                Place::Start => rows.push(Row::broken(1, Wrong::Nothing)),
                Place::Alone | Place::End if self.depth == 0 => {}
                _ => rows.push(Row::broken(self.number + 1, Wrong::BrokenJson { line: self.line })),
            }
        }
    }

    fn stop(&mut self, wrong: Wrong, rows: &mut Vec<Row>) {
        rows.push(Row::broken(self.number + 1, wrong));
        self.over = true;
    }

    fn between(&mut self, byte: u8, rows: &mut Vec<Row>) {
        match (byte, self.place) {
            (b' ' | b'\t' | b'\r' | b'\n', _) => {}
            (b'[', Place::Start) => self.place = Place::First,
            (b'{', Place::Start | Place::First | Place::Element | Place::Alone) => {
                if self.place == Place::Start {
                    self.place = Place::Alone;
                }
                self.object.clear();
                self.object.push(byte);
                (self.depth, self.from) = (1, self.line);
            }
            (b',', Place::Comma) => self.place = Place::Element,
            (b']', Place::First | Place::Comma) => self.place = Place::End,
            (_, Place::Comma | Place::End) => self.stop(Wrong::BrokenJson { line: self.line }, rows),
            _ => self.stop(Wrong::NoObject, rows),
        }
    }

    fn inside(&mut self, byte: u8, rows: &mut Vec<Row>) {
        if self.object.len() == MOST_ROW_BYTES {
            return self.stop(Wrong::TooLong, rows);
        }
        self.object.push(byte);
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'{' | b'[' if !self.in_text => self.depth += 1,
            b'}' | b']' if !self.in_text => self.depth -= 1,
            _ => {}
        }
        if self.depth > 0 {
            return;
        }
        if self.place != Place::Alone {
            self.place = Place::Comma;
        }
        match self.row() {
            Ok(row) => {
                self.number += 1;
                rows.push(row);
            }
            Err(wrong) => self.stop(wrong, rows),
        }
    }

    fn row(&self) -> Result<Row, Wrong> {
        if let Err(error) = std::str::from_utf8(&self.object) {
            let before = &self.object[..error.valid_up_to()];
            let lines = before.iter().fold(0, |lines, byte| lines + u64::from(*byte == b'\n'));
            return Err(Wrong::NotUtf8 { line: self.from + lines });
        }
        let Object(pairs) = serde_json::from_slice(&self.object).map_err(|error| Wrong::BrokenJson {
            line: self.from + (error.line() as u64).saturating_sub(1),
        })?;
        let mut row = Row { number: self.number + 1, ..Row::default() };
        for (name, value) in pairs {
            let Some(column) = self.subject.column(&name) else {
                let wrong = Wrong::UnknownColumn(short(&name));
                row.faults.push(Fault { column: String::new(), wrong });
                continue;
            };
            let wrong = match text(&value, column) {
                _ if row.cells.get(column.name).is_some() => Wrong::ColumnTwice(column.name.to_owned()),
                Some(text) => {
                    row.cells.0.push((column.name.to_owned(), text));
                    continue;
                }
                None => Wrong::NoCell,
            };
            row.faults.push(Fault { column: column.name.to_owned(), wrong });
        }
        Ok(row)
    }
}

/// A value as it would be typed into a cell.
fn text(value: &Value, column: Column) -> Option<String> {
    let between = match column.kind {
        Kind::Words => ", ",
        Kind::Lines => "\n",
        Kind::Text | Kind::Number => "",
    };
    match value {
        Value::Array(list) if !between.is_empty() => {
            let texts: Option<Vec<String>> = list.iter().map(scalar).collect();
            texts.map(|texts| texts.join(between))
        }
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An object with its keys as they came, so that one that comes twice is seen.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
