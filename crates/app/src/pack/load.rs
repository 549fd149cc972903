//! Loads a pack through the operations: the structure in one transaction, each act of the demonstration in its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use kernel::{At, Clock, Code, Day, Lang, Refusal, Seq, SimulatedClock};
use ledger::EntryId;
use people::By;
use store::{Db, Document, Failure, Genesis, Head, Origin, Purpose, Sets, Tx};

use super::acts::{DemonstrationAct, Source, What};
use super::{Pack, Placed, Problem, compilation};

/// How a pack is loaded.
pub(crate) struct Loading<'l> {
    /// All sets of all rooms.
    pub(crate) sets: &'l Sets,
    /// The clock of a production record; nothing replays the demonstration on its own simulated clock.
    pub(crate) clock: Option<Arc<dyn Clock>>,
    /// Called after each commit with its head, the act's key, and how many acts are done of how many.
    pub(crate) committed: &'l mut dyn FnMut(&Head, &str, usize, usize),
}

/// A demonstration's chance is fixed by its pack's code, so that its ids and hashes are the same everywhere.
fn demonstration_seed(code: &str) -> [u8; 32] {
    let digest = store::digest_text(&format!("madang demonstration, {code}"));
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(digest.bytes()) {
        *place = byte;
    }
    seed
}

/// Loads a pack: everything is tried first and dropped; only a pack without problems is kept. Loading again goes on where it ended.
pub(crate) fn load(db: &Db, pack: &Pack, loading: &mut Loading<'_>) -> Result<Head> {
    let simulated = Arc::new(SimulatedClock::new(opening(pack)));
    let origin = match &loading.clock {
        Some(clock) => Origin { clock: clock.clone(), seed: None },
        None => Origin { clock: simulated.clone(), seed: Some(demonstration_seed(&pack.city.code)) },
    };
    let demonstration = loading.clock.is_none();
    let genesis = Genesis {
        purpose: if demonstration { Purpose::Demonstration } else { Purpose::Production },
        city: serde_json::to_value(&pack.city).context("the city's settings")?,
    };
    let acts: &[DemonstrationAct] = if demonstration { &pack.acts } else { &[] };
    let already = db.read()?.head()?.seq;
    if already == Seq(0) {
        try_all(db, pack, &genesis, loading.sets, &origin, acts, &simulated)?;
    }
    simulated.set(opening(pack));
    let mut tx = db.write(&origin)?;
    let setup = structure(&mut tx, pack, &genesis, loading.sets, &origin).map_err(listed)?;
    let mut head = tx.commit()?;
    (loading.committed)(&head, &setup, 0, acts.len());
    let mut names = Names::default();
    for (done, act) in acts.iter().enumerate() {
        simulated.set(act.recorded);
        let mut tx = db.write(&origin)?;
        let before = tx.next();
        perform(&mut tx, act, &pack.city.document_system, loading.sets, &mut names)
            .map_err(|failure| anyhow!("{}\nthe acts before it are kept; load again to go on", problem(pack, act, &failure)))?;
        if tx.next() != before {
            head = tx.commit()?;
            (loading.committed)(&head, &act.key, done + 1, acts.len());
        }
    }
    Ok(head)
}

/// When the structure is recorded: an hour before the first act.
fn opening(pack: &Pack) -> At {
    let first = pack.acts.first().map_or(At(0), |act| act.recorded);
    At(first.0 - 3_600_000_000)
}

/// Does everything in one transaction and drops it; refuses with every problem found.
fn try_all(
    db: &Db,
    pack: &Pack,
    genesis: &Genesis,
    sets: &Sets,
    origin: &Origin,
    acts: &[DemonstrationAct],
    clock: &SimulatedClock,
) -> Result<()> {
    let mut tx = db.write(origin)?;
    structure(&mut tx, pack, genesis, sets, origin).map_err(listed)?;
    let mut names = Names::default();
    let mut problems = Vec::new();
    for act in acts {
        clock.set(act.recorded);
        if let Err(failure) = perform(&mut tx, act, &pack.city.document_system, sets, &mut names) {
            problems.push(problem(pack, act, &failure));
            if matches!(failure, Failure::Store(_)) {
                break;
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(listed(problems)) }
}

fn problem(pack: &Pack, act: &DemonstrationAct, failure: &Failure) -> Problem {
    Problem::new(act.file, Some(act.line), pack.city.tell(&failure.to_string(), Lang::En))
}

/// A refusal as problems: a template's has one for each of its lines, `line N: …`.
fn each(file: &str, line: Option<usize>, failure: &Failure) -> Vec<Problem> {
    let said = failure.to_string();
    let Failure::Refused(Refusal { code: "report.broken", en, .. }) = failure else { return vec![Problem::new(file, line, said)] };
    let one = |text: &str| {
        let at = text.trim().strip_prefix("line ").and_then(|rest| rest.split_once(": "));
        match at.and_then(|(number, what)| Some((number.parse().ok()?, what))) {
            Some((number, what)) => Problem::new(file, Some(number), what),
            None => Problem::new(file, line, text.trim()),
        }
    };
    en.lines().skip(1).map(one).collect()
}

fn listed(problems: Vec<Problem>) -> anyhow::Error {
    anyhow!("{}", in_words(&problems))
}

/// The problems of a pack, a line each.
pub(crate) fn in_words(problems: &[Problem]) -> String {
    let list: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
    format!("the pack has {} problem(s), and nothing was loaded:\n{}", problems.len(), list.join("\n"))
}

/// Runs the acts of the structure; gathers every refusal. Gives the actor that did it.
fn structure(tx: &mut Tx, pack: &Pack, genesis: &Genesis, sets: &Sets, origin: &Origin) -> Result<String, Vec<Problem>> {
    let Some(first) = pack.actors.first() else {
        return Err(vec![Problem::new("actors.csv", None, "a pack needs a first actor: the one who sets the record up")]);
    };
    let setup = first.act.0.code.clone();
    let mut load = Structure { tx, by: &setup, problems: Vec::new(), failed: false };
    load.act("pack.toml", 0, |tx, _| tx.open_record(genesis, setup.as_str()).map(|_| ()), "open");
    if !load.problems.is_empty() {
        return Err(load.problems);
    }
    load.each("actor", &pack.actors, |actor| format!("{}/{}/{}", actor.0.code, actor.1.role, actor.1.scope), {
        let mut known: Vec<Code> = Vec::new();
        move |tx, by, (actor, grant)| actor_and_grant(tx, by, actor, grant, &mut known)
    });
    if genesis.purpose == Purpose::Demonstration && !pack.accounts.is_empty() {
        // One hash for all: they share one password, which is no secret.
        let hashed =
            people::demonstration_password(origin).map_err(|refusal| vec![Problem::new("demonstration/accounts.csv", None, refusal.en)])?;
        load.each(
            "account",
            &pack.accounts,
            |account| account.login.to_string(),
            |tx, by, account| people::open_account(tx, by, account, &hashed),
        );
    }
    load.each("rule", &pack.rules, |rule| format!("{}/{}", rule.key, rule.from), bureau::set_rule);
    load.each("unit", &pack.units, |unit| unit.code.to_string(), bureau::create_unit);
    load.each("post", &pack.posts, |post| post.code.to_string(), bureau::create_post);
    load.each("duty", &pack.duties, |duty| duty.code.to_string(), bureau::add_duty);
    load.each("programme", &pack.programmes, |one| one.code.to_string(), bureau::create_programme);
    load.each("plan", &pack.plans, |plan| plan.code.to_string(), bureau::draft_plan);
    load.each("task", &pack.tasks, |task| task.code.to_string(), bureau::add_task);
    load.each("indicator", &pack.indicators, |one| one.code.to_string(), bureau::add_indicator);
    load.each("charge", &pack.charges, |one| format!("{}/{}", one.subject, one.day), bureau::charge);
    load.each("acting", &pack.acting, acting_key, |tx, by, acting| match acting {
        Some(acting) => bureau::act_for(tx, by, acting),
        None => Ok(()),
    });
    load.each("line", &pack.lines, |line| line.line.to_string(), ledger::open_line);
    let day = pack.lines.iter().map(|line| line.act.from).max().or_else(|| pack.units.iter().map(|unit| unit.act.from).max());
    let day = day.unwrap_or_else(|| load.tx.today());
    load.definitions(pack, sets, day);
    if load.problems.is_empty() { Ok(setup.to_string()) } else { Err(load.problems) }
}

fn acting_key(acting: &Option<bureau::NewActing>) -> String {
    acting.as_ref().map_or_else(String::new, |acting| format!("{}/{}", acting.post, acting.day))
}

/// The first row of the first actor sets the record up; each later row grants a role, and registers an actor seen for the first time.
fn actor_and_grant(
    tx: &mut Tx,
    by: &By<'_>,
    actor: &people::NewActor,
    grant: &people::NewGrant,
    known: &mut Vec<Code>,
) -> Result<(), Failure> {
    let key = format!("{}/grant", by.key);
    if known.is_empty() {
        known.push(actor.code.clone());
        return people::set_up(tx, by, actor);
    }
    if !known.contains(&actor.code) {
        known.push(actor.code.clone());
        people::register(tx, by, actor)?;
    }
    people::grant(tx, &By { key: &key, ..*by }, grant, &[])
}

struct Structure<'s, 'a> {
    tx: &'s mut Tx<'a>,
    by: &'s Code,
    problems: Vec<Problem>,
    failed: bool,
}

impl Structure<'_, '_> {
    fn act(&mut self, file: &str, line: usize, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<(), Failure>, key: &str) {
        if self.failed {
            return;
        }
        let key = format!("pack/{key}");
        let by = By { actor: self.by, key: &key, document: None };
        if let Err(failure) = run(self.tx, &by) {
            // Storage that failed once fails for every row after it.
            self.failed = matches!(failure, Failure::Store(_));
            let line = if line == 0 { None } else { Some(line) };
            self.problems.extend(each(file, line, &failure));
        }
    }

    fn each<T>(
        &mut self,
        kind: &str,
        all: &[Placed<T>],
        name: impl Fn(&T) -> String,
        mut run: impl FnMut(&mut Tx, &By<'_>, &T) -> Result<(), Failure>,
    ) {
        for placed in all {
            let key = format!("{kind}/{}", name(&placed.act));
            self.act(placed.file, placed.line, |tx, by| run(tx, by, &placed.act), &key);
        }
    }

    /// Definitions come after the rows they are about; templates after the definitions. Each says all that is wrong with it.
    fn definitions(&mut self, pack: &Pack, sets: &Sets, day: Day) {
        for figure in &pack.figures {
            let problems = report::check_figure(&figure.act, sets, &pack.city);
            let key = format!("figure/{}", figure.act.key);
            if self.are_none(figure, problems.into_iter().map(|what| format!("`{}`: {what}", figure.act.key))) {
                self.act(figure.file, figure.line, |tx, by| report::define_figure(tx, by, sets, &figure.act, day), &key);
            }
        }
        self.together(sets, day);
        for fact in &pack.facts {
            let problems = report::check_fact(&fact.act);
            let key = format!("fact/{}", fact.act.key);
            if self.are_none(fact, problems.into_iter().map(|what| format!("`{}`: {what}", fact.act.key))) {
                self.act(fact.file, fact.line, |tx, by| report::define_fact(tx, by, &fact.act, day), &key);
            }
        }
        // A template is right or wrong about definitions that are right.
        let sound = self.problems.is_empty();
        for (file, template) in pack.templates.iter().filter(|_| sound) {
            let key = format!("template/{}/{}", template.name, template.lang);
            self.act(file, 0, |tx, by| report::save_template(tx, by, sets, template, day), &key);
        }
    }

    fn are_none<T>(&mut self, placed: &Placed<T>, problems: impl Iterator<Item = String>) -> bool {
        let before = self.problems.len();
        self.problems.extend(problems.map(|what| Problem::new(placed.file, Some(placed.line), what)));
        self.problems.len() == before
    }

    /// Definitions are looked at together once all are in: parts that are not there, circles, two for one key.
    fn together(&mut self, sets: &Sets, day: Day) {
        let found = self.tx.head().map_err(Failure::from).and_then(|head| report::check_definitions(self.tx, sets, head.seq, day));
        match found {
            Ok(found) => self.problems.extend(found.into_iter().map(|what| Problem::new("figures.toml", None, what))),
            Err(failure) => self.problems.push(Problem::new("figures.toml", None, failure.to_string())),
        }
    }
}

/// Ledger entries by the keys of the rows that made them.
#[derive(Default)]
struct Names(BTreeMap<String, EntryId>);

impl Names {
    fn find(&self, key: &str) -> Result<EntryId, Failure> {
        self.0.get(key).cloned().ok_or_else(|| {
            kernel::Refusal::new(
                "pack.no-such-row",
                format!("‘{key}’이라는 키의 행이 이보다 앞에 없습니다."),
                format!("no row before this one has the key `{key}`"),
            )
            .into()
        })
    }
}

fn perform(tx: &mut Tx, act: &DemonstrationAct, system: &str, sets: &Sets, names: &mut Names) -> Result<(), Failure> {
    let document =
        act.document.as_ref().map(|number| Document { system: system.to_owned(), number: number.clone(), day: act.document_day });
    let by = &By { actor: &act.actor, key: &act.key, document: document.as_ref() };
    let entry = match &act.what {
        What::Appoint(new) => return bureau::appoint(tx, by, new),
        What::Vacate(old) => return bureau::vacate(tx, by, old),
        What::Plan(new) => return bureau::plan_milestone(tx, by, new),
        What::Step(new) => return bureau::step_milestone(tx, by, new),
        What::Bureau(act) => return act.perform(tx, by),
        What::StateFact(new) => return report::state_fact(tx, by, new),
        What::StateFigure(new) => return report::state_figure(tx, by, sets, new),
        What::Issued(act) => return super::issued::perform(tx, by, sets, act),
        What::Compile(new) => return compilation::perform(tx, by, sets, new),
        What::OpenYear(new) => return ledger::open_year(tx, by, new),
        What::PlanSpending(new) => return ledger::plan_spending(tx, by, new),
        What::CloseMonth(new) => return ledger::close_month(tx, by, new),
        What::Reopen(new) => return ledger::reopen(tx, by, new),
        What::CloseYear { fiscal_year, carries, note } => {
            let carries = carries
                .iter()
                .map(|(source, amount, kind)| {
                    let from = match source {
                        Source::Commitment(key) => ledger::CarriedFrom::Commitment(names.find(key)?),
                        Source::Line(line) => ledger::CarriedFrom::Line(line.clone()),
                    };
                    Ok(ledger::Carry { from, amount: *amount, kind: *kind })
                })
                .collect::<Result<_, Failure>>()?;
            return ledger::close_year(tx, by, &ledger::CloseYear { fiscal_year: *fiscal_year, carries, note: note.clone() });
        }
        What::Appropriate(new) => ledger::appropriate(tx, by, new),
        What::Supplement(new) => ledger::supplement(tx, by, new),
        What::Transfer(new) => ledger::transfer(tx, by, new),
        What::Commit(new) => ledger::commit_funds(tx, by, new),
        What::Release { commitment, amount, day, note } => {
            let commitment = names.find(commitment)?;
            ledger::release(tx, by, &ledger::Release { commitment, amount: *amount, day: *day, note: note.clone() })
        }
        What::Disburse { commitment, amount, day, note } => {
            let commitment = names.find(commitment)?;
            ledger::disburse(tx, by, &ledger::Disburse { commitment, amount: *amount, day: *day, note: note.clone() })
        }
        What::Return { commitment, amount, day, note } => {
            let commitment = names.find(commitment)?;
            ledger::return_funds(tx, by, &ledger::Disburse { commitment, amount: *amount, day: *day, note: note.clone() })
        }
        What::Correct { entry, amount, note } => {
            let entry = names.find(entry)?;
            ledger::correct(tx, by, &ledger::Correct { entry, amount: *amount, note: note.clone() })
        }
    }?;
    names.0.insert(act.key.clone(), entry);
    Ok(())
}
