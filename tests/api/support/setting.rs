//! What a test of access needs before it begins: people with accounts, and rows whose own doors are tested elsewhere.

use super::{House, Login, PASSWORD};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use stegvis::access::{Action, Ctx, Target};
use stegvis::demo;
use stegvis::platform::clock::new_id;
use stegvis::platform::ledger::{Event, Subject};
use stegvis::platform::rows;
use tables::{person, roadmap, template, template_version};
use uuid::Uuid;

/// The password with which administrators set accounts up.
pub const INITIAL: &str = "et forelopig passord";

impl House {
    /// A new account without roles, made by an administrator; answers its id.
    pub async fn account_of(&self, admin: &Login, login: &str, person: Option<Uuid>) -> Uuid {
        let mut body = json!({"login": login, "password": INITIAL});
        if let Some(person) = person {
            body["personId"] = json!(person);
        }
        let made = self.post("/accounts", body).by(admin).send().await;
        made.expect(201);
        made.id().parse().expect("an id")
    }

    /// Gives an account a role; answers the grant.
    pub async fn grant(&self, admin: &Login, account: Uuid, grant: Value) -> super::Got {
        let path = format!("/accounts/{account}/grants");
        self.post(&path, grant).by(admin).send().await
    }

    /// A new account with these roles, logged in and past the change of the initial password.
    pub async fn recruit(&self, admin: &Login, login: &str, grants: &[Value]) -> Login {
        let account = self.account_of(admin, login, None).await;
        for grant in grants {
            self.grant(admin, account, grant.clone()).await.expect(201);
        }
        self.take_over(login).await
    }

    /// The first login of an account, with the change of its initial password.
    pub async fn take_over(&self, login: &str) -> Login {
        let first = self
            .post("/sessions", json!({"login": login, "password": INITIAL}))
            .send()
            .await;
        let first = Login::of(first.expect(201));
        let body = json!({"current": INITIAL, "new": PASSWORD});
        self.put("/me/password", body).by(&first).send().await.expect(204);
        first
    }

    /// A new API key that lives for a year: its id and its secret.
    pub async fn key(&self, admin: &Login, scopes: &[&str]) -> (String, String) {
        let end = self.clock.now() + chrono::TimeDelta::days(365);
        let end = end.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let body = json!({"name": "Maskin", "scopes": scopes, "expiresAt": end});
        let made = self.post("/api-keys", body).by(admin).send().await;
        let secret = made.expect(201)["secret"].as_str().expect("a secret");
        (made.id(), secret.to_owned())
    }

    /// A unit of an organiser; answers its id.
    pub async fn unit(&self, admin: &Login, name: &str, parent: Option<&str>) -> String {
        let body = match parent {
            Some(parent) => json!({"kind": "unit", "name": name, "parentId": parent}),
            None => json!({"kind": "sector", "name": name}),
        };
        let made = self.post("/units", body).by(admin).send().await;
        made.expect(201);
        made.id()
    }

    /// A person, written as the program itself.
    pub async fn person(&self, organiser: Uuid) -> Uuid {
        let row = person::Model {
            organiser_id: organiser,
            id: new_id(),
            given_name: "Nattevakt".to_owned(),
            family_name: "Oppdiktet".to_owned(),
            given_key: "oppdiktet".to_owned(),
            family_key: "oppdiktet".to_owned(),
            email: None,
            employee_number: None,
            external: false,
            language: None,
            left_on: None,
            erased_at: None,
            version: 1,
            created_at: self.clock.now(),
            updated_at: self.clock.now(),
        };
        let id = row.id;
        self.as_program(organiser, id, move |tx, permit| async move {
            rows::insert(tx.conn(), &permit, row).await
        })
        .await;
        id
    }

    /// A person's last day.
    pub async fn leaves(&self, organiser: Uuid, person: Uuid, day: NaiveDate) {
        self.as_program(organiser, person, move |tx, permit| async move {
            use sea_orm::EntityTrait;
            let row = person::Entity::find_by_id((organiser, person))
                .one(tx.conn())
                .await?;
            let row = person::Model {
                left_on: Some(day),
                ..row.expect("the person")
            };
            rows::replace(tx.conn(), &permit, row).await
        })
        .await;
    }

    /// A roadmap of a unit, written as the program itself.
    pub async fn roadmap(&self, organiser: Uuid, unit: &str) -> Uuid {
        let (now, today) = (self.clock.now(), self.clock.now().date_naive());
        let unit_id = unit.parse().expect("an id");
        let template = template::Model {
            organiser_id: organiser,
            id: new_id(),
            key: format!("test-{}", new_id().simple()),
            origin: "own".to_owned(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let version = template_version::Model {
            organiser_id: organiser,
            id: new_id(),
            template_id: template.id,
            number: 1,
            status: "published".to_owned(),
            title: json!({}),
            content: "{}".to_owned(),
            content_hash: String::new(),
            published_at: Some(now),
            deprecated_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let row = roadmap::Model {
            organiser_id: organiser,
            id: new_id(),
            title: "Veikart".to_owned(),
            purpose: String::new(),
            unit_id,
            template_version_id: version.id,
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
        let id = row.id;
        self.as_program(organiser, id, move |tx, permit| async move {
            rows::insert(tx.conn(), &permit, template).await?;
            rows::insert(tx.conn(), &permit, version).await?;
            rows::insert(tx.conn(), &permit, row).await
        })
        .await;
        id
    }

    /// Loads the demonstration as of an instant, at which the house then stands.
    pub async fn demonstration(&self, now: DateTime<Utc>) {
        let loaded = demo::load(&self.state.settings, now).await;
        assert_eq!(loaded.expect("the demonstration loads"), demo::Loaded::Now);
        self.clock.set(now);
    }

    /// Another process on the same database and keys, as after a restart.
    pub async fn second_node(&self) -> House {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let settings = self.state.settings.clone();
        let (state, news) = stegvis::app::open(settings, self.clock.clone())
            .await
            .expect("the house opens");
        let server = stegvis::app::serve(&state, listener).expect("the server starts");
        let handle = server.handle();
        tokio::spawn(server);
        House {
            state,
            clock: self.clock.clone(),
            url,
            // The first house sweeps up.
            folder: self.folder.join("second"),
            document: self.document.clone(),
            client: self.client.clone(),
            server: handle,
            news: std::sync::Mutex::new(Some(news)),
        }
    }

    async fn as_program<F, Fut>(&self, organiser: Uuid, about: Uuid, work: F)
    where
        F: FnOnce(std::sync::Arc<stegvis::platform::tx::Tx>, stegvis::access::Permit) -> Fut + Send + 'static,
        Fut: Future<Output = stegvis::error::Result<()>> + Send + 'static,
    {
        let ctx = Ctx::system(&self.state, organiser);
        let permit = ctx
            .permit(Action::EditPeople, &Target::organiser())
            .expect("the program may");
        ctx.write(move |tx| async move {
            work(std::sync::Arc::clone(&tx), permit).await?;
            let event = Event::of_access("setting.prepared");
            tx.record(event, Subject::new("setting", about), json!({})).await
        })
        .await
        .expect("written");
    }

    /// A published template of the organiser's own, made from the five steps by `change`.
    pub async fn template_of(&self, office: &Login, key: &str, change: impl FnOnce(&mut Value)) {
        let templates = self.get("/templates").by(office).send().await;
        let mut all = templates.expect(200)["items"].as_array().into_iter().flatten();
        let built_in = all.find(|one| one["key"] == "five-steps").expect("built in");
        let version = built_in["newestPublished"]["id"].as_str().expect("an id");
        let version = self
            .get(&format!("/template-versions/{version}"))
            .by(office)
            .send()
            .await;
        let mut content = version.expect(200)["content"].clone();
        content["key"] = json!(key);
        change(&mut content);
        let made = self
            .post("/templates", json!({"content": content}))
            .by(office)
            .send()
            .await;
        let draft = made.expect(201)["draft"]["id"].as_str().expect("a draft");
        let path = format!("/template-versions/{draft}/publications");
        self.post(&path, json!(null))
            .by(office)
            .if_match(1)
            .send()
            .await
            .expect(200);
    }

    /// A roadmap of a new sector, made from a published template.
    pub async fn roadmap_of(&self, admin: &Login, office: &Login, template: &str) -> String {
        let unit = json!({"kind": "sector", "name": "Helse og omsorg"});
        let unit = self.post("/units", unit).by(admin).send().await;
        let areas = self.get("/service-areas").by(admin).send().await;
        let body = json!({
            "templateKey": template, "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.", "unitId": unit.id(),
            "serviceAreaIds": [areas.expect(200)["items"][0]["id"]], "startDate": "2026-11-02",
        });
        let made = self.post("/roadmaps", body).by(office).send().await;
        made.expect(201);
        made.id()
    }
}
