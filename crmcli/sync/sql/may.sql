-- May I do this to that row? Asked by push of every op that is not plainly allowed; verbs/rights.py in SQL. Nothing here
-- raises: the answer is null (it may be done) or the reason why not.

-- Rows as they stood when the transaction began, where what it does to them takes a right away that it needs further on
-- (a customer handed over, then its shares dropped) or would give one that it must not have (an approval passed on).
CREATE TABLE IF NOT EXISTS crm.before (
  xid xid8 NOT NULL,
  id uuid NOT NULL,
  tbl text NOT NULL,
  was jsonb NOT NULL,
  PRIMARY KEY (xid, id, tbl)
);

-- One push of a member at a time. A row, and not an advisory lock: those anybody can take.
CREATE TABLE IF NOT EXISTS crm.turn (
  member_id uuid PRIMARY KEY
);

CREATE OR REPLACE FUNCTION crm.take_turn(member uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  INSERT INTO crm.turn (member_id) VALUES (member) ON CONFLICT DO NOTHING;
  PERFORM 1 FROM crm.turn t WHERE t.member_id = member FOR UPDATE;
END
$$;

CREATE OR REPLACE FUNCTION crm.forget_before() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DELETE FROM crm.before b WHERE b.xid = pg_current_xact_id()
$$;

CREATE OR REPLACE FUNCTION crm.keep_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  mine uuid := crm.me();
BEGIN
  IF mine IS NULL THEN
    RETURN NULL; -- nobody of the team: rights are not asked
  END IF;
  IF TG_OP = 'INSERT' THEN -- who enters a customer of a colleague fills it in by the same push
    INSERT INTO crm.before SELECT pg_current_xact_id(), n.id, 'bucket', jsonb_build_object('owner_id', mine)
    FROM new_rows n WHERE n.kind = 'customer' AND n.owner_id IS DISTINCT FROM mine ON CONFLICT DO NOTHING;
  ELSIF TG_TABLE_NAME = 'approval' THEN
    INSERT INTO crm.before SELECT pg_current_xact_id(), o.id, 'approval', to_jsonb(o) FROM old_rows o
    ON CONFLICT DO NOTHING;
  ELSE
    EXECUTE format(
      'INSERT INTO crm.before SELECT pg_current_xact_id(), o.id, %L, jsonb_build_object(''owner_id'', o.owner_id)
       FROM old_rows o JOIN new_rows n USING (id) WHERE o.owner_id IS DISTINCT FROM n.owner_id
       ON CONFLICT DO NOTHING', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS before_made ON crm.bucket;
CREATE TRIGGER before_made AFTER INSERT ON crm.bucket REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.keep_before();
DROP TRIGGER IF EXISTS before_changed ON crm.bucket;
CREATE TRIGGER before_changed AFTER UPDATE ON crm.bucket REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.keep_before();
DROP TRIGGER IF EXISTS before_changed ON crm.opportunity;
CREATE TRIGGER before_changed AFTER UPDATE ON crm.opportunity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.keep_before();
DROP TRIGGER IF EXISTS before_changed ON crm.approval;
CREATE TRIGGER before_changed AFTER UPDATE ON crm.approval REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.keep_before();

-- The tables of records; a record of one of these can be asked about by its id.
CREATE OR REPLACE FUNCTION crm.is_record(tbl text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tbl IN (
  'member', 'customer', 'contact', 'playbook', 'product', 'opportunity', 'quote', 'order', 'reminder', 'followup',
  'document', 'stage_change', 'share', 'guidance', 'notice', 'step', 'payment', 'expense', 'approval', 'duty'
);

-- A record as it stands; null if there is none.
CREATE OR REPLACE FUNCTION crm.record(tbl text, id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  found jsonb;
BEGIN
  IF id IS NULL OR NOT crm.is_record(tbl) THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE t.id = $1', tbl) USING id INTO found;
  RETURN found;
END
$$;

-- What a row hangs on beside its customer and an opportunity: pairs of table and id.
CREATE OR REPLACE FUNCTION crm.parents(tbl text, r jsonb) RETURNS TABLE (parent text, id uuid)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT v.parent, (v.id)::uuid FROM (VALUES
  ('opportunity', r ->> 'opportunity_id'), ('quote', r ->> 'quote_id'), ('order', r ->> 'order_id'),
  ('followup', r ->> 'followup_id'), (r ->> 'about_kind', r ->> 'about_id')
) v (parent, id)
WHERE tbl NOT IN ('opportunity', 'customer', 'notice', 'member', 'playbook', 'product')
  AND v.id IS NOT NULL AND v.parent NOT IN ('member', 'playbook')
$$;

-- The opportunities on which a row hangs, itself if it is one.
CREATE OR REPLACE FUNCTION crm.deals_of(tbl text, r jsonb, deep int DEFAULT 4) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  found uuid[] := '{}';
  one record;
  other jsonb;
BEGIN
  IF tbl = 'opportunity' THEN
    RETURN ARRAY[(r ->> 'id')::uuid];
  END IF;
  FOR one IN SELECT * FROM crm.parents(tbl, r) LOOP
    IF one.parent = 'opportunity' THEN
      found := found || one.id;
    ELSIF deep > 0 THEN
      other := crm.record(one.parent, one.id);
      IF other IS NOT NULL THEN
        found := found || crm.deals_of(one.parent, other, deep - 1);
      END IF;
    END IF;
  END LOOP;
  RETURN found;
END
$$;

-- How far I reach to a row (0 nothing, 1 read, 2 write, 3 own) and by what, as verbs/rights.py has it.
CREATE OR REPLACE FUNCTION crm.reach(p crm.place, tbl text, r jsonb, bucket uuid, OUT level int, OUT how text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  one record;
  hosted boolean := false;
  held uuid[];
  found int;
  through text;
  deals uuid[];
  opened uuid[] := ARRAY[bucket];
BEGIN
  level := CASE WHEN tbl = 'product' OR (tbl = 'document' AND r ->> 'about_kind' = 'product') THEN 1 ELSE 0 END;
  how := CASE level WHEN 1 THEN 'everybody' ELSE 'none' END;
  deals := CASE WHEN tbl = 'notice' THEN '{}' ELSE crm.deals_of(tbl, r) END;
  IF deals <> '{}' THEN
    opened := opened || ARRAY(SELECT o.bucket FROM crm.opportunity o WHERE o.id = ANY (deals));
  END IF;
  FOR one IN
    SELECT 1 AS place, o.id, o.owner_id, b.was ->> 'owner_id' AS was, b.id IS NOT NULL AS changed
    FROM crm.opportunity o LEFT JOIN crm.before b ON b.xid = pg_current_xact_id_if_assigned() AND b.id = o.id
      AND b.tbl = 'opportunity'
    WHERE o.id = ANY (deals)
    UNION ALL
    SELECT 2, c.id, c.owner_id, b.was ->> 'owner_id', b.id IS NOT NULL
    FROM crm.bucket c LEFT JOIN crm.before b ON b.xid = pg_current_xact_id_if_assigned() AND b.id = c.id
      AND b.tbl = 'bucket'
    WHERE c.id = ANY (opened) AND c.kind = 'customer' AND tbl <> 'notice'
    ORDER BY 1
  LOOP
    hosted := true;
    found := 0;
    IF p.member_id IN (one.owner_id, one.was::uuid) THEN
      found := 3; through := 'owner';
    ELSIF one.owner_id = ANY (p.people) OR one.was::uuid = ANY (p.people) THEN
      found := 3; through := 'above';
    ELSE
      IF one.place = 2 AND (one.owner_id IS NULL OR (one.changed AND one.was IS NULL)) THEN
        found := 1; through := 'pool';
      END IF;
      IF level < 3 AND EXISTS (
        SELECT 1 FROM crm.share s WHERE s.about_id = one.id AND s.removed_at IS NULL
          AND (s.member_id = p.member_id OR s.role = p.role OR s.department = p.department)
      ) THEN
        IF EXISTS (
          SELECT 1 FROM crm.share s WHERE s.about_id = one.id AND s.removed_at IS NULL AND s.access = 'write'
            AND (s.member_id = p.member_id OR s.role = p.role OR s.department = p.department)
        ) THEN
          found := 2; through := 'shared';
        ELSIF found < 1 THEN
          found := 1; through := 'shared';
        END IF;
      END IF;
    END IF;
    IF found > level THEN
      level := found; how := through;
    END IF;
  END LOOP;
  IF level < 1 AND tbl <> 'notice' AND EXISTS (
    SELECT 1 FROM crm.approval a
    WHERE a.removed_at IS NULL
      AND (a.approver_id = p.member_id OR (a.decided_by_id = p.member_id AND a.decision IS DISTINCT FROM 'withdrawn'))
      AND (a.about_id = (r ->> 'id')::uuid OR (hosted AND a.bucket = ANY (opened)))
  ) THEN
    level := 1; how := 'holder';
  END IF;
  IF hosted AND tbl NOT IN ('reminder', 'guidance', 'notice', 'expense', 'approval') THEN
    RETURN;
  END IF;
  held := array_remove(CASE tbl
    WHEN 'reminder' THEN ARRAY[r ->> 'for_id', r ->> 'owner_id']
    WHEN 'guidance' THEN ARRAY[r ->> 'for_id', r ->> 'author_id']
    WHEN 'notice' THEN ARRAY[r ->> 'for_id']
    WHEN 'approval' THEN ARRAY[r ->> 'approver_id', r ->> 'asked_by_id', r ->> 'on_behalf_of_id']
    ELSE ARRAY[r ->> 'owner_id'] END, NULL)::uuid[];
  IF p.member_id = ANY (held) THEN
    found := CASE WHEN hosted THEN 2 ELSE 3 END;
    IF found > level THEN level := found; how := 'owner'; END IF;
  ELSIF held && p.people AND level < 3 THEN
    level := 3; how := 'above';
  END IF;
END
$$;

-- Whose it is what was given to a member or a department, of an order of an owner; verbs/order_people.py, answering.
CREATE OR REPLACE FUNCTION crm.answering(member uuid, department text, owner uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce(
  (SELECT ARRAY[w.member_id] FROM crm.place w WHERE w.member_id = member AND w.works),
  (SELECT array_agg(w.member_id) FROM crm.place w
   WHERE w.works AND department <> '' AND crm.name_key(w.department) = crm.name_key(answering.department)),
  (SELECT ARRAY[w.member_id] FROM crm.place w WHERE w.member_id = owner AND w.works),
  (SELECT ARRAY[a.id] FROM crm.place o, unnest(o.above) WITH ORDINALITY a (id, far)
   JOIN crm.place w ON w.member_id = a.id AND w.works WHERE o.member_id = owner ORDER BY a.far LIMIT 1),
  (SELECT array_agg(w.member_id) FROM crm.place w WHERE w.works AND 'all' = ANY (w.rights)),
  '{}'
);

-- The order that a record is or belongs to; a paper belongs to what it is about.
CREATE OR REPLACE FUNCTION crm.order_of(tbl text, r jsonb, deep int DEFAULT 3) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  about text := r ->> 'about_kind';
  other jsonb;
BEGIN
  IF tbl = 'order' THEN
    RETURN (r ->> 'id')::uuid;
  ELSIF r ->> 'order_id' IS NOT NULL THEN
    RETURN (r ->> 'order_id')::uuid;
  ELSIF deep > 0 AND about IN ('order', 'step', 'payment', 'duty', 'document') THEN
    other := crm.record(about, (r ->> 'about_id')::uuid);
    IF other IS NOT NULL THEN
      RETURN crm.order_of(about, other, deep - 1);
    END IF;
  END IF;
  RETURN NULL;
END
$$;

-- Whether a step or duty of an order is, or was, mine to do or somebody's below; or of one in whose place I stand, whose
-- orders that still ask something are mine too.
CREATE OR REPLACE FUNCTION crm.given_on_order(p crm.place, of uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN (
  SELECT EXISTS (
    SELECT 1 FROM crm.step s WHERE s.order_id = of AND s.removed_at IS NULL
      AND (crm.given(q, s.member_id, s.department) OR s.done_by_id = ANY (q.working))
  ) OR EXISTS (
    SELECT 1 FROM crm.duty u WHERE u.order_id = of AND u.removed_at IS NULL AND crm.given(q, u.for_id, u.department)
  ) OR (q.working <> p.working AND EXISTS (
    SELECT 1 FROM crm.order o WHERE o.id = of AND crm.asks(o)
      AND crm.answering(NULL, NULL, o.owner_id) && crm.stood_for(p)
  ))
  FROM crm.standing(p) q
);

-- What having a part in carrying an order out lets one do; and of who has a part of a sale, see its customer.
CREATE OR REPLACE FUNCTION crm.lets(p crm.place, verb text, tbl text, r jsonb, bucket uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  whose uuid[];
  of uuid;
BEGIN
  IF verb = 'do' AND tbl IN ('step', 'duty') THEN
    whose := crm.answering(
      CASE tbl WHEN 'step' THEN (r ->> 'member_id')::uuid ELSE (r ->> 'for_id')::uuid END, r ->> 'department',
      (SELECT o.owner_id FROM crm.order o WHERE o.id = (r ->> 'order_id')::uuid)
    );
    RETURN whose && p.people OR whose && crm.stood_for(p) OR coalesce((r ->> 'done_by_id')::uuid = ANY (p.people), false);
  ELSIF tbl = 'customer' THEN
    RETURN verb IN ('see', 'ask', 'follow') AND EXISTS (
        SELECT 1 FROM crm.order o WHERE o.customer_id = (r ->> 'id')::uuid AND crm.given_on_order(p, o.id)
      ) OR verb = 'see' AND EXISTS (
        SELECT 1 FROM crm.opportunity o WHERE o.customer_id = (r ->> 'id')::uuid AND (
          o.owner_id = ANY (p.people) OR EXISTS (
            SELECT 1 FROM crm.share s WHERE s.about_id = o.id AND s.removed_at IS NULL
              AND (s.member_id = p.member_id OR s.role = p.role OR s.department = p.department)
          )
        )
      );
  ELSIF tbl NOT IN ('order', 'step', 'payment', 'duty', 'document') THEN
    RETURN false;
  ELSIF verb NOT IN ('see', 'ask', 'follow') AND (verb, tbl) NOT IN (('collect', 'order'), ('add', 'document')) THEN
    RETURN false;
  END IF;
  of := crm.order_of(tbl, r);
  RETURN of IS NOT NULL AND crm.given_on_order(p, of);
END
$$;

-- Whether I may do a verb to a record; verbs/rights.py, may.
CREATE OR REPLACE FUNCTION crm.allows(p crm.place, verb text, tbl text, r jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  level int;
  how text;
  author uuid := (r ->> 'author_id')::uuid;
  bucket uuid := (r ->> 'bucket')::uuid;
  good boolean;
  general boolean;
BEGIN
  IF p.member_id IS NULL OR r IS NULL THEN
    RETURN false;
  END IF;
  IF tbl = 'member' AND verb IN ('add', 'edit', 'remove') THEN
    verb := 'team';
  ELSIF tbl = 'playbook' AND verb IN ('add', 'edit', 'remove') THEN
    verb := 'process';
  END IF;
  general := verb IN ('team', 'process', 'pool', 'purge');
  IF tbl IN ('member', 'playbook') THEN
    RETURN NOT general OR p.rights && ARRAY['all', verb];
  ELSIF verb = 'take' AND tbl = 'customer' AND r ->> 'owner_id' IS NOT NULL THEN
    RETURN false;
  ELSIF 'all' = ANY (p.rights) THEN
    RETURN true;
  END IF;
  IF tbl = 'guidance' AND verb IN ('edit', 'remove', 'purge') AND author IS NOT NULL THEN
    level := CASE WHEN author = ANY (p.people) THEN 3 ELSE 0 END;
    how := CASE WHEN author = p.member_id THEN 'owner' ELSE 'above' END;
  ELSE
    SELECT f.level, f.how INTO level, how FROM crm.reach(p, tbl, r, bucket) f;
  END IF;
  good := level >= CASE
    WHEN verb IN ('see', 'ask', 'follow', 'take') THEN 1
    WHEN verb IN ('add', 'edit', 'move', 'close', 'reply', 'collect', 'do') THEN 2
    WHEN verb IN ('remove', 'merge') AND tbl NOT IN ('customer', 'opportunity', 'order') THEN 2
    ELSE 3 END AND NOT (verb = 'guide' AND how <> 'above');
  IF general THEN
    RETURN good AND verb = ANY (p.rights);
  END IF;
  RETURN good OR verb = ANY (p.rights)
    OR (verb IN ('see', 'ask', 'follow', 'do', 'collect', 'add') AND crm.lets(p, verb, tbl, r, bucket));
END
$$;

-- The same of several verbs of which one is enough.
CREATE OR REPLACE FUNCTION crm.allows_any(p crm.place, verbs text[], tbl text, r jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  verb text;
BEGIN
  FOREACH verb IN ARRAY verbs LOOP
    IF crm.allows(p, verb, tbl, r) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END
$$;
