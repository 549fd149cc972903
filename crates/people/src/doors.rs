//! Signing in and out: what is read, what is checked, what is written. A session is named by the digest of its token.

use kernel::{At, Day};
use store::{Db, Failure, Origin, Read, StoreError, digest_text};
use ui::Signed;
use ui::web::Settings;

use crate::rules::{self, LOCK_MICROS, TRIES_MAX};
use crate::{secrets, sql};

/// Seen again within a minute is not worth a write.
const SEEN_MICROS: i64 = 60 * 1_000_000;

/// What somebody brings to the door.
pub(crate) struct Knock<'k> {
    pub(crate) login: &'k str,
    pub(crate) password: &'k str,
    pub(crate) code: &'k str,
    /// The address it comes from, for the log.
    pub(crate) origin: &'k str,
}

/// How a try to sign in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// A session, by its token.
    In(String),
    /// Name and password do not belong together.
    Wrong,
    /// The code of the second factor is missing or wrong.
    Code,
    /// Too many tries for this name.
    Locked,
    /// A demonstration account on a server that others can reach, or a second factor that this server's key does not open.
    Refused,
}

impl Opened {
    fn word(&self) -> &'static str {
        match self {
            Self::In(_) => "in",
            Self::Wrong => "wrong",
            Self::Code => "code",
            Self::Locked => "locked",
            Self::Refused => "refused",
        }
    }
}

/// Tries to sign in. What takes time is done before the write; the log and the session are written together.
pub(crate) fn knock(db: &Db, origin: &Origin, settings: &Settings, knock: &Knock<'_>) -> Result<Opened, Failure> {
    let now = origin.clock.now();
    let (mut opened, step) = {
        let mut read = db.read()?;
        let day = today(&mut read, now)?;
        check(&mut read, settings, knock, now, day)?
    };
    let mut tx = db.write(origin)?;
    // The same code twice at once: one of the two finds its step used.
    if let (Opened::In(_), Some(step)) = (&opened, step)
        && !sql::use_step(&mut tx, knock.login, step)?
    {
        opened = Opened::Code;
    }
    if let Opened::In(token) = &mut opened {
        *token = origin.chance(&format!("session/{}/{}", knock.login, tx.now().0));
        sql::open_session(&mut tx, &digest_text(token), knock.login)?;
    }
    let name: String = knock.login.chars().take(80).collect();
    sql::log(&mut tx, &name, opened.word(), knock.origin)?;
    tx.commit()?;
    Ok(opened)
}

fn check(read: &mut Read, settings: &Settings, knock: &Knock<'_>, now: At, day: Day) -> Result<(Opened, Option<i64>), StoreError> {
    let name: String = knock.login.chars().take(80).collect();
    if sql::failures(read, &name, now.0.saturating_sub(LOCK_MICROS))? >= TRIES_MAX {
        return Ok((Opened::Locked, None));
    }
    let account = sql::account(read, knock.login, day)?;
    let secret = if account.is_some() { sql::secret(read, knock.login)? } else { None };
    let known = secrets::is_password(secret.as_ref().map(|secret| secret.password.as_str()), knock.password);
    let (Some(account), Some(secret), true) = (account, secret, known) else { return Ok((Opened::Wrong, None)) };
    if account.demonstration && settings.beyond_loopback {
        return Ok((Opened::Refused, None));
    }
    let Some(sealed) = secret.totp else { return Ok((Opened::In(String::new()), None)) };
    let totp = settings.sealing_key.as_ref().and_then(|key| secrets::open(key, knock.login, &sealed));
    let Some(totp) = totp else { return Ok((Opened::Refused, None)) };
    Ok(match secrets::totp_step(&totp, knock.code, now.0 / 1_000_000).filter(|step| *step > secret.totp_step) {
        Some(step) => (Opened::In(String::new()), Some(step)),
        None => (Opened::Code, None),
    })
}

/// How somebody signed in proves once more who they are.
pub(crate) enum Proved {
    /// With the password of this hash.
    Own(String),
    /// It is not theirs.
    Wrong,
    /// Too many tries for this name.
    Locked,
}

/// Compares a typed password with an account's own; a wrong one counts as a try to sign in does, none at all does not.
pub(crate) fn prove(db: &Db, origin: &Origin, login: &str, password: &str) -> Result<Proved, Failure> {
    let secret = {
        let mut read = db.read()?;
        if sql::failures(&mut read, login, origin.clock.now().0.saturating_sub(LOCK_MICROS))? >= TRIES_MAX {
            return Ok(Proved::Locked);
        }
        sql::secret(&mut read, login)?
    };
    let hash = secret.map(|secret| secret.password);
    if password.is_empty() {
        return Ok(Proved::Wrong);
    }
    match hash.filter(|hash| secrets::is_password(Some(hash), password)) {
        Some(hash) => Ok(Proved::Own(hash)),
        None => {
            let mut tx = db.write(origin)?;
            sql::log(&mut tx, login, "wrong", "/me")?;
            tx.commit()?;
            Ok(Proved::Wrong)
        }
    }
}

/// Who holds a session's token, while the session holds; notes that it was used.
pub(crate) fn who(db: &Db, origin: &Origin, settings: &Settings, token: &str) -> Result<Option<Signed>, StoreError> {
    let (digest, now) = (digest_text(token), origin.clock.now());
    let (signed, seen) = {
        let mut read = db.read()?;
        let Some((login, opened, seen)) = sql::session(&mut read, &digest)? else { return Ok(None) };
        let day = today(&mut read, now)?;
        let account = sql::account(&mut read, &login, day)?.filter(|account| !(account.demonstration && settings.beyond_loopback));
        let Some(account) = account.filter(|_| rules::holds(opened, seen, now.0)) else { return Ok(None) };
        let signed = Signed {
            login,
            actor: account.actor,
            label_ko: account.label_ko,
            label_en: account.label_en,
            csrf: digest_text(&format!("csrf/{token}")),
        };
        (signed, seen)
    };
    if now.0.saturating_sub(seen) > SEEN_MICROS {
        // Somebody else's turn to write may last; the next page notes it then.
        let _ = see(db, origin, &digest);
    }
    Ok(Some(signed))
}

fn see(db: &Db, origin: &Origin, digest: &str) -> Result<(), Failure> {
    let mut tx = db.write(origin)?;
    sql::see_session(&mut tx, digest)?;
    tx.commit()?;
    Ok(())
}

/// Ends a session by hand.
pub(crate) fn leave(db: &Db, origin: &Origin, token: &str, login: &str) -> Result<(), Failure> {
    let mut tx = db.write(origin)?;
    sql::end_session(&mut tx, &digest_text(token))?;
    sql::log(&mut tx, login, "out", "")?;
    tx.commit()?;
    Ok(())
}

fn today(read: &mut Read, now: At) -> Result<Day, StoreError> {
    Ok(read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default().day(now))
}
