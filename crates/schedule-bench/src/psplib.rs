//! scratch
use schedule::rcpsp::*;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Case {
    pub name: String,
    pub problem: Problem,
    pub cpm: i32,
    pub best: i32,
}

pub fn read(folder: &str, set: &str) -> Vec<Case> {
    let text = std::fs::read_to_string(format!("{folder}/{set}.txt")).unwrap();
    let known = std::fs::read_to_string(format!("{folder}/best_known.csv")).unwrap();
    let mut k = HashMap::new();
    for l in known.lines().skip(1) {
        let f: Vec<&str> = l.split(',').collect();
        k.insert(f[1].to_owned(), (f[2].parse().unwrap(), f[4].parse().unwrap()));
    }
    let mut out = vec![];
    for b in text.split("@ ").skip(1) {
        let mut t = b.split_whitespace();
        let name = t.next().unwrap().to_owned();
        let mut v = t.map(|x| x.parse::<i32>().unwrap());
        let n = v.next().unwrap() as usize;
        let r = v.next().unwrap() as usize;
        let caps: Vec<i32> = (0..r).map(|_| v.next().unwrap()).collect();
        let (mut du, mut de, mut li) = (vec![], vec![], vec![]);
        for a in 0..n {
            du.push(v.next().unwrap());
            for _ in 0..r {
                de.push(v.next().unwrap());
            }
            let c = v.next().unwrap();
            for _ in 0..c {
                li.push((a, v.next().unwrap() as usize - 1));
            }
        }
        let (cpm, best) = k[&name];
        out.push(Case {
            problem: Problem::new(du, caps, de, &li).unwrap(),
            cpm,
            best,
            name,
        });
    }
    out
}

pub fn tune(args: &[String]) {
    let folder = &args[0];
    let set = &args[1];
    let n: u64 = args[2].parse().unwrap();
    let every: usize = args[3].parse().unwrap();
    let threads: usize = args[4].parse().unwrap();
    let cases: Vec<Case> = read(folder, set)
        .into_iter()
        .enumerate()
        .filter(|(i, _)| i % every == 0)
        .map(|x| x.1)
        .collect();
    let next = AtomicUsize::new(0);
    let sum = Mutex::new((0.0, 0.0, 0u64, 0, 0.0));
    let at = std::time::Instant::now();
    std::thread::scope(|s| {
        for _ in 0..threads {
            s.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(c) = cases.get(i) else { break };
                    let o = Options::new(1, n);
                    let s = solve(&c.problem, &o, &mut |_| true);
                    check(&c.problem, &s.outcome.times, s.outcome.makespan);
                    assert!(s.outcome.makespan >= c.best || set == "j120", "{}", c.name);
                    assert!(s.lower <= c.best);
                    let mut g = sum.lock().unwrap();
                    g.0 += f64::from(s.outcome.makespan - c.cpm) / f64::from(c.cpm) * 100.0;
                    g.1 += f64::from(s.outcome.makespan - c.best) / f64::from(c.best) * 100.0;
                    g.2 += s.outcome.schedules;
                    g.3 += 1;
                    g.4 += f64::from(c.best - c.cpm) / f64::from(c.cpm) * 100.0;
                }
            });
        }
    });
    let g = sum.lock().unwrap();
    let e = at.elapsed().as_secs_f64();
    eprintln!(
        "{set} n={n} cases={} cpm {:.3} best {:.3} (floor {:.3}) {:.1}s {:.0}/s  {:?}",
        g.3,
        g.0 / g.3 as f64,
        g.1 / g.3 as f64,
        g.4 / g.3 as f64,
        e,
        g.2 as f64 / e,
        &args[5..]
    );
}

pub fn check(p: &Problem, t: &Times, makespan: i32) {
    assert_eq!(*t.finish.iter().max().unwrap(), makespan);
    for a in 0..p.size() {
        assert!(t.start[a] >= 0 && t.finish[a] == t.start[a] + p.durations()[a]);
        for &b in p.successors().of(a) {
            assert!(t.finish[a] <= t.start[b as usize]);
        }
    }
    for s in 0..makespan {
        for r in 0..p.resources() {
            let u: i32 = (0..p.size())
                .filter(|&a| t.start[a] <= s && s < t.finish[a])
                .map(|a| p.demand(a)[r])
                .sum();
            assert!(u <= p.capacities()[r]);
        }
    }
}
