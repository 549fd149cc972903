use store::{Act, Failure, Tx, Value, canonical};

use crate::model::{Actor, By, Grant, NewActor, NewGrant};
use crate::rules::{Refused, is_role, policy_digest};
use crate::{authorise, sql};

/// Registers the first actor of a record and makes it administrator; refused once there is an actor.
pub fn set_up(tx: &mut Tx, by: &By<'_>, new: &NewActor) -> Result<(), Failure> {
    let body = canonical(new);
    if tx.done(by.key, "people", "set-up", &body)?.is_some() {
        return Ok(());
    }
    if sql::any_actor(tx)? {
        return Err(Refused::SetUp.into());
    }
    save_actor(tx, new);
    let grant =
        NewGrant { actor: new.code.clone(), role: "administrator".to_owned(), scope: kernel::Scope::All, from: new.from, until: new.until };
    save_grant(tx, &grant);
    record(tx, by, "set-up", &format!("people_actor:{}", new.code), &policy_digest(), new.from, body)
}

/// Registers an actor.
pub fn register(tx: &mut Tx, by: &By<'_>, new: &NewActor) -> Result<(), Failure> {
    let body = canonical(new);
    if tx.done(by.key, "people", "register", &body)?.is_some() {
        return Ok(());
    }
    let known = sql::is_actor(tx, &new.code)?;
    let policy = authorise(tx, by, "people.register", &[])?;
    if known {
        return Err(Refused::Known { actor: new.code.clone() }.into());
    }
    save_actor(tx, new);
    record(tx, by, "register", &format!("people_actor:{}", new.code), &policy, new.from, body)
}

/// Grants a role in a scope for a period.
pub fn grant(tx: &mut Tx, by: &By<'_>, new: &NewGrant) -> Result<(), Failure> {
    let body = canonical(new);
    if tx.done(by.key, "people", "grant", &body)?.is_some() {
        return Ok(());
    }
    let known = sql::is_actor(tx, &new.actor)?;
    let policy = authorise(tx, by, "people.grant", &[])?;
    if !known {
        return Err(Refused::Unknown { actor: new.actor.clone() }.into());
    }
    if !is_role(&new.role) {
        return Err(Refused::NoRole { role: new.role.clone() }.into());
    }
    let id = save_grant(tx, new);
    record(tx, by, "grant", &format!("people_grant:{id}"), &policy, new.from, body)
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

fn record(
    tx: &mut Tx,
    by: &By<'_>,
    name: &'static str,
    subject: &str,
    policy: &str,
    day: kernel::Day,
    body: String,
) -> Result<(), Failure> {
    let act =
        Act { room: "people", name, version: 1, subject, actor: by.actor.as_str(), policy, day, document: by.document, key: by.key, body };
    tx.record(&act)?;
    Ok(())
}
