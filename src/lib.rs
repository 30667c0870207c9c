//! The desk for people who handle complaints. What follows is the architecture: how it works, where things are, what
//! always holds, and how to add to it.
//!
//! # How it works
//!
//! Everything is one of three things, or a way in or out of them.
//!
//! | | Answers | Lives in |
//! |---|---|---|
//! | **journal** | What happened, who did it, when? | JSON Lines, each line sealed by the next; the only truth |
//! | **record** | How do things stand? | sled, folded from the journal; may be lost at any time |
//! | **diary** | What is owed, by when, by whom? | sled, in order of dates, worked out from the records |
//!
//! A change, end to end:
//!
//! ```text
//! key, command or row ──► Command ──► decide(rules, today, record) ──► events, or a Refusal in words
//!                                                                        │
//!  screen ◄── Reply ◄── sled batch: record, rows, diary ◄── journal: one line, one sync
//! ```
//!
//! 1. A screen, a command or an import asks with an [`api::message::Ask`]: the command, the version of the case that was
//!    seen, and an id, so that asking again does nothing twice.
//! 2. The desk's one committing thread ([`desk::committer`]) takes all that wait, and has each decided
//!    ([`domain::case::decide`]): the only place that says no.
//! 3. The events of all of them go to the journal as one group with one sync ([`journal::Journal::append`]). Where several
//!    hosts share it, [`journal::sequencer`] puts the group in order first; if another host was first, what that one wrote is
//!    taken in and the group is decided again.
//! 4. They are folded into the records ([`domain::case::record::Case::apply`], which cannot fail), and what follows from a
//!    record is worked out afresh ([`view::derive`]). One batch brings it all into the view, with the journal's position.
//! 5. Only then is anybody told that it is done. Questions are answered from the view, beside the committing thread.
//!
//! When a store is opened ([`desk::opening`]), the view takes in the lines it has not seen. A view that is damaged, or of
//! another [`view::store::VERSION`], is moved aside and built again.
//!
//! # Where things are
//!
//! Modules are declared in reading order, here and in every `mod.rs`: a module uses only what is declared above it.
//!
//! | Module | What it is | Begin with |
//! |---|---|---|
//! | [`domain`] | what the office knows and its rules: no disk, no clock, no terminal | [`domain::records`], [`domain::party`], [`domain::case::event`], [`domain::plan`], [`domain::register`], [`domain::diary`] |
//! | [`help`] | what help says, a text for each topic | [`help::topics`] |
//! | [`clock`] | the only reader of the system's clock | |
//! | [`chance`] | digits that nobody can guess | |
//! | [`codec`] | values to bytes and back: the only namer of bincode | |
//! | [`panics`] | panics caught, and told without contents | |
//! | [`parallel`] | the same work on many things | |
//! | [`bounded`] | text from outside, up to a size | |
//! | [`plain_file`] | files that are nothing but files | |
//! | [`throw_away`] | directories for a while | |
//! | [`aside`] | what is said beside an answer | |
//! | [`journal`] | the lines on disk: appending, reading, checking, erasing | its own page, for the format |
//! | [`papers`] | what papers of cases say, each in a file beside the journal | its own page |
//! | [`view`] | records, lists and diary in sled | [`view::derive`] |
//! | [`api`] | what may be asked, what is answered: the seam | [`api::message`] |
//! | [`desk`] | answers over the journal and the view | [`desk::committer`] |
//! | [`report`] | figures, plans, documents and returns, in every format | [`report::topics`], [`report::documents`] |
//! | [`exchange`] | whole files: imports, bank holidays, the demo, letters, a case as one document | [`exchange::import::map`] |
//! | [`drafts`] | what was typed and is not saved yet, kept on disk for whoever typed it | |
//! | [`forms`] | what is asked for each step, as tables, and a form being answered | [`forms::tables`] |
//! | [`last_here`] | when a person was last here | |
//! | [`environment`] | what the environment says of the terminal | |
//! | [`tui`] | the screens: `update` returns effects, `draw` draws | [`tui::keymap`], [`tui::app`] |
//! | [`cli`] | the command line | [`cli::table`] |
//!
//! Tests of one file are at its foot. Those of the whole program are one binary, `tests/it`: real terminals, real signals,
//! real kills. `tests/benches` measure and assert nothing.
//!
//! # What always holds
//!
//! **Architecture Invariant:** a module uses only what is declared above it. Kept by
//! `house::a_module_uses_only_what_is_declared_above_it`.
//!
//! **Architecture Invariant:** screens and commands know [`api`] and [`domain`], never the journal or the view, so that the
//! desk may be in the same process or behind a socket. Kept by `house::screens_and_commands_never_see_the_journal_or_the_view`.
//!
//! **Architecture Invariant:** a form is answered without a screen: [`forms`] draws nothing and takes no key, and [`cli`] knows
//! of [`tui`] only to start it. Kept by
//! `house::forms_are_answered_without_a_screen_and_commands_know_of_screens_only_to_start_them`.
//!
//! **Architecture Invariant:** the domain touches no disk and no terminal, and today is an argument everywhere: the same
//! question has the same answer, whenever it is asked. Kept by `house::the_domain_knows_no_disk_and_no_terminal`, and
//! for the clock by `.clippy.toml`. No test and no picture knows what day it really is, either: kept by
//! `house::no_test_calls_the_program_without_a_day_unless_it_says_why`, and by `.ci/run`, which moves the clock of [`clock`].
//!
//! **Architecture Invariant:** what was confirmed is in the journal and survives a kill at any moment. Kept by
//! `crash::nothing_acknowledged_is_lost_however_often_the_writer_is_killed` and, for a power cut at any byte, by
//! `every_confirmed_line_survives_a_cut_at_any_byte_of_the_last_group` in `journal/tests.rs`. Each group is synced once before
//! anybody is told; a small file beside the journal, `confirmed`, then notes how far that is, and is never waited for. It may lag
//! behind, and what it says stays true: a journal that ends before it is damaged, which
//! `what_was_confirmed_is_missed_however_much_of_the_end_is_gone_and_nothing_is_changed` keeps.
//!
//! **Architecture Invariant:** a line of a journal that several hosts share is in order before it is in any file, and nobody is
//! told of a change of which that is not known. Kept by the modules `hosts` and `histories` of `tests/it`, with a PostgreSQL of their own, and by
//! `two_hosts_that_write_in_turn_have_the_same_files_to_the_byte` in `journal/sequencer.rs`.
//!
//! **Architecture Invariant:** the view holds nothing of its own, and only it names sled and bincode. Kept by
//! `a_view_built_again_from_the_journal_answers_as_the_one_that_grew_with_it` in `desk/tests.rs`, for a view that rots by
//! `rot::whatever_happens_to_the_working_copy_the_store_opens_and_no_answer_is_wrong`, and by
//! `house::only_the_view_names_sled_and_only_the_codec_bincode`.
//!
//! **Architecture Invariant:** whatever a released version wrote into the journal is read for ever. Events are tagged and a
//! new field has a default; none is renamed or removed. Kept by `formats`, which has a line of every event.
//!
//! **Architecture Invariant:** no change is made twice, and none over what its maker has not seen; what only adds, such as a
//! note, never goes stale. Kept by `a_repeated_command_does_nothing_twice` and
//! `a_stale_change_comes_back_with_the_case_as_it_stands_but_a_note_never_goes_stale` in `desk/tests.rs`.
//!
//! **Architecture Invariant:** "late" is worked out in the domain alone, from what [`domain::diary`] says is owed; lists, counts
//! and reports show it. Kept by `the_index_of_open_cases_and_a_look_at_every_row_agree` in `desk/tests.rs`.
//!
//! **Architecture Invariant:** text from outside reaches neither the terminal as commands nor a spreadsheet as a formula.
//! Kept by `whatever_is_typed_comes_out_harmless` and `no_cell_begins_a_formula` in `domain/text.rs`, and by the module `hostile`
//! of `tests/it`. What is read whole from outside is read with [`bounded`]; the module `fuzz` feeds every reader.
//!
//! **Architecture Invariant:** what was published never changes silently, and no small number of people can be worked out
//! from it. Kept by `publishing::what_is_put_right_later_is_said_figure_by_figure_and_case_by_case`, and by
//! `nobody_can_work_out_what_is_withheld` in `report/withholding.rs`.
//!
//! **Architecture Invariant:** a key is a row of [`tui::keymap::KEYMAP`], a command a row of [`cli::table::COMMANDS`], and
//! what is dispatched and shown in help is read from there. Kept by
//! `house::keys_of_the_terminal_are_named_in_one_file` and by `help_lists_…` beside each table.
//!
//! **Architecture Invariant:** how a date stands is said by a word and a sign; colour only repeats it. Kept by
//! `terminal::a_badge_without_colour_is_bold_and_reversed`.
//!
//! # How to add
//!
//! **A key.** One row in [`tui::keymap::KEYMAP`]; of a key that takes a step, help says what the step's own row says. If it
//! does what no key did before, also an [`tui::keymap::Act`] and its arm in the screen that carries it out. A test prints
//! the list of help if it differs.
//!
//! **A form field.** One row in the form's table in `forms/tables`, and its use in that table's `build`. The screen, the
//! drafts, the checks, plain mode and the command of the step read the table.
//!
//! **A part of what is known of a person.** One row in the table of [`domain::party::record`], and its place in
//! [`domain::party::record::Party::lines`]. The compiler names the form and the import that do not fill it yet; history,
//! JSON, erasure and subject access follow from the table.
//!
//! **A setting.** One row in [`cli::settings::SETTINGS`]. A test prints the list of help if it differs.
//!
//! **An event.** In this order; the compiler names every arm that is still missing.
//!
//! 1. Record: the field in [`domain::case::round::Round`] that will hold it, or in [`domain::case::record::Case`] if it does not
//!    belong to one round.
//! 2. Event: the variant in [`domain::case::event::Event`], optional parts with `#[serde(default)]`.
//! 3. Apply: its arm in [`domain::case::record::Case::apply`].
//! 4. Command: its row in the table of [`domain::case::command`], which makes the step and says all that is said of it: its
//!    name, whose right it is, its word on the command line, its title and its help.
//! 5. Decide: its arm in [`domain::case::decide::decide`]; [`domain::case::decide::may`], if it is not always open.
//! 6. History: its sentence in [`domain::case::history::happening`].
//! 7. Erasing: its arm in [`domain::case::scrub::scrub`], which subject access asks too.
//! 8. Form: its function in `forms/tables`, and its name in [`forms::tables`]. Screens, plain mode and the command line have it.
//! 9. Fixture: its name and its line in `tests/it/formats.rs` and the file that it reads.
//! 10. View: raise [`view::store::VERSION`], if the record has another shape.
//!
//! A plan has the same places under [`domain::plan`], and a financial year under [`domain::year`].
//!
//! If something is owed because of it, one push in [`domain::diary::obligations`] brings it into every list.
//!
//! **A register.** One file in [`domain::register::kinds`] with its table, and its row in `KINDS` there. What an entry holds,
//! owes and counts, filters, undo, erasing, documents and the command line read the table. Kept by
//! `house::a_register_is_named_in_its_own_file_and_in_the_table_of_registers_alone`.
//! What of it is owed stands in Reviews due where its row says that it is a review; what leading asks of the senior person is a
//! row of its `leads`, and stands on the page that `5` opens.
//! A field of a register is a row of its table: `a_field_more_is_one_row_of_the_table` in `forms/tables/registers.rs` walks one
//! from the form to what is erased.
//!
//! **A figure.** Three places.
//!
//! 1. Its field in [`domain::figures::performance::Performance`], with its fold. What it needs of a case goes into
//!    [`domain::row::Row`], without words.
//! 2. Its row in [`domain::figures::complaints`] or [`domain::figures::effects`]: name, words, rule, source, flow or stock,
//!    how it is read, the columns it is told in, and what lists the cases behind it. JSON and help follow; a test asks
//!    for the row of every field. Its name in a topic of [`report::topics`] brings it into the document of every figure and
//!    onto the screen, where a test counts the list behind each line.
//! 3. Its line in the other telling of all figures, `domain/figures/tests.rs`.
//!
//! A new way of breaking figures down is a row of [`domain::figures::groups`]; new columns are one of
//! [`domain::figures::shapes`].
//!
//! **A report on screen.** A row of [`report::topics::TOPICS`] that names figures: it is a section of the document of every
//! figure too. What registers count follows it in documents and their JSON, made of their tables by
//! [`report::documents::registers`].
//!
//! **A picture of a report.** One name in [`report::topics::Pictured`], its sentence in [`report::shows`], its numbers as lines
//! in [`tui::screens::report_pages`], and how it is drawn in [`tui::screens::report_pictures`]. That of a document is a
//! [`report::document::Chart`] on its table, and drawn of that table's own rows.
//!
//! **A list.** A [`tui::screens::listing::Listing`] in a file of its own: its columns, how rows are asked for, and what Enter does.
//! Finding, ordering, marking, keeping and saving it come with [`tui::screens::list`]. A [`tui::screen::Place`] opens it.
//!
//! **A condition of filters.** A row in [`domain::filter::FIELDS`], [`domain::round_filter::ROUND_FIELDS`] or
//! [`domain::part_filter::PART_FIELDS`], its reading, and its arm where it is judged.
//!
//! **A document.** One row in [`report::documents::DOCUMENTS`] and a file beside the others that makes it from the figures.
//! Every format writes it, the command line names it, and the Reports tab offers it under a key of `DOCUMENT_KEYS`.
//!
//! **A return.** One row in [`report::returns::RETURNS`], and its lines in a file beside the others: what is asked, which
//! figure fills it, and by which rule, or why nothing does.
//!
//! **A check of the data.** One row in the table of [`domain::quality`], and where it is found in a record.
//!
//! **A topic of help.** One file in Markdown beside [`help::topics`], and its row there. The command line, the screen behind `?` and
//! the manual have it; a test asks for its line in the README.
//!
//! **A command of the command line.** One row in [`cli::table::COMMANDS`], its `args` and `run` in a file of its own. Help,
//! completions and the man page follow; a test prints the list of help if it differs.

pub mod domain;
pub mod help;
pub mod clock;
pub mod chance;
pub mod codec;
pub mod panics;
pub mod parallel;
pub mod bounded;
pub mod plain_file;
pub mod locks;
pub mod throw_away;
pub mod aside;
pub mod journal;
pub mod papers;
pub mod view;
pub mod api;
pub mod desk;
pub mod report;
pub mod exchange;
pub mod drafts;
pub mod forms;
pub mod last_here;
pub mod environment;
pub mod tui;
pub mod cli;
