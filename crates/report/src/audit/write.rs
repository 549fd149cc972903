//! What an audit found as rows, as a page that stands alone, and in a copy of the file.

use askama::Template;
use document::audit::{BrokenSum, Verdict};
use document::read::{self, Kind, Mark, Place};
use kernel::{Exact, Lang, Refusal};

use super::{Audited, Number};
use crate::words;

/// How many doubts a page shows.
const MOST_SHOWN: usize = 500;
/// Numbers of a report from which on half of them must be found.
const FEW: usize = 10;
/// The highlighter's colours in a marked copy.
const WRONG: &str = "#FFC7CE";
const OVERTAKEN: &str = "#FFEB9C";
const UNKNOWN: &str = "#BDD7EE";

impl Audited {
    /// What needs a look: everything but numbers that are right and still true.
    pub fn doubts(&self) -> impl Iterator<Item = &Number> {
        self.numbers.iter().filter(|number| number.is_doubtful())
    }

    /// As many of them as a page shows.
    pub fn shown(&self) -> impl Iterator<Item = &Number> {
        self.doubts().take(MOST_SHOWN)
    }

    /// What a reader should know before reading on: that the file is hardly this report, or that not all doubts are shown.
    pub fn warnings(&self, lang: Lang) -> Vec<String> {
        let right = self.audit.count(Verdict::Right) + self.audit.count(Verdict::Rewritten);
        let asked = self.audit.findings.iter().filter(|finding| finding.expected.is_some()).count();
        let mut said = Vec::new();
        if asked >= FEW && 2 * right < asked {
            said.push(lang.pick(
                format!("보고서의 숫자와 날짜 {asked}건 가운데 {right}건만 그대로입니다. 다른 보고서의 파일이거나, 글을 제대로 읽지 못한 파일일 수 있습니다."),
                format!("Only {right} of the report's {asked} numbers and dates stand as they were: the file may be another report's, or its text may not be readable."),
            ));
        }
        let doubts = self.doubts().count();
        if doubts > MOST_SHOWN {
            said.push(lang.pick(
                format!("확인할 것 {doubts}건 가운데 {MOST_SHOWN}건만 보입니다. 모두 보려면 CSV로 받으십시오."),
                format!("{MOST_SHOWN} of {doubts} doubts are shown: take the CSV for all."),
            ));
        }
        said
    }

    /// How many numbers there are of each kind, in the order in which people read them.
    pub fn counted(&self, lang: Lang) -> Vec<(&'static str, usize)> {
        let verdicts = [Verdict::Right, Verdict::Rewritten, Verdict::Changed, Verdict::Updated, Verdict::Missing, Verdict::Unknown];
        let mut counted: Vec<_> = verdicts.into_iter().map(|verdict| (word(verdict, lang), self.audit.count(verdict))).collect();
        counted.push((lang.pick("그 뒤 기록이 바뀜", "overtaken by the record"), self.audit.overtaken()));
        counted.push((lang.pick("맞지 않는 합계", "sums that do not add up"), self.audit.sums.len()));
        counted
    }

    /// Every number as a row, then every sum that does not add up: a head, and the rows.
    pub fn table(&self, lang: Lang) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let numbers = self.numbers.iter().map(|number| {
            vec![
                number.verdict(lang).to_owned(),
                number.label.clone(),
                number.key.clone().unwrap_or_default(),
                number.expected.clone(),
                number.found.clone(),
                number.now.clone(),
                self.place(number, lang),
                number.words.clone(),
                self.command(number).unwrap_or_default(),
            ]
        });
        let sums = self.audit.sums.iter().map(|sum| {
            let (verdict, place) = (lang.pick("합계가 맞지 않음", "does not add up").to_owned(), said(sum.place, self.kind, lang));
            vec![
                verdict,
                sum.words.clone(),
                String::new(),
                exact(sum.parts, lang),
                sum.written.clone(),
                String::new(),
                place,
                String::new(),
                String::new(),
            ]
        });
        (head(lang), numbers.chain(sums).collect())
    }

    /// The command that shows the rows behind a figure.
    pub fn command(&self, number: &Number) -> Option<String> {
        let (key, day) = (number.key.as_ref()?, number.day?);
        Some(format!("madang evidence {key} --as-of {day} --known {}", self.side.as_of.known))
    }

    /// The page of the rows behind a figure.
    pub fn href(&self, number: &Number) -> Option<String> {
        let (key, day) = (number.key.as_ref()?, number.day?);
        Some(format!("/figures/{key}?day={day}&known={}", self.side.as_of.known))
    }

    /// What needs a look, as lines, under the counts.
    pub fn text(&self, lang: Lang) -> String {
        let mut lines = vec![format!("{} · {}", self.title, self.side.spelled())];
        lines.extend(self.counted(lang).into_iter().map(|(word, count)| format!("{word}: {count}")));
        lines.extend(self.warnings(lang));
        lines.push(String::new());
        for number in self.shown() {
            lines.push(format!("{} ({}; {})", self.line(number, lang), self.place(number, lang), number.words));
        }
        lines.extend(self.sums(lang));
        lines.join("\n").trim_end().to_owned() + "\n"
    }

    /// A page that stands alone: no link needs a server.
    pub fn html(&self, lang: Lang) -> String {
        Alone { audited: self, lang }.render().unwrap_or_default()
    }

    /// A copy of the HWPX file with each doubtful number under the highlighter (red: wrong, yellow: no longer true today, blue: unknown), and what
    /// is doubtful as lines at its end.
    pub fn marked(&self, bytes: &[u8], lang: Lang) -> Result<Vec<u8>, Refusal> {
        if self.kind != Kind::Hwpx {
            let en = "Only an HWPX can be marked: send the file as HWPX.";
            return Err(Refusal::new("report.not-hwpx", "표시한 사본은 HWPX로만 만듭니다. 파일을 HWPX로 올려 주세요.", en));
        }
        let mut marks = Vec::new();
        for (finding, number) in self.audit.findings.iter().zip(&self.numbers) {
            let colour = match number.verdict {
                Verdict::Changed => WRONG,
                Verdict::Unknown => UNKNOWN,
                Verdict::Updated => OVERTAKEN,
                _ if number.overtaken => OVERTAKEN,
                _ => continue,
            };
            let found = finding.found.iter();
            marks.extend(found.map(|said| Mark { passage: said.passage, range: said.range.clone(), colour }));
        }
        let title = lang.pick("검산 결과", "Audit").to_owned();
        let doubts = self.doubts().enumerate().map(|(index, number)| format!("{}. {}", index + 1, self.line(number, lang)));
        let sums = self.audit.sums.iter().map(|sum| sum_line(sum, lang));
        let lines: Vec<String> = std::iter::once(title).chain(doubts).chain(sums).collect();
        read::mark(bytes, &marks, &lines).map_err(|error| {
            let (ko, en) = error.said();
            Refusal::new("report.unreadable-file", ko, en)
        })
    }

    fn line(&self, number: &Number, lang: Lang) -> String {
        let or = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        let mut line = format!("{}: {} → {}", number.verdict(lang), or(&number.expected), or(&number.found));
        if !number.now.is_empty() {
            line.push_str(&lang.pick(format!(", 지금 기록 {}", number.now), format!(", record now {}", number.now)));
        }
        if !number.label.is_empty() {
            line.push_str(&format!(" · {}", number.label));
        }
        line + &self.command(number).map_or_else(String::new, |command| format!(" · {command}"))
    }
}

/// What the columns of a table of findings are called.
fn head(lang: Lang) -> Vec<&'static str> {
    lang.pick(
        vec!["판정", "이름", "키", "보고서", "파일", "지금 기록", "위치", "앞뒤 글", "근거"],
        vec!["verdict", "label", "key", "report", "file", "record now", "place", "words", "evidence"],
    )
}

fn sum_line(sum: &BrokenSum, lang: Lang) -> String {
    lang.pick(
        format!("합계가 맞지 않음: {} = {}, 다른 칸으로 계산하면 {}", sum.words, sum.written, exact(sum.parts, lang)),
        format!("does not add up: {} = {}, by the other cells {}", sum.words, sum.written, exact(sum.parts, lang)),
    )
}

/// A number as reports write it.
fn exact(value: Exact, lang: Lang) -> String {
    let places = value.to_string().split_once('.').map_or(0, |(_, places)| u32::try_from(places.len()).unwrap_or(0));
    words::number(value, places, lang)
}

impl Number {
    /// Whether it needs a look.
    pub fn is_doubtful(&self) -> bool {
        self.overtaken || !matches!(self.verdict, Verdict::Right | Verdict::Rewritten)
    }

    /// Its verdict in words.
    pub fn verdict(&self, lang: Lang) -> &'static str {
        if self.overtaken { lang.pick("그 뒤 기록이 바뀜", "overtaken by the record") } else { word(self.verdict, lang) }
    }

    /// The badge that a page shows it with.
    pub fn badge(&self) -> &'static str {
        match self.verdict {
            Verdict::Right | Verdict::Rewritten if !self.overtaken => "badge record",
            Verdict::Changed | Verdict::Missing => "badge typed",
            _ => "badge",
        }
    }
}

/// A verdict in words.
fn word(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Right => lang.pick("그대로이고 맞음", "unchanged and right"),
        Verdict::Rewritten => lang.pick("달리 적었으나 맞음", "written otherwise, right"),
        Verdict::Updated => lang.pick("지금 기록대로 고침", "as the record knows now"),
        Verdict::Changed => lang.pick("바뀜", "changed"),
        Verdict::Missing => lang.pick("없어짐", "missing"),
        Verdict::Unknown => lang.pick("보고서에 없는 수", "unknown to the report"),
    }
}

/// A place in words.
fn said(place: Place, kind: Kind, lang: Lang) -> String {
    match place {
        Place::Line(line) if kind == Kind::Text => lang.pick(format!("{line}번째 줄"), format!("line {line}")),
        Place::Page { page, line } => lang.pick(format!("{page}쪽 {line}번째 줄"), format!("page {page}, line {line}")),
        Place::Line(line) => lang.pick(format!("{line}번째 문단"), format!("paragraph {line}")),
        Place::Cell { table, row, column } => {
            lang.pick(format!("{table}번째 표 {row}행 {column}열"), format!("table {table}, row {row}, column {column}"))
        }
    }
}

impl Audited {
    /// A sum that does not add up, as a sentence.
    pub fn sums(&self, lang: Lang) -> Vec<String> {
        self.audit.sums.iter().map(|sum| format!("{} ({})", sum_line(sum, lang), said(sum.place, self.kind, lang))).collect()
    }

    /// What the columns of a table of findings are called.
    pub fn head(&self, lang: Lang) -> Vec<&'static str> {
        head(lang)
    }

    /// Where a number stands, in words: in the file, or in the report if it is missing there.
    pub fn place(&self, number: &Number, lang: Lang) -> String {
        match (number.place, number.verdict) {
            // The report's own places are those of the HWPX that it is printed as.
            (Some(place), Verdict::Missing) => lang.pick("보고서 ", "report, ").to_owned() + &said(place, Kind::Hwpx, lang),
            (Some(place), _) => said(place, self.kind, lang),
            (None, _) => String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "audit_alone.html")]
struct Alone<'a> {
    audited: &'a Audited,
    lang: Lang,
}
