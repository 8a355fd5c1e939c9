//! A small language for tables, so that every tenant table is made the same way on SQLite and on PostgreSQL:
//! `organiser_id` leads the key, each index and each foreign key, and on PostgreSQL row level security is on and forced.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table to be created, described column by column.
pub(crate) struct Table {
    name: &'static str,
    tenant: bool,
    released: bool,
    columns: Vec<(&'static str, ColumnDef)>,
    key: &'static [&'static str],
    unique: Vec<&'static [&'static str]>,
    index: Vec<&'static [&'static str]>,
    references: Vec<(&'static str, &'static str)>,
}

impl Table {
    /// A table whose rows belong to one organiser.
    pub(crate) fn tenant(name: &'static str) -> Self {
        Self {
            tenant: true,
            ..Self::shared(name)
        }
        .uuid("organiser_id")
    }

    /// A table of the instance, readable without naming an organiser.
    pub(crate) fn shared(name: &'static str) -> Self {
        Self {
            name,
            tenant: false,
            released: false,
            columns: Vec::new(),
            key: &[],
            unique: Vec::new(),
            index: Vec::new(),
            references: Vec::new(),
        }
    }

    fn column(mut self, name: &'static str, shape: impl FnOnce(&mut ColumnDef)) -> Self {
        let mut column = ColumnDef::new(Alias::new(name));
        column.not_null();
        shape(&mut column);
        self.columns.push((name, column));
        self
    }

    pub(crate) fn uuid(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.uuid();
        })
    }

    /// Text of at most `length` characters. Only PostgreSQL enforces it here; the wire enforces it everywhere.
    pub(crate) fn words(self, name: &'static str, length: u32) -> Self {
        self.column(name, |c| {
            c.string_len(length);
        })
    }

    pub(crate) fn text(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.text();
        })
    }

    pub(crate) fn int(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.integer();
        })
    }

    pub(crate) fn long(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.big_integer();
        })
    }

    pub(crate) fn flag(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.boolean();
        })
    }

    pub(crate) fn date(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.date();
        })
    }

    pub(crate) fn instant(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.timestamp_with_time_zone();
        })
    }

    pub(crate) fn json(self, name: &'static str) -> Self {
        self.column(name, |c| {
            c.json_binary();
        })
    }

    /// Lets the column named last hold no value.
    pub(crate) fn nullable(mut self) -> Self {
        if let Some((_, column)) = self.columns.last_mut() {
            column.null();
        }
        self
    }

    /// Lets the column named last refer to a row of the same organiser in `table`.
    pub(crate) fn refers(mut self, table: &'static str) -> Self {
        if let Some((column, _)) = self.columns.last() {
            self.references.push((column, table));
        }
        self
    }

    /// Lets rows be read across organisers by a transaction that has asked for what was released: nothing but what an
    /// organiser has let go of stands in such a table, and writing stays with its organiser.
    pub(crate) fn released(mut self) -> Self {
        self.released = true;
        self
    }

    pub(crate) fn key(mut self, columns: &'static [&'static str]) -> Self {
        self.key = columns;
        self
    }

    pub(crate) fn unique(mut self, columns: &'static [&'static str]) -> Self {
        self.unique.push(columns);
        self
    }

    pub(crate) fn index(mut self, columns: &'static [&'static str]) -> Self {
        self.index.push(columns);
        self
    }

    fn statement(&self) -> TableCreateStatement {
        let mut table = sea_orm_migration::prelude::Table::create();
        table.table(Alias::new(self.name));
        for (_, column) in &self.columns {
            table.col(column.clone());
        }
        let mut key = Index::create();
        for column in self.key {
            key.col(Alias::new(*column));
        }
        table.primary_key(&mut key);
        for (column, target) in &self.references {
            let mut reference = ForeignKey::create();
            reference.name(format!("fk_{}_{column}", self.name));
            reference
                .from_tbl(Alias::new(self.name))
                .from_col(Alias::new("organiser_id"))
                .from_col(Alias::new(*column));
            reference
                .to_tbl(Alias::new(*target))
                .to_col(Alias::new("organiser_id"))
                .to_col(Alias::new("id"));
            table.foreign_key(&mut reference);
        }
        table
    }

    fn indexes(&self) -> Vec<IndexCreateStatement> {
        let one = |columns: &[&'static str], unique: bool| {
            let mut index = Index::create();
            let prefix = if unique { "ux" } else { "ix" };
            index
                .name(format!("{prefix}_{}_{}", self.name, columns.join("_")))
                .table(Alias::new(self.name));
            if self.tenant {
                index.col(Alias::new("organiser_id"));
            }
            for column in columns {
                index.col(Alias::new(*column));
            }
            if unique {
                index.unique();
            }
            index
        };
        self.unique
            .iter()
            .map(|columns| one(columns, true))
            .chain(self.index.iter().map(|columns| one(columns, false)))
            .collect()
    }
}

/// Creates the tables in order, with their indexes and, on PostgreSQL, their row level security.
///
/// # Errors
/// What the database says.
pub(crate) async fn create(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table.statement()).await?;
        for index in table.indexes() {
            manager.create_index(index).await?;
        }
        if table.tenant && manager.get_database_backend() == DbBackend::Postgres {
            // A plain equality: an OR or a coalesce in a policy makes the planner give up the index.
            let name = table.name;
            manager
                .get_connection()
                .execute_unprepared(&format!(
                    "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; \
                     ALTER TABLE {name} FORCE ROW LEVEL SECURITY; \
                     CREATE POLICY one_organiser ON {name} \
                     USING (organiser_id = nullif(current_setting('app.organiser', true), '')::uuid)"
                ))
                .await?;
            if table.released {
                manager
                    .get_connection()
                    .execute_unprepared(&format!(
                        "CREATE POLICY released_rows ON {name} FOR SELECT \
                         USING (current_setting('app.shared', true) = 'released')"
                    ))
                    .await?;
            }
        }
    }
    Ok(())
}

/// Drops the tables in the reverse order.
///
/// # Errors
/// What the database says.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager
            .drop_table(
                sea_orm_migration::prelude::Table::drop()
                    .table(Alias::new(table.name))
                    .to_owned(),
            )
            .await?;
    }
    Ok(())
}
