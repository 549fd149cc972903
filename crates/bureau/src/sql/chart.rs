use std::collections::{BTreeMap, BTreeSet};

use kernel::{AsOf, Code};
use store::{Read, StoreError};

use super::views::{self, Charges};
use crate::model::{ChartDuty, ChartPost, ChartUnit};

/// The organisation as a tree: units under units, their posts with incumbents, their duties, authorized and current headcount. A unit whose
/// upper unit is not there stands at the top.
pub fn chart(read: &mut Read, as_of: AsOf) -> Result<Vec<ChartUnit>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    let units = views::units(read, as_of)?;
    let known: BTreeSet<Code> = units.iter().map(|(_, unit)| unit.code.clone()).collect();
    let mut parts = Parts { below: BTreeMap::new(), posts: BTreeMap::new(), heads: BTreeMap::new(), duties: BTreeMap::new() };
    for (parent, unit) in units {
        parts.below.entry(parent.filter(|parent| known.contains(parent))).or_default().push(unit);
    }
    for post in views::posts(read, as_of)? {
        if let Some(unit) = &post.heads {
            parts.heads.entry(unit.clone()).or_insert_with(|| post.clone());
        }
        parts.posts.entry(post.unit.clone()).or_default().push(post);
    }
    for duty in views::duties(read, as_of, &charges)? {
        parts.duties.entry(duty.unit.clone()).or_default().push(duty);
    }
    Ok(parts.under(None))
}

/// What is still to be put into the tree, by unit. Each unit is taken out once, so that a loop of parents ends.
struct Parts {
    below: BTreeMap<Option<Code>, Vec<ChartUnit>>,
    posts: BTreeMap<Code, Vec<ChartPost>>,
    heads: BTreeMap<Code, ChartPost>,
    duties: BTreeMap<Code, Vec<ChartDuty>>,
}

impl Parts {
    fn under(&mut self, parent: Option<&Code>) -> Vec<ChartUnit> {
        let mut units = self.below.remove(&parent.cloned()).unwrap_or_default();
        for unit in &mut units {
            unit.units = self.under(Some(&unit.code));
            unit.posts = self.posts.remove(&unit.code).unwrap_or_default();
            unit.head = self.heads.remove(&unit.code);
            unit.duties = self.duties.remove(&unit.code).unwrap_or_default();
            let filled = unit.posts.iter().filter(|post| post.incumbent.is_some()).count();
            unit.authorized = unit.posts.len() + unit.units.iter().map(|below| below.authorized).sum::<usize>();
            unit.current = filled + unit.units.iter().map(|below| below.current).sum::<usize>();
        }
        units
    }
}
