//! The columns of a list: a table, from which a row is drawn, ordered and written to a file at any width.

use chrono::NaiveDate;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::figures::cell::Cell as Value;
use crate::domain::text::{cut, width};
use crate::tui::screen::Cx;
use crate::tui::theme;

/// What a cell says, and how it looks.
pub type Cell = (String, Style);

/// How a column tells of a row.
type Tells<R> = Box<dyn Fn(&R, &Cx) -> Cell>;

/// What a column gives of a row to a file, where that is no words: a day, a number.
type Gives<R> = Box<dyn Fn(&R, &Cx) -> Option<Value>>;

/// A column of a list of such rows.
pub struct Column<R> {
    /// Its heading.
    pub title: &'static str,
    /// Its width; 0 takes what the others leave.
    pub width: usize,
    /// The screen is this wide before it shows.
    pub from: u16,
    /// From this width on it no longer does, because another says more.
    pub until: u16,
    /// What it says of a row.
    pub cell: Tells<R>,
    /// What rows are ordered by, where the words of the cell are not it.
    pub key: Option<fn(&R) -> String>,
    /// What it gives to a file; where that is nothing, its words.
    pub value: Option<Gives<R>>,
}

/// A column that always shows.
pub fn column<R>(title: &'static str, width: usize, cell: impl Fn(&R, &Cx) -> Cell + 'static) -> Column<R> {
    Column { title, width, from: 0, until: u16::MAX, cell: Box::new(cell), key: None, value: None }
}

/// A column of plain words that always shows.
pub fn words<R>(title: &'static str, width: usize, cell: impl Fn(&R, &Cx) -> String + 'static) -> Column<R> {
    column(title, width, move |row, cx| (cell(row, cx), theme::PLAIN))
}

impl<R> Column<R> {
    /// The same column, on screens so wide only.
    #[must_use]
    pub fn from(self, from: u16) -> Self {
        Self { from, ..self }
    }

    /// The same column, on screens narrower than that only.
    #[must_use]
    pub fn until(self, until: u16) -> Self {
        Self { until, ..self }
    }

    /// The same column, ordered by this.
    #[must_use]
    pub fn by(self, key: fn(&R) -> String) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The same column, which gives this to a file, and its words where it is none.
    #[must_use]
    pub fn giving(self, value: impl Fn(&R, &Cx) -> Option<Value> + 'static) -> Self {
        Self { value: Some(Box::new(value)), ..self }
    }

    /// The same column, which gives this day to a file, and its words where there is none.
    #[must_use]
    pub fn on(self, day: impl Fn(&R, &Cx) -> Option<NaiveDate> + 'static) -> Self {
        self.giving(move |row, cx| day(row, cx).map(Value::Date))
    }

    /// What it gives of a row to a file: a day as a day, a number as a number.
    pub fn value(&self, row: &R, cx: &Cx) -> Value {
        let words = || Value::Text((self.cell)(row, cx).0.trim().to_owned());
        self.value.as_ref().and_then(|it| it(row, cx)).unwrap_or_else(words)
    }

    /// What a row is ordered by in this column.
    pub fn order(&self, row: &R, cx: &Cx) -> String {
        self.key.map_or_else(|| (self.cell)(row, cx).0.to_lowercase(), |key| key(row))
    }
}

/// How a line is shown.
pub struct Look<'a> {
    /// Width of the list.
    pub columns: u16,
    /// Headings of the columns that were chosen; none for the usual ones.
    pub chosen: &'a [String],
    /// Whether it is marked.
    pub is_marked: bool,
}

/// The line of headings, over a thin rule as wide as the list.
pub fn headings<R>(all: &[Column<R>], columns: u16, chosen: &[String]) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    let mut used = 3;
    for (column, wide) in laid_out(all, columns, chosen) {
        let gap = (wide + 1).saturating_sub(column.title.len());
        spans.push(Span::styled(column.title, theme::HEADING));
        spans.push(Span::styled(" ".repeat(gap), theme::RULE));
        used += wide + 1;
    }
    spans.push(Span::styled(" ".repeat(usize::from(columns).saturating_sub(used)), theme::RULE));
    Line::from(spans)
}

/// A row as a line. A badge has its edge in the column before it and is as wide as any other; a marked row has a star.
pub fn line<R>(all: &[Column<R>], row: &R, cx: &Cx, look: &Look) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    // The column before a cell: the mark before the first one.
    let mut before = if look.is_marked { Span::styled("*", theme::BOLD) } else { Span::raw(" ") };
    for (column, wide) in laid_out(all, look.columns, look.chosen) {
        let (text, style) = (column.cell)(row, cx);
        spans.extend(if theme::is_badge(style) {
            theme::badge_within(wide, &text, style)
        } else {
            let text = cut(&text, wide);
            let gap = wide.saturating_sub(width(&text));
            [before, Span::styled(text, style), Span::raw(" ".repeat(gap))]
        });
        before = Span::raw(" ");
    }
    Line::from(spans)
}

/// How many columns what a row is called takes, with those before it: they show that the cursor is on it.
pub fn called<R>(all: &[Column<R>], row: &R, cx: &Cx) -> usize {
    2 + all.first().map_or(0, |it| width(&(it.cell)(row, cx).0).min(it.width))
}

/// The columns that show at this width, each with its own.
fn laid_out<'a, R>(all: &'a [Column<R>], columns: u16, chosen: &[String]) -> Vec<(&'a Column<R>, usize)> {
    let fits = |it: &Column<R>| columns < it.until;
    let is_wanted = |it: &&Column<R>| match chosen {
        [] => it.from <= columns && fits(it),
        chosen => fits(it) && (it.title == all[0].title || chosen.iter().any(|title| title == it.title)),
    };
    let mut shown: Vec<&Column<R>> = all.iter().filter(is_wanted).collect();
    // Of more columns than fit, the last ones are left out.
    while usize::from(columns) < shown.iter().map(|it| it.width.max(10) + 1).sum::<usize>() + 3 {
        let Some(place) = shown.iter().skip(1).rposition(|it| it.width > 0) else { break };
        shown.remove(place + 1);
    }
    let fixed: usize = shown.iter().map(|it| it.width + 1).sum();
    // Two for the mark, and the last column of the screen stays free.
    let rest = usize::from(columns).saturating_sub(fixed + 3);
    shown.into_iter().map(|it| (it, if it.width == 0 { rest } else { it.width })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::cx;

    #[test]
    fn a_column_gives_days_and_numbers_to_a_file_and_words_where_it_has_none() {
        let day = NaiveDate::from_ymd_opt(2016, 9, 1);
        let all = [
            words("Day", 10, |_: &Option<u64>, _| " 1 Sep 16".to_owned()).on(move |it, _| it.and(day)),
            words("How many", 8, |_, _| "7 of them".to_owned())
                .giving(|it: &Option<u64>, _| it.map(Value::Number)),
            words("About", 0, |_, _| "  A form ".to_owned()),
        ];
        let given = |row: Option<u64>| all.iter().map(|it| it.value(&row, &cx())).collect::<Vec<_>>();
        assert_eq!(given(Some(7)), [Value::Date(day.unwrap()), Value::Number(7), Value::from("A form")]);
        assert_eq!(given(None), [Value::from("1 Sep 16"), Value::from("7 of them"), Value::from("A form")]);
    }
}
