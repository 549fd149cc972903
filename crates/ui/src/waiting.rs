use kernel::Day;

/// Something that waits for somebody: a line of the office's first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What is to be done, in the reader's language.
    pub text: String,
    /// Where it is done.
    pub href: String,
    /// Until when, where there is a day.
    pub due: Option<Day>,
    /// Whether that day has passed.
    pub late: bool,
}
