//! Weekdays, public holidays and weather days.

use kernel::Day;

use super::chance::Chance;

/// What a day brings to the whole city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weather {
    Snow,
    Cold,
    Dust,
    Rain,
    Heat,
}

/// The kind of a day, as offices count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weekday {
    /// Monday is 0, Friday 4.
    Working(usize),
    Weekend,
    Holiday,
}

/// Month and day of the holidays that stand on the solar calendar.
const SOLAR: [(i8, i8); 8] = [(1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25)];

/// 설날 and 추석, 2019 to 2026; the day before and the day after are holidays too.
const LUNAR: [(i16, i8, i8); 16] = [
    (2019, 2, 5),
    (2019, 9, 13),
    (2020, 1, 25),
    (2020, 10, 1),
    (2021, 2, 12),
    (2021, 9, 21),
    (2022, 2, 1),
    (2022, 9, 10),
    (2023, 1, 22),
    (2023, 9, 29),
    (2024, 2, 10),
    (2024, 9, 17),
    (2025, 1, 29),
    (2025, 10, 6),
    (2026, 2, 17),
    (2026, 9, 25),
];

pub(super) fn weekday(day: Day) -> Weekday {
    let lunar = LUNAR.iter().filter_map(|(year, month, of_month)| Day::new(*year, *month, *of_month));
    if SOLAR.contains(&(day.month(), day.of_month())) || lunar.into_iter().any(|feast| feast.days_until(day).abs() <= 1) {
        return Weekday::Holiday;
    }
    // 1 January 2018 was a Monday.
    let since = Day::new(2018, 1, 1).map_or(0, |monday| monday.days_until(day));
    match usize::try_from(since.rem_euclid(7)).unwrap_or(0) {
        number @ 0..=4 => Weekday::Working(number),
        _ => Weekday::Weekend,
    }
}

/// The weather of each day: what it is, and how strong (0.5 to 1.5 on the first day of a spell, then less).
pub(super) fn weather(from: Day, days: usize, chance: &mut Chance) -> Vec<Option<(Weather, f64)>> {
    let mut all = vec![None; days];
    let mut at = usize::try_from(chance.whole(1, 9)).unwrap_or(0);
    while at < days {
        let day = from.plus_days(i32::try_from(at).unwrap_or(i32::MAX));
        let kinds = match day.month() {
            12 | 1 | 2 => [Weather::Snow, Weather::Cold],
            3..=5 => [Weather::Dust, Weather::Dust],
            6..=8 => [Weather::Rain, Weather::Heat],
            _ => [Weather::Rain, Weather::Dust],
        };
        let kind = if chance.chance(0.5) { kinds.first() } else { kinds.last() };
        let mut strength = chance.between(0.5, 1.5);
        for day in all.iter_mut().skip(at).take(1 + chance.place(3)) {
            *day = kind.map(|kind| (*kind, strength));
            strength *= chance.between(0.4, 0.9);
        }
        at += usize::try_from(chance.whole(5, 14)).unwrap_or(5);
    }
    all
}
