//! The bureau of the simulation: its city, units, posts, lines, actors and definitions, set up through the operations.

use kernel::{Code, Day, FiscalYears, NamedAfter, Scope, Zone};
use ledger::LineKey;
use people::{By, NewActor, NewGrant};
use report::FigureDefinition;
use store::testing::TestDb;
use store::{Failure, Genesis, Purpose, Sets, Tx};

use super::Chance;

/// Programmes; money moves freely only inside one.
const PROGRAMMES: usize = 3;

/// Lines that both years have; the next year has one more.
const LINES: usize = 8;

/// The report that is printed twice.
const TEMPLATE: &str = "title: Execution\nbasis: report-day\n---\n# Lines\n{posts.bureau} {filled.bureau} {milestones.done}\n::: table lines\n\
    members: bureau.units kind=bureau|division + ledger.lines fiscal_year=YEAR\nseries: Current | this.current.*\nseries: Committed | this.committed.*\n\
    series: Disbursed | this.disbursed.*\nseries: Rate | this.rate.*\n:::\n";

pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) kind: &'static str,
    pub(crate) parent: Option<usize>,
}

pub(crate) struct Office {
    zone_name: &'static str,
    pub(crate) zone: Zone,
    /// What kind of city it is.
    pub(crate) words: String,
    pub(crate) years: FiscalYears,
    /// The fiscal year that is simulated.
    pub(crate) year: i16,
    pub(crate) units: Vec<Unit>,
    /// The unit of each post.
    pub(crate) posts: Vec<usize>,
    /// Until when payments of the year may be entered.
    pub(crate) late_until: Day,
}

pub(crate) fn code(text: &str) -> Code {
    text.parse().unwrap()
}

impl Office {
    /// Another city with each seed: when its fiscal year begins, what it is named after, and where it lies.
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let zone_name = ["Asia/Seoul", "America/St_Johns", "Europe/Lisbon", "Pacific/Auckland"][chance.below(4)];
        let start = ["01-01", "04-01", "07-01", "10-01"][chance.below(4)];
        let named = [NamedAfter::Start, NamedAfter::End][chance.below(2)];
        let (years, year) = (FiscalYears::new(start, named).unwrap(), 2021);
        let mut units = vec![Unit { code: "bureau".into(), kind: "bureau", parent: None }];
        for division in 0..3 {
            let at = units.len();
            units.push(Unit { code: format!("division-{division}"), kind: "division", parent: Some(0) });
            units.extend((0..2).map(|team| Unit { code: format!("team-{division}-{team}"), kind: "team", parent: Some(at) }));
        }
        let teams: Vec<usize> = (0..units.len()).filter(|at| units[*at].kind == "team").collect();
        let posts = (0..12).map(|post| teams[post % teams.len()]).chain([0]).collect();
        let late_until = years.days(year).unwrap().1.plus_days(20);
        let words = format!("{zone_name}, years from {start} named after their {named:?}");
        Self { zone_name, zone: Zone::named(zone_name).unwrap(), words, years, year, units, posts, late_until }
    }

    pub(crate) fn lines(&self, year: i16) -> std::ops::Range<usize> {
        0..LINES + usize::from(year > self.year)
    }

    pub(crate) fn line_code(&self, line: usize) -> String {
        format!("line-{line}")
    }

    pub(crate) fn key(&self, year: i16, line: usize) -> LineKey {
        LineKey { fiscal_year: year, code: code(&self.line_code(line)) }
    }

    /// Lines belong to divisions, in turn.
    pub(crate) fn line_unit(&self, line: usize) -> usize {
        let divisions: Vec<usize> = (0..self.units.len()).filter(|at| self.units[*at].kind == "division").collect();
        divisions[line % divisions.len()]
    }

    pub(crate) fn line_programme(&self, line: usize) -> usize {
        line % PROGRAMMES
    }

    pub(crate) fn is_below(&self, unit: usize, top: usize) -> bool {
        unit == top || self.units[unit].parent.is_some_and(|parent| self.is_below(parent, top))
    }

    /// Sets the record up: the city, actors, units, posts, lines, figures and the report.
    #[expect(clippy::too_many_lines, reason = "one row after another of what stands in the simulated bureau")]
    pub(crate) fn furnish(&self, db: &TestDb, sets: &Sets) {
        let mut city = serde_json::json!({
            "code": "year", "name": { "en": "Bureau of a year" }, "languages": ["en"], "time_zone": "UTC", "fiscal_year_start": "01-01",
            "currency": { "code": "XTS", "smallest": "unit" },
            "unit": [{ "code": "unit", "money": 1 }, { "code": "thousand", "money": 1000 }, { "code": "people" }, { "code": "%" }],
        });
        city["time_zone"] = self.zone_name.into();
        let mut tx = db.db.write(&db.origin()).unwrap();
        tx.open_record(&Genesis { purpose: Purpose::Demonstration, city }, "setup").unwrap();
        let setup = code("setup");
        let mut done = 0;
        let mut act = |tx: &mut Tx, run: &dyn Fn(&mut Tx, &By<'_>) -> Result<(), Failure>| {
            done += 1;
            let key = format!("furnish/{done}");
            run(tx, &By { actor: &setup, key: &key, document: None }).unwrap_or_else(|failure| panic!("{key}: {failure}"));
        };
        let from: Day = "2015-01-01".parse().unwrap();
        let actor =
            |name: &str| NewActor { code: code(name), kind: "post".into(), label_ko: name.into(), label_en: None, from, until: None };
        act(&mut tx, &|tx, by| people::set_up(tx, by, &actor("setup")));
        for (name, role, scope) in [
            ("planner", "planner", Scope::All),
            ("budget", "budget-officer", Scope::All),
            ("spending", "spending-officer", Scope::All),
            ("spending-0", "spending-officer", Scope::Unit(code("division-0"))),
        ] {
            act(&mut tx, &|tx, by| people::register(tx, by, &actor(name)));
            act(&mut tx, &|tx, by| {
                people::grant(tx, by, &NewGrant { actor: code(name), role: role.into(), scope: scope.clone(), from, until: None }, &[])
            });
        }
        let value = format!("{:02}-{:02}", self.late_until.month(), self.late_until.of_month());
        let rule = bureau::NewRule { key: code("ledger.close.late-until"), value, source: "the simulation".into(), from, until: None };
        act(&mut tx, &|tx, by| bureau::set_rule(tx, by, &rule));
        for (at, unit) in self.units.iter().enumerate() {
            let new = bureau::NewUnit {
                code: code(&unit.code),
                kind: unit.kind.into(),
                parent: unit.parent.map(|parent| code(&self.units[parent].code)),
                position: at as i64,
                name_ko: unit.code.clone(),
                name_en: None,
                from,
                until: None,
            };
            act(&mut tx, &|tx, by| bureau::create_unit(tx, by, &new));
        }
        for (at, unit) in self.posts.iter().enumerate() {
            let new = bureau::NewPost {
                code: code(&format!("post-{at}")),
                unit: code(&self.units[*unit].code),
                heads: None,
                title_ko: format!("post {at}"),
                title_en: None,
                from,
                until: None,
            };
            act(&mut tx, &|tx, by| bureau::create_post(tx, by, &new));
        }
        for at in 0..PROGRAMMES {
            let programme = bureau::NewProgramme {
                code: code(&format!("programme-{at}")),
                unit: code("bureau"),
                name_ko: format!("programme {at}"),
                name_en: None,
                from,
                until: None,
            };
            act(&mut tx, &|tx, by| bureau::create_programme(tx, by, &programme));
        }
        for year in [self.year, self.year + 1] {
            let (starts, ends) = self.years.days(year).unwrap();
            act(&mut tx, &|tx, by| ledger::open_year(tx, by, &ledger::NewYear { fiscal_year: year, starts, ends }));
            for line in self.lines(year) {
                let new = ledger::NewLine {
                    line: self.key(year, line),
                    unit: code(&self.units[self.line_unit(line)].code),
                    programme: Some(code(&format!("programme-{}", self.line_programme(line)))),
                    position: line as i64,
                    name_ko: self.line_code(line),
                    name_en: None,
                    short_ko: None,
                    short_en: None,
                    note: None,
                    from: starts,
                };
                act(&mut tx, &|tx, by| ledger::open_line(tx, by, &new));
            }
        }
        let day = self.years.days(self.year + 1).unwrap().0;
        for definition in self.definitions() {
            act(&mut tx, &|tx, by| report::define_figure(tx, by, sets, &definition, day));
        }
        let template =
            report::NewTemplate { name: "execution".into(), lang: "en".into(), text: TEMPLATE.replace("YEAR", &self.year.to_string()) };
        act(&mut tx, &|tx, by| report::save_template(tx, by, sets, &template, day));
        tx.commit().unwrap();
    }

    fn definitions(&self) -> Vec<FigureDefinition> {
        let mut all = Vec::new();
        let mut define = |value: serde_json::Value| all.push(serde_json::from_value(value).unwrap());
        for (name, year) in [("this", self.year), ("next", self.year + 1)] {
            let units = serde_json::json!({ "unit": { "set": "bureau.units", "where": { "kind": ["bureau", "division"] } } });
            let lines = serde_json::json!({ "line": { "set": "ledger.lines", "where": { "fiscal_year": year } } });
            for (over, by, of) in [(&units, "within", "{unit}"), (&lines, "line", "{line}")] {
                let kinds: [(&str, &[&str]); 4] = [
                    ("original", &["appropriate"]),
                    ("current", &["appropriate", "supplement", "carry_over", "transfer"]),
                    ("committed", &["commit"]),
                    ("disbursed", &["disburse", "return"]),
                ];
                let key = |measure: &str| format!("{name}.{measure}.{of}");
                for (measure, kinds) in kinds {
                    for (measure, due) in [("plan", serde_json::json!({})), ("due", serde_json::json!({ "due": "over" }))] {
                        let mut filter = due;
                        filter["fiscal_year"] = year.into();
                        filter[by] = of.into();
                        define(serde_json::json!({ "key": key(measure), "over": over, "label": { "en": measure }, "unit": "thousand",
                        "fold": { "set": "ledger.plan", "where": filter, "sum": "amount" } }));
                    }
                    define(serde_json::json!({ "key": key(measure), "over": over, "label": { "en": measure }, "unit": "thousand",
                        "fold": { "set": "ledger.entries", "where": { "fiscal_year": year, by: of, "kind": kinds }, "sum": "amount" } }));
                }
                define(
                    serde_json::json!({ "key": key("free"), "over": over, "label": { "en": "free" }, "unit": "thousand", "derive": { "difference": [key("current"), key("committed")] } }),
                );
                define(
                    serde_json::json!({ "key": key("rate"), "over": over, "label": { "en": "rate" }, "unit": "%", "places": 1, "derive": { "percent": [key("disbursed"), key("current")] } }),
                );
            }
        }
        let every = serde_json::json!({ "of": { "set": "bureau.units", "where": {} } });
        define(
            serde_json::json!({ "key": "posts.{of}", "over": every, "label": { "en": "posts" }, "unit": "people", "fold": { "set": "bureau.posts", "where": { "within": "{of}" }, "count": true } }),
        );
        define(
            serde_json::json!({ "key": "filled.{of}", "over": every, "label": { "en": "filled" }, "unit": "people", "fold": { "set": "bureau.posts", "where": { "within": "{of}", "incumbent": "filled" }, "count": true } }),
        );
        for state in super::count::STATES {
            define(
                serde_json::json!({ "key": format!("milestones.{state}"), "label": { "en": state }, "unit": "people", "fold": { "set": "bureau.milestones", "where": { "state": state }, "count": true } }),
            );
        }
        all
    }
}
