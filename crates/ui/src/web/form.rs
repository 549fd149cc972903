//! Forms as data: what is asked, what was typed, and what was wrong with it. One template draws all of them.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header;
use kernel::{Day, Lang};
use store::Document;

use super::{Desk, Problem};
use crate::Shell;

/// The largest form without a file.
const TYPED_MAX: usize = 256 * 1024;
/// The largest form with a file.
const UPLOAD_MAX: usize = 32 * 1024 * 1024;

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Several lines.
    Area,
    /// A day.
    Day,
    /// An amount of money, in smallest units or with the currency's decimals.
    Money,
    /// A whole number.
    Number,
    /// One of several.
    Choice,
    /// Yes or no.
    Check,
    /// A password.
    Password,
    /// A file.
    File,
    /// Carried along unseen.
    Hidden,
}

/// One of several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A value with its words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, as it is sent.
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// How it is filled in.
    pub kind: Kind,
    /// What stands in it.
    pub value: String,
    /// A word of help below it.
    pub hint: Option<String>,
    /// What was wrong with it.
    pub problem: Option<String>,
    /// Whether it must be filled in.
    pub required: bool,
    /// The values of a choice.
    pub choices: Vec<Choice>,
    /// What the browser may fill in by itself (`autocomplete`).
    pub complete: &'static str,
}

impl Field {
    fn new(kind: Kind, name: &'static str, label: impl Into<String>) -> Self {
        let label = label.into();
        Self { name, label, kind, value: String::new(), hint: None, problem: None, required: false, choices: Vec::new(), complete: "off" }
    }

    /// A line of text.
    pub fn text(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Text, name, label)
    }

    /// Several lines.
    pub fn area(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Area, name, label)
    }

    /// A day.
    pub fn day(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Day, name, label)
    }

    /// An amount of money.
    pub fn money(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Money, name, label)
    }

    /// A whole number.
    pub fn number(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Number, name, label)
    }

    /// One of several.
    pub fn choice(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { choices, ..Self::new(Kind::Choice, name, label) }
    }

    /// Yes or no; sent as `yes`.
    pub fn check(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::Check, name, label)
    }

    /// A password; never shown again.
    pub fn password(name: &'static str, label: impl Into<String>, complete: &'static str) -> Self {
        Self { complete, ..Self::new(Kind::Password, name, label) }
    }

    /// A file.
    pub fn file(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Kind::File, name, label)
    }

    /// A value carried along unseen.
    pub fn hidden(name: &'static str, value: impl Into<String>) -> Self {
        Self::new(Kind::Hidden, name, "").value(value)
    }

    /// With a value in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With a word of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Whether it is filled in so: `text`, `area`, `day`, `money`, `number`, `choice`, `check`, `password`, `file`, `hidden`; for templates.
    pub fn is(&self, kind: &str) -> bool {
        let own = match self.kind {
            Kind::Text => "text",
            Kind::Area => "area",
            Kind::Day => "day",
            Kind::Money => "money",
            Kind::Number => "number",
            Kind::Choice => "choice",
            Kind::Check => "check",
            Kind::Password => "password",
            Kind::File => "file",
            Kind::Hidden => "hidden",
        };
        own == kind
    }

    /// The ids of what describes it; for templates.
    pub fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let problem = self.problem.as_ref().map(|_| format!("{}-problem", self.name));
        hint.into_iter().chain(problem).collect::<Vec<_>>().join(" ")
    }
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The field's name.
    pub field: String,
    /// The name it had at the sender's; never a path to write to.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// What somebody sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
    uploads: Vec<Upload>,
    /// Why it could not be read.
    pub(crate) broken: Option<Broken>,
}

/// Why a form could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    TooLarge,
    Malformed,
}

/// Reading a form never fails: what could not be read is said by whoever answers.
impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let read = if kind.starts_with("multipart/form-data") {
            Self::read_multipart(request, state).await
        } else {
            match axum::body::to_bytes(request.into_body(), TYPED_MAX).await {
                Ok(bytes) => Self::decode(&bytes),
                Err(_) => Err(Broken::TooLarge),
            }
        };
        Ok(read.unwrap_or_else(|broken| Self { broken: Some(broken), ..Self::default() }))
    }
}

impl Form {
    async fn read_multipart<S: Send + Sync>(mut request: Request, state: &S) -> Result<Self, Broken> {
        // The file and what stands around it.
        DefaultBodyLimit::max(UPLOAD_MAX + TYPED_MAX).apply(&mut request);
        let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
            StatusCode::BAD_REQUEST => Broken::Malformed,
            // A stream that a limit cut off: the one here, or the server's own, which axum takes for a fault.
            _ => Broken::TooLarge,
        };
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| Broken::Malformed)?;
        let (mut form, mut size) = (Self::default(), 0);
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(broken)?;
            size += bytes.len();
            if size > UPLOAD_MAX || form.fields.len() + form.uploads.len() > 1000 {
                return Err(Broken::TooLarge);
            }
            match name {
                Some(name) if !name.is_empty() => form.uploads.push(Upload { field, name, bytes }),
                Some(_) => {}
                None => form.fields.push((field, String::from_utf8(bytes.to_vec()).map_err(|_| Broken::Malformed)?)),
            }
        }
        Ok(form)
    }

    /// Refuses a form that could not be read.
    ///
    /// # Errors
    /// It is too large, or none.
    pub fn whole(&self, lang: Lang) -> Result<(), Problem> {
        match self.broken {
            Some(Broken::TooLarge) => Err(Problem::TooLarge),
            Some(Broken::Malformed) => Err(Problem::Bad(crate::words(lang).error_malformed.to_owned())),
            None => Ok(()),
        }
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).map_err(|_| Broken::Malformed)?;
        if fields.len() > 5000 {
            return Err(Broken::TooLarge);
        }
        Ok(Self { fields, ..Self::default() })
    }

    /// A form with these fields, for tests and for what was kept.
    pub fn of<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        Self { fields: pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), ..Self::default() }
    }

    /// Reads what [`Form::encoded`] wrote; empty where it cannot be read.
    pub fn kept(text: &str) -> Self {
        Self::decode(text.as_bytes()).unwrap_or_default()
    }

    /// All that was typed, urlencoded; without the proof of the session that is over, and without passwords.
    pub fn encoded(&self) -> String {
        let kept: Vec<&(String, String)> = self.fields.iter().filter(|(name, _)| name != "csrf" && !name.contains("password")).collect();
        serde_urlencoded::to_string(kept).unwrap_or_default()
    }

    /// All fields, in the order in which they were sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text of a field without spaces around it; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The text of a field as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that may be sent several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs().filter(|(known, _)| *known == name).map(|(_, value)| value).collect()
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// The text of a field; nothing where it is empty.
    pub fn opt(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A file that was sent.
    pub fn upload(&self, field: &str) -> Option<&Upload> {
        self.uploads.iter().find(|upload| upload.field == field)
    }

    /// Reads a field that must be there; what is wrong goes into `errors`.
    pub fn read<T: FromStr>(&self, name: &'static str, errors: &mut FormErrors) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            errors.add(name, "비어 있습니다. 채워 주세요.", "This is empty; please fill it in.");
            return None;
        }
        let read = text.parse().ok();
        if read.is_none() {
            let found: String = text.chars().take(40).collect();
            errors.add(
                name,
                format!("‘{found}’을(를) 읽을 수 없습니다. 도움말의 모양대로 적어 주세요."),
                format!("`{found}` cannot be read here."),
            );
        }
        read
    }

    /// Reads a field that may be empty.
    pub fn read_opt<T: FromStr>(&self, name: &'static str, errors: &mut FormErrors) -> Option<T> {
        if self.text(name).is_empty() { None } else { self.read(name, errors) }
    }

    /// Reads text that must be there.
    pub fn need(&self, name: &'static str, errors: &mut FormErrors) -> String {
        self.read::<String>(name, errors).unwrap_or_default()
    }

    /// Reads an amount as people write it: `1,234,000`, or with decimals where the currency has them. Whole smallest units.
    pub fn money(&self, name: &'static str, decimals: u32, errors: &mut FormErrors) -> Option<i64> {
        let text = self.text(name).replace([',', ' ', '_'], "");
        let units = smallest_units(&text, decimals);
        if units.is_none() {
            let found: String = self.text(name).chars().take(40).collect();
            errors.add(
                name,
                format!("‘{found}’은(는) 금액이 아닙니다. 1,234,000처럼 적어 주세요."),
                format!("`{found}` is no amount; write it like 1,234,000."),
            );
        }
        units
    }

    /// The official document that the form names, if it does.
    pub fn document(&self, system: &str) -> Option<Document> {
        let number = self.opt("document_number")?;
        let day = self.text("document_day").parse::<Day>().ok();
        Some(Document { system: system.to_owned(), number, day })
    }
}

/// `1234.5` with two decimals is 123450 smallest units.
fn smallest_units(text: &str, decimals: u32) -> Option<i64> {
    let (sign, text) = text.strip_prefix(['-', '△']).map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let places = usize::try_from(decimals).ok()?;
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return None;
    }
    let padded = format!("{whole}{part:0<places$}");
    padded.parse::<i64>().ok()?.checked_mul(sign)
}

/// What was wrong with a form, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<(String, String, String)>);

impl FormErrors {
    /// Notes what is wrong with a field, in both languages.
    pub fn add(&mut self, field: &str, ko: impl Into<String>, en: impl Into<String>) {
        self.0.push((field.to_owned(), ko.into(), en.into()));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str, lang: Lang) -> Option<&str> {
        self.0.iter().find(|(known, _, _)| known == field).map(|(_, ko, en)| lang.pick(ko.as_str(), en.as_str()))
    }

    /// Stops where anything is wrong.
    pub fn check(self) -> Result<(), super::Stop> {
        if self.is_empty() { Ok(()) } else { Err(super::Stop::Fields(self)) }
    }
}

/// A page that asks for something to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormPage {
    /// Its title.
    pub title: String,
    /// What it is for and what will happen.
    pub intro: Option<String>,
    /// The way to it: words and addresses.
    pub way: Vec<(String, String)>,
    /// What stands above the questions: names and values.
    pub facts: Vec<(String, String)>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// The word on the button.
    pub submit: String,
    /// Whether the number and the day of an official document are asked for.
    pub document: bool,
    /// What it is about, `table:subject`: somebody else's act about it meanwhile is shown before anything is changed.
    pub subject: Option<String>,
    /// Where it is sent; the page's own address unless told.
    pub action: Option<String>,
}

/// A form as a page draws it: `{% include "form_body.html" %}` with this as `form`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormView {
    /// Where it is sent.
    pub action: String,
    /// The idempotency key: the same form sent twice is one act.
    pub key: String,
    /// The proof that it came from a page of this session.
    pub csrf: String,
    /// The event at which it was read.
    pub read_at: i64,
    /// What it is about.
    pub subject: String,
    /// Whether it carries a file.
    pub upload: bool,
    /// The questions.
    pub fields: Vec<Field>,
    /// The word on the button.
    pub submit: String,
    /// What was wrong with it as a whole.
    pub problem: Option<String>,
    /// The language.
    pub lang: Lang,
}

impl FormView {
    /// Fields with something wrong, for the list at the top: name, label and what.
    pub fn problems(&self) -> Vec<(&str, &str, &str)> {
        let wrong = |field: &Field| field.problem.is_some();
        self.fields
            .iter()
            .filter(|field| wrong(field))
            .map(|field| (field.name, field.label.as_str(), field.problem.as_deref().unwrap_or_default()))
            .collect()
    }

    /// The words around the questions.
    pub fn words(&self) -> &'static crate::Words {
        crate::words(self.lang)
    }
}

#[derive(askama::Template)]
#[template(path = "form.html")]
pub(crate) struct Drawn {
    pub(crate) shell: Shell,
    pub(crate) intro: Option<String>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) form: FormView,
}

impl FormPage {
    /// The form for a page of the desk, ready to be drawn inside that page.
    pub fn view(mut self, desk: &Desk<'_, '_>) -> Result<FormView, Problem> {
        let signed = desk.visit.signed.as_ref().ok_or(Problem::SignIn(None))?;
        let lang = desk.visit.lang;
        if self.document {
            let words = crate::words(lang);
            self.fields.push(Field::text("document_number", words.document_number).hint(words.document_hint));
            self.fields.push(Field::day("document_day", words.document_day));
        }
        Ok(FormView {
            action: self.action.unwrap_or_else(|| desk.visit.path.clone()),
            key: desk.origin.chance(&format!("{}{}", desk.visit.path, desk.origin.clock.now().0)),
            csrf: signed.csrf.clone(),
            read_at: desk.scene.head.seq.0,
            subject: self.subject.unwrap_or_default(),
            upload: self.fields.iter().any(|field| field.kind == Kind::File),
            fields: self.fields,
            submit: self.submit,
            problem: None,
            lang,
        })
    }

    pub(crate) fn draw(mut self, desk: &Desk<'_, '_>) -> Result<Drawn, Problem> {
        let way: Vec<(&str, &str)> = self.way.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
        let shell = desk.scene.shell(desk.visit, self.title.as_str(), &way);
        let (intro, facts) = (self.intro.take(), std::mem::take(&mut self.facts));
        Ok(Drawn { shell, intro, facts, form: self.view(desk)? })
    }
}

impl FormView {
    /// Puts back what was typed; passwords and files are asked for again.
    pub(crate) fn fill(&mut self, form: &Form) {
        for field in &mut self.fields {
            if !matches!(field.kind, Kind::Password | Kind::File) && (form.has(field.name) || field.kind == Kind::Check) {
                form.raw(field.name).clone_into(&mut field.value);
            }
        }
        if !form.text("key").is_empty() {
            form.text("key").clone_into(&mut self.key);
        }
    }

    pub(crate) fn mark(&mut self, errors: &FormErrors) {
        let lang = self.lang;
        for field in &mut self.fields {
            field.problem = errors.of(field.name, lang).map(str::to_owned);
        }
        let unplaced = |name: &str| self.fields.iter().all(|field| field.name != name);
        let rest: Vec<&str> =
            errors.0.iter().filter(|(name, _, _)| unplaced(name)).map(|(_, ko, en)| lang.pick(ko.as_str(), en.as_str())).collect();
        self.problem = Some(rest.join(" ")).filter(|text| !text.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, smallest_units};

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, decimals, expected) in [
            ("1234", 0, Some(1234)),
            ("1234.5", 2, Some(123_450)),
            ("1234.567", 2, None),
            ("1234.5", 0, None),
            ("-3", 0, Some(-3)),
            ("△3", 0, Some(-3)),
            ("", 0, None),
            (".5", 2, None),
            ("1e3", 0, None),
            ("9223372036854775808", 0, None),
        ] {
            assert_eq!(smallest_units(text, decimals), expected, "{text}");
        }
    }

    #[test]
    fn what_is_kept_holds_neither_proofs_nor_passwords() {
        let form = Form::of([("csrf", "x"), ("new_password", "y"), ("note", "서울 & 부산")]);
        let kept = Form::kept(&form.encoded());
        assert_eq!(kept.pairs().collect::<Vec<_>>(), [("note", "서울 & 부산")]);
    }
}
