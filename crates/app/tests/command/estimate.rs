//! `madang estimate` as people run it: files in, CSV and a page out, sentences where there is no answer.

use std::path::{Path, PathBuf};

use crate::{Done, madang, root};

/// A folder with a small survey: 40 people at 8 tables, asked twice; two left. Codes are explained in a codebook.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let mut csv = "번호,분임,성별,지역,가중치,전,후,찬반\n".to_owned();
        for at in 0..40 {
            let (table, sex, area) = (at / 5, if at % 2 == 0 { "남" } else { "여" }, ["동", "서", "남부"][at % 3]);
            let before = (at * 7) % 11;
            let after = if at == 3 || at == 17 { String::new() } else { ((before + table % 3 + at % 2).min(10)).to_string() };
            let vote = [1, 1, 2, 9][at % 4];
            csv += &format!("{at},t{table},{sex},{area},{},{before},{after},{vote}\n", 1.0 + (at % 3) as f64 / 2.0);
        }
        desk.put("survey.csv", csv.as_bytes());
        desk.put("sex.csv", "성별,Freq\n남,480\n여,520\n".as_bytes());
        desk.put("area.csv", "지역,Freq\n동,300\n서,300\n남부,400\n".as_bytes());
        desk.put("codes.csv", "변수,코드,설명,무응답\n찬반,,찬성하십니까?,\n찬반,1,찬성,\n찬반,2,반대,\n찬반,9,<모름>,예\n".as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `madang estimate` in the folder.
    fn ask(&self, line: &str) -> Done {
        let args: Vec<String> = line
            .split_whitespace()
            .map(|word| {
                if word.contains(".csv") || word.ends_with(".html") {
                    self.path(word).to_str().unwrap().to_owned()
                } else {
                    word.to_owned()
                }
            })
            .collect();
        let mut all = vec!["estimate"];
        all.extend(args.iter().map(String::as_str));
        madang(&all)
    }

    fn row(&self, line: &str) -> Vec<f64> {
        let out = self.ask(line).ok();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], "estimate,se,low,high,df", "{out}");
        assert_eq!(lines.len(), 2, "{out}");
        lines[1].split(',').map(|cell| cell.parse().unwrap()).collect()
    }
}

const BASE: &str = "--data survey.csv --weights 가중치 --cluster 분임";
const RAKED: &str = "--data survey.csv --weights 가중치 --cluster 분임 --margins sex.csv --margins area.csv";

#[test]
fn each_estimate_prints_one_line_with_the_design_s_degrees_of_freedom() {
    let desk = Desk::new();
    for what in ["mean 전", "total 전", "share 찬반 1", "change --before 전 --after 후", "ratio 후 전", "quantile 전 0.5"] {
        for files in [BASE, RAKED] {
            let row = desk.row(&format!("{what} {files}"));
            assert_eq!(row[4], 7.0, "{what}: 8 tables less 1");
            assert!(row[2] <= row[0] && row[0] <= row[3] && row[2] < row[3] && row[1] > 0.0, "{what}: {row:?}");
        }
    }
    // Each way of making an interval around the same share.
    let ends = |interval: &str| desk.row(&format!("share 찬반 1 {RAKED} --interval {interval}"));
    let (normal, t, logit, beta) = (ends("normal"), ends("t"), ends("logit"), ends("beta"));
    assert_eq!((normal[0], normal[1]), (beta[0], beta[1]));
    assert!(normal[2] > t[2], "t is wider than normal");
    assert_eq!(desk.row(&format!("share 찬반 1 {RAKED}")), logit, "logit unless told");
    assert_eq!(desk.ask(&format!("association 찬반 성별 {BASE}")).ok().lines().next(), Some("f,df1,df2,p,pearson"));
    assert_eq!(desk.row(&format!("leavers --before 전 --after 후 {BASE}")).len(), 5);
}

#[test]
fn raking_writes_the_table_with_new_weights_and_reports_its_convergence() {
    let desk = Desk::new();
    let done = desk.ask(&format!("rake {RAKED} --out weighted.csv"));
    assert!(done.err.contains("수렴했습니다") && done.err.contains("converged after"), "{}", done.err);
    let report = done.ok();
    assert!(report.starts_with("margin,cell,answers,before,target,after\n성별,남,20,"), "{report}");
    let table = desk.text("weighted.csv");
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("번호,분임,성별,지역,가중치,전,후,찬반,raked"));
    let (mut men, mut all) = (0.0, 0.0);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let weight: f64 = cells[8].parse().unwrap();
        men += if cells[2] == "남" { weight } else { 0.0 };
        all += weight;
    }
    assert!((men - 480.0).abs() < 1e-6 && (all - 1000.0).abs() < 1e-6, "{men} of {all}");
    // Without --out the table itself is printed; new weights are good base weights for the same margins.
    assert!(desk.ask(&format!("rake {RAKED}")).ok().starts_with("번호,"));
    let bounded = desk.ask(&format!("rake {RAKED} --bounds 0.5,2 --out bounded.csv --name w2")).ok();
    assert!(bounded.contains("0.48"), "{bounded}");
}

#[test]
fn a_sample_not_drawn_by_chance_says_so_on_every_face() {
    let desk = Desk::new();
    let done = desk.ask(&format!("mean 전 {RAKED} --not-by-chance --report page.html --out mean.csv"));
    assert!(done.err.contains("확률로 뽑지 않았습니다") && done.err.contains("no design-based margin of error"), "{}", done.err);
    let out = done.ok();
    assert!(out.lines().next().unwrap().ends_with(",margin_of_error") && out.trim_end().ends_with(",not design-based"), "{out}");
    assert_eq!(desk.text("mean.csv"), out);
    let page = desk.text("page.html");
    let (warning, answer) = (page.find("확률로 뽑지 않았습니다").unwrap(), page.find("class=\"answer\"").unwrap());
    assert!(warning < answer, "the warning stands above the answer");
    assert!(!page.contains("참값은"), "and nothing claims the truth");
    let drawn = desk.ask(&format!("mean 전 {RAKED} --report page.html"));
    assert!(!drawn.err.contains("확률로 뽑지"), "{}", drawn.err);
    assert!(!desk.text("page.html").contains("확률로 뽑지"));
}

#[test]
fn the_page_stands_alone_and_says_everything_in_words() {
    let desk = Desk::new();
    desk.ask(&format!("share 찬반 찬성 {RAKED} --codebook codes.csv --by 지역 --report share.html")).ok();
    desk.ask(&format!("share 찬반 {RAKED} --codebook codes.csv --report shares.html")).ok();
    desk.ask(&format!("change --before 전 --after 후 {RAKED} --report change.html")).ok();
    desk.ask(&format!("rake {RAKED} --report rake.html --out w.csv")).ok();
    for name in ["share.html", "shares.html", "change.html", "rake.html"] {
        let page = desk.text(name);
        for foreign in ["<script", "http:", "https:", " src=", "url(", "@import", "<link", "style=\"", "NaN", "inf%"] {
            assert!(!page.contains(foreign), "{name} holds {foreign}");
        }
        assert!(page.starts_with("<!doctype html>\n<html lang=\"ko\">") && page.contains("name=\"viewport\""), "{name}");
        assert!(page.contains("<svg") && page.contains("<table>") && page.contains("lang=\"en\""), "{name}");
        for tag in ["section", "svg", "table", "tr", "span", "div", "figure", "p", "ul", "dl"] {
            let (open, close) = (
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count(),
                page.matches(&format!("</{tag}>")).count(),
            );
            assert_eq!(open, close, "{name}: <{tag}>");
        }
    }
    let page = desk.text("share.html");
    for word in ["찬성하십니까? (찬반) = 찬성 비율", "Share of", "남부", "표준오차", "Std. error", "가중치 보정", "Raking", "설계효과"]
    {
        assert!(page.contains(word), "{word}");
    }
    assert!(desk.text("change.html").contains("두 번 답한 38명"), "who left is told");
}

#[test]
fn text_of_the_files_is_text_on_the_page() {
    let desk = Desk::new();
    desk.put("odd.csv", "w,q\n1,<b>&\"x\n2,<b>&\"x\n1,other\n1,other\n".replace("<b>&\"x", "\"<b>&\"\"x\"").as_bytes());
    desk.ask("share q --data odd.csv --weights w --report odd.html").ok();
    let page = desk.text("odd.html");
    assert!(page.contains("&lt;b&gt;&amp;&quot;x") && !page.contains("<b>&"), "{page}");
}

#[test]
fn contractors_files_come_in() {
    let desk = Desk::new();
    let plain = desk.ask(&format!("share 찬반 찬성 {RAKED} --codebook codes.csv")).ok();
    // Those who did not know are no answer once the codebook says so.
    let without = desk.ask(&format!("share 찬반 1 {RAKED}")).ok();
    assert_ne!(plain, without);
    for name in ["survey.csv", "sex.csv", "area.csv", "codes.csv"] {
        desk.put(name, &[b"\xEF\xBB\xBF", desk.text(name).as_bytes()].concat());
    }
    assert_eq!(desk.ask(&format!("share 찬반 찬성 {RAKED} --codebook codes.csv")).ok(), plain, "a byte order mark changes nothing");
    for name in ["survey.csv", "sex.csv", "area.csv", "codes.csv"] {
        let bytes = cp949(desk.text(name).trim_start_matches('\u{feff}'));
        desk.put(name, &bytes);
    }
    assert_eq!(desk.ask(&format!("share 찬반 찬성 {RAKED} --codebook codes.csv")).ok(), plain, "nor does CP949");
}

/// The words of these files in CP949, byte for byte as Excel in Korean writes them.
fn cp949(text: &str) -> Vec<u8> {
    let known: &[(char, [u8; 2])] = &[
        ('번', [0xB9, 0xF8]),
        ('호', [0xC8, 0xA3]),
        ('분', [0xBA, 0xD0]),
        ('임', [0xC0, 0xD3]),
        ('성', [0xBC, 0xBA]),
        ('별', [0xBA, 0xB0]),
        ('지', [0xC1, 0xF6]),
        ('역', [0xBF, 0xAA]),
        ('가', [0xB0, 0xA1]),
        ('중', [0xC1, 0xDF]),
        ('치', [0xC4, 0xA1]),
        ('전', [0xC0, 0xFC]),
        ('후', [0xC8, 0xC4]),
        ('찬', [0xC2, 0xF9]),
        ('반', [0xB9, 0xDD]),
        ('남', [0xB3, 0xB2]),
        ('여', [0xBF, 0xA9]),
        ('동', [0xB5, 0xBF]),
        ('서', [0xBC, 0xAD]),
        ('부', [0xBA, 0xCE]),
        ('변', [0xBA, 0xAF]),
        ('수', [0xBC, 0xF6]),
        ('코', [0xC4, 0xDA]),
        ('드', [0xB5, 0xE5]),
        ('설', [0xBC, 0xB3]),
        ('명', [0xB8, 0xED]),
        ('무', [0xB9, 0xAB]),
        ('응', [0xC0, 0xC0]),
        ('답', [0xB4, 0xE4]),
        ('하', [0xC7, 0xCF]),
        ('십', [0xBD, 0xCA]),
        ('니', [0xB4, 0xCF]),
        ('까', [0xB1, 0xEE]),
        ('대', [0xB4, 0xEB]),
        ('모', [0xB8, 0xF0]),
        ('름', [0xB8, 0xA7]),
        ('예', [0xBF, 0xB9]),
    ];
    let mut bytes = Vec::new();
    for letter in text.chars() {
        match known.iter().find(|(known, _)| *known == letter) {
            Some((_, pair)) => bytes.extend(pair),
            None if letter.is_ascii() => bytes.push(u8::try_from(letter).unwrap()),
            None => panic!("{letter} is missing from the table"),
        }
    }
    bytes
}

#[test]
fn several_rows_carry_names_and_small_groups_stay_hidden() {
    let desk = Desk::new();
    let out = desk.ask(&format!("mean 전 {BASE} --by 지역 --details")).ok();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "지역,estimate,se,low,high,df,answers,effective_answers,design_effect");
    assert_eq!(lines.len(), 5, "all and three areas: {out}");
    let done = desk.ask(&format!("mean 전 {BASE} --by 지역 --smallest 14 --report small.html"));
    assert!(done.err.contains("not shown"), "{}", done.err);
    let out = done.ok();
    assert!(out.contains("\n남부,,,,,\n"), "13 of the south are too few: {out}");
    assert!(desk.text("small.html").contains("too few answers to show"));
    let many = desk.ask(&format!("change --before 전 --after 후 --before 전 --after 전 {BASE}")).ok();
    assert_eq!(many.lines().next(), Some("change,estimate,se,low,high,df,p,p_holm,p_bh"));
    let half = desk.ask(&format!("mean 전 {BASE} --where 지역=동 --where 성별=남")).ok();
    assert_eq!(half.lines().count(), 2);
}

#[test]
fn a_control_survey_takes_away_what_moved_anyway() {
    let desk = Desk::new();
    desk.put("control.csv", desk.text("survey.csv").as_bytes());
    let out = desk.ask(&format!("change --before 전 --after 후 {BASE} --control control.csv --control-cluster 분임")).ok();
    let rows: Vec<Vec<&str>> = out.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 3, "{out}");
    assert_eq!(rows[0][1..6], rows[1][1..6], "the control is the same survey");
    let [beyond, se, df]: [f64; 3] = [rows[2][1], rows[2][2], rows[2][5]].map(|cell| cell.parse().unwrap());
    let one: f64 = rows[0][2].parse().unwrap();
    assert!(beyond == 0.0 && (se - one * 2.0_f64.sqrt()).abs() < 1e-12 && (df - 14.0).abs() < 1e-9, "{out}");
}

#[test]
fn what_cannot_be_answered_is_said_in_both_languages() {
    let desk = Desk::new();
    desk.put("zero.csv", "w,y\n1,2\n0,3\n".as_bytes());
    desk.put("gap.csv", "성별,Freq\n남,480\n여,500\n기타,20\n".as_bytes());
    desk.put("off.csv", "지역,Freq\n동,300\n서,300\n남부,399\n".as_bytes());
    desk.put("lonely.csv", "w,s,y\n1,a,2\n1,a,3\n1,b,3\n".as_bytes());
    desk.put("empty.csv", "w,y\n1,\n1,\n".as_bytes());
    for (line, words) in [
        ("mean y --data zero.csv --weights w".to_owned(), ["zero.csv", "row 3", "above zero"]),
        (format!("mean 없는열 {BASE}"), ["survey.csv", "없는열", "has no column"]),
        (format!("mean 성별 {BASE}"), ["survey.csv", "row 2", "not a number"]),
        (format!("mean 전 {BASE} --margins sex.csv --margins off.csv"), ["sex.csv", "off.csv", "do not add up"]),
        (format!("mean 전 {BASE} --margins gap.csv"), ["gap.csv", "기타", "nobody answered"]),
        ("mean y --data lonely.csv --weights w --strata s".to_owned(), ["lonely.csv", "s = b", "single cluster"]),
        ("mean y --data empty.csv --weights w".to_owned(), ["nobody answered", "column", "no estimate"]),
        (format!("share 찬반 7 {BASE}"), ["survey.csv", "'7'", "1, 2, 9"]),
        (format!("mean 전 {BASE} --interval logit"), ["shares only", "logit", "t or normal"]),
        (format!("mean 전 {BASE} --margins nowhere.csv"), ["nowhere.csv", "cannot be read", "path"]),
        (format!("rake {BASE}"), ["margins", "--margins", "no"]),
        (format!("share 찬반 {BASE} --by 성별"), ["one answer", "--by", "share"]),
        (format!("change --before 전 --before 전 --after 후 {BASE}"), ["2 --before", "1 --after", "as many"]),
    ] {
        let done = desk.ask(&line);
        assert_eq!((done.status, done.out.as_str()), (1, ""), "{line}: {}", done.err);
        for word in words {
            assert!(done.err.contains(word), "{line}: `{}` does not say `{word}`", done.err);
        }
        assert!(done.err.chars().any(|letter| ('가'..='힣').contains(&letter)), "{}", done.err);
    }
    for line in [
        "mean",
        "mean 전 --data survey.csv",
        "mean 전 --data survey.csv --weights w --level 95",
        "mean 전 --data survey.csv --weights w --bounds 3",
    ] {
        assert_eq!(desk.ask(line).status, 2, "{line}");
    }
    let help = madang(&["estimate", "--help"]).ok();
    assert!(help.contains("Example:"), "{help}");
}

/// The shared survey's anchors through the whole command; skipped where the data is not beside the project.
#[test]
fn the_command_gives_the_published_digits() {
    let folder: &Path = &root().join("../shared/data/survey");
    if !folder.join("expected.txt").is_file() {
        println!("skipped: {} is absent", folder.display());
        return;
    }
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (data, one, two) = (file("apisrs.csv"), file("margin_stype.csv"), file("margin_schwide.csv"));
    let ask = |what: &[&str]| -> Vec<f64> {
        let files = ["--data", &data, "--weights", "pw", "--population-size", "fpc", "--margins", &one, "--margins", &two];
        let out = madang(&[&["estimate"], what, &files].concat()).ok();
        assert_eq!(out.lines().next(), Some("estimate,se,low,high,df"));
        out.lines().nth(1).unwrap().split(',').map(|cell| cell.parse().unwrap()).collect()
    };
    for (what, expected) in [
        (&["mean", "api00"][..], [657.791_546, 8.825_679, 640.387_692, 675.195_401, 199.0]),
        (&["mean", "api00", "--interval", "normal"], [657.791_546, 8.825_679, 640.493_534, 675.089_558, 199.0]),
        (&["share", "awards", "Yes"], [0.628_982, 0.026_921, 0.574_532, 0.680_340, 199.0]),
        (&["share", "awards", "Yes", "--interval", "beta"], [0.628_982, 0.026_921, 0.573_671, 0.681_895, 199.0]),
        (&["total", "enroll", "--interval", "normal"], [3_601_227.323_3, 121_701.692_305, 3_362_696.389_52, 3_839_758.257_07, 199.0]),
        (
            &["change", "--before", "api99", "--after", "api00", "--interval", "normal"],
            [32.398_375, 1.708_678, 29.049_427, 35.747_322, 199.0],
        ),
    ] {
        for (found, expected) in ask(what).iter().zip(expected) {
            assert!((found - expected).abs() <= 5e-7 * expected.abs().max(1.0), "{what:?}: {found}, expected {expected}");
        }
    }
}
