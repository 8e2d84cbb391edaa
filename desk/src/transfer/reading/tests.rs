use super::super::{Fault, Kind};
use super::*;
use proptest::prelude::*;

/// Reads a file in pieces of this size.
fn in_pieces(bytes: &[u8], size: usize, format: Option<Format>) -> Vec<Row> {
    let (mut reading, mut rows) = (Reading::new(Subject::Offers, format), Vec::new());
    for piece in bytes.chunks(size) {
        reading.push(piece, &mut rows);
    }
    reading.finish(&mut rows);
    rows
}

fn read(bytes: &[u8]) -> Vec<Row> {
    in_pieces(bytes, bytes.len().max(1), None)
}

fn cells(row: &Row) -> Vec<(&str, &str)> {
    row.cells.0.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// What is wrong, with the number of the row.
fn wrongs(rows: &[Row]) -> Vec<(i64, Wrong)> {
    let faults = rows.iter().flat_map(|row| row.faults.iter().map(|fault| (row.number, fault.wrong.clone())));
    faults.collect()
}

#[test]
fn a_header_in_any_order_and_any_separator() {
    for separator in [",", ";", "\t"] {
        let file = format!(
            "\u{feff}Title{separator}\"EXTERNAL_ID\"\r\n\"Solar, \"\"new\"\"\nLoans\"{separator}A;1,2\r\n"
        );
        let file = if separator == "," { file.replace("A;1,2", "\"A;1,2\"") } else { file };
        let file = if separator == ";" { file.replace("A;1,2", "\"A;1,2\"") } else { file };
        let rows = read(file.as_bytes());
        assert_eq!(rows.len(), 1, "{separator:?}");
        assert_eq!(
            cells(&rows[0]),
            [("title", "Solar, \"new\"\nLoans"), ("external_id", "A;1,2")],
            "{separator:?}"
        );
        assert_eq!((rows[0].number, rows[0].faults.len()), (2, 0));
    }
}

#[test]
fn empty_rows_are_none_and_cells_are_counted() {
    let rows = read(b"title,kpi\n\nOne,\n,\nTwo\nThree,x,y\n");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4, 5]);
    let count = |found| Wrong::CellCount { found, wanted: 2 };
    assert_eq!(wrongs(&rows), [(4, count(1)), (5, count(3))]);
}

#[test]
fn a_header_with_mistakes_names_all_of_them() {
    let rows = read(b"title,tilte,Title,kpi\nA,B,C,D\n");
    let unknown = Wrong::UnknownColumn("tilte".into());
    assert_eq!(wrongs(&rows), [(1, unknown), (1, Wrong::ColumnTwice("title".into()))]);
}

#[test]
fn other_encodings_are_named() {
    let utf16: Vec<u8> = "\u{feff}title\nA\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(wrongs(&read(&utf16)), [(1, Wrong::Utf16)]);
    assert_eq!(wrongs(&read(b"PK\x03\x04\n....")), [(1, Wrong::NoText)]);
    assert_eq!(wrongs(&read(b"")), [(1, Wrong::Nothing)]);
    assert_eq!(wrongs(&read(b"  \n")).len(), 1);
    // A row in Latin-1 among others: its line and its column are named, and the others are read.
    let rows = read(b"title,kpi\nA,\"x\ny\"\nB,caf\xE9\nC,z\n");
    assert_eq!(rows.len(), 3);
    let fault = Fault { column: "kpi".into(), wrong: Wrong::NotUtf8 { line: 4 } };
    assert_eq!(rows[1].faults, [fault]);
    assert_eq!(wrongs(&read(b"[{\"title\":\n\"caf\xE9\"}]")), [(1, Wrong::NotUtf8 { line: 2 })]);
}

#[test]
fn a_quote_that_is_not_closed_is_named_by_its_line() {
    let unclosed = |line| Wrong::Unclosed { line };
    for (file, wanted) in [
        ("title,kpi\nA,\"x\ny\"\nB,\"z\nC,w\nD,v\n", vec![(3, unclosed(4))]),
        ("title,kpi\r\nA,\"x\r\ny\"\r\n\r\nB,\"\"\"z\r\nC,w\r\n", vec![(3, unclosed(5))]),
        ("title,kpi\n\"A\nB\",\"z\n", vec![(2, unclosed(3))]),
        ("title,kpi\nA,\"", vec![(2, unclosed(2))]),
        ("title,\"kpi\nA,B\n", vec![(1, unclosed(1))]),
        // A later cell's quote closes it: what stands between is read on from there.
        ("title,kpi\n\"A,x\n\"B\",y\nC,\"z\"\n", vec![(2, unclosed(2))]),
        ("title,\"kpi\nA,\"B\"\n", vec![(1, unclosed(1))]),
        ("title,kpi\n\"A\" ,x\n", vec![(2, unclosed(2))]),
    ] {
        assert_eq!(wrongs(&read(file.as_bytes())), wanted, "{file}");
    }
    for file in
        ["title,kpi\nA,\"x\"", "title,kpi\nA,\"\"", "title,kpi\nA 5\",\"x \"\"y\"\"\"\r\nB\"C,\"\"\r\n"]
    {
        assert_eq!(wrongs(&read(file.as_bytes())), [], "{file}");
    }
}

#[test]
fn a_row_that_does_not_end_is_not_read_to_its_end() {
    let piece = vec![b'x'; 64 * 1024];
    for (head, number) in [("title\nA\n\"", 3), ("[{\"title\":\"A\"},{\"title\":\"", 2)] {
        let (mut reading, mut rows) = (Reading::new(Subject::Offers, None), Vec::new());
        reading.push(head.as_bytes(), &mut rows);
        let mut taken = 0;
        while !reading.is_over() {
            reading.push(&piece, &mut rows);
            taken += piece.len();
        }
        assert!(taken <= MOST_ROW_BYTES + 2 * piece.len(), "{taken} bytes were read");
        // The rest of a gigabyte makes nothing.
        for _ in 0..16 * 1024 {
            reading.push(&piece, &mut rows);
        }
        reading.finish(&mut rows);
        assert_eq!(wrongs(&rows), [(number, Wrong::TooLong)]);
        assert_eq!(rows.len(), 2, "what came before is there");
    }
    // A first line that does not end, too.
    let rows = in_pieces(&vec![b'x'; 3 * MOST_ROW_BYTES], 64 * 1024, None);
    assert_eq!(wrongs(&rows), [(1, Wrong::TooLong)]);
}

#[test]
fn objects_stand_in_an_array_or_by_themselves() {
    let one = r#"{"title":"A \"}] {","hold_days":30,"kpi":null,"countries":["DE","AT"],"caps":["day; clicks; 5","total; clicks; 9"]}"#;
    let two = r#"{"TITLE":"B"}"#;
    for file in [
        format!("[{one},{two}]"),
        format!(" [\n{one}\n,\r\n{two}\n]\n"),
        format!("{one}\n{two}\n"),
        format!("{one}{two}"),
    ] {
        let rows = read(file.as_bytes());
        assert_eq!(wrongs(&rows), [], "{file}");
        assert_eq!(
            cells(&rows[0]),
            [
                ("title", "A \"}] {"),
                ("hold_days", "30"),
                ("kpi", ""),
                ("countries", "DE, AT"),
                ("caps", "day; clicks; 5\ntotal; clicks; 9")
            ]
        );
        assert_eq!((cells(&rows[1]), rows[1].number), (vec![("title", "B")], 2));
    }
    assert_eq!(read(b"[]").len(), 0);
}

#[test]
fn broken_json_is_named_by_its_line() {
    let broken = |line| Wrong::BrokenJson { line };
    for (file, number, wrong) in [
        ("[{\"title\":\"A\"}\n{\"title\":\"B\"}]", 2, broken(2)),
        ("[{\"title\":\"A\"},\n{\"title\":,}]", 2, broken(2)),
        ("[{\"title\":\"A\"},\n", 2, broken(2)),
        ("[{\"title\":\"A\"}", 2, broken(1)),
        ("[{\"title\":\"A\"", 1, broken(1)),
        ("[{\"title\":\"A\"}] x", 2, broken(1)),
        ("[{\"title\":\"A\"},]", 2, Wrong::NoObject),
        ("[1]", 1, Wrong::NoObject),
        ("[[{}]]", 1, Wrong::NoObject),
    ] {
        let rows = read(file.as_bytes());
        assert_eq!(wrongs(&rows), [(number, wrong)], "{file}");
    }
    let rows = read(br#"[{"title":"A","title":"B","nope":1,"kpi":{},"hold_days":true,"advertiser":["x"]}]"#);
    let all: Vec<_> = wrongs(&rows).into_iter().map(|(_, wrong)| wrong).collect();
    let twice = Wrong::ColumnTwice("title".into());
    let unknown = Wrong::UnknownColumn("nope".into());
    assert_eq!(all, [twice, unknown, Wrong::NoCell, Wrong::NoCell, Wrong::NoCell]);
    assert!(Kind::Words != Kind::Lines);
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("[{{\"title\":{}", "[".repeat(500_000));
    assert_eq!(wrongs(&read(deep.as_bytes())).len(), 1);
    let closed = format!("[{{\"title\":{}1{}}}]", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(wrongs(&read(closed.as_bytes())), [(1, Wrong::BrokenJson { line: 1 })]);
}

proptest! {
    /// Where a file is cut into pieces makes no difference, and nothing that is read makes it panic.
    #[test]
    fn pieces_of_any_size_read_the_same(
        file in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "title,kpi\n([a,\"\n=';]{0,12}\n){0,6}".prop_map(String::into_bytes),
            r#"\[?(\{"title":"[a"\\]{0,3}"\},?\s?){0,4}\]?"#.prop_map(String::into_bytes),
        ],
        size in 1_usize..20,
    ) {
        let whole = read(&file);
        let pieces = in_pieces(&file, size, None);
        // What stands between cells is found out from the first line, or from as much as came with it.
        prop_assert_eq!(whole.len(), pieces.len());
        for (one, other) in whole.iter().zip(&pieces) {
            prop_assert_eq!(one.number, other.number);
            prop_assert_eq!(&one.cells, &other.cells);
            prop_assert_eq!(&one.faults, &other.faults);
        }
    }
}
