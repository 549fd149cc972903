//! Who answers for what, who acts for a post, handing over.

use super::*;

fn subject(text: &str) -> Subject {
    text.parse().unwrap()
}

fn item(text: &str, to_post: Option<&str>, note: &str) -> HandOverItem {
    HandOverItem { item: subject(text), to_post: to_post.map(code), note: Some(note.to_owned()) }
}

fn handing(items: Vec<HandOverItem>) -> HandOver {
    HandOver { post: code("head"), day: day("2021-06-01"), receiver: None, to_post: None, note: None, items }
}

impl Bureau<'_> {
    fn charge(&self, what: &str, post: Option<&str>, on: &str) -> Result<(), &'static str> {
        let new = NewCharge { subject: subject(what), post: post.map(code), day: day(on) };
        self.setup(|tx, by| charge(tx, by, &new))
    }

    fn act_for(&self, post: &str, actor: Option<&str>, on: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| act_for(tx, by, &NewActing { post: code(post), actor: actor.map(code), day: day(on) }))
    }

    fn owner(&self, what: &str, on: &str, known: Seq) -> Option<(String, Option<String>)> {
        let owner = charge_of(&mut self.db.db.read().unwrap(), &subject(what), AsOf { day: day(on), known }).unwrap();
        owner.map(|owner| (owner.post.to_string(), owner.through.map(|through| through.to_string())))
    }

    fn held(&self, post: &str, on: &str) -> Vec<String> {
        let all = holdings(&mut self.db.db.read().unwrap(), &code(post), AsOf { day: day(on), known: self.head() }).unwrap();
        all.into_iter().map(|held| held.subject.to_string()).collect()
    }

    /// Two posts, a plan with a task, a duty and two milestones.
    fn with_two_posts(db: &TestDb) -> Bureau<'_> {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| create_post(tx, by, &post("deputy", "parks"))).unwrap();
        bureau.setup(|tx, by| add_duty(tx, by, &duty("d", "culture"))).unwrap();
        bureau.plan("open", "2021-04", Some("2021-06")).unwrap();
        bureau.plan("later", "2021-09", None).unwrap();
        bureau
    }
}

#[test]
fn a_subject_is_a_table_and_a_code() {
    for right in ["bureau_milestone:park.plan", "ledger_line:2021/park-operation", "people_grant:0197-ab"] {
        assert_eq!(subject(right).to_string(), right);
    }
    for wrong in ["", ":", "bureau_duty", "bureau_duty:", ":d", "Bureau:d", "bureau duty:d", "bureau_duty:D", "a:b:c"] {
        assert!(wrong.parse::<Subject>().is_err(), "{wrong}");
    }
}

each_engine! { SCHEMAS;
    fn a_post_answers_from_a_day_on_until_another_does(db) {
        let bureau = Bureau::with_two_posts(db);
        bureau.charge("bureau_milestone:open", Some("head"), "2021-02-01").unwrap();
        let before = bureau.head();
        bureau.charge("bureau_milestone:open", Some("deputy"), "2021-04-01").unwrap();
        let own = |post: &str| Some((post.to_owned(), None));
        let on = |day: &str, known| bureau.owner("bureau_milestone:open", day, known);
        assert_eq!(on("2021-01-31", bureau.head()), None);
        assert_eq!(on("2021-03-31", bureau.head()), own("head"));
        assert_eq!(on("2021-04-01", bureau.head()), own("deputy"));
        assert_eq!(on("2021-04-01", before), own("head"));
        assert_eq!(bureau.charge("bureau_milestone:open", Some("deputy"), "2021-05-01"), Err("bureau.same"));
        // A charge that is entered late ends where the next one begins.
        bureau.charge("bureau_milestone:open", Some("deputy"), "2021-01-10").unwrap();
        assert_eq!((on("2021-01-10", bureau.head()), on("2021-02-01", bureau.head())), (own("deputy"), own("head")));
        bureau.charge("bureau_milestone:open", None, "2021-06-01").unwrap();
        assert_eq!(on("2021-06-01", bureau.head()), None);
        assert_eq!(bureau.charge("bureau_milestone:open", None, "2021-06-02"), Err("bureau.nobody"));
        bureau.check();
    }

    fn what_nobody_was_put_in_charge_of_goes_with_its_plan_and_programme(db) {
        let bureau = Bureau::with_two_posts(db);
        let plan = NewPlan {
            code: code("p"), of: PlanOf::Programme(code("lab")), name_ko: "계획".to_owned(), name_en: None, starts: "2021".to_owned(), ends: None, day: day("2021-01-01"),
        };
        bureau.setup(|tx, by| draft_plan(tx, by, &plan)).unwrap();
        let task = NewTask {
            code: code("t"), plan: code("p"), position: 1, name_ko: "과제".to_owned(), name_en: None, starts: "2021".to_owned(), ends: None, post: None, day: day("2021-01-01"),
        };
        bureau.setup(|tx, by| add_task(tx, by, &task)).unwrap();
        let on = |what: &str| bureau.owner(what, "2021-05-01", bureau.head());
        let through = |post: &str, what: &str| Some((post.to_owned(), Some(what.to_owned())));
        assert_eq!((on("bureau_task:t"), on("bureau_milestone:open")), (None, None));
        bureau.charge("bureau_programme:lab", Some("head"), "2021-02-01").unwrap();
        for what in ["bureau_task:t", "bureau_plan:p", "bureau_milestone:open"] {
            assert_eq!(on(what), through("head", "bureau_programme:lab"), "{what}");
        }
        bureau.charge("bureau_plan:p", Some("deputy"), "2021-02-01").unwrap();
        assert_eq!(on("bureau_task:t"), through("deputy", "bureau_plan:p"));
        bureau.charge("bureau_task:t", Some("head"), "2021-02-01").unwrap();
        assert_eq!(on("bureau_task:t"), Some(("head".to_owned(), None)));
        assert_eq!(bureau.held("head", "2021-05-01"), ["bureau_programme:lab", "bureau_task:t", "bureau_milestone:open", "bureau_milestone:later"]);
        assert_eq!(bureau.held("deputy", "2021-05-01"), ["bureau_plan:p"]);
        assert_eq!(bureau.column("bureau.tasks", "post", "2021-05-01", bureau.head()), ["head"]);
        assert_eq!(bureau.column("bureau.milestones", "post", "2021-05-01", bureau.head()), ["head", "head"]);
        bureau.check();
    }

    fn only_what_is_there_can_be_answered_for(db) {
        let bureau = Bureau::with_two_posts(db);
        assert_eq!(bureau.charge("bureau_milestone:never", Some("head"), "2021-02-01"), Err("bureau.unknown"));
        assert_eq!(bureau.charge("bureau_milestone:open", Some("never"), "2021-02-01"), Err("bureau.unknown"));
        assert_eq!(bureau.charge("bureau_unit:culture", Some("head"), "2021-02-01"), Err("bureau.no-charge"));
        assert_eq!(bureau.charge("bureau_rule:x", Some("head"), "2021-02-01"), Err("bureau.no-charge"));
        // What other rooms keep they have checked themselves.
        bureau.charge("ledger_line:2021/park", Some("head"), "2021-02-01").unwrap();
        assert_eq!(bureau.held("head", "2021-02-01"), ["ledger_line:2021/park"]);
        let end = Ending { code: code("head"), day: day("2021-06-01") };
        assert_eq!(bureau.setup(|tx, by| end_post(tx, by, &end)), Err("bureau.holds"));
        bureau.check();
    }

    fn an_actor_acts_for_a_post_from_a_day_on(db) {
        let bureau = Bureau::with_two_posts(db);
        assert_eq!(bureau.act_for("head", Some("officer"), "2021-02-01"), Err("bureau.unknown"));
        bureau.setup(|tx, by| people::register(tx, by, &actor("officer"))).unwrap();
        assert_eq!(bureau.act_for("never", Some("officer"), "2021-02-01"), Err("bureau.unknown"));
        bureau.act_for("head", Some("officer"), "2021-02-01").unwrap();
        bureau.act_for("deputy", Some("officer"), "2021-03-01").unwrap();
        let of = |on: &str| posts_of(&mut db.db.read().unwrap(), &code("officer"), day(on)).unwrap();
        assert_eq!((of("2021-01-31"), of("2021-02-01"), of("2021-03-01")), (vec![], vec![code("head")], vec![code("head"), code("deputy")]));
        bureau.act_for("head", Some("setup"), "2021-04-01").unwrap();
        bureau.act_for("deputy", None, "2021-05-01").unwrap();
        assert_eq!((of("2021-04-01"), of("2021-05-01")), (vec![code("deputy")], vec![]));
        assert_eq!(post_of_actor(&mut db.db.read().unwrap(), &code("setup"), day("2021-04-01")).unwrap(), Some(code("head")));
        assert_eq!(bureau.act_for("deputy", None, "2021-06-01"), Err("bureau.nobody"));
        bureau.check();
    }

    fn an_officer_who_leaves_hands_everything_over(db) {
        let bureau = Bureau::with_two_posts(db);
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        bureau.act_for("head", Some("setup"), "2021-01-04").unwrap();
        bureau.charge("bureau_programme:lab", Some("head"), "2021-01-04").unwrap();
        bureau.charge("bureau_duty:d", Some("head"), "2021-01-04").unwrap();
        let held = bureau.held("head", "2021-06-01");
        let grant = held.last().unwrap().clone();
        assert_eq!(held[..4], ["bureau_duty:d", "bureau_programme:lab", "bureau_milestone:open", "bureau_milestone:later"]);
        assert!(grant.starts_with("people_grant:") && held.len() == 5, "{held:?}");
        let hand = |handing: &HandOver| bureau.setup(|tx, by| hand_over(tx, by, handing));
        let all = || held.iter().map(|one| item(one, None, "정상 추진 중")).collect::<Vec<_>>();
        // The list names everything, once, and nothing else.
        let without = |name: &str| all().into_iter().filter(|one| one.item.to_string() != name).collect::<Vec<_>>();
        assert_eq!(hand(&handing(without("bureau_milestone:later"))), Err("bureau.not-listed"));
        assert_eq!(hand(&handing(without(&grant))), Err("bureau.not-listed"));
        assert_eq!(hand(&handing([all(), vec![item("bureau_duty:other", None, "")]].concat())), Err("bureau.not-held"));
        assert_eq!(hand(&handing([all(), all()].concat())), Err("bureau.not-held"));
        // Somebody else takes over.
        assert_eq!(hand(&HandOver { receiver: Some("P-0001".to_owned()), ..handing(all()) }), Err("bureau.nobody-takes-over"));
        assert_eq!(hand(&HandOver { receiver: Some("김서울".to_owned()), ..handing(all()) }), Err("bureau.not-a-number"));
        assert_eq!(hand(&HandOver { to_post: Some(code("head")), ..handing(all()) }), Err("bureau.nobody-takes-over"));
        assert_eq!(hand(&HandOver { to_post: Some(code("never")), ..handing(all()) }), Err("bureau.unknown"));
        let moved = |name: &str, to: &str| all().into_iter().map(|one| if one.item.to_string() == name { item(name, Some(to), "이관") } else { one }).collect::<Vec<_>>();
        assert_eq!(hand(&handing(moved(&grant, "deputy"))), Err("bureau.grant-stays"));
        // The duty and the rest stay with the post, one milestone goes to the deputy.
        hand(&HandOver { receiver: Some("P-0002".to_owned()), ..handing(moved("bureau_milestone:open", "deputy")) }).unwrap();
        assert_eq!(bureau.held("deputy", "2021-06-01"), ["bureau_milestone:open"]);
        assert_eq!(bureau.held("deputy", "2021-05-31"), [] as [&str; 0]);
        assert_eq!(bureau.held("head", "2021-06-01")[..3], ["bureau_duty:d", "bureau_programme:lab", "bureau_milestone:later"]);
        let past = handovers(&mut db.db.read().unwrap(), &code("head"), AsOf { day: day("2021-06-01"), known: bureau.head() }).unwrap();
        let [done] = past.as_slice() else { panic!("{past:?}") };
        assert_eq!((done.incumbent.as_deref(), done.receiver.as_deref(), done.items.len()), (Some("P-0001"), Some("P-0002"), 5));
        let open = done.items.iter().find(|one| one.item == subject("bureau_milestone:open")).unwrap();
        assert_eq!((open.name.as_ref().unwrap().ko.as_str(), open.to_post.clone(), open.note.as_deref()), ("개관", Some(code("deputy")), Some("이관")));
        assert_eq!(handovers(&mut db.db.read().unwrap(), &code("head"), AsOf { day: day("2021-05-31"), known: bureau.head() }).unwrap(), []);
        bureau.check();
        db.tamper("DELETE FROM bureau_charge WHERE post = 'deputy'");
        assert_eq!(bureau.broken().into_iter().map(|one| one.table).collect::<Vec<_>>(), ["bureau_handover_item"]);
    }

    fn a_post_that_is_closed_hands_all_to_another(db) {
        let bureau = Bureau::with_two_posts(db);
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        bureau.charge("bureau_programme:lab", Some("head"), "2021-01-04").unwrap();
        let items = bureau.held("head", "2021-06-01").iter().map(|one| item(one, None, "")).collect();
        let all = HandOver { to_post: Some(code("deputy")), ..handing(items) };
        bureau.setup(|tx, by| hand_over(tx, by, &all)).unwrap();
        assert_eq!(bureau.held("head", "2021-06-01"), [] as [&str; 0]);
        assert_eq!(bureau.held("deputy", "2021-06-01"), ["bureau_programme:lab", "bureau_milestone:open", "bureau_milestone:later"]);
        bureau.vacate("2021-06-01").unwrap();
        bureau.setup(|tx, by| end_post(tx, by, &Ending { code: code("head"), day: day("2021-06-01") })).unwrap();
        bureau.check();
    }
}
