//! Seatings: against the reference's measures on its data, and by rules on small own cases.
use std::path::PathBuf;

use crate::tables::{Asked, People, seat};
use crate::Table;

fn shared(file: &str, mix: &str, tables: usize, seed: u64) -> Option<crate::Measures> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/sortition/tables")).join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let mix: Vec<String> = mix.split(' ').map(ToOwned::to_owned).collect();
    let people = People::read(&Table::read(file, &bytes).unwrap(), Some("ID"), &mix).unwrap();
    let start = std::time::Instant::now();
    let m = seat(people, &Asked { tables: Some(tables), rounds: 3, seed, ..Asked::default() }).unwrap().measures;
    println!("{file} {seed} {:?} {:?}", start.elapsed(), m);
    Some(m)
}

#[test]
fn try_it() {
    for seed in 0..3 {
        shared("30i_4j_3k_3d_data.csv", "gender age region", 5, seed);
        shared("100i_4j_3k_3d_data.csv", "gender age region nation media", 10, seed);
    }
}
