//! Markdown as Madang's own writer writes it, read as text: escapes undone, emphasis, links and tags left out.

/// Whether a text is Markdown: its first line is a heading.
pub(super) fn is_markdown(text: &str) -> bool {
    text.trim_start().starts_with("# ")
}

/// What a line says.
pub(super) fn plain(line: &str) -> String {
    let mut said = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => said.extend(letters.next_if(char::is_ascii_punctuation)),
            '*' | '`' | '[' => {}
            // An address is none of the text.
            ']' if letters.peek() == Some(&'(') => letters.by_ref().take_while(|letter| *letter != ')').for_each(drop),
            ']' => {}
            '|' => said.push_str("  "),
            '<' => {
                let tag: String = letters.by_ref().take_while(|letter| *letter != '>').collect();
                // Cells and lines part words, links do not.
                let parts = tag.trim_start_matches('/').starts_with(['t', 'b']);
                said.push_str(if parts { "  " } else { "" });
            }
            _ => said.push(letter),
        }
    }
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.into_iter().fold(said, |said, (name, letter)| said.replace(name, letter)).trim().to_owned()
}
