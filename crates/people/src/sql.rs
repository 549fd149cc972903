use kernel::{AsOf, Code, Day, Scope};
use store::{Kind, Migration, Read, Schema, Sets, StoreError, Table, Tx, Value, in_force, known};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "people",
    migrations: &[
        Migration { name: "202611230910_people", sql: include_str!("../migrations/202611230910_people.sql") },
        Migration { name: "202611242300_accounts", sql: include_str!("../migrations/202611242300_accounts.sql") },
        Migration { name: "202611250300_second_factor", sql: include_str!("../migrations/202611250300_second_factor.sql") },
    ],
    tables: &[&ACTOR, &GRANT, &ACCOUNT],
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

pub(crate) static ACCOUNT: Table = Table {
    name: "people_account",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("actor", Kind::Text),
        ("kind", Kind::Text),
    ],
    one_at_a_time: true,
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

/// A grant as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) id: String,
    pub(crate) actor: Code,
    pub(crate) role: String,
    pub(crate) scope: Scope,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
}

const GRANTED: &str = "g.id, g.subject, g.role, g.scope, g.from_day, g.until_day";

fn granted(row: &store::Row) -> Result<Granted, StoreError> {
    Ok(Granted {
        id: row.text(0)?.to_owned(),
        actor: row.parse(1)?,
        role: row.text(2)?.to_owned(),
        scope: row.parse(3)?,
        from: row.parse(4)?,
        until: row.opt_parse(5)?,
    })
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
    let sql = format!(
        "SELECT {GRANTED} FROM people_grant g WHERE g.subject = $3 AND {} ORDER BY g.role, g.scope, g.id",
        in_force!("people_grant", "g")
    );
    let rows = read.rows(&sql, &[as_of.day.into(), as_of.known.into(), actor.into()])?;
    let held = |row: &store::Row| {
        let Granted { id, role, scope, from, until, .. } = granted(row)?;
        Ok(HeldGrant { id, role, scope, from, until })
    };
    rows.iter().map(held).collect()
}

/// All grants that nothing replaces, by actor and first day.
pub(crate) fn all_grants(read: &mut Read) -> Result<Vec<Granted>, StoreError> {
    let sql = format!(
        "SELECT {GRANTED} FROM people_grant g WHERE g.id <> $1 AND {} ORDER BY g.subject, g.from_day, g.event",
        known!("people_grant", "g")
    );
    read.rows(&sql, &["".into(), i64::MAX.into()])?.iter().map(granted).collect()
}

/// A grant that nothing replaces.
pub(crate) fn grant(read: &mut Read, id: &str) -> Result<Option<Granted>, StoreError> {
    let sql = format!("SELECT {GRANTED} FROM people_grant g WHERE g.id = $1 AND {}", known!("people_grant", "g"));
    read.row(&sql, &[id.into(), i64::MAX.into()])?.as_ref().map(granted).transpose()
}

/// An actor with its labels.
pub(crate) struct Known {
    pub(crate) code: Code,
    pub(crate) kind: String,
    pub(crate) label_ko: String,
    pub(crate) label_en: String,
}

/// All actors in force on a day.
pub(crate) fn actors(read: &mut Read, day: Day) -> Result<Vec<Known>, StoreError> {
    const SQL: &str = concat!(
        "SELECT a.subject, a.kind, a.label_ko, COALESCE(a.label_en, a.label_ko) FROM people_actor a WHERE ",
        in_force!("people_actor", "a"),
        " ORDER BY a.subject"
    );
    let known = |row: &store::Row| {
        Ok(Known {
            code: row.parse(0)?,
            kind: row.text(1)?.to_owned(),
            label_ko: row.text(2)?.to_owned(),
            label_en: row.text(3)?.to_owned(),
        })
    };
    read.rows(SQL, &[day.into(), i64::MAX.into()])?.iter().map(known).collect()
}

/// An account in force, with what its actor is called.
#[derive(Clone, Debug)]
pub(crate) struct StandingAccount {
    pub(crate) login: String,
    pub(crate) actor: Code,
    pub(crate) demonstration: bool,
    pub(crate) label_ko: String,
    pub(crate) label_en: String,
    pub(crate) until: Option<Day>,
}

const ACCOUNTS: &str = concat!(
    "SELECT c.subject, c.actor, c.kind, a.label_ko, COALESCE(a.label_en, a.label_ko), c.until_day FROM people_account c
     JOIN people_actor a ON a.subject = c.actor AND ",
    in_force!("people_actor", "a"),
    " WHERE ",
    in_force!("people_account", "c")
);

fn standing_account(row: &store::Row) -> Result<StandingAccount, StoreError> {
    Ok(StandingAccount {
        login: row.text(0)?.to_owned(),
        actor: row.parse(1)?,
        demonstration: row.text(2)? == "demonstration",
        label_ko: row.text(3)?.to_owned(),
        label_en: row.text(4)?.to_owned(),
        until: row.opt_parse(5)?,
    })
}

/// All accounts in force on a day.
pub(crate) fn accounts(read: &mut Read, day: Day) -> Result<Vec<StandingAccount>, StoreError> {
    read.rows(&format!("{ACCOUNTS} ORDER BY c.subject"), &[day.into(), i64::MAX.into()])?.iter().map(standing_account).collect()
}

/// An account in force on a day.
pub(crate) fn account(read: &mut Read, login: &str, day: Day) -> Result<Option<StandingAccount>, StoreError> {
    let row = read.row(&format!("{ACCOUNTS} AND c.subject = $3"), &[day.into(), i64::MAX.into(), login.into()])?;
    row.as_ref().map(standing_account).transpose()
}

/// Says whether an account of this name was ever opened.
pub(crate) fn is_login(read: &mut Read, login: &str) -> Result<bool, StoreError> {
    Ok(read.row("SELECT 1 FROM people_account WHERE subject = $1", &[login.into()])?.is_some())
}

/// What proves an account.
pub(crate) struct Secret {
    pub(crate) password: String,
    pub(crate) totp: Option<String>,
    pub(crate) totp_step: i64,
}

/// What proves an account; nothing while it has no password.
pub(crate) fn secret(read: &mut Read, login: &str) -> Result<Option<Secret>, StoreError> {
    const SQL: &str = "SELECT password, totp, totp_step FROM people_secret WHERE login = $1";
    let Some(row) = read.row(SQL, &[login.into()])? else { return Ok(None) };
    let opt = |at| row.opt_text(at).map(|text| text.map(str::to_owned));
    Ok(Some(Secret { password: row.text(0)?.to_owned(), totp: opt(1)?, totp_step: row.int(2)? }))
}

/// Sets an account's password.
pub(crate) fn set_password(tx: &mut Tx, login: &str, hash: &str) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO people_secret (login, password, totp, totp_step, changed) VALUES ($1, $2, NULL, 0, $3)
        ON CONFLICT (login) DO UPDATE SET password = excluded.password, changed = excluded.changed";
    let now = tx.now();
    tx.execute(SQL, &[login.into(), hash.into(), now.into()]).map(|_| ())
}

/// Sets an account's second factor, sealed, or none.
pub(crate) fn set_totp(tx: &mut Tx, login: &str, totp: Option<&str>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE people_secret SET totp = $2, changed = $3 WHERE login = $1";
    let now = tx.now();
    tx.execute(SQL, &[login.into(), totp.into(), now.into()]).map(|_| ())
}

/// Notes that a code was used: none of its step or before is taken again.
pub(crate) fn use_step(tx: &mut Tx, login: &str, step: i64) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE people_secret SET totp_step = $2 WHERE login = $1 AND totp_step < $2";
    Ok(tx.execute(SQL, &[login.into(), step.into()])? == 1)
}

/// Failed tries for a name since an instant, after its last success.
pub(crate) fn failures(read: &mut Read, login: &str, since: i64) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM people_login f WHERE f.login = $1 AND f.at > $2 AND f.outcome IN ('wrong', 'code')
        AND NOT EXISTS (SELECT 1 FROM people_login i WHERE i.login = f.login AND i.outcome = 'in' AND i.at >= f.at)";
    read.row(SQL, &[login.into(), since.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Writes a try into the log.
pub(crate) fn log(tx: &mut Tx, login: &str, outcome: &'static str, origin: &str) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO people_login (id, at, login, outcome, origin) VALUES ($1, $2, $3, $4, $5)";
    let (id, now): (kernel::Id<Granted>, _) = (tx.id(), tx.now());
    tx.execute(SQL, &[(&id).into(), now.into(), login.into(), outcome.into(), origin.into()]).map(|_| ())
}

/// Opens a session.
pub(crate) fn open_session(tx: &mut Tx, digest: &str, login: &str) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO people_session (digest, login, opened, seen, ended) VALUES ($1, $2, $3, $3, NULL)";
    let now = tx.now();
    tx.execute(SQL, &[digest.into(), login.into(), now.into()]).map(|_| ())
}

/// A session: whose, when opened, when last seen; nothing once it was ended.
pub(crate) fn session(read: &mut Read, digest: &str) -> Result<Option<(String, i64, i64)>, StoreError> {
    const SQL: &str = "SELECT login, opened, seen FROM people_session WHERE digest = $1 AND ended IS NULL";
    read.row(SQL, &[digest.into()])?.map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?, row.int(2)?))).transpose()
}

/// Notes that a session was used.
pub(crate) fn see_session(tx: &mut Tx, digest: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute("UPDATE people_session SET seen = $2 WHERE digest = $1", &[digest.into(), now.into()]).map(|_| ())
}

/// Ends a session.
pub(crate) fn end_session(tx: &mut Tx, digest: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute("UPDATE people_session SET ended = $2 WHERE digest = $1 AND ended IS NULL", &[digest.into(), now.into()]).map(|_| ())
}

/// Ends all sessions of an account but one.
pub(crate) fn end_other_sessions(tx: &mut Tx, login: &str, but: &str) -> Result<u64, StoreError> {
    let now = tx.now();
    const SQL: &str = "UPDATE people_session SET ended = $3 WHERE login = $1 AND digest <> $2 AND ended IS NULL";
    tx.execute(SQL, &[login.into(), but.into(), now.into()])
}

/// The log of tries, newest first: when, name, outcome, from where.
pub(crate) fn logins(read: &mut Read, offset: i64, limit: i64) -> Result<Vec<(i64, String, String, String)>, StoreError> {
    const SQL: &str = "SELECT at, login, outcome, origin FROM people_login ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2";
    let rows = read.rows(SQL, &[limit.into(), offset.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?.to_owned(), row.text(2)?.to_owned(), row.text(3)?.to_owned()))).collect()
}

/// How long the log is.
pub(crate) fn logins_count(read: &mut Read) -> Result<i64, StoreError> {
    read.row("SELECT COUNT(*) FROM people_login", &[])?.map_or(Ok(0), |row| row.int(0))
}

/// A row's own columns after the dated ones, to be written again by the row that replaces it.
pub(crate) fn replace_grant(tx: &mut Tx, granted: &Granted, until: Day) {
    let id = tx.id::<Granted>();
    let dated: [Value; 4] = [(&granted.actor).into(), granted.from.into(), until.into(), granted.id.as_str().into()];
    tx.save(&GRANT, &id, dated.into_iter().chain([granted.role.as_str().into(), granted.scope.to_string().into()]));
}

/// A unit as a choice: its code, the unit above, its names.
pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) parent: String,
    pub(crate) name_ko: String,
    pub(crate) name_en: String,
}

/// The units in force today, from the set that `within` asks about; this room knows no unit of its own.
pub(crate) fn units(read: &mut Read, sets: &Sets, day: Day) -> Result<Vec<Unit>, StoreError> {
    let Some((set, members)) = sets.get(sets.tree()).and_then(|set| set.members.as_ref().map(|members| (set, members))) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {}, {}, {}, {} FROM ({}) unit ORDER BY {}",
        members.code, members.parent, members.name.0, members.name.1, set.rows, set.order
    );
    let args: [Value; 2] = [day.into(), i64::MAX.into()];
    let text = |row: &store::Row, at| row.text(at).map(str::to_owned);
    read.rows(&sql, &args)?
        .iter()
        .map(|row| Ok(Unit { code: text(row, 0)?, parent: text(row, 1)?, name_ko: text(row, 2)?, name_en: text(row, 3)? }))
        .collect()
}
