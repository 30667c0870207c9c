//! Every look held against the palettes of common terminals: what is to be read can be read.

use super::*;

/// What a terminal shows: its name, its ink and ground, and its sixteen colours.
struct Palette {
    name: &'static str,
    ink: u32,
    ground: u32,
    sixteen: [u32; 16],
}

const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f,
    0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
const VTE: [u32; 16] = [
    0x17_1421, 0xc0_1c28, 0x26_a269, 0xa2_734c, 0x12_488b, 0xa3_47ba, 0x2a_a1b3, 0xd0_cfcc, 0x5e_5c64,
    0xf6_6151, 0x33_da7a, 0xe9_ad0c, 0x2a_7bde, 0xc0_61cb, 0x33_c7de, 0xff_ffff,
];
const SOLARIZED: [u32; 16] = [
    0x07_3642, 0xdc_322f, 0x85_9900, 0xb5_8900, 0x26_8bd2, 0xd3_3682, 0x2a_a198, 0xee_e8d5, 0x00_2b36,
    0xcb_4b16, 0x58_6e75, 0x65_7b83, 0x83_9496, 0x6c_71c4, 0x93_a1a1, 0xfd_f6e3,
];

const PALETTES: &[Palette] = &[
    Palette {
        name: "PuTTY",
        ink: 0xbb_bbbb,
        ground: 0x00_0000,
        sixteen: [
            0x00_0000, 0xbb_0000, 0x00_bb00, 0xbb_bb00, 0x00_00bb, 0xbb_00bb, 0x00_bbbb, 0xbb_bbbb,
            0x55_5555, 0xff_5555, 0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
        ],
    },
    Palette { name: "xterm, dark", ink: 0xe5_e5e5, ground: 0x00_0000, sixteen: XTERM },
    Palette { name: "xterm, light", ink: 0x00_0000, ground: 0xff_ffff, sixteen: XTERM },
    Palette {
        name: "Windows Terminal",
        ink: 0xcc_cccc,
        ground: 0x0c_0c0c,
        sixteen: [
            0x0c_0c0c, 0xc5_0f1f, 0x13_a10e, 0xc1_9c00, 0x00_37da, 0x88_1798, 0x3a_96dd, 0xcc_cccc,
            0x76_7676, 0xe7_4856, 0x16_c60c, 0xf9_f1a5, 0x3b_78ff, 0xb4_009e, 0x61_d6d6, 0xf2_f2f2,
        ],
    },
    Palette {
        name: "Windows console",
        ink: 0xc0_c0c0,
        ground: 0x00_0000,
        sixteen: [
            0x00_0000, 0x80_0000, 0x00_8000, 0x80_8000, 0x00_0080, 0x80_0080, 0x00_8080, 0xc0_c0c0,
            0x80_8080, 0xff_0000, 0x00_ff00, 0xff_ff00, 0x00_00ff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
        ],
    },
    Palette { name: "VTE, dark", ink: 0xd0_cfcc, ground: 0x17_1421, sixteen: VTE },
    Palette { name: "VTE, light", ink: 0x17_1421, ground: 0xff_ffff, sixteen: VTE },
    Palette {
        name: "Tango",
        ink: 0xd3_d7cf,
        ground: 0x2e_3436,
        sixteen: [
            0x2e_3436, 0xcc_0000, 0x4e_9a06, 0xc4_a000, 0x34_65a4, 0x75_507b, 0x06_989a, 0xd3_d7cf,
            0x55_5753, 0xef_2929, 0x8a_e234, 0xfc_e94f, 0x72_9fcf, 0xad_7fa8, 0x34_e2e2, 0xee_eeec,
        ],
    },
    Palette { name: "Solarized, dark", ink: 0x83_9496, ground: 0x00_2b36, sixteen: SOLARIZED },
    Palette { name: "Solarized, light", ink: 0x65_7b83, ground: 0xfd_f6e3, sixteen: SOLARIZED },
    Palette {
        name: "Alacritty",
        ink: 0xd8_d8d8,
        ground: 0x18_1818,
        sixteen: [
            0x18_1818, 0xac_4242, 0x90_a959, 0xf4_bf75, 0x6a_9fb5, 0xaa_759f, 0x75_b5aa, 0xd8_d8d8,
            0x6b_6b6b, 0xc5_5555, 0xaa_c474, 0xfe_ca88, 0x82_b8c8, 0xc2_8cb8, 0x93_d3c3, 0xf8_f8f8,
        ],
    },
];

impl Palette {
    fn is_light(&self) -> bool {
        luminance(self.ground) > luminance(self.ink)
    }

    /// Its own sixteen; from 16 on, the cube and the greys that are the same in every terminal.
    fn colour(&self, number: u8) -> u32 {
        let level = |it: u32| if it == 0 { 0 } else { 55 + 40 * it };
        match u32::from(number) {
            number @ 0..16 => self.sixteen[number as usize],
            number @ 16..232 => {
                let (red, green, blue) = ((number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6);
                (level(red) << 16) | (level(green) << 8) | level(blue)
            }
            number => (8 + 10 * (number - 232)) * 0x01_0101,
        }
    }

    /// The contrast of a look as it is written with these colours (WCAG 2.2, 1.4.3).
    fn contrast(&self, style: Style, colours: Colours) -> f64 {
        let of = |it: Option<Color>| it.unwrap_or(Color::Reset);
        let (ink, ground) = written(of(style.fg), of(style.bg), colours);
        let ink = luminance(ink.map_or(self.ink, |it| self.colour(it)));
        let ground = luminance(ground.map_or(self.ground, |it| self.colour(it)));
        (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05)
    }
}

/// How light a colour is (WCAG 2.2, relative luminance).
fn luminance(colour: u32) -> f64 {
    [(16, 0.2126), (8, 0.7152), (0, 0.0722)].iter().fold(0.0, |sum, (shift, share)| {
        let part = f64::from((colour >> shift) & 0xff) / 255.0;
        let part = if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        sum + share * part
    })
}

const STATES: [Style; 3] = [OVERDUE, DUE_SOON, NOT_REVIEWED];
const TEXTS: [Style; 8] = [PLAIN, BOLD, HEADING, RULE, LABEL, ASIDE, ACCENT, SHUT];

#[test]
fn a_badge_can_be_read_in_every_palette_whatever_colours_the_terminal_has() {
    for palette in PALETTES {
        for style in STATES {
            for colours in [Colours::Sixteen, Colours::Many(None)] {
                let contrast = palette.contrast(style, colours);
                assert!(contrast >= 7.0, "{}: {style:?}, {colours:?}: {contrast:.1}", palette.name);
            }
        }
    }
}

#[test]
fn text_is_the_terminals_own_or_can_be_read_on_the_ground_that_is_known() {
    for palette in PALETTES {
        let known = if palette.is_light() { Ground::Light } else { Ground::Dark };
        for style in TEXTS {
            for colours in [Colours::None, Colours::Sixteen, Colours::Many(None)] {
                let of = |it: Option<Color>| it.unwrap_or(Color::Reset);
                assert_eq!(written(of(style.fg), of(style.bg), colours), (None, None), "{style:?}");
            }
            // What the terminal's own ink does on its own ground is its person's to choose.
            let own = palette.contrast(PLAIN, Colours::None);
            let contrast = palette.contrast(style, Colours::Many(Some(known)));
            assert!(contrast >= own.min(4.5), "{}: {style:?}: {contrast:.1}", palette.name);
        }
    }
}

#[test]
fn every_state_has_an_edge_of_its_own_colour_and_a_badge_is_as_wide_as_any_other() {
    for colours in [Colours::Sixteen, Colours::Many(None)] {
        let edges =
            STATES.map(|it| written(Color::Reset, edge(it).bg.expect("a badge has a ground"), colours));
        assert!(edges.iter().all(|it| it.1.is_some()));
        assert!(edges[0] != edges[1] && edges[1] != edges[2] && edges[0] != edges[2]);
    }
    for words in ["", "! Overdue 8d", "! Overdue by a hundred days"] {
        assert_eq!(badge(words, OVERDUE).iter().map(Span::width).sum::<usize>(), BADGE + 1);
    }
}

#[test]
fn nothing_is_dim() {
    for style in STATES.iter().chain(&TEXTS) {
        assert!(!style.add_modifier.contains(Modifier::DIM));
    }
}
