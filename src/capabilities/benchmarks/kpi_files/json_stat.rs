//! Datasets of JSON-stat 2 (json-stat.org/format): dimensions in order, values in row-major order, dense or sparse.

use super::{Found, Line, Reading, is_key, is_municipality, number, status_of, wrong, year_of};
use crate::capabilities::benchmarks::dto::KpiGender;
use crate::error::Fault;
use serde_json::Value;

/// What a dimension tells of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Place,
    Time,
    Measure,
    Gender,
    /// Has one category only, which all values share.
    Fixed,
}

/// A dimension: its role, and its categories with their labels in order.
struct Dimension {
    role: Role,
    categories: Vec<(String, String)>,
}

/// Reads a dataset; each measure becomes the series `key.measure`, a dataset without measures the series `key`.
pub(super) fn read(content: &Value, key: Option<&str>) -> Result<Vec<Line>, Fault> {
    if content["class"] != "dataset" {
        return Err(wrong("/class", "dataset"));
    }
    let ids = content["id"].as_array().ok_or_else(|| wrong("/id", "array"))?;
    let mut dimensions = Vec::new();
    let mut cells: usize = 1;
    for (at, id) in ids.iter().enumerate() {
        let id = id.as_str().ok_or_else(|| wrong(&format!("/id/{at}"), "string"))?;
        let dimension = dimension(content, id)?;
        let size = content["size"][at]
            .as_u64()
            .and_then(|size| usize::try_from(size).ok());
        if size != Some(dimension.categories.len()) {
            return Err(wrong(
                &format!("/size/{at}"),
                "the number of categories of the dimension",
            ));
        }
        cells = cells.saturating_mul(dimension.categories.len());
        dimensions.push(dimension);
    }
    for (role, pointer) in [(Role::Place, "/role/geo"), (Role::Time, "/role/time")] {
        if dimensions.iter().filter(|one| one.role == role).count() != 1 {
            return Err(wrong(pointer, "one dimension"));
        }
    }
    if cells > super::MOST {
        let limit = super::MOST as u64;
        return Err(Fault::new(
            "/content/size",
            crate::error::FaultCode::TooMany { limit },
        ));
    }
    let value = at(&content["value"], cells).ok_or_else(|| wrong("/value", "as many values as cells"))?;
    (0..cells)
        .filter(|cell| value(*cell).is_some())
        .map(|cell| {
            let status = match &content["status"] {
                Value::Array(all) => all.get(cell),
                Value::Object(some) => some.get(&cell.to_string()),
                other => Some(other),
            };
            let value = value(cell).unwrap_or(&Value::Null);
            Ok(line(
                &dimensions,
                key,
                cell,
                value,
                status.unwrap_or(&Value::Null),
            ))
        })
        .collect()
}

/// Values in a list, or those that are there by their place.
fn at<'v>(values: &'v Value, cells: usize) -> Option<Box<dyn Fn(usize) -> Option<&'v Value> + 'v>> {
    match values {
        Value::Array(all) if all.len() == cells => Some(Box::new(move |cell| all.get(cell))),
        Value::Object(some) => Some(Box::new(move |cell: usize| some.get(&cell.to_string()))),
        _ => None,
    }
}

fn dimension(content: &Value, id: &str) -> Result<Dimension, Fault> {
    let pointer = format!("/dimension/{id}/category");
    let category = &content["dimension"][id]["category"];
    let label = |key: &str| category["label"][key].as_str().unwrap_or(key).to_owned();
    let mut keys: Vec<(u64, String)> = match &category["index"] {
        Value::Array(all) => (0..)
            .zip(all)
            .map(|(at, key)| Some((at, key.as_str()?.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| wrong(&pointer, "keys"))?,
        Value::Object(all) => all
            .iter()
            .map(|(key, at)| Some((at.as_u64()?, key.clone())))
            .collect::<Option<_>>()
            .ok_or_else(|| wrong(&pointer, "places"))?,
        // A dimension of one category may leave the index out.
        _ => category["label"]
            .as_object()
            .filter(|all| all.len() == 1)
            .map(|all| all.keys().map(|key| (0, key.clone())).collect())
            .ok_or_else(|| wrong(&pointer, "index"))?,
    };
    keys.sort();
    let categories: Vec<(String, String)> = keys.into_iter().map(|(_, key)| (label(&key), key)).collect();
    let categories: Vec<(String, String)> = categories.into_iter().map(|(label, key)| (key, label)).collect();
    let has = |role: &str| {
        let mut all = content["role"][role].as_array().into_iter().flatten();
        all.any(|one| one == id)
    };
    let name = id.to_lowercase();
    let role = if has("geo") || ["region", "kommune", "kommun"].contains(&name.as_str()) {
        Role::Place
    } else if has("time") || ["tid", "time", "year"].contains(&name.as_str()) {
        Role::Time
    } else if has("metric") || name == "contentscode" {
        Role::Measure
    } else if ["kjonn", "kjønn", "kon", "kön", "gender", "sex"].contains(&name.as_str()) {
        Role::Gender
    } else if categories.len() == 1 {
        Role::Fixed
    } else {
        return Err(wrong(
            &format!("/dimension/{id}"),
            "one category: only place, time, measure and gender may have several",
        ));
    };
    Ok(Dimension { role, categories })
}

fn line(dimensions: &[Dimension], key: Option<&str>, cell: usize, value: &Value, status: &Value) -> Line {
    let (mut place, mut time, mut measure, mut gender) = ("", "", None, Some(KpiGender::All));
    let mut rest = cell;
    for dimension in dimensions.iter().rev() {
        let (category, label) = &dimension.categories[rest % dimension.categories.len()];
        rest /= dimension.categories.len();
        match dimension.role {
            Role::Place => place = category,
            Role::Time => time = category,
            Role::Measure => measure = Some(category.as_str()),
            Role::Gender => gender = gender_of(label),
            Role::Fixed => {}
        }
    }
    let parts: Vec<&str> = key.into_iter().chain(measure).collect();
    let kpi = parts.join(".");
    let found = if !is_key(&kpi) {
        Found::Fault("say the key of the series: letters, digits, '.', '_' and '-', at most 60".to_owned())
    } else if !is_municipality(place) {
        Found::Skipped("not a municipality")
    } else {
        match (year_of(time), gender, number(value)) {
            (None, ..) => Found::Fault("a year is expected".to_owned()),
            (_, None, _) => Found::Fault("the gender is not known by its label".to_owned()),
            (.., Err(why)) => Found::Fault(why),
            (Some(year), Some(gender), Ok(value)) => Found::Value(Reading {
                year,
                gender,
                value,
                count: None,
                status: status_of(status),
            }),
        }
    };
    Line {
        pointer: format!("/value/{cell}"),
        kpi: kpi.chars().take(100).collect(),
        municipality: place.chars().take(100).collect(),
        period: time.chars().take(40).collect(),
        found,
    }
}

/// Genders by their labels in the Nordic statistics.
fn gender_of(label: &str) -> Option<KpiGender> {
    Some(match label.to_lowercase().as_str() {
        "kvinner" | "kvinnor" | "kvinder" | "women" | "females" | "naiset" => KpiGender::Women,
        "menn" | "män" | "mænd" | "men" | "males" | "miehet" => KpiGender::Men,
        "begge kjønn" | "i alt" | "totalt" | "båda könen" | "both sexes" | "total" | "yhteensä" => {
            KpiGender::All
        }
        _ => return None,
    })
}
