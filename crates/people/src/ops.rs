use store::{Failure, Tx, Value};

use crate::doing::Doing;
use crate::model::{Actor, By, Grant, NewActor, NewGrant};
use crate::rules::{Refused, is_role, policy_digest};
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

/// Grants a role in a scope for a period.
pub fn grant(tx: &mut Tx, by: &By<'_>, new: &NewGrant) -> Result<(), Failure> {
    let act = Doing::new("people", "grant", new);
    if act.done(tx, by)?.is_some() {
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
    act.record(tx, by, &format!("people_grant:{id}"), &policy, new.from)
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
