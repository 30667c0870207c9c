//! How a form is drawn: labels left, answers beside them, the real cursor in the answer. Pages instead of scrolling, and
//! what is said of the field with the cursor always on the same lines: moving changes two rows and these.

use std::collections::VecDeque;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::calendar::typed as days;
use crate::domain::party::record::Party;
use crate::domain::reference::RecordRef;
use crate::domain::text::{cut, one_line, safe, width};
use crate::domain::wrapping::wrap;
use crate::domain::year::command::YearStep;
use crate::domain::year::record::Context;
use crate::forms::explained::rule_of;
use crate::forms::field::{Field, Kind, Part};
use crate::forms::form::Narrowed;
use crate::forms::setting::Setting;
use crate::tui::chrome::{focus, heading, put, put_line, wipe};
use crate::tui::forms::filling::Filling;
use crate::tui::forms::keys::FORM_KEYS;
use crate::tui::forms::layout::{Page, pages};
use crate::tui::forms::typed::rows;
use crate::tui::theme;

/// Columns of a label.
const LABEL: u16 = 18;
/// The widest an answer is drawn.
const WIDEST: u16 = 60;
/// Lines of a text box that are ruled though nothing is written there.
const RULED: usize = 4;
/// Lines below the fields: which page it is, and two for what is said of the field with the cursor.
const BELOW: u16 = 3;
/// The most lines that what is to be minded takes above the fields.
const MINDED: u16 = 3;
/// Lines below every screen where the message takes one: that, and the keys.
const BELOW_THE_SCREEN: u16 = 2;

/// Draws the form; `saved` says when its draft was last on disk.
pub fn draw(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting, saved: &str) {
    let on = match (setting.on, setting.about.several()) {
        (Some(record), _) if record.reference() != RecordRef::Office => {
            format!(": {}", record.reference().in_words())
        }
        (_, Some((names, _))) if names.len() == 1 => format!(": {}", names[0]),
        // Once it is known how many change, no more are counted.
        (_, Some((names, what))) => match filling.changing().filter(|it| *it < names.len()) {
            Some(some) => format!(": {some} of {} {what}", names.len()),
            None => format!(": {} {what}", names.len()),
        },
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
    // A message of several lines takes those of the hints, and none of the fields: no page begins elsewhere because of it.
    let lost = frame.area().bottom().saturating_sub(area.bottom() + BELOW_THE_SCREEN);
    let height = (area.height + lost).saturating_sub(1);
    let minded = to_mind(filling, setting, usize::from(area.width).saturating_sub(2));
    let all = u16::try_from(minded.len()).unwrap_or(u16::MAX).max(1);
    let free = |above: u16| usize::from(height.saturating_sub(above + BELOW));
    let starts = |above: u16| {
        pages(&filling.form.table, free(above)).into_iter().map(|it| it.fields).collect::<Vec<_>>()
    };
    // It takes the lines that there are to spare; where a page would break elsewhere, one.
    let above = if filling.is_checking {
        all.min(height / 3).max(1)
    } else {
        (1..=all.min(MINDED)).rev().find(|it| starts(*it) == starts(1)).unwrap_or(1)
    };
    for (row, line) in (1..=above).zip(&minded) {
        let is_cut = row == above && usize::from(above) < minded.len();
        let line = if is_cut { format!("{line} ..") } else { line.clone() };
        put(frame, area, row, &format!(" {line}"), theme::BOLD);
    }
    let below = Rect { y: area.y + 1 + above, height: area.height.saturating_sub(1 + above), ..area };
    if filling.is_checking {
        draw_check(filling, frame, below, setting);
    } else {
        draw_fields(filling, frame, below, setting, free(above));
    }
}

/// What whoever is about to write to the people of the case, or to ring them, is to mind, in lines.
fn to_mind(filling: &Filling, setting: &Setting, columns: usize) -> Vec<String> {
    let case = setting.case().filter(|_| filling.form.table.speaks_of_the_person());
    let people = case.into_iter().flat_map(|it| [&it.facts.complainant, &it.facts.representative]);
    let said = people.map(Party::to_mind).chain([setting.theirs.to_owned()]).filter(|it| !it.is_empty());
    let said = said.collect::<Vec<_>>().join("; ");
    if said.is_empty() { Vec::new() } else { wrap(&format!("Mind: {}", one_line(&said)), columns) }
}

/// The line of keys.
pub fn hints(filling: &Filling) -> String {
    if !filling.is_checking {
        return " Tab next  Ctrl-X check and save  Esc leave (draft is kept)  F1 help and keys".to_owned();
    }
    if !filling.number.is_empty() {
        return format!(" Go to answer {}_  another digit, or Enter goes there  Esc no", filling.number);
    }
    let enter = match (filling.form.problems.is_empty(), filling.first_problem()) {
        (true, _) => to_be_done(filling),
        (false, Some(_)) => "go to the first problem".to_owned(),
        (false, None) => "leave, to put it right elsewhere".to_owned(),
    };
    let back = if filling.form.table.opens_on_check || filling.entries.is_empty() {
        "Esc leave"
    } else {
        "Esc back to the form"
    };
    let number = if filling.entries.is_empty() { "" } else { "1 2 3 go to that answer  " };
    format!(" Enter {enter}  {number}{back}")
}

/// Draws the fields of the page with the cursor, where so many rows are free for fields.
fn draw_fields(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting, free: usize) {
    let height = u16::try_from(free).unwrap_or(u16::MAX).min(area.height);
    filling.rows.set(free);
    let columns = usize::from(area.width.saturating_sub(LABEL + 2).min(WIDEST));
    filling.columns.set(columns);
    let pages = pages(&filling.form.table, free);
    let at = pages.iter().position(|it| it.fields.contains(&filling.at)).unwrap_or(0);
    let Some(page) = pages.get(at) else { return };
    let fields = Rect { height, ..area };
    let mut row: u16 = 0;
    let mut cursor = (0, (0, 0));
    let mut longer = None;
    for place in page.fields.clone() {
        let field = &filling.form.table.fields[place];
        if !field.heading.is_empty() {
            row += u16::from(row > 0);
            put_line(frame, fields, row, heading(usize::from(LABEL) + columns, &field.heading, ""));
            row += 1;
        }
        let (at, is_longer) = draw_field(filling, place, page, frame, fields, (row, columns));
        if place == filling.at {
            cursor = (row, at);
            focus(frame, fields, row, 1 + width(&field.label));
        }
        longer = longer.or(Some(&field.label).filter(|_| is_longer));
        row += u16::try_from(rows_of(filling, place, page)).unwrap_or(1);
    }
    let (row, (x, y)) = cursor;
    frame.set_cursor_position((
        area.x + (LABEL + x).min(area.width - 1),
        area.y + (row + y).min(area.height.saturating_sub(1)),
    ));
    let turning = match longer.filter(|_| pages.len() == 1) {
        Some(label) => format!(" {label}: PgDn shows more of it."),
        None => turning(&pages, at),
    };
    put(frame, area, height, &turning, theme::PLAIN);
    let listed = filling.listed(setting);
    let has_none = listed.as_ref().is_some_and(|it| it.choices.is_empty());
    let (sign, style, words) = match filling.form.problem(filling.at) {
        Some(problem) => (" ! ", theme::BOLD, problem.to_owned()),
        None if has_none => ("", theme::PLAIN, NONE_FITS.to_owned()),
        None => ("", theme::PLAIN, beside(filling, filling.at, setting, usize::from(area.width) - 3)),
    };
    let indent = if sign.is_empty() { 0 } else { sign.len() + 1 };
    let room = usize::from(area.width).saturating_sub(3 + indent);
    let words = wrap(&words, room);
    for (row, line) in (height + 1..area.height).zip(&words) {
        let is_cut = row + 1 == area.height && words.len() > 2;
        let line = if is_cut { format!("{}..", cut(line, room.saturating_sub(2))) } else { line.clone() };
        let line = line.replace(TOGETHER, " ");
        let before = if row == height + 1 { sign } else { "" };
        let gap = " ".repeat(1 + indent - before.len());
        let spans = vec![Span::styled(before, theme::OVERDUE), Span::raw(gap), Span::styled(line, style)];
        put_line(frame, area, row, Line::from(spans));
    }
    if let Some(left) = listed.filter(|_| !has_none) {
        draw_list(filling, &left, frame, fields, (row, columns));
    }
}

/// Which page it is, and what the keys that turn it lead to.
fn turning(pages: &[Page], at: usize) -> String {
    if pages.len() == 1 {
        return String::new();
    }
    let next = match (pages.get(at + 1), pages[at].is_seldom) {
        (Some(it), false) if it.is_seldom => "PgDn: answers that are seldom given.",
        (Some(_), _) => "PgDn turns the page.",
        (None, _) => "PgUp goes back.",
    };
    format!(" Page {} of {}. {next}", at + 1, pages.len())
}

fn rows_of(filling: &Filling, place: usize, page: &Page) -> usize {
    if filling.entries[place].has_lines() { page.box_rows } else { 1 }
}

/// Draws a field at a row; gives where the cursor is in it, and whether there is more of it below.
fn draw_field(
    filling: &Filling,
    place: usize,
    page: &Page,
    frame: &mut Frame<'_>,
    area: Rect,
    (top, columns): (u16, usize),
) -> ((u16, u16), bool) {
    let field = &filling.form.table.fields[place];
    let entry = &filling.entries[place];
    let is_here = place == filling.at;
    let shown = if entry.has_lines() {
        text_box(entry.lines(), columns, page.box_rows)
    } else {
        let (lines, (row, at)) = entry.lines();
        // Where the cursor is not, a long answer shows its beginning.
        let (lines, cursor) = one_line_of((lines, (row, if is_here { at } else { 0 })), columns);
        Shown { lines, cursor, is_more_above: false, is_more_below: false }
    };
    let last = shown.lines.len() - 1;
    let mark = if filling.form.problem(place).is_some() { "!" } else { " " };
    let style = if is_here && filling.gives_way() { theme::SELECTED } else { theme::RULE };
    for (row, text) in shown.lines.into_iter().enumerate() {
        // What does not fit above or below is said in the column of labels, where it moves nothing.
        let head = match row {
            0 => format!("{mark}{}", field.label),
            1 if shown.is_more_above => "   ^ more above".to_owned(),
            _ if row == last && shown.is_more_below => "   v more below".to_owned(),
            _ => String::new(),
        };
        // Far below what is written, a box is ruled at its end only: more would only be sent down the line.
        let is_ruled = row < RULED || row == last || !text.is_empty();
        let rest = if is_ruled { columns.saturating_sub(width(&text)) } else { 0 };
        let spans = vec![
            Span::styled(format!("{head:<0$}", usize::from(LABEL)), theme::LABEL),
            Span::styled(text, style),
            Span::styled(" ".repeat(rest), theme::RULE),
        ];
        put_line(frame, area, top + u16::try_from(row).unwrap_or(u16::MAX), Line::from(spans));
    }
    let (x, y) = shown.cursor;
    ((u16::try_from(x).unwrap_or(0), u16::try_from(y).unwrap_or(0)), shown.is_more_below)
}

/// Draws the choices that are left below the field, or above it where there is more room; with as many rows as there are.
fn draw_list(
    filling: &Filling,
    left: &Narrowed,
    frame: &mut Frame<'_>,
    area: Rect,
    (row, columns): (u16, usize),
) {
    let (below, above) = (area.height.saturating_sub(row + 1), row);
    let wanted = u16::try_from(left.choices.len() + 1).unwrap_or(u16::MAX);
    let is_below = wanted <= below || above <= below;
    let rows = wanted.min(if is_below { below } else { above });
    let top = if is_below { row + 1 } else { row - rows };
    let highlighted = filling.entries[filling.at].highlighted.unwrap_or(0);
    let lines = choice_lines(left, highlighted, usize::from(rows).saturating_sub(1), columns);
    for (row, line) in (top..top + rows).zip(lines) {
        wipe(frame, Rect { y: area.y + row, height: 1, ..area });
        put_line(frame, area, row, line);
    }
}

/// What is said of a field: a day in full, what there is to choose, or the hint.
fn beside(filling: &Filling, place: usize, setting: &Setting, room: usize) -> String {
    let field = &filling.form.table.fields[place];
    if let Some((number, part, text)) = filling.part().filter(|_| place == filling.at) {
        return of_part(field, number, part, &text, setting);
    }
    let text = filling.form.text(place);
    let change = if filling.gives_way() { "Type to replace it; an arrow key changes it." } else { "" };
    let said = match &field.kind {
        Kind::Day(sense) if !text.trim().is_empty() => {
            match days::read(text, *sense, setting.today, setting.calendar()) {
                Ok(day) => format!("{}.", days::echo(day, setting.today, setting.calendar())),
                Err(why) => why,
            }
        }
        Kind::Choice(all) | Kind::Several(all) => {
            let hint = ended(&field.hint);
            // Two lines, the first of which may end early.
            let room = (2 * room).saturating_sub(width(&hint) + 20);
            let how = to_choose(&all.all(setting), matches!(field.kind, Kind::Several(_)), room);
            format!("{hint}{how}")
        }
        _ => [field.hint.to_string(), how(field).to_owned()]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    };
    let said = if change.is_empty() { said } else { format!("{}{change}", ended(&said)) };
    first_capital(&said)
}

/// A sentence with its stop and the space after it, where there is one.
fn ended(text: &str) -> String {
    match text.trim_end() {
        "" => String::new(),
        text if text.ends_with(['.', '?', '!', ':']) => format!("{text} "),
        text => format!("{text}. "),
    }
}

/// What is said of a part of a line: which one it is, and what may stand there.
fn of_part(field: &Field, number: usize, part: &Part, text: &str, setting: &Setting) -> String {
    let labels: Vec<&str> = field.parts.iter().map(|it| &*it.label).collect();
    let offers = part.offers(setting);
    let meant = offers.iter().find(|it| it.0.eq_ignore_ascii_case(text) && !it.1.is_empty());
    let how = match (meant, offers.len()) {
        (Some((code, words)), _) => return format!("{code}: {words}. Ctrl-T lists all of them."),
        (None, 0) => String::new(),
        (None, many) => format!(": Ctrl-T lists the {many} to choose from"),
    };
    format!("{}, part {} of {}{how}. A line is {}", part.label, number + 1, labels.len(), labels.join(" | "))
}

fn first_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Stands for a space at which no line breaks.
const TOGETHER: &str = "\u{a0}";
/// What is said where no choice fits what is typed.
const NONE_FITS: &str = "Nothing on the list has these letters. Delete some, and Down lists all of it.";

/// What there is to choose from: all of it with its numbers where that fits, else how to find it.
fn to_choose(all: &[String], is_several: bool, room: usize) -> String {
    let one =
        |(number, it): (usize, &String)| format!("{} {}", number % 10, one_line(it)).replace(' ', TOGETHER);
    let numbered = (1..).zip(all).map(one).collect::<Vec<_>>().join("  ");
    match (all.len(), is_several) {
        (0, _) => "There is nothing to choose from. What an office chooses from is under 0.".to_owned(),
        (1..=10, false) if width(&numbered) < room => numbered,
        (count, false) => format!("{count} to choose from: letters narrow them, Down lists them."),
        (count, true) => {
            format!("{count} to choose from: letters narrow them, Down lists them, a comma adds another.")
        }
    }
}

/// How a field is filled in here, beside its hint.
fn how(field: &Field) -> &'static str {
    match (&field.kind, field.is_optional) {
        (Kind::Text, false) => "Enter starts a new line",
        (Kind::Text, true) => "optional; Enter starts a new line",
        (kind, is_optional) => kind.examples().unwrap_or(if is_optional { "optional" } else { "" }),
    }
}

fn choice_lines(left: &Narrowed, highlighted: usize, rows: usize, columns: usize) -> Vec<Line<'static>> {
    let choices = &left.choices;
    let indent = " ".repeat(usize::from(LABEL));
    let top = highlighted / rows.max(1) * rows;
    let mut lines = Vec::new();
    for (place, choice) in choices.iter().enumerate().skip(top).take(rows) {
        let number = if left.of <= 10 && choices.len() == left.of {
            format!("{} ", (place + 1) % 10)
        } else {
            String::new()
        };
        let (mark, style) = if place == highlighted { ("> ", theme::SELECTED) } else { ("  ", theme::PLAIN) };
        let text = cut(&format!("{number}{choice}"), columns.saturating_sub(2));
        lines.push(Line::from(vec![Span::raw(format!("{indent}{mark}")), Span::styled(text, style)]));
    }
    let shown = lines.len();
    let words = match choices.len() {
        _ if left.is_guess => "None has these letters. Enter takes the nearest.".to_owned(),
        some if shown < some => {
            format!(
                "{} to {} of {some}: Down shows more. Enter takes one and moves on.",
                top + 1,
                top + shown
            )
        }
        some => format!("{some} of {}. Enter takes one and moves on.", left.of),
    };
    lines.push(Line::from(Span::raw(format!("{indent}{}", cut(&words, columns)))));
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

/// What is seen of an answer.
#[derive(Debug, PartialEq)]
struct Shown {
    lines: Vec<String>,
    /// Where the cursor is in them: column and line.
    cursor: (usize, usize),
    is_more_above: bool,
    is_more_below: bool,
}

/// The lines around the cursor of a text, wrapped, and the cursor's place in them: of a long text only these are made.
fn text_box((lines, (row, at)): (&[String], (usize, usize)), columns: usize, least: usize) -> Shown {
    let mut shown: VecDeque<&str> = VecDeque::new();
    let mut cursor = None;
    // Every line takes a row at least: no more lines than rows can be seen above the cursor.
    let first = row.saturating_sub(least - 1);
    let (mut is_more_above, mut is_more_below) = (first > 0, false);
    'lines: for (number, line) in lines.iter().enumerate().skip(first) {
        let place = byte_of(line, if number == row { at } else { 0 });
        let mut start = 0;
        for part in rows(line, columns) {
            if shown.len() == least {
                if cursor.is_some() {
                    is_more_below = true;
                    break 'lines;
                }
                is_more_above = true;
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
    Shown { lines: page, cursor: cursor.unwrap_or_default(), is_more_above, is_more_below }
}

/// Where a character of a text is, in bytes; past the last one, the end.
fn byte_of(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |it| it.0)
}

/// What Enter does on the check page where nothing is wrong.
fn to_be_done(filling: &Filling) -> String {
    let all_the_same = if filling.form.doubts.is_empty() { "" } else { " all the same" };
    format!("{}{all_the_same}", filling.form.table.done)
}

fn draw_check(filling: &Filling, frame: &mut Frame<'_>, area: Rect, setting: &Setting) {
    let table = &filling.form.table;
    let mut lines: Vec<Line<'static>> = Vec::new();
    if let Some((on, _)) = setting.about.several().filter(|_| filling.outlook.is_empty()) {
        let words = wrap(&format!("On {}", on.join(", ")), usize::from(area.width).saturating_sub(3));
        lines.extend(words.into_iter().map(|it| Line::from(Span::raw(format!(" {it}")))));
        lines.push(Line::default());
    }
    if !filling.form.problems.is_empty() {
        let things = match filling.form.problems.len() {
            1 => "1 thing to put right".to_owned(),
            some => format!("{some} things to put right"),
        };
        lines.push(Line::from(vec![
            Span::styled(" ! ", theme::OVERDUE),
            Span::styled(format!("There is a problem: {things}"), theme::BOLD),
        ]));
        for problem in &filling.form.problems {
            let number = table.place(&problem.field).map(|it| (it + 1).to_string()).unwrap_or_default();
            let room = usize::from(area.width).saturating_sub(6);
            for (part, words) in wrap(&problem.words, room).into_iter().enumerate() {
                let head = if part == 0 { format!("{number:>3}  ") } else { "     ".to_owned() };
                lines.push(Line::from(Span::raw(format!("{head}{words}"))));
            }
        }
        lines.push(Line::default());
    }
    for (number, doubt) in filling.form.doubts.iter().enumerate() {
        let room = usize::from(area.width).saturating_sub(6);
        for (part, words) in wrap(doubt, room).into_iter().enumerate() {
            let head = if part == 0 { "  ?  " } else { "     " };
            lines.push(Line::from(Span::styled(format!("{head}{words}"), theme::BOLD)));
        }
        if number + 1 == filling.form.doubts.len() {
            lines.push(Line::default());
        }
    }
    let mut left_out = 0;
    for (place, field) in table.fields.iter().enumerate() {
        let text = filling.form.text(place);
        if field.is_seldom && text.trim().is_empty() && filling.form.problem(place).is_none() {
            left_out += 1;
            continue;
        }
        let shown = match field.kind {
            Kind::Day(sense) => days::read(text, sense, setting.today, setting.calendar())
                .map_or_else(|_| one_line(text), |day| days::echo(day, setting.today, setting.calendar())),
            Kind::Text => text.trim_end().to_owned(),
            _ => one_line(text),
        };
        let shown = if shown.is_empty() { "Not provided".to_owned() } else { shown };
        // All of it: nobody saves what they could not read.
        let room = usize::from(area.width).saturating_sub(25);
        let number = place + 1;
        for (part, words) in wrap(&shown, room).into_iter().enumerate() {
            let head = if part == 0 { format!("{number:>3}  {:<18}", field.label) } else { " ".repeat(23) };
            lines.push(Line::from(vec![Span::styled(head, theme::LABEL), Span::raw(words)]));
        }
    }
    if left_out > 0 {
        lines.push(Line::from(Span::raw(format!("     {left_out} that are seldom given: not provided"))));
    }
    lines.push(Line::default());
    let words = match (filling.form.problems.is_empty(), table.opens_on_check) {
        (true, true) => {
            format!(" Nothing more is asked. Enter: {}. A number changes an answer.", to_be_done(filling))
        }
        (true, false) => format!(" Enter: {}. A number goes to that answer.", to_be_done(filling)),
        (false, _) if filling.first_problem().is_some() => {
            " Enter goes to the first problem. A number goes to that answer.".to_owned()
        }
        (false, _) => " No answer here puts this right. Enter leaves the form.".to_owned(),
    };
    lines.push(Line::from(Span::raw(words)));
    let last = lines.len() - 1;
    if !filling.outlook.is_empty() {
        let room = usize::from(area.width).saturating_sub(4);
        let outlook = filling.outlook.iter().flat_map(|it| wrap(&it.1, room)).map(|it| format!("   {it}"));
        lines.push(Line::default());
        lines.push(Line::from(Span::styled(" What would come of it:", theme::BOLD)));
        lines.extend(outlook.map(|it| Line::from(Span::raw(it))));
    }
    // Where it is longer than the screen, its last line says so.
    let height = usize::from(area.height);
    let is_long = lines.len() > height;
    let height = if is_long { height.saturating_sub(1) } else { height };
    filling.rows.set(height);
    filling.last_top.set(lines.len().saturating_sub(height));
    let top = filling.top.min(filling.last_top.get());
    let last = u16::try_from(last.saturating_sub(top)).unwrap_or(0);
    if is_long {
        let more =
            if top < filling.last_top.get() { "v more below: Down, PgDn" } else { "^ more above: Up, PgUp" };
        put(frame, area, area.height.saturating_sub(1), &format!("     {more}"), theme::BOLD);
    }
    let shown = u16::try_from(height).unwrap_or(area.height);
    for (row, line) in (0..shown).zip(lines.into_iter().skip(top)) {
        put_line(frame, area, row, line);
    }
    frame.set_cursor_position((area.x, area.y + last.min(shown.saturating_sub(1))));
}

/// What somebody who asks is told of the field with the cursor, and of the keys of forms.
pub fn explanation(filling: &Filling, setting: &Setting) -> Vec<String> {
    let table = &filling.form.table;
    let field = &table.fields[filling.at];
    let is_asked = if field.is_optional { "It may stay empty." } else { "It needs an answer." };
    let hint = if field.hint.is_empty() { String::new() } else { format!(": {}", field.hint) };
    let before = field.default(setting);
    let before = if before.is_empty() {
        String::new()
    } else {
        format!("Filled in beforehand: {}. The first letter that you type replaces it.", one_line(&before))
    };
    let mut lines = vec![format!("{}{hint}. {is_asked}", field.label)];
    lines.extend([written(&field.kind, setting), before, rule_of(&field.name).to_owned()]);
    lines.extend(field.parts.iter().filter_map(|it| it.in_words(setting)));
    if let Some(step) = table.step {
        lines.push(format!("{}: {}", table.title, step.row().help));
    }
    lines.retain(|it| !it.is_empty());
    lines.push("Keys in forms:".to_owned());
    lines.extend(FORM_KEYS.iter().map(|(chord, _, help)| format!("{}: {help}", chord.human())));
    lines
}

/// How an answer is written.
fn written(kind: &Kind, setting: &Setting) -> String {
    match kind {
        Kind::Line => "One line.".to_owned(),
        Kind::Text => "Any number of lines. Enter starts a new one.".to_owned(),
        Kind::Day(sense) => sense.rule().to_owned(),
        Kind::Money => "An amount of pounds, such as 250 or 64.50.".to_owned(),
        Kind::Choice(all) => {
            format!("One of these. Letters narrow them: {}.", all.all(setting).join(", "))
        }
        Kind::Several(all) => {
            format!("Any of these, with commas between them: {}.", all.all(setting).join(", "))
        }
    }
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
            let mut page: Vec<String> = all.iter().skip(top).take(least).cloned().collect();
            page.resize(least, String::new());
            let expect = Shown {
                lines: page,
                cursor: (x, y - top),
                is_more_above: top > 0,
                is_more_below: all.len() > top + least,
            };
            prop_assert_eq!(text_box((&lines, cursor), columns, least), expect);
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
        let shown = text_box((&lines, (0, usize::MAX)), 10, 2);
        assert_eq!((shown.lines[0].chars().count(), shown.cursor), (1 + 4 + 1, (2, 0)));
        assert_eq!(one_line_of((&lines, (0, usize::MAX)), 10).1, (2, 0));
    }

    #[test]
    fn a_line_shows_what_is_around_the_cursor() {
        let lines = ["abcdefgh".to_owned()];
        assert_eq!(one_line_of((&lines, (0, 8)), 5), (vec!["efgh".to_owned()], (4, 0)));
        assert_eq!(one_line_of((&lines, (0, 0)), 5), (vec!["abcde".to_owned()], (0, 0)));
    }
}
