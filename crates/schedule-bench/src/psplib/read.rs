//! Instances in Patterson's format, and what is known of them.

use std::collections::HashMap;
use std::path::Path;

use schedule::rcpsp::Problem;

use super::Refusal;

/// A set of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    J30,
    J60,
    J120,
}

impl Set {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::J30 => "j30",
            Self::J60 => "j60",
            Self::J120 => "j120",
        }
    }
}

/// An instance.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) problem: Problem,
    /// Length of the critical path, as published.
    pub(super) path: i32,
    /// The shortest length that anybody has found.
    pub(super) best: i32,
}

impl Case {
    /// Whether this is the first instance of its parameter set.
    pub(super) fn is_first(&self) -> bool {
        self.name.ends_with("_1")
    }
}

/// Reads a set from its folder.
pub(super) fn set(folder: &Path, set: Set) -> Result<Vec<Case>, Refusal> {
    let known = known(folder)?;
    let file = format!("{}.txt", set.name());
    let text = text(folder, &file)?;
    let fault = |reason: String| Refusal::File {
        file: file.clone(),
        reason,
    };
    let mut cases = Vec::new();
    for block in text.split('@').skip(1) {
        let (name, numbers) = block
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((block, ""));
        let problem = problem(numbers).map_err(|reason| fault(format!("{name}: {reason}")))?;
        let &(path, best) = known
            .get(name)
            .ok_or_else(|| fault(format!("nothing is known of {name}")))?;
        cases.push(Case {
            name: name.to_owned(),
            problem,
            path,
            best,
        });
    }
    if cases.is_empty() {
        return Err(fault("no instance in it".to_owned()));
    }
    Ok(cases)
}

fn text(folder: &Path, file: &str) -> Result<String, Refusal> {
    std::fs::read_to_string(folder.join(file)).map_err(|error| Refusal::File {
        file: file.to_owned(),
        reason: error.to_string(),
    })
}

/// One block without its name.
fn problem(text: &str) -> Result<Problem, String> {
    let mut words = text.split_whitespace();
    let mut next = || {
        let word = words.next().ok_or("it ends too early")?;
        word.parse::<i32>().map_err(|_| format!("{word} is not a number"))
    };
    let size = counted(next()?)?;
    let resources = counted(next()?)?;
    let capacities = (0..resources).map(|_| next()).collect::<Result<Vec<_>, _>>()?;
    let (mut durations, mut demands, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for activity in 0..size {
        durations.push(next()?);
        for _ in 0..resources {
            demands.push(next()?);
        }
        for _ in 0..counted(next()?)? {
            let after = counted(next()?)?
                .checked_sub(1)
                .ok_or("successors count from 1")?;
            links.push((activity, after));
        }
    }
    Problem::new(durations, capacities, demands, &links).map_err(|fault| fault.to_string())
}

fn counted(number: i32) -> Result<usize, String> {
    usize::try_from(number).map_err(|_| format!("{number} is below zero"))
}

/// Critical path and best known length of every instance.
fn known(folder: &Path) -> Result<HashMap<String, (i32, i32)>, Refusal> {
    const FILE: &str = "best_known.csv";
    let mut known = HashMap::new();
    for line in text(folder, FILE)?.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |place: usize| fields.get(place).and_then(|field| field.trim().parse().ok());
        let (Some(name), Some(path), Some(best)) = (fields.get(1), number(2), number(4)) else {
            let reason = format!("cannot read the line {line:?}");
            return Err(Refusal::File {
                file: FILE.to_owned(),
                reason,
            });
        };
        known.insert((*name).to_owned(), (path, best));
    }
    Ok(known)
}
