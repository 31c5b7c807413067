-- Who may ask, decide, pass on and take back approvals; verbs/approvals. Nobody decides their own, whatever their rights.

-- Who owns what an approval is about.
CREATE OR REPLACE FUNCTION crm.subject_owner(r jsonb) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN (crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid) ->> 'owner_id')::uuid;

-- An approval as it stood when the transaction began.
CREATE OR REPLACE FUNCTION crm.approval_before(r jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce(
  (SELECT b.was FROM crm.before b
   WHERE b.xid = pg_current_xact_id_if_assigned() AND b.id = (r ->> 'id')::uuid AND b.tbl = 'approval'),
  r
);

-- Whether I may decide it: its holder, for whom it is held, those above, a deputy, who has all rights; never one's own.
CREATE OR REPLACE FUNCTION crm.decides(p crm.place, r jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  base uuid := coalesce(r ->> 'on_behalf_of_id', r ->> 'approver_id')::uuid;
BEGIN
  IF p.member_id IN ((r ->> 'asked_by_id')::uuid, crm.subject_owner(r)) THEN
    RETURN false;
  END IF;
  RETURN coalesce(
    p.member_id IN ((r ->> 'approver_id')::uuid, base)
    OR base = ANY (p.people)
    OR 'all' = ANY (p.rights)
    OR EXISTS (SELECT 1 FROM crm.member m WHERE m.id = base AND m.deputy_id = p.member_id),
    false
  );
END
$$;

-- Whether I may take it back: who asked, who owns what it is about, those above who asked, who has all rights.
CREATE OR REPLACE FUNCTION crm.withdraws(p crm.place, r jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce((r ->> 'asked_by_id')::uuid = ANY (p.people), false)
  OR coalesce(crm.subject_owner(r) = p.member_id, false) OR 'all' = ANY (p.rights);

-- Whether I have just decided, or may decide, an approval of a record: then I may bring the record up to date with it.
CREATE OR REPLACE FUNCTION crm.settles(p crm.place, about uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN EXISTS (
  SELECT 1 FROM crm.approval a
  WHERE a.about_id = about AND a.removed_at IS NULL
    AND ((a.decision IS NULL AND crm.decides(p, to_jsonb(a)))
      OR (a.decided_by_id = p.member_id AND a.updated_at > now() - interval '10 minutes'))
);

-- Whether I have just decided one: then what it was asked for is brought into force.
CREATE OR REPLACE FUNCTION crm.settled(p crm.place, about uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN EXISTS (
  SELECT 1 FROM crm.approval a
  WHERE a.about_id = about AND a.removed_at IS NULL AND a.decided_by_id = p.member_id
    AND a.decision IS DISTINCT FROM 'withdrawn' AND a.updated_at > now() - interval '10 minutes'
);

-- Whether what was asked last about a record lets it be approved: nothing of it waits or was rejected. Also where nothing
-- was ever asked: whether a rule would have asked only the store can count.
CREATE OR REPLACE FUNCTION crm.approved(about uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN NOT EXISTS (
  SELECT 1 FROM crm.approval a
  WHERE a.about_id = about AND a.removed_at IS NULL AND a.decision IS DISTINCT FROM 'approved'
    AND a.decision IS DISTINCT FROM 'withdrawn'
    AND a.asked_at = (SELECT max(x.asked_at) FROM crm.approval x WHERE x.about_id = about AND x.removed_at IS NULL)
);

-- Whether somebody has approved what is approved: then anybody whose matter it is may write that down.
CREATE OR REPLACE FUNCTION crm.approved_by(about uuid, who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN crm.approved(about) AND EXISTS (
  SELECT 1 FROM crm.approval a
  WHERE a.about_id = about AND a.removed_at IS NULL AND a.decision = 'approved' AND a.decided_by_id = who
);

-- Whether an expense that was rejected was changed since then: submitted again it may need no approval.
CREATE OR REPLACE FUNCTION crm.mended(r jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN r ->> 'status' IN ('draft', 'rejected') AND NOT EXISTS (
  SELECT 1 FROM crm.approval a
  WHERE a.about_id = (r ->> 'id')::uuid AND a.removed_at IS NULL
    AND (a.decision IS NULL OR (a.decision = 'rejected' AND a.updated_at >= (r ->> 'updated_at')::timestamptz))
);

-- Whether an approval goes on without its holder: it waited too long, the holder is suspended, or away with a deputy.
CREATE OR REPLACE FUNCTION crm.goes_on(r jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN r ->> 'decision' IS NULL AND (
  coalesce((r ->> 'escalate_at')::timestamptz <= now() + interval '1 hour', false)
  OR NOT EXISTS (SELECT 1 FROM crm.place w WHERE w.member_id = (r ->> 'approver_id')::uuid AND w.works)
  OR EXISTS (
    SELECT 1 FROM crm.member m WHERE m.id = (r ->> 'approver_id')::uuid AND m.deputy_id IS NOT NULL
      AND current_date BETWEEN coalesce(m.away_from, current_date) - 1 AND m.away_until + 1
  )
);

-- Where an approval may go on to by itself: up its holder's line, a deputy there, back to who was away.
CREATE OR REPLACE FUNCTION crm.next_holders(r jsonb) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
WITH base AS (
  SELECT w.* FROM crm.place w WHERE w.member_id = coalesce(r ->> 'on_behalf_of_id', r ->> 'approver_id')::uuid
), line AS (
  SELECT unnest(b.above) AS id FROM base b UNION SELECT b.member_id FROM base b
), found AS (
  SELECT l.id FROM line l
  UNION SELECT m.deputy_id FROM line l JOIN crm.member m ON m.id = l.id
  UNION SELECT w.member_id FROM crm.place w, base b WHERE NOT b.works AND 'all' = ANY (w.rights)
)
SELECT f.id FROM found f JOIN crm.place w ON w.member_id = f.id AND w.works
WHERE f.id IS DISTINCT FROM (r ->> 'asked_by_id')::uuid AND f.id IS DISTINCT FROM crm.subject_owner(r)
$$;

-- Whether an approval may be asked so: about what I may change, by myself, of somebody in my line, a deputy there,
-- somebody of the role that the rule names, or who has all rights; undecided.
CREATE OR REPLACE FUNCTION crm.asks(p crm.place, r jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  about jsonb := crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid);
  holder uuid := (r ->> 'approver_id')::uuid;
  base uuid := coalesce(r ->> 'on_behalf_of_id', r ->> 'approver_id')::uuid;
  asked_of text;
BEGIN
  IF r ->> 'about_kind' NOT IN ('quote', 'order', 'expense') OR about IS NULL
    OR (r ->> 'asked_by_id')::uuid IS DISTINCT FROM p.member_id
    OR coalesce(r ->> 'decision', r ->> 'decided_by_id', r ->> 'decided_at') IS NOT NULL
      AND r ->> 'decision' IS DISTINCT FROM 'withdrawn'
    OR holder IN (p.member_id, (about ->> 'owner_id')::uuid)
    OR NOT EXISTS (SELECT 1 FROM crm.place w WHERE w.member_id = holder AND w.works)
    OR NOT crm.allows_any(p, '{edit,close}', r ->> 'about_kind', about)
  THEN
    RETURN false;
  END IF;
  SELECT a ->> 'role' INTO asked_of
  FROM crm.playbook b, jsonb_array_elements(b.content::jsonb -> 'approvals') a
  WHERE b.id = (r ->> 'playbook_id')::uuid AND a ->> 'id' = r ->> 'rule' AND a ->> 'about' = r ->> 'about_kind';
  RETURN (base = holder OR EXISTS (SELECT 1 FROM crm.member m WHERE m.id = base AND m.deputy_id = holder))
    AND EXISTS (
      SELECT 1 FROM crm.place w
      WHERE w.member_id = base AND (w.member_id = ANY (p.above) OR 'all' = ANY (w.rights) OR w.role = asked_of)
    );
END
$$;

-- Whether a column of an approval may become so.
CREATE OR REPLACE FUNCTION crm.may_decide(p crm.place, r jsonb, col text, new text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  was jsonb := crm.approval_before(r);
  about uuid := (r ->> 'about_id')::uuid;
  decider boolean := crm.decides(p, was);
  back boolean;   -- may take it back, or have it taken back by what is done to what it is about
  undoes boolean; -- takes back the own decision
  moves boolean;
BEGIN
  back := crm.withdraws(p, r) OR crm.settles(p, about)
    OR crm.allows_any(p, '{edit,close}', r ->> 'about_kind', crm.record(r ->> 'about_kind', about));
  undoes := coalesce((was ->> 'decided_by_id')::uuid = ANY (p.people), false);
  moves := decider OR crm.goes_on(was) OR crm.has('team');
  CASE col
  WHEN 'decision' THEN
    IF was ->> 'decision' IS NULL THEN
      RETURN CASE new WHEN 'withdrawn' THEN back WHEN 'approved' THEN decider WHEN 'rejected' THEN decider
        ELSE new IS NULL END;
    END IF;
    RETURN new IS NULL AND (undoes OR (was ->> 'decision' = 'withdrawn' AND back))
      OR new = was ->> 'decision';
  WHEN 'decided_by_id' THEN
    IF was ->> 'decision' IS NULL THEN
      RETURN new IS NULL OR (new::uuid = p.member_id AND (decider OR back));
    END IF;
    RETURN new IS NULL AND (undoes OR back);
  WHEN 'opinion', 'decided_at' THEN
    RETURN decider AND was ->> 'decision' IS NULL OR undoes OR (was ->> 'decision' IS NULL OR was ->> 'decision' = 'withdrawn') AND back;
  WHEN 'approver_id' THEN
    IF new IS NULL OR NOT EXISTS (SELECT 1 FROM crm.place w WHERE w.member_id = new::uuid AND w.works)
      OR new::uuid IN ((r ->> 'asked_by_id')::uuid, crm.subject_owner(r))
    THEN
      RETURN false;
    END IF;
    RETURN undoes OR was ->> 'decision' IS NULL AND (
      decider OR (moves AND new::uuid IN (SELECT crm.next_holders(was)))
    );
  WHEN 'on_behalf_of_id' THEN
    RETURN (moves OR undoes) AND (
      new IS NULL OR new IN (r ->> 'approver_id', r ->> 'on_behalf_of_id', was ->> 'approver_id', was ->> 'on_behalf_of_id')
      OR EXISTS (
        SELECT 1 FROM crm.member m WHERE m.id = new::uuid AND m.deputy_id = (r ->> 'approver_id')::uuid
          AND m.id IN (SELECT crm.next_holders(was))
      )
    );
  WHEN 'remind_at', 'escalate_at' THEN
    RETURN moves;
  WHEN 'reminded_at' THEN
    RETURN moves OR coalesce((was ->> 'remind_at')::timestamptz <= now() + interval '1 hour', false);
  WHEN 'asked_by_id', 'owner_id' THEN -- what somebody asked who leaves; not one's own
    RETURN (r ->> col)::uuid IS DISTINCT FROM p.member_id AND (
      coalesce((r ->> 'asked_by_id')::uuid = ANY (p.people), false) OR 'all' = ANY (p.rights) OR crm.has('team')
    ) AND new::uuid IS DISTINCT FROM (r ->> 'approver_id')::uuid;
  WHEN 'removed_at', 'archived_at' THEN
    RETURN 'all' = ANY (p.rights)
      OR crm.allows(p, 'remove', r ->> 'about_kind', crm.record(r ->> 'about_kind', about));
  ELSE
    RETURN 'all' = ANY (p.rights);
  END CASE;
END
$$;
