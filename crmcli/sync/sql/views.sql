-- For tools that draw charts and count: tables in words, with what a store keeps derived (last dealing, what is owed, how far
-- an order is) reckoned when it is asked for. They see with the eyes of who asks: a rep's login counts what the rep sees.

-- Money as a number of its currency's main unit.
CREATE OR REPLACE FUNCTION crm.money(minor bigint, currency text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(minor::numeric / CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
    WHEN currency IN ('CLF', 'UYW') THEN 10000
    ELSE 100 END, 4);

CREATE OR REPLACE VIEW crm.bi_customer WITH (security_invoker = true) AS
SELECT c.id, c.ref, c.name, c.kind, c.status, c.level, c.source, c.industry, c.country, c.region, c.city,
  m.name AS owner, m.department AS owner_department, c.owned_since, c.created_at, c.archived_at IS NOT NULL AS archived,
  f.last_dealt, f.dealings, n.next_due
FROM crm.customer c
LEFT JOIN crm.member m ON m.id = c.owner_id
LEFT JOIN LATERAL (
  SELECT max(coalesce(x.at_at, x.at_on::timestamp AT TIME ZONE 'UTC')) AS last_dealt, count(*) AS dealings
  FROM crm.followup x WHERE x.bucket = c.id AND x.customer_id = c.id AND x.removed_at IS NULL
) f ON true
LEFT JOIN LATERAL (
  SELECT min(CASE WHEN r.state = 'snoozed' THEN coalesce(r.snoozed_until_at, r.snoozed_until_on::timestamp AT TIME ZONE 'UTC')
    ELSE coalesce(r.due_at, r.due_on::timestamp AT TIME ZONE 'UTC') END) AS next_due
  FROM crm.reminder r WHERE r.bucket = c.id AND r.customer_id = c.id AND r.state <> 'done' AND r.removed_at IS NULL
) n ON true
WHERE c.removed_at IS NULL;

CREATE OR REPLACE VIEW crm.bi_opportunity WITH (security_invoker = true) AS
SELECT o.id, o.ref, o.title, c.ref AS customer_ref, c.name AS customer, m.name AS owner, m.department AS owner_department,
  p.name AS process, o.stage, o.stage_since, o.probability, crm.money(o.amount_minor, o.amount_currency) AS amount,
  o.amount_currency AS currency, crm.money(o.amount_minor, o.amount_currency) * o.probability / 100 AS weighted,
  o.acquired_on, o.expected_close, coalesce(o.outcome, 'open') AS outcome, o.outcome_reason, o.closed_at, o.closed_stage,
  f.last_dealt, f.dealings
FROM crm.opportunity o
LEFT JOIN crm.customer c ON c.id = o.customer_id
LEFT JOIN crm.member m ON m.id = o.owner_id
LEFT JOIN crm.playbook p ON p.id = o.playbook_id
LEFT JOIN LATERAL (
  SELECT max(coalesce(x.at_at, x.at_on::timestamp AT TIME ZONE 'UTC')) AS last_dealt, count(*) AS dealings
  FROM crm.followup x WHERE x.bucket = o.bucket AND x.opportunity_id = o.id AND x.removed_at IS NULL
) f ON true
WHERE o.removed_at IS NULL;

CREATE OR REPLACE VIEW crm.bi_order WITH (security_invoker = true) AS
SELECT o.id, o.ref, o.number, o.title, c.ref AS customer_ref, c.name AS customer, m.name AS owner,
  m.department AS owner_department, p.name AS process, o.status, o.signed_on, o.delivery, o.first_delivery, o.delivered,
  o.closed_at, crm.money(o.amount_minor, o.amount_currency) AS amount, o.amount_currency AS currency,
  crm.money(o.amount_minor - q.received, o.amount_currency) AS receivable,
  s.steps_done, s.steps_total, s.blocked, s.next_planned
FROM crm."order" o
LEFT JOIN crm.customer c ON c.id = o.customer_id
LEFT JOIN crm.member m ON m.id = o.owner_id
LEFT JOIN crm.playbook p ON p.id = o.playbook_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(CASE x.kind WHEN 'received' THEN x.counted_minor WHEN 'refund' THEN -x.counted_minor END), 0)::bigint
    AS received
  FROM crm.payment x WHERE x.bucket = o.bucket AND x.order_id = o.id AND x.removed_at IS NULL
) q
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE x.status = 'done') AS steps_done, count(*) FILTER (WHERE x.status <> 'skipped') AS steps_total,
    count(*) FILTER (WHERE x.status = 'blocked') AS blocked,
    min(x.planned) FILTER (WHERE x.status IN ('open', 'started', 'blocked')) AS next_planned
  FROM crm.step x WHERE x.bucket = o.bucket AND x.order_id = o.id AND x.removed_at IS NULL
) s
WHERE o.removed_at IS NULL;

CREATE OR REPLACE VIEW crm.bi_step WITH (security_invoker = true) AS
SELECT s.id, s.ref, o.number AS order_number, c.name AS customer, s.place, s.key, s.name, s.department, m.name AS member,
  s.status, s.planned, s.first_planned, coalesce(s.started_at, s.started_on::timestamp AT TIME ZONE 'UTC') AS started,
  coalesce(s.done_at, s.done_on::timestamp AT TIME ZONE 'UTC') AS done, d.name AS done_by,
  coalesce(s.done_at::date, s.done_on, current_date) - s.planned AS days_late
FROM crm.step s
JOIN crm."order" o ON o.id = s.order_id
LEFT JOIN crm.customer c ON c.id = o.customer_id
LEFT JOIN crm.member m ON m.id = s.member_id
LEFT JOIN crm.member d ON d.id = s.done_by_id
WHERE s.removed_at IS NULL AND o.removed_at IS NULL;

CREATE OR REPLACE VIEW crm.bi_payment WITH (security_invoker = true) AS
SELECT p.id, p.ref, o.number AS order_number, c.name AS customer, m.name AS owner, p.kind, p.label,
  crm.money(p.amount_minor, p.amount_currency) AS amount, p.amount_currency AS currency,
  crm.money(p.counted_minor, p.counted_currency) AS counted, p.counted_currency, p.due,
  coalesce(p.at_at, p.at_on::timestamp AT TIME ZONE 'UTC') AS at
FROM crm.payment p
JOIN crm."order" o ON o.id = p.order_id
LEFT JOIN crm.customer c ON c.id = o.customer_id
LEFT JOIN crm.member m ON m.id = o.owner_id
WHERE p.removed_at IS NULL AND o.removed_at IS NULL;

GRANT SELECT ON crm.bi_customer, crm.bi_opportunity, crm.bi_order, crm.bi_step, crm.bi_payment TO crm_members;
GRANT EXECUTE ON FUNCTION crm.money(bigint, text) TO crm_members;
