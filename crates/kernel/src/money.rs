use std::fmt;

use serde::Serialize;

use crate::Exact;

/// Whole smallest units of the city's currency (won, cents); negative only as the change that an entry makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Money(i64);

/// A sum of money left the range that can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyError;

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the amount is too large")
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount in whole smallest units.
    pub const fn new(units: i64) -> Self {
        Self(units)
    }

    /// The whole smallest units.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// Sum, or an error where it leaves the range.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError)
    }

    /// Difference, or an error where it leaves the range.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError)
    }

    /// The opposite amount, or an error where there is none.
    pub fn opposite(self) -> Result<Self, MoneyError> {
        self.0.checked_neg().map(Self).ok_or(MoneyError)
    }

    /// Says whether it is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The amount as an exact number of smallest units.
    pub fn exact(self) -> Exact {
        Exact::whole(self.0)
    }
}

impl fmt::Display for Money {
    /// Thousands separated by commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            text.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.write_str(&text)
    }
}
