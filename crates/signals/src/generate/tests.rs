//! Rules of the generated streams.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Lang};

use super::background::Background;
use super::calendar::{Weekday, weekday};
use super::chance::Chance;
use super::kinds::KINDS;
use super::places::City;
use super::topics::CATEGORIES;
use super::{Complaint, Origin, Sender, Settings, Stream, Truth};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn settings(complaints: u64, conflicts: usize, seed: u64) -> Settings {
    Settings { complaints, from: day("2021-01-01"), to: day("2021-02-28"), conflicts, warm_up: 28, seed }
}

fn written(settings: &Settings) -> (Vec<Complaint>, Truth) {
    let stream = Stream::plan(settings).unwrap();
    let mut truth = stream.truth();
    let complaints: Vec<Complaint> = stream.collect();
    complaints.iter().for_each(|complaint| truth.add(complaint));
    (complaints, truth)
}

fn table(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn counts_vary_more_than_poisson_in_each_district_and_category() {
    // Ten days from a Friday on in a hundred seeds: variance over mean between seeds, day by day, where no weather disturbs; then the mean of the ten.
    let (city, days, seeds) = (City::seoul(), 10, 100);
    let cells = city.districts.len() * CATEGORIES.len();
    let mut seen: Vec<Vec<f64>> = vec![Vec::new(); days * cells];
    for seed in 0..seeds {
        let background = Background::draw(&city, day("2021-01-15"), days, 22_870, &mut Chance::new(seed, 0));
        for at in (0..days).filter(|at| background.weather[*at].is_none()) {
            for (cell, count) in background.counts(at).iter().enumerate() {
                seen[at * cells + cell].push(f64::from(*count));
            }
        }
    }
    for cell in 0..cells {
        let ratios = (0..days).map(|at| {
            let counts = &seen[at * cells + cell];
            let n = counts.len() as f64;
            let mean = counts.iter().sum::<f64>() / n;
            counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0) / mean
        });
        let ratio = ratios.sum::<f64>() / days as f64;
        assert!((1.5..=5.0).contains(&ratio), "district and category {cell}: {ratio}");
    }
}

#[test]
fn weekdays_holidays_and_weather_show() {
    let city = City::seoul();
    let from = day("2021-01-01");
    let background = Background::draw(&city, from, 59, 134_957, &mut Chance::new(3, 0));
    let of = |category: &str, wanted: fn(Weekday) -> bool| {
        let category = CATEGORIES.iter().position(|known| known.name == category).unwrap();
        let days: Vec<usize> = (0..59).filter(|at| wanted(weekday(from.plus_days(i32::try_from(*at).unwrap())))).collect();
        let counts = days.iter().flat_map(|at| background.counts(*at).iter().skip(category).step_by(CATEGORIES.len()));
        f64::from(counts.sum::<u32>()) / days.len() as f64
    };
    let working = |day| matches!(day, Weekday::Working(_));
    let weekend = |day| day == Weekday::Weekend;
    assert!((0.75..0.95).contains(&(of("주차", weekend) / of("주차", working))));
    assert!((0.15..0.26).contains(&(of("행정", weekend) / of("행정", working))));
    assert!(of("행정", |day| day == Weekday::Holiday) < of("행정", weekend));
    assert!(of("주차", |day| day == Weekday::Working(0)) > 1.1 * of("주차", |day| day == Weekday::Working(4)));
    assert_eq!(
        [weekday(from), weekday(day("2021-01-02")), weekday(day("2021-02-11")), weekday(day("2021-01-04"))],
        [Weekday::Holiday, Weekday::Weekend, Weekday::Holiday, Weekday::Working(0)]
    );
    assert!(background.weather.iter().flatten().count() >= 4);
}

#[test]
fn conflicts_grow_after_the_warm_up_in_neighbourhoods_that_lie_together() {
    let city = City::seoul();
    let mut lengths = BTreeSet::new();
    for seed in 0..20 {
        for conflict in super::planted::conflicts(&city, 59, 28, 12, &mut Chance::new(seed, 0)) {
            let peak = *conflict.counts.iter().max().unwrap();
            let growth = conflict.counts.iter().position(|count| *count == peak).unwrap() + 1;
            let length = conflict.counts.len();
            assert!((1..=5).contains(&conflict.counts[0]) && (20..=60).contains(&peak));
            assert!(growth <= 15 && (5..=19).contains(&length), "{:?}", conflict.counts);
            assert!(conflict.began >= 28 && conflict.began + length <= 59);
            let halves = conflict.counts.split_at(growth / 2);
            assert!(halves.0.iter().sum::<u32>() < halves.1.iter().take(growth - growth / 2).sum(), "{:?}", conflict.counts);
            assert!((1..=3).contains(&conflict.places.len()));
            let [first, others @ ..] = conflict.places.as_slice() else { panic!() };
            for other in others {
                let (one, other) = (city.place(*first), city.place(*other));
                assert!((one.lat - other.lat).abs() < 0.03 && (one.lon - other.lon).abs() < 0.035, "{} {}", one.area(), other.area());
            }
            lengths.insert(growth);
        }
    }
    assert!(lengths.len() >= 9, "{lengths:?}");
}

#[test]
fn the_truth_is_what_the_stream_holds() {
    let (complaints, truth) = written(&settings(12_000, 4, 7));
    assert_eq!(complaints.len(), 12_000);
    let conflicts = table(&truth.conflicts_csv());
    assert_eq!(conflicts.len(), 4);
    let listed = table(&truth.complaints_csv());
    for (row, number) in conflicts.iter().zip(1..) {
        let own: Vec<&Complaint> = complaints.iter().filter(|complaint| complaint.origin == Origin::Conflict(number)).collect();
        let ids: Vec<&str> = own.iter().map(|complaint| complaint.id.as_str()).collect();
        let number = number.to_string();
        let named: Vec<&str> = listed.iter().filter(|row| row["conflict"] == number).map(|row| row["id"].as_str()).collect();
        assert_eq!((named, own.len().to_string()), (ids, row["complaints"].clone()));
        let (first, last) = (own.first().unwrap().received_on, own.last().unwrap().received_on);
        assert_eq!((row["began_on"].clone(), row["ended_on"].clone()), (first.to_string(), last.to_string()));
        assert!(first >= day("2021-01-29"), "no conflict begins in the warm-up");
        let mut voices = BTreeSet::new();
        let fifth = own.iter().find(|complaint| {
            voices.insert(complaint.submitter.as_str());
            voices.len() - usize::from(voices.contains("")) >= 5
        });
        assert_eq!(row["fifth_on"], fifth.unwrap().received_on.to_string());
        let areas: BTreeSet<&str> = row["areas"].split(';').collect();
        assert!(own.iter().all(|complaint| areas.iter().any(|area| area.starts_with(&complaint.area))));
        let kind = KINDS.iter().find(|kind| kind.name == row["kind"]).unwrap();
        assert!(own.iter().all(|complaint| kind.categories.iter().any(|(category, _)| *category == complaint.category)));
    }
}

#[test]
fn a_conflict_is_worded_in_many_ways_and_spoken_of_before() {
    let (complaints, truth) = written(&settings(20_000, 6, 11));
    let plain = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    for (row, number) in table(&truth.conflicts_csv()).iter().zip(1..) {
        let own: Vec<&Complaint> = complaints.iter().filter(|complaint| complaint.origin == Origin::Conflict(number)).collect();
        let titles: BTreeSet<String> = own.iter().map(|complaint| plain(&complaint.title)).collect();
        let whole: BTreeSet<String> = own.iter().map(|complaint| plain(&complaint.title) + &plain(&complaint.text)).collect();
        assert!(titles.len() * 4 >= own.len() * 3, "{} titles in {}", titles.len(), own.len());
        assert!(whole.len() * 50 >= own.len() * 49, "{} wordings in {}", whole.len(), own.len());
        let kind = KINDS.iter().find(|kind| kind.name == row["kind"]).unwrap();
        let words: Vec<&str> = kind.mention.split('|').chain(kind.noun.split('|')).collect();
        let before =
            complaints.iter().filter(|complaint| complaint.origin == Origin::Background && complaint.received_on < day("2021-01-29"));
        assert!(before.filter(|complaint| words.iter().any(|word| complaint.title.contains(word))).count() > 0, "{}", kind.name);
    }
}

#[test]
fn campaigns_of_persons_and_of_groups_are_there_and_few() {
    let (complaints, truth) = written(&settings(30_000, 0, 5));
    let mut campaigns: BTreeMap<usize, (Sender, Vec<&Complaint>)> = BTreeMap::new();
    for complaint in &complaints {
        if let Origin::Campaign(number, sender) = complaint.origin {
            campaigns.entry(number).or_insert((sender, Vec::new())).1.push(complaint);
        }
    }
    let copies: usize = campaigns.values().map(|(_, copies)| copies.len()).sum();
    assert_eq!(table(&truth.campaigns_csv()).len(), copies);
    assert!((200..=3_000).contains(&copies), "{copies}");
    let (mut persons, mut groups) = (0, 0);
    for (sender, copies) in campaigns.values() {
        let voices: BTreeSet<&str> = copies.iter().map(|copy| copy.submitter.as_str()).filter(|voice| !voice.is_empty()).collect();
        let texts: BTreeSet<&str> = copies.iter().map(|copy| copy.text.as_str()).collect();
        match sender {
            Sender::Person => {
                persons += 1;
                assert!(voices.len() <= 1 && texts.len() <= 1 + copies.len() / 3);
            }
            Sender::Group => {
                groups += 1;
                assert!(copies.len() < 5 || voices.len() * 3 >= copies.len(), "{} voices in {}", voices.len(), copies.len());
            }
        }
    }
    assert!(persons >= 10 && groups >= 4, "{persons} {groups}");
}

#[test]
fn some_people_complain_again_and_again() {
    let (complaints, _) = written(&settings(10_000, 0, 2));
    let mut voices: BTreeMap<&str, usize> = BTreeMap::new();
    for complaint in complaints.iter().filter(|complaint| complaint.origin == Origin::Background && !complaint.submitter.is_empty()) {
        *voices.entry(&complaint.submitter).or_default() += 1;
    }
    let most = voices.values().max().unwrap();
    assert!((8..200).contains(most) && voices.len() > 3_000, "{most} {}", voices.len());
}

#[test]
fn rows_are_counted_dated_and_numbered() {
    for (complaints, from, to) in [(1, "2020-02-29", "2020-02-29"), (37, "2021-01-01", "2021-12-31"), (2_001, "2021-07-30", "2021-08-02")] {
        let settings = Settings { complaints, from: day(from), to: day(to), conflicts: 0, warm_up: 28, seed: 9 };
        let (rows, _) = written(&settings);
        assert_eq!(rows.len() as u64, complaints);
        assert!(rows.iter().all(|row| (day(from)..=day(to)).contains(&row.received_on) && !row.title.is_empty()));
        assert!(rows.is_sorted_by(|one, next| one.received_on <= next.received_on && one.id < next.id));
        let inside = |(lat, lon): (f64, f64)| (37.4..37.72).contains(&lat) && (126.73..127.22).contains(&lon);
        assert!(rows.iter().filter_map(|row| row.coordinates).all(inside));
    }
}

#[test]
fn a_seed_decides_everything() {
    let (one, _) = written(&settings(3_000, 2, 41));
    assert_eq!(one, written(&settings(3_000, 2, 41)).0);
    assert_ne!(one, written(&settings(3_000, 2, 42)).0);
}

#[test]
fn what_cannot_be_made_is_refused_in_both_languages() {
    let usual = settings(134_957, 2, 1);
    let cases = [
        (Settings { to: day("2020-12-31"), ..usual }, "signals.period", "--from"),
        (Settings { to: day("2099-12-31"), ..usual }, "signals.period", "7305"),
        (Settings { to: day("2021-02-01"), ..usual }, "signals.period-too-short", "33"),
        (Settings { warm_up: usize::MAX, ..usual }, "signals.period-too-short", "--warm-up"),
        (Settings { complaints: 100, ..usual }, "signals.too-few-complaints", "--conflicts"),
        (Settings { complaints: 0, ..usual }, "signals.complaints", "100000000"),
        (Settings { complaints: u64::MAX, ..usual }, "signals.complaints", "100000000"),
        (Settings { conflicts: 401, ..usual }, "signals.conflicts", "400"),
    ];
    for (settings, code, word) in cases {
        let refusal = Stream::plan(&settings).err().unwrap();
        assert_eq!(refusal.code, code);
        assert!([Lang::Ko, Lang::En].iter().all(|lang| refusal.say(*lang).contains(word)), "{refusal:?}");
    }
    // The shortest that has room, and the most.
    assert!(Stream::plan(&Settings { to: day("2021-02-02"), ..usual }).is_ok());
    assert!(Stream::plan(&Settings { conflicts: 400, to: day("2021-12-31"), complaints: 400_000, ..usual }).is_ok());
}

#[test]
fn seoul_has_its_districts_and_neighbourhoods() {
    let city = City::seoul();
    assert_eq!((city.places.len(), city.districts.len()), (425, 25));
    assert!((city.districts.iter().map(|district| district.share).sum::<f64>() - 1.0).abs() < 1e-9);
    let stems: Vec<&str> = city.places.iter().map(|place| place.stem).collect();
    assert!(["상암", "성수", "종로", "금호"].iter().all(|stem| stems.contains(stem)));
}

#[test]
fn particles_fit_the_word_before() {
    let city = City::seoul();
    let matter = |noun: &str| super::grammar::Matter {
        noun: super::grammar::Ways::read(noun),
        wrong: super::grammar::Ways::read(""),
        ask: super::grammar::Ways::read(""),
        detail: super::grammar::Ways::read(""),
    };
    let common = super::grammar::Common { effect: super::grammar::Ways::read(""), when: super::grammar::Ways::read("") };
    for (noun, said) in
        [("소각장", "소각장이 소각장을 소각장으로"), ("차고지", "차고지가 차고지를 차고지로"), ("터널", "터널이 터널을 터널로")]
    {
        let (matter, mut out) = (matter(noun), String::new());
        let scene = super::grammar::Scene { matter: &matter, common: &common, place: city.place(0) };
        super::grammar::Ways::read("{n이} {n을} {n로}").say(&scene, &mut Chance::new(1, 0), &mut out);
        assert_eq!(out, said);
    }
}
