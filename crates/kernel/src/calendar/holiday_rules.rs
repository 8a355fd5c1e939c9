//! The tables of public holidays: which days each country keeps, and what they are called.
//!
//! Sources: NO lov 24. februar 1995 nr. 12 om helligdager og helligdagsfred and lov 26. april 1947 nr. 1 om 1 og 17 mai;
//! SE lag (1989:253) om allmänna helgdagar and semesterlag (1977:480) section 7;
//! DK lov nr. 214 af 6. marts 2023 (end of store bededag), the other days by church custom since 1770;
//! FI the holidays listed by the University of Helsinki's almanac office (almanakka.helsinki.fi), with the two eves by general agreement.

use chrono::Weekday;

use super::holidays::HolidayKind::{self, Public, TreatedAlike};
use crate::country::Country;

/// On which day of the year a holiday falls.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// The same month and day each year.
    Fixed(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The weekday within the seven days that begin with this month and day.
    WeekdayFrom(Weekday, u32, u32),
}

/// A holiday's name in the three languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) nb: &'static str,
    pub(super) sv: &'static str,
    pub(super) en: &'static str,
}

/// One line of a country's table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) when: When,
    pub(super) name: Name,
    pub(super) kind: HolidayKind,
    /// The last year in which the day was kept, if it has been abolished.
    pub(super) last_year: Option<i32>,
}

const fn public(when: When, nb: &'static str, sv: &'static str, en: &'static str) -> Rule {
    Rule {
        when,
        name: Name { nb, sv, en },
        kind: Public,
        last_year: None,
    }
}

const fn treated_alike(rule: Rule) -> Rule {
    Rule {
        kind: TreatedAlike,
        ..rule
    }
}

const fn until(last_year: i32, rule: Rule) -> Rule {
    Rule {
        last_year: Some(last_year),
        ..rule
    }
}

use When::{Easter, Fixed, WeekdayFrom};

const NEW_YEAR: Rule = public(Fixed(1, 1), "Første nyttårsdag", "Nyårsdagen", "New Year’s Day");
const EPIPHANY: Rule = public(Fixed(1, 6), "Helligtrekongersdag", "Trettondedag jul", "Epiphany");
const MAUNDY_THURSDAY: Rule = public(Easter(-3), "Skjærtorsdag", "Skärtorsdagen", "Maundy Thursday");
const GOOD_FRIDAY: Rule = public(Easter(-2), "Langfredag", "Långfredagen", "Good Friday");
const EASTER_SUNDAY: Rule = public(Easter(0), "Første påskedag", "Påskdagen", "Easter Sunday");
const EASTER_MONDAY: Rule = public(Easter(1), "Andre påskedag", "Annandag påsk", "Easter Monday");
const PRAYER_DAY: Rule = public(Easter(26), "Store bededag", "Stora bönedagen", "Great Prayer Day");
const ASCENSION: Rule = public(
    Easter(39),
    "Kristi himmelfartsdag",
    "Kristi himmelsfärdsdag",
    "Ascension Day",
);
const WHIT_SUNDAY: Rule = public(Easter(49), "Første pinsedag", "Pingstdagen", "Whit Sunday");
const WHIT_MONDAY: Rule = public(Easter(50), "Andre pinsedag", "Annandag pingst", "Whit Monday");
const MAY_DAY: Rule = public(Fixed(5, 1), "Arbeidernes dag", "Första maj", "May Day");
const NORWAYS_DAY: Rule = public(
    Fixed(5, 17),
    "Grunnlovsdag",
    "Norges nationaldag",
    "Constitution Day",
);
const SWEDENS_DAY: Rule = public(
    Fixed(6, 6),
    "Sveriges nasjonaldag",
    "Nationaldagen",
    "National Day",
);
const MIDSUMMER_EVE: Rule = public(
    WeekdayFrom(Weekday::Fri, 6, 19),
    "Midtsommeraften",
    "Midsommarafton",
    "Midsummer Eve",
);
const MIDSUMMER_DAY: Rule = public(
    WeekdayFrom(Weekday::Sat, 6, 20),
    "Midtsommerdag",
    "Midsommardagen",
    "Midsummer Day",
);
const ALL_SAINTS: Rule = public(
    WeekdayFrom(Weekday::Sat, 10, 31),
    "Allehelgensdag",
    "Alla helgons dag",
    "All Saints’ Day",
);
const FINLANDS_DAY: Rule = public(
    Fixed(12, 6),
    "Finlands selvstendighetsdag",
    "Självständighetsdagen",
    "Independence Day",
);
const CHRISTMAS_EVE: Rule = public(Fixed(12, 24), "Julaften", "Julafton", "Christmas Eve");
const CHRISTMAS_DAY: Rule = public(Fixed(12, 25), "Første juledag", "Juldagen", "Christmas Day");
const BOXING_DAY: Rule = public(Fixed(12, 26), "Andre juledag", "Annandag jul", "Boxing Day");
const NEW_YEARS_EVE: Rule = public(Fixed(12, 31), "Nyttårsaften", "Nyårsafton", "New Year’s Eve");

const NORWAY: &[Rule] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    MAY_DAY,
    NORWAYS_DAY,
    ASCENSION,
    WHIT_SUNDAY,
    WHIT_MONDAY,
    CHRISTMAS_DAY,
    BOXING_DAY,
];

const SWEDEN: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    MAY_DAY,
    ASCENSION,
    WHIT_SUNDAY,
    SWEDENS_DAY,
    treated_alike(MIDSUMMER_EVE),
    MIDSUMMER_DAY,
    ALL_SAINTS,
    treated_alike(CHRISTMAS_EVE),
    CHRISTMAS_DAY,
    BOXING_DAY,
    treated_alike(NEW_YEARS_EVE),
];

const DENMARK: &[Rule] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    until(2023, PRAYER_DAY),
    ASCENSION,
    WHIT_SUNDAY,
    WHIT_MONDAY,
    CHRISTMAS_DAY,
    BOXING_DAY,
];

const FINLAND: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    MAY_DAY,
    ASCENSION,
    WHIT_SUNDAY,
    MIDSUMMER_EVE,
    MIDSUMMER_DAY,
    ALL_SAINTS,
    FINLANDS_DAY,
    CHRISTMAS_EVE,
    CHRISTMAS_DAY,
    BOXING_DAY,
];

/// The country's table.
pub(super) const fn rules(country: Country) -> &'static [Rule] {
    match country {
        Country::No => NORWAY,
        Country::Se => SWEDEN,
        Country::Dk => DENMARK,
        Country::Fi => FINLAND,
    }
}
