//! Whether organisers move apart: the ratio of the upper to the lower quartile, period by period, and its trend.

use super::comparison::{Pool, Standing, fresh};
use super::dto::{DivergenceFilter, DivergenceTrend, DivergenceVerdict, DivergenceView, SpreadPoint};
use super::panels::{Cell, rounded};
use super::releases::indicator_of;
use super::statistics::{FEWEST_POINTS, Trend, theil_sen};
use crate::access::{Action, Ctx, Target};
use crate::error::Result;
use crate::platform::answer::Answer;
use kernel::Language;

/// What a trend says.
fn verdict(trend: Option<&Trend>) -> DivergenceVerdict {
    match trend {
        None => DivergenceVerdict::TooFewPeriods,
        Some(trend) if trend.low > 0.0 => DivergenceVerdict::Diverging,
        Some(trend) if trend.high < 0.0 => DivergenceVerdict::Converging,
        Some(_) => DivergenceVerdict::NoClearTrend,
    }
}

/// The upper to the lower quartile.
fn ratio(cell: &Cell) -> Option<f64> {
    (cell.lower > 0.0).then(|| rounded(cell.upper / cell.lower, 0.01))
}

/// The verdict in words, with its numbers.
fn summary(language: Language, verdict: DivergenceVerdict, trend: Option<&Trend>, periods: usize) -> String {
    let number = |value: f64| {
        let text = format!("{:.2}", value.abs());
        if language == Language::En {
            text
        } else {
            text.replace('.', ",")
        }
    };
    let signed = |value: f64| format!("{}{}", if value < 0.0 { "−" } else { "" }, number(value));
    let Some(trend) = trend else {
        return match language {
            Language::Nb => {
                format!("For få perioder til å si noe: {periods} av minst {FEWEST_POINTS} kan vises.")
            }
            Language::Sv => {
                format!("För få perioder för att säga något: {periods} av minst {FEWEST_POINTS} kan visas.")
            }
            Language::En => format!(
                "Too few periods to say anything: {periods} of at least {FEWEST_POINTS} can be shown."
            ),
        };
    };
    let (by, low, high) = (number(trend.slope), signed(trend.low), signed(trend.high));
    match (verdict, language) {
        (DivergenceVerdict::Diverging, Language::Nb) => format!(
            "Avstanden øker: forholdet mellom øvre og nedre kvartil vokser med {by} i hver periode (mellom {low} og {high})."
        ),
        (DivergenceVerdict::Diverging, Language::Sv) => format!(
            "Avståndet ökar: förhållandet mellan övre och nedre kvartilen växer med {by} i varje period (mellan {low} och {high})."
        ),
        (DivergenceVerdict::Diverging, Language::En) => format!(
            "The gap widens: the ratio of upper to lower quartile grows by {by} each period (between {low} and {high})."
        ),
        (DivergenceVerdict::Converging, Language::Nb) => format!(
            "Avstanden minker: forholdet mellom øvre og nedre kvartil avtar med {by} i hver periode (mellom {low} og {high})."
        ),
        (DivergenceVerdict::Converging, Language::Sv) => format!(
            "Avståndet minskar: förhållandet mellan övre och nedre kvartilen avtar med {by} i varje period (mellan {low} och {high})."
        ),
        (DivergenceVerdict::Converging, Language::En) => format!(
            "The gap narrows: the ratio of upper to lower quartile falls by {by} each period (between {low} and {high})."
        ),
        (_, Language::Nb) => {
            format!("Ingen tydelig utvikling: endringen i hver periode ligger mellom {low} og {high}.")
        }
        (_, Language::Sv) => {
            format!("Ingen tydlig utveckling: förändringen i varje period ligger mellan {low} och {high}.")
        }
        (_, Language::En) => format!("No clear trend: the change each period lies between {low} and {high}."),
    }
}

pub(super) async fn read_divergence(ctx: &Ctx, filter: DivergenceFilter) -> Result<Answer> {
    ctx.permit(Action::ReadBenchmarks, &Target::organiser())?;
    let indicator = indicator_of(&filter.indicator, "/query/indicator")?;
    let read = ctx.read().await?;
    let pool = Pool::load(ctx, read.conn(), indicator).await?;
    let standing = Standing::of(ctx, read.conn(), None).await?;
    let of = filter.group.unwrap_or_default();
    let every = filter.every.unwrap_or_default();
    let group = standing.group(of);
    let cells: Vec<&Cell> = pool
        .cells
        .iter()
        .filter(|cell| Some(&cell.group) == group.as_ref() && cell.period.every == every)
        .collect();
    let ratios: Vec<(f64, f64)> = cells
        .iter()
        .filter_map(|cell| Some((f64::from(cell.period.place()), ratio(cell)?)))
        .collect();
    let trend = theil_sen(&ratios);
    let verdict = verdict(trend.as_ref());
    let view = DivergenceView {
        indicator: indicator.key.clone(),
        title: indicator.title_in(ctx.language),
        group: of,
        points: cells
            .iter()
            .map(|cell| SpreadPoint {
                period: cell.period.to_string(),
                organisers: i64::try_from(cell.panel.len()).unwrap_or(i64::MAX),
                lower_quartile: cell.lower,
                upper_quartile: cell.upper,
                ratio: ratio(cell),
            })
            .collect(),
        trend: trend.map(|trend| DivergenceTrend {
            change: rounded(trend.slope, 0.0001),
            low: rounded(trend.low, 0.0001),
            high: rounded(trend.high, 0.0001),
            periods: i64::try_from(ratios.len()).unwrap_or(i64::MAX),
        }),
        summary: summary(ctx.language, verdict, trend.as_ref(), ratios.len()),
        verdict,
    };
    fresh(ctx, &view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_follows_the_interval() {
        let trend = |low, high| Trend {
            slope: f64::midpoint(low, high),
            low,
            high,
        };
        assert_eq!(verdict(Some(&trend(0.01, 0.05))), DivergenceVerdict::Diverging);
        assert_eq!(verdict(Some(&trend(-0.05, -0.01))), DivergenceVerdict::Converging);
        assert_eq!(
            verdict(Some(&trend(-0.01, 0.05))),
            DivergenceVerdict::NoClearTrend
        );
        assert_eq!(verdict(None), DivergenceVerdict::TooFewPeriods);
        for language in [Language::Nb, Language::Sv, Language::En] {
            for (low, high) in [(0.01, 0.05), (-0.05, -0.01), (-0.01, 0.05)] {
                let found = trend(low, high);
                let text = summary(language, verdict(Some(&found)), Some(&found), 6);
                assert!(text.contains("01") && text.contains("05"), "{text}");
            }
            assert!(summary(language, DivergenceVerdict::TooFewPeriods, None, 2).contains('2'));
        }
    }
}
