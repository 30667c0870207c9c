//! What every filter shares: words and conditions such as `is:late`, quotes around several words, and what is not understood.

use std::fmt;

/// A part of a filter that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    pub part: String,
    /// What would be.
    pub instead: String,
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a filter. {}", self.part, self.instead)
    }
}

/// A piece of a filter as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    /// Words or a condition, and whether any of it stood in quotes.
    Part(String, bool),
}

/// Cuts a text at spaces and brackets outside quotes; the quotes go. A bracket that stands in the middle of a word, or belongs to
/// one that does, is part of the word.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.peek().copied() {
        if letter.is_whitespace() {
            letters.next();
        } else if letter == '(' {
            letters.next();
            tokens.push(Token::Open);
        } else {
            let (mut part, mut is_quoted, mut in_quotes, mut open) = (String::new(), false, false, 0_usize);
            let mut closing = 0;
            while let Some(it) = letters.next_if(|it| in_quotes || !it.is_whitespace()) {
                match it {
                    '"' => (in_quotes, is_quoted) = (!in_quotes, true),
                    ')' if !in_quotes && open == 0 => closing += 1,
                    it => {
                        part.extend(std::iter::repeat_n(')', std::mem::take(&mut closing)));
                        open += usize::from(!in_quotes && it == '(');
                        open -= usize::from(!in_quotes && it == ')');
                        part.push(it);
                    }
                }
            }
            if !part.is_empty() {
                tokens.push(Token::Part(part, is_quoted));
            }
            tokens.extend(std::iter::repeat_n(Token::Close, closing));
        }
    }
    tokens
}

/// How the conditions of one kind of list are made of what is typed.
pub trait Grammar {
    /// A condition.
    type Condition;

    /// Those of words that stand together.
    fn words(&self, text: &str) -> Vec<Self::Condition>;

    /// That of `field:value`.
    fn condition(&self, part: &str, field: &str, value: &str) -> Result<Self::Condition, BadFilter>;

    /// That one of several holds, of which each is conditions that must all hold.
    fn any(&self, of: Vec<Vec<Self::Condition>>) -> Self::Condition;

    /// That these do not all hold.
    fn not(&self, all: Vec<Self::Condition>) -> Self::Condition;
}

/// How many words and conditions a filter may have, and how many letters: each is looked for in every record.
pub const MOST_PARTS: usize = 200;
const MOST_LETTERS: usize = 4000;

/// Reads a filter as it is typed: words and conditions that must all hold; `or` between two of them, `not` before one, and
/// brackets around several. `not` before a word is a word. What is not finished yet, as one types, is read as far as it goes.
pub fn read<G: Grammar>(grammar: &G, text: &str) -> Result<Vec<G::Condition>, BadFilter> {
    let tokens = if text.len() <= MOST_LETTERS { tokens(text) } else { Vec::new() };
    if MOST_PARTS < tokens.len() || MOST_LETTERS < text.len() {
        let part = text.chars().take(20).chain(['…']).collect();
        let instead = format!(
            "It is too long: look for at most {MOST_PARTS} words and conditions, in {MOST_LETTERS} letters."
        );
        return Err(BadFilter { part, instead });
    }
    let mut reader = Reader { grammar, tokens: &tokens, at: 0 };
    let mut all = reader.all()?;
    while reader.at < tokens.len() {
        // A bracket that closes nothing.
        reader.at += 1;
        all.extend(reader.all()?);
    }
    Ok(all)
}

/// What is not finished in a filter that nobody goes on typing.
pub fn whole(text: &str) -> Result<(), BadFilter> {
    let tokens = tokens(text);
    let bad =
        |part: &str, instead: &str| Err(BadFilter { part: part.to_owned(), instead: instead.to_owned() });
    let mut open = 0_usize;
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).map(|it| &tokens[it]);
        match token {
            Token::Open => open += 1,
            Token::Close if open == 0 => return bad(")", "It closes no bracket: add the one that opens."),
            Token::Close if matches!(before, Some(Token::Open)) => {
                return bad("()", "Write conditions between the brackets.");
            }
            Token::Close => open -= 1,
            Token::Part(..) => {}
        }
    }
    if 0 < open {
        return bad("(", "Close the bracket.");
    }
    match tokens.last() {
        Some(Token::Part(it, false)) if 1 < tokens.len() && ["or", "not"].contains(&&*it.to_lowercase()) => {
            bad(it, "Write a condition after it, or put it in quotes to look for the word.")
        }
        _ => Ok(()),
    }
}

struct Reader<'a, G> {
    grammar: &'a G,
    tokens: &'a [Token],
    at: usize,
}

impl<G: Grammar> Reader<'_, G> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek(ahead), Some(Token::Part(it, false)) if it.eq_ignore_ascii_case(word))
    }

    fn is_operand(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), Some(Token::Open | Token::Part(..)))
    }

    /// Up to a closing bracket or the end. Words that stand together may be one: they are read together.
    fn all(&mut self) -> Result<Vec<G::Condition>, BadFilter> {
        let mut all = Vec::new();
        let mut words = String::new();
        while let Some(Token::Open | Token::Part(..)) = self.peek(0) {
            let one = self.one()?;
            if !self.is_word(0, "or") || !self.is_operand(1) {
                match one {
                    Operand::Word(word) => words = format!("{words} {word}"),
                    Operand::Conditions(these) => {
                        all.extend(self.grammar.words(&std::mem::take(&mut words)));
                        all.extend(these);
                    }
                }
                continue;
            }
            let mut of = vec![self.conditions(one)];
            while self.is_word(0, "or") && self.is_operand(1) {
                self.at += 1;
                let one = self.one()?;
                of.push(self.conditions(one));
            }
            all.extend(self.grammar.words(&std::mem::take(&mut words)));
            all.push(self.grammar.any(of));
        }
        all.extend(self.grammar.words(&words));
        Ok(all)
    }

    fn conditions(&self, one: Operand<G::Condition>) -> Vec<G::Condition> {
        match one {
            Operand::Word(word) => self.grammar.words(&word),
            Operand::Conditions(these) => these,
        }
    }

    fn one(&mut self) -> Result<Operand<G::Condition>, BadFilter> {
        let is_condition = |it: Option<&Token>| {
            matches!(it, Some(Token::Open)) || it.is_some_and(|it| it.condition().is_some())
        };
        if self.is_word(0, "not") && is_condition(self.peek(1)) {
            self.at += 1;
            let one = self.one()?;
            let all = self.conditions(one);
            return Ok(Operand::Conditions(vec![self.grammar.not(all)]));
        }
        let Some(token) = self.tokens.get(self.at) else { return Ok(Operand::Conditions(Vec::new())) };
        self.at += 1;
        match token {
            Token::Open => {
                let all = self.all()?;
                // What is open at the end is closed by it.
                self.at += usize::from(self.peek(0) == Some(&Token::Close));
                Ok(Operand::Conditions(all))
            }
            Token::Close => Ok(Operand::Conditions(Vec::new())),
            Token::Part(part, _) => match token.condition() {
                Some((field, value)) => {
                    Ok(Operand::Conditions(vec![self.grammar.condition(part, field, value)?]))
                }
                None => Ok(Operand::Word(part.clone())),
            },
        }
    }
}

/// What stands beside an `or`.
enum Operand<C> {
    Word(String),
    Conditions(Vec<C>),
}

impl Token {
    /// The two sides of the colon of a condition.
    fn condition(&self) -> Option<(&str, &str)> {
        let Self::Part(part, _) = self else { return None };
        part.split_once(':').filter(|it| !it.1.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Conditions in words, with brackets around what belongs together.
    struct Words;

    impl Grammar for Words {
        type Condition = String;

        fn words(&self, text: &str) -> Vec<String> {
            if text.trim().is_empty() { Vec::new() } else { vec![text.trim().to_owned()] }
        }

        fn condition(&self, _: &str, field: &str, value: &str) -> Result<String, BadFilter> {
            Ok(format!("{field}={value}"))
        }

        fn any(&self, of: Vec<Vec<String>>) -> String {
            let of: Vec<String> = of.iter().map(|it| it.join(" & ")).collect();
            format!("[{}]", of.join(" | "))
        }

        fn not(&self, all: Vec<String>) -> String {
            format!("!({})", all.join(" & "))
        }
    }

    #[test]
    fn a_filter_of_more_than_anybody_looks_for_is_refused_at_once() {
        assert!(read(&Words, &"not ".repeat(MOST_PARTS)).is_ok());
        for text in ["not ".repeat(60_000), "(".repeat(MOST_PARTS + 1), "x".repeat(MOST_LETTERS + 1)] {
            let why = read(&Words, &text).expect_err("too long").to_string();
            assert!(why.contains("It is too long: look for at most 200 words") && why.len() < 200, "{why}");
        }
    }

    #[test]
    fn a_filter_that_nobody_goes_on_typing_has_no_end_left_open() {
        for (typed, part) in [
            ("(is:late or is:new", "("),
            ("is:late)", ")"),
            ("()", "()"),
            ("is:late OR", "OR"),
            ("a not", "not"),
        ] {
            assert_eq!(whole(typed).expect_err(typed).part, part);
        }
        for typed in ["", "or", "(is:late or is:new) x", "\"is:late or\"", "smith (deceased)", "a \"or\""] {
            assert_eq!(whole(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn conditions_stand_together_with_or_not_and_brackets() {
        for (typed, expect) in [
            ("sean okafor is:late", "sean okafor & is=late"),
            ("(is:late or is:new) not service:payments", "[is=late | is=new] & !(service=payments)"),
            ("is:late OR is:new or x", "[is=late | is=new | x]"),
            ("not (is:late x) y", "!(is=late & x) & y"),
            ("((is:a or is:b) is:c) or is:d", "[[is=a | is=b] & is=c | is=d]"),
            // As one types, and what only looks so.
            ("(is:late or", "is=late & or"),
            ("is:a) is:b", "is=a & is=b"),
            ("or did not answer or", "or did not answer or"),
            ("\"or\" or \"not\"", "[or | not]"),
            ("service:\"debt (old)\" smith(jones)", "service=debt (old) & smith(jones)"),
            ("(service:fees(old))", "service=fees(old)"),
            ("()", ""),
            ("is:", "is:"),
        ] {
            assert_eq!(read(&Words, typed).expect("reads").join(" & "), expect, "{typed}");
        }
    }
}
