//! Which characters and links may reach an output.

use std::error::Error;
use std::fmt;

/// The character of a text that no document may print, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The refused character.
    pub character: char,
    /// Its place, counted in characters from 1.
    pub position: usize,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {} is U+{:04X}, which cannot be printed", self.position, u32::from(self.character))
    }
}

impl Error for TextError {}

/// Gives the text as a document may print it: line ends and tabs as spaces, the private-use bullets that are known as
/// □ ○ － ∙. Any other control, private-use or text-turning character is refused by name and place.
pub fn clean(text: &str) -> Result<String, TextError> {
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        let ends_with_next = character == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n');
        if !ends_with_next {
            cleaned.push(printable(character).ok_or(TextError { character, position: index + 1 })?);
        }
    }
    Ok(cleaned)
}

/// Gives the text with every unprintable character shown as U+FFFD: what writers do with whatever they are handed.
pub(crate) fn mend(text: &str) -> String {
    text.chars().map(|character| printable(character).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Gives the character that stands for this one on a page, or nothing when none may.
///
/// The bullets are those that 한글 and Word write into documents: U+F021 to U+F0FF mean the glyphs of Wingdings
/// (U+F0B7 those of Symbol), U+F03C5 and its like Hancom's own font. Filled and hollow count alike, because an outline
/// has one mark for each level. Code points are listed one by one: a neighbour of a known bullet may be anything.
fn printable(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{F06E}'..='\u{F072}' | '\u{F0A8}' | '\u{F031C}' | '\u{F03C5}' | '\u{F03DA}' | '\u{F03FF}' => Some('□'),
        '\u{F06C}' | '\u{F06D}' | '\u{F0A1}'..='\u{F0A3}' => Some('○'),
        '\u{F0848}' => Some('－'),
        '\u{F09E}'..='\u{F0A0}' | '\u{F0A7}' | '\u{F0B7}' => Some('∙'),
        other if other.is_control() || is_private(other) || is_noncharacter(other) || turns_text(other) => None,
        other => Some(other),
    }
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// XML refuses U+FFFE and U+FFFF; the others have no meaning between programs either.
fn is_noncharacter(character: char) -> bool {
    matches!(character, '\u{FDD0}'..='\u{FDEF}') || u32::from(character) & 0xFFFE == 0xFFFE
}

/// Direction overrides can make a number read backwards while its bytes look right.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Gives the address if following it can only open a page: a path, query, fragment, or an http(s) address.
pub(crate) fn safe_href(href: &str) -> Option<&str> {
    let before_path = href.split(['/', '?', '#']).next().unwrap_or_default();
    let opens_a_page = is_absolute(href) || !before_path.contains(':');
    (opens_a_page && !href.is_empty() && !href.starts_with("//")).then_some(href)
}

/// Whether an address names its own host.
pub(crate) fn is_absolute(href: &str) -> bool {
    href.starts_with("https://") || href.starts_with("http://")
}

/// Escapes text for HTML, in elements and in quoted attributes alike.
pub(crate) fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in mend(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
