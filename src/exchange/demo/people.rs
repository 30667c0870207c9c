//! The people of the demo office: who works there, and who complains. All are made up.

use crate::domain::vocabulary::Role;
use crate::exchange::demo::dice::Dice;

/// Who works there: sign-in name, name and roles. The first manages the others.
pub const STAFF: &[(&str, &str, &[Role])] = &[
    ("sokafor", "Siân Okafor", &[Role::Manager, Role::Administrator]),
    ("zpatel", "Zoë Patel", &[Role::Handler, Role::Manager]),
    ("aobriain", "Aoife Ó Briain", &[Role::Handler]),
    ("tnguyen", "Nguyễn Thu Trang", &[Role::Handler]),
    ("dmacleod", "Dòmhnall MacLeod", &[Role::Handler, Role::ActionOwner]),
    ("mhussain", "Maryam Hussain", &[Role::Handler]),
    ("gjones", "Gwilym Jones-Featherstonehaugh", &[Role::Handler, Role::SeniorAccountable]),
];

const FIRST_NAMES: &[&str] = &[
    "Adaeze",
    "Alasdair",
    "Amina",
    "Bronwen",
    "Caoimhe",
    "Chidi",
    "Dafydd",
    "Eilidh",
    "Farah",
    "Grażyna",
    "Harpreet",
    "Imogen",
    "Ines",
    "Jamal",
    "Keziah",
    "Lucía",
    "Małgorzata",
    "Niall",
    "Oluwaseun",
    "Priya",
    "Rhiannon",
    "Søren",
    "Tamar",
    "Ursula",
    "Violet",
    "Winston",
    "Xiu Ying",
    "Yusuf",
    "Zainab",
    "Zoë",
];

const LAST_NAMES: &[&str] = &[
    "Abernethy",
    "Bhattacharya",
    "Cadwallader",
    "Dubois",
    "Eriksen",
    "Fitzwilliam-Montgomery",
    "Gunawardena",
    "Hołub",
    "Idris",
    "Jenkins",
    "Kaur",
    "Lindqvist",
    "Mac Giolla Phádraig",
    "Mbeki",
    "Nguyễn",
    "Ó Briain",
    "Pritchard",
    "Quayle",
    "Rahman",
    "Sinclair",
    "Tregenza",
    "Uddin",
    "Vasiliou",
    "Whitlock",
    "Yıldız",
    "Zielińska",
    "O’Donoghue",
    "Penhaligon",
    "St John",
    "Ng",
];

/// Places that no map has.
const PLACES: &[&str] = &["Porthwen", "Easter Sound", "Gullmouth", "Sandry", "Saltcombe Bay", "Kilbrannock"];

/// Somebody's name.
pub fn name(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES))
}

/// How to reach somebody: numbers and addresses that are set aside for made-up people.
pub fn contact(dice: &mut Dice, name: &str) -> String {
    match dice.below(4) {
        0 => format!("01632 960{:03}", dice.below(1000)),
        1 => format!("{} Harbour Terrace, {}", 1 + dice.below(90), dice.pick(PLACES)),
        _ => {
            let plain: String = name.chars().filter(char::is_ascii_alphabetic).collect();
            format!("{}{}@example.org", plain.to_lowercase(), dice.below(90))
        }
    }
}

/// Where it happened.
pub fn place(dice: &mut Dice) -> &'static str {
    dice.pick(PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::party::alike::{Whose, alike, suspects};
    use crate::domain::party::known::KnownAs;

    /// Pages of ordinary words.
    const PAGES: [&str; 5] = [
        include_str!("../../help/plans.md"),
        include_str!("../../help/documents.md"),
        include_str!("../../help/guide.md"),
        include_str!("../../help/keeping.md"),
        include_str!("../../help/letters.md"),
    ];

    #[test]
    fn pages_of_ordinary_words_look_like_hardly_any_name_of_the_demo() {
        let names = FIRST_NAMES.iter().chain(LAST_NAMES).copied().chain(STAFF.iter().map(|it| it.1));
        let known = names.map(|it| KnownAs { names: vec![it.to_owned()], reach: Vec::new() });
        let whose = known.map(|it| Whose::of(&it, None, true));
        let whose: Vec<Whose> = whose.collect();
        let found: Vec<String> = PAGES
            .iter()
            .flat_map(|page| alike(page, &suspects(page, |_| false), &whose))
            .map(|it| it.question())
            .collect();
        assert!(found.len() <= 5, "{found:#?}");
        let told = alike(
            "We told Pritchart and Tregensa.",
            &suspects("We told Pritchart and Tregensa.", |_| false),
            &whose,
        );
        assert_eq!(told.len(), 2, "{told:?}");
    }
}
