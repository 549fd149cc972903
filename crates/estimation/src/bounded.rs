use kernel::Refusal;

use crate::Cells;
use crate::rake::{Settings, gap};

/// Raking whose factors stay within bounds.
///
/// The calibration of Deville and Särndal (1992) with the distance of raking, cut off at the bounds: each weight is base × clamp(product of
/// its cells' factors). Cell after cell, the factor is found that gives the cell its target with all other factors held; the weights on a
/// bound stay there or come back as the others need. Without a weight on a bound this is plain raking, to the last digit.
pub(crate) struct Bounded<'a> {
    start: &'a [f64],
    margins: &'a [Cells],
    bounds: (f64, f64),
    /// The rows of each cell of each margin.
    rows: Vec<Vec<Vec<usize>>>,
}

impl<'a> Bounded<'a> {
    pub(crate) fn new(start: &'a [f64], margins: &'a [Cells], bounds: (f64, f64)) -> Result<Self, Refusal> {
        let (low, high) = bounds;
        if !((0.0..=1.0).contains(&low) && high >= 1.0 && low < high && high.is_finite()) {
            return Err(Refusal::new(
                "estimation.bounds",
                format!("범위 {low},{high}은(는) 쓸 수 없습니다. 아래는 0에서 1 사이, 위는 1 이상이어야 합니다. 예: 0.3,3"),
                format!("the bounds {low},{high} cannot be: the lower is between 0 and 1, the upper at least 1, such as 0.3,3"),
            ));
        }
        for margin in margins {
            let sums = margin.sums(start.iter().copied());
            for ((label, target), sum) in margin.labels.iter().zip(&margin.targets).zip(sums) {
                let needed = if sum > 0.0 { target / sum } else { 1.0 };
                if needed < low || needed > high {
                    let file = &margin.file;
                    return Err(Refusal::new(
                        "estimation.bounds-too-narrow",
                        format!(
                            "{file}의 {label}에는 배율 {needed:.3}이(가) 필요하여 범위 {low}–{high}을(를) 지킬 수 없습니다. 범위를 넓히거나 칸을 합쳐 주십시오."
                        ),
                        format!(
                            "{label} of {file} needs a factor of {needed:.3}, which the bounds {low} to {high} do not allow: widen them or merge cells"
                        ),
                    ));
                }
            }
        }
        let rows = margins
            .iter()
            .map(|margin| {
                let mut rows = vec![Vec::new(); margin.targets.len()];
                for (at, cell) in margin.of.iter().enumerate() {
                    if let Some(list) = rows.get_mut(*cell) {
                        list.push(at);
                    }
                }
                rows
            })
            .collect();
        Ok(Self { start, margins, bounds, rows })
    }

    /// The weights, and after how many rounds; the caller looks whether they agree with the margins.
    pub(crate) fn fit(&self, settings: Settings) -> Result<(Vec<f64>, usize), Refusal> {
        // The factor of each row before it is cut off at the bounds.
        let mut free = vec![1.0_f64; self.start.len()];
        let mut round = 0;
        loop {
            let weights: Vec<f64> = self.start.iter().zip(&free).map(|(base, factor)| base * self.cut(*factor)).collect();
            let worst = self.margins.iter().map(|margin| gap(margin, &weights).0).fold(0.0, f64::max);
            if worst <= settings.tolerance || round == settings.rounds {
                return Ok((weights, round));
            }
            for (margin, cells) in self.margins.iter().zip(&self.rows) {
                for (rows, target) in cells.iter().zip(&margin.targets) {
                    let factor = self.factor(rows, &free, *target);
                    for row in rows {
                        if let Some(one) = free.get_mut(*row) {
                            *one *= factor;
                        }
                    }
                }
            }
            round += 1;
        }
    }

    fn cut(&self, factor: f64) -> f64 {
        factor.clamp(self.bounds.0, self.bounds.1)
    }

    /// The factor that gives a cell its target: the sum is a rising line with bends, so steps of Newton, held inside a shrinking bracket.
    fn factor(&self, rows: &[usize], free: &[f64], target: f64) -> f64 {
        let (mut low, mut high) = (1e-12, 1e12);
        let mut factor = 1.0;
        for _ in 0..200 {
            let (mut sum, mut slope) = (0.0, 0.0);
            for row in rows {
                let (Some(base), Some(one)) = (self.start.get(*row), free.get(*row)) else { continue };
                let raw = one * factor;
                sum += base * self.cut(raw);
                if raw > self.bounds.0 && raw < self.bounds.1 {
                    slope += base * one;
                }
            }
            if (sum - target).abs() <= 1e-14 * target {
                break;
            }
            if sum < target {
                low = factor;
            } else {
                high = factor;
            }
            let step = factor + (target - sum) / slope;
            factor = if slope > 0.0 && step > low && step < high { step } else { (low * high).sqrt() };
            if high - low <= 1e-15 * high {
                break;
            }
        }
        factor
    }
}
