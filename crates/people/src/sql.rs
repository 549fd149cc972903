use kernel::{Code, Day, Scope};
use store::{Kind, Migration, Read, Schema, StoreError, Table, in_force};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "people",
    migrations: &[Migration { name: "202611230910_people", sql: include_str!("../migrations/202611230910_people.sql") }],
    tables: &[&ACTOR, &GRANT],
    guards_sqlite: "",
    guards_postgres: "",
};

pub(crate) static ACTOR: Table = Table {
    name: "people_actor",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("kind", Kind::Text),
        ("label_ko", Kind::Text),
        ("label_en", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static GRANT: Table = Table {
    name: "people_grant",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("role", Kind::Text),
        ("scope", Kind::Text),
    ],
    one_at_a_time: false,
};

/// The grants an actor holds on a day, as known now.
pub(crate) fn grants(read: &mut Read, actor: &Code, day: Day) -> Result<Vec<(String, Scope)>, StoreError> {
    const SQL: &str = concat!("SELECT g.role, g.scope FROM people_grant g WHERE g.subject = $3 AND ", in_force!("people_grant", "g"));
    read.rows(SQL, &[day.into(), i64::MAX.into(), actor.into()])?.iter().map(|row| Ok((row.text(0)?.to_owned(), row.parse(1)?))).collect()
}

/// Says whether an actor of this code was ever registered.
pub fn is_actor(read: &mut Read, actor: &Code) -> Result<bool, StoreError> {
    Ok(read.row("SELECT 1 FROM people_actor WHERE subject = $1", &[actor.into()])?.is_some())
}

/// Says whether there is any actor.
pub(crate) fn any_actor(read: &mut Read) -> Result<bool, StoreError> {
    Ok(read.row("SELECT 1 FROM people_actor LIMIT 1", &[])?.is_some())
}
