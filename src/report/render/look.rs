//! How documents look as HTML: two palettes, one scale of letters, and how they are printed. Nothing is fetched.
//!
//! The sizes are those of GOV.UK. No text is told apart by its colour alone.

use std::fmt::Write;

use crate::domain::case::letter::Language;
use crate::report::said::sentence;

/// A colour: the name by which the style sheet calls it, what it is on light paper, and on dark.
type Colour = (&'static str, &'static str, &'static str);

/// Every colour that there is.
const PALETTE: &[Colour] = &[
    ("ink", "#0b0c0c", "#f3f2f1"),
    ("paper", "#ffffff", "#0b0c0c"),
    ("quiet", "#484949", "#b1b4b6"),
    ("panel", "#f3f2f1", "#23282b"),
    ("link", "#1a65a6", "#8cc0f0"),
    ("visited", "#54319f", "#c8b6f0"),
    ("bar", "#1d70b8", "#73b1e6"),
    ("focus", "#ffdd00", "#ffdd00"),
    ("focused", "#0b0c0c", "#0b0c0c"),
];

/// The rules, which name colours and hold none. What is drawn stands on the paper of the page: its letters say so for those who
/// look through a page with a program, which cannot see through a drawing.
const RULES: &str = "\
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--paper);font-family:Arial,Helvetica,sans-serif;line-height:1.3}
main{display:block;max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:2rem;line-height:1.1;margin:1rem 0}
h2{font-size:1.6875rem;line-height:1.15;margin:2.5rem 0 1rem}
h3{font-size:1.3125rem;line-height:1.2;margin:1.5rem 0 .75rem}
p{margin:0 0 1rem;max-width:44rem}
.about{color:var(--quiet);margin-bottom:1.5rem}.about p{margin:0 0 .25rem}
a{color:var(--link);text-underline-offset:.15em}a:visited{color:var(--visited)}
a:focus-visible{color:var(--focused);background:var(--focus);outline:3px solid var(--focus)}
.wide:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.skip{position:absolute;left:-100em}.skip:focus{position:static;display:inline-block;padding:.5rem}
nav{margin:2rem 0}nav h2{font-size:1.3125rem;margin:0 0 .5rem}nav ul{margin:0;padding:0;list-style:none}nav li{padding:.25rem 0}
.large{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,10.5rem),1fr));gap:1rem;margin:1.5rem 0}
.large div{background:var(--panel);border-top:5px solid var(--bar);padding:.75rem 1rem}
.large dd{margin:0}.large .number{display:block;overflow-wrap:anywhere;font-size:2.25rem;line-height:1.15;font-weight:bold}
.large .before{color:var(--quiet)}
.wide{overflow-x:auto;min-width:0;max-width:100%}
.pair{display:flex;flex-wrap:wrap;gap:0 2rem;align-items:flex-start;margin:1.5rem 0}
.pair figure{flex:1 1 17rem;max-width:26rem;min-width:0;margin:0 0 1rem}.pair .wide{flex:2 1 20rem}.pair table{margin-top:0}
figcaption{margin-bottom:.75rem}
svg{display:block;width:100%;height:auto}svg text{font:14px Arial,Helvetica,sans-serif;fill:var(--ink);background:var(--paper)}
svg .small{font-size:12px}
.first{fill:var(--bar)}.second{fill:var(--paper);stroke:var(--bar);stroke-width:1.5}
.axis{stroke:var(--quiet)}.band{fill:var(--quiet);opacity:.25}
table{border-collapse:collapse;min-width:50%;margin:1.5rem 0}
caption{text-align:left;font-weight:bold;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem 1.25rem .5rem 0;border-bottom:1px solid var(--quiet)}
th:last-child,td:last-child{padding-right:0}@media (max-width:30em){th,td{padding-right:.75rem}}tbody th{font-weight:normal}
.number{font-variant-numeric:tabular-nums}th.number,td.number{text-align:right}td.number:not(.words){white-space:nowrap}
.of{display:inline-block;min-width:4em}.whole{white-space:nowrap}
.share{display:inline-block;vertical-align:middle;height:.7rem;border-left:0 solid var(--bar)}
@media (max-width:40em){.share{display:none}.of{min-width:0}}
article{border-left:5px solid var(--bar);padding-left:1rem;margin:2rem 0}
article h3{margin-top:0}article dl{margin:0}article dt{font-weight:bold}
article dd{margin:0 0 .75rem;max-width:44rem}article dd:last-child{margin-bottom:0}
@media (min-width:40.0625em){body{font-size:1.1875rem;line-height:1.316}h1{font-size:3rem;line-height:1.05}
h2{font-size:2.25rem;line-height:1.11}h3,nav h2{font-size:1.5rem}.large .number{font-size:3rem}}
";

/// How it is printed, with numbers on its pages: no table is parted from its head, and a short one is not parted at all.
const PRINT: &str = "\
@media print{body{font-size:10pt;line-height:1.25}main{max-width:none;padding:0}.skip{display:none}
h1{font-size:22pt}h2{font-size:14pt;margin:12pt 0 4pt}h3,nav h2{font-size:12pt}.large{grid-template-columns:repeat(auto-fit,minmax(3.1cm,1fr));gap:.3cm}.large div{padding:6pt 8pt}.large .number{font-size:17pt}
a,a:visited{color:var(--ink);text-decoration:none}nav{margin:12pt 0}nav ul{columns:2;column-gap:1cm}nav li{break-inside:avoid}nav li{padding:0}
p,li,dd{orphans:3;widows:3}h1,h2,h3,caption,figcaption,dt,h2+p,p:has(+.wide),p:has(+.pair){break-after:avoid}
h2+p{break-inside:avoid}
figure,tr,article,.large,nav,table:not(:has(tr:nth-child(9))){break-inside:avoid}
thead{display:table-header-group;break-after:avoid}tbody tr:nth-child(2),tbody tr:last-child{break-before:avoid}
.wide{overflow:visible}.pair{display:grid;grid-template-columns:6cm 1fr;gap:0 .8cm;margin:8pt 0}
table{margin:4pt 0 6pt}caption{padding-bottom:2pt}th,td{padding:1.5pt 8pt 1.5pt 0}table{font-size:9pt}
section:not(.annex)+.annex:has(+.annex){break-before:page}
.counted table{line-height:1.2}.counted td:last-child{width:3.6cm}.counted tbody th{width:3.2cm}
@page{size:A4;margin:1.8cm 1.8cm 2.2cm;@bottom-right{content:\"Page \" counter(page) \" of \" counter(pages);font:9pt Arial,Helvetica,sans-serif}}}
";

/// The style sheet of a page. Whoever wants dark pages has them; paper is white.
pub fn style(language: Language) -> String {
    let [page, of] = ["Page", "of"].map(|it| sentence(it, language));
    let numbered =
        PRINT.replace("\"Page \"", &format!("\"{page} \"")).replace("\" of \"", &format!("\" {of} \""));
    format!("{}@media print{{:root{{color-scheme:light;{}}}}}\n{numbered}", of_screens(), palette(|it| it.1))
}

/// That of a book, whose pages are the reading program's own.
pub fn of_screens() -> String {
    let (light, dark) = (palette(|it| it.1), palette(|it| it.2));
    format!(
        ":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{RULES}"
    )
}

fn palette(scheme: fn(&Colour) -> &'static str) -> String {
    PALETTE.iter().fold(String::new(), |mut text, it| {
        write!(text, "--{}:{};", it.0, scheme(it)).expect("a text takes whatever is written to it");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands on what, each by its name.
    const PAIRS: &[(&str, &str)] = &[
        ("ink", "paper"),
        ("quiet", "paper"),
        ("link", "paper"),
        ("visited", "paper"),
        ("bar", "paper"),
        ("ink", "panel"),
        ("quiet", "panel"),
        ("bar", "panel"),
        ("focused", "focus"),
    ];

    /// How bright a colour is, from 0 to 1 (WCAG 2.2, relative luminance).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let it = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_can_be_read_on_what_is_behind_it_in_both_schemes() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        let colour = |name: &str| PALETTE.iter().find(|it| it.0 == name).unwrap();
        for (text, behind) in PAIRS {
            let (text, behind) = (colour(text), colour(behind));
            for (scheme, text, behind) in [("light", text.1, behind.1), ("dark", text.2, behind.2)] {
                let it = contrast(text, behind);
                assert!(it >= 4.5, "{text} on {behind} in {scheme}: {it:.2}");
            }
        }
    }

    #[test]
    fn a_number_can_be_read_where_the_band_of_chance_lies_behind_it() {
        const OPACITY: f64 = 0.25;
        assert!(RULES.contains(".band{fill:var(--quiet);opacity:.25}"));
        let colour = |name: &str| PALETTE.iter().find(|it| it.0 == name).unwrap();
        let (ink, paper, quiet) = (colour("ink"), colour("paper"), colour("quiet"));
        for [ink, paper, quiet] in [[ink.1, paper.1, quiet.1], [ink.2, paper.2, quiet.2]] {
            let part =
                |colour: &str, at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap());
            let mixed = [1, 3, 5].map(|at| part(paper, at) * (1.0 - OPACITY) + part(quiet, at) * OPACITY);
            let mixed = mixed.iter().fold("#".to_owned(), |text, it| {
                format!("{text}{:02x}", format!("{it:.0}").parse::<u8>().unwrap())
            });
            assert!(contrast(ink, &mixed) >= 4.5, "{ink} on {mixed}");
        }
    }

    #[test]
    fn a_book_has_no_rules_for_paper() {
        assert!(style(Language::English).starts_with(&of_screens()) && !of_screens().contains("@page"));
    }

    #[test]
    fn every_colour_is_of_the_palette_and_each_of_it_is_looked_at() {
        let rules = [RULES, PRINT].concat();
        assert!(!rules.contains('#'), "rules name colours");
        let named = rules.split("var(--").skip(1).filter_map(|it| it.split(')').next());
        for name in named {
            assert!(PALETTE.iter().any(|it| it.0 == name), "{name}");
        }
        for (name, ..) in PALETTE {
            assert!(PAIRS.iter().any(|it| it.0 == *name || it.1 == *name), "{name}");
        }
    }

    #[test]
    fn paper_is_white_whatever_the_screen_is_and_pages_have_numbers() {
        let style = style(Language::English);
        let at = |words: &str| style.find(words).expect(words);
        assert!(at("prefers-color-scheme:dark") < at("@media print{:root"));
        assert!(style.contains("counter(page)") && style.contains("widows:3"));
        assert!(!style.contains("http") && !style.contains("url("), "nothing is fetched");
    }
}
