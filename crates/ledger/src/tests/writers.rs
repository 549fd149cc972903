use std::thread;

use store::{Db, each_engine};

use super::*;

/// Runs `work` in eight threads at once, each with its own connections; gives what each brought.
fn eight<T: Send>(db: &TestDb, work: impl Fn(usize, &mut dyn FnMut(Step<'_>) -> Result<EntryId, Failure>) -> T + Sync) -> Vec<T> {
    let run = |writer: usize| {
        let own = Db::open(&db.url, SCHEMAS).unwrap();
        let mut count = 0;
        let mut act = |step: Step<'_>| {
            count += 1;
            let who = code("setup");
            let key = format!("w{writer}-{count}");
            let by = By { actor: &who, key: &key, document: None };
            let mut tx = own.write(&db.origin())?;
            let id = step(&mut tx, &by)?;
            tx.commit()?;
            Ok(id)
        };
        work(writer, &mut act)
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..8).map(|writer| scope.spawn(move || run(writer))).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    })
}

type Step<'a> = &'a dyn Fn(&mut Tx, &By<'_>) -> Result<EntryId, Failure>;

each_engine! { SCHEMAS;
    fn eight_writers_commit_up_to_the_budget_and_pay_up_to_what_is_committed(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_200, "2021-01-01").unwrap();
        let committed = eight(db, |_, act| {
            let mut done = 0;
            loop {
                match act(&|tx, by| commit_funds(tx, by, &new_commit("2021/park", 7, "2021-02-01"))).map_err(refused) {
                    Ok(held) => {
                        done += 1;
                        let over = act(&|tx, by| disburse(tx, by, &payment(&held, 8, "2021-02-01")));
                        assert_eq!(over.map_err(refused), Err("ledger.over-commitment"));
                        act(&|tx, by| disburse(tx, by, &payment(&held, 5, "2021-02-01"))).unwrap();
                    }
                    Err(why) => {
                        assert_eq!(why, "ledger.over-budget");
                        return done;
                    }
                }
            }
        });
        assert_eq!(committed.iter().sum::<i64>(), 171);
        assert_eq!(book.balance("2021/park"), [1_200, 1_197, 855]);
        book.check();
    }

    fn eight_writers_pay_from_one_commitment_and_never_more_than_it_holds(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 5_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 1_200, "2021-01-01").unwrap();
        let paid = eight(db, |_, act| {
            let mut done = 0;
            while act(&|tx, by| disburse(tx, by, &payment(&held, 7, "2021-02-01"))).map_err(refused) != Err("ledger.over-commitment") {
                done += 1;
            }
            done
        });
        assert_eq!(paid.iter().sum::<i64>(), 171);
        assert_eq!(book.balance("2021/park"), [5_000, 1_200, 1_197]);
        book.check();
    }

    fn eight_writers_with_one_key_do_one_act(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_200, "2021-01-01").unwrap();
        let ids = eight(db, |_, act| {
            act(&|tx, by| commit_funds(tx, &By { key: "same", ..*by }, &new_commit("2021/park", 7, "2021-02-01"))).unwrap()
        });
        assert!(ids.iter().all(|id| Some(id) == ids.first()));
        assert_eq!(book.balance("2021/park"), [1_200, 7, 0]);
        book.check();
    }
}
