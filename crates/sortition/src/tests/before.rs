//! The pool beside the population: shares, ratios, chi-square by hand.

use crate::{Quotas, Table, differences};

fn table(text: &str) -> Table {
    Table::read("file.csv", text.as_bytes()).unwrap()
}

#[test]
fn a_pool_is_held_against_the_population() {
    let pool = table("sex\nf\nf\nf\nf\nf\nf\nm\nm\nM\nd\n");
    let population = table("feature,value,count\nsex,f,\"5,000\"\nsex,m,4500\nsex,n,500\n");
    let quotas = Quotas::read(&table("feature,value,min,max\nsex,f,4,6\nsex,m,7,8\n")).unwrap();
    let found = differences(&pool, &population, Some(&quotas), Some(10)).unwrap();
    let values = &found[0].values;
    assert_eq!(values.iter().map(|value| value.people).collect::<Vec<_>>(), [6, 3, 0, 1]);
    assert!((values[0].in_pool - 0.6).abs() < 1e-12 && values[0].in_population == Some(0.5));
    assert!((values[0].ratio.unwrap() - 1.2).abs() < 1e-12 && values[2].ratio == Some(0.0) && values[3].ratio.is_none());
    assert_eq!(values[0].expected, Some((5.0, 5.0)));
    assert!(!values[0].quota_is_off() && values[1].quota_is_off());
    // Nine people with a share: expected 4.5, 4.05, 0.45.
    let by_hand = 1.5_f64.powi(2) / 4.5 + 1.05_f64.powi(2) / 4.05 + 0.45;
    assert!((found[0].chi_square - by_hand).abs() < 1e-12 && found[0].freedom == 2);
    // Two degrees of freedom: the tail is exp(-x / 2).
    assert!((found[0].p - (-by_hand / 2.0).exp()).abs() < 1e-9);
    // Without a size the quotas' own range counts.
    let range = differences(&pool, &population, Some(&quotas), None).unwrap();
    assert_eq!(range[0].values[0].expected, Some((5.5, 7.0)));
}

#[test]
fn what_is_wrong_with_a_population_is_named_by_row() {
    let pool = table("sex\nf\n");
    for (text, code, place) in [
        ("feature,value\nsex,f\n", "file.column-missing", "`share`"),
        ("feature,value,share\nsex,f,half\n", "sortition.no-share", "row 2, column `share`"),
        ("feature,value,share\nsex,f,-1\n", "sortition.no-share", "row 2, column `share`"),
        ("feature,value,share\nsex,f,NaN\n", "sortition.no-share", "row 2, column `share`"),
        ("feature,value,share\nsex,f,1\nsex,F,1\n", "sortition.share-twice", "row 3"),
        ("feature,value,share\nsex,f,0\n", "sortition.no-population", "sex"),
        ("feature,value,share\nage,f,1\n", "file.column-missing", "`age`"),
    ] {
        let refusal = differences(&pool, &table(text), None, None).unwrap_err();
        assert_eq!(refusal.code, code, "{}", refusal.en);
        assert!(refusal.en.contains(place), "{}", refusal.en);
    }
}
