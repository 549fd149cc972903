use kernel::Refusal;

use crate::bounded::Bounded;
use crate::{Cells, Note};

/// How far raking goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The largest part by which a cell may still miss its margin.
    pub tolerance: f64,
    /// After how many rounds it gives up.
    pub rounds: usize,
    /// The least and the largest factor between a base weight, brought to the population's size, and the new one.
    pub bounds: Option<(f64, f64)>,
}

impl Default for Settings {
    /// Ten digits in at most a thousand rounds, without bounds. (R's survey package stops at a change of one person by default; that is too
    /// early for six digits.)
    fn default() -> Self {
        Self { tolerance: 1e-10, rounds: 1000, bounds: None }
    }
}

/// Weights that agree with every margin, and how they came about.
#[derive(Clone, Debug)]
pub struct Reweighted {
    /// The new weight of each answer.
    pub weights: Vec<f64>,
    /// The convergence report.
    pub report: Raking,
}

/// The convergence report of a raking.
#[derive(Clone, Debug)]
pub struct Raking {
    /// Rounds over all margins until the last that changed anything.
    pub rounds: usize,
    /// The largest part by which any cell misses its margin at the end.
    pub gap: f64,
    /// Each margin with its cells, before and after.
    pub fits: Vec<Fit>,
    /// The base weights.
    pub before: Spread,
    /// The new weights.
    pub after: Spread,
    /// The least and the largest factor between a base weight, brought to the population's size, and the new one.
    pub factors: (f64, f64),
    /// Answers whose factor lies on a bound.
    pub at_bounds: usize,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

/// One margin, before and after.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The variables, as people read them.
    pub name: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// One cell of a margin.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its name.
    pub label: String,
    /// How many answered.
    pub answers: usize,
    /// The share of the base weights, 0 to 1.
    pub before: f64,
    /// The share in the city, 0 to 1.
    pub target: f64,
    /// The share of the new weights, 0 to 1.
    pub after: f64,
}

/// How uneven weights are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least weight.
    pub least: f64,
    /// The largest weight.
    pub most: f64,
    /// All weights together.
    pub sum: f64,
    /// The effective sample size of Kish, (Σw)²/Σw².
    pub effective: f64,
    /// The number of answers over the effective sample size.
    pub design_effect: f64,
}

impl Spread {
    /// Looks at weights.
    pub fn of(weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        let effective = if squares > 0.0 { sum * sum / squares } else { 0.0 };
        Self {
            least: weights.iter().copied().fold(f64::INFINITY, f64::min),
            most: weights.iter().copied().fold(0.0, f64::max),
            sum,
            effective,
            design_effect: if effective > 0.0 { weights.len() as f64 / effective } else { 1.0 },
        }
    }
}

/// Brings weights into agreement with every margin by raking (iterative proportional fitting: Deming and Stephan 1940): for each margin in
/// turn, each cell's weights are multiplied by what the cell lacks, until no cell lacks anything. One margin alone is post-stratification.
///
/// With bounds, the answer is the one nearest to the base weights (in the sense of raking) among those whose factors stay within them.
/// Refuses margins that disagree about the population, a cell that nobody answered or that answers nobody, bounds that no weights can keep,
/// and a raking that does not converge.
pub fn rake(base: &[f64], margins: &[Cells], settings: Settings) -> Result<Reweighted, Refusal> {
    let population = agree(margins)?;
    for margin in margins {
        answered(margin)?;
    }
    let scale = population / base.iter().sum::<f64>();
    let start: Vec<f64> = base.iter().map(|weight| weight * scale).collect();
    let (weights, rounds) = match settings.bounds {
        None => proportional(&start, margins, settings),
        Some(bounds) => Bounded::new(&start, margins, bounds)?.fit(settings)?,
    };
    let gap = margins.iter().map(|margin| gap(margin, &weights).0).fold(0.0, f64::max);
    if gap.is_nan() || gap > settings.tolerance * 10.0 {
        return Err(not_converged(margins, &weights, rounds));
    }
    let factors = weights.iter().zip(&start).map(|(new, old)| new / old);
    let factors: (f64, f64) = factors.clone().fold((f64::INFINITY, 0.0), |(least, most), factor| (least.min(factor), most.max(factor)));
    let on_bound = |factor: f64| settings.bounds.is_some_and(|(low, high)| factor <= low * (1.0 + 1e-9) || factor >= high * (1.0 - 1e-9));
    let at_bounds = weights.iter().zip(&start).filter(|(new, old)| on_bound(*new / *old)).count();
    let fits: Vec<Fit> = margins.iter().map(|margin| fit(margin, &start, &weights, population)).collect();
    let notes = notes(&fits, factors);
    let report = Raking { rounds, gap, fits, before: Spread::of(base), after: Spread::of(&weights), factors, at_bounds, notes };
    Ok(Reweighted { weights, report })
}

fn proportional(start: &[f64], margins: &[Cells], settings: Settings) -> (Vec<f64>, usize) {
    let mut weights = start.to_vec();
    for round in 0..settings.rounds {
        let mut gap: f64 = 0.0;
        for margin in margins {
            let sums = margin.sums(weights.iter().copied());
            let factors: Vec<f64> =
                margin.targets.iter().zip(&sums).map(|(target, sum)| if *sum > 0.0 { target / sum } else { 1.0 }).collect();
            gap = factors.iter().map(|factor| (factor - 1.0).abs()).fold(gap, f64::max);
            for (weight, factor) in weights.iter_mut().zip(margin.spread(&factors)) {
                *weight *= factor;
            }
        }
        if gap <= settings.tolerance {
            return (weights, round);
        }
    }
    (weights, settings.rounds)
}

/// The largest part by which a cell of the margin misses, and the cell's place.
pub(crate) fn gap(margin: &Cells, weights: &[f64]) -> (f64, usize) {
    let sums = margin.sums(weights.iter().copied());
    let parts = margin.targets.iter().zip(&sums).map(|(target, sum)| if *target > 0.0 { (sum / target - 1.0).abs() } else { 0.0 });
    parts.enumerate().map(|(at, part)| (part, at)).fold((0.0, 0), |most, one| if one.0 > most.0 { one } else { most })
}

fn agree(margins: &[Cells]) -> Result<f64, Refusal> {
    let Some(first) = margins.first() else {
        return Err(Refusal::new(
            "estimation.no-margins",
            "모집단 구성이 없습니다. --margins로 하나 이상 주십시오.",
            "there are no margins: give one or more with --margins",
        ));
    };
    let total = first.total();
    if total <= 0.0 {
        let file = &first.file;
        return Err(Refusal::new(
            "estimation.margin-empty",
            format!("{file}의 인원을 모두 더하면 {total}입니다. 모집단의 인원을 적어 주십시오."),
            format!("the counts of {file} add up to {total}: enter the people of the population"),
        ));
    }
    for other in margins {
        let sum = other.total();
        // Margins of whole people agree to the person; shares may have lost their last digit.
        if (sum - total).abs() > 1e-6 * total {
            let (one, two) = (&first.file, &other.file);
            return Err(Refusal::new(
                "estimation.margins-disagree",
                format!(
                    "모집단 구성의 합이 서로 다릅니다. {one}은(는) {total}, {two}은(는) {sum}입니다. 같은 날, 같은 모집단의 인원인지 확인해 주십시오."
                ),
                format!(
                    "the margins do not add up to the same population: {one} to {total}, {two} to {sum}; check that they count the same people on the same day"
                ),
            ));
        }
    }
    Ok(total)
}

fn answered(margin: &Cells) -> Result<(), Refusal> {
    let counts = margin.sums(margin.of.iter().map(|_| 1.0));
    let (file, name) = (&margin.file, &margin.name);
    for ((label, target), count) in margin.labels.iter().zip(&margin.targets).zip(counts) {
        if *target > 0.0 && count == 0.0 {
            return Err(Refusal::new(
                "estimation.cell-unanswered",
                format!("{file}의 {name} = {label}에 속하는 응답자가 없습니다(모집단 {target}명). 이웃한 칸과 합쳐 주십시오."),
                format!(
                    "nobody answered in {name} = {label} of {file} ({target} people of the population): merge it with a neighbouring cell"
                ),
            ));
        }
        if *target == 0.0 && count > 0.0 {
            return Err(Refusal::new(
                "estimation.cell-empty",
                format!("{file}의 {name} = {label}은(는) 모집단에 0명인데 {count}명이 응답했습니다. 인원이나 응답을 바로잡아 주십시오."),
                format!("{name} = {label} has 0 people in {file}, but {count} answered: mend the count or the answers"),
            ));
        }
    }
    Ok(())
}

fn not_converged(margins: &[Cells], weights: &[f64], rounds: usize) -> Refusal {
    let worst = margins.iter().map(|margin| (margin, gap(margin, weights)));
    let worst = worst
        .fold(None, |most: Option<(&Cells, (f64, usize))>, one| if most.is_none_or(|most| one.1.0 > most.1.0) { Some(one) } else { most });
    let (file, cell, percent) = worst
        .map_or(("", "", 0.0), |(margin, (gap, at))| (margin.file.as_str(), margin.labels.get(at).map_or("", String::as_str), gap * 100.0));
    Refusal::new(
        "estimation.not-converged",
        format!(
            "가중치가 {rounds}번 안에 수렴하지 않았습니다. {file}의 {cell}이(가) 아직 {percent:.4} % 어긋납니다. 칸을 합치거나 범위를 넓혀 주십시오."
        ),
        format!(
            "raking did not converge in {rounds} rounds: {cell} of {file} still misses by {percent:.4} %; merge cells or widen the bounds"
        ),
    )
}

fn fit(margin: &Cells, start: &[f64], weights: &[f64], population: f64) -> Fit {
    let counts = margin.sums(margin.of.iter().map(|_| 1.0));
    let before = margin.sums(start.iter().copied());
    let after = margin.sums(weights.iter().copied());
    let cells = margin.labels.iter().zip(&margin.targets).zip(counts).zip(before).zip(after);
    let cells = cells
        .filter(|((((_, target), _), _), _)| **target > 0.0)
        .map(|((((label, target), count), before), after)| Cell {
            label: label.clone(),
            answers: whole(count),
            before: before / population,
            target: target / population,
            after: after / population,
        })
        .collect();
    Fit { name: margin.name.clone(), cells }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows, summed as a number")]
fn whole(count: f64) -> usize {
    count.round() as usize
}

fn notes(fits: &[Fit], (least, most): (f64, f64)) -> Vec<Note> {
    let mut notes = Vec::new();
    for fit in fits {
        let few: Vec<&str> = fit.cells.iter().filter(|cell| cell.answers < 5).map(|cell| cell.label.as_str()).collect();
        if !few.is_empty() {
            let (name, few) = (&fit.name, few.join(", "));
            notes.push(Note::new(
                format!("{name}의 {few}은(는) 응답자가 5명보다 적어 가중치가 불안합니다. 칸을 합치는 것이 좋습니다."),
                format!("fewer than 5 answered in {name}: {few}; their weights are shaky, better merge the cells"),
            ));
        }
    }
    if most > 10.0 * least {
        notes.push(Note::new(
            format!("보정 배율이 {least:.2}에서 {most:.2}까지 벌어졌습니다. --bounds로 묶을 수 있습니다."),
            format!("the factors spread from {least:.2} to {most:.2}; --bounds can hold them"),
        ));
    }
    notes
}
