//! Results as CSV; what does not exist is NA.

use std::fmt::Write as _;

use super::ears::Ears;
use super::farrington::Tested;
use super::scan::Cluster;
use super::{Counts, Missing};

/// A tested week, whichever the method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    expected: Option<f64>,
    /// The upper bound, or why there is none.
    pub upperbound: Result<f64, Missing>,
    /// Count above the bound.
    pub alarm: bool,
}

impl From<Tested> for Line {
    fn from(tested: Tested) -> Self {
        // As the references have it: no expectation is shown without a bound.
        Self { expected: tested.expected.filter(|_| tested.upperbound.is_ok()), upperbound: tested.upperbound, alarm: tested.alarm }
    }
}

impl From<Ears> for Line {
    fn from(ears: Ears) -> Self {
        Self { expected: ears.expected, upperbound: ears.upperbound, alarm: ears.alarm }
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "NA".to_owned(), |value| value.to_string())
}

/// `week,observed,expected,upperbound,alarm` (TRUE or FALSE) for the weeks from the place `from` on.
pub fn lines_csv(counts: &Counts, from: usize, lines: &[Line]) -> String {
    let mut text = String::from("week,observed,expected,upperbound,alarm\n");
    for ((place, observed), line) in counts.observed.iter().enumerate().skip(from).zip(lines) {
        let alarm = if line.alarm { "TRUE" } else { "FALSE" };
        let (expected, bound) = (number(line.expected), number(line.upperbound.ok()));
        writeln!(text, "{},{observed},{expected},{bound},{alarm}", counts.week(place)).expect("writing to a string");
    }
    text
}

/// `rank,areas,duration,observed,expected,score,relative_risk,p_monte_carlo,p_gumbel`; areas are joined by a space, the centre first.
pub fn clusters_csv(clusters: &[Cluster], names: &[String]) -> String {
    let mut text = String::from("rank,areas,duration,observed,expected,score,relative_risk,p_monte_carlo,p_gumbel\n");
    for (rank, cluster) in (1..).zip(clusters) {
        let areas: Vec<&str> = cluster.areas.iter().filter_map(|area| names.get(*area)).map(String::as_str).collect();
        let areas = areas.join(" ").replace('"', "\"\"");
        let Cluster { duration, observed, expected, score, relative_risk, p_monte_carlo, p_gumbel, .. } = cluster;
        let gumbel = number(*p_gumbel);
        writeln!(text, "{rank},\"{areas}\",{duration},{observed},{expected},{score},{relative_risk},{p_monte_carlo},{gumbel}")
            .expect("writing to a string");
    }
    text
}
