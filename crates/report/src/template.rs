//! Reads a report template (docs/pack.md, "Report templates"). Pure: text in, lines or problems out.

use kernel::{Day, FiscalYears, Period};

use crate::model::{Filter, Rows, Scalar, Where};

/// A template, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The report's title.
    pub title: String,
    /// The basis of references that name none.
    pub basis: Basis,
    /// The page of the program that shows this report, one of [`PAGES`].
    pub page: Option<String>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// For each of them, where it stands in the text, from 1.
    pub(crate) numbers: Vec<usize>,
}

/// The pages of the program that show a report: the latest one whose header says `page: NAME`.
pub const PAGES: [&str; 1] = ["execution"];

/// The page that a template's header names; reads no further.
pub(crate) fn page_of(text: &str) -> Option<&str> {
    text.lines().map(str::trim_end).take_while(|line| *line != "---").find_map(|line| line.strip_prefix("page:")).map(str::trim)
}

/// The day a reference is computed on, from the report's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The report's day itself.
    ReportDay,
    /// The end of the last period that is over.
    End(Period),
    /// A fixed day.
    Fixed(Day),
}

impl Basis {
    /// The day for a report of `day`; quarters and years end as the city's do.
    pub fn day(self, day: Day, years: FiscalYears) -> Day {
        match self {
            Self::ReportDay => day,
            Self::End(period) => years.last_end(day, period),
            Self::Fixed(fixed) => fixed,
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "report-day" => Self::ReportDay,
            "month-end" => Self::End(Period::Month),
            "quarter-end" => Self::End(Period::Quarter),
            "year-end" => Self::End(Period::Year),
            day => Self::Fixed(
                day.parse().map_err(|_| format!("basis is report-day, month-end, quarter-end, year-end or a day, not `{day}`"))?,
            ),
        })
    }
}

/// One line of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading of level 1 to 3.
    Heading(u8, Vec<Span>),
    /// An outline item of level 1 to 4 (□ ○ － ∙).
    Outline(u8, Vec<Span>),
    /// A note (※).
    Note(Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A page break.
    PageBreak,
    /// A table of figures.
    Table(Box<TableSpec>),
    /// A list of rows, grouped.
    List(ListSpec),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text; a literal that was marked is text too.
    Text(String),
    /// A figure.
    Figure(FigureRef),
    /// A fact.
    Fact(FactRef),
}

/// A reference to a figure.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FigureRef {
    /// The key.
    pub key: String,
    /// Its own basis.
    pub basis: Option<Basis>,
    /// The unit to show it in.
    pub unit: Option<String>,
    /// The decimals to show.
    pub places: Option<u32>,
    /// Words such as 내외, printed after number and unit.
    pub words: Option<String>,
}

/// A reference to a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRef {
    /// The key.
    pub key: String,
    /// How it is written.
    pub style: Style,
}

/// How a fact is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// In the precision it was recorded in, with its year.
    #[default]
    Plain,
    /// To the day, with the year.
    Full,
    /// To the day, without the year.
    Short,
    /// To the month, with the year.
    Month,
    /// Years only.
    Year,
    /// Months only.
    Months,
}

/// A table of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSpec {
    /// Its name in the document.
    pub id: String,
    /// Its caption.
    pub caption: Vec<Span>,
    /// The unit of its money figures.
    pub unit: Option<String>,
    /// The basis of its figures.
    pub basis: Option<Basis>,
    /// Whether members are lines (down) or columns (across).
    pub across: bool,
    /// Where members come from.
    pub members: Vec<Rows>,
    /// Other names for members, by code.
    pub labels: Vec<(String, String)>,
    /// Members set bold.
    pub marks: Vec<String>,
    /// The heading over the members' names.
    pub corner: Vec<Span>,
    /// The series: heading and key pattern.
    pub series: Vec<(Vec<Span>, String)>,
    /// The key pattern of a bar chart above the table.
    pub chart: Option<String>,
}

/// A list of rows in groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSpec {
    /// Its name in the document.
    pub id: String,
    /// The set.
    pub set: String,
    /// The dimension to group by.
    pub group: String,
    /// Headings over group and rows.
    pub corner: Vec<Vec<Span>>,
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads a template; gives every problem found.
pub fn parse(text: &str) -> Result<Template, Vec<Problem>> {
    let mut reader = Reader { problems: Vec::new(), lines: Vec::new(), numbers: Vec::new() };
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end()));
    let (title, basis, page) = reader.header(&mut lines);
    while let Some((number, line)) = lines.next() {
        if let Some(opening) = line.strip_prefix(":::") {
            let mut ended = false;
            let inside = |(_, line): &(usize, &str)| {
                ended = line.trim() == ":::";
                !ended
            };
            let body: Vec<(usize, &str)> = lines.by_ref().take_while(inside).collect();
            reader.block(number, opening.trim(), &body);
            if !ended {
                reader.problem(number, format!("the block `::: {}` does not end: a line `:::` is missing", opening.trim()));
            }
        } else if !line.trim().is_empty() {
            reader.line(number, line.trim());
        }
        reader.numbers.resize(reader.lines.len(), number);
    }
    if reader.problems.is_empty() {
        Ok(Template { title, basis, page, lines: reader.lines, numbers: reader.numbers })
    } else {
        Err(reader.problems)
    }
}

struct Reader {
    problems: Vec<Problem>,
    lines: Vec<Line>,
    numbers: Vec<usize>,
}

impl Reader {
    fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { line, what: what.into() });
    }

    fn header<'a>(&mut self, lines: &mut impl Iterator<Item = (usize, &'a str)>) -> (String, Basis, Option<String>) {
        let (mut title, mut basis, mut page) = (String::new(), Basis::ReportDay, None);
        for (number, line) in lines {
            if line == "---" {
                if title.is_empty() {
                    self.problem(number, "the header has no `title:`");
                }
                return (title, basis, page);
            }
            match line.split_once(':') {
                Some(("title", value)) => title = self.text(number, value.trim()),
                Some(("basis", value)) => match Basis::parse(value.trim()) {
                    Ok(found) => basis = found,
                    Err(what) => self.problem(number, what),
                },
                Some(("page", value)) if PAGES.contains(&value.trim()) => page = Some(value.trim().to_owned()),
                Some(("page", value)) => self.problem(number, format!("page is {}, found `{}`", PAGES.join(", "), value.trim())),
                _ if line.trim().is_empty() => {}
                _ => self.problem(number, format!("the header takes `title:`, `basis:` and `page:`, then `---`; found `{line}`")),
            }
        }
        self.problem(1, "the header does not end: a line `---` is missing");
        (title, basis, page)
    }

    fn line(&mut self, number: usize, line: &str) {
        if line == "---page---" {
            self.lines.push(Line::PageBreak);
            return;
        }
        type Make = fn(Vec<Span>) -> Line;
        const MARKS: [(&str, Make); 8] = [
            ("### ", |spans| Line::Heading(3, spans)),
            ("## ", |spans| Line::Heading(2, spans)),
            ("# ", |spans| Line::Heading(1, spans)),
            ("□ ", |spans| Line::Outline(1, spans)),
            ("○ ", |spans| Line::Outline(2, spans)),
            ("－ ", |spans| Line::Outline(3, spans)),
            ("∙ ", |spans| Line::Outline(4, spans)),
            ("※ ", Line::Note),
        ];
        let (make, rest) =
            MARKS.iter().find_map(|(mark, make)| line.strip_prefix(mark).map(|rest| (*make, rest))).unwrap_or((Line::Paragraph, line));
        let spans = self.spans(number, rest);
        self.lines.push(make(spans));
    }

    /// Reads a text with references; refuses digits that are none.
    fn spans(&mut self, number: usize, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else if let Some((inside, after)) = from.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
                self.flush(number, &mut plain, &mut spans);
                match reference(inside) {
                    Ok(span) => spans.push(span),
                    Err(what) => self.problem(number, what),
                }
                rest = after;
            } else {
                self.problem(number, "a brace stands alone: write {{ or }} for one that is printed");
                rest = from.get(1..).unwrap_or_default();
            }
        }
        plain.push_str(rest);
        self.flush(number, &mut plain, &mut spans);
        spans
    }

    /// Reads a text that takes no references but marked literals.
    fn text(&mut self, number: usize, text: &str) -> String {
        let mut plain = String::new();
        for span in self.spans(number, text) {
            match span {
                Span::Text(text) => plain.push_str(&text),
                Span::Figure(FigureRef { key, .. }) | Span::Fact(FactRef { key, .. }) => {
                    self.problem(number, format!("a title or label takes no figure and no fact, found `{key}`"));
                }
            }
        }
        plain
    }

    fn flush(&mut self, number: usize, plain: &mut String, spans: &mut Vec<Span>) {
        if let Some(digit) = plain.chars().find(|&c| is_digit(c)) {
            let around: String = plain.chars().take(30).collect();
            self.problem(number, format!("the digit `{digit}` in `{around}` is no figure, no fact and no marked literal: write {{key}}, {{@fact}} or {{={digit}}}"));
        }
        if !plain.is_empty() {
            spans.push(Span::Text(std::mem::take(plain)));
        }
    }

    fn block(&mut self, number: usize, opening: &str, body: &[(usize, &str)]) {
        match opening.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["table", id] => self.table(number, id, body),
            ["list", id] => self.list(number, id, body),
            _ => self.problem(number, format!("a block is `::: table NAME` or `::: list NAME`, not `::: {opening}`")),
        }
    }

    fn table(&mut self, number: usize, id: &str, body: &[(usize, &str)]) {
        let mut spec = TableSpec {
            id: id.to_owned(),
            caption: Vec::new(),
            unit: None,
            basis: None,
            across: false,
            members: Vec::new(),
            labels: Vec::new(),
            marks: Vec::new(),
            corner: Vec::new(),
            series: Vec::new(),
            chart: None,
        };
        for &(at, line) in body.iter().filter(|(_, line)| !line.trim().is_empty()) {
            let Some((name, value)) = line.split_once(':') else {
                self.problem(at, format!("a table's line is `name: value`, found `{line}`"));
                continue;
            };
            if let Err(what) = self.table_line(at, &mut spec, name.trim(), value.trim()) {
                self.problem(at, what);
            }
        }
        if spec.members.is_empty() || spec.series.is_empty() {
            self.problem(number, format!("the table `{id}` needs `members:` and at least one `series:`"));
        }
        self.lines.push(Line::Table(Box::new(spec)));
    }

    fn table_line(&mut self, at: usize, spec: &mut TableSpec, name: &str, value: &str) -> Result<(), String> {
        match name {
            "caption" => spec.caption = self.spans(at, value),
            "unit" => spec.unit = Some(value.to_owned()),
            "basis" => spec.basis = Some(Basis::parse(value)?),
            "layout" => {
                spec.across = match value {
                    "down" => false,
                    "across" => true,
                    _ => return Err(format!("layout is down or across, not `{value}`")),
                }
            }
            "members" => spec.members = value.split(" + ").map(rows).collect::<Result<_, _>>()?,
            "label" => {
                let (code, text) = value.split_once('=').ok_or_else(|| format!("label is `CODE = TEXT`, found `{value}`"))?;
                let text = self.text(at, text.trim());
                spec.labels.push((code.trim().to_owned(), text));
            }
            "mark" => spec.marks.push(value.to_owned()),
            "corner" => spec.corner = self.spans(at, value),
            "chart" => spec.chart = Some(value.to_owned()),
            "series" => {
                let (heading, key) = value.rsplit_once('|').ok_or_else(|| format!("series is `HEADING | KEY`, found `{value}`"))?;
                let key = key.trim();
                if !key.contains('*') {
                    return Err(format!("the key of a series has a `*` for the member, found `{key}`"));
                }
                let heading = self.spans(at, heading.trim());
                spec.series.push((heading, key.to_owned()));
            }
            _ => return Err(format!("a table has no `{name}`: caption, unit, basis, layout, members, label, mark, corner, series, chart")),
        }
        Ok(())
    }

    fn list(&mut self, number: usize, id: &str, body: &[(usize, &str)]) {
        let mut spec = ListSpec { id: id.to_owned(), set: String::new(), group: String::new(), corner: Vec::new() };
        for &(at, line) in body.iter().filter(|(_, line)| !line.trim().is_empty()) {
            match line.split_once(':').map(|(name, value)| (name.trim(), value.trim())) {
                Some(("set", value)) => value.clone_into(&mut spec.set),
                Some(("group", value)) => value.clone_into(&mut spec.group),
                Some(("corner", value)) => spec.corner = value.split('|').map(|text| self.spans(at, text.trim())).collect(),
                _ => self.problem(at, format!("a list takes `set:`, `group:` and `corner:`, found `{line}`")),
            }
        }
        if spec.set.is_empty() || spec.group.is_empty() || spec.corner.len() != 2 {
            self.problem(number, format!("the list `{id}` needs `set:`, `group:` and `corner: GROUP | ROWS`"));
        }
        self.lines.push(Line::List(spec));
    }
}

/// A digit of any script; the Roman numerals of chapters are letters here.
fn is_digit(c: char) -> bool {
    c.is_numeric() && !('\u{2160}'..='\u{2188}').contains(&c)
}

/// The inside of `{…}`.
fn reference(inside: &str) -> Result<Span, String> {
    if let Some(literal) = inside.strip_prefix('=') {
        return Ok(Span::Text(literal.to_owned()));
    }
    let mut words = inside.split_whitespace();
    let key = words.next().ok_or("the reference {} names nothing")?;
    if let Some(key) = key.strip_prefix('@') {
        let mut style = Style::Plain;
        for option in words {
            style = match option {
                "style=full" => Style::Full,
                "style=short" => Style::Short,
                "style=month" => Style::Month,
                "style=year" => Style::Year,
                "style=months" => Style::Months,
                _ => return Err(format!("a fact takes style=full, short, month, year or months, not `{option}`")),
            };
        }
        return Ok(Span::Fact(FactRef { key: key.to_owned(), style }));
    }
    let mut figure = FigureRef { key: key.to_owned(), ..FigureRef::default() };
    for option in words {
        match option.split_once('=') {
            Some(("basis", value)) => figure.basis = Some(Basis::parse(value)?),
            Some(("unit", value)) => figure.unit = Some(value.to_owned()),
            Some(("words", value)) => {
                if let Some(digit) = value.chars().find(|&c| is_digit(c)) {
                    return Err(format!("the digit `{digit}` in words=`{value}` is no figure, no fact and no marked literal"));
                }
                figure.words = Some(value.to_owned());
            }
            Some(("places", value)) => {
                figure.places =
                    Some(value.parse().ok().filter(|places| *places <= 6).ok_or_else(|| format!("places is 0 to 6, not `{value}`"))?);
            }
            _ => return Err(format!("a figure takes basis=, unit=, places=, words=, not `{option}`")),
        }
    }
    Ok(Span::Figure(figure))
}

/// `bureau.units kind=office|division`.
fn rows(text: &str) -> Result<Rows, String> {
    let mut words = text.split_whitespace();
    let set = words.next().ok_or("members names no set")?.to_owned();
    let mut filter = Where::new();
    for word in words {
        let (name, value) = word.split_once('=').ok_or_else(|| format!("a filter is `dimension=value`, found `{word}`"))?;
        let scalar = |text: &str| text.parse::<i64>().map_or_else(|_| Scalar::Text(text.to_owned()), Scalar::Int);
        filter.insert(name.to_owned(), Filter::Many(value.split('|').map(scalar).collect()));
    }
    Ok(Rows { set, filter })
}
