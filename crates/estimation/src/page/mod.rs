//! An estimate as one page: what is estimated, how sure it is, drawn and in a table, Korean first and English beside it. Self-contained, no
//! script, readable without the pictures.

mod chart;
mod numbers;
mod raking;

use std::fmt::Write as _;

use crate::{Estimate, Interval, Level, Method, Note, Quantity, Raking, Sample, Spread};
use numbers::Scale;

const STYLE: &str = include_str!("style.css");

/// What the page shows.
#[derive(Debug)]
pub struct Report<'a> {
    /// The question, in words.
    pub title: Note,
    /// The files that it was asked of.
    pub files: Vec<String>,
    /// How often an interval is to hold the truth.
    pub level: Level,
    /// The answer that stands at the top.
    pub headline: Option<Line>,
    /// What is drawn and tabled together.
    pub sections: Vec<Section>,
    /// Who was asked.
    pub sample: &'a Sample,
    /// How weights were brought into agreement with the city.
    pub raking: Option<&'a Raking>,
    /// What a reader should know.
    pub notes: Vec<Note>,
    /// Whether people were drawn by chance; else the page says that no margin of error follows from the design.
    pub by_chance: bool,
}

/// Estimates of one kind, drawn on one scale.
#[derive(Debug)]
pub struct Section {
    /// What they are, in words.
    pub title: Note,
    /// The estimates.
    pub lines: Vec<Line>,
}

/// One estimate with its name.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is of; the same text in both languages is shown once.
    pub label: Note,
    /// The estimate and its interval; none where too few answered to show it.
    pub estimate: Option<(Estimate, Interval)>,
    /// The chance of such a difference if there were none: as tested, after Holm, after Benjamini and Hochberg.
    pub chances: Option<[f64; 3]>,
}

impl Report<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let mut page = String::new();
        let title = escape(&self.title.ko);
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · 마당</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header><p class=\"wrap\"><strong>마당</strong> <span lang=\"en\">Madang</span> <span class=\"room\">조사 추정 <span lang=\"en\">Survey estimate</span></span></p></header>\n\
             <main class=\"wrap\">\n<article>\n<div class=\"head\"><h1>{}</h1>\n<p class=\"files\">{}</p></div>\n",
            both(&self.title),
            self.files.iter().map(|file| escape(file)).collect::<Vec<_>>().join(" · "),
        );
        self.warning(&mut page);
        self.headline(&mut page);
        for section in self.sections.iter().filter(|section| !section.lines.is_empty()) {
            self.section(&mut page, section);
        }
        if let Some(raking) = self.raking {
            raking::write(&mut page, raking);
        }
        self.notes(&mut page);
        self.method(&mut page);
        page.push_str("</article>\n</main>\n</body>\n</html>\n");
        page
    }

    fn warning(&self, page: &mut String) {
        if !self.by_chance {
            let note = not_by_chance();
            let _ = writeln!(page, "<p class=\"warning\" role=\"note\">{}</p>", both(&note));
        }
    }

    fn headline(&self, page: &mut String) {
        let Some(Line { label, estimate: Some((estimate, interval)), chances }) = &self.headline else { return };
        let scale = Scale::of(&[(*estimate, *interval)]);
        let (value, low, high) = (scale.full(estimate.value), scale.full(interval.low), scale.full(interval.high));
        let level = numbers::percent(self.level.value());
        let says = if self.by_chance {
            Note::new(
                format!("참값은 {low} – {high} 사이에 있다고 봅니다. 같은 방법으로 만든 구간 100개 가운데 {level}개가 참값을 담습니다."),
                format!("The truth is taken to lie between {low} and {high}; {level} of 100 intervals made this way hold it."),
            )
        } else {
            Note::new(
                format!("확률로 뽑았다고 가정하면 {low} – {high} 사이입니다. 표본설계가 보장하는 범위가 아닙니다."),
                format!("Had it been drawn by chance it would lie between {low} and {high}; the design does not vouch for that."),
            )
        };
        let _ = write!(
            page,
            "<section class=\"answer\">\n<div><p class=\"answer-label\">{}</p>\n<p class=\"answer-value\">{value}</p></div>\n<div class=\"answer-words\"><p>{}</p>",
            both(label),
            both(&says)
        );
        if let Some([p, ..]) = chances {
            let verdict = verdict(*p, self.level);
            let _ = write!(page, "\n<p class=\"verdict\">{} <span class=\"p\">p {}</span></p>", both(&verdict), numbers::chance(*p));
        }
        page.push_str("</div>\n</section>\n");
    }

    fn section(&self, page: &mut String, section: &Section) {
        let shown: Vec<(Estimate, Interval)> = section.lines.iter().filter_map(|line| line.estimate).collect();
        let scale = Scale::of(&shown);
        let _ = writeln!(page, "<section>\n<h2>{}</h2>", both(&section.title));
        if !shown.is_empty() {
            chart::intervals(page, &section.lines, &scale, self.level);
        }
        self.table(page, section, &scale);
        page.push_str("</section>\n");
    }

    fn table(&self, page: &mut String, section: &Section, scale: &Scale) {
        let level = numbers::percent(self.level.value());
        let tested = section.lines.iter().any(|line| line.chances.is_some());
        // Corrections are shown where there is more than one test to correct for.
        let many = section.lines.iter().filter_map(|line| line.chances).any(|[p, holm, _]| holm > p);
        let head = |ko: &str, en: &str| format!("<th scope=\"col\" class=\"num\">{ko} <span lang=\"en\">{en}</span></th>");
        let _ = write!(
            page,
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table>\n<thead><tr><th scope=\"col\">항목 <span lang=\"en\">Item</span></th>{}{}{}{}{}",
            escape(&section.title.ko),
            head("추정값", "Estimate"),
            head("표준오차", "Std. error"),
            head(&format!("{level} % 구간"), "Interval"),
            head("응답", "Answers"),
            head("설계효과", "Deff"),
        );
        if tested {
            page.push_str(&head("p", ""));
        }
        if many {
            page.push_str(&(head("p, Holm", "") + &head("p, BH", "")));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for line in &section.lines {
            let _ = write!(page, "<tr><th scope=\"row\">{}</th>", both(&line.label));
            match &line.estimate {
                None => {
                    let _ = write!(
                        page,
                        "<td colspan=\"5\" class=\"none\">응답이 적어 보이지 않음 <span lang=\"en\">too few answers to show</span></td>"
                    );
                }
                Some((estimate, interval)) => {
                    let effect = estimate.design_effect.map_or_else(|| "–".to_owned(), |effect| format!("{effect:.2}"));
                    let (value, se) = (scale.short(estimate.value), scale.short(estimate.se));
                    let (low, high) = (scale.short(interval.low), scale.short(interval.high));
                    let answers = numbers::grouped(estimate.answers as f64, 0);
                    let _ = write!(
                        page,
                        "<td class=\"num main\">{value}</td><td class=\"num\">{se}</td><td class=\"num\">{low} – {high}</td><td class=\"num\">{answers}</td><td class=\"num\">{effect}</td>"
                    );
                }
            }
            let count = if many { 3 } else { usize::from(tested) };
            let chances = line.chances.map(|all| all.map(numbers::chance));
            for at in 0..count {
                let shown = chances.as_ref().and_then(|all| all.get(at)).map_or("", String::as_str);
                let _ = write!(page, "<td class=\"num\">{shown}</td>");
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody>\n</table>\n</div>\n");
        if scale.is_percent() {
            let _ = writeln!(page, "<p class=\"unit\">{}</p>", both(&Note::new("단위: %", "Unit: %")));
        }
    }

    fn notes(&self, page: &mut String) {
        if self.notes.is_empty() {
            return;
        }
        page.push_str("<section>\n<h2>알아 둘 것 <span lang=\"en\">To know</span></h2>\n<ul class=\"notes\">\n");
        for note in &self.notes {
            let _ = writeln!(page, "<li>{}</li>", both(note));
        }
        page.push_str("</ul>\n</section>\n");
    }

    fn method(&self, page: &mut String) {
        let (strata, clusters, answers) = self.sample.sizes();
        let spread = Spread::of(self.sample.weights());
        let whole = |value: f64| numbers::grouped(value, 0);
        let mut facts: Vec<(Note, String)> = vec![(Note::new("응답", "Answers"), whole(answers as f64))];
        if self.sample.has_clusters() {
            facts.push((Note::new("군집", "Clusters"), whole(clusters as f64)));
        }
        if strata > 1 {
            facts.push((Note::new("층", "Strata"), whole(strata as f64)));
        }
        facts.push((Note::new("가중치의 합", "Sum of weights"), whole(spread.sum)));
        let (least, most) = (numbers::grouped(spread.least, 2), numbers::grouped(spread.most, 2));
        facts.push((Note::new("가중치", "Weights"), format!("{least} – {most}")));
        facts.push((Note::new("유효 표본 (Kish)", "Effective sample size"), numbers::grouped(spread.effective, 1)));
        facts.push((
            Note::new("뽑은 비율", "Part drawn"),
            match self.sample.has_population() {
                true => format!("{} %", numbers::grouped(self.sample.fraction() * 100.0, 2)),
                false => "– <span lang=\"en\">(population size not given)</span>".to_owned(),
            },
        ));
        let methods: Vec<Note> = self.methods();
        page.push_str("<section class=\"method\">\n<h2>표본과 방법 <span lang=\"en\">Sample and method</span></h2>\n<dl>\n");
        for (name, value) in facts {
            let _ = writeln!(page, "<div><dt>{}</dt><dd>{value}</dd></div>", both(&name));
        }
        page.push_str("</dl>\n");
        for method in methods {
            let _ = writeln!(page, "<p>{}</p>", both(&method));
        }
        page.push_str("</section>\n");
    }

    fn methods(&self) -> Vec<Note> {
        let mut all = Vec::new();
        if self.sections.is_empty() {
            return all;
        }
        all.push(Note::new(
            "표준오차는 표본설계에 따라 선형화하여 냈습니다. 층 안의 군집 사이 차이를 재고, 모집단 구성이 설명하는 부분을 빼고, 유한 모집단을 보정합니다.",
            "Standard errors are design-based, by linearisation: differences between clusters within strata, less what the margins explain, corrected for a finite population.",
        ));
        let lines = || self.sections.iter().flat_map(|section| &section.lines).filter_map(|line| line.estimate);
        for (method, ko, en) in [
            (
                Method::Logit,
                "비율의 구간은 logit 척도에서 설계 자유도의 t로 냈습니다.",
                "Intervals of shares: t with the design's degrees of freedom on the logit scale.",
            ),
            (
                Method::Beta,
                "비율의 구간은 유효 표본 크기의 Clopper–Pearson(Korn–Graubard)으로 냈습니다.",
                "Intervals of shares: Clopper–Pearson at the effective sample size (Korn and Graubard).",
            ),
            (Method::Student, "구간은 설계 자유도의 t로 냈습니다.", "Intervals: t with the design's degrees of freedom."),
            (Method::Normal, "구간은 정규분포로 냈습니다.", "Intervals: normal distribution."),
        ] {
            if lines().any(|(estimate, interval)| interval.method == method && estimate.quantity != Quantity::Quantile) {
                all.push(Note::new(ko, en));
            }
        }
        if lines().any(|(estimate, _)| estimate.quantity == Quantity::Quantile) {
            all.push(Note::new("분위수의 구간은 Woodruff의 방법입니다.", "Intervals of quantiles: Woodruff's."));
        }
        all
    }
}

/// What a sample that was not drawn by chance says on its face.
pub fn not_by_chance() -> Note {
    Note::new(
        "이 표본은 확률로 뽑지 않았습니다. 표준오차와 구간은 표본설계에 근거한 오차 범위가 아니며, 스스로 참여한 사람과 시민 전체의 차이를 담지 못합니다.",
        "This sample was not drawn by chance. Its standard errors and intervals are no design-based margin of error: they do not hold how those who chose to take part differ from the city.",
    )
}

fn verdict(p: f64, level: Level) -> Note {
    if p < 1.0 - level.value() {
        Note::new("차이가 없다고 보기 어렵습니다.", "Hard to explain by chance alone.")
    } else {
        Note::new("우연만으로도 이만한 차이가 날 수 있습니다.", "Chance alone could give a difference like this.")
    }
}

/// The sentence in both languages; once where they are the same.
fn both(note: &Note) -> String {
    let (ko, en) = (escape(&note.ko), escape(&note.en));
    if ko == en || en.is_empty() { ko } else { format!("{ko} <span lang=\"en\">{en}</span>") }
}

/// Text that stands for itself in a page.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
