//! Horizontal bars: for each row what share of its whole is committed and what share disbursed.

/// A chart of shares, drawn by `bars.html` as inline SVG beside words that say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// What the chart shows, as a sentence.
    pub caption: String,
    /// What the darker, front bar means.
    pub front: String,
    /// What the lighter bar behind it means.
    pub back: String,
    /// What the full width means.
    pub whole: String,
    /// The rows, in the order shown.
    pub rows: Vec<Bar>,
}

/// One row of [`Bars`]; shares are basis points of the whole (10,000 is all of it).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// What the row is about.
    pub label: String,
    /// Where the label leads.
    pub href: Option<String>,
    /// 0 total, 1 division, 2 line.
    pub depth: u8,
    /// Share of the front bar.
    pub front: u32,
    /// Share of the bar behind it.
    pub back: u32,
    /// The share in words, such as `18.6%`.
    pub shown: String,
    /// The amounts in words, such as `1,312,840 / 7,066,795`.
    pub detail: String,
}

impl Bar {
    /// Width of the front bar, as SVG takes it.
    #[must_use]
    pub fn front_width(&self) -> String {
        percent(self.front)
    }

    /// Width of the bar behind, as SVG takes it.
    #[must_use]
    pub fn back_width(&self) -> String {
        percent(self.back)
    }
}

fn percent(basis_points: u32) -> String {
    let held = basis_points.min(10_000);
    format!("{}.{:02}%", held / 100, held % 100)
}
