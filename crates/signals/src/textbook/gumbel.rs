//! A Gumbel distribution fitted to the largest scores under chance: it resolves p-values far below 1 in the number of replicates.

/// A Gumbel distribution of maxima.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gumbel {
    /// μ, the location.
    pub location: f64,
    /// β, the scale, above 0.
    pub scale: f64,
}

impl Gumbel {
    /// Fits by maximum likelihood; None where values are fewer than 2, all equal, or not finite.
    #[expect(clippy::cast_precision_loss, reason = "thousands of replicates")]
    pub fn fit(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        if !(sd.is_finite() && sd > 1e-9 * mean.abs().max(1e-9)) {
            return None;
        }
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        // The likelihood's slope in the scale: scale − mean + the mean weighted by exp(−value / scale), which grows with the scale.
        let sums = |scale: f64| {
            values.iter().fold((0.0, 0.0), |(all, weighted), value| {
                let weight = (-(value - least) / scale).exp();
                (all + weight, weighted + weight * value)
            })
        };
        let (mut low, mut high) = (sd * 1e-3, sd * 10.0);
        for _ in 0..200 {
            let scale = f64::midpoint(low, high);
            let (all, weighted) = sums(scale);
            if scale - mean + weighted / all > 0.0 { high = scale } else { low = scale }
        }
        let scale = f64::midpoint(low, high);
        Some(Self { location: least - scale * (sums(scale).0 / count).ln(), scale })
    }

    /// P(X > x), to full relative precision however small.
    pub fn above(&self, x: f64) -> f64 {
        -(-(-(x - self.location) / self.scale).exp()).exp_m1()
    }
}
