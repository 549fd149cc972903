use kernel::{At, Code, Day, Id, Money, Seq};
use serde::{Serialize, Serializer};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::StoreError;

/// One value of a column: what both engines store alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number (BIGINT).
    Int(i64),
    /// Text (TEXT), in NFC.
    Text(String),
}

impl Value {
    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The value as people read it; nothing is empty.
    pub fn show(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Int(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => Self::Text(text.to_owned()),
            _ => Self::Text(text.nfc().collect()),
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => Self::Text(text),
            _ => Self::Text(text.nfc().collect()),
        }
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Seq> for Value {
    fn from(seq: Seq) -> Self {
        Self::Int(seq.0)
    }
}

impl From<At> for Value {
    fn from(at: At) -> Self {
        Self::Int(at.0)
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Self {
        Self::Int(money.units())
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Self::Text(day.to_string())
    }
}

impl From<&Code> for Value {
    fn from(code: &Code) -> Self {
        Self::Text(code.as_str().to_owned())
    }
}

impl<T> From<&Id<T>> for Value {
    fn from(id: &Id<T>) -> Self {
        Self::Text(id.as_str().to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer, read by position; a column of another type than asked for is a contradiction, told by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The value at a position; nothing where there is none.
    pub fn value(&self, at: usize) -> &Value {
        self.0.get(at).unwrap_or(&Value::Null)
    }

    /// Text that is there.
    pub fn text(&self, at: usize) -> Result<&str, StoreError> {
        self.value(at).as_text().ok_or_else(|| self.wrong(at, "text"))
    }

    /// A number that is there.
    pub fn int(&self, at: usize) -> Result<i64, StoreError> {
        self.value(at).as_int().ok_or_else(|| self.wrong(at, "a whole number"))
    }

    /// Text, or nothing.
    pub fn opt_text(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            _ => self.text(at).map(Some),
        }
    }

    /// A number, or nothing.
    pub fn opt_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            _ => self.int(at).map(Some),
        }
    }

    /// Text that reads as a `T` (a day, a code, an id).
    pub fn parse<T: std::str::FromStr>(&self, at: usize) -> Result<T, StoreError> {
        self.text(at)?.parse().map_err(|_| self.wrong(at, std::any::type_name::<T>()))
    }

    /// Text that reads as a `T`, or nothing.
    pub fn opt_parse<T: std::str::FromStr>(&self, at: usize) -> Result<Option<T>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            _ => self.parse(at).map(Some),
        }
    }

    fn wrong(&self, at: usize, expected: &str) -> StoreError {
        StoreError::Corrupt(format!("column {at} should hold {expected} and holds {:?}", self.value(at)))
    }
}
