//! Who plays in the demonstration: roles with invented names, each with a login.

use super::client::{Client, text};
use crate::access::{Action, AppState, Ctx, Role, Target};
use crate::capabilities::accounts::service::{NewAccount, create_first_account};
use crate::error::Result;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// The organiser's name; there is no such municipality.
pub(super) const ORGANISER: &str = "Fjordvik kommune";

/// The password of every demonstration login.
pub const PASSWORD: &str = "steg for steg i Fjordvik";

/// The logins, each with its role and what it is for.
pub const LOGINS: &[(&str, Role, &str)] = &[
    (
        "drift@stegvis.example",
        Role::Operator,
        "operator of the installation",
    ),
    ("admin@fjordvik.example", Role::Administrator, "administrator"),
    ("kontor@fjordvik.example", Role::ProjectOffice, "project office"),
    ("leder@fjordvik.example", Role::Leader, "leader, decides gates"),
    ("leder.to@fjordvik.example", Role::Leader, "second leader"),
    ("eier@fjordvik.example", Role::Owner, "owner of milestones"),
    (
        "vurderer@fjordvik.example",
        Role::Reviewer,
        "reviewer of evidence",
    ),
    ("ansatt@fjordvik.example", Role::Member, "member of staff"),
    ("revisor@fjordvik.example", Role::Auditor, "auditor"),
];

/// The login of a role.
pub(super) fn login_of(role: Role) -> &'static str {
    LOGINS
        .iter()
        .find(|(_, held, _)| *held == role)
        .map_or("", |(login, ..)| login)
}

/// Makes the operator's account; nobody can be logged in before it.
pub(super) async fn operator(state: &AppState) -> Result<()> {
    account(state, Uuid::nil(), login_of(Role::Operator), Role::Operator, None).await
}

/// Makes the accounts of the organiser; persons come from the HR file by their e-mail address.
pub(super) async fn accounts(
    state: &AppState,
    organiser: Uuid,
    persons: &HashMap<String, Uuid>,
) -> Result<()> {
    for (login, role, _) in LOGINS
        .iter()
        .filter(|(_, role, _)| !matches!(role, Role::Operator | Role::Administrator))
    {
        account(state, organiser, login, *role, persons.get(*login).copied()).await?;
    }
    Ok(())
}

/// Makes the first administrator's account.
pub(super) async fn administrator(state: &AppState, organiser: Uuid) -> Result<()> {
    account(
        state,
        organiser,
        login_of(Role::Administrator),
        Role::Administrator,
        None,
    )
    .await
}

async fn account(
    state: &AppState,
    organiser: Uuid,
    login: &str,
    role: Role,
    person: Option<Uuid>,
) -> Result<()> {
    let ctx = Ctx::system(state, organiser);
    let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
    // Demonstration logins are public, so nobody is asked to change the password first.
    let new = NewAccount {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        person,
        role,
        must_change_password: false,
    };
    create_first_account(&ctx, &permit, new).await.map(|_| ())
}

/// The HR files, as a personnel system would send them.
const UNITS: &str = include_str!("../../samples/units.csv");
const PERSONS: &str = include_str!("../../samples/persons.csv");
const POSITIONS: &str = include_str!("../../samples/positions.csv");

/// Imports units, persons and positions, and answers the persons by their e-mail address.
pub(super) async fn import(client: &Client) -> Result<HashMap<String, Uuid>> {
    for (kind, file) in [("units", UNITS), ("persons", PERSONS), ("positions", POSITIONS)] {
        let judged = client
            .send_csv(
                Role::Administrator,
                &format!("/imports?kind={kind}&mode=dry_run"),
                file,
            )
            .await?;
        let path = format!("/imports?kind={kind}&mode=apply&dryRunId={}", text(&judged, "id"));
        client.send_csv(Role::Administrator, &path, file).await?;
    }
    // Those who log in are employees as well.
    for (number, (login, role, _)) in LOGINS
        .iter()
        .enumerate()
        .filter(|(_, (_, role, _))| !matches!(role, Role::Operator | Role::Administrator))
    {
        let family = format!("{}-{}", role.as_str().replace('_', "-"), number);
        let body = json!({"givenName": "Demo", "familyName": family, "email": login, "employeeNumber": format!("9{number:05}"), "external": false});
        client.post(Role::Administrator, "/persons", body).await?;
    }
    let list = client.get(Role::Administrator, "/persons?limit=100").await?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    Ok(items
        .iter()
        .filter_map(|person| Some((text(person, "email"), text(person, "id").parse().ok()?)))
        .collect())
}
