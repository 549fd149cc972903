//! A map as files: participants.csv, statements.csv, summary.json.

use serde_json::{Value, json};

use crate::claims::{Claim, FALSE_CLAIMS, Side};
use crate::groups::STABLE;
use crate::map::{CHANCE, OpinionMap, StatementMap};
use crate::polis::Published;
use crate::settle::SETTLED;
use crate::votes::{Moderation, Statement, Votes};

/// A number for a file: the shortest text that reads back as the same, without a minus before zero, and nothing where there is none.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    (value + 0.0).to_string()
}

fn table(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory takes every row, and all have one length");
    }
    String::from_utf8(writer.into_inner().expect("memory flushes")).expect("rows are text")
}

/// participants.csv: participant as in the input, x, y, group from 1; no group for those who are not placed.
pub fn participants_csv(votes: &Votes, map: &OpinionMap) -> String {
    let head = ["participant", "x", "y", "group"].map(str::to_owned).to_vec();
    let rows = votes.participants().iter().zip(&map.participants).map(|(id, person)| {
        vec![id.clone(), number(person.x), number(person.y), person.group.map(|group| (group + 1).to_string()).unwrap_or_default()]
    });
    table(std::iter::once(head).chain(rows))
}

const CLAIM: [&str; 9] = ["side", "share", "beside", "estimate", "low", "high", "p", "q", "votes_to_settle"];

/// statements.csv: a row for each statement with everything that is known of it (docs/opinion.md names the columns).
pub fn statements_csv(votes: &Votes, map: &OpinionMap) -> String {
    let mut head: Vec<String> = [
        "statement_id",
        "text",
        "moderated",
        "meta",
        "n_agree",
        "n_disagree",
        "n_pass",
        "n_seen",
        "agree_share",
        "agree_low",
        "agree_high",
        "mean",
        "pc1",
        "pc2",
        "extremity",
        "n_agree_ingroups",
        "n_disagree_ingroups",
        "n_seen_ingroups",
        "group_informed_consensus",
        "priority",
        "polis_consensus",
    ]
    .map(str::to_owned)
    .to_vec();
    for kind in ["unites", "divides"] {
        head.push(kind.to_owned());
        head.extend(CLAIM.map(|column| format!("{kind}_{column}")));
    }
    head.push("divides_groups".to_owned());
    for group in 1..=map.groups.len() {
        head.extend(
            ["agree", "disagree", "seen", "pa", "pd", "pat", "pdt", "ra", "rd", "rat", "rdt", "representative", "marks"]
                .map(|column| format!("group{group}_{column}")),
        );
        head.extend(CLAIM.map(|column| format!("group{group}_marks_{column}")));
    }
    let width = head.len();
    let rows = votes.statements().iter().zip(&map.statements).enumerate().map(|(at, (statement, of))| {
        let mut row = named(statement);
        match of {
            Some(of) => measured(&mut row, map, at, of),
            None => row.extend(["0", "0", "0", "0"].map(str::to_owned)),
        }
        row.resize(width, String::new());
        row
    });
    table(std::iter::once(head).chain(rows))
}

fn yes(is: bool) -> String {
    u8::from(is).to_string()
}

fn named(statement: &Statement) -> Vec<String> {
    let moderated = match statement.moderation {
        Moderation::Accepted => "1",
        Moderation::Waiting => "0",
        Moderation::Out => "-1",
    };
    vec![statement.id.clone(), statement.text.clone().unwrap_or_default(), moderated.to_owned(), yes(statement.meta)]
}

fn measured(row: &mut Vec<String>, map: &OpinionMap, at: usize, of: &StatementMap) {
    row.extend([of.all.agree, of.all.disagree, of.all.pass(), of.all.seen].map(|count| count.to_string()));
    row.extend([of.agree.value, of.agree.low, of.agree.high, of.mean, of.components[0], of.components[1], of.extremity].map(number));
    row.extend([of.grouped.agree, of.grouped.disagree, of.grouped.seen].map(|count| count.to_string()));
    row.extend([of.group_informed_consensus, of.priority].map(number));
    let among = |side: &[Published]| side.iter().any(|one| one.statement == at);
    row.push(
        if among(&map.consensus.0) {
            "agree"
        } else if among(&map.consensus.1) {
            "disagree"
        } else {
            ""
        }
        .to_owned(),
    );
    claim(row, of.unites.as_ref());
    claim(row, of.divides.as_ref());
    row.push(of.divides.map(|claim| format!("{} {}", claim.groups.0 + 1, claim.groups.1 + 1)).unwrap_or_default());
    for (group, ((tally, stands), marks)) in
        of.groups.iter().zip(&of.representativeness).zip(of.marks.iter().chain(std::iter::repeat(&None))).enumerate()
    {
        row.extend([tally.agree, tally.disagree, tally.seen].map(|count| count.to_string()));
        row.extend([stands.pa, stands.pd, stands.pat, stands.pdt, stands.ra, stands.rd, stands.rat, stands.rdt].map(number));
        let published = map.groups.get(group).is_some_and(|group| group.representative.iter().any(|one| one.statement == at));
        row.push(yes(published));
        claim(row, marks.as_ref());
    }
}

fn claim(row: &mut Vec<String>, claim: Option<&Claim>) {
    let Some(claim) = claim else {
        row.extend(std::iter::repeat_n(String::new(), CLAIM.len() + 1));
        return;
    };
    let side = match claim.side {
        Side::Agree => "agree",
        Side::Disagree => "disagree",
    };
    row.extend([yes(claim.made), side.to_owned()]);
    row.extend(
        [claim.shares.0, claim.shares.1, claim.estimate.value, claim.estimate.low, claim.estimate.high, claim.p, claim.q].map(number),
    );
    row.push(claim.votes_to_settle.map(|votes| votes.to_string()).unwrap_or_default());
}

/// summary.json: the groups, how their number came about, the check against chance, who is not placed, not settled or stands apart,
/// what a reader must know, and with which seed and levels all of it was made.
pub fn summary_json(votes: &Votes, map: &OpinionMap) -> String {
    let ids = |which: &dyn Fn(usize) -> bool| -> Vec<&str> {
        votes.participants().iter().enumerate().filter(|(at, _)| which(*at)).map(|(_, id)| id.as_str()).collect()
    };
    let person = |at: usize| map.participants.get(at);
    let unsettled: Vec<Value> = votes
        .participants()
        .iter()
        .zip(&map.participants)
        .filter(|(_, person)| person.group.is_some() && person.certainty.is_some_and(|sure| sure < SETTLED))
        .map(|(id, person)| json!({ "participant": id, "certainty": person.certainty, "more_votes": person.votes_to_settle }))
        .collect();
    let published = |one: &Published| {
        let id = votes.statements().get(one.statement).map(|statement| &statement.id);
        json!({ "statement_id": id, "side": if one.agree { "agree" } else { "disagree" }, "n_success": one.successes, "n_trials": one.trials,
            "p_success": one.p_success, "p_test": one.p_test, "repness": one.repness, "repness_test": one.repness_test, "best_agree": one.best_agree })
    };
    let all = |side: &[Published]| side.iter().map(published).collect::<Vec<Value>>();
    let groups: Vec<Value> = map
        .groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            json!({ "group": at + 1, "size": group.size, "centre": group.centre, "stability": group.stability, "polis_representative": all(&group.representative) })
        })
        .collect();
    let made = |pick: &dyn Fn(&StatementMap) -> bool| map.statements.iter().flatten().filter(|of| pick(of)).count();
    let unsettled_count = unsettled.len();
    let summary = json!({
        "participants": votes.participants().len(),
        "placed": map.participants.iter().filter(|person| person.group.is_some()).count(),
        "votes_needed": map.votes_needed,
        "statements": votes.statements().len(),
        "votes": map.statements.iter().flatten().map(|of| of.all.seen).sum::<usize>(),
        "variance_shares": map.variance_shares,
        "number_of_groups": map.groups.len(),
        "groups": groups,
        "choice": map.choice,
        "check": map.check,
        "levels": {
            "chance": CHANCE, "stable": STABLE, "settled": SETTLED, "false_claims": FALSE_CLAIMS,
            "confidence_unites": map.confidence[0], "confidence_divides": map.confidence[1], "confidence_marks": map.confidence[2],
        },
        "claims": {
            "unites": made(&|of| of.unites.is_some_and(|claim| claim.made)),
            "divides": made(&|of| of.divides.is_some_and(|claim| claim.made)),
            "marks": map.statements.iter().flatten().flat_map(|of| &of.marks).flatten().filter(|claim| claim.made).count(),
        },
        "polis_consensus": { "agree": all(&map.consensus.0), "disagree": all(&map.consensus.1) },
        "unplaced": ids(&|at| person(at).is_some_and(|person| person.group.is_none())),
        "outliers": ids(&|at| person(at).is_some_and(|person| person.outlier)),
        "unsettled_count": unsettled_count,
        "unsettled": unsettled,
        "notices": map.notices,
        "seed": map.seed,
    });
    let mut text = serde_json::to_string_pretty(&summary).expect("plain data becomes JSON");
    text.push('\n');
    text
}
