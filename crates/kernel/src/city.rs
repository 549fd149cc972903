use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Exact, Lang};

/// A text in both languages; where the English is missing the Korean stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Korean.
    pub ko: String,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Bilingual {
    /// The text in a language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.ko, self.en.as_ref().unwrap_or(&self.ko))
    }
}

/// The city's settings: its pack's `pack.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// The pack's code.
    pub code: String,
    /// The bureau's name.
    pub name: Bilingual,
    /// Its languages, the first one first.
    pub languages: Vec<String>,
    /// Its time zone, by its name in the tz database.
    pub time_zone: String,
    /// The first day of its fiscal year, `MM-DD`.
    pub fiscal_year_start: String,
    /// Its currency.
    pub currency: Currency,
    /// The system that keeps its official documents, such as 온나라.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document_system: String,
    /// The units that figures are shown in.
    #[serde(rename = "unit", default)]
    pub units: Vec<DisplayUnit>,
    /// Its words for the kinds of units, by their codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, Bilingual>,
}

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// Its code, such as `KRW`.
    pub code: String,
    /// The word for its smallest unit.
    pub smallest: String,
}

/// A unit that figures are shown in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisplayUnit {
    /// The word, such as 천원.
    pub code: String,
    /// For money: how many smallest units it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<i64>,
    /// The word in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl City {
    /// Finds a display unit by its word.
    pub fn unit(&self, code: &str) -> Option<&DisplayUnit> {
        self.units.iter().find(|unit| unit.code == code)
    }

    /// How many smallest units a money unit is; 1 for units that count.
    pub fn factor(&self, code: &str) -> Exact {
        Exact::whole(self.unit(code).and_then(|unit| unit.money).unwrap_or(1))
    }

    /// The word for a kind of unit in a language; its code where the city has no word.
    pub fn kind_word<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.kinds.get(code).map_or(code, |word| word.in_lang(lang))
    }

    /// The word for a unit in a language.
    pub fn unit_word<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        lang.pick(code, self.unit(code).and_then(|unit| unit.en.as_deref()).unwrap_or(code))
    }
}
