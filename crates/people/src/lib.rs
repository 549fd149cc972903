//! Who acts in the bureau and what they may: actors, grants, accounts, sessions.
//!
//! **Duty.** The people and systems that act, by post and never by name; roles granted in a scope for a period; signing in.
//!
//! **Words.** 행위자 = actor (a post or a system) · 권한 부여 = grant (a role in a scope for a period) · 정책 = policy (`policy.cedar`: which roles may do
//! an act) · 계정 = account (a name to sign in with, for an actor) · 2단계 인증 = second factor (TOTP).
//!
//! **States** of a session: open → ended, by hand, by half an hour without use, or after twelve hours.
//!
//! **Can never happen here.** An act without an actor; an act that no policy permits; a password, a code or a token in an event, a log or
//! an address; a demonstration account in a production record. Names of persons are not asked for: labels are of posts.
//!
//! **Start reading** at `policy.cedar`, then [`authorise`], then `doors.rs`.
#![warn(missing_docs)]

mod doing;
mod doors;
mod model;
mod ops;
mod policy;
mod rules;
mod secrets;
mod sql;
pub mod web;
mod words;

pub use doing::Doing;
pub use model::{By, NewAccount, NewActor, NewGrant, Revoke};
pub use ops::{grant, open_account, register, revoke, set_password, set_up};
pub use policy::{Duty, ROLES, duties, policy_digest, role_word, roles_for};
pub use secrets::{Hashed, PASSWORD_MIN, hash_password};
pub use sql::{HeldGrant, SCHEMA, grants_of, is_actor};
pub use web::{Roles, by, demonstration_password, see};

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Day, Scope};
use store::{Broken, Failure, Invariant, Read, StoreError, Tx};

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] = &[no_overlaps];

fn no_overlaps(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    store::no_overlaps(read, &SCHEMA)
}

/// Says whether the actor may do the act where it is about (the unit and the units above it; none for acts about the whole bureau); gives the
/// digest of the policy that allows it, or refuses.
pub fn authorise(tx: &mut Tx, by: &By<'_>, act: &'static str, within: &[Code]) -> Result<String, Failure> {
    let today = tx.today();
    if may(tx, by.actor, act, within, today)? {
        Ok(policy_digest())
    } else {
        Err(rules::Refused::NotAllowed { actor: by.actor.clone(), act }.into())
    }
}

/// Says the same for a reader.
pub fn may(read: &mut Read, actor: &Code, act: &str, within: &[Code], day: Day) -> Result<bool, StoreError> {
    let here = |scope: &Scope| match scope {
        Scope::All => true,
        Scope::Unit(unit) => within.contains(unit),
    };
    let roles: BTreeSet<String> =
        sql::grants(read, actor, day)?.into_iter().filter(|(_, scope)| here(scope)).map(|(role, _)| role).collect();
    Ok(policy::allows(&roles, act))
}

/// The roles that an actor holds on a day, with their scopes.
pub fn roles_of(read: &mut Read, actor: &Code, day: Day) -> Result<Vec<(String, Scope)>, StoreError> {
    sql::grants(read, actor, day)
}

/// What the actors in force on a day are called, in Korean and English, by their codes.
pub fn labels(read: &mut Read, day: Day) -> Result<BTreeMap<Code, (String, String)>, StoreError> {
    Ok(sql::actors(read, day)?.into_iter().map(|known| (known.code, (known.label_ko, known.label_en))).collect())
}

/// Says whether the actor may do the act anywhere: in some unit, if not everywhere.
pub fn may_anywhere(read: &mut Read, actor: &Code, act: &str, day: Day) -> Result<bool, StoreError> {
    let roles: BTreeSet<String> = sql::grants(read, actor, day)?.into_iter().map(|(role, _)| role).collect();
    Ok(policy::allows(&roles, act))
}

#[cfg(test)]
mod tests;
