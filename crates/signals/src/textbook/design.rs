//! Which past weeks are compared with a week, and in which season they lie.

/// Weeks of a year, as the reference implementations count them.
pub(crate) const YEAR: usize = 52;

/// A reference week: its place in the counts, its distance from the tested week (below 0), its season.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) place: usize,
    pub(crate) time: f64,
    pub(crate) level: usize,
}

/// The reference weeks of one tested week, by season: the same for every series, so it is made once for all of them.
#[derive(Clone, Debug)]
pub struct Design {
    pub(crate) week: usize,
    pub(crate) rows: Vec<Reference>,
    /// Seasons that hold weeks; the last is that of the tested week.
    pub(crate) levels: usize,
}

/// Reference weeks for the week at `week` (from 0): `years` windows of `half_width` weeks on either side of the same week, and the weeks
/// between them cut into `periods` − 1 seasons (Noufaily 2013, 3.2); with one period the windows alone. The last `excluded` weeks and the
/// tested week are left out. None where history does not reach back so far, or nothing is left.
pub(crate) fn design(week: usize, years: usize, half_width: usize, periods: usize, excluded: usize) -> Option<Design> {
    let first = week.checked_sub(YEAR * years + half_width)?;
    let last = week.checked_sub(excluded.max(half_width) + 1)?;
    let between = YEAR - (2 * half_width + 1).min(YEAR);
    let mut rows: Vec<Reference> = (first..=last)
        .filter_map(|place| {
            let from_window = (place - first) % YEAR;
            let level = match from_window.checked_sub(2 * half_width + 1) {
                None => periods,
                Some(_) if periods == 1 => return None,
                Some(at) => season(at, between, periods - 1),
            };
            #[expect(clippy::cast_precision_loss, reason = "weeks")]
            let time = -((week - place) as f64);
            Some(Reference { place, time, level })
        })
        .collect();
    rows.sort_by_key(|row| row.level);
    // Windows are the last season; without one of them the tested week has nothing to stand beside.
    if rows.last()?.level != periods {
        return None;
    }
    let (mut levels, mut before) = (0, None);
    for row in &mut rows {
        if before != Some(row.level) {
            before = Some(row.level);
            levels += 1;
        }
        row.level = levels - 1;
    }
    Some(Design { week, rows, levels })
}

/// The block, from 1, of place `at` of `length` places cut into `blocks` as equal as possible, longer ones first.
fn season(at: usize, length: usize, blocks: usize) -> usize {
    let (short, longer) = (length / blocks, length % blocks);
    let in_longer = longer * (short + 1);
    1 + if at < in_longer { at / (short + 1) } else { longer + (at - in_longer) / short.max(1) }
}
