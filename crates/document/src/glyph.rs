//! Marks that screens know and office fonts do not, as the nearest mark that paper has.

/// Gives the character as it is printed: a mark that neither the fonts of 한글 nor Pretendard GOV draw becomes the nearest
/// one that they do, so that no blank box stands on paper. Measured on Pretendard GOV 1.3.9.
pub(crate) fn drawn(character: char) -> char {
    match character {
        '\u{25B8}' | '\u{27A4}' => '▶',
        '\u{25B9}' => '▷',
        '\u{25C2}' => '◀',
        '\u{25C3}' => '◁',
        '\u{2714}' => '✓',
        '\u{2611}' => '▣',
        '\u{2610}' | '\u{274D}' | '\u{274F}' | '\u{2751}' | '\u{2752}' | '\u{25FD}' | '\u{25AB}' => '□',
        '\u{2612}' => '▩',
        '\u{2715}' | '\u{2716}' | '\u{2717}' | '\u{2718}' => '×',
        '\u{2794}' | '\u{279C}' | '\u{27A1}' => '→',
        '\u{2B1B}' | '\u{25FE}' => '■',
        '\u{26AB}' | '\u{25C9}' | '\u{2981}' => '●',
        '\u{26AA}' => '○',
        '\u{2609}' => '⊙',
        '\u{22C5}' => '·',
        '\u{2218}' => '○',
        // Half a letter wide, as older systems wrote them.
        '\u{FF61}' => '。',
        '\u{FF62}' => '「',
        '\u{FF63}' => '」',
        '\u{FF64}' => '、',
        '\u{FF65}' => '·',
        other => other,
    }
}
