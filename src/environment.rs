//! What the environment says about the terminal: character set, glyphs, colours, pace.
//!
//! Invariant: [`Environment::from_process`] is the only reader of these variables; every rule is a pure function of
//! what it read.

use std::time::Duration;

/// The variables that matter, as they were when the program started. `None` where unset or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `LC_ALL`: the first of the three that name the locale.
    pub lc_all: Option<String>,
    pub lc_ctype: Option<String>,
    pub lang: Option<String>,
    /// `TERM`: the kind of terminal.
    pub term: Option<String>,
    /// `COLORTERM`: set where there are more colours than `TERM` says.
    pub colorterm: Option<String>,
    /// `COLORFGBG`: the numbers of ink and ground, from a terminal that tells them.
    pub colorfgbg: Option<String>,
    /// `NO_COLOR`: any value asks for no colour (no-color.org).
    pub no_color: Option<String>,
    /// `SSH_CONNECTION`: set where the keyboard is at the far end of a network.
    pub ssh_connection: Option<String>,
    /// `SSH_ORIGINAL_COMMAND`: set where redress is all that may be started over SSH.
    pub ssh_original_command: Option<String>,
    /// `ACCESSIBLE`: any value but `0` asks for plain questions instead of screens.
    pub accessible: Option<String>,
    /// `PAGER`: the program that long texts are read in.
    pub pager: Option<String>,
}

/// What the terminal can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Everything.
    Utf8,
    /// ASCII only; other characters are transliterated.
    Ascii,
}

/// The setting `glyphs`: what the program's own drawing is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GlyphSetting {
    /// Whatever the locale can show.
    #[default]
    Auto,
    Ascii,
    /// Rules, bars and sparklines.
    Unicode,
}

/// What the program's own drawing is made of, once decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyphs {
    /// `#` for bars, `-` for rules.
    Ascii,
    /// Block bars, thin rules, sparklines.
    Unicode,
}

/// Whether it is light or dark behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Dark,
    Light,
}

/// What there is to colour with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// None: badges are bold and reversed.
    None,
    /// The sixteen of every terminal.
    Sixteen,
    /// At least 256, with the ground where it is known.
    Many(Option<Ground>),
}

/// Whether somebody asked for no colour, by setting or by option, or said what the ground is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourSetting {
    /// Colour where the terminal has it.
    #[default]
    Auto,
    /// The same, on a ground that is known.
    On(Ground),
    /// `colour = off`, `badges = reverse` or `--no-color`.
    Off,
}

impl Environment {
    /// Reads the environment. Text that is not UTF-8 counts as unset.
    #[expect(clippy::disallowed_methods, reason = "this is where the program starts")]
    pub fn from_process() -> Environment {
        let read = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Environment {
            lc_all: read("LC_ALL"),
            lc_ctype: read("LC_CTYPE"),
            lang: read("LANG"),
            term: read("TERM"),
            colorterm: read("COLORTERM"),
            colorfgbg: read("COLORFGBG"),
            no_color: read("NO_COLOR"),
            ssh_connection: read("SSH_CONNECTION"),
            ssh_original_command: read("SSH_ORIGINAL_COMMAND"),
            accessible: read("ACCESSIBLE"),
            pager: read("PAGER"),
        }
    }

    /// The character set: that of the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set (POSIX, 8.2).
    pub fn charset(&self) -> Charset {
        let locale = [&self.lc_all, &self.lc_ctype, &self.lang].into_iter().find_map(Option::as_deref);
        let named = locale.unwrap_or_default().to_ascii_lowercase();
        if named.contains("utf-8") || named.contains("utf8") { Charset::Utf8 } else { Charset::Ascii }
    }

    /// What to draw with. A terminal that cannot show Unicode is not sent any, whatever the setting.
    pub fn glyphs(&self, setting: GlyphSetting) -> Glyphs {
        match (setting, self.charset()) {
            (GlyphSetting::Auto | GlyphSetting::Unicode, Charset::Utf8) => Glyphs::Unicode,
            _ => Glyphs::Ascii,
        }
    }

    /// What to colour with: nothing where `NO_COLOR` is set, nor on a terminal that has none.
    pub fn colours(&self, setting: ColourSetting) -> Colours {
        let term = self.term.as_deref().unwrap_or("dumb");
        let has = |it: &str| self.colorterm.as_deref() == Some(it);
        let monochrome = term == "dumb" || term.starts_with("vt");
        match setting {
            _ if self.no_color.is_some() || monochrome => Colours::None,
            ColourSetting::Off => Colours::None,
            _ if !term.contains("256color")
                && !term.contains("direct")
                && !has("truecolor")
                && !has("24bit") =>
            {
                Colours::Sixteen
            }
            ColourSetting::On(ground) => Colours::Many(Some(ground)),
            ColourSetting::Auto => Colours::Many(self.ground()),
        }
    }

    /// The ground, where the terminal tells it: the last number of `COLORFGBG`.
    fn ground(&self) -> Option<Ground> {
        let number: u8 = self.colorfgbg.as_deref()?.rsplit(';').next()?.parse().ok()?;
        match number {
            0..=6 | 8 => Some(Ground::Dark),
            7 | 9..=15 => Some(Ground::Light),
            _ => None,
        }
    }

    /// Whether this terminal can show screens at all. One that cannot gets plain questions.
    pub fn can_draw(&self) -> bool {
        self.term.as_deref().is_some_and(|term| term != "dumb")
    }

    /// What `ACCESSIBLE` asks: plain questions, screens, or nothing.
    pub fn asks_plain(&self) -> Option<bool> {
        self.accessible.as_deref().map(|value| value != "0")
    }

    /// How long the pieces of one key may be apart. A network may put a pause between them.
    pub fn escape_wait(&self) -> Duration {
        Duration::from_millis(if self.ssh_connection.is_some() { 150 } else { 60 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(value: &str) -> Option<String> {
        (!value.is_empty()).then(|| value.to_owned())
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let table = [
            ("", "", "en_GB.UTF-8", Charset::Utf8),
            ("", "", "cy_GB.utf8", Charset::Utf8),
            ("C", "en_GB.UTF-8", "en_GB.UTF-8", Charset::Ascii),
            ("", "en_GB.ISO-8859-1", "en_GB.UTF-8", Charset::Ascii),
            ("C.UTF-8", "C", "C", Charset::Utf8),
            ("", "", "", Charset::Ascii),
        ];
        for (all, ctype, lang, charset) in table {
            let environment = Environment {
                lc_all: set(all),
                lc_ctype: set(ctype),
                lang: set(lang),
                ..Environment::default()
            };
            assert_eq!(environment.charset(), charset, "for {environment:?}");
        }
    }

    #[test]
    fn no_setting_sends_unicode_to_a_terminal_without_it() {
        let utf8 = Environment { lang: set("en_GB.UTF-8"), ..Environment::default() };
        let latin = Environment::default();
        assert_eq!(utf8.glyphs(GlyphSetting::Auto), Glyphs::Unicode);
        assert_eq!(utf8.glyphs(GlyphSetting::Ascii), Glyphs::Ascii);
        assert_eq!(latin.glyphs(GlyphSetting::Unicode), Glyphs::Ascii);
    }

    #[test]
    fn colour_is_off_where_anything_says_so() {
        let table = [
            ("xterm-256color", "", ColourSetting::Auto, Colours::Many(None)),
            ("screen", "", ColourSetting::Auto, Colours::Sixteen),
            ("xterm", "1", ColourSetting::Auto, Colours::None),
            ("xterm", "", ColourSetting::Off, Colours::None),
            ("vt100", "", ColourSetting::Auto, Colours::None),
            ("vt220", "", ColourSetting::Auto, Colours::None),
            ("dumb", "", ColourSetting::Auto, Colours::None),
            ("", "", ColourSetting::Auto, Colours::None),
            ("tmux-256color", "", ColourSetting::On(Ground::Light), Colours::Many(Some(Ground::Light))),
            ("linux", "", ColourSetting::On(Ground::Dark), Colours::Sixteen),
            ("vt100", "", ColourSetting::On(Ground::Dark), Colours::None),
        ];
        for (term, no_color, setting, colours) in table {
            let environment =
                Environment { term: set(term), no_color: set(no_color), ..Environment::default() };
            assert_eq!(environment.colours(setting), colours, "for {environment:?} and {setting:?}");
        }
    }

    #[test]
    fn more_colours_and_the_ground_are_known_where_the_terminal_tells_them() {
        for (colorterm, colorfgbg, colours) in [
            ("truecolor", "", Colours::Many(None)),
            ("24bit", "15;0", Colours::Many(Some(Ground::Dark))),
            ("truecolor", "0;default;15", Colours::Many(Some(Ground::Light))),
            ("truecolor", "15;default", Colours::Many(None)),
            ("", "15;0", Colours::Sixteen),
        ] {
            let environment = Environment {
                term: set("xterm"),
                colorterm: set(colorterm),
                colorfgbg: set(colorfgbg),
                ..Environment::default()
            };
            assert_eq!(environment.colours(ColourSetting::Auto), colours, "for {environment:?}");
        }
    }

    #[test]
    fn a_dumb_terminal_gets_no_screens() {
        for (term, can) in [("xterm", true), ("vt100", true), ("dumb", false), ("", false)] {
            assert_eq!(Environment { term: set(term), ..Environment::default() }.can_draw(), can);
        }
    }

    #[test]
    fn accessible_asks_for_plain_unless_it_is_nought() {
        for (value, asks) in [("1", Some(true)), ("yes", Some(true)), ("0", Some(false)), ("", None)] {
            assert_eq!(Environment { accessible: set(value), ..Environment::default() }.asks_plain(), asks);
        }
    }

    #[test]
    fn a_network_is_given_more_time() {
        let far = Environment { ssh_connection: set("10.0.0.1 5 10.0.0.2 22"), ..Environment::default() };
        assert_eq!(far.escape_wait(), Duration::from_millis(150));
        assert_eq!(Environment::default().escape_wait(), Duration::from_millis(60));
    }
}
