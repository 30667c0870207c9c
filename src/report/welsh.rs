//! What documents for the public say, in Welsh: the one table of it.
//!
//! `{}` stands for words that are said in Welsh themselves where they are in the table, and a day as a day. A name stays as it is.
//! Numbers stand where no mutation follows from them.

/// What a document says, and the same in Welsh. Of two that fit, the first one is taken.
pub const PHRASES: &[(&str, &str)] = &[
    // What it is about.
    ("What we learnt from complaints", "Yr hyn rydym wedi’i ddysgu o gwynion"),
    ("{}: What we learnt from complaints", "{}: Yr hyn rydym wedi’i ddysgu o gwynion"),
    ("Period: {}", "Cyfnod: {}"),
    ("Financial year {}", "Blwyddyn ariannol {}"),
    ("Days: {} to {}, as of {}", "Dyddiadau: o {} hyd {}, fel yr oedd pethau ar {}"),
    ("Service: all", "Gwasanaeth: pob un"),
    ("Answers for learning from complaints: {}", "Yn atebol am ddysgu o gwynion: {}"),
    // Learning as stories.
    ("You told us, we changed", "Dywedoch chi wrthym, ac rydym wedi newid"),
    (
        "What changed because of what people told us",
        "Yr hyn sydd wedi newid oherwydd yr hyn a ddywedodd pobl wrthym",
    ),
    ("Plan", "Cynllun"),
    ("You told us", "Yr hyn a ddywedoch wrthym"),
    ("We found", "Yr hyn a ganfuom"),
    ("We changed", "Yr hyn rydym wedi’i newid"),
    ("Now", "Nawr"),
    ("Each of these came of complaints.", "Daeth pob un o’r rhain o gwynion."),
    ("Names are left out.", "Nid yw enwau wedi’u cynnwys."),
    ("No action was completed in these days.", "Ni chwblhawyd unrhyw gam gweithredu yn y cyfnod hwn."),
    ("No action was reviewed in these days.", "Ni adolygwyd unrhyw gam gweithredu yn y cyfnod hwn."),
    ("Nobody has looked yet whether it works.", "Nid oes neb wedi gwirio eto a yw’n gweithio."),
    ("Looked at on {}: {}.", "Edrychwyd arno ar {}: {}."),
    ("effective", "effeithiol"),
    ("partly effective", "effeithiol yn rhannol"),
    ("not effective", "ddim yn effeithiol"),
    ("too early to say", "rhy gynnar i ddweud"),
    ("Complaints of this kind: {}.", "Cwynion o’r math hwn: {}."),
    ("fewer than before", "llai nag o’r blaen"),
    ("more than before", "mwy nag o’r blaen"),
    ("no change that is sure", "dim newid sy’n sicr"),
    ("no complaints on either side", "dim cwynion cyn nac ar ôl hynny"),
    ("nothing before it to compare with", "dim byd cyn hynny i gymharu ag ef"),
    (
        "Not completed yet, so there is nothing to compare.",
        "Heb ei gwblhau eto, felly nid oes dim i’w gymharu.",
    ),
    // What is left out, and why.
    ("{} plan is left out: {}.", "Nifer y cynlluniau nad ydynt wedi’u cynnwys: {}. Y rheswm: {}."),
    ("{} plans are left out: {}.", "Nifer y cynlluniau nad ydynt wedi’u cynnwys: {}. Y rheswm: {}."),
    (
        "what it says to the public is not approved, or names somebody",
        "nid yw’r geiriau ar gyfer y cyhoedd wedi’u cymeradwyo, neu maent yn enwi rhywun",
    ),
    (
        "what they say to the public is not approved, or names somebody",
        "nid yw’r geiriau ar gyfer y cyhoedd wedi’u cymeradwyo, neu maent yn enwi rhywun",
    ),
    (
        "nobody has looked yet whether what was done works",
        "nid oes neb wedi gwirio eto a yw’r hyn a wnaed yn gweithio",
    ),
    ("the words tell a number that is withheld", "mae’r geiriau’n datgelu rhif nad yw’n cael ei gyhoeddi"),
    (
        "What something is called here names somebody, or a record, that the office knows.",
        "Mae enw ar rywbeth yma yn enwi rhywun, neu gofnod, y mae’r swyddfa’n gwybod amdano.",
    ),
    ("Read it before you publish.", "Darllenwch hwn cyn ei gyhoeddi."),
    // What was published before.
    ("Published", "Cyhoeddwyd"),
    ("Changed since publication", "Newidiadau ers cyhoeddi"),
    ("This was published on {}, as of {}.", "Cyhoeddwyd hwn ar {}, fel yr oedd pethau ar {}."),
    ("This was published again on {}, as of {}.", "Cyhoeddwyd hwn eto ar {}, fel yr oedd pethau ar {}."),
    (
        "Worked out again as of that day, no figure differs.",
        "O gyfrifo eto fel yr oedd pethau ar y diwrnod hwnnw, nid oes unrhyw ffigur yn wahanol.",
    ),
    // What every page says.
    ("Skip to main content", "Neidio i’r prif gynnwys"),
    ("Contents", "Cynnwys"),
    ("Page", "Tudalen"),
    ("of", "o"),
];
