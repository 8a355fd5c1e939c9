//! Doors of public series.

use super::dto::{
    ImportKpis, KpiComparisonFilter, KpiComparisonView, KpiFilter, KpiImportList, KpiImportView,
    KpiReportView, KpiValueList,
};
use super::{events, kpis};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::PageFilter;
use kernel::KpiImportId;

pub(super) fn doors() -> Vec<Door> {
    let read = || Action::ReadBenchmarks;
    let import = || Action::ImportKpis;
    vec![
        door!(check_kpi_import, Ask, Permit(import())),
        door!(import_kpis, Create, Permit(import()), events::KPIS_IMPORTED),
        door!(list_kpi_imports, Read, Permit(read())),
        door!(read_kpi_import, Read, Permit(read())),
        door!(list_kpi_values, Read, Permit(read())),
        door!(compare_kpi, Read, Permit(read())),
    ]
}

/// Try a file of public figures
///
/// What taking it in would come to, value by value; nothing is stored.
#[utoipa::path(post, path = "/kpi-import-checks", operation_id = "checkKpiImport", tag = "benchmarks",
    request_body = ImportKpis, responses((status = 200, description = "The report.", body = KpiReportView)))]
async fn check_kpi_import(ctx: Ctx, body: Body<ImportKpis>) -> Reply {
    Ok(kpis::check_kpi_import(&ctx, body.0).await?)
}

/// Take in a file of public figures
///
/// In the form of Kolada's API or of JSON-stat 2, whole or not at all. The same values again change nothing, other ones
/// are corrections: the earlier ones stay. Source, address, day and licence are kept with every value.
#[utoipa::path(post, path = "/kpi-imports", operation_id = "importKpis", tag = "benchmarks",
    request_body = ImportKpis, responses((status = 201, description = "The file as it was taken in.", body = KpiImportView)))]
async fn import_kpis(ctx: Ctx, body: Body<ImportKpis>) -> Reply {
    Ok(kpis::import_kpis(&ctx, body.0).await?)
}

/// List files of public figures
///
/// The newest first, with their licences.
#[utoipa::path(get, path = "/kpi-imports", operation_id = "listKpiImports", tag = "benchmarks",
    params(PageFilter), responses((status = 200, description = "A page of files.", body = KpiImportList)))]
async fn list_kpi_imports(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(kpis::list_kpi_imports(&ctx, filter.0).await?)
}

/// Read where figures come from
///
/// A file with its address, the day on which it was fetched, and its licence.
#[utoipa::path(get, path = "/kpi-imports/{kpiImportId}", operation_id = "readKpiImport", tag = "benchmarks",
    params(("kpiImportId" = Uuid, Path, description = "The file.")),
    responses((status = 200, description = "The file.", body = KpiImportView)))]
async fn read_kpi_import(ctx: Ctx, id: Id<KpiImportId>) -> Reply {
    Ok(kpis::read_kpi_import(&ctx, id.0).await?)
}

/// List public figures
///
/// By series, municipality, year or gender; each names the file that it comes from.
#[utoipa::path(get, path = "/kpi-values", operation_id = "listKpiValues", tag = "benchmarks",
    params(KpiFilter), responses((status = 200, description = "A page of figures.", body = KpiValueList)))]
async fn list_kpi_values(ctx: Ctx, filter: Query<KpiFilter>) -> Reply {
    Ok(kpis::list_kpi_values(&ctx, filter.0).await?)
}

/// Compare municipalities by public figures
///
/// One's own municipality among others of a series, each by its code: the figures are public. With their sources and licences.
#[utoipa::path(get, path = "/kpi-comparisons", operation_id = "compareKpi", tag = "benchmarks",
    params(KpiComparisonFilter), responses((status = 200, description = "The comparison.", body = KpiComparisonView)))]
async fn compare_kpi(ctx: Ctx, filter: Query<KpiComparisonFilter>) -> Reply {
    Ok(kpis::compare_kpi(&ctx, filter.0).await?)
}
