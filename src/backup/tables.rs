//! Every table, in an order in which each comes after those it refers to, and how its rows come out and go in.

use super::rows::{Row, link_of, model_of, row_of};
use crate::error::Result;
use futures::TryStreamExt;
use futures::future::LocalBoxFuture;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use std::str::FromStr;
use uuid::Uuid;

/// Takes the rows of a table one by one.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Row) -> Result<()>;

type Dump = for<'a> fn(&'a DatabaseTransaction, Option<Uuid>, Sink<'a>) -> LocalBoxFuture<'a, Result<()>>;
type Insert = for<'a> fn(&'a DatabaseTransaction, &'a [Row], &'a [&'a str]) -> LocalBoxFuture<'a, Result<()>>;
type Relink = for<'a> fn(&'a DatabaseTransaction, &'a Row, &'a [&'a str]) -> LocalBoxFuture<'a, Result<()>>;
type Filled = for<'a> fn(&'a DatabaseTransaction) -> LocalBoxFuture<'a, Result<bool>>;

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Its rows belong to an organiser, and on PostgreSQL only those of the organiser that was named are seen.
    pub(super) tenant: bool,
    /// Columns that refer to rows of the same table: they are filled in when all of its rows are there.
    pub(super) later: &'static [&'static str],
    dump: Dump,
    insert: Insert,
    relink: Relink,
    filled: Filled,
}

macro_rules! tables {
    ($($kind:ident $name:ident $(later $($later:ident),+)?;)*) => {
        /// Every table of the schema; a test compares the list with the migrated databases.
        pub(super) const TABLES: &[Table] = &[
            $(Table {
                name: stringify!($name),
                tenant: tables!(@ $kind),
                later: &[$($(stringify!($later)),+)?],
                dump: dump::<::tables::$name::Entity>,
                insert: insert::<::tables::$name::Entity>,
                relink: relink::<::tables::$name::Entity>,
                filled: filled::<::tables::$name::Entity>,
            },)*
        ];
    };
    (@ shared) => { false };
    (@ tenant) => { true };
}

tables! {
    shared organiser;
    tenant service_area;
    tenant unit later parent_id;
    tenant calendar_day;
    tenant audit_head;
    tenant audit_entry;
    tenant idempotency;
    tenant person;
    tenant position;
    tenant leadership_group;
    tenant leadership_member;
    tenant account;
    shared login_directory;
    tenant role_grant;
    tenant login_session;
    tenant refresh_token;
    tenant api_key;
    tenant import_run;
    tenant closing_proposal;
    tenant template;
    tenant template_version;
    tenant roadmap;
    tenant roadmap_service_area;
    tenant stage;
    tenant milestone;
    tenant dependency;
    tenant acting_owner;
    tenant comment;
    tenant baseline;
    tenant history;
    tenant blob;
    tenant evidence later supersedes_id, superseded_by_id;
    tenant evidence_use;
    tenant gate;
    tenant gate_latch;
    tenant gate_review;
    tenant gate_vote;
    tenant decision;
    tenant gate_condition;
    tenant recorded_fact;
    tenant capacity_share;
    tenant absence;
    tenant change_limit;
    tenant computation;
    tenant barrier_category;
    tenant barrier;
    tenant barrier_effect;
    tenant acknowledgement_text;
    tenant acknowledgement_signature;
    tenant posture_round;
    tenant posture_participation;
    tenant posture_tally;
    tenant competence_field;
    tenant competence_target;
    tenant competence_record;
    tenant capacity_route;
    tenant benefit;
    tenant benefit_baseline;
    tenant benefit_value;
    tenant benefit_review;
    tenant technology;
    tenant technology_deployment;
    tenant technology_decision;
    tenant technology_state;
    tenant technology_measure;
    tenant technology_engagement;
    tenant technology_maturity;
    tenant procedure_category;
    tenant procedure;
    tenant procedure_unit;
    tenant procedure_area;
    tenant procedure_revision;
    tenant procedure_text;
    tenant procedure_acknowledgement;
    tenant procedure_reach;
    tenant availability_sample;
    tenant initiative;
    tenant initiative_area;
    tenant initiative_unit;
    tenant initiative_champion;
    tenant initiative_selection;
    tenant initiative_link;
    tenant initiative_readiness;
    tenant initiative_workload;
    tenant initiative_value;
    tenant initiative_lesson;
    tenant initiative_conflict;
    tenant initiative_conflict_event;
    tenant initiative_limit;
    tenant benchmark_release;
    tenant benchmark_trusted_key;
    tenant benchmark_file;
    tenant benchmark_imported;
    tenant kpi_import;
    tenant kpi_value;
    tenant practice;
    tenant practice_revision;
    tenant practice_adoption;
}

/// The names of all tables that a backup holds.
pub fn names() -> Vec<&'static str> {
    TABLES.iter().map(|table| table.name).collect()
}

impl Table {
    /// Hands every row to `sink`, those of one organiser where one is named, in the order of the key.
    pub(super) async fn dump(
        &self,
        db: &DatabaseTransaction,
        organiser: Option<Uuid>,
        sink: Sink<'_>,
    ) -> Result<()> {
        (self.dump)(db, organiser, sink).await
    }

    /// Inserts rows, without their columns `later`.
    pub(super) async fn insert(&self, db: &DatabaseTransaction, rows: &[Row]) -> Result<()> {
        (self.insert)(db, rows, self.later).await
    }

    /// Fills a row's columns `later` in, where it has any.
    pub(super) async fn relink(&self, db: &DatabaseTransaction, row: &Row) -> Result<()> {
        if self
            .later
            .iter()
            .all(|name| row.get(*name).is_none_or(Value::is_null))
        {
            return Ok(());
        }
        (self.relink)(db, row, self.later).await
    }

    /// Whether there is any row that this transaction can see.
    pub(super) async fn is_filled(&self, db: &DatabaseTransaction) -> Result<bool> {
        (self.filled)(db).await
    }
}

fn dump<'a, E>(
    db: &'a DatabaseTransaction,
    organiser: Option<Uuid>,
    sink: Sink<'a>,
) -> LocalBoxFuture<'a, Result<()>>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
{
    Box::pin(async move {
        let mut query = E::find();
        if let (Some(organiser), Ok(column)) = (organiser, E::Column::from_str("organiser_id")) {
            query = query.filter(column.eq(organiser));
        }
        for key in E::PrimaryKey::iter() {
            query = query.order_by_asc(key.into_column());
        }
        let mut rows = query.stream(db).await?;
        while let Some(model) = rows.try_next().await? {
            sink(row_of::<E>(&model)?)?;
        }
        Ok(())
    })
}

fn insert<'a, E>(
    db: &'a DatabaseTransaction,
    rows: &'a [Row],
    later: &'a [&'a str],
) -> LocalBoxFuture<'a, Result<()>>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    Box::pin(async move {
        if rows.is_empty() {
            return Ok(());
        }
        let models = rows
            .iter()
            .map(|row| model_of::<E>(row, later))
            .collect::<Result<Vec<_>>>()?;
        E::insert_many(models).exec_without_returning(db).await?;
        Ok(())
    })
}

fn relink<'a, E>(
    db: &'a DatabaseTransaction,
    row: &'a Row,
    later: &'a [&'a str],
) -> LocalBoxFuture<'a, Result<()>>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    Box::pin(async move {
        let key: Vec<E::Column> = E::PrimaryKey::iter()
            .map(PrimaryKeyToColumn::into_column)
            .collect();
        E::update(link_of::<E>(row, &key, later)?)
            .exec_without_returning(db)
            .await?;
        Ok(())
    })
}

fn filled<E: EntityTrait>(db: &DatabaseTransaction) -> LocalBoxFuture<'_, Result<bool>>
where
    E::Model: Send + Sync,
{
    Box::pin(async move { Ok(E::find().limit(1).one(db).await?.is_some()) })
}
