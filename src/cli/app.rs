//! `redress` and `redress demo`: the screens, or the inbox as plain text where there is nothing to draw on.

use std::io::IsTerminal;

use clap::ArgMatches;

use crate::api::message::{ListRequest, Reply, Request};
use crate::cli::context::{Context, Need, Store, ask};
use crate::cli::ending::{Ending, Outcome, Trouble};
use crate::cli::keyboard::Terminal;
use crate::cli::list::print;
use crate::cli::plain;
use crate::desk::store_dir::holds_a_store;
use crate::domain::filter::{Condition, Filter};
use crate::domain::listing::Order;
use crate::domain::text::count;
use crate::exchange::demo::plans::plans;
use crate::exchange::demo::published::published;
use crate::exchange::demo::{COLLEAGUE, check_drafts, fill};
use crate::throw_away::ThrowAway;
use crate::tui::run::{Places, RunError, run as screens};
use crate::tui::screen::{Manner, WayIn};

/// The keys, with those that stand in a file of one's own in their place.
pub mod own_keys;

/// How many cases the plain inbox shows.
const FIRST_PAGE: usize = 20;

/// Runs the app on the office's store.
pub fn run(context: &mut Context, _: &ArgMatches) -> Outcome {
    let store = context.open(Need::AnyOrNew)?;
    start(context, store)
}

/// Runs the app on a made-up office: in a directory that goes away afterwards, or in a new one of one's own.
pub fn demo(context: &mut Context, matches: &ArgMatches) -> Outcome {
    let throw_away = if matches.contains_id("data") {
        if holds_a_store(&context.data) {
            return Err(Trouble::Broken(format!(
                "{} holds a store already. The demo needs a directory of its own: choose another with --data, or leave --data out",
                context.data.display()
            )));
        }
        None
    } else {
        let made = ThrowAway::new("demo").map_err(|it| Trouble::Broken(it.to_string()))?;
        context.data = made.0.join("store");
        Some(made)
    };
    context.socket = None;
    let mut store = context.open(Need::AnyOrNew)?;
    let today = store.today();
    context.while_waiting("Making up an office", || {
        fill(&mut store.session, today)?;
        let desk = store.desk.as_ref().expect("the demo has a store of its own");
        let mut colleague = desk.session(COLLEAGUE);
        check_drafts(&mut colleague, today)?;
        plans(&mut store.session, &mut colleague, today)?;
        published(&mut store.session, today)
    })?;
    let outcome = start(context, store);
    drop(throw_away);
    outcome
}

/// Starts the screens, or prints the inbox where there is nothing to draw on or plain text is wanted.
pub fn start(context: &mut Context, store: Store) -> Outcome {
    let is_plain = context.plain || !context.environment.can_draw();
    if is_plain && std::io::stdin().is_terminal() {
        writeln!(context.out, "Plain mode: one question at a time, nothing is redrawn.")?;
        let mut input = Terminal::new(context.environment.can_draw());
        if std::io::stdout().is_terminal() {
            context.breaks.begin();
            input = input.after_words();
        }
        return plain::run(context, store, &mut input);
    }
    if is_plain || !std::io::stdout().is_terminal() {
        return inbox(context, store);
    }
    context.out.flush()?;
    let places = Places {
        drafts: context.data.join("drafts"),
        last_here: context.data.join("last-here"),
        documents: context.reads_files().then(|| std::env::current_dir().unwrap_or_default()),
    };
    let way_in = match (context.reads_files(), &store.desk) {
        (false, _) => WayIn::Alone,
        (true, Some(_)) => WayIn::Own,
        (true, None) => WayIn::Shared,
    };
    let Store { session, mut desk, .. } = store;
    if let (Some(desk), Some(to)) = (&mut desk, &context.settings.mirror) {
        desk.mirror_to(to)?;
    }
    let keys = own_keys::keys().map_err(|wrong| {
        Trouble::Broken(format!("{} “redress doctor” lists what is wrong with your keys.", wrong.join(" ")))
    })?;
    let settings = &context.settings;
    let manner = Manner {
        glyphs: context.environment.glyphs(settings.glyphs),
        single_keys: settings.single_keys,
        due_soon: settings.due_soon,
        beside: settings.beside,
        way_in,
        keys,
    };
    let ended = screens(session, &places, context.clock, &context.environment, settings.colour, manner);
    drop(desk);
    ended.map_err(|it: RunError| Trouble::Broken(it.to_string()))?;
    Ok(Ending::Done)
}

/// The inbox as labelled lines: how many cases stand how, then what is due first.
fn inbox(context: &mut Context, mut store: Store) -> Outcome {
    let today = store.today();
    let counts = ask(&mut store.session, Request::Counts { today }, |it| match it {
        Reply::Counts(counts) => Some(counts),
        _ => None,
    })?;
    writeln!(context.out, "{}", store.signed_in())?;
    writeln!(
        context.out,
        "{} open{}. {} late. {} due today. {} due soon.\n",
        count(counts.open, "case"),
        counts.closed_too(),
        counts.late,
        counts.today,
        counts.soon
    )?;
    let request = ListRequest {
        filter: Filter::of(Condition::InHand),
        order: Order::Due,
        today,
        after: None,
        limit: FIRST_PAGE,
    };
    let rows = ask(&mut store.session, Request::List(request), |it| match it {
        Reply::List { rows, .. } => Some(rows),
        _ => None,
    })?;
    context.plain = true;
    print(context, &store, &rows)?;
    if rows.len() < usize::try_from(counts.open + counts.closed_owing).unwrap_or(usize::MAX) {
        writeln!(context.out, "These are the first {}. “redress list” shows more.", rows.len())?;
    }
    Ok(Ending::Done)
}
