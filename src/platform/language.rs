//! Fixed texts of the program in its three languages.

pub use kernel::Language;

/// A text of the program itself, in bokmål, Swedish and English.
#[derive(Clone, Copy, Debug)]
pub struct Text3 {
    nb: &'static str,
    sv: &'static str,
    en: &'static str,
}

impl Text3 {
    #[must_use]
    pub const fn new(nb: &'static str, sv: &'static str, en: &'static str) -> Self {
        Self { nb, sv, en }
    }

    /// The text in one language.
    #[must_use]
    pub const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::Nb => self.nb,
            Language::Sv => self.sv,
            Language::En => self.en,
        }
    }
}
