//! The two writes of a row that every capability uses. Both demand proof of the permission.

use crate::error::Result;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait};

/// Proof that a write was allowed; only the access floor can make one.
pub trait Proof {}

/// Inserts a row.
///
/// # Errors
/// What the database says; a broken unique or foreign key comes as a conflict.
pub async fn insert<M, C>(db: &C, _proof: &impl Proof, row: M) -> Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
    C: ConnectionTrait,
{
    <M::Entity as EntityTrait>::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes every column of a row that was locked in this transaction.
///
/// # Errors
/// What the database says; a broken unique or foreign key comes as a conflict.
pub async fn replace<M, C>(db: &C, _proof: &impl Proof, row: M) -> Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
    C: ConnectionTrait,
{
    <M::Entity as EntityTrait>::update(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
