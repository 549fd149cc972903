//! Reads a pack's structure: settings, units, posts, lines, definitions, templates.

use kernel::{City, Day, Zone};
use ledger::LineKey;
use report::{FactDefinition, FigureDefinition, NewTemplate};
use serde::Deserialize;

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

/// The columns of actors.csv: each line is a role of an actor, and may name the post that it acts for.
const ACTOR_NEEDS: &[&str] = &["code", "kind", "label_ko", "role", "scope", "from"];
const ACTOR_MAY_HAVE: &[&str] = &["label_en", "until", "post"];

impl Pack {
    /// Reads a pack; gives every problem found.
    pub(crate) fn read(files: &PackFiles) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        strangers(files, &mut problems);
        let city = settings(files, &mut problems);
        let start = city.as_ref().map_or("01-01", |city| city.fiscal_year_start.as_str()).to_owned();
        let zone = city.as_ref().and_then(|city| Zone::named(&city.time_zone)).unwrap_or_default();
        let p = &mut problems;
        let pack = Self {
            actors: rows(files, p, "actors.csv", ACTOR_NEEDS, ACTOR_MAY_HAVE, actor),
            acting: rows(files, &mut Vec::new(), "actors.csv", ACTOR_NEEDS, ACTOR_MAY_HAVE, plans::acting),
            accounts: rows(files, p, "demonstration/accounts.csv", &["login", "actor", "from"], &["until"], account),
            rules: rows(files, p, "rules.csv", &["key", "value", "from", "source"], &["until"], rule),
            units: rows(files, p, "units.csv", &["code", "kind", "name_ko", "position", "from"], &["parent", "name_en", "until"], unit),
            posts: rows(files, p, "posts.csv", &["code", "unit", "title_ko", "from"], &["heads", "title_en", "until"], post),
            duties: rows(files, p, "duties.csv", &["code", "unit", "position", "text_ko", "from"], &["text_en", "until"], duty),
            programmes: rows(files, p, "programmes.csv", &["code", "unit", "name_ko", "from"], &["name_en", "until"], programme),
            plans: rows(files, p, "plans.csv", plans::PLAN.0, plans::PLAN.1, plans::plan),
            tasks: rows(files, p, "tasks.csv", plans::TASK.0, plans::TASK.1, plans::task),
            indicators: rows(files, p, "indicators.csv", plans::INDICATOR.0, plans::INDICATOR.1, plans::indicator),
            charges: rows(files, p, "charges.csv", plans::CHARGE.0, plans::CHARGE.1, plans::charge),
            lines: rows(
                files,
                p,
                "lines.csv",
                &["fiscal_year", "code", "unit", "position", "name_ko"],
                &["programme", "name_en", "short_ko", "short_en", "note"],
                |row| line(row, &start),
            ),
            figures: definitions::<Figures>(files, "figures.toml", p).map_or_else(Vec::new, |all| all.figure),
            facts: definitions::<Facts>(files, "facts.toml", p).map_or_else(Vec::new, |all| all.fact),
            templates: templates(files, city.as_ref().map_or(&[][..], |city| &city.languages), p),
            acts: acts::read(files, &zone, &start, p),
            city: city.unwrap_or_else(no_city),
        };
        if problems.is_empty() { Ok(pack) } else { Err(problems) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    #[serde(default)]
    figure: Vec<FigureDefinition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    #[serde(default)]
    fact: Vec<FactDefinition>,
}

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
    let city: City = definitions(files, "pack.toml", problems).or_else(|| {
        if files.text("pack.toml").is_none() {
            problems.push(Problem::new("pack.toml", None, "a pack needs this file"));
        }
        None
    })?;
    if Zone::named(&city.time_zone).is_none() {
        problems.push(Problem::new("pack.toml", None, format!("there is no time zone `{}`: write one such as Asia/Seoul", city.time_zone)));
    }
    if format!("2021-{}", city.fiscal_year_start).parse::<Day>().is_err() {
        let what = format!("fiscal_year_start is MM-DD, found `{}`", city.fiscal_year_start);
        problems.push(Problem::new("pack.toml", None, what));
    }
    for unit in city.units.iter().filter(|unit| unit.money.is_some_and(|factor| factor < 1)) {
        problems.push(Problem::new("pack.toml", None, format!("the unit `{}`: money is at least 1", unit.code)));
    }
    Some(city)
}

fn definitions<T: serde::de::DeserializeOwned>(files: &PackFiles, file: &'static str, problems: &mut Vec<Problem>) -> Option<T> {
    match files.text(file)? {
        Ok(text) => toml::from_str(text)
            .map_err(|error| {
                let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
                problems.push(Problem::new(file, line, error.message()));
            })
            .ok(),
        Err(what) => {
            problems.push(Problem::new(file, None, what));
            None
        }
    }
}

fn rows<T>(
    files: &PackFiles,
    problems: &mut Vec<Problem>,
    file: &'static str,
    needed: &[&str],
    optional: &[&str],
    read: impl Fn(&SheetRow<'_>) -> Result<T, Problem>,
) -> Vec<Placed<T>> {
    let before = problems.len();
    let sheet = Sheet::read(files, file, needed, optional, problems);
    if problems.len() > before {
        return Vec::new();
    }
    let mut all = Vec::new();
    for row in sheet.rows() {
        match read(&row) {
            Ok(act) => all.push(Placed { file: row.file(), line: row.line, act }),
            Err(problem) => problems.push(problem),
        }
    }
    all
}

fn actor(row: &SheetRow<'_>) -> Result<(people::NewActor, people::NewGrant), Problem> {
    let (from, until) = (row.get("from")?, row.opt("until")?);
    let code: kernel::Code = row.get("code")?;
    let kind = row.need("kind")?;
    if !["post", "system"].contains(&kind.as_str()) {
        return Err(row.problem(format!("`kind` is post or system, found `{kind}`")));
    }
    // What `plans::acting` reads once more, past the problems that were noted here.
    row.opt::<kernel::Code>("post")?;
    let actor = people::NewActor { code: code.clone(), kind, label_ko: row.need("label_ko")?, label_en: row.text("label_en"), from, until };
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

fn unit(row: &SheetRow<'_>) -> Result<bureau::NewUnit, Problem> {
    Ok(bureau::NewUnit {
        code: row.get("code")?,
        kind: row.need("kind")?,
        parent: row.opt("parent")?,
        position: row.get("position")?,
        name_ko: row.need("name_ko")?,
        name_en: row.text("name_en"),
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn post(row: &SheetRow<'_>) -> Result<bureau::NewPost, Problem> {
    Ok(bureau::NewPost {
        code: row.get("code")?,
        unit: row.get("unit")?,
        heads: row.opt("heads")?,
        title_ko: row.need("title_ko")?,
        title_en: row.text("title_en"),
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn duty(row: &SheetRow<'_>) -> Result<bureau::NewDuty, Problem> {
    Ok(bureau::NewDuty {
        code: row.get("code")?,
        unit: row.get("unit")?,
        position: row.get("position")?,
        text_ko: row.need("text_ko")?,
        text_en: row.text("text_en"),
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn programme(row: &SheetRow<'_>) -> Result<bureau::NewProgramme, Problem> {
    Ok(bureau::NewProgramme {
        code: row.get("code")?,
        unit: row.get("unit")?,
        name_ko: row.need("name_ko")?,
        name_en: row.text("name_en"),
        from: row.get("from")?,
        until: row.opt("until")?,
    })
}

fn line(row: &SheetRow<'_>, start: &str) -> Result<ledger::NewLine, Problem> {
    let fiscal_year: i16 = row.get("fiscal_year")?;
    let from = acts::year_start(fiscal_year, start).ok_or_else(|| row.problem(format!("{fiscal_year} is no fiscal year")))?;
    Ok(ledger::NewLine {
        line: LineKey { fiscal_year, code: row.get("code")? },
        unit: row.get("unit")?,
        programme: row.opt("programme")?,
        position: row.get("position")?,
        name_ko: row.need("name_ko")?,
        name_en: row.text("name_en"),
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
        currency: kernel::Currency { code: String::new(), smallest: String::new() },
        units: Vec::new(),
        kinds: std::collections::BTreeMap::new(),
    }
}
