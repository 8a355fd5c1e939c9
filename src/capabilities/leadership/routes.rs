//! Doors of the acknowledgement and of protected time.

use super::dto::{
    AcknowledgementTextList, AcknowledgementTextView, AcknowledgementView, CreateAcknowledgementText,
    ProtectedCapacityView, ProtectedFilter, SignAcknowledgement, SignatureList, SignatureView,
};
use super::{acknowledgement, events, protected, signatures};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::PageFilter;
use kernel::{AcknowledgementTextId, LeadershipGroupId, SignatureId};

pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_acknowledgement_texts, Read, Permit(Action::ReadSurveys)),
        door!(read_acknowledgement_text, Read, Permit(Action::ReadSurveys)),
        door!(
            create_acknowledgement_text,
            Create,
            Permit(Action::EditAcknowledgementTexts),
            events::TEXT_CREATED
        ),
        door!(read_acknowledgement, Read, Permit(Action::ReadAcknowledgement)),
        door!(list_signatures, Read, Permit(Action::ReadAcknowledgement)),
        door!(read_signature, Read, Permit(Action::ReadAcknowledgement)),
        door!(
            sign_acknowledgement,
            Create,
            Permit(Action::SignAcknowledgement),
            events::SIGNED
        ),
        door!(
            withdraw_signature,
            Edit,
            Permit(Action::SignAcknowledgement),
            events::SIGNATURE_WITHDRAWN
        ),
        door!(read_protected_capacity, Read, Permit(Action::ReadCapacity)),
    ]
}

/// List the versions of a group's acknowledgement
///
/// What the group has been asked to sign, the oldest first: the text that ships with the product, then the organiser's, then the group's own. The last one is asked for now.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/acknowledgement-texts", operation_id = "listAcknowledgementTexts", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group.")),
    responses((status = 200, description = "The versions.", body = AcknowledgementTextList)))]
async fn list_acknowledgement_texts(ctx: Ctx, id: Id<LeadershipGroupId>) -> Reply {
    Ok(acknowledgement::list_acknowledgement_texts(&ctx, id.0).await?)
}

/// Read a version of the acknowledgement
///
/// A version never changes; a new one takes its place.
#[utoipa::path(get, path = "/acknowledgement-texts/{acknowledgementTextId}", operation_id = "readAcknowledgementText", tag = "leadership",
    params(("acknowledgementTextId" = Uuid, Path, description = "The version.")),
    responses((status = 200, description = "The version.", body = AcknowledgementTextView)))]
async fn read_acknowledgement_text(ctx: Ctx, id: Id<AcknowledgementTextId>) -> Reply {
    Ok(acknowledgement::read_acknowledgement_text(&ctx, id.0).await?)
}

/// Write a new version of the acknowledgement
///
/// For one group, or for all groups that have none of their own. With `signAgain` everybody is asked to sign again; without it, signatures under the version before hold for this one, as for a mended spelling.
#[utoipa::path(post, path = "/acknowledgement-texts", operation_id = "createAcknowledgementText", tag = "leadership",
    request_body = CreateAcknowledgementText, responses((status = 201, description = "The new version.", body = AcknowledgementTextView)))]
async fn create_acknowledgement_text(ctx: Ctx, body: Body<CreateAcknowledgementText>) -> Reply {
    Ok(acknowledgement::create_acknowledgement_text(&ctx, body.0).await?)
}

/// Read who has signed
///
/// The text that is asked for now, and who of today's members has signed it. Who has left does not count, and who joined has not signed.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/acknowledgement", operation_id = "readAcknowledgement", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group.")),
    responses((status = 200, description = "Where the group stands.", body = AcknowledgementView)))]
async fn read_acknowledgement(ctx: Ctx, id: Id<LeadershipGroupId>) -> Reply {
    Ok(acknowledgement::read_acknowledgement(&ctx, id.0).await?)
}

/// List the signatures of a group
///
/// All that were ever given, the oldest first, with those that were withdrawn.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/signatures", operation_id = "listSignatures", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group."), PageFilter),
    responses((status = 200, description = "A page of signatures.", body = SignatureList)))]
async fn list_signatures(ctx: Ctx, id: Id<LeadershipGroupId>, filter: Query<PageFilter>) -> Reply {
    Ok(signatures::list_signatures(&ctx, id.0, &filter.0).await?)
}

/// Read a signature
///
/// With the fingerprint of the text that it stands under.
#[utoipa::path(get, path = "/signatures/{signatureId}", operation_id = "readSignature", tag = "leadership",
    params(("signatureId" = Uuid, Path, description = "The signature.")),
    responses((status = 200, description = "The signature.", body = SignatureView)))]
async fn read_signature(ctx: Ctx, id: Id<SignatureId>) -> Reply {
    Ok(signatures::read_signature(&ctx, id.0).await?)
}

/// Sign the acknowledgement
///
/// In person: the signature is always that of the person behind the account, who must be a member of the group today. It names the text that was read by its fingerprint.
#[utoipa::path(post, path = "/leadership-groups/{groupId}/signatures", operation_id = "signAcknowledgement", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group.")),
    request_body = SignAcknowledgement, responses((status = 201, description = "The signature.", body = SignatureView)))]
async fn sign_acknowledgement(ctx: Ctx, id: Id<LeadershipGroupId>, body: Body<SignAcknowledgement>) -> Reply {
    Ok(signatures::sign_acknowledgement(&ctx, id.0, body.0).await?)
}

/// Withdraw one's own signature
///
/// A signature is never edited. It stays in the list, marked as withdrawn; one may sign again.
#[utoipa::path(post, path = "/signatures/{signatureId}/withdrawals", operation_id = "withdrawSignature", tag = "leadership",
    params(("signatureId" = Uuid, Path, description = "The signature.")),
    responses((status = 200, description = "The signature, withdrawn.", body = SignatureView)))]
async fn withdraw_signature(ctx: Ctx, id: Id<SignatureId>) -> Reply {
    Ok(signatures::withdraw_signature(&ctx, id.0).await?)
}

/// Read a group's protected time
///
/// The share of the members' working time that is set aside for development today, as it was said and never as it is assumed; beside it the person-days ahead that are set aside, those that milestones ask of the members, and those of milestones that the members have reported as done.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/protected-capacity", operation_id = "readProtectedCapacity", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group."), ProtectedFilter),
    responses((status = 200, description = "The numbers, member by member.", body = ProtectedCapacityView)))]
async fn read_protected_capacity(
    ctx: Ctx,
    id: Id<LeadershipGroupId>,
    filter: Query<ProtectedFilter>,
) -> Reply {
    Ok(protected::read_protected_capacity(&ctx, id.0, filter.0).await?)
}
