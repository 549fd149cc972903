//! A small house with everything that a page can show: units, money, figures of each kind, two reports; and hostile words in it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use kernel::{Code, Day, Exact, Scope};
use people::{By, NewActor, NewGrant};
use report::{FactDefinition, FigureDefinition, NewTemplate, StateFact, StateFigure};
use serde_json::{Value, json};
use store::testing::TestDb;
use store::{Db, Document, Failure, Genesis, Origin, Purpose, Tx};
use tower::ServiceExt as _;
use ui::Site;

use crate::rooms;

/// A unit's name, a source and a remark that try to be more than words.
pub(super) const SLY_NAME: &str = "=1+1<script>alert(1)</script>";
pub(super) const SLY_SOURCE: &str = "@SUM(A1)\"><img src=x>";
/// What no page may show.
pub(super) const SECRETS: [&str; 2] = ["문서-비밀-77", "적요-비밀-88"];

/// Payments on the line `park`.
pub(super) const PAYMENTS: i64 = 60;

const TEMPLATE: &str = "title: 업무보고\nbasis: report-day\n---\n# 첫째\n## 예산\n□ {execution.disbursed.park} 지출, {park.applications}개 기관, \
    {@park.operator}\n○ {execution.disbursed.park unit=원}\n::: table money\nlayout: down\nmembers: bureau.units kind=office|division + ledger.lines fiscal_year=2021\n\
    corner: 구 분\nseries: 지출 | spent.*\n:::\n# 둘째\n";

pub(super) struct House {
    test: TestDb,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl House {
    /// A house without a record.
    pub(super) fn empty() -> Self {
        Self::told(ui::web::Settings::default())
    }

    /// The same, its server told to run so.
    fn told(settings: ui::web::Settings) -> Self {
        let test = TestDb::sqlite(rooms::SCHEMAS);
        let db = Db::open(&test.url, rooms::SCHEMAS).unwrap();
        let origin = Origin { clock: test.clock.clone(), seed: Some([9; 32]) };
        let router = crate::web::router(Site { db: Arc::new(db), sets: rooms::sets(), origin, settings: Arc::new(settings) });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { test, router, runtime }
    }

    /// A house with its record.
    pub(super) fn new() -> Self {
        Self::at(None)
    }

    /// The same, which the public reaches at an address.
    pub(super) fn at(address: Option<&str>) -> Self {
        let house = Self::told(ui::web::Settings { public_address: address.map(str::to_owned), ..ui::web::Settings::default() });
        house.open();
        house.furnish();
        house.spend();
        house.write();
        house
    }

    /// Asks for a page.
    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask(&Method::GET, path, Body::empty())
    }

    /// Asks for a file for paper until it is printed.
    pub(super) fn file(&self, path: &str) -> (Answer, Vec<u8>) {
        loop {
            let (answer, bytes) = self.bytes(&Method::GET, path, Body::empty());
            let Some(progress) = Some(answer.header("location")).filter(|location| location.starts_with("/printing/")) else {
                return (answer, bytes);
            };
            while self.get(progress).status == StatusCode::ACCEPTED {
                self.runtime.block_on(tokio::time::sleep(std::time::Duration::from_millis(100)));
            }
        }
    }

    pub(super) fn ask(&self, method: &Method, path: &str, body: Body) -> Answer {
        self.bytes(method, path, body).0
    }

    fn bytes(&self, method: &Method, path: &str, body: Body) -> (Answer, Vec<u8>) {
        let request = Request::builder().method(method).uri(path).body(body).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("the router never fails");
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, 1 << 26).await.expect("a body");
            let answer = Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() };
            (answer, bytes.into())
        })
    }

    /// Defines one more figure.
    pub(super) fn define(&self, definition: Value) {
        let definition: FigureDefinition = serde_json::from_value(definition).unwrap();
        let sets = rooms::sets();
        self.act(&format!("more-{}", definition.key), |tx, by| report::define_figure(tx, by, &sets, &definition, day("2021-01-01")));
    }

    /// Spoils the database behind the program's back.
    pub(super) fn spoil(&self, sql: &str) {
        self.test.tamper(sql);
    }

    fn act<T>(&self, key: &str, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> T {
        let actor = code("setup");
        let document = Document { system: "온나라".to_owned(), number: SECRETS[0].to_owned(), day: None };
        let mut tx = self.test.db.write(&self.test.origin()).unwrap();
        let done = run(&mut tx, &By { actor: &actor, key, document: Some(&document) }).unwrap_or_else(|error| panic!("{key}: {error}"));
        tx.commit().unwrap();
        done
    }

    fn open(&self) {
        let unit = |code: &str, money: Option<i64>, en: &str| json!({ "code": code, "money": money, "en": en });
        let city = json!({
            "code": "test", "name": { "ko": "시험시 혁신과", "en": "Test Bureau" }, "languages": ["ko", "en"], "time_zone": "Asia/Seoul",
            "fiscal_year_start": "01-01", "currency": { "code": "KRW", "smallest": "원" },
            "unit": [unit("원", Some(1), "won"), unit("천원", Some(1000), "thousand won"), unit("개", None, "units"), unit("%", None, "%")],
        });
        let mut tx = self.test.db.write(&self.test.origin()).unwrap();
        tx.open_record(&Genesis { purpose: Purpose::Demonstration, city }, "setup").unwrap();
        tx.commit().unwrap();
    }

    fn furnish(&self) {
        let from = day("2021-01-01");
        let actor = NewActor {
            code: code("setup"),
            kind: "system".into(),
            label_ko: "준비".into(),
            label_en: None,
            from: day("2020-01-01"),
            until: None,
        };
        self.act("set-up", |tx, by| people::set_up(tx, by, &actor));
        let grant =
            NewGrant { actor: code("setup"), role: "spending-officer".into(), scope: Scope::All, from: day("2020-01-01"), until: None };
        self.act("grant", |tx, by| people::grant(tx, by, &grant, &[]));
        for (name, kind, parent, ko) in [("bureau", "office", None, "혁신과"), ("parks", "division", Some("bureau"), SLY_NAME)] {
            let unit = bureau::NewUnit {
                code: code(name),
                kind: kind.into(),
                parent: parent.map(code),
                position: 1,
                name_ko: ko.into(),
                name_en: None,
                from,
                until: None,
            };
            self.act(name, |tx, by| bureau::create_unit(tx, by, &unit));
        }
        let year = ledger::NewYear { fiscal_year: 2021, starts: from, ends: day("2021-12-31") };
        self.act("year", |tx, by| ledger::open_year(tx, by, &year));
        let line = ledger::NewLine {
            line: "2021/park".parse().unwrap(),
            unit: code("parks"),
            programme: None,
            position: 1,
            name_ko: "공원 운영".into(),
            name_en: Some("Park operation".into()),
            short_ko: None,
            short_en: None,
            note: None,
            from,
        };
        self.act("line", |tx, by| ledger::open_line(tx, by, &line));
    }

    fn spend(&self) {
        let (line, from) = ("2021/park".parse::<ledger::LineKey>().unwrap(), day("2021-01-02"));
        let amount = |units| ledger::Amount::new(units).unwrap();
        let budget = ledger::Budget { line: line.clone(), amount: amount(1_000_000_000), day: from, note: None };
        self.act("budget", |tx, by| ledger::appropriate(tx, by, &budget));
        let commit = ledger::Commit { line, amount: amount(900_000_000), day: from, note: Some(SECRETS[1].into()) };
        let commitment = self.act("commit", |tx, by| ledger::commit_funds(tx, by, &commit));
        for at in 1..=PAYMENTS {
            let payment =
                ledger::Disburse { commitment: commitment.clone(), amount: amount(1_234_567), day: from, note: Some(SECRETS[1].into()) };
            self.act(&format!("pay-{at}"), |tx, by| ledger::disburse(tx, by, &payment));
        }
    }

    fn write(&self) {
        let (from, sets) = (day("2021-01-01"), rooms::sets());
        for (at, definition) in figures().into_iter().enumerate() {
            let definition: FigureDefinition = serde_json::from_value(definition).unwrap();
            self.act(&format!("figure-{at}"), |tx, by| report::define_figure(tx, by, &sets, &definition, from));
        }
        let typed = StateFigure { figure: "park.applications".into(), value: Exact::whole(71), day: from, source: SLY_SOURCE.into() };
        self.act("typed", |tx, by| report::state_figure(tx, by, &sets, &typed));
        let fact: FactDefinition =
            serde_json::from_value(json!({ "key": "park.operator", "label": { "ko": "수탁기관", "en": "Operator" }, "typed": "name" }))
                .unwrap();
        self.act("fact", |tx, by| report::define_fact(tx, by, &fact, from));
        let stated = StateFact {
            fact: "park.operator".into(),
            kind: "name".into(),
            value: SLY_NAME.into(),
            ends: None,
            day: from,
            source: SLY_SOURCE.into(),
        };
        self.act("stated", |tx, by| report::state_fact(tx, by, &stated));
        for (name, lang, text) in [
            ("work", "ko", TEMPLATE.to_owned()),
            ("work", "en", TEMPLATE.replace("업무보고", "Work report").replace("첫째", "First")),
            ("execution-now", "ko", TEMPLATE.replace("업무보고", "집행현황").replace("---\n#", "page: execution\n---\n#")),
        ] {
            let template = NewTemplate { name: name.into(), lang: lang.into(), text };
            self.act(&format!("{name}-{lang}"), |tx, by| report::save_template(tx, by, &sets, &template, from));
        }
    }
}

/// Figures of each kind, and so many of one that a list has two pages.
fn figures() -> Vec<Value> {
    let lines = json!({ "line": { "set": "ledger.lines", "where": { "fiscal_year": 2021 } } });
    let units = json!({ "unit": { "set": "bureau.units", "where": {} } });
    let fold = |kinds: Value, of: (&str, &str)| {
        let mut filter = json!({ "fiscal_year": 2021, "kind": kinds });
        filter[of.0] = of.1.into();
        json!({ "set": "ledger.entries", "where": filter, "sum": "amount" })
    };
    let (paid, budget) = (json!(["disburse", "return"]), json!(["appropriate", "supplement"]));
    let mut all = vec![
        json!({ "key": "org.units", "label": { "ko": "부서", "en": "Units" }, "unit": "개", "fold": { "set": "bureau.units", "count": true } }),
        json!({ "key": "execution.disbursed.{line}", "over": lines, "label": { "ko": "{line} 지출액", "en": "{line}, disbursed" }, "unit": "천원",
            "fold": fold(paid.clone(), ("line", "{line}")) }),
        json!({ "key": "execution.current.{line}", "over": lines, "label": { "ko": "{line} 예산", "en": "{line}, budget" }, "unit": "천원",
            "fold": fold(budget, ("line", "{line}")) }),
        json!({ "key": "execution.rate.{line}", "over": lines, "label": { "ko": "{line} 집행률", "en": "{line}, rate" }, "unit": "%", "places": 1,
            "derive": { "percent": ["execution.disbursed.{line}", "execution.current.{line}"] } }),
        json!({ "key": "spent.{unit}", "over": units, "label": { "ko": "{unit} 지출", "en": "{unit}, spent" }, "unit": "천원",
            "fold": fold(paid.clone(), ("within", "{unit}")) }),
        json!({ "key": "spent.{line}", "over": lines, "label": { "ko": "{line} 지출", "en": "{line}, spent" }, "unit": "천원",
            "fold": fold(paid, ("line", "{line}")) }),
        json!({ "key": "park.applications", "label": { "ko": "신청", "en": "Applications" }, "unit": "개", "typed": true }),
        json!({ "key": "park.unstated", "label": { "ko": "아직", "en": "Not yet" }, "unit": "개", "typed": true }),
    ];
    let many =
        (0..100).map(|at| json!({ "key": format!("many.{at}"), "label": { "ko": format!("여럿 {at}") }, "unit": "개", "typed": true }));
    all.extend(many);
    all
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
