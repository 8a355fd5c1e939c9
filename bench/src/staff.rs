//! A large municipality's organisation, and sixty other municipalities with what they let out of themselves.

use crate::Failed;
use sea_orm::{EntityTrait, IntoActiveModel};
use stegvis::access::AppState;
use stegvis::platform::clock::new_id;
use tables::{benchmark_release, organiser, person, position, unit};
use uuid::Uuid;

const UNITS: usize = 200;
const STAFF: usize = 5_000;
const OTHERS: usize = 60;
/// Months that the others have let out, counted back from this one.
const MONTHS: u32 = 24;

/// Inserts rows in portions that both databases take.
macro_rules! many {
    ($txn:expr, $table:ident, $rows:expr) => {
        for some in $rows.chunks(500) {
            let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
            $table::Entity::insert_many(rows)
                .exec_without_returning($txn)
                .await?;
        }
    };
}

/// Plants them; answers the ids of the units.
pub(crate) async fn plant(state: &AppState, organiser: Uuid) -> Result<Vec<Uuid>, Failed> {
    let now = state.clock.now();
    let units: Vec<unit::Model> = (0..UNITS).map(|number| unit_of(organiser, number, now)).collect();
    let persons: Vec<person::Model> = (0..STAFF)
        .map(|number| person_of(organiser, number, now))
        .collect();
    let positions: Vec<position::Model> = persons
        .iter()
        .enumerate()
        .map(|(number, person)| position_of(person, units[number % UNITS].id))
        .collect();
    let ids = units.iter().map(|unit| unit.id).collect();
    state
        .writer
        .housekeep(organiser, now, move |tx| async move {
            many!(tx.conn(), unit, units);
            many!(tx.conn(), person, persons);
            many!(tx.conn(), position, positions);
            Ok(())
        })
        .await?;
    for number in 0..OTHERS {
        other(state, number).await?;
    }
    Ok(ids)
}

fn unit_of(organiser_id: Uuid, number: usize, now: chrono::DateTime<chrono::Utc>) -> unit::Model {
    let id = new_id();
    unit::Model {
        organiser_id,
        id,
        parent_id: None,
        path: format!("{id}/"),
        kind: "unit".to_owned(),
        name: format!("Enhet {number}"),
        external_id: None,
        service_area_id: None,
        head_count: None,
        responsible_id: None,
        opened_on: None,
        closed_on: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

fn person_of(organiser_id: Uuid, number: usize, now: chrono::DateTime<chrono::Utc>) -> person::Model {
    person::Model {
        organiser_id,
        id: new_id(),
        given_name: "Eksempel".to_owned(),
        family_name: format!("Ansatt {number}"),
        given_key: "eksempel".to_owned(),
        family_key: format!("ansatt {number}"),
        email: None,
        employee_number: Some(number.to_string()),
        external: false,
        language: None,
        left_on: None,
        erased_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

fn position_of(person: &person::Model, unit_id: Uuid) -> position::Model {
    position::Model {
        organiser_id: person.organiser_id,
        id: new_id(),
        person_id: person.id,
        unit_id,
        title: "Fagarbeider".to_owned(),
        fte_hundredths: 8_000,
        from_date: person.created_at.date_naive() - chrono::Days::new(700),
        to_date: None,
        superior_id: None,
        external_id: None,
        version: 1,
        created_at: person.created_at,
        updated_at: person.created_at,
    }
}

/// Another municipality with one indicator for each month.
async fn other(state: &AppState, number: usize) -> Result<(), Failed> {
    let now = state.clock.now();
    let id = new_id();
    let row = organiser::Model {
        id,
        country: "NO".to_owned(),
        code: format!("{:04}", 9_000 + number),
        organisation_number: None,
        name: format!("Nabokommune {number}"),
        language: "nb".to_owned(),
        time_zone: "Europe/Oslo".to_owned(),
        population: Some(8_000),
        working_weekdays: "12345".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let releases: Vec<benchmark_release::Model> = (0..MONTHS)
        .map(|back| benchmark_release::Model {
            organiser_id: id,
            id: new_id(),
            indicator: "technology-use".to_owned(),
            period: month(now, back),
            revision: 1,
            country: "NO".to_owned(),
            band: Some("5000-9999".to_owned()),
            partners: false,
            value: Some(300_000 + 5_000 * i64::try_from(number).unwrap_or_default()),
            payload: None,
            sha256: String::new(),
            released_by: id,
            superseded_at: None,
            withdrawn_at: None,
            version: 1,
            created_at: now - chrono::Months::new(back),
            updated_at: now - chrono::Months::new(back),
        })
        .collect();
    state
        .writer
        .housekeep(id, now, move |tx| async move {
            organiser::Entity::insert(row.into_active_model())
                .exec_without_returning(tx.conn())
                .await?;
            many!(tx.conn(), benchmark_release, releases);
            Ok(())
        })
        .await?;
    Ok(())
}

/// The month so many months before an instant, as the wire writes it.
pub(crate) fn month(now: chrono::DateTime<chrono::Utc>, back: u32) -> String {
    (now - chrono::Months::new(back)).format("%Y-%m").to_string()
}
