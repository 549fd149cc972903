//! tables.csv, and tables.html: what an organiser prints and hangs up; no script.

use askama::Template;
use kernel::Lang;

use crate::tables::measures::members;
use crate::tables::{Attribute, Seating};

#[derive(Template)]
#[template(path = "tables.html")]
struct Page {
    lang: Lang,
    headline: String,
    answers: Vec<String>,
    rounds: Vec<RoundPart>,
    own: Vec<Own>,
    facilitators: Vec<Own>,
    mixed: Vec<Mixed>,
    seed: u64,
}

struct RoundPart {
    number: usize,
    tables: Vec<TablePart>,
}

struct TablePart {
    number: usize,
    facilitator: Option<String>,
    people: Vec<String>,
    mix: Vec<String>,
}

/// Somebody's own way through the rounds.
struct Own {
    name: String,
    tables: Vec<String>,
}

/// How an attribute is spread.
struct Mixed {
    name: String,
    lines: Vec<MixedLine>,
}

struct MixedLine {
    value: String,
    people: usize,
    share: String,
    least: usize,
    most: usize,
}

/// tables.csv: `round,table,id`, and `facilitator` where there are any; rounds and tables from 1.
pub fn tables_csv(seating: &Seating) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["round", "table", "id"];
    if !seating.facilitators.is_empty() {
        head.push("facilitator");
    }
    // Writing into memory cannot fail.
    let _ = csv.write_record(head);
    for round in rounds(seating) {
        for table in round.tables {
            for id in table.people {
                let cells = [Some(round.number.to_string()), Some(table.number.to_string()), Some(id), table.facilitator.clone()];
                let _ = csv.write_record(cells.into_iter().flatten());
            }
        }
    }
    csv.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The page of a seating in one language.
pub fn tables_html(seating: &Seating, lang: Lang) -> String {
    let measures = &seating.measures;
    let (people, tables, count) = (measures.people, measures.tables, measures.rounds);
    let (least, most) = (seating.sizes.iter().min().copied().unwrap_or(0), seating.sizes.iter().max().copied().unwrap_or(0));
    let seats = if least == most { least.to_string() } else { format!("{least}–{most}") };
    let own = |(person, id): (usize, &String)| Own {
        name: id.clone(),
        tables: seating.rounds.iter().map(|round| round.get(person).map_or_else(String::new, |table| (table + 1).to_string())).collect(),
    };
    let facilitator = |(at, name): (usize, &String)| Own {
        name: name.clone(),
        tables: seating
            .facilitated
            .iter()
            .map(|round| round.iter().position(|of| *of == at).map_or_else(|| "–".to_owned(), |table| (table + 1).to_string()))
            .collect(),
    };
    let page = Page {
        lang,
        headline: lang.pick(
            format!("{people}명, 테이블 {tables}개({seats}석), {count}회차"),
            format!(
                "{people} people, {tables} tables of {seats}, {}",
                if count == 1 { "1 round".to_owned() } else { format!("{count} rounds") }
            ),
        ),
        answers: answers(seating, lang),
        rounds: rounds(seating).into_iter().map(|round| in_words(round, lang)).collect(),
        own: seating.people.ids.iter().enumerate().map(own).collect(),
        facilitators: seating.facilitators.iter().enumerate().map(facilitator).collect(),
        mixed: seating.people.attributes.iter().map(|attribute| mixed(seating, attribute, lang)).collect(),
        seed: seating.seed,
    };
    // Writing into a string cannot fail.
    page.render().unwrap_or_default()
}

/// What the organiser asks first: whom people meet, how mixed tables are, whether wishes hold.
fn answers(seating: &Seating, lang: Lang) -> Vec<String> {
    let of = &seating.measures;
    let (met, bound, mean, fewest) = (of.distinct_pairs, of.distinct_pairs_bound, format!("{:.1}", of.mean_met), of.fewest_met);
    let mut answers = vec![lang.pick(
        format!("한 사람이 평균 {mean}명, 적어도 {fewest}명의 다른 사람을 만납니다. 서로 만나는 짝은 {met}쌍이고, 어떤 배치도 {bound}쌍을 넘을 수 없습니다."),
        format!("Everybody meets {mean} different people on average and at least {fewest}. {met} pairs meet; no seating can have more than {bound}."),
    )];
    if !seating.people.attributes.is_empty() {
        let (cells, outside, largest) = (of.cells, of.cells_outside, format!("{:.1}", of.largest_deviation));
        answers.push(if outside == 0 {
            lang.pick(
                format!("모든 테이블의 구성이 전체의 몫과 한 사람 안에서 맞습니다(가장 큰 차이 {largest}명)."),
                format!("Every table is within one person of the panel's own make-up (largest difference {largest})."),
            )
        } else {
            lang.pick(
                format!("칸(회차·테이블·값) {cells}개 가운데 {outside}개가 전체의 몫에서 한 사람 넘게 벗어납니다(가장 큰 차이 {largest}명). 더 고르게 하는 배치를 찾지 못했습니다."),
                format!("Of {cells} cells (round, table, value) {outside} lie beyond the panel's make-up rounded up or down (largest difference {largest}); no better seating was found."),
            )
        });
    }
    if of.pairs_apart > 0 {
        answers.push(lang.pick(
            format!("떨어져 앉기로 한 {}쌍은 모든 회차에 떨어져 앉습니다.", of.pairs_apart),
            format!("The {} pairs who shall sit apart do so in every round.", of.pairs_apart),
        ));
    }
    if of.facilitators > 0 {
        let (again, same) = (of.facilitated_again, of.same_table_again);
        answers.push(lang.pick(
            format!("진행자는 회차마다 테이블을 옮깁니다. 맡았던 사람을 다시 맡는 일 {again}번, 앉았던 테이블에 다시 앉는 일 {same}번."),
            format!("Facilitators move on in every round: {again} times somebody is met again, {same} times a table comes again."),
        ));
    }
    answers
}

fn rounds(seating: &Seating) -> Vec<RoundPart> {
    let id = |person: &usize| seating.people.ids.get(*person).cloned();
    let part = |(round, seats): (usize, &Vec<usize>)| {
        let table = |(table, people): (usize, Vec<usize>)| TablePart {
            number: table + 1,
            facilitator: seating.facilitated.get(round).and_then(|of| seating.facilitators.get(*of.get(table)?)).cloned(),
            people: people.iter().filter_map(id).collect(),
            mix: seating.people.attributes.iter().map(|attribute| mix(attribute, &people)).collect(),
        };
        RoundPart { number: round + 1, tables: members(seats, seating.sizes.len()).into_iter().enumerate().map(table).collect() }
    };
    seating.rounds.iter().enumerate().map(part).collect()
}

/// A table's own counts, such as `여 3 · 남 2`.
fn mix(attribute: &Attribute, people: &[usize]) -> String {
    let held = |value: usize| people.iter().filter(|person| attribute.of.get(**person) == Some(&value)).count();
    let counts = attribute.values.iter().enumerate().map(|(value, name)| (name, held(value))).filter(|(_, held)| *held > 0);
    counts.map(|(name, held)| format!("{name}\u{a0}{held}")).collect::<Vec<_>>().join(" · ")
}

fn in_words(mut round: RoundPart, lang: Lang) -> RoundPart {
    for table in &mut round.tables {
        table.facilitator = table.facilitator.as_ref().map(|name| lang.pick(format!("진행 {name}"), format!("with {name}")));
    }
    round
}

fn mixed(seating: &Seating, attribute: &Attribute, lang: Lang) -> Mixed {
    let people = seating.people.ids.len().max(1);
    let line = |(value, total): (usize, usize)| {
        let held: Vec<usize> = seating
            .rounds
            .iter()
            .flat_map(|round| members(round, seating.sizes.len()))
            .map(|table| table.iter().filter(|person| attribute.of.get(**person) == Some(&value)).count())
            .collect();
        let name = attribute.values.get(value).map_or("", String::as_str);
        let shares = [seating.sizes.iter().min(), seating.sizes.iter().max()]
            .map(|size| format!("{:.1}", (size.unwrap_or(&0) * total) as f64 / people as f64));
        let [low, high] = &shares;
        MixedLine {
            value: if name.is_empty() { lang.pick("(빈칸)", "(empty)").to_owned() } else { name.to_owned() },
            people: total,
            share: if low == high { low.clone() } else { format!("{low}–{high}") },
            least: held.iter().min().copied().unwrap_or_default(),
            most: held.iter().max().copied().unwrap_or_default(),
        }
    };
    Mixed { name: attribute.name.clone(), lines: attribute.counts().into_iter().enumerate().map(line).collect() }
}
