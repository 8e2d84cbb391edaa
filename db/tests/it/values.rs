//! What goes in comes out.

use db::{Engine, Error, testing::Scratch};

use crate::support::{insert, items, names, write};

db::both_engines! { values_survive, what_one_engine_cannot_store_is_refused, a_column_of_another_kind_is_an_error }

db::id! {
    /// Which item.
    pub(crate) ItemId
}
db::integer! {
    /// When.
    pub(crate) Moment
}
db::text! {
    /// A checked name.
    pub(crate) Name
}
db::text_enum! {
    /// A few words.
    pub(crate) enum Colour {
        /// Like blood.
        Red = "red",
        /// Like the sky.
        Blue = "blue",
    }
}

type Row = (Option<i64>, Option<bool>, Option<f64>, Option<String>, Option<Vec<u8>>);

fn values_survive(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let database = scratch.database();
    let create = engine.pick(
        "CREATE TABLE v (i INTEGER, b INTEGER, r REAL, t TEXT, x BLOB) STRICT",
        "CREATE TABLE v (i BIGINT, b BOOLEAN, r DOUBLE PRECISION, t TEXT, x BYTEA)",
    );
    write(database, create).expect("the table is made");
    let rows: [Row; 4] = [
        (
            Some(i64::MIN),
            Some(true),
            Some(-0.1),
            Some("żółw 🐢 'quoted' \"too\" \\ \r\n".to_owned()),
            Some(vec![0, 255]),
        ),
        (Some(i64::MAX), Some(false), Some(f64::INFINITY), Some(String::new()), Some(Vec::new())),
        (Some(0), Some(true), Some(3.0), Some("\u{202e}x".to_owned()), Some(vec![7; 100_000])),
        (None, None, None, None, None),
    ];
    for (i, b, r, t, x) in rows {
        let given = (i, b, r, t.clone(), x.clone());
        let found = database.write_blocking::<Row, Error>(move |tx| {
            tx.execute("DELETE FROM v", &[])?;
            tx.execute("INSERT INTO v (i, b, r, t, x) VALUES ($1, $2, $3, $4, $5)", &[&i, &b, &r, &t, &x])?;
            tx.query_one("SELECT i, b, r, t, x FROM v", &[], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
        });
        assert_eq!(found, Ok(given));
    }
    let typed = database.write_blocking::<_, Error>(|tx| {
        let (id, moment, name) = (ItemId::new(5), Moment::new(-5), Name::from_trusted("Ann".to_owned()));
        tx.execute("DELETE FROM v WHERE i IS NULL", &[])?;
        tx.execute("INSERT INTO v (i, t) VALUES ($1, $2)", &[&id, &Colour::Blue])?;
        tx.execute("INSERT INTO v (i, t) VALUES ($1, $2)", &[&moment, &name])?;
        let id = tx.query_one("SELECT i, t FROM v WHERE i = $1", &[&id], |row| {
            Ok((row.get::<ItemId>(0)?, row.get::<Colour>(1)?))
        })?;
        let name = tx.query_one("SELECT i, t FROM v WHERE i = $1", &[&moment], |row| {
            Ok((row.get::<Option<Moment>>(0)?, row.get::<Name>(1)?))
        })?;
        Ok((id, name))
    });
    let ((id, colour), (moment, name)) = typed.expect("they are there");
    assert_eq!((id, colour, moment), (ItemId::new(5), Colour::Blue, Some(Moment::new(-5))));
    assert_eq!(name.as_str(), "Ann");
}

fn what_one_engine_cannot_store_is_refused(engine: Engine) {
    let scratch = items(engine);
    assert_eq!(insert(scratch.database(), "a\0b"), Err(Error::NulInText));
    let nan = scratch.database().read_blocking::<f64, Error>(|tx| {
        let sql = tx.engine().pick("SELECT $1", "SELECT CAST($1 AS DOUBLE PRECISION)");
        tx.query_one(sql, &[&f64::NAN], |row| row.get(0))
    });
    assert_eq!(nan, Err(Error::NotANumber));
    assert_eq!(names(scratch.database()), [""; 0]);
}

fn a_column_of_another_kind_is_an_error(engine: Engine) {
    let scratch = items(engine);
    insert(scratch.database(), "green").expect("it is new");
    let read = |column: usize, colour: bool| {
        scratch.database().read_blocking::<(), Error>(move |tx| {
            tx.query_one("SELECT id, name, parent FROM item", &[], |row| {
                if colour { row.get::<Colour>(column).map(drop) } else { row.get::<i64>(column).map(drop) }
            })
        })
    };
    assert_eq!(read(0, false), Ok(()));
    for (column, colour, says) in [
        (1, true, r#""green" is no Colour"#),
        (1, false, "expected an integer, found a text"),
        (2, false, "expected an integer, found NULL"),
        (0, true, "expected a text, found an integer"),
    ] {
        let error = read(column, colour).expect_err("it is of another kind");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert!(matches!(read(9, false), Err(Error::Decode { column: 9, .. })));
}

#[test]
fn ids_have_one_spelling() {
    assert_eq!("42".parse(), Ok(ItemId::new(42)));
    assert_eq!("9223372036854775807".parse(), Ok(ItemId::new(i64::MAX)));
    for wrong in ["", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "9223372036854775808", "abc", "١"] {
        assert_eq!(wrong.parse::<ItemId>(), Err(db::NotAnId), "{wrong:?}");
    }
    assert_eq!(ItemId::new(42).to_string(), "42");
}

#[test]
fn newtypes_are_serialised_as_what_they_wrap() {
    let json = serde_json::to_string(&(
        ItemId::new(7),
        Moment::new(-1),
        Name::from_trusted("A".into()),
        Colour::Red,
    ));
    assert_eq!(json.expect("they can be written"), r#"[7,-1,"A","red"]"#);
    let read: (ItemId, Moment, Colour) = serde_json::from_str(r#"[7,-1,"blue"]"#).expect("they can be read");
    assert_eq!(read, (ItemId::new(7), Moment::new(-1), Colour::Blue));
    assert!(serde_json::from_str::<Colour>(r#""green""#).is_err());
    assert_eq!(Colour::ALL.iter().map(|colour| colour.as_str()).collect::<Vec<_>>(), ["red", "blue"]);
}
