//! Data to measure on: an organiser with a roadmap of two hundred milestones, and as many more as asked for in other units.

use crate::{Failed, staff};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use stegvis::access::{Action, AppState, Ctx, Role, Target, token};
use stegvis::capabilities::accounts::service::{NewAccount, create_first_account};
use stegvis::platform::clock::new_id;
use tables::{
    login_session, milestone, organiser, roadmap, role_grant, stage, template, template_version, unit,
};
use uuid::Uuid;

/// Milestones of the roadmap that is measured.
const MINE: usize = 200;
/// Milestones of each of the other roadmaps.
const OTHERS: usize = 500;

/// Plants the data and answers tokens and ids.
pub(crate) async fn plant(state: &AppState, milestones: usize) -> Result<Value, Failed> {
    let now = state.clock.now();
    let id = new_id();
    let row = organiser::Model {
        id,
        country: "NO".to_owned(),
        code: "0301".to_owned(),
        organisation_number: None,
        name: "Målekommunen".to_owned(),
        language: "nb".to_owned(),
        time_zone: "Europe/Oslo".to_owned(),
        population: None,
        working_weekdays: "12345".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let planted = Planted { state, organiser: id };
    let everybody = planted.account("alle@bench.example", Role::ProjectOffice).await?;
    let narrow = planted.account("en@bench.example", Role::Member).await?;
    let leader = planted.account("leder@bench.example", Role::Leader).await?;
    let mine = planted.rows(row, narrow.0, milestones).await?;
    // Without milestones it is what capabilities measure that is looked at.
    let units = if milestones == 0 {
        staff::plant(state, id).await?
    } else {
        Vec::new()
    };
    Ok(json!({
        "token": planted.token(everybody).await?,
        "narrow": planted.token(narrow).await?,
        "leader": planted.token(leader).await?,
        "units": units, "roadmap": mine.roadmap, "stage": mine.stage, "milestone": mine.milestone, "gate": mine.gate,
    }))
}

struct Planted<'s> {
    state: &'s AppState,
    organiser: Uuid,
}

struct Mine {
    roadmap: Uuid,
    stage: Uuid,
    milestone: Uuid,
    gate: Uuid,
}

type Account = (Uuid, Uuid);

impl Planted<'_> {
    async fn account(&self, login: &str, role: Role) -> Result<Account, Failed> {
        let ctx = Ctx::system(self.state, self.organiser);
        let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
        let password = "en lang passordsetning".to_owned();
        let new = NewAccount {
            login: login.to_owned(),
            password,
            person: None,
            role,
            must_change_password: false,
        };
        Ok((create_first_account(&ctx, &permit, new).await?, new_id()))
    }

    /// A token of a login session; the session is planted with the other rows.
    async fn token(&self, (account, session): Account) -> Result<String, Failed> {
        let now = self.state.clock.now();
        let row = login_session::Model {
            organiser_id: self.organiser,
            id: session,
            account_id: account,
            created_at: now,
            expires_at: now + chrono::TimeDelta::days(1),
            ended_at: None,
            end_reason: None,
            device: String::new(),
            version: 1,
        };
        let organiser = self.organiser;
        self.state
            .writer
            .housekeep(organiser, now, move |tx| async move {
                login_session::Entity::insert(row.into_active_model())
                    .exec_without_returning(tx.conn())
                    .await?;
                Ok(())
            })
            .await?;
        Ok(token::issue(
            &self.state.keys,
            organiser,
            account,
            session,
            now,
            86_400,
        )?)
    }

    async fn rows(&self, row: organiser::Model, narrow: Uuid, milestones: usize) -> Result<Mine, Failed> {
        let plot = Plot::new(self.organiser, row, narrow, milestones);
        let mine = Mine {
            roadmap: plot.roadmaps[0].id,
            stage: plot.stages[0].id,
            milestone: plot.milestones[0].id,
            gate: plot.gates[0].id,
        };
        let now = self.state.clock.now();
        self.state
            .writer
            .housekeep(self.organiser, now, move |tx| async move {
                plot.insert(tx.conn()).await
            })
            .await?;
        Ok(mine)
    }
}

/// All rows, made in memory and inserted in one transaction.
struct Plot {
    organiser: organiser::Model,
    units: Vec<unit::Model>,
    template: template::Model,
    version: template_version::Model,
    roadmaps: Vec<roadmap::Model>,
    stages: Vec<stage::Model>,
    gates: Vec<tables::gate::Model>,
    milestones: Vec<milestone::Model>,
    grant: role_grant::Model,
}

impl Plot {
    fn new(id: Uuid, row: organiser::Model, narrow: Uuid, milestones: usize) -> Self {
        let now = row.created_at;
        let template = template::Model {
            organiser_id: id,
            id: new_id(),
            key: "bench".to_owned(),
            origin: "own".to_owned(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let version = template_version::Model {
            organiser_id: id,
            id: new_id(),
            template_id: template.id,
            number: 1,
            status: "published".to_owned(),
            title: serde_json::json!({"nb": "Måling", "sv": "Mätning", "en": "Measurement"}),
            content: "{}".to_owned(),
            content_hash: String::new(),
            published_at: Some(now),
            deprecated_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let others = milestones.saturating_sub(MINE).div_ceil(OTHERS);
        let mut plot = Self {
            organiser: row,
            units: Vec::new(),
            template,
            version,
            roadmaps: Vec::new(),
            stages: Vec::new(),
            gates: Vec::new(),
            milestones: Vec::new(),
            grant: role_grant::Model {
                organiser_id: id,
                id: new_id(),
                account_id: narrow,
                role: "member".to_owned(),
                unit_id: None,
                roadmap_id: None,
                from_date: None,
                to_date: None,
                version: 1,
                created_at: now,
                updated_at: now,
            },
        };
        for index in 0..=others {
            let count = if index == 0 { MINE } else { OTHERS };
            plot.roadmap(id, index, count);
        }
        plot.grant.unit_id = Some(plot.units[0].id);
        plot
    }

    fn roadmap(&mut self, organiser: Uuid, index: usize, count: usize) {
        let now = self.organiser.created_at;
        let today = now.date_naive();
        let unit = new_id();
        self.units.push(unit::Model {
            organiser_id: organiser,
            id: unit,
            parent_id: None,
            path: format!("{unit}/"),
            kind: "sector".to_owned(),
            name: format!("Sektor {index}"),
            external_id: None,
            service_area_id: None,
            head_count: None,
            responsible_id: None,
            opened_on: None,
            closed_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
        });
        let roadmap = roadmap::Model {
            organiser_id: organiser,
            id: new_id(),
            title: format!("Veikart {index}"),
            purpose: "Måling".to_owned(),
            unit_id: unit,
            template_version_id: self.version.id,
            sponsor_id: None,
            leadership_group_id: None,
            status: "active".to_owned(),
            start_date: today,
            target_date: None,
            published: false,
            automatic: false,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        for number in 1..=5 {
            let text = |word: &str| json!({"nb": word, "sv": word, "en": word});
            let stage = stage::Model {
                organiser_id: organiser,
                id: new_id(),
                roadmap_id: roadmap.id,
                number,
                key: format!("stage-{number}"),
                title: text("Trinn"),
                guidance: text("Veiledning"),
                after: json!([]),
                state: "open".to_owned(),
                owner_id: None,
                target_date: None,
                opened_at: Some(now),
                passed_at: None,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            let criterion = |key: &str, fact: &str, operator: &str, target: Value| json!({"key": key, "title": text("Kriterium"), "fact": fact, "operator": operator, "target": target});
            let rule = json!({"all": [
                criterion("done", "stage.milestones_done_share", "atLeast", json!(0.8)),
                criterion("late", "stage.milestones_overdue_count", "atMost", json!(0)),
                criterion("proof", "stage.required_evidence_missing_count", "atMost", json!(0)),
                criterion("sponsor", "roadmap.sponsor_assigned", "equals", json!(true)),
            ]});
            self.gates.push(tables::gate::Model {
                organiser_id: organiser,
                id: new_id(),
                roadmap_id: roadmap.id,
                stage_id: stage.id,
                key: format!("gate-{number}"),
                title: text("Beslutningspunkt"),
                rule: rule.to_string(),
                quorum: 1,
                owner_id: None,
                decided_id: None,
                version: 1,
                created_at: now,
                updated_at: now,
            });
            let milestone = Self::milestone(&stage);
            let rows = (0..count / 5).map(|_| milestone::Model {
                id: new_id(),
                ..milestone.clone()
            });
            self.milestones.extend(rows);
            self.stages.push(stage);
        }
        self.roadmaps.push(roadmap);
    }

    /// A milestone as its stage's others are.
    fn milestone(stage: &stage::Model) -> milestone::Model {
        milestone::Model {
            organiser_id: stage.organiser_id,
            id: new_id(),
            roadmap_id: stage.roadmap_id,
            stage_id: stage.id,
            key: None,
            title: "Milepæl med en tittel av vanlig lengde".to_owned(),
            description: "Hva som skal være nådd, og hvordan det vises.".to_owned(),
            owner_id: None,
            due_date: Some(stage.created_at.date_naive()),
            not_before: None,
            optimistic_days: Some(3),
            likely_days: Some(5),
            pessimistic_days: Some(10),
            effort_hundredths: Some(250),
            status: "planned".to_owned(),
            progress: 0,
            blocked_reason: None,
            required_evidence: json!([{"key": "minutes", "title": "Referat", "kind": "note"}]),
            started_on: None,
            finished_on: None,
            version: 1,
            created_at: stage.created_at,
            updated_at: stage.created_at,
        }
    }

    async fn insert(self, txn: &sea_orm::DatabaseTransaction) -> stegvis::error::Result<()> {
        organiser::Entity::insert(self.organiser.into_active_model())
            .exec_without_returning(txn)
            .await?;
        template::Entity::insert(self.template.into_active_model())
            .exec_without_returning(txn)
            .await?;
        template_version::Entity::insert(self.version.into_active_model())
            .exec_without_returning(txn)
            .await?;
        macro_rules! many {
            ($table:ident, $rows:expr) => {
                for some in $rows.chunks(500) {
                    let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
                    $table::Entity::insert_many(rows)
                        .exec_without_returning(txn)
                        .await?;
                }
            };
        }
        use tables::gate;
        many!(unit, self.units);
        many!(roadmap, self.roadmaps);
        many!(stage, self.stages);
        many!(gate, self.gates);
        many!(milestone, self.milestones);
        use sea_orm::{ColumnTrait, QueryFilter};
        role_grant::Entity::delete_many()
            .filter(role_grant::Column::AccountId.eq(self.grant.account_id))
            .exec(txn)
            .await?;
        role_grant::Entity::insert(self.grant.into_active_model())
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }
}
