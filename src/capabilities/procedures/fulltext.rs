//! Full text in the two dialects of SQL, so that the same words find the same texts in both.
//!
//! What a word is, is decided here and not by the databases: texts are stored with their folded words, which SQLite
//! indexes with FTS5 and PostgreSQL as the lexemes of a `tsvector`. There is no stemming; each wanted word stands for
//! every word that begins with it. Ranking is left to the caller, since the databases do it differently.

use crate::access::TenantScope;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, SimpleExpr};
use std::collections::BTreeSet;

/// At most so many words are looked for.
const MOST_WANTED: usize = 12;
/// Of longer words only the beginning is kept.
const LONGEST: usize = 60;

/// A letter with an accent as the letter that people write without it. Letters of their own, such as å, ä, æ, ö, ø, ü and
/// those of the Sami languages, stay.
fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' => 'o',
        'ù' | 'ú' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        letter => letter,
    }
}

/// A letter and a mark that stands beside it, as one letter.
fn composed(letter: char, mark: char) -> Option<char> {
    Some(match (letter, mark) {
        ('a', '\u{30a}') => 'å',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('u', '\u{308}') => 'ü',
        (letter, '\u{300}'..='\u{303}') => letter,
        _ => return None,
    })
}

/// The words of a text in lower case: runs of Latin letters and digits.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() && letter < '\u{250}' {
            word.push(without_accent(letter));
        } else if let Some(last) = word.chars().last()
            && let Some(one) = composed(last, letter)
        {
            word.pop();
            word.push(one);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    for word in &mut words {
        if let Some((cut, _)) = word.char_indices().nth(LONGEST) {
            word.truncate(cut);
        }
    }
    words
}

/// The words of a text as they are stored: each once, in order, with spaces between.
pub(super) fn words(text: &str) -> String {
    let words: BTreeSet<String> = split(text).into_iter().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The words that somebody looks for.
pub(super) fn wanted(question: &str) -> Vec<String> {
    let words: BTreeSet<String> = split(question).into_iter().collect();
    words.into_iter().take(MOST_WANTED).collect()
}

/// How often wanted words, or words that begin with them, stand in a text; and whether each of them does.
pub(super) fn hits(text: &str, wanted: &[String]) -> (usize, bool) {
    let words = split(text);
    let count = |one: &String| words.iter().filter(|word| word.starts_with(one.as_str())).count();
    let counts: Vec<usize> = wanted.iter().map(count).collect();
    (counts.iter().sum(), counts.iter().all(|count| *count > 0))
}

/// The part of a text around the first wanted word.
pub(super) fn excerpt(text: &str, wanted: &[String]) -> String {
    const BEFORE: usize = 60;
    const LENGTH: usize = 240;
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words
        .iter()
        .position(|word| hits(word, wanted).0 > 0)
        .unwrap_or(0);
    let mut start = first;
    let mut lead = 0;
    while start > 0 && lead + words[start - 1].chars().count() < BEFORE {
        start -= 1;
        lead += words[start].chars().count() + 1;
    }
    let mut found = if start > 0 {
        "… ".to_owned()
    } else {
        String::new()
    };
    for (index, word) in words.iter().enumerate().skip(start) {
        if found.chars().count() + word.chars().count() > LENGTH {
            found.push('…');
            break;
        }
        found.push_str(word);
        if index + 1 < words.len() {
            found.push(' ');
        }
    }
    found.trim_end().to_owned()
}

/// The condition on `procedure_text` that every wanted word stands in a text of the organiser.
pub(super) fn condition(backend: DbBackend, scope: TenantScope, wanted: &[String]) -> SimpleExpr {
    // Only letters and digits are in a word, so that there is nothing to be escaped.
    if backend == DbBackend::Postgres {
        let query: Vec<String> = wanted.iter().map(|word| format!("'{word}':*")).collect();
        return Expr::cust_with_values(
            "procedure_text.organiser_id = $1 AND procedure_text.lexemes @@ CAST($2 AS tsquery)",
            [
                sea_orm::Value::from(scope.organiser()),
                sea_orm::Value::from(query.join(" & ")),
            ],
        );
    }
    let query: Vec<String> = wanted.iter().map(|word| format!("\"{word}\"*")).collect();
    Expr::cust_with_values(
        "(procedure_text.revision_id, procedure_text.language) IN (SELECT revision_id, language FROM procedure_search \
         WHERE procedure_search MATCH ? AND organiser_id = ?)",
        [
            sea_orm::Value::from(query.join(" AND ")),
            sea_orm::Value::from(scope.organiser()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_stand_once() {
        assert_eq!(words("Vask, VASK og «vask»!"), "og vask");
        assert_eq!(words("Håndhygiene på café – 70 %"), "70 cafe håndhygiene på");
        assert_eq!(words("A\u{30a}se o\u{308}l e\u{301}n"), "en åse öl");
        assert_eq!(words("covid-19 MRSA/ESBL a.b"), "19 a b covid esbl mrsa");
        assert_eq!(words("Čáhci ŧ Вода 手"), "čahci ŧ");
        assert_eq!(words("' \" : * & | ! ( ) \u{0} -"), "");
    }

    #[test]
    fn hits_are_counted_by_the_beginning_of_words() {
        let wanted = wanted("Vask hånd");
        assert_eq!(
            hits("Vask hendene. Vaskerutine for håndbruk.", &wanted),
            (3, true)
        );
        assert_eq!(hits("Vask hendene.", &wanted), (1, false));
        assert_eq!(super::wanted("…"), Vec::<String>::new());
    }

    #[test]
    fn an_excerpt_shows_the_place() {
        let text = "ord ".repeat(100) + "nåla skal i boksen " + &"mer ".repeat(100);
        let found = excerpt(&text, &wanted("nål"));
        assert!(
            found.starts_with("… ") && found.ends_with('…') && found.contains("nåla skal i boksen"),
            "{found}"
        );
        assert!(found.chars().count() <= 400);
        assert_eq!(excerpt("kort", &wanted("annet")), "kort");
        assert!(excerpt(&"x".repeat(5000), &wanted("x")).chars().count() <= 400);
    }
}
