//! `madang signals farrington`, `farrington-1996`, `ears`, `scan-statistic`, from files to files.

use std::fs;
use std::path::Path;

use crate::{Done, madang, root};

fn run(folder: &Path, method: &[&str], counts: &[u8]) -> (Done, Option<String>) {
    let (file, out) = (folder.join("counts.csv"), folder.join("out.csv"));
    fs::write(&file, counts).unwrap();
    let mut arguments = vec!["signals"];
    arguments.extend(method);
    arguments.extend(["--counts", file.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    let done = madang(&arguments);
    let text = fs::read_to_string(&out).ok();
    let _ = fs::remove_file(&out);
    (done, text)
}

/// Six years, 4 a week, with 30 in the last.
fn burst() -> String {
    (1..=312).fold("week,observed\n".into(), |text, week| format!("{text}{week},{}\n", if week == 312 { 30 } else { 4 }))
}

#[test]
fn a_burst_rings_and_the_file_has_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    for method in
        [&["farrington"][..], &["farrington", "--threshold", "muan"], &["farrington", "--threshold", "delta"], &["farrington-1996"]]
    {
        let (done, text) = run(folder.path(), &[method, &["--from", "310"]].concat(), burst().as_bytes());
        let (said, text) = (done.ok(), text.unwrap());
        assert!(said.contains("3 weeks tested from week 310, 1 alarms") && said.contains("3주 검정, 경보 1건"), "{said}");
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!((rows.len(), rows[0].join(",").as_str()), (4, "week,observed,expected,upperbound,alarm"));
        assert!(rows[1..].iter().all(|row| (row[2].parse::<f64>().unwrap() - 4.0).abs() < 1e-5));
        assert_eq!((rows[2][4], rows[3][0], rows[3][1], rows[3][4]), ("FALSE", "312", "30", "TRUE"));
    }
    for method in ["C1", "C2"] {
        let (done, text) = run(folder.path(), &["ears", "--method", method, "--from", "312"], burst().as_bytes());
        done.ok();
        assert_eq!(text.unwrap(), "week,observed,expected,upperbound,alarm\n312,30,4,4,TRUE\n");
    }
    // A flat baseline has no C3, and the command says why. Without --from the first week that has a history is the first.
    let (done, text) = run(folder.path(), &["ears", "--method", "C3"], burst().as_bytes());
    assert!(done.ok().contains("a baseline without spread"));
    assert!(text.unwrap().starts_with("week,observed,expected,upperbound,alarm\n12,4,NA,NA,FALSE\n"));
}

#[test]
fn what_cannot_be_is_refused_in_both_languages_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (method, counts, ko, en) in [
        (&["farrington"][..], "week,observed\n1,2\n2,x\n", "3행 ‘observed’ 열의 ‘x’", "row 3, column `observed`, has `x`"),
        (&["farrington"], "week,observed\n1,2\n", "과거 자료가 부족", "too little history"),
        (&["farrington", "--years", "0"], "week,observed\n1,2\n", "years (b)", "years (b)"),
        (&["farrington-1996", "--alpha", "NaN"], "week,observed\n1,2\n", "alpha", "alpha"),
        (&["farrington", "--from", "9"], "week,observed\n1,2\n", "9주는 파일에 없습니다", "week 9 is not in the file"),
        (&["ears", "--method", "C1", "--baseline", "1"], "week,observed\n1,2\n", "baseline은", "baseline must be"),
    ] {
        let (done, text) = run(folder.path(), method, counts.as_bytes());
        assert_eq!((done.status, text), (1, None), "{method:?}");
        assert!(done.err.contains(ko) && done.err.contains(en), "{}", done.err);
    }
}

#[test]
fn the_scan_finds_the_areas_that_are_above_their_baselines() {
    let folder = tempfile::tempdir().unwrap();
    let centroids = folder.path().join("centroids.csv");
    let places: String = (0..9).map(|area| format!("구역{area},{},{}\n", area % 3, area / 3)).collect();
    fs::write(&centroids, format!("area,lon,lat\n{places}")).unwrap();
    let mut counts = String::from("area,week,count\n");
    for week in 1..=70 {
        for area in 0..9 {
            let many = week >= 69 && (area == 0 || area == 1);
            counts.push_str(&format!("구역{area},{week},{}\n", if many { 12 } else { 3 }));
        }
    }
    let method = ["scan-statistic", "--centroids", centroids.to_str().unwrap(), "-k", "4", "--seed", "1"];
    let (done, text) = run(folder.path(), &method, counts.as_bytes());
    assert!(done.ok().contains("4 durations, week 70"));
    let text = text.unwrap();
    let first: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    // C = 48, B = 12: 48 ln 4 + 12 - 48 = 30.54213.
    assert_eq!((first[0], first[2], first[3], first[4], first[6], first[7]), ("1", "2", "48", "12", "4", "0.001"));
    assert!(first[1] == "\"구역0 구역1\"" || first[1] == "\"구역1 구역0\"");
    assert!((first[5].parse::<f64>().unwrap() - (48.0 * 4.0_f64.ln() - 36.0)).abs() < 1e-9 && first[8].parse::<f64>().unwrap() < 1e-6);
    let (again, same) = run(folder.path(), &method, counts.as_bytes());
    again.ok();
    assert_eq!(same.unwrap(), text);
    for (more, counts, en) in [
        (&["--durations", "6"][..], counts.as_str(), "durations (W)"),
        (&["--week", "40"], &counts, "begin before the file's first week"),
        (&[], "area,week,count\n구역0,1,2\n어디,1,2\n", "row 3, column `area`: `어디` has no centroid"),
    ] {
        let (done, text) = run(folder.path(), &[&method, more].concat(), counts.as_bytes());
        assert_eq!((done.status, text), (1, None));
        assert!(done.err.contains(en), "{}", done.err);
    }
}

#[test]
fn help_names_parameters_as_the_papers_do() {
    for (command, words) in [
        ("farrington", &["b:", "w:", "noPeriods", "weightsThreshold", "pastWeeksNotIncluded", "pThresholdTrend", "α", "Noufaily"][..]),
        ("farrington-1996", &["b:", "w:", "α", "1996"]),
        ("ears", &["baseline", "α", "C1", "C3", "Hutwagner"]),
        ("scan-statistic", &["k:", "W:", "R:", "C ln(C/B) + B - C", "Neill"]),
    ] {
        let help = madang(&["signals", command, "--help"]).ok();
        assert!(words.iter().all(|word| help.contains(word)), "{command}: {help}");
    }
}

/// The command gives what the reference gives: columns of the shared file.
#[test]
fn the_command_equals_the_reference() {
    let shared = root().join("../shared/data/count-series");
    if !shared.exists() {
        println!("skipped: the shared data are not here (count-series)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let counts = fs::read(shared.join("salmonella_agona_counts.csv")).unwrap();
    let arguments = "farrington --years 4 --half-width 3 --periods 10 --weights-threshold 2.58 --weeks-excluded 26 --trend-threshold 1 \
         --alpha 0.01 --threshold nb-plugin --from 261";
    let (done, text) = run(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>(), &counts);
    done.ok();
    let expected = fs::read_to_string(shared.join("agona_farringtonFlexible_flex.csv")).unwrap();
    let pick = |text: &str, places: [usize; 4]| -> Vec<Vec<String>> {
        text.lines().map(|line| places.iter().map(|at| line.split(',').nth(*at).unwrap().trim_matches('"').to_owned()).collect()).collect()
    };
    assert_eq!(pick(&text.unwrap(), [0, 1, 3, 4]), pick(&expected, [0, 1, 2, 3]));
}
