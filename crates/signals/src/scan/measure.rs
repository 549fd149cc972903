//! How surprising today is: for each term, in the whole city and in each zone of neighbouring areas, the newest days against what the weeks before and
//! today's volume let expect. The score is the surprise of a negative-binomial tail; the largest over terms, zones and windows is a scan statistic.

use std::cell::{Cell, OnceCell};

use super::places::{PlaceId, Places};
use super::recent::{KIND, Mark, Recent, TermId};
use super::settings::{
    BASELINE, BASELINE_LEAST, COMMON, DAYS_EVERYWHERE, DISPERSION, DISPERSION_KIND, DISPERSION_ZONE, GUARD, KIND_DAYS, KIND_PRIOR, LEAST,
    LOCAL, MEMORY, NEIGHBOURS, PLACED, WINDOWS,
};
use super::tail::surprise;
use super::words::PLACE;
use super::years::{Seasonal, Years};

/// Classes of days before today: parts of windows, gaps, and parts of baselines.
const CLASSES: usize = 9;
const WIDE: usize = WINDOWS.len() - 1;
/// The window of a week, which a category's years are compared by.
const WEEK: usize = 2;

/// The class of a day so many days ago. The widest window has a baseline of its own, farther back; the others share one.
fn class(ago: i32) -> u8 {
    let [day, three, week, wide] = WINDOWS;
    match ago {
        _ if ago < day => 0,
        _ if ago < three => 1,
        _ if ago < week => 2,
        _ if ago < week + GUARD => 3,
        _ if ago < wide => 4,
        _ if ago < wide + GUARD => 5,
        _ if ago < week + GUARD + BASELINE => 6,
        _ if ago < MEMORY => 7,
        _ => UNSEEN,
    }
}

/// Past outbreaks are weighted down to this share of the rate at most.
const WEIGHT_LEAST: f64 = 0.5;
/// The class of an item that is not looked at: of a later day, too old, or a copy.
const UNSEEN: u8 = 8;

/// Counts by class of day.
#[derive(Clone, Copy, Debug, Default)]
struct Tally([u32; CLASSES]);

impl Tally {
    fn add(&mut self, class: u8) {
        if let Some(count) = self.0.get_mut(usize::from(class)) {
            *count += 1;
        }
    }

    fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |any, count| any | count) == 0
    }

    fn plus(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    fn window(&self, window: usize) -> u32 {
        let [day, three, week, gap, wide, ..] = self.0;
        match window {
            0 => day,
            1 => day + three,
            2 => day + three + week,
            _ => day + three + week + gap + wide,
        }
    }

    fn base(&self, window: usize) -> u32 {
        let [.., wide, gap, both, far, _] = self.0;
        if window == WIDE { both + far } else { wide + gap + both }
    }
}

/// Where a rise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// The whole city, known places or not.
    City,
    /// An area with the nearest ones, so many in all.
    Near(PlaceId, usize),
    /// A district with all its neighbourhoods.
    District(PlaceId),
}

/// A rise of one term: the window and the zone in which it surprises most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rise {
    pub(super) term: TermId,
    pub(super) zone: Zone,
    /// Days that end today.
    pub(super) window: i32,
    pub(super) observed: u32,
    pub(super) expected: f64,
    pub(super) variance: f64,
    /// −log₁₀ of the chance of so many.
    pub(super) score: f64,
}

/// A day of a stream, real or permuted, as the tests see it.
pub(super) struct Scene<'a> {
    recent: &'a Recent,
    places: &'a Places,
    days: &'a [i32],
    today: i32,
    /// The class of each item.
    classes: Vec<u8>,
    all: Tally,
    by_category: Vec<Tally>,
    by_place: Vec<Tally>,
    by_district: Vec<Tally>,
    placed: Tally,
    /// Complaints on each day, today first.
    daily: Vec<u32>,
    /// Whether a window's baseline is long enough.
    usable: [bool; WINDOWS.len()],
    years: Option<&'a Years>,
}

/// Room for the counts of one term.
struct Room {
    by_category: Vec<Tally>,
    by_place: Vec<Tally>,
    by_district: Vec<Tally>,
    /// The places and districts whose tallies are not empty, in the order in which they were met.
    touched: Vec<PlaceId>,
    districts: Vec<PlaceId>,
}

impl Room {
    fn clear(&mut self) {
        for (touched, tallies) in [(&mut self.touched, &mut self.by_place), (&mut self.districts, &mut self.by_district)] {
            for place in touched.drain(..) {
                if let Some(tally) = tallies.get_mut(usize::from(place)) {
                    *tally = Tally::default();
                }
            }
        }
    }

    /// Sums places by district.
    fn sum_districts(&mut self, places: &Places) {
        for place in &self.touched {
            let district = places.district(*place);
            let sum = district.and_then(|district| self.by_district.get_mut(usize::from(district)));
            if let (Some(district), Some(sum), Some(tally)) = (district, sum, self.by_place.get(usize::from(*place))) {
                if sum.is_empty() {
                    self.districts.push(district);
                }
                sum.plus(tally);
            }
        }
    }
}

impl<'a> Scene<'a> {
    /// The day `today`, with a day for each item of `recent`. `once` counts each campaign once.
    pub(super) fn new(recent: &'a Recent, places: &'a Places, days: &'a [i32], today: i32, once: bool) -> Self {
        let categories = recent.marks.iter().map(|mark| usize::from(mark.category) + 1).max().unwrap_or(0);
        let classed = |(day, mark): (&i32, &Mark)| if *day > today || once && mark.copy { UNSEEN } else { class(today - day) };
        let mut scene = Self {
            recent,
            places,
            days,
            today,
            classes: days.iter().zip(&recent.marks).map(classed).collect(),
            all: Tally::default(),
            by_category: vec![Tally::default(); categories],
            by_place: vec![Tally::default(); places.len()],
            by_district: vec![Tally::default(); places.len()],
            placed: Tally::default(),
            daily: vec![0; MEMORY as usize],
            usable: [false; WINDOWS.len()],
            years: None,
        };
        for ((mark, class), day) in recent.marks.iter().zip(&scene.classes).zip(days).filter(|((_, class), _)| **class != UNSEEN) {
            scene.all.add(*class);
            if let Some(count) = scene.daily.get_mut((today - day) as usize) {
                *count += 1;
            }
            if let Some(tally) = scene.by_category.get_mut(usize::from(mark.category)) {
                tally.add(*class);
            }
            if let Some(tally) = scene.by_place.get_mut(usize::from(mark.place)) {
                tally.add(*class);
                scene.placed.add(*class);
            }
            if let Some(tally) = places.district(mark.place).and_then(|district| scene.by_district.get_mut(usize::from(district))) {
                tally.add(*class);
            }
        }
        let with_days = |window: usize| {
            let based = |ago: &i32| if window == WIDE { class(*ago) >= 6 } else { (4..=6).contains(&class(*ago)) };
            (0..MEMORY).zip(&scene.daily).filter(|(ago, count)| based(ago) && **count > 0).count()
        };
        scene.usable = [0, 1, 2, 3].map(|window| with_days(window) >= BASELINE_LEAST);
        scene
    }

    /// The same with the years before, which permuted days do not have.
    pub(super) fn with_years(self, years: &'a Years) -> Self {
        Self { years: Some(years), ..self }
    }

    /// Whether most complaints say where they come from.
    pub(super) fn placed(&self) -> bool {
        f64::from(self.placed.base(0)) > PLACED * f64::from(self.all.base(0))
    }

    fn room(&self) -> Room {
        Room {
            by_category: vec![Tally::default(); self.by_category.len()],
            by_place: vec![Tally::default(); self.by_place.len()],
            by_district: vec![Tally::default(); self.by_district.len()],
            touched: Vec::new(),
            districts: Vec::new(),
        }
    }

    /// Every term that a complaint of today holds gives its largest rise to `take`, if it scores at least `least`.
    pub(super) fn rises(&self, least: f64, mut take: impl FnMut(Rise)) {
        self.each_rise(|()| least, &mut take);
    }

    /// The largest score of any term.
    pub(super) fn largest_score(&self) -> f64 {
        let most = Cell::new(0.0);
        // Whatever cannot be larger is not worked out.
        self.each_rise(|()| most.get(), |rise| most.set(rise.score.max(most.get())));
        most.get()
    }

    fn each_rise(&self, least: impl Fn(()) -> f64, mut take: impl FnMut(Rise)) {
        if !self.usable.contains(&true) {
            return;
        }
        let common = (COMMON * f64::from(self.all.0.iter().sum::<u32>())) as usize;
        let mut room = self.room();
        let mut seen = vec![false; self.recent.words.names().len()];
        let today = self.recent.items.iter().zip(self.days).zip(&self.classes);
        for ((item, _), _) in today.filter(|((_, day), class)| **day == self.today && **class != UNSEEN) {
            for term in &item.terms {
                let Some(seen) = seen.get_mut(*term as usize) else { continue };
                if std::mem::replace(seen, true) {
                    continue;
                }
                let held = self.recent.with(*term).len();
                if self.names_place(*term) || held < LEAST as usize || held > common && !self.kind(*term) {
                    continue;
                }
                if let Some(rise) = self.largest(*term, &mut room, least(())) {
                    take(rise);
                }
                room.clear();
            }
        }
    }

    /// The largest rise of a term that scores at least `least`.
    fn largest(&self, term: TermId, room: &mut Room, least: f64) -> Option<Rise> {
        let count = self.count(term, room)?;
        let mut tests =
            Term { scene: self, growth: self.growth(term, &count, room), count, term, least, best: None, daily: OnceCell::new() };
        match self.seasonal(term) {
            Some(seasonal) => tests.city_by_years(seasonal),
            None => (0..WINDOWS.len()).for_each(|window| tests.city(window)),
        }
        if count.placed.window(WIDE) >= LEAST {
            room.sum_districts(self.places);
            tests.zones(room);
        }
        tests.best
    }

    /// The term's counts in the city; None where the widest window holds too few.
    fn everywhere(&self, term: TermId) -> Option<Tally> {
        let mut all = Tally::default();
        self.recent.with(term).iter().filter_map(|at| self.classes.get(*at as usize)).for_each(|class| all.add(*class));
        (all.window(WIDE) >= LEAST).then_some(all)
    }

    fn count(&self, term: TermId, room: &mut Room) -> Option<Counted> {
        let mut counted = Counted { all: self.everywhere(term)?, placed: Tally::default() };
        room.by_category.fill(Tally::default());
        for at in self.recent.with(term) {
            let at = *at as usize;
            let (Some(class), Some(mark)) = (self.classes.get(at).copied(), self.recent.marks.get(at)) else { continue };
            if class == UNSEEN {
                continue;
            }
            if let Some(tally) = room.by_category.get_mut(usize::from(mark.category)) {
                tally.add(class);
            }
            if let Some(tally) = room.by_place.get_mut(usize::from(mark.place)) {
                if tally.is_empty() {
                    room.touched.push(mark.place);
                }
                tally.add(class);
                counted.placed.add(class);
            }
        }
        Some(counted)
    }

    /// For each window, how many complaints a complaint of the baseline lets expect: by the volume of all, or of the term's own categories, whichever is more.
    fn growth(&self, term: TermId, count: &Counted, room: &Room) -> [f64; WINDOWS.len()] {
        [0, 1, 2, 3].map(|window| {
            let all = f64::from(self.all.window(window)) / f64::from(self.all.base(window).max(1));
            let own: f64 = self
                .by_category
                .iter()
                .zip(&room.by_category)
                .filter(|(volume, _)| volume.base(window) > 0)
                .map(|(volume, own)| f64::from(own.base(window)) * f64::from(volume.window(window)) / f64::from(volume.base(window)))
                .sum();
            // A kind is its own category: it would explain itself.
            if self.kind(term) { all } else { all.max(own / f64::from(count.all.base(window).max(1))) }
        })
    }

    /// Whether a term says where: where places are known it says nothing new.
    fn names_place(&self, term: TermId) -> bool {
        self.placed() && self.recent.words.name(term).starts_with(PLACE)
    }

    /// What a category's years let expect of this week, where they are known.
    fn seasonal(&self, term: TermId) -> Option<Seasonal> {
        self.years?.expected(self.recent.words.name(term).strip_prefix(KIND)?, self.today)
    }

    /// Whether a term is a category that stands for a missing text. It may be common.
    fn kind(&self, term: TermId) -> bool {
        self.recent.words.name(term).starts_with(KIND)
    }
}

#[derive(Clone, Copy)]
struct Counted {
    all: Tally,
    placed: Tally,
}

/// The tests of one term.
struct Term<'a, 'b> {
    scene: &'a Scene<'b>,
    term: TermId,
    count: Counted,
    growth: [f64; WINDOWS.len()],
    /// What cannot reach this score is not worked out.
    least: f64,
    best: Option<Rise>,
    /// Complaints on each day, today first.
    daily: OnceCell<Vec<u32>>,
}

impl Term<'_, '_> {
    fn daily(&self) -> &[u32] {
        self.daily.get_or_init(|| {
            let mut daily = vec![0; MEMORY as usize];
            for at in self.scene.recent.with(self.term).iter().map(|at| *at as usize) {
                let seen = self.scene.classes.get(at).is_some_and(|class| *class != UNSEEN);
                let ago = self.scene.days.get(at).filter(|_| seen).map(|day| (self.scene.today - day) as usize);
                if let Some(count) = ago.and_then(|ago| daily.get_mut(ago)) {
                    *count += 1;
                }
            }
            daily
        })
    }

    fn growth(&self, window: usize) -> f64 {
        self.growth.get(window).copied().unwrap_or(0.0)
    }

    fn usable(&self, window: usize) -> bool {
        self.scene.usable.get(window) == Some(&true)
    }

    /// Whether so many could reach the score, were they Poisson: no probability is below that of the count itself, by Stirling.
    fn hopeless(&self, observed: u32, expected: f64) -> bool {
        let count = f64::from(observed);
        let most = count * (count / expected).ln() - count + expected + 0.5 * (std::f64::consts::TAU * count).ln() + 0.1;
        count <= expected || most < std::f64::consts::LN_10 * self.least
    }

    fn city(&mut self, window: usize) {
        let (observed, base) = (self.count.all.window(window), self.count.all.base(window));
        let known = f64::from(base) + 0.5;
        let expected = known * self.growth(window);
        if observed < LEAST || !self.usable(window) || self.hopeless(observed, WEIGHT_LEAST * expected) {
            return;
        }
        let usual = self.usual(window);
        let expected = expected * usual.trend * usual.weight;
        if !self.scene.placed() || self.lasting(window, expected) {
            self.keep(Zone::City, window, observed, expected, usual.dispersion, known);
        }
    }

    /// A category whose season is known need not last as others must: that it rains each summer is expected.
    fn city_by_years(&mut self, seasonal: Seasonal) {
        let observed = self.count.all.window(WEEK);
        if observed >= LEAST && self.usable(WEEK) {
            self.keep(Zone::City, WEEK, observed, seasonal.expected, seasonal.dispersion, f64::INFINITY);
        }
    }

    /// Keeps a rise if it is the largest so far.
    fn keep(&mut self, zone: Zone, window: usize, observed: u32, expected: f64, dispersion: f64, known: f64) {
        let variance = dispersion * (expected + expected * expected / known);
        let score = surprise(observed, expected, variance);
        if score > self.least {
            let days = WINDOWS.get(window).copied().unwrap_or(1);
            self.least = score;
            self.best = Some(Rise { term: self.term, zone, window: days, observed, expected, variance, score });
        }
    }

    /// Whether each of the last days is above twice its expectation.
    fn lasting(&self, window: usize, expected: f64) -> bool {
        let a_day = expected / f64::from(self.scene.all.window(window).max(1));
        let high = |(count, volume): (&u32, &u32)| *count >= 2 && f64::from(*count) > 2.0 * a_day * f64::from(*volume);
        self.daily().iter().zip(&self.scene.daily).take(DAYS_EVERYWHERE).all(high)
    }

    /// Dispersion and trend of the term's baseline, past outbreaks weighted down as Farrington weighs them: by the inverse square of residuals above 2.58
    /// (Noufaily and others, 2013).
    fn usual(&self, window: usize) -> Usual {
        let based = |ago: i32| if window == WIDE { class(ago) >= 6 } else { (4..=6).contains(&class(ago)) };
        let days: Vec<(f64, f64)> = (0..MEMORY)
            .zip(self.daily().iter().zip(&self.scene.daily))
            .filter(|(ago, (_, volume))| based(*ago) && **volume > 0)
            .map(|(_, (count, volume))| (f64::from(*count), f64::from(*volume)))
            .collect();
        let rate = |weights: &[f64]| {
            let sums = days.iter().zip(weights).fold((0.0, 0.0), |sums, ((x, n), w)| (sums.0 + w * x, sums.1 + w * n));
            (sums.0 + 0.5) / (sums.1 + 1.0)
        };
        let residual = |rate: f64, x: f64, n: f64| {
            let mean = (rate * n).max(0.05);
            1.5 * (x.powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt())
        };
        let mut weights = vec![1.0; days.len()];
        let plain = rate(&weights);
        for (weight, (x, n)) in weights.iter_mut().zip(&days) {
            let s = residual(plain, *x, *n);
            *weight = if s > 2.58 { s.powi(-2) } else { 1.0 };
        }
        let weighted = rate(&weights);
        let pearson = |((x, n), w): (&(f64, f64), &f64)| w * (x - weighted * n).powi(2) / (weighted * n).max(0.05);
        let degrees = (weights.iter().sum::<f64>() - 1.0).max(1.0);
        let dispersion = (days.iter().zip(&weights).map(pearson).sum::<f64>() / degrees).clamp(DISPERSION.0, DISPERSION.1);
        // Newest days come first. A rise from the older half to the newer one goes on; a fall is not counted on.
        let (new, old) = days.split_at(days.len() / 2);
        let sum = |half: &[(f64, f64)]| half.iter().fold((0.0, 0.0), |sums, (x, n)| (sums.0 + x, sums.1 + n));
        let ((newer, n_new), (older, n_old)) = (sum(new), sum(old));
        let trend = ((newer + 10.0) / (older * n_new / n_old.max(1.0) + 10.0)).clamp(1.0, 2.0);
        Usual { dispersion, trend, weight: (weighted / plain).clamp(WEIGHT_LEAST, 1.0) }
    }

    fn zones(&mut self, room: &Room) {
        let scene = self.scene;
        let at = |place: PlaceId| (room.by_place.get(usize::from(place)), scene.by_place.get(usize::from(place)));
        let none = Tally::default();
        let mut usual = [None; WINDOWS.len()];
        let mut districts: Vec<PlaceId> = Vec::new();
        for centre in &room.touched {
            if at(*centre).0.is_none_or(|tally| tally.window(0) == 0 || tally.window(WIDE) < 2) {
                continue;
            }
            let (mut own, mut volume) = (Tally::default(), Tally::default());
            for (place, size) in scene.places.near(*centre).iter().zip(1..=NEIGHBOURS) {
                let (tally, all) = at(*place);
                volume.plus(all.unwrap_or(&none));
                if let Some(tally) = tally.filter(|tally| tally.window(WIDE) > 0) {
                    own.plus(tally);
                    self.zone(Zone::Near(*centre, size), &own, &volume, &mut usual);
                } else {
                    own.plus(tally.unwrap_or(&none));
                }
            }
            districts.extend(scene.places.district(*centre).filter(|district| !districts.contains(district)));
        }
        for district in districts {
            let (own, volume) = (room.by_district.get(usize::from(district)), scene.by_district.get(usize::from(district)));
            self.zone(Zone::District(district), own.unwrap_or(&none), volume.unwrap_or(&none), &mut usual);
        }
    }

    fn zone(&mut self, zone: Zone, own: &Tally, volume: &Tally, usual: &mut [Option<Usual>; WINDOWS.len()]) {
        for (window, usual) in usual.iter_mut().enumerate() {
            let observed = own.window(window);
            // A category has no wording that would tell two people's complaints from one person's: its rise must last.
            let passing = self.scene.kind(self.term) && WINDOWS.get(window).is_some_and(|days| *days < KIND_DAYS);
            if observed < LEAST || passing || !self.usable(window) {
                continue;
            }
            let (expected, known) = self.expected(window, own, volume);
            if self.hopeless(observed, expected) {
                continue;
            }
            if self.scene.kind(self.term) {
                self.keep(zone, window, observed, expected, DISPERSION_KIND, known);
                continue;
            }
            let usual = usual.get_or_insert_with(|| self.usual(window));
            self.keep(zone, window, observed, expected * usual.trend, usual.dispersion.max(DISPERSION_ZONE), known);
        }
    }

    /// What a zone lets expect: the larger of its own past and its share of the term's past in the city, grown by volume, and by what the term does
    /// elsewhere in the same days. Beside it, how much the past behind it counts.
    fn expected(&self, window: usize, own: &Tally, volume: &Tally) -> (f64, f64) {
        let (city, all) = (&self.count.placed, &self.scene.placed);
        let (base, whole) = (f64::from(own.base(window)), f64::from(city.base(window)));
        let share = f64::from(volume.base(window)) / f64::from(all.base(window).max(1));
        let growth = self.growth(window);
        let outside = f64::from(city.window(window) - own.window(window));
        let elsewhere = growth * (outside + 3.0) / ((whole - base) * growth + 3.0);
        let even = whole * share;
        if self.scene.kind(self.term) {
            // A kind is at home everywhere: a gamma prior draws its past here towards the even share, and it grows as it does elsewhere.
            let known = base + KIND_PRIOR;
            return (even * known / (even + KIND_PRIOR) * elsewhere, known);
        }
        // A word met seldom may belong to this place: half a complaint, less the more is known of where else it is said.
        let local = 0.5 * LOCAL / (whole - base + LOCAL);
        let expected = (base.max(even) + local) * growth.max(elsewhere);
        (expected, if base > even { base + 0.5 } else { whole.min(8.0) + 0.5 })
    }
}

#[derive(Clone, Copy)]
struct Usual {
    dispersion: f64,
    trend: f64,
    /// What past outbreaks leave of the rate.
    weight: f64,
}
