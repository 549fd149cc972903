//! The draw: a pledge before, a public random value after, and one number from both. docs/draw.md has it for a stranger to program.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::table::refuse;

/// The format's name, the first line of all that is hashed.
pub const DRAW_FORMAT: &str = "madang-draw/1";

/// What is published before the random value is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// [`DRAW_FORMAT`].
    pub format: String,
    /// The number of equally likely panels.
    pub panels: u64,
    /// The SHA-256 of lottery.csv, in hexadecimal.
    pub lottery: String,
    /// The SHA-256 of certificate.json.
    pub certificate: String,
    /// Which public random value will decide: where, which, when.
    pub source: String,
    /// The SHA-256 of all this.
    pub pledge: String,
}

/// What is published after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// [`DRAW_FORMAT`].
    pub format: String,
    /// The pledge that it keeps.
    pub pledge: String,
    /// The public random value, as its source wrote it.
    pub value: String,
    /// The seed: a SHA-256, in hexadecimal.
    pub seed: String,
    /// The number that was drawn, from 1.
    pub number: u64,
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Pledge {
    /// The pledge to files and to a source of a value that nobody knows yet.
    ///
    /// # Errors
    /// Refuses a source that is empty or spans lines, and a lottery without panels.
    pub fn new(lottery: &[u8], certificate: &[u8], source: &str) -> Result<Self, Refusal> {
        let panels = lottery.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count().saturating_sub(1) as u64;
        let source = source.trim();
        if source.is_empty() || source.contains('\n') || panels == 0 {
            return Err(refuse(
                "sortition.source",
                "추첨을 정할 공개 난수의 출처를 한 줄로 적어야 하고, 번호 붙은 참여단이 있어야 합니다.".to_owned(),
                "name the source of the public random value in one line; and there must be numbered panels".to_owned(),
            ));
        }
        let pledge = Self {
            format: DRAW_FORMAT.to_owned(),
            panels,
            lottery: sha256(lottery),
            certificate: sha256(certificate),
            source: source.to_owned(),
            pledge: String::new(),
        };
        Ok(Self { pledge: pledge.digest(), ..pledge })
    }

    fn digest(&self) -> String {
        let text = format!("{}\n{}\n{}\n{}\n{}\n", self.format, self.panels, self.lottery, self.certificate, self.source);
        sha256(text.as_bytes())
    }

    /// The draw that a public random value decides.
    ///
    /// # Errors
    /// Refuses an empty value, and one of several lines.
    pub fn draw(&self, value: &str) -> Result<Drawn, Refusal> {
        let value = value.trim();
        if value.is_empty() || value.contains('\n') {
            return Err(refuse(
                "sortition.value",
                "공개 난수를 출처에 적힌 그대로 한 줄로 적어 주십시오.".to_owned(),
                "give the public random value in one line, as its source wrote it".to_owned(),
            ));
        }
        let seed = Sha256::digest(format!("{DRAW_FORMAT}\n{}\n{value}\n", self.pledge).as_bytes());
        let number = Numbers::new(&seed).below(self.panels) + 1;
        Ok(Drawn { format: DRAW_FORMAT.to_owned(), pledge: self.pledge.clone(), value: value.to_owned(), seed: hex(&seed), number })
    }

    /// Checks the pledge against the files, and the draw against the pledge. Solves nothing.
    ///
    /// # Errors
    /// Refuses, with what does not hold.
    pub fn check(&self, lottery: &[u8], certificate: &[u8], drawn: &Drawn) -> Result<(), Refusal> {
        let wrong = |ko: &str, en: &str| {
            Err(refuse("sortition.draw", format!("추첨이 맞지 않습니다: {ko}"), format!("the draw does not hold: {en}")))
        };
        if *self != Self::new(lottery, certificate, &self.source)? {
            return wrong("공개된 약속이 파일과 다릅니다", "the pledge is not that of these files");
        }
        if *drawn != self.draw(&drawn.value)? {
            return wrong("난수에서 나오는 번호와 다릅니다", "the value gives another number");
        }
        Ok(())
    }
}

/// The numbers of a seed, one after another: x(0), x(1), … of docs/draw.md.
pub(crate) struct Numbers<'a> {
    seed: &'a [u8],
    next: u64,
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(seed: &'a [u8]) -> Self {
        Self { seed, next: 0 }
    }

    /// A whole number below `n`, each equally likely: the first eight bytes of SHA-256(seed, counter), refused where they lie beyond the
    /// last multiple of `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let n = n.max(1);
        let beyond = (u64::MAX % n + 1) % n;
        loop {
            let digest = Sha256::new().chain_update(self.seed).chain_update(self.next.to_be_bytes()).finalize();
            self.next += 1;
            let number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
            if number <= u64::MAX - beyond {
                return number % n;
            }
        }
    }
}
