//! Small pure rules of the organisation.

use super::dto::{Branch, CreateUnit, UnitKind};
use crate::error::{Fault, FaultCode};
use chrono::NaiveDate;
use uuid::Uuid;

/// The deepest tree: thirteen levels fit the column of the path.
pub(super) const DEEPEST: usize = 13;

/// The service areas that every organiser starts with: key, nb, sv, en, branch.
pub(super) const FIRST_SERVICE_AREAS: &[(&str, &str, &str, &str, Branch)] = &[
    (
        "home-care",
        "Hjemmetjenester",
        "Hemtjänst",
        "Home care",
        Branch::SocialServices,
    ),
    (
        "nursing-home",
        "Sykehjem",
        "Särskilt boende",
        "Nursing home",
        Branch::SocialServices,
    ),
    (
        "staffed-housing",
        "Bemannede boliger",
        "Bostad med personal",
        "Staffed housing",
        Branch::SocialServices,
    ),
    (
        "disability",
        "Funksjonshemmede (pu)",
        "Funktionsnedsättning",
        "Disability",
        Branch::SocialServices,
    ),
    (
        "mental-health",
        "Psykisk helse",
        "Psykisk hälsa",
        "Mental health",
        Branch::MunicipalHealthCare,
    ),
    (
        "substance-use",
        "Rus",
        "Missbruk och beroende",
        "Substance use",
        Branch::MunicipalHealthCare,
    ),
    (
        "physician",
        "Legetjeneste",
        "Läkare",
        "Physician",
        Branch::MunicipalHealthCare,
    ),
    (
        "psychologist",
        "Psykolog",
        "Psykolog",
        "Psychologist",
        Branch::MunicipalHealthCare,
    ),
    (
        "midwife",
        "Jordmor",
        "Barnmorska",
        "Midwife",
        Branch::MunicipalHealthCare,
    ),
    (
        "physiotherapy",
        "Fysioterapi",
        "Fysioterapi",
        "Physiotherapy",
        Branch::MunicipalHealthCare,
    ),
    (
        "infection-control",
        "Smittevern",
        "Smittskydd",
        "Infection control",
        Branch::MunicipalHealthCare,
    ),
    (
        "environmental-health",
        "Miljørettet helsevern",
        "Miljöinriktat hälsoskydd",
        "Environmental health",
        Branch::MunicipalHealthCare,
    ),
    (
        "administration",
        "Administrasjon",
        "Administration",
        "Administration",
        Branch::SocialServices,
    ),
];

/// The path of a unit below `parent`.
pub(super) fn path_below(parent: Option<&str>, id: Uuid) -> String {
    format!("{}{id}/", parent.unwrap_or_default())
}

/// What a unit's own fields may contradict.
pub(super) fn faults_of_unit(unit: &CreateUnit) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let (Some(opened), Some(closed)) = (unit.opened_on, unit.closed_on)
        && closed < opened
    {
        faults.push(Fault::new(
            "/closedOn",
            FaultCode::Contradicts {
                other: "openedOn".to_owned(),
            },
        ));
    }
    if unit.parent_id.is_none() && unit.kind != UnitKind::Sector {
        faults.push(Fault::new("/parentId", FaultCode::Required).note("Only a sector stands at the root."));
    }
    faults
}

/// Whether a unit still exists after a day.
pub(super) fn outlives(closed_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    closed_on.is_none_or(|closed| closed > day)
}
