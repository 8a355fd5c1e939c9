//! The command line: what it teaches, what it refuses, and a backup that comes back.

use crate::database::Backend;
use crate::load::Desk;
use crate::place::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_teaches() {
    let place = Place::empty(Backend::Sqlite).await;
    let commands: &[&[&str]] = &[
        &["serve"],
        &["migrate"],
        &["demo"],
        &["openapi"],
        &["admin", "create"],
        &["admin", "rotate-keys"],
        &["verify-audit"],
        &["backup"],
        &["restore"],
    ];
    for command in commands {
        let said = place.succeed(&[command, &["--help"][..]].concat());
        assert!(
            said.contains("Example") && said.contains(&format!("stegvis {}", command.join(" "))),
            "{command:?}: {said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_setting_is_refused_with_the_nearest_known_one() {
    let place = Place::empty(Backend::Sqlite).await;
    let output = place
        .command(&["migrate"])
        .env("STEGVIS_SERVER__BINT", "127.0.0.1:1")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.to_lowercase().contains("bint") && said.to_lowercase().contains("bind"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_running_service_comes_back_elsewhere() {
    let place = Place::demonstration(Backend::Sqlite).await;
    let service = place.serve().await;
    let desk = Desk::open(&service).await;
    let roadmaps = service.all(&desk.token, "/roadmaps").await;
    let milestones = service.all(&desk.token, "/milestones").await;
    let file = place.folder.join("backup.tar.gz");
    let name = file.to_str().expect("a name");
    place.succeed(&["backup", name]);
    service.terminate();
    assert!(service.wait().success());

    for backend in [Backend::Sqlite, Backend::Postgres] {
        let other = Place::empty(backend).await;
        other.succeed(&["migrate"]);
        other.succeed(&["restore", name]);
        let service = other.serve().await;
        let token = service.token("kontor@fjordvik.example").await;
        assert_eq!(service.all(&token, "/roadmaps").await, roadmaps);
        assert_eq!(service.all(&token, "/milestones").await, milestones);
        service.terminate();
        assert!(service.wait().success());
        other.succeed(&["verify-audit"]);
    }
}
