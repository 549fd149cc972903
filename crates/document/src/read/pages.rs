//! What a page of print has beside the document's own text: its number, and a table of contents.

use super::Passage;

/// Entries in a row that make a table of contents.
const CONTENTS: usize = 3;

/// The lines of all pages without page numbers and tables of contents. `work` is told how much is looked at, and says whether there may be more.
pub(super) fn own_text(pages: Vec<Vec<Passage>>, work: impl Fn(usize) -> bool) -> Vec<Passage> {
    let bare: Vec<String> = pages.iter().map(|page| page.iter().flat_map(|line| letters_of(&line.text)).collect()).collect();
    let mut lines = Vec::new();
    for (page, number) in pages.into_iter().zip(1_usize..) {
        let last = page.len().saturating_sub(1);
        let contents = contents(&page, &bare, &work);
        let kept = page.into_iter().zip(contents).enumerate();
        let kept = kept.filter(|(at, (line, listed))| !(*listed || (*at == 0 || *at == last) && is_page_number(&line.text, number)));
        lines.extend(kept.map(|(_, (line, _))| line));
    }
    lines
}

/// A text's letters without what is blank.
fn letters_of(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{2060}')
}

/// Which lines of a page are entries of a table of contents: several in a row that end with the number of a page on which the rest of the line
/// stands, the numbers never falling. `bare` are the letters of each page.
fn contents(page: &[Passage], bare: &[String], work: &impl Fn(usize) -> bool) -> Vec<bool> {
    let leads = |line: &Passage| {
        let (title, number) = line.text.rsplit_once(' ')?;
        let number: usize = number.trim_matches(['\u{2060}', '.', '·']).parse().ok()?;
        let title: String = letters_of(title.trim_end_matches(['.', '·', '…', ' '])).collect();
        let there = bare.get(number.checked_sub(1)?)?;
        let stands = !title.is_empty() && work(there.len()) && there.contains(&title);
        stands.then_some(number)
    };
    let led: Vec<Option<usize>> = page.iter().map(leads).collect();
    let mut listed = vec![false; page.len()];
    let mut begin = 0;
    for end in 1..=led.len() {
        let goes_on = match (led.get(end - 1), led.get(end)) {
            (Some(Some(before)), Some(Some(here))) => before <= here,
            _ => false,
        };
        if !goes_on {
            if end - begin >= CONTENTS && led.get(begin).is_some_and(Option::is_some) {
                listed.iter_mut().take(end).skip(begin).for_each(|one| *one = true);
            }
            begin = end;
        }
    }
    listed
}

/// Whether a line says which page this is and nothing more: `3`, `- 3 -`, `3 / 12`, `3쪽`.
fn is_page_number(text: &str, number: usize) -> bool {
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let first = numbers.next().and_then(|digits| digits.parse::<usize>().ok());
    let others = numbers.count();
    let is_mark = |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "-‐–—/|쪽".contains(letter);
    first == Some(number) && others <= usize::from(text.contains('/')) && text.chars().all(is_mark)
}
