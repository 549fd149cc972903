//! City packs: everything wrong is listed and nothing loaded; a new programme enters by data alone.

use std::fs;
use std::path::Path;

use store::each_engine;

use crate::*;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { fs::copy(entry.path(), target).map(|_| ()).unwrap() }
    }
}

/// A copy of the small pack, changed.
fn changed(edit: impl FnOnce(&Path)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("packs/small"), folder.path());
    edit(folder.path());
    folder
}

fn append(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    let old = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, old + text).unwrap();
}

fn load(db: &TestDb, pack: &Path) -> Done {
    on(db, &["init", "--demonstration", "--pack", pack.to_str().unwrap()])
}

fn refused(db: &TestDb, pack: &Path, words: &[&str]) {
    let done = load(db, pack);
    assert_eq!(done.status, 1, "{}", done.out);
    for word in words {
        assert!(done.err.contains(word), "`{word}` is missing in:\n{}", done.err);
    }
    assert_eq!(db.db.read().unwrap().head().unwrap().seq.0, 0, "nothing was to be loaded");
}

each_engine! { SCHEMAS;
    fn a_broken_pack_is_refused_with_every_problem(db) {
        let pack = changed(|folder| {
            append(folder, "units.csv", "Bad Code,team,office,x,이름,,2020-01-01,\nlost,team,office,4,이름,,2020-02-30,\n");
            append(folder, "figures.toml", "\n[[figure]]\nkey = \"k\"\nlabel = { ko = \"이름\" }\nunit = \"명\"\n");
            append(folder, "reports/monthly.ko.txt", "총 71개\n");
            append(folder, "demonstration/ledger.csv", "yesterday,budget,z,commit,2021,rooms,-5,2021-02-01,,,,,,,\n");
            fs::write(folder.join("lines.csv"), "fiscal_year,code,unit,position,name,name_ko\n").unwrap();
            fs::write(folder.join("unitz.csv"), "").unwrap();
        });
        refused(db, pack.path(), &[
            "units.csv, line 5: `code`", "units.csv, line 6: `from`", "figures.toml", "`k`: a figure has exactly one of fold, derive, typed",
            "reports/monthly.ko.txt, line 23: the digit `7`", "demonstration/ledger.csv, line 15", "lines.csv, line 1: the column `name` is unknown",
            "unitz.csv: a pack has no such file; nearest: units.csv",
        ]);
    }

    fn each_wrong_cell_setting_and_definition_is_told_with_its_line(db) {
        let pack = changed(|folder| {
            let toml = fs::read_to_string(folder.join("pack.toml")).unwrap();
            let toml = toml.replace("Asia/Seoul", "Asia/Soul").replace("\"01-01\"", "\"02-29\"").replace("[\"ko\", \"en\"]", "[\"ko\", \"fr\"]").replace("smallest = \"원\"", "smallest = \"원\", unit = \"명\"");
            fs::write(folder.join("pack.toml"), toml.replace("money = 1000", "money = 0")).unwrap();
            append(folder, "posts.csv", "post-9,Somewhere,,,,2020-13-01,soon\n");
            append(folder, "lines.csv", "21,x,ideas,,first,이름,,,,\n2021,y,ideas,,1,,Only English,,,\n");
            append(folder, "demonstration/ledger.csv", "2020-01-02T11:00:00,budget,z-1,comit,2021,rooms,1,2021-02-01,,,,,,,\n2020-01-02T11:00:00,budget,z-2,commit,2021,rooms,0,2021-02-01,,,,,,,\n");
            append(folder, "figures.toml", "\n[[figure]]\nkey = \"one\"\n\n[[figure]]\nkey = \"two\"\nlabel = {}\nunit = \"명\"\ntyped = true\n");
            append(folder, "facts.toml", "\n[[fakt]]\nkey = \"x\"\n");
        });
        refused(db, pack.path(), &[
            "pack.toml, line 4: there is no time zone `Asia/Soul`", "pack.toml, line 5: fiscal_year_start is MM-DD, a day that every year has, found `02-29`",
            "pack.toml, line 3: languages are \"ko\", \"en\" or both", "pack.toml, line 7: the currency's unit `명` is none of the [[unit]] with money",
            "the unit `천원`: money is at least 1, found 0",
            "posts.csv, line 5: `unit` is a code of lower-case letters", "posts.csv, line 5: `from` is a day such as 2021-03-31, found `2020-13-01`", "posts.csv, line 5: `until` is a day",
            "lines.csv, line 6: `fiscal_year` is a year such as 2021, found `21`", "lines.csv, line 6: `position` is a whole number", "lines.csv, line 7: `name_ko` is empty",
            "ledger.csv, line 15: there is no act `comit`; nearest: commit", "ledger.csv, line 16: `amount` is above zero, found `0`",
            "figures.toml, line 41: missing field `label`", "figures.toml, line 44: a text is written as ko", "facts.toml, line 11: this file holds [[fact]], found [[fakt]]",
        ]);
    }

    fn what_a_template_gets_wrong_is_told_line_by_line(db) {
        let pack = changed(|folder| append(folder, "reports/monthly.ko.txt", "○ {staff.curent}명\n○ {@ideas.perod}, {staff.current unit=말}명\n"));
        refused(db, pack.path(), &["reports/monthly.ko.txt, line 23: `staff.curent` is not defined", "reports/monthly.ko.txt, line 24: `ideas.perod`", "reports/monthly.ko.txt, line 24: the unit `말`"]);
    }

    fn acts_that_the_rules_refuse_are_all_listed_and_none_is_kept(db) {
        let pack = changed(|folder| {
            append(folder, "demonstration/ledger.csv", "2021-04-01T09:00:00,spending,z-1,commit,2021,rooms,99000000,2021-04-01,,,,,,,\n\
                2021-04-02T09:00:00,lead,z-2,commit,2021,rooms,1,2021-04-01,,,,,,,\n2021-04-03T09:00:00,budget,z-3,appropriate,2021,nowhere,1,2021-01-01,,,,,,,\n");
            append(folder, "demonstration/appointments.csv", "2021-04-01T09:00:00,lead,z-4,appoint,post-3,홍길동,2021-04-01\n");
        });
        refused(db, pack.path(), &["has 1,", "may not do this", "no budget line `2021/nowhere`", "Incumbents are numbered", "4 problem(s)"].map(|word| if word == "has 1," { "left to commit" } else { word }));
    }

    fn another_city_s_record_is_refused_in_one_sentence(db) {
        small(db);
        let head = db.db.read().unwrap().head().unwrap();
        let done = load(db, &root().join("packs/seoul-2021"));
        assert!(done.status == 1 && done.err.contains("1 problem(s)") && done.err.contains("holds another record"), "{}", done.err);
        assert_eq!(db.db.read().unwrap().head().unwrap(), head);
    }

    fn a_number_too_long_to_calculate_with_is_refused(db) {
        let typed = format!("2021-03-03T10:00:00,lead,t-9,ideas.received,{},2021-03-01,대장\n", "9".repeat(38));
        let pack = changed(|folder| append(folder, "demonstration/typed.csv", &typed));
        refused(db, pack.path(), &["typed.csv, line 3", "decimal number"]);
    }

    fn definitions_that_lead_nowhere_are_refused(db) {
        let figure = |key: &str, of: &str| format!("\n[[figure]]\nkey = \"{key}\"\nlabel = {{ ko = \"이름\" }}\nunit = \"명\"\nderive = {{ sum = [\"{of}\", \"staff.current\"] }}\n");
        let pack = changed(|folder| append(folder, "figures.toml", &(figure("lost", "staff.curent") + &figure("round", "round") + &figure("staff.authorized.x", "ideas.received"))));
        refused(db, pack.path(), &["figures.toml", "staff.curent", "staff.current", "round"]);
    }

    fn a_reference_to_nothing_is_refused_with_the_nearest_keys(db) {
        let pack = changed(|folder| append(folder, "reports/monthly.ko.txt", "○ {staff.authorised}명, {@ideas.perod}\n"));
        refused(db, pack.path(), &["`staff.authorised` is not defined. Nearest: staff.authorized", "`ideas.perod` is not defined. Nearest: ideas.period"]);
    }

    fn a_new_programme_with_two_lines_and_its_figures_enters_by_data_alone(db) {
        let pack = changed(|folder| {
            append(folder, "programmes.csv", "garden,spaces,마을 정원,Village gardens,2021-01-01,\n");
            append(folder, "lines.csv", "2021,garden-soil,spaces,garden,3,정원 흙,Garden soil,,,\n2021,garden-seed,spaces,garden,4,정원 씨앗,Garden seed,,,\n");
            append(folder, "figures.toml", "\n[[figure]]\nkey = \"garden.committed\"\nlabel = { ko = \"마을 정원 원인행위액\" }\nunit = \"천원\"\n\
                fold = { set = \"ledger.entries\", where = { programme = \"garden\", kind = \"commit\" }, sum = \"amount\" }\n");
            append(folder, "reports/monthly.ko.txt", "○ 마을 정원 {garden.committed}천원\n");
            append(folder, "demonstration/ledger.csv", "2021-04-01T09:00:00,budget,g-1,appropriate,2021,garden-soil,500000,2021-04-01,,,,,,,\n\
                2021-04-01T09:01:00,budget,g-2,appropriate,2021,garden-seed,300000,2021-04-01,,,,,,,\n\
                2021-04-02T09:00:00,spending,g-3,commit,2021,garden-soil,120000,2021-04-02,,,,,,,\n2021-04-02T09:01:00,spending,g-4,commit,2021,garden-seed,80000,2021-04-02,,,,,,,\n");
        });
        load(db, pack.path()).ok();
        let report = on(db, &["report", "render", "monthly", "--as-of", "2021-04-30", "--format", "md"]).ok();
        for words in ["마을 정원 200천원", "| 정원 흙 | 500 | 0 | 0.0 |", "| 정원 씨앗 | 300 | 0 | 0.0 |"] {
            assert!(report.contains(words), "`{words}` is missing in:\n{report}");
        }
        let evidence = on(db, &["evidence", "garden.committed", "--as-of", "2021-04-30", "--format", "csv"]).ok();
        assert_eq!(evidence.lines().count(), 3, "{evidence}");
        on(db, &["verify"]).ok();
    }
}

#[test]
fn a_production_record_starts_empty_of_acts_and_refuses_the_demonstration() {
    let db = &TestDb::sqlite(SCHEMAS);
    let pack = root().join("packs/small");
    on(db, &["init", "--pack", pack.to_str().unwrap()]).ok();
    on(db, &["verify"]).ok();
    let figures = on(db, &["figures", "--as-of", "2021-03-31"]).ok();
    assert!(figures.contains("staff.authorized,3,명") && figures.contains("staff.current,0,명"), "{figures}");
    let done = load(db, &pack);
    assert!(done.status == 1 && done.err.contains("simulated clock"), "{}", done.err);
}

/// docs/pack.md promises that four files make a city: they are taken from the page itself.
#[test]
fn the_smallest_pack_of_the_documents_works() {
    let page = fs::read_to_string(root().join("docs/pack.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut files = 0;
    for block in page.split("```").skip(1).step_by(2) {
        let Some((first, rest)) =
            block.split_once('\n').and_then(|(_, text)| text.strip_prefix("# mytown/")).and_then(|text| text.split_once('\n'))
        else {
            continue;
        };
        let name = first.split_whitespace().next().unwrap();
        fs::write(folder.path().join(name), rest).unwrap();
        files += 1;
    }
    assert_eq!(files, 4);
    let db = &TestDb::sqlite(SCHEMAS);
    on(db, &["init", "--pack", folder.path().to_str().unwrap()]).ok();
    on(db, &["verify"]).ok();
    assert!(on(db, &["figures", "--as-of", "2024-06-30"]).ok().contains("org.units,1,desks,2024-06-30"));
}
