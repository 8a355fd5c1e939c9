//! Recognising the national identity numbers of the four countries, so that they can be kept out.
//!
//! Nothing here stores or shows a number: the only question is whether a text holds one.
//! The check is strict enough to leave telephone, organisation and employee numbers alone nearly always:
//! a number must have the right length, begin with a possible date of birth, and carry the right check digits.

use chrono::NaiveDate;

/// Whether a national identity number stands in the text, alone or among other words.
///
/// | Country | Number | Check |
/// |---|---|---|
/// | NO | fødselsnummer and D-number, eleven digits | two digits modulo 11 (Skatteetaten) |
/// | SE | personnummer and samordningsnummer, ten or twelve digits | Luhn over the last ten (Skatteverket) |
/// | DK | CPR number, ten digits | modulo 11 (CPR-kontoret); numbers given out without a check digit since 2007 only where a hyphen shows what they are |
/// | FI | henkilötunnus, date, a sign for the century, three digits and a check character | modulo 31 (Digi- ja väestötietovirasto) |
///
/// ```
/// use kernel::national_id::holds_national_id;
///
/// assert!(holds_national_id("131052-308T"));
/// assert!(!holds_national_id("tel. 22 33 44 55"));
/// ```
#[must_use]
pub fn holds_national_id(text: &str) -> bool {
    // Whatever is neither letter nor digit may part a number from its neighbours, except the signs within it.
    let words = text.split(|sign: char| !sign.is_alphanumeric() && sign != '-' && sign != '+');
    let together: String = text.split_whitespace().collect();
    words.chain([together.as_str()]).any(is_national_id)
}

fn is_national_id(word: &str) -> bool {
    // The longest form has thirteen characters; an endless text is none.
    if !(10..=13).contains(&word.len()) || !word.is_ascii() {
        return false;
    }
    let digits: Vec<u8> = word
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect();
    let signs: Vec<(usize, u8)> = word
        .bytes()
        .enumerate()
        .filter(|(_, byte)| !byte.is_ascii_digit())
        .collect();
    match (digits.as_slice(), signs.as_slice()) {
        (all, [] | [(6, b'-')]) if all.len() == 11 => is_norwegian(all),
        (all, []) if all.len() == 10 => is_swedish(all) || is_danish(all),
        (all, [(6, b'-')]) if all.len() == 10 => {
            is_swedish(all) || is_birthday(all[0] * 10 + all[1], all[2] * 10 + all[3])
        }
        (all, [(6, b'+')]) if all.len() == 10 => is_swedish(all),
        (all, [] | [(8, b'-' | b'+')]) if all.len() == 12 => is_swedish(&all[2..]),
        _ => is_finnish(word),
    }
}

/// Whether there is such a day in some year.
fn is_birthday(day: u8, month: u8) -> bool {
    // 2000 was a leap year.
    NaiveDate::from_ymd_opt(2000, u32::from(month), u32::from(day)).is_some()
}

fn sum(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum()
}

fn is_norwegian(digits: &[u8]) -> bool {
    let day = digits[0] * 10 + digits[1];
    let month = digits[2] * 10 + digits[3];
    // D-numbers add 40 to the day; synthetic numbers add 40, 65 or 80 to the month.
    let day = if day > 40 { day - 40 } else { day };
    let month = [80, 65, 40]
        .into_iter()
        .find(|extra| month > *extra)
        .map_or(month, |extra| month - extra);
    let first = sum(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11;
    let second = sum(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11;
    is_birthday(day, month) && first == 0 && second == 0
}

fn is_swedish(digits: &[u8]) -> bool {
    let month = digits[2] * 10 + digits[3];
    let day = digits[4] * 10 + digits[5];
    // Samordningsnummer add 60 to the day.
    let day = if day > 60 { day - 60 } else { day };
    let luhn: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    is_birthday(day, month) && luhn.is_multiple_of(10)
}

fn is_danish(digits: &[u8]) -> bool {
    let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]);
    is_birthday(day, month) && sum(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Six digits of the date, the century's sign, three digits, and the character of the nine digits modulo 31.
fn is_finnish(word: &str) -> bool {
    const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let word = word.to_ascii_uppercase();
    let bytes = word.as_bytes();
    if bytes.len() != 11 || !matches!(bytes[6], b'-' | b'+' | b'A'..=b'F' | b'U'..=b'Y') {
        return false;
    }
    let number: Option<u32> = [&word[..6], &word[7..10]].concat().parse().ok();
    let two = |at: usize| word[at..at + 2].parse::<u8>().ok();
    match (number, two(0), two(2)) {
        (Some(number), Some(day), Some(month)) => {
            is_birthday(day, month) && CHARACTERS.get((number % 31) as usize) == Some(&bytes[10])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers from the authorities' own descriptions and their test series; none belongs to a living person.
    #[test]
    fn published_examples_are_recognised() {
        let cases = [
            "131052-308T", // Finland: Digi- ja väestötietovirasto's example, and the same in another century
            "131052A308T",
            "811218-9876", // Sweden: Skatteverket's example of the Luhn check, in every way of writing
            "198112189876",
            "19811218-9876",
            "8112189876",
            "811278-9873", // the same day as a samordningsnummer
            "070761-4285", // Denmark: CPR-kontoret's example of the modulus check
            "0707614285",
            "070761-4286", // no check digit, but the form
        ];
        for text in cases {
            assert!(holds_national_id(text), "{text}");
            assert!(holds_national_id(&format!("(nr. {text})")), "{text}");
        }
    }

    /// Completes a date with an individual number and the check digits that Skatteetaten's rule gives.
    fn norwegian(date: &str) -> String {
        (10_000..99_999)
            .map(|rest| format!("{date}{rest}"))
            .find(|text| {
                let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
                sum(&digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
                    && sum(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
            })
            .expect("every day has numbers")
    }

    #[test]
    fn norwegian_numbers_of_every_series_are_recognised() {
        // An ordinary date, a D-number, and synthetic numbers of the test registers.
        for date in ["010190", "410190", "018190", "016690", "014190"] {
            let number = norwegian(date);
            assert!(holds_national_id(&number), "{number}");
            let spaced = format!("{} {}", &number[..6], &number[6..]);
            assert!(holds_national_id(&spaced), "{spaced}");
            let last = number.as_bytes()[10] - b'0';
            let slip = format!("{}{}", &number[..10], (last + 1) % 10);
            assert!(!holds_national_id(&slip), "{slip}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        let others = [
            "",
            "4100",
            "104233",
            "958935420",
            "958 935 420",
            "+4722334455",
            "22334455",
            "212000-0142",
            "0112038-9",
            "2026-11-23",
            "99999999999",
            "kari@fjordvik.example",
            "00000000000",
            "131052-308U",
            "Sone 4, rode 12",
            "811218-9877",
            "9999999999999",
        ];
        for text in others {
            assert!(!holds_national_id(text), "{text}");
        }
    }
}
