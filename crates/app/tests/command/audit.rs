//! 검산: Seoul's report as it was printed, as a stranger wrote it, and as it is after edits made on purpose.

use document::audit::{Verdict, audit};
use document::read;
use document::testing::{Dice, Edit, Score, edited, plain, tagged};
use store::each_engine;

use crate::*;

const DAY: &str = "2021-04-21";

fn report(db: &TestDb) -> document::Document {
    let json: serde_json::Value =
        serde_json::from_str(&on(db, &["report", "render", "work-report-2021", "--as-of", DAY, "--format", "json"]).ok()).unwrap();
    document::thaw(&json["document"].to_string()).unwrap()
}

fn hwpx(document: &document::Document) -> Vec<u8> {
    let imprint = document::Imprint { creator: "서울혁신기획관".into(), day: DAY.parse().unwrap() };
    document::hwpx(document, &imprint).unwrap()
}

/// How many edits of each kind are made: a share unless `MADANG_EDITS` says so (`make evaluate`).
#[expect(clippy::disallowed_methods, reason = "a test's length is set from outside")]
fn edits(few: u64) -> u64 {
    std::env::var("MADANG_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

each_engine! { SCHEMAS;
    fn edits_of_seoul_s_report_are_found_and_right_numbers_are_not_blamed(db) {
        seoul(db);
        let document = tagged(report(db));
        let mut all = Score::default();
        println!("| file | edit | wrong | found | right | blamed |\n|---|---|---|---|---|---|");
        for edit in Edit::ALL {
            for as_hwpx in [true, false] {
                let mut kind = Score::default();
                for seed in 0..edits(1) {
                    let Some((copy, truth)) = edited(&document, edit, &mut Dice(seed * 100 + edit as u64)) else { continue };
                    let bytes = if as_hwpx { hwpx(&copy) } else { plain(&copy, None).into_bytes() };
                    kind.add(Score::of(&audit(&document, &read::file(&bytes).unwrap().1, None), &truth));
                }
                let file = if as_hwpx { "hwpx" } else { "text" };
                println!("| {file} | {edit:?} | {} | {} | {} | {} |", kind.wrong, kind.found, kind.right, kind.blamed);
                kind.told.iter().for_each(|told| println!("{file} {edit:?}: {told}"));
                all.add(kind);
            }
        }
        println!("| all | | {} | {} | {} | {} |", all.wrong, all.found, all.right, all.blamed);
        assert!(all.is_good(), "{} of {} found, {} of {} blamed", all.found, all.wrong, all.blamed, all.right);
    }

    fn an_edited_file_is_audited_by_the_command(db) {
        seoul(db);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let text = plain(&report(db), None);
        std::fs::write(path("same.txt"), &text).unwrap();
        std::fs::write(path("edited.txt"), text.replace("7,067백만원", "7,069백만원")).unwrap();
        let run = |file: &str, more: &[&str]| {
            let file = path(file);
            let mut all = vec!["report", "audit", &file, "--as-of", DAY];
            all.extend(more);
            on(db, &all)
        };
        let same = run("same.txt", &["--lang", "ko"]).ok();
        assert!(same.contains("바뀜: 0\n") && same.contains("없어짐: 0\n") && same.contains("work-report-2021@"), "{same}");
        let changed = run("edited.txt", &["--format", "csv", "--lang", "en"]).ok();
        let row = changed.lines().find(|line| line.starts_with("changed,")).unwrap();
        assert!(row.contains("park.budget,7067백만원,7069백만원") || row.contains("park.budget,\"7,067백만원\",\"7,069백만원\""), "{row}");
        assert!(row.contains("madang evidence park.budget --as-of 2021-03-31 --known"), "{row}");
        assert!(run("edited.txt", &["--format", "html"]).ok().contains("7,069백만원"));
        // An HWPX gives back a marked copy, which says the same.
        std::fs::write(path("edited.hwpx"), hwpx(&report(db))).unwrap();
        let marked = path("marked.hwpx");
        run("edited.hwpx", &["--marked", &marked]).ok();
        let read = |name: &str| read::hwpx(&std::fs::read(path(name)).unwrap()).unwrap();
        assert_eq!(read("marked.hwpx"), read("edited.hwpx"));
        assert!(run("edited.txt", &["--marked", &marked]).err.contains("HWPX"));
        assert_ne!(run("none.txt", &[]).status, 0);
        // What somebody edited is never written over, and no result takes another's place.
        let edited = std::fs::read(path("edited.hwpx")).unwrap();
        for more in [["--out", &path("edited.hwpx")].as_slice(), &["--marked", &path("edited.hwpx")], &["--marked", &marked, "--out", &marked]] {
            let refused = run("edited.hwpx", more);
            assert!(refused.status != 0 && refused.err.contains("이름을 바꿔 주십시오"), "{}", refused.err);
        }
        assert_eq!(std::fs::read(path("edited.hwpx")).unwrap(), edited);
        // A refusal names the file, in the language asked for.
        std::fs::write(path("old.hwp"), b"\xD0\xCF\x11\xE0 HWP Document File").unwrap();
        let refused = run("old.hwp", &["--lang", "ko"]).err;
        assert!(refused.contains("old.hwp") && refused.contains("HWPX로 저장하세요"), "{refused}");
    }

    // The report as a stranger wrote it: all of its 182 numbers are recognised, none is doubted.
    fn the_seed_s_own_text_is_recognised(db) {
        let seed = root().join("../shared/seed/work-report-2021.txt");
        let Ok(bytes) = std::fs::read(&seed) else {
            println!("skipped: {} is not here", seed.display());
            return;
        };
        seoul(db);
        let audit = audit(&report(db), &read::text(&bytes).unwrap(), None);
        let doubted: Vec<&str> = audit.findings.iter().filter(|finding| !matches!(finding.verdict, Verdict::Right | Verdict::Rewritten))
            .map(|finding| finding.expected.as_ref().or(finding.found.as_ref()).map_or("", |said| &said.words)).collect();
        // The line under the title is the report's own.
        assert_eq!(doubted, ["서울특별시 서울혁신기획관 · [’21. 3. 31.] 기준"]);
        let keys: std::collections::BTreeSet<&str> = audit.findings.iter().filter(|finding| finding.found.is_some())
            .filter_map(|finding| finding.origin.as_ref()).filter(|origin| !origin.fact).map(|origin| origin.key.as_str()).collect();
        assert_eq!(keys.len(), 182);
        assert_eq!(audit.sums, []);
    }
}
