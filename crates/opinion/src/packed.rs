//! The centred matrix X of many people as codes, and its products without a multiplication for each cell.
//!
//! Three neighbouring cells have 64 possible contents. So what three columns add to a person's product is looked up in a table of 64
//! sums, and people are added up by content before any column is touched ("four Russians": Arlazarov, Dinic, Kronrod and Faradzhev
//! 1970). A byte holds three cells, where three numbers take 24: the whole table stays near the processor.
#![expect(clippy::indexing_slicing, reason = "a code is masked to its table's length; other indices come from lengths made here")]

use crate::votes::UNSEEN;

/// Columns in a code, contents of a code, and codes that are worked on at once.
const COLUMNS: usize = 3;
const CONTENTS: usize = 64;
const ABREAST: usize = 4;
/// People in a strip: their cells and running sums stay near the processor.
const STRIP: usize = 512;

type Table = [f64; CONTENTS];

/// People x columns, three cells a byte.
pub(crate) struct Packed {
    /// Strip by strip; in it code by code; in it person by person.
    codes: Vec<u8>,
    /// For each column, what a cell of each content is in X; columns that only fill up are 0.
    values: Vec<[f64; 4]>,
    width: usize,
}

/// Two bits for each cell: pass, agree, not seen, disagree.
fn digit(cell: i8) -> u8 {
    cell.cast_unsigned() & 3
}

fn digit_of(code: usize, place: usize) -> usize {
    (code >> (2 * place)) & 3
}

impl Packed {
    /// Packs cells, row by row, that have these means by column.
    pub(crate) fn new(cells: &[i8], means: &[f64]) -> Self {
        let width = means.len();
        let filled = width.next_multiple_of(COLUMNS * ABREAST);
        let mut values: Vec<[f64; 4]> = means.iter().map(|mean| [-mean, 1.0 - mean, 0.0, -1.0 - mean]).collect();
        values.resize(filled, [0.0; 4]);
        let mut codes = Vec::with_capacity(cells.len() / width.max(1) * filled / COLUMNS);
        for strip in cells.chunks(STRIP * width.max(1)) {
            for first in (0..filled).step_by(COLUMNS) {
                codes.extend(strip.chunks_exact(width).map(|row| {
                    let cell = |place: usize| row.get(first + place).copied().unwrap_or(UNSEEN);
                    digit(cell(0)) | digit(cell(1)) << 2 | digit(cell(2)) << 4
                }));
            }
        }
        Self { codes, values, width }
    }

    /// The strips, each with how many people it has.
    fn strips(&self) -> impl Iterator<Item = (&[u8], usize)> {
        let codes = self.values.len() / COLUMNS;
        self.codes.chunks(STRIP * codes.max(1)).map(move |strip| (strip, strip.len() / codes.max(1)))
    }

    /// For each code, what each of its contents adds to the product with a vector.
    fn tables(&self, vector: &[f64]) -> Vec<Table> {
        let table = |(at, values): (usize, &[[f64; 4]])| {
            let factor = |place: usize| vector.get(at * COLUMNS + place).copied().unwrap_or(0.0);
            let factors = [factor(0), factor(1), factor(2)];
            std::array::from_fn(|code| (0..COLUMNS).map(|place| values[place][digit_of(code, place)] * factors[place]).sum())
        };
        self.values.chunks_exact(COLUMNS).enumerate().map(table).collect()
    }

    /// The product of each person's row with a vector.
    pub(crate) fn scores(&self, vector: &[f64]) -> Vec<f64> {
        let tables = self.tables(vector);
        self.strips().flat_map(|(strip, people)| look_up(strip, people, &tables)).collect()
    }

    /// `image += Xᵀ · X · vector`.
    pub(crate) fn product(&self, vector: &[f64], image: &mut [f64]) {
        let tables = self.tables(vector);
        let mut sums: Vec<Table> = vec![[0.0; CONTENTS]; tables.len()];
        for (strip, people) in self.strips() {
            let scores = look_up(strip, people, &tables);
            for (codes, sums) in strip.chunks_exact(people).zip(&mut sums) {
                add_up(codes, &scores, sums);
            }
        }
        for (at, to) in image.iter_mut().enumerate().take(self.width) {
            let (sums, place, values) = (&sums[at / COLUMNS], at % COLUMNS, &self.values[at]);
            let mut by_digit = [0.0; 4];
            sums.iter().enumerate().for_each(|(code, sum)| by_digit[digit_of(code, place)] += sum);
            *to += by_digit.iter().zip(values).map(|(sum, value)| sum * value).sum::<f64>();
        }
    }
}

/// What the tables give for each person of a strip, all codes together.
fn look_up(strip: &[u8], people: usize, tables: &[Table]) -> Vec<f64> {
    let mut scores = vec![0.0; people];
    for (codes, tables) in strip.chunks_exact(ABREAST * people).zip(tables.chunks_exact(ABREAST)) {
        let (upper, lower) = codes.split_at(2 * people);
        let (pair, more) = (upper.split_at(people), lower.split_at(people));
        let of = |at: usize, code: u8| tables[at][usize::from(code) % CONTENTS];
        for ((((score, &a), &b), &c), &d) in scores.iter_mut().zip(pair.0).zip(pair.1).zip(more.0).zip(more.1) {
            *score += (of(0, a) + of(1, b)) + (of(2, c) + of(3, d));
        }
    }
    scores
}

/// Adds each person's score to the sum of their code; in two tables, so that neighbours with the same code do not wait for each other.
fn add_up(codes: &[u8], scores: &[f64], sums: &mut Table) {
    let mut odd: Table = [0.0; CONTENTS];
    let (pairs, score_pairs) = (codes.chunks_exact(2), scores.chunks_exact(2));
    for (&code, score) in pairs.remainder().iter().zip(score_pairs.remainder()) {
        odd[usize::from(code) % CONTENTS] += score;
    }
    for (codes, scores) in pairs.zip(score_pairs) {
        sums[usize::from(codes[0]) % CONTENTS] += scores[0];
        odd[usize::from(codes[1]) % CONTENTS] += scores[1];
    }
    sums.iter_mut().zip(&odd).for_each(|(sum, more)| *sum += more);
}
