use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};
use serde::{Serialize, Serializer};

/// An exact rational number: what a figure is before anybody rounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Ratio<i128>);

/// Digits of a number that somebody writes: more than any amount has, and few enough to calculate with.
const DIGITS_MAX: usize = 18;

/// Decimals printed of a number whose decimals never end.
const PLACES_MAX: u32 = 12;

/// How many units of the last decimal make one.
fn scale(places: u32) -> i128 {
    10_i128.pow(places.min(PLACES_MAX))
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self(Ratio::from_integer(i128::from(value)))
    }

    /// Sum; `None` when it leaves the range.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(&other.0).map(Self)
    }

    /// Difference; `None` when it leaves the range.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(&other.0).map(Self)
    }

    /// Product; `None` when it leaves the range.
    pub fn times(self, other: Self) -> Option<Self> {
        self.0.checked_mul(&other.0).map(Self)
    }

    /// Quotient; `None` by zero or when it leaves the range.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.0.is_zero() { None } else { self.0.checked_div(&other.0).map(Self) }
    }

    /// Says whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// Says whether it is zero.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Rounds to `places` decimals, half away from zero.
    pub fn round(self, places: u32) -> Self {
        self.counted(places, self.rounded(places))
    }

    /// The greatest multiple of one unit in the last of `places` decimals that is not above it.
    pub fn floor(self, places: u32) -> Self {
        self.counted(places, self.units(places, |rest, _| -i128::from(rest < 0)))
    }

    fn rounded(self, places: u32) -> Option<i128> {
        self.units(places, |rest, whole| i128::from(rest.abs() >= whole - rest.abs()) * rest.signum())
    }

    /// Units in the last of `places` decimals: cut off, then moved by what `step` makes of the rest and the divisor. Nothing for a number too
    /// large to have those decimals, beyond any money there is.
    fn units(self, places: u32, step: impl Fn(i128, i128) -> i128) -> Option<i128> {
        let scaled = self.0.numer().checked_mul(&scale(places))?;
        let whole = *self.0.denom();
        i128::checked_add(scaled / whole, step(scaled % whole, whole))
    }

    fn counted(self, places: u32, units: Option<i128>) -> Self {
        units.map_or(self, |units| Self(Ratio::new(units, scale(places))))
    }

    /// One unit in the last of `places` decimals.
    pub fn unit(places: u32) -> Self {
        Self(Ratio::new(1, scale(places)))
    }

    /// Writes it with exactly `places` decimals, rounding half away from zero; minus is `-`.
    pub fn decimal(self, places: u32) -> String {
        let Some(scaled) = self.rounded(places) else { return self.0.to_integer().to_string() };
        let places = places.min(PLACES_MAX);
        let sign = if scaled < 0 { "-" } else { "" };
        let digits = scaled.unsigned_abs().to_string();
        let width = places as usize + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Writes the fraction, such as `510469/4115661`, where decimals alone cannot say it; `None` where they can.
    pub fn fraction(self) -> Option<String> {
        self.places().is_none().then(|| format!("{}/{}", self.0.numer(), self.0.denom()))
    }

    /// Decimals needed to write it whole, if twelve are enough.
    fn places(self) -> Option<u32> {
        (0..=PLACES_MAX).find(|&places| 10_i128.pow(places) % self.0.denom() == 0)
    }
}

impl fmt::Display for Exact {
    /// All decimals where they end, else rounded to twelve.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal(self.places().unwrap_or(PLACES_MAX)))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Exact {
    type Err = ();

    /// Reads a decimal number such as `-28.3` of at most eighteen characters; nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let dotted_empty = digits.contains('.') && fraction.is_empty();
        if whole.is_empty()
            || dotted_empty
            || !plain(whole)
            || !plain(fraction)
            || fraction.len() > PLACES_MAX as usize
            || digits.len() > DIGITS_MAX
        {
            return Err(());
        }
        let number: i128 = format!("{whole}{fraction}").parse().map_err(|_| ())?;
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).map_err(|_| ())?).ok_or(())?;
        Ok(Self(Ratio::new(sign * number, scale)))
    }
}

/// Rounds parts to `places` decimals so that they add up to `total`, which is rounded already (largest remainder,
/// Hamilton's method): each part moves by less than one unit of the last place. Where remainders are equal the
/// earlier part goes first.
///
/// Gives `None` where the parts, rounded down or up, cannot reach the total: then they are not its parts.
pub fn apportion(total: Exact, parts: &[Exact], places: u32) -> Option<Vec<Exact>> {
    let unit = Exact::unit(places);
    let mut shown: Vec<Exact> = parts.iter().map(|part| part.floor(places)).collect();
    let mut missing = total;
    for part in &shown {
        missing = missing.minus(*part)?;
    }
    let mut order: Vec<(usize, Exact)> = Vec::with_capacity(parts.len());
    for (index, (part, floor)) in parts.iter().zip(&shown).enumerate() {
        order.push((index, part.minus(*floor)?));
    }
    order.sort_by(|a, b| match b.1.cmp(&a.1) {
        Ordering::Equal => a.0.cmp(&b.0),
        other => other,
    });
    for (index, remainder) in order {
        if missing < unit {
            break;
        }
        if remainder.is_zero() {
            return None;
        }
        let slot = shown.get_mut(index)?;
        *slot = slot.plus(unit)?;
        missing = missing.minus(unit)?;
    }
    missing.is_zero().then_some(shown)
}
