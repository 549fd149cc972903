//! The quotas: how many of each value of each feature a panel has, at least and at most.

use kernel::Refusal;
use sheet::{Table, cell, fold};

use crate::table::refuse;

/// How many people of one value a panel has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The value, as the file writes it.
    pub value: String,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// As far as the minimum may be lowered where no panel exists; as far as 0 unless told.
    pub min_flex: u32,
    /// As far as the maximum may be raised where no panel exists; without end unless told.
    pub max_flex: u32,
}

/// A feature of people, such as gender, with a quota for each of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name, as the file writes it.
    pub name: String,
    /// One for each value, in the file's order.
    pub quotas: Vec<Quota>,
}

/// All features that a panel must balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// In the file's order.
    pub features: Vec<Feature>,
}

impl Quotas {
    /// Reads a table headed `category,feature,min,max`, `feature,value,min,max` or `category,name,…,min,max`; other columns are ignored,
    /// but `min_flex` and `max_flex` where they are there.
    ///
    /// # Errors
    /// Refuses, by row and column: another header, cells that are no whole number, a minimum over its maximum, a value named twice.
    pub fn read(table: &Table) -> Result<Self, Refusal> {
        let (feature_at, value_at) = columns(table)?;
        let (min_at, max_at) = (table.place("min")?, table.place("max")?);
        let flex = [table.find("min_flex")?, table.find("max_flex")?];
        let file = &table.name;
        let mut features: Vec<Feature> = Vec::new();
        for (row, cells) in table.rows() {
            let (feature, value) = (cell(cells, feature_at), cell(cells, value_at));
            if feature.is_empty() || value.is_empty() {
                let column = table.header().get(if feature.is_empty() { feature_at } else { value_at }).map_or("", String::as_str);
                return Err(refuse(
                    "sortition.quota-unnamed",
                    format!("{file} {row}행, 열 ‘{column}’이 비어 있습니다. 항목과 값의 이름을 적어 주십시오."),
                    format!("{file}, row {row}, column `{column}` is empty: name the feature and its value"),
                ));
            }
            let number = |place: usize| whole(table, row, place, cell(cells, place));
            let (min, max) = (number(min_at)?, number(max_at)?);
            if min > max {
                return Err(refuse(
                    "sortition.min-over-max",
                    format!("{file} {row}행, 열 min: {feature} ‘{value}’의 최소 {min}명이 최대 {max}명보다 많습니다."),
                    format!("{file}, row {row}, column min: {feature} `{value}` has a minimum of {min} over its maximum of {max}"),
                ));
            }
            let flexible = |place: Option<usize>, unset: u32| match place {
                Some(at) if !cell(cells, at).is_empty() => number(at),
                _ => Ok(unset),
            };
            let (min_flex, max_flex) = (flexible(flex[0], 0)?.min(min), flexible(flex[1], u32::MAX)?.max(max));
            let quota = Quota { value: value.to_owned(), min, max, min_flex, max_flex };
            match features.iter_mut().find(|known| fold(&known.name) == fold(feature)) {
                None => features.push(Feature { name: feature.to_owned(), quotas: vec![quota] }),
                Some(known) if known.quotas.iter().any(|other| fold(&other.value) == fold(value)) => {
                    return Err(refuse(
                        "sortition.quota-twice",
                        format!("{file} {row}행: {feature} ‘{value}’의 할당이 이미 위에 있습니다. 하나만 남겨 주십시오."),
                        format!("{file}, row {row}: {feature} `{value}` has a quota above already: keep one"),
                    ));
                }
                Some(known) => known.quotas.push(quota),
            }
        }
        Ok(Self { features })
    }

    /// Every quota with its feature, in order.
    pub fn all(&self) -> impl Iterator<Item = (&Feature, &Quota)> {
        self.features.iter().flat_map(|feature| feature.quotas.iter().map(move |quota| (feature, quota)))
    }
}

/// Which columns hold the feature and its value: three styles are in use.
fn columns(table: &Table) -> Result<(usize, usize), Refusal> {
    let (category, feature) = (table.find("category")?, table.find("feature")?);
    let (value, name) = (table.find("value")?, table.find("name")?);
    category.zip(feature).or(feature.zip(value)).or(category.zip(name)).ok_or_else(|| {
        let file = &table.name;
        refuse(
            "sortition.quota-header",
            format!("{file}의 머리글(1행)은 category,feature,min,max 또는 feature,value,min,max 또는 category,name,min,max여야 합니다."),
            format!("{file}: the header (row 1) must be category,feature,min,max or feature,value,min,max or category,name,min,max"),
        )
    })
}

fn whole(table: &Table, row: u64, place: usize, text: &str) -> Result<u32, Refusal> {
    // Spreadsheets write whole numbers as 12 or as 12.0.
    let digits = text.strip_suffix(".0").unwrap_or(text);
    digits.parse().map_err(|_| {
        let (file, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
        let shown: String = text.chars().take(20).collect();
        refuse(
            "sortition.no-number",
            format!("{file} {row}행, 열 ‘{column}’의 값 ‘{shown}’은 0 이상의 정수가 아닙니다."),
            format!("{file}, row {row}, column `{column}`: `{shown}` is no whole number of 0 or more"),
        )
    })
}
