//! Words that are near those which find nothing: a slip of the pen is known again.

use crate::api::message::{Fault, ListRequest, Near, Reply};
use crate::desk::session::Session;
use crate::desk::sight::Sight;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::party::finding::{Typed, typed};

impl Session {
    /// The words near those of a filter that find nothing: only such as find whoever asks a case.
    pub(in crate::desk) fn near(&self, sight: &Sight, filter: &Filter) -> Result<Reply, Fault> {
        const MOST: usize = 3;
        let finds = |word: &Typed| {
            let (filter, order) = (Filter::of(Condition::Word(word.clone())), Order::Reference);
            let request = ListRequest { filter, order, today: sight.today, after: None, limit: 1 };
            self.rows_of(sight, &request).map(|it| !it.is_empty())
        };
        let mut all = Vec::new();
        for word in filter.words() {
            let typed_word = word.beginnings().next().map_or("", |it| it.0);
            if finds(word)? {
                continue;
            }
            let mut words = Vec::new();
            for near in self.view().words_near(typed_word)? {
                if words.len() < MOST && typed(&near).first().map_or(Ok(false), &finds)? {
                    words.push(near);
                }
            }
            if !words.is_empty() {
                all.push(Near { typed: typed_word.to_owned(), words });
            }
        }
        Ok(Reply::Near(all))
    }
}
