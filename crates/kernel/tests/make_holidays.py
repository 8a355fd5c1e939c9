"""Writes holidays.csv, the golden file of public holidays that tests/holidays.rs reads.

Needs the Python package `holidays` (https://pypi.org/project/holidays/, MIT licence):

    python3 -m venv venv && venv/bin/pip install holidays==0.109
    venv/bin/python make_holidays.py > holidays.csv

Two holidays on one day give two rows, as the package joins their names with "; ".
"""

import holidays

# The category of the package beside the language that its local names are taken in.
COUNTRIES = {"DK": "da", "FI": "sv_FI", "NO": "no", "SE": "sv"}
# Only Sweden has days that the law treats like holidays without making them holidays.
CATEGORIES = {"DK": ["public"], "FI": ["public"], "NO": ["public"], "SE": ["public", "de_facto"]}
YEARS = range(2020, 2041)

HEADER = f"""\
# Public holidays of Denmark, Finland, Norway and Sweden, {YEARS[0]}-{YEARS[-1]}.
# Source: the Python package `holidays` {holidays.__version__}, https://github.com/vacanza/holidays,
# MIT licence, (c) Vacanza Team and individual contributors. Written by make_holidays.py beside this file.
# category: `public`, and for Sweden also `de_facto` (treated like Sundays by the Annual Leave Act, SFS 1977:480 section 7).
# Left out, since these are ordinary working days or half days:
#   SE `bank` and `optional` (afternoons before holidays, Easter Saturday, bridge days),
#   DK `optional` (1 May, 5 June, 24 and 31 December), FI `unofficial` and `workday` (flag days).
# name_local: Danish, Finland's Swedish, Norwegian or Swedish.
country,date,category,name_en,name_local"""


def rows(country, category):
    arguments = {"years": YEARS, "categories": [category]}
    english = holidays.country_holidays(country, language="en_US", **arguments)
    local = holidays.country_holidays(country, language=COUNTRIES[country], **arguments)
    for day in sorted(english):
        names = english.get_list(day), local.get_list(day)
        assert len(names[0]) == len(names[1]), (country, day, names)
        # get_list sorts by name, so that two names of one day need not stand in the same order.
        if len(names[0]) > 1:
            names = pair(country, day, category, *names)
        for name_en, name_local in zip(*names):
            assert "," not in name_en + name_local
            yield f"{country},{day},{category},{name_en},{name_local}"


def pair(country, day, category, english, local):
    """Puts the local names of one day in the order of the English ones, by looking at years where each stands alone."""
    arguments = {"years": range(2000, 2060), "categories": [category]}
    in_english = holidays.country_holidays(country, language="en_US", **arguments)
    in_local = holidays.country_holidays(country, language=COUNTRIES[country], **arguments)
    known = {in_english[d]: in_local[d] for d in in_english if len(in_english.get_list(d)) == 1}
    ordered = [known[name] for name in english]
    assert sorted(ordered) == sorted(local), (country, day, english, local)
    return english, ordered


print(HEADER)
for country in COUNTRIES:
    for category in CATEGORIES[country]:
        for row in rows(country, category):
            print(row)
