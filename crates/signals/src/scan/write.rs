//! A report as files: alerts.csv, evidence.csv, calibration.json.

use serde_json::{Value, json};

use super::alert::Alert;
use super::stream::{Report, day};

/// Alerts from the rarest by chance to the least rare, then by score; what ran when the warm-up ended is none.
pub(super) fn ranked(report: &Report) -> Vec<&Alert> {
    let mut alerts: Vec<&Alert> = report.alerts.iter().filter(|alert| alert.number > 0).collect();
    let surprise = |alert: &Alert| (alert.recurrence, alert.score);
    alerts.sort_by(|one, other| {
        let (one_by, other_by) = (surprise(one), surprise(other));
        other_by.0.total_cmp(&one_by.0).then(other_by.1.total_cmp(&one_by.1)).then(one.number.cmp(&other.number))
    });
    alerts
}

fn rows(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).expect("writing to memory");
    rows.for_each(|row| writer.write_record(row).expect("rows are as long as their head"));
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("text was written")
}

/// A text as a cell. What a spreadsheet would run as a formula gets an apostrophe before it.
fn text(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// `alert,opened_on,closed_on,area,terms,observed,expected,recurrence_days,rank`, in order of opening. An open alert has no `closed_on`; areas and terms are parted by `;`, and a
/// matter of the whole city has no area. `recurrence_days` is 365250, a thousand years, at most.
pub fn alerts_csv(report: &Report) -> String {
    let ranks = ranked(report);
    let row = |alert: &Alert| {
        let rank = ranks.iter().position(|other| other.number == alert.number).map_or(0, |place| place + 1);
        vec![
            alert.number.to_string(),
            day(alert.opened).to_string(),
            alert.closed.map(|(closed, _)| day(closed).to_string()).unwrap_or_default(),
            text(alert.areas.join(";")),
            text(alert.terms.join(";")),
            alert.observed.to_string(),
            format!("{:.3}", alert.expected),
            format!("{:.0}", alert.recurrence),
            rank.to_string(),
        ]
    };
    let head = ["alert", "opened_on", "closed_on", "area", "terms", "observed", "expected", "recurrence_days", "rank"];
    rows(&head, report.alerts.iter().filter(|alert| alert.number > 0).map(row))
}

/// `alert,id`: the complaints behind each alert, the earliest first.
pub fn evidence_csv(report: &Report) -> String {
    let alerts = report.alerts.iter().filter(|alert| alert.number > 0);
    let pair = |alert: &Alert| {
        let number = alert.number.to_string();
        alert.evidence.iter().map(move |one| vec![number.clone(), text(one.id.clone())]).collect::<Vec<_>>()
    };
    rows(&["alert", "id"], alerts.flat_map(pair))
}

/// The budget, and for each calibration the day from which it held, the largest score of each permuted day, the Gumbel distribution, the threshold.
pub fn calibration_json(report: &Report) -> String {
    let one = |calibration: &super::budget::Calibration| {
        json!({
            "from": day(calibration.day).to_string(),
            "permutations": calibration.largest.len(),
            "largest_scores": calibration.largest,
            "gumbel": calibration.gumbel.map_or(Value::Null, |(location, scale)| json!({ "location": location, "scale": scale })),
            "threshold": calibration.threshold,
            "threshold_recurrence_days": calibration.recurrence(calibration.threshold),
        })
    };
    let all = json!({
        "budget": report.budget.to_string(),
        "budget_alerts_a_day": report.budget.per_day(),
        "share_of_budget_aimed_at": super::settings::MARGIN,
        "score": "-log10 of the negative-binomial tail probability of one unit on one day",
        "calibrations": report.calibrations.iter().map(one).collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}
