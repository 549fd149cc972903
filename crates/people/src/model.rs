use kernel::{Code, Day, Scope};
use serde::{Serialize, Serializer};
use store::Document;

/// Who does an act, under which idempotency key, resting on which document.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The actor's code.
    pub actor: &'a Code,
    /// The idempotency key: the same key and content again is the same act.
    pub key: &'a str,
    /// The official document, where there is one.
    pub document: Option<&'a Document>,
}

/// An actor to be registered.
#[derive(Clone, Debug, Serialize)]
pub struct NewActor {
    /// The code that events name.
    pub code: Code,
    /// `post` or `system`.
    pub kind: String,
    /// What it is called, in Korean: a post's title, never a person's name.
    pub label_ko: String,
    /// The same in English.
    pub label_en: Option<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A role to be granted.
#[derive(Clone, Debug, Serialize)]
pub struct NewGrant {
    /// To which actor.
    pub actor: Code,
    /// Which role of the policy.
    pub role: String,
    /// Where it holds.
    #[serde(serialize_with = "as_text")]
    pub scope: Scope,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// An account to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct NewAccount {
    /// Its name.
    pub login: Code,
    /// The actor that it acts as.
    pub actor: Code,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
    /// Whether anybody may use it: in a demonstration only.
    pub demonstration: bool,
}

/// A grant to be ended.
#[derive(Clone, Debug, Serialize)]
pub struct Revoke {
    /// The grant's row.
    pub grant: String,
    /// The first day without it.
    pub day: Day,
}

/// An account whose password or second factor is set; what it is set to is in no event.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Proof<'a> {
    pub(crate) login: &'a str,
    /// `password`, `totp` or `no-totp`.
    pub(crate) what: &'static str,
}

fn as_text<S: Serializer>(scope: &Scope, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(scope)
}

/// Marks ids of actors.
#[derive(Debug)]
pub(crate) struct Actor;

/// Marks ids of grants.
#[derive(Debug)]
pub(crate) struct Grant;

/// Marks ids of accounts.
#[derive(Debug)]
pub(crate) struct Account;
