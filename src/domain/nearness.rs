//! Words that are nearly what was typed: a letter too many, one too few, another one, or two the wrong way round.

use crate::domain::text::plain_letters;

/// How many slips a typed word of so many letters may have and still be known again.
const fn slips(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// How many slips lie between two words, if they are no more than a typed word of that length may have.
pub fn slips_between(typed: &str, word: &str) -> Option<usize> {
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    let most = slips(typed.len());
    if typed.len().abs_diff(word.len()) > most {
        return None;
    }
    // Row by row: the slips between the first letters of each, of the row itself and of the two before it.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for (row, letter) in typed.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, other) in word.iter().enumerate() {
            let another = last[column] + usize::from(letter != other);
            let mut fewest = another.min(last[column + 1] + 1).min(here[column] + 1);
            let is_turned = row > 0 && column > 0 && *letter == word[column - 1] && typed[row - 1] == *other;
            if is_turned {
                fewest = fewest.min(before[column - 1] + 1);
            }
            here.push(fewest);
        }
        before = std::mem::replace(&mut last, here);
    }
    last.last().copied().filter(|it| *it <= most)
}

/// Those of some names in which every typed word is nearly a word or the beginning of one, the nearest first.
pub fn near<'a>(typed: &str, names: &'a [String], most: usize) -> Vec<&'a str> {
    let typed = plain_letters(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let far = |name: &str| {
        let name = plain_letters(name);
        let of = |word: &&str| name.split_whitespace().filter_map(|it| slips_to(word, it)).min();
        words.iter().map(of).sum::<Option<usize>>()
    };
    let mut found: Vec<(usize, &str)> = names.iter().filter_map(|it| Some((far(it)?, it.as_str()))).collect();
    found.sort_by_key(|it| it.0);
    found.into_iter().map(|it| it.1).take(if words.is_empty() { 0 } else { most }).collect()
}

/// How many slips lie between what is typed and a word, or as many letters as are typed of it.
fn slips_to(typed: &str, word: &str) -> Option<usize> {
    let end = word.char_indices().nth(typed.chars().count()).map_or(word.len(), |it| it.0);
    slips_between(typed, word).into_iter().chain(slips_between(typed, &word[..end])).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_a_letter_more_or_less_another_one_or_two_turned_round() {
        for (typed, word, expect) in [
            ("okafor", "okafor", Some(0)),
            ("okafro", "okafor", Some(1)),
            ("okafr", "okafor", Some(1)),
            ("okaffor", "okafor", Some(1)),
            ("ofakro", "okafor", None),
            ("is", "it", None),
            ("the", "thy", Some(1)),
        ] {
            assert_eq!(slips_between(typed, word), expect, "{typed} {word}");
        }
    }

    #[test]
    fn the_nearest_names_come_first_and_each_word_must_be_near() {
        let names = ["Council tax", "Housing benefit", "Housing repairs", "Parking"].map(str::to_owned);
        assert_eq!(near("housng rep", &names, 3), ["Housing repairs"]);
        assert_eq!(near("Hosing", &names, 3), ["Housing benefit", "Housing repairs"]);
        assert_eq!(near("grievance", &names, 3), [""; 0]);
        assert_eq!(near("", &names, 3), [""; 0]);
    }
}
