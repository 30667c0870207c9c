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
