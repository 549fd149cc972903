//! Chicago's sanitation complaints with injected outbreaks, beside the textbook methods at the same budget: docs/evaluation-signals.md.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Poisson};
use statrs::distribution::{Beta, ContinuousCDF as _};

use super::super::settings::{MEMORY, WARM_UP};
use super::super::stream::number;
use super::super::{Alert, Complaint, Stream, day};
use super::asked;
use crate::tests::shared::file;
use crate::textbook::{EarsMethod, Farrington, Missing, ears};

/// Days of an outbreak; alarms of one unit so near to each other are one alarm.
const DAYS: usize = 14;
/// The three, then larger ones that show where each method begins to see.
const RISKS: [f64; 6] = [1.5, 2.0, 3.0, 5.0, 10.0, 20.0];
const AREAS: [usize; 4] = [1, 2, 4, 8];
/// 2012 has 366.
const YEAR: f64 = 365.25;

/// A kind in an area.
type Unit = (usize, usize);

/// Days are counted from the first.
struct City {
    first: i32,
    rows: Vec<(usize, Complaint)>,
    kinds: Vec<String>,
    areas: Vec<String>,
    /// For each area all areas, the nearest first, itself before all.
    near: Vec<Vec<usize>>,
    /// Daily.
    counts: BTreeMap<Unit, Vec<u32>>,
}

impl City {
    fn read() -> Option<Self> {
        let mut reader = csv::Reader::from_path(file("complaints-311/chicago-sanitation-2011-2012.csv")?).unwrap();
        let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        // The file is not in order.
        rows.sort_by(|one, other| one[0].cmp(&other[0]));
        let (areas, near) = areas()?;
        let kinds: BTreeSet<String> = rows.iter().map(|row| row[1].to_owned()).collect();
        let first = number(rows[0][0].parse().unwrap());
        let mut city = Self { first, rows: Vec::new(), kinds: kinds.into_iter().collect(), areas, near, counts: BTreeMap::new() };
        let days = usize::try_from(number(rows[rows.len() - 1][0].parse().unwrap()) - first).unwrap() + 1;
        for row in rows {
            let day = usize::try_from(number(row[0].parse().unwrap()) - first).unwrap();
            let point = row[3].parse().ok().zip(row[4].parse().ok());
            city.rows.push((day, Complaint { point, ..city.complaint(day, &row[1], &row[2]) }));
            let kind = city.kinds.iter().position(|kind| *kind == row[1]).unwrap();
            let area = city.areas.iter().position(|area| *area == row[2]).unwrap();
            city.counts.entry((kind, area)).or_insert_with(|| vec![0; days])[day] += 1;
        }
        Some(city)
    }

    fn complaint(&self, day: usize, kind: &str, area: &str) -> Complaint {
        let received = super::super::day(self.first + i32::try_from(day).unwrap());
        Complaint { received_on: Some(received), category: kind.to_owned(), area: area.to_owned(), ..Complaint::default() }
    }

    fn sum(&self, unit: Unit, days: Range<usize>) -> u32 {
        self.counts.get(&unit).map_or(0, |counts| counts[days].iter().sum())
    }

    /// Complaints of a kind in the whole city.
    fn of_kind(&self, kind: usize, days: Range<usize>) -> u32 {
        (0..self.areas.len()).map(|area| self.sum((kind, area), days.clone())).sum()
    }
}

/// Names of the areas, and for each the others by distance.
fn areas() -> Option<(Vec<String>, Vec<Vec<usize>>)> {
    let mut reader = csv::Reader::from_path(file("complaints-311/chicago_area_centroids.csv")?).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let point = |row: &csv::StringRecord| -> (f64, f64) { (row[1].parse().unwrap(), row[2].parse().unwrap()) };
    let near = rows.iter().map(|row| {
        let (lon, lat) = point(row);
        let away = |other: usize| {
            let (east, north) = point(&rows[other]);
            ((east - lon) * lat.to_radians().cos()).hypot(north - lat)
        };
        let mut others: Vec<usize> = (0..rows.len()).collect();
        others.sort_by(|one, other| away(*one).total_cmp(&away(*other)));
        others
    });
    let near = near.collect();
    Some((rows.iter().map(|row| row[0].to_owned()).collect(), near))
}

/// A year of the two: 2011 to tune on, 2012 to report.
struct Part {
    seed: u64,
    days: Range<usize>,
    /// Days that are watched for false alarms.
    watched: Range<usize>,
    /// Days on which an outbreak may begin.
    begins: Range<usize>,
    /// How often people complain of each kind; of none named, not at all.
    kinds: Vec<u32>,
}

impl Part {
    fn of(city: &City, year: u64) -> Self {
        let days = if year == 2011 { 0..365 } else { 365..731 };
        let (warm_up, memory) = (usize::try_from(WARM_UP).unwrap(), usize::try_from(MEMORY).unwrap());
        Self {
            seed: year,
            watched: days.start.max(warm_up)..days.end,
            begins: days.start.max(memory)..days.end - DAYS + 1,
            kinds: (0..city.kinds.len())
                .map(|kind| if city.kinds[kind].is_empty() { 0 } else { city.of_kind(kind, days.clone()) })
                .collect(),
            days,
        }
    }
}

struct Outbreak {
    kind: usize,
    areas: Vec<usize>,
    first: usize,
    /// Day and area of each complaint.
    extra: Vec<(usize, usize)>,
}

impl Outbreak {
    /// A random kind, as often as people complain of it; the areas nearest to a random one; a random day. One without a complaint is none.
    fn draw(city: &City, part: &Part, (risk, areas): (f64, usize), random: &mut ChaCha8Rng) -> Self {
        loop {
            let kind = pick(random, 0..city.kinds.len(), |kind| part.kinds[*kind]).unwrap();
            let areas = city.near[below(random, city.areas.len())][..areas].to_vec();
            let first = part.begins.start + below(random, part.begins.len());
            let usual: u32 = areas.iter().map(|area| city.sum((kind, *area), part.days.clone())).sum();
            let mean = (risk - 1.0) * f64::from(usual) * DAYS as f64 / YEAR;
            let count = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(random)) as usize;
            let extra: Vec<(usize, usize)> = (0..count)
                .filter_map(|_| {
                    let day = pick(random, first..first + DAYS, |day| city.of_kind(kind, *day..day + 1))?;
                    let area = pick(random, areas.iter().copied(), |area| city.sum((kind, *area), part.days.clone()))?;
                    Some((day, area))
                })
                .collect();
            if !extra.is_empty() {
                return Self { kind, areas, first, extra };
            }
        }
    }

    fn days(&self) -> Range<usize> {
        self.first..self.first + DAYS
    }
}

fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    usize::try_from(random.next_u64() % bound as u64).unwrap()
}

/// One of `all`, by weight; None where no weight is above 0.
fn pick<T>(random: &mut ChaCha8Rng, all: impl Iterator<Item = T> + Clone, weight: impl Fn(&T) -> u32) -> Option<T> {
    let sum: u32 = all.clone().map(|one| weight(&one)).sum();
    let mut at = below(random, sum.max(1) as usize);
    all.into_iter().find(|one| {
        let weight = weight(one) as usize;
        let here = at < weight;
        at = at.wrapping_sub(weight);
        here
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Ours,
    /// At least so many in seven days.
    Fixed,
    /// C2 on daily counts, spread at least as below.
    Ears,
    /// Flexible, on weekly counts, with the one year of history that there is.
    Farrington,
}

const METHODS: [Method; 4] = [Method::Ours, Method::Farrington, Method::Ears, Method::Fixed];
/// Days of the baseline of EARS, and the least standard deviation: a week of zeros has none.
const EARS: (usize, f64) = (7, 0.5);

/// A score on a day, of a kind in an area.
#[derive(Clone, Copy)]
struct Alarm {
    unit: Unit,
    day: usize,
    score: f64,
}

impl Method {
    /// Days with their scores.
    fn scores(self, counts: &[u32], days: Range<usize>) -> Vec<(usize, f64)> {
        let counts = &counts[..days.end];
        match self {
            Self::Ours => Vec::new(),
            Self::Fixed => days.map(|day| (day, f64::from(counts[day.saturating_sub(6)..=day].iter().sum::<u32>()))).collect(),
            Self::Ears => {
                // With this α the bound lies one standard deviation above the mean.
                let alpha = 0.158_655_253_931_457;
                let tested = ears(counts, EarsMethod::C2, EARS.0, alpha, days.start).unwrap();
                let score = |(day, one): (usize, crate::textbook::Ears)| {
                    let (mean, bound) = (one.expected?, one.upperbound.ok()?);
                    Some((day, (f64::from(counts[day]) - mean) / (bound - mean).max(EARS.1)))
                };
                days.zip(tested).filter_map(score).collect()
            }
            Self::Farrington => {
                let weeks: Vec<u32> = counts.chunks_exact(7).map(|week| week.iter().sum()).collect();
                let method = Farrington { years: 1, ..Farrington::flexible() };
                // The first week that ends within the days.
                let from = days.start / 7;
                let tested = method.run(&weeks, from).into_iter().zip(from..);
                let ends = tested.filter(|(one, _)| one.upperbound != Err(Missing::FewCases));
                ends.filter_map(|(one, week)| Some((7 * week + 6, -one.p?.max(f64::MIN_POSITIVE).log10()))).collect()
            }
        }
    }

    /// All scores of the background.
    fn background(self, city: &City, days: &Range<usize>) -> Vec<Alarm> {
        let of = |(unit, counts): (&Unit, &Vec<u32>)| {
            let unit = *unit;
            self.scores(counts, days.clone()).into_iter().map(move |(day, score)| Alarm { unit, day, score })
        };
        city.counts.iter().flat_map(of).collect()
    }

    /// Scores within an outbreak.
    fn within(self, city: &City, outbreak: &Outbreak) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        for area in &outbreak.areas {
            let unit = (outbreak.kind, *area);
            let Some(mut counts) = city.counts.get(&unit).cloned() else { continue };
            outbreak.extra.iter().filter(|(_, within)| within == area).for_each(|(day, _)| counts[*day] += 1);
            alarms.extend(self.scores(&counts, outbreak.days()).into_iter().map(|(day, score)| Alarm { unit, day, score }));
        }
        alarms
    }
}

/// How many alarms lie above a score, those of a unit within 14 days taken as one.
fn alarms(all: &[Alarm], cut: f64) -> usize {
    let mut above: Vec<(Unit, usize)> = all.iter().filter(|one| one.score > cut).map(|one| (one.unit, one.day)).collect();
    above.sort_unstable();
    let next = |pair: &[(Unit, usize)]| matches!(pair, [one, other] if one.0 != other.0 || other.1 - one.1 > DAYS);
    above.windows(2).filter(|pair| next(pair)).count() + usize::from(!above.is_empty())
}

/// The lowest score above which so many alarms lie at most.
fn cut(all: &[Alarm], budget: usize) -> f64 {
    // Below all scores: ours has few, and may keep them all.
    let mut scores: Vec<f64> = all.iter().map(|one| one.score).chain([f64::NEG_INFINITY]).collect();
    scores.sort_by(|one, other| other.total_cmp(one));
    scores.dedup();
    scores.into_iter().take_while(|score| alarms(all, *score) <= budget).last().unwrap_or(f64::INFINITY)
}

/// Our alarms: of the background's watched days, and within each outbreak. The background runs once; each outbreak goes on from the evening before.
fn ours(city: &City, part: &Part, outbreaks: &[Outbreak]) -> (Vec<Alarm>, Vec<Vec<Alarm>>) {
    let mut stream = Stream::new("1/year".parse().unwrap());
    let mut order: Vec<usize> = (0..outbreaks.len()).collect();
    order.sort_by_key(|at| outbreaks[*at].first);
    let mut within = vec![Vec::new(); outbreaks.len()];
    let mut next = 0;
    for at in order {
        let outbreak = &outbreaks[at];
        while city.rows[next].0 < outbreak.first {
            stream.push(&city.rows[next].1);
            next += 1;
        }
        let mut branch = stream.clone();
        let mut rows = city.rows[next..].iter().peekable();
        for day in outbreak.days() {
            while let Some((_, complaint)) = rows.next_if(|(received, _)| *received == day) {
                branch.push(complaint);
            }
            for (_, area) in outbreak.extra.iter().filter(|(extra, _)| *extra == day) {
                branch.push(&city.complaint(day, &city.kinds[outbreak.kind], &city.areas[*area]));
            }
        }
        within[at] = alarms_of(city, &branch.finish().alerts, outbreak.days())
            .filter(|(alarm, areas)| {
                let inside = areas.iter().filter(|area| outbreak.areas.contains(area)).count();
                alarm.unit.0 == outbreak.kind && inside > 0 && 2 * inside >= areas.len()
            })
            .map(|(alarm, _)| alarm)
            .collect();
    }
    city.rows[next..].iter().take_while(|(day, _)| *day < part.days.end).for_each(|(_, complaint)| stream.push(complaint));
    let alerts = stream.finish().alerts;
    for alert in alerts.iter().filter(|_| asked("MADANG_CHICAGO_SHOW").is_some()) {
        let (kind, window) = &alert.seed;
        println!(
            "  {} {kind} {window} {:?} {} of {:.1}, score {:.1}",
            day(alert.opened),
            alert.areas,
            alert.observed,
            alert.expected,
            alert.score
        );
    }
    let background = alarms_of(city, &alerts, part.watched.clone()).map(|(alarm, _)| alarm).collect();
    (background, within)
}

/// Alerts opened within these days, with their areas; none for the whole city.
fn alarms_of<'a>(city: &'a City, alerts: &'a [Alert], days: Range<usize>) -> impl Iterator<Item = (Alarm, Vec<usize>)> + 'a {
    alerts.iter().filter(|alert| alert.number > 0).filter_map(move |alert| {
        let day = usize::try_from(alert.opened - city.first).ok().filter(|day| days.contains(day))?;
        let kind = city.kinds.iter().position(|kind| alert.seed.0.strip_prefix('#') == Some(kind))?;
        let areas: Vec<usize> = alert.areas.iter().filter_map(|area| city.areas.iter().position(|known| known == area)).collect();
        Some((Alarm { unit: (kind, areas.first().copied().unwrap_or(usize::MAX)), day, score: alert.score }, areas))
    })
}

/// Both ends of the exact 95 % interval of a share (Clopper and Pearson).
fn interval(found: usize, all: usize) -> (f64, f64) {
    let (found, missed) = (found as f64, (all - found) as f64);
    let end = |one: f64, other: f64, p: f64| Beta::new(one, other).map_or(0.0, |beta| beta.inverse_cdf(p));
    let low = if found > 0.0 { end(found, missed + 1.0, 0.025) } else { 0.0 };
    (low, if missed > 0.0 { end(found + 1.0, missed, 0.975) } else { 1.0 })
}

/// A method's alarms: of the background in the tuning year and in the part, and within each outbreak.
struct Run {
    method: Method,
    cut: f64,
    background: Vec<Alarm>,
    within: Vec<Vec<Alarm>>,
}

impl Run {
    fn of(method: Method, city: &City, part: &Part, outbreaks: &[Outbreak]) -> Self {
        if method == Method::Ours {
            let (background, within) = ours(city, part, outbreaks);
            // Its calibration has set the threshold.
            return Self { method, cut: f64::NEG_INFINITY, background, within };
        }
        let within = outbreaks.iter().map(|outbreak| method.within(city, outbreak)).collect();
        let cut = if method == Method::Farrington {
            // Nothing of the tuning year has a year of history: its own p, at one alarm in a year of weeks of all units.
            (city.counts.len() as f64 * YEAR / 7.0).log10()
        } else {
            cut(&method.background(city, &Part::of(city, 2011).watched), 1)
        };
        Self { method, cut, background: method.background(city, &part.watched), within }
    }

    /// Days from the beginning of an outbreak to the first alarm that the background alone does not give; None without one.
    fn delay(&self, at: usize, outbreak: &Outbreak, cut: f64) -> Option<usize> {
        let alone = |alarm: &Alarm| self.background.iter().any(|one| one.score > cut && (one.unit.0, one.day) == (alarm.unit.0, alarm.day));
        let days = self.within[at].iter().filter(|alarm| alarm.score > cut && !alone(alarm)).map(|alarm| alarm.day - outbreak.first);
        days.min()
    }
}

/// Power and median delay of each method, cell by cell; the cuts are those of the method or, if `alike`, those that leave one alarm in the part itself.
fn table(runs: &[Run], outbreaks: &[Outbreak], cells: &[(f64, usize)], alike: bool) {
    let cuts: Vec<f64> = runs.iter().map(|run| if alike { cut(&run.background, 1) } else { run.cut }).collect();
    for (run, cut) in runs.iter().zip(&cuts) {
        println!("{:?}: cut {cut:.2}, {} alarms in the background", run.method, alarms(&run.background, *cut));
    }
    println!("| risk | areas | complaints | {:?} |", runs.iter().map(|run| run.method).collect::<Vec<_>>());
    let size = outbreaks.len() / cells.len();
    for ((at, (risk, areas)), cell) in cells.iter().enumerate().zip(outbreaks.chunks(size)) {
        let shown = runs.iter().zip(&cuts).map(|(run, cut)| {
            let delays = cell.iter().zip(at * size..).filter_map(|(outbreak, at)| run.delay(at, outbreak, *cut)).collect();
            power(delays, size)
        });
        let extra = median(cell.iter().map(|outbreak| outbreak.extra.len()).collect());
        println!("| {risk} | {areas} | {extra} | {} |", shown.collect::<Vec<_>>().join(" | "));
    }
}

fn median(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

fn power(delays: Vec<usize>, all: usize) -> String {
    let found = delays.len();
    let (low, high) = interval(found, all);
    let percent = |share: f64| (100.0 * share).round();
    let delay = if found > 0 { format!(", {} d", median(delays)) } else { String::new() };
    format!("{} % ({} to {}){delay}", percent(found as f64 / all as f64), percent(low), percent(high))
}

#[test]
fn outbreaks_in_chicago_are_found_at_one_false_alarm_a_year() {
    let Some(city) = City::read() else { return };
    let part = Part::of(&city, if asked("MADANG_CHICAGO_REPORT").is_some() { 2012 } else { 2011 });
    let count = asked("MADANG_CHICAGO");
    let cells: Vec<(f64, usize)> = match count {
        Some(_) => RISKS.iter().flat_map(|risk| AREAS.map(|areas| (*risk, areas))).collect(),
        None => vec![(20.0, 8)],
    };
    let mut random = ChaCha8Rng::seed_from_u64(part.seed);
    let draw = |cell: &(f64, usize)| (0..count.unwrap_or(20)).map(|_| Outbreak::draw(&city, &part, *cell, &mut random)).collect::<Vec<_>>();
    let outbreaks: Vec<Outbreak> = cells.iter().flat_map(draw).collect();
    let runs = METHODS.map(|method| Run::of(method, &city, &part, &outbreaks));
    table(&runs, &outbreaks, &cells, false);
    table(&runs, &outbreaks, &cells, true);
    let tuned = part.days.start == 0;
    for run in runs.iter().filter(|run| matches!(run.method, Method::Ears | Method::Fixed) && tuned) {
        assert!(alarms(&run.background, run.cut) <= 1, "{:?} keeps the budget in the year that its threshold is from", run.method);
    }
    // The strongest outbreaks, which stand last, with each method's threshold as it is.
    let strongest = outbreaks.len() - outbreaks.len() / cells.len()..outbreaks.len();
    let found = |run: &Run| strongest.clone().filter(|at| run.delay(*at, &outbreaks[*at], run.cut).is_some()).count();
    let [ours, others @ ..] = &runs;
    assert!(10 * found(ours) >= 8 * strongest.len(), "{} of {} found", found(ours), strongest.len());
    assert!(others.iter().all(|other| found(other) <= found(ours)), "none finds more of the strongest");
}
