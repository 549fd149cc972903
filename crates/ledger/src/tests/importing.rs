use store::each_engine;

use super::*;

const HEAD: &str = "출처시스템,문서번호,행,회계연도,세부사업,구분,금액(원),일자,원인행위번호,적요\n";

fn file(rows: &str) -> OfficialFile {
    of(format!("{HEAD}{rows}").as_bytes())
}

fn of(bytes: &[u8]) -> OfficialFile {
    OfficialFile::read(&Sheet::read("file", bytes).unwrap(), "e호조", 0).unwrap()
}

fn take(book: &Book, file: &OfficialFile, mode: Mode) -> Result<[usize; 3], &'static str> {
    let done = book.setup(|tx, by| import(tx, by, file, mode, &mut |_, _| {}))?;
    Ok([done.entered, done.standing, done.exceptions])
}

fn trial(book: &Book, file: &OfficialFile) -> Vec<(usize, Does, Option<&'static str>)> {
    let trial = try_import(&mut book.db.db.read().unwrap(), file).unwrap();
    trial.rows.iter().map(|row| (row.row, row.does, row.why.as_ref().map(|why| why.code))).collect()
}

fn open(book: &Book) -> Vec<ExceptionShown> {
    exceptions(&mut book.db.db.read().unwrap(), Seq(i64::MAX), true, 0, 100).unwrap()
}

fn entering(exception: &str) -> EnterException {
    EnterException { exception: exception.to_owned(), line: None, commitment: None, why: "checked".to_owned() }
}

/// A day of the official ledger: budget, a commitment, a payment from it, money back.
const DAY: &str = "e호조,예산-1,1,2021,park,예산편성,\"1,000\",2021-01-01,,\n\
    e호조,행위-7,1,2021,park,원인행위,600원,2021.2.3.,,현장 점검\n\
    e호조,결의-9,1,2021,park,지출,250,20210210,행위-7,\n\
    e호조,결의-9,2,2021,park,반납,50,2021-02-11,행위-7#1,\n\
    e호조,행위-7,2,2021,park,감액,100,2021-02-12,행위-7,\n";

each_engine! { SCHEMAS;
    fn official_rows_enter_by_the_rules_and_once(db) {
        let book = Book::new(db);
        let day_file = file(DAY);
        let head = book.head();
        assert!(trial(&book, &day_file).iter().all(|(_, does, why)| *does == Does::Enter && why.is_none()));
        assert_eq!(book.head(), head);
        assert_eq!(take(&book, &day_file, Mode::Strict), Ok([5, 0, 0]));
        assert_eq!(book.balance("2021/park"), [1_000, 500, 200]);
        let head = book.head();
        assert_eq!(take(&book, &day_file, Mode::Strict), Ok([0, 5, 0]));
        assert!(trial(&book, &day_file).iter().all(|(_, does, _)| *does == Does::Nothing));
        // The same rows in another file and another spelling are the same rows.
        assert_eq!(take(&book, &file(&DAY.replace("20210210", "2021-02-10").replace("600원", "600")), Mode::Exceptions), Ok([0, 5, 0]));
        assert_eq!(book.head(), head);
        book.check();
    }

    fn strict_mode_takes_all_or_nothing(db) {
        let book = Book::new(db);
        let wrong = file(&format!("{DAY}e호조,결의-10,1,2021,park,지출,9999,2021-02-15,행위-7,\n"));
        let tried = trial(&book, &wrong);
        assert_eq!(tried.last(), Some(&(7, Does::Except, Some("ledger.over-commitment"))));
        assert_eq!(take(&book, &wrong, Mode::Strict), Err("ledger.wrong-rows"));
        assert_eq!(book.balance("2021/park"), [0, 0, 0]);
        assert!(open(&book).is_empty());
        book.check();
    }

    fn what_breaks_a_guard_goes_to_the_exceptions_and_the_rest_enters(db) {
        let book = Book::new(db);
        let rows = "e호조,결의-10,1,2021,park,지출,9999,2021-02-15,행위-7,\n\
            e호조,결의-11,1,2021,없는 사업,원인행위,5,2021-02-15,,\n\
            e호조,결의-12,1,2021,park,지급함,오백,언젠가,,\n\
            e호조,결의-13,1,2021,park,지출,5,2021-02-15,행위-99,\n";
        let all = file(&format!("{DAY}{rows}"));
        assert_eq!(take(&book, &all, Mode::Exceptions), Ok([5, 0, 4]));
        assert_eq!(book.balance("2021/park"), [1_000, 500, 200]);
        let mut reasons: Vec<String> = open(&book).into_iter().map(|one| one.reason).collect();
        reasons.sort();
        assert_eq!(reasons, ["ledger.no-commitment-named", "ledger.no-line-named", "ledger.over-commitment", "ledger.unreadable"]);
        let unreadable = open(&book).into_iter().find(|one| one.reason == "ledger.unreadable").unwrap();
        for found in ["9행 ‘구분’: ‘지급함’", "9행 ‘금액(원)’: ‘오백’", "9행 ‘일자’: ‘언젠가’"] {
            assert!(unreadable.words[0].contains(found), "{}", unreadable.words[0]);
        }
        assert!(unreadable.words[1].contains("row 9, `금액(원)`: found `오백`, expected a whole amount above zero"), "{}", unreadable.words[1]);
        assert_eq!(take(&book, &all, Mode::Exceptions), Ok([0, 9, 0]));
        book.check();
    }

    fn an_exception_is_entered_once_its_cause_is_gone(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        assert_eq!(take(&book, &file("e호조,행위-1,1,2021,park,원인행위,150,2021-02-03,,\n"), Mode::Exceptions), Ok([0, 0, 1]));
        let id = open(&book)[0].id.clone();
        assert_eq!(book.setup(|tx, by| enter_exception(tx, by, &entering(&id))), Err("ledger.over-budget"));
        assert_eq!(book.setup(|tx, by| enter_exception(tx, by, &EnterException { why: String::new(), ..entering(&id) })), Err("ledger.no-reason"));
        book.supplement("2021/park", 50, "2021-02-01").unwrap();
        book.setup(|tx, by| enter_exception(tx, by, &entering(&id))).unwrap();
        assert_eq!(book.balance("2021/park"), [150, 150, 0]);
        assert_eq!(book.setup(|tx, by| enter_exception(tx, by, &entering(&id))).map(|_| ()), Err("ledger.exception-closed"));
        assert!(open(&book).is_empty());
        // What was entered so is the commitment that later official rows name, and the row is not taken again.
        let more = file("e호조,행위-1,1,2021,park,원인행위,150,2021-02-03,,\ne호조,결의-1,1,2021,,지출,20,2021-02-04,행위-1,\n");
        assert_eq!(take(&book, &more, Mode::Strict), Ok([1, 1, 0]));
        book.check();
    }

    fn an_exception_is_entered_with_what_the_row_lacked(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 60, "2021-02-01").unwrap();
        let rows = "e호조,결의-1,1,2021,,지출,20,2021-02-04,모르는-번호,\ne호조,행위-2,1,2021,공원,원인행위,5,2021-02-04,,\n";
        assert_eq!(take(&book, &file(rows), Mode::Exceptions), Ok([0, 0, 2]));
        for one in open(&book) {
            let new = if one.reason == "ledger.no-line-named" {
                EnterException { line: Some(key("2021/park")), ..entering(&one.id) }
            } else {
                EnterException { commitment: Some(held.clone()), ..entering(&one.id) }
            };
            book.setup(|tx, by| enter_exception(tx, by, &new)).unwrap();
        }
        assert_eq!(book.balance("2021/park"), [100, 65, 20]);
        book.check();
    }

    fn an_exception_is_settled_with_a_reason(db) {
        let book = Book::new(db);
        take(&book, &file("e호조,행위-1,1,2021,남의 사업,원인행위,150,2021-02-03,,\n"), Mode::Exceptions).unwrap();
        let id = open(&book)[0].id.clone();
        let settle = |why: &str| book.setup(|tx, by| settle_exception(tx, by, &SettleException { exception: id.clone(), why: why.to_owned() }));
        assert_eq!(settle(" "), Err("ledger.no-reason"));
        settle("another bureau's").unwrap();
        assert_eq!(settle("another bureau's"), Err("ledger.exception-closed"));
        let all = exceptions(&mut db.db.read().unwrap(), Seq(i64::MAX), false, 0, 10).unwrap();
        assert_eq!((all.len(), all[0].state.as_str(), all[0].why.as_str()), (1, "settled", "another bureau's"));
        assert_eq!(exception_of(&mut db.db.read().unwrap(), &id).unwrap().unwrap(), all[0]);
        let unknown = SettleException { exception: "none".to_owned(), why: "x".to_owned() };
        assert_eq!(book.setup(|tx, by| settle_exception(tx, by, &unknown)), Err("ledger.no-exception"));
        book.check();
    }

    fn a_row_that_changed_at_its_source_shows_both_versions(db) {
        let book = Book::new(db);
        take(&book, &file(DAY), Mode::Strict).unwrap();
        let changed = file(&DAY.replace("지출,250,", "지출,240,"));
        assert_eq!(take(&book, &changed, Mode::Exceptions), Ok([0, 4, 1]));
        assert_eq!(take(&book, &changed, Mode::Exceptions), Ok([0, 5, 0]));
        assert_eq!(book.balance("2021/park"), [1_000, 500, 200]);
        let one = open(&book).remove(0);
        assert_eq!((one.reason.as_str(), one.says[2].as_str(), one.said.as_ref().unwrap()[2].as_str()), ("ledger.changed-at-source", "240", "250"));
        // Changed once more: the newest version is the open one.
        take(&book, &file(&DAY.replace("지출,250,", "지출,230,")), Mode::Exceptions).unwrap();
        let two = open(&book);
        assert_eq!((two.len(), two[0].says[2].as_str(), two[0].said.as_ref().unwrap()[2].as_str()), (1, "230", "240"));
        assert_eq!(book.setup(|tx, by| enter_exception(tx, by, &entering(&one.id))).map(|_| ()), Err("ledger.exception-closed"));
        // Entering it corrects the entry of the first version.
        book.setup(|tx, by| enter_exception(tx, by, &entering(&two[0].id))).unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 500, 180]);
        book.check();
    }

    fn the_same_file_again_does_nothing_even_after_newer_ones(db) {
        let book = Book::new(db);
        let (first, second) = (file(DAY), file(&DAY.replace("지출,250,", "지출,240,")));
        let take = |file: &OfficialFile, key: &str| {
            book.try_act("setup", key, |tx, by| import(tx, by, file, Mode::Exceptions, &mut |_, _| {})).unwrap()
        };
        assert_eq!(take(&first, "first").entered, 5);
        assert_eq!(take(&second, "second").exceptions, 1);
        let head = book.head();
        assert_eq!(take(&first, "first").standing, 5);
        assert_eq!(book.head(), head);
        book.check();
    }

    fn another_change_than_the_amount_is_put_right_by_hand(db) {
        let book = Book::new(db);
        take(&book, &file(DAY), Mode::Strict).unwrap();
        take(&book, &file(&DAY.replace("20210210", "20210211")), Mode::Exceptions).unwrap();
        let id = open(&book)[0].id.clone();
        assert_eq!(book.setup(|tx, by| enter_exception(tx, by, &entering(&id))).map(|_| ()), Err("ledger.enter-by-hand"));
        book.setup(|tx, by| settle_exception(tx, by, &SettleException { exception: id.clone(), why: "entered by hand".to_owned() })).unwrap();
        book.check();
    }

    fn one_file_may_not_say_two_things_of_one_source(db) {
        let book = Book::new(db);
        let rows = "e호조,예산-1,1,2021,park,예산편성,10,2021-01-01,,\ne호조,예산-1,1,2021,park,예산편성,10,2021-01-01,,\ne호조,예산-1,1,2021,park,예산편성,11,2021-01-01,,\n";
        assert_eq!(take(&book, &file(rows), Mode::Strict), Err("ledger.wrong-rows"));
        assert_eq!(take(&book, &file(rows), Mode::Exceptions), Ok([1, 1, 1]));
        assert_eq!(book.balance("2021/park"), [10, 0, 0]);
        book.check();
    }

    fn nothing_is_closed_over_an_open_exception(db) {
        let book = Book::new(db);
        let rows = "e호조,행위-1,1,2021,park,원인행위,150,2021-02-03,,\n";
        take(&book, &file(rows), Mode::Exceptions).unwrap();
        let id = open(&book)[0].id.clone();
        let preview = preview_year(&mut db.db.read().unwrap(), &closing(2021, &[]), false).unwrap();
        assert_eq!(preview.stops.iter().map(|stop| stop.code).collect::<Vec<_>>(), ["ledger.open-exceptions"]);
        assert_eq!(book.close_month(2021, "2021-02-01"), Err("ledger.open-exceptions"));
        assert_eq!(book.close_year(2021, &[]), Err("ledger.open-exceptions"));
        book.close_month(2021, "2021-03-01").unwrap();
        book.close_year(2020, &[]).unwrap();
        book.setup(|tx, by| settle_exception(tx, by, &SettleException { exception: id.clone(), why: "not ours".to_owned() })).unwrap();
        book.close_month(2021, "2021-02-01").unwrap();
        book.check();
    }

    fn only_budget_officers_import(db) {
        let book = Book::new(db);
        book.setup(|tx, by| people::register(tx, by, &actor("spender"))).unwrap();
        book.setup(|tx, by| people::grant(tx, by, &grant("spender", "spending-officer", Scope::All), &[])).unwrap();
        let day_file = file(DAY);
        assert_eq!(book.act("spender", |tx, by| import(tx, by, &day_file, Mode::Strict, &mut |_, _| {})).map(|_| ()), Err("people.not-allowed"));
    }

    fn many_rows_of_many_acts_are_what_single_acts_would_be(db) {
        let book = Book::new(db);
        let mut rows = "e호조,예산-1,1,2021,park,예산편성,1000000,2021-01-01,,\n".to_owned();
        for at in 0..50 {
            rows += &format!("e호조,행위-{at},1,2021,park,원인행위,{},2021-02-{:02},,\n", 100 + at, at % 28 + 1);
            rows += &format!("e호조,결의-{at},1,2021,park,지출,{},2021-03-{:02},행위-{at},\n", 50 + at, at % 28 + 1);
        }
        let mut seen = Vec::new();
        let all = file(&rows);
        book.setup(|tx, by| import(tx, by, &all, Mode::Strict, &mut |done, of| seen.push((done, of)))).unwrap();
        assert_eq!(seen.last(), Some(&(101, 101)));
        assert_eq!(book.balance("2021/park"), [1_000_000, 50 * 100 + 49 * 25, 50 * 50 + 49 * 25]);
        book.check();
    }

    fn transfers_of_the_official_ledger_keep_their_kind(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        book.appropriate("2021/lab", 100, "2021-01-01").unwrap();
        let text = "문서번호,회계연도,세부사업코드,상대세부사업,구분,금액,일자\n이용-1,2021,park,lab,이용,30,2021-04-01\n";
        assert_eq!(take(&book, &of(text.as_bytes()), Mode::Strict), Ok([1, 0, 0]));
        assert_eq!((book.balance("2021/park"), book.balance("2021/lab")), ([70, 0, 0], [130, 0, 0]));
        book.check();
    }
}

/// Titles before the headings, other headings, CP949, a byte-order mark, tabs.
#[test]
fn files_are_read_as_offices_save_them() {
    let text = "지출 원장,,,,,\n(2021. 3. 31. 현재),,,,,\nDocument,Fiscal year,Line,Kind,Amount,Date\nA-1,2021,park,commit,\"△1,000\",2021-02-01\nA-2,2021,park,commit,1000.00,2021년 2월 1일\n";
    let korean = "문서번호,회계연도,세부사업명,종류,금액,일자\nA-1,2021,시민 제안,원인행위,5,2021/2/1\n";
    let (cp949, _, wrong) = encoding_rs::EUC_KR.encode(korean);
    assert!(!wrong);
    let marked = [b"\xEF\xBB\xBF", korean.as_bytes()].concat();
    let tabs = korean.replace(',', "\t");
    for (bytes, rows) in [(text.as_bytes(), 2), (&*cp949, 1), (&marked, 1), (tabs.as_bytes(), 1), (korean.as_bytes(), 1)] {
        assert_eq!(of(bytes).len(), rows);
    }
    assert_eq!(of(&cp949).rows[0].content, of(korean.as_bytes()).rows[0].content);
    let english = of(text.as_bytes());
    assert!(english.rows[0].read.is_err(), "only a supplement may be negative");
    assert_eq!((english.rows[1].number, english.rows[1].read.as_ref().unwrap().amount.units()), (5, 1000));
}

#[test]
fn a_file_that_is_none_is_refused_whole_with_what_it_lacks() {
    let sheet = |bytes: &[u8]| Sheet::read("file", bytes).map_err(|refusal| refusal.code);
    assert_eq!(sheet(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]).map(|_| ()), Err("file.old-spreadsheet"));
    assert_eq!(sheet(b"PK\x03\x04 nothing").map(|_| ()), Err("file.xlsx"));
    assert_eq!(sheet(&[0x81, 0xFF, 0xFF]).map(|_| ()), Err("file.encoding"));
    for (text, code, says) in [
        ("", "ledger.file-columns", "문서번호"),
        ("a,b\n1,2\n", "ledger.file-columns", "문서번호"),
        ("문서번호,회계연도,세부사업,구분,일자\n", "ledger.file-columns", "금액"),
        ("문서번호,회계연도,세부사업,구분,금액(천원),일자\n", "ledger.file-scaled", "금액(천원)"),
    ] {
        let refusal = OfficialFile::read(&sheet(text.as_bytes()).unwrap(), "e호조", 0).unwrap_err();
        assert_eq!(refusal.code, code, "{text}");
        assert!(refusal.ko.contains(says), "{}", refusal.ko);
    }
}
