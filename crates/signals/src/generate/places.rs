//! Seoul's neighbourhoods, from the data that the project holds; and what people call the corners of a neighbourhood.

use super::chance::{Chance, fixed};

/// Code, district, name and centroid of 425 neighbourhoods; crates/signals/data/SOURCES.md says whose they are.
const NEIGHBOURHOODS: &str = include_str!("../../data/seoul-neighbourhoods.csv");

/// Residents of the districts in tens of thousands, roughly, 2021: only how the complaints are spread hangs on them.
const RESIDENTS: [(&str, f64); 25] = [
    ("종로구", 15.0),
    ("중구", 13.0),
    ("용산구", 23.0),
    ("성동구", 29.0),
    ("광진구", 35.0),
    ("동대문구", 34.0),
    ("중랑구", 39.0),
    ("성북구", 44.0),
    ("강북구", 30.0),
    ("도봉구", 32.0),
    ("노원구", 52.0),
    ("은평구", 48.0),
    ("서대문구", 31.0),
    ("마포구", 37.0),
    ("양천구", 45.0),
    ("강서구", 58.0),
    ("구로구", 40.0),
    ("금천구", 23.0),
    ("영등포구", 38.0),
    ("동작구", 39.0),
    ("관악구", 50.0),
    ("서초구", 42.0),
    ("강남구", 54.0),
    ("송파구", 67.0),
    ("강동구", 46.0),
];

pub(super) struct Place {
    pub(super) district: &'static str,
    pub(super) name: &'static str,
    /// The name without numbers and 동: `성수2가1동` is `성수`.
    pub(super) stem: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

impl Place {
    /// District and neighbourhood: `마포구 상암동`.
    pub(super) fn area(&self) -> String {
        format!("{} {}", self.district, self.name)
    }

    /// Kilometres between two centroids; flat, which is good enough within a city.
    fn distance(&self, other: &Self) -> f64 {
        let north = (self.lat - other.lat) * 111.0;
        let east = (self.lon - other.lon) * 88.0;
        north.hypot(east)
    }

    /// What somebody calls a corner of this neighbourhood.
    pub(super) fn spoken(&self, chance: &mut Chance, out: &mut String) {
        const MARKS: [&str; 16] = [
            "초등학교",
            "중학교",
            "시장",
            "사거리",
            "삼거리",
            "주민센터",
            "어린이집",
            "도서관",
            "파출소",
            "성당",
            "현대아파트",
            "푸르지오 아파트",
            "래미안",
            "우체국",
            "경로당",
            "공영주차장",
        ];
        let number = chance.whole(1, 42);
        match chance.below(10) {
            0..=2 => out.push_str(&format!("{}동", self.stem)),
            3 => out.push_str(&self.area()),
            4 => out.push_str(&format!("{}동 {}번지", self.stem, number * 7 + chance.whole(0, 6))),
            5 => out.push_str(&format!("{}로 {number}길", self.stem)),
            6 => out.push_str(&format!("{}역 {}번 출구", self.stem, chance.whole(1, 8))),
            7 => out.push_str(&format!("{} {}단지", self.stem, chance.whole(1, 9))),
            _ => out.push_str(&format!("{}{}", self.stem, MARKS.get(chance.place(MARKS.len())).copied().unwrap_or_default())),
        }
    }
}

/// A district: where its neighbourhoods stand in the list of all, and how the complaints of the district are spread over them.
pub(super) struct District {
    pub(super) name: &'static str,
    /// Its share of the city's residents.
    pub(super) share: f64,
    first: usize,
    cumulative: Vec<f64>,
}

pub(super) struct City {
    pub(super) places: Vec<Place>,
    pub(super) districts: Vec<District>,
}

impl City {
    pub(super) fn seoul() -> Self {
        let places: Vec<Place> = NEIGHBOURHOODS.lines().skip(1).filter_map(place).collect();
        let mut districts: Vec<District> = Vec::new();
        let everybody: f64 = RESIDENTS.iter().map(|(_, residents)| residents).sum();
        for (at, place) in places.iter().enumerate() {
            if districts.last().is_none_or(|district| district.name != place.district) {
                let share = RESIDENTS.iter().find(|(name, _)| *name == place.district).map_or(0.0, |(_, residents)| residents / everybody);
                districts.push(District { name: place.district, share, first: at, cumulative: Vec::new() });
            }
            if let Some(district) = districts.last_mut() {
                let sum = district.cumulative.last().copied().unwrap_or(0.0);
                district.cumulative.push(sum + 0.4 + 1.6 * fixed(at as u64));
            }
        }
        Self { places, districts }
    }

    /// A neighbourhood of a district, by its share of the district's complaints.
    pub(super) fn within(&self, district: usize, chance: &mut Chance) -> usize {
        self.districts.get(district).map_or(0, |district| district.first + chance.by_weight(&district.cumulative))
    }

    pub(super) fn place(&self, at: usize) -> &Place {
        self.places.get(at).or(self.places.first()).expect("the city has neighbourhoods")
    }

    /// A neighbourhood and those nearest to it, itself first.
    pub(super) fn nearest(&self, at: usize, count: usize) -> Vec<usize> {
        let centre = self.place(at);
        let mut near: Vec<(usize, f64)> = self.places.iter().map(|place| place.distance(centre)).enumerate().collect();
        near.sort_by(|one, other| one.1.total_cmp(&other.1));
        near.into_iter().take(count).map(|(place, _)| place).collect()
    }
}

fn place(line: &'static str) -> Option<Place> {
    let mut cells = line.split(',').skip(1);
    let (district, name) = (cells.next()?, cells.next()?);
    let (lat, lon) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let stem = name.split(|letter: char| letter.is_ascii_digit()).next().unwrap_or(name);
    Some(Place { district, name, stem: stem.strip_suffix('동').unwrap_or(stem), lat, lon })
}
