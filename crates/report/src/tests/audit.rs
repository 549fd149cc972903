use document::audit::Verdict;
use store::{Known, each_engine};

use super::*;
use crate::audit::{Audited, audit};
use crate::compare::Which;

const REPORT: &str = "title: 보고
---
# Ⅰ. 현황
□ 혁신기획관은 {org.teams}팀으로 되어 있음
○ 입주 신청은 {park.applications}개이고 운영은 {@park.operator}
○ 지출은 {disbursed.social}천원";

impl Office<'_> {
    /// A report as known at one event, and a record that went on: 10 applications are 12 now, and the line of the spending left the template.
    fn overtaken(db: &TestDb) -> (Office<'_>, Which, document::Document) {
        let office = Office::new(db);
        office.write(|desk| {
            desk.state("park.applications", "10", "2021-02-01");
        });
        office.save("report", "ko", REPORT);
        let (known, document) = (office.head(), office.render("report", "2021-04-21").document);
        office.write(|desk| {
            desk.state("park.applications", "12", "2021-02-01");
            let until = REPORT.rfind('\n').unwrap();
            desk.save("report", "ko", &REPORT[..until]);
        });
        let which = Which::Question { report: "report".to_owned(), day: day("2021-04-21"), known: Known::Event(known) };
        (office, which, document)
    }

    fn audited(&self, which: &Which, bytes: &[u8]) -> Audited {
        audit(&mut self.db.db.read().unwrap(), &self.sets, which, bytes, Lang::Ko).unwrap()
    }
}

/// Key, verdict, whether overtaken, what the file says, what the record says now.
fn told(audited: &Audited) -> Vec<(&str, Verdict, bool, &str, &str)> {
    let numbers = audited.numbers.iter();
    numbers.map(|one| (one.key.as_deref().unwrap_or(""), one.verdict, one.overtaken, one.found.as_str(), one.now.as_str())).collect()
}

fn hwpx(document: &document::Document) -> Vec<u8> {
    document::hwpx(document, &document::Imprint { creator: "시험".to_owned(), day: day("2021-04-21") }).unwrap()
}

/// The document with one text of a figure changed.
fn edited(document: &document::Document, from: &str, to: &str) -> document::Document {
    let frozen = document::freeze(document);
    assert_eq!(frozen.matches(from).count(), 1, "{from} in {frozen}");
    document::thaw(&frozen.replace(from, to)).unwrap()
}

each_engine! { SCHEMAS;
    fn a_number_that_the_record_overtook_is_told_with_what_is_known_now(db) {
        let (office, which, document) = Office::overtaken(db);
        let file = hwpx(&document);
        let audited = office.audited(&which, &file);
        assert_eq!(
            told(&audited),
            [
                ("", Verdict::Right, false, "’21. 4. 21.", ""),
                ("org.teams", Verdict::Right, false, "1팀", ""),
                ("park.applications", Verdict::Right, true, "10*개", "12"),
                ("disbursed.social", Verdict::Right, true, "691,000천원", "–"),
            ]
        );
        assert_eq!(audited.doubts().count(), 2);
        let text = audited.text(Lang::Ko);
        assert!(text.contains("그 뒤 기록이 바뀜: 10개 → 10*개, 지금 기록 12"), "{text}");
        assert!(text.contains("madang evidence park.applications --as-of"), "{text}");
        let marked = audited.marked(&file, Lang::Ko).unwrap();
        assert_eq!(document::read::hwpx(&marked).unwrap(), document::read::hwpx(&file).unwrap());
        // Asked as the record knows it now, the same file is no longer right.
        let today = Which::Question { report: "report".to_owned(), day: day("2021-04-21"), known: Known::Head };
        let again = office.audited(&today, &file);
        assert_eq!(told(&again)[2], ("park.applications", Verdict::Changed, false, "10*개", ""));
    }

    fn a_number_that_was_brought_up_to_date_is_no_mistake_and_another_is(db) {
        let (office, which, document) = Office::overtaken(db);
        let with = |number: &str| told(&office.audited(&which, &hwpx(&edited(&document, "\"10\"", &format!("\"{number}\"")))))[2].1;
        assert_eq!(with("12"), Verdict::Updated);
        assert_eq!(with("11"), Verdict::Changed);
        let audited = office.audited(&which, &hwpx(&edited(&document, "\"10\"", "\"12\"")));
        let counted = audited.counted(Lang::Ko);
        assert!(counted.contains(&("지금 기록대로 고침", 1)) && counted.contains(&("그 뒤 기록이 바뀜", 1)), "{counted:?}");
        let (head, rows) = audited.table(Lang::Ko);
        assert_eq!(head.len(), rows[2].len());
        assert_eq!(rows[2][..6], ["지금 기록대로 고침", "입주 신청기관", "park.applications", "10개", "12*개", "12"]);
    }
}
