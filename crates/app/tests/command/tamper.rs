//! Whatever is changed behind Madang's back is found: in each table each column, rows gone, rows added, events swapped, the tail cut.

use kernel::{Day, Lang};
use people::By;
use report::compile::{ChangeStatement, change_statement, survey};
use report::council::{AnswerRequest, NewRequest, SendAnswer, answer_request, receive_request, send_answer};
use store::{Broken, Document, Failure, Sets, Table, Tx, VerifyHead, each_engine, verify_record};

use crate::*;

fn verify(db: &TestDb, head: Option<&VerifyHead>) -> Vec<Broken> {
    verify_record(&mut db.db.read().unwrap(), SCHEMAS, head, &mut |_, _| {}).unwrap()
}

fn tables() -> Vec<&'static Table> {
    SCHEMAS.iter().flat_map(|schema| schema.tables).copied().collect()
}

/// The small city's record, with what its pack has no row for done through the operations: so each table has one.
fn every_table(db: &TestDb) {
    small(db);
    let folder = tempfile::tempdir().unwrap();
    let (rows, totals) = (folder.path().join("rows.csv"), folder.path().join("totals.csv"));
    std::fs::write(&rows, "문서번호,회계연도,세부사업코드,구분,금액,일자\nA-1,2021,rooms,원인행위,1000,2021-03-30\nA-2,2021,nowhere,원인행위,1,2021-03-30\n").unwrap();
    std::fs::write(&totals, "기준월,회계연도,세부사업코드,구분,금액\n2021-03,2021,rooms,원인행위,1000\n").unwrap();
    on(db, &["import", "--file", rows.to_str().unwrap(), "--exceptions", "--as", "budget"]).ok();
    on(db, &["import", "--file", totals.to_str().unwrap(), "--totals", "--strict", "--as", "budget"]).ok();
    let (sets, day) = (Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units"), |text: &str| text.parse::<Day>().unwrap());
    let known = db.db.read().unwrap().head().unwrap().seq;
    let exception = ledger::exceptions(&mut db.db.read().unwrap(), known, true, 0, 1).unwrap().remove(0).id;
    act(db, "budget", |tx, by| ledger::settle_exception(tx, by, &ledger::SettleException { exception: exception.to_string(), why: "남의 것".into() }));
    let months = vec![ledger::PlannedMonth { month: day("2021-05-01"), amount: kernel::Money::new(5000) }];
    let plan = ledger::PlanSpending { line: "2021/rooms".parse().unwrap(), months, day: day("2021-01-01"), note: None };
    act(db, "budget", |tx, by| ledger::plan_spending(tx, by, &plan).map(|_| ()));
    let compilation = survey(&mut db.db.read().unwrap(), &sets, "monthly.2021-03-31", known, None).unwrap();
    let statement = compilation.chapters[0].in_lang(Lang::Ko).next().unwrap();
    let change = ChangeStatement {
        compilation: compilation.code.clone(),
        lang: "ko".into(),
        statement: statement.id.clone(),
        text: format!("{} 끝", statement.text),
        translation: None,
        before: Some(statement.text.clone()),
    };
    act(db, "lead", |tx, by| change_statement(tx, by, &sets, &change));
    let issue = report::IssueEdition { report: "monthly".into(), day: day("2021-03-31"), known, supersedes: None };
    act(db, "lead", |tx, by| report::issue_edition(tx, by, &sets, &issue).map(|_| ()));
    let number = report::editions(&mut db.db.read().unwrap(), db.db.read().unwrap().head().unwrap().seq).unwrap().remove(0).number;
    let withdraw = report::WithdrawEdition { number, reason: "다시 냅니다".into(), day: day("2021-04-01") };
    act(db, "lead", |tx, by| report::withdraw_edition(tx, by, &withdraw));
    let request = NewRequest {
        asker: "위원회".into(),
        title: "공간".into(),
        question: "얼마입니까".into(),
        received: day("2021-04-01"),
        due: day("2021-04-09"),
        unit: "office".parse().unwrap(),
        post: None,
    };
    act(db, "lead", |tx, by| receive_request(tx, by, &request).map(|_| ()));
    let answer = AnswerRequest { number: "2021-1".into(), lang: "ko".into(), text: "□ 정원 {staff.authorized}명".into(), day: day("2021-03-31"), known };
    act(db, "lead", |tx, by| answer_request(tx, by, &sets, &answer));
    act(db, "lead", |tx, by| send_answer(tx, by, &SendAnswer { number: "2021-1".into(), day: day("2021-04-02") }));
}

/// Does an act in a transaction of its own, resting on a document.
fn act(db: &TestDb, who: &str, does: impl FnOnce(&mut Tx, &By<'_>) -> Result<(), Failure>) {
    let document = Document { system: "온나라".to_owned(), number: "시민혁신과-99".to_owned(), day: None };
    let mut tx = db.db.write(&db.origin()).unwrap();
    let (actor, key) = (who.parse().unwrap(), format!("tamper/{}", tx.next()));
    does(&mut tx, &By { actor: &actor, key: &key, document: Some(&document) }).unwrap_or_else(|failure| panic!("{failure}"));
    tx.commit().unwrap();
}

fn quoted(value: &store::Value) -> String {
    match value {
        store::Value::Null => "NULL".to_owned(),
        store::Value::Int(number) => number.to_string(),
        store::Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

/// One row of a table: its columns and values.
fn one(db: &TestDb, table: &Table) -> Vec<(&'static str, store::Value)> {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY event DESC LIMIT 1", columns.join(", "), table.name);
    let row = db.db.read().unwrap().row(&sql, &[]).unwrap().unwrap_or_else(|| panic!("{} has no row to change", table.name));
    columns.into_iter().zip(row.0).collect()
}

/// Changes a value to the first of some others that the table's own checks let pass.
fn change(db: &TestDb, table: &str, column: &str, id: &str, old: &store::Value) {
    let others: Vec<String> = match old {
        store::Value::Int(number) => vec![(number + 1).to_string(), (number - 1).to_string()],
        _ => [
            "'2019-01-01'",
            "'2021-01-02'",
            "'x'",
            "'2099-01-01'",
            "'commit'",
            "'supplement'",
            "'specified'",
            "'reopened'",
            "'cancelled'",
            "'name'",
            "'system'",
            "'P-99'",
            "NULL",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    let done = others
        .iter()
        .filter(|other| **other != quoted(old))
        .any(|other| db.try_tamper(&format!("UPDATE {table} SET {column} = {other} WHERE id = '{id}'")).is_ok());
    assert!(done, "{table}.{column} could not be changed at all");
}

/// Drops the tables' own checks, as the owner of a database may; SQLite is told so at each tampering.
fn without_checks(db: &TestDb) {
    if db.url.starts_with("postgres:") {
        db.tamper(
            "DO $$ DECLARE c record; BEGIN
               FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP
                 EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
               END LOOP;
             END $$",
        );
    }
}

each_engine! { SCHEMAS;
    fn each_column_of_each_table_changed_is_found(db) {
        every_table(db);
        without_checks(db);
        assert_eq!(verify(db, None), []);
        let mut changed = 0;
        for table in tables() {
            let row = one(db, table);
            let (id, event) = (row[0].1.show(), row[1].1.as_int().unwrap());
            for (column, old) in &row {
                change(db, table.name, column, &id, old);
                let broken = verify(db, None);
                assert!(!broken.is_empty(), "{}.{column} was changed and not found", table.name);
                assert!(broken.iter().all(|one| one.table == table.name), "{broken:?}");
                assert!(broken.iter().any(|one| one.row == id && one.event.map(|seq| seq.0) == Some(event)), "{}.{column}: {broken:?}", table.name);
                // Ids are UUIDs; what the change made of one is none.
                let at = if *column == "id" { "id NOT LIKE '%-%-%-%-%'".to_owned() } else { format!("id = '{id}'") };
                db.tamper(&format!("UPDATE {} SET {column} = {} WHERE {at}", table.name, quoted(old)));
                changed += 1;
            }
            assert_eq!(verify(db, None), [], "{} was put back", table.name);
        }
        println!("{changed} columns changed, each found");
    }

    fn a_row_gone_and_a_row_added_are_found(db) {
        every_table(db);
        for table in tables() {
            let row = one(db, table);
            let (id, event) = (row[0].1.show(), row[1].1.as_int().unwrap());
            db.tamper(&format!("DELETE FROM {} WHERE id = '{id}'", table.name));
            let broken = verify(db, None);
            assert!(broken.iter().any(|one| one.table == table.name && one.row == id && one.event.map(|seq| seq.0) == Some(event)), "{broken:?}");
            let insert = |id: &str| {
                let values: Vec<String> = row.iter().map(|(column, value)| match *column {
                    "id" => format!("'{id}'"),
                    // What may be there once only is left out of the stranger's row.
                    "replaces" | "reverses" if id == "stranger" => "NULL".to_owned(),
                    _ => quoted(value),
                }).collect();
                format!("INSERT INTO {} VALUES ({})", table.name, values.join(", "))
            };
            db.tamper(&insert(&id));
            assert_eq!(verify(db, None), []);
            if db.try_tamper(&insert("stranger")).is_ok() {
                let broken = verify(db, None);
                assert!(broken.iter().any(|one| one.table == table.name && one.row == "stranger" && one.event.map(|seq| seq.0) == Some(event)), "{broken:?}");
                db.tamper(&format!("DELETE FROM {} WHERE id = 'stranger'", table.name));
            } else {
                panic!("{}: no stranger's row could be added", table.name);
            }
        }
        assert_eq!(verify(db, None), []);
    }

    fn two_events_swapped_and_a_cut_tail_are_found(db) {
        small(db);
        let head = db.db.read().unwrap().head().unwrap();
        let left = VerifyHead { seq: head.seq, hash: head.hash.clone() };
        assert_eq!(verify(db, Some(&left)), []);
        db.tamper("UPDATE event SET seq = -1 WHERE seq = 20; UPDATE event SET seq = 20 WHERE seq = 21; UPDATE event SET seq = 21 WHERE seq = -1");
        let broken = verify(db, None);
        assert!(broken.iter().any(|one| one.table == "event" && one.event.map(|seq| seq.0) == Some(20)), "{broken:?}");
        db.tamper("UPDATE event SET seq = -1 WHERE seq = 20; UPDATE event SET seq = 20 WHERE seq = 21; UPDATE event SET seq = 21 WHERE seq = -1");
        assert_eq!(verify(db, None), []);
        let cut: String = tables().iter().map(|table| format!("DELETE FROM {} WHERE event = {};", table.name, head.seq)).collect();
        db.tamper(&format!("{cut} DELETE FROM event WHERE seq = {}", head.seq));
        assert_eq!(verify(db, None), [], "a shorter chain is whole in itself");
        let broken = verify(db, Some(&left));
        assert!(broken.iter().any(|one| one.table == "event" && one.what.contains("tail")), "{broken:?}");
    }

    fn the_command_names_a_tampered_amount_and_ends_with_three(db) {
        seoul(db);
        let sql = "SELECT id, event FROM ledger_entry WHERE kind = 'disburse' AND line = '2021/park-operation' ORDER BY event LIMIT 1";
        let row = db.db.read().unwrap().row(sql, &[]).unwrap().unwrap();
        let (id, event) = (row.text(0).unwrap(), row.int(1).unwrap());
        on(db, &["verify"]).ok();
        db.tamper(&format!("UPDATE ledger_entry SET amount = amount + 1000 WHERE id = '{id}'"));
        let done = on(db, &["verify", "record"]);
        assert_eq!(done.status, 3);
        assert!(done.out.contains(&format!("table ledger_entry, row {id}, event {event}")), "{}", done.out);
        let done = on(db, &["verify", "rules"]);
        assert_eq!(done.status, 3, "balances no longer fold: {}", done.out);
        assert!(done.out.contains("2021/park-operation"), "{}", done.out);
    }

    fn folds_changed_by_hand_are_found_by_the_rules(db) {
        small(db);
        on(db, &["verify", "rules"]).ok();
        for (table, set) in [
            ("ledger_balance", "current = current + 1"),
            ("ledger_commitment", "committed = committed + 1"),
            ("ledger_day_total", "amount = amount + 1"),
            ("ledger_period", "state = 'reopened'"),
        ] {
            db.tamper(&format!("UPDATE {table} SET {set}"));
            let done = on(db, &["verify", "rules"]);
            assert!(done.status == 3 && done.out.contains(&format!("table {table}")), "{table}: {}", done.out);
            let undo = if table == "ledger_period" { "state = 'closed'".to_owned() } else { set.replace('+', "-") };
            db.tamper(&format!("UPDATE {table} SET {undo}"));
            on(db, &["verify", "rules"]).ok();
        }
    }
}
