//! A readable difference between two revisions: line by line, with the words that changed within a line (Myers' algorithm,
//! as the crate `similar` has it).

use super::dto::{DifferenceLine, DifferencePart, LanguageDifference, LineChange, ProcedureText};
use crate::capabilities::organisation::dto::LanguageCode;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Unchanged lines that stand around a changed one.
const AROUND: usize = 3;
/// After so long the rest is shown as removed and added, which is right if less fine.
const LONGEST: Duration = Duration::from_millis(500);

/// What changed in each language; languages without a change are left out.
pub(super) fn of(before: &[ProcedureText], after: &[ProcedureText]) -> Vec<LanguageDifference> {
    let text = |texts: &[ProcedureText], language: LanguageCode| {
        let found = texts.iter().find(|text| text.language == language);
        found.map_or_else(String::new, |text| format!("{}\n{}", text.title, text.body))
    };
    LanguageCode::ALL
        .iter()
        .map(|language| LanguageDifference {
            language: *language,
            lines: lines(&text(before, *language), &text(after, *language)),
        })
        .filter(|found| !found.lines.is_empty())
        .collect()
}

fn lines(before: &str, after: &str) -> Vec<DifferenceLine> {
    let compared = TextDiff::configure().timeout(LONGEST).diff_lines(before, after);
    let mut found = Vec::new();
    for operation in compared.grouped_ops(AROUND).iter().flatten() {
        for line in compared.iter_inline_changes(operation) {
            let parts = line.iter_strings_lossy().map(|(changed, text)| DifferencePart {
                text: text.trim_end_matches(['\r', '\n']).to_owned(),
                changed,
            });
            found.push(DifferenceLine {
                change: match line.tag() {
                    ChangeTag::Equal => LineChange::Same,
                    ChangeTag::Delete => LineChange::Removed,
                    ChangeTag::Insert => LineChange::Added,
                },
                parts: parts.filter(|part| !part.text.is_empty()).collect(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(language: LanguageCode, title: &str, body: &str) -> ProcedureText {
        ProcedureText {
            language,
            title: title.to_owned(),
            body: body.to_owned(),
        }
    }

    fn told(lines: &[DifferenceLine]) -> Vec<String> {
        let mark = |part: &DifferencePart| {
            if part.changed {
                format!("[{}]", part.text)
            } else {
                part.text.clone()
            }
        };
        lines
            .iter()
            .map(|line| {
                let text: String = line.parts.iter().map(mark).collect();
                format!("{} {text}", line.change)
            })
            .collect()
    }

    #[test]
    fn a_changed_word_is_named_in_its_line() {
        let before = [written(
            LanguageCode::Nb,
            "Hender",
            "Vask hendene før stell.\nTørk dem.",
        )];
        let after = [
            written(LanguageCode::Nb, "Hender", "Vask hendene etter stell.\nTørk dem."),
            written(LanguageCode::Sv, "Händer", "Tvätta dem."),
        ];
        let found = of(&before, &after);
        assert_eq!(
            told(&found[0].lines),
            [
                "same Hender",
                "removed Vask hendene [før] stell.",
                "added Vask hendene [etter] stell.",
                "same Tørk dem."
            ]
        );
        assert_eq!(told(&found[1].lines), ["added Händer", "added Tvätta dem."]);
        assert!(of(&after, &after).is_empty());
    }

    proptest! {
        #[test]
        fn with_all_lines_around_both_texts_come_back(before in "[a-c \n]{0,40}", after in "[a-c \n]{0,40}") {
            let compared = lines(&before, &after);
            let side = |one: LineChange| compared.iter().filter(move |line| line.change == one).count();
            let count = |text: &str| text.split_inclusive('\n').count();
            prop_assert!(side(LineChange::Removed) <= count(&before));
            prop_assert_eq!(
                i64::try_from(side(LineChange::Added)).unwrap() - i64::try_from(side(LineChange::Removed)).unwrap(),
                i64::try_from(count(&after)).unwrap() - i64::try_from(count(&before)).unwrap()
            );
            prop_assert_eq!(compared.is_empty(), before == after);
        }
    }
}
