use std::cell::Cell;

use kernel::{AsOf, Code, Day, Seq};
use people::{By, NewActor, NewGrant};
use store::testing::TestDb;
use store::{Act, Broken, Failure, Genesis, Purpose, Row, Schema, StoreError, Tx, Value, each_engine, verify_record};

use crate::model::Dated;
use crate::rules::{check_incumbent, check_window, walk};
use crate::*;

mod amend;
mod charges;
mod plans;
mod views;

const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &SCHEMA];

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A bureau under test: every act has its own transaction and its own key.
struct Bureau<'a> {
    db: &'a TestDb,
    keys: Cell<u32>,
}

impl<'a> Bureau<'a> {
    /// An opened record with an administrator and nothing else.
    fn empty(db: &'a TestDb) -> Self {
        let mut tx = db.db.write(&db.origin()).unwrap();
        let genesis = Genesis { purpose: Purpose::Demonstration, city: Default::default() };
        tx.open_record(&genesis, "test").unwrap();
        tx.commit().unwrap();
        let bureau = Self { db, keys: Cell::new(0) };
        bureau.act("setup", |tx, by| people::set_up(tx, by, &actor("setup"))).unwrap();
        bureau
    }

    /// An office over two divisions, one post, one programme.
    fn new(db: &'a TestDb) -> Self {
        let bureau = Self::empty(db);
        for (unit_, parent) in [("office", None), ("culture", Some("office")), ("culture-team", Some("culture")), ("parks", Some("office"))]
        {
            bureau.setup(|tx, by| create_unit(tx, by, &unit(unit_, parent))).unwrap();
        }
        bureau.setup(|tx, by| create_post(tx, by, &post("head", "culture"))).unwrap();
        bureau.setup(|tx, by| create_programme(tx, by, &programme("lab", "culture"))).unwrap();
        bureau
    }

    fn key(&self) -> String {
        self.keys.set(self.keys.get() + 1);
        format!("k{}", self.keys.get())
    }

    fn try_act<T>(&self, who: &str, key: &str, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let who = code(who);
        let by = By { actor: &who, key, document: None };
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        let done = run(&mut tx, &by)?;
        tx.commit()?;
        Ok(done)
    }

    fn act<T>(&self, who: &str, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
        self.try_act(who, &self.key(), run).map_err(|failure| match failure {
            Failure::Refused(refusal) => refusal.code,
            Failure::Store(error) => panic!("{error}"),
        })
    }

    fn setup<T>(&self, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
        self.act("setup", run)
    }

    fn appoint(&self, who: &str, day_: &str) -> Result<(), &'static str> {
        let new = Appointment { post: code("head"), incumbent: who.to_owned(), day: day(day_) };
        self.setup(|tx, by| appoint(tx, by, &new))
    }

    fn vacate(&self, day_: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| vacate(tx, by, &Vacancy { post: code("head"), day: day(day_) }))
    }

    fn plan(&self, code_: &str, starts: &str, ends: Option<&str>) -> Result<(), &'static str> {
        self.setup(|tx, by| plan_milestone(tx, by, &milestone(code_, starts, ends)))
    }

    fn step(&self, state: MilestoneState, day_: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| step_milestone(tx, by, &NewStep { milestone: code("open"), state, day: day(day_), note: None }))
    }

    fn set_rule(&self, value: &str, from: &str, until: Option<&str>) -> Result<(), &'static str> {
        let new = NewRule {
            key: code("ledger.close.late-until"),
            value: value.to_owned(),
            source: "지방회계법 제7조".to_owned(),
            from: day(from),
            until: until.map(day),
        };
        self.setup(|tx, by| set_rule(tx, by, &new))
    }

    fn rule_on(&self, day_: &str) -> Option<String> {
        rule(&mut self.db.db.read().unwrap(), &code("ledger.close.late-until"), day(day_)).unwrap().map(|rule| rule.value)
    }

    /// Writes rows with a genuine event that names them: past every rule, and only the database's guards are left.
    fn save(&self, table: &'static store::Table, rows: &[&[Value]]) -> Result<Seq, StoreError> {
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        for row in rows {
            let id = tx.id::<Dated>();
            tx.save(table, &id, row.iter().cloned());
        }
        let key = self.key();
        let act = Act {
            room: "bureau",
            name: "test",
            version: 1,
            subject: "test:1",
            actor: "setup",
            policy: "",
            day: day("2021-01-01"),
            document: None,
            key: &key,
            body: "{}".to_owned(),
        };
        let seq = tx.record(&act)?;
        tx.commit()?;
        Ok(seq)
    }

    fn head(&self) -> Seq {
        self.db.db.read().unwrap().head().unwrap().seq
    }

    /// One column of a set's rows, as of a day and a place in the record.
    fn column(&self, set: &str, column: &str, day_: &str, known: Seq) -> Vec<String> {
        let set = SETS.iter().find(|one| one.name == set).unwrap();
        let sql = format!("SELECT {column} FROM ({}) s ORDER BY {}", set.rows, set.order);
        let rows = self.db.db.read().unwrap().rows(&sql, &[day(day_).into(), known.into()]).unwrap();
        rows.iter().map(|row: &Row| row.value(0).show()).collect()
    }

    fn broken(&self) -> Vec<Broken> {
        let mut read = self.db.db.read().unwrap();
        INVARIANTS.iter().flat_map(|invariant| invariant(&mut read).unwrap()).collect()
    }

    /// Nothing in the record contradicts itself.
    fn check(&self) {
        assert_eq!(self.broken(), []);
        assert_eq!(verify_record(&mut self.db.db.read().unwrap(), SCHEMAS, None, &mut |_, _| ()).unwrap(), []);
    }
}

fn actor(name: &str) -> NewActor {
    NewActor {
        code: code(name),
        kind: "post".to_owned(),
        label_ko: "담당".to_owned(),
        label_en: None,
        from: day("2020-01-01"),
        until: None,
    }
}

fn unit(name: &str, parent: Option<&str>) -> NewUnit {
    NewUnit {
        code: code(name),
        kind: "division".to_owned(),
        parent: parent.map(code),
        position: 1,
        name_ko: "담당관".to_owned(),
        name_en: Some("Division".to_owned()),
        from: day("2020-01-01"),
        until: None,
    }
}

fn post(name: &str, unit: &str) -> NewPost {
    NewPost {
        code: code(name),
        unit: code(unit),
        heads: None,
        title_ko: "담당관".to_owned(),
        title_en: None,
        from: day("2021-01-01"),
        until: Some(day("2022-01-01")),
    }
}

fn programme(name: &str, unit: &str) -> NewProgramme {
    NewProgramme {
        code: code(name), unit: code(unit), name_ko: "실험실".to_owned(), name_en: None, from: day("2021-01-01"), until: None
    }
}

fn duty(name: &str, unit: &str) -> NewDuty {
    NewDuty {
        code: code(name),
        unit: code(unit),
        position: 1,
        text_ko: "총괄".to_owned(),
        text_en: None,
        from: day("2021-01-01"),
        until: None,
    }
}

fn milestone(name: &str, starts: &str, ends: Option<&str>) -> NewMilestone {
    NewMilestone {
        code: code(name),
        programme: code("lab"),
        name_ko: "개관".to_owned(),
        name_en: None,
        starts: starts.to_owned(),
        ends: ends.map(str::to_owned),
        day: day("2021-01-01"),
    }
}

/// A dated row's common columns: subject, from, until, replaces.
fn dated<const N: usize>(subject: &str, from: &str, until: Option<&str>, own: [Value; N]) -> Vec<Value> {
    [subject.into(), from.into(), until.into(), Value::Null].into_iter().chain(own).collect()
}

#[test]
fn a_milestone_is_done_or_cancelled_once_and_for_good() {
    use MilestoneState::{Cancelled, Done, Planned, Postponed};
    let on = |states: &[MilestoneState]| walk(&states.iter().map(|state| (day("2021-04-01"), *state)).collect::<Vec<_>>());
    assert_eq!(on(&[]), Ok(Planned));
    for last in [Done, Postponed, Cancelled] {
        assert_eq!(on(&[last]), Ok(last));
        assert_eq!(on(&[Postponed, Postponed, last]), Ok(last));
        for end in [Done, Cancelled] {
            assert_eq!(on(&[end, last]), Err((day("2021-04-01"), end, last)));
        }
    }
    assert!(on(&[Planned]).is_err());
    assert!(MilestoneState::from_step("planned").is_none());
}

#[test]
fn an_incumbent_is_a_number_and_never_a_name() {
    for right in ["P-0001", "P-1", "P-12345678"] {
        assert_eq!(check_incumbent(right), Ok(()), "{right}");
    }
    for wrong in ["", "P-", "김서울", "P-김", "P-１", "p-0001", "0001", "P-123456789", "P-1 ", "P--1"] {
        assert!(check_incumbent(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_window_has_the_precision_it_was_written_in() {
    for (starts, ends) in [("2021", None), ("2021-04", Some("2021-06")), ("2021-04-21", Some("2021")), ("2021", Some("2021-01-01"))] {
        let window = check_window(starts, ends).unwrap();
        assert_eq!((window.from(), window.until()), (starts, ends));
    }
    for (starts, ends) in
        [("2021-04", Some("2021-03")), ("2021", Some("2020-12-31")), ("April", None), ("2021-4", None), ("2021-02-30", None)]
    {
        assert!(check_window(starts, ends).is_err(), "{starts} {ends:?}");
    }
}

each_engine! { SCHEMAS;
    fn a_post_is_filled_vacated_and_filled_again(db) {
        let bureau = Bureau::new(db);
        assert_eq!(bureau.vacate("2021-01-10"), Err("bureau.vacant"));
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        assert_eq!(bureau.vacate("2021-01-03"), Err("bureau.vacant"));
        bureau.vacate("2021-03-01").unwrap();
        assert_eq!(bureau.vacate("2021-03-01"), Err("bureau.vacant"));
        bureau.appoint("P-0002", "2021-04-01").unwrap();
        let on = |day: &str| bureau.column("bureau.posts", "incumbent || ' ' || holder || ' ' || since", day, bureau.head());
        assert_eq!(on("2020-12-31"), [] as [&str; 0]);
        assert_eq!(on("2021-01-03"), ["vacant  "]);
        assert_eq!(on("2021-01-04"), ["filled P-0001 2021-01-04"]);
        assert_eq!(on("2021-02-28"), ["filled P-0001 2021-01-04"]);
        assert_eq!(on("2021-03-01"), ["vacant  "]);
        assert_eq!(on("2021-04-01"), ["filled P-0002 2021-04-01"]);
        assert_eq!(on("2022-01-01"), [] as [&str; 0]);
        bureau.check();
    }

    fn an_older_place_in_the_record_still_knows_what_it_knew(db) {
        let bureau = Bureau::new(db);
        let before = bureau.head();
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        let filled = bureau.head();
        bureau.vacate("2021-03-01").unwrap();
        bureau.plan("open", "2021-04", None).unwrap();
        let planned = bureau.head();
        bureau.step(MilestoneState::Done, "2021-04-02").unwrap();
        let at = |day: &str, known| bureau.column("bureau.posts", "incumbent", day, known);
        assert_eq!(at("2021-03-15", before), ["vacant"]);
        assert_eq!(at("2021-03-15", filled), ["filled"]);
        assert_eq!(at("2021-03-15", bureau.head()), ["vacant"]);
        let state = |day: &str, known| bureau.column("bureau.milestones", "state", day, known);
        assert_eq!(state("2021-04-02", filled), [] as [&str; 0]);
        assert_eq!(state("2021-04-02", planned), ["planned"]);
        assert_eq!(state("2021-04-01", bureau.head()), ["planned"]);
        assert_eq!(state("2021-04-02", bureau.head()), ["done"]);
        let mut read = db.db.read().unwrap();
        let mut window = |known| milestone_window(&mut read, &code("open"), AsOf { day: day("2021-04-01"), known }).unwrap();
        assert_eq!(window(filled), None);
        assert_eq!(window(planned).unwrap().1, planned);
    }

    fn a_post_has_one_incumbent_at_a_time(db) {
        let bureau = Bureau::new(db);
        bureau.appoint("P-0001", "2021-03-01").unwrap();
        for day in ["2021-02-01", "2021-03-01", "2021-05-01"] {
            assert_eq!(bureau.appoint("P-0002", day), Err("bureau.occupied"), "{day}");
        }
        for (from, until) in
            [("2021-02-01", None), ("2021-03-01", Some("2021-03-02")), ("2021-02-01", Some("2021-03-02")), ("2021-05-01", None)]
        {
            let row = dated("head", from, until, ["P-0002".into()]);
            assert!(matches!(bureau.save(&tables::INCUMBENT, &[&row]), Err(StoreError::Guard(_))), "{from} {until:?}");
        }
        let raw = |values: &str| {
            db.raw(&format!(
                "INSERT INTO bureau_incumbent (id, event, subject, from_day, until_day, replaces, incumbent) VALUES ({values})"
            ))
        };
        assert!(matches!(raw("'a', 2, 'head', '2021-02-01', NULL, NULL, 'P-0002'"), Err(StoreError::Guard(_))), "no event names it");
        for sql in ["UPDATE bureau_incumbent SET until_day = '2021-03-02'", "DELETE FROM bureau_incumbent"] {
            assert!(matches!(db.raw(sql), Err(StoreError::Guard(_))), "{sql}");
        }
        let before = dated("head", "2021-01-01", Some("2021-03-01"), ["P-0002".into()]);
        bureau.save(&tables::INCUMBENT, &[&before]).unwrap();
        bureau.check();
    }

    fn a_row_replaces_one_row_of_its_own_subject_once(db) {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| create_post(tx, by, &post("deputy", "culture"))).unwrap();
        bureau.appoint("P-0001", "2021-03-01").unwrap();
        let id = db.db.read().unwrap().row("SELECT id FROM bureau_incumbent", &[]).unwrap().unwrap().text(0).unwrap().to_owned();
        let replacing = |subject: &str| {
            let row: [Value; 5] = [subject.into(), "2021-03-01".into(), "2021-04-01".into(), id.as_str().into(), "P-0001".into()];
            bureau.save(&tables::INCUMBENT, &[&row])
        };
        assert!(matches!(replacing("deputy"), Err(StoreError::Guard(_))));
        replacing("head").unwrap();
        assert!(matches!(replacing("head"), Err(StoreError::Guard(_))));
        bureau.check();
    }

    fn no_name_and_no_unknown_post_is_appointed(db) {
        let bureau = Bureau::new(db);
        assert_eq!(bureau.appoint("김서울", "2021-03-01"), Err("bureau.not-a-number"));
        assert_eq!(bureau.appoint("P-0001", "2020-12-31"), Err("bureau.unknown"));
        assert_eq!(bureau.appoint("P-0001", "2022-01-01"), Err("bureau.unknown"));
        let nowhere = Appointment { post: code("nowhere"), incumbent: "P-0001".to_owned(), day: day("2021-03-01") };
        assert_eq!(bureau.setup(|tx, by| appoint(tx, by, &nowhere)), Err("bureau.unknown"));
        let name = dated("head", "2021-03-01", None, ["김서울".into()]);
        assert!(matches!(bureau.save(&tables::INCUMBENT, &[&name]), Err(StoreError::Guard(_))));
    }

    fn what_is_named_must_be_there_on_the_day(db) {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| create_unit(tx, by, &NewUnit { from: day("2021-06-01"), ..unit("new", None) })).unwrap();
        bureau.setup(|tx, by| create_unit(tx, by, &NewUnit { until: Some(day("2020-07-01")), ..unit("old", None) })).unwrap();
        for name in ["new", "old", "never"] {
            assert_eq!(
                bureau.setup(|tx, by| create_unit(tx, by, &NewUnit { from: day("2021-01-01"), ..unit("u", Some(name)) })),
                Err("bureau.unknown"),
                "{name}"
            );
            assert_eq!(bureau.setup(|tx, by| create_post(tx, by, &post("p", name))), Err("bureau.unknown"), "{name}");
            assert_eq!(
                bureau.setup(|tx, by| create_post(tx, by, &NewPost { heads: Some(code(name)), ..post("p", "parks") })),
                Err("bureau.unknown")
            );
            assert_eq!(bureau.setup(|tx, by| add_duty(tx, by, &duty("d", name))), Err("bureau.unknown"), "{name}");
            assert_eq!(bureau.setup(|tx, by| create_programme(tx, by, &programme("g", name))), Err("bureau.unknown"), "{name}");
        }
        let early = NewMilestone { day: day("2020-12-31"), ..milestone("m", "2021", None) };
        assert_eq!(bureau.setup(|tx, by| plan_milestone(tx, by, &early)), Err("bureau.unknown"));
        assert_eq!(
            bureau.setup(|tx, by| plan_milestone(tx, by, &NewMilestone { programme: code("never"), ..milestone("m", "2021", None) })),
            Err("bureau.unknown")
        );
        assert_eq!(bureau.step(MilestoneState::Done, "2021-04-01"), Err("bureau.unknown"));
        bureau.check();
    }

    fn a_code_is_taken_once(db) {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| add_duty(tx, by, &duty("d", "culture"))).unwrap();
        bureau.plan("open", "2021", None).unwrap();
        assert_eq!(bureau.setup(|tx, by| create_unit(tx, by, &unit("parks", None))), Err("bureau.taken"));
        assert_eq!(bureau.setup(|tx, by| create_post(tx, by, &post("head", "parks"))), Err("bureau.taken"));
        assert_eq!(bureau.setup(|tx, by| create_programme(tx, by, &programme("lab", "parks"))), Err("bureau.taken"));
        assert_eq!(bureau.setup(|tx, by| add_duty(tx, by, &duty("d", "parks"))), Err("bureau.taken"));
        assert_eq!(bureau.plan("open", "2022", None), Err("bureau.taken"));
        bureau.check();
    }

    fn the_same_key_and_content_is_the_same_act(db) {
        let bureau = Bureau::new(db);
        let new = duty("d", "culture");
        bureau.try_act("setup", "same", |tx, by| add_duty(tx, by, &new)).unwrap();
        let head = bureau.head();
        bureau.try_act("setup", "same", |tx, by| add_duty(tx, by, &new)).unwrap();
        assert_eq!(bureau.head(), head);
        let other = bureau.try_act("setup", "same", |tx, by| add_duty(tx, by, &NewDuty { position: 2, ..new.clone() }));
        assert!(matches!(other, Err(Failure::Refused(refusal)) if refusal.code == "record.key-reused"));
    }

    fn days_that_end_before_they_start_are_refused_by_name(db) {
        let bureau = Bureau::new(db);
        let until = Some(day("2019-12-31"));
        assert_eq!(bureau.setup(|tx, by| create_unit(tx, by, &NewUnit { until, ..unit("u", None) })), Err("bureau.bad-window"));
        assert_eq!(bureau.setup(|tx, by| create_post(tx, by, &NewPost { until, ..post("p", "parks") })), Err("bureau.bad-window"));
        assert_eq!(bureau.setup(|tx, by| add_duty(tx, by, &NewDuty { until, ..duty("d", "parks") })), Err("bureau.bad-window"));
        assert_eq!(
            bureau.setup(|tx, by| create_programme(tx, by, &NewProgramme { until, ..programme("g", "parks") })),
            Err("bureau.bad-window")
        );
        assert_eq!(bureau.set_rule("01-20", "2020-01-01", Some("2019-12-31")), Err("bureau.bad-window"));
        bureau.check();
    }

    fn a_milestone_is_planned_in_year_month_or_day(db) {
        let bureau = Bureau::new(db);
        for (index, (starts, ends)) in [("2021", None), ("2021-04", Some("2021-06")), ("2021-04-21", Some("2021"))].into_iter().enumerate()
        {
            bureau.plan(&format!("m{index}"), starts, ends).unwrap();
        }
        for (starts, ends) in [("2021-04", Some("2021-03")), ("2022", Some("2021")), ("spring", None), ("2021-04-31", None)] {
            assert_eq!(bureau.plan("bad", starts, ends), Err("bureau.bad-window"), "{starts} {ends:?}");
        }
        assert_eq!(
            bureau.column("bureau.milestones", "starts || ' ' || ends", "2021-01-01", bureau.head()),
            ["2021 ", "2021-04 2021-06", "2021-04-21 2021"]
        );
        bureau.check();
    }

    fn a_late_step_walks_the_whole_path_again(db) {
        use MilestoneState::{Cancelled, Done, Postponed};
        let bureau = Bureau::new(db);
        bureau.plan("open", "2021-04", None).unwrap();
        bureau.step(Done, "2021-04-10").unwrap();
        for (state, day) in [(Done, "2021-04-11"), (Cancelled, "2021-04-10"), (Done, "2021-04-09"), (Cancelled, "2021-03-01")] {
            assert_eq!(bureau.step(state, day), Err("bureau.illegal-step"), "{state:?} {day}");
        }
        bureau.step(Postponed, "2021-03-01").unwrap();
        assert_eq!(bureau.step(Postponed, "2021-05-01"), Err("bureau.illegal-step"));
        let on = |day: &str| bureau.column("bureau.milestones", "state", day, bureau.head());
        assert_eq!(
            (on("2021-02-28"), on("2021-03-01"), on("2021-04-10")),
            (vec!["planned".to_owned()], vec!["postponed".to_owned()], vec!["done".to_owned()])
        );
        // Steps of one day stand in the order of the record.
        bureau.plan("other", "2021", None).unwrap();
        for (state, done) in [(Postponed, Ok(())), (Done, Ok(())), (Postponed, Err("bureau.illegal-step"))] {
            let new = NewStep { milestone: code("other"), state, day: day("2021-04-01"), note: None };
            assert_eq!(bureau.setup(|tx, by| step_milestone(tx, by, &new)), done);
        }
        bureau.check();
    }

    fn a_rule_ends_the_one_before_it(db) {
        let bureau = Bureau::new(db);
        assert_eq!(bureau.rule_on("2021-01-01"), None);
        bureau.set_rule("01-20", "2020-01-01", None).unwrap();
        bureau.set_rule("02-10", "2021-06-01", None).unwrap();
        assert_eq!(bureau.rule_on("2019-12-31"), None);
        assert_eq!(bureau.rule_on("2021-05-31").as_deref(), Some("01-20"));
        assert_eq!(bureau.rule_on("2021-06-01").as_deref(), Some("02-10"));
        bureau.set_rule("02-15", "2021-06-01", Some("2022-01-01")).unwrap();
        assert_eq!(bureau.rule_on("2021-06-01").as_deref(), Some("02-15"));
        assert_eq!(bureau.rule_on("2022-01-01"), None);
        bureau.check();
    }

    fn a_rule_set_before_a_later_one_must_end_by_then(db) {
        let bureau = Bureau::new(db);
        bureau.set_rule("02-10", "2021-06-01", None).unwrap();
        assert_eq!(bureau.set_rule("01-20", "2020-01-01", None), Err("bureau.later-rule"));
        assert_eq!(bureau.set_rule("01-20", "2020-01-01", Some("2021-06-02")), Err("bureau.later-rule"));
        bureau.set_rule("01-20", "2020-01-01", Some("2021-06-01")).unwrap();
        assert_eq!(bureau.rule_on("2021-05-31").as_deref(), Some("01-20"));
        assert_eq!(bureau.rule_on("2021-06-01").as_deref(), Some("02-10"));
        bureau.check();
    }

    fn a_unit_lies_within_all_the_units_above_it(db) {
        let bureau = Bureau::new(db);
        let above = |unit: &str, on: &str| within(&mut db.db.read().unwrap(), &code(unit), day(on)).unwrap();
        assert_eq!(above("culture-team", "2021-01-01"), [code("culture-team"), code("culture"), code("office")]);
        assert_eq!(above("office", "2021-01-01"), [code("office")]);
        assert_eq!(above("culture-team", "2019-12-31"), [] as [Code; 0]);
        assert_eq!(above("never", "2021-01-01"), [] as [Code; 0]);
        db.tamper("UPDATE bureau_unit SET parent = 'culture-team' WHERE subject = 'office'");
        assert_eq!(above("culture", "2021-01-01"), [code("culture"), code("office"), code("culture-team")]);
        assert_eq!(programme_unit(&mut db.db.read().unwrap(), &code("lab"), day("2021-01-01")).unwrap(), Some(code("culture")));
        assert_eq!(programme_unit(&mut db.db.read().unwrap(), &code("lab"), day("2020-12-31")).unwrap(), None);
        assert_eq!(bureau.column("bureau.programmes", "unit", "2021-01-01", bureau.head()), ["culture"]);
    }

    fn only_planners_change_the_bureau_and_only_administrators_its_rules(db) {
        let bureau = Bureau::new(db);
        for (name, role) in [("planner", "planner"), ("spender", "spending-officer")] {
            bureau.setup(|tx, by| people::register(tx, by, &actor(name))).unwrap();
            let grant =
                NewGrant { actor: code(name), role: role.to_owned(), scope: kernel::Scope::All, from: day("2020-01-01"), until: None };
            bureau.setup(|tx, by| people::grant(tx, by, &grant, &[])).unwrap();
        }
        let appoint_ = Appointment { post: code("head"), incumbent: "P-0001".to_owned(), day: day("2021-01-04") };
        assert_eq!(bureau.act("spender", |tx, by| appoint(tx, by, &appoint_)), Err("people.not-allowed"));
        assert_eq!(bureau.act("spender", |tx, by| create_unit(tx, by, &unit("u", None))), Err("people.not-allowed"));
        assert_eq!(bureau.act("spender", |tx, by| plan_milestone(tx, by, &milestone("m", "2021", None))), Err("people.not-allowed"));
        bureau.act("planner", |tx, by| appoint(tx, by, &appoint_)).unwrap();
        let rule = NewRule { key: code("k"), value: "1".to_owned(), source: "조례".to_owned(), from: day("2021-01-01"), until: None };
        assert_eq!(bureau.act("planner", |tx, by| set_rule(tx, by, &rule)), Err("people.not-allowed"));
        bureau.check();
    }

    fn tampered_overlaps_paths_and_parents_are_found(db) {
        let bureau = Bureau::new(db);
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        bureau.vacate("2021-03-01").unwrap();
        bureau.appoint("P-0002", "2021-04-01").unwrap();
        bureau.plan("open", "2021-04", None).unwrap();
        bureau.step(MilestoneState::Postponed, "2021-04-01").unwrap();
        bureau.step(MilestoneState::Done, "2021-05-01").unwrap();
        bureau.check();
        let found = |sql: &str, undo: &str| {
            db.tamper(sql);
            let broken = bureau.broken();
            let recorded = verify_record(&mut db.db.read().unwrap(), SCHEMAS, None, &mut |_, _| ()).unwrap();
            assert!(broken.iter().all(|one| !one.row.is_empty()
                && one.event.is_some()
                && recorded.iter().any(|also| also.row == one.row || also.table == one.table)));
            db.tamper(undo);
            broken.into_iter().map(|one| one.table).collect::<Vec<_>>()
        };
        let incumbent = "UPDATE bureau_incumbent SET from_day = '{}' WHERE incumbent = 'P-0002'";
        assert_eq!(found(&incumbent.replace("{}", "2021-02-28"), &incumbent.replace("{}", "2021-04-01")), ["bureau_incumbent"]);
        let step = "UPDATE bureau_milestone_step SET state = '{}' WHERE state = ";
        assert_eq!(
            found(&(step.replace("{}", "cancelled") + "'postponed'"), &(step.replace("{}", "postponed") + "'cancelled'")),
            ["bureau_milestone_step"]
        );
        let unit = "UPDATE bureau_unit SET parent = '{}' WHERE subject = 'parks'";
        assert_eq!(found(&unit.replace("{}", "never"), &unit.replace("{}", "office")), ["bureau_unit"]);
        for (table, column) in [("bureau_post", "unit"), ("bureau_programme", "unit")] {
            assert_eq!(
                found(&format!("UPDATE {table} SET {column} = 'never'"), &format!("UPDATE {table} SET {column} = 'culture'")),
                [table]
            );
        }
        bureau.check();
    }
}
