//! Plans, tasks, indicators.

use super::*;
use crate::rules::{State, decimal, parts, walk};

fn plan(name: &str, of: &str) -> NewPlan {
    NewPlan {
        code: code(name),
        of: of.parse().unwrap(),
        name_ko: "기본계획".to_owned(),
        name_en: None,
        starts: "2021".to_owned(),
        ends: Some("2025".to_owned()),
        day: day("2021-01-01"),
    }
}

fn task(name: &str, plan: &str, post: Option<&str>) -> NewTask {
    NewTask {
        code: code(name),
        plan: code(plan),
        position: 1,
        name_ko: "과제".to_owned(),
        name_en: None,
        starts: "2021-04".to_owned(),
        ends: Some("2021-06".to_owned()),
        post: post.map(code),
        day: day("2021-01-01"),
    }
}

fn indicator(name: &str, plan: &str, places: i64) -> NewIndicator {
    NewIndicator {
        code: code(name),
        plan: code(plan),
        position: 1,
        name_ko: "지표".to_owned(),
        name_en: None,
        unit: "개".to_owned(),
        places,
        aim: Aim::AtLeast,
        day: day("2021-01-01"),
    }
}

fn value(indicator: &str, period: &str, value: &str, on: &str) -> NewValue {
    NewValue {
        indicator: code(indicator),
        period: period.to_owned(),
        value: value.parse().unwrap(),
        source: "대장".to_owned(),
        day: day(on),
    }
}

impl Bureau<'_> {
    fn draft(&self, name: &str, of: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| draft_plan(tx, by, &plan(name, of)))
    }

    fn step_plan(&self, name: &str, state: PlanState, on: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| step_plan(tx, by, &NewPlanStep { plan: code(name), state, day: day(on), note: None }))
    }

    fn step_task(&self, name: &str, state: TaskState, on: &str, note: Option<&str>) -> Result<(), &'static str> {
        let new = NewTaskStep { task: code(name), state, day: day(on), note: note.map(str::to_owned) };
        self.setup(|tx, by| step_task(tx, by, &new))
    }

    fn plans(&self, on: &str) -> Vec<Plan> {
        plans(&mut self.db.db.read().unwrap(), AsOf { day: day(on), known: self.head() }).unwrap()
    }
}

#[test]
fn a_plan_is_adopted_once_and_then_ends_or_is_superseded() {
    let by = || PlanState::Superseded { by: code("next") };
    let all = [PlanState::Drafting, PlanState::Adopted, PlanState::Ended, by()];
    let legal = [("drafting", "adopted"), ("drafting", "ended"), ("adopted", "ended"), ("adopted", "superseded")];
    for from in &all {
        for to in &all {
            assert_eq!(from.may_become(to), legal.contains(&(from.code(), to.code())), "{from:?} {to:?}");
        }
    }
    let on = |states: &[PlanState]| walk(&states.iter().map(|state| (day("2021-01-01"), state.clone())).collect::<Vec<_>>()).is_ok();
    assert!(on(&[]) && on(&[PlanState::Adopted, by()]) && !on(&[by()]) && !on(&[PlanState::Adopted, PlanState::Ended, by()]));
    assert_eq!(PlanState::from_step("superseded", None), None);
    assert_eq!(PlanState::from_step("adopted", Some(code("next"))), None);
}

#[test]
fn a_task_goes_on_and_is_done_or_dropped_once() {
    use TaskState::{Done, Dropped, Planned, UnderWay};
    let legal = [(Planned, UnderWay), (Planned, Dropped), (UnderWay, UnderWay), (UnderWay, Done), (UnderWay, Dropped)];
    for from in [Planned, UnderWay, Done, Dropped] {
        for to in [Planned, UnderWay, Done, Dropped] {
            assert_eq!(from.may_become(&to), legal.contains(&(from, to)), "{from:?} {to:?}");
        }
    }
}

#[test]
fn a_value_has_the_decimals_of_its_indicator() {
    let exact = |text: &str| text.parse::<kernel::Exact>().unwrap();
    assert_eq!((parts(exact("300"), 0), parts(exact("82.5"), 1), parts(exact("-0.05"), 2)), (Ok(300), Ok(825), Ok(-5)));
    for (value, places) in [("82.5", 0), ("0.123", 2), ("100000000000000000", 6)] {
        assert!(parts(exact(value), places).is_err(), "{value} {places}");
    }
    assert_eq!((decimal(825, 1), decimal(-5, 2), decimal(300, 0)), ("82.5".to_owned(), "-0.05".to_owned(), "300".to_owned()));
}

each_engine! { SCHEMAS;
    fn a_plan_is_drafted_adopted_and_superseded_by_another(db) {
        let bureau = Bureau::new(db);
        bureau.draft("old", "programme:lab").unwrap();
        bureau.draft("new", "unit:parks").unwrap();
        assert_eq!(bureau.draft("new", "unit:parks"), Err("bureau.taken"));
        assert_eq!(bureau.draft("lost", "unit:never"), Err("bureau.unknown"));
        assert_eq!(bureau.draft("lost", "programme:never"), Err("bureau.unknown"));
        let superseded = |by: &str| PlanState::Superseded { by: code(by) };
        assert_eq!(bureau.step_plan("old", superseded("new"), "2021-02-01"), Err("bureau.illegal-step"));
        bureau.step_plan("old", PlanState::Adopted, "2021-02-01").unwrap();
        assert_eq!(bureau.step_plan("old", superseded("old"), "2021-03-01"), Err("bureau.no-successor"));
        assert_eq!(bureau.step_plan("old", superseded("never"), "2021-03-01"), Err("bureau.unknown"));
        bureau.step_plan("old", superseded("new"), "2021-03-01").unwrap();
        assert_eq!(bureau.step_plan("old", PlanState::Ended, "2021-04-01"), Err("bureau.illegal-step"));
        // A step that is entered late walks the whole path again.
        assert_eq!(bureau.step_plan("old", PlanState::Ended, "2021-02-15"), Err("bureau.illegal-step"));
        let on = |day: &str| bureau.column("bureau.plans", "code || ' ' || unit || ' ' || programme || ' ' || state", day, bureau.head());
        assert_eq!(on("2021-01-31"), ["new parks  drafting", "old culture lab drafting"]);
        assert_eq!(on("2021-02-01"), ["new parks  drafting", "old culture lab adopted"]);
        assert_eq!(on("2021-03-01"), ["new parks  drafting", "old culture lab superseded"]);
        assert_eq!(bureau.plans("2021-03-01").iter().find(|one| one.code == code("old")).unwrap().state, superseded("new"));
        bureau.check();
    }

    fn a_plan_is_changed_from_a_day_on(db) {
        let bureau = Bureau::new(db);
        bureau.draft("p", "programme:lab").unwrap();
        let to = NewPlan { name_ko: "2기 기본계획".to_owned(), ends: None, day: day("2021-05-01"), ..plan("p", "unit:parks") };
        bureau.setup(|tx, by| amend_plan(tx, by, &Amendment { to: to.clone(), correct: false })).unwrap();
        assert_eq!(bureau.setup(|tx, by| amend_plan(tx, by, &Amendment { to: NewPlan { code: code("never"), ..to.clone() }, correct: false })), Err("bureau.unknown"));
        let on = |day: &str| bureau.column("bureau.plans", "unit || ' ' || name_ko || ' ' || ends", day, bureau.head());
        assert_eq!((on("2021-04-30"), on("2021-05-01")), (vec!["culture 기본계획 2025".to_owned()], vec!["parks 2기 기본계획 ".to_owned()]));
        // A unit does not end under its plan.
        let end = Ending { code: code("parks"), day: day("2021-06-01") };
        assert_eq!(bureau.setup(|tx, by| end_unit(tx, by, &end)), Err("bureau.holds"));
        bureau.step_plan("p", PlanState::Ended, "2021-05-20").unwrap();
        bureau.setup(|tx, by| end_unit(tx, by, &end)).unwrap();
        bureau.check();
    }

    fn a_task_has_an_owner_a_window_and_notes_of_progress(db) {
        let bureau = Bureau::new(db);
        bureau.draft("p", "programme:lab").unwrap();
        let add = |new: &NewTask| bureau.setup(|tx, by| add_task(tx, by, new));
        add(&task("t", "p", Some("head"))).unwrap();
        assert_eq!(add(&task("t", "p", None)), Err("bureau.taken"));
        assert_eq!(add(&task("u", "never", None)), Err("bureau.unknown"));
        assert_eq!(add(&task("u", "p", Some("never"))), Err("bureau.unknown"));
        assert_eq!(add(&NewTask { ends: Some("2021-03".to_owned()), ..task("u", "p", None) }), Err("bureau.bad-window"));
        add(&task("u", "p", None)).unwrap();
        assert_eq!(bureau.step_task("t", TaskState::Done, "2021-04-01", None), Err("bureau.illegal-step"));
        bureau.step_task("t", TaskState::UnderWay, "2021-04-01", Some("착수")).unwrap();
        bureau.step_task("t", TaskState::UnderWay, "2021-05-10", Some("절반")).unwrap();
        bureau.step_task("t", TaskState::Done, "2021-07-02", None).unwrap();
        assert_eq!(bureau.step_task("t", TaskState::UnderWay, "2021-07-03", None), Err("bureau.illegal-step"));
        let on = |day: &str| bureau.column("bureau.tasks", "code || ' ' || unit || ' ' || state || ' ' || late || ' ' || post", day, bureau.head());
        assert_eq!(on("2021-03-31"), ["t culture planned no head", "u culture planned no "]);
        assert_eq!(on("2021-06-30"), ["t culture under-way no head", "u culture planned no "]);
        assert_eq!(on("2021-07-01"), ["t culture under-way yes head", "u culture planned yes "]);
        assert_eq!(on("2021-07-02"), ["t culture done no head", "u culture planned yes "]);
        let tasks = &bureau.plans("2021-06-01")[0].tasks;
        let notes: Vec<&str> = tasks[0].steps.iter().filter_map(|step| step.note.as_deref()).collect();
        assert_eq!((notes, tasks[0].is_late(day("2021-07-01")), tasks[1].owner.is_none()), (vec!["착수", "절반"], true, true));
        // A plan is not over while a task is open.
        bureau.step_plan("p", PlanState::Adopted, "2021-02-01").unwrap();
        assert_eq!(bureau.step_plan("p", PlanState::Ended, "2021-12-31"), Err("bureau.holds"));
        bureau.step_task("u", TaskState::Dropped, "2021-12-01", Some("예산 없음")).unwrap();
        bureau.step_plan("p", PlanState::Ended, "2021-12-31").unwrap();
        bureau.check();
    }

    fn a_task_is_reworded_and_moved_to_another_plan(db) {
        let bureau = Bureau::new(db);
        bureau.draft("p", "programme:lab").unwrap();
        bureau.draft("q", "unit:parks").unwrap();
        bureau.setup(|tx, by| add_task(tx, by, &task("t", "p", Some("head")))).unwrap();
        let to = NewTask { starts: "2021-08".to_owned(), ends: Some("2021-09".to_owned()), day: day("2021-06-01"), ..task("t", "q", None) };
        bureau.setup(|tx, by| amend_task(tx, by, &Amendment { to, correct: false })).unwrap();
        let on = |day: &str| bureau.column("bureau.tasks", "plan || ' ' || starts || ' ' || post", day, bureau.head());
        assert_eq!((on("2021-05-31"), on("2021-06-01")), (vec!["p 2021-04 head".to_owned()], vec!["q 2021-08 head".to_owned()]));
        bureau.check();
    }

    fn an_indicator_has_targets_and_measured_values_by_period(db) {
        let bureau = Bureau::new(db);
        bureau.draft("p", "programme:lab").unwrap();
        let add = |new: &NewIndicator| bureau.setup(|tx, by| add_indicator(tx, by, new));
        add(&indicator("i", "p", 0)).unwrap();
        add(&indicator("rate", "p", 1)).unwrap();
        assert_eq!(add(&indicator("i", "p", 0)), Err("bureau.taken"));
        assert_eq!(add(&indicator("j", "p", 7)), Err("bureau.bad-places"));
        assert_eq!(add(&indicator("j", "never", 0)), Err("bureau.unknown"));
        let target = |new: &NewValue| bureau.setup(|tx, by| set_target(tx, by, new));
        let measured = |new: &NewValue| bureau.setup(|tx, by| measure(tx, by, new));
        target(&value("i", "2021", "300", "2021-01-05")).unwrap();
        target(&value("i", "2022", "400", "2021-01-05")).unwrap();
        measured(&value("i", "2021", "280", "2021-10-01")).unwrap();
        measured(&value("rate", "2021-06", "82.5", "2021-07-01")).unwrap();
        assert_eq!(measured(&value("rate", "2021-06", "82.55", "2021-07-02")), Err("bureau.bad-value"));
        assert_eq!(measured(&value("i", "spring", "1", "2021-07-01")), Err("bureau.bad-window"));
        assert_eq!(measured(&value("never", "2021", "1", "2021-07-01")), Err("bureau.unknown"));
        assert_eq!(measured(&value("i", "2021", "280", "2021-11-01")), Err("bureau.same"));
        // Measured anew: the later value counts from its day on.
        let first = bureau.head();
        measured(&value("i", "2021", "310", "2021-12-01")).unwrap();
        let on = |set: &str, day: &str, known| bureau.column(set, "indicator || ' ' || period || ' ' || CAST(value AS TEXT)", day, known);
        assert_eq!(on("bureau.targets", "2021-12-31", bureau.head()), ["i 2021 300", "i 2022 400"]);
        assert_eq!(on("bureau.measures", "2021-11-30", bureau.head()), ["i 2021 280"]);
        assert_eq!(on("bureau.measures", "2021-12-01", bureau.head()), ["i 2021 310"]);
        assert_eq!(on("bureau.measures", "2021-12-01", first), ["i 2021 280"]);
        let shown = |on: &str| {
            let plan = bureau.plans(on).remove(0);
            let all = plan.indicators.iter().flat_map(|one| one.periods.iter().map(move |period| (one, period)));
            all.map(|(one, period)| {
                let text = |value: &Option<MeasuredValue>| value.as_ref().map_or_else(|| "–".to_owned(), |value| value.shown.clone());
                format!("{} {} {}/{} {:?}", one.code, period.period, text(&period.measured), text(&period.target), period.is_reached(one.aim))
            }).collect::<Vec<_>>()
        };
        assert_eq!(shown("2021-11-30"), ["i 2021 280/300 Some(false)", "i 2022 –/400 None", "rate 2021-06 82.5/– None"]);
        assert_eq!(shown("2021-12-01")[0], "i 2021 310/300 Some(true)");
        let wider = NewIndicator { day: day("2021-06-01"), ..indicator("i", "p", 2) };
        let amend = |to: NewIndicator| bureau.setup(|tx, by| amend_indicator(tx, by, &Amendment { to, correct: false }));
        assert_eq!(amend(wider.clone()), Err("bureau.places-stay"));
        amend(NewIndicator { places: 0, aim: Aim::AtMost, ..wider }).unwrap();
        assert_eq!(shown("2021-12-01")[0], "i 2021 310/300 Some(false)");
        bureau.setup(|tx, by| end_indicator(tx, by, &Ending { code: code("i"), day: day("2022-01-01") })).unwrap();
        assert_eq!(bureau.column("bureau.indicators", "code", "2022-01-01", bureau.head()), ["rate"]);
        bureau.check();
    }

    fn tampered_paths_of_plans_and_tasks_are_found(db) {
        let bureau = Bureau::new(db);
        bureau.draft("p", "programme:lab").unwrap();
        bureau.draft("q", "programme:lab").unwrap();
        bureau.setup(|tx, by| add_task(tx, by, &task("t", "p", None))).unwrap();
        bureau.step_plan("p", PlanState::Adopted, "2021-02-01").unwrap();
        bureau.step_task("t", TaskState::UnderWay, "2021-04-01", None).unwrap();
        bureau.check();
        let found = |sql: &str| {
            db.tamper(sql);
            bureau.broken().into_iter().map(|one| one.table).collect::<Vec<_>>()
        };
        assert_eq!(found("UPDATE bureau_task_step SET state = 'done'"), ["bureau_task_step"]);
        assert_eq!(found("UPDATE bureau_plan_step SET state = 'superseded', successor = 'q'"), ["bureau_plan_step", "bureau_task_step"]);
        assert!(found("UPDATE bureau_task SET plan = 'never'").contains(&"bureau_task".to_owned()));
    }

    fn the_database_refuses_what_no_plan_can_be(db) {
        let bureau = Bureau::new(db);
        let both = dated("p", "2021-01-01", None, ["culture".into(), "lab".into(), "계획".into(), Value::Null, "2021".into(), Value::Null]);
        let nobody = dated("p", "2021-01-01", None, [Value::Null, Value::Null, "계획".into(), Value::Null, "2021".into(), Value::Null]);
        for row in [both, nobody] {
            assert!(matches!(bureau.save(&tables::PLAN, &[&row]), Err(StoreError::Guard(_))));
        }
        let step = |state: &str, successor: Option<&str>| {
            let row: [Value; 6] = ["p".into(), "2021-01-01".into(), Value::Null, state.into(), successor.into(), Value::Null];
            bureau.save(&tables::PLAN_STEP, &[&row])
        };
        for (state, successor) in [("superseded", None), ("adopted", Some("q")), ("superseded", Some("p")), ("drafting", None)] {
            assert!(matches!(step(state, successor), Err(StoreError::Guard(_))), "{state} {successor:?}");
        }
        let handover: [Value; 7] = ["head".into(), "2021-01-01".into(), Value::Null, "김서울".into(), Value::Null, Value::Null, Value::Null];
        assert!(matches!(bureau.save(&tables::HANDOVER, &[&handover]), Err(StoreError::Guard(_))));
    }
}
