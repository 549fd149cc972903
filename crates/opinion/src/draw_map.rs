//! The map as SVG: a mark for each person, another shape for each group, so that it is read without colours too.

use std::fmt::Write as _;

use crate::draw::{Draw, Purpose};
use crate::map::{OpinionMap, Participant};

/// Size of the drawing, in its own units.
pub(crate) const WIDTH: f64 = 800.0;
pub(crate) const HEIGHT: f64 = 560.0;
const EDGE: f64 = 26.0;
/// More marks than this would make a heavy page and show no more.
const MOST: usize = 2500;

/// A shape for each group; after the last they begin again.
const SHAPES: [fn(f64, f64) -> String; 5] = [
    |x, y| format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", x - 4.0),
    |x, y| format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
    |x, y| format!("M{x:.1} {:.1}l4.6 8h-9.2z", y - 5.0),
    |x, y| format!("M{x:.1} {:.1}l5 5-5 5-5-5z", y - 5.0),
    |x, y| format!("M{:.1} {:.1}h3v-3h3v3h3v3h-3v3h-3v-3h-3z", x - 4.5, y - 1.5),
];

/// The marks of a group, as one path, with the place of its number.
pub(crate) struct Marks {
    pub(crate) number: usize,
    /// 1 to 5: which colour and shape.
    pub(crate) style: usize,
    pub(crate) path: String,
    pub(crate) x: String,
    pub(crate) y: String,
    /// The shape alone, for the legend.
    pub(crate) key: String,
}

pub(crate) struct Drawing {
    pub(crate) groups: Vec<Marks>,
    /// People in no group.
    pub(crate) others: String,
    /// People drawn, of those who have a place.
    pub(crate) drawn: usize,
    pub(crate) people: usize,
    /// Where both components are 0.
    pub(crate) middle_x: String,
    pub(crate) middle_y: String,
}

struct Frame {
    scale: f64,
    x: f64,
    y: f64,
}

impl Frame {
    /// Everybody but the farthest half percent fits; those stand at the edge.
    fn of(people: &[&Participant]) -> Self {
        let range = |value: fn(&Participant) -> f64| {
            let mut values: Vec<f64> = people.iter().map(|person| value(person)).collect();
            values.sort_by(f64::total_cmp);
            let cut = values.len() / 200;
            let low = values.get(cut).copied().unwrap_or(0.0).min(0.0);
            let high = values.len().checked_sub(cut + 1).and_then(|at| values.get(at)).copied().unwrap_or(0.0).max(0.0);
            (low, (high - low).max(1e-9))
        };
        let ((left, across), (low, up)) = (range(|person| person.x), range(|person| person.y));
        let scale = ((WIDTH - 2.0 * EDGE) / across).min((HEIGHT - 2.0 * EDGE) / up);
        Self { scale, x: WIDTH / 2.0 - scale * (left + across / 2.0), y: HEIGHT / 2.0 + scale * (low + up / 2.0) }
    }

    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        let edge = 8.0;
        ((self.x + self.scale * x).clamp(edge, WIDTH - edge), (self.y - self.scale * y).clamp(edge, HEIGHT - edge))
    }
}

/// Draws a map; people without a vote have no place.
pub(crate) fn drawing(map: &OpinionMap) -> Drawing {
    let people: Vec<&Participant> = map.participants.iter().filter(|person| person.votes > 0).collect();
    let frame = Frame::of(&people);
    let chosen = Draw::new(map.seed, Purpose::Sample, 3).sample(people.len(), MOST);
    let mut paths = vec![String::new(); map.groups.len()];
    let mut others = String::new();
    for person in chosen.iter().filter_map(|&at| people.get(at)) {
        let (x, y) = frame.place(person.x, person.y);
        match person.group.and_then(|group| Some((group, paths.get_mut(group)?))) {
            Some((group, path)) => path.push_str(&shape(group, x, y)),
            None => {
                let _ = write!(others, "M{:.1} {y:.1}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z", x - 2.5);
            }
        }
    }
    let groups = paths.into_iter().zip(&map.groups).enumerate().map(|(at, (path, group))| {
        let (x, y) = frame.place(group.centre[0], group.centre[1]);
        Marks { number: at + 1, style: at % SHAPES.len() + 1, path, x: format!("{x:.1}"), y: format!("{y:.1}"), key: shape(at, 8.0, 8.0) }
    });
    let (middle_x, middle_y) = frame.place(0.0, 0.0);
    Drawing {
        groups: groups.collect(),
        others,
        drawn: chosen.len(),
        people: people.len(),
        middle_x: format!("{middle_x:.1}"),
        middle_y: format!("{middle_y:.1}"),
    }
}

fn shape(group: usize, x: f64, y: f64) -> String {
    SHAPES.get(group % SHAPES.len()).map(|shape| shape(x, y)).unwrap_or_default()
}
