use kernel::{AsOf, Day};
use store::Known;

use super::{Desk, Problem};
use crate::{AsOfBar, Pager, Visit, href_with};

/// The last value of a query's pair that says something.
pub fn parameter<'v>(visit: &'v Visit, name: &str) -> Option<&'v str> {
    let values = visit.query.iter().rev().filter(|(known, _)| known == name);
    values.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
}

/// The question that a visit asks: which day, as known when.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The day and the last event that counts as known.
    pub as_of: AsOf,
    /// The form that asks again.
    pub bar: AsOfBar,
}

impl Asked {
    /// Reads the question, or gives the form back with what was not understood; `hidden` names parameters that the form carries along.
    pub fn read(desk: &mut Desk<'_, '_>, hidden: &[&str]) -> Result<Self, Problem> {
        let (lang, visit) = (desk.visit.lang, desk.visit);
        let carried = |name: &&str| parameter(visit, name).map(|value| ((*name).to_owned(), value.to_owned()));
        let mut bar = AsOfBar {
            action: visit.path.clone(),
            day: desk.scene.day().to_string(),
            known: parameter(visit, "known").map(|text| text.chars().take(40).collect()).unwrap_or_default(),
            hidden: hidden.iter().filter_map(carried).collect(),
            ..AsOfBar::default()
        };
        let mut day = desk.scene.day();
        if let Some(text) = parameter(visit, "day") {
            match text.parse::<Day>() {
                Ok(found) => day = found,
                Err(_) => bar.day_problem = Some(crate::words(lang).no_day(&text.chars().take(40).collect::<String>())),
            }
        }
        let known = match Known::parse(parameter(visit, "known").unwrap_or_default(), &desk.scene.zone) {
            Ok(known) => known.resolve(desk.read)?,
            Err(error) => Err(error),
        };
        bar.known_problem = known.as_ref().err().map(|error| error.say(lang));
        match known {
            Ok(known) if bar.day_problem.is_none() => {
                bar.day = day.to_string();
                bar.point = Some(desk.scene.point(desk.read, known)?);
                Ok(Self { as_of: AsOf { day, known }, bar })
            }
            _ => Err(Problem::Question(Box::new(bar))),
        }
    }

    /// The question as parameters of a link to another page.
    pub fn carried(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("day".to_owned(), self.as_of.day.to_string())];
        if !self.bar.known.is_empty() {
            pairs.push(("known".to_owned(), self.as_of.known.to_string()));
        }
        pairs
    }

    /// A page that answers the same question.
    pub fn href(&self, path: &str) -> String {
        href_with(path, &self.carried(), &[])
    }
}

/// Which part of a long list a visit asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    page: i64,
    size: i64,
}

impl Paging {
    /// Reads `page`, counted from 1.
    pub fn read(visit: &Visit, size: i64) -> Result<Self, Problem> {
        let text = parameter(visit, "page").unwrap_or("1");
        let page = text.parse::<i64>().ok().filter(|page| (1..=1_000_000_000).contains(page));
        let page = page.ok_or_else(|| Problem::Bad(crate::words(visit.lang).no_page(&text.chars().take(40).collect::<String>())))?;
        Ok(Self { page, size })
    }

    /// Rows passed over.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.size
    }

    /// Rows at most.
    pub fn size(self) -> i64 {
        self.size
    }

    /// This part of a list that is all there.
    pub fn of<T>(self, list: &[T]) -> &[T] {
        let from = usize::try_from(self.offset()).unwrap_or(usize::MAX).min(list.len());
        let to = from.saturating_add(usize::try_from(self.size).unwrap_or(0)).min(list.len());
        list.get(from..to).unwrap_or_default()
    }

    /// Links to the neighbouring parts; nothing for a list that fits. A part behind the end is no page.
    pub fn pager(self, visit: &Visit, total: i64) -> Result<Option<Pager>, Problem> {
        if self.page > 1 && self.offset() >= total {
            return Err(Problem::NotFound);
        }
        if total <= self.size {
            return Ok(None);
        }
        let href = |page: i64| href_with(&visit.path, &visit.query, &[("page", &if page == 1 { String::new() } else { page.to_string() })]);
        let last = (self.offset() + self.size).min(total);
        Ok(Some(Pager {
            first: (self.offset() + 1).unsigned_abs(),
            last: last.unsigned_abs(),
            total: total.unsigned_abs(),
            previous: (self.page > 1).then(|| href(self.page - 1)),
            next: (last < total).then(|| href(self.page + 1)),
        }))
    }
}
