//! The votes as Polis computes with them: in one order, without columns that nobody voted on or that are set to zero.
//!
//! Basis: Polis' math/src/polismath (steps 1 to 4 of docs/opinion.md). A blank is filled with the column's mean, so the centred
//! matrix X is zero there; a zeroed column has mean 0 and counts as seen by everybody.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index comes from the matrix's own lengths")]

use crate::draw::Draw;
use crate::eigen::{Leading, Precision, add_scaled, dot, leading};
use crate::packed::Packed;
use crate::votes::{UNSEEN, Votes, in_order};

/// From so many people on, products are looked up (`packed.rs`); below, the tables would cost more than they save.
const MANY: usize = 1000;

/// The working matrix: people in order x columns that place people.
pub(crate) struct Matrix {
    /// For each row, the person's place in [`Votes`].
    pub(crate) people: Vec<usize>,
    /// For each column, the statement's place in [`Votes`].
    pub(crate) columns: Vec<usize>,
    /// Voted columns, zeroed ones too: Polis' C.
    pub(crate) voted: usize,
    /// Zeroed ones among them.
    pub(crate) zeroed: usize,
    /// Votes of each row on all voted columns, as cast.
    pub(crate) raw_votes: Vec<usize>,
    /// Votes of each row on the columns here.
    pub(crate) votes: Vec<usize>,
    /// Mean of each column over those who saw it.
    pub(crate) means: Vec<f64>,
    /// Sum of squares of each column of X.
    pub(crate) squares: Vec<f64>,
    /// Row by row.
    pub(crate) cells: Vec<i8>,
    products: Products,
}

/// X, as its products are made.
enum Products {
    /// Row by row.
    Values(Vec<f64>),
    Codes(Packed),
}

impl Matrix {
    pub(crate) fn new(votes: &Votes) -> Self {
        let width = votes.statements().len();
        let mut seen = vec![0_usize; width];
        for person in 0..votes.participants().len() {
            for (count, &cell) in seen.iter_mut().zip(votes.row(person)) {
                *count += usize::from(cell != UNSEEN);
            }
        }
        let people = in_order(votes.participants().iter().map(String::as_str));
        let order = in_order(votes.statements().iter().map(|statement| statement.id.as_str()));
        let voted: Vec<usize> = order.into_iter().filter(|&at| seen[at] > 0).collect();
        let columns: Vec<usize> = voted.iter().copied().filter(|&at| !votes.statements()[at].zeroed()).collect();
        let as_they_stand = columns.iter().copied().eq(0..width);
        let mut cells = Vec::with_capacity(people.len() * columns.len());
        let (mut raw_votes, mut own_votes) = (Vec::with_capacity(people.len()), Vec::with_capacity(people.len()));
        for &person in &people {
            let row = votes.row(person);
            raw_votes.push(row.iter().filter(|&&cell| cell != UNSEEN).count());
            let start = cells.len();
            if as_they_stand {
                cells.extend_from_slice(row);
            } else {
                cells.extend(columns.iter().map(|&at| row[at]));
            }
            own_votes.push(cells[start..].iter().filter(|&&cell| cell != UNSEEN).count());
        }
        let zeroed = voted.len() - columns.len();
        Self::assemble(people, columns, (voted.len(), zeroed), (raw_votes, own_votes), cells)
    }

    fn assemble(
        people: Vec<usize>,
        columns: Vec<usize>,
        (voted, zeroed): (usize, usize),
        (raw_votes, votes): (Vec<usize>, Vec<usize>),
        cells: Vec<i8>,
    ) -> Self {
        let (means, squares) = means_and_squares(&cells, columns.len());
        let products =
            if people.len() < MANY { Products::Values(values(&cells, &means)) } else { Products::Codes(Packed::new(&cells, &means)) };
        Self { people, columns, voted, zeroed, raw_votes, votes, means, squares, cells, products }
    }

    /// Some rows of this matrix as a matrix of its own, with other cells where they are given.
    pub(crate) fn of_rows(&self, rows: &[usize], cells: Vec<i8>) -> Self {
        let pick = |all: &[usize]| rows.iter().map(|&row| all[row]).collect();
        Self::assemble(
            pick(&self.people),
            self.columns.clone(),
            (self.voted, self.zeroed),
            (pick(&self.raw_votes), pick(&self.votes)),
            cells,
        )
    }

    /// The cells with the votes of each column dealt anew among those who voted on it.
    pub(crate) fn shuffled(&self, draw: &mut Draw) -> Vec<i8> {
        let width = self.width();
        let mut cells = self.cells.clone();
        for column in 0..width {
            let seen: Vec<usize> = (column..cells.len()).step_by(width).filter(|&at| cells[at] != UNSEEN).collect();
            for left in (1..seen.len()).rev() {
                cells.swap(seen[left], seen[draw.below(left + 1)]);
            }
        }
        cells
    }

    pub(crate) fn height(&self) -> usize {
        self.people.len()
    }

    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn row(&self, row: usize) -> &[i8] {
        &self.cells[row * self.width()..(row + 1) * self.width()]
    }

    /// Each row of X in turn.
    pub(crate) fn each_row(&self, mut visit: impl FnMut(usize, &[f64])) {
        let width = self.width();
        if width == 0 {
            return;
        }
        match &self.products {
            Products::Values(values) => values.chunks_exact(width).enumerate().for_each(|(at, row)| visit(at, row)),
            Products::Codes(_) => {
                let mut buffer = vec![0.0; width];
                for (at, row) in self.cells.chunks_exact(width).enumerate() {
                    fill(&mut buffer, row, &self.means);
                    visit(at, &buffer);
                }
            }
        }
    }

    /// The leading components: unit vectors over the columns, and their sums of squares.
    pub(crate) fn components(&self, count: usize, precision: Precision) -> Leading {
        leading(self.width(), count, precision, |vector, image| self.product(vector, image))
    }

    /// `image += Xᵀ · X · vector`; of values four rows at a time, so that the vectors are read and written once for the four.
    fn product(&self, vector: &[f64], image: &mut [f64]) {
        let width = self.width();
        let values = match &self.products {
            Products::Codes(packed) => return packed.product(vector, image),
            Products::Values(values) if width > 0 => values,
            Products::Values(_) => return,
        };
        let blocks = values.chunks_exact(4 * width);
        for row in blocks.remainder().chunks_exact(width) {
            add_scaled(image, dot(row, vector), row);
        }
        for block in blocks {
            let (upper, lower) = block.split_at(2 * width);
            let (rows, more) = (upper.split_at(width), lower.split_at(width));
            four_rows([rows.0, rows.1, more.0, more.1], vector, image);
        }
    }

    /// The sum of squares of X: what the components share out.
    pub(crate) fn spread(&self) -> f64 {
        self.squares.iter().sum()
    }

    /// The product of each row with each of `vectors`, without Polis' scale.
    pub(crate) fn scores<const N: usize>(&self, vectors: &[Vec<f64>]) -> Vec<[f64; N]> {
        let mut scores = vec![[0.0; N]; self.height()];
        match &self.products {
            Products::Codes(packed) => {
                for (at, vector) in vectors.iter().enumerate().take(N) {
                    scores.iter_mut().zip(packed.scores(vector)).for_each(|(all, score)| all[at] = score);
                }
            }
            Products::Values(_) => self.each_row(|at, row| {
                scores[at].iter_mut().zip(vectors).for_each(|(score, vector)| *score = dot(row, vector));
            }),
        }
        scores
    }

    /// Polis' scale of a row: sqrt(C / votes), zeroed columns counting as seen.
    pub(crate) fn scale(&self, row: usize) -> f64 {
        (self.voted as f64 / (self.votes[row] + self.zeroed).max(1) as f64).sqrt()
    }

    /// Rows that are grouped, by Polis' rule: min(7, C) votes as cast; if those are fewer than 15, the most active besides.
    pub(crate) fn placed(&self) -> Vec<usize> {
        let enough = self.votes_needed();
        let mut placed: Vec<usize> = (0..self.height()).filter(|&row| self.raw_votes[row] >= enough).collect();
        if placed.len() < 15 {
            let mut others: Vec<usize> =
                (0..self.height()).filter(|&row| self.raw_votes[row] < enough && self.raw_votes[row] > 0).collect();
            others.sort_by_key(|&row| std::cmp::Reverse(self.raw_votes[row]));
            placed.extend(others.into_iter().take(15 - placed.len()));
            placed.sort_unstable();
        }
        placed
    }

    /// Votes that place a person: min(7, C).
    pub(crate) fn votes_needed(&self) -> usize {
        self.voted.min(7)
    }
}

/// Products with each row first, then one pass over the image: loops of this shape are what the compiler turns into vector instructions.
fn four_rows(rows: [&[f64]; 4], vector: &[f64], image: &mut [f64]) {
    let scores = rows.map(|row| dot(row, vector));
    for ((((to, a), b), c), d) in image.iter_mut().zip(rows[0]).zip(rows[1]).zip(rows[2]).zip(rows[3]) {
        *to += scores[0] * a + scores[1] * b + scores[2] * c + scores[3] * d;
    }
}

/// The mean of each column over those who saw it, 0 where nobody did, and the sum of squares about it.
fn means_and_squares(cells: &[i8], width: usize) -> (Vec<f64>, Vec<f64>) {
    // Votes, their sum, their squares: whole numbers, so that order does not matter.
    let (mut seen, mut sums, mut sides) = (vec![0_i32; width], vec![0_i32; width], vec![0_i32; width]);
    for row in cells.chunks_exact(width.max(1)) {
        for (((count, sum), side), &cell) in seen.iter_mut().zip(&mut sums).zip(&mut sides).zip(row) {
            let vote = if cell == UNSEEN { 0 } else { i32::from(cell) };
            *count += i32::from(cell != UNSEEN);
            *sum += vote;
            *side += vote * vote;
        }
    }
    let whole = seen.into_iter().zip(sums).zip(sides).map(|((seen, sum), side)| (f64::from(seen), f64::from(sum), f64::from(side)));
    whole.map(|(seen, sum, side)| if seen > 0.0 { (sum / seen, side - sum * sum / seen) } else { (0.0, 0.0) }).unzip()
}

fn values(cells: &[i8], means: &[f64]) -> Vec<f64> {
    let mut values = vec![0.0; cells.len()];
    let width = means.len().max(1);
    values.chunks_exact_mut(width).zip(cells.chunks_exact(width)).for_each(|(to, row)| fill(to, row, means));
    values
}

/// A row of X: a cell less its column's mean, 0 where it was not seen.
fn fill(to: &mut [f64], row: &[i8], means: &[f64]) {
    for ((value, &cell), mean) in to.iter_mut().zip(row).zip(means) {
        *value = if cell == UNSEEN { 0.0 } else { f64::from(cell) - mean };
    }
}
