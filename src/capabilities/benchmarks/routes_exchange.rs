//! Doors of the exchange between installations, for the operator.

use super::dto::{
    BenchmarkExportView, BenchmarkFileList, BenchmarkFileView, CreateTrustedKey, ImportBenchmarks,
    TrustedKeyList, TrustedKeyView,
};
use super::{events, exchange, trusted_keys};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::TrustedKeyId;

pub(super) fn doors() -> Vec<Door> {
    let operator = || Action::ManageOrganisers;
    vec![
        door!(export_benchmarks, Read, Permit(operator())),
        door!(list_benchmark_files, Read, Permit(operator())),
        door!(
            import_benchmarks,
            Create,
            Permit(operator()),
            events::FILE_IMPORTED
        ),
        door!(list_trusted_keys, Read, Permit(operator())),
        door!(
            create_trusted_key,
            Create,
            Permit(operator()),
            events::KEY_TRUSTED
        ),
        door!(revoke_trusted_key, Edit, Permit(operator()), events::KEY_REVOKED),
    ]
}

/// Export what organisers let go on
///
/// A signed file of every aggregate whose organiser agreed that it goes on to other installations, under pseudonyms. It
/// holds for thirty days.
#[utoipa::path(get, path = "/benchmark-exports", operation_id = "exportBenchmarks", tag = "benchmarks",
    responses((status = 200, description = "The file.", body = BenchmarkExportView)))]
async fn export_benchmarks(ctx: Ctx) -> Reply {
    Ok(exchange::export_benchmarks(&ctx).await?)
}

/// List files of other installations
///
/// Those that were taken in, the newest first.
#[utoipa::path(get, path = "/benchmark-files", operation_id = "listBenchmarkFiles", tag = "benchmarks",
    responses((status = 200, description = "The files.", body = BenchmarkFileList)))]
async fn list_benchmark_files(ctx: Ctx) -> Reply {
    Ok(exchange::list_benchmark_files(&ctx).await?)
}

/// Take in a file of another installation
///
/// Where a trusted key signed it, its time has not passed and no newer one was taken in. It tells the whole state of the
/// other installation: what it no longer holds is withdrawn. The same file again changes nothing.
#[utoipa::path(post, path = "/benchmark-files", operation_id = "importBenchmarks", tag = "benchmarks",
    request_body = ImportBenchmarks, responses((status = 201, description = "The file as it was taken in.", body = BenchmarkFileView)))]
async fn import_benchmarks(ctx: Ctx, body: Body<ImportBenchmarks>) -> Reply {
    Ok(exchange::import_benchmarks(&ctx, body.0).await?)
}

/// List trusted keys
///
/// Whose files are taken in, with the fingerprints of their keys.
#[utoipa::path(get, path = "/benchmark-trusted-keys", operation_id = "listTrustedKeys", tag = "benchmarks",
    responses((status = 200, description = "The keys.", body = TrustedKeyList)))]
async fn list_trusted_keys(ctx: Ctx) -> Reply {
    Ok(trusted_keys::list_trusted_keys(&ctx).await?)
}

/// Trust a key
///
/// Compare its fingerprint over another way first.
#[utoipa::path(post, path = "/benchmark-trusted-keys", operation_id = "createTrustedKey", tag = "benchmarks",
    request_body = CreateTrustedKey, responses((status = 201, description = "The key.", body = TrustedKeyView)))]
async fn create_trusted_key(ctx: Ctx, body: Body<CreateTrustedKey>) -> Reply {
    Ok(trusted_keys::create_trusted_key(&ctx, body.0).await?)
}

/// Revoke a trusted key
///
/// Its files are refused from now on, and what they brought is gone from every answer.
#[utoipa::path(post, path = "/benchmark-trusted-keys/{trustedKeyId}/revocation", operation_id = "revokeTrustedKey", tag = "benchmarks",
    params(("trustedKeyId" = Uuid, Path, description = "The key.")),
    responses((status = 200, description = "The key as it is now.", body = TrustedKeyView)))]
async fn revoke_trusted_key(ctx: Ctx, id: Id<TrustedKeyId>) -> Reply {
    Ok(trusted_keys::revoke_trusted_key(&ctx, id.0).await?)
}
