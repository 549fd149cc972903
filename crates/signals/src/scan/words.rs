//! Terms of a text: words with their particles stripped, and syllable triples of longer Hangul words, so that `쓰레기소각장` holds `소각장`. No dictionary.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Particles, longest first; stripped from Hangul words of at least three syllables when two remain.
pub(super) const PARTICLES: [&str; 34] = [
    "으로써",
    "으로서",
    "에서는",
    "에게서",
    "이라는",
    "라는",
    "에서",
    "에게",
    "까지",
    "부터",
    "처럼",
    "보다",
    "으로",
    "하고",
    "이나",
    "이라",
    "들을",
    "들의",
    "들이",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "도",
    "로",
    "와",
    "과",
    "만",
    "요",
    "들",
];

/// Syllables of a piece of a word.
const PIECE: usize = 3;
/// Letters of a word that are read; longer ones are no words.
const WORD_MAX: usize = 24;

/// The first letter of a term that says where, and not what.
pub(super) const PLACE: char = '@';

/// Letters of one field that are read: a text of a megabyte says what it has to say before.
pub(super) const LETTERS_MAX: usize = 4_000;

/// The text in NFC, lower case, at most [`LETTERS_MAX`] letters of it.
pub(super) fn normal(text: &str) -> String {
    let short = text.chars().take(LETTERS_MAX);
    let lower = |text: String| if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    let short: String = short.collect();
    lower(if is_nfc(&short) { short } else { short.nfc().collect() })
}

pub(super) fn hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// Words of a normal text: runs of letters and digits; a point between digits stays (`5.18`).
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    // Most letters are told apart without a table.
    let within =
        |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || hangul(letter) || !letter.is_ascii() && letter.is_alphanumeric();
    text.split(move |letter: char| !within(letter))
        .map(|word| word.trim_matches('.'))
        .flat_map(|word| {
            let number = word.contains('.') && word.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
            // A full stop without a space after it parts words too.
            let parts = if number { None } else { Some(word.split('.')) };
            parts.into_iter().flatten().chain(number.then_some(word))
        })
        .filter(|word| !word.is_empty())
}

/// A word without its particle.
pub(super) fn stem(word: &str) -> &str {
    let letters = word.chars().count();
    if letters < 3 || !word.chars().all(hangul) {
        return word;
    }
    let stripped = PARTICLES.iter().find_map(|particle| word.strip_suffix(particle).filter(|rest| rest.chars().nth(1).is_some()));
    stripped.unwrap_or(word)
}

/// Gives every term of a normal text to `take`, in order; a term may come more than once. Words that `names_place` are terms with [`PLACE`] before them, and
/// have no pieces.
pub(super) fn terms(text: &str, names_place: impl Fn(&str) -> bool, mut take: impl FnMut(&str)) {
    for word in words(text) {
        let stem = stem(word);
        let letters = stem.chars().count();
        if !(2..=WORD_MAX).contains(&letters) {
            continue;
        }
        if names_place(stem) {
            take(&format!("{PLACE}{stem}"));
            continue;
        }
        take(stem);
        if letters > PIECE && stem.chars().all(hangul) {
            // Hangul syllables have three bytes each.
            let size = 3 * PIECE;
            (0..=stem.len().saturating_sub(size)).step_by(3).filter_map(|at| stem.get(at..at + size)).for_each(&mut take);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{normal, stem, terms};

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        terms(&normal(text), |word| word.starts_with("상암"), |term| all.push(term.to_owned()));
        all
    }

    #[test]
    fn particles_are_stripped_where_a_word_remains() {
        for (word, want) in
            [("소각장을", "소각장"), ("주민들의", "주민"), ("도로", "도로"), ("구에서는", "구에서"), ("cctv를", "cctv를"), ("학교", "학교")]
        {
            assert_eq!(stem(word), want);
        }
    }

    #[test]
    fn a_compound_holds_its_parts() {
        assert_eq!(all("쓰레기소각장을 반대"), ["쓰레기소각장", "쓰레기", "레기소", "기소각", "소각장", "반대"]);
    }

    #[test]
    fn a_word_that_names_a_place_stays_whole_and_is_marked() {
        assert_eq!(all("상암초등학교 앞 상암동에서"), ["@상암초등학교", "@상암동"]);
    }

    #[test]
    fn a_point_between_digits_stays_and_others_part_words() {
        assert_eq!(all("5.18 망언. 반대합니다.CCTV 설치"), ["5.18", "망언", "반대합니다", "반대합", "대합니", "합니다", "cctv", "설치"]);
    }

    #[test]
    fn letters_typed_in_parts_are_the_same_word() {
        assert_eq!(all("\u{1109}\u{1169}\u{1100}\u{1161}\u{11A8}장"), all("소각장"));
    }
}
