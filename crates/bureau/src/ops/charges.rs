//! Who answers for what, who acts for a post, and handing over.

use kernel::{AsOf, Code};
use people::{By, Doing};
use store::{Failure, Tx, Value};

use super::{allowed, finish, in_force, put};
use crate::model::{Dated, HandOver, NewActing, NewCharge, Subject};
use crate::rules::{Noun, Refused, Until, check_incumbent, check_list, check_receiver, leaving};
use crate::{sql, tables};

/// Puts a post in charge of something from a day on, or nobody. What other rooms keep they check themselves before they call this.
pub fn charge(tx: &mut Tx, by: &By<'_>, new: &NewCharge) -> Result<(), Failure> {
    let act = Doing::new("bureau", "charge", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let subject = new.subject.to_string();
    let before = sql::charged_post(tx, &subject, new.day)?;
    let mut units = Vec::new();
    for post in before.iter().chain(&new.post) {
        units.extend(sql::post_unit(tx, post, new.day)?);
    }
    let policy = allowed(tx, by, "bureau.charge", new.day, &units)?;
    check_subject(tx, new)?;
    match &new.post {
        Some(post) => {
            in_force(tx, Noun::Post, post, new.day)?;
            put(tx, &tables::CHARGE, &subject, false, (new.day, Until::Stays, vec![post.into()]))?;
        }
        None => finish(tx, &tables::CHARGE, &subject, new.day, Refused::Nobody { subject: subject.clone(), day: new.day })?,
    }
    act.record(tx, by, &format!("bureau_charge:{subject}"), &policy, new.day)
}

fn check_subject(tx: &mut Tx, new: &NewCharge) -> Result<(), Failure> {
    let table = new.subject.table();
    match Noun::ALL.into_iter().find(|noun| noun.table() == table) {
        Some(Noun::Unit | Noun::Post) => Err(Refused::NoCharge { subject: new.subject.to_string() }.into()),
        Some(noun) if new.post.is_some() => in_force(tx, noun, new.subject.code(), new.day),
        None if table.starts_with("bureau_") => Err(Refused::NoCharge { subject: new.subject.to_string() }.into()),
        _ => Ok(()),
    }
}

/// Lets an actor act for a post from a day on, or nobody.
pub fn act_for(tx: &mut Tx, by: &By<'_>, new: &NewActing) -> Result<(), Failure> {
    let act = Doing::new("bureau", "act-for", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let unit = sql::post_unit(tx, &new.post, new.day)?;
    let policy = allowed(tx, by, "bureau.act-for", new.day, unit.as_ref())?;
    in_force(tx, Noun::Post, &new.post, new.day)?;
    match &new.actor {
        Some(actor) => {
            if !people::is_actor(tx, actor)? {
                return Err(Refused::Unknown { what: Noun::Actor, code: actor.clone(), day: new.day }.into());
            }
            put(tx, &tables::ACTING, new.post.as_str(), false, (new.day, Until::Stays, vec![actor.into()]))?;
        }
        None => {
            let nobody = Refused::Nobody { subject: format!("bureau_post:{}", new.post), day: new.day };
            finish(tx, &tables::ACTING, new.post.as_str(), new.day, nobody)?;
        }
    }
    act.record(tx, by, &format!("bureau_acting:{}", new.post), &policy, new.day)
}

/// Hands over everything that a post holds on a day. What goes to another post is in that post's charge from the day on; what stays with the post
/// waits for its next incumbent. Appointing and vacating are acts of their own.
pub fn hand_over(tx: &mut Tx, by: &By<'_>, handing: &HandOver) -> Result<(), Failure> {
    let act = Doing::new("bureau", "hand-over", handing);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (post, day) = (&handing.post, handing.day);
    let unit = sql::post_unit(tx, post, day)?;
    let held: Vec<Subject> = sql::holdings(tx, post, AsOf { day, known: sql::HEAD })?.into_iter().map(|held| held.subject).collect();
    let incumbencies = sql::incumbencies(tx, post)?;
    let policy = allowed(tx, by, "bureau.hand-over", day, unit.as_ref())?;
    in_force(tx, Noun::Post, post, day)?;
    let from = leaving(incumbencies.iter().map(|one| (one.from, one.incumbent.as_str())), day);
    if let Some(receiver) = &handing.receiver {
        check_incumbent(receiver)?;
    }
    check_receiver(handing, from)?;
    for receiving in handing.to_post.iter().chain(handing.items.iter().filter_map(|item| item.to_post.as_ref())) {
        in_force(tx, Noun::Post, receiving, day)?;
    }
    check_list(handing, &held)?;
    let id = tx.id::<Dated>();
    let whole = [from.into(), handing.receiver.as_deref().into(), handing.to_post.as_ref().into(), handing.note.as_deref().into()];
    tx.save(&tables::HANDOVER, &id, [post.into(), day.into(), Value::Null].into_iter().chain(whole));
    for item in &handing.items {
        let to: Option<&Code> = item.to_post.as_ref().or(handing.to_post.as_ref()).filter(|_| item.item.table() != "people_grant");
        let subject = item.item.to_string();
        let row = tx.id::<Dated>();
        let own = [subject.as_str().into(), to.into(), item.note.as_deref().into()];
        tx.save(&tables::HANDOVER_ITEM, &row, [(&id).into(), day.into(), Value::Null].into_iter().chain(own));
        if let Some(to) = to {
            put(tx, &tables::CHARGE, &subject, false, (day, Until::Stays, vec![to.into()]))?;
        }
    }
    act.record(tx, by, &format!("bureau_handover:{post}"), &policy, day)
}
