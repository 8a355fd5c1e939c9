//! Writers that note what was acknowledged.

use crate::place::Service;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// So many write at once.
const WRITERS: usize = 8;

/// Where the writers write, and as whom.
#[derive(Clone)]
pub struct Desk {
    pub token: String,
    roadmap: String,
    stage: String,
}

/// What writers and the test say to each other.
#[derive(Debug, Default)]
pub struct Bell {
    pub stop: AtomicBool,
    acknowledged: AtomicUsize,
}

impl Bell {
    /// Waits until so many writes were acknowledged.
    pub async fn acknowledged(&self, count: usize) {
        let patience = Instant::now() + Duration::from_mins(1);
        while self.acknowledged.load(Ordering::Relaxed) < count {
            assert!(Instant::now() < patience, "hardly anything is acknowledged");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// What writers heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// The address of each thing whose creation was acknowledged, below the base.
    pub acknowledged: Vec<String>,
    /// Answers that are neither a success nor a polite refusal.
    pub odd: Vec<u16>,
    /// Requests that got no answer.
    pub cut: usize,
}

impl Desk {
    /// The project office of the demonstration at its first roadmap.
    pub async fn open(service: &Service) -> Self {
        let token = service.token("kontor@fjordvik.example").await;
        let roadmaps = service.get(&token, "/roadmaps").await;
        let roadmap = text(&roadmaps["items"][0], "id");
        let stages = service.get(&token, &format!("/roadmaps/{roadmap}/stages")).await;
        Self {
            stage: text(&stages["items"][4], "id"),
            roadmap,
            token,
        }
    }

    /// Starts the writers; each ends at its first request without an answer, or when told to stop.
    pub fn write(&self, service: &Service, bell: &Arc<Bell>) -> JoinSet<Heard> {
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let (desk, base, bell) = (self.clone(), format!("{}/api/v1", service.url), Arc::clone(bell));
            writers.spawn(async move { desk.scribble(writer, &base, &bell).await });
        }
        writers
    }

    async fn scribble(&self, writer: usize, base: &str, bell: &Bell) -> Heard {
        let client = reqwest::Client::new();
        let mut heard = Heard::default();
        for number in 0_usize.. {
            if bell.stop.load(Ordering::Relaxed) {
                break;
            }
            let milestone = json!({"title": format!("Skrevet av {writer}, nummer {number}")});
            let note = json!({"kind": "note", "title": format!("Notat {number}"), "note": "Skrevet under last.", "accessLevel": "internal"});
            let (path, body) = if number % 5 == 4 {
                (format!("/roadmaps/{}/evidence", self.roadmap), note)
            } else {
                (format!("/stages/{}/milestones", self.stage), milestone)
            };
            let sent = client
                .post(format!("{base}{path}"))
                .bearer_auth(&self.token)
                .json(&body)
                .send()
                .await;
            let Ok(answer) = sent else {
                heard.cut += 1;
                break;
            };
            let (status, location) = (
                answer.status().as_u16(),
                answer.headers().get("location").cloned(),
            );
            // Acknowledged is what was heard whole.
            if answer.bytes().await.is_err() {
                heard.cut += 1;
                break;
            }
            match (status, location) {
                (201, Some(location)) => {
                    let address = location
                        .to_str()
                        .expect("an address")
                        .trim_start_matches("/api/v1")
                        .to_owned();
                    heard.acknowledged.push(address);
                    bell.acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                (503, _) => break,
                (status, _) => heard.odd.push(status),
            }
        }
        heard
    }
}

impl Heard {
    /// What all writers heard together.
    pub async fn of(mut writers: JoinSet<Self>) -> Self {
        let mut all = Self::default();
        while let Some(heard) = writers.join_next().await {
            let heard = heard.expect("a writer ends by itself");
            all.acknowledged.extend(heard.acknowledged);
            all.odd.extend(heard.odd);
            all.cut += heard.cut;
        }
        all
    }
}

/// Those of `addresses` that cannot be read.
pub async fn missing(service: &Service, token: &str, addresses: &[String]) -> Vec<String> {
    let client = reqwest::Client::new();
    let mut missing = Vec::new();
    for some in addresses.chunks(16) {
        let asked = some.iter().map(|address| {
            let request = client
                .get(format!("{}/api/v1{address}", service.url))
                .bearer_auth(token);
            async move {
                (
                    address,
                    request.send().await.expect("an answer").status().as_u16(),
                )
            }
        });
        let answers = futures::future::join_all(asked).await;
        missing.extend(
            answers
                .into_iter()
                .filter(|(_, status)| *status != 200)
                .map(|(address, _)| address.clone()),
        );
    }
    missing
}

fn text(value: &Value, name: &str) -> String {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
        .to_owned()
}
