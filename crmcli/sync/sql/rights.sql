-- Who I am and what I see: the same answers as verbs/rights.py gives, over sets of rows. Nothing here is asked once a
-- row of a read: a policy asks each of these once a statement.

CREATE INDEX IF NOT EXISTS share_role ON crm.share (role) WHERE role IS NOT NULL AND removed_at IS NULL;
CREATE INDEX IF NOT EXISTS share_department ON crm.share (department) WHERE department IS NOT NULL AND removed_at IS NULL;
CREATE INDEX IF NOT EXISTS approval_decided ON crm.approval (decided_by_id) WHERE decided_by_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS approval_asked_by ON crm.approval (asked_by_id);
CREATE INDEX IF NOT EXISTS approval_behalf ON crm.approval (on_behalf_of_id) WHERE on_behalf_of_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS opportunity_owner ON crm.opportunity (owner_id);
CREATE INDEX IF NOT EXISTS step_done_by ON crm.step (done_by_id) WHERE done_by_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS followup_order ON crm.followup (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS duty_followup ON crm.duty (followup_id) WHERE followup_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS duty_department_name ON crm.duty (department);
CREATE INDEX IF NOT EXISTS reminder_owner ON crm.reminder (owner_id);
CREATE INDEX IF NOT EXISTS guidance_author ON crm.guidance (author_id);
CREATE INDEX IF NOT EXISTS member_deputy ON crm.member (deputy_id) WHERE deputy_id IS NOT NULL;

-- Where I stand, as long as I work here and my login is let in; no row else.
CREATE OR REPLACE FUNCTION crm.my_place() RETURNS SETOF crm.place
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 1 SET search_path = crm, pg_temp
BEGIN ATOMIC
  SELECT p.* FROM crm.login l JOIN crm.place p ON p.member_id = l.member_id
  WHERE l.login = session_user AND l.active AND p.works;
END;

-- Me, or an error of its own for who is suspended or nobody of the team.
CREATE OR REPLACE FUNCTION crm.demand_me() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  found uuid := crm.me();
BEGIN
  IF found IS NULL THEN
    RAISE EXCEPTION 'suspended' USING ERRCODE = 'CR001';
  END IF;
  RETURN found;
END
$$;

-- Me and all below me; empty for who is suspended.
CREATE OR REPLACE FUNCTION crm.my_people() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce((SELECT p.people FROM crm.my_place() p), '{}');

-- Whether I have a right over every record.
CREATE OR REPLACE FUNCTION crm.has(wanted text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce((SELECT p.rights && ARRAY['all', wanted] FROM crm.my_place() p), false);

-- The customers that are open to me by a share, or for reading by an approval that I hold or decided.
CREATE OR REPLACE FUNCTION crm.my_shares() RETURNS TABLE (bucket uuid, write boolean)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 100 SET search_path = crm, pg_temp AS $$
SELECT f.bucket, bool_or(f.write)
FROM crm.my_place() p, LATERAL (
  SELECT s.about_id AS bucket, s.access = 'write' AS write FROM crm.share s
  WHERE s.about_kind = 'customer' AND s.removed_at IS NULL
    AND (s.member_id = p.member_id OR s.role = p.role OR s.department = p.department)
  UNION ALL
  SELECT a.bucket, false FROM crm.approval a JOIN crm.bucket b ON b.id = a.bucket AND b.kind = 'customer'
  WHERE a.removed_at IS NULL AND (
    a.approver_id = p.member_id OR (a.decided_by_id = p.member_id AND a.decision IS DISTINCT FROM 'withdrawn'))
) f
GROUP BY f.bucket
$$;

-- Of these buckets those that I see whole.
CREATE OR REPLACE FUNCTION crm.full(ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
SELECT b.id FROM crm.my_place() p, crm.bucket b
WHERE b.id = ANY (ids) AND (
  b.owner_id = ANY (p.people) OR p.rights && '{all,see}' OR b.kind = 'reference'
  OR (b.kind = 'customer' AND b.owner_id IS NULL)
  OR b.id IN (SELECT s.bucket FROM crm.my_shares() s)
)
$$;

-- Of these buckets those in which I may do everything ordinary.
CREATE OR REPLACE FUNCTION crm.easy(ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
SELECT b.id FROM crm.my_place() p, crm.bucket b
WHERE b.id = ANY (ids) AND (
  b.owner_id = ANY (p.people) OR 'all' = ANY (p.rights)
  OR b.id IN (SELECT s.bucket FROM crm.my_shares() s WHERE s.write)
)
$$;

-- --- parts: what I see of buckets that I do not see whole -----------------------------------------------------------

-- Whether something given to a member or a department was given to me or to somebody below me. As of one who is
-- suspended it is the department's.
CREATE OR REPLACE FUNCTION crm.given(p crm.place, member uuid, department text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = crm, pg_temp
RETURN member = ANY (p.working) IS TRUE
  OR (crm.name_key(department) = ANY (p.departments) IS TRUE
      AND NOT EXISTS (SELECT 1 FROM crm.place w WHERE w.member_id = member AND w.works));

-- The opportunities that are mine, of somebody below or shared with me, on customers that are not mine.
CREATE OR REPLACE FUNCTION crm.my_deals(p crm.place) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
SELECT coalesce(array_agg(f.id), '{}')
FROM (
  SELECT o.id, o.bucket FROM crm.opportunity o WHERE o.owner_id = ANY (p.people)
  UNION
  SELECT o.id, o.bucket FROM crm.share s JOIN crm.opportunity o ON o.id = s.about_id
  WHERE s.about_kind = 'opportunity' AND s.removed_at IS NULL
    AND (s.member_id = p.member_id OR s.role = p.role OR s.department = p.department)
) f
JOIN crm.bucket b ON b.id = f.bucket WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE
$$;

-- How the departments of mine and of those below are written in steps and duties.
CREATE OR REPLACE FUNCTION crm.my_departments(p crm.place) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
WITH RECURSIVE s (department) AS ( -- each once, by looks into the index
  SELECT min(x.department) FROM crm.step x
  UNION ALL
  SELECT (SELECT min(x.department) FROM crm.step x WHERE x.department > s.department) FROM s WHERE s.department IS NOT NULL
), u (department) AS (
  SELECT min(x.department) FROM crm.duty x
  UNION ALL
  SELECT (SELECT min(x.department) FROM crm.duty x WHERE x.department > u.department) FROM u WHERE u.department IS NOT NULL
)
SELECT coalesce(array_agg(d.department), '{}') FROM (TABLE s UNION TABLE u) d
WHERE crm.name_key(d.department) = ANY (p.departments)
$$;

-- Whether an absence falls into today, of which no two zones agree: so many days before it, and after it, still count.
CREATE OR REPLACE FUNCTION crm.is_away(since date, until date, before int, after int) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = crm, pg_temp
RETURN coalesce((now() AT TIME ZONE 'UTC')::date BETWEEN coalesce(since, '-infinity') - before AND until + after, false);

-- Those who are away and in whose place I stand, or somebody below me. What was done in their place may come some days
-- after they are back, from a laptop that was offline; a deputy who is away stands in for nobody.
CREATE OR REPLACE FUNCTION crm.stood_for(p crm.place) RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN ARRAY(
  SELECT m.id FROM crm.member m JOIN crm.place w ON w.member_id = m.id AND w.works JOIN crm.member d ON d.id = m.deputy_id
  WHERE m.deputy_id = ANY (p.working) AND m.deputy_id <> m.id AND crm.is_away(m.away_from, m.away_until, 1, 3)
    AND NOT crm.is_away(d.away_from, d.away_until, -3, -1)
);

-- Where I stand, as a deputy too: with the steps and duties of those in whose place I stand.
CREATE OR REPLACE FUNCTION crm.standing(p crm.place) RETURNS crm.place
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  stood uuid[] := crm.stood_for(p);
BEGIN
  IF stood <> '{}' THEN
    p.working := p.working || stood;
    p.departments := p.departments || ARRAY(
      SELECT crm.name_key(w.department) FROM crm.place w WHERE w.member_id = ANY (stood) AND w.department <> '');
  END IF;
  RETURN p;
END
$$;

-- Whether an order still asks something of who answers for it: it is in hand, or closed and not paid.
CREATE OR REPLACE FUNCTION crm.asks(o crm."order") RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN o.removed_at IS NULL AND (o.status = 'open' OR o.status = 'closed' AND (
  SELECT coalesce(bool_or(x.kind = 'planned' AND x.amount_minor > 0) AND sum(CASE x.kind WHEN 'planned' THEN x.amount_minor
    WHEN 'received' THEN -x.counted_minor WHEN 'refund' THEN x.counted_minor END) > 0, false)
  FROM crm.payment x WHERE x.bucket = o.bucket AND x.order_id = o.id AND x.removed_at IS NULL
));

-- The orders that ask something of those who are away and in whose place I stand, what fell to them of others among them.
CREATE OR REPLACE FUNCTION crm.stood_orders(p crm.place) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  stood uuid[] := crm.stood_for(p);
  owners uuid[];
BEGIN
  IF stood = '{}' THEN
    RETURN;
  END IF;
  owners := ARRAY(SELECT w.member_id FROM crm.place w WHERE crm.answering(NULL, NULL, w.member_id) && stood);
  RETURN QUERY SELECT o.id FROM crm.order o
    WHERE o.owner_id = ANY (owners) AND crm.asks(o);
  IF crm.answering(NULL, NULL, NULL) && stood THEN
    RETURN QUERY SELECT o.id FROM crm.order o WHERE o.owner_id IS NULL AND crm.asks(o);
  END IF;
END
$$;

-- The orders, on customers that are not mine, of which a step or duty is for me or somebody below to do, or was done; as a
-- deputy also those of who is away.
CREATE OR REPLACE FUNCTION crm.my_orders(p crm.place) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  named text[] := '{}';
  there uuid[] := '{}';
  owned uuid[] := ARRAY(SELECT crm.stood_orders(p));
BEGIN
  p := crm.standing(p);
  IF p.departments <> '{}' THEN
    named := crm.my_departments(p);
    there := ARRAY(SELECT w.member_id FROM crm.place w WHERE w.works);
  END IF;
  RETURN ARRAY(
    SELECT DISTINCT f.order_id FROM (
      SELECT s.order_id, s.bucket FROM crm.step s WHERE s.member_id = ANY (p.working) AND s.removed_at IS NULL
      UNION
      SELECT s.order_id, s.bucket FROM crm.step s WHERE s.done_by_id = ANY (p.working) AND s.removed_at IS NULL
      UNION
      SELECT s.order_id, s.bucket FROM crm.step s
      WHERE s.department = ANY (named) AND s.removed_at IS NULL AND (s.member_id = ANY (there)) IS NOT TRUE
      UNION
      SELECT u.order_id, u.bucket FROM crm.duty u WHERE u.for_id = ANY (p.working) AND u.removed_at IS NULL
      UNION
      SELECT u.order_id, u.bucket FROM crm.duty u
      WHERE u.department = ANY (named) AND u.removed_at IS NULL AND (u.for_id = ANY (there)) IS NOT TRUE
      UNION
      SELECT o.id, o.bucket FROM crm.order o WHERE o.id = ANY (owned)
    ) f JOIN crm.bucket b ON b.id = f.bucket
    WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE
  );
END
$$;

-- What I see of a table beside the buckets that I see whole, by id; `*`: of all records, for rows that hang on any.
-- Nothing for who sees everything. Some of it may lie in buckets that are seen whole.
CREATE OR REPLACE FUNCTION crm.my_part(tbl text) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  p crm.place;
  every boolean := tbl = '*';
  deals uuid[] := '{}';
  carried uuid[] := '{}'; -- orders of which I have a step
  quotes uuid[] := '{}';
  orders uuid[] := '{}';  -- of my deals
  notes uuid[] := '{}';
  spent uuid[] := '{}';
  all_orders uuid[];
  hang uuid[];            -- all that hangs on my deals
  more uuid[];
BEGIN
  SELECT * INTO p FROM crm.my_place();
  IF p.member_id IS NULL OR p.rights && '{all,see}' OR tbl IN ('contact', 'member', 'playbook', 'product', 'notice') THEN
    RETURN;
  END IF;
  -- What is somebody's own, whatever it hangs on.
  IF every OR tbl = 'reminder' THEN
    RETURN QUERY SELECT t.id FROM crm.reminder t JOIN crm.bucket b ON b.id = t.bucket
    WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE AND (t.for_id = ANY (p.people) OR t.owner_id = ANY (p.people));
  END IF;
  IF every OR tbl = 'guidance' THEN
    RETURN QUERY SELECT t.id FROM crm.guidance t JOIN crm.bucket b ON b.id = t.bucket
    WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE AND (t.for_id = ANY (p.people) OR t.author_id = ANY (p.people));
  END IF;
  IF every OR tbl = 'approval' THEN
    RETURN QUERY SELECT t.id FROM crm.approval t JOIN crm.bucket b ON b.id = t.bucket
    WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE AND (
      t.approver_id = ANY (p.people) OR t.asked_by_id = ANY (p.people) OR t.on_behalf_of_id = ANY (p.people));
  END IF;
  IF every OR tbl = 'expense' THEN
    RETURN QUERY SELECT t.id FROM crm.expense t JOIN crm.bucket b ON b.id = t.bucket
    WHERE (b.owner_id = ANY (p.people)) IS NOT TRUE AND t.owner_id = ANY (p.people);
    RETURN QUERY SELECT a.about_id FROM crm.approval a
    WHERE a.about_kind = 'expense' AND a.removed_at IS NULL
      AND (a.approver_id = p.member_id OR (a.decided_by_id = p.member_id AND a.decision IS DISTINCT FROM 'withdrawn'));
  END IF;

  deals := crm.my_deals(p);
  IF every OR tbl IN ('customer', 'order', 'step', 'payment', 'duty', 'document') THEN
    carried := crm.my_orders(p);
  END IF;
  IF every OR tbl = 'opportunity' THEN
    RETURN QUERY SELECT unnest(deals);
  END IF;
  IF every OR tbl = 'customer' THEN
    RETURN QUERY SELECT t.customer_id FROM crm.opportunity t WHERE t.id = ANY (deals)
      UNION SELECT t.customer_id FROM crm.order t WHERE t.id = ANY (carried);
    IF NOT every THEN RETURN; END IF;
  END IF;
  IF deals <> '{}' AND tbl <> 'opportunity' THEN
    SELECT coalesce(array_agg(t.id), '{}') INTO quotes FROM crm.quote t WHERE t.opportunity_id = ANY (deals);
    SELECT coalesce(array_agg(t.id), '{}') INTO orders FROM (
      SELECT t.id FROM crm.order t WHERE t.opportunity_id = ANY (deals)
      UNION SELECT t.id FROM crm.order t WHERE t.quote_id = ANY (quotes)
    ) t;
    SELECT coalesce(array_agg(t.id), '{}') INTO notes FROM (
      SELECT t.id FROM crm.followup t WHERE t.opportunity_id = ANY (deals)
      UNION SELECT t.id FROM crm.followup t WHERE t.order_id = ANY (orders)
    ) t;
  END IF;
  all_orders := orders || carried;
  IF every OR tbl = 'quote' THEN RETURN QUERY SELECT unnest(quotes); END IF;
  IF every OR tbl = 'order' THEN RETURN QUERY SELECT unnest(all_orders); END IF;
  IF every OR tbl = 'followup' THEN RETURN QUERY SELECT unnest(notes); END IF;
  IF every OR tbl = 'step' THEN
    RETURN QUERY SELECT t.id FROM crm.step t WHERE t.order_id = ANY (all_orders);
  END IF;
  IF every OR tbl = 'payment' THEN
    RETURN QUERY SELECT t.id FROM crm.payment t WHERE t.order_id = ANY (all_orders);
  END IF;
  IF every OR tbl = 'duty' THEN
    RETURN QUERY SELECT t.id FROM crm.duty t WHERE t.order_id = ANY (all_orders) OR t.followup_id = ANY (notes);
  END IF;
  IF every OR tbl = 'stage_change' THEN
    RETURN QUERY SELECT t.id FROM crm.stage_change t WHERE t.opportunity_id = ANY (deals);
  END IF;
  IF every OR tbl = 'share' THEN
    RETURN QUERY SELECT t.id FROM crm.share t WHERE t.about_id = ANY (deals);
  END IF;
  IF every OR tbl IN ('expense', 'reminder', 'guidance', 'approval', 'document') THEN
    SELECT coalesce(array_agg(t.id), '{}') INTO spent FROM crm.expense t
    WHERE t.opportunity_id = ANY (deals) OR t.order_id = ANY (orders) OR t.followup_id = ANY (notes);
    RETURN QUERY SELECT unnest(spent) WHERE every OR tbl = 'expense';
  END IF;
  IF NOT every AND tbl NOT IN ('reminder', 'guidance', 'approval', 'document') THEN
    RETURN;
  END IF;
  -- What is about something of it, and about that again.
  IF deals <> '{}' THEN
    hang := deals || quotes || orders || notes || spent
      || ARRAY(SELECT t.id FROM crm.step t WHERE t.order_id = ANY (orders))
      || ARRAY(SELECT t.id FROM crm.payment t WHERE t.order_id = ANY (orders))
      || ARRAY(SELECT t.id FROM crm.duty t WHERE t.order_id = ANY (orders) OR t.followup_id = ANY (notes));
    FOR depth IN 1..3 LOOP
      more := ARRAY(
        SELECT t.id FROM crm.reminder t WHERE t.about_id = ANY (hang)
        UNION SELECT t.id FROM crm.guidance t WHERE t.about_id = ANY (hang)
        UNION SELECT t.id FROM crm.approval t WHERE t.about_id = ANY (hang)
        UNION SELECT t.id FROM crm.document t WHERE t.about_id = ANY (hang)
        EXCEPT SELECT unnest(hang)
      );
      EXIT WHEN more = '{}';
      hang := hang || more;
      RETURN QUERY SELECT unnest(more); -- ids of other tables do no harm: an id is one of one table
    END LOOP;
  END IF;
  -- The papers of an order of which I have a step.
  IF carried <> '{}' AND (every OR tbl = 'document') THEN
    hang := carried
      || ARRAY(SELECT t.id FROM crm.step t WHERE t.order_id = ANY (carried))
      || ARRAY(SELECT t.id FROM crm.payment t WHERE t.order_id = ANY (carried))
      || ARRAY(SELECT t.id FROM crm.duty t WHERE t.order_id = ANY (carried));
    FOR depth IN 1..3 LOOP
      more := ARRAY(SELECT t.id FROM crm.document t WHERE t.about_id = ANY (hang) EXCEPT SELECT unnest(hang));
      EXIT WHEN more = '{}';
      hang := hang || more;
      RETURN QUERY SELECT unnest(more);
    END LOOP;
  END IF;
END
$$;

-- Of these rows of a table those that I see.
CREATE OR REPLACE FUNCTION crm.sees(tbl text, ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  whole uuid[];
  number bigint;
BEGIN
  EXECUTE format(
    'SELECT coalesce(array_agg(t.id), ''{}''), count(*) FROM crm.%I t WHERE t.id = ANY ($1) AND t.bucket IN (
       SELECT crm.full(ARRAY(SELECT DISTINCT x.bucket FROM crm.%I x WHERE x.id = ANY ($1))))', tbl, tbl
  ) USING ids INTO whole, number;
  RETURN QUERY SELECT unnest(whole);
  IF number < cardinality(ids) THEN
    RETURN QUERY SELECT p.id FROM crm.my_part(tbl) p (id) WHERE p.id = ANY (ids) AND p.id <> ALL (whole);
  END IF;
END
$$;

-- Whether I see the row that a key (a JSON array, as text) names: of a history of changes, of a conflict.
CREATE OR REPLACE FUNCTION crm.seen(tbl text, key text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  words text[];
  of_kind text := tbl;
  of_id uuid;
BEGIN
  IF crm.has('see') THEN
    RETURN true;
  END IF;
  words := ARRAY(SELECT json_array_elements_text(key::json));
  IF crm.is_record(tbl) THEN
    of_id := words[1]::uuid;
  ELSE
    SELECT s.kind, s.id INTO of_kind, of_id FROM crm.set_of(tbl, crm.row_by_key(tbl, words)) s;
  END IF;
  RETURN coalesce(crm.is_record(of_kind), false) AND EXISTS (SELECT 1 FROM crm.sees(of_kind, ARRAY[of_id]));
EXCEPTION WHEN data_exception THEN
  RETURN false;
END
$$;

-- What a part of a bucket depends on beside the bucket itself: where I stand, and who works where.
CREATE OR REPLACE FUNCTION crm.my_position() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
SELECT md5(p::text || coalesce((SELECT md5(string_agg(w.member_id || coalesce(w.department, ''), ',' ORDER BY w.member_id))
  FROM crm.place w WHERE w.works), ''))
FROM crm.my_place() p
$$;

-- The buckets of which I see no more than a part, each with the tag of that part: what I see of one can hang on what stands
-- in another (an order from a sale to another customer), so the tag says which rows they are, too.
CREATE OR REPLACE FUNCTION crm.my_parts() RETURNS TABLE (bucket uuid, tag text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
  part uuid[] := ARRAY(SELECT DISTINCT p.id FROM crm.my_part('*') p (id));
  place text := crm.my_position();
BEGIN
  IF part = '{}' THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH f AS (
    SELECT t.bucket, t.id FROM crm.customer t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.opportunity t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.order t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.reminder t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.guidance t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.approval t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.expense t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.document t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.duty t WHERE t.id = ANY (part)
    UNION ALL SELECT t.bucket, t.id FROM crm.followup t WHERE t.id = ANY (part)
  ), g AS MATERIALIZED (
    SELECT f.bucket, md5(string_agg(f.id::text, ',' ORDER BY f.id)) AS what FROM f GROUP BY f.bucket
  )
  SELECT b.id, md5(b.tag::text || place || g.what) FROM g JOIN crm.bucket b ON b.id = g.bucket
  WHERE b.id NOT IN (SELECT crm.full(ARRAY(SELECT x.bucket FROM g x)));
END
$$;
