//! Who has what on screen and who left forms unfinished, on this host and on the others: told to them by way of the database, and heard
//! from there. Nobody is held up by it, and what is lost of it is said again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::api::server::News;
use crate::domain::reference::RecordRef;
use crate::domain::text::{count, one_line};
use crate::journal::sequencer::{Administered, Unfinished};

/// After how long it is said again, lest a host that was away passes for one where nobody is.
const SAY_AGAIN: Duration = Duration::from_secs(20);
/// How many are told of at most.
const MOST: usize = 1000;

/// Somebody, by sign-in name, and the record that they have on screen.
pub(in crate::desk) type Looking = (String, RecordRef);

/// What is known of people on this host, and of what they left on others. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(in crate::desk) struct Here(Arc<Mutex<People>>);

#[derive(Default)]
struct People {
    /// Those who look at a record here.
    looking: Vec<Looking>,
    /// How many forms each, by sign-in name, has unfinished here.
    unfinished: BTreeMap<String, u32>,
    /// Forms that are unfinished on other hosts.
    elsewhere: Vec<Unfinished>,
}

impl Here {
    /// From now on it is these who look at a record.
    pub(in crate::desk) fn are(&self, looking: Vec<Looking>) {
        self.lock().looking = looking;
    }

    /// Somebody has so many forms here that they did not finish.
    pub(in crate::desk) fn left(&self, login: &str, forms: u32) {
        self.lock().unfinished.insert(login.to_owned(), forms);
    }

    /// Where else somebody has forms that they did not finish, in a sentence.
    pub(in crate::desk) fn left_elsewhere(&self, login: &str) -> Option<String> {
        let people = self.lock();
        let theirs = people.elsewhere.iter().filter(|it| it.login == login);
        let each: Vec<String> = theirs
            .map(|it| format!("{} on {}", count(u64::from(it.forms), "unfinished form"), one_line(&it.host)))
            .collect();
        (!each.is_empty()).then(|| format!("You left {}. Sign in there to go on.", each.join(" and ")))
    }

    fn lock(&self) -> MutexGuard<'_, People> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

/// Says who is here and hears who is elsewhere.
pub(in crate::desk) struct Elsewhere {
    pub(in crate::desk) here: Here,
    pub(in crate::desk) news: NewsOf,
    said: Option<(Vec<Looking>, Instant)>,
    said_unfinished: BTreeMap<String, u32>,
    heard: Option<(Vec<Looking>, Instant)>,
}

/// Where what is heard is told.
pub(in crate::desk) type NewsOf = Box<dyn Fn(&News) + Send>;

impl Elsewhere {
    pub(in crate::desk) const fn new(here: Here, news: NewsOf) -> Self {
        Self { here, news, said: None, said_unfinished: BTreeMap::new(), heard: None }
    }

    /// Says what is new, and hears what is.
    pub(in crate::desk) fn exchange(&mut self, order: &mut dyn Administered) {
        let ours: Vec<Looking> = self.here.lock().looking.iter().take(MOST).cloned().collect();
        // It is said though nobody is here: that shows that the host is.
        let is_said = self.said.as_ref().is_some_and(|(said, at)| *said == ours && at.elapsed() < SAY_AGAIN);
        if !is_said
            && let Ok(text) = serde_json::to_string(&ours)
            && order.say_here(&text).is_ok()
        {
            self.said = Some((ours, Instant::now()));
        }
        let unfinished = self.here.lock().unfinished.clone();
        for (login, forms) in unfinished {
            if self.said_unfinished.get(&login) != Some(&forms) && order.say_unfinished(&login, forms).is_ok()
            {
                self.said_unfinished.insert(login, forms);
            }
        }
        let is_new = order.somebody_said() || self.heard.as_ref().is_none_or(|it| SAY_AGAIN < it.1.elapsed());
        if is_new && let Ok(texts) = order.said_elsewhere() {
            let all = texts.iter().filter_map(|it| serde_json::from_str::<Vec<Looking>>(it).ok()).flatten();
            self.hear(all.take(MOST).collect());
            if let Ok(all) = order.unfinished_elsewhere() {
                self.here.lock().elsewhere = all;
            }
        }
    }

    /// Nothing is known of the others any more.
    pub(in crate::desk) fn lose(&mut self) {
        self.hear(Vec::new());
        (self.said, self.heard) = (None, None);
        self.said_unfinished.clear();
    }

    fn hear(&mut self, all: Vec<Looking>) {
        if self.heard.as_ref().map_or(!all.is_empty(), |it| it.0 != all) {
            (self.news)(&News::Elsewhere(all.clone()));
        }
        self.heard = Some((all, Instant::now()));
    }
}
