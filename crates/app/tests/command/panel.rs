//! `madang panel` as people run it: a pool and quotas in, a lottery with its proof out; a draw; and nothing written where something is wrong.

use std::path::PathBuf;
use std::process::Command;

use crate::{Done, madang, root};

const QUOTAS: &str = "category,feature,min,max\n성별,여,2,3\n성별,남,2,3\n나이,청년,1,3\n나이,장년,2,4\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let mut pool = "번호,성별,나이,주소\n".to_owned();
        for at in 0..40 {
            let (sex, age) = (["여", "여", "남"][at % 3], ["청년", "장년", "장년", "장년", "장년"][at % 5]);
            pool += &format!("{},{sex},{age},길 {}\n", at + 1, at / 2);
        }
        desk.put("pool.csv", &pool);
        desk.put("quotas.csv", QUOTAS);
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

    fn select(&self, more: &[&str]) -> Done {
        let [pool, quotas, out] = ["pool.csv", "quotas.csv", "out"].map(|name| self.path(name).to_str().unwrap().to_owned());
        let asked = ["panel", "select", "--pool", &pool, "--quotas", &quotas, "--size", "5", "--id", "번호", "--seed", "1", "--out", &out];
        madang(&[&asked, more].concat())
    }

    fn panel(&self, line: &[&str]) -> Done {
        madang(&[&["panel"], line, &[self.path("out").to_str().unwrap()]].concat())
    }
}

#[test]
fn a_lottery_is_written_and_holds_when_it_is_checked() {
    let desk = Desk::new();
    let said = desk.select(&["--household", "주소", "--lottery", "200"]).ok();
    assert!(said.contains("proved") && said.contains("200 numbered panels"), "{said}");
    let probabilities = desk.text("out/probabilities.csv");
    assert!(probabilities.starts_with("id,probability\n1,0."), "{probabilities}");
    let sum: f64 = probabilities.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse::<f64>().unwrap()).sum();
    assert!((sum - 5.0).abs() < 1e-9, "{sum}");
    let certificate: serde_json::Value = serde_json::from_str(&desk.text("out/certificate.json")).unwrap();
    for key in ["objective", "dual_bound", "gap", "proved", "minimum", "types", "stages", "seconds"] {
        assert!(!certificate[key].is_null(), "{key}");
    }
    assert!(desk.panel(&["verify", "certificate"]).ok().contains("the certificate holds"));
    desk.put("out/panels.csv", &desk.text("out/panels.csv").replacen(",1\n", ",2\n", 1));
    let broken = desk.panel(&["verify", "certificate"]);
    assert_eq!(broken.status, 3, "{}", broken.err);
    assert!(broken.err.contains("인증서가 맞지 않습니다"), "{}", broken.err);
}

#[test]
fn every_method_writes_a_certificate_that_holds() {
    let desk = Desk::new();
    for method in ["leximin", "maximin", "nash", "goldilocks", "legacy"] {
        desk.select(&["--method", method, "--lottery", "50"]).ok();
        assert!(desk.panel(&["verify", "certificate"]).ok().contains("the certificate holds"), "{method}");
        assert!(desk.text("out/report.html").contains("참여단"), "{method}");
    }
}

/// Nine hundred people of some seven hundred types: many seconds' work, left after three.
#[test]
fn ctrl_c_leaves_a_lottery_that_holds_and_says_that_it_was_stopped() {
    let desk = Desk::new();
    let sizes = [2, 6, 5, 4, 4, 3];
    let mut seed = 12345_u64;
    let mut value = |size: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let two = [seed >> 33, (seed >> 13) & 0xFFFF_FFFF].map(|number| usize::try_from(number).unwrap() % size);
        two[0].min(two[1])
    };
    let mut pool = "번호,a,b,c,d,e,f\n".to_owned();
    let mut have = vec![0; 6 * 6];
    for number in 1..=900 {
        let values: Vec<usize> = sizes.iter().map(|size| value(*size)).collect();
        (0..6).for_each(|at| have[at * 6 + values[at]] += 1);
        pool += &format!("{number},{}\n", values.iter().map(usize::to_string).collect::<Vec<_>>().join(","));
    }
    let mut quotas = "category,feature,min,max\n".to_owned();
    for (at, size) in sizes.iter().enumerate() {
        for of in 0..*size {
            let (share, most) = (80 / size, have[at * 6 + of]);
            quotas += &format!("{},{of},{},{}\n", ["a", "b", "c", "d", "e", "f"][at], (share - 1).min(most), share + 3);
        }
    }
    desk.put("pool.csv", &pool);
    desk.put("quotas.csv", &quotas);
    let [pool, quotas, out] = ["pool.csv", "quotas.csv", "out"].map(|name| desk.path(name));
    let child = Command::new(env!("CARGO_BIN_EXE_madang"))
        .args(["panel", "select", "--size", "80", "--id", "번호", "--seed", "1", "--pool"])
        .args([pool.as_os_str(), "--quotas".as_ref(), quotas.as_os_str(), "--out".as_ref(), out.as_os_str()])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(ended.status.success() && said.contains("stopped: this is the best lottery so far"), "{said}");
    let certificate: serde_json::Value = serde_json::from_str(&desk.text("out/certificate.json")).unwrap();
    assert!(certificate["stopped"] == true && certificate["proved"] == false, "{said}");
    assert!(desk.panel(&["verify", "certificate"]).ok().contains("stopped before its end"));
    assert!(desk.text("out/report.html").contains("중간에 멈춘 결과입니다"));
}

#[test]
fn a_draw_is_pledged_before_drawn_once_and_repeated_by_another_program() {
    let desk = Desk::new();
    desk.select(&["--lottery", "100"]).ok();
    let out = desk.path("out");
    let out = out.to_str().unwrap();
    madang(&["panel", "pledge", out, "--source", "공개 난수, 한 줄로"]).ok();
    assert_eq!(madang(&["panel", "pledge", out, "--source", "다른 난수"]).status, 1);
    let drawn = madang(&["panel", "draw", out, "--value", "3 11 24 30 38 41"]).ok();
    assert!(drawn.starts_with("number "), "{drawn}");
    assert!(desk.panel(&["verify", "draw"]).ok().contains("the draw holds"));
    let stranger = |desk: &Desk| Command::new("python3").arg(root().join("tests/verify_draw.py")).arg(desk.path("out")).output();
    match stranger(&desk) {
        Ok(said) => assert!(said.status.success() && said.stdout.starts_with(b"the draw holds"), "{said:?}"),
        Err(error) => println!("skipped: python3 does not run ({error})"),
    }
    let lottery = desk.text("out/lottery.csv");
    desk.put("out/lottery.csv", &lottery.replacen("1-1", "1-2", 1));
    assert_eq!(desk.panel(&["verify", "draw"]).status, 3);
    if let Ok(said) = stranger(&desk) {
        assert_eq!(said.status.code(), Some(1));
    }
}

#[test]
fn a_receipt_opens_one_person_s_commitment_and_nobody_else_s() {
    let desk = Desk::new();
    desk.select(&["--lottery", "100"]).ok();
    let out = desk.path("out");
    let out = out.to_str().unwrap();
    let page = desk.path("receipt.html");
    let receipt = |id: &str| madang(&["panel", "receipt", out, "--id", id, "--out", page.to_str().unwrap()]);
    receipt("7").ok();
    assert!(desk.text("receipt.html").contains("아직 추첨하지 않았습니다"));
    madang(&["panel", "pledge", out, "--source", "공개 난수, 한 줄로"]).ok();
    madang(&["panel", "draw", out, "--value", "3 11 24"]).ok();
    let said = receipt("7").ok();
    let text = desk.text("receipt.html");
    let private = desk.text("out/people-private.csv");
    let own: Vec<&str> = private.lines().find(|line| line.starts_with("7,")).unwrap().split(',').collect();
    assert!(said.contains(own[1]) && text.contains(own[1]) && text.contains(own[3]), "{said}");
    assert!(text.contains(&format!("{} / 100", own[2])), "the panels are counted as the private list has them");

    let published = desk.text("out/commitments.csv");
    assert_eq!(published.lines().count(), 41);
    assert!(private.lines().skip(1).all(|line| !published.contains(line.rsplit(',').next().unwrap())), "no salt is published");
    let verify = |id: &str, pseudonym: &str, salt: &str| {
        madang(&["panel", "verify", "receipt", out, "--id", id, "--pseudonym", pseudonym, "--salt", salt])
    };
    assert!(verify("7", own[1], own[3]).ok().contains("the receipt holds"));
    assert_eq!(verify("8", own[1], own[3]).status, 3, "another person");
    assert_eq!(verify("7", own[1], &"0".repeat(64)).status, 3, "another salt");
    desk.put("out/commitments.csv", &published.replacen("1-1,", "1-1,0", 1));
    assert_eq!(verify("7", own[1], own[3]).status, 3, "another file than the certificate's");
    assert!(receipt("없는 번호").err.contains("‘없는 번호’"));
}

#[test]
fn what_is_wrong_is_said_in_both_languages_and_nothing_is_written() {
    let desk = Desk::new();
    let told = |desk: &Desk, more: &[&str]| {
        let done = desk.select(more);
        assert_eq!(done.status, 1, "{}", done.err);
        assert!(!desk.path("out").exists());
        done.err
    };
    assert!(told(&desk, &["--household", "집"]).contains("`집`"));
    desk.put("quotas.csv", &QUOTAS.replace("청년,1,3", "청년,4,3"));
    let said = told(&desk, &[]);
    assert!(said.contains("4행, 열 min") && said.contains("row 4, column min"), "{said}");
    desk.put("quotas.csv", &QUOTAS.replace("여,2,3", "여,4,5"));
    let said = told(&desk, &[]);
    assert!(
        said.contains("함께 채울 수 없습니다") && said.contains("cannot hold together") && said.contains("The cheapest change"),
        "{said}"
    );
}
