//! The prototype that came before the detector, as a comparator on the same petitions: a tail test for each word and pair of words, alarms merged where they
//! share a term or evidence. docs/evaluation-signals.md.

use std::collections::{BTreeMap, BTreeSet};

use super::super::tail::surprise;
use super::super::words;
use super::petitions::{Event, Petition};

/// Days before the first alarm; no window reaches into them.
const WARM_UP: i32 = 14;
const WINDOWS: [i32; 3] = [1, 3, 7];
const BASELINE: i32 = 56;
/// Days within which an alarm joins an alert, and the share of the smaller evidence that it has in common then.
const MERGE: (i32, f64) = (14, 0.3);

/// Alarms merged into one.
pub(super) struct Old {
    pub(super) opened: i32,
    terms: BTreeSet<String>,
    /// Places among the petitions.
    pub(super) evidence: BTreeSet<usize>,
}

impl Old {
    /// Says whether at least half of its evidence is on an event, and it opened on or after the event's day.
    pub(super) fn finds(&self, event: &Event, day: i32, petitions: &[Petition]) -> bool {
        let on = self.evidence.iter().filter(|at| event.on(&petitions[**at].complaint.title)).count();
        self.opened >= day && 2 * on >= self.evidence.len()
    }
}

fn terms(title: &str) -> BTreeSet<String> {
    let normal = words::normal(title);
    let stems: Vec<&str> = words::words(&normal).map(words::stem).filter(|word| word.chars().count() >= 2).collect();
    let pairs = stems.windows(2).map(|pair| pair.join(" "));
    stems.iter().map(|word| (*word).to_owned()).chain(pairs).collect()
}

/// The score of so many petitions in a window, as the prototype has it: −log₁₀ of the chance.
fn score(count: u32, window: u32, days: &[(u32, u32)]) -> f64 {
    let (own, all) = days.iter().fold((0, 0), |(own, all), day| (own + day.0, all + day.1));
    let rate = (f64::from(own) + 0.5) / (f64::from(all) + 1.0);
    let mean = rate * f64::from(window);
    let spread = |(own, all): &(u32, u32)| (f64::from(*own) - rate * f64::from(*all)).powi(2) / (rate * f64::from(*all)).max(0.05);
    let dispersion = (days.iter().map(spread).sum::<f64>() / (days.len() as f64 - 1.0)).clamp(1.0, 5.0);
    surprise(count, mean, dispersion * mean + mean * mean * dispersion / (f64::from(own) + 0.5))
}

/// All alerts at a threshold, in order of opening.
pub(super) fn alerts(petitions: &[Petition], threshold: f64) -> Vec<Old> {
    let (first, last) = (petitions[0].day, petitions[petitions.len() - 1].day);
    let mut by_term: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut volumes: BTreeMap<i32, u32> = BTreeMap::new();
    for (at, petition) in petitions.iter().enumerate() {
        *volumes.entry(petition.day).or_default() += 1;
        terms(&petition.complaint.title).into_iter().for_each(|term| by_term.entry(term).or_default().push(at));
    }
    let volume = |days: std::ops::RangeInclusive<i32>| volumes.range(days).map(|(_, count)| count).sum::<u32>();
    by_term.retain(|_, held| held.len() >= 5);
    let mut alerts: Vec<Old> = Vec::new();
    for today in first + WARM_UP..=last {
        let mut alarms = Vec::new();
        for (term, held) in &by_term {
            let of_day =
                |day: i32| held.partition_point(|at| petitions[*at].day < day + 1) - held.partition_point(|at| petitions[*at].day < day);
            if of_day(today) == 0 {
                continue;
            }
            for window in WINDOWS.into_iter().filter(|window| today - window + 1 >= first + WARM_UP) {
                let begin = today - window + 1;
                let evidence: BTreeSet<usize> = held.iter().copied().filter(|at| (begin..=today).contains(&petitions[*at].day)).collect();
                let baseline: Vec<(u32, u32)> =
                    ((begin - BASELINE).max(first)..begin).map(|day| (of_day(day) as u32, volume(day..=day))).collect();
                let score = score(evidence.len() as u32, volume(begin..=today), &baseline);
                if evidence.len() >= 5 && score > threshold {
                    alarms.push((score, term.clone(), evidence));
                }
            }
        }
        alarms.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (_, term, evidence) in alarms {
            let common = |alert: &Old| alert.evidence.intersection(&evidence).count() as f64;
            let joins = |alert: &&mut Old| {
                today - alert.opened <= MERGE.0
                    && (alert.terms.contains(&term) || common(alert) >= MERGE.1 * alert.evidence.len().min(evidence.len()) as f64)
            };
            match alerts.iter_mut().find(joins) {
                Some(alert) => {
                    alert.terms.insert(term);
                    alert.evidence.extend(evidence);
                }
                None => alerts.push(Old { opened: today, terms: BTreeSet::from([term]), evidence }),
            }
        }
    }
    alerts
}
