//! What a number or date in a text means, and when two of them mean the same.

use kernel::Exact;

/// What a mention means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A quantity, with its unit where one stands beside it.
    Amount(Amount),
    /// A day, month or year, or a window of them.
    Dates(Dates),
    /// A time of day in minutes.
    Time(u32),
    /// A unit that a table's caption gives to its cells: `(단위: 백만원)`.
    Unit(Unit),
    /// Digits that are too many to be a quantity.
    Code(String),
}

/// A quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much, in won where the unit is money: `1억 2천만원` is 120,000,000.
    pub value: Exact,
    /// One in the last written place, in the same unit as `value`.
    pub step: Exact,
    /// The number as written, before its unit was multiplied in.
    pub written: Exact,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Whether the text itself says that it is rounded (약).
    pub about: bool,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Won, or so many of them: 천원 is 1,000.
    Money(i64),
    /// Percent.
    Percent,
    /// Anything that is counted; a synonym as the word that stands for all of them.
    Counted(&'static str),
}

/// A point of the calendar, as finely as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The year, with its century.
    pub year: Option<u16>,
    /// The month.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
}

/// A day, month or year, or a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub until: Until,
}

/// The end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It is no window.
    Same,
    /// It is open.
    Open,
    /// It ends here.
    Point(Point),
}

/// How two mentions stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They say different things.
    Different,
    /// The second is the first, rounded, and says so or is written in another unit.
    Rounded,
    /// They say the same.
    Same,
}

impl Unit {
    /// The unit as a person writes it in a table's caption.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Money(1) => "원".into(),
            Self::Money(1_000) => "천원".into(),
            Self::Money(10_000) => "만원".into(),
            Self::Money(1_000_000) => "백만원".into(),
            Self::Money(10_000_000) => "천만원".into(),
            Self::Money(100_000_000) => "억원".into(),
            Self::Money(1_000_000_000_000) => "조원".into(),
            Self::Money(other) => format!("{other}원"),
            Self::Percent => "%".into(),
            Self::Counted(word) => (*word).into(),
        }
    }
}

impl Amount {
    /// It as a cell of a table whose caption gives this unit: what has a unit of its own keeps it.
    #[must_use]
    pub fn in_table(&self, unit: Option<&Unit>) -> Self {
        match (unit, &self.unit) {
            (Some(Unit::Money(factor)), None) => {
                let factor = Exact::whole(*factor);
                let scaled = self.value.times(factor).zip(self.step.times(factor));
                let (value, step) = scaled.unwrap_or((self.value, self.step));
                Self { value, step, unit: unit.cloned(), ..self.clone() }
            }
            _ => self.clone(),
        }
    }

    fn likeness(&self, other: &Self) -> Likeness {
        let kinds = match (&self.unit, &other.unit) {
            (Some(one), Some(two)) => {
                std::mem::discriminant(one) == std::mem::discriminant(two) && (matches!(one, Unit::Money(_)) || one == two)
            }
            // A bare number beside one in thousands says another thing, though its digits are the same.
            (None, Some(Unit::Money(factor))) | (Some(Unit::Money(factor)), None) => *factor == 1,
            (None, _) | (_, None) => true,
        };
        if !kinds {
            return Likeness::Different;
        }
        if self.value == other.value {
            return Likeness::Same;
        }
        let may_round = (other.about && !self.about) || self.unit != other.unit;
        let apart =
            self.value.minus(other.value).map(|apart| if apart.is_negative() { Exact::ZERO.minus(apart).unwrap_or(apart) } else { apart });
        let half = other.step.over(Exact::whole(2));
        let rounded =
            may_round && other.step > self.step && !other.value.is_zero() && apart.zip(half).is_some_and(|(apart, half)| apart <= half);
        if rounded { Likeness::Rounded } else { Likeness::Different }
    }
}

impl Dates {
    /// A year alone.
    fn bare_year(&self) -> Option<u16> {
        let bare = self.until == Until::Same && self.from.month.is_none();
        self.from.year.filter(|_| bare)
    }

    fn same(&self, other: &Self) -> bool {
        let ends = match (self.until, other.until) {
            (Until::Point(one), Until::Point(two)) => one.same(two),
            (one, two) => one == two,
        };
        ends && self.from.same(other.from)
    }
}

impl Point {
    /// The year may be left out on one side where a month or day stands on both.
    fn same(self, other: Self) -> bool {
        let years = match (self.year, other.year) {
            (Some(one), Some(two)) => one == two,
            (None, None) => true,
            _ => self.month.is_some(),
        };
        years && self.month == other.month && self.day == other.day
    }
}

impl Value {
    /// How what the report says stands to what an edited text says.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Likeness {
        let same = match (self, other) {
            (Self::Amount(one), Self::Amount(two)) => return one.likeness(two),
            (Self::Dates(one), Self::Dates(two)) => one.same(two),
            (Self::Dates(dates), Self::Amount(amount)) | (Self::Amount(amount), Self::Dates(dates)) => {
                amount.unit.is_none() && dates.bare_year().is_some_and(|year| Exact::whole(i64::from(year)) == amount.value)
            }
            (one, two) => one == two,
        };
        if same { Likeness::Same } else { Likeness::Different }
    }

    /// Whether two values are of one kind, so that one may have been edited into the other.
    #[must_use]
    pub(super) fn alike(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether both carry the same unit.
    #[must_use]
    pub(super) fn one_unit(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount(one), Self::Amount(two)) => one.unit == two.unit,
            _ => self.alike(other),
        }
    }
}
