//! This room's pages: signing in and out, what I may do, and the actors with their grants and accounts.

mod me;
mod people;
mod sign_in;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Scope};
use store::Failure;
use ui::web::{SESSION_COOKIE, Sent};
use ui::{Desk, Problem, Signed, Site, Visit};

use crate::sql::Unit;
pub(crate) use crate::sql::units;
use crate::{By, may_anywhere, policy, rules};

/// The routes of this room.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(sign_in::ask).post(sign_in::open))
        .route("/sign-out", post(sign_in::leave))
        .route("/me", get(me::show))
        .route("/me/password", get(me::password_form).post(me::password))
        .route("/me/totp", get(me::totp_form).post(me::totp))
        .route("/me/totp/end", get(me::totp_end_form).post(me::totp_end))
        .route("/me/sessions", get(me::sessions_form).post(me::sessions))
        .route("/office/people", get(people::list))
        .route("/office/people/register", get(people::register_form).post(people::register))
        .route("/office/people/grant", get(people::grant_form).post(people::grant))
        .route("/office/people/revoke/{id}", get(people::revoke_form).post(people::revoke))
        .route("/office/people/account", get(people::account_form).post(people::account))
        .route("/office/people/password/{login}", get(people::password_form).post(people::password))
        .route("/office/people/logins", get(people::logins))
}

/// Middleware: finds out who holds the session of a request, and tells the pages.
pub async fn who(State(site): State<Site>, visit: Visit, mut request: Request, next: Next) -> Response {
    if let Some(token) = token(&request) {
        let Site { db, origin, settings, .. } = site;
        let found = tokio::task::spawn_blocking(move || crate::doors::who(&db, &origin, &settings, &token)).await;
        match found.unwrap_or(Ok(None)) {
            Ok(Some(signed)) => drop(request.extensions_mut().insert(signed)),
            Ok(None) => {}
            // Nobody is signed out because the database could not be asked for a moment.
            Err(error) => return Problem::from(error).answer(&visit, None),
        }
    }
    next.run(request).await
}

/// The token of the request's session.
fn token(request: &Request) -> Option<String> {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pair = |pair: &str| pair.trim().strip_prefix(SESSION_COOKIE).and_then(|rest| rest.strip_prefix('=')).map(str::to_owned);
    cookies.flat_map(|value| value.split(';')).find_map(pair).filter(|token| token.len() == 32)
}

/// The hash of the password that all demonstration accounts share; it is written on the page that asks for it.
pub fn demonstration_password(origin: &store::Origin) -> Result<crate::Hashed, kernel::Refusal> {
    crate::hash_password(origin, "", sign_in::DEMONSTRATION_PASSWORD)
}

/// Who acts with a form that was sent.
pub fn by(sent: &Sent) -> By<'_> {
    By { actor: &sent.signed.actor, key: &sent.key, document: sent.document.as_ref() }
}

/// Says who is signed in, if they may read what the act names; `within` is the unit that the page is about and the units above it, none for a
/// page of the whole office, which whoever may anywhere may see.
pub fn see(desk: &mut Desk<'_, '_>, act: &'static str, within: &[Code]) -> Result<Signed, Problem> {
    let signed = desk.visit.signed.clone().ok_or(Problem::SignIn(None))?;
    let today = desk.today();
    let allowed = if within.is_empty() {
        may_anywhere(desk.read, &signed.actor, act, today)?
    } else {
        crate::may(desk.read, &signed.actor, act, within, today)?
    };
    if allowed {
        return Ok(signed);
    }
    let failure: Failure = rules::Refused::NotAllowed { actor: signed.actor, act }.into();
    Err(failure.into())
}

/// The roles that a visitor holds, each with its scope: what a page asks before it shows the way to an act.
#[derive(Clone, Debug, Default)]
pub struct Roles(Vec<(String, Scope)>);

impl Roles {
    /// Reads them; a visitor who is not signed in has none.
    pub fn of(desk: &mut Desk<'_, '_>) -> Result<Self, Problem> {
        let Some(signed) = desk.visit.signed.clone() else { return Ok(Self::default()) };
        let today = desk.today();
        Ok(Self(crate::roles_of(desk.read, &signed.actor, today)?))
    }

    /// Those that count in a unit, which is named with the units above it; all of them where nothing is named.
    #[must_use]
    pub fn within(&self, units: &[Code]) -> Self {
        let counts = |(_, scope): &&(String, Scope)| match scope {
            Scope::Unit(unit) => units.is_empty() || units.contains(unit),
            Scope::All => true,
        };
        Self(self.0.iter().filter(counts).cloned().collect())
    }

    /// Those that count everywhere.
    #[must_use]
    pub fn everywhere(&self) -> Self {
        Self(self.0.iter().filter(|(_, scope)| *scope == Scope::All).cloned().collect())
    }

    /// Says whether one of them may do the act.
    pub fn may(&self, act: &str) -> bool {
        policy::allows(&self.0.iter().map(|(role, _)| role.clone()).collect(), act)
    }
}

/// A unit and the units above it.
pub(crate) fn within(units: &[Unit], unit: &Code) -> Vec<Code> {
    let mut line: Vec<Code> = Vec::new();
    let mut next = Some(unit.clone());
    while let Some(code) = next.filter(|code| !line.contains(code)) {
        let found = units.iter().find(|unit| unit.code == code.as_str());
        next = found.and_then(|unit| unit.parent.parse().ok());
        if found.is_some() {
            line.push(code);
        }
    }
    line
}
