//! report.html: one page that a head of division reads, Korean first, with English words beside; no script, nothing from elsewhere.

use askama::Template;

use super::alert::{Alert, Closing};
use super::draw::{self, Map};
use super::issue::bare;
use super::stream::{Report, day};
use super::write::ranked;

/// Titles shown of one alert.
const EXAMPLES: usize = 5;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    period: String,
    budget: (String, String),
    complaints: String,
    watched: Option<String>,
    alerts: Vec<Part>,
    running: Vec<Part>,
    map: Option<Map>,
    letters: Vec<[String; 3]>,
    calibrations: Vec<Calibrated>,
    facts: Vec<(&'static str, &'static str, String)>,
    volumes: String,
    version: &'static str,
}

/// An alert as the page shows it.
struct Part {
    rank: usize,
    number: u32,
    title: String,
    /// What rose, and the days of its window.
    seed: (String, i32),
    place: (String, String),
    opened: String,
    reopened: String,
    since: String,
    state: (String, String),
    open: bool,
    observed: (String, String),
    expected: (String, String),
    recurrence: (String, String),
    people: (String, String),
    wordings: u32,
    evidence: usize,
    /// Of all complaints until now, or people where some are known.
    until_now: (String, String),
    folded: bool,
    ends_below: u32,
    examples: Vec<String>,
    chart: String,
    curve: Vec<[String; 3]>,
}

struct Calibrated {
    from: String,
    threshold: String,
    count: usize,
    largest: String,
    chart: String,
}

/// Thousands parted by commas.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn small(value: f64) -> (String, String) {
    if value < 0.095 { ("0.1건 미만".to_owned(), "less than 0.1".to_owned()) } else { (format!("{value:.1}건"), format!("{value:.1}")) }
}

/// People where somebody of them is known, else complaints.
fn counted(alert: &Alert, count: u32) -> (String, String) {
    if alert.people_until_now().is_some() {
        (format!("서로 다른 {count}명"), format!("{count} different people"))
    } else {
        (format!("{count}건"), format!("{count} complaints"))
    }
}

/// What an alert is called.
fn heading(alert: &Alert) -> String {
    if !alert.terms.is_empty() {
        alert.terms.join(" · ")
    } else if alert.core.terms.iter().all(|(term, _)| bare(term).is_empty()) {
        "제목과 분류가 없는 민원".to_owned()
    } else {
        "개인정보일 수 있어 가린 말".to_owned()
    }
}

fn recurrence(days: f64) -> (String, String) {
    let years = days / 365.25;
    if years >= 999.0 {
        ("천 년에 한 번보다 드묾".to_owned(), "rarer than once in a thousand years".to_owned())
    } else if years >= 2.0 {
        (format!("약 {years:.0}년에 한 번"), format!("about once in {years:.0} years"))
    } else {
        (format!("약 {days:.0}일에 한 번"), format!("about once in {days:.0} days"))
    }
}

/// A number of the report with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// In Korean.
    pub ko: &'static str,
    /// In English.
    pub en: &'static str,
    /// How many.
    pub count: u64,
}

/// What was left out of what was read, or taken otherwise than it stands.
pub fn left_out(report: &Report) -> [Fact; 5] {
    let (tally, reading) = (report.tally, report.reading);
    let fact = |ko, en, count| Fact { ko, en, count };
    [
        fact("번호가 겹쳐 뺀 행", "left out: an id that came before", tally.duplicates),
        fact("오늘보다 뒤의 날짜여서 뺀 행", "left out: dated after today", reading.future),
        fact("늦게 와서 열린 날에 센 민원", "late: counted on the day that was open", tally.late),
        fact("날짜 순서가 아니어서 정렬한 파일", "files sorted because their days ran back", reading.sorted.into()),
        fact("여덟 주의 공백 뒤 새로 배운 횟수", "times learning began anew after eight weeks without a complaint", report.anew.into()),
    ]
}

fn part(alert: &Alert, rank: usize) -> Part {
    let mut examples: Vec<String> = Vec::new();
    for title in alert.evidence.iter().map(|one| one.title.trim()).filter(|title| !title.is_empty()) {
        if examples.len() < EXAMPLES && !examples.iter().any(|known| known == title) {
            examples.push(title.to_owned());
        }
    }
    let state = match alert.closed {
        None => ("열림".to_owned(), "open".to_owned()),
        Some((closed, Closing::Usual)) => (format!("{} 닫힘: 평소 수준", day(closed)), "closed: usual again".to_owned()),
        Some((closed, Closing::Aged)) => (format!("{} 닫힘: 60일 경과", day(closed)), "closed: 60 days old".to_owned()),
    };
    let areas = alert.areas.join(", ");
    let place = if areas.is_empty() {
        ("전체, 또는 장소를 모름".to_owned(), "the whole city, or places unknown".to_owned())
    } else {
        (areas.clone(), areas)
    };
    let (term, window) = &alert.seed;
    let title = heading(alert);
    let seed = if bare(term).is_empty() { title.clone() } else { bare(term).to_owned() };
    let reopened: Vec<String> = alert.reopened.iter().map(|on| day(*on).to_string()).collect();
    Part {
        rank,
        number: alert.number,
        title,
        seed: (seed, *window),
        place,
        opened: day(alert.opened).to_string(),
        reopened: reopened.join(", "),
        since: day(alert.since).to_string(),
        state,
        open: alert.closed.is_none(),
        observed: counted(alert, alert.observed),
        expected: small(alert.expected),
        recurrence: recurrence(alert.recurrence),
        people: counted(alert, alert.people),
        wordings: alert.wordings,
        evidence: alert.evidence.len(),
        until_now: counted(alert, alert.people_until_now().unwrap_or(alert.unknown)),
        folded: alert.people > alert.wordings,
        ends_below: alert.ends_below(),
        examples,
        chart: draw::curve(alert),
        curve: alert
            .curve
            .iter()
            .map(|point| [day(point.day).to_string(), point.observed.to_string(), format!("{:.2}", point.expected)])
            .collect(),
    }
}

/// The page of a report.
pub fn report_html(report: &Report) -> String {
    let period = report.days.map_or_else(String::new, |(first, last)| format!("{} – {}", day(first), day(last)));
    let tally = report.tally;
    let calibrated = |one: &super::budget::Calibration| Calibrated {
        from: day(one.day).to_string(),
        threshold: format!("{:.2}", one.threshold),
        count: one.largest.len(),
        largest: one.largest.last().map_or_else(String::new, |most| format!("{most:.2}")),
        chart: draw::calibration(one),
    };
    let page = Page {
        period,
        budget: (report.budget.korean(), report.budget.to_string()),
        complaints: count(tally.complaints),
        watched: report.watched.map(|first| day(first).to_string()),
        alerts: ranked(report).into_iter().zip(1..).map(|(alert, rank)| part(alert, rank)).collect(),
        running: report.alerts.iter().filter(|alert| alert.number == 0).map(|alert| part(alert, 0)).collect(),
        map: Map::of(report),
        letters: report
            .letters
            .iter()
            .map(|letter| [letter.title.clone(), letter.senders.to_string(), format!("{} – {}", day(letter.days.0), day(letter.days.1))])
            .collect(),
        calibrations: report.calibrations.iter().map(calibrated).collect(),
        facts: [
            Fact { ko: "읽은 민원", en: "complaints read", count: tally.complaints },
            Fact { ko: "같은 글로 보아 접은 민원", en: "folded into a campaign", count: tally.folded },
            Fact { ko: "장소를 알 수 없는 민원", en: "without a known place", count: tally.placeless },
            Fact { ko: "제목과 내용이 없는 민원", en: "without title and text", count: tally.wordless },
        ]
        .into_iter()
        .chain(left_out(report))
        .map(|fact| (fact.ko, fact.en, count(fact.count)))
        .collect(),
        volumes: draw::volumes(&report.volumes),
        version: env!("CARGO_PKG_VERSION"),
    };
    page.render().expect("a template of plain values always renders")
}
