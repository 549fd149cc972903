//! The point of the panels' hull that is nearest to a target, by Wolfe's method (Mathematical Programming 11, 1976).
//!
//! A mixture of at most as many panels as there are types, plus one, is kept; each step adds the panel that leans most towards what the
//! mixture still misses, and drops those that it no longer needs. Unlike the duals of a linear programme what is missing is one vector that
//! moves smoothly, so that panels found by swaps go on helping to the end. A step costs the square of the panels kept.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type of the problem or a panel of the mixture")]

use crate::problem::Panel;

/// A new panel must lie at least this much further, in proportion, than the mixture.
const FURTHER: f64 = 1e-9;
/// A diagonal of the factor below this is a panel that the mixture holds already.
const NEW: f64 = 1e-11;
/// Weights below this are none.
const NONE: f64 = 1e-13;

/// Corrections of the weights at the end, at most.
const ROUNDS: usize = 5;

/// A panel as differences are counted: its types that are not empty, scaled.
struct Place {
    panel: usize,
    terms: Vec<(usize, f64)>,
    /// Its product with the target.
    with_target: f64,
    weight: f64,
}

/// The mixture of panels that is nearest to the target so far.
pub(crate) struct Nearest {
    target: Vec<f64>,
    scale: Vec<f64>,
    square: f64,
    kept: Vec<Place>,
    /// The upper triangle `R` with `R'R = 1 + V'V`, column by column; `V` are the kept panels less the target.
    factor: Vec<Vec<f64>>,
    /// The mixture less the target, scaled.
    missing: Vec<f64>,
}

impl Nearest {
    /// Nothing is mixed yet; `target` are people of each type.
    pub(crate) fn new(target: &[f64]) -> Self {
        // What a rounding by chance of the target spreads over each type is one unit.
        let spread = |mean: f64| (mean.fract() * (1.0 - mean.fract())).max(mean * 0.05).max(1e-3);
        let scale: Vec<f64> = target.iter().map(|mean| 1.0 / spread(*mean).sqrt()).collect();
        let target: Vec<f64> = target.iter().zip(&scale).map(|(mean, scale)| mean * scale).collect();
        let square = target.iter().map(|mean| mean * mean).sum();
        let missing = target.iter().map(|mean| -mean).collect();
        Self { target, scale, square, kept: Vec::new(), factor: Vec::new(), missing }
    }

    /// How much a person more of each type is worth: what the mixture misses of it, scaled.
    pub(crate) fn worths(&self) -> Vec<f64> {
        self.missing.iter().zip(&self.scale).map(|(missing, scale)| -missing * scale).collect()
    }

    /// People that are missing or too many, over all types.
    pub(crate) fn distance(&self) -> f64 {
        self.missing.iter().zip(&self.scale).map(|(missing, scale)| (missing / scale).abs()).sum()
    }

    /// The panels that are mixed (by the number they were offered with) and their weights.
    pub(crate) fn mixture(&self) -> impl Iterator<Item = (usize, f64)> {
        self.kept.iter().map(|place| (place.panel, place.weight))
    }

    /// Whether a panel leans far enough the other way to bring the mixture nearer.
    pub(crate) fn helps(&self, panel: &[u32]) -> bool {
        let reach: f64 = (panel.iter().zip(&self.missing).zip(&self.scale).zip(&self.target))
            .map(|(((count, missing), scale), target)| missing * (f64::from(*count) * scale - target))
            .sum();
        let square: f64 = self.missing.iter().map(|missing| missing * missing).sum();
        self.kept.is_empty() || reach < square - FURTHER * square.max(square.sqrt())
    }

    /// Takes a panel into the mixture and makes that the nearest one again; says whether it could.
    pub(crate) fn add(&mut self, number: usize, panel: &Panel) -> bool {
        let terms: Vec<(usize, f64)> =
            panel.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| (at, f64::from(*count) * self.scale[at])).collect();
        let with_target = terms.iter().map(|(at, count)| count * self.target[*at]).sum();
        let first = self.kept.is_empty();
        let place = Place { panel: number, terms, with_target, weight: f64::from(u8::from(first)) };
        if !self.extend(&place) {
            return false;
        }
        self.kept.push(place);
        while !self.descend() {}
        self.measure();
        true
    }

    /// Corrects the weights for what rounding left in the factor, as long as that brings the mixture nearer (iterative refinement).
    pub(crate) fn refine(&mut self) {
        for _ in 0..ROUNDS {
            let before = self.distance();
            let with_target: f64 = self.missing.iter().zip(&self.target).map(|(missing, target)| missing * target).sum();
            let product = |place: &Place| place.terms.iter().map(|(at, count)| self.missing[*at] * count).sum::<f64>();
            let mut change: Vec<f64> = self.kept.iter().map(|place| with_target - product(place)).collect();
            self.forward(&mut change);
            self.backward(&mut change);
            let weights: Vec<f64> = self.kept.iter().map(|place| place.weight).collect();
            self.kept.iter_mut().zip(&change).for_each(|(place, change)| place.weight += change);
            self.measure();
            if self.distance() >= before || self.kept.iter().any(|place| place.weight < 0.0) {
                self.kept.iter_mut().zip(weights).for_each(|(place, weight)| place.weight = weight);
                self.measure();
                return;
            }
        }
    }

    /// A new column of the factor; none if the panel lies in the span of the others.
    fn extend(&mut self, place: &Place) -> bool {
        let mut dense = vec![0.0; self.target.len()];
        for (at, count) in &place.terms {
            dense[*at] = *count;
        }
        let product = |other: &Place| {
            let both: f64 = other.terms.iter().map(|(at, count)| count * dense[*at]).sum();
            1.0 + both - other.with_target - place.with_target + self.square
        };
        let mut column: Vec<f64> = self.kept.iter().map(product).collect();
        self.forward(&mut column);
        let own = product(place);
        let rest = own - column.iter().map(|value| value * value).sum::<f64>();
        if rest <= NEW * own {
            return false;
        }
        column.push(rest.sqrt());
        self.factor.push(column);
        true
    }

    /// Solves `R'y = b`.
    fn forward(&self, b: &mut [f64]) {
        for at in 0..b.len() {
            let column = &self.factor[at];
            let sum: f64 = column[..at].iter().zip(&b[..at]).map(|(factor, value)| factor * value).sum();
            b[at] = (b[at] - sum) / column[at];
        }
    }

    /// Solves `Ru = y`.
    fn backward(&self, y: &mut [f64]) {
        for at in (0..y.len()).rev() {
            let column = &self.factor[at];
            let value = y[at] / column[at];
            y[at] = value;
            y[..at].iter_mut().zip(&column[..at]).for_each(|(rest, factor)| *rest -= factor * value);
        }
    }

    /// One step towards the nearest point of the kept panels' affine hull; true if it is reached, else a panel was dropped.
    fn descend(&mut self) -> bool {
        let mut goal = vec![1.0; self.kept.len()];
        self.forward(&mut goal);
        self.backward(&mut goal);
        let sum: f64 = goal.iter().sum();
        goal.iter_mut().for_each(|weight| *weight /= sum);
        let steps = self.kept.iter().zip(&goal).filter(|(_, goal)| **goal <= NONE);
        let step = steps.map(|(place, goal)| place.weight / (place.weight - goal).max(f64::MIN_POSITIVE)).fold(1.0_f64, f64::min);
        for (place, goal) in self.kept.iter_mut().zip(&goal) {
            place.weight += step * (goal - place.weight);
        }
        let reached = goal.iter().all(|weight| *weight > NONE);
        if !reached {
            let least = (0..goal.len()).filter(|at| goal[*at] <= NONE).min_by(|a, b| self.kept[*a].weight.total_cmp(&self.kept[*b].weight));
            if let Some(at) = least {
                self.drop_panel(at);
            }
        }
        reached
    }

    /// Forgets a panel: its column goes, and rotations make the factor a triangle again.
    fn drop_panel(&mut self, at: usize) {
        self.kept.remove(at);
        self.factor.remove(at);
        let mut turns: Vec<(f64, f64)> = Vec::new();
        for column in &mut self.factor[at..] {
            for (place, (cosine, sine)) in (at..).zip(&turns) {
                let (upper, lower) = (column[place], column[place + 1]);
                column[place] = cosine * upper + sine * lower;
                column[place + 1] = cosine * lower - sine * upper;
            }
            let last = at + turns.len();
            let (upper, lower) = (column[last], column[last + 1]);
            let length = upper.hypot(lower);
            turns.push((upper / length, lower / length));
            column[last] = length;
            column.truncate(last + 1);
        }
    }

    /// What is missing, anew from the weights.
    fn measure(&mut self) {
        let sum: f64 = self.kept.iter().map(|place| place.weight).sum();
        self.missing = self.target.iter().map(|mean| -mean).collect();
        for place in &mut self.kept {
            place.weight /= sum;
            place.terms.iter().for_each(|(at, count)| self.missing[*at] += place.weight * count);
        }
    }
}
