//! Receipts: the pool is never published, only a commitment for everybody; whoever holds the opening proves which pseudonym is theirs.

use askama::Template;
use kernel::{Lang, Refusal};
use sha2::{Digest as _, Sha256};
use sheet::{Table, cell};

use crate::certificate::Certificate;
use crate::draw::{Drawn, hex, sha256};
use crate::table::refuse;

/// The format's name, the first line of all that is hashed.
pub const RECEIPT_FORMAT: &str = "madang-receipt/1";
/// Numbers of panels that a receipt lists; the others it counts.
const LISTED: usize = 40;

/// What opens a commitment: only its owner and the bureau hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The person's id in the pool.
    pub id: String,
    /// The pseudonym: type, `-`, and a number within it.
    pub pseudonym: String,
    /// 32 bytes in hexadecimal that nobody can guess.
    pub salt: String,
}

impl Opening {
    /// A person's opening; `secret` are 32 bytes that only the bureau knows and that no other lottery uses.
    pub fn new(id: &str, pseudonym: &str, secret: &[u8; 32]) -> Self {
        let salt = Sha256::new().chain_update(secret).chain_update(pseudonym.as_bytes()).finalize();
        Self { id: id.to_owned(), pseudonym: pseudonym.to_owned(), salt: hex(&salt) }
    }

    /// The commitment: SHA-256 of four lines, format, pseudonym, id and salt (docs/draw.md).
    pub fn commitment(&self) -> String {
        sha256(format!("{RECEIPT_FORMAT}\n{}\n{}\n{}\n", self.pseudonym, self.id, self.salt).as_bytes())
    }
}

/// commitments.csv: `pseudonym,commitment`, in the order of the pseudonyms' bytes, which is not that of the pool.
pub fn commitments_csv(openings: &[Opening]) -> String {
    let mut lines: Vec<String> = openings.iter().map(|opening| format!("{},{}\n", opening.pseudonym, opening.commitment())).collect();
    lines.sort_unstable();
    format!("pseudonym,commitment\n{}", lines.concat())
}

/// Whether `commitments` (the bytes of commitments.csv) are those of the certificate and hold what the opening opens.
///
/// # Errors
/// Refuses, with what does not hold.
pub fn check_opening(opening: &Opening, commitments: &[u8], certificate: &Certificate) -> Result<(), Refusal> {
    let wrong = |ko: &str, en: &str| {
        Err(refuse("sortition.receipt", format!("확인서가 맞지 않습니다: {ko}"), format!("the receipt does not hold: {en}")))
    };
    if sha256(commitments) != certificate.commitments {
        return wrong("commitments.csv가 인증서에 적힌 파일이 아닙니다", "commitments.csv is not the file that the certificate names");
    }
    let line = format!("{},{}", opening.pseudonym, opening.commitment());
    if !commitments.split(|byte| *byte == b'\n').any(|other| other == line.as_bytes()) {
        return wrong("이 번호와 소금값으로 열리는 약속이 없습니다", "no commitment opens with this id, pseudonym and salt");
    }
    Ok(())
}

/// What one person is told.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// What opens the person's commitment.
    pub opening: Opening,
    /// Their chance in the fairest lottery.
    pub chance: f64,
    /// The numbers of the panels that they are on.
    pub numbers: Vec<u64>,
    /// The number of numbered panels.
    pub panels: u64,
    /// The draw, when it has been.
    pub drawn: Option<Drawn>,
    /// For each feature: its name, the person's value, people who have it, and the places that the quota leaves them.
    pub reasons: Vec<Reason>,
    /// People in the pool.
    pub people: usize,
    /// People to be drawn.
    pub size: u32,
    /// The least chance of anybody who fits some panel.
    pub minimum: f64,
}

/// Why a chance is not everybody's: one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The feature.
    pub feature: String,
    /// The person's value.
    pub value: String,
    /// People of the pool who have it.
    pub people: usize,
    /// Places that must go to them.
    pub low: i64,
    /// Places that may.
    pub high: i64,
}

impl Receipt {
    /// The receipt of an opening from what was published: the certificate and the numbered panels; the chance as probabilities.csv has it.
    ///
    /// # Errors
    /// Refuses files that do not belong together.
    pub fn new(opening: Opening, chance: f64, certificate: &Certificate, lottery: &Table, drawn: Option<Drawn>) -> Result<Self, Refusal> {
        let (number, people) = (lottery.place("number")?, lottery.place("people")?);
        let mut numbers = Vec::new();
        for (row, cells) in lottery.rows() {
            let parsed = cell(cells, number).parse::<u64>();
            let own = parsed.map_err(|_| {
                let (name, read) = (&lottery.name, cell(cells, number));
                refuse(
                    "sortition.number",
                    format!("{name} {row}행의 번호 ‘{read}’을 읽을 수 없습니다."),
                    format!("{name}, row {row}: `{read}` is no number"),
                )
            })?;
            if cell(cells, people).split(' ').any(|name| name == opening.pseudonym) {
                numbers.push(own);
            }
        }
        let of = opening.pseudonym.split('-').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
        let reasons = of.checked_sub(1).map_or_else(Vec::new, |at| reasons(certificate, at));
        Ok(Self {
            opening,
            chance,
            numbers,
            panels: lottery.rows().len() as u64,
            drawn,
            reasons,
            people: certificate.people,
            size: certificate.size,
            minimum: certificate.minimum,
        })
    }

    /// Whether the person was drawn; none before the draw.
    pub fn is_drawn(&self) -> Option<bool> {
        self.drawn.as_ref().map(|drawn| self.numbers.contains(&drawn.number))
    }

    /// The page, Korean first, then English; no script.
    pub fn html(&self) -> String {
        // Writing into a string cannot fail.
        Page { receipt: self, even: f64::from(self.size) / self.people.max(1) as f64 }.render().unwrap_or_default()
    }
}

/// What the quotas of a type's values say, feature by feature.
fn reasons(certificate: &Certificate, at: usize) -> Vec<Reason> {
    let Some(own) = certificate.type_list.get(at) else { return Vec::new() };
    let reason = |(feature, value): (usize, &usize)| {
        let names = certificate.features.get(feature)?;
        let row = certificate.rows.iter().find(|row| row.of == Some((feature, *value)))?;
        let same = certificate.type_list.iter().filter(|of| of.values.get(feature) == Some(value));
        Some(Reason {
            feature: names.name.clone(),
            value: names.values.get(*value)?.clone(),
            people: same.map(|of| of.people).sum(),
            low: row.low,
            high: row.high,
        })
    };
    own.values.iter().enumerate().filter_map(reason).collect()
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct Page<'a> {
    receipt: &'a Receipt,
    even: f64,
}

impl Page<'_> {
    fn percent(chance: &f64) -> String {
        format!("{:.2}%", 100.0 * chance)
    }

    fn listed(&self) -> String {
        let shown: Vec<String> = self.receipt.numbers.iter().take(LISTED).map(ToString::to_string).collect();
        shown.join(", ")
    }

    /// The id within the quotes of a shell.
    fn quoted_id(&self) -> String {
        self.receipt.opening.id.replace('\'', "'\\''")
    }

    fn more(&self) -> usize {
        self.receipt.numbers.len().saturating_sub(LISTED)
    }

    /// What a quota does to the chance: the share of the places against the share of the pool.
    fn effect(&self, reason: &Reason, lang: &Lang) -> &'static str {
        let even = self.even * reason.people as f64;
        if reason.low as f64 > even {
            lang.pick("높임", "raises it")
        } else if (reason.high as f64) < even {
            lang.pick("낮춤", "lowers it")
        } else {
            lang.pick("거의 그대로", "hardly changes it")
        }
    }

    fn answer(&self, lang: &Lang) -> String {
        let number = self.receipt.drawn.as_ref().map_or(0, |drawn| drawn.number);
        match self.receipt.is_drawn() {
            Some(true) => lang.pick(
                format!("{number}번 참여단이 뽑혔습니다. 당신은 이 참여단에 있습니다."),
                format!("Panel {number} was drawn. You are on it."),
            ),
            Some(false) => lang.pick(
                format!("{number}번 참여단이 뽑혔습니다. 당신은 이 참여단에 없습니다."),
                format!("Panel {number} was drawn. You are not on it."),
            ),
            None => lang.pick("아직 추첨하지 않았습니다.".to_owned(), "The draw has not been made yet.".to_owned()),
        }
    }
}
