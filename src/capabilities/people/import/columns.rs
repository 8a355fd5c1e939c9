//! Which columns of an HR file are read, which are dropped unread, and under which names they come.

use crate::capabilities::people::dto::{ImportKind, SensitiveKind};

/// A column that an import reads.
#[derive(Debug)]
pub(super) struct Column {
    /// Our name for it, as on the wire.
    pub(super) field: &'static str,
    pub(super) required: bool,
    /// Other names with blanks between, folded: lower case, letters and digits only.
    synonyms: &'static str,
}

const fn required(field: &'static str, synonyms: &'static str) -> Column {
    Column {
        field,
        required: true,
        synonyms,
    }
}

const fn optional(field: &'static str, synonyms: &'static str) -> Column {
    Column {
        field,
        required: false,
        synonyms,
    }
}

const EMPLOYEE_NUMBER: &str = "employeeno employeeid staffnumber ansattnummer ansattnr ansattid medarbeidernummer \
     medarbeidernr ressursnummer ressursnr anställningsnummer anställningsnr anställningsid \
     anstnr medarbejdernummer medarbejdernr henkilöstönumero työntekijänumero";

const PERSONS: &[Column] = &[
    required("employeeNumber", EMPLOYEE_NUMBER),
    required("givenName", "firstname fornavn förnamn tilltalsnamn etunimi"),
    required(
        "familyName",
        "lastname surname etternavn efternavn efternamn sukunimi",
    ),
    optional(
        "email",
        "mail emailaddress epost epostadresse epostadress arbeidsepost sähköposti",
    ),
    optional("external", "ekstern extern innleid inhyrd"),
    optional("language", "språk sprog målform kieli"),
];

const POSITIONS: &[Column] = &[
    required("employeeNumber", EMPLOYEE_NUMBER),
    required(
        "unit",
        "unitid unitexternalid unitcode enhet enhetsid enhetskode enhetskod enhetsnummer enhetsnr \
     organisasjonsenhet organisationsenhet orgenhet avdeling avdelingskode avdelning afdeling \
     yksikkö",
    ),
    required(
        "title",
        "jobtitle position stilling stillingstittel stillingsbetegnelse tittel titel befattning \
     befattningsbenämning yrkestitel tehtävänimike",
    ),
    required(
        "ftePercent",
        "fte percent positionpercent stillingsprosent prosent stillingsandel sysselsättningsgrad \
     tjänstgöringsgrad procent beskæftigelsesgrad ansættelsesgrad",
    ),
    required(
        "from",
        "fromdate startdate fra fradato startdato gjelderfra från fråndatum startdatum gällerfrån \
     alkaen",
    ),
    optional(
        "to",
        "todate enddate til tildato sluttdato gjeldertil till tilldatum slutdatum slutdato \
     gällertill saakka",
    ),
    optional(
        "superior",
        "manager supervisor superioremployeenumber manageremployeenumber leder lederansattnummer \
     nærmesteleder overordnet chef närmastechef överordnad esihenkilö",
    ),
    optional(
        "externalId",
        "positionid positionnumber stillingsid stillingsnummer stillingsnr befattningsid",
    ),
];

const UNITS: &[Column] = &[
    required(
        "externalId",
        "id unitid unitcode kode kod enhetsid enhetskode enhetskod enhetsnummer enhetsnr",
    ),
    required("name", "unitname navn enhetsnavn namn enhetsnamn nimi"),
    required("kind", "type unittype enhetstype enhetstyp typ nivå"),
    optional(
        "parent",
        "parentid parentexternalid overordnet overordnetenhet forelder foreldreenhet överordnad \
     överordnadenhet förälder",
    ),
    optional("serviceArea", "tjenesteområde verksamhetsområde"),
    optional(
        "headCount",
        "staff antallansatte ansatte antalanställda anställda",
    ),
    optional(
        "responsible",
        "manager leder enhetsleder ansvarlig chef enhetschef ansvarig",
    ),
    optional(
        "openedOn",
        "opened opprettet opprettetdato öppnad startdato startdatum",
    ),
    optional(
        "closedOn",
        "closed nedlagt nedlagtdato avsluttet stängd nedlagd avslutad sluttdato slutdatum",
    ),
];

/// The columns of a kind of file.
pub(super) const fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Persons => PERSONS,
        ImportKind::Positions => POSITIONS,
        ImportKind::Units => UNITS,
    }
}

/// Parts of headers that tell of what is never kept. A header that holds one of them is dropped.
const SENSITIVE: &[(SensitiveKind, &str)] = &[
    (
        SensitiveKind::NationalId,
        "fødselsn fodselsn fødselsdato födelse personnummer personnr personalidentity \
     samordningsnummer dnummer cpr henkilötunnus henkilotunnus hetu ssn socialsecurity \
     nationalid nationalidentity birth",
    ),
    (
        SensitiveKind::Salary,
        "lønn lonn løn lön palkka salary wage payroll paygrade remuneration lonetrin tariff",
    ),
    (
        SensitiveKind::Absence,
        "fravær fravaer frånvaro franvaro poissaolo absence sykemeld sykmeld sygemeld sjukskriv \
     sickleave",
    ),
    (
        SensitiveKind::Health,
        "helse hälsa halsa helbred sundhed health terveys diagnos sykdom sjukdom sygdom sairaus \
     disease illness gravid pregnan allergi uføre vaksin vaccin",
    ),
];

/// Headers that are too short to be looked for within others.
const SENSITIVE_WORDS: &[(SensitiveKind, &str)] = &[
    (SensitiveKind::NationalId, "fnr pnr fdato dnr nin"),
    (SensitiveKind::Salary, "lon pay lone"),
    (SensitiveKind::Absence, "sick syk sjuk syg"),
];

/// What a header stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The column with this place in [`columns`].
    Field(usize),
    Dropped(SensitiveKind),
    Ignored,
}

/// A header as it is compared: folded, letters and digits only.
fn folded(header: &str) -> String {
    kernel::fold_key(header)
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .collect()
}

/// What a header stands for in a kind of file.
pub(super) fn meaning(kind: ImportKind, header: &str) -> Meaning {
    let name = folded(header);
    let fits = |column: &Column| {
        folded(column.field) == name || column.synonyms.split_whitespace().any(|known| known == name)
    };
    if let Some(place) = columns(kind).iter().position(fits) {
        return Meaning::Field(place);
    }
    let within = SENSITIVE
        .iter()
        .find(|(_, parts)| parts.split_whitespace().any(|part| name.contains(part)));
    let whole = || {
        SENSITIVE_WORDS
            .iter()
            .find(|(_, words)| words.split_whitespace().any(|word| word == name))
    };
    within
        .or_else(whole)
        .map_or(Meaning::Ignored, |(kind, _)| Meaning::Dropped(*kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_three_languages_whatever_their_case() {
        let cases = [
            (ImportKind::Persons, "EmployeeNumber", "employeeNumber"),
            (ImportKind::Persons, " ansattnummer ", "employeeNumber"),
            (ImportKind::Persons, "ANSTÄLLNINGSNUMMER", "employeeNumber"),
            (ImportKind::Persons, "E-post", "email"),
            (ImportKind::Persons, "Given name", "givenName"),
            (ImportKind::Positions, "Stillings-prosent", "ftePercent"),
            (ImportKind::Positions, "Sysselsättningsgrad", "ftePercent"),
            (ImportKind::Positions, "Nærmeste leder", "superior"),
            (ImportKind::Units, "Overordnet enhet", "parent"),
            (ImportKind::Units, "Verksamhetsområde", "serviceArea"),
        ];
        for (kind, header, field) in cases {
            let Meaning::Field(place) = meaning(kind, header) else {
                panic!("{header} is not known")
            };
            assert_eq!(columns(kind)[place].field, field, "{header}");
        }
    }

    #[test]
    fn what_is_never_kept_is_dropped() {
        let cases = [
            (
                SensitiveKind::NationalId,
                &[
                    "Fødselsnummer",
                    "fodselsnr",
                    "Personnummer",
                    "CPR-nr.",
                    "Henkilötunnus",
                    "SSN",
                    "fnr",
                ][..],
            ),
            (
                SensitiveKind::Salary,
                &[
                    "Lønn",
                    "Grunnlønn",
                    "Månadslön",
                    "Løntrin",
                    "Peruspalkka",
                    "Salary",
                    "Lønnsnummer",
                ],
            ),
            (
                SensitiveKind::Absence,
                &[
                    "Fravær",
                    "Sykefravær",
                    "Sjukfrånvaro",
                    "Sygefravær",
                    "Absence days",
                ],
            ),
            (
                SensitiveKind::Health,
                &["Helseopplysninger", "Diagnose", "Hälsa", "Health notes"],
            ),
        ];
        for (kind, headers) in cases {
            for header in headers {
                for file in ImportKind::ALL {
                    assert_eq!(meaning(*file, header), Meaning::Dropped(kind), "{header}");
                }
            }
        }
        assert_eq!(meaning(ImportKind::Persons, "Telefon"), Meaning::Ignored);
        assert_eq!(meaning(ImportKind::Persons, ""), Meaning::Ignored);
    }

    #[test]
    fn no_name_stands_for_two_columns_and_none_is_sensitive() {
        for kind in ImportKind::ALL {
            let mut seen = std::collections::HashSet::new();
            for column in columns(*kind) {
                for name in column.synonyms.split_whitespace() {
                    assert_eq!(folded(name), name, "{name} is not folded");
                    assert!(seen.insert(name), "{name} stands for two columns of {kind}");
                }
                assert!(
                    seen.insert(folded(column.field).leak()),
                    "{} stands for two columns of {kind}",
                    column.field
                );
            }
            for name in seen {
                assert!(
                    !SENSITIVE
                        .iter()
                        .any(|(_, parts)| parts.split_whitespace().any(|part| name.contains(part))),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn the_readme_of_the_samples_names_every_synonym() {
        let readme = include_str!("../../../../samples/README.md");
        for kind in ImportKind::ALL {
            for column in columns(*kind) {
                for name in column.synonyms.split_whitespace().chain([column.field]) {
                    assert!(readme.contains(&format!("`{name}`")), "{name} is not documented");
                }
            }
        }
    }
}
