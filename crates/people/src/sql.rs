use kernel::{AsOf, Code, Day, Scope};
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

/// A grant in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldGrant {
    /// Its row.
    pub id: String,
    /// The role.
    pub role: String,
    /// Where it holds.
    pub scope: Scope,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// The grants that an actor holds as of a day, as known at a place in the record.
pub fn grants_of(read: &mut Read, actor: &Code, as_of: AsOf) -> Result<Vec<HeldGrant>, StoreError> {
    const SQL: &str = concat!(
        "SELECT g.id, g.role, g.scope, g.from_day, g.until_day FROM people_grant g WHERE g.subject = $3 AND ",
        in_force!("people_grant", "g"),
        " ORDER BY g.role, g.scope, g.id"
    );
    let grant = |row: &store::Row| {
        Ok(HeldGrant {
            id: row.text(0)?.to_owned(),
            role: row.text(1)?.to_owned(),
            scope: row.parse(2)?,
            from: row.parse(3)?,
            until: row.opt_parse(4)?,
        })
    };
    read.rows(SQL, &[as_of.day.into(), as_of.known.into(), actor.into()])?.iter().map(grant).collect()
}
