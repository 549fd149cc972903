use kernel::{AsOf, Bilingual, Code, Day, Lang, Scope, Seq};
use store::{Read, StoreError, in_force};

use super::HEAD;
use super::views::{self, Charges};
use crate::model::{HandedOver, HandedOverItem, Holding, Milestone, Owner, Plan, Programme, Subject};
use crate::rules::State;

/// The milestones in force and what became of them, in the order of programme, window and code.
pub fn milestones(read: &mut Read, as_of: AsOf) -> Result<Vec<Milestone>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    views::milestones(read, as_of, &charges)
}

/// The plans in force with their tasks and indicators, in the order of their periods.
pub fn plans(read: &mut Read, as_of: AsOf) -> Result<Vec<Plan>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    views::plans(read, as_of, &charges)
}

/// The programmes in force.
pub fn programmes(read: &mut Read, as_of: AsOf) -> Result<Vec<Programme>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    views::programmes(read, as_of, &charges)
}

/// The posts that an actor acts for on a day, as known now.
pub fn posts_of(read: &mut Read, actor: &Code, day: Day) -> Result<Vec<Code>, StoreError> {
    const SQL: &str = concat!(
        "SELECT a.subject FROM bureau_acting a WHERE a.actor = $3 AND ",
        in_force!("bureau_acting", "a"),
        " ORDER BY a.from_day, a.subject"
    );
    read.rows(SQL, &[day.into(), HEAD.into(), actor.into()])?.iter().map(|row| row.parse(0)).collect()
}

/// The post that an actor acts for: the first of [`posts_of`].
pub fn post_of_actor(read: &mut Read, actor: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    Ok(posts_of(read, actor, day)?.into_iter().next())
}

/// Who answers for something: the post that was put in charge of it; else, for what this room keeps, the one that answers for the plan or the
/// programme that it belongs to.
pub fn charge_of(read: &mut Read, subject: &Subject, as_of: AsOf) -> Result<Option<Owner>, StoreError> {
    const ABOVE: &str = concat!(
        "SELECT 'bureau_programme:' || m.programme FROM bureau_milestone m WHERE 'bureau_milestone:' || m.subject = $3 AND ",
        in_force!("bureau_milestone", "m"),
        " UNION ALL SELECT 'bureau_plan:' || t.plan FROM bureau_task t WHERE 'bureau_task:' || t.subject = $3 AND ",
        in_force!("bureau_task", "t"),
        " UNION ALL SELECT 'bureau_plan:' || i.plan FROM bureau_indicator i WHERE 'bureau_indicator:' || i.subject = $3 AND ",
        in_force!("bureau_indicator", "i"),
        " UNION ALL SELECT 'bureau_programme:' || l.programme FROM bureau_plan l
           WHERE l.programme IS NOT NULL AND 'bureau_plan:' || l.subject = $3 AND ",
        in_force!("bureau_plan", "l")
    );
    let charges = Charges::read(read, as_of)?;
    let mut above: Vec<Subject> = Vec::new();
    let mut next = Some(subject.clone());
    while let Some(below) = next.take() {
        let row = read.row(ABOVE, &[as_of.day.into(), as_of.known.into(), below.to_string().into()])?;
        next = row.map(|row| row.parse(0)).transpose()?;
        above.extend(next.clone());
    }
    Ok(charges.owner(subject, &above))
}

/// Everything that a post answers for: duties, programmes, plans and tasks that are not over, indicators, milestones with nothing final behind
/// them, and what other rooms put into its charge.
pub fn in_charge(read: &mut Read, post: &Code, as_of: AsOf) -> Result<Vec<Holding>, StoreError> {
    let charges = Charges::read(read, as_of)?;
    let mine = |owner: Option<Owner>| owner.filter(|owner| owner.post == *post);
    let mut all = Vec::new();
    for duty in views::duties(read, as_of, &charges)? {
        let subject = Subject::new("bureau_duty", &duty.code);
        all.extend(mine(duty.owner).map(|owner| Holding { name: Some(duty.text), ..plain(subject, owner) }));
    }
    for programme in views::programmes(read, as_of, &charges)? {
        let subject = Subject::new("bureau_programme", &programme.code);
        all.extend(mine(programme.owner).map(|owner| Holding { name: Some(programme.name), ..plain(subject, owner) }));
    }
    for plan in views::plans(read, as_of, &charges)? {
        all.extend(of_plan(plan, &mine));
    }
    for milestone in views::milestones(read, as_of, &charges)? {
        if !milestone.is_open() {
            continue;
        }
        let subject = Subject::new("bureau_milestone", &milestone.code);
        let note = milestone.steps.last().and_then(|step| step.note.clone());
        let about = |owner| Holding {
            name: Some(milestone.name.clone()),
            window: Some(milestone.window.clone()),
            state: Some(milestone.state.code()),
            note: note.clone(),
            ..plain(subject.clone(), owner)
        };
        all.extend(mine(milestone.owner.clone()).map(about));
    }
    for (subject, owner) in charges.elsewhere(post) {
        let subject = subject.parse().map_err(|what| StoreError::Corrupt(format!("a charge of `{subject}`: {what}")))?;
        all.push(plain(subject, owner.clone()));
    }
    Ok(all)
}

fn plain(subject: Subject, owner: Owner) -> Holding {
    Holding { subject, name: None, since: owner.since, through: owner.through, window: None, state: None, note: None }
}

/// What of a plan is a post's.
fn of_plan(plan: Plan, mine: &impl Fn(Option<Owner>) -> Option<Owner>) -> Vec<Holding> {
    let mut all = Vec::new();
    let over = plan.is_over();
    if let Some(owner) = mine(plan.owner).filter(|_| !over) {
        all.push(Holding {
            name: Some(plan.name),
            window: Some(plan.window),
            state: Some(plan.state.code()),
            note: plan.steps.into_iter().next_back().and_then(|step| step.note),
            ..plain(Subject::new("bureau_plan", &plan.code), owner)
        });
    }
    for task in plan.tasks {
        let open = task.is_open();
        if let Some(owner) = mine(task.owner).filter(|_| open) {
            all.push(Holding {
                name: Some(task.name),
                window: Some(task.window),
                state: Some(State::code(&task.state)),
                note: task.steps.into_iter().next_back().and_then(|step| step.note),
                ..plain(Subject::new("bureau_task", &task.code), owner)
            });
        }
    }
    for indicator in plan.indicators {
        if let Some(owner) = mine(indicator.owner).filter(|_| !over) {
            all.push(Holding { name: Some(indicator.name), ..plain(Subject::new("bureau_indicator", &indicator.code), owner) });
        }
    }
    all
}

/// Everything that an officer who leaves a post hands over: what is [`in_charge`] of the post, and the grants of the actor that acts for it.
pub fn holdings(read: &mut Read, post: &Code, as_of: AsOf) -> Result<Vec<Holding>, StoreError> {
    const ACTOR: &str = concat!("SELECT a.actor FROM bureau_acting a WHERE a.subject = $3 AND ", in_force!("bureau_acting", "a"));
    let mut all = in_charge(read, post, as_of)?;
    let actor = read.row(ACTOR, &[as_of.day.into(), as_of.known.into(), post.into()])?;
    let Some(actor) = actor.map(|row| row.parse::<Code>(0)).transpose()? else { return Ok(all) };
    for grant in people::grants_of(read, &actor, as_of)? {
        let subject = Subject::new("people_grant", &grant.id.parse().map_err(|_| StoreError::Corrupt(format!("a grant `{}`", grant.id)))?);
        let place = |lang: Lang| match &grant.scope {
            Scope::All => lang.pick("모든 부서", "everywhere").to_owned(),
            Scope::Unit(unit) => unit.to_string(),
        };
        let said = |lang| format!("{} · {}", people::role_word(&grant.role, lang), place(lang));
        let name = Some(Bilingual { ko: said(Lang::Ko), en: Some(said(Lang::En)) });
        all.push(Holding { subject, name, since: grant.from, through: None, window: None, state: None, note: None });
    }
    Ok(all)
}

/// The handings over of a post that were recorded, the last first, up to a day.
pub fn handovers(read: &mut Read, post: &Code, as_of: AsOf) -> Result<Vec<HandedOver>, StoreError> {
    const SQL: &str = "SELECT h.id, h.day, h.incumbent, h.receiver, h.to_post, h.note, h.event FROM bureau_handover h
        WHERE h.subject = $3 AND h.day <= $1 AND h.event <= $2 ORDER BY h.day DESC, h.event DESC";
    const ITEMS: &str = "SELECT i.item, i.to_post, i.note FROM bureau_handover_item i WHERE i.subject = $1 ORDER BY i.item";
    let rows = read.rows(SQL, &[as_of.day.into(), as_of.known.into(), post.into()])?;
    let mut all = Vec::new();
    for row in &rows {
        let (id, day, event) = (row.text(0)?.to_owned(), row.parse(1)?, Seq(row.int(6)?));
        // What the things were called when they were handed over, before the act itself moved them.
        let before = holdings(read, post, AsOf { day, known: Seq(event.0 - 1) })?;
        let text = |at| Ok::<_, StoreError>(row.opt_text(at)?.map(str::to_owned));
        let mut items = Vec::new();
        for item in read.rows(ITEMS, &[id.as_str().into()])? {
            let subject: Subject = item.parse(0)?;
            let name = before.iter().find(|held| held.subject == subject).and_then(|held| held.name.clone());
            items.push(HandedOverItem { item: subject, name, to_post: item.opt_parse(1)?, note: item.opt_text(2)?.map(str::to_owned) });
        }
        let (incumbent, receiver, to_post, note) = (text(2)?, text(3)?, row.opt_parse(4)?, text(5)?);
        all.push(HandedOver { id, post: post.clone(), day, incumbent, receiver, to_post, note, items, event });
    }
    Ok(all)
}
