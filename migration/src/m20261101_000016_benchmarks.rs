//! The tables of benchmarks: what an organiser has released, what trusted installations have sent, public series, and
//! the library of practices. Tables that are `released` may be read across organisers, and hold nothing else.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Aggregates of this installation and of trusted ones. The last three belong to the instance.
fn aggregates() -> Vec<Table> {
    vec![
        Table::tenant("benchmark_release")
            .uuid("id")
            .words("indicator", 100)
            .words("period", 7)
            .int("revision")
            .words("country", 2)
            .words("band", 20)
            .nullable()
            .flag("partners")
            .long("value")
            .nullable()
            .text("payload")
            .nullable()
            .words("sha256", 64)
            .uuid("released_by")
            .instant("superseded_at")
            .nullable()
            .instant("withdrawn_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["indicator", "period", "revision"])
            .released(),
        Table::tenant("benchmark_trusted_key")
            .uuid("id")
            .words("name", 200)
            .words("kid", 100)
            .words("public_key", 43)
            .words("fingerprint", 64)
            .instant("revoked_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["fingerprint"]),
        Table::tenant("benchmark_file")
            .uuid("id")
            .uuid("key_id")
            .refers("benchmark_trusted_key")
            .words("issuer", 300)
            .words("sha256", 64)
            .instant("exported_at")
            .instant("expires_at")
            .int("entries")
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["key_id", "exported_at"])
            .unique(&["sha256"]),
        Table::tenant("benchmark_imported")
            .uuid("id")
            .uuid("key_id")
            .refers("benchmark_trusted_key")
            .words("member", 64)
            .words("indicator", 100)
            .words("period", 7)
            .words("country", 2)
            .words("band", 20)
            .nullable()
            .long("value")
            .nullable()
            .words("sha256", 64)
            .instant("withdrawn_at")
            .nullable()
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .unique(&["key_id", "member", "indicator", "period"])
            .released(),
    ]
}

/// Public figures that an organiser has loaded.
fn public_series() -> Vec<Table> {
    vec![
        Table::tenant("kpi_import")
            .uuid("id")
            .words("source", 20)
            .words("title", 200)
            .words("address", 500)
            .date("fetched_on")
            .text("licence")
            .words("sha256", 64)
            .int("values_read")
            .int("values_stored")
            .uuid("recorded_by")
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["sha256"]),
        Table::tenant("kpi_value")
            .uuid("id")
            .uuid("import_id")
            .refers("kpi_import")
            .words("kpi", 60)
            .words("municipality", 10)
            .int("year")
            .words("gender", 10)
            .words("value", 40)
            .nullable()
            .int("count")
            .nullable()
            .words("status", 40)
            .nullable()
            .instant("superseded_at")
            .nullable()
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["kpi", "year", "municipality"]),
    ]
}

/// What works elsewhere, and who has taken it up.
fn library() -> Vec<Table> {
    vec![
        Table::tenant("practice")
            .uuid("id")
            .words("kind", 20)
            .uuid("reference_id")
            .nullable()
            .int("revision")
            .instant("withdrawn_at")
            .nullable()
            .text("withdrawn_reason")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .released(),
        Table::tenant("practice_revision")
            .uuid("id")
            .uuid("practice_id")
            .refers("practice")
            .int("number")
            .json("texts")
            .text("search_text")
            .words("provenance", 500)
            .words("licence", 30)
            .text("changes")
            .words("sha256", 64)
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .unique(&["practice_id", "number"])
            .released(),
        Table::tenant("practice_adoption")
            .uuid("id")
            .uuid("practice_id")
            .int("revision")
            .json("texts")
            .words("provenance", 500)
            .words("licence", 30)
            .text("deviations")
            .int("kept_against")
            .nullable()
            .text("kept_reason")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["practice_id"]),
    ]
}

fn tables() -> Vec<Table> {
    let mut tables = aggregates();
    tables.extend(public_series());
    tables.extend(library());
    tables
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &tables()).await
    }
}
