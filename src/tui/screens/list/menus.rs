//! The menus of a list: kept lists, the order, the columns; and the list as a file.

use crate::domain::office::settings::SavedList;
use crate::domain::rights::Deed;
use crate::report::document::{Document, Section, Table};
use crate::tui::keymap::Act;
use crate::tui::screen::{Choice, Cx, Effect, MenuItem, Place, Saving};
use crate::tui::screens::columns::Column;
use crate::tui::screens::list::{Asked, ListScreen, Wanted};
use crate::tui::screens::listing::Listing;

/// Keys of the menu of lists, in their order; `s`, `o`, `c`, `e` and `q` have a meaning of their own there.
const VIEW_KEYS: &str = "123456789abdfghijklmnprtuvwxyz";
/// Keys of menus of columns, in their order.
const COLUMN_KEYS: &str = "123456789abcdefghijklmnoprstuvwxyz";

impl<L: Listing> ListScreen<L> {
    pub(in crate::tui::screens::list) fn as_saved(&self) -> SavedList {
        let usual = self.listing.usual_lists().first().map(|it| it.1).unwrap_or_default();
        let filter = if self.filter.is_empty() { usual.to_owned() } else { self.filter.clone() };
        let (list, order) = (self.listing.name().to_owned(), self.order.clone());
        SavedList { list, filter, order, columns: self.chosen.clone(), ..SavedList::default() }
    }

    fn usual_columns(&self) -> Vec<String> {
        const USUAL_WIDTH: u16 = 80;
        let is_usual = |it: &&Column<L::Row>| it.from <= USUAL_WIDTH && USUAL_WIDTH < it.until;
        self.columns.iter().filter(is_usual).map(|it| it.title.to_owned()).collect()
    }

    pub(in crate::tui::screens::list) fn choose(&mut self, choice: &Choice, cx: &Cx) -> Vec<Effect> {
        match choice {
            Choice::List(list) => {
                let usual = self.listing.usual_lists().first().map(|it| it.1);
                self.filter = if usual == Some(&*list.filter) { String::new() } else { list.filter.clone() };
                self.order.clone_from(&list.order);
                self.chosen.clone_from(&list.columns);
                return self.read_other(cx);
            }
            Choice::Order(title) => (*title).clone_into(&mut self.order),
            Choice::Column(title) => {
                if self.chosen.is_empty() {
                    self.chosen = self.usual_columns();
                }
                match self.chosen.iter().position(|it| it == title) {
                    Some(place) => drop(self.chosen.remove(place)),
                    None => self.chosen.push((*title).to_owned()),
                }
            }
            Choice::Format(format) => {
                return match self.listing.export(&self.query(usize::MAX), cx) {
                    Ok(request) => {
                        self.file = Wanted::Rows(*format);
                        self.awaited += 1;
                        self.asked = Asked { limit: usize::MAX, goes_on: false, jumps: false };
                        vec![Effect::Call(request)]
                    }
                    Err(why) => vec![Effect::Warn(why)],
                };
            }
            _ => {}
        }
        self.reload(cx)
    }

    /// The file of the list, once all of it is here: what is marked, or everything.
    pub(in crate::tui::screens::list) fn save(&mut self, cx: &Cx) -> Vec<Effect> {
        let Wanted::Rows(format) = self.file else { return Vec::new() };
        let is_chosen = |it: &&Column<L::Row>| {
            self.chosen.is_empty() || self.chosen.iter().any(|title| title == it.title)
        };
        let chosen: Vec<&Column<L::Row>> = self.fullest().filter(is_chosen).collect();
        let is_wanted = |row: &L::Row| self.marked.is_empty() || self.marked.contains(&self.listing.key(row));
        let rows = self.shown.iter().map(|it| &self.rows[*it]).filter(|row| is_wanted(row));
        let told = |row: &L::Row| chosen.iter().map(|it| it.value(row, cx)).collect();
        let table = Table {
            columns: chosen.iter().map(|it| it.title.to_owned()).collect(),
            rows: rows.map(told).collect(),
            ..Table::default()
        };
        let title = self.part().map_or(self.listing.name(), |it| it.0).to_owned();
        let document = Document {
            title,
            about: vec![cx.house.office.organisation.clone(), self.filter.clone()],
            sections: vec![Section { tables: vec![table], ..Section::default() }],
            ..Document::default()
        };
        self.file = Wanted::File;
        let name = format!("{}-{}", self.listing.name(), cx.today);
        vec![Effect::Save(Box::new(Saving { document, format, name }))]
    }

    /// The menu of kept lists, of the order and of the columns.
    pub(in crate::tui::screens::list) fn menu(&self, cx: &Cx) -> Effect {
        let list = self.listing.name();
        let usual = self.listing.usual_lists().iter().map(|(name, filter)| SavedList {
            name: (*name).to_owned(),
            filter: (*filter).to_owned(),
            list: list.to_owned(),
            ..SavedList::default()
        });
        let is_mine = |it: &&SavedList| it.list == list && it.owner.as_ref().is_none_or(|it| *it == cx.login);
        let kept = cx.house.office.saved_lists.iter().filter(is_mine).cloned();
        let others = self
            .listing
            .other_lists()
            .into_iter()
            .map(|(words, place)| (words.to_owned(), Effect::PopAnd(Box::new(Effect::Open(place)))));
        let lists = usual.chain(kept).map(|list| {
            let words = format!("{:<27} {}", list.name, list.filter);
            (words, Effect::PopAndChoose(Choice::List(list)))
        });
        let mut items: Vec<MenuItem> = others
            .chain(lists)
            .zip(VIEW_KEYS.chars())
            .map(|((words, effect), key)| MenuItem { key, words, effect })
            .collect();
        let mut more = |key: char, words: String, effect: Effect| items.push(MenuItem { key, words, effect });
        more('s', "Keep the list that shows now".to_owned(), Effect::PopAndDo(Act::KeepList));
        if cx.may_at_large(Deed::Export).is_ok() {
            more('e', "Save it as a file".to_owned(), Effect::PopAndDo(Act::SaveList));
        }
        let order = if self.order.is_empty() { "as usual" } else { &self.order };
        more('o', format!("Order: {order}"), self.orders());
        more('c', "Columns".to_owned(), self.columns_menu());
        Effect::Open(Place::Menu { title: "Lists".to_owned(), items })
    }

    fn orders(&self) -> Effect {
        let of_desk = self.listing.desk_orders();
        let titles = self.fullest().map(|it| it.title);
        let titles = titles.filter(|it| of_desk.is_empty() || of_desk.contains(it));
        let usual = std::iter::once(("As usual".to_owned(), Choice::Order("")));
        let all = usual.chain(titles.map(|it| (it.to_owned(), Choice::Order(it))));
        let items = MenuItem::choices(COLUMN_KEYS, all);
        let title = "Order the list by".to_owned();
        Effect::PopAnd(Box::new(Effect::Open(Place::Menu { title, items })))
    }

    fn columns_menu(&self) -> Effect {
        let usual = self.usual_columns();
        let chosen = if self.chosen.is_empty() { &usual } else { &self.chosen };
        // What a row is called always shows.
        let others = self.fullest().skip(1);
        let items = MenuItem::choices(
            COLUMN_KEYS,
            others.map(|column| {
                let mark = if chosen.iter().any(|it| it == column.title) { "[x]" } else { "[ ]" };
                (format!("{mark} {}", column.title), Choice::Column(column.title))
            }),
        );
        let title = "Show a column, or leave it out".to_owned();
        Effect::PopAnd(Box::new(Effect::Open(Place::Menu { title, items })))
    }
}
