use std::fmt;

use kernel::{Code, Lang};

use super::{Form, Scene};
use crate::{Shell, Visit};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "madang_session";

/// Who is signed in: put into the request by the room that keeps sessions, read by every page.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The account's name.
    pub login: String,
    /// The actor that it acts as.
    pub actor: Code,
    /// What the actor is called, in Korean.
    pub label_ko: String,
    /// The same in English.
    pub label_en: String,
    /// The word that proves that a form came from a page of this session.
    pub csrf: String,
}

impl Signed {
    /// What the actor is called.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.label_ko, &self.label_en)
    }
}

/// Without the word that proves a form: it has no place in a log.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("login", &self.login).field("actor", &self.actor).finish_non_exhaustive()
    }
}

/// The page that asks who you are; it keeps where you were going and what you had typed.
#[derive(askama::Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    pub(crate) shell: Shell,
    /// Where to go afterwards.
    pub then: String,
    /// What had been typed when the session was over, urlencoded; empty where nothing was.
    pub typed: String,
    /// The account's name as it was typed.
    pub login: String,
    /// Why it did not work.
    pub problem: Option<String>,
    /// Accounts that anybody may use here: name and label. Only a demonstration has any.
    pub open: Vec<(String, String)>,
    /// Their password.
    pub open_password: &'static str,
}

impl SignIn {
    /// The page for a visit; `form` is what had been typed.
    pub fn new(visit: &Visit, scene: Option<&Scene>, form: Option<&Form>) -> Self {
        let title = crate::words(visit.lang).sign_in;
        let mut shell = scene.map_or_else(|| Shell::new(visit, title, ""), |scene| scene.shell(visit, title, &[]));
        shell.signed = None;
        Self {
            shell,
            then: crate::href_with(&visit.path, &visit.query, &[]),
            typed: form.map(Form::encoded).unwrap_or_default(),
            login: String::new(),
            problem: None,
            open: Vec::new(),
            open_password: "",
        }
    }
}
