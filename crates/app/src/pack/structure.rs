//! Reads a pack's structure: settings, units, posts, lines, definitions, templates.

use std::collections::BTreeMap;

use kernel::{City, Code, FiscalYears, Lang, Zone};
use ledger::LineKey;
use report::NewTemplate;

use super::sheet::{Sheet, SheetRow};
use super::{Pack, PackFiles, Placed, Problem, acts, plans};

const FILES: [&str; 15] = [
    "demonstration/accounts.csv",
    "pack.toml",
    "units.csv",
    "posts.csv",
    "duties.csv",
    "programmes.csv",
    "plans.csv",
    "tasks.csv",
    "indicators.csv",
    "charges.csv",
    "lines.csv",
    "rules.csv",
    "actors.csv",
    "figures.toml",
    "facts.toml",
];

impl Pack {
    /// Reads a pack; gives every problem found.
    pub(crate) fn read(files: &PackFiles) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        strangers(files, &mut problems);
        let city = settings(files, &mut problems);
        let (years, zone, first) =
            city.as_ref().map_or_else(Default::default, |city| (city.fiscal_years(), city.zone(), city.first_language()));
        let p = &mut problems;
        let pack = Self {
            actors: rows(files, p, "actors.csv", &ACTORS, |row| actor(row, first)),
            acting: rows(files, &mut Vec::new(), "actors.csv", &ACTORS, plans::acting),
            accounts: rows(files, p, "demonstration/accounts.csv", &ACCOUNTS, account),
            rules: rows(files, p, "rules.csv", &RULES, rule),
            units: rows(files, p, "units.csv", &UNITS, |row| unit(row, first)),
            posts: rows(files, p, "posts.csv", &POSTS, |row| post(row, first)),
            duties: rows(files, p, "duties.csv", &DUTIES, |row| duty(row, first)),
            programmes: rows(files, p, "programmes.csv", &PROGRAMMES, |row| programme(row, first)),
            plans: rows(files, p, "plans.csv", &plans::PLAN, |row| plans::plan(row, first)),
            tasks: rows(files, p, "tasks.csv", &plans::TASK, |row| plans::task(row, first)),
            indicators: rows(files, p, "indicators.csv", &plans::INDICATOR, |row| plans::indicator(row, first)),
            charges: rows(files, p, "charges.csv", &plans::CHARGE, plans::charge),
            lines: rows(files, p, "lines.csv", &LINES, |row| line(row, first, years)),
            figures: definitions(files, "figures.toml", "figure", p),
            facts: definitions(files, "facts.toml", "fact", p),
            templates: templates(files, city.as_ref().map_or(&[][..], |city| &city.languages), p),
            acts: acts::read(files, &acts::Calendar { zone, years, first }, p),
            city: city.unwrap_or_else(no_city),
        };
        if problems.is_empty() { Ok(pack) } else { Err(problems) }
    }
}

/// The columns of a file: those that every row fills, and those that may be missing or empty (sheet.rs).
pub(super) type Columns<'c> = (&'c [&'c str], &'c [&'c str]);

const ACTORS: Columns<'_> =
    (&["code:code", "kind:post|system", "role", "scope:scope", "from:day"], &["label_ko", "label_en", "until:day", "post:code"]);
const ACCOUNTS: Columns<'_> = (&["login", "actor:code", "from:day"], &["until:day"]);
const RULES: Columns<'_> = (&["key:code", "value", "from:day", "source"], &["until:day"]);
const UNITS: Columns<'_> = (&["code:code", "kind", "position:int", "from:day"], &["parent:code", "name_ko", "name_en", "until:day"]);
const POSTS: Columns<'_> = (&["code:code", "unit:code", "from:day"], &["heads:code", "title_ko", "title_en", "until:day"]);
const DUTIES: Columns<'_> = (&["code:code", "unit:code", "position:int", "from:day"], &["text_ko", "text_en", "until:day"]);
const PROGRAMMES: Columns<'_> = (&["code:code", "unit:code", "from:day"], &["name_ko", "name_en", "until:day"]);
const LINES: Columns<'_> = (
    &["fiscal_year:year", "code:code", "unit:code", "position:int"],
    &["programme:code", "name_ko", "name_en", "short_ko", "short_en", "note"],
);

/// Files that no pack has: a misspelt name would otherwise be passed over in silence.
fn strangers(files: &PackFiles, problems: &mut Vec<Problem>) {
    for path in files.paths() {
        let known = FILES.contains(&path)
            || acts::FILES.contains(&path)
            || path.strip_prefix("reports/").is_some_and(|name| name.ends_with(".txt"))
            || path.to_ascii_lowercase().ends_with(".md");
        if !known {
            let near = report::nearest(path, FILES.iter().chain(&acts::FILES).copied());
            problems.push(Problem::new(path, None, format!("a pack has no such file; nearest: {}", near.join(", "))));
        }
    }
}

fn settings(files: &PackFiles, problems: &mut Vec<Problem>) -> Option<City> {
    const FILE: &str = "pack.toml";
    let Some(text) = files.text(FILE) else {
        problems.push(Problem::new(FILE, None, "a pack needs this file"));
        return None;
    };
    let text = text.map_err(|what| problems.push(Problem::new(FILE, None, what))).ok()?;
    let city: City = toml::from_str(text).map_err(|error| problems.push(unreadable(FILE, text, &error))).ok()?;
    for (place, what) in wrong_settings(&city) {
        let at = text.lines().position(|line| line.trim_start().starts_with(&place) || (place.starts_with('"') && line.contains(&place)));
        problems.push(Problem::new(FILE, at.map(|at| at + 1), what));
    }
    Some(city)
}

/// What is wrong with settings that can be read, each with what its line begins with, or holds in quotes.
fn wrong_settings(city: &City) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    if city.code.parse::<Code>().is_err() {
        wrong.push(("code".to_owned(), format!("code is lower-case letters a-z, digits, `-` and `.`, found `{}`", city.code)));
    }
    if Zone::named(&city.time_zone).is_none() {
        wrong.push(("time_zone".to_owned(), format!("there is no time zone `{}`: write one such as Asia/Seoul", city.time_zone)));
    }
    if FiscalYears::new(&city.fiscal_year_start, city.fiscal_year_named_after).is_none() {
        let what = format!("fiscal_year_start is MM-DD, a day that every year has, found `{}`", city.fiscal_year_start);
        wrong.push(("fiscal_year_start".to_owned(), what));
    }
    let known = city.languages.iter().all(|lang| Lang::of_code(lang).is_some());
    let twice = city.languages.iter().enumerate().any(|(at, lang)| city.languages.iter().skip(at + 1).any(|other| other == lang));
    if !known || twice || city.languages.is_empty() {
        let what = format!("languages are \"ko\", \"en\" or both, the first one first, found {:?}", city.languages);
        wrong.push(("languages".to_owned(), what));
    }
    for (at, unit) in city.units.iter().enumerate() {
        let mut problem = |what| wrong.push((format!("\"{}\"", unit.code), what));
        if let Some(factor) = unit.money.filter(|factor| *factor < 1) {
            problem(format!("the unit `{}`: money is at least 1, found {factor}", unit.code));
        }
        if city.units.iter().take(at).any(|before| before.code == unit.code) {
            problem(format!("the unit `{}` stands twice", unit.code));
        }
    }
    let money = city.money_unit();
    if city.currency.unit.is_some() && city.unit(money.code).is_none_or(|unit| unit.money.is_none()) {
        wrong.push(("currency".to_owned(), format!("the currency's unit `{}` is none of the [[unit]] with money", money.code)));
    } else if 10_i64.pow(money.places) % money.factor != 0 {
        let what = format!("the currency's unit `{}` is {} smallest units, which no decimals write whole", money.code, money.factor);
        wrong.push(("currency".to_owned(), what));
    }
    wrong
}

fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    Problem::new(file, error.span().map(|span| line_at(text, span.start)), error.message())
}

/// The line of a byte, from 1.
fn line_at(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or_default().matches('\n').count() + 1
}

/// The `[[NAME]]` tables of a file, each read on its own, so that each says what is wrong with it.
fn definitions<T: serde::de::DeserializeOwned>(
    files: &PackFiles,
    file: &'static str,
    name: &'static str,
    problems: &mut Vec<Problem>,
) -> Vec<Placed<T>> {
    let text = match files.text(file) {
        None => return Vec::new(),
        Some(Ok(text)) => text,
        Some(Err(what)) => {
            problems.push(Problem::new(file, None, what));
            return Vec::new();
        }
    };
    let tables: BTreeMap<String, Vec<toml::Spanned<toml::Value>>> = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(error) => {
            problems.push(unreadable(file, text, &error));
            return Vec::new();
        }
    };
    let mut all = Vec::new();
    for (found, tables) in tables {
        for table in tables {
            let line = line_at(text, table.span().start);
            if found != name {
                problems.push(Problem::new(file, Some(line), format!("this file holds [[{name}]], found [[{found}]]")));
                continue;
            }
            match table.into_inner().try_into() {
                Ok(act) => all.push(Placed { file, line, act }),
                Err(error) => problems.push(Problem::new(file, Some(line), error.message())),
            }
        }
    }
    all
}

fn rows<T>(
    files: &PackFiles,
    problems: &mut Vec<Problem>,
    file: &'static str,
    (needed, optional): &Columns<'_>,
    read: impl Fn(&SheetRow<'_>) -> Result<T, Problem>,
) -> Vec<Placed<T>> {
    let sheet = Sheet::read(files, file, needed, optional, problems);
    let mut all = Vec::new();
    for row in sheet.rows() {
        match read(&row) {
            Ok(act) => all.push(Placed { file: row.file(), line: row.line, act }),
            Err(problem) => problems.push(problem),
        }
    }
    all
}

fn actor(row: &SheetRow<'_>, first: Lang) -> Result<(people::NewActor, people::NewGrant), Problem> {
    let (from, until) = (row.get("from")?, row.opt("until")?);
    let (code, (label_ko, label_en)): (Code, _) = (row.get("code")?, row.words("label", first)?);
    let actor = people::NewActor { code: code.clone(), kind: row.need("kind")?, label_ko, label_en, from, until };
    Ok((actor, people::NewGrant { actor: code, role: row.need("role")?, scope: row.get("scope")?, from, until }))
}

/// An account that anybody may use, in a demonstration.
fn account(row: &SheetRow<'_>) -> Result<people::NewAccount, Problem> {
    Ok(people::NewAccount {
        login: row.get("login")?,
        actor: row.get("actor")?,
        from: row.get("from")?,
        until: row.opt("until")?,
        demonstration: true,
    })
}

fn rule(row: &SheetRow<'_>) -> Result<bureau::NewRule, Problem> {
    Ok(bureau::NewRule {
        key: row.get("key")?,
        value: row.need("value")?,
        source: row.need("source")?,
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn unit(row: &SheetRow<'_>, first: Lang) -> Result<bureau::NewUnit, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    Ok(bureau::NewUnit {
        code: row.get("code")?,
        kind: row.need("kind")?,
        parent: row.opt("parent")?,
        position: row.get("position")?,
        name_ko,
        name_en,
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn post(row: &SheetRow<'_>, first: Lang) -> Result<bureau::NewPost, Problem> {
    let (title_ko, title_en) = row.words("title", first)?;
    Ok(bureau::NewPost {
        code: row.get("code")?,
        unit: row.get("unit")?,
        heads: row.opt("heads")?,
        title_ko,
        title_en,
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn duty(row: &SheetRow<'_>, first: Lang) -> Result<bureau::NewDuty, Problem> {
    let (text_ko, text_en) = row.words("text", first)?;
    Ok(bureau::NewDuty {
        code: row.get("code")?,
        unit: row.get("unit")?,
        position: row.get("position")?,
        text_ko,
        text_en,
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn programme(row: &SheetRow<'_>, first: Lang) -> Result<bureau::NewProgramme, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    Ok(bureau::NewProgramme {
        code: row.get("code")?,
        unit: row.get("unit")?,
        name_ko,
        name_en,
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn line(row: &SheetRow<'_>, first: Lang, years: FiscalYears) -> Result<ledger::NewLine, Problem> {
    let fiscal_year: i16 = row.get("fiscal_year")?;
    let (from, _) = years.days(fiscal_year).ok_or_else(|| row.problem(format!("{fiscal_year} is no fiscal year")))?;
    let (name_ko, name_en) = row.words("name", first)?;
    Ok(ledger::NewLine {
        line: LineKey { fiscal_year, code: row.get("code")? },
        unit: row.get("unit")?,
        programme: row.opt("programme")?,
        position: row.get("position")?,
        name_ko,
        name_en,
        short_ko: row.text("short_ko"),
        short_en: row.text("short_en"),
        note: row.text("note"),
        from,
    })
}

fn templates(files: &PackFiles, languages: &[String], problems: &mut Vec<Problem>) -> Vec<(String, NewTemplate)> {
    let mut all = Vec::new();
    for path in files.paths().filter(|path| path.starts_with("reports/") && path.ends_with(".txt")) {
        let name = path.trim_start_matches("reports/").trim_end_matches(".txt");
        let Some((name, lang)) = name.rsplit_once('.') else {
            problems.push(Problem::new(path, None, "a template's file is NAME.LANG.txt"));
            continue;
        };
        if !languages.is_empty() && !languages.iter().any(|known| known == lang) {
            problems.push(Problem::new(path, None, format!("`{lang}` is none of the city's languages: {}", languages.join(", "))));
        }
        match files.text(path) {
            Some(Ok(text)) => {
                if let Err(found) = report::parse_template(text) {
                    problems.extend(found.into_iter().map(|problem| Problem::new(path, Some(problem.line), problem.what)));
                }
                let template = NewTemplate { name: name.to_owned(), lang: lang.to_owned(), text: text.to_owned() };
                all.push((path.to_owned(), template));
            }
            Some(Err(what)) => problems.push(Problem::new(path, None, what)),
            None => {}
        }
    }
    // The city's languages in its own order: a report is listed under the first.
    all.sort_by_key(|(_, template)| {
        (template.name.clone(), languages.iter().position(|lang| *lang == template.lang).unwrap_or(usize::MAX))
    });
    all
}

/// Stands in while the pack's problems are gathered.
fn no_city() -> City {
    City {
        code: String::new(),
        name: kernel::Bilingual { ko: String::new(), en: None },
        languages: Vec::new(),
        time_zone: "UTC".to_owned(),
        fiscal_year_start: "01-01".to_owned(),
        document_system: String::new(),
        fiscal_year_named_after: kernel::NamedAfter::Start,
        currency: kernel::Currency { code: String::new(), smallest: String::new(), unit: None },
        units: Vec::new(),
        kinds: BTreeMap::new(),
    }
}
