//! `madang panel select`: everything is read and solved before anything is written.

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use indicatif::ProgressBar;
use kernel::{Lang, Refusal};
use sortition::{Certificate, Columns, Given, Lottery, Method, Numbered, Opening, Pool, Problem, Progress, Quotas, Type, Watch};

use super::options::Select;
use super::{table, write};

pub(crate) fn run(options: &Select) -> Result<ExitCode> {
    let quotas = Quotas::read(&table(&options.quotas)?)?;
    let columns = Columns { id: options.id.as_deref(), household: options.household.as_deref() };
    let pool = Pool::read(&table(&options.pool)?, &quotas, columns)?;
    let given = Given { chosen: pool.places(&options.chosen)?, left_out: pool.places(&options.without)? };
    let problem = Problem::new(&pool, &quotas, options.size, &given)?;
    let start = Instant::now();
    let lottery = solve(&problem, &quotas, options)?;
    let mut certificate = sortition::certificate(&lottery, &quotas, given.chosen.len(), start.elapsed().as_secs_f64());
    if certificate.gap > sortition::GAP && lottery.must_be_fair() {
        return Err(imprecise(certificate.gap).into());
    }
    let numbered =
        (options.lottery > 0).then(|| sortition::numbered(&lottery, &pool, &given.chosen, options.lottery, options.seed)).transpose()?;
    let names = sortition::pseudonyms(&lottery.problem, &pool, options.seed);
    let secret = secret();
    let openings: Vec<Opening> = pool.people.iter().zip(&names).map(|(person, name)| Opening::new(&person.id, name, &secret)).collect();
    let commitments = sortition::commitments_csv(&openings);
    if numbered.is_some() {
        certificate.commitments = sortition::sha256(commitments.as_bytes());
    }
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    let out = &options.out;
    write(out, "probabilities.csv", &sortition::probabilities_csv(&lottery, &pool, &given.chosen))?;
    write(out, "panels.csv", &sortition::panels_csv(&lottery))?;
    write(out, "types.csv", &types_csv(&lottery.problem.types, &quotas)?)?;
    write(out, "certificate.json", &(serde_json::to_string_pretty(&certificate)? + "\n"))?;
    write(out, "report.html", &sortition::report_html(&lottery, &quotas, numbered.as_ref()))?;
    if let Some(numbered) = &numbered {
        write(out, "lottery.csv", &sortition::lottery_csv(numbered, &names))?;
        write(out, "commitments.csv", &commitments)?;
        write(out, "people-private.csv", &people_csv(&openings, numbered)?)?;
    }
    super::super::print(&summary(&lottery, &certificate, (&pool, &quotas), numbered.as_ref(), &options.out.display().to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// The lottery; where no panel exists, why, and what would help.
fn solve(problem: &Problem, quotas: &Quotas, options: &Select) -> Result<Lottery> {
    match watched(|watch| sortition::lottery(problem, options.method.into(), watch)) {
        Err(refusal) if refusal.code == sortition::INFEASIBLE => match sortition::conflict(problem, quotas)? {
            Some(conflict) => Err(conflict.refusal(quotas).into()),
            None => Err(refusal.into()),
        },
        solved => Ok(solved?),
    }
}

/// Solves with the bound shown as it closes; Ctrl-C ends with the best so far.
pub(super) fn watched<T>(solve: impl FnOnce(Watch<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let stop = interrupted();
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    let mut watch = |progress: &Progress| {
        bar.set_message(format!(
            "round {}: nobody can have more than {:.6} at least; {} panels, {:.2e} still missing",
            progress.round, progress.bound, progress.panels, progress.missing
        ));
        !stop.load(Ordering::Relaxed)
    };
    let solved = solve(&mut watch);
    bar.finish_and_clear();
    solved
}

pub(super) fn imprecise(gap: f64) -> Refusal {
    let most = sortition::GAP;
    Refusal::new(
        "sortition.gap",
        format!("풀이기의 답이 증명된 한계에서 {gap:.1e}만큼 떨어져 있어(허용 {most:.0e}) 결과를 내지 않습니다."),
        format!("the solver's answer is {gap:.1e} from the proved bound (allowed: {most:.0e}): no result is given"),
    )
}

/// Becomes true when somebody presses Ctrl-C; the lottery then ends with the best so far.
fn interrupted() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let pressed = Arc::clone(&stop);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Ok(runtime) = runtime
            && runtime.block_on(tokio::signal::ctrl_c()).is_ok()
        {
            pressed.store(true, Ordering::Relaxed);
        }
    });
    stop
}

pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// types.csv: the type's number, its people, a column for each feature; and the make of its households where they are shared.
fn types_csv(types: &[Type], quotas: &Quotas) -> Result<String> {
    let mut makes: BTreeMap<&Vec<Vec<usize>>, usize> = BTreeMap::new();
    let names = quotas.features.iter().map(|feature| feature.name.clone());
    let mut rows = vec![["type".to_owned(), "people".to_owned()].into_iter().chain(names).chain(["household".to_owned()]).collect()];
    for (at, of) in types.iter().enumerate() {
        let next = makes.len() + 1;
        let make = *makes.entry(&of.kind.household).or_insert(next);
        let values = of.kind.values.iter().zip(&quotas.features);
        let values = values.map(|(value, feature)| feature.quotas.get(*value).map(|quota| quota.value.clone()).unwrap_or_default());
        let household = if of.kind.household.is_empty() { String::new() } else { format!("h{make}") };
        rows.push([(at + 1).to_string(), of.people.len().to_string()].into_iter().chain(values).chain([household]).collect());
    }
    csv(rows)
}

/// people-private.csv: who stands behind a pseudonym, and what opens their commitment; never published.
fn people_csv(openings: &[Opening], numbered: &Numbered) -> Result<String> {
    let people = openings.iter().zip(&numbered.times);
    let lines = people.map(|(one, times)| vec![one.id.clone(), one.pseudonym.clone(), times.to_string(), one.salt.clone()]);
    csv([["id", "pseudonym", "panels", "salt"].map(str::to_owned).to_vec()].into_iter().chain(lines))
}

/// What nobody can guess: salts come from it. It is written nowhere.
#[expect(clippy::disallowed_methods, reason = "what nobody can guess comes from the system; no figure depends on it")]
fn secret() -> [u8; 32] {
    let mut secret = [0; 32];
    for (half, random) in secret.chunks_exact_mut(16).zip([uuid::Uuid::new_v4(), uuid::Uuid::new_v4()]) {
        half.copy_from_slice(random.as_bytes());
    }
    secret
}

fn summary(
    lottery: &Lottery,
    certificate: &Certificate,
    (pool, quotas): (&Pool, &Quotas),
    numbered: Option<&Numbered>,
    out: &str,
) -> String {
    let (people, types, stages) = (pool.people.len(), certificate.types, certificate.stages);
    let exact = match &certificate.dual_bound_exact {
        fraction if lottery.method.raises_the_least() && fraction.len() <= 24 => format!(" = {fraction}"),
        _ => String::new(),
    };
    let mut text = format!(
        "{people} people of {types} types, {} in the panel; minimum {:.10}; {} {:.10}, bound {:.10}{exact}, gap {:.1e}, {}; {stages} stages, {} panels, {:.1} s\n",
        certificate.size,
        certificate.minimum,
        match lottery.method {
            Method::Nash => "geometric mean",
            Method::Goldilocks => "evenness",
            _ => "objective",
        },
        certificate.objective,
        certificate.dual_bound,
        certificate.gap,
        if certificate.proved { "proved" } else { "solver-only" },
        lottery.panels.len(),
        certificate.seconds,
    );
    if certificate.stopped {
        text.push_str("중간에 멈춤: 지금까지 가장 나은 추첨입니다.\nstopped: this is the best lottery so far, not the fairest\n");
    }
    let outside: Vec<&str> = lottery
        .in_no_panel()
        .filter_map(|at| lottery.problem.types.get(at))
        .flat_map(|of| of.people.iter().filter_map(|at| pool.people.get(*at)))
        .map(|person| person.id.as_str())
        .collect();
    if !outside.is_empty() {
        let (count, shown) = (outside.len(), outside.iter().take(10).copied().collect::<Vec<_>>().join(", "));
        text.push_str(&format!(
            "어떤 참여단에도 들어갈 수 없는 사람 {count}명(확률 0): {shown}\nfit no panel ({count}, probability 0): {shown}\n"
        ));
    }
    for (at, sides) in &lottery.shut_out {
        let people = lottery.problem.types.get(*at).into_iter().flat_map(|of| &of.people).filter_map(|at| pool.people.get(*at));
        let people = people.map(|person| person.id.as_str()).take(10).collect::<Vec<_>>().join(", ");
        let [ko, en] = [Lang::Ko, Lang::En].map(|lang| sortition::said(sides, quotas, lang));
        text.push_str(&format!("  {people}: {ko}\n  {people}: {en}\n"));
    }
    if let Some(numbered) = numbered {
        let [moved, minimum] = [&numbered.moved, &numbered.minimum].map(sortition::float);
        text.push_str(&format!(
            "{} numbered panels: minimum {minimum:.6}, nobody's chance moves by more than {moved:.6}\n",
            numbered.panels.len()
        ));
    }
    text + &format!(
        "wrote probabilities.csv, panels.csv, types.csv, certificate.json, report.html{} into {out}\n",
        if numbered.is_some() { ", lottery.csv, commitments.csv, people-private.csv" } else { "" }
    )
}
