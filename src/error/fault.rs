//! One fault of an input or one reason of a refusal: where, which, and what to do.

use crate::platform::language::Language;

/// A single fault. `pointer` is a JSON Pointer into the body; `/query/…`, `/path/…` and `/header/…` name other places.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub pointer: String,
    pub code: FaultCode,
    /// Free text for faults whose explanation is data, such as an unmet criterion's title.
    pub note: Option<String>,
}

impl Fault {
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: FaultCode) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            note: None,
        }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// The kinds of faults; the code on the wire is the `snake_case` name.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultCode {
    Required,
    Unknown,
    DuplicateKey,
    WrongType {
        expected: String,
    },
    TooLong {
        limit: u64,
    },
    TooShort {
        limit: u64,
    },
    TooMany {
        limit: u64,
    },
    TooFew {
        limit: u64,
    },
    TooLarge {
        limit: String,
    },
    TooSmall {
        limit: String,
    },
    NotOneOf {
        allowed: String,
    },
    Pattern,
    Format {
        expected: String,
    },
    NotUnique,
    TooDeep {
        limit: u64,
    },
    /// The id is well formed, but names nothing here.
    NoSuch {
        what: String,
    },
    /// Two fields contradict each other.
    Contradicts {
        other: String,
    },
    /// A rule of the domain, explained by a stable word and a text in English.
    Rule {
        rule: &'static str,
    },
}

impl FaultCode {
    /// The stable code.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Unknown => "unknown",
            Self::DuplicateKey => "duplicate_key",
            Self::WrongType { .. } => "wrong_type",
            Self::TooLong { .. } => "too_long",
            Self::TooShort { .. } => "too_short",
            Self::TooMany { .. } => "too_many",
            Self::TooFew { .. } => "too_few",
            Self::TooLarge { .. } => "too_large",
            Self::TooSmall { .. } => "too_small",
            Self::NotOneOf { .. } => "not_one_of",
            Self::Pattern => "pattern",
            Self::Format { .. } => "format",
            Self::NotUnique => "not_unique",
            Self::TooDeep { .. } => "too_deep",
            Self::NoSuch { .. } => "no_such",
            Self::Contradicts { .. } => "contradicts",
            Self::Rule { rule } => rule,
        }
    }

    /// What is wrong and what to do, in the reader's language.
    pub fn explain(&self, language: Language) -> String {
        let of = |nb: &str, sv: &str, en: &str| {
            match language {
                Language::Nb => nb,
                Language::Sv => sv,
                Language::En => en,
            }
            .to_owned()
        };
        match self {
            Self::Required => of(
                "Feltet må være med.",
                "Fältet måste finnas med.",
                "This field is required.",
            ),
            Self::Unknown => of(
                "Feltet er ukjent her; ta det bort.",
                "Fältet är okänt här; ta bort det.",
                "This field is not known here; remove it.",
            ),
            Self::DuplicateKey => of(
                "Feltet står mer enn én gang.",
                "Fältet står mer än en gång.",
                "This field stands more than once.",
            ),
            Self::WrongType { expected } => of(
                &format!("Feil type; her ventes {expected}."),
                &format!("Fel typ; här väntas {expected}."),
                &format!("Wrong type; expected {expected}."),
            ),
            Self::TooLong { limit } => of(
                &format!("Høyst {limit} tegn."),
                &format!("Högst {limit} tecken."),
                &format!("At most {limit} characters."),
            ),
            Self::TooShort { limit } => of(
                &format!("Minst {limit} tegn."),
                &format!("Minst {limit} tecken."),
                &format!("At least {limit} characters."),
            ),
            Self::TooMany { limit } => of(
                &format!("Høyst {limit} elementer."),
                &format!("Högst {limit} element."),
                &format!("At most {limit} items."),
            ),
            Self::TooFew { limit } => of(
                &format!("Minst {limit} elementer."),
                &format!("Minst {limit} element."),
                &format!("At least {limit} items."),
            ),
            Self::TooLarge { limit } => of(
                &format!("Høyst {limit}."),
                &format!("Högst {limit}."),
                &format!("At most {limit}."),
            ),
            Self::TooSmall { limit } => of(
                &format!("Minst {limit}."),
                &format!("Minst {limit}."),
                &format!("At least {limit}."),
            ),
            Self::NotOneOf { allowed } => of(
                &format!("Velg en av: {allowed}."),
                &format!("Välj en av: {allowed}."),
                &format!("Choose one of: {allowed}."),
            ),
            Self::Pattern => of(
                "Teksten har tegn eller en form som ikke er tillatt her.",
                "Texten har tecken eller en form som inte är tillåten här.",
                "The text has characters or a shape not allowed here.",
            ),
            Self::Format { expected } => of(
                &format!("Skriv dette som {expected}."),
                &format!("Skriv detta som {expected}."),
                &format!("Write this as {expected}."),
            ),
            Self::NotUnique => of(
                "Hvert element kan bare stå én gang.",
                "Varje element får bara stå en gång.",
                "Each item may stand only once.",
            ),
            Self::TooDeep { limit } => of(
                &format!("Høyst {limit} nivåer."),
                &format!("Högst {limit} nivåer."),
                &format!("At most {limit} levels deep."),
            ),
            Self::NoSuch { what } => of(
                &format!("Finnes ikke her: {what}."),
                &format!("Finns inte här: {what}."),
                &format!("Does not exist here: {what}."),
            ),
            Self::Contradicts { other } => of(
                &format!("Stemmer ikke med {other}."),
                &format!("Stämmer inte med {other}."),
                &format!("Contradicts {other}."),
            ),
            Self::Rule { rule } => of(
                &format!("Regelen «{rule}» er brutt."),
                &format!("Regeln ”{rule}” är bruten."),
                &format!("The rule '{rule}' is broken."),
            ),
        }
    }
}
