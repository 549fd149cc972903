//! A report as a bureau writes it, made from a seed: lines with figures and dates in many forms, tables with totals of totals.

use crate::testing::Dice;
use crate::*;

use super::{count, figure, words};

const OFFICES: [&str; 3] = ["사회혁신담당관", "전환도시담당관", "갈등조정담당관"];
const WORKS: [&str; 12] = [
    "혁신파크 운영",
    "청년 공간 조성",
    "생태계 조성 및 지원",
    "기부 협력 활성화",
    "시민 실험실 지원",
    "도시전환랩 운영",
    "공유서울 확산",
    "시민행복 증진",
    "예방적 갈등관리",
    "맞춤형 갈등조정",
    "거버넌스 강화",
    "참여적 의사결정",
];
const STARTS: [&str; 10] = [
    "민관협력 역량 강화를 위한",
    "현장 및 시민수요에 기반한",
    "기후위기 자원순환 대응",
    "지역주민이 함께하는",
    "비영리단체 등",
    "공유 촉진을 위한",
    "전문가와 시민참여단의",
    "권역별 숙의토론",
    "서울시 지정기탁금품",
    "주요사업에 대한",
];
const ENDS: [&str; 8] = ["추진", "사업 실행", "현황 공유 및 확산", "심의", "접수 처리", "협의체 운영", "결과 보고", "대응 강화"];

/// A document of this seed.
pub(super) fn rich(seed: u64) -> Document {
    let mut dice = Dice(seed);
    let mut maker = Maker { dice: &mut dice, keys: 0 };
    let mut blocks = vec![heading(1, "Ⅰ. 일반현황"), Block::Table(maker.staff()), Block::Table(maker.budget())];
    for chapter in 1..=4 {
        blocks.push(heading(2, &format!("{chapter}. {}", maker.of(&WORKS))));
        for _ in 0..9 {
            let level = OutlineLevel::new(u8::try_from(1 + maker.dice.below(4)).unwrap()).unwrap();
            let text = maker.line();
            blocks.push(Block::Outline { level, text });
        }
        blocks.push(Block::Note {
            text: vec![
                Inline::text("총 "),
                maker.number(4_000),
                Inline::text("건 가운데 "),
                maker.number(40),
                Inline::text("건은 재조정 중"),
            ],
        });
    }
    blocks.extend([Block::PageBreak, heading(1, "붙임"), Block::Table(maker.execution()), Block::Table(maker.merged())]);
    let subtitle = Some(vec![Inline::text("서울혁신기획관 · "), maker.fact("’21. 3. 31."), Inline::text(" 기준")]);
    Document { lang: Lang::Ko, title: "주요업무보고".into(), subtitle, blocks }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level: HeadingLevel::new(level).unwrap(), id: text.into(), text: words(text) }
}

struct Maker<'d> {
    dice: &'d mut Dice,
    keys: usize,
}

pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "△" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Maker<'_> {
    fn of<'s>(&mut self, several: &[&'s str]) -> &'s str {
        self.dice.of(several).unwrap()
    }

    fn shown(&mut self, shown: &str) -> Inline {
        self.keys += 1;
        Inline::Figure(figure(&format!("figure.{}", self.keys), shown))
    }

    fn fact(&mut self, shown: &str) -> Inline {
        self.keys += 1;
        Inline::Fact { key: format!("fact.{}", self.keys), shown: shown.into(), href: None }
    }

    fn number(&mut self, below: usize) -> Inline {
        let number = i64::try_from(1 + self.dice.below(below)).unwrap();
        self.shown(&grouped(number))
    }

    fn day(&mut self) -> Inline {
        let (month, day) = (1 + self.dice.below(12), 1 + self.dice.below(28));
        let shown = match self.dice.below(6) {
            0 => format!("’21. {month}. {day}."),
            1 => format!("{month}. {day}."),
            2 => format!("’21. {month}."),
            3 => format!("’21. {month}.~{}.", 1 + month % 12),
            4 => format!("’2{}.~’2{}.", month % 3, 4 + day % 5),
            _ => format!("’21. {month}. {day}.~{}.", day + 1),
        };
        self.fact(&shown)
    }

    fn line(&mut self) -> Vec<Inline> {
        let (start, end) = (self.of(&STARTS), self.of(&ENDS));
        let mut text = vec![Inline::text(format!("{start} {} ", self.of(&WORKS)))];
        match self.dice.below(6) {
            0 => text.extend([self.number(99_000), Inline::text("백만원(민간위탁금) ")]),
            1 => text.extend([
                self.number(90),
                Inline::text("개 공간(개별 "),
                self.number(50),
                Inline::text(", 공동 "),
                self.number(40),
                Inline::text(") "),
            ]),
            2 => text.extend([self.number(300), Inline::text("건 접수, 심의 "), self.number(9), Inline::text("회 ")]),
            3 => text.extend([
                Inline::text("총 "),
                self.number(30),
                Inline::text("억원(실험별 최대 "),
                self.number(9),
                Inline::text("천만원) "),
            ]),
            4 => text.extend([Inline::text("시민 "), self.number(2_000), Inline::text("명 참여 ")]),
            _ => {}
        }
        text.push(Inline::text(end));
        if self.dice.below(2) == 0 {
            text.extend([Inline::text("("), self.day(), Inline::text(")")]);
        }
        text
    }

    fn cell(&mut self, number: i64) -> Cell {
        Cell::number(vec![self.shown(&grouped(number))])
    }

    fn amount(&mut self, below: usize) -> i64 {
        i64::try_from(self.dice.below(below)).unwrap()
    }

    /// Columns that add up to the first.
    fn staff(&mut self) -> Table {
        let heads = ["구 분", "계"].into_iter().chain(OFFICES).map(|head| Cell::head(words(head))).collect();
        let mut row = |label: &str| {
            let parts = [5 + self.amount(30), 5 + self.amount(30), 5 + self.amount(30)];
            let numbers = std::iter::once(parts.iter().sum()).chain(parts);
            let cells: Vec<Cell> = numbers.map(|number| self.cell(number)).collect();
            Row::plain(std::iter::once(Cell::row_head(0, words(label))).chain(cells).collect())
        };
        let body = vec![row("정 원"), row("현 원"), row("휴 직")];
        Table::new("staff", None, vec![Row::plain(heads)], body, Vec::new()).unwrap()
    }

    /// A total above its parts, and a column that is a difference.
    fn budget(&mut self) -> Table {
        let heads = ["구 분", "’20년 예산", "’21년 예산", "증감", "증감률"].map(|head| Cell::head(words(head))).to_vec();
        let years: Vec<(i64, i64)> = OFFICES.iter().map(|_| (1_000 + self.amount(9_000), 500 + self.amount(9_000))).collect();
        let sum = years.iter().fold((0, 0), |sum, year| (sum.0 + year.0, sum.1 + year.1));
        let mut body = Vec::new();
        for (label, (before, after)) in ["계"].iter().chain(&OFFICES).zip(std::iter::once(&sum).chain(&years)) {
            let change = after - before;
            let rate = change * 1_000 / before;
            let shown = format!("{}{}.{}%", if rate < 0 { "△" } else { "" }, rate.abs() / 10, rate.abs() % 10);
            let mut cells = vec![Cell::row_head(0, words(label))];
            cells.extend([*before, *after, change].map(|number| self.cell(number)));
            cells.push(Cell::number(vec![self.shown(&shown)]));
            let emphasis = if *label == "계" { Emphasis::Total } else { Emphasis::Plain };
            body.push(Row { cells, emphasis });
        }
        Table::new("budget", Some(words("(단위: 백만원)")), vec![Row::plain(heads)], body, words_note()).unwrap()
    }

    /// Totals of totals, many zeros, and a row of the same name in each part.
    fn execution(&mut self) -> Table {
        let heads = ["구 분", "예산", "예산현액(A)", "지출액(B)", "집행률(B/A)"].map(|head| Cell::head(words(head))).to_vec();
        let (mut all, mut parts) = ([0_i64; 3], Vec::new());
        for (office, works) in OFFICES.iter().zip(WORKS.chunks(4)) {
            let (mut total, mut rows) = ([0_i64; 3], Vec::new());
            for work in works.iter().copied().chain(["기본경비"]) {
                let budget = self.amount(900_000);
                let spent = if self.dice.below(3) == 0 { 0 } else { self.amount(usize::try_from(budget).unwrap() + 1) };
                let numbers = [budget, budget + if self.dice.below(3) == 0 { 7_903 } else { 0 }, spent];
                total.iter_mut().zip(numbers).for_each(|(total, number)| *total += number);
                rows.push((work, numbers, Emphasis::Plain));
            }
            all.iter_mut().zip(total).for_each(|(all, number)| *all += number);
            parts.push((*office, total, Emphasis::Subtotal));
            parts.extend(rows);
        }
        parts.insert(0, ("서울혁신기획관", all, Emphasis::Total));
        let mut body = Vec::new();
        for (label, numbers, emphasis) in parts {
            let rate = if numbers[1] == 0 { 0 } else { numbers[2] * 1_000 / numbers[1] };
            let mut cells = vec![Cell::row_head(0, words(label))];
            cells.extend(numbers.map(|number| self.cell(number)));
            cells.push(Cell::number(vec![self.shown(&format!("{}.{}", rate / 10, rate % 10))]));
            body.push(Row { cells, emphasis });
        }
        let caption = Some(vec![Inline::text("(단위: 천원, %, "), self.fact("’21. 3. 31."), Inline::text(" 기준)")]);
        Table::new("execution", caption, vec![Row::plain(heads)], body, words_note()).unwrap()
    }

    fn merged(&mut self) -> Table {
        let head = vec![
            Row::plain(vec![
                Cell::head(words("분야")).spanning(count(1), count(2)),
                Cell::head(words("실적")).spanning(count(2), count(1)),
            ]),
            Row::plain(vec![Cell::head(words("상반기")), Cell::head(words("하반기"))]),
        ];
        let mut body = Vec::new();
        for label in ["환경", "복지"] {
            let first = (0..2).map(|_| Cell::number(vec![self.number(500), Inline::text("건")]));
            let cells: Vec<Cell> = first.collect();
            body.push(Row::plain(std::iter::once(Cell::row_head(0, words(label)).spanning(count(1), count(2))).chain(cells).collect()));
            body.push(Row::plain(vec![Cell::number(vec![self.number(500), Inline::text("명")]), Cell::number(vec![self.day()])]));
        }
        Table::new("merged", None, head, body, Vec::new()).unwrap()
    }
}

fn words_note() -> Vec<Vec<Inline>> {
    vec![words("추경을 포함한 금액")]
}
