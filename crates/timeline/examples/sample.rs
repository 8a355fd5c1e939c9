//! Writes the timeline of an invented municipality to standard output, to see what a picture looks like.
//!
//! Usage: `sample [light|dark] [screen|print] [nb|sv|en] [public]`, in any order.

use std::io::{self, Write as _};

use chrono::NaiveDate;
use timeline::{Bar, Form, Language, Stage, StageState, Status, Target, Theme, Timeline, render};

use Status::{Blocked, Cancelled, Done, InProgress, Planned};

fn main() -> io::Result<()> {
    let (mut theme, mut form, mut language, mut public) = (Theme::Light, Form::Screen, Language::Nb, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "light" => theme = Theme::Light,
            "dark" => theme = Theme::Dark,
            "screen" => form = Form::Screen,
            "print" => form = Form::PrintA3,
            "nb" => language = Language::Nb,
            "sv" => language = Language::Sv,
            "en" => language = Language::En,
            "public" => public = true,
            other => {
                let text =
                    format!("unknown argument {other}: use light, dark, screen, print, nb, sv, en or public");
                return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
            }
        }
    }
    let mut timeline = roadmap();
    if public {
        for bar in timeline.stages.iter_mut().flat_map(|stage| &mut stage.bars) {
            bar.owner = None;
        }
    }
    write!(
        io::stdout().lock(),
        "{}",
        render(&timeline, theme, form, language)
    )
}

fn roadmap() -> Timeline {
    Timeline {
        title: "Helse og omsorg 2026–2029".into(),
        subtitle: Some("Fjordvik kommune · Fem trinn til digital omstilling".into()),
        today: on(2026, 11, 22),
        stages: vec![
            acknowledgement(),
            competence(),
            small_projects(),
            shared_solution(),
            deep_change(),
        ],
        target: Some(Target {
            date: on(2029, 12, 31),
            probability: Some(0.62),
        }),
    }
}

fn acknowledgement() -> Stage {
    Stage {
        title: "Erkjennelse".into(),
        state: StageState::Passed,
        at_risk: false,
        gate: Some(on(2026, 3, 24)),
        bars: vec![
            bar(
                "Sponsor utpekt",
                "Kommunedirektøren",
                (on(2026, 1, 5), on(2026, 1, 16)),
                Done,
            )
            .due(on(2026, 1, 31)),
            bar(
                "Holdning kartlagt i ledergruppen",
                "Prosjektkontoret",
                (on(2026, 1, 19), on(2026, 2, 20)),
                Done,
            )
            .due(on(2026, 2, 20)),
            bar(
                "Erkjennelsen underskrevet av alle",
                "Kommunalsjef helse",
                (on(2026, 2, 2), on(2026, 3, 13)),
                Done,
            )
            .due(on(2026, 3, 6))
            .baseline(on(2026, 2, 2), on(2026, 3, 6)),
            bar(
                "Fem innvendinger behandlet",
                "Prosjektkontoret",
                (on(2026, 2, 16), on(2026, 3, 20)),
                Done,
            )
            .due(on(2026, 3, 20)),
        ],
    }
}

fn competence() -> Stage {
    Stage {
        title: "Ledelseskompetanse".into(),
        state: StageState::Passed,
        at_risk: true,
        gate: Some(on(2026, 9, 4)),
        bars: vec![
            bar(
                "Kompetanse kartlagt i tre felt",
                "Fagsjef kvalitet",
                (on(2026, 3, 30), on(2026, 5, 8)),
                Done,
            )
            .due(on(2026, 5, 15)),
            bar(
                "Direktør for digitalisering ansatt",
                "HR-sjef",
                (on(2026, 4, 7), on(2026, 8, 14)),
                Done,
            )
            .due(on(2026, 7, 1))
            .baseline(on(2026, 4, 7), on(2026, 6, 30)),
            bar(
                "Kompetanseplan for ledergruppen",
                "Kommunalsjef helse",
                (on(2026, 5, 11), on(2026, 8, 28)),
                Done,
            )
            .due(on(2026, 8, 31)),
            bar(
                "Studietur til nabokommunen",
                "Prosjektkontoret",
                (on(2026, 6, 1), on(2026, 6, 12)),
                Cancelled,
            ),
        ],
    }
}

fn small_projects() -> Stage {
    Stage {
        title: "Kjede av småprosjekter".into(),
        state: StageState::InReview,
        at_risk: false,
        gate: Some(on(2027, 2, 19)),
        bars: vec![
            bar(
                "Digital medisinliste levert",
                "Fagsjef kvalitet",
                (on(2026, 8, 17), on(2026, 10, 16)),
                Done,
            )
            .due(on(2026, 10, 30)),
            bar(
                "Digitalt tilsyn om natten levert",
                "Sykepleier, Solvang",
                (on(2026, 9, 1), on(2026, 12, 18)),
                InProgress,
            )
            .done(60)
            .critical()
            .due(on(2026, 11, 13))
            .band(on(2026, 12, 29), on(2027, 1, 22))
            .baseline(on(2026, 9, 1), on(2026, 11, 13)),
            bar(
                "Elektroniske dørlåser i alle hjemmetjenestens soner og omsorgsboliger",
                "Enhetsleder hjemmetjenesten",
                (on(2026, 10, 5), on(2027, 1, 8)),
                Blocked,
            )
            .done(35)
            .due(on(2027, 1, 15))
            .band(on(2027, 1, 15), on(2027, 3, 1)),
            bar(
                "Ildsjeler i fire tjenesteområder",
                "Prosjektkontoret",
                (on(2026, 10, 12), on(2027, 1, 8)),
                InProgress,
            )
            .done(50)
            .due(on(2027, 1, 29))
            .band(on(2027, 1, 8), on(2027, 1, 22)),
            bar(
                "Verdi målt for brukere og ansatte",
                "Controller",
                (on(2026, 11, 9), on(2027, 2, 5)),
                InProgress,
            )
            .done(10)
            .critical()
            .due(on(2027, 2, 12))
            .band(on(2027, 2, 12), on(2027, 3, 12)),
            bar(
                "Lærdom delt med alle enheter",
                "Kommunikasjon",
                (on(2027, 1, 11), on(2027, 2, 12)),
                Planned,
            )
            .due(on(2027, 2, 19)),
        ],
    }
}

fn shared_solution() -> Stage {
    Stage {
        title: "Felles skyløsning".into(),
        state: StageState::Locked,
        at_risk: false,
        gate: Some(on(2028, 6, 30)),
        bars: vec![
            bar(
                "Nett og dekning i alle enheter",
                "IKT-arkitekt",
                (on(2027, 1, 18), on(2027, 4, 30)),
                Planned,
            )
            .due(on(2027, 3, 31))
            .band(on(2027, 5, 14), on(2027, 7, 2)),
            bar(
                "Skyløsning for prosedyrer valgt",
                "IKT-arkitekt",
                (on(2027, 2, 22), on(2027, 8, 13)),
                Planned,
            )
            .critical()
            .due(on(2027, 9, 1))
            .band(on(2027, 9, 3), on(2027, 11, 19)),
            bar(
                "Prosedyrer skrevet i fire kategorier",
                "Fagsjef kvalitet",
                (on(2027, 8, 16), on(2027, 12, 17)),
                Planned,
            )
            .critical()
            .due(on(2028, 1, 31))
            .band(on(2028, 1, 14), on(2028, 4, 7)),
            bar(
                "Prosedyrer lest i alle enheter",
                "Enhetslederne",
                (on(2027, 12, 20), on(2028, 5, 12)),
                Planned,
            )
            .critical()
            .due(on(2028, 6, 1))
            .band(on(2028, 6, 2), on(2028, 9, 29)),
            bar(
                "Tilgjengelighet målt i 90 dager",
                "Driftsleder",
                (on(2028, 2, 1), on(2028, 5, 1)),
                Planned,
            )
            .due(on(2028, 6, 15)),
        ],
    }
}

fn deep_change() -> Stage {
    Stage {
        title: "Dyptgripende omstilling".into(),
        state: StageState::Locked,
        at_risk: false,
        gate: Some(on(2029, 12, 14)),
        bars: vec![
            bar(
                "Konsekvenser vurdert på seks måter",
                "Prosjektkontoret",
                (on(2028, 7, 3), on(2028, 11, 24)),
                Planned,
            )
            .critical()
            .due(on(2028, 12, 1))
            .band(on(2028, 12, 15), on(2029, 3, 16)),
            bar(
                "Beredskap hos ledere og ansatte",
                "HR-sjef",
                (on(2028, 9, 4), on(2028, 12, 15)),
                Planned,
            )
            .due(on(2029, 1, 15)),
            bar(
                "Ny arbeidsform i hjemmetjenesten",
                "Enhetsleder hjemmetjenesten",
                (on(2028, 11, 27), on(2029, 8, 31)),
                Planned,
            )
            .critical()
            .due(on(2029, 9, 30))
            .band(on(2029, 9, 28), on(2030, 1, 18)),
            bar(
                "Teknologi bredt og likt innført",
                "Kommunalsjef helse",
                (on(2029, 1, 8), on(2029, 10, 26)),
                Planned,
            )
            .due(on(2029, 11, 1))
            .band(on(2029, 11, 9), on(2030, 2, 15)),
            bar(
                "Gevinster dokumentert og realisert",
                "Controller",
                (on(2029, 6, 4), on(2029, 12, 7)),
                Planned,
            )
            .critical()
            .due(on(2029, 12, 10))
            .band(on(2030, 1, 11), on(2030, 4, 26)),
        ],
    }
}

fn bar(title: &str, owner: &str, (start, finish): (NaiveDate, NaiveDate), status: Status) -> Bar {
    Bar {
        title: title.into(),
        owner: Some(owner.into()),
        start,
        finish,
        due: None,
        status,
        progress: 0,
        critical: false,
        band: None,
        baseline: None,
    }
}

/// What a milestone may have besides, added word by word.
trait With {
    fn due(self, due: NaiveDate) -> Self;
    fn done(self, per_cent: u8) -> Self;
    fn critical(self) -> Self;
    fn band(self, likely: NaiveDate, surely: NaiveDate) -> Self;
    fn baseline(self, start: NaiveDate, finish: NaiveDate) -> Self;
}

impl With for Bar {
    fn due(self, due: NaiveDate) -> Self {
        Self {
            due: Some(due),
            ..self
        }
    }

    fn done(self, per_cent: u8) -> Self {
        Self {
            progress: per_cent,
            ..self
        }
    }

    fn critical(self) -> Self {
        Self {
            critical: true,
            ..self
        }
    }

    fn band(self, likely: NaiveDate, surely: NaiveDate) -> Self {
        Self {
            band: Some((likely, surely)),
            ..self
        }
    }

    fn baseline(self, start: NaiveDate, finish: NaiveDate) -> Self {
        Self {
            baseline: Some((start, finish)),
            ..self
        }
    }
}

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the sample's dates are in the calendar")
}
