use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fiscal::NamedAfter;
use crate::{Exact, FiscalYears, Lang, Money, Zone};

/// A text in both languages; where one is missing the other stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenText")]
pub struct Bilingual {
    /// Korean.
    pub ko: String,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// A text as a pack writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenText {
    ko: Option<String>,
    en: Option<String>,
}

impl TryFrom<WrittenText> for Bilingual {
    type Error = &'static str;

    fn try_from(written: WrittenText) -> Result<Self, Self::Error> {
        let ko = written.ko.or_else(|| written.en.clone()).ok_or("a text is written as ko = \"…\", en = \"…\" or both")?;
        Ok(Self { ko, en: written.en })
    }
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
    /// Which year its fiscal year is named after.
    #[serde(default, skip_serializing_if = "NamedAfter::is_start")]
    pub fiscal_year_named_after: NamedAfter,
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
    /// The unit in which single amounts are read and written, one of the city's; the smallest unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// The unit in which single amounts are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyUnit<'c> {
    /// Its code among the city's units.
    pub code: &'c str,
    /// How many smallest units it is.
    pub factor: i64,
    /// How many decimals write any amount whole: 2 for cents.
    pub places: u32,
}

/// A unit that figures are shown in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisplayUnit {
    /// Its code in definitions, and the word for it unless told: 천원.
    pub code: String,
    /// For money: how many smallest units it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<i64>,
    /// The word in Korean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ko: Option<String>,
    /// The word in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl City {
    /// The language that comes first: of pages, files and commands, where nobody asks for another.
    pub fn first_language(&self) -> Lang {
        self.languages.first().and_then(|code| Lang::of_code(code)).unwrap_or_default()
    }

    /// Its languages, the first one first.
    pub fn langs(&self) -> impl Iterator<Item = Lang> {
        self.languages.iter().filter_map(|code| Lang::of_code(code))
    }

    /// Its time zone.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.time_zone).unwrap_or_default()
    }

    /// Its fiscal years.
    pub fn fiscal_years(&self) -> FiscalYears {
        FiscalYears::new(&self.fiscal_year_start, self.fiscal_year_named_after).unwrap_or_default()
    }

    /// The unit in which single amounts are read and written.
    pub fn money_unit(&self) -> MoneyUnit<'_> {
        let code = self.currency.unit.as_deref().unwrap_or(&self.currency.smallest);
        let factor = self.unit(code).and_then(|unit| unit.money).unwrap_or(1).max(1);
        let places = (0..=6).find(|places| 10_i64.pow(*places) % factor == 0).unwrap_or(0);
        MoneyUnit { code, factor, places }
    }

    /// An amount as people write it, without its unit: `1,234.50`.
    pub fn amount(&self, money: Money) -> String {
        let unit = self.money_unit();
        let text =
            money.exact().over(Exact::whole(unit.factor)).map_or_else(|| money.units().to_string(), |value| value.decimal(unit.places));
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut written = String::from(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                written.push(',');
            }
            written.push(digit);
        }
        written.extend(fraction.map(|fraction| format!(".{fraction}")));
        written
    }

    /// The same with its unit: `1,234.50 €`, `1,234원`.
    pub fn amount_with_unit(&self, money: Money, lang: Lang) -> String {
        let word = self.unit_word(self.money_unit().code, lang);
        let space = lang.pick("", " ");
        format!("{}{space}{word}", self.amount(money))
    }

    /// A sentence with its amounts in the city's money: `¤1,234`, which rules write, becomes `12.34 €`.
    pub fn tell(&self, sentence: &str, lang: Lang) -> String {
        let mut told = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('¤') {
            told.push_str(before);
            let end = after.find(|c: char| !(c.is_ascii_digit() || ",-".contains(c))).unwrap_or(after.len());
            let (digits, tail) = after.split_at(end);
            // A comma that ends the amount is the sentence's.
            let amount = digits.trim_end_matches([',', '-']);
            match amount.replace(',', "").parse() {
                Ok(units) => told.push_str(&self.amount_with_unit(Money::new(units), lang)),
                Err(_) => told.push_str(amount),
            }
            told.push_str(digits.get(amount.len()..).unwrap_or_default());
            rest = tail;
        }
        told.push_str(rest);
        told
    }

    /// Reads an amount as people write it: commas between thousands or none, no more decimals than the unit has. Nothing for anything else.
    pub fn read_amount(&self, text: &str) -> Option<Money> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut groups = whole.trim_start_matches('-').split(',');
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let grouped = rest.is_empty() || (matches!(first.len(), 1..=3) && rest.iter().all(|group| group.len() == 3));
        let unit = self.money_unit();
        let decimals = fraction.map_or(0, str::len);
        if !grouped || u32::try_from(decimals).ok()? > unit.places {
            return None;
        }
        let value: Exact = text.replace(',', "").parse().ok()?;
        let units = value.times(Exact::whole(unit.factor))?;
        units.to_string().parse().ok().map(Money::new)
    }

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
        let Some(unit) = self.unit(code) else { return code };
        lang.pick(&unit.ko, &unit.en).as_deref().unwrap_or(code)
    }
}
