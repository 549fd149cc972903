//! The files that a Polis conversation exports, as votes; what is wrong with them is named by row and column.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder};
use kernel::Refusal;

use crate::votes::{Moderation, Statement, UNSEEN, Votes};

/// Columns of participants-votes.csv that hold no votes. What they count is counted again here; Polis' groups are not used.
const KNOWN: [&str; 7] = ["participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"];

fn refuse(code: &'static str, ko: String, en: String) -> Refusal {
    Refusal::new(code, ko, en)
}

fn reader<R: Read>(input: R) -> Reader<R> {
    ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(input)
}

/// The column names; spreadsheets put a mark (BOM) before the first.
fn head<R: Read>(reader: &mut Reader<R>, file: &str) -> Result<Vec<String>, Refusal> {
    let record = reader.byte_headers().map_err(|error| unreadable(file, &error))?.clone();
    let names = record.iter().enumerate().map(|(at, name)| {
        let text = std::str::from_utf8(name).map_err(|_| no_text(file, 1, at + 1))?;
        Ok(text.trim_start_matches('\u{feff}').trim().to_owned())
    });
    let names = names.collect::<Result<Vec<String>, Refusal>>()?;
    if names.iter().all(String::is_empty) {
        return Err(refuse(
            "opinion.empty-file",
            format!("{file}이 비어 있습니다. 첫 줄에 열 이름이 있어야 합니다."),
            format!("{file} is empty: its first line must name the columns"),
        ));
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|other| other == name) {
            return Err(refuse(
                "opinion.column-twice",
                format!("{file}에 열 ‘{name}’이 두 번 나옵니다. 하나만 남겨 주세요."),
                format!("{file} has the column `{name}` twice: keep one"),
            ));
        }
    }
    Ok(names)
}

fn unreadable(file: &str, error: &csv::Error) -> Refusal {
    refuse("opinion.unreadable", format!("{file}을 CSV로 읽을 수 없습니다: {error}"), format!("{file} cannot be read as CSV: {error}"))
}

fn no_text(file: &str, line: u64, column: usize) -> Refusal {
    refuse(
        "opinion.no-utf8",
        format!("{file} {line}째 줄 {column}째 칸은 UTF-8 글자가 아닙니다. UTF-8로 저장해 주세요."),
        format!("{file}, line {line}, column {column} is no UTF-8 text: save the file as UTF-8"),
    )
}

fn missing(file: &str, column: &str) -> Refusal {
    refuse("opinion.column-missing", format!("{file}에 열 ‘{column}’이 없습니다."), format!("{file} has no column `{column}`"))
}

fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn ragged(file: &str, line: u64, cells: usize, columns: usize) -> Refusal {
    refuse(
        "opinion.ragged",
        format!("{file} {line}째 줄에 칸이 {cells}개 있습니다. 첫 줄처럼 {columns}개여야 합니다."),
        format!("{file}, line {line} has {cells} cells: like the first line it must have {columns}"),
    )
}

/// Reads participants-votes.csv: a row for each participant, a column for each statement, headed by its number; 1 agrees, -1
/// disagrees, 0 passes, blank is not seen.
///
/// # Errors
/// Refuses, by line and column, what is no such file.
pub fn read_votes(input: impl Read, file: &str) -> Result<Votes, Refusal> {
    let mut reader = reader(input);
    let names = head(&mut reader, file)?;
    let participant = names.iter().position(|name| name == "participant").ok_or_else(|| missing(file, "participant"))?;
    let is_statement: Vec<bool> = names.iter().map(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())).collect();
    if let Some(unknown) = names.iter().zip(&is_statement).find(|(name, is)| !**is && !KNOWN.contains(&name.as_str())) {
        return Err(refuse(
            "opinion.unknown-column",
            format!("{file}의 열 ‘{}’은 의견 번호도 아니고 아는 열도 아닙니다. 의견이면 번호로 바꾸고, 아니면 지워 주세요.", unknown.0),
            format!(
                "{file} has the column `{}`, which is neither a statement's number nor known: head statements by their number, remove other columns",
                unknown.0
            ),
        ));
    }
    let statements =
        names.iter().zip(&is_statement).filter(|(_, is)| **is).map(|(name, _)| Statement { id: name.clone(), ..Statement::default() });
    let mut votes = Votes::new(statements.collect());
    let mut first_lines: HashMap<String, u64> = HashMap::new();
    let mut record = ByteRecord::new();
    let mut row: Vec<i8> = Vec::with_capacity(names.len());
    while reader.read_byte_record(&mut record).map_err(|error| unreadable(file, &error))? {
        let line = line(&record);
        if record.len() != names.len() {
            return Err(ragged(file, line, record.len(), names.len()));
        }
        row.clear();
        for ((cell, is), name) in record.iter().zip(&is_statement).zip(&names) {
            if *is {
                row.push(vote(cell).ok_or_else(|| no_vote(file, line, name, cell))?);
            }
        }
        let id = std::str::from_utf8(record.get(participant).unwrap_or_default()).map_err(|_| no_text(file, line, participant + 1))?;
        if id.trim().is_empty() {
            return Err(refuse(
                "opinion.no-participant",
                format!("{file} {line}째 줄에 참여자 번호가 없습니다."),
                format!("{file}, line {line} names no participant"),
            ));
        }
        if let Some(first) = first_lines.insert(id.to_owned(), line) {
            return Err(refuse(
                "opinion.participant-twice",
                format!("참여자 ‘{id}’이 {file} {first}째 줄과 {line}째 줄에 두 번 나옵니다. 마지막 투표만 남긴 한 줄로 합쳐 주세요."),
                format!("participant `{id}` stands in lines {first} and {line} of {file}: keep one row with their last votes"),
            ));
        }
        votes.add_row(id.to_owned(), &row);
    }
    Ok(votes)
}

#[inline]
fn vote(cell: &[u8]) -> Option<i8> {
    match cell {
        b"" => Some(UNSEEN),
        b"1" => Some(1),
        b"-1" => Some(-1),
        b"0" => Some(0),
        _ => spaced_vote(cell),
    }
}

fn spaced_vote(cell: &[u8]) -> Option<i8> {
    let bare = cell.trim_ascii();
    if bare.len() < cell.len() { vote(bare) } else { None }
}

fn no_vote(file: &str, line: u64, column: &str, cell: &[u8]) -> Refusal {
    let shown: String = String::from_utf8_lossy(cell).chars().take(20).collect();
    refuse(
        "opinion.no-vote",
        format!("{file} {line}째 줄, 의견 {column}의 값 ‘{shown}’은 투표가 아닙니다. 1(찬성), -1(반대), 0(건너뜀) 또는 빈칸이어야 합니다."),
        format!("{file}, line {line}, statement {column}: `{shown}` is no vote; write 1 (agree), -1 (disagree), 0 (pass) or nothing"),
    )
}

/// Reads comments.csv into the votes: each statement's words, whether moderators took it out, and whether it is a meta statement (an
/// optional column `is-meta`). Statements that no vote names come in without votes.
///
/// # Errors
/// Refuses, by line and column, what is no such file.
pub fn read_comments(votes: &mut Votes, input: impl Read, file: &str) -> Result<(), Refusal> {
    let mut reader = reader(input);
    let names = head(&mut reader, file)?;
    let find = |column: &str| names.iter().position(|name| name == column);
    let (id, moderated) = (find("comment-id").ok_or_else(|| missing(file, "comment-id"))?, find("moderated"));
    let (body, meta) = (find("comment-body"), find("is-meta"));
    let mut places: HashMap<String, (usize, bool)> =
        votes.statements().iter().enumerate().map(|(at, statement)| (statement.id.clone(), (at, false))).collect();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| unreadable(file, &error))? {
        let line = line(&record);
        if record.len() != names.len() {
            return Err(ragged(file, line, record.len(), names.len()));
        }
        let text = |column: Option<usize>| {
            let Some(at) = column else { return Ok(String::new()) };
            let cell = record.get(at).unwrap_or_default();
            std::str::from_utf8(cell).map(|text| text.trim().to_owned()).map_err(|_| no_text(file, line, at + 1))
        };
        let (number, words) = (text(Some(id))?, text(body)?);
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong(file, line, "comment-id", &number, ("의견 번호여야 합니다", "it must be a statement's number")));
        }
        let moderation = match text(moderated)?.as_str() {
            "1" => Moderation::Accepted,
            "0" | "" => Moderation::Waiting,
            "-1" => Moderation::Out,
            other => return Err(wrong(file, line, "moderated", other, ("1, 0, -1 가운데 하나여야 합니다", "it must be 1, 0 or -1"))),
        };
        let meta = match text(meta)?.to_ascii_lowercase().as_str() {
            "1" | "true" => true,
            "0" | "" | "false" => false,
            other => return Err(wrong(file, line, "is-meta", other, ("1이나 0이어야 합니다", "it must be 1 or 0"))),
        };
        let statement = Statement { id: number.clone(), text: Some(words).filter(|words| !words.is_empty()), moderation, meta };
        match places.get_mut(&number) {
            Some((_, true)) => {
                return Err(wrong(file, line, "comment-id", &number, ("이미 나온 번호입니다", "it stood in an earlier line already")));
            }
            Some((at, described)) => {
                *described = true;
                if let Some(slot) = votes.statements_mut().get_mut(*at) {
                    *slot = statement;
                }
            }
            None => {
                let at = votes.add_statement(statement);
                places.insert(number, (at, true));
            }
        }
    }
    Ok(())
}

fn wrong(file: &str, line: u64, column: &str, value: &str, (ko, en): (&str, &str)) -> Refusal {
    let shown: String = value.chars().take(20).collect();
    refuse(
        "opinion.wrong-value",
        format!("{file} {line}째 줄, 열 {column}의 값 ‘{shown}’을 읽을 수 없습니다: {ko}."),
        format!("{file}, line {line}, column {column}: cannot read `{shown}`: {en}"),
    )
}
