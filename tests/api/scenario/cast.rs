//! Who plays in the scenario, and the organisation they find themselves in.

use super::Story;
use crate::roadmaps::text;
use crate::support::{House, Login};
use serde_json::{Value, json};

/// The people of the scenario, each with the role they hold.
pub(super) struct Cast {
    pub(super) leader: Login,
    pub(super) second: Login,
    pub(super) office: Login,
    pub(super) owner: Login,
    pub(super) reviewer: Login,
    pub(super) admin: Login,
    /// The persons behind the first five logins, in their order.
    pub(super) persons: Vec<Value>,
}

/// Logins and roles, in the order of the employee numbers; the first three are the leadership group.
const LOGINS: [(&str, &str); 5] = [
    ("leder", "leader"),
    ("leder-to", "leader"),
    ("kontor", "project_office"),
    ("eier", "owner"),
    ("vurderer", "reviewer"),
];

impl Cast {
    async fn new(house: &House, admin: &Login, persons: Vec<Value>) -> Self {
        for ((name, role), person) in LOGINS.iter().zip(&persons) {
            let login = format!("{name}@1103.example");
            let person = person.as_str().and_then(|id| id.parse().ok());
            let account = house.account_of(admin, &login, person).await;
            house
                .grant(admin, account, json!({"role": role}))
                .await
                .expect(201);
            house.take_over(&login).await;
        }
        Self::login(house, persons).await
    }

    /// Logs everybody in again: a token lives fifteen minutes, and days pass in this story.
    pub(super) async fn login(house: &House, persons: Vec<Value>) -> Self {
        let mut logins = Vec::new();
        for name in LOGINS.map(|(name, _)| name).iter().chain(&["admin"]) {
            logins.push(house.login(&format!("{name}@1103.example")).await);
        }
        let [leader, second, office, owner, reviewer, admin] = <[Login; 6]>::try_from(logins).expect("six");
        Self {
            leader,
            second,
            office,
            owner,
            reviewer,
            admin,
            persons,
        }
    }

    pub(super) fn leaders(&self) -> [&Login; 3] {
        [&self.leader, &self.second, &self.office]
    }

    pub(super) fn staff(&self) -> [&Login; 5] {
        [
            &self.leader,
            &self.second,
            &self.office,
            &self.owner,
            &self.reviewer,
        ]
    }
}

/// The organisation by file and by hand, and a roadmap of five steps on it.
pub(super) async fn set_up(house: &House) -> Story<'_> {
    let list = house.operator().await;
    let list = house.get("/municipalities?country=NO").by(&list).send().await;
    let official = list.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["code"] == "1103")
        .cloned();
    assert_eq!(
        official.map(|one| text(&one, "name")).as_deref(),
        Some("Stavanger")
    );
    let admin = house.organiser("NO", "1103").await;
    let units = "externalId,name,kind,parent,serviceArea,headCount\n4000,Helse og omsorg,sector,,,420\n4100,Hjemmetjenester,area,4000,home-care,160\n";
    import(house, &admin, "units", units).await;
    let persons = "employeeNumber,givenName,familyName,email\n1,Eksempel,Kommunalsjef,sjef@fjordvik.example\n2,Eksempel,Enhetsleder,enhet@fjordvik.example\n3,Eksempel,Rådgiver,kontor@fjordvik.example\n4,Eksempel,Fagansvarlig,eier@fjordvik.example\n5,Eksempel,Kvalitetsleder,kvalitet@fjordvik.example\n";
    import(house, &admin, "persons", persons).await;
    let positions = "employeeNumber,unit,title,ftePercent,from,superior\n1,4000,Kommunalsjef,100,2021-01-01,\n2,4100,Enhetsleder,80,2021-01-01,1\n3,4000,Rådgiver,100,2021-01-01,1\n4,4100,Fagansvarlig,100,2021-01-01,2\n5,4100,Kvalitetsleder,100,2021-01-01,2\n";
    import(house, &admin, "positions", positions).await;
    let units = house.get("/units").by(&admin).send().await;
    let sector = units.expect(200)["items"][0]["id"].clone();
    let persons = persons_of(house, &admin).await;
    let sponsor = persons[0].clone();
    let group = house
        .post(
            "/leadership-groups",
            json!({"name": "Ledergruppen", "unitId": sector}),
        )
        .by(&admin)
        .send()
        .await;
    for person in &persons[..3] {
        let member = json!({"personId": person, "from": "2026-01-01"});
        let path = format!("/leadership-groups/{}/members", group.id());
        house.post(&path, member).by(&admin).send().await.expect(201);
    }
    let cast = Cast::new(house, &admin, persons).await;
    let areas = house.get("/service-areas").by(&cast.admin).send().await;
    let areas: Vec<Value> = areas.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .take(4)
        .map(|area| area["id"].clone())
        .collect();
    let body = json!({
        "templateKey": "five-steps", "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.", "unitId": sector,
        "sponsorId": sponsor, "leadershipGroupId": group.id(), "serviceAreaIds": areas, "startDate": "2026-11-02",
    });
    let roadmap = house.post("/roadmaps", body).by(&cast.office).send().await;
    let roadmap = text(roadmap.expect(201), "id");
    let overview = house
        .get(&format!("/roadmaps/{roadmap}/overview"))
        .by(&cast.office)
        .send()
        .await;
    let parts = overview.expect(200)["stages"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let stages = parts.iter().map(|part| text(&part["stage"], "id")).collect();
    let gates = parts.iter().map(|part| text(&part["gate"], "id")).collect();
    Story {
        house,
        cast,
        sector: sector.as_str().unwrap_or_default().to_owned(),
        group: group.id(),
        service_areas: areas,
        roadmap,
        stages,
        gates,
    }
}

/// The persons of the file, in the order of their employee numbers.
async fn persons_of(house: &House, admin: &Login) -> Vec<Value> {
    let persons = house.get("/persons").by(admin).send().await;
    let mut persons = persons.expect(200)["items"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    persons.sort_by_key(|one| text(one, "employeeNumber"));
    persons.iter().map(|one| one["id"].clone()).collect()
}

/// A file from the HR system: judged first, then carried out.
async fn import(house: &House, admin: &Login, kind: &str, file: &str) {
    let path = format!("/imports?kind={kind}&mode=dry_run");
    let judged = house
        .post(&path, json!({}))
        .raw("text/csv; charset=utf-8", file)
        .by(admin)
        .send()
        .await;
    let run = text(judged.expect(201), "id");
    let path = format!("/imports?kind={kind}&mode=apply&dryRunId={run}");
    house
        .post(&path, json!({}))
        .raw("text/csv; charset=utf-8", file)
        .by(admin)
        .send()
        .await
        .expect(201);
}
