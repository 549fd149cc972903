use std::collections::BTreeSet;

use document::Block;
use kernel::{At, Code, Day, Lang, Seq};
use serde::Serialize;
use store::Document;

use super::overtaken::Flag;
use super::showed::Showed;

/// A compilation to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct OpenCompilation {
    /// The report: the name of its template.
    pub name: String,
    /// The day the report is about.
    pub day: Day,
    /// The day by which all chapters are due.
    pub due: Day,
    /// The unit that holds the report: its head approves it.
    pub unit: Code,
}

impl OpenCompilation {
    /// The code of the compilation: one for each report and day, such as `work-report-2021.2021-04-21`.
    pub fn code(&self) -> String {
        format!("{}.{}", self.name, self.day)
    }
}

/// An owner for a chapter.
#[derive(Clone, Debug, Serialize)]
pub struct AssignChapter {
    /// The compilation's code.
    pub compilation: String,
    /// The chapter's code.
    pub chapter: String,
    /// The unit that owns it.
    pub unit: Code,
    /// The actor (a post) that owns it, where it is one.
    pub owner: Option<Code>,
    /// When it is due; with the compilation unless told.
    pub due: Option<Day>,
}

/// A statement as somebody saw it.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// The statement.
    pub statement: String,
    /// The digest of what the person was shown ([`Statement::digest`]); what has changed since is not confirmed.
    pub digest: Option<String>,
}

/// Statements to be confirmed as they stand.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmStatements {
    /// The compilation's code.
    pub compilation: String,
    /// The language's code.
    pub lang: String,
    /// Which ones.
    pub statements: Vec<Seen>,
}

/// All statements of a chapter to be confirmed that are not flagged and have not changed since they were confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmChapter {
    /// The compilation's code.
    pub compilation: String,
    /// The chapter's code.
    pub chapter: String,
    /// The language's code.
    pub lang: String,
    /// The digest of what the person was shown ([`Chapter::digest`]).
    pub digest: Option<String>,
}

/// A statement to be changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeStatement {
    /// The compilation's code.
    pub compilation: String,
    /// The language's code.
    pub lang: String,
    /// The statement.
    pub statement: String,
    /// Its new text, as the template writes it: one line or more, or nothing to take it out.
    pub text: String,
    /// The new text of the same statement in the other language, where it is translated at once.
    pub translation: Option<String>,
    /// The text that the person changed; where it is another one by now, the change is refused.
    pub before: Option<String>,
}

/// A compilation, and what is said about it.
#[derive(Clone, Debug, Serialize)]
pub struct Remarked {
    /// The compilation's code.
    pub compilation: String,
    /// Why.
    pub remark: Option<String>,
}

/// A chapter to be reopened.
#[derive(Clone, Debug, Serialize)]
pub struct ReopenChapter {
    /// The compilation's code.
    pub compilation: String,
    /// The chapter's code.
    pub chapter: String,
    /// Why.
    pub remark: Option<String>,
}

/// A step of a compilation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Handed to the head.
    Submitted,
    /// Sent back by the head.
    Returned,
    /// Taken back by whoever submitted it.
    Withdrawn,
    /// Approved by the head.
    Approved,
    /// A chapter opened again.
    Reopened(String),
}

/// Where a compilation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being compiled: all chapters, or only those named.
    Open(Option<BTreeSet<String>>),
    /// Before the head.
    Submitted,
    /// Approved.
    Approved,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// The step.
    pub step: Step,
    /// Its day.
    pub day: Day,
    /// Why.
    pub remark: Option<String>,
    /// Who wrote it, when and under which document.
    pub written: Written,
}

/// The event that wrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its number.
    pub event: Seq,
    /// Who.
    pub actor: String,
    /// When.
    pub recorded: At,
    /// The official document it rests on.
    pub document: Option<Document>,
}

/// An approval in force: what an edition rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The compilation's code.
    pub compilation: String,
    /// The event that approved it, with its official document.
    pub written: Written,
}

/// Who owns a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The unit.
    pub unit: Code,
    /// The actor, where it is one.
    pub actor: Option<Code>,
    /// The chapter's title when it was assigned.
    pub title: String,
    /// When the chapter is due.
    pub due: Day,
    /// The event.
    pub event: Seq,
}

/// What kind of line a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An outline item of a level.
    Outline(u8),
    /// A note.
    Note,
    /// A paragraph.
    Paragraph,
    /// A table of figures.
    Table,
    /// A list of rows.
    List,
}

impl Kind {
    /// Whether it is a block rather than a line.
    pub fn is_block(self) -> bool {
        matches!(self, Self::Table | Self::List)
    }
}

/// A confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Which version of the template it saw.
    pub version: i64,
    /// The text that was confirmed.
    pub text: String,
    /// Who and when.
    pub written: Written,
}

/// What has changed since a confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The text; as it was then.
    Text(String),
    /// A figure: key, label, as shown then and now.
    Figure(String, String, Option<String>, Option<String>),
    /// A fact, likewise.
    Fact(String, String, Option<String>, Option<String>),
    /// The rows of a list or table.
    Rows,
    /// Its words were overtaken.
    Overtaken(String),
}

/// How a statement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nobody has confirmed it.
    Unconfirmed,
    /// Confirmed, and nothing has changed since.
    Confirmed,
    /// Confirmed, and changed since.
    Lapsed(Vec<Moved>),
}

/// A statement of a chapter as it stands.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its id within template and language.
    pub id: String,
    /// The language.
    pub lang: Lang,
    /// What kind of line it is.
    pub kind: Kind,
    /// The template's text.
    pub text: String,
    /// The version of the template.
    pub version: i64,
    /// As it prints.
    pub blocks: Vec<Block>,
    /// What it shows.
    pub(crate) showed: Showed,
    /// The digest of its text and of what it shows.
    pub digest: String,
    /// How it stands.
    pub check: Check,
    /// Where its words were overtaken.
    pub flags: Vec<Flag>,
    /// The last confirmation.
    pub confirmed: Option<Confirmed>,
    /// The event that last changed its text since the compilation was opened.
    pub changed: Option<Seq>,
    /// The same statement in the other language.
    pub counterpart: Option<String>,
    /// The event that changed the other language since, so that the translation is to be checked.
    pub translation: Option<Seq>,
}

impl Statement {
    /// Whether it stands confirmed and its translation is not behind.
    pub fn is_settled(&self) -> bool {
        self.check == Check::Confirmed && self.translation.is_none()
    }

    /// Whether it is confirmed together with others in one act: not flagged, not changed since it was confirmed, no translation to be checked.
    pub fn is_plain(&self) -> bool {
        self.check == Check::Unconfirmed && self.flags.is_empty() && self.translation.is_none()
    }
}

/// How many statements stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of the first language.
    pub statements: usize,
    /// Those confirmed.
    pub confirmed: usize,
    /// Those changed since they were confirmed.
    pub lapsed: usize,
    /// Those whose text was changed since the compilation was opened.
    pub changed: usize,
    /// Those flagged and not confirmed.
    pub flagged: usize,
    /// Statements of the other language whose translation is to be checked.
    pub translations: usize,
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            statements: self.statements + other.statements,
            confirmed: self.confirmed + other.confirmed,
            lapsed: self.lapsed + other.lapsed,
            changed: self.changed + other.changed,
            flagged: self.flagged + other.flagged,
            translations: self.translations + other.translations,
        }
    }

    /// How many are still to be confirmed.
    pub fn missing(&self) -> usize {
        self.statements.saturating_sub(self.confirmed)
    }
}

/// A chapter as it stands.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// Its code: its place in the template, such as `2.3`.
    pub code: String,
    /// Its title in each language.
    pub titles: Vec<(Lang, String)>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// When it is due.
    pub due: Day,
    /// Whether it takes confirmations and changes.
    pub open: bool,
    /// Its statements, language by language.
    pub statements: Vec<Statement>,
}

impl Chapter {
    /// Its title in a language, or in the first one there is.
    pub fn title(&self, lang: Lang) -> &str {
        let own = self.titles.iter().find(|(known, _)| *known == lang).or_else(|| self.titles.first());
        own.map_or(self.code.as_str(), |(_, title)| title.as_str())
    }

    /// Its statements in a language.
    pub fn in_lang(&self, lang: Lang) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |statement| statement.lang == lang)
    }

    /// The language that counts: the first of the city's in which it is written.
    pub fn first(&self) -> Lang {
        self.titles.first().map_or(Lang::Ko, |(lang, _)| *lang)
    }

    /// How its statements stand.
    pub fn counts(&self) -> Counts {
        let first = self.first();
        let mut counts = Counts::default();
        for statement in self.in_lang(first) {
            counts.statements += 1;
            counts.confirmed += usize::from(statement.check == Check::Confirmed);
            counts.lapsed += usize::from(matches!(statement.check, Check::Lapsed(_)));
            counts.changed += usize::from(statement.changed.is_some());
            counts.flagged += usize::from(!statement.flags.is_empty() && statement.check != Check::Confirmed);
        }
        counts.translations = self.statements.iter().filter(|statement| statement.translation.is_some()).count();
        counts
    }

    /// Whether its day has passed and something is missing.
    pub fn is_late(&self, today: Day) -> bool {
        self.open && self.due < today && self.counts().missing() > 0
    }

    /// The digest of all that one act would confirm in a language.
    pub fn digest(&self, lang: Lang) -> String {
        let all: Vec<&str> =
            self.in_lang(lang).filter(|statement| statement.is_plain()).map(|statement| statement.digest.as_str()).collect();
        super::showed::short_digest(&all.join("\n"))
    }
}

/// A compilation as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its code.
    pub code: String,
    /// The report.
    pub name: String,
    /// The day the report is about.
    pub day: Day,
    /// When all is due.
    pub due: Day,
    /// Where it is.
    pub stage: Stage,
}

/// A compilation as it stands.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// Its code.
    pub code: String,
    /// The report.
    pub name: String,
    /// Its title in each language.
    pub titles: Vec<(Lang, String)>,
    /// The day the report is about.
    pub day: Day,
    /// When all is due.
    pub due: Day,
    /// The unit that holds the report.
    pub unit: Code,
    /// Who opened it.
    pub opened: Written,
    /// Where it is.
    pub stage: Stage,
    /// The steps so far.
    pub steps: Vec<StepTaken>,
    /// Its chapters in the order of the template.
    pub chapters: Vec<Chapter>,
}

impl Compilation {
    /// Its title in a language, or in the first one there is.
    pub fn title(&self, lang: Lang) -> &str {
        let own = self.titles.iter().find(|(known, _)| *known == lang).or_else(|| self.titles.first());
        own.map_or(self.name.as_str(), |(_, title)| title.as_str())
    }

    /// How all its statements stand.
    pub fn counts(&self) -> Counts {
        self.chapters.iter().fold(Counts::default(), |all, chapter| all.plus(chapter.counts()))
    }

    /// A chapter by its code.
    pub fn chapter(&self, code: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.code == code)
    }

    /// A statement and its chapter.
    pub fn statement(&self, lang: Lang, id: &str) -> Option<(&Chapter, &Statement)> {
        self.chapters.iter().find_map(|chapter| chapter.in_lang(lang).find(|statement| statement.id == id).map(|found| (chapter, found)))
    }

    /// Whether every statement of the first language stands confirmed.
    pub fn is_complete(&self) -> bool {
        self.counts().missing() == 0
    }
}
