//! Everything that touches the real terminal, and nothing that knows what a complaint is.
