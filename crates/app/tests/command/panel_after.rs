//! Around the draw: `madang panel check`, `replace` and `alternates` as people run them.

use std::path::PathBuf;

use crate::{Done, madang};

const QUOTAS: &str = "category,feature,min,max\n성별,여,2,3\n성별,남,2,3\n나이,청년,1,2\n나이,장년,3,4\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let mut pool = "번호,성별,나이,주소\n".to_owned();
        for at in 0..40 {
            let (sex, age) = (["여", "여", "남"][at % 3], ["청년", "장년", "장년", "장년", "장년"][at % 5]);
            let city = ["서울특별시", "서울"][at % 2];
            pool += &format!("s{},{sex},{age},{city} 강남구 테헤란로 {}\n", at + 1, at / 2 + 1);
        }
        desk.put("pool.csv", &pool);
        desk.put("quotas.csv", QUOTAS);
        // 여 청년, 여 장년, 남 장년, 여 장년, 남 장년; of five households.
        desk.put("panel.csv", "번호\ns1\ns4\ns9\ns8\ns12\n");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command on this desk's pool; words that end in `.csv` are its files.
    fn panel(&self, line: &[&str]) -> Done {
        let own = |word: &&str| if word.ends_with(".csv") { self.path(word).to_str().unwrap().to_owned() } else { (*word).to_owned() };
        let mut all: Vec<String> = ["panel".to_owned()].into_iter().chain(line.iter().map(own)).collect();
        let [pool, out] = ["pool.csv", "out"].map(|name| self.path(name).to_str().unwrap().to_owned());
        all.extend(["--pool".to_owned(), pool, "--id".to_owned(), "번호".to_owned(), "--out".to_owned(), out]);
        madang(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn refused(&self, line: &[&str]) -> String {
        let done = self.panel(line);
        assert_eq!(done.status, 1, "{}{}", done.out, done.err);
        assert!(!self.path("out").exists(), "{}", done.err);
        done.err
    }
}

const REPLACE: [&str; 9] = ["replace", "--quotas", "quotas.csv", "--size", "5", "--panel", "panel.csv", "--seed", "1"];
const ALTERNATES: [&str; 11] =
    ["alternates", "--quotas", "quotas.csv", "--panel", "panel.csv", "--count", "3", "--seed", "1", "--samples", "100"];

#[test]
fn replacements_are_drawn_so_that_the_panel_keeps_its_quotas() {
    let desk = Desk::new();
    let line = [&REPLACE[..], &["--left", "s9,s1", "--declined", "s11", "--household", "주소"]].concat();
    let said = desk.panel(&line).ok();
    assert!(said.contains("the new panel keeps all quotas") && said.contains("새 참여단은 모든 할당을 지킵니다"), "{said}");
    let replacements = desk.text("out/replacements.csv");
    assert!(replacements.starts_with("id,성별,나이\n") && replacements.lines().count() == 3, "{replacements}");
    let panel = desk.text("out/panel.csv");
    let rows: Vec<Vec<&str>> = panel.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| !["s1", "s9", "s11"].contains(&row[0])), "{panel}");
    let count = |value: &str| rows.iter().filter(|row| row.contains(&value)).count();
    assert!((2..=3).contains(&count("여")) && (1..=2).contains(&count("청년")), "{panel}");
    assert_eq!(rows.iter().filter(|row| row[1] == "1").count(), 2);
    let probabilities = desk.text("out/probabilities.csv");
    let chance = |id: &str| -> f64 {
        let line = probabilities.lines().find(|line| line.starts_with(&format!("{id},"))).unwrap();
        line.split(',').nth(1).unwrap().parse().unwrap()
    };
    // s3 lives with s4, who stayed: the household is closed though both write it differently.
    assert!(chance("s4") == 1.0 && chance("s9") == 0.0 && chance("s11") == 0.0 && chance("s3") == 0.0, "{probabilities}");
    let out = desk.path("out");
    assert!(madang(&["panel", "verify", "certificate", out.to_str().unwrap()]).ok().contains("the certificate holds"));
    // The same seed draws the same people.
    assert_eq!(desk.panel(&line).ok(), said);
    assert_eq!(desk.text("out/replacements.csv"), replacements);
    // What was written is a panel again.
    let again = Desk::new();
    again.put("panel.csv", &panel.replace("id,new", "번호,new"));
    again.panel(&[&REPLACE[..], &["--left", "s4"]].concat()).ok();
}

#[test]
fn a_replacement_that_cannot_keep_the_quotas_says_so() {
    let desk = Desk::new();
    desk.put("quotas.csv", &QUOTAS.replace("청년,1,2", "청년,2,2").replace("장년,3,4", "장년,3,3"));
    desk.put("panel.csv", "id\ns1\ns4\ns9\ns8\ns6\n");
    let young = (1..=40).filter(|at| at % 5 == 1 && ![1, 6].contains(at)).map(|at| format!("s{at}")).collect::<Vec<_>>().join(",");
    let said = desk.panel(&[&REPLACE[..], &["--left", "s1", "--declined", &young]].concat()).ok();
    assert!(said.contains("No replacement keeps all quotas") && said.contains("나이 `청년` minimum 2 to 1"), "{said}");
    assert!(said.contains("할당을 모두 지키는 충원이 없습니다") && said.contains("나이 ‘청년’ 최소 2→1명"), "{said}");
    assert!(desk.text("out/quotas.csv").contains("나이,청년,1,2,2,2,1,1\n"), "{}", desk.text("out/quotas.csv"));
}

#[test]
fn alternates_are_better_than_blind_ones_and_rates_are_learned() {
    let desk = Desk::new();
    let mut past = "성별,나이,stayed\n".to_owned();
    for at in 0..200 {
        past += &format!("{},{},{}\n", ["여", "남"][at % 2], ["청년", "장년"][at / 2 % 2], u8::from(at % 7 != 0 && at % 4 != 1));
    }
    desk.put("past.csv", &past);
    let said = desk.panel(&[&ALTERNATES[..], &["--learn", "past.csv", "--household", "주소"]].concat()).ok();
    assert!(said.contains("method: ") && said.contains("bound") && said.contains("무작위 대체 인원"), "{said}");
    let list = desk.text("out/alternates.csv");
    assert!(list.starts_with("order,id,type,used,stands_for\n1,s") && list.lines().count() == 4, "{list}");
    let sheet: serde_json::Value = serde_json::from_str(&desk.text("out/alternates.json")).unwrap();
    let worth = |key: &str| sheet["worth"][key].as_f64().unwrap();
    assert!(worth("held_out_chosen") < worth("held_out_random") && worth("held_out_random") < worth("held_out_without"), "{sheet}");
    assert!(worth("bound") <= worth("chosen_on_samples") + 1e-9, "{sheet}");
    // The learned rates, given, choose the same.
    let rates = desk.text("out/rates.csv");
    assert!(rates.starts_with("feature,value,rate\nbase,,"), "{rates}");
    desk.put("rates.csv", &rates);
    desk.panel(&[&ALTERNATES[..], &["--rates", "rates.csv", "--household", "주소"]].concat()).ok();
    assert_eq!(desk.text("out/alternates.csv"), list);
}

#[test]
fn a_pool_is_looked_at_before_the_draw() {
    let desk = Desk::new();
    desk.put("city.csv", "feature,value,count\n성별,여,500\n성별,남,500\n나이,청년,900\n나이,장년,100\n");
    let line = ["check", "--quotas", "quotas.csv", "--population", "city.csv", "--household", "주소", "--size", "5"];
    let said = desk.panel(&line).ok();
    assert!(said.contains("가구 20개") && said.contains("20 the same but written otherwise"), "{said}");
    assert!(said.contains("성별: chi-square") && said.contains("the quota 1 to 2 is away from its share (4.5 to 4.5)"), "{said}");
    let addresses = desk.text("out/addresses.csv");
    let first = "same-written-otherwise,2,s1,서울특별시 강남구 테헤란로 1,3,s2,서울 강남구 테헤란로 1\n";
    assert!(addresses.contains(first) && addresses.lines().count() == 21, "{addresses}");
    assert!(desk.text("out/population.csv").contains("성별,여,27,0.675000,0.500000,1.350000,"), "{}", desk.text("out/population.csv"));
}

#[test]
fn what_is_wrong_around_the_draw_is_said_and_nothing_is_written() {
    let desk = Desk::new();
    let said = desk.refused(&[&REPLACE[..], &["--left", "s2"]].concat());
    assert!(said.contains("‘s2’은 참여단(--panel)에 없습니다") && said.contains("`s2` left (--left)"), "{said}");
    assert!(desk.refused(&[&REPLACE[..], &["--left", "s99"]].concat()).contains("`s99`"));
    desk.put("panel.csv", "번호\ns1\ns4\ns77\n");
    let said = desk.refused(&[&REPLACE[..], &["--left", "s1"]].concat());
    assert!(said.contains("panel.csv 4행, 열 ‘번호’") && said.contains("panel.csv, row 4, column `번호`"), "{said}");
    desk.put("panel.csv", "번호\ns1\ns4\ns1\n");
    assert!(desk.refused(&[&REPLACE[..], &["--left", "s1"]].concat()).contains("row 4, column `번호`: `s1` stands in row 2"));
    desk.put("panel.csv", "번호\ns1\ns4\n");
    desk.put("rates.csv", "feature,value,rate\n성별,여,1.5\n");
    assert!(desk.refused(&[&ALTERNATES[..], &["--rates", "rates.csv"]].concat()).contains("row 2, column `rate`: `1.5`"));
    desk.put("rates.csv", "feature,value,rate\n성별,여,0.9\n");
    let many = ALTERNATES.map(|word| if word == "3" { "39" } else { word });
    assert!(desk.refused(&[&many[..], &["--rates", "rates.csv"]].concat()).contains("39 alternates cannot be found"));
    desk.put("city.csv", "feature,value,count\n성별,여,많음\n");
    assert!(desk.refused(&["check", "--population", "city.csv"]).contains("city.csv 2행, 열 ‘count’의 값 ‘많음’"));
}
