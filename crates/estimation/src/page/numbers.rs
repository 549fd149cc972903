use crate::{Estimate, Interval, Quantity};

/// How the numbers of a chart and its table are shown.
#[derive(Debug)]
pub(super) struct Scale {
    /// What values are multiplied by: 100 for shares.
    factor: f64,
    digits: usize,
    percent: bool,
    difference: bool,
}

impl Scale {
    /// Digits such that the standard error keeps two; shares as percent.
    pub(super) fn of(lines: &[(Estimate, Interval)]) -> Self {
        let percent = lines.iter().all(|(estimate, _)| estimate.quantity == Quantity::Share);
        let factor = if percent { 100.0 } else { 1.0 };
        let least = lines.iter().map(|(estimate, _)| estimate.se * factor).filter(|se| *se > 0.0).fold(f64::INFINITY, f64::min);
        let digits = if least.is_finite() { (0..6).find(|digits| least * 10_f64.powi(*digits) >= 10.0).unwrap_or(6) } else { 2 };
        let difference = lines.iter().all(|(estimate, _)| estimate.quantity == Quantity::Difference);
        Self { factor, digits: usize::try_from(digits).unwrap_or(2).min(if percent { 1 } else { 6 }), percent, difference }
    }

    pub(super) fn is_percent(&self) -> bool {
        self.percent
    }

    pub(super) fn is_difference(&self) -> bool {
        self.difference
    }

    pub(super) fn place(&self, value: f64) -> f64 {
        value * self.factor
    }

    /// Without the unit, for tables.
    pub(super) fn short(&self, value: f64) -> String {
        grouped(value * self.factor, self.digits)
    }

    /// With the unit.
    pub(super) fn full(&self, value: f64) -> String {
        format!("{}{}", self.short(value), if self.percent { " %" } else { "" })
    }
}

/// With commas between thousands and a true minus.
pub(super) fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    if rest.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{rest}") }
}

/// A level or part as percent without needless digits.
pub(super) fn percent(part: f64) -> String {
    let text = format!("{:.2}", part * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A chance, three digits after the point.
pub(super) fn chance(p: f64) -> String {
    if p < 0.001 { "&lt; 0.001".to_owned() } else { format!("{p:.3}") }
}

/// Round marks over a range, some four to six.
pub(super) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let raw = (high - low) / 4.0;
    if raw <= 0.0 || !raw.is_finite() {
        return vec![low];
    }
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|one| one * power).find(|step| *step >= raw * 0.999).unwrap_or(raw);
    let mut at = (low / step).ceil() * step;
    let mut all = Vec::new();
    while at <= high + step * 1e-9 && all.len() < 12 {
        all.push(if at.abs() < step * 1e-9 { 0.0 } else { at });
        at += step;
    }
    all
}
