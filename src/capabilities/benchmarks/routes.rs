//! Doors of benchmarks: indicators, releases, comparisons and divergence.

use super::dto::{
    BenchmarkReleaseList, BenchmarkReleaseView, ComparisonFilter, ComparisonView, DivergenceFilter,
    DivergenceView, IndicatorList, PreviewFilter, PreviewView, ReleaseBenchmark, ReleaseFilter,
};
use super::{comparison, divergence, events, releases};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::BenchmarkReleaseId;

pub(super) fn doors() -> Vec<Door> {
    let read = || Action::ReadBenchmarks;
    let release = || Action::ReleaseBenchmarks;
    vec![
        door!(list_benchmark_indicators, Read, Permit(read())),
        door!(preview_benchmark, Read, Permit(release())),
        door!(release_benchmark, Create, Permit(release()), events::RELEASED),
        door!(list_benchmark_releases, Read, Permit(read())),
        door!(read_benchmark_release, Read, Permit(read())),
        door!(withdraw_benchmark, Edit, Permit(release()), events::WITHDRAWN),
        door!(compare_benchmark, Read, Permit(read())),
        door!(read_divergence, Read, Permit(read())),
    ]
}

/// List indicators
///
/// What can be released and compared, with definitions in three languages. No direction is judged to be right.
#[utoipa::path(get, path = "/benchmark-indicators", operation_id = "listBenchmarkIndicators", tag = "benchmarks",
    responses((status = 200, description = "Every indicator.", body = IndicatorList)))]
async fn list_benchmark_indicators(ctx: Ctx) -> Reply {
    Ok(releases::list_benchmark_indicators(&ctx).await?)
}

/// Look at what would leave
///
/// The exact aggregate of the running month or quarter with its SHA-256, before anything leaves. What tells of a count
/// below five stays inside.
#[utoipa::path(get, path = "/benchmark-previews", operation_id = "previewBenchmark", tag = "benchmarks",
    params(PreviewFilter), responses((status = 200, description = "What would leave.", body = PreviewView)))]
async fn preview_benchmark(ctx: Ctx, filter: Query<PreviewFilter>) -> Reply {
    Ok(releases::preview_benchmark(&ctx, filter.0).await?)
}

/// Release an aggregate
///
/// Consent to exactly what the preview showed. Where it is another one by now, nothing leaves, and the answer (409) says
/// what changed. A further release of the same period stands in the place of the one before.
#[utoipa::path(post, path = "/benchmark-releases", operation_id = "releaseBenchmark", tag = "benchmarks",
    request_body = ReleaseBenchmark, responses((status = 201, description = "The release.", body = BenchmarkReleaseView)))]
async fn release_benchmark(ctx: Ctx, body: Body<ReleaseBenchmark>) -> Reply {
    Ok(releases::release_benchmark(&ctx, body.0).await?)
}

/// List releases
///
/// One's own, the newest first, with those that were superseded or withdrawn.
#[utoipa::path(get, path = "/benchmark-releases", operation_id = "listBenchmarkReleases", tag = "benchmarks",
    params(ReleaseFilter), responses((status = 200, description = "A page of releases.", body = BenchmarkReleaseList)))]
async fn list_benchmark_releases(ctx: Ctx, filter: Query<ReleaseFilter>) -> Reply {
    Ok(releases::list_benchmark_releases(&ctx, filter.0).await?)
}

/// Read a release
///
/// With what left, where it was not withdrawn.
#[utoipa::path(get, path = "/benchmark-releases/{benchmarkReleaseId}", operation_id = "readBenchmarkRelease", tag = "benchmarks",
    params(("benchmarkReleaseId" = Uuid, Path, description = "The release.")),
    responses((status = 200, description = "The release.", body = BenchmarkReleaseView)))]
async fn read_benchmark_release(ctx: Ctx, id: Id<BenchmarkReleaseId>) -> Reply {
    Ok(releases::read_benchmark_release(&ctx, id.0).await?)
}

/// Withdraw a release
///
/// Its value is gone from every answer from now on; that there was one stays. Other installations learn of it from the
/// next signed file.
#[utoipa::path(post, path = "/benchmark-releases/{benchmarkReleaseId}/withdrawal", operation_id = "withdrawBenchmark", tag = "benchmarks",
    params(("benchmarkReleaseId" = Uuid, Path, description = "The release.")),
    responses((status = 200, description = "The release without its value.", body = BenchmarkReleaseView)))]
async fn withdraw_benchmark(ctx: Ctx, id: Id<BenchmarkReleaseId>) -> Reply {
    Ok(releases::withdraw_benchmark(&ctx, id.0).await?)
}

/// Compare with peers
///
/// Quartiles of an ended period over all, over one's own country, and over its band of population, each of at least five
/// organisers, with one's own place among them. Never a value of another organiser.
#[utoipa::path(get, path = "/benchmark-comparisons", operation_id = "compareBenchmark", tag = "benchmarks",
    params(ComparisonFilter), responses((status = 200, description = "The comparison.", body = ComparisonView)))]
async fn compare_benchmark(ctx: Ctx, filter: Query<ComparisonFilter>) -> Reply {
    Ok(comparison::compare_benchmark(&ctx, filter.0).await?)
}

/// Read how far organisers move apart
///
/// The ratio of the upper to the lower quartile over the periods that can be shown, its trend by Theil and Sen with an
/// interval of 95 %, and a verdict in plain words.
#[utoipa::path(get, path = "/benchmark-divergence", operation_id = "readDivergence", tag = "benchmarks",
    params(DivergenceFilter), responses((status = 200, description = "The divergence.", body = DivergenceView)))]
async fn read_divergence(ctx: Ctx, filter: Query<DivergenceFilter>) -> Reply {
    Ok(divergence::read_divergence(&ctx, filter.0).await?)
}
