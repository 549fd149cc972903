//! Sets: what a room shows of its rows, as data. Folding them into figures is the report room's work.

/// The dimension that means "this unit or any below it"; every set whose rows have a column `unit` answers to it.
pub const TREE: &str = "within";

/// A named query over the rows of a room as of (day, known), with what they can be filtered and summed by.
#[derive(Debug)]
pub struct Set {
    /// Its name, `room.rows`.
    pub name: &'static str,
    /// What a row is, in Korean and English.
    pub row: (&'static str, &'static str),
    /// The query; `$1` is the day, `$2` the last known event, `$3` (where rows have days) the first day. Gives every column named below.
    pub rows: &'static str,
    /// The same rows summed by their dimensions, with `entries` for their number: a shortcut for folds. Evidence never uses it.
    pub totals: Option<&'static str>,
    /// What rows can be filtered and grouped by.
    pub dimensions: &'static [Dimension],
    /// Money columns that can be summed.
    pub measures: &'static [&'static str],
    /// The columns that evidence shows, in order.
    pub columns: &'static [Column],
    /// The columns that rows are put in order by.
    pub order: &'static str,
    /// How rows stand as members of a family or lines of a table.
    pub members: Option<Members>,
}

/// A column that rows can be filtered and grouped by.
#[derive(Debug)]
pub struct Dimension {
    /// The column.
    pub name: &'static str,
    /// Its type.
    pub kind: DimensionKind,
    /// Its name in Korean and English.
    pub label: (&'static str, &'static str),
}

/// The type of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DimensionKind {
    /// Text.
    Text,
    /// A whole number.
    Int,
}

/// A column of evidence.
#[derive(Debug)]
pub struct Column {
    /// The column.
    pub name: &'static str,
    /// Its heading in Korean and English.
    pub label: (&'static str, &'static str),
    /// How it is shown.
    pub kind: ColumnKind,
    /// Whether the public sees it.
    pub public: bool,
}

/// How a column of evidence is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// As it stands.
    Text,
    /// Money in smallest units.
    Money,
    /// A number of the record.
    Event,
}

/// How the rows of a set stand as members: the columns for code, parent, names and position.
#[derive(Debug)]
pub struct Members {
    /// The code that keys are made with.
    pub code: &'static str,
    /// The code of the unit above; empty at the top.
    pub parent: &'static str,
    /// The name in full, in Korean and English.
    pub name: (&'static str, &'static str),
    /// The name in a table, in Korean and English.
    pub short: (&'static str, &'static str),
}

/// A label in Korean and English.
type Label = (&'static str, &'static str);

impl Dimension {
    /// A dimension of text.
    pub const fn text(name: &'static str, label: Label) -> Self {
        Self { name, kind: DimensionKind::Text, label }
    }

    /// A dimension of whole numbers.
    pub const fn int(name: &'static str, label: Label) -> Self {
        Self { name, kind: DimensionKind::Int, label }
    }
}

impl Column {
    /// A column that everybody sees.
    pub const fn public(name: &'static str, kind: ColumnKind, label: Label) -> Self {
        Self { name, label, kind, public: true }
    }

    /// A column that only officers see.
    pub const fn office(name: &'static str, kind: ColumnKind, label: Label) -> Self {
        Self { name, label, kind, public: false }
    }
}

impl Set {
    /// Finds a dimension by name.
    pub fn dimension(&self, name: &str) -> Option<&'static Dimension> {
        self.dimensions.iter().find(|dimension| dimension.name == name)
    }

    /// Says whether rows belong to a unit, so that `within` can be asked.
    pub fn has_tree(&self) -> bool {
        self.dimension("unit").is_some()
    }
}

/// All sets of all rooms, found by name.
#[derive(Clone, Debug)]
pub struct Sets {
    all: Vec<&'static Set>,
    tree: &'static str,
}

impl Sets {
    /// Gathers the sets that rooms export; `tree` names the set whose rows are the units that `within` asks about.
    pub fn new(rooms: &[&'static [Set]], tree: &'static str) -> Self {
        Self { all: rooms.iter().flat_map(|sets| sets.iter()).collect(), tree }
    }

    /// Finds a set by name.
    pub fn get(&self, name: &str) -> Option<&'static Set> {
        self.all.iter().find(|set| set.name == name).copied()
    }

    /// The names of all sets.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().map(|set| set.name)
    }

    /// The name of the set of units.
    pub fn tree(&self) -> &'static str {
        self.tree
    }
}
