//! Compiling a report through its operations: who may, what lapses, what is flagged, what is refused.

use store::each_engine;

use super::*;
use crate::compile::*;

const KOREAN: &str = "title: 보고
basis: report-day
---
# 사회
□ 신청 {park.applications}개, 접수 중
○ 운영기관 {@park.operator}, 심사({@call})
□ 팀 {org.teams}개
# 도시
□ 향후계획
○ 공모 : {@call style=month}
※ 끝
";

const ENGLISH: &str = "title: Report
basis: report-day
---
# Social
□ {park.applications} applications, coming in
○ Operator {@park.operator}, screening ({@call})
□ {org.teams} teams
# City
□ Plans
○ Call: {@call style=month}
※ The end
";

const CODE: &str = "work.2021-04-21";

/// A report officer, officers of two divisions, and heads of a division and of the bureau.
fn actors(desk: &mut Desk<'_>) {
    for (actor, role, scope) in [
        ("report-lead", "report-officer", "all"),
        ("social-officer", "officer", "unit:social"),
        ("city-officer", "officer", "unit:city"),
        ("city-head", "head", "unit:city"),
        ("head", "head", "unit:bureau"),
    ] {
        let new = NewActor {
            code: code(actor),
            kind: "post".to_owned(),
            label_ko: "담당".to_owned(),
            label_en: None,
            from: day("2020-01-01"),
            until: None,
        };
        desk.act(|tx, by| people::register(tx, by, &new));
        let grant = people::NewGrant {
            actor: code(actor),
            role: role.to_owned(),
            scope: scope.parse().unwrap(),
            from: day("2020-01-01"),
            until: None,
        };
        desk.act(|tx, by| people::grant(tx, by, &grant, &[]));
    }
}

/// An office with officers, a head, a report with a dated fact, and its compilation opened.
fn opened(db: &TestDb) -> Office<'_> {
    db.clock.set(kernel::Zone::default().at("2021-04-10T09:00:00").unwrap());
    let office = Office::new(db);
    office.write(|desk| {
        actors(desk);
        for (key, value) in [("ongoing.ko", "접수 중"), ("plans.ko", "향후계획"), ("plans.en", "Plans"), ("future.ko", "예정")] {
            let rule = bureau::NewRule {
                key: code(&format!("report.words.{key}")),
                value: value.to_owned(),
                source: "시험".to_owned(),
                from: day("2020-01-01"),
                until: None,
            };
            desk.act(|tx, by| bureau::set_rule(tx, by, &rule));
        }
        let call = bureau::NewMilestone {
            code: code("call"),
            programme: code("park"),
            name_ko: "공모".to_owned(),
            name_en: None,
            starts: "2021-04-01".to_owned(),
            ends: Some("2021-04-30".to_owned()),
            day: day("2021-01-01"),
        };
        desk.act(|tx, by| bureau::plan_milestone(tx, by, &call));
        desk.define("[[fact]]\nkey = \"call\"\nlabel = { ko = \"공모\", en = \"Call\" }\nmilestone = \"call\"");
        desk.state("park.applications", "71", "2021-04-01");
        desk.act(|tx, by| {
            state_fact(
                tx,
                by,
                &StateFact {
                    fact: "park.operator".to_owned(),
                    kind: "name".to_owned(),
                    value: "가나".to_owned(),
                    ends: None,
                    day: day("2021-01-01"),
                    source: "시험".to_owned(),
                },
            )
        });
        desk.save("work", "ko", KOREAN);
        desk.save("work", "en", ENGLISH);
    });
    does(&office, "report-lead", |tx, by| {
        open_compilation(
            tx,
            by,
            &OpenCompilation { name: "work".to_owned(), day: day("2021-04-21"), due: day("2021-04-15"), unit: code("bureau") },
        )
    })
    .unwrap();
    for (chapter, unit) in [("1", "social"), ("2", "city")] {
        let new = AssignChapter { compilation: CODE.to_owned(), chapter: chapter.to_owned(), unit: code(unit), owner: None, due: None };
        does(&office, "report-lead", |tx, by| assign_chapter(tx, by, &office.sets, &new)).unwrap();
    }
    office
}

/// Does an act as somebody, in a transaction of its own; gives the refusal's code.
fn does(office: &Office<'_>, who: &str, run: impl FnOnce(&mut Tx<'_>, &By<'_>) -> Result<(), Failure>) -> Result<(), &'static str> {
    does_on(office, who, None, run)
}

fn does_on(
    office: &Office<'_>,
    who: &str,
    document: Option<&Document>,
    run: impl FnOnce(&mut Tx<'_>, &By<'_>) -> Result<(), Failure>,
) -> Result<(), &'static str> {
    let mut tx = office.db.db.write(&office.db.origin()).unwrap();
    let (who, key) = (code(who), format!("c{}", tx.next()));
    match run(&mut tx, &By { actor: &who, key: &key, document }) {
        Ok(()) => {
            tx.commit().unwrap();
            Ok(())
        }
        Err(Failure::Refused(refusal)) => {
            assert!(
                refusal.ko.chars().any(|c| ('가'..='힣').contains(&c)) && refusal.en.is_ascii()
                    || refusal.code == "report.statement-moved"
                    || refusal.code == "report.statement-changed"
                    || refusal.code == "report.incomplete"
                    || refusal.code == "report.nothing-to-confirm"
                    || refusal.code == "report.broken",
                "{refusal:?}"
            );
            Err(refusal.code)
        }
        Err(Failure::Store(error)) => panic!("{error}"),
    }
}

fn stands(office: &Office<'_>) -> Compilation {
    let mut read = office.db.db.read().unwrap();
    let known = read.head().unwrap().seq;
    survey(&mut read, &office.sets, CODE, known, None).unwrap()
}

/// The statement whose text begins so.
fn find(office: &Office<'_>, lang: Lang, start: &str) -> Statement {
    let all = stands(office);
    all.chapters
        .iter()
        .flat_map(|chapter| chapter.in_lang(lang))
        .find(|one| one.text.starts_with(start))
        .unwrap_or_else(|| panic!("no {start}"))
        .clone()
}

fn confirms_chapter(office: &Office<'_>, who: &str, chapter: &str) -> Result<(), &'static str> {
    let new = ConfirmChapter { compilation: CODE.to_owned(), chapter: chapter.to_owned(), lang: "ko".to_owned(), digest: None };
    does(office, who, |tx, by| confirm_chapter(tx, by, &office.sets, &new))
}

fn confirms(office: &Office<'_>, who: &str, one: &Statement) -> Result<(), &'static str> {
    let seen = Seen { statement: one.id.clone(), digest: Some(one.digest.clone()) };
    let new = ConfirmStatements { compilation: CODE.to_owned(), lang: one.lang.code().to_owned(), statements: vec![seen] };
    does(office, who, |tx, by| confirm_statements(tx, by, &office.sets, &new))
}

fn changes(office: &Office<'_>, who: &str, one: &Statement, text: &str, translation: Option<&str>) -> Result<(), &'static str> {
    let new = ChangeStatement {
        compilation: CODE.to_owned(),
        lang: one.lang.code().to_owned(),
        statement: one.id.clone(),
        text: text.to_owned(),
        translation: translation.map(str::to_owned),
        before: Some(one.text.clone()),
    };
    does(office, who, |tx, by| change_statement(tx, by, &office.sets, &new))
}

fn remarked(remark: Option<&str>) -> Remarked {
    Remarked { compilation: CODE.to_owned(), remark: remark.map(str::to_owned) }
}

/// Every step by its name.
fn step(office: &Office<'_>, who: &str, name: &str, document: Option<&Document>) -> Result<(), &'static str> {
    let (sets, new) = (&office.sets, remarked(Some("까닭")));
    does_on(office, who, document, |tx, by| match name {
        "submit" => submit_compilation(tx, by, sets, &new),
        "withdraw" => withdraw_compilation(tx, by, sets, &new),
        "return" => return_compilation(tx, by, sets, &new),
        "approve" => approve_compilation(tx, by, sets, &new),
        _ => reopen_chapter(tx, by, sets, &ReopenChapter { compilation: CODE.to_owned(), chapter: "2".to_owned(), remark: None }),
    })
}

fn document() -> Document {
    Document { system: "온나라".to_owned(), number: "혁신기획-412".to_owned(), day: Some(day("2021-04-21")) }
}

/// Everything confirmed but nothing submitted.
fn all_confirmed(office: &Office<'_>) {
    confirms_chapter(office, "social-officer", "1").unwrap();
    confirms_chapter(office, "city-officer", "2").unwrap();
}

each_engine! { SCHEMAS;
    fn a_chapter_is_confirmed_by_those_whose_unit_owns_it(db) {
        let office = opened(db);
        assert_eq!(confirms_chapter(&office, "city-officer", "1"), Err("people.not-allowed"));
        assert_eq!(confirms_chapter(&office, "city-head", "1"), Err("people.not-allowed"));
        confirms_chapter(&office, "social-officer", "1").unwrap();
        confirms_chapter(&office, "city-head", "2").unwrap();
        let all = stands(&office);
        assert_eq!((all.counts().statements, all.counts().confirmed, all.is_complete()), (6, 6, true));
        let one = find(&office, Lang::Ko, "○ 운영기관");
        assert_eq!(one.confirmed.as_ref().unwrap().written.actor, "social-officer");
        assert_eq!(confirms_chapter(&office, "social-officer", "1"), Err("report.nothing-to-confirm"));
        // The report officer may confirm any; a chapter that is not there is named with those that are.
        let again = find(&office, Lang::Ko, "※ 끝");
        confirms(&office, "report-lead", &again).unwrap();
        assert_eq!(confirms_chapter(&office, "report-lead", "7"), Err("report.no-chapter"));
        assert_eq!(history(&mut db.db.read().unwrap(), CODE, Lang::Ko, &again.id).unwrap().len(), 2);
        office.check();
    }

    fn a_confirmation_lapses_with_its_text_its_figures_and_its_facts(db) {
        let office = opened(db);
        all_confirmed(&office);
        // A figure.
        office.write(|desk| desk.state("park.applications", "73", "2021-04-20"));
        let one = find(&office, Lang::Ko, "□ 신청");
        let moved = Moved::Figure("park.applications".to_owned(), "입주 신청기관".to_owned(), Some("71".to_owned()), Some("73".to_owned()));
        assert_eq!(one.check, Check::Lapsed(vec![moved]));
        assert_eq!(find(&office, Lang::Ko, "□ 팀").check, Check::Confirmed);
        // What changed is confirmed by itself, not with the others.
        assert_eq!(confirms_chapter(&office, "social-officer", "1"), Err("report.nothing-to-confirm"));
        confirms(&office, "social-officer", &one).unwrap();
        assert_eq!(find(&office, Lang::Ko, "□ 신청").check, Check::Confirmed);
        // A fact.
        office.write(|desk| desk.act(|tx, by| state_fact(tx, by, &StateFact { fact: "park.operator".to_owned(), kind: "name".to_owned(), value: "다라".to_owned(), ends: None, day: day("2021-04-15"), source: "시험".to_owned() })));
        let Check::Lapsed(moved) = find(&office, Lang::Ko, "○ 운영기관").check else { panic!() };
        assert!(matches!(&moved[..], [Moved::Fact(key, _, Some(was), Some(is))] if key == "park.operator" && was == "가나" && is == "다라"));
        // The text, past the compilation: a template saved by the report officer.
        office.save("work", "ko", &KOREAN.replace("□ 팀 ", "□ 모두 "));
        let one = find(&office, Lang::Ko, "□ 모두");
        assert_eq!(one.check, Check::Lapsed(vec![Moved::Text("□ 팀 {org.teams}개".to_owned())]));
        assert!(one.changed.is_some());
        assert_eq!(stands(&office).counts().lapsed, 2);
        office.check();
    }

    fn what_was_confirmed_is_what_was_seen(db) {
        let office = opened(db);
        let one = find(&office, Lang::Ko, "□ 신청");
        let shown = stands(&office).chapter("1").unwrap().digest(Lang::Ko);
        office.write(|desk| desk.state("park.applications", "73", "2021-04-20"));
        assert_eq!(confirms(&office, "social-officer", &one), Err("report.statement-moved"));
        let new = ConfirmChapter { compilation: CODE.to_owned(), chapter: "1".to_owned(), lang: "ko".to_owned(), digest: Some(shown) };
        assert_eq!(does(&office, "social-officer", |tx, by| confirm_chapter(tx, by, &office.sets, &new)), Err("report.statement-moved"));
        // A day or two later the same page, read anew, is confirmed.
        confirms(&office, "social-officer", &find(&office, Lang::Ko, "□ 신청")).unwrap();
    }

    fn a_statement_changes_by_a_new_version_and_the_other_language_is_to_be_checked(db) {
        let office = opened(db);
        all_confirmed(&office);
        let one = find(&office, Lang::Ko, "□ 신청");
        assert_eq!(changes(&office, "city-officer", &one, "□ 신청", None), Err("people.not-allowed"));
        assert_eq!(changes(&office, "social-officer", &one, "□ 신청 73개", None), Err("report.broken"));
        assert_eq!(changes(&office, "social-officer", &one, "□ 신청 {park.aplications}개", None), Err("report.broken"));
        assert_eq!(changes(&office, "social-officer", &one, "# 새 장", None), Err("report.broken"));
        assert_eq!(changes(&office, "social-officer", &one, &format!(" {} ", one.text), None), Err("report.unchanged"));
        changes(&office, "social-officer", &one, "□ 신청 {park.applications}개를 접수", None).unwrap();
        let now = find(&office, Lang::Ko, "□ 신청");
        assert_eq!((now.id.as_str(), now.version), (one.id.as_str(), 2));
        assert_eq!(now.check, Check::Lapsed(vec![Moved::Text(one.text.clone())]));
        // The English beside it is behind until somebody confirms or changes it.
        let english = find(&office, Lang::En, "□ {park");
        assert_eq!((english.counterpart.as_deref(), english.translation), (Some(now.id.as_str()), now.changed));
        assert_eq!(stands(&office).counts().translations, 1);
        confirms(&office, "social-officer", &english).unwrap();
        assert_eq!(find(&office, Lang::En, "□ {park").translation, None);
        // Both at once: nothing is behind.
        changes(&office, "social-officer", &now, "□ 신청기관 {park.applications}개", Some("□ {park.applications} applicants")).unwrap();
        assert_eq!(find(&office, Lang::En, "□ {park").text, "□ {park.applications} applicants");
        assert_eq!(stands(&office).counts().translations, 0);
        // Somebody else was faster.
        assert_eq!(changes(&office, "social-officer", &now, "□ 다른 말", None), Err("report.statement-changed"));
        // Lines are added to a statement, and it is taken out.
        let note = find(&office, Lang::Ko, "※ 끝");
        changes(&office, "city-officer", &note, "※ 끝\n※ 하나 더", None).unwrap();
        assert_eq!(find(&office, Lang::Ko, "※ 끝").check, Check::Confirmed);
        assert_eq!(find(&office, Lang::Ko, "※ 하나 더").check, Check::Unconfirmed);
        changes(&office, "city-officer", &find(&office, Lang::Ko, "※ 하나"), "", None).unwrap();
        assert_eq!(stands(&office).chapter("2").unwrap().counts().statements, 3);
        assert_eq!(office.render("work", "2021-04-21").version, 5);
        assert_eq!(history(&mut db.db.read().unwrap(), CODE, Lang::Ko, &one.id).unwrap().len(), 3);
        office.check();
    }

    fn what_is_flagged_is_not_confirmed_with_the_rest(db) {
        let office = opened(db);
        assert_eq!(stands(&office).counts().flagged, 0);
        let done = bureau::NewStep { milestone: code("call"), state: bureau::MilestoneState::Done, day: day("2021-04-20"), note: None };
        all_confirmed(&office);
        office.write(|desk| desk.act(|tx, by| bureau::step_milestone(tx, by, &done)));
        // The call is done: `접수 중` stands above it, and it is still among the plans. Both were confirmed before.
        let one = find(&office, Lang::Ko, "□ 신청");
        assert_eq!(one.check, Check::Lapsed(vec![Moved::Overtaken("접수 중".to_owned())]));
        let flag = &one.flags[0];
        assert_eq!((flag.tense, flag.passed, flag.milestone.as_deref(), flag.day), (Tense::Ongoing, Passed::Done, Some("call"), day("2021-04-20")));
        let plan = find(&office, Lang::Ko, "○ 공모");
        assert_eq!((plan.flags[0].tense, plan.flags[0].word.as_str()), (Tense::Plan, "향후계획"));
        assert_eq!(find(&office, Lang::En, "○ Call").flags[0].word, "Plans");
        assert_eq!(stands(&office).counts().flagged, 2);
        // Its owner says it is right all the same: by itself.
        confirms(&office, "social-officer", &one).unwrap();
        assert_eq!(find(&office, Lang::Ko, "□ 신청").check, Check::Confirmed);
        assert_eq!(stands(&office).counts().flagged, 1);
        // A postponed milestone is not over; a future word is overtaken once its day has begun.
        let as_of = kernel::AsOf { day: day("2021-04-21"), known: office.head() };
        office.save("other", "ko", "title: t\n---\n□ 공모 {@call} 예정\n□ {=’21. 4. 20.} 발표 예정\n□ {=5. 1.} 발표 예정\n□ 발표 예정");
        let found = overtaken(&mut db.db.read().unwrap(), &office.sets, "other", Lang::Ko, kernel::AsOf { known: office.head(), ..as_of }).unwrap();
        let lines: Vec<(usize, Passed)> = found.iter().map(|(line, _, flag)| (*line, flag.passed)).collect();
        assert_eq!(lines, [(0, Passed::Done), (1, Passed::Ended)]);
        office.check();
    }

    fn the_head_approves_what_is_complete_with_a_document(db) {
        let office = opened(db);
        assert_eq!(step(&office, "report-lead", "submit", None), Err("report.incomplete"));
        all_confirmed(&office);
        assert_eq!(step(&office, "social-officer", "submit", None), Err("people.not-allowed"));
        assert_eq!(step(&office, "head", "approve", Some(&document())), Err("report.not-now"));
        step(&office, "report-lead", "submit", None).unwrap();
        // Before the head nothing moves.
        assert_eq!(confirms(&office, "social-officer", &find(&office, Lang::Ko, "□ 팀")), Err("report.chapter-closed"));
        assert_eq!(changes(&office, "social-officer", &find(&office, Lang::Ko, "□ 팀"), "□ 팀", None), Err("report.chapter-closed"));
        step(&office, "report-lead", "withdraw", None).unwrap();
        step(&office, "report-lead", "submit", None).unwrap();
        let no_remark = does(&office, "head", |tx, by| return_compilation(tx, by, &office.sets, &remarked(Some(" "))));
        assert_eq!(no_remark, Err("report.no-remark"));
        step(&office, "head", "return", None).unwrap();
        step(&office, "report-lead", "submit", None).unwrap();
        for who in ["report-lead", "city-head", "setup"] {
            assert_eq!(step(&office, who, "approve", Some(&document())), Err("people.not-allowed"), "{who}");
        }
        assert_eq!(step(&office, "head", "approve", None), Err("report.no-document"));
        assert_eq!(step(&office, "head", "approve", Some(&Document { day: None, ..document() })), Err("report.no-document"));
        // A figure moved between submission and approval: what the head would approve is no longer what was confirmed.
        office.write(|desk| desk.state("park.applications", "73", "2021-04-20"));
        assert_eq!(step(&office, "head", "approve", Some(&document())), Err("report.incomplete"));
        office.write(|desk| desk.state("park.applications", "71", "2021-04-20"));
        step(&office, "head", "approve", Some(&document())).unwrap();
        let mut read = db.db.read().unwrap();
        let known = read.head().unwrap().seq;
        let found = approval(&mut read, "work", day("2021-04-21"), known).unwrap().unwrap();
        assert_eq!((found.compilation.as_str(), found.written.document), (CODE, Some(document())));
        assert_eq!(approval(&mut read, "work", day("2021-04-20"), known).unwrap(), None);
        drop(read);
        assert_eq!(step(&office, "report-lead", "submit", None), Err("report.not-now"));
        // One chapter is opened again; the other stays closed.
        step(&office, "head", "reopen", None).unwrap();
        assert_eq!(step(&office, "head", "reopen", None), Err("report.not-now"));
        assert_eq!(stands(&office).stage, Stage::Open(Some(["2".to_owned()].into())));
        assert_eq!(confirms(&office, "report-lead", &find(&office, Lang::Ko, "□ 팀")), Err("report.chapter-closed"));
        confirms(&office, "city-officer", &find(&office, Lang::Ko, "※ 끝")).unwrap();
        assert_eq!(approval(&mut db.db.read().unwrap(), "work", day("2021-04-21"), office.head()).unwrap(), None);
        step(&office, "report-lead", "submit", None).unwrap();
        step(&office, "head", "approve", Some(&document())).unwrap();
        assert_eq!(stands(&office).steps.len(), 9);
        office.check();
    }

    fn a_compilation_is_opened_once_and_its_chapters_change_hands(db) {
        let office = opened(db);
        let new = OpenCompilation { name: "work".to_owned(), day: day("2021-04-21"), due: day("2021-04-15"), unit: code("bureau") };
        let open = |who: &str, new: &OpenCompilation| does(&office, who, |tx, by| open_compilation(tx, by, new));
        assert_eq!(open("report-lead", &new), Err("report.compilation-known"));
        assert_eq!(open("social-officer", &new), Err("people.not-allowed"));
        assert_eq!(open("report-lead", &OpenCompilation { name: "wark".to_owned(), ..new.clone() }), Err("report.unknown-key"));
        assert_eq!(open("report-lead", &OpenCompilation { unit: code("nowhere"), day: day("2021-05-01"), ..new.clone() }), Err("report.no-unit"));
        assert_eq!(open("report-lead", &OpenCompilation { day: day("2021-05-01"), due: day("2021-01-01"), ..new }), Err("report.due-before"));
        let assign = |who: &str, unit: &str, owner: Option<&str>, due: &str| {
            let new = AssignChapter { compilation: CODE.to_owned(), chapter: "1".to_owned(), unit: code(unit), owner: owner.map(code), due: Some(day(due)) };
            does(&office, who, |tx, by| assign_chapter(tx, by, &office.sets, &new))
        };
        assert_eq!(assign("city-officer", "city", None, "2021-04-14"), Err("people.not-allowed"));
        assert_eq!(assign("report-lead", "nowhere", None, "2021-04-14"), Err("report.no-unit"));
        assert_eq!(assign("report-lead", "city", Some("nobody"), "2021-04-14"), Err("report.no-owner"));
        assert_eq!(assign("report-lead", "city", None, "2021-04-01"), Err("report.due-before"));
        for (unit, due) in [("city", "2021-04-13"), ("park-team", "2021-04-14")] {
            assign("report-lead", unit, Some("social-officer"), due).unwrap();
        }
        let all = stands(&office);
        let owner = all.chapter("1").unwrap().owner.as_ref().unwrap();
        assert_eq!((owner.unit.as_str(), owner.actor.as_ref().unwrap().as_str(), owner.title.as_str()), ("park-team", "social-officer", "사회"));
        assert!(all.chapter("1").unwrap().is_late(day("2021-04-15")) && !all.chapter("1").unwrap().is_late(day("2021-04-14")));
        // The team lies below the division in which the officer has a role.
        confirms_chapter(&office, "social-officer", "1").unwrap();
        office.check();
    }

    fn what_waits_waits_for_whom_it_concerns(db) {
        let office = opened(db);
        let asks = |who: &str, role: &'static [&'static str], units: &[&str]| {
            let mut read = db.db.read().unwrap();
            let mut may = |_: &mut store::Read<'_>, act: &'static str, within: &[Code]| {
                Ok(people::roles_for(act).any(|able| role.contains(&able)) && (units.is_empty() || within.iter().any(|unit| units.contains(&unit.as_str()))))
            };
            waiting(&mut read, &office.sets, &code(who), day("2021-04-16"), &mut may).unwrap()
        };
        let [Awaited::Chapter { chapter, counts, late: true, .. }] = &asks("social-officer", &["officer"], &["social"])[..] else { panic!() };
        assert_eq!((chapter.as_str(), counts.missing()), ("1", 3));
        let [Awaited::Compiling { unowned: 0, late: 2, counts, .. }] = &asks("report-lead", &["report-officer"], &[])[..] else { panic!() };
        assert_eq!(counts.missing(), 6);
        assert_eq!(asks("stranger", &["auditor"], &[]), []);
        all_confirmed(&office);
        assert_eq!(asks("social-officer", &["officer"], &["social"]), []);
        assert_eq!(asks("head", &["head"], &["bureau"]), []);
        step(&office, "report-lead", "submit", None).unwrap();
        assert!(matches!(&asks("head", &["head"], &["bureau"])[..], [Awaited::Approval { .. }]));
        assert_eq!(asks("city-head", &["head"], &["city"]), []);
        step(&office, "head", "approve", Some(&document())).unwrap();
        assert_eq!(asks("head", &["head"], &["bureau"]), []);
    }

    fn the_same_key_is_the_same_act(db) {
        let office = opened(db);
        let officer = code("social-officer");
        let by = By { actor: &officer, key: "twice", document: None };
        let new = ConfirmChapter { compilation: CODE.to_owned(), chapter: "1".to_owned(), lang: "ko".to_owned(), digest: None };
        for _ in 0..2 {
            let mut tx = db.db.write(&db.origin()).unwrap();
            confirm_chapter(&mut tx, &by, &office.sets, &new).unwrap();
            tx.commit().unwrap();
        }
        let rows = db.db.read().unwrap().rows("SELECT COUNT(*) FROM report_confirmation", &[]).unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 3);
    }

    fn what_was_changed_behind_the_record_is_found(db) {
        let office = opened(db);
        all_confirmed(&office);
        changes(&office, "social-officer", &find(&office, Lang::Ko, "□ 팀"), "□ 팀은 {org.teams}개", None).unwrap();
        office.check();
        db.tamper("UPDATE report_confirmation SET text = '□ 다른 말' WHERE lang = 'ko' AND text LIKE '%운영기관%'");
        db.tamper("UPDATE report_change SET version = 1");
        db.tamper("UPDATE report_confirmation SET chapter = '9', compilation = 'none' WHERE text LIKE '%끝'");
        let broken = compilations_are_legal(&mut db.db.read().unwrap()).unwrap();
        let found: Vec<String> = broken.iter().map(|broken| format!("{broken:?}")).collect();
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
