//! The draw, the numbered lottery and the certificate: the same for a stranger, and no change goes unseen.

use num_traits::ToPrimitive as _;

use crate::tests::read;
use crate::{Certificate, Columns, Method, Pledge, Table, certificate, lottery, numbered, panels_csv, pseudonyms, unwatched};

/// The numbers are those of a few lines of Python by docs/draw.md.
#[test]
fn a_stranger_gets_the_same_number() {
    let (lottery, certificate) = (b"number,people\n1,1-1\n2,1-2\n3,1-3\n", b"{}\n");
    let pledge = Pledge::new(lottery, certificate, "example").unwrap();
    assert_eq!(pledge.pledge, "ac6d57099b09bc22abc8bef1147018610844fbd21bcc862a6b0eeaf26c67fc08");
    let drawn = pledge.draw(" 42 ").unwrap();
    assert_eq!(drawn.seed, "b1baf4b987746e80716ecb06ca86d5b1c2a3b4b48762c645d5029a75b45787e3");
    assert_eq!(drawn.number, 1);
    pledge.check(lottery, certificate, &drawn).unwrap();
    let other = crate::Drawn { number: 2, ..drawn.clone() };
    assert_eq!(pledge.check(lottery, certificate, &other).unwrap_err().code, "sortition.draw");
    assert_eq!(pledge.check(&lottery[..lottery.len() - 6], certificate, &drawn).unwrap_err().code, "sortition.draw");
    assert_eq!(pledge.draw("4\n2").unwrap_err().code, "sortition.value");
    assert_eq!(Pledge::new(lottery, certificate, " ").unwrap_err().code, "sortition.source");
}

#[test]
fn every_number_comes_as_often_as_it_should() {
    let lines = (1..=7).map(|number| format!("{number},x\n")).collect::<String>();
    let pledge = Pledge::new(format!("number,people\n{lines}").as_bytes(), b"", "s").unwrap();
    let mut times = [0_u32; 7];
    for value in 0..7_000 {
        times[usize::try_from(pledge.draw(&value.to_string()).unwrap().number).unwrap() - 1] += 1;
    }
    // Six standard deviations of a count around 1,000.
    assert!(times.iter().all(|times| times.abs_diff(1_000) < 180), "{times:?}");
}

const POOL: &str = "id,a,b,home\n1,x,p,h\n2,x,p,h\n3,x,q,\n4,y,p,\n5,y,q,g\n6,y,q,\n7,x,q,g\n8,y,p,\n9,z,p,\n";
const QUOTAS: &str = "feature,value,min,max\na,x,1,2\na,y,1,2\na,z,0,0\nb,p,1,2\nb,q,1,2\n";

#[test]
fn a_certificate_holds_until_anything_in_it_is_changed() {
    let (quotas, pool, problem) = read(POOL, QUOTAS, 3, Columns { id: Some("id"), household: Some("home") }).unwrap();
    let lottery = lottery(&problem, Method::Leximin, &mut unwatched).unwrap();
    let sheet = certificate(&lottery, &quotas, 0, 1.0);
    let csv = panels_csv(&lottery);
    let table = |text: &str| Table::read("panels.csv", text.as_bytes()).unwrap();
    sheet.check(&table(&csv)).unwrap();
    assert_eq!(sheet.in_no_panel, 1);
    let people = crate::probabilities_csv(&lottery, &pool, &[]);
    sheet.check_people(&table(&csv), &table(&people)).unwrap();
    assert!(sheet.check_people(&table(&csv), &table(&people.replacen("0.", "0.0", 1))).is_err());
    assert!(people.contains("9,0\n"), "{people}");

    let text = serde_json::to_string(&sheet).unwrap();
    assert_eq!(serde_json::from_str::<Certificate>(&text).unwrap(), sheet);
    let refused = |change: &dyn Fn(&mut Certificate)| {
        let mut other = sheet.clone();
        change(&mut other);
        other.check(&table(&csv)).unwrap_err().code
    };
    let changes: [&dyn Fn(&mut Certificate); 8] = [
        &|sheet| sheet.minimum += 1e-6,
        &|sheet| sheet.rows[1].high -= 1,
        &|sheet| sheet.rows[0].high += 1,
        &|sheet| sheet.proofs[1].chance = "1/2".to_owned(),
        &|sheet| sheet.proofs[1].multiples.clear(),
        &|sheet| drop(sheet.proofs.pop()),
        &|sheet| sheet.type_list[0].people += 1,
        &|sheet| sheet.proved = !sheet.proved,
    ];
    for change in changes {
        assert_eq!(refused(change), "sortition.certificate");
    }
    let lines: Vec<&str> = csv.lines().collect();
    let shorter = lines[..lines.len() - 1].join("\n");
    assert_eq!(sheet.check(&table(&shorter)).unwrap_err().code, "sortition.certificate");
}

/// One person with x is on every panel of two, nine others share the other seat: whoever lets x go gives the nine up to 1/9 more.
#[test]
fn a_quota_that_holds_the_least_chance_down_has_its_price() {
    let others = "y\n".repeat(9);
    let (_, _, problem) = read(&format!("a\nx\n{others}"), "feature,value,min,max\na,x,1,2\na,y,0,2\n", 2, Columns::default()).unwrap();
    let lottery = lottery(&problem, Method::Leximin, &mut unwatched).unwrap();
    let prices: Vec<(usize, bool, String)> =
        lottery.prices().into_iter().map(|(row, upper, price)| (row, upper, price.to_string())).collect();
    assert_eq!(prices, [(1, false, "1/9".to_owned())]);
}

#[test]
fn numbered_panels_are_people_who_meet_the_quotas_and_nobody_moves_further_than_it_says() {
    let (_, pool, problem) = read(POOL, QUOTAS, 3, Columns { id: Some("id"), household: Some("home") }).unwrap();
    let lottery = lottery(&problem, Method::Leximin, &mut unwatched).unwrap();
    let first = numbered(&lottery, &pool, &[], 500, 1).unwrap();
    assert_eq!(first.panels.len(), 500);
    for people in &first.panels {
        let mut counts = vec![0; problem.types.len()];
        let mut homes: Vec<&String> = people.iter().filter_map(|at| pool.people[*at].household.as_ref()).collect();
        for at in people {
            counts[problem.types.iter().position(|of| of.people.contains(at)).unwrap()] += 1;
        }
        assert!(problem.admits(&counts), "{people:?}");
        let all = homes.len();
        homes.sort();
        homes.dedup();
        assert_eq!(homes.len(), all, "two from one household: {people:?}");
    }
    let moved = first.moved.to_f64().unwrap();
    for (of, chance) in lottery.problem.types.iter().zip(&lottery.chances) {
        for at in &of.people {
            assert!((first.times[*at] as f64 / 500.0 - chance.to_f64().unwrap()).abs() <= moved + 1e-12);
        }
    }
    assert!(moved <= 0.01, "{moved}");
    assert_eq!(numbered(&lottery, &pool, &[], 500, 1).unwrap().panels, first.panels);
    assert_ne!(numbered(&lottery, &pool, &[], 500, 2).unwrap().panels, first.panels);
    let mut names = pseudonyms(&problem, &pool, 1);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), pool.people.len());
    assert_eq!(numbered(&lottery, &pool, &[], 0, 1).unwrap_err().code, "sortition.no-numbers");
}
