use std::collections::{BTreeMap, BTreeSet};

use kernel::{AsOf, Code};
use store::{Read, StoreError};

use super::views::{self, Charges};
use crate::model::{Bilingual, ChartDuty, ChartPost, ChartUnit};

/// The organisation as a tree: units under units, their posts with incumbents, their duties, authorized and current headcount. A unit whose
/// upper unit is not there stands at the top.
pub fn chart(read: &mut Read, as_of: AsOf) -> Result<Vec<ChartUnit>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    let units = views::units(read, as_of)?;
    let known: BTreeSet<Code> = units.iter().map(|(code, ..)| code.clone()).collect();
    let mut parts = Parts { below: BTreeMap::new(), posts: BTreeMap::new(), heads: BTreeMap::new(), duties: BTreeMap::new() };
    for (code, kind, parent, name) in units {
        let parent = parent.filter(|parent| known.contains(parent));
        parts.below.entry(parent).or_default().push((code, kind, name));
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
    below: BTreeMap<Option<Code>, Vec<(Code, String, Bilingual)>>,
    posts: BTreeMap<Code, Vec<ChartPost>>,
    heads: BTreeMap<Code, ChartPost>,
    duties: BTreeMap<Code, Vec<ChartDuty>>,
}

impl Parts {
    fn under(&mut self, parent: Option<&Code>) -> Vec<ChartUnit> {
        let units = self.below.remove(&parent.cloned()).unwrap_or_default();
        units
            .into_iter()
            .map(|(code, kind, name)| {
                let units = self.under(Some(&code));
                let posts = self.posts.remove(&code).unwrap_or_default();
                let filled = posts.iter().filter(|post| post.incumbent.is_some()).count();
                ChartUnit {
                    head: self.heads.remove(&code),
                    authorized: posts.len() + units.iter().map(|unit| unit.authorized).sum::<usize>(),
                    current: filled + units.iter().map(|unit| unit.current).sum::<usize>(),
                    posts,
                    duties: self.duties.remove(&code).unwrap_or_default(),
                    units,
                    code,
                    kind,
                    name,
                }
            })
            .collect()
    }
}
