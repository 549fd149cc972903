use bureau::{Appointment, NewPost, NewProgramme, NewUnit};
use document::{Block, Inline, Table};
use kernel::{AsOf, Bilingual, City, Code, Day, Lang, Refusal, Seq};
use ledger::{Amount, Budget, Commit, Disburse, EntryId, LineKey, NewLine, NewYear};
use people::{By, NewActor};
use serde::Deserialize;
use store::testing::TestDb;
use store::{Document, Failure, Genesis, Purpose, Schema, Sets, Tx};

use crate::*;

mod absent;
mod audit;
mod blocks;
mod broken;
mod cloning;
mod compare;
mod compile;
mod council;
mod data;
mod definitions;
mod editions;
mod engines;
mod evidence;
mod folds;
mod minute;
mod rules;
mod statements;
mod template;
mod typed;
mod versions;
mod words;

const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &SCHEMA];

const CITY: &str = r#"
code = "test"
name = { ko = "혁신기획관", en = "Innovation Bureau" }
languages = ["ko", "en"]
time_zone = "Asia/Seoul"
fiscal_year_start = "01-01"
currency = { code = "KRW", smallest = "원" }
unit = [
  { code = "원", money = 1, en = "won" },
  { code = "천원", money = 1000, en = "thousand won" },
  { code = "백만원", money = 1000000, en = "million won" },
  { code = "억원", money = 100000000, en = "hundred million won" },
  { code = "개", en = "units" },
  { code = "명", en = "people" },
  { code = "%", en = "%" },
]
kinds = { team = { ko = "팀", en = "team" } }
"#;

fn city() -> City {
    toml::from_str(CITY).unwrap()
}

fn sets() -> Sets {
    Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units")
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Definitions as a pack writes them.
#[derive(Deserialize)]
struct Definitions {
    #[serde(default)]
    figure: Vec<FigureDefinition>,
    #[serde(default)]
    fact: Vec<FactDefinition>,
}

fn figure(text: &str) -> FigureDefinition {
    toml::from_str(text).unwrap()
}

/// The refusal; storage may not fail.
fn refused<T>(done: Result<T, Failure>) -> Refusal {
    match done {
        Ok(_) => panic!("it was not refused"),
        Err(Failure::Refused(refusal)) => refusal,
        Err(Failure::Store(error)) => panic!("{error}"),
    }
}

/// A bureau under test.
struct Office<'a> {
    db: &'a TestDb,
    sets: Sets,
}

impl<'a> Office<'a> {
    /// An opened record of the test city, with an administrator and nothing else.
    fn empty(db: &'a TestDb) -> Self {
        let mut tx = db.db.write(&db.origin()).unwrap();
        let genesis = Genesis { purpose: Purpose::Demonstration, city: serde_json::to_value(city()).unwrap() };
        tx.open_record(&genesis, "test").unwrap();
        tx.commit().unwrap();
        let office = Self { db, sets: sets() };
        office.write(|desk| {
            let setup = NewActor {
                code: code("setup"),
                kind: "system".to_owned(),
                label_ko: "준비".to_owned(),
                label_en: None,
                from: day("2019-01-01"),
                until: None,
            };
            desk.act(|tx, by| people::set_up(tx, by, &setup));
        });
        office
    }

    /// A small bureau with budgets, payments and definitions: see [`Desk::structure`], [`Desk::money`] and `definitions.toml`.
    fn new(db: &'a TestDb) -> Self {
        let office = Self::empty(db);
        office.write(|desk| {
            desk.structure();
            desk.money();
            desk.define(include_str!("tests/definitions.toml"));
        });
        office
    }

    /// Does acts in one transaction.
    fn write<T>(&self, run: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let mut desk = Desk { tx: self.db.db.write(&self.db.origin()).unwrap(), sets: &self.sets };
        let done = run(&mut desk);
        desk.tx.commit().unwrap();
        done
    }

    /// An act that is refused: nothing is written, even if the transaction is kept.
    fn refuses<T>(&self, run: impl FnOnce(&mut Tx<'_>, &By<'_>) -> Result<T, Failure>) -> Refusal {
        let head = self.head();
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        let setup = code("setup");
        let by = By { actor: &setup, key: "refused", document: None };
        let refusal = refused(run(&mut tx, &by));
        tx.commit().unwrap();
        assert_eq!(self.head(), head, "{refusal}");
        refusal
    }

    fn head(&self) -> Seq {
        self.db.db.read().unwrap().head().unwrap().seq
    }

    fn ask<T>(&self, known: Seq, run: impl FnOnce(&mut Evaluator<'_, '_>) -> T) -> T {
        let mut read = self.db.db.read().unwrap();
        run(&mut Evaluator::new(&mut read, &self.sets, known).unwrap())
    }

    /// A figure's exact value as known at an event.
    fn value_at(&self, key: &str, on: &str, known: Seq) -> Result<Option<String>, Failure> {
        self.ask(known, |evaluator| {
            let figure = evaluator.figure(key, day(on))?;
            Ok(evaluator.value(&figure, day(on))?.map(|value| value.to_string()))
        })
    }

    fn value(&self, key: &str, on: &str) -> Option<String> {
        self.value_at(key, on, self.head()).unwrap()
    }

    fn save(&self, name: &str, lang: &str, text: &str) {
        self.write(|desk| desk.save(name, lang, text));
    }

    fn render_at(&self, name: &str, lang: Lang, on: &str, known: Seq) -> Result<Rendered, Failure> {
        let mut read = self.db.db.read().unwrap();
        render(&mut read, &self.sets, name, lang, AsOf { day: day(on), known }, None)
    }

    fn render(&self, name: &str, on: &str) -> Rendered {
        self.render_at(name, Lang::Ko, on, self.head()).unwrap()
    }

    /// The body of a template, saved and printed: its paragraphs as they read.
    fn prints(&self, lang: Lang, on: &str, body: &str) -> Vec<String> {
        let name = format!("t{}", self.head());
        self.save(&name, lang.code(), &format!("title: t\n---\n{body}"));
        paragraphs(&self.render_at(&name, lang, on, self.head()).unwrap())
    }

    /// Nothing in the record contradicts itself.
    fn check(&self) {
        let mut read = self.db.db.read().unwrap();
        let broken: Vec<_> = INVARIANTS.iter().flat_map(|invariant| invariant(&mut read).unwrap()).collect();
        assert_eq!(broken, []);
    }
}

/// A transaction in which acts are done.
struct Desk<'d> {
    tx: Tx<'d>,
    sets: &'d Sets,
}

impl Desk<'_> {
    fn act_on<T>(&mut self, document: Option<&Document>, run: impl FnOnce(&mut Tx<'_>, &By<'_>) -> Result<T, Failure>) -> T {
        let (setup, key) = (code("setup"), format!("k{}", self.tx.next()));
        let by = By { actor: &setup, key: &key, document };
        run(&mut self.tx, &by).unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    fn act<T>(&mut self, run: impl FnOnce(&mut Tx<'_>, &By<'_>) -> Result<T, Failure>) -> T {
        self.act_on(None, run)
    }

    /// An office with three divisions and a team; four posts, two of them filled; two programmes.
    fn structure(&mut self) {
        self.unit("bureau", "office", None, 1, ("혁신기획관", "Bureau"));
        self.unit("social", "division", Some("bureau"), 1, ("사회담당관", "Social Division"));
        self.unit("city", "division", Some("bureau"), 2, ("도시담당관", "City Division"));
        self.unit("conflict", "division", Some("bureau"), 3, ("갈등담당관", "Conflict Division"));
        self.unit("park-team", "team", Some("social"), 1, ("파크팀", "Park Team"));
        for (post, unit) in [("p-one", "bureau"), ("p-two", "social"), ("p-three", "park-team"), ("p-four", "city")] {
            let (post, unit) = (code(post), code(unit));
            let new = NewPost {
                code: post,
                unit,
                heads: None,
                title_ko: "주무관".to_owned(),
                title_en: None,
                from: day("2020-01-01"),
                until: None,
            };
            self.act(|tx, by| bureau::create_post(tx, by, &new));
        }
        for (post, on) in [("p-two", "2020-01-01"), ("p-three", "2021-04-01")] {
            let new = Appointment { post: code(post), incumbent: format!("P-{:0>4}", on.len() + post.len()), day: day(on) };
            self.act(|tx, by| bureau::appoint(tx, by, &new));
        }
        self.programme("park", "social");
        self.programme("lab", "city");
    }

    fn unit(&mut self, unit: &str, kind: &str, parent: Option<&str>, position: i64, name: (&str, &str)) {
        let new = NewUnit {
            code: code(unit),
            kind: kind.to_owned(),
            parent: parent.map(code),
            position,
            name_ko: name.0.to_owned(),
            name_en: Some(name.1.to_owned()),
            from: day("2020-01-01"),
            until: None,
        };
        self.act(|tx, by| bureau::create_unit(tx, by, &new));
    }

    fn programme(&mut self, programme: &str, unit: &str) {
        let new = NewProgramme {
            code: code(programme),
            unit: code(unit),
            name_ko: "사업".to_owned(),
            name_en: None,
            from: day("2020-01-01"),
            until: None,
        };
        self.act(|tx, by| bureau::create_programme(tx, by, &new));
    }

    /// Two years; the budgets of 2020 in whole million won, those of 2021 in thousand won, as the seed has them by division.
    fn money(&mut self) {
        for year in [2020, 2021] {
            let new = NewYear { fiscal_year: year, starts: Day::new(year, 1, 1).unwrap(), ends: Day::new(year, 12, 31).unwrap() };
            self.act(|tx, by| ledger::open_year(tx, by, &new));
        }
        self.line("2020/park", "social", Some("park"), 13_233_000);
        self.line("2020/lab", "city", Some("lab"), 2_948_000);
        self.line("2020/prevention", "conflict", None, 692_000);
        self.line("2021/park", "social", Some("park"), 8_669_707);
        self.line("2021/ecosystem", "social", Some("park"), 560_436);
        self.line("2021/lab", "city", Some("lab"), 2_189_789);
        self.line("2021/prevention", "conflict", None, 226_517);
        self.line("2021/mediation", "conflict", None, 226_516);
        self.line("2021/deliberation", "conflict", None, 226_516);
        let park = self.commit("2021/park", 1_000_000_500, "2021-01-15");
        let lab = self.commit("2021/lab", 50_000_000, "2021-02-01");
        self.pay(&park, 400_000_000, "2021-01-20");
        self.pay(&lab, 20_000_000, "2021-02-10");
        self.pay(&park, 300_000_123, "2021-03-20");
        self.pay(&lab, 5_000_000, "2021-03-31");
        let new = Disburse { commitment: park.clone(), amount: Amount::new(10_000_000).unwrap(), day: day("2021-04-05"), note: None };
        self.act(|tx, by| ledger::return_funds(tx, by, &new));
        self.pay(&park, 1_000_000, "2021-04-20");
    }

    fn line(&mut self, line: &str, unit: &str, programme: Option<&str>, thousands: i64) {
        let line: LineKey = line.parse().unwrap();
        let from = Day::new(line.fiscal_year, 1, 1).unwrap();
        let new = NewLine {
            unit: code(unit),
            programme: programme.map(code),
            position: self.tx.next().0,
            name_ko: format!("{}사업", line.code),
            name_en: Some(format!("Line {}", line.code)),
            short_ko: None,
            short_en: None,
            note: None,
            from,
            line: line.clone(),
        };
        self.act(|tx, by| ledger::open_line(tx, by, &new));
        let budget = Budget { line, amount: Amount::new(thousands * 1000).unwrap(), day: from, note: None };
        self.act(|tx, by| ledger::appropriate(tx, by, &budget));
    }

    fn commit(&mut self, line: &str, units: i64, on: &str) -> EntryId {
        let new = Commit { line: line.parse().unwrap(), amount: Amount::new(units).unwrap(), day: day(on), note: None };
        self.act(|tx, by| ledger::commit_funds(tx, by, &new))
    }

    fn pay(&mut self, of: &EntryId, units: i64, on: &str) -> EntryId {
        let note = Some("비공개 비고".to_owned());
        let new = Disburse { commitment: of.clone(), amount: Amount::new(units).unwrap(), day: day(on), note };
        let document = Document { system: "온나라".to_owned(), number: "비공개-17".to_owned(), day: None };
        self.act_on(Some(&document), |tx, by| ledger::disburse(tx, by, &new))
    }

    /// Defines what a text in the form of figures.toml and facts.toml says.
    fn define(&mut self, text: &str) {
        let definitions: Definitions = toml::from_str(text).unwrap();
        let sets = self.sets;
        for new in &definitions.figure {
            self.act(|tx, by| define_figure(tx, by, sets, new, day("2020-01-01")));
        }
        for new in &definitions.fact {
            self.act(|tx, by| define_fact(tx, by, new, day("2020-01-01")));
        }
    }

    fn state(&mut self, figure: &str, value: &str, on: &str) {
        let (new, sets) = (statement(figure, value, on), self.sets);
        self.act(|tx, by| state_figure(tx, by, sets, &new));
    }

    fn save(&mut self, name: &str, lang: &str, text: &str) {
        let (new, sets) = (template(name, lang, text), self.sets);
        self.act(|tx, by| save_template(tx, by, sets, &new, day("2021-04-21")));
    }
}

fn statement(figure: &str, value: &str, on: &str) -> StateFigure {
    StateFigure { figure: figure.to_owned(), value: value.parse().unwrap(), day: day(on), source: "시험".to_owned() }
}

fn template(name: &str, lang: &str, text: &str) -> NewTemplate {
    NewTemplate { name: name.to_owned(), lang: lang.to_owned(), text: text.to_owned() }
}

/// A line of text as it reads.
fn reads(line: &[Inline]) -> String {
    let read = |inline: &Inline| match inline {
        Inline::Text(text) => text.clone(),
        Inline::Figure(figure) => figure.shown.clone(),
        Inline::Fact { shown, .. } => shown.clone(),
        Inline::LineBreak => "\n".to_owned(),
    };
    line.iter().map(read).collect()
}

fn paragraphs(rendered: &Rendered) -> Vec<String> {
    let paragraph = |block: &Block| if let Block::Paragraph { text } = block { Some(reads(text)) } else { None };
    rendered.document.blocks.iter().filter_map(paragraph).collect()
}

fn tables(rendered: &Rendered) -> Vec<&Table> {
    rendered.document.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
}

/// A table's rows as they read, head first; the name of a row stands behind one `>` for each level above it.
fn rows(table: &Table) -> Vec<String> {
    let cell = |cell: &document::Cell| {
        let depth = if let document::CellRole::RowHead { depth } = cell.role { usize::from(depth) } else { 0 };
        format!("{}{}", ">".repeat(depth), cell.content.iter().map(|line| reads(line)).collect::<Vec<_>>().join(" / "))
    };
    table.head().iter().chain(table.body()).map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}
