use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Refusal, Seq};
use store::{Document, Event, Failure, StoreError, Tx};

use super::form::Drawn;
use super::{Desk, Form, FormErrors, FormPage, Problem, Scene, Signed, Site, go_to, page, page_with};
use crate::{Shell, Visit};

/// A form that somebody signed in has sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was typed.
    pub form: Form,
    /// Who sent it.
    pub signed: Signed,
    /// The official document that it names.
    pub document: Option<Document>,
    /// The idempotency key of the form.
    pub key: String,
}

/// Why what was sent is not done.
#[derive(Debug)]
pub enum Stop {
    /// A rule says no.
    Refused(Refusal),
    /// Fields are wrong.
    Fields(FormErrors),
    /// Storage failed.
    Store(StoreError),
    /// There is no such thing.
    NotFound,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Store(error) => Self::Store(error),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Site {
    /// Shows a form with a fresh idempotency key.
    pub async fn form<F>(self, visit: Visit, make: F) -> Response
    where
        F: FnOnce(&mut Desk<'_, '_>) -> Result<FormPage, Problem> + Send + 'static,
    {
        self.page(visit, |mut desk| {
            if desk.visit.signed.is_none() {
                return Err(Problem::SignIn(None));
            }
            let form = make(&mut desk)?;
            page(&form.draw(&desk)?)
        })
        .await
    }

    /// Does what a form asks for, in one transaction, and goes on to the address that `does` gives. Whatever stops it shows the form
    /// again, `show`, with all that was typed.
    pub async fn act<S, D>(self, visit: Visit, form: Form, show: S, does: D) -> Response
    where
        S: FnOnce(&mut Desk<'_, '_>, &Form) -> Result<FormPage, Problem> + Send + 'static,
        D: FnOnce(&mut Tx<'_>, &Sent) -> Result<String, Stop> + Send + 'static,
    {
        let site = self.clone();
        self.page(visit, move |mut desk| {
            let signed = check(desk.visit, &form)?;
            let stopped = match stale(&mut desk, &form)? {
                Some(event) => return page_with(StatusCode::CONFLICT, &Stale::new(&desk, &form, &event, &signed)),
                None => match perform(&site, desk.scene, &form, &signed, does) {
                    Ok((href, Some(seq))) => return Ok(go_to(&with_done(&href, seq))),
                    // A file kept for its trial is no act: nothing is said to be recorded.
                    Ok((href, None)) => return Ok(go_to(&href)),
                    Err(stop) => stop,
                },
            };
            let refused = match stopped {
                Stop::Store(error) => return Err(error.into()),
                Stop::NotFound => return Err(Problem::NotFound),
                Stop::Refused(refusal) if refusal.code == "people.not-allowed" => return Err(refusal.into()),
                stop => stop,
            };
            let mut drawn: Drawn = show(&mut desk, &form)?.draw(&desk)?;
            drawn.form.fill(&form);
            match refused {
                Stop::Fields(errors) => drawn.form.mark(&errors),
                Stop::Refused(refusal) => drawn.form.problem = Some(desk.scene.tell(refusal.say(desk.visit.lang), desk.visit.lang)),
                Stop::Store(_) | Stop::NotFound => {}
            }
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn)
        })
        .await
    }
}

/// An address with the event that was made, before the place on the page that it names.
fn with_done(href: &str, seq: Seq) -> String {
    let (page, place) = href.split_once('#').map_or((href, String::new()), |(page, place)| (page, format!("#{place}")));
    let join = if page.contains('?') { '&' } else { '?' };
    format!("{page}{join}done={seq}{place}")
}

/// A form counts if it could be read, somebody is signed in, and it came from a page of that session.
fn check(visit: &Visit, form: &Form) -> Result<Signed, Problem> {
    form.whole(visit.lang)?;
    let signed = visit.signed.clone().ok_or_else(|| Problem::SignIn(Some(Box::new(form.clone()))))?;
    if form.raw("csrf") != signed.csrf {
        return Err(Problem::Forged);
    }
    Ok(signed)
}

/// Does it, and gives where to go on and the event that it became, now or when the same form was sent before.
fn perform<D>(site: &Site, scene: &Scene, form: &Form, signed: &Signed, does: D) -> Result<(String, Option<Seq>), Stop>
where
    D: FnOnce(&mut Tx<'_>, &Sent) -> Result<String, Stop>,
{
    let key = form.text("key");
    if key.is_empty() || key.len() > 64 {
        let mut errors = FormErrors::default();
        errors.add(
            "key",
            "이 양식은 마당의 화면에서 온 것이 아닙니다. 화면을 다시 열어 주세요.",
            "This form did not come from a page of Madang; open it again.",
        );
        return Err(Stop::Fields(errors));
    }
    let system = scene.city.as_ref().map_or("", |city| city.document_system.as_str());
    let sent =
        Sent { document: form.document(system), key: format!("web/{}/{key}", signed.login), form: form.clone(), signed: signed.clone() };
    let mut tx = site.db.write(&site.origin)?;
    let before = tx.head()?.seq;
    let href = does(&mut tx, &sent)?;
    let own = tx.event_of(&sent.key)?;
    let head = tx.commit()?.seq;
    Ok((href, own.or((head > before).then_some(head))))
}

/// The last act of somebody else about the form's subject since the form was read.
fn stale(desk: &mut Desk<'_, '_>, form: &Form) -> Result<Option<Event>, Problem> {
    let (subject, read_at) = (form.text("subject"), form.text("read_at").parse::<i64>().unwrap_or(i64::MAX));
    if subject.is_empty() || desk.scene.head.seq.0 <= read_at {
        return Ok(None);
    }
    // The same form sent twice is not stale: its own act is found by its key.
    let own = desk.visit.signed.as_ref().map(|signed| format!("web/{}/{}", signed.login, form.text("key"))).unwrap_or_default();
    Ok(desk.read.last_about(subject, Seq(read_at))?.filter(|event| event.key != own))
}

/// Both versions, side by side: what stands in the record now, and what was typed.
#[derive(askama::Template)]
#[template(path = "stale.html")]
struct Stale {
    shell: Shell,
    seq: i64,
    recorded: String,
    actor: String,
    /// Field, what stands, what was typed, and whether they differ.
    rows: Vec<(String, String, String, bool)>,
    action: String,
    csrf: String,
    read_at: i64,
    /// All that was typed, to be sent again.
    typed: Vec<(String, String)>,
}

impl Stale {
    fn new(desk: &Desk<'_, '_>, form: &Form, event: &Event, signed: &Signed) -> Self {
        let standing: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&event.body).unwrap_or_default();
        let shown = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let own = |name: &str| !matches!(name, "csrf" | "key" | "read_at" | "subject");
        let mut rows: Vec<(String, String, String, bool)> = Vec::new();
        for (name, typed) in form.pairs().filter(|(name, _)| own(name) && !name.contains("password")) {
            let stands = standing.get(name).map(shown).unwrap_or_default();
            rows.push((name.to_owned(), stands.clone(), typed.to_owned(), stands != typed));
        }
        for (name, value) in standing.iter().filter(|(name, _)| !form.has(name)) {
            rows.push((name.clone(), shown(value), String::new(), false));
        }
        Self {
            shell: desk.scene.shell(desk.visit, crate::words(desk.visit.lang).stale_title, &[]),
            seq: event.seq.0,
            recorded: desk.scene.local(event.recorded),
            actor: event.actor.clone(),
            rows,
            action: desk.visit.path.clone(),
            csrf: signed.csrf.clone(),
            read_at: desk.scene.head.seq.0,
            typed: form
                .pairs()
                .filter(|(name, _)| !matches!(*name, "csrf" | "read_at"))
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .collect(),
        }
    }
}
