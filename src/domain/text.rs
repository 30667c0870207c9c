//! Text that came from people, made safe to show.
