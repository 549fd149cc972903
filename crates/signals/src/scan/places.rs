//! Where a complaint comes from: Seoul's districts and neighbourhoods by name or coordinates, and areas of other cities as their files name them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::words::words;

/// Code, district, name and centroid of 425 neighbourhoods; crates/signals/data/SOURCES.md says whose they are.
const NEIGHBOURHOODS: &str = include_str!("../../data/seoul-neighbourhoods.csv");
/// A point farther than this from every centroid, in kilometres, lies outside the city.
const REACH: f64 = 3.0;
/// A point farther than this from every centroid, in kilometres, lies in another city, whatever its area's name.
const FAR: f64 = 30.0;
/// Other cities and provinces as they stand without `시` and `도`.
const OTHERS: [&str; 16] =
    ["부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주"];
/// Points kept of an area that only its file names: their median is where it lies.
const POINTS_MAX: usize = 25;
/// Areas that one stream may have; further names are no place.
const AREAS_MAX: usize = 5_000;

/// A place by number.
pub(super) type PlaceId = u16;
/// No place.
pub(super) const NOWHERE: PlaceId = PlaceId::MAX;

/// A place as the state holds it too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    name: String,
    /// The district's number for a neighbourhood; its own for a district.
    district: Option<PlaceId>,
    /// Latitude and longitude.
    point: Option<(f64, f64)>,
    /// What its complaints say about where it lies, if no list does.
    seen: Vec<(f64, f64)>,
}

/// All places, listed or met.
#[derive(Clone, Debug)]
pub(super) struct Places {
    all: Vec<Place>,
    listed: usize,
    by_name: BTreeMap<String, PlaceId>,
    /// Names that mean one place without a district: `상암동`.
    alone: BTreeMap<String, Option<PlaceId>>,
    /// Names without 동 and 구 and numbers: `상암`, `마포`.
    stems: BTreeSet<String>,
    /// The first two letters of all listed names: most words are told apart by them.
    begins: HashSet<[char; 2]>,
    near: Vec<Vec<PlaceId>>,
}

fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (north, east) = ((one.0 - other.0) * 111.0, (one.1 - other.1) * 111.0 * one.0.to_radians().cos());
    north.hypot(east)
}

fn usable(point: (f64, f64)) -> bool {
    let (lat, lon) = point;
    lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat != 0.0 || lon != 0.0)
}

impl Places {
    /// Seoul's districts and neighbourhoods.
    pub(super) fn seoul() -> Self {
        let mut places = Self {
            all: Vec::new(),
            listed: 0,
            by_name: BTreeMap::new(),
            alone: BTreeMap::new(),
            stems: BTreeSet::new(),
            begins: HashSet::new(),
            near: Vec::new(),
        };
        for line in NEIGHBOURHOODS.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [_, district, name, lat, lon] = cells.as_slice() else { continue };
            let point = lat.parse().ok().zip(lon.parse().ok());
            let within = *places.by_name.entry((*district).to_owned()).or_insert_with(|| {
                places.all.push(Place { name: (*district).to_owned(), district: None, point: None, seen: Vec::new() });
                (places.all.len() - 1) as PlaceId
            });
            if let Some(district) = places.all.get_mut(usize::from(within)) {
                district.district = Some(within);
            }
            let id = places.all.len() as PlaceId;
            places.all.push(Place { name: format!("{district} {name}"), district: Some(within), point, seen: Vec::new() });
            places.by_name.insert(format!("{district} {name}"), id);
            // 성산1동 and 성산2동 are both 성산동 to those who live there; the first stands for it.
            let plain = plain(name);
            places.by_name.entry(format!("{district} {plain}")).or_insert(id);
            let bare =
                |name: &str| name.strip_suffix(['동', '구']).map(|bare| bare.to_owned()).filter(|bare| bare.chars().nth(1).is_some());
            places.stems.extend(bare(&plain).into_iter().chain(bare(district)));
            for spelt in [(*name).to_owned(), plain] {
                let same = |known: &PlaceId| places.all.get(usize::from(*known)).is_some_and(|place| place.district == Some(within));
                places.alone.entry(spelt).and_modify(|known| *known = known.filter(|known| same(known))).or_insert(Some(id));
            }
        }
        places.listed = places.all.len();
        let names = places.by_name.keys().chain(places.alone.keys()).chain(&places.stems);
        places.begins = names.filter_map(|name| beginning(name)).collect();
        places.settle();
        places
    }

    /// The place of a complaint: its area if it is named, else its coordinates, else what its title says.
    pub(super) fn of(&mut self, area: &str, point: Option<(f64, f64)>, title: &str) -> PlaceId {
        let point = point.filter(|point| usable(*point));
        let area = area.trim();
        if area.is_empty() {
            return point.and_then(|point| self.nearest(point)).or_else(|| self.named_in(title)).unwrap_or(NOWHERE);
        }
        let named = self.named(area);
        if let Some(id) = named.filter(|id| self.district(*id) != Some(*id)) {
            return id;
        }
        let elsewhere = self.elsewhere(area) || point.is_some_and(|point| self.away(point) > FAR) && !of_seoul(area);
        let mut area: String = area.chars().take(80).collect();
        if let Some(id) = named.or_else(|| self.named_in(&area)).filter(|_| !elsewhere) {
            return id;
        }
        if self.all.len() >= AREAS_MAX {
            return NOWHERE;
        }
        if named.is_some() {
            // Another city's district of the same name.
            area.push_str(" (서울 밖)");
        }
        let id = self.by_name.get(&area).copied().unwrap_or_else(|| {
            let id = self.all.len() as PlaceId;
            self.all.push(Place { name: area.clone(), district: None, point: None, seen: Vec::new() });
            self.near.push(vec![id]);
            self.by_name.insert(area, id);
            id
        });
        self.see(id, point);
        id
    }

    /// Whether an area says that it lies outside Seoul: it begins with another city or province, or names a district or county that is none of Seoul's before
    /// anything that is.
    fn elsewhere(&self, area: &str) -> bool {
        if of_seoul(area) {
            return false;
        }
        let ends = |word: &str, ends: &[char]| word.ends_with(ends) && word.chars().nth(1).is_some();
        for (word, at) in area.split_whitespace().zip(0..) {
            if self.by_name.get(word).is_some_and(|id| usize::from(*id) < self.listed) || self.alone.contains_key(word) {
                return false;
            }
            let city = at == 0 && (ends(word, &['시']) || word.ends_with('도') && word.chars().nth(2).is_some() || OTHERS.contains(&word));
            if city || ends(word, &['구', '군']) {
                return true;
            }
        }
        false
    }

    /// Kilometres to the nearest centroid of Seoul.
    fn away(&self, point: (f64, f64)) -> f64 {
        let listed = self.all.iter().take(self.listed).filter_map(|place| place.point);
        listed.map(|centre| kilometres(centre, point)).fold(f64::INFINITY, f64::min)
    }

    fn named(&mut self, area: &str) -> Option<PlaceId> {
        let id = self.by_name.get(area).copied()?;
        (usize::from(id) < self.listed).then_some(id)
    }

    fn see(&mut self, id: PlaceId, point: Option<(f64, f64)>) {
        if let (Some(place), Some(point)) = (self.all.get_mut(usize::from(id)), point)
            && place.seen.len() < POINTS_MAX
        {
            place.seen.push(point);
        }
    }

    fn nearest(&self, point: (f64, f64)) -> Option<PlaceId> {
        let listed = self.all.iter().take(self.listed).zip(0..);
        let near = listed.filter_map(|(place, id)| Some((kilometres(place.point?, point), id)));
        near.min_by(|one, other| one.0.total_cmp(&other.0)).filter(|(away, _)| *away <= REACH).map(|(_, id)| id)
    }

    /// Whether a word is, or begins with, the name of a district or neighbourhood: `중구`, `상암초등학교`, `마포구청`.
    pub(super) fn names_place(&self, word: &str) -> bool {
        if !beginning(word).is_some_and(|begins| self.begins.contains(&begins)) {
            return false;
        }
        if self.alone.contains_key(word) || self.by_name.get(word).is_some_and(|id| usize::from(*id) < self.listed) {
            return true;
        }
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        ends.skip(1).take(3).filter_map(|end| word.get(..end)).any(|stem| self.stems.contains(stem))
    }

    /// A district or neighbourhood that a text names, if it is one and not two.
    pub(super) fn named_in(&self, text: &str) -> Option<PlaceId> {
        let known = |word: &str| {
            let word = super::words::stem(word);
            let place = self.by_name.get(word).copied().filter(|id| usize::from(*id) < self.listed);
            (place, self.alone.get(word).copied(), word.to_owned())
        };
        let words: Vec<_> = words(text).filter(|word| word.ends_with(['구', '동']) || word.chars().count() > 2).map(known).collect();
        let district = words.iter().find_map(|(place, ..)| *place);
        let within = |word: &str| self.by_name.get(&format!("{} {word}", self.name(district?))).copied();
        let neighbourhood = words.iter().find_map(|(_, alone, word)| within(word).or_else(|| alone.flatten()));
        neighbourhood.or(district)
    }

    /// A place's name.
    pub(super) fn name(&self, id: PlaceId) -> &str {
        self.all.get(usize::from(id)).map_or("", |place| place.name.as_str())
    }

    /// Where a place lies: latitude, longitude.
    pub(super) fn point(&self, id: PlaceId) -> Option<(f64, f64)> {
        self.all.get(usize::from(id)).and_then(|place| place.point)
    }

    /// The district that a place lies in, if it is a neighbourhood or a district of Seoul.
    pub(super) fn district(&self, id: PlaceId) -> Option<PlaceId> {
        self.all.get(usize::from(id)).and_then(|place| place.district)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// A place and its neighbours, nearest first.
    pub(super) fn near(&self, id: PlaceId) -> &[PlaceId] {
        self.near.get(usize::from(id)).map_or(&[], Vec::as_slice)
    }

    /// Finds neighbours again, from the points that were seen until now.
    pub(super) fn settle(&mut self) {
        for place in self.all.iter_mut().skip(self.listed).filter(|place| !place.seen.is_empty()) {
            let middle = |of: fn(&(f64, f64)) -> f64| {
                let mut values: Vec<f64> = place.seen.iter().map(of).collect();
                values.sort_by(f64::total_cmp);
                values.get(values.len() / 2).copied().unwrap_or(0.0)
            };
            place.point = Some((middle(|point| point.0), middle(|point| point.1)));
        }
        let points: Vec<(PlaceId, (f64, f64))> = (0..).zip(&self.all).filter_map(|(id, place)| Some((id, place.point?))).collect();
        let near = |(id, place): (PlaceId, &Place)| {
            let Some(centre) = place.point else { return vec![id] };
            let mut others: Vec<(f64, PlaceId)> = points.iter().map(|(other, point)| (kilometres(centre, *point), *other)).collect();
            others.retain(|(_, other)| *other != id);
            others.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            std::iter::once(id).chain(others.into_iter().map(|(_, other)| other)).take(super::settings::NEIGHBOURS).collect()
        };
        self.near = (0..).zip(&self.all).map(near).collect();
    }

    /// The places that no list holds, for the state.
    pub(super) fn met(&self) -> Vec<Place> {
        self.all.iter().skip(self.listed).cloned().collect()
    }

    /// Takes up again what [`Places::met`] gave. Neighbours are those of the points that were settled then.
    pub(super) fn meet(&mut self, met: Vec<Place>) {
        self.by_name.extend(met.iter().map(|place| place.name.clone()).zip(self.all.len() as PlaceId..));
        self.all.extend(met);
        let seen: Vec<Vec<(f64, f64)>> = self.all.iter_mut().map(|place| std::mem::take(&mut place.seen)).collect();
        self.settle();
        self.all.iter_mut().zip(seen).for_each(|(place, seen)| place.seen = seen);
    }
}

/// Whether an area begins with Seoul's name.
fn of_seoul(area: &str) -> bool {
    area.split_whitespace().next().is_some_and(|word| ["서울", "서울시", "서울특별시"].contains(&word))
}

/// The first two letters of a word that has as many.
fn beginning(word: &str) -> Option<[char; 2]> {
    let mut letters = word.chars();
    Some([letters.next()?, letters.next()?])
}

/// A neighbourhood's name without its number: `성수2가1동` stays, `성산1동` is `성산동`, `종로1·2·3·4가동` stays.
fn plain(name: &str) -> String {
    let stem = name.strip_suffix('동').unwrap_or(name);
    let bare = stem.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '·' || letter == '.');
    if bare.chars().count() < 2 { name.to_owned() } else { format!("{bare}동") }
}

#[cfg(test)]
mod tests {
    use super::{NOWHERE, Places};

    fn place(area: &str, point: Option<(f64, f64)>, title: &str) -> String {
        let mut places = Places::seoul();
        let id = places.of(area, point, title);
        if id == NOWHERE { "-".to_owned() } else { places.name(id).to_owned() }
    }

    #[test]
    fn an_area_is_found_as_people_write_it() {
        for (area, want) in [
            ("마포구 상암동", "마포구 상암동"),
            ("서울특별시 마포구 상암동", "마포구 상암동"),
            ("상암동", "마포구 상암동"),
            ("마포구", "마포구"),
            ("마포구 성산동", "마포구 성산1동"),
            ("16", "16"),
        ] {
            assert_eq!(place(area, None, ""), want, "{area}");
        }
    }

    #[test]
    fn areas_of_other_cities_are_places_of_their_own() {
        for area in [
            "동래구 사직동",
            "부산광역시 동래구 사직동",
            "부산 중구 남포동",
            "대구 중구 남산동",
            "대구광역시 수성구",
            "성남시 분당구 신사동",
            "경기도 광명시 철산동",
            "양평군 신사동",
            "세종특별자치시 종로",
            "강원특별자치도 중구",
        ] {
            assert_eq!(place(area, None, ""), area);
        }
        for area in ["서울 마포구 상암동", "서울시 마포구 상암동", "상암동 출입구", "마포구 상암동 축구장", "상암동 야구 연습장"]
        {
            assert_eq!(place(area, None, ""), "마포구 상암동", "{area}");
        }
    }

    #[test]
    fn an_area_whose_point_lies_far_away_is_no_place_of_seoul() {
        let busan = Some((35.1, 129.03));
        assert_eq!(place("중구", busan, ""), "중구 (서울 밖)");
        assert_eq!(place("사직동", busan, ""), "사직동");
        assert_eq!(place("서울특별시 마포구 상암동", busan, ""), "마포구 상암동");
        // A point beside the city is a slip.
        assert_eq!(place("중구", Some((37.40, 127.10)), ""), "중구");
        let mut places = Places::seoul();
        let (one, other) = (places.of("중구", busan, ""), places.of("중구", None, ""));
        let mut again = Places::seoul();
        again.meet(places.met());
        assert_eq!((again.of("중구", busan, ""), again.of("중구", None, "")), (one, other), "the state keeps them apart");
    }

    #[test]
    fn a_name_that_two_districts_share_needs_its_district() {
        assert_eq!(place("", None, "신사동 소음"), "-");
        assert_eq!(place("", None, "강남구 신사동 소음"), "강남구 신사동");
    }

    #[test]
    fn a_word_that_begins_with_a_place_names_it() {
        let places = Places::seoul();
        for (word, want) in
            [("상암초등학교", true), ("마포구청", true), ("마포", true), ("중구", true), ("중구청", false), ("소각장", false), ("", false)]
        {
            assert_eq!(places.names_place(word), want, "{word}");
        }
    }

    #[test]
    fn coordinates_count_within_the_city_only() {
        assert_eq!(place("", Some((37.5720, 126.8810)), ""), "마포구 상암동");
        for outside in [(35.1, 129.0), (48.85, 2.35), (0.0, 0.0), (f64::NAN, 127.0), (999.0, 127.0)] {
            assert_eq!(place("", Some(outside), ""), "-");
            assert_eq!(place("마포구 상암동", Some(outside), ""), "마포구 상암동");
        }
    }

    #[test]
    fn neighbours_cross_the_border_of_a_district() {
        let mut places = Places::seoul();
        let id = places.of("마포구 상암동", None, "");
        assert_eq!(places.near(id).first(), Some(&id));
        assert_eq!(places.near(id).len(), super::super::settings::NEIGHBOURS);
    }
}
