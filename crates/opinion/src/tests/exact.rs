//! Polis' mathematics, against the shared conversations and a real server's answers (tolerances: docs/opinion.md).

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::shared::{CONVERSATIONS, conversation, folder, table};
use crate::{Moderation, Options, Published, Statement, Tally, Vote, Votes, opinion_map};
use crate::{consensus, group_informed_consensus, priority, representative, representativeness, tallies};

/// Files of ten digits: a value is right if it would be written so, or is as near as the exact tolerance.
fn check(what: &str, ours: f64, file: f64, tolerance: f64) {
    let digits = 0.6e-9 * file.abs().max(1e-300);
    assert!((ours - file).abs() <= tolerance.max(digits), "{what}: {ours} beside {file}");
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// Which sign of a component brings ours to the file's.
fn sign(ours: impl Iterator<Item = (f64, f64)>) -> f64 {
    ours.map(|(ours, file)| ours * file).sum::<f64>().signum()
}

#[test]
fn means_components_places_and_extremity_are_polis() {
    for name in CONVERSATIONS {
        let Some(shared) = conversation(name) else { return };
        let map = opinion_map(&shared.votes, Options::default()).unwrap();
        let folder = folder(name).unwrap().join("expected");
        let statements = table(&folder.join("statements.csv"));
        assert_eq!(statements.len(), map.statements.len());
        let ours: Vec<_> = map.statements.iter().map(|of| of.as_ref().unwrap()).collect();
        let turn: Vec<f64> = (0..2)
            .map(|at| sign(ours.iter().zip(&statements).map(|(of, row)| (of.components[at], number(row, ["pc1", "pc2"][at])))))
            .collect();
        for ((of, row), statement) in ours.iter().zip(&statements).zip(shared.votes.statements()) {
            let what = |of: &str| format!("{name}, statement {}, {of}", statement.id);
            assert_eq!(statement.id, row["statement_id"]);
            check(&what("mean"), of.mean, number(row, "mean"), 1e-12);
            check(&what("pc1"), of.components[0] * turn[0], number(row, "pc1"), 1e-9);
            check(&what("pc2"), of.components[1] * turn[1], number(row, "pc2"), 1e-9);
            // Zeroed columns hold rounding noise in the files (1e-15); the components are known to 1e-9 only.
            check(&what("extremity"), of.extremity, number(row, "extremity"), 1e-10);
        }
        let ids: BTreeMap<&str, usize> = shared.votes.participants().iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        for row in table(&folder.join("participants.csv")) {
            let id = &row["participant"];
            let person = &map.participants[ids[id.as_str()]];
            assert_eq!(person.votes, row["n_votes"].parse::<usize>().unwrap());
            check(&format!("{name}, participant {id}, x"), person.x * turn[0], number(&row, "x"), 1e-8);
            check(&format!("{name}, participant {id}, y"), person.y * turn[1], number(&row, "y"), 1e-8);
            assert_eq!(person.group.is_some(), row["in_conv"] == "1", "{name}, participant {id}");
        }
        let summary: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
        for (at, share) in map.variance_shares.iter().enumerate() {
            check(&format!("{name}, share {at}"), *share, summary["explained_variance_ratio"][at].as_f64().unwrap(), 1e-12);
        }
    }
}

#[test]
fn statistics_on_polis_own_groups_are_polis() {
    for name in CONVERSATIONS {
        let Some(shared) = conversation(name) else { return };
        let count = shared.groups.iter().flatten().max().unwrap() + 1;
        let by_group = tallies(&shared.votes, &shared.groups, count);
        let map = opinion_map(&shared.votes, Options::default()).unwrap();
        let folder = folder(name).unwrap().join("expected");
        let place: BTreeMap<&str, usize> = shared.votes.statements().iter().enumerate().map(|(at, of)| (of.id.as_str(), at)).collect();
        for row in table(&folder.join("statements.csv")) {
            let at = place[row["statement_id"].as_str()];
            let all = by_group.iter().fold(Tally::default(), |sum, group| sum.and(group[at]));
            let counts = ["n_agree_ingroups", "n_disagree_ingroups", "n_seen_ingroups"].map(|column| row[column].parse::<usize>().unwrap());
            assert_eq!([all.agree, all.disagree, all.seen], counts, "{name} {at}");
            let product = group_informed_consensus(by_group.iter().map(|group| group[at]));
            check(&format!("{name} {at} consensus"), product, number(&row, "group_aware_consensus_polisgroups"), 1e-12);
            let expected = number(&row, "priority");
            let ours = priority(all, map.statements[at].as_ref().unwrap().extremity, row["is_meta"] == "1");
            check(&format!("{name} {at} priority"), ours, expected, 1e-9 * expected);
        }
        for row in table(&folder.join("repness_polisgroups.csv")) {
            let (group, at) = (row["polis_group"].parse::<usize>().unwrap(), place[row["statement_id"].as_str()]);
            let own = by_group[group][at];
            let rest = (0..count).filter(|other| *other != group).fold(Tally::default(), |sum, other| sum.and(by_group[other][at]));
            assert_eq!([own.agree, own.disagree, own.seen], ["na", "nd", "ns"].map(|column| row[column].parse::<usize>().unwrap()));
            let of = representativeness(own, rest);
            let ours = [of.pa, of.pd, of.pat, of.pdt, of.ra, of.rd, of.rat, of.rdt];
            for (ours, column) in ours.into_iter().zip(["pa", "pd", "pat", "pdt", "ra", "rd", "rat", "rdt"]) {
                check(&format!("{name} {at} group {group} {column}"), ours, number(&row, column), 1e-9);
            }
        }
    }
}

/// A server's answer, read beside its votes.
struct Server {
    votes: Votes,
    groups: Vec<Option<usize>>,
    count: usize,
    answer: Value,
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn server(name: &str) -> Option<Server> {
    let folder = folder(&format!("server-fixtures/{name}"))?;
    let answer = read(&folder.join("math-pca2.json"));
    let numbers = |of: &Value| -> Vec<u64> { of.as_array().map(|all| all.iter().filter_map(Value::as_u64).collect()).unwrap_or_default() };
    let (meta, out) = (numbers(&answer["meta-tids"]), numbers(&answer["mod-out"]));
    let statement = |id: &u64| Statement {
        id: id.to_string(),
        text: None,
        moderation: if out.contains(id) { Moderation::Out } else { Moderation::Accepted },
        meta: meta.contains(id),
    };
    let ids = numbers(&answer["tids"]);
    let mut votes = Votes::new(ids.iter().map(statement).collect());
    let mut people: BTreeMap<u64, usize> = BTreeMap::new();
    let mut cast = read(&folder.join("votes.json")).as_array().unwrap().clone();
    cast.sort_by(|a, b| a["modified"].as_f64().unwrap().total_cmp(&b["modified"].as_f64().unwrap()));
    for vote in cast {
        let person = vote["participant_id"].as_u64().unwrap();
        let person = *people.entry(person).or_insert_with(|| votes.add_participant(person.to_string()));
        let Some(at) = ids.iter().position(|id| Some(*id) == vote["statement_id"].as_u64()) else { continue };
        let vote = [Vote::Disagree, Vote::Pass, Vote::Agree][usize::try_from(vote["vote"].as_i64().unwrap() + 1).unwrap()];
        votes.set(person, at, Some(vote));
    }
    let mut groups = vec![None; people.len()];
    let base = &answer["base-clusters"];
    let ids = numbers(&base["id"]);
    let clusters = answer["group-clusters"].as_array().unwrap();
    for (group, cluster) in clusters.iter().enumerate() {
        for member in numbers(&cluster["members"]) {
            let at = ids.iter().position(|id| *id == member).unwrap();
            numbers(&base["members"][at]).iter().for_each(|person| groups[people[person]] = Some(group));
        }
    }
    Some(Server { votes, groups, count: clusters.len(), answer })
}

const SERVERS: [&str; 2] = ["150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta"];

#[test]
fn a_real_server_gives_the_same_components_and_priorities() {
    for name in SERVERS {
        let Some(server) = server(name) else { return };
        let map = opinion_map(&server.votes, Options::default()).unwrap();
        let ours: Vec<_> = map.statements.iter().map(|of| of.as_ref().unwrap()).collect();
        let pca = &server.answer["pca"];
        for (component, file) in pca["comps"].as_array().unwrap().iter().enumerate() {
            let file: Vec<f64> = file.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
            let product: f64 = ours.iter().zip(&file).map(|(of, file)| of.components[component] * file).sum();
            let length = file.iter().map(|value| value * value).sum::<f64>().sqrt();
            assert!((product.abs() / length - 1.0).abs() < 1e-6, "{name} component {component}: {product}");
        }
        let by_group = tallies(&server.votes, &server.groups, server.count);
        for (at, (of, statement)) in ours.iter().zip(server.votes.statements()).enumerate() {
            // The server's centre has the opposite sign: inside Polis agree is -1.
            assert!((of.mean + pca["center"][at].as_f64().unwrap()).abs() < 1e-12, "{name} {at}");
            let extremity = pca["comment-extremity"][at].as_f64().unwrap();
            let all = by_group.iter().fold(Tally::default(), |sum, group| sum.and(group[at]));
            let expected = server.answer["comment-priorities"][&statement.id].as_f64().unwrap();
            // From the server's own extremity the priority is exact; from ours as near as its power iteration came.
            let exact = priority(all, extremity, statement.meta);
            assert!((exact - expected).abs() <= 1e-9 * expected, "{name} {at}: {exact} beside {expected}");
            assert!((of.extremity - extremity).abs() < 1e-6, "{name} {at}: extremity {} beside {extremity}", of.extremity);
            let product = group_informed_consensus(by_group.iter().map(|group| group[at]));
            assert!((product - server.answer["group-aware-consensus"][&statement.id].as_f64().unwrap()).abs() < 1e-12, "{name} {at}");
        }
    }
}

fn same(what: &str, ours: &[Published], server: &Value, votes: &Votes) {
    let id = |at: usize| votes.statements()[at].id.parse::<u64>().unwrap();
    let expected: Vec<u64> = server.as_array().unwrap().iter().map(|one| one["tid"].as_u64().unwrap()).collect();
    assert_eq!(ours.iter().map(|one| id(one.statement)).collect::<Vec<_>>(), expected, "{what}");
    for (ours, server) in ours.iter().zip(server.as_array().unwrap()) {
        let near = |ours: f64, key: &str| {
            let Some(file) = server[key].as_f64() else { return };
            assert!((ours - file).abs() < 1e-6, "{what} {key}: {ours} beside {file}");
        };
        near(ours.p_success, "p-success");
        near(ours.p_test, "p-test");
        near(ours.repness, "repness");
        near(ours.repness_test, "repness-test");
        assert_eq!(
            [ours.successes as u64, ours.trials as u64].map(Some),
            ["n-success", "n-trials"].map(|key| server[key].as_u64()),
            "{what}"
        );
        if let Some(side) = server["repful-for"].as_str() {
            assert_eq!(side == "agree", ours.agree, "{what}");
        }
        assert_eq!(server["best-agree"].as_bool().unwrap_or(false), ours.best_agree, "{what}");
    }
}

#[test]
fn a_real_server_publishes_the_same_statements() {
    for name in SERVERS {
        let Some(server) = server(name) else { return };
        let by_group = tallies(&server.votes, &server.groups, server.count);
        let shown = |at: usize| !server.votes.statements()[at].zeroed();
        for (group, own) in by_group.iter().enumerate() {
            let rest: Vec<Tally> = (0..own.len())
                .map(|at| {
                    (0..server.count).filter(|other| *other != group).fold(Tally::default(), |sum, other| sum.and(by_group[other][at]))
                })
                .collect();
            let published = &server.answer["repness"][group.to_string()];
            same(&format!("{name} group {group}"), &representative(own, &rest, shown), published, &server.votes);
        }
        let everybody = vec![Some(0); server.votes.participants().len()];
        let all = tallies(&server.votes, &everybody, 1).remove(0);
        let (agreed, disagreed) = consensus(&all, shown);
        same(&format!("{name} agreed"), &agreed, &server.answer["consensus"]["agree"], &server.votes);
        same(&format!("{name} disagreed"), &disagreed, &server.answer["consensus"]["disagree"], &server.votes);
    }
}
