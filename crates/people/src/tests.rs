use kernel::{Code, Day, Scope};
use store::testing::TestDb;
use store::{Failure, Genesis, Purpose, each_engine};

use crate::*;

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn actor(name: &str) -> NewActor {
    NewActor {
        code: code(name),
        kind: "post".to_owned(),
        label_ko: "예산 담당".to_owned(),
        label_en: None,
        from: day("2021-01-01"),
        until: None,
    }
}

/// Runs one act as `who` in its own transaction.
fn act<T>(db: &TestDb, who: &str, key: &str, run: impl FnOnce(&mut store::Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
    let who = code(who);
    let by = By { actor: &who, key, document: None };
    let mut tx = db.db.write(&db.origin()).unwrap();
    match run(&mut tx, &by) {
        Ok(done) => {
            tx.commit().unwrap();
            Ok(done)
        }
        Err(Failure::Refused(refusal)) => Err(refusal.code),
        Err(Failure::Store(error)) => panic!("{error}"),
    }
}

/// Opens the record and sets the first administrator up.
fn setup(db: &TestDb) {
    let mut tx = db.db.write(&db.origin()).unwrap();
    tx.open_record(&Genesis { purpose: Purpose::Demonstration, city: Default::default() }, "setup").unwrap();
    tx.commit().unwrap();
    act(db, "setup", "s", |tx, by| set_up(tx, by, &actor("setup"))).unwrap();
}

fn budget_officer(db: &TestDb, scope: Scope, from: &str, until: Option<&str>) {
    setup(db);
    act(db, "setup", "r", |tx, by| register(tx, by, &actor("officer"))).unwrap();
    let grant_ = NewGrant { actor: code("officer"), role: "budget-officer".to_owned(), scope, from: day(from), until: until.map(day) };
    act(db, "setup", "g", |tx, by| grant(tx, by, &grant_, &[])).unwrap();
}

each_engine! { &[&SCHEMA];
    fn a_grant_holds_in_its_scope_and_no_other(db) {
        budget_officer(db, Scope::Unit(code("culture")), "2021-01-01", None);
        let may = |key, within: &[Code]| act(db, "officer", key, |tx, by| authorise(tx, by, "ledger.appropriate", within));
        assert_eq!(may("1", &[code("team"), code("culture")]).unwrap(), policy_digest());
        assert_eq!(may("2", &[code("parks")]), Err("people.not-allowed"));
        assert_eq!(may("3", &[]), Err("people.not-allowed"));
    }

    fn a_grant_holds_in_its_period_and_for_its_acts(db) {
        budget_officer(db, Scope::All, "2021-02-01", Some("2021-03-01"));
        let on = |day: &str, act_: &'static str| {
            db.clock.set(kernel::Zone::default().at(&format!("{day}T12:00:00")).unwrap());
            act(db, "officer", "x", |tx, by| authorise(tx, by, act_, &[])).map(|_| ())
        };
        assert_eq!(on("2021-01-31", "ledger.appropriate"), Err("people.not-allowed"));
        assert_eq!(on("2021-02-01", "ledger.appropriate"), Ok(()));
        assert_eq!(on("2021-02-01", "people.grant"), Err("people.not-allowed"));
        assert_eq!(on("2021-03-01", "ledger.appropriate"), Err("people.not-allowed"));
    }

    fn only_the_first_actor_sets_itself_up(db) {
        setup(db);
        act(db, "setup", "s", |tx, by| set_up(tx, by, &actor("setup"))).unwrap();
        assert_eq!(act(db, "other", "t", |tx, by| set_up(tx, by, &actor("other"))), Err("people.set-up"));
        assert_eq!(act(db, "other", "u", |tx, by| register(tx, by, &actor("other"))), Err("people.not-allowed"));
        assert_eq!(act(db, "setup", "v", |tx, by| register(tx, by, &actor("setup"))), Err("people.known"));
    }

    fn roles_and_actors_must_be_known(db) {
        setup(db);
        let grant_ = |who: &str, role: &str| NewGrant { actor: code(who), role: role.to_owned(), scope: Scope::All, from: day("2021-01-01"), until: None };
        assert_eq!(act(db, "setup", "a", |tx, by| grant(tx, by, &grant_("nobody", "planner"), &[])), Err("people.unknown"));
        assert_eq!(act(db, "setup", "b", |tx, by| grant(tx, by, &grant_("setup", "king"), &[])), Err("people.no-role"));
    }
}
