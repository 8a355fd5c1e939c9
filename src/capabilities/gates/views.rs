//! From bundle and verdict to what a reader sees.

use super::bundle::Bundle;
use super::derive::{self, Suppositions};
use super::dto::{CriterionView, FactFilter, FactValue, GateView, GroupView, RecordView, RiskView, RoleName};
use crate::error::Result;
use crate::platform::language::{Language, Text3};
use gate::pin::{ConditionNow, EvidenceNow, Risk, Snapshot, fingerprint, risks};
use gate::{Memory, Need, NodeVerdict, Record, Verdict};
use kernel::Text;
use tables::{decision, gate as gate_row, stage};
use uuid::Uuid;

/// At most so many records are listed behind a value; the value counts them all.
const MOST_RECORDS: usize = 200;

/// Judges a gate by what is known, and by what is supposed.
pub(super) fn judge(bundle: &Bundle, gate: &gate_row::Model, supposed: &Suppositions) -> Result<Verdict> {
    let stage = bundle.stage(gate.stage_id)?;
    let rule = Bundle::rule(gate)?;
    let facts = derive::facts(bundle, stage, &rule, supposed);
    Ok(::gate::evaluate(
        &rule,
        &facts,
        &bundle.latches_of(gate.id, &rule)?,
        bundle.today,
    ))
}

/// A gate with its verdict and its risks.
pub(super) fn gate_view(
    bundle: &Bundle,
    gate: &gate_row::Model,
    verdict: &Verdict,
    language: Language,
) -> Result<GateView> {
    let stage = bundle.stage(gate.stage_id)?;
    let title: Text = serde_json::from_value(gate.title.clone())?;
    let (mut criteria, mut groups) = (Vec::new(), Vec::new());
    unfold(bundle, &verdict.root, "", language, &mut criteria, &mut groups);
    let risks = risks_of(bundle, gate, stage, language)?;
    let decision = bundle.decision_of(gate);
    Ok(GateView {
        id: gate.id,
        roadmap_id: gate.roadmap_id,
        stage_id: gate.stage_id,
        key: gate.key.clone(),
        title: title.get(language).to_owned(),
        stage_state: stage.state.clone(),
        ready: verdict.ready,
        outcome: verdict.outcome.into(),
        progress: verdict.progress,
        quorum: i64::from(gate.quorum),
        owner_id: gate.owner_id,
        at_risk: !risks.is_empty(),
        risks,
        criteria,
        groups,
        review_id: bundle.review_of(gate.id).map(|review| review.id),
        decision_id: gate.decided_id,
        overridden: decision.is_some_and(|decision| decision.overridden),
        version: gate.version,
    })
}

/// What a reader sees of a record, in their language: a person's name and a title, which the record itself, being
/// pinned, does not hold.
fn label_of(bundle: &Bundle, record: &Record, language: Language) -> String {
    let shown = || {
        let id: Uuid = record.id.parse().ok()?;
        match record.kind.as_str() {
            "person" => bundle.names.get(&id).cloned(),
            "stage" => Some(title_of(&bundle.stage(id).ok()?.title, language)),
            "gate" => Some(title_of(&bundle.gate(id).ok()?.title, language)),
            "evidence" => {
                let mut pieces = bundle.evidence.iter();
                pieces
                    .find(|piece| piece.id == id)
                    .map(|piece| piece.title_in(language).to_owned())
            }
            _ => None,
        }
    };
    let label = shown().unwrap_or_else(|| record.label.clone());
    label.chars().take(300).collect()
}

/// The first of the records behind a value.
pub(super) fn record_views(bundle: &Bundle, records: &[Record], language: Language) -> Vec<RecordView> {
    records
        .iter()
        .take(MOST_RECORDS)
        .map(|record| RecordView {
            kind: record.kind.clone(),
            id: record.id.clone(),
            label: label_of(bundle, record, language),
        })
        .collect()
}

/// What a fact is narrowed to.
pub(super) fn filter_views(need: &Need) -> Vec<FactFilter> {
    need.filter
        .iter()
        .map(|(name, value)| FactFilter {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

fn title_of(title: &serde_json::Value, language: Language) -> String {
    title[language.tag()].as_str().unwrap_or_default().to_owned()
}

fn unfold(
    bundle: &Bundle,
    node: &NodeVerdict,
    path: &str,
    language: Language,
    criteria: &mut Vec<CriterionView>,
    groups: &mut Vec<GroupView>,
) {
    match node {
        NodeVerdict::Group {
            kind,
            needed,
            outcome,
            progress,
            members,
        } => {
            groups.push(GroupView {
                path: path.to_owned(),
                kind: (*kind).to_owned(),
                needed: i64::try_from(*needed).unwrap_or(i64::MAX),
                outcome: (*outcome).into(),
                progress: *progress,
            });
            for (index, member) in members.iter().enumerate() {
                let below = match member {
                    NodeVerdict::Group { .. } => format!("{path}/{index}"),
                    NodeVerdict::Leaf(_) => path.to_owned(),
                };
                unfold(bundle, member, &below, language, criteria, groups);
            }
        }
        NodeVerdict::Leaf(leaf) => criteria.push(CriterionView {
            key: leaf.criterion.key.clone(),
            title: leaf.criterion.title.get(language).to_owned(),
            guidance: leaf
                .criterion
                .guidance
                .as_ref()
                .map(|text| text.get(language).to_owned()),
            fact: leaf.criterion.fact.clone(),
            // What the fact is narrowed to, the criterion's own key included where the fact is about it.
            filter: filter_views(&leaf.criterion.need()),
            operator: serde_json::to_value(leaf.criterion.operator)
                .ok()
                .and_then(|word| word.as_str().map(str::to_owned))
                .unwrap_or_default(),
            target: FactValue(leaf.criterion.target),
            required: leaf.criterion.required,
            memory: if leaf.criterion.memory == Memory::Latch {
                "latch"
            } else {
                "live"
            }
            .to_owned(),
            outcome: leaf.outcome.into(),
            value: leaf.value.map(FactValue),
            provenance: leaf.provenance.map(Into::into),
            progress: leaf.progress,
            records: record_views(bundle, &leaf.records, language),
            changeable_by: leaf.who.iter().cloned().map(RoleName).collect(),
            link: leaf.link.clone(),
            holds_until: leaf.holds_until,
            latched_since: leaf.latched_since,
            group: path.to_owned(),
        }),
    }
}

/// What puts the decision in force at risk today.
fn risks_of(
    bundle: &Bundle,
    gate: &gate_row::Model,
    stage: &stage::Model,
    language: Language,
) -> Result<Vec<RiskView>> {
    let reopened: Vec<String> = bundle
        .before(stage)
        .into_iter()
        .filter(|earlier| stage.state != "locked" && earlier.state != "passed")
        .map(|earlier| earlier.key.clone())
        .collect();
    let passed = |_: &&decision::Model| stage.state == "passed";
    let Some(decision) = bundle.decision_of(gate).filter(passed) else {
        let reopened = reopened
            .into_iter()
            .map(|stage| Risk::EarlierStageReopened { stage });
        return Ok(reopened
            .map(|risk| risk_view(&risk, bundle, None, language))
            .collect());
    };
    let pinned = serde_json::from_str::<Snapshot>(&decision.snapshot);
    let (Ok(pinned), true) = (pinned, is_intact(decision)) else {
        return Ok(vec![damaged(decision, language)]);
    };
    // Against what is known, never against suppositions.
    let verdict = judge(bundle, gate, &Suppositions::default())?;
    let evidence: Vec<EvidenceNow> = bundle
        .evidence
        .iter()
        .map(|piece| EvidenceNow {
            id: piece.id.to_string(),
            status: piece.status.clone(),
            content_hash: piece.content_hash.clone(),
            valid_until: piece.valid_until,
            superseded_by: piece.superseded_by.map(|id| id.to_string()),
        })
        .collect();
    let conditions: Vec<ConditionNow> = bundle
        .conditions
        .iter()
        .filter(|row| row.decision_id == decision.id)
        .map(|row| ConditionNow {
            id: row.id.to_string(),
            text: row.text.clone(),
            due: row.due_date,
            fulfilled: bundle.fulfils(row),
        })
        .collect();
    Ok(
        risks(&pinned, &verdict, &evidence, &conditions, &reopened, bundle.today)
            .iter()
            .map(|risk| risk_view(risk, bundle, Some(&verdict), language))
            .collect(),
    )
}

/// Whether a decision's snapshot still has its fingerprint.
pub(super) fn is_intact(decision: &decision::Model) -> bool {
    fingerprint(&decision.snapshot) == decision.fingerprint
}

fn damaged(decision: &decision::Model, language: Language) -> RiskView {
    let detail = Text3::new(
        "Det som beslutningen ble tatt på, er endret i databasen etterpå; kontroller revisjonskjeden.",
        "Det som beslutet fattades på har ändrats i databasen efteråt; kontrollera revisionskedjan.",
        "What the decision was made on was changed in the database afterwards; verify the audit chain.",
    );
    RiskView {
        code: "decision_damaged".to_owned(),
        about: decision.id.to_string(),
        detail: detail.get(language).to_owned(),
    }
}

/// What became of a piece of evidence.
fn status_word(status: &str, language: Language) -> &str {
    match status {
        "withdrawn" => Text3::new("trukket tilbake", "återkallat", "withdrawn"),
        "rejected" => Text3::new("avvist", "avvisat", "rejected"),
        "superseded" => Text3::new("erstattet", "ersatt", "superseded"),
        "submitted" => Text3::new("ikke vurdert", "ej granskat", "not reviewed"),
        _ => return status,
    }
    .get(language)
}

fn risk_view(risk: &Risk, bundle: &Bundle, verdict: Option<&Verdict>, language: Language) -> RiskView {
    let say = |nb, sv, en, value: &str| Text3::new(nb, sv, en).get(language).replace("{}", value);
    let evidence = |id: &str, title: &str| {
        let piece = Record {
            kind: "evidence".to_owned(),
            id: id.to_owned(),
            label: title.to_owned(),
        };
        label_of(bundle, &piece, language)
    };
    let (code, about, detail) = match risk {
        Risk::EvidenceExpired { id, title, on } => (
            "evidence_expired",
            id,
            say(
                "Dokumentasjonen «{}» er utløpt",
                "Underlaget ”{}” har gått ut",
                "The evidence '{}' has expired",
                &evidence(id, title),
            ) + &format!(" ({on})."),
        ),
        Risk::EvidenceChanged { id, title, status } => (
            "evidence_changed",
            id,
            say(
                "Dokumentasjonen «{}» gjelder ikke lenger",
                "Underlaget ”{}” gäller inte längre",
                "The evidence '{}' no longer holds",
                &evidence(id, title),
            ) + &format!(" ({}).", status_word(status, language)),
        ),
        Risk::CriterionNoLongerMet { key } => {
            let mut criteria = verdict.map(Verdict::criteria).unwrap_or_default().into_iter();
            let title = criteria.find(|leaf| leaf.criterion.key == *key);
            let title = title.map_or(key.as_str(), |leaf| leaf.criterion.title.get(language));
            (
                "criterion_no_longer_met",
                key,
                say(
                    "Kriteriet «{}» er ikke lenger oppfylt.",
                    "Kriteriet ”{}” är inte längre uppfyllt.",
                    "The criterion '{}' is no longer met.",
                    title,
                ),
            )
        }
        Risk::ConditionMissed { id, text, due } => (
            "condition_missed",
            id,
            say(
                "Vilkåret «{}» er ikke oppfylt i tide",
                "Villkoret ”{}” är inte uppfyllt i tid",
                "The condition '{}' was missed",
                text,
            ) + &format!(" ({due})."),
        ),
        Risk::EarlierStageReopened { stage } => (
            "earlier_stage_reopened",
            stage,
            say(
                "Det tidligere trinnet «{}» er åpnet igjen.",
                "Det tidigare steget ”{}” är öppnat igen.",
                "The earlier stage '{}' is open again.",
                &bundle
                    .stages
                    .iter()
                    .find(|one| one.key == *stage)
                    .map_or_else(|| stage.clone(), |one| title_of(&one.title, language)),
            ),
        ),
    };
    RiskView {
        code: code.to_owned(),
        about: about.clone(),
        detail: detail.chars().take(500).collect(),
    }
}
