//! Zones of a scan: for each area the nested sets of its nearest neighbours.

use std::collections::BTreeSet;

/// Zones, grown from each area by its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zones {
    pub(crate) areas: usize,
    /// For each area, itself and its neighbours, nearest first; beside each whether the set so far is a zone not met before.
    pub(crate) grown: Vec<Vec<(usize, bool)>>,
}

impl Zones {
    /// The nested sets of the `k` nearest areas of each, itself first and counted; plain distance; of areas equally far the earlier first.
    /// A set that several areas grow counts once.
    pub fn nearest(points: &[(f64, f64)], k: usize) -> Self {
        let mut seen = BTreeSet::new();
        let grow = |(centre, (x, y)): (usize, &(f64, f64))| {
            let mut near: Vec<(f64, usize)> =
                points.iter().enumerate().map(|(area, (east, north))| ((east - x).powi(2) + (north - y).powi(2), area)).collect();
            near.sort_by(|one, other| {
                (one.1 != centre).cmp(&(other.1 != centre)).then(one.0.total_cmp(&other.0)).then(one.1.cmp(&other.1))
            });
            let mut zone = BTreeSet::new();
            near.into_iter()
                .take(k)
                .map(|(_, area)| {
                    zone.insert(area);
                    (area, seen.insert(zone.clone()))
                })
                .collect()
        };
        Self { areas: points.len(), grown: points.iter().enumerate().map(grow).collect() }
    }

    /// How many zones there are.
    pub fn len(&self) -> usize {
        self.grown.iter().flatten().filter(|(_, new)| *new).count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The areas of the zone that `centre` grows with `size` areas.
    pub(crate) fn areas_of(&self, centre: usize, size: usize) -> Vec<usize> {
        self.grown.get(centre).into_iter().flatten().take(size).map(|(area, _)| *area).collect()
    }
}
