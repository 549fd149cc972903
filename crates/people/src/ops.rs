use kernel::{Code, Day};
use store::{Failure, Tx, Value};

use crate::doing::Doing;
use crate::model::{Account, Actor, By, Grant, NewAccount, NewActor, NewGrant, Proof, Revoke};
use crate::policy::{ROLES_OF_A_UNIT, is_role, policy_digest};
use crate::rules::Refused;
use crate::secrets::Hashed;
use crate::{authorise, sql};

/// Registers the first actor of a record and makes it administrator; refused once there is an actor.
pub fn set_up(tx: &mut Tx, by: &By<'_>, new: &NewActor) -> Result<(), Failure> {
    let act = Doing::new("people", "set-up", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    if sql::any_actor(tx)? {
        return Err(Refused::SetUp.into());
    }
    save_actor(tx, new);
    let grant =
        NewGrant { actor: new.code.clone(), role: "administrator".to_owned(), scope: kernel::Scope::All, from: new.from, until: new.until };
    save_grant(tx, &grant);
    act.record(tx, by, &format!("people_actor:{}", new.code), &policy_digest(), new.from)
}

/// Registers an actor.
pub fn register(tx: &mut Tx, by: &By<'_>, new: &NewActor) -> Result<(), Failure> {
    let act = Doing::new("people", "register", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let known = sql::is_actor(tx, &new.code)?;
    let policy = authorise(tx, by, "people.register", &[])?;
    if known {
        return Err(Refused::Known { actor: new.code.clone() }.into());
    }
    save_actor(tx, new);
    act.record(tx, by, &format!("people_actor:{}", new.code), &policy, new.from)
}

/// Grants a role in a scope for a period; `within` is the scope's unit and the units above it, none for a grant everywhere. An
/// administrator grants any role; a head grants the roles of officers inside the own unit.
pub fn grant(tx: &mut Tx, by: &By<'_>, new: &NewGrant, within: &[Code]) -> Result<(), Failure> {
    let act = Doing::new("people", "grant", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let known = sql::is_actor(tx, &new.actor)?;
    let policy = match authorise(tx, by, "people.grant", within) {
        Err(Failure::Refused(refusal)) => {
            let policy = authorise(tx, by, "people.grant-in-unit", within).map_err(|_| refusal)?;
            if !ROLES_OF_A_UNIT.contains(&new.role.as_str()) || new.scope == kernel::Scope::All {
                return Err(Refused::RoleOfAnother { role: new.role.clone() }.into());
            }
            policy
        }
        decided => decided?,
    };
    if !known {
        return Err(Refused::Unknown { actor: new.actor.clone() }.into());
    }
    if !is_role(&new.role) {
        return Err(Refused::NoRole { role: new.role.clone() }.into());
    }
    check_days(new.from, new.until)?;
    let id = save_grant(tx, new);
    act.record(tx, by, &format!("people_grant:{id}"), &policy, new.from)
}

/// Ends a grant on a day; `within` as in [`grant`], for the grant's own scope.
pub fn revoke(tx: &mut Tx, by: &By<'_>, old: &Revoke, within: &[Code]) -> Result<(), Failure> {
    let act = Doing::new("people", "revoke", old);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let granted = sql::grant(tx, &old.grant)?;
    let policy = authorise(tx, by, "people.revoke", within)?;
    let granted = granted.filter(|granted| granted.until.is_none_or(|until| until > old.day)).ok_or(Refused::NoGrant)?;
    // A head takes back only what a head may give.
    if !ROLES_OF_A_UNIT.contains(&granted.role.as_str()) || granted.scope == kernel::Scope::All {
        authorise(tx, by, "people.grant", within)?;
    }
    sql::replace_grant(tx, &granted, old.day.max(granted.from));
    act.record(tx, by, &format!("people_grant:{}", granted.id), &policy, old.day)
}

/// Opens an account with its first password, hashed before the write began.
pub fn open_account(tx: &mut Tx, by: &By<'_>, new: &NewAccount, password: &Hashed) -> Result<(), Failure> {
    let act = Doing::new("people", "open-account", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (taken, known) = (sql::is_login(tx, new.login.as_str())?, sql::is_actor(tx, &new.actor)?);
    let demonstration = tx.genesis()?.is_some_and(|genesis| genesis.purpose == store::Purpose::Demonstration);
    let policy = authorise(tx, by, "people.open-account", &[])?;
    if taken {
        return Err(Refused::LoginTaken { login: new.login.to_string() }.into());
    }
    if !known {
        return Err(Refused::Unknown { actor: new.actor.clone() }.into());
    }
    if new.demonstration && !demonstration {
        return Err(Refused::OnlyDemonstration.into());
    }
    check_days(new.from, new.until)?;
    let id = tx.id::<Account>();
    let kind = if new.demonstration { "demonstration" } else { "own" };
    let dated = [(&new.login).into(), new.from.into(), new.until.into(), Value::Null];
    tx.save(&sql::ACCOUNT, &id, dated.into_iter().chain([(&new.actor).into(), kind.into()]));
    sql::set_password(tx, new.login.as_str(), &password.0)?;
    act.record(tx, by, &format!("people_account:{}", new.login), &policy, new.from)
}

/// Sets a password: one's own, or anybody's by whoever may open accounts. The event says that it was set and not to what.
pub fn set_password(tx: &mut Tx, by: &By<'_>, login: &str, password: &Hashed) -> Result<(), Failure> {
    let act = Doing::new("people", "set-password", &Proof { login, what: "password" });
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let today = tx.today();
    let account = sql::account(tx, login, today)?;
    let own = account.as_ref().is_some_and(|account| account.actor == *by.actor);
    let policy = if own { policy_digest() } else { authorise(tx, by, "people.set-password-of", &[])? };
    if account.is_none() {
        return Err(Refused::NoLogin { login: login.to_owned() }.into());
    }
    sql::set_password(tx, login, &password.0)?;
    act.record(tx, by, &format!("people_account:{login}"), &policy, today)
}

/// Sets an account's second factor, sealed, whose first code was typed; or takes the one in force away.
pub(crate) fn settle_totp(tx: &mut Tx, by: &By<'_>, login: &str, sealed: Option<&str>) -> Result<(), Failure> {
    let act = Doing::new("people", "set-totp", &Proof { login, what: if sealed.is_some() { "totp" } else { "no-totp" } });
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let today = tx.today();
    let account = sql::account(tx, login, today)?.ok_or_else(|| Refused::NoLogin { login: login.to_owned() })?;
    let policy = if account.actor == *by.actor { policy_digest() } else { authorise(tx, by, "people.set-password-of", &[])? };
    sql::set_totp(tx, login, sealed)?;
    act.record(tx, by, &format!("people_account:{login}"), &policy, today)
}

fn check_days(from: Day, until: Option<Day>) -> Result<(), Refused> {
    match until {
        Some(until) if until < from => Err(Refused::BadDays { from, until }),
        _ => Ok(()),
    }
}

fn save_actor(tx: &mut Tx, new: &NewActor) {
    let id = tx.id::<Actor>();
    let dated = [(&new.code).into(), new.from.into(), new.until.into(), Value::Null];
    let own = [new.kind.as_str().into(), new.label_ko.as_str().into(), new.label_en.as_deref().into()];
    tx.save(&sql::ACTOR, &id, dated.into_iter().chain(own));
}

fn save_grant(tx: &mut Tx, new: &NewGrant) -> kernel::Id<Grant> {
    let id = tx.id::<Grant>();
    let dated = [(&new.actor).into(), new.from.into(), new.until.into(), Value::Null];
    let own = [new.role.as_str().into(), new.scope.to_string().into()];
    tx.save(&sql::GRANT, &id, dated.into_iter().chain(own));
    id
}
