//! How a form is drawn: labels left, answers beside them, the real cursor in the answer. Pages instead of scrolling.

use std::collections::VecDeque;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::calendar::typed;
use crate::domain::reference::RecordRef;
use crate::domain::text::{cut, one_line, safe, width};
use crate::domain::wrapping::wrap;
use crate::domain::year::command::YearStep;
use crate::domain::year::record::Context;
use crate::forms::field::{Field, Kind};
use crate::forms::setting::Setting;
use crate::tui::chrome::{put, put_line};
use crate::tui::forms::filling::Filling;
use crate::tui::theme;

/// Columns of a label.
const LABEL: u16 = 18;
/// The widest an answer is drawn.
const WIDEST: u16 = 60;
/// Lines of a text box in a form of several fields.
const BOX: usize = 4;
/// The most choices shown below a field.
const CHOICES: usize = 6;

/// Draws the form; `saved` says when its draft was last on disk.
pub fn draw(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting, saved: &str) {
    let on = match (setting.on, setting.about.several()) {
        (Some(record), _) if record.reference() != RecordRef::Office => {
            format!(": {}", record.reference().in_words())
        }
        (_, Some((names, _))) if names.len() == 1 => format!(": {}", names[0]),
        (_, Some((names, what))) => format!(": {} {what}", names.len()),
        _ => String::new(),
    };
    let title = if filling.is_checking { "Check before saving: " } else { "" };
    let x = area.right().saturating_sub(u16::try_from(width(saved)).unwrap_or(0) + 1);
    let left = Rect { width: x.saturating_sub(area.x + 1), ..area };
    put(frame, left, 0, &format!(" {title}{}{on}", filling.form.table.title), theme::BOLD);
    put(frame, Rect { x, width: area.right().saturating_sub(x), ..area }, 0, saved, theme::PLAIN);
    let is_words = filling.form.table.id == YearStep::WriteContext.name();
    let typed = || {
        let text = |name: &str| {
            let place = filling.form.table.fields.iter().position(|it| it.name == name);
            place.map(|it| filling.form.text(it).to_owned()).unwrap_or_default()
        };
        let (approach, overall, cost) = (text("approach"), text("overall"), text("cost"));
        Context { approach, overall, cost, supplementary: text("supplementary"), ..Context::default() }
    };
    if let Some(stale) = setting.year.filter(|_| is_words).and_then(|it| it.changes(&typed())) {
        put(frame, area, 1, &format!(" Stale: {stale}"), theme::BOLD);
    }
    let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if filling.is_checking {
        draw_check(filling, frame, below, setting);
    } else {
        draw_fields(filling, frame, below, setting);
    }
}

/// The line of keys.
pub fn hints(filling: &Filling) -> String {
    if filling.is_checking {
        let save = if filling.form.problems.is_empty() {
            format!("Enter {}  ", filling.form.table.done)
        } else {
            String::new()
        };
        format!(" {save}1-9 go to that answer  Esc back to the form")
    } else {
        " Tab next  Shift-Tab back  Ctrl-X check and save  Esc leave (draft is kept)".to_owned()
    }
}

/// Lines of one field, and where the cursor is in them if it is the one with the cursor.
struct Block {
    lines: Vec<Line<'static>>,
    cursor: Option<(u16, u16)>,
}

fn draw_fields(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting) {
    let room = area.width.saturating_sub(LABEL + 2).min(WIDEST);
    let height = usize::from(area.height);
    let blocks: Vec<Block> =
        (0..filling.entries.len()).map(|it| block(filling, it, setting, room, area.width)).collect();
    let is_one_page = blocks.iter().map(|it| it.lines.len()).sum::<usize>() <= height;
    // The last line of several pages says which one it is.
    let height = if is_one_page { height } else { height.saturating_sub(1) };
    // A page ends before the field that would not fit whole.
    let mut pages: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 0;
    for (place, block) in blocks.iter().enumerate() {
        if used > 0 && height < used + block.lines.len() {
            pages.push(Vec::new());
            used = 0;
        }
        used += block.lines.len();
        pages.last_mut().expect("begins with one").push(place);
    }
    let page = pages.iter().position(|it| it.contains(&filling.at)).unwrap_or(0);
    let mut row: u16 = 0;
    for place in &pages[page] {
        let block = &blocks[*place];
        if let Some((x, y)) = block.cursor {
            frame.set_cursor_position((area.x + x.min(area.width - 1), area.y + (row + y).min(area.height)));
        }
        for line in &block.lines {
            put_line(frame, area, row, line.clone());
            row += 1;
        }
    }
    if pages.len() > 1 {
        let words = format!("Page {} of {}", page + 1, pages.len());
        put(frame, Rect { x: area.x + LABEL, ..area }, area.height.saturating_sub(1), &words, theme::PLAIN);
    }
}

fn block(filling: &Filling, place: usize, setting: &Setting, room: u16, whole: u16) -> Block {
    let field = &filling.form.table.fields[place];
    let entry = &filling.entries[place];
    let is_here = place == filling.at;
    let columns = usize::from(room);
    let (shown, cursor) = if entry.has_lines() {
        let least = if filling.entries.len() == 1 { 12 } else { BOX };
        text_box(entry.lines(), columns, least)
    } else {
        let (lines, (row, at)) = entry.lines();
        // Where the cursor is not, a long answer shows its beginning.
        one_line_of((lines, (row, if is_here { at } else { 0 })), columns)
    };
    let mut lines = Vec::new();
    for (row, text) in shown.into_iter().enumerate() {
        let label = if row == 0 { &field.label } else { "" };
        let rest = columns.saturating_sub(width(&text));
        let mark = if is_here && row == 0 { ">" } else { " " };
        let mut spans = vec![
            Span::raw(format!("{mark}{label:<0$}", usize::from(LABEL) - 1)),
            Span::raw(text),
            Span::raw("_".repeat(rest.min(columns))),
        ];
        let hint = beside(filling, place, setting);
        let free = usize::from(whole).saturating_sub(usize::from(LABEL) + columns + 2);
        if row == 0 && width(&hint) <= free {
            spans.push(Span::raw(format!(" {hint}")));
        }
        lines.push(Line::from(spans));
    }
    let hint = beside(filling, place, setting);
    let free = usize::from(whole).saturating_sub(usize::from(LABEL) + columns + 2);
    if is_here && width(&hint) > free {
        lines.push(Line::from(Span::raw(format!("{}{}", indent(), cut(&hint, columns)))));
    }
    if let Some(words) = filling.form.problem(place) {
        lines.push(Line::from(vec![
            Span::raw(indent()),
            Span::styled(format!("! {}", cut(words, columns)), theme::OVERDUE),
        ]));
    }
    if let Some(left) = filling.form.narrowed(place, setting).filter(|_| is_here) {
        lines.extend(choice_lines(&left.choices, left.of, entry.highlighted, columns));
    }
    let cursor =
        is_here.then(|| (LABEL + u16::try_from(cursor.0).unwrap_or(0), u16::try_from(cursor.1).unwrap_or(0)));
    Block { lines, cursor }
}

/// What stands beside a field: a day in full, or the hint.
fn beside(filling: &Filling, place: usize, setting: &Setting) -> String {
    let field = &filling.form.table.fields[place];
    let text = filling.form.text(place);
    match field.kind {
        Kind::Day(sense) if !text.trim().is_empty() => {
            match typed::read(text, sense, setting.today, setting.calendar()) {
                Ok(day) => typed::echo(day, setting.today, setting.calendar()),
                Err(why) => why,
            }
        }
        _ if field.hint.is_empty() => how(field).to_owned(),
        _ => field.hint.to_string(),
    }
}

/// How a field is filled in here, where there is nothing else to say of it.
fn how(field: &Field) -> &'static str {
    match (&field.kind, field.is_optional) {
        (Kind::Choice(_), _) => "type to choose",
        (Kind::Several(_), _) => "type to choose; a comma adds another",
        (Kind::Text, false) => "Enter starts a new line",
        (Kind::Text, true) => "optional; Enter starts a new line",
        (kind, is_optional) => kind.examples().unwrap_or(if is_optional { "optional" } else { "" }),
    }
}

/// What stands before a line that has no label.
fn indent() -> String {
    " ".repeat(usize::from(LABEL))
}

fn choice_lines(choices: &[String], all: usize, highlighted: usize, columns: usize) -> Vec<Line<'static>> {
    let top = highlighted / CHOICES * CHOICES;
    let mut lines = Vec::new();
    for (place, choice) in choices.iter().enumerate().skip(top).take(CHOICES) {
        let number = if all <= 10 { format!("{} ", (place + 1) % 10) } else { String::new() };
        let (mark, style) = if place == highlighted { ("> ", theme::SELECTED) } else { ("  ", theme::PLAIN) };
        let text = cut(&format!("{number}{choice}"), columns.saturating_sub(2));
        lines.push(Line::from(vec![Span::raw(format!("{}{mark}", indent())), Span::styled(text, style)]));
    }
    let words = match choices.len() {
        0 => "Nothing on the list has these letters.".to_owned(),
        some => format!("{some} of {all}. Letters narrow the list; Enter takes one and moves on."),
    };
    lines.push(Line::from(Span::raw(format!("{}{}", indent(), cut(&words, columns)))));
    lines
}

/// The part of a line that holds the cursor, and the cursor's place in it. Of the line no more is looked at.
fn one_line_of(
    (lines, (_, at)): (&[String], (usize, usize)),
    columns: usize,
) -> (Vec<String>, (usize, usize)) {
    let text = lines.first().map_or("", String::as_str);
    let cursor = byte_of(text, at);
    let (mut start, mut taken) = (cursor, 0);
    for cluster in text[..cursor].graphemes(true).rev() {
        taken += width(cluster);
        if columns <= taken {
            break;
        }
        start -= cluster.len();
    }
    let (mut end, mut taken) = (start, 0);
    for cluster in text[start..].graphemes(true) {
        taken += width(cluster);
        // Cut without dots: the cursor must stand where the letter will be.
        if columns < taken {
            break;
        }
        end += cluster.len();
    }
    (vec![safe(&text[start..end]).into_owned()], (width(&text[start..cursor]), 0))
}

/// The lines around the cursor of a text, wrapped, and the cursor's place in them: of a long text only these are made.
fn text_box(
    (lines, (row, at)): (&[String], (usize, usize)),
    columns: usize,
    least: usize,
) -> (Vec<String>, (usize, usize)) {
    let mut shown: VecDeque<&str> = VecDeque::new();
    let mut cursor = None;
    // Every line takes a row at least: no more lines than rows can be seen above the cursor.
    'lines: for (number, line) in lines.iter().enumerate().skip(row.saturating_sub(least - 1)) {
        let place = byte_of(line, if number == row { at } else { 0 });
        let mut start = 0;
        for part in rows(line, columns) {
            if shown.len() == least {
                if cursor.is_some() {
                    break 'lines;
                }
                shown.pop_front();
            }
            shown.push_back(part);
            let end = start + part.len();
            if number == row && cursor.is_none() && (place < end || end == line.len()) {
                cursor = Some((width(&line[start..place]), shown.len() - 1));
            }
            start = end;
        }
    }
    let mut page: Vec<String> = shown.into_iter().map(|it| safe(it).into_owned()).collect();
    page.resize(least, String::new());
    (page, cursor.unwrap_or_default())
}

/// The rows of a line in a text box, one after the other: together they are the line, so that the cursor has a place in them.
/// They break after the last space, where there is one, and leave a column for the cursor.
fn rows(line: &str, columns: usize) -> impl Iterator<Item = &str> {
    let (mut start, mut has_ended) = (0, false);
    std::iter::from_fn(move || {
        if has_ended {
            return None;
        }
        let (mut end, mut taken, mut space) = (start, 0, None);
        for cluster in line[start..].graphemes(true) {
            taken += width(cluster);
            if columns <= taken && end > start {
                let end = space.unwrap_or(end);
                return Some(&line[std::mem::replace(&mut start, end)..end]);
            }
            end += cluster.len();
            if cluster == " " {
                space = Some(end);
            }
        }
        has_ended = true;
        Some(&line[start..])
    })
}

/// Where a character of a text is, in bytes; past the last one, the end.
fn byte_of(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |it| it.0)
}

fn draw_check(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting) {
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut number = 0;
    if let Some((on, _)) = setting.about.several() {
        let words = wrap(&format!("On {}", on.join(", ")), usize::from(area.width).saturating_sub(3));
        lines.extend(words.into_iter().map(|it| Line::from(Span::raw(format!(" {it}")))));
        lines.push(Line::default());
    }
    if !filling.form.problems.is_empty() {
        let things =
            if filling.form.problems.len() == 1 { "1 thing to put right" } else { "things to put right" };
        let count = if filling.form.problems.len() == 1 {
            String::new()
        } else {
            format!("{} ", filling.form.problems.len())
        };
        lines.push(Line::from(Span::styled(
            format!(" ! There is a problem: {count}{things} "),
            theme::OVERDUE,
        )));
        for problem in &filling.form.problems {
            number += 1;
            let room = usize::from(area.width).saturating_sub(6);
            for (part, words) in wrap(&problem.words, room).into_iter().enumerate() {
                let head = if part == 0 { format!("{number:>3}  ") } else { "     ".to_owned() };
                lines.push(Line::from(Span::raw(format!("{head}{words}"))));
            }
        }
        lines.push(Line::default());
    }
    for (place, field) in filling.form.table.fields.iter().enumerate() {
        number += 1;
        let text = filling.form.text(place);
        let shown = match field.kind {
            Kind::Day(sense) => typed::read(text, sense, setting.today, setting.calendar())
                .map_or_else(|_| one_line(text), |day| typed::echo(day, setting.today, setting.calendar())),
            _ => one_line(text),
        };
        let shown = if shown.is_empty() { "Not provided".to_owned() } else { shown };
        let room = usize::from(area.width).saturating_sub(24);
        lines.push(Line::from(Span::raw(format!("{number:>3}  {:<17}{}", field.label, cut(&shown, room)))));
    }
    lines.push(Line::default());
    let words = if filling.form.problems.is_empty() {
        format!(" Enter: {}. A number goes to that answer.", filling.form.table.done)
    } else {
        " Type a number to go to that answer.".to_owned()
    };
    lines.push(Line::from(Span::raw(words)));
    let top = filling.top.min(lines.len().saturating_sub(usize::from(area.height)));
    let last = u16::try_from(lines.len() - 1 - top).unwrap_or(0);
    for (row, line) in (0..area.height).zip(lines.into_iter().skip(top)) {
        put_line(frame, area, row, line);
    }
    frame.set_cursor_position((area.x, area.y + last.min(area.height.saturating_sub(1))));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All rows of a text and the cursor's place in them, plainly: letter by letter.
    fn plainly(lines: &[String], (row, at): (usize, usize), columns: usize) -> (Vec<String>, (usize, usize)) {
        let (mut shown, mut cursor) = (Vec::new(), (0, 0));
        for (number, line) in lines.iter().enumerate() {
            let letters: Vec<char> = line.chars().collect();
            let mut start = 0;
            loop {
                let mut end = letters.len().min(start + columns - 1);
                if end < letters.len()
                    && let Some(space) = letters[start..end].iter().rposition(|it| *it == ' ')
                {
                    end = start + space + 1;
                }
                if number == row && start <= at && (at < end || end == letters.len()) {
                    cursor = (at - start, shown.len());
                }
                shown.push(letters[start..end].iter().collect());
                if end == letters.len() {
                    break;
                }
                start = end;
            }
        }
        (shown, cursor)
    }

    proptest! {
        #[test]
        fn a_text_box_shows_the_rows_around_the_cursor(
            text in "([a-z,.]{1,9}[ \n]{1,2}){0,30}[a-z]{0,40}",
            at in 0.0..1.0,
            (columns, least) in (2_usize..20, 1_usize..6),
        ) {
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let row = share(at, lines.len() - 1);
            let cursor = (row, share(at, lines[row].chars().count()));
            let (all, (x, y)) = plainly(&lines, cursor, columns);
            let top = y.saturating_sub(least - 1);
            let mut page: Vec<String> = all.into_iter().skip(top).take(least).collect();
            page.resize(least, String::new());
            prop_assert_eq!(text_box((&lines, cursor), columns, least), (page, (x, y - top)));
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "small numbers"
    )]
    fn share(part: f64, of: usize) -> usize {
        (part * of as f64).round() as usize
    }

    #[test]
    fn a_letter_with_a_flood_of_marks_takes_one_column_of_a_text_box() {
        let lines = [format!("e{}f", "\u{301}".repeat(100_000))];
        let (page, cursor) = text_box((&lines, (0, usize::MAX)), 10, 2);
        assert_eq!((page[0].chars().count(), cursor), (1 + 4 + 1, (2, 0)));
        assert_eq!(one_line_of((&lines, (0, usize::MAX)), 10).1, (2, 0));
    }

    #[test]
    fn a_line_shows_what_is_around_the_cursor() {
        let lines = ["abcdefgh".to_owned()];
        assert_eq!(one_line_of((&lines, (0, 8)), 5), (vec!["efgh".to_owned()], (4, 0)));
        assert_eq!(one_line_of((&lines, (0, 0)), 5), (vec!["abcde".to_owned()], (0, 0)));
    }
}
