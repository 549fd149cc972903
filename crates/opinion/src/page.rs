//! map.html: one page that a citizen can read and a statistician can check, Korean first, then English; no script.

use askama::Template;
use kernel::Lang;

use crate::claims::{Claim, Side};
use crate::draw_map::{Drawing, drawing};
use crate::groups::STABLE;
use crate::map::{CHANCE, OpinionMap, StatementMap, Verdict};
use crate::notice::{Notice, number as count};
use crate::settle::SETTLED;
use crate::votes::Votes;

/// Statements in a list; the rest stands in statements.csv.
const LISTED: usize = 10;
const LISTED_OF_GROUP: usize = 5;

#[derive(Template)]
#[template(path = "map.html")]
struct Page {
    articles: Vec<Article>,
    drawing: Drawing,
    version: &'static str,
}

/// The page in one language.
struct Article {
    lang: Lang,
    first: bool,
    answer: String,
    answer_note: &'static str,
    calm: bool,
    /// People, statements, votes.
    counts: [String; 3],
    notices: Vec<Notice>,
    facts: Vec<(&'static str, String)>,
    alt: String,
    legend: Vec<LegendLine>,
    unplaced: Option<String>,
    sampled: Option<String>,
    groups: Vec<GroupPart>,
    unites: List,
    divides: List,
    nearly: Vec<(String, String)>,
    candidates: Vec<CandidateLine>,
    percent_unites: String,
    percent_divides: String,
    percent_marks: String,
    seed: u64,
}

struct LegendLine {
    style: usize,
    key: String,
    text: String,
}

struct GroupPart {
    style: usize,
    key: String,
    name: String,
    line: String,
    marks: Vec<Item>,
}

/// Statements with a claim, and how many more there are.
struct List {
    items: Vec<Item>,
    more: usize,
    all: usize,
}

struct Item {
    id: String,
    text: String,
    /// Agree, disagree.
    side: &'static str,
    against: bool,
    said: String,
    range: String,
    bar: Bar,
}

/// An interval as a drawing of 200 x 14: the line, the point, and the line that matters.
struct Bar {
    low: String,
    high: String,
    value: String,
    middle: &'static str,
}

struct CandidateLine {
    chosen: bool,
    cells: [String; 5],
}

/// The page of a map.
pub fn map_html(votes: &Votes, map: &OpinionMap) -> String {
    let drawing = drawing(map);
    let articles = [Lang::Ko, Lang::En].map(|lang| Writer { lang, votes, map, drawing: &drawing }.article());
    let page = Page { articles: articles.into(), drawing, version: env!("CARGO_PKG_VERSION") };
    page.render().expect("a template of plain values always renders")
}

/// Writes the page's values in one language.
struct Writer<'w> {
    lang: Lang,
    votes: &'w Votes,
    map: &'w OpinionMap,
    drawing: &'w Drawing,
}

fn percent(share: f64) -> String {
    // Without a minus before zero.
    format!("{:.0}%", (share * 100.0).round() + 0.0)
}

fn points(difference: f64) -> String {
    format!("{:.0}", (difference * 100.0).round() + 0.0)
}

impl Writer<'_> {
    fn pick<'t>(&self, ko: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(ko, en)
    }

    fn group(&self, at: usize) -> String {
        self.lang.pick(format!("{}모둠", at + 1), format!("Group {}", at + 1))
    }

    fn people(&self, number: usize) -> String {
        self.lang.pick(format!("{}명", count(number)), format!("{} {}", count(number), if number == 1 { "person" } else { "people" }))
    }

    fn probability(&self, p: f64) -> String {
        if p < 0.0001 { self.pick("0.0001 미만", "below 0.0001").to_owned() } else { format!("{p:.4}") }
    }

    fn article(&self) -> Article {
        let map = self.map;
        let placed = map.participants.iter().filter(|person| person.group.is_some()).count();
        let unplaced = self.drawing.people - placed;
        let votes: usize = map.statements.iter().flatten().map(|of| of.all.seen).sum();
        let level = |at: usize| format!("{:.1}%", map.confidence.get(at).copied().unwrap_or(0.95) * 100.0);
        Article {
            lang: self.lang,
            first: self.lang == Lang::Ko,
            answer: self.answer(),
            answer_note: self.answer_note(),
            calm: !map.check.warning,
            counts: [map.participants.len(), map.statements.len(), votes].map(count),
            notices: map.notices.clone(),
            facts: self.facts(placed),
            alt: self.alt(),
            legend: self.legend(),
            unplaced: (unplaced > 0 && !map.groups.is_empty()).then(|| {
                let who = self.people(unplaced);
                self.lang.pick(format!("투표가 적어 모둠에 넣지 않은 {who}"), format!("{who} with too few votes, in no group"))
            }),
            sampled: (self.drawing.drawn < self.drawing.people).then(|| {
                let (drawn, all) = (count(self.drawing.drawn), count(self.drawing.people));
                self.lang.pick(
                    format!("{all}명 가운데 고르게 뽑은 {drawn}명만 그렸습니다."),
                    format!("Of {all} people, {drawn} drawn by lot are shown."),
                )
            }),
            groups: (0..map.groups.len()).filter_map(|at| self.group_part(at, placed)).collect(),
            unites: self.list(|of| of.unites.as_ref(), &|claim| self.unites(claim)),
            divides: self.list(|of| of.divides.as_ref(), &|claim| self.divides(claim)),
            nearly: self.nearly(),
            candidates: self.candidates(),
            percent_unites: level(0),
            percent_divides: level(1),
            percent_marks: level(2),
            seed: map.seed,
        }
    }

    fn answer(&self) -> String {
        match self.map.groups.len() {
            0 => self.pick("나눌 모둠이 없습니다", "No groups").to_owned(),
            k => self.lang.pick(format!("의견 모둠 {k}개"), format!("{k} opinion groups")),
        }
    }

    fn answer_note(&self) -> &'static str {
        match (self.map.check.verdict, self.map.choice.admissible || self.map.choice.asked) {
            (Verdict::Separate, true) => {
                self.lang.pick("우연으로 보기 어려울 만큼 서로 떨어져 있습니다.", "They lie farther apart than chance explains.")
            }
            (Verdict::Separate, false) => self.lang.pick(
                "우연으로 보기 어려운 차이가 있지만, 모둠이 몇 개인지는 확실하지 않습니다.",
                "There are more than chance differences, but how many groups there are is not sure.",
            ),
            (Verdict::OneCloud, _) => self.lang.pick(
                "이어진 의견을 편의상 나눈 것입니다. 떨어진 모둠이라는 증거는 없습니다.",
                "Cuts through one range of opinion; there is no evidence of separate groups.",
            ),
            (Verdict::Chance, _) => {
                self.lang.pick("우연보다 낫지 않습니다. 참고로만 보세요.", "No better than chance: for reference only.")
            }
            (Verdict::Nothing, _) => self.lang.pick("아래에 까닭을 적었습니다.", "The reason stands below."),
        }
    }

    fn facts(&self, placed: usize) -> Vec<(&'static str, String)> {
        let map = self.map;
        let mut facts = vec![(
            self.lang.pick("자리가 정해진 사람", "People placed"),
            self.lang.pick(
                format!("{}명 가운데 {}명", count(map.participants.len()), count(placed)),
                format!("{} of {}", count(placed), count(map.participants.len())),
            ),
        )];
        let Some(stability) = map.choice.stability else { return facts };
        facts.push((
            self.lang.pick("모둠의 안정도", "Stability of the groups"),
            self.lang.pick(
                format!("{stability:.2} (1이 가장 안정, 기준 {STABLE:.2})"),
                format!("{stability:.2} (1 is most stable; {STABLE:.2} is asked)"),
            ),
        ));
        facts.push((
            self.lang.pick("답이 이만큼 어울릴 우연의 확률", "Probability by chance that answers hang together so"),
            self.probability(map.check.together),
        ));
        facts.push((
            self.lang.pick("모둠이 이만큼 떨어질 우연의 확률", "Probability by chance that groups lie so far apart"),
            self.lang.pick(
                format!("{} (기준 {CHANCE} 이하)", self.probability(map.check.apart)),
                format!("{} (at most {CHANCE} is asked)", self.probability(map.check.apart)),
            ),
        ));
        let [x, y] = map.variance_shares;
        facts.push((
            self.lang.pick("지도가 담은 의견 차이", "Differences that the map holds"),
            self.lang.pick(format!("가로 {}, 세로 {}", percent(x), percent(y)), format!("{} across, {} up", percent(x), percent(y))),
        ));
        let unsure =
            map.participants.iter().filter(|person| person.group.is_some() && person.certainty.is_some_and(|sure| sure < SETTLED)).count();
        facts.push((self.lang.pick("모둠이 아직 확실하지 않은 사람", "People whose group is not yet sure"), self.people(unsure)));
        facts
    }

    fn alt(&self) -> String {
        let sizes: Vec<String> =
            self.map.groups.iter().enumerate().map(|(at, group)| format!("{} {}", self.group(at), self.people(group.size))).collect();
        self.lang.pick(
            format!("의견 지도. {}. 같은 내용을 아래에 글로 적었습니다.", sizes.join(", ")),
            format!("Opinion map. {}. The text below says the same.", sizes.join(", ")),
        )
    }

    fn legend(&self) -> Vec<LegendLine> {
        let line = |(at, (marks, group)): (usize, (&crate::draw_map::Marks, &crate::map::Group))| LegendLine {
            style: marks.style,
            key: marks.key.clone(),
            text: format!("{} · {}", self.group(at), self.people(group.size)),
        };
        self.drawing.groups.iter().zip(&self.map.groups).enumerate().map(line).collect()
    }

    fn group_part(&self, at: usize, placed: usize) -> Option<GroupPart> {
        let (group, marks) = (self.map.groups.get(at)?, self.drawing.groups.get(at)?);
        let share = percent(group.size as f64 / placed.max(1) as f64);
        let stability = group.stability;
        let list = self.list(|of| of.marks.get(at)?.as_ref(), &|claim| self.marks(claim));
        Some(GroupPart {
            style: marks.style,
            key: marks.key.clone(),
            name: self.group(at),
            line: self.lang.pick(
                format!(
                    "{}, 자리가 정해진 사람의 {share}. 다시 뽑아 나누어도 {}가 그대로입니다.",
                    self.people(group.size),
                    percent(stability)
                ),
                format!("{}, {share} of those placed. Drawn anew, {} of it stays the same.", self.people(group.size), percent(stability)),
            ),
            marks: list.items.into_iter().take(LISTED_OF_GROUP).collect(),
        })
    }

    /// The claims that are made, the surest first.
    fn list(&self, pick: impl Fn(&StatementMap) -> Option<&Claim>, say: &dyn Fn(&Claim) -> (String, String, Bar)) -> List {
        let mut made: Vec<(usize, &Claim)> = self
            .map
            .statements
            .iter()
            .enumerate()
            .filter_map(|(at, of)| Some((at, pick(of.as_ref()?)?)))
            .filter(|(_, claim)| claim.made)
            .collect();
        let firm = |claim: &Claim| claim.estimate.low;
        made.sort_by(|a, b| firm(b.1).total_cmp(&firm(a.1)).then(a.0.cmp(&b.0)));
        let items: Vec<Item> = made.iter().take(LISTED).map(|&(at, claim)| self.item(at, claim, say(claim))).collect();
        List { more: made.len() - items.len(), all: made.len(), items }
    }

    fn words(&self, at: usize) -> (String, String) {
        let statement = self.votes.statements().get(at);
        let id = statement.map(|statement| statement.id.clone()).unwrap_or_default();
        let text = statement.and_then(|statement| statement.text.clone());
        let text = text.unwrap_or_else(|| self.lang.pick(format!("의견 {id}"), format!("Statement {id}")));
        (id, text)
    }

    fn item(&self, at: usize, claim: &Claim, (said, range, bar): (String, String, Bar)) -> Item {
        let (id, text) = self.words(at);
        Item { id, text, side: self.side(claim.side), against: claim.side == Side::Disagree, said, range, bar }
    }

    fn side(&self, side: Side) -> &'static str {
        match side {
            Side::Agree => self.lang.pick("찬성", "agree"),
            Side::Disagree => self.lang.pick("반대", "disagree"),
        }
    }

    fn unites(&self, claim: &Claim) -> (String, String, Bar) {
        let value = percent(claim.estimate.value);
        let said = if self.map.groups.is_empty() {
            value
        } else {
            self.lang.pick(format!("어느 모둠에서나 {value} 이상"), format!("at least {value} in every group"))
        };
        let range = format!("{}–{}", percent(claim.estimate.low), percent(claim.estimate.high));
        (said, range, bar(claim, |share| share * 200.0, "100"))
    }

    fn divides(&self, claim: &Claim) -> (String, String, Bar) {
        let (a, b) = (self.group(claim.groups.0), self.group(claim.groups.1));
        let (x, y) = (percent(claim.shares.0), percent(claim.shares.1));
        (format!("{a} {x}, {b} {y}"), self.apart(claim), bar(claim, |difference| difference * 200.0, "0"))
    }

    fn marks(&self, claim: &Claim) -> (String, String, Bar) {
        let (x, y) = (percent(claim.shares.0), percent(claim.shares.1));
        let side = self.side(claim.side);
        let said = self.lang.pick(format!("이 모둠 {x} {side}, 나머지 {y}"), format!("{x} {side} here, {y} in the rest"));
        (said, self.apart(claim), bar(claim, |difference| difference * 200.0, "0"))
    }

    fn apart(&self, claim: &Claim) -> String {
        let [value, low, high] = [claim.estimate.value, claim.estimate.low, claim.estimate.high].map(points);
        self.lang.pick(format!("차이 {value}%p ({low}–{high})"), format!("{value} points apart ({low}–{high})"))
    }

    /// Statements on which a few more votes would settle something.
    fn nearly(&self) -> Vec<(String, String)> {
        let mut near: Vec<(usize, usize, bool)> = Vec::new();
        for (at, of) in self.map.statements.iter().enumerate().filter_map(|(at, of)| Some((at, of.as_ref()?))) {
            let open = |claim: &Option<Claim>| {
                claim.as_ref().filter(|claim| !claim.made).and_then(|claim| claim.votes_to_settle).filter(|votes| *votes <= of.all.seen)
            };
            let settles = [(open(&of.unites), true), (open(&of.divides), false)];
            near.extend(settles.into_iter().filter_map(|(votes, unites)| Some((votes?, at, unites))).min());
        }
        near.sort_unstable();
        let say = |&(votes, at, unites): &(usize, usize, bool)| {
            let (id, text) = self.words(at);
            let what = if unites {
                self.pick("모두의 생각인지", "whether it unites")
            } else {
                self.pick("모둠을 가르는지", "whether it divides")
            };
            let needs = self.lang.pick(format!("{what}: 약 {}표 더", count(votes)), format!("{what}: about {} more votes", count(votes)));
            (format!("{text} (#{id})"), needs)
        };
        near.iter().take(LISTED_OF_GROUP).map(say).collect()
    }

    fn candidates(&self) -> Vec<CandidateLine> {
        let line = |candidate: &crate::groups::Candidate| CandidateLine {
            chosen: candidate.groups == self.map.groups.len(),
            cells: [
                candidate.groups.to_string(),
                format!("{:.2}", candidate.silhouette),
                candidate.silhouette_by_chance.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}")),
                format!("{:.2}", candidate.stability),
                self.people(candidate.smallest),
            ],
        };
        self.map.choice.candidates.iter().map(line).collect()
    }
}

fn bar(claim: &Claim, place: impl Fn(f64) -> f64, middle: &'static str) -> Bar {
    let at = |value: f64| format!("{:.1}", place(value).clamp(0.0, 200.0));
    Bar { low: at(claim.estimate.low), high: at(claim.estimate.high), value: at(claim.estimate.value), middle }
}
