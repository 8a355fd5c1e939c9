//! The picture in words, for those who hear it or search it.

use crate::date::{self, Day};
use crate::model::{Language, Status};
use crate::plan::{Figures, Plan, Row};
use crate::words::{self, Word, say};

/// What the picture tells: period, counts, next gate, forecast and target.
pub(crate) fn of_plan(plan: &Plan, language: Language) -> String {
    let mut sentences = vec![period(plan, language), counts(plan, language)];
    sentences.extend(next_gate(plan, language));
    sentences.extend(forecast(plan, language));
    sentences.extend(target(plan, language));
    sentences.join(" ")
}

fn period(plan: &Plan, language: Language) -> String {
    let today = date::long(plan.today, language);
    let Some((first, last)) = plan.span else {
        return match language {
            Language::Nb => format!("Tidslinje uten datoer, per {today}."),
            Language::Sv => format!("Tidslinje utan datum, per {today}."),
            Language::En => format!("Timeline without dates, as of {today}."),
        };
    };
    let (first, last) = (date::long(first, language), date::long(last, language));
    match language {
        Language::Nb => format!("Tidslinje fra {first} til {last}, per {today}."),
        Language::Sv => format!("Tidslinje från {first} till {last}, per {today}."),
        Language::En => format!("Timeline from {first} to {last}, as of {today}."),
    }
}

fn counts(plan: &Plan, language: Language) -> String {
    let Figures {
        milestones,
        done,
        late,
        critical,
    } = plan.figures();
    let stages = words::stages(language, plan.stages.len());
    if milestones == 0 {
        return match language {
            Language::Nb => format!("{stages}, ingen milepæler."),
            Language::Sv => format!("{stages}, inga milstolpar."),
            Language::En => format!("{stages}, no milestones."),
        };
    }
    let all = words::milestones(language, milestones);
    match language {
        Language::Nb => {
            format!("{stages} med {all}: {done} ferdig, {late} forsinket, {critical} på kritisk sti.")
        }
        Language::Sv => {
            format!("{stages} med {all}: {done} klara, {late} försenade, {critical} på kritisk linje.")
        }
        Language::En => {
            format!("{stages} with {all}: {done} done, {late} late, {critical} on the critical path.")
        }
    }
}

fn next_gate(plan: &Plan, language: Language) -> Option<String> {
    let lane = plan.next_gate()?;
    let label = format!("{} {}", say(language, Word::Gate), lane.number);
    let when = lane.gate.map_or_else(
        || say(language, Word::NoGate).to_lowercase(),
        |gate| date::long(gate, language),
    );
    Some(format!(
        "{}: {label}, {}, {when}.",
        say(language, Word::NextGate),
        lane.title
    ))
}

fn forecast(plan: &Plan, language: Language) -> Option<String> {
    let (likely, surely) = plan.last_band()?;
    let (likely, surely) = (date::long(likely, language), date::long(surely, language));
    let (half, most) = (words::percent(language, 0.5), words::percent(language, 0.8));
    Some(match language {
        Language::Nb => {
            format!("Prognose: siste milepæl er ferdig innen {likely} ({half}) eller {surely} ({most}).")
        }
        Language::Sv => {
            format!("Prognos: sista milstolpen är klar senast {likely} ({half}) eller {surely} ({most}).")
        }
        Language::En => {
            format!("Forecast: the last milestone is done by {likely} ({half}) or {surely} ({most}).")
        }
    })
}

fn target(plan: &Plan, language: Language) -> Option<String> {
    let mut sentence = format!(
        "{}: {}",
        say(language, Word::Target),
        date::long(plan.target?, language)
    );
    if let Some(share) = plan.probability {
        sentence.push_str(", ");
        sentence.push_str(&likely(share, language));
    }
    sentence.push('.');
    Some(sentence)
}

/// `62 % sannsynlig`.
pub(crate) fn likely(share: f64, language: Language) -> String {
    format!(
        "{} {}",
        words::percent(language, share),
        say(language, Word::Likely)
    )
}

/// A milestone in words: the title of its bar.
pub(crate) fn of_row(row: &Row, language: Language) -> String {
    let on = |day: Day| date::long(day, language);
    let mut parts = vec![row.title.clone()];
    if let Some(owner) = &row.owner {
        parts.push(format!("{}: {owner}", say(language, Word::Owner)));
    }
    parts.push(say(language, Word::Status(row.status)).to_owned());
    if row.status == Status::InProgress {
        parts.push(words::percent(language, row.progress));
    }
    parts.push(format!("{} – {}", on(row.start), on(row.finish)));
    if let Some((likely, surely)) = row.band {
        parts.push(format!(
            "{}: {} – {}",
            say(language, Word::Band),
            on(likely),
            on(surely)
        ));
    }
    if let Some(due) = row.due {
        parts.push(format!("{}: {}", say(language, Word::Due), on(due)));
    }
    if let Some(days) = row.late {
        parts.push(words::days_late(language, days));
    }
    if row.critical {
        parts.push(say(language, Word::CriticalPath).to_owned());
    }
    if let Some((from, to)) = row.baseline {
        parts.push(format!(
            "{}: {} – {}",
            say(language, Word::Baseline),
            on(from),
            on(to)
        ));
    }
    parts.join(" · ")
}
