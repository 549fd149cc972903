/// The mark of UTF-8, which is no letter of the first field.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// A field begins here.
    Start,
    Plain,
    Quoted,
    /// After a quote within quotes: it closed them, or the next one is a letter.
    Closed,
}

/// Whether a CSV's quotes are closed, byte by byte: readers of CSV take the end of the file for a closing quote, and so swallow what a stray one opened.
///
/// A quote opens at the start of a field, two within quotes are a letter, one closes.
#[derive(Clone, Debug)]
pub struct Quotes {
    delimiter: u8,
    at: At,
    /// Bytes of the mark that were read.
    mark: usize,
    line: u64,
    /// The line on which the latest quote opened.
    opened: u64,
}

impl Quotes {
    /// Before the first byte of a file whose cells this mark parts.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, at: At::Start, mark: 0, line: 1, opened: 0 }
    }

    /// Takes the next bytes: UTF-8.
    pub fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.mark < MARK.len() {
                if MARK.get(self.mark) == Some(byte) {
                    self.mark += 1;
                    continue;
                }
                // A letter that only begins as the mark does.
                if self.mark > 0 {
                    self.at = At::Plain;
                }
                self.mark = MARK.len();
            }
            self.at = match (self.at, *byte) {
                (At::Start, b'"') => {
                    self.opened = self.line;
                    At::Quoted
                }
                (At::Quoted, b'"') => At::Closed,
                (At::Quoted, _) | (At::Closed, b'"') => At::Quoted,
                (_, b'\n' | b'\r') => At::Start,
                (_, byte) if byte == self.delimiter => At::Start,
                _ => At::Plain,
            };
            self.line += u64::from(*byte == b'\n');
        }
    }

    /// The line on which a quote opened that is not closed yet.
    pub fn open(&self) -> Option<u64> {
        (self.at == At::Quoted).then_some(self.opened)
    }
}
