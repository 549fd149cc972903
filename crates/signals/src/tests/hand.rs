//! Cases worked out by hand.

use proptest::prelude::*;

use crate::textbook::{AreaCounts, Baseline, Centroids, Counts, EarsMethod, Farrington, Missing, Scratch, Table, Threshold, ears};

#[test]
fn ears_by_hand() {
    // Baseline 1..7: mean 4, sum of squares 28, sd sqrt(28 / 6). z of 0.999 is 3.0902323061678132, of 0.975 1.959963984540054.
    let counts = [1, 2, 3, 4, 5, 6, 7, 20, 20, 12];
    let sd = (28.0_f64 / 6.0).sqrt();
    let one = &ears(&counts, EarsMethod::C1, 7, 0.001, 7).unwrap()[0];
    assert_eq!((one.expected, one.alarm), (Some(4.0), true));
    assert!((one.upperbound.unwrap() - (4.0 + 3.090_232_306_167_813 * sd)).abs() < 1e-9);
    // C2 leaves two weeks between: the tenth week has the baseline 1..7, the ninth has none.
    let two = ears(&counts, EarsMethod::C2, 7, 0.001, 8).unwrap();
    assert_eq!((two[0].upperbound, two[1].alarm), (Err(Missing::TooShort), true));
    assert!((two[1].upperbound.unwrap() - (4.0 + 3.090_232_306_167_813 * sd)).abs() < 1e-9);
    // C3 adds what the two weeks before were above their own baselines, each less 1.
    let counts = [0, 2, 0, 2, 0, 2, 0, 2, 1, 5, 1, 4];
    let mean_sd = |weeks: &[u32]| {
        let mean = f64::from(weeks.iter().sum::<u32>()) / 7.0;
        (mean, (weeks.iter().map(|week| (f64::from(*week) - mean).powi(2)).sum::<f64>() / 6.0).sqrt())
    };
    let ((mean_0, sd_0), (mean_1, sd_1), (_, sd_2)) = (mean_sd(&counts[0..7]), mean_sd(&counts[1..8]), mean_sd(&counts[2..9]));
    let (above_0, above_1) = (((5.0 - mean_0) / sd_0 - 1.0).max(0.0), ((1.0 - mean_1) / sd_1 - 1.0).max(0.0));
    let bound = (4.0 + sd_2 * (1.959_963_984_540_054 - above_0 - above_1)).max(0.0);
    let three = ears(&counts, EarsMethod::C3, 7, 0.025, 11).unwrap()[0];
    assert!((three.upperbound.unwrap() - bound).abs() < 1e-9 && three.alarm == (4.0 > bound));
}

/// Without trend, weights and dispersion the model is the mean of the windows, and the bound a plain Poisson quantile.
#[test]
fn a_flat_series_has_the_poisson_quantile_of_its_mean() {
    let counts = vec![4_u32; 300];
    let method = Farrington { weights_threshold: 100.0, ..Farrington::flexible() };
    let design = method.design(280).unwrap();
    let week = method.test(&design, &counts, &mut Scratch::default());
    // Poisson(4): P(X ≤ 8) = 0.97864, P(X ≤ 9) = 0.99187; P(X ≥ 4) = 0.56653.
    assert_eq!((week.upperbound, week.alarm, week.phi), (Ok(9.0), false, Some(1.0)));
    assert!((week.expected.unwrap() - 4.0).abs() < 1e-6 && (week.p.unwrap() - 0.566_529_879_633_291).abs() < 1e-6);
}

#[test]
fn reference_weeks_are_the_windows_and_equal_blocks_between() {
    // Week 260 (from 0), b = 4, w = 3, 26 weeks left out: from 260 - 211 to 233.
    let design = Farrington::flexible().design(260).unwrap();
    assert_eq!((design.rows.len(), design.levels), (185, 10));
    let places = |level: usize| design.rows.iter().filter(|row| row.level == level).map(|row| row.place).collect::<Vec<_>>();
    let windows: Vec<usize> = [52, 104, 156, 208].iter().flat_map(|middle| middle - 3..=middle + 3).collect();
    assert_eq!(places(9), windows);
    assert_eq!(places(0)[..6], [56, 57, 58, 59, 60, 108]);
    // Windows alone, and an uneven cut: 45 weeks in 7 blocks are 7, 7, 7, 6, 6, 6, 6.
    let alone = Farrington { periods: 1, ..Farrington::flexible() }.design(260).unwrap();
    assert_eq!(alone.rows.iter().map(|row| row.place).collect::<Vec<_>>(), windows);
    let uneven = Farrington { periods: 8, ..Farrington::flexible() }.design(260).unwrap();
    let sizes: Vec<usize> = (0..7).map(|level| uneven.rows.iter().filter(|row| row.level == level && row.place < 101).count()).collect();
    assert_eq!(sizes, [7, 7, 7, 6, 6, 6, 6]);
    assert!(Farrington::flexible().design(210).is_none() && Farrington::flexible().design(211).is_some());
}

#[test]
fn parameters_that_cannot_be_are_refused_by_name() {
    let good = Farrington::flexible();
    let bad = [
        (Farrington { years: 0, ..good }, "years"),
        (Farrington { half_width: 26, ..good }, "half-width"),
        (Farrington { periods: 0, ..good }, "periods"),
        (Farrington { periods: 47, ..good }, "periods"),
        (Farrington { weights_threshold: f64::NAN, ..good }, "weights-threshold"),
        (Farrington { weeks_excluded: 53, ..good }, "weeks-excluded"),
        (Farrington { trend_threshold: 1.5, ..good }, "trend-threshold"),
        (Farrington { alpha: 0.5, threshold: Threshold::Muan, ..good }, "alpha"),
    ];
    for (method, name) in bad {
        let refusal = method.check().unwrap_err();
        assert!(refusal.en.contains(name) && refusal.ko.contains(name), "{refusal}");
        assert!(method.design(280).is_none());
    }
    assert!(good.check().is_ok() && Farrington { periods: 46, ..good }.check().is_ok());
}

fn read(text: &[u8]) -> Result<Counts, kernel::Refusal> {
    Counts::read(&Table::read("counts.csv", text)?)
}

#[test]
fn files_of_all_kinds_are_read() {
    let wanted = Counts { first: 7, observed: vec![3, 0] };
    assert_eq!(read(b"week,observed,state\r\n7,3,0\r\n8,0,0\r\n").unwrap(), wanted);
    assert_eq!(read("\u{feff}week,observed\n7,3\n\n8,0\n".as_bytes()).unwrap(), wanted);
    // CP949: 주,건수
    assert_eq!(read(b"\xc1\xd6;\xb0\xc7\xbc\xf6\n7;3\n8;0\n").unwrap(), wanted);
}

#[test]
fn bad_files_are_refused_by_row_and_column() {
    for (text, ko, en) in [
        ("week,observed\n1,2\n2,-1\n", "3행 ‘observed’ 열", "row 3, column `observed`"),
        ("week,observed\n1,2\n2,\n", "3행 ‘observed’ 열", "row 3, column `observed`"),
        ("week,observed\n1,99999999\n", "2행 ‘observed’ 열", "row 2, column `observed`"),
        ("week,observed\n하나,2\n", "2행 ‘week’ 열", "row 2, column `week`"),
        ("week,observed\n1,2\n3,2\n", "3행 ‘week’ 열", "row 3, column `week`"),
        ("week,cases\n1,2\n", "1행", "row 1"),
        ("week,observed,count\n1,2,3\n", "1행", "row 1"),
        ("week,observed\n", "머리글", "header"),
        ("", "머리글", "header"),
        ("week,observed\n1,2\n\"2,3\n", "", "row 3"),
        ("PK\u{3}\u{4}not a spreadsheet", "스프레드시트", "spreadsheet"),
    ] {
        let refusal = read(text.as_bytes()).unwrap_err();
        assert!(refusal.ko.contains(ko) && refusal.en.contains(en), "{text:?}: {} {}", refusal.ko, refusal.en);
    }
    assert!(read(b"week,observed\n1,\xff\xff\n").unwrap_err().en.contains("row 2"));
}

#[test]
fn counts_by_area_are_zero_where_no_row_names_them() {
    let table = |text: &str| Table::read("file", text.as_bytes()).unwrap();
    let centroids = Centroids::read(&table("area,lon,lat\n가,0,0\n나,1,0\n")).unwrap();
    let counts = AreaCounts::read(&table("week,area,count\n3,나,5\n1,가,2\n"), &centroids).unwrap();
    assert_eq!((counts.first, &counts.weeks[..]), (1, &[vec![2, 0], vec![0, 0], vec![0, 5]][..]));
    let baseline = Baseline { weeks: 2, ago: 1 };
    assert_eq!(baseline.of(&counts.weeks, 2).unwrap(), [1.0, 0.01]);
    assert!(baseline.of(&counts.weeks, 1).unwrap_err().en.contains("before the file's first week"));
    for (text, en) in [
        ("week,area,count\n3,다,5\n", "row 2, column `area`: `다` has no centroid"),
        ("week,area,count\n3,가,5\n3,가,5\n", "row 3, column `area`: `가` in week 3 stands twice"),
        ("week,area,count\n1,가,5\n900000,가,5\n", "more than 10400"),
    ] {
        assert!(AreaCounts::read(&table(text), &centroids).unwrap_err().en.contains(en), "{text}");
    }
    assert!(Centroids::read(&table("area,lon,lat\n가,0,0\n가,1,0\n")).unwrap_err().en.contains("row 3"));
    assert!(Centroids::read(&table("area,lon,lat\n가,NaN,0\n")).unwrap_err().en.contains("column `lon`"));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), tail in ".{0,80}") {
        let mut text = b"week,observed\n1,".to_vec();
        text.extend(&bytes);
        let _ = (read(&bytes), read(&text), read(tail.as_bytes()));
    }
}
