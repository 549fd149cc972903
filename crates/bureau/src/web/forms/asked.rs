//! The questions about each kind of thing, and what stands in them when it is changed.

use kernel::{Code, Lang};
use ui::web::{Choice, Field};
use ui::{Desk, Problem};

use crate::rules::Noun;
use crate::sql;
use crate::tables::{self, DATED};
use crate::web::{Names, now};
use crate::words::words;

/// What beginning such a thing is called.
pub(super) fn title_of(what: Noun, lang: Lang) -> &'static str {
    let words = words(lang);
    match what {
        Noun::Unit => words.new_unit,
        Noun::Post => words.new_post,
        Noun::Duty => words.new_duty,
        Noun::Programme => words.new_programme,
        Noun::Milestone => words.new_milestone,
        Noun::Plan => words.new_plan,
        Noun::Task => words.new_task,
        Noun::Indicator => words.new_indicator,
        Noun::Actor => words.actor,
    }
}

/// The programmes in force today, as choices.
fn programmes(desk: &mut Desk<'_, '_>, prefix: &str) -> Result<Vec<Choice>, Problem> {
    let (lang, as_of) = (desk.visit.lang, now(desk));
    let all = sql::programmes(desk.read, as_of)?;
    Ok(all.iter().map(|one| Choice::new(format!("{prefix}{}", one.code), format!("{} ({})", one.name.in_lang(lang), one.code))).collect())
}

/// The plans that are not over, as choices.
pub(super) fn plans(desk: &mut Desk<'_, '_>) -> Result<Vec<Choice>, Problem> {
    let (lang, as_of) = (desk.visit.lang, now(desk));
    let all = sql::plans(desk.read, as_of)?;
    let open = all.iter().filter(|plan| !plan.is_over());
    Ok(open.map(|plan| Choice::new(plan.code.as_str(), format!("{} ({})", plan.name.in_lang(lang), plan.code))).collect())
}

fn with_none(none: &str, choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", none)).chain(choices).collect()
}

/// The questions about a kind of thing; `new` where it begins.
pub(super) fn fields(desk: &mut Desk<'_, '_>, what: Noun, names: &Names, new: bool) -> Result<Vec<Field>, Problem> {
    let words = words(desk.visit.lang);
    let today = desk.today().to_string();
    let named = || vec![Field::text("name_ko", words.name_ko), Field::text("name_en", words.name_en)];
    let window = || {
        let starts = Field::text("starts", words.starts).required().hint(words.period_hint);
        vec![starts, Field::text("ends", words.ends).hint(words.ends_hint)]
    };
    let dated = || vec![Field::day("from", words.from).required().value(today.clone()), Field::day("until", words.until)];
    let day = || vec![Field::day("day", words.from).required().value(today.clone())];
    let position = || Field::number("position", words.position).required().value("1");
    let unit = || Field::choice("unit", words.unit, names.unit_choices());
    Ok(match what {
        Noun::Unit => [
            vec![
                Field::text("kind", words.kind).required().hint(words.kind_hint),
                Field::choice("parent", words.parent, with_none(words.top, names.unit_choices())),
                position(),
            ],
            named(),
            dated(),
        ]
        .concat(),
        Noun::Post => [
            vec![unit(), Field::choice("heads", words.heads, with_none(words.nothing, names.unit_choices()))],
            vec![Field::text("title_ko", words.name_ko), Field::text("title_en", words.name_en)],
            dated(),
        ]
        .concat(),
        Noun::Duty => {
            [vec![unit(), position(), Field::area("text_ko", words.text_ko), Field::area("text_en", words.text_en)], dated()].concat()
        }
        Noun::Programme => [vec![unit()], named(), dated()].concat(),
        Noun::Milestone => [vec![Field::choice("programme", words.programme, programmes(desk, "")?)], named(), window(), day()].concat(),
        Noun::Plan => {
            let of_units = names.unit_choices().into_iter().map(|one| Choice::new(format!("unit:{}", one.value), one.label));
            let all = programmes(desk, "programme:")?.into_iter().chain(of_units).collect();
            [vec![Field::choice("of", words.plan_of, all)], named(), window(), day()].concat()
        }
        Noun::Task => {
            let mut all = [vec![Field::choice("plan", words.plan, plans(desk)?), position()], named(), window()].concat();
            if new {
                all.push(Field::choice("post", words.owner, with_none(words.nobody, names.post_choices())));
            }
            [all, day()].concat()
        }
        Noun::Indicator => {
            let aims = vec![Choice::new("at-least", words.aim_at_least), Choice::new("at-most", words.aim_at_most)];
            let own = vec![
                Field::text("unit", words.measured_in).required(),
                Field::number("places", words.places).required().value("0"),
                Field::choice("aim", words.aim, aims),
            ];
            [vec![Field::choice("plan", words.plan, plans(desk)?), position()], named(), own, day()].concat()
        }
        Noun::Actor => Vec::new(),
    })
}

/// Puts what stands today into the questions: they are named after the columns.
pub(super) fn fill(desk: &mut Desk<'_, '_>, what: Noun, code: &Code, fields: &mut [Field]) -> Result<(), Problem> {
    let table = match what {
        Noun::Unit => &tables::UNIT,
        Noun::Post => &tables::POST,
        Noun::Duty => &tables::DUTY,
        Noun::Programme => &tables::PROGRAMME,
        Noun::Milestone => &tables::MILESTONE,
        Noun::Plan => &tables::PLAN,
        Noun::Task => &tables::TASK,
        Noun::Indicator => &tables::INDICATOR,
        Noun::Actor => return Err(Problem::NotFound),
    };
    let today = desk.today();
    let standing = sql::standing(desk.read, table, code.as_str(), today)?.ok_or(Problem::NotFound)?;
    let columns = table.columns.iter().skip(DATED).map(|(name, _)| *name);
    for (column, value) in columns.zip(&standing.own) {
        if let Some(field) = fields.iter_mut().find(|field| field.name == column) {
            field.value = value.show();
        }
        if what == Noun::Plan
            && matches!(column, "unit" | "programme")
            && !value.show().is_empty()
            && let Some(field) = fields.iter_mut().find(|field| field.name == "of")
        {
            field.value = format!("{column}:{}", value.show());
        }
    }
    if let (Some(field), Some(until)) = (fields.iter_mut().find(|field| field.name == "until"), standing.until) {
        field.value = until.to_string();
    }
    // What is chosen stays a choice, even where it is no longer on the list.
    for field in fields.iter_mut().filter(|field| !field.choices.is_empty() && !field.value.is_empty()) {
        if !field.choices.iter().any(|choice| choice.value == field.value) {
            field.choices.push(Choice::new(field.value.clone(), field.value.clone()));
        }
    }
    Ok(())
}
