//! Rules that must hold, against the shared expected numbers, against brute force, and on small own cases.

mod after;
mod before;
mod brute;
mod drawn;
mod homes;
mod input;
mod quarrel;
mod samples;
mod shared;
mod tables;

use crate::{Columns, Given, Pool, Problem, Quotas, Table};

pub(crate) fn read(pool: &str, quotas: &str, size: u32, columns: Columns<'_>) -> Result<(Quotas, Pool, Problem), kernel::Refusal> {
    let quotas = Quotas::read(&Table::read("quotas.csv", quotas.as_bytes())?)?;
    let pool = Pool::read(&Table::read("pool.csv", pool.as_bytes())?, &quotas, columns)?;
    let problem = Problem::new(&pool, &quotas, size, &Given::default())?;
    Ok((quotas, pool, problem))
}

pub(crate) fn problem(pool: &str, quotas: &str, size: u32, columns: Columns<'_>) -> Result<Problem, kernel::Refusal> {
    read(pool, quotas, size, columns).map(|(_, _, problem)| problem)
}
