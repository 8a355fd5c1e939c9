//! `stegvis admin`: the first accounts, and the signing keys.

use super::{Done, Refusal, open_migrated, say};
use crate::access::keys::Keys;
use crate::access::{Action, Ctx, Role, State, Target};
use crate::capabilities::accounts::service::{NewAccount, create_first_account};
use crate::config;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::io::IsTerminal;
use std::sync::Arc;
use tables::organiser;
use uuid::Uuid;

/// Make the first accounts, rotate the signing keys
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Create(Create),
    RotateKeys(RotateKeys),
}

const CREATE_HELP: &str = "\
Make an account that can log in: the operator of the instance, or an administrator of one organiser

The operator creates organisers through the API and sees nothing of their content; an administrator sets up one
organiser. Everybody else is invited by an administrator through the API.
The command may run beside a service that is running.

The password comes from the variable STEGVIS_ADMIN_PASSWORD, or is asked for twice on the terminal without being
shown. It is never an argument, since others could read it in the list of processes.

Examples:
  stegvis admin create --operator --login operator@example.org
  stegvis admin create --organiser NO-4601 --login office@example.org";

/// Make an account that can log in: the operator of the instance, or an administrator of one organiser
#[derive(Debug, clap::Args)]
#[command(long_about = CREATE_HELP)]
struct Create {
    /// The login name, usually an e-mail address
    #[arg(long)]
    login: String,
    /// The organiser, by its id or by country and official code, such as NO-4601
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "operator",
        conflicts_with = "operator"
    )]
    organiser: Option<String>,
    /// Make the operator of the instance instead
    #[arg(long)]
    operator: bool,
    /// Demand a new password at the first login
    #[arg(long)]
    must_change_password: bool,
}

const ROTATE_HELP: &str = "\
Add a signing key, which signs from the next start of the service on

The older keys stay in the folder access.key_folder to verify what they signed. Delete the file of an old key once
nothing signed with it is in use any more: access tokens live as long as access.token_seconds, checkpoints of the
audit chain for ever.

Example:
  stegvis admin rotate-keys";

/// Add a signing key, which signs from the next start of the service on
#[derive(Debug, clap::Args)]
#[command(long_about = ROTATE_HELP)]
struct RotateKeys {}

pub(super) async fn run(arguments: Arguments) -> Done {
    match arguments.command {
        Command::Create(create) => create_account(create).await,
        Command::RotateKeys(RotateKeys {}) => {
            let kid = Keys::rotate(&config::load()?.access.key_folder)?;
            say(format!(
                "Key {kid} signs from the next start of the service on; the older keys still verify."
            ));
            Ok(())
        }
    }
}

async fn create_account(create: Create) -> Done {
    if create.login.is_empty()
        || create.login.chars().count() > 254
        || create.login.contains(char::is_control)
    {
        return Err(Refusal::usage(
            "A login has 1 to 254 characters and no control characters.",
        ));
    }
    let state = open_migrated().await?;
    let (organiser, role, place) = match &create.organiser {
        Some(name) => {
            let found = find(&state, name).await?;
            (found.id, Role::Administrator, found.name)
        }
        None => (Uuid::nil(), Role::Operator, "this instance".to_owned()),
    };
    let password = password()?;
    let ctx = Ctx::system(&state, organiser);
    let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
    let new = NewAccount {
        login: create.login.clone(),
        password,
        person: None,
        role,
        must_change_password: create.must_change_password,
    };
    create_first_account(&ctx, &permit, new)
        .await
        .map_err(|error| match error.code {
            crate::error::Code::Duplicate => {
                Refusal::failed(format!("{} has a login {} already.", place, create.login))
            }
            _ => error.into(),
        })?;
    state.database.clone().close().await;
    say(format!("{} is {role} of {place} now.", create.login));
    Ok(())
}

/// The organiser of an id, or of a country and code.
pub(super) async fn find(state: &Arc<State>, name: &str) -> Result<organiser::Model, Refusal> {
    let query = match (name.parse::<Uuid>(), name.split_once('-')) {
        (Ok(id), _) => organiser::Entity::find_by_id(id),
        (Err(_), Some((country, code))) => organiser::Entity::find()
            .filter(organiser::Column::Country.eq(country.to_ascii_uppercase()))
            .filter(organiser::Column::Code.eq(code)),
        (Err(_), None) => {
            return Err(Refusal::usage(format!(
                "`{name}` is neither an id nor a country with a code, such as NO-4601."
            )));
        }
    };
    let found = query
        .one(state.database.readers())
        .await
        .map_err(crate::error::AppError::from)?
        .filter(|found| !found.id.is_nil());
    found.ok_or_else(|| {
        Refusal::failed(format!(
            "There is no organiser {name}; the operator creates it with POST /api/v1/organisers."
        ))
    })
}

fn password() -> Result<String, Refusal> {
    if let Ok(password) = std::env::var("STEGVIS_ADMIN_PASSWORD") {
        return Ok(password);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Refusal::usage(
            "There is no terminal to ask for the password on; set STEGVIS_ADMIN_PASSWORD.",
        ));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .map_err(|error| Refusal::failed(format!("The password cannot be read: {error}.")))
    };
    let password = ask("Password (at least 12 characters): ")?;
    if password == ask("The same again: ")? {
        Ok(password)
    } else {
        Err(Refusal::failed("The two differ; nothing was made."))
    }
}
