//! After the draw: replacements keep the quotas, learned rates are those planted, and no alternates are better than the chosen ones.

use std::collections::BTreeSet;

use crate::alternates::choose;
use crate::chance::{Chance, Purpose};
use crate::dropout::{Replacing, Samples, Scenario, deviation};
use crate::rates::Model;
use crate::tests::{read, shared};
use crate::{
    Columns, Given, How, Leaving, Method, Past, Pool, Problem, Quotas, Rates, Rule, Table, Wanted, alternates, lottery, numbered,
    replacement, unwatched,
};

const QUOTAS: &str =
    "feature,value,min,max\nsex,f,5,6\nsex,m,4,5\nage,young,3,4\nage,middle,3,4\nage,old,3,4\nplace,north,4,6\nplace,south,4,6\n";

/// Sixty people, every third in a household of two.
fn town() -> String {
    let mut text = "id,sex,age,place,home\n".to_owned();
    for at in 0..60 {
        let (sex, age) = (["f", "m", "m", "f", "f"][at % 5], ["young", "middle", "old", "old"][(at / 2 + at % 3) % 4]);
        let place = ["north", "south", "south"][at % 3];
        let home = if at % 3 == 0 { format!("길 {}", at / 6) } else { String::new() };
        text += &format!("p{at},{sex},{age},{place},{home}\n");
    }
    text
}

fn first_panel(pool: &Pool, problem: &Problem, seed: u64) -> Vec<usize> {
    let lottery = lottery(problem, Method::Leximin, &mut unwatched).unwrap();
    numbered(&lottery, pool, &[], 10, seed).unwrap().panels[0].clone()
}

fn within(pool: &Pool, quotas: &Quotas, people: &[usize]) -> bool {
    quotas.features.iter().enumerate().all(|(feature, of)| {
        of.quotas.iter().enumerate().all(|(value, quota)| {
            let count = people.iter().filter(|at| pool.people[**at].values[feature] == value).count();
            (quota.min as usize..=quota.max as usize).contains(&count)
        })
    })
}

/// Draws replacements after random dropouts and looks at all that must hold; gives how often the given quotas were kept.
fn replaced_many_times(pool: &Pool, quotas: &Quotas, problem: &Problem, size: u32, times: u64) -> usize {
    let (mut kept, mut proved) = (0, 0);
    let panel = first_panel(pool, problem, 7);
    for seed in 0..times {
        let mut chance = Chance::new(seed, Purpose::Dropouts);
        let mut order = panel.clone();
        chance.shuffle(&mut order);
        let left = order[..1 + chance.below(order.len() / 3)].to_vec();
        let mut others: Vec<usize> = (0..pool.people.len()).filter(|at| !panel.contains(at)).collect();
        chance.shuffle(&mut others);
        let leaving = Leaving { panel: panel.clone(), left: left.clone(), declined: others[..others.len() / 5].to_vec() };
        let rule = Rule { size, method: Method::Leximin, numbers: 200, seed };
        let found = replacement(pool, quotas, &leaving, rule, &mut unwatched).unwrap();
        assert_eq!((found.stayed.len(), found.people.len()), (panel.len() - left.len(), left.len()));
        let all: Vec<usize> = found.stayed.iter().chain(&found.people).copied().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), size as usize);
        assert!(found.people.iter().all(|at| !panel.contains(at) && !leaving.declined.contains(at)));
        let homes: Vec<&String> = all.iter().filter_map(|at| pool.people[*at].household.as_ref()).collect();
        assert_eq!(homes.iter().collect::<BTreeSet<_>>().len(), homes.len());
        assert!(within(pool, &found.quotas, &all));
        // The given quotas are left only where no panel keeps them.
        let given = Given { chosen: found.stayed.clone(), left_out: left.iter().chain(&leaving.declined).copied().collect() };
        let problem = Problem::new(pool, quotas, size, &given).unwrap();
        assert_eq!(found.conflict.is_some(), crate::conflict(&problem, quotas).unwrap().is_some());
        assert!(found.conflict.is_some() || within(pool, quotas, &all));
        // Few seats under tight quotas need cuts now and then: then the bound is the solver's word, and the certificate says so.
        assert!(found.lottery.gap() <= 1e-9);
        proved += usize::from(found.lottery.proved());
        kept += usize::from(found.conflict.is_none());
    }
    println!("{kept} times of {times} the given quotas were kept; {proved} times the bound was proved");
    kept
}

#[test]
fn replacements_keep_the_quotas_after_random_dropouts() {
    let (quotas, pool, problem) = read(&town(), QUOTAS, 10, Columns { id: Some("id"), household: Some("home") }).unwrap();
    let kept = replaced_many_times(&pool, &quotas, &problem, 10, 60);
    assert!(kept >= 50);
}

#[test]
fn replacements_keep_the_quotas_of_a_shared_pool() {
    let Some((quotas, pool, problem)) = shared::load_all("opendlp_monitoring_100_30", 30, Some("address_line_1")) else { return };
    replaced_many_times(&pool, &quotas, &problem, 30, 10);
}

#[test]
fn the_chances_of_replacements_are_the_fairest_over_those_who_can_be_asked() {
    // One f of {2, 3} must come for 1; 4 is on the panel.
    let (quotas, pool, _) = read("a\nf\nf\nf\nm\nm\n", "feature,value,min,max\na,f,1,1\na,m,1,1\n", 2, Columns::default()).unwrap();
    let leaving = Leaving { panel: vec![0, 3], left: vec![0], declined: vec![] };
    let mut times = [0; 5];
    for seed in 0..400 {
        let rule = Rule { size: 2, method: Method::Leximin, numbers: 100, seed };
        let found = replacement(&pool, &quotas, &leaving, rule, &mut unwatched).unwrap();
        assert_eq!(found.people.len(), 1);
        times[found.people[0]] += 1;
    }
    // Five standard deviations of 400 throws of a coin.
    assert!(times[1] + times[2] == 400 && times[1] > 150 && times[2] > 150, "{times:?}");
}

#[test]
fn where_no_replacement_keeps_the_quotas_the_nearest_is_drawn_and_said() {
    let pool = "a,b\nx,p\nx,q\ny,p\ny,q\ny,q\n";
    let quotas = "feature,value,min,max\na,x,2,2\na,y,1,1\nb,p,1,2\nb,q,1,2\n";
    let (quotas, pool, _) = read(pool, quotas, 3, Columns::default()).unwrap();
    // The only other x left for good: x at least 2 cannot hold.
    let leaving = Leaving { panel: vec![0, 1, 2], left: vec![0], declined: vec![] };
    let rule = Rule { size: 3, method: Method::Leximin, numbers: 10, seed: 1 };
    let found = replacement(&pool, &quotas, &leaving, rule, &mut unwatched).unwrap();
    let (ko, en) = (found.warning(&quotas, kernel::Lang::Ko), found.warning(&quotas, kernel::Lang::En));
    assert!(en.contains("a `x` at least 2") && en.contains("a `x` minimum 2 to 1") && en.contains("a `y` maximum 1 to 2"), "{en}");
    assert!(ko.contains("a ‘x’ 최소 2→1명") && ko.contains("바꾼 할당으로 추첨했습니다"), "{ko}");
    assert!(found.people == [3] || found.people == [4]);
    // Nothing may be changed: refused, with the quotas that conflict.
    let stiff = "feature,value,min,max,min_flex,max_flex\na,x,2,2,2,2\na,y,1,1,1,1\nb,p,1,2,1,2\nb,q,1,2,1,2\n";
    let stiff = Quotas::read(&Table::read("q.csv", stiff.as_bytes()).unwrap()).unwrap();
    let refused = replacement(&pool, &stiff, &leaving, rule, &mut unwatched).unwrap_err();
    assert!(refused.en.contains("cannot hold together"), "{}", refused.en);
    let code = |leaving: &Leaving, size| replacement(&pool, &quotas, leaving, Rule { size, ..rule }, &mut unwatched).unwrap_err().code;
    assert_eq!(code(&Leaving { left: vec![3], ..leaving.clone() }, 3), "sortition.left-unknown");
    assert_eq!(code(&Leaving { declined: vec![1], ..leaving.clone() }, 3), "sortition.declined-stays");
    assert_eq!(code(&Leaving { left: vec![], ..leaving.clone() }, 3), "sortition.nobody-left");
    assert_eq!(code(&leaving, 5), "sortition.size");
}

/// The example of the rates: two features, seven values.
fn planted() -> (Quotas, Rates) {
    let quotas = Quotas::read(&Table::read("q.csv", QUOTAS.as_bytes()).unwrap()).unwrap();
    (quotas, Rates { base: 0.95, of: vec![vec![1.0, 0.9], vec![0.7, 1.0, 0.85], vec![1.0, 0.8]] })
}

fn cells() -> impl Iterator<Item = Vec<usize>> + Clone {
    (0..12).map(|at| vec![at % 2, at / 2 % 3, at / 6])
}

#[test]
fn learned_rates_are_those_that_were_planted() {
    let (quotas, rates) = planted();
    // Exactly as many as the rates say: the likeliest rates are the planted ones.
    let exact = cells().map(|values| (values.iter().copied().map(Some).collect(), 1e4, 1e4 * rates.stay(&values)));
    let learned = Rates::learn(&Past { groups: exact.collect() }, &quotas);
    let far = |learned: &Rates| {
        let of = learned.of.iter().flatten().zip(rates.of.iter().flatten());
        of.map(|(learned, planted)| (learned - planted).abs()).fold((learned.base - rates.base).abs(), f64::max)
    };
    assert!(far(&learned) < 1e-6, "{learned:?}");
    // By chance: some twenty thousand people, read from a file.
    let mut chance = Chance::new(1, Purpose::Dropouts);
    let mut text = "sex,age,place,stayed\n".to_owned();
    for values in cells().cycle().take(24_000) {
        let stayed = u8::from(chance.unit() < rates.stay(&values));
        let value = |feature: usize| &quotas.features[feature].quotas[values[feature]].value;
        text += &format!("{},{},{},{stayed}\n", value(0), value(1), value(2));
    }
    let past = Past::read(&Table::read("past.csv", text.as_bytes()).unwrap(), &quotas).unwrap();
    let learned = Rates::learn(&past, &quotas);
    println!("furthest rate from the planted one: {:.4}", far(&learned));
    assert!(far(&learned) < 0.03, "{learned:?}");
    let again = Rates::read(&Table::read("rates.csv", learned.csv(&quotas).unwrap().as_bytes()).unwrap(), &quotas).unwrap();
    assert!(cells().all(|values| (again.stay(&values) - learned.stay(&values)).abs() < 1e-5));
}

#[test]
fn the_gradient_is_that_of_the_likelihood() {
    let (quotas, rates) = planted();
    let groups = cells().map(|values| (values.iter().copied().map(Some).collect(), 40.0, (40.0 * rates.stay(&values)).round())).collect();
    let model = Model::new(&Past { groups }, &quotas);
    let at: Vec<f64> = model.start().iter().enumerate().map(|(place, start)| start * (1.0 + 0.1 * place as f64)).collect();
    let (gradient, curve) = model.slopes(&at);
    for place in 0..at.len() {
        let moved = |by: f64| {
            let mut at = at.clone();
            at[place] += by;
            at
        };
        let step = 1e-6;
        let slope = (model.likelihood(&moved(step)) - model.likelihood(&moved(-step))) / (2.0 * step);
        assert!((slope - gradient[place]).abs() < 1e-4 * slope.abs().max(1.0), "{place}: {slope} {}", gradient[place]);
        let (up, down) = (model.slopes(&moved(step)).0, model.slopes(&moved(-step)).0);
        for other in 0..at.len() {
            let bend = -(up[other] - down[other]) / (2.0 * step);
            assert!((bend - curve[place][other]).abs() < 1e-3 * bend.abs().max(1.0), "{place} {other}: {bend} {}", curve[place][other]);
        }
    }
}

#[test]
fn rates_at_their_ends_are_learned_too() {
    let (quotas, _) = planted();
    let learn = |text: &str| {
        let table = Table::read("past.csv", text.as_bytes()).unwrap();
        Rates::learn(&Past::read(&table, &quotas).unwrap(), &quotas)
    };
    // Everybody stayed: nobody is expected to leave, nor of the values that nobody had.
    let all = learn("sex,stayed\nf,1\nf,1\nf,1\n");
    assert!(cells().all(|values| all.stay(&values) > 1.0 - 1e-6), "{all:?}");
    // No m stayed; the chance is small and above 0.
    let none = learn("sex,stayed\nf,1\nf,1\nm,0\nm,0\n");
    assert!(none.stay(&[0, 0, 0]) > 1.0 - 1e-6 && none.stay(&[1, 0, 0]) < 0.01 && none.stay(&[1, 0, 0]) > 0.0, "{none:?}");
}

/// The least deviation after any replacement from the alternates: every one is tried.
fn tried(problem: &Problem, quotas: &Quotas, counts: &[u32], scenario: &Scenario) -> u32 {
    let first: Vec<usize> = quotas.features.iter().scan(0, |next, of| Some(std::mem::replace(next, *next + of.quotas.len()))).collect();
    all_up_to(counts)
        .filter(|taken| taken.iter().sum::<u32>() <= scenario.gone)
        .map(|taken| {
            let mut stayed = scenario.stayed.clone();
            for (of, count) in problem.types.iter().zip(&taken) {
                of.kind.values.iter().zip(&first).for_each(|(value, first)| stayed[first + value] += count);
            }
            deviation(quotas, &stayed)
        })
        .min()
        .unwrap()
}

fn all_up_to(most: &[u32]) -> impl Iterator<Item = Vec<u32>> + use<> {
    let mut all = vec![Vec::new()];
    for most in most {
        all = all.into_iter().flat_map(|counts: Vec<u32>| (0..=*most).map(move |count| [counts.clone(), vec![count]].concat())).collect();
    }
    all.into_iter()
}

#[test]
fn no_alternates_are_better_on_tiny_pools() {
    let quotas = "feature,value,min,max\na,x,2,3\na,y,2,3\nb,p,2,2\nb,q,3,3\nc,u,2,3\nc,v,2,3\n";
    let mut ways = BTreeSet::new();
    for seed in 0..120 {
        let mut chance = Chance::new(seed, Purpose::Dropouts);
        let mut text = "a,b,c\nx,p,u\nx,q,v\ny,p,u\ny,q,v\nx,q,v\n".to_owned();
        for _ in 0..8 {
            text += &format!("{},{},{}\n", ["x", "y"][chance.below(2)], ["p", "q"][chance.below(2)], ["u", "v"][chance.below(2)]);
        }
        let (quotas, pool, _) = read(&text, quotas, 5, Columns::default()).unwrap();
        let panel = [0, 1, 2, 3, 4];
        let free = quotas_without_end(&quotas);
        let given = Given { chosen: panel.to_vec(), left_out: vec![] };
        let count = 1 + u32::try_from(seed % 3).unwrap();
        let problem = Problem::new(&pool, &free, 5 + count, &given).unwrap();
        let samples = Samples::new(&pool, &quotas, (&panel, &[0.6, 0.5, 0.7, 0.6, 0.8]), 30, &mut chance);
        let mean = |counts: &[u32]| -> f64 {
            samples.scenarios.iter().map(|scenario| scenario.share * f64::from(tried(&problem, &quotas, counts, scenario))).sum()
        };
        let best = all_up_to(&problem.counts()).filter(|counts| counts.iter().sum::<u32>() == count).map(|counts| mean(&counts));
        let best = best.fold(f64::INFINITY, f64::min);
        let mut replacing = Replacing::new(&problem, &quotas).unwrap();
        let found = choose(&problem, &quotas, &samples.scenarios, &mut replacing).unwrap();
        assert!((mean(&found.counts) - found.mean).abs() < 1e-9, "{seed}: {} {}", mean(&found.counts), found.mean);
        assert!((found.mean - best).abs() < 1e-9, "{seed}: {} for {best}", found.mean);
        assert!(found.bound <= found.mean + 1e-9 && found.how != How::Planes);
        ways.insert(format!("{:?}", found.how));
    }
    assert_eq!(Vec::from_iter(ways), ["IntegerProgramme", "PlanesClosed"]);
}

fn quotas_without_end(quotas: &Quotas) -> Quotas {
    let mut free = quotas.clone();
    free.features.iter_mut().flat_map(|of| &mut of.quotas).for_each(|quota| (quota.min, quota.max) = (0, u32::MAX));
    free
}

#[test]
fn chosen_alternates_are_better_than_blind_ones() {
    let (quotas, pool, problem) = read(&town(), QUOTAS, 10, Columns { id: Some("id"), household: Some("home") }).unwrap();
    better_than_blind(&quotas, &pool, first_panel(&pool, &problem, 1), 4);
}

/// A hundred and twenty types, tight quotas: the size that a bureau has.
#[test]
fn alternates_of_a_shared_pool_are_better_than_blind_ones() {
    let Some((quotas, pool, problem)) = shared::load_all("sa_fixture_150_22", 22, None) else { return };
    better_than_blind(&quotas, &pool, first_panel(&pool, &problem, 1), 8);
}

fn better_than_blind(quotas: &Quotas, pool: &Pool, panel: Vec<usize>, count: u32) {
    let rates = Rates {
        base: 0.9,
        of: quotas.features.iter().map(|of| (0..of.quotas.len()).map(|at| if at == 0 { 0.75 } else { 1.0 }).collect()).collect(),
    };
    let wanted = Wanted { panel, declined: vec![0], count, samples: 100, seed: 3 };
    let found = alternates(pool, quotas, &rates, &wanted).unwrap();
    let worth = found.worth;
    println!("{worth:?}");
    assert!(worth.bound <= worth.chosen_on_samples + 1e-9);
    assert!(worth.held_out_chosen < worth.held_out_random && worth.held_out_random < worth.held_out_without);
    assert_eq!(found.people.len(), count as usize);
    assert!(found.people.iter().all(|one| !wanted.panel.contains(&one.person) && one.person != 0));
    let homes: Vec<&String> =
        found.people.iter().map(|one| one.person).chain(wanted.panel.clone()).filter_map(|at| pool.people[at].household.as_ref()).collect();
    assert_eq!(homes.iter().collect::<BTreeSet<_>>().len(), homes.len());
    assert!(found.people.windows(2).all(|two| two[0].used >= two[1].used));
    let again = alternates(pool, quotas, &rates, &wanted).unwrap();
    assert_eq!((again.people, again.worth), (found.people, found.worth));
}

#[test]
fn what_is_wrong_with_rates_and_past_panels_is_named_by_row() {
    let (quotas, _) = planted();
    let table = |text: &str| Table::read("file.csv", text.as_bytes()).unwrap();
    let rates = |text: &str| Rates::read(&table(text), &quotas).unwrap_err();
    let past = |text: &str| Past::read(&table(text), &quotas).unwrap_err();
    let cases = [
        (rates("feature,value\nsex,f\n"), "file.column-missing", "`rate`"),
        (rates("feature,value,rate\nsize,f,0.9\n"), "sortition.rate-feature", "row 2"),
        (rates("feature,value,rate\nsex,f,0.9\nsex,x,0.9\n"), "sortition.rate-value", "row 3"),
        (rates("feature,value,rate\nsex,f,0.9\nsex,F,0.8\n"), "sortition.rate-twice", "row 3"),
        (rates("feature,value,rate\nsex,f,0\n"), "sortition.rate", "row 2, column `rate`"),
        (rates("feature,value,rate\nsex,f,1.2\n"), "sortition.rate", "row 2, column `rate`"),
        (rates("feature,value,rate\nsex,f,NaN\n"), "sortition.rate", "row 2, column `rate`"),
        (past("sex,age\nf,old\n"), "file.column-missing", "`stayed`"),
        (past("home,stayed\nf,1\n"), "sortition.no-feature", "row 1"),
        (past("sex,stayed\nf,1\nm,2\n"), "sortition.stayed", "row 3, column `stayed`"),
        (past("sex,stayed\nf,1\nd,0\n"), "sortition.rate-value", "row 3"),
    ];
    for (refusal, code, place) in cases {
        assert_eq!(refusal.code, code, "{}", refusal.en);
        assert!(refusal.en.contains(place), "{}", refusal.en);
    }
    let (quotas, pool, _) = read("sex\nf\nm\nf\n", "feature,value,min,max\nsex,f,1,1\nsex,m,0,1\n", 1, Columns::default()).unwrap();
    let rates = Rates { base: 0.5, of: vec![vec![1.0, 1.0]] };
    let code = |panel: Vec<usize>, count, samples| {
        alternates(&pool, &quotas, &rates, &Wanted { panel, declined: vec![], count, samples, seed: 1 }).unwrap_err().code
    };
    assert_eq!(code(vec![], 1, 1), "sortition.alternates");
    assert_eq!(code(vec![0], 0, 1), "sortition.alternates");
    assert_eq!(code(vec![0], 3, 1), "sortition.too-few");
}
