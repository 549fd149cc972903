use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A language that people read Madang in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Korean; the first where no city says otherwise.
    #[default]
    Ko,
    /// English.
    En,
}

impl Lang {
    /// The language's code, `ko` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The language of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Ko, Self::En].into_iter().find(|lang| lang.code() == code)
    }

    /// Picks the text of this language.
    pub fn pick<T>(self, ko: T, en: T) -> T {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }
}

/// The rules say no: which rule, in the words of each language. Rooms keep closed enums of their own and turn them into this at the edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A stable name for callers, such as `ledger.over-budget`.
    pub code: &'static str,
    /// The sentence in Korean.
    pub ko: String,
    /// The sentence in English.
    pub en: String,
}

impl Refusal {
    /// A refusal by its stable name, with a sentence in both languages.
    pub fn new(code: &'static str, ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, ko: ko.into(), en: en.into() }
    }

    /// The sentence in a language.
    pub fn say(&self, lang: Lang) -> &str {
        lang.pick(&self.ko, &self.en)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Refusal {}

/// A short name that people type and texts refer to: lower-case ASCII words, digits, `-`, `.` and `/`; at most 80 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// Text that is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeError(String);

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a code: use lower-case letters a-z, digits, - and .", self.0)
    }
}

impl std::error::Error for CodeError {}

impl Code {
    /// The text of the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-./".contains(&byte);
        if !text.is_empty() && text.len() <= 80 && text.bytes().all(legal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError(text.chars().take(40).collect()))
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Where a grant holds: everywhere, or in a unit and all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    All,
    /// In a unit and the units below it.
    Unit(Code),
}

impl FromStr for Scope {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        match text.strip_prefix("unit:") {
            Some(unit) => unit.parse().map(Self::Unit),
            None if text == "all" => Ok(Self::All),
            None => Err(CodeError(text.chars().take(40).collect())),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Unit(unit) => write!(f, "unit:{unit}"),
        }
    }
}
