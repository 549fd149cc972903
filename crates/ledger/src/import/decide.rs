use std::collections::{BTreeMap, HashMap};

use kernel::Money;

use super::row::{Content, OfficialKind, OfficialRow, Read, Source};
use crate::model::{
    Amount, Budget, Commit, Commitment, Disburse, EntryId, EntryKind, Line, LineKey, NewEntry, Release, Supplement, Transfer,
};
use crate::rules::{self, Refused};

/// What stands of a source row: its last version.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) id: EntryId,
    pub(crate) content: String,
}

/// A commitment that Madang has, with the document it was entered under.
#[derive(Clone, Debug)]
pub(crate) struct OwnCommitment {
    pub(crate) line: LineKey,
    pub(crate) commitment: Commitment,
    pub(crate) document: Option<String>,
}

/// What stands in the record, in memory: each row that is decided changes it as its entries would.
#[derive(Debug, Default)]
pub(crate) struct Book {
    lines: BTreeMap<LineKey, Line>,
    names: HashMap<(i16, String), Vec<LineKey>>,
    commitments: HashMap<String, (LineKey, Commitment)>,
    by_document: HashMap<String, Vec<EntryId>>,
    by_source: HashMap<(String, String), Vec<(String, EntryId)>>,
    standing: HashMap<Source, Standing>,
}

/// What a row does.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// Its entries; a commitment without one of its own is named by [`provisional`].
    Enter(Vec<NewEntry>),
    /// It stands already, with the same content.
    Stands,
    /// It cannot be entered; where it stood before with other content, that version is named.
    Except { why: Refused, replaces: Option<EntryId> },
}

/// The name that a commitment of a row has until it is saved.
pub(crate) fn provisional(row: usize) -> EntryId {
    EntryId::from_text(format!("row {row}"))
}

impl Book {
    /// Adds a line under its code and its names.
    pub(crate) fn add_line(&mut self, line: Line, names: impl IntoIterator<Item = String>) {
        for name in names {
            let known = self.names.entry((line.key.fiscal_year, plain(&name))).or_default();
            if !known.contains(&line.key) {
                known.push(line.key.clone());
            }
        }
        self.lines.insert(line.key.clone(), line);
    }

    /// Adds a commitment under its id and its document.
    pub(crate) fn add_commitment(&mut self, own: OwnCommitment) {
        if let Some(document) = own.document {
            self.by_document.entry(document).or_default().push(own.commitment.id.clone());
        }
        self.commitments.insert(own.commitment.id.as_str().to_owned(), (own.line, own.commitment));
    }

    /// Adds what stands of a source row; `commitment` is the one that it made.
    pub(crate) fn add_standing(&mut self, source: Source, standing: Standing, commitment: Option<EntryId>) {
        if let Some(commitment) = commitment {
            let of_document = self.by_source.entry((source.system.clone(), source.document.clone())).or_default();
            of_document.push((source.place.clone(), commitment));
        }
        self.standing.insert(source, standing);
    }

    /// Decides a row, and remembers what it did.
    pub(crate) fn decide(&mut self, row: &OfficialRow) -> Outcome {
        let content = store::canonical(&row.content);
        let id = provisional(row.number);
        let outcome = match self.standing.get(&row.source) {
            Some(standing) if standing.content == content => return Outcome::Stands,
            Some(standing) => {
                let why = Refused::ChangedAtSource { source: row.source.to_string() };
                Outcome::Except { why, replaces: Some(standing.id.clone()) }
            }
            None => match row
                .read
                .as_ref()
                .map_err(|wrong| Refused::Unreadable(wrong.clone()))
                .and_then(|read| self.enter(read, &row.source, None))
            {
                Ok(entries) => Outcome::Enter(entries),
                Err(why) => Outcome::Except { why, replaces: None },
            },
        };
        let made = if let Outcome::Enter(entries) = &outcome { self.apply(entries, &id) } else { None };
        self.add_standing(row.source.clone(), Standing { id, content }, made);
        outcome
    }

    /// The entries of a readable row, by the same rules that officers' acts obey; `chosen` is a commitment that somebody picked.
    pub(crate) fn enter(&self, read: &Read, source: &Source, chosen: Option<&EntryId>) -> Result<Vec<NewEntry>, Refused> {
        let amount = || Amount::new(read.amount.units()).ok_or(Refused::Nothing);
        let (day, note) = (read.day, read.note.clone());
        match read.kind {
            OfficialKind::Appropriate => {
                let line = self.line(read)?;
                rules::appropriate(line, &Budget { line: line.key.clone(), amount: amount()?, day, note }).map(|entry| vec![entry])
            }
            OfficialKind::Supplement => {
                let line = self.line(read)?;
                rules::supplement(line, &Supplement { line: line.key.clone(), change: read.amount, day, note }).map(|entry| vec![entry])
            }
            OfficialKind::Transfer(kind) => {
                let from = self.line(read)?;
                let to = self.line_named(read.fiscal_year, read.other_line.as_deref().unwrap_or_default())?;
                let transfer = Transfer { from: from.key.clone(), to: to.key.clone(), amount: amount()?, day, kind, note };
                // The official document is the one that it rests on.
                rules::transfer(from, to, &transfer, true).map(Vec::from)
            }
            OfficialKind::Commit => {
                let line = self.line(read)?;
                rules::commit(line, &Commit { line: line.key.clone(), amount: amount()?, day, note }).map(|entry| vec![entry])
            }
            OfficialKind::Release => {
                let (line, held) = self.held(read, source, chosen)?;
                let release = Release { commitment: held.id.clone(), amount: amount()?, day, note };
                rules::release(line, held, &release).map(|entry| vec![entry])
            }
            OfficialKind::Disburse => {
                let (line, held) = self.held(read, source, chosen)?;
                let pay = Disburse { commitment: held.id.clone(), amount: amount()?, day, note };
                rules::disburse(line, held, &pay).map(|entry| vec![entry])
            }
            OfficialKind::Return => {
                let (line, held) = self.held(read, source, chosen)?;
                let back = Disburse { commitment: held.id.clone(), amount: amount()?, day, note };
                rules::return_funds(line, held, &back).map(|entry| vec![entry])
            }
        }
    }

    fn line(&self, read: &Read) -> Result<&Line, Refused> {
        self.line_named(read.fiscal_year, read.line.as_deref().unwrap_or_default())
    }

    /// Finds a line of a year by its code or one of its names.
    pub(crate) fn line_named(&self, fiscal_year: i16, name: &str) -> Result<&Line, Refused> {
        let by_code = name.parse().ok().and_then(|code| self.lines.get(&LineKey { fiscal_year, code }));
        if let Some(line) = by_code {
            return Ok(line);
        }
        let nobody = || Refused::NoLineNamed { fiscal_year, name: name.to_owned() };
        match self.names.get(&(fiscal_year, plain(name))).map(Vec::as_slice).unwrap_or_default() {
            [key] => self.lines.get(key).ok_or_else(nobody),
            [] => Err(nobody()),
            many => Err(Refused::ManyLinesNamed { name: name.to_owned(), count: many.len() }),
        }
    }

    /// Finds the commitment that a row names, with its line: a row of the same system, a document of Madang's own, or an id.
    fn held(&self, read: &Read, source: &Source, chosen: Option<&EntryId>) -> Result<(&Line, &Commitment), Refused> {
        let reference = read.commitment.as_deref().unwrap_or_default();
        let nobody = || Refused::NoCommitmentNamed { reference: reference.to_owned() };
        let named = match chosen {
            Some(chosen) => vec![chosen],
            None => self.commitments_named(reference, &source.system),
        };
        let line = read.line.as_deref().and_then(|name| self.line_named(read.fiscal_year, name).ok());
        let held: Vec<&(LineKey, Commitment)> = named
            .iter()
            .filter_map(|id| self.commitments.get(id.as_str()))
            .filter(|(key, _)| key.fiscal_year == read.fiscal_year && line.is_none_or(|line| line.key == *key))
            .collect();
        match held.as_slice() {
            [(key, commitment)] => Ok((self.lines.get(key).ok_or_else(nobody)?, commitment)),
            [] => Err(nobody()),
            many => Err(Refused::ManyCommitmentsNamed { reference: reference.to_owned(), count: many.len() }),
        }
    }

    fn commitments_named<'b>(&'b self, reference: &'b str, system: &str) -> Vec<&'b EntryId> {
        let of = |document: &str| self.by_source.get(&(system.to_owned(), document.to_owned())).map(Vec::as_slice).unwrap_or_default();
        let whole = of(reference);
        if !whole.is_empty() {
            return whole.iter().map(|(_, id)| id).collect();
        }
        if let Some((document, place)) = reference.rsplit_once('#') {
            return of(document).iter().filter(|(known, _)| known == place).map(|(_, id)| id).collect();
        }
        if let Some(own) = self.by_document.get(reference) {
            return own.iter().collect();
        }
        self.commitments.get(reference).map(|(_, commitment)| &commitment.id).into_iter().collect()
    }

    /// Moves the balances as the entries would; gives the commitment that they make, under its provisional name.
    fn apply(&mut self, entries: &[NewEntry], id: &EntryId) -> Option<EntryId> {
        let mut made = None;
        for entry in entries {
            // The rules looked at these sums: they stay in the range of money.
            let moved = |sum: &mut Money| *sum = sum.plus(entry.amount).unwrap_or(*sum);
            if let Some(line) = self.lines.get_mut(&entry.line) {
                match entry.kind {
                    EntryKind::Commit => moved(&mut line.committed),
                    EntryKind::Disburse | EntryKind::Return => moved(&mut line.disbursed),
                    _ => moved(&mut line.current),
                }
            }
            match &entry.commitment {
                Some(commitment) => {
                    if let Some((_, held)) = self.commitments.get_mut(commitment.as_str()) {
                        let sum = if entry.kind == EntryKind::Commit { &mut held.committed } else { &mut held.disbursed };
                        moved(sum);
                    }
                }
                None if entry.kind == EntryKind::Commit => {
                    let commitment = Commitment { id: id.clone(), day: entry.day, committed: entry.amount, disbursed: Money::ZERO };
                    self.commitments.insert(id.as_str().to_owned(), (entry.line.clone(), commitment));
                    made = Some(id.clone());
                }
                None => {}
            }
        }
        made
    }
}

/// A name as it is compared: without spaces and in small letters.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl Content {
    /// Reads what was kept of a row again; nothing where a cell could not be read.
    pub(crate) fn read(&self) -> Option<Read> {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Some(Read {
            fiscal_year: self.fiscal_year.parse().ok()?,
            line: some(&self.line),
            kind: OfficialKind::read(&self.kind)?,
            amount: Money::new(self.amount.parse().ok()?),
            day: self.day.parse().ok()?,
            commitment: some(&self.commitment),
            other_line: some(&self.other_line),
            note: some(&self.note),
        })
    }
}
