//! The code table: every stable code with its status and its texts. `docs/errors.md` is generated from it.

use crate::platform::language::Text3;

/// A row of the table.
#[derive(Debug)]
pub struct Entry {
    /// The stable code on the wire.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A short summary.
    pub title: Text3,
    /// What went wrong and what to do; `{name}` stands for a parameter.
    pub detail: Text3,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, [$($title:literal),* $(,)?], [$($detail:literal),* $(,)?];)*) => {
        /// A stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        /// Every code, in the order of the generated page.
        pub const TABLE: &[(Code, Entry)] = &[
            $((Code::$name, Entry { code: $code, status: $status, title: Text3::new($($title),*), detail: Text3::new($($detail),*) }),)*
        ];
    };
}

codes! {
    InvalidInput = "invalid_input", 400,
        ["Ugyldige opplysninger", "Ogiltiga uppgifter", "Invalid input"],
        ["Rett alle feilene i «errors» og send på nytt; ingenting er lagret.", "Rätta alla fel i ”errors” och skicka igen; inget har sparats.", "Mend every fault in 'errors' and send again; nothing was stored."];
    Malformed = "malformed", 400,
        ["Uleselig melding", "Oläsligt meddelande", "Malformed message"],
        ["Meldingen er ikke gyldig JSON: {reason}.", "Meddelandet är inte giltig JSON: {reason}.", "The message is not valid JSON: {reason}."];
    Unauthenticated = "unauthenticated", 401,
        ["Ikke innlogget", "Inte inloggad", "Not authenticated"],
        ["Logg inn og send et gyldig token eller en gyldig API-nøkkel.", "Logga in och skicka ett giltigt token eller en giltig API-nyckel.", "Log in and send a valid token or API key."];
    WrongCredentials = "wrong_credentials", 401,
        ["Feil brukernavn eller passord", "Fel användarnamn eller lösenord", "Wrong login or password"],
        ["Kontroller brukernavn og passord. Er du bruker hos flere tjenesteeiere, oppgi også hvilken.", "Kontrollera användarnamn och lösenord. Är du användare hos flera huvudmän, ange också vilken.", "Check login and password. If you are a user of several organisers, name the one you mean as well."];
    SessionEnded = "session_ended", 401,
        ["Økten er avsluttet", "Sessionen är avslutad", "The session has ended"],
        ["Logg inn på nytt. Ble et gammelt fornyelsestoken brukt om igjen, er hele økten stengt for sikkerhets skyld.", "Logga in igen. Om ett gammalt förnyelsetoken användes igen är hela sessionen stängd för säkerhets skull.", "Log in again. Where an old refresh token was used twice, the whole session was closed for safety."];
    Forbidden = "forbidden", 403,
        ["Ikke tillatt", "Inte tillåtet", "Not allowed"],
        ["Rollen din gir ikke rett til «{action}» her. Be en administrator om rollen om du trenger den.", "Din roll ger inte rätt till ”{action}” här. Be en administratör om rollen om du behöver den.", "Your role does not allow '{action}' here. Ask an administrator for the role if you need it."];
    PasswordChangeRequired = "password_change_required", 403,
        ["Passordet må byttes først", "Lösenordet måste bytas först", "The password must be changed first"],
        ["Passordet er gitt av en annen. Bytt det med PUT /me/password; før det besvares ingenting annet.", "Lösenordet är satt av någon annan. Byt det med PUT /me/password; innan dess besvaras inget annat.", "Somebody else set the password. Change it with PUT /me/password; nothing else is answered before."];
    NotFound = "not_found", 404,
        ["Finnes ikke", "Finns inte", "Not found"],
        ["Det finnes ingenting på denne adressen for deg.", "Det finns inget på den här adressen för dig.", "There is nothing at this address for you."];
    MethodNotAllowed = "method_not_allowed", 405,
        ["Metoden finnes ikke her", "Metoden finns inte här", "Method not allowed"],
        ["Adressen finnes, men ikke med denne metoden; se «Allow».", "Adressen finns, men inte med denna metod; se ”Allow”.", "The address exists, but not with this method; see 'Allow'."];
    Timeout = "timeout", 408,
        ["Meldingen kom ikke frem i tide", "Meddelandet kom inte fram i tid", "The message did not arrive in time"],
        ["Hele meldingen må være sendt innen {seconds} sekunder.", "Hela meddelandet måste vara sänt inom {seconds} sekunder.", "The whole message must be sent within {seconds} seconds."];
    Conflict = "conflict", 409,
        ["Passer ikke med tilstanden", "Passar inte med tillståndet", "Conflicts with the state"],
        ["Handlingen passer ikke med tilstanden nå: {reason}", "Åtgärden passar inte med tillståndet nu: {reason}", "The act does not fit the present state: {reason}"];
    Duplicate = "duplicate", 409,
        ["Finnes allerede", "Finns redan", "Exists already"],
        ["Det finnes allerede en med samme nøkkel.", "Det finns redan en med samma nyckel.", "There is already one with the same key."];
    InUse = "in_use", 409,
        ["Er i bruk", "Används", "In use"],
        ["Noe annet viser til dette, eller det det viser til finnes ikke.", "Något annat hänvisar till detta, eller det som det hänvisar till finns inte.", "Something else refers to this, or what it refers to does not exist."];
    Cycle = "cycle", 409,
        ["Sirkel", "Cirkel", "Cycle"],
        ["Dette ville danne en sirkel: {path}.", "Detta skulle bilda en cirkel: {path}.", "This would form a cycle: {path}."];
    FourEyes = "four_eyes", 409,
        ["Krever to personer", "Kräver två personer", "Needs two persons"],
        ["Den som ba om dette, kan ikke også avgjøre det. La en annen gjøre det.", "Den som bad om detta kan inte också avgöra det. Låt en annan göra det.", "Whoever asked for this cannot decide it too. Let somebody else do it."];
    GateNotMet = "gate_not_met", 409,
        ["Beslutningspunktet er ikke oppfylt", "Beslutspunkten är inte uppfylld", "The gate is not met"],
        ["Kriterier mangler; se «errors». En leder kan overstyre med en skriftlig begrunnelse.", "Kriterier saknas; se ”errors”. En ledare kan gå vidare med en skriftlig motivering.", "Criteria are not met; see 'errors'. A leader may override with a written justification."];
    BaselineNotLocked = "baseline_not_locked", 409,
        ["Grunnlinjen er ikke låst", "Baslinjen är inte låst", "The baseline is not locked"],
        ["Lås grunnlinjen før den første effekten føres; se «errors».", "Lås baslinjen innan den första effekten förs in; se ”errors”.", "Lock the baseline before the first effect is recorded; see 'errors'."];
    BenefitNotProved = "benefit_not_proved", 409,
        ["Gevinsten er ikke dokumentert", "Nyttan är inte styrkt", "The benefit is not proved"],
        ["Det som mangler før gevinsten er realisert, står i «errors».", "Det som saknas innan nyttan är realiserad står i ”errors”.", "What is missing before the benefit is realised stands in 'errors'."];
    InitiativeNotReady = "initiative_not_ready", 409,
        ["Tiltaket er ikke klart", "Insatsen är inte redo", "The initiative is not ready"],
        ["Det som mangler, står i «errors».", "Det som saknas står i ”errors”.", "What is missing stands in 'errors'."];
    StageLocked = "stage_locked", 409,
        ["Trinnet er låst", "Steget är låst", "The stage is locked"],
        ["Det er lov å planlegge her, men ikke å starte; se «errors».", "Det är tillåtet att planera här, men inte att starta; se ”errors”.", "Planning is allowed here, starting is not; see 'errors'."];
    WrongState = "wrong_state", 409,
        ["Feil tilstand", "Fel tillstånd", "Wrong state"],
        ["Tilstanden er «{state}»; handlingen krever: {needed}.", "Tillståndet är ”{state}”; åtgärden kräver: {needed}.", "The state is '{state}'; the act needs: {needed}."];
    Immutable = "immutable", 409,
        ["Kan ikke endres", "Kan inte ändras", "Cannot be changed"],
        ["Dette endres aldri; lag en ny versjon eller erstatt det.", "Detta ändras aldrig; gör en ny version eller ersätt det.", "This is never changed; make a new version or supersede it."];
    LastAdministrator = "last_administrator", 409,
        ["Siste administrator", "Sista administratören", "Last administrator"],
        ["Den siste administratoren kan ikke fjernes. Gi først rollen til en annen.", "Den sista administratören kan inte tas bort. Ge först rollen till en annan.", "The last administrator cannot be removed. Give somebody else the role first."];
    AdministratorExists = "administrator_exists", 409,
        ["Har allerede en administrator", "Har redan en administratör", "Has an administrator already"],
        ["Tjenesteeieren har en aktiv administrator, som selv oppretter flere kontoer.", "Huvudmannen har en aktiv administratör, som själv skapar fler konton.", "The organiser has an active administrator, who creates further accounts."];
    ImportRefused = "import_refused", 409,
        ["Importen ble ikke utført", "Importen genomfördes inte", "The import was not carried out"],
        ["Filen har feil; se «errors». Ingenting er lagret.", "Filen har fel; se ”errors”. Inget har sparats.", "The file has faults; see 'errors'. Nothing was stored."];
    AggregateChanged = "aggregate_changed", 409,
        ["Tallet er ikke lenger det samme", "Talet är inte längre detsamma", "The aggregate has changed"],
        ["Det som ble vist, er ikke det som nå ville gått ut; se «errors». Se på det igjen før du slipper det.", "Det som visades är inte det som nu skulle gå ut; se ”errors”. Titta på det igen innan du släpper det.", "What was shown is not what would leave now; see 'errors'. Look at it again before you release it."];
    StillRunning = "still_running", 409,
        ["Samme forespørsel pågår", "Samma begäran pågår", "The same request is still running"],
        ["En forespørsel med samme Idempotency-Key pågår. Vent litt og prøv igjen.", "En begäran med samma Idempotency-Key pågår. Vänta lite och försök igen.", "A request with the same Idempotency-Key is running. Wait a little and try again."];
    Stale = "stale", 412,
        ["Endret i mellomtiden", "Ändrat under tiden", "Changed meanwhile"],
        ["Noen har endret dette etter at du leste det. Les på nytt, og send med den nye ETag-en.", "Någon har ändrat detta efter att du läste det. Läs igen, och skicka med den nya ETag:en.", "Somebody changed this after you read it. Read it again and send with the new ETag."];
    TooLarge = "too_large", 413,
        ["For stort", "För stort", "Too large"],
        ["Meldingen er større enn {limit} byte.", "Meddelandet är större än {limit} byte.", "The message is larger than {limit} bytes."];
    UnsupportedMediaType = "unsupported_media_type", 415,
        ["Innholdstypen støttes ikke", "Innehållstypen stöds inte", "Unsupported media type"],
        ["Send innholdet som {expected}.", "Skicka innehållet som {expected}.", "Send the content as {expected}."];
    IdempotencyReused = "idempotency_reused", 422,
        ["Nøkkelen er brukt", "Nyckeln är använd", "Key already used"],
        ["Denne Idempotency-Key er brukt til en annen forespørsel. Bruk en ny.", "Denna Idempotency-Key är använd till en annan begäran. Använd en ny.", "This Idempotency-Key was used for another request. Use a new one."];
    PreconditionRequired = "precondition_required", 428,
        ["If-Match mangler", "If-Match saknas", "If-Match is missing"],
        ["Les ressursen og send dens ETag i If-Match.", "Läs resursen och skicka dess ETag i If-Match.", "Read the resource and send its ETag in If-Match."];
    TooManyRequests = "too_many_requests", 429,
        ["For mange forespørsler", "För många begäranden", "Too many requests"],
        ["Vent {seconds} sekunder.", "Vänta {seconds} sekunder.", "Wait {seconds} seconds."];
    Internal = "internal", 500,
        ["Feil hos oss", "Fel hos oss", "An error of ours"],
        ["Noe gikk galt hos oss. Oppgi traceId til den som drifter tjenesten.", "Något gick fel hos oss. Uppge traceId till den som driver tjänsten.", "Something went wrong on our side. Give the traceId to the operator."];
    Overloaded = "overloaded", 503,
        ["Opptatt", "Upptagen", "Busy"],
        ["Tjenesten har for mye å gjøre akkurat nå. Prøv igjen om litt.", "Tjänsten har för mycket att göra just nu. Försök igen om en stund.", "The service is too busy just now. Try again in a moment."];
    Contention = "contention", 503,
        ["Samtidige endringer", "Samtidiga ändringar", "Concurrent changes"],
        ["Flere endret det samme. Ingenting ble lagret; prøv igjen.", "Flera ändrade samma sak. Inget sparades; försök igen.", "Several changed the same thing. Nothing was stored; try again."];
}

impl Code {
    /// The row of the table.
    ///
    /// # Panics
    /// Never: the table and the enum are made from the same list.
    pub fn entry(self) -> &'static Entry {
        &TABLE[self as usize].1
    }
}
