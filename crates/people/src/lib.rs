//! Who acts in the bureau and what they may: actors and grants.
//!
//! **Duty.** Accounts of the people and systems that act, by post and never by name; roles granted in a scope for a period. Signing in comes with
//! the office.
//!
//! **Words.** 행위자 = actor (a post or a system) · 권한 부여 = grant (a role in a scope for a period) · 정책 = policy (`policy.txt`: which roles may do an act).
//!
//! **States.** None: a grant is in force on a day or it is not.
//!
//! **Can never happen here.** An act without an actor; an act that no line of the policy allows. Names of persons are not asked for: labels are of posts.
//!
//! **Start reading** at `policy.txt`, then [`authorise`].
#![warn(missing_docs)]

mod doing;
mod model;
mod ops;
mod rules;
mod sql;

pub use doing::Doing;
pub use model::{By, NewActor, NewGrant};
pub use ops::{grant, register, set_up};
pub use rules::{policy_digest, roles_for};
pub use sql::{HeldGrant, SCHEMA, grants_of, is_actor};

use kernel::{Code, Scope};
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
    let grants = sql::grants(tx, by.actor, today)?;
    let allowed = |(role, scope): &(String, Scope)| {
        roles_for(act).any(|able| able == role)
            && match scope {
                Scope::All => true,
                Scope::Unit(unit) => within.contains(unit),
            }
    };
    if grants.iter().any(allowed) { Ok(policy_digest()) } else { Err(rules::Refused::NotAllowed { actor: by.actor.clone(), act }.into()) }
}

#[cfg(test)]
mod tests;
