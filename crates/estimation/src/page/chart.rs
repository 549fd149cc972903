use std::fmt::Write as _;

use super::numbers::{Scale, grouped, percent, ticks};
use super::{Line, both, escape};
use crate::Level;

/// What follows is drawn around the middle of the row, however high its name makes it.
pub(super) const MIDDLE: &str = "<svg y=\"50%\" width=\"100%\" height=\"1\" overflow=\"visible\">";

/// A straight scale from 0 to 100 % of the width.
pub(super) struct Axis {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
}

impl Axis {
    pub(super) fn new(low: f64, high: f64) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        Self { low, high, ticks: ticks(low, high) }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }

    /// Thin upright lines at the ticks; a strong one at zero where zero matters.
    pub(super) fn grid(&self, out: &mut String, zero: bool) {
        for tick in &self.ticks {
            let class = if zero && *tick == 0.0 { "zero" } else { "grid" };
            let _ = write!(out, "<line class=\"{class}\" x1=\"{0:.2}%\" x2=\"{0:.2}%\" y1=\"0\" y2=\"100%\"/>", self.at(*tick));
        }
    }

    /// The marks below the rows.
    pub(super) fn marks(&self, out: &mut String, unit: &str) {
        let step = self.ticks.get(1).zip(self.ticks.first()).map_or(1.0, |(second, first)| second - first);
        let digits =
            (0..6).find(|digits| (step * 10_f64.powi(*digits)).fract().abs() < 1e-6).and_then(|digits| usize::try_from(digits).ok());
        out.push_str("<div class=\"row axis\" aria-hidden=\"true\"><span></span><svg class=\"marks\" height=\"22\">");
        for tick in &self.ticks {
            let at = self.at(*tick);
            let anchor = if at < 6.0 {
                "start"
            } else if at > 94.0 {
                "end"
            } else {
                "middle"
            };
            let _ =
                write!(out, "<text x=\"{at:.2}%\" y=\"15\" text-anchor=\"{anchor}\">{}{unit}</text>", grouped(*tick, digits.unwrap_or(2)));
        }
        out.push_str("</svg><span></span></div>\n");
    }
}

/// One row for each estimate: its name, the interval as a line with the estimate on it, the numbers.
pub(super) fn intervals(page: &mut String, lines: &[Line], scale: &Scale, level: Level) {
    let ends =
        || lines.iter().filter_map(|line| line.estimate.map(|(_, interval)| (scale.place(interval.low), scale.place(interval.high))));
    let (low, high) = ends().fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    let axis = if scale.is_percent() {
        Axis::new(0.0, 100.0)
    } else {
        let room = ((high - low) * 0.25).max(high.abs().max(low.abs()) * 1e-3);
        let (low, high) = if scale.is_difference() { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        Axis::new(low - room, high + room)
    };
    let level = percent(level.value());
    let _ = writeln!(
        page,
        "<figure class=\"chart\">\n<figcaption><span class=\"key\"><svg width=\"46\" height=\"14\" aria-hidden=\"true\"><line class=\"span\" x1=\"2\" x2=\"44\" y1=\"7\" y2=\"7\"/><circle class=\"dot\" cx=\"23\" cy=\"7\" r=\"5\"/></svg> 추정값과 {level} % 구간 <span lang=\"en\">estimate and {level} % interval</span></span></figcaption>"
    );
    for line in lines {
        let Some((estimate, interval)) = &line.estimate else {
            let _ = writeln!(
                page,
                "<div class=\"row\"><span class=\"name\">{}</span><span class=\"none\">–</span><span></span></div>",
                both(&line.label)
            );
            continue;
        };
        let shown = scale.full(estimate.value);
        let (from, to) = (scale.short(interval.low), scale.short(interval.high));
        let (x1, x2, x) = (axis.at(scale.place(interval.low)), axis.at(scale.place(interval.high)), axis.at(scale.place(estimate.value)));
        let name = escape(&line.label.ko);
        let _ = write!(
            page,
            "<div class=\"row\"><span class=\"name\">{}</span><span class=\"plot\"><svg role=\"img\" aria-label=\"{name}: {shown}, {from} – {to}\">",
            both(&line.label)
        );
        axis.grid(page, scale.is_difference());
        let _ = writeln!(
            page,
            "{MIDDLE}<line class=\"span\" x1=\"{x1:.2}%\" x2=\"{x2:.2}%\"/><line class=\"end\" x1=\"{x1:.2}%\" x2=\"{x1:.2}%\" y1=\"-6\" y2=\"6\"/><line class=\"end\" x1=\"{x2:.2}%\" x2=\"{x2:.2}%\" y1=\"-6\" y2=\"6\"/><circle class=\"dot\" cx=\"{x:.2}%\" r=\"5.5\"/></svg></svg></span><span class=\"value\"><b>{shown}</b> <span class=\"range\">{from} – {to}</span></span></div>"
        );
    }
    axis.marks(page, if scale.is_percent() { " %" } else { "" });
    page.push_str("</figure>\n");
}
