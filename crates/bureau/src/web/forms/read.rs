//! What was typed, as commands.

use kernel::{Code, Day};
use ui::web::{Form, FormErrors, Stop};

use crate::model::{Aim, NewDuty, NewIndicator, NewMilestone, NewPlan, NewPost, NewProgramme, NewTask, NewUnit, PlanOf};

/// The command, unless something was wrong with the form.
pub(super) fn checked<T>(command: Option<T>, errors: &mut FormErrors) -> Result<T, Stop> {
    std::mem::take(errors).check()?;
    command.ok_or(Stop::NotFound)
}

fn day(form: &Form, errors: &mut FormErrors) -> Option<Day> {
    form.read("day", errors)
}

fn dated(form: &Form, errors: &mut FormErrors) -> (Option<Day>, Option<Day>) {
    (form.read("from", errors), form.read_opt("until", errors))
}

/// A text in both languages: one of them is enough, and stands in for the other.
fn both(form: &Form, (ko, en): (&'static str, &'static str), errors: &mut FormErrors) -> (String, Option<String>) {
    let english = form.opt(en);
    let korean = form.opt(ko).or_else(|| english.clone()).unwrap_or_else(|| form.need(ko, errors));
    (korean, english)
}

const NAME: (&str, &str) = ("name_ko", "name_en");

pub(super) fn unit(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewUnit> {
    let (kind, parent, position) = (form.need("kind", errors), form.read_opt("parent", errors), form.read("position", errors));
    let ((name_ko, name_en), (from, until)) = (both(form, NAME, errors), dated(form, errors));
    Some(NewUnit { code: code.clone(), kind, parent, position: position?, name_ko, name_en, from: from?, until })
}

pub(super) fn post(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewPost> {
    let (unit, heads) = (form.read("unit", errors), form.read_opt("heads", errors));
    let ((title_ko, title_en), (from, until)) = (both(form, ("title_ko", "title_en"), errors), dated(form, errors));
    Some(NewPost { code: code.clone(), unit: unit?, heads, title_ko, title_en, from: from?, until })
}

pub(super) fn duty(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewDuty> {
    let (unit, position) = (form.read("unit", errors), form.read("position", errors));
    let ((text_ko, text_en), (from, until)) = (both(form, ("text_ko", "text_en"), errors), dated(form, errors));
    Some(NewDuty { code: code.clone(), unit: unit?, position: position?, text_ko, text_en, from: from?, until })
}

pub(super) fn programme(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewProgramme> {
    let (unit, (name_ko, name_en), (from, until)) = (form.read("unit", errors), both(form, NAME, errors), dated(form, errors));
    Some(NewProgramme { code: code.clone(), unit: unit?, name_ko, name_en, from: from?, until })
}

pub(super) fn milestone(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewMilestone> {
    let (programme, (name_ko, name_en)) = (form.read("programme", errors), both(form, NAME, errors));
    let (starts, day) = (form.need("starts", errors), day(form, errors));
    let ends = form.opt("ends");
    Some(NewMilestone { code: code.clone(), programme: programme?, name_ko, name_en, starts, ends, day: day? })
}

pub(super) fn plan(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewPlan> {
    let (of, (name_ko, name_en)) = (form.read::<PlanOf>("of", errors), both(form, NAME, errors));
    let (starts, day) = (form.need("starts", errors), day(form, errors));
    let ends = form.opt("ends");
    Some(NewPlan { code: code.clone(), of: of?, name_ko, name_en, starts, ends, day: day? })
}

pub(super) fn task(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewTask> {
    let (plan, position, (name_ko, name_en)) = (form.read("plan", errors), form.read("position", errors), both(form, NAME, errors));
    let (starts, post, day) = (form.need("starts", errors), form.read_opt("post", errors), day(form, errors));
    let ends = form.opt("ends");
    Some(NewTask { code: code.clone(), plan: plan?, position: position?, name_ko, name_en, starts, ends, post, day: day? })
}

pub(super) fn indicator(form: &Form, code: &Code, errors: &mut FormErrors) -> Option<NewIndicator> {
    let (plan, position, (name_ko, name_en)) = (form.read("plan", errors), form.read("position", errors), both(form, NAME, errors));
    let (unit, places, day) = (form.need("unit", errors), form.read("places", errors), day(form, errors));
    let aim = Aim::named(form.text("aim"));
    if aim.is_none() {
        errors.add("aim", "목록에서 골라 주세요.", "Choose one of the list.");
    }
    Some(NewIndicator {
        code: code.clone(),
        plan: plan?,
        position: position?,
        name_ko,
        name_en,
        unit,
        places: places?,
        aim: aim?,
        day: day?,
    })
}
