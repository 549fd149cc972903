use store::each_engine;

use super::*;
use crate::council::*;

impl Office<'_> {
    fn receive(&self, title: &str, question: &str, received: &str) -> String {
        let new = asked(title, question, received);
        self.write(|desk| desk.act(|tx, by| receive_request(tx, by, &new)))
    }

    fn answer(&self, number: &str, text: &str, on: &str) -> Result<(), Refusal> {
        let new = self.answering(number, text, on);
        let key = format!("answer/{}", self.head());
        let setup = code("setup");
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        match answer_request(&mut tx, &By { actor: &setup, key: &key, document: None }, &self.sets, &new) {
            Ok(()) => tx.commit().map(|_| ()).map_err(|error| panic!("{error}")),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(Failure::Store(error)) => panic!("{error}"),
        }
    }

    fn answering(&self, number: &str, text: &str, on: &str) -> AnswerRequest {
        AnswerRequest { number: number.to_owned(), lang: "ko".to_owned(), text: text.to_owned(), day: day(on), known: self.head() }
    }

    fn send(&self, number: &str) {
        let sent = SendAnswer { number: number.to_owned(), day: day("2021-04-30") };
        let document = Document { system: "온나라".to_owned(), number: "사회혁신담당관-77".to_owned(), day: None };
        self.write(|desk| desk.act_on(Some(&document), |tx, by| send_answer(tx, by, &sent)));
    }

    fn request(&self, number: &str) -> Request {
        request(&mut self.db.db.read().unwrap(), number, self.head()).unwrap().unwrap()
    }
}

fn asked(title: &str, question: &str, received: &str) -> NewRequest {
    NewRequest {
        asker: "행정자치위원회".to_owned(),
        title: title.to_owned(),
        question: question.to_owned(),
        received: day(received),
        due: day(received).plus_days(7),
        unit: code("social"),
        post: Some(code("p-two")),
    }
}

each_engine! { SCHEMAS;
    fn a_request_is_received_answered_and_sent(db) {
        let office = Office::new(db);
        let number = office.receive("혁신파크 집행", "혁신파크의 집행액과 팀 수", "2021-04-01");
        assert_eq!(number, "2021-1");
        assert_eq!((office.request(&number).state, is_late(&office.request(&number), day("2021-04-08"))), (RequestState::Received, false));
        assert!(is_late(&office.request(&number), day("2021-04-09")));
        office.answer(&number, "□ {org.teams}팀이 {disbursed.social}천원을 집행하였습니다.", "2021-03-31").unwrap();
        office.answer(&number, "□ {org.teams}팀이 {disbursed.social words=내외}을 집행하였습니다.", "2021-03-31").unwrap();
        let answer = answer(&mut db.db.read().unwrap(), &number, office.head()).unwrap().unwrap();
        assert_eq!((answer.version, answer.frozen.languages[0].figures.len()), (2, 2));
        let printed = answer.frozen.printed(Lang::Ko).unwrap();
        assert_eq!(printed.document.title, "혁신파크 집행");
        assert!(printed.markdown().contains("1팀이 700,000천원 내외을 집행하였습니다."), "{}", printed.markdown());
        office.send(&number);
        let request = office.request(&number);
        assert_eq!((request.state, request.document.unwrap().number.as_str()), (RequestState::Sent, "사회혁신담당관-77"));
        assert!(!is_late(&office.request(&number), day("2022-01-01")));
        assert_eq!(office.answer(&number, "□ 더", "2021-03-31").unwrap_err().code, "report.council-step");
        office.check();
        assert_eq!(check_frozen(&mut db.db.read().unwrap(), &office.sets).unwrap(), []);
        db.tamper("UPDATE ledger_entry SET amount = amount + 1000 WHERE kind = 'disburse' AND day = '2021-01-20'");
        let said = check_frozen(&mut db.db.read().unwrap(), &office.sets).unwrap();
        assert!(said.iter().any(|one| one.table == "report_council_answer" && one.what.contains("the figure disbursed.social")), "{said:?}");
    }

    fn what_is_not_in_order_is_refused(db) {
        let office = Office::new(db);
        let receive = |change: &dyn Fn(&mut NewRequest)| {
            let mut new = asked("제목", "질문", "2021-04-01");
            change(&mut new);
            office.refuses(|tx, by| receive_request(tx, by, &new)).code
        };
        assert_eq!(receive(&|new| new.due = day("2021-03-31")), "report.council-due");
        assert_eq!(receive(&|new| new.question = " ".to_owned()), "report.council-empty");
        assert_eq!(receive(&|new| new.unit = code("nowhere")), "bureau.unknown");
        let number = office.receive("제목", "질문", "2021-04-01");
        let send = SendAnswer { number: number.clone(), day: day("2021-04-02") };
        assert_eq!(office.refuses(|tx, by| send_answer(tx, by, &send)).code, "report.council-step");
        assert_eq!(office.refuses(|tx, by| send_answer(tx, by, &SendAnswer { number: "2021-9".to_owned(), ..send.clone() })).code, "report.no-request");
        office.answer(&number, "□ 없습니다.", "2021-04-01").unwrap();
        assert_eq!(office.refuses(|tx, by| send_answer(tx, by, &send)).code, "report.no-document");
        let withdraw = |reason: &str| WithdrawRequest { number: number.clone(), reason: reason.to_owned(), day: day("2021-04-03") };
        assert_eq!(office.refuses(|tx, by| withdraw_request(tx, by, &withdraw(""))).code, "report.no-reason");
        office.write(|desk| desk.act(|tx, by| withdraw_request(tx, by, &withdraw("위원회가 거두었습니다"))));
        assert_eq!(office.request(&number).state, RequestState::Withdrawn);
        assert_eq!(office.refuses(|tx, by| withdraw_request(tx, by, &withdraw("또"))).code, "report.council-step");
        let amend = AmendRequest { number: number.clone(), new: asked("다른 제목", "질문", "2021-04-01") };
        assert_eq!(office.refuses(|tx, by| amend_request(tx, by, &amend)).code, "report.council-step");
    }

    fn a_request_written_down_wrongly_is_corrected_by_a_new_row(db) {
        let office = Office::new(db);
        let number = office.receive("제목", "질문", "2021-04-01");
        let before = office.head();
        let amend = AmendRequest { number: number.clone(), new: NewRequest { due: day("2021-04-20"), ..asked("제목", "질문", "2021-04-01") } };
        office.write(|desk| desk.act(|tx, by| amend_request(tx, by, &amend)));
        assert_eq!(office.request(&number).asked.due, day("2021-04-20"));
        assert_eq!(request(&mut db.db.read().unwrap(), &number, before).unwrap().unwrap().asked.due, day("2021-04-08"));
        assert_eq!(office.receive("둘째", "질문", "2021-05-01"), "2021-2");
        office.check();
    }

    fn an_answer_with_a_digit_or_an_unknown_name_is_refused_with_its_line(db) {
        let office = Office::new(db);
        let number = office.receive("제목", "질문", "2021-04-01");
        let said = office.answer(&number, "□ {org.teams}팀\n□ 올해 3건", "2021-03-31").unwrap_err();
        assert!(said.en.contains("line 2: the digit `3`"), "{said}");
        let said = office.answer(&number, "□ {org.team}", "2021-03-31").unwrap_err();
        assert!(said.en.contains("`org.team` is not defined. Nearest: org.teams"), "{said}");
        let later = AnswerRequest { known: Seq(office.head().0 + 1), ..office.answering(&number, "□ 없음", "2021-03-31") };
        assert_eq!(office.refuses(|tx, by| answer_request(tx, by, &office.sets, &later)).code, "report.after-head");
        let french = AnswerRequest { lang: "fr".to_owned(), ..office.answering(&number, "□ 없음", "2021-03-31") };
        assert!(office.refuses(|tx, by| answer_request(tx, by, &office.sets, &french)).en.contains("not `fr`"));
    }

    fn what_was_answered_last_time_is_found_with_its_figures_then_and_now(db) {
        let office = Office::new(db);
        let first = office.receive("혁신파크 예산 집행 현황", "혁신파크의 예산 집행 현황과 남은 예산", "2021-02-01");
        office.answer(&first, "□ {disbursed.social}천원 집행", "2021-01-31").unwrap();
        office.send(&first);
        let other = office.receive("갈등조정 사례", "주민 갈등을 조정한 사례를 제출", "2021-02-02");
        office.answer(&other, "□ {org.units}개 부서", "2021-01-31").unwrap();
        let now = office.receive("혁신파크 예산 집행", "혁신파크 예산의 집행 현황", "2021-04-01");
        let find = |text: &str| {
            let mut read = db.db.read().unwrap();
            let as_of = AsOf { day: day("2021-03-31"), known: office.head() };
            earlier_answers(&mut read, &office.sets, &office.request(&now), text, as_of, Lang::Ko).unwrap()
        };
        let found = find("");
        assert_eq!(found.iter().map(|one| one.request.number.as_str()).collect::<Vec<_>>(), [first.as_str()]);
        assert_eq!((found[0].figures[0].then.clone(), found[0].figures[0].now.clone()), (
            (day("2021-01-31"), "400,000".to_owned()),
            (day("2021-03-31"), "700,000".to_owned()),
        ));
        assert!(found[0].figures[0].changed && found[0].shared.is_empty());
        // A figure that both refer to is a tie too.
        let found = find("□ {org.units}");
        assert_eq!(found.len(), 2);
        let shared: Vec<_> = found.iter().filter(|one| !one.shared.is_empty()).map(|one| (one.request.number.as_str(), one.figures[0].changed)).collect();
        assert_eq!(shared, [(other.as_str(), false)]);
    }
}
