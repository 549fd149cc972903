//! Replacements for people who left: the same lottery, over those who can still be asked, beside those who stayed.
#![expect(clippy::indexing_slicing, reason = "places are looked up in this pool, sides in these quotas")]

use std::collections::BTreeSet;

use kernel::{Lang, Refusal};
use num_rational::BigRational;

use crate::chance::{Chance, Purpose};
use crate::conflict::{Change, Conflict, End, Side, conflict};
use crate::lottery::{INFEASIBLE, Lottery, Method, lottery};
use crate::numbers::numbered;
use crate::pool::Pool;
use crate::problem::{Given, Problem};
use crate::quotas::Quotas;
use crate::spread::Watch;
use crate::table::refuse;

/// Who is to be replaced, from where: places in the pool.
#[derive(Clone, Debug, Default)]
pub struct Leaving {
    /// The panel as it was.
    pub panel: Vec<usize>,
    /// Those of the panel who left.
    pub left: Vec<usize>,
    /// Others who may not be asked.
    pub declined: Vec<usize>,
}

/// How the replacements are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// People in a full panel.
    pub size: u32,
    /// What the lottery is best at.
    pub method: Method,
    /// So many equally likely numbered panels, of which one is drawn.
    pub numbers: usize,
    /// Decides the numbering and which number is drawn; never the chances.
    pub seed: u64,
}

/// Replacements, and how they were drawn.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The lottery over the replacements alone.
    pub lottery: Lottery,
    /// The quotas that it keeps: those given, with the changes below.
    pub quotas: Quotas,
    /// Why the given quotas could not be kept, with the cheapest change; none where they were.
    pub conflict: Option<Conflict>,
    /// Maxima that those who stayed are over; raised to what there is.
    pub over: Vec<Change>,
    /// Those who stayed, sorted.
    pub stayed: Vec<usize>,
    /// The replacements, sorted.
    pub people: Vec<usize>,
    /// Which of the numbered panels was drawn, from 1.
    pub number: usize,
    /// The most by which the numbered panels moved a chance.
    pub moved: BigRational,
}

/// Draws replacements so that stayed and new people together keep the quotas: the lottery is the fairest over those who can still be asked.
/// Where no replacement keeps them, the quotas are changed as cheaply as can be and the draw is held under those.
///
/// # Errors
/// Refuses somebody who left and was not on the panel, a panel that is full, too few people, and quotas that nothing within `min_flex` and
/// `max_flex` helps.
pub fn replacement(pool: &Pool, quotas: &Quotas, leaving: &Leaving, rule: Rule, watch: Watch<'_>) -> Result<Replacement, Refusal> {
    let given = given(pool, leaving)?;
    if given.chosen.len() >= rule.size as usize {
        let (stayed, size) = (given.chosen.len(), rule.size);
        return Err(refuse(
            "sortition.nobody-left",
            format!("남은 사람이 {stayed}명으로 인원 {size}명이 이미 찼습니다. 나간 사람(--left)과 인원을 확인해 주십시오."),
            format!("{stayed} people stayed: the panel of {size} is full; look at who left and at the size"),
        ));
    }
    let mut kept = quotas.clone();
    let over = over(pool, &mut kept, &given.chosen);
    let problem = Problem::new(pool, &kept, rule.size, &given)?;
    let (found, conflict) = match lottery(&problem, rule.method, watch) {
        Err(refusal) if refusal.code == INFEASIBLE => {
            let Some(conflict) = conflict(&problem, &kept)? else { return Err(refusal) };
            let Some(changes) = &conflict.changes else { return Err(conflict.refusal(&kept)) };
            let said = conflict.clone();
            apply(&mut kept, changes);
            (lottery(&Problem::new(pool, &kept, rule.size, &given)?, rule.method, watch)?, Some(said))
        }
        found => (found?, None),
    };
    let numbered = numbered(&found, pool, &[], rule.numbers, rule.seed)?;
    let number = Chance::new(rule.seed, Purpose::Replacement).below(numbered.panels.len());
    let people = numbered.panels[number].clone();
    Ok(Replacement {
        lottery: found,
        quotas: kept,
        conflict,
        over,
        stayed: given.chosen,
        people,
        number: number + 1,
        moved: numbered.moved,
    })
}

fn given(pool: &Pool, leaving: &Leaving) -> Result<Given, Refusal> {
    let panel: BTreeSet<usize> = leaving.panel.iter().copied().collect();
    let left: BTreeSet<usize> = leaving.left.iter().copied().collect();
    let id = |at: &usize| &pool.people[*at].id;
    if let Some(at) = left.iter().find(|at| !panel.contains(at)) {
        let id = id(at);
        return Err(refuse(
            "sortition.left-unknown",
            format!("나간 사람(--left) ‘{id}’은 참여단(--panel)에 없습니다."),
            format!("`{id}` left (--left) but is not on the panel (--panel)"),
        ));
    }
    if let Some(at) = leaving.declined.iter().find(|at| panel.contains(at) && !left.contains(at)) {
        let id = id(at);
        return Err(refuse(
            "sortition.declined-stays",
            format!("사양한 사람(--declined) ‘{id}’이 참여단에 남아 있습니다. 나갔으면 --left에 적어 주십시오."),
            format!("`{id}` declined (--declined) and is still on the panel: name them under --left if they left"),
        ));
    }
    let left_out = left.iter().copied().chain(leaving.declined.iter().copied()).collect::<BTreeSet<_>>();
    Ok(Given { chosen: panel.difference(&left).copied().collect(), left_out: left_out.into_iter().collect() })
}

/// Raises maxima that those who stayed are over already (a panel drawn under changed quotas): nobody is sent home.
fn over(pool: &Pool, quotas: &mut Quotas, stayed: &[usize]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (feature, of) in quotas.features.iter_mut().enumerate() {
        for (value, quota) in of.quotas.iter_mut().enumerate() {
            let taken = stayed.iter().filter(|at| pool.people[**at].values[feature] == value).count();
            let taken = u32::try_from(taken).unwrap_or(u32::MAX);
            if taken > quota.max {
                changes.push(Change { side: Side { feature, value, end: End::Max }, from: quota.max, to: taken });
                quota.max = taken;
                quota.max_flex = quota.max_flex.max(taken);
            }
        }
    }
    changes
}

fn apply(quotas: &mut Quotas, changes: &[Change]) {
    for change in changes {
        let quota = &mut quotas.features[change.side.feature].quotas[change.side.value];
        match change.side.end {
            End::Min => quota.min = change.to,
            End::Max => quota.max = change.to,
        }
    }
}

impl Replacement {
    /// What the officer must know about the quotas; empty where they are all kept.
    pub fn warning(&self, given: &Quotas, lang: Lang) -> String {
        let mut lines = Vec::new();
        for change in &self.over {
            let feature = &given.features[change.side.feature];
            let (name, value, from, to) = (&feature.name, &feature.quotas[change.side.value].value, change.from, change.to);
            lines.push(lang.pick(
                format!("남은 사람만으로 {name} ‘{value}’이 {to}명이어서 최대 {from}명을 넘습니다. 아무도 내보내지 않았습니다."),
                format!("Those who stayed have {to} of {name} `{value}`, over the maximum of {from}; nobody was sent home."),
            ));
        }
        if let Some(conflict) = &self.conflict {
            let refusal = conflict.refusal(given);
            lines.push(lang.pick(
                format!("할당을 모두 지키는 충원이 없습니다. {} 바꾼 할당으로 추첨했습니다.", refusal.ko),
                format!("No replacement keeps all quotas. {} The draw was held under the changed quotas.", refusal.en),
            ));
        }
        lines.join("\n")
    }
}
