//! A roadmap with a stage, a gate and two milestones, and the people around it.

use crate::support::{House, Login, PASSWORD};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, TransactionTrait};
use serde_json::{Value, json};
use stegvis::access::{Action, Ctx, Role, Target};
use stegvis::capabilities::accounts::service::{NewAccount, create_first_account};
use stegvis::platform::clock::new_id;
use uuid::Uuid;

pub struct Scene {
    pub admin: Login,
    pub office: Login,
    pub reviewer: Login,
    pub member: Login,
    /// An owner with a person behind the account.
    pub owner: Login,
    pub owner_person: Uuid,
    pub roadmap: Uuid,
    pub stage: Uuid,
    pub milestone: Uuid,
    pub other_milestone: Uuid,
}

impl Scene {
    pub async fn of(house: &House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let organiser = admin.organiser;
        let unit = house.post("/units", json!({"kind": "sector", "name": "Helse og omsorg"}));
        let unit = unit.by(&admin).send().await;
        let person = |role: &str| format!("{role}@{code}.example");
        let office = house
            .member(organiser, &person("kontor"), Role::ProjectOffice)
            .await;
        let areas = house.get("/service-areas").by(&admin).send().await;
        let areas = json!([areas.expect(200)["items"][0]["id"]]);
        let body = json!({
            "templateKey": "five-steps", "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.",
            "unitId": unit.id(), "serviceAreaIds": areas, "startDate": "2026-11-02",
        });
        let roadmap = house.post("/roadmaps", body).by(&office).send().await;
        let stages = house.get(&format!("/roadmaps/{}/stages", roadmap.id()));
        let stages = stages.by(&office).send().await;
        let stage = id_of(&stages.expect(200)["items"][0]);
        let mut milestones = [Uuid::nil(); 2];
        for milestone in &mut milestones {
            let item = json!({"key": "minutes", "title": "Referat", "kind": "note"});
            let body = json!({"title": "Ledergruppen samlet", "requiredEvidence": [item]});
            let made = house.post(&format!("/stages/{stage}/milestones"), body);
            *milestone = id_of(made.by(&office).send().await.expect(201));
        }
        let [milestone, other_milestone] = milestones;
        let owner_person = new_id();
        plant_person(house, organiser, owner_person).await;
        let reviewer = house.member(organiser, &person("vurderer"), Role::Reviewer).await;
        let member = house.member(organiser, &person("ansatt"), Role::Member).await;
        let owner = account_of(house, organiser, owner_person, &person("eier"), Role::Owner).await;
        Self {
            admin,
            office,
            reviewer,
            member,
            owner,
            owner_person,
            roadmap: id_of(&roadmap.json),
            stage,
            milestone,
            other_milestone,
        }
    }

    pub fn path(&self) -> String {
        format!("/roadmaps/{}/evidence", self.roadmap)
    }

    pub fn files(&self, query: &str) -> String {
        format!(
            "/roadmaps/{}/evidence-files?accessLevel=internal&{query}",
            self.roadmap
        )
    }
}

fn id_of(view: &Value) -> Uuid {
    view["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

/// A note as a body.
pub fn note(title: &str) -> Value {
    json!({"kind": "note", "title": title, "note": "Ledergruppen vedtok planen.", "accessLevel": "internal"})
}

/// An account with a person behind it, logged in.
pub async fn account_of(house: &House, organiser: Uuid, person: Uuid, login: &str, role: Role) -> Login {
    let ctx = Ctx::system(&house.state, organiser);
    let permit = ctx
        .permit(Action::EditAccess, &Target::organiser())
        .expect("the system may");
    let new = NewAccount {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        person: Some(person),
        role,
        must_change_password: false,
    };
    create_first_account(&ctx, &permit, new)
        .await
        .expect("an account");
    house.login(login).await
}

/// A person as HR knows them.
async fn plant_person(house: &House, organiser: Uuid, id: Uuid) {
    let now = house.clock.now();
    let row = tables::person::Model {
        organiser_id: organiser,
        id,
        given_name: "Eier".to_owned(),
        family_name: "Eiersen".to_owned(),
        given_key: "eier".to_owned(),
        family_key: "eiersen".to_owned(),
        email: None,
        employee_number: None,
        external: false,
        language: None,
        left_on: None,
        erased_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let txn = house
        .state
        .database
        .writer()
        .begin()
        .await
        .expect("a transaction");
    if txn.get_database_backend() == sea_orm::DbBackend::Postgres {
        let bind = format!("SELECT set_config('app.organiser', '{organiser}', true)");
        txn.execute_unprepared(&bind).await.expect("bound");
    }
    tables::person::Entity::insert(row.into_active_model())
        .exec_without_returning(&txn)
        .await
        .expect("a person");
    txn.commit().await.expect("planted");
}
