//! A walk over every operation of the document: nobody in without a token, nothing for a foreign organiser, nothing
//! for a role that is too weak. That each success is audited once is held by every call of every test (`support::call`).

use crate::on_both;
use crate::support::{Call, Got, House, Login};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::HashMap;
use stegvis::access::policy::Far;
use stegvis::access::{Access, Door, Role};
use stegvis::platform::clock::new_id;
use stegvis::{demo, routes};
use uuid::Uuid;

/// Which table holds what a placeholder names.
const TABLES: &[(&str, &str)] = &[
    ("organiserId", "organiser"),
    ("unitId", "unit"),
    ("serviceAreaId", "service_area"),
    ("calendarDayId", "calendar_day"),
    ("personId", "person"),
    ("positionId", "position"),
    ("groupId", "leadership_group"),
    ("memberId", "leadership_member"),
    ("importId", "import_run"),
    ("proposalId", "closing_proposal"),
    ("accountId", "account"),
    ("grantId", "role_grant"),
    ("apiKeyId", "api_key"),
    ("sessionId", "login_session"),
    ("templateId", "template"),
    ("templateVersionId", "template_version"),
    ("roadmapId", "roadmap"),
    ("stageId", "stage"),
    ("milestoneId", "milestone"),
    ("dependencyId", "dependency"),
    ("commentId", "comment"),
    ("actingOwnerId", "acting_owner"),
    ("baselineId", "baseline"),
    ("evidenceId", "evidence"),
    ("evidenceUseId", "evidence_use"),
    ("gateId", "gate"),
    ("decisionId", "decision"),
    ("reviewId", "gate_review"),
    ("conditionId", "gate_condition"),
    ("recordedFactId", "recorded_fact"),
    ("barrierId", "barrier"),
    ("barrierCategoryId", "barrier_category"),
    ("capacityShareId", "capacity_share"),
    ("absenceId", "absence"),
    ("computationId", "computation"),
    ("acknowledgementTextId", "acknowledgement_text"),
    ("signatureId", "acknowledgement_signature"),
    ("postureRoundId", "posture_round"),
    ("competenceFieldId", "competence_field"),
    ("competenceRecordId", "competence_record"),
    ("capacityRouteId", "capacity_route"),
    ("benefitId", "benefit"),
    ("benefitReviewId", "benefit_review"),
    ("technologyId", "technology"),
    ("technologyDeploymentId", "technology_deployment"),
    ("technologyEngagementId", "technology_engagement"),
    ("maturityRoundId", "technology_maturity"),
    ("procedureId", "procedure"),
    ("procedureCategoryId", "procedure_category"),
    ("procedureRevisionId", "procedure_revision"),
    ("initiativeId", "initiative"),
    ("initiativeChampionId", "initiative_champion"),
    ("initiativeLinkId", "initiative_link"),
    ("initiativeWorkloadId", "initiative_workload"),
    ("initiativeConflictId", "initiative_conflict"),
    ("benchmarkReleaseId", "benchmark_release"),
    ("trustedKeyId", "benchmark_trusted_key"),
    ("kpiImportId", "kpi_import"),
    ("practiceId", "practice"),
    ("practiceAdoptionId", "practice_adoption"),
];

/// Of these the demonstration has none: a random id stands for them.
const ABSENT: &[&str] = &[
    "closing_proposal",
    "api_key",
    "benchmark_trusted_key",
    "practice_adoption",
];

/// A house with the demonstration, today.
async fn demonstration(house: &House) -> (Login, HashMap<String, Uuid>) {
    house
        .demonstration(stegvis::platform::clock::Clock::System.now())
        .await;
    let office = login(house, "kontor@fjordvik.example").await;
    let mut ids = HashMap::new();
    let read = house
        .state
        .writer
        .read(office.organiser)
        .await
        .expect("a snapshot");
    for (placeholder, table) in TABLES {
        let column = if *table == "organiser" {
            "id"
        } else {
            "organiser_id"
        };
        let sql = format!("SELECT id FROM {table} WHERE {column} = $1 ORDER BY id LIMIT 1");
        let statement = Statement::from_sql_and_values(
            read.conn().get_database_backend(),
            sql,
            [office.organiser.into()],
        );
        let row = read
            .conn()
            .query_one_raw(statement)
            .await
            .expect("the table answers");
        assert!(row.is_some() != ABSENT.contains(table), "{table}");
        let id = row.map_or_else(Uuid::nil, |row| row.try_get("", "id").expect("an id"));
        ids.insert((*placeholder).to_owned(), id);
    }
    (office, ids)
}

async fn login(house: &House, name: &str) -> Login {
    let got = house
        .post(
            "/sessions",
            serde_json::json!({"login": name, "password": demo::PASSWORD}),
        )
        .send()
        .await;
    Login::of(got.expect(201))
}

/// A request that the document describes for a door, with real ids and the documented example as body.
fn request<'h>(house: &'h House, door: &Door, ids: &HashMap<String, Uuid>) -> Call<'h> {
    let operation = &house.document["paths"][&door.path][door.method.as_str().to_ascii_lowercase()];
    let mut path = door.path.clone();
    while let Some((before, rest)) = path
        .split_once('{')
        .map(|(before, rest)| (before.to_owned(), rest.to_owned()))
    {
        let (name, after) = rest.split_once('}').expect("a placeholder ends");
        let id = ids.get(name).unwrap_or_else(|| panic!("{name} has no table"));
        path = format!("{before}{id}{after}");
    }
    let demanded = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["in"] == "query" && one["required"] == true);
    let pairs: Vec<String> = demanded
        .map(|one| {
            format!(
                "{}={}",
                one["name"].as_str().unwrap_or_default(),
                one["example"].as_str().unwrap_or_default()
            )
        })
        .collect();
    if !pairs.is_empty() {
        path = format!("{path}?{}", pairs.join("&"));
    }
    let method = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        .into_iter()
        .find(|name| door.method == *name)
        .expect("a known method");
    let call = Call::new(house, method, &path).if_match(1).unchecked();
    let content = operation["requestBody"]["content"]
        .as_object()
        .and_then(|content| content.iter().next());
    match content {
        Some((kind, media)) if kind.ends_with("json") => call.raw(kind, media["example"].to_string()),
        Some((kind, media)) => call.raw(kind, media["example"].as_str().unwrap_or("x").to_owned()),
        None => call,
    }
}

fn seen(door: &Door, got: &Got) -> String {
    format!("{door:?} answers {} {}", got.status, got.json["code"])
}

on_both! {
    async fn nobody_enters_without_a_token(house) {
        let ids: HashMap<String, Uuid> = TABLES.iter().map(|(name, _)| ((*name).to_owned(), Uuid::nil())).collect();
        let mut wrong = Vec::new();
        for door in routes::doors() {
            let got = request(&house, door, &ids).send().await;
            let public = door.access == Access::Public;
            if (got.status == 401) == public && !(public && got.json["code"] != "unauthenticated") {
                wrong.push(seen(door, &got));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_foreign_organiser_finds_nothing(house) {
        let (_, ids) = demonstration(&house).await;
        let stranger = house.organiser_of("drift@stegvis.example", demo::PASSWORD, "NO", "0301").await;
        let all = [Role::ProjectOffice, Role::Leader, Role::Owner, Role::Reviewer, Role::Member, Role::Auditor];
        let mut strangers = vec![(Role::Administrator, stranger.clone())];
        for role in all {
            strangers.push((role, house.member(stranger.organiser, &format!("{role}@fremmed.example"), role).await));
        }
        let nothing: HashMap<String, Uuid> = ids.keys().map(|name| (name.clone(), new_id())).collect();
        let said = |got: &Got| (got.status, got.json["code"].clone(), got.json["detail"].clone(), got.json["errors"].clone());
        let mut wrong = Vec::new();
        for door in routes::doors().iter().filter(|door| door.path.contains('{') && door.access != Access::Public) {
            for (role, login) in &strangers {
                // What a role may do nowhere is refused before anything is looked for.
                let nowhere = matches!(door.access, Access::Permit(action) if action.far(*role) == Far::No);
                let got = request(&house, door, &ids).by(login).send().await;
                let absent = request(&house, door, &nothing).by(login).send().await;
                if (got.status != 404 && !(nowhere && got.status == 403)) || said(&got) != said(&absent) {
                    wrong.push(seen(door, &got));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_weak_role_is_refused(house) {
        let (_, ids) = demonstration(&house).await;
        let cast = [(Role::Member, "ansatt@fjordvik.example"), (Role::Auditor, "revisor@fjordvik.example"), (Role::Administrator, "admin@fjordvik.example")];
        let mut wrong = Vec::new();
        let mut refused = 0;
        for (role, name) in cast {
            let login = login(&house, name).await;
            for door in routes::doors() {
                let Access::Permit(action) = door.access else { continue };
                if action.far(role) != Far::No {
                    continue;
                }
                refused += 1;
                let got = request(&house, door, &ids).by(&login).send().await;
                if !matches!(got.status, 403 | 404) {
                    wrong.push(format!("{role}: {}", seen(door, &got)));
                }
            }
        }
        assert!(refused > 60, "only {refused} refusals were tried");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn no_example_meets_an_error_of_ours(house) {
        let (office, ids) = demonstration(&house).await;
        let admin = login(&house, "admin@fjordvik.example").await;
        let leader = login(&house, "leder@fjordvik.example").await;
        let mut wrong = Vec::new();
        for login in [office, leader, admin] {
            for door in routes::doors().iter().filter(|door| !door.operation.starts_with("end")) {
                let got = request(&house, door, &ids).by(&login).send().await;
                if got.status >= 500 && got.status != 503 {
                    wrong.push(seen(door, &got));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
