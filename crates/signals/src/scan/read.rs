//! Complaints from an office's file: CSV (UTF-8, with a mark or not, UTF-16 with its mark, CP949) row by row, so that ten million rows need no more memory than one;
//! or XLSX. What is wrong is named by row and column.

use std::io::Read;

use csv::StringRecord;
use encoding_rs::{CoderResult, Decoder, Encoding};
use kernel::{Day, Refusal};

use super::date::day_of;
use super::stream::Complaint;

/// Notes kept; further ones are only counted.
const NOTES_MAX: usize = 1_000;
/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// The columns that are known, each with the names under which it is found unless `--map` names another.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("id", &["id", "민원번호", "접수번호", "번호"]),
    ("received_on", &["received_on", "접수일", "접수일자", "접수일시", "신청일", "date"]),
    ("category", &["category", "kind", "분류", "민원분류", "분야", "업무구분"]),
    ("title", &["title", "제목", "민원제목"]),
    ("text", &["text", "내용", "민원내용", "본문"]),
    ("area", &["area", "지역", "행정동", "자치구", "주소"]),
    ("lat", &["lat", "latitude", "위도"]),
    ("lon", &["lon", "longitude", "경도"]),
    ("submitter", &["submitter", "신청인", "민원인"]),
];

/// Which of a file's columns is which: `received_on=접수일,title=제목`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(Vec<(String, String)>);

impl std::str::FromStr for Map {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let pair = |pair: &str| {
            let (known, column) = pair.split_once('=').map(|(known, column)| (known.trim(), column.trim()))?;
            (COLUMNS.iter().any(|(name, _)| *name == known) && !column.is_empty()).then(|| (known.to_owned(), column.to_lowercase()))
        };
        let pairs = text.split(',').filter(|part| !part.trim().is_empty());
        let all = COLUMNS.map(|(name, _)| name).join(", ");
        let read = |part| {
            pair(part).ok_or_else(|| {
                let shown: String = part.chars().take(60).collect();
                Refusal::new(
                    "signals.map",
                    format!("--map의 ‘{shown}’을 읽을 수 없습니다. received_on=접수일,title=제목처럼 적어 주십시오. 왼쪽에 올 수 있는 이름: {all}"),
                    format!("`{shown}` in --map cannot be read: write received_on=COLUMN,title=COLUMN; known on the left are {all}"),
                )
            })
        };
        let map: Vec<(String, String)> = pairs.map(read).collect::<Result<_, _>>()?;
        if let Some((name, _)) =
            map.iter().enumerate().find(|(at, (name, _))| map.iter().take(*at).any(|(other, _)| other == name)).map(|(_, pair)| pair)
        {
            return Err(Refusal::new(
                "signals.map",
                format!("--map에 {name}의 열이 두 번 적혀 있습니다. 하나만 남겨 주십시오."),
                format!("--map names a column for {name} twice: leave one"),
            ));
        }
        Ok(Self(map))
    }
}

/// A row left out, or taken otherwise than it stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As a spreadsheet numbers it: the header is row 1. In a CSV, the line on which the row begins.
    pub row: u64,
    /// Why, in Korean.
    pub ko: &'static str,
    /// Why, in English.
    pub en: &'static str,
}

/// What reading a file found, beside its complaints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Rows left out because they are dated after today.
    pub future: u64,
    /// Whether its days ran back, so that it was sorted.
    pub sorted: bool,
}

fn refuse(ko: String, en: String) -> Refusal {
    Refusal::new("signals.complaints-file", ko, en)
}

/// Refuses a row that holds a NUL: such a file is no text, or its letters are of another kind.
fn refuse_nul(name: &str, number: u64, row: &StringRecord) -> Result<(), Refusal> {
    if !row.as_slice().contains('\0') {
        return Ok(());
    }
    Err(refuse(
        format!("{name} {number}행에 글자가 아닌 바이트(NUL)가 있습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다."),
        format!("{name}, row {number}, holds a byte that is no letter (NUL): save it as CSV in UTF-8 or CP949, or as XLSX"),
    ))
}

/// Where the known columns stand.
#[derive(Clone, Debug)]
struct Header {
    name: String,
    /// How many columns it has.
    width: usize,
    places: [Option<usize>; COLUMNS.len()],
    date: String,
}

impl Header {
    fn of(name: &str, row: &StringRecord, map: &Map) -> Result<Self, Refusal> {
        let heads: Vec<String> = row.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}').to_lowercase()).collect();
        refuse_nul(name, 1, row)?;
        let mut places = [None; COLUMNS.len()];
        for (slot, (known, names)) in places.iter_mut().zip(COLUMNS) {
            let mapped = map.0.iter().find(|(name, _)| name == known).map(|(_, column)| column.as_str());
            *slot = match mapped {
                Some(column) => Some(heads.iter().position(|head| head == column).ok_or_else(|| {
                    refuse(
                        format!("{name} 1행에 --map이 말한 열 ‘{column}’이 없습니다. 있는 열: {}", heads.join(", ")),
                        format!("{name}, row 1, has no column `{column}`, which --map names; it has: {}", heads.join(", ")),
                    )
                })?),
                None => names.iter().find_map(|name| heads.iter().position(|head| head == name)),
            };
            if let Some(head) = slot.and_then(|at| heads.get(at)).filter(|head| heads.iter().filter(|other| other == head).count() > 1) {
                return Err(refuse(
                    format!("{name} 1행에 열 ‘{head}’이(가) 두 번 있습니다. 하나의 이름을 바꿔 주십시오."),
                    format!("{name}, row 1, has the column `{head}` twice: rename one of them"),
                ));
            }
        }
        let [_, date, category, title, _, area, ..] = places;
        let missing = if date.is_none() {
            Some(("접수일(received_on)", "received_on"))
        } else if category.or(title).or(area).is_none() {
            Some(("분류·제목·지역(category, title, area) 가운데 하나", "one of category, title, area"))
        } else {
            None
        };
        if let Some((ko, en)) = missing {
            return Err(refuse(
                format!(
                    "{name} 1행에 {ko} 열이 있어야 합니다. 이름이 다르면 --map received_on=열이름처럼 알려 주십시오. 있는 열: {}",
                    heads.join(", ")
                ),
                format!(
                    "{name}, row 1, must have a column for {en}; if it has another name, say --map received_on=COLUMN. It has: {}",
                    heads.join(", ")
                ),
            ));
        }
        let date = date.and_then(|at| heads.get(at)).cloned().unwrap_or_default();
        Ok(Self { name: name.to_owned(), width: heads.len(), places, date })
    }

    /// The complaint of a row. None for an empty row.
    fn complaint(&self, number: u64, row: &StringRecord) -> Result<Option<Complaint>, Refusal> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        refuse_nul(&self.name, number, row)?;
        if row.iter().skip(self.width).any(|cell| !cell.trim().is_empty()) {
            let name = &self.name;
            return Err(refuse(
                format!("{name} {number}행의 칸이 머리글보다 많습니다. 쉼표가 든 칸은 따옴표로 싸야 합니다."),
                format!("{name}, row {number}, has more cells than the header: a cell that holds a comma must stand in quotes"),
            ));
        }
        let [id, received, category, title, text, area, lat, lon, submitter] =
            self.places.map(|place| place.and_then(|place| row.get(place)).unwrap_or_default().trim());
        let day = day_of(received).ok_or_else(|| {
            let (name, column, shown) = (&self.name, &self.date, received.chars().take(40).collect::<String>());
            refuse(
                format!("{name} {number}행 ‘{column}’ 열의 ‘{shown}’은 날짜가 아닙니다. 2021-01-31처럼 적어 주십시오."),
                format!("{name}, row {number}, column `{column}`, has `{shown}`, which is no day: write one such as 2021-01-31"),
            )
        })?;
        // A coordinate that is no number is no coordinate: the row has a day and a matter all the same.
        let point = lat.parse().ok().zip(lon.parse().ok());
        let own = str::to_owned;
        Ok(Some(Complaint {
            id: own(id),
            received_on: Some(day),
            category: own(category),
            title: own(title),
            text: own(text),
            area: own(area),
            point,
            submitter: own(submitter),
        }))
    }
}

/// What the reader takes of the letters, seen by `quotes` on the way.
struct Watched<R> {
    letters: Letters<R>,
    quotes: sheet::Quotes,
    ended: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.letters.read(out)?;
        self.quotes.feed(out.get(..count).unwrap_or_default());
        self.ended |= count == 0;
        Ok(count)
    }
}

/// Letters decoded from bytes, chunk by chunk.
struct Letters<R> {
    bytes: R,
    decoder: Decoder,
    chunk: Vec<u8>,
    /// What of the chunk is not decoded yet.
    from: usize,
    to: usize,
    /// No bytes follow; nor letters.
    done: bool,
    over: bool,
}

impl<R: Read> Read for Letters<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if out.len() < 8 {
            return Err(std::io::Error::other("too little room"));
        }
        while !self.over {
            if self.from == self.to && !self.done {
                self.from = 0;
                self.to = self.bytes.read(&mut self.chunk)?;
                self.done = self.to == 0;
            }
            let input = self.chunk.get(self.from..self.to).unwrap_or_default();
            let (result, read, written, wrong) = self.decoder.decode_to_utf8(input, out, self.done);
            self.from += read;
            if wrong {
                return Err(std::io::Error::other("letters of no known kind"));
            }
            self.over = self.done && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// How a file's letters are written, told from all of its bytes.
///
/// # Errors
/// Gives what reading the bytes gives.
fn encoding(mut bytes: impl Read) -> std::io::Result<&'static Encoding> {
    let mut chunk = vec![0; CHUNK];
    let (mut kept, mut first) = (0, true);
    loop {
        let room = chunk.get_mut(kept..).unwrap_or_default();
        let count = bytes.read(room)?;
        let read = chunk.get(..kept + count).unwrap_or_default();
        if first && let Some((encoding, _)) = Encoding::for_bom(read) {
            return Ok(encoding);
        }
        first = false;
        let rest = match std::str::from_utf8(read) {
            Ok(_) => 0,
            // A letter may be cut by the chunk's end.
            Err(error) if error.error_len().is_none() && count > 0 => read.len() - error.valid_up_to(),
            // What the registries of browsers call EUC-KR is CP949, Microsoft's extension of it.
            Err(_) => return Ok(encoding_rs::EUC_KR),
        };
        if count == 0 {
            return Ok(encoding_rs::UTF_8);
        }
        let from = read.len() - rest;
        let to = read.len();
        chunk.copy_within(from..to, 0);
        kept = rest;
    }
}

/// A file of complaints that can be opened again from its beginning.
pub struct Complaints<F> {
    name: String,
    open: F,
    map: Map,
    encoding: &'static Encoding,
    delimiter: u8,
    /// Whether its days never run back, so that it can be read as it stands.
    ordered: bool,
    /// Rows with complaints.
    pub rows: u64,
    /// Rows left out.
    pub left_out: u64,
    /// The first thousand of them.
    pub notes: Vec<Note>,
    today: Day,
}

impl<R: Read, F: FnMut() -> std::io::Result<R>> Complaints<F> {
    /// Looks through a file once: its letters, its columns, every day. `open` gives its bytes from the beginning, each time; `name` is what refusals call it; rows dated after
    /// `today` are left out.
    ///
    /// # Errors
    /// Refuses what cannot be read, a header without the needed columns, a row that is no CSV, and a cell that is no day, by row and column.
    pub fn look(name: &str, mut open: F, map: Map, today: Day) -> Result<Self, Refusal> {
        let failed =
            |error: &std::io::Error| refuse(format!("{name}을 읽을 수 없습니다: {error}"), format!("{name} cannot be read: {error}"));
        let mut start = Vec::new();
        open().and_then(|bytes| bytes.take(4096).read_to_end(&mut start)).map_err(|error| failed(&error))?;
        sheet::refuse_old(name, &start)?;
        let sheet = start.starts_with(b"PK\x03\x04");
        let encoding = if sheet { encoding_rs::UTF_8 } else { open().and_then(encoding).map_err(|error| failed(&error))? };
        let (head, ..) = encoding.decode(&start);
        let delimiter = sheet::delimiter(&head);
        let mut file =
            Self { name: name.to_owned(), open, map, encoding, delimiter, ordered: !sheet, rows: 0, left_out: 0, notes: Vec::new(), today };
        let (mut last, mut rows, mut notes, mut ordered, mut left_out) = (None, 0, Vec::new(), true, 0);
        file.visit(|number, complaint| {
            if complaint.received_on > Some(today) {
                left_out += 1;
                if notes.len() == NOTES_MAX {
                    return;
                }
                notes.push(Note { row: number, ko: "접수일이 오늘보다 뒤임: 빼고 읽음", en: "dated after today: left out" });
                return;
            }
            rows += 1;
            ordered &= last <= complaint.received_on;
            last = last.max(complaint.received_on);
        })?;
        (file.rows, file.notes, file.left_out) = (rows, notes, left_out);
        file.ordered = ordered;
        if rows == 0 && left_out > 0 {
            return Err(refuse(
                format!("{name}의 민원 {left_out}건이 모두 오늘({today})보다 뒤의 날짜입니다. 접수일의 연도를 확인해 주십시오."),
                format!("all {left_out} complaints of {name} are dated after today ({today}): look at the years of their dates"),
            ));
        }
        if rows == 0 {
            return Err(refuse(
                format!("{name}에 머리글과 그 아래 민원이 있어야 합니다. 빈 파일이 아닌지 확인해 주십시오."),
                format!("{name} must have a header and complaints below it: is the file empty?"),
            ));
        }
        Ok(file)
    }

    /// Gives every complaint to `take`, in order of days; those of one day in the file's order. A file whose days run back is held in memory for that.
    ///
    /// # Errors
    /// As [`Complaints::look`], should the file have changed.
    pub fn each(&mut self, mut take: impl FnMut(&Complaint)) -> Result<(), Refusal> {
        let today = self.today;
        if self.ordered {
            return self.visit(|_, complaint| {
                if complaint.received_on <= Some(today) {
                    take(complaint);
                }
            });
        }
        let mut all = Vec::new();
        self.visit(|_, complaint| all.extend((complaint.received_on <= Some(today)).then(|| complaint.clone())))?;
        all.sort_by_key(|complaint| complaint.received_on);
        all.iter().for_each(take);
        Ok(())
    }

    /// What was found, for the report.
    pub fn reading(&self) -> Reading {
        Reading { future: self.left_out, sorted: !self.ordered }
    }

    fn visit(&mut self, mut take: impl FnMut(u64, &Complaint)) -> Result<(), Refusal> {
        let name = self.name.clone();
        let failed = |error: &dyn std::fmt::Display| {
            refuse(format!("{name}을 읽을 수 없습니다: {error}"), format!("{name} cannot be read: {error}"))
        };
        let mut bytes = (self.open)().map_err(|error| failed(&error))?;
        if self.is_sheet()? {
            let mut all = Vec::new();
            bytes.read_to_end(&mut all).map_err(|error| failed(&error))?;
            let rows = sheet::rows(&name, &all)?;
            let header = rows.first().map(|(_, head)| Header::of(&name, head, &self.map)).transpose().map_err(|refusal| {
                let first = sheet::first_sheet(&all).unwrap_or_default();
                refuse(
                    format!("{} 통합 문서에서는 첫 시트 ‘{first}’만 읽습니다.", refusal.ko),
                    format!("{}. Of a workbook only the first sheet, `{first}`, is read", refusal.en),
                )
            })?;
            for (number, row) in rows.iter().skip(1) {
                header.iter().try_for_each(|header| {
                    header.complaint(*number, row).map(|complaint| complaint.iter().for_each(|one| take(*number, one)))
                })?;
            }
            return Ok(());
        }
        let letters =
            Letters { bytes, decoder: self.encoding.new_decoder(), chunk: vec![0; CHUNK], from: 0, to: 0, done: false, over: false };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(CHUNK)
            .from_reader(Watched { letters, quotes: sheet::Quotes::new(self.delimiter), ended: false });
        let (mut row, mut header) = (StringRecord::new(), None);
        loop {
            let more = reader.read_record(&mut row).map_err(|error| {
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    let after = row.position().map_or(0, csv::Position::line);
                    return refuse(
                        format!(
                            "{name} {after}행 다음의 글자를 읽을 수 없습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다."
                        ),
                        format!("the letters of {name} after row {after} cannot be read: save it as CSV in UTF-8 or CP949, or as XLSX"),
                    );
                }
                let line = error.position().map_or(0, csv::Position::line);
                refuse(
                    format!("{name} {line}행부터 CSV로 읽을 수 없습니다. 따옴표가 닫혔는지 확인해 주십시오."),
                    format!("from row {line} on {name} is no CSV: is a quote left open?"),
                )
            })?;
            let watched = reader.get_ref();
            // A row that the file's end closed is not looked at: what is wrong is its quote.
            if let Some(line) = watched.quotes.open().filter(|_| watched.ended) {
                return Err(sheet::unclosed(&name, line));
            }
            if !more {
                return Ok(());
            }
            let number = row.position().map_or(0, csv::Position::line);
            match &header {
                None => header = Some(Header::of(&name, &row, &self.map)?),
                Some(header) => header.complaint(number, &row)?.iter().for_each(|complaint| take(number, complaint)),
            }
        }
    }

    fn is_sheet(&mut self) -> Result<bool, Refusal> {
        let mut start = Vec::new();
        let read = (self.open)().and_then(|bytes| bytes.take(4).read_to_end(&mut start));
        read.map_err(|error| {
            refuse(format!("{}을 읽을 수 없습니다: {error}", self.name), format!("{} cannot be read: {error}", self.name))
        })?;
        Ok(start == b"PK\x03\x04")
    }
}
