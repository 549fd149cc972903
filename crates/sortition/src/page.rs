//! report.html: the lottery on one page, Korean first, then English; no script.

use std::fmt::Write as _;

use askama::Template;
use kernel::Lang;
use num_traits::Zero as _;

use crate::lottery::{Lottery, Method};
use crate::numbers::Numbered;
use crate::problem::What;
use crate::proof;
use crate::quotas::Quotas;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    articles: Vec<Article>,
    chart: Chart,
}

struct Article {
    lang: Lang,
    headline: String,
    answer: String,
    warnings: Vec<String>,
    chart_alt: String,
    features: Vec<FeaturePart>,
    prices: Vec<String>,
    numbered: String,
    proof: String,
}

struct FeaturePart {
    name: String,
    lines: Vec<Line>,
}

struct Line {
    value: String,
    people: usize,
    quota: String,
    seats: String,
    least: String,
    mean: String,
    most: String,
    bar: String,
}

struct Chart {
    path: String,
    even: String,
    top: String,
}

fn percent(chance: f64) -> String {
    format!("{:.2}%", 100.0 * chance)
}

/// The page of a lottery, with its numbered panels if there are any.
pub fn report_html(lottery: &Lottery, quotas: &Quotas, numbered: Option<&Numbered>) -> String {
    let groups: Vec<(usize, f64)> =
        lottery.problem.types.iter().map(|of| of.people.len()).zip(lottery.chances.iter().map(proof::float)).collect();
    let articles = [Lang::Ko, Lang::En].map(|lang| article(lang, lottery, quotas, numbered, &groups));
    let page = Page { articles: articles.into(), chart: chart(&groups, lottery.problem.size) };
    // Writing into a string cannot fail.
    page.render().unwrap_or_default()
}

fn article(lang: Lang, lottery: &Lottery, quotas: &Quotas, numbered: Option<&Numbered>, groups: &[(usize, f64)]) -> Article {
    let people: usize = groups.iter().map(|(people, _)| people).sum();
    let size = lottery.problem.size;
    let (least, bound) = (proof::float(&lottery.minimum()), lottery.dual_bound());
    let most = groups.iter().map(|(_, chance)| *chance).fold(0.0, f64::max);
    let kinds = groups.len();
    let exact = if bound.denom().bits() <= 20 { format!(" = {bound}") } else { String::new() };
    let (least_shown, most_shown) = (percent(least), percent(most));
    let answer = match lottery.method {
        Method::Leximin => lang.pick(
            format!("가장 낮은 확률은 {least_shown}{exact}, 가장 높은 확률은 {most_shown}입니다. 할당을 지키는 어떤 추첨도 더 낮은 사람의 확률을 낮추지 않고는 누구의 확률도 이보다 고르게 할 수 없습니다(LEXIMIN)."),
            format!("The least chance is {least_shown}{exact}, the greatest {most_shown}. No lottery within the quotas raises anybody's chance without lowering that of somebody who has no more (LEXIMIN)."),
        ),
        Method::Nash => lang.pick(
            format!("가장 낮은 확률은 {least_shown}, 가장 높은 확률은 {most_shown}입니다. 할당을 지키는 어떤 추첨도 모든 확률의 곱을 더 크게 할 수 없습니다(Nash)."),
            format!("The least chance is {least_shown}, the greatest {most_shown}. No lottery within the quotas has a greater product of all chances (Nash)."),
        ),
        Method::Goldilocks => lang.pick(
            format!("가장 낮은 확률은 {least_shown}, 가장 높은 확률은 {most_shown}입니다. 할당을 지키는 어떤 추첨도 두 끝을 함께 볼 때 고른 확률에 더 가깝지 않습니다(Goldilocks: 고른 확률의 몇 배가 가장 높고 몇 분의 일이 가장 낮은지, 그 합이 가장 작음)."),
            format!("The least chance is {least_shown}, the greatest {most_shown}. No lottery within the quotas keeps both ends closer to an even chance (Goldilocks: how many times it the greatest is, plus how many times the least goes into it)."),
        ),
        Method::Legacy => lang.pick(
            format!("비교용 LEGACY 방식: 가장 낮은 확률은 {least_shown}, 가장 높은 확률은 {most_shown}입니다. 더 공정한 추첨에서는 가장 낮은 확률이 {}까지 높아집니다.", percent(proof::float(&bound))),
            format!("LEGACY, for comparison: the least chance is {least_shown}, the greatest {most_shown}. A fairer lottery raises the least to {}.", percent(proof::float(&bound))),
        ),
        Method::Maximin => lang.pick(
            format!("가장 낮은 확률은 {least_shown}{exact}, 가장 높은 확률은 {most_shown}입니다. 할당을 지키는 어떤 추첨도 가장 낮은 확률을 더 높일 수 없습니다(maximin)."),
            format!("The least chance is {least_shown}{exact}, the greatest {most_shown}. No lottery within the quotas has a greater least chance (maximin)."),
        ),
    };
    Article {
        lang,
        headline: lang.pick(
            format!("신청자 {people}명({kinds}개 유형) 가운데 {size}명"),
            format!("{size} people from a pool of {people} ({kinds} types)"),
        ),
        answer,
        warnings: warnings(lang, lottery, quotas),
        chart_alt: lang.pick(
            format!("확률은 {least_shown}에서 {most_shown}까지입니다."),
            format!("Chances run from {least_shown} to {most_shown}."),
        ),
        features: features(lottery, quotas, groups, most),
        prices: prices(lang, lottery, quotas),
        numbered: numbered.map_or_else(String::new, |numbered| {
            let (count, moved, least) = (numbered.panels.len(), percent(proof::float(&numbered.moved)), percent(proof::float(&numbered.minimum)));
            lang.pick(
                format!("똑같은 확률로 뽑히는 참여단 {count}개에 번호를 붙였습니다(lottery.csv). 누구의 확률도 위의 것에서 {moved}포인트 넘게 달라지지 않고, 가장 낮은 확률은 {least}입니다."),
                format!("{count} panels are numbered, each equally likely (lottery.csv). Nobody's chance moves by more than {moved} (points) from the above; the least is {least}."),
            )
        }),
        proof: proof_words(lang, lottery),
    }
}

/// The quotas that hold the least chance down, dearest first.
fn prices(lang: Lang, lottery: &Lottery, quotas: &Quotas) -> Vec<String> {
    let line = |(row, upper, price): (usize, bool, num_rational::BigRational)| {
        let What::Quota(feature, value) = lottery.problem.rows.get(row)?.what else { return None };
        let feature = quotas.features.get(feature)?;
        let quota = feature.quotas.get(value)?;
        let (name, value, price) = (&feature.name, &quota.value, format!("{:.3}", 100.0 * proof::float(&price)));
        Some(if upper {
            let max = quota.max;
            lang.pick(
                format!("{name} ‘{value}’의 최대 {max}명: 한 명 늘리면 가장 낮은 확률이 {price}%포인트까지 오릅니다."),
                format!("{name} `{value}`, at most {max}: one more would raise the least chance by up to {price} points."),
            )
        } else {
            let min = quota.min;
            lang.pick(
                format!("{name} ‘{value}’의 최소 {min}명: 한 명 줄이면 가장 낮은 확률이 {price}%포인트까지 오릅니다."),
                format!("{name} `{value}`, at least {min}: one fewer would raise the least chance by up to {price} points."),
            )
        })
    };
    lottery.prices().into_iter().filter_map(line).collect()
}

fn proof_words(lang: Lang, lottery: &Lottery) -> String {
    let (stages, panels, gap) = (lottery.stages.len(), lottery.panels.len(), lottery.gap());
    let basis = if lottery.proved() {
        lang.pick(
            "한계는 할당에 정수를 곱해 더한 것만으로 증명됩니다(부동소수점을 믿지 않습니다).",
            "The bounds are proved by whole-number multiples of the quotas alone; no floating point is trusted.",
        )
    } else {
        lang.pick("한계의 일부는 풀이기의 말에 기댑니다(solver-only).", "Part of the bounds rests on the solver's word (solver-only).")
    };
    lang.pick(
        format!("참여단 {panels}개의 혼합, {stages}개 단계, 증명된 한계와의 차이 {gap:.1e}. {basis}"),
        format!("A mixture of {panels} panels, {stages} stages, {gap:.1e} from the proved bounds. {basis}"),
    )
}

fn warnings(lang: Lang, lottery: &Lottery, quotas: &Quotas) -> Vec<String> {
    let mut warnings = Vec::new();
    if lottery.stopped {
        warnings.push(lang.pick(
            "중간에 멈춘 결과입니다. 할당은 지키지만 가장 공정한 추첨이 아닙니다.".to_owned(),
            "This was stopped before its end: the quotas hold, but it is not the fairest lottery.".to_owned(),
        ));
    }
    let outside: usize = lottery.in_no_panel().filter_map(|at| lottery.problem.types.get(at)).map(|of| of.people.len()).sum();
    if outside > 0 {
        warnings.push(lang.pick(
            format!("{outside}명은 할당을 지키는 어떤 참여단에도 들어갈 수 없어 확률이 0입니다(probabilities.csv)."),
            format!("{outside} fit no panel within the quotas: their chance is 0 (probabilities.csv)."),
        ));
    }
    for (at, sides) in &lottery.shut_out {
        let Some(of) = lottery.problem.types.get(*at) else { continue };
        let values = of.kind.values.iter().zip(&quotas.features);
        let values: Vec<&str> = values.filter_map(|(value, of)| of.quotas.get(*value)).map(|quota| quota.value.as_str()).collect();
        let (who, people, because) = (values.join(" / "), of.people.len(), crate::conflict::said(sides, quotas, lang));
        warnings.push(if sides.is_empty() {
            lang.pick(
                format!("{who}({people}명): 인원과 가구 규칙 때문입니다."),
                format!("{who} ({people}): because of size and households."),
            )
        } else {
            lang.pick(format!("{who}({people}명): 할당 때문입니다 – {because}."), format!("{who} ({people}): because of {because}."))
        });
    }
    warnings
}

fn features(lottery: &Lottery, quotas: &Quotas, groups: &[(usize, f64)], most: f64) -> Vec<FeaturePart> {
    let line = |feature: usize, value: usize, quota: &crate::quotas::Quota| {
        let of = lottery.problem.types.iter().zip(groups).filter(|(of, _)| of.kind.values.get(feature) == Some(&value));
        let of: Vec<(usize, f64)> = of.map(|(_, group)| *group).collect();
        let people: usize = of.iter().map(|(people, _)| people).sum();
        let seats = of.iter().fold(0.0, |seats, (people, chance)| seats + *people as f64 * chance);
        let mean = if people == 0 { 0.0 } else { seats / people as f64 };
        let shown = |chance: Option<f64>| chance.filter(|_| people > 0).map_or_else(|| "–".to_owned(), percent);
        Line {
            value: quota.value.clone(),
            people,
            quota: if quota.min == quota.max { quota.min.to_string() } else { format!("{}–{}", quota.min, quota.max) },
            seats: format!("{seats:.1}"),
            least: shown(of.iter().map(|(_, chance)| *chance).min_by(f64::total_cmp)),
            mean: shown(Some(mean)),
            most: shown(of.iter().map(|(_, chance)| *chance).max_by(f64::total_cmp)),
            bar: format!("{:.1}", if most > 0.0 { 100.0 * mean / most } else { 0.0 }),
        }
    };
    let part = |(at, feature): (usize, &crate::quotas::Feature)| FeaturePart {
        name: feature.name.clone(),
        lines: feature.quotas.iter().enumerate().map(|(value, quota)| line(at, value, quota)).collect(),
    };
    quotas.features.iter().enumerate().map(part).collect()
}

/// People from left to right by their chance, as steps.
fn chart(groups: &[(usize, f64)], size: u32) -> Chart {
    let mut sorted = groups.to_vec();
    sorted.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let people: usize = sorted.iter().map(|(people, _)| people).sum();
    let top = sorted.last().map_or(1.0, |(_, chance)| *chance).max(1e-9);
    let y = |chance: f64| 220.0 - 200.0 * chance / top;
    let mut path = String::new();
    let mut before = 0;
    let mut last = None;
    for (count, chance) in sorted {
        let x = 60.0 + 730.0 * before as f64 / people.max(1) as f64;
        if last.is_none_or(|last: f64| (last - chance).abs() > 1e-6 * top) {
            let _ = if last.is_none() { write!(path, "M60 {:.1}", y(chance)) } else { write!(path, "H{x:.1}V{:.1}", y(chance)) };
            last = Some(chance);
        }
        before += count;
    }
    path.push_str("H790");
    Chart { path, even: format!("{:.1}", y(f64::from(size) / people.max(1) as f64).max(5.0)), top: percent(top) }
}

/// probabilities.csv: `id,probability`, everybody in the pool in its order; 1 for people chosen before, 0 for people who cannot be drawn.
pub fn probabilities_csv(lottery: &Lottery, pool: &crate::pool::Pool, chosen: &[usize]) -> String {
    let chances = people_chances(lottery, pool, chosen);
    let mut csv = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = csv.write_record(["id", "probability"]);
    for (person, chance) in pool.people.iter().zip(chances) {
        let shown = if chance.is_zero() { "0".to_owned() } else { format!("{chance:.17}") };
        let _ = csv.write_record([person.id.as_str(), &shown]);
    }
    csv.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The chance of everybody in the pool.
fn people_chances(lottery: &Lottery, pool: &crate::pool::Pool, chosen: &[usize]) -> Vec<f64> {
    let mut chances = vec![0.0; pool.people.len()];
    let of_types = lottery.problem.types.iter().zip(&lottery.chances);
    let drawn = of_types.flat_map(|(of, chance)| of.people.iter().map(move |at| (*at, proof::float(chance))));
    for (at, chance) in drawn.chain(chosen.iter().map(|at| (*at, 1.0))) {
        if let Some(slot) = chances.get_mut(at) {
            *slot = chance;
        }
    }
    chances
}
