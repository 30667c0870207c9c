//! The topics, in the order in which they are listed.

use std::sync::LazyLock;

use crate::domain::text::plain_letters;
use crate::help::blocks::{Block, blocks, plain};

/// A topic of help.
#[derive(Debug)]
pub struct Topic {
    /// What is typed after `redress help`.
    pub name: &'static str,
    /// All of it, in Markdown; its first line says what it is about.
    pub text: &'static str,
}

impl Topic {
    /// What it is about.
    pub fn about(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }
}

const fn topic(name: &'static str, text: &'static str) -> Topic {
    Topic { name, text }
}

/// Every topic.
pub const TOPICS: &[Topic] = &[
    topic("keys", include_str!("keys.md")),
    topic("signs", include_str!("signs.md")),
    topic("forms", include_str!("forms.md")),
    topic("plain", include_str!("plain.md")),
    topic("filters", include_str!("filters.md")),
    topic("letters", include_str!("letters.md")),
    topic("papers", include_str!("papers.md")),
    topic("plans", include_str!("plans.md")),
    topic("registers", include_str!("registers.md")),
    topic("figures", include_str!("figures.md")),
    topic("documents", include_str!("documents.md")),
    topic("checking", include_str!("checking.md")),
    topic("guide", include_str!("guide.md")),
    topic("commands", include_str!("commands.md")),
    topic("json", include_str!("json.md")),
    topic("settings", include_str!("settings.md")),
    topic("import", include_str!("import.md")),
    topic("sharing", include_str!("sharing.md")),
    topic("hosts", include_str!("hosts.md")),
    topic("backup", include_str!("backup.md")),
    topic("keeping", include_str!("keeping.md")),
    topic("security", include_str!("security.md")),
];

/// The list of keys in its topic: whoever has keys of their own is shown those.
pub const KEYS: &str = "keys";

/// A text with the list of this name in it made anew; none where it has no such list.
pub fn with_list(text: &str, name: &str, list: impl FnOnce() -> String) -> Option<String> {
    let (before, rest) = text.split_once(&format!("<!-- {name} -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- /{name} -->"))?;
    Some(format!("{before}{}{after}", list()))
}

/// The topic of this name.
pub fn topic_called(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|it| it.name == name)
}

/// A sentence of a topic that can be found.
#[derive(Debug)]
pub struct Sentence {
    pub topic: &'static Topic,
    /// The piece of the topic that it stands in, from 0.
    pub block: usize,
    pub words: String,
    /// The same in small letters without marks.
    folded: String,
}

/// Every sentence, row and line of every topic.
static SENTENCES: LazyLock<Vec<Sentence>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for topic in TOPICS {
        for (block, it) in blocks(topic.text).iter().enumerate() {
            all.extend(sentences(it).into_iter().map(|words| Sentence {
                topic,
                block,
                folded: plain_letters(&words),
                words,
            }));
        }
    }
    all
});

fn sentences(block: &Block) -> Vec<String> {
    let parted =
        |words: &str| plain(words).replace(". ", ".\n").lines().map(str::to_owned).collect::<Vec<_>>();
    match block {
        Block::Heading(words) => vec![plain(words)],
        Block::Paragraph(words) | Block::Item(_, words) => parted(words),
        Block::Code(lines) => lines.iter().filter(|it| !it.trim().is_empty()).cloned().collect(),
        Block::Table(_, rows) => {
            let row = |it: &Vec<String>| it.iter().map(|it| plain(it)).collect::<Vec<_>>().join("  ");
            rows.iter().map(row).collect()
        }
    }
}

/// Whether a sentence in small letters has every word that is looked for, in any order.
pub fn has_all(folded: &str, words: &str) -> bool {
    plain_letters(words).split_whitespace().all(|it| folded.contains(it))
}

/// The sentences that have every one of these words.
pub fn found(words: &str) -> impl Iterator<Item = &'static Sentence> {
    SENTENCES.iter().filter(move |it| has_all(&it.folded, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary::LetterKind;
    use crate::help::in_step::keep;
    use std::fs;
    use std::path::Path;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn help_letters_names_every_letter_of_the_menu() {
        let kinds: Vec<String> = LetterKind::ALL.iter().map(|it| format!("- {it}")).collect();
        keep("letters", "letters", &kinds.join("\n"));
    }

    #[test]
    fn every_text_beside_the_table_is_a_topic_and_says_first_what_it_is_about() {
        let mut files: Vec<String> = fs::read_dir(root().join("src/help"))
            .unwrap()
            .filter_map(|it| Some(it.unwrap().file_name().to_str()?.strip_suffix(".md")?.to_owned()))
            .collect();
        let mut names: Vec<&str> = TOPICS.iter().map(|it| it.name).collect();
        files.sort();
        names.sort_unstable();
        assert_eq!(files, names);
        for topic in TOPICS {
            assert!(topic.text.starts_with("# ") && !topic.about().ends_with('.'), "{}", topic.name);
        }
    }

    #[test]
    fn every_topic_that_is_named_is_there() {
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let texts = TOPICS.iter().map(|it| it.text).chain([&*readme]);
        for named in texts.flat_map(|it| it.split("`redress help ").skip(1)) {
            let name = named.split(['`', ' ']).next().unwrap();
            let is_placeholder = name == name.to_uppercase();
            let is_command = crate::cli::table::command().find_subcommand(name).is_some();
            assert!(is_placeholder || is_command || topic_called(name).is_some(), "redress help {name}");
        }
        for topic in TOPICS {
            assert!(
                readme.contains(&format!("`redress help {}`", topic.name)),
                "README names {}",
                topic.name
            );
        }
    }

    #[test]
    fn a_sentence_is_found_by_any_of_its_words_whatever_their_order_and_marks() {
        let of = |words: &str| found(words).map(|it| it.topic.name).collect::<Vec<_>>();
        assert!(of("BANK holidays").contains(&"figures"), "{:?}", of("BANK holidays"));
        assert_eq!(of("no sentence says this at all xyzzy"), [""; 0]);
    }
}
