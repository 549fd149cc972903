//! What surrounds a page, and what a page must know of the request to be surrounded.

use crate::web::Signed;
use crate::web::paper::Paper;
use crate::{Words, asset_href, language, words};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use kernel::Lang;
use std::convert::Infallible;
use std::fmt::Write as _;

/// What a page needs to know of the request: the language, the address and its query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The visitor's language.
    pub lang: Lang,
    /// The path, percent-encoded as it came.
    pub path: String,
    /// The decoded query, in its order; empty when it cannot be decoded.
    pub query: Vec<(String, String)>,
    /// Who is signed in, if anybody is.
    pub signed: Option<Signed>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Ok(Self {
            lang: language::choose(parts.uri.query(), &parts.headers, &parts.extensions),
            // One slash: a link to `//host/…` would lead to another host.
            path: format!("/{}", parts.uri.path().trim_start_matches(['/', '\\'])),
            query: query.map_or_else(|_| Vec::new(), |Query(pairs)| pairs),
            signed: parts.extensions.get::<Signed>().cloned(),
        })
    }
}

/// Everything around a page's own content; a page's template struct holds one in a field named `shell`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// The language of the page.
    pub lang: Lang,
    /// The page's title, also its first heading.
    pub title: String,
    /// The name of the bureau, in the language of the page.
    pub bureau: String,
    /// The path of this page.
    pub path: String,
    /// The query of this page, carried along when the language changes.
    pub query: Vec<(String, String)>,
    /// The way from the first page to this one; without this page itself.
    pub crumbs: Vec<Crumb>,
    /// The end of the record, for the foot of the page.
    pub head: Option<Head>,
    /// Whether the data are invented, which every page then says.
    pub demonstration: bool,
    /// The form that asks this page for another day, where it has one.
    pub as_of: Option<AsOfBar>,
    /// Who is signed in.
    pub signed: Option<Signed>,
    /// The event that what was just sent has become.
    pub done: Option<i64>,
}

/// One step of the way to a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crumb {
    /// What the step is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A point of the record: an event, when it was recorded and the hash it left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The event's number.
    pub seq: u64,
    /// The whole hash, in hex.
    pub hash: String,
    /// Local time of recording, as a reader should see it.
    pub recorded: String,
}

impl Head {
    /// The first twelve digits of the hash.
    #[must_use]
    pub fn short(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }
}

/// An entry of the main navigation; the one place that says where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The reports.
    Reports,
    /// The public budget.
    Budget,
    /// The execution table.
    Execution,
    /// The organisation and its plans.
    Bureau,
    /// All figures.
    Figures,
    /// The figures still typed by hand.
    Typed,
    /// The record's events.
    Record,
}

impl Section {
    /// All sections, in the order of the navigation.
    pub const ALL: [Self; 7] = [Self::Reports, Self::Budget, Self::Execution, Self::Bureau, Self::Figures, Self::Typed, Self::Record];

    /// The section's first page.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Reports => "/reports",
            Self::Budget => "/budget",
            Self::Execution => "/execution",
            Self::Bureau => "/bureau",
            Self::Figures => "/figures",
            Self::Typed => "/typed",
            Self::Record => "/record",
        }
    }

    /// The section's name.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let words = words(lang);
        match self {
            Self::Reports => words.reports,
            Self::Budget => words.budget,
            Self::Execution => words.execution,
            Self::Bureau => words.organisation,
            Self::Figures => words.figures,
            Self::Typed => words.typed_short,
            Self::Record => words.record,
        }
    }

    fn holds(self, path: &str) -> bool {
        path.strip_prefix(self.href()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A link of the main navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Its words.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Whether the page shown belongs to it.
    pub current: bool,
}

impl Shell {
    /// A shell for this visit, without crumbs, head, banner or as-of bar.
    #[must_use]
    pub fn new(visit: &Visit, title: impl Into<String>, bureau: impl Into<String>) -> Self {
        Self {
            lang: visit.lang,
            title: title.into(),
            bureau: bureau.into(),
            path: visit.path.clone(),
            query: visit.query.clone(),
            signed: visit.signed.clone(),
            ..Self::default()
        }
    }

    /// The interface words in the language of the page.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// The language's code, for the `lang` attribute.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.lang.code()
    }

    /// The main navigation.
    #[must_use]
    pub fn nav(&self) -> Vec<NavItem> {
        let item = |section: Section| NavItem { label: section.label(self.lang), href: section.href(), current: section.holds(&self.path) };
        let office = self.signed.is_some().then(|| NavItem {
            label: self.words().office,
            href: "/office",
            current: self.path.starts_with("/office"),
        });
        Section::ALL.into_iter().map(item).chain(office).collect()
    }

    /// What the one who is signed in is called.
    #[must_use]
    pub fn signed_label(&self) -> &str {
        self.signed.as_ref().map_or("", |signed| signed.label(self.lang))
    }

    /// The other language.
    #[must_use]
    pub fn other(&self) -> Lang {
        match self.lang {
            Lang::Ko => Lang::En,
            Lang::En => Lang::Ko,
        }
    }

    /// The other language's code.
    #[must_use]
    pub fn other_code(&self) -> &'static str {
        self.other().code()
    }

    /// This same page in the other language.
    #[must_use]
    pub fn other_language_href(&self) -> String {
        href_with(&self.path, &self.query, &[("lang", self.other_code())])
    }

    /// Address of an embedded file.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        asset_href(name)
    }

    /// The files of a table as words and addresses, where this is the address of its CSV.
    #[must_use]
    pub fn files(&self, csv: &str) -> Vec<(&'static str, String)> {
        let as_paper = |paper: &Paper| (paper.word(self.lang), csv.replace("format=csv", &format!("format={}", paper.ending())));
        std::iter::once((self.words().csv, csv.to_owned())).chain(Paper::ALL.iter().map(as_paper)).collect()
    }

    /// The version of the software.
    #[must_use]
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// The form that asks a page for another day, or for the same day as known earlier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsOfBar {
    /// The page that answers, usually the current one.
    pub action: String,
    /// The day asked for, `2021-04-21`.
    pub day: String,
    /// The point of knowledge as the visitor wrote it; empty means now.
    pub known: String,
    /// Fields carried along unchanged; `day`, `known` and `page` do not belong here.
    pub hidden: Vec<(String, String)>,
    /// The last event that the answer knows.
    pub point: Option<Head>,
    /// Why the day was not understood, in the visitor's language.
    pub day_problem: Option<String>,
    /// Why the point of knowledge was not understood.
    pub known_problem: Option<String>,
}

impl AsOfBar {
    /// The question that the page answers, as a sentence.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        let point = self.point.as_ref().map(|point| (point.seq, point.recorded.as_str()));
        words.as_known(&self.day, point)
    }
}

/// Links to the neighbouring pages of a long list, for `pager.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// Number of the first row shown, from 1.
    pub first: u64,
    /// Number of the last row shown.
    pub last: u64,
    /// How many rows there are.
    pub total: u64,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Pager {
    /// Which rows are shown, in words.
    #[must_use]
    pub fn shown(&self, words: &Words) -> String {
        words.rows_shown(self.first, self.last, self.total)
    }
}

/// The path with its query, where the pairs of `changes` replace those of the same name; an empty value removes the pair.
#[must_use]
pub fn href_with(path: &str, query: &[(String, String)], changes: &[(&str, &str)]) -> String {
    let kept = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let kept = kept.filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let mut href = path.to_owned();
    let mut join = '?';
    for (name, value) in kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty())) {
        href.push(join);
        encode(name, &mut href);
        href.push('=');
        encode(value, &mut href);
        join = '&';
    }
    href
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
