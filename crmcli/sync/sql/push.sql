-- What stores send: ops, done all in one transaction, an answer each. Everything is done in sets of rows as far as the
-- order of the ops does not matter; a set that fails is halved until the op is found that fails, and that one is refused.

-- Put ops where they can be worked on, and answer those that are known or cannot be read.
CREATE OR REPLACE FUNCTION crm.push_load(ops json, me uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  there regclass := to_regclass('pg_temp.pushing');
  odd boolean := ops::text LIKE '%\\u0000%';
BEGIN
  IF there IS NOT NULL AND (SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid = there) <>
    (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
  THEN
    RAISE EXCEPTION 'the table pushing is somebody else''s' USING ERRCODE = 'insufficient_privilege';
  ELSIF (SELECT c.relnatts FROM pg_catalog.pg_class c WHERE c.oid = there) <> 29 THEN
    DROP TABLE pg_temp.pushing; -- the hub was upgraded since this connection was made
    there := NULL;
  END IF;
  IF there IS NULL THEN
    CREATE TEMP TABLE pushing (
      n int PRIMARY KEY,
      op_id uuid,
      kind text, tbl text, k text[], id uuid, col text, type text, old text, new text, row jsonb, seen jsonb,
      at text, command text, txn text,
      record boolean,       -- of a table of records; null: of none that is known
      known boolean DEFAULT false,
      bucket uuid,
      there boolean DEFAULT false,
      cur text,             -- what stands there now
      verdict text,         -- what comes of it if it is allowed; null: it is written
      other boolean,        -- something that was seen is otherwise now
      wave int NOT NULL DEFAULT 0,
      part text,            -- of a set that carries others as seen: of which columns of its table it is one
      unit int,             -- the first op of those that are done whole or not at all
      beyond jsonb,         -- what was seen in columns that none of these sets
      clash text,           -- the column of a conflict
      result text,
      reason text
    ) WITH (fillfactor = 40) ON COMMIT DELETE ROWS;
    CREATE INDEX ON pg_temp.pushing (id) WHERE result = 'held';
  ELSE
    DELETE FROM pg_temp.pushing;
  END IF;
  -- What has the character NUL in it no PostgreSQL can keep.
  INSERT INTO pg_temp.pushing (n, op_id, kind, result, reason)
  SELECT o.n, (o.j ->> 'op_id')::uuid, coalesce(o.j ->> 'kind', ''), 'refused', 'value'
  FROM (
    SELECT a.n, regexp_replace(a.j::text, '(?<!\\)((\\\\)*)\\u0000', '\1?', 'g')::json AS j
    FROM json_array_elements(ops) WITH ORDINALITY a (j, n)
    WHERE odd AND a.j::text ~ '(?<!\\)(\\\\)*\\u0000'
  ) o;
  INSERT INTO pg_temp.pushing (n, op_id, kind, tbl, k, id, col, type, old, new, row, seen, at, command, txn, record, part,
    result, reason)
  SELECT o.n, x.op_id, x.kind, x."table", y.k, CASE WHEN y.k[1] ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN y.k[1]::uuid END,
    x."column", c.type, coalesce(crm.canon(c.type, x.old), x.old), crm.canon(c.type, x.new), x.row, x.seen, x.at, x.command,
    x.txn, t.record, CASE WHEN x.kind = 'set' AND x.seen IS NOT NULL AND c.part IS NOT NULL THEN c.part END,
    CASE WHEN v.bad THEN 'refused' END, CASE WHEN v.bad THEN 'value' END
  FROM (
      SELECT a.j, a.n FROM json_array_elements(ops) WITH ORDINALITY a (j, n)
      WHERE NOT (odd AND a.j::text ~ '(?<!\\)(\\\\)*\\u0000')
    ) o,
    LATERAL json_to_record(o.j) x (op_id uuid, kind text, "table" text, key json, "column" text, old text, new text,
      row jsonb, seen jsonb, at text, command text, txn text)
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT json_array_elements_text(x.key)) AS k) y
    LEFT JOIN crm.col c ON c.tbl = x."table" AND c.col = x."column"
    LEFT JOIN (SELECT f.tbl, bool_or(f.col = 'ref') AS record FROM crm.col f GROUP BY f.tbl) t ON t.tbl = x."table"
    CROSS JOIN LATERAL (SELECT x.new IS NOT NULL AND crm.canon(c.type, x.new) IS NULL AS bad) v
  WHERE x.op_id IS NOT NULL;
  -- What is sent twice in one go is done once.
  DELETE FROM pg_temp.pushing p USING (
    SELECT q.op_id, min(q.n) AS first FROM pg_temp.pushing q GROUP BY q.op_id HAVING count(*) > 1
  ) d WHERE d.op_id = p.op_id AND p.n > d.first;
  UPDATE pg_temp.pushing p SET known = true,
    result = CASE WHEN o.member_id = me THEN o.result ELSE 'refused' END,
    reason = CASE WHEN o.member_id = me THEN o.reason ELSE 'forged' END
  FROM crm.op o WHERE o.op_id = p.op_id;
  UPDATE pg_temp.pushing p SET
    result = CASE WHEN p.kind NOT IN ('insert', 'set', 'delete', 'close', 'purge') OR (p.record IS NULL AND p.kind <> 'close')
      THEN 'held' ELSE 'refused' END,
    reason = CASE WHEN p.kind NOT IN ('insert', 'set', 'delete', 'close', 'purge') OR (p.record IS NULL AND p.kind <> 'close')
      THEN 'newer' ELSE 'value' END
  WHERE p.result IS NULL AND (
    p.kind NOT IN ('insert', 'set', 'delete', 'close', 'purge') OR (p.record IS NULL AND p.kind <> 'close') OR p.id IS NULL
    OR (p.kind = 'insert' AND jsonb_typeof(p.row) IS DISTINCT FROM 'object')
    OR octet_length(crm.key_text(p.k)) > 2000 -- no index holds much more
  );
  UPDATE pg_temp.pushing p SET result = 'refused', reason = 'value' FROM crm.col c
  WHERE p.result IS NULL AND p.kind <> 'close' AND c.tbl = p.tbl AND c.key > 1
    AND (p.k[c.key] IS NULL OR crm.canon(c.type, p.k[c.key]) IS NULL);
  UPDATE pg_temp.pushing p SET k = NULL WHERE p.result IS NOT NULL AND NOT p.known AND octet_length(crm.key_text(p.k)) > 2000;
  PERFORM crm.push_sort();
END
$$;

-- Say in which turn each set is done, and which are done whole or not at all; what belongs together stands side by side.
CREATE OR REPLACE FUNCTION crm.push_sort() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  one record;
  place text := ''; -- the row that the op before was about
  last text;        -- and its column
  cols text[];
  turn int;
BEGIN
  -- The same cell again, and what is done to a row beside removing it, comes in a later turn.
  FOR one IN
    SELECT p.n, p.tbl || crm.key_text(p.k) AS place, p.col FROM pg_temp.pushing p
    WHERE p.kind = 'set' AND NOT p.known AND (p.tbl, p.k) IN (
      SELECT q.tbl, q.k FROM pg_temp.pushing q WHERE q.kind = 'set' AND NOT q.known
      GROUP BY q.tbl, q.k HAVING count(*) > count(DISTINCT q.col) OR bool_or(q.col = 'removed_at'))
    ORDER BY p.tbl, p.k, p.n
  LOOP
    IF one.place IS DISTINCT FROM place THEN
      turn := 0;
      cols := '{}';
    ELSIF one.col = ANY (cols) OR 'removed_at' IN (one.col, last) THEN
      turn := turn + 1;
      cols := '{}';
    END IF;
    UPDATE pg_temp.pushing p SET wave = turn WHERE p.n = one.n AND turn > 0;
    cols := cols || one.col;
    place := one.place;
    last := one.col;
  END LOOP;
  UPDATE pg_temp.pushing p SET unit = u.unit FROM (
    SELECT q.n, CASE WHEN q.part IS NULL OR q.known THEN q.n
      ELSE min(q.n) FILTER (WHERE NOT q.known) OVER (PARTITION BY q.tbl, q.k, q.part, q.wave) END AS unit
    FROM pg_temp.pushing q
  ) u WHERE u.n = p.n;
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p GROUP BY p.unit HAVING max(p.n) - min(p.n) >= count(*)) THEN
    UPDATE pg_temp.pushing p SET n = m.n, unit = m.unit FROM (
      SELECT s.was, s.n, min(s.n) OVER (PARTITION BY s.unit) AS unit FROM (
        SELECT q.n AS was, q.unit, (SELECT max(x.n) FROM pg_temp.pushing x) + row_number() OVER (ORDER BY q.unit, q.n) AS n
        FROM pg_temp.pushing q
      ) s
    ) m WHERE m.was = p.n;
  END IF;
  UPDATE pg_temp.pushing p SET beyond = p.seen - u.cols FROM (
    SELECT q.unit, array_agg(q.col) AS cols FROM pg_temp.pushing q WHERE q.kind = 'set' GROUP BY q.unit
  ) u WHERE u.unit = p.unit AND p.seen IS NOT NULL;
END
$$;

-- Lock the buckets that ops are about, all at once and by id: who waits for whom makes no circle. A row may have moved
-- while this waited; then once more.
CREATE OR REPLACE FUNCTION crm.push_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  one record;
  found uuid[];
  held uuid[] := '{}';
BEGIN
  FOR round IN 1..5 LOOP
    found := ARRAY(
      SELECT DISTINCT crm.bucket_at(w.kind, w.id) FROM (
        SELECT c.target AS kind, p.new::uuid AS id FROM pg_temp.pushing p JOIN crm.col c ON c.tbl = p.tbl AND c.col = p.col
        WHERE p.result IS NULL AND p.kind = 'set' AND c.target IN ('customer', 'opportunity', 'order', 'followup')
          AND p.new ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        UNION
        SELECT coalesce(p.row ->> 'about_kind', p.row ->> 'record_kind'), coalesce(p.row ->> 'about_id', p.row ->> 'record_id')::uuid
        FROM pg_temp.pushing p
        WHERE p.result IS NULL AND p.kind = 'insert' AND p.row ?| '{about_id,record_id}'
          AND coalesce(p.row ->> 'about_id', p.row ->> 'record_id') ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      ) w
      UNION SELECT (p.row ->> 'for_id')::uuid FROM pg_temp.pushing p
      WHERE p.result IS NULL AND p.tbl = 'notice' AND p.kind = 'insert'
        AND p.row ->> 'for_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      UNION SELECT c.bucket FROM crm.conflict c JOIN pg_temp.pushing p ON p.kind = 'close' AND c.op_id = p.id
      WHERE p.result IS NULL
    );
    FOR one IN
      SELECT c.tbl, c.col, c.target FROM crm.col c
      WHERE (c.hard OR c.col = 'customer_id' OR (c.tbl = 'expense' AND c.target IN ('opportunity', 'order', 'followup')))
        AND c.tbl IN (SELECT DISTINCT p.tbl FROM pg_temp.pushing p WHERE p.result IS NULL AND p.kind = 'insert')
    LOOP -- what rows that are new hang on
      EXECUTE format(
        'SELECT $1 || coalesce(array_agg(DISTINCT t.bucket), ''{}'') FROM crm.%I t WHERE t.id IN (
           SELECT CASE WHEN p.row ->> %L ~ ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' THEN (p.row ->> %L)::uuid END
           FROM pg_temp.pushing p WHERE p.tbl = %L AND p.result IS NULL AND p.kind = ''insert'')',
        one.target, one.col, one.col, one.tbl) USING found INTO found;
    END LOOP;
    FOR one IN SELECT DISTINCT p.tbl FROM pg_temp.pushing p WHERE p.result IS NULL AND p.record IS NOT NULL AND p.kind <> 'close' LOOP
      EXECUTE format(
        'SELECT $1 || coalesce(array_agg(DISTINCT t.bucket), ''{}'') FROM crm.%I t JOIN pg_temp.pushing p ON %s
         WHERE p.tbl = %L AND p.result IS NULL AND p.kind <> ''close''', one.tbl, crm.push_key(one.tbl), one.tbl) USING found INTO found;
    END LOOP;
    found := array_remove(found, NULL);
    EXIT WHEN NOT EXISTS (SELECT unnest(found) EXCEPT SELECT unnest(held));
    held := ARRAY(SELECT b.id FROM crm.bucket b WHERE b.id = ANY (found || held) ORDER BY b.id FOR UPDATE);
    EXIT WHEN held = '{}';
  END LOOP;
END
$$;

-- Do the ops of a range that may be done as one set; what names a row whose insert waits, waits with it.
CREATE OR REPLACE FUNCTION crm.push_block(lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  first record;
  one record;
  again int;
BEGIN
  LOOP
    UPDATE pg_temp.pushing p SET result = 'held', reason = 'newer' FROM pg_temp.pushing w
    WHERE EXISTS (SELECT 1 FROM pg_temp.pushing h WHERE h.result = 'held') AND w.result = 'held' AND w.kind = 'insert'
      AND p.n BETWEEN lo AND hi AND p.result IS NULL AND p.n > w.n
      AND (w.id = p.id OR p.new = w.id::text OR w.id::text = ANY (p.k)
        OR EXISTS (SELECT 1 FROM jsonb_each_text(p.row) f WHERE f.value = w.id::text));
    EXIT WHEN NOT FOUND;
  END LOOP;
  UPDATE pg_temp.pushing p SET result = 'held', reason = 'newer' FROM pg_temp.pushing q
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.part IS NOT NULL AND q.part IS NOT NULL AND q.unit = p.unit
    AND q.result = 'held';
  SELECT p.kind, p.tbl INTO first FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL ORDER BY p.n LIMIT 1;
  CASE first.kind
  WHEN 'insert' THEN
    -- A key that comes twice is there already when it comes again.
    SELECT min(d.n) INTO again FROM (
      SELECT p.n, row_number() OVER (PARTITION BY p.k ORDER BY p.n) AS turn
      FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL
    ) d WHERE d.turn > 1;
    PERFORM crm.push_insert(first.tbl, lo, coalesce(again - 1, hi));
    IF again IS NOT NULL THEN
      PERFORM crm.push_block(again, hi);
    END IF;
  WHEN 'set' THEN
    FOR attempt IN 1..2 LOOP
      FOR one IN SELECT p.wave, p.tbl, min(p.n) FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL
        GROUP BY p.wave, p.tbl ORDER BY 1, 3
      LOOP
        PERFORM crm.push_set(one.tbl, lo, hi, one.wave);
      END LOOP;
      -- What became mine by one of them I may change by others: those are asked about once more.
      EXIT WHEN attempt = 2 OR NOT EXISTS (SELECT 1 FROM pg_temp.pushing p
        WHERE p.n BETWEEN lo AND hi AND p.kind = 'set' AND p.col = 'owner_id' AND p.result = 'ok' AND NOT p.known);
      UPDATE pg_temp.pushing p SET result = NULL, reason = NULL
      WHERE p.n BETWEEN lo AND hi AND p.kind = 'set' AND p.result = 'refused' AND p.reason IN ('forbidden', 'gone') AND p.there
        AND NOT p.known;
      EXIT WHEN NOT FOUND;
    END LOOP;
  WHEN 'delete' THEN
    PERFORM crm.push_delete(first.tbl, lo, hi);
  WHEN 'close' THEN
    PERFORM crm.push_close(lo, hi);
  WHEN 'purge' THEN
    PERFORM crm.push_purge(lo, hi);
  ELSE
    NULL;
  END CASE;
END
$$;

-- Do a range of ops; what fails is halved, an op that fails by itself is refused, with those it is done with.
CREATE OR REPLACE FUNCTION crm.push_range(lo int, hi int, attempt int DEFAULT 1) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  code text;
  middle int;
  before int;
BEGIN
  BEGIN
    PERFORM crm.push_block(lo, hi);
    RETURN;
  EXCEPTION
    WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded OR SQLSTATE 'CR002' THEN
      code := SQLSTATE;
  END;
  SELECT (percentile_disc(0.5) WITHIN GROUP (ORDER BY p.n)) INTO middle
  FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL;
  SELECT max(p.n), min(p.n) - 1 INTO middle, before FROM pg_temp.pushing p
  WHERE p.unit = (SELECT q.unit FROM pg_temp.pushing q WHERE q.n = middle);
  IF NOT EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE p.n BETWEEN middle + 1 AND hi AND p.result IS NULL) THEN
    middle := before;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND middle AND p.result IS NULL) THEN
    PERFORM crm.push_range(lo, middle);
    PERFORM crm.push_range(middle + 1, hi);
  ELSIF code = '23505' AND attempt < 5 THEN -- somebody drew the same reference at the same moment
    PERFORM crm.push_range(lo, hi, attempt + 1);
  ELSE
    UPDATE pg_temp.pushing p SET result = 'refused',
      reason = CASE code WHEN '23503' THEN 'parent' WHEN 'CR002' THEN 'forbidden' ELSE 'value' END
    WHERE p.n BETWEEN lo AND hi AND p.result IS NULL;
  END IF;
END
$$;

-- Write down what became of ops, and the conflicts.
CREATE OR REPLACE FUNCTION crm.push_keep(me uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  -- Of a hub that was brought back from a backup a decision may come before what was decided: that is born closed.
  INSERT INTO crm.conflict (op_id, bucket, tbl, key, col, base, mine, hub, member_id, hub_member_id, command, at,
    closed_at, closed_by)
  SELECT p.op_id, p.bucket, p.tbl, crm.key_text(p.k), p.clash,
    CASE WHEN p.kind = 'set' THEN p.old END, CASE WHEN p.clash <> '' THEN p.new END, CASE WHEN p.clash <> '' THEN p.cur END, me,
    coalesce((
      SELECT o.member_id FROM crm.op o WHERE o.tbl = p.tbl AND o.key = crm.key_text(p.k) AND o.result = 'ok'
        AND (o.kind <> 'set' OR o.col = p.clash OR p.clash IN ('', 'removed_at')) ORDER BY o.at DESC LIMIT 1
    ), CASE WHEN p.record THEN (crm.record(p.tbl, p.id) ->> 'updated_by_id')::uuid END), p.command, now(), d.at, d.member_id
  FROM pg_temp.pushing p LEFT JOIN LATERAL (
    SELECT o.at, o.member_id FROM crm.op o
    WHERE o.tbl = p.tbl AND o.key = crm.key_text(ARRAY[p.op_id::text]) AND o.kind = 'close' AND o.result = 'ok'
    ORDER BY o.at LIMIT 1
  ) d ON true
  WHERE p.result = 'conflict' AND NOT p.known;
  PERFORM crm.renew(ARRAY(SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.result = 'conflict' AND NOT p.known));
  INSERT INTO crm.op (op_id, member_id, login, at, tbl, key, kind, col, old, new, body, result, reason, client_at, txn, command)
  SELECT p.op_id, me, session_user, now(), p.tbl, crm.key_text(p.k), p.kind, p.col, p.old, p.new,
    CASE p.kind WHEN 'insert' THEN p.row ELSE p.seen END, p.result, p.reason, p.at, p.txn, p.command
  FROM pg_temp.pushing p WHERE NOT p.known AND p.result <> 'held' ORDER BY p.n;
END
$$;

-- The answers of ops that are all known, as after a line that was cut; nothing where one may be new. Only what is told by
-- the first of them is looked into.
CREATE OR REPLACE FUNCTION crm.push_known(ops json, me uuid) RETURNS TABLE (op_id uuid, result text, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  first text := substring(left(ops::text, 2000) FROM '"op_id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"');
  sent uuid[];
BEGIN
  IF first IS NULL OR NOT EXISTS (SELECT 1 FROM crm.op o WHERE o.op_id = first::uuid) OR ops::text LIKE '%\\u0000%' THEN
    RETURN;
  END IF;
  sent := ARRAY(SELECT x.op_id FROM json_to_recordset(ops) x (op_id uuid));
  IF NOT EXISTS (SELECT unnest(sent) EXCEPT SELECT o.op_id FROM crm.op o WHERE o.op_id = ANY (sent)) THEN
    RETURN QUERY SELECT o.op_id, CASE WHEN o.member_id = me THEN o.result ELSE 'refused' END,
      CASE WHEN o.member_id = me THEN o.reason ELSE 'forged' END
    FROM (SELECT u.id, min(u.n) AS n FROM unnest(sent) WITH ORDINALITY u (id, n) GROUP BY u.id) u
      JOIN crm.op o ON o.op_id = u.id
    ORDER BY u.n;
  END IF;
END
$$;

-- Have ops done, all in this transaction; an answer each. `ops`: a JSON array of what store/wire.py calls an op.
CREATE OR REPLACE FUNCTION crm.push(ops json) RETURNS TABLE (op_id uuid, result text, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET jit = off AS $$
#variable_conflict use_column
DECLARE
  me uuid := crm.demand_me();
  one record;
  class text;
  asked text;
  first int;
  last int;
  blocks int[] := '{}';
  block int[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN -- rights would be those of when it began
    RAISE EXCEPTION 'push wants a transaction that is READ COMMITTED' USING ERRCODE = 'active_sql_transaction';
  END IF;
  -- What one member sends is done one after the other: the same ops from two places are done once.
  PERFORM crm.take_turn(me);
  RETURN QUERY SELECT k.op_id, k.result, k.reason FROM crm.push_known(ops, me) k;
  IF FOUND THEN
    RETURN;
  END IF;
  PERFORM set_config('crm.actor', me::text, true);
  PERFORM crm.push_load(ops, me);
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE p.result IS NULL) THEN
    PERFORM crm.push_lock();
    PERFORM crm.demand_me(); -- while it waited one may have been suspended
    -- What may be done as one set: ops of a kind on one table; sets of any, as long as those that are asked about one by
    -- one are all of one column (or of columns that are done as one), since what one may do hangs on what was done before.
    FOR one IN
      SELECT p.n, CASE p.kind WHEN 'set' THEN 'set' WHEN 'close' THEN 'close' WHEN 'purge' THEN 'purge'
          ELSE p.kind || ' ' || p.tbl END AS class,
        CASE WHEN p.kind = 'set' AND bool_or(crm.guarded(p.tbl, p.col)) OVER w THEN p.tbl || '.' || min(p.col) OVER w END AS asked
      FROM pg_temp.pushing p WHERE p.result IS NULL WINDOW w AS (PARTITION BY p.unit) ORDER BY p.n
    LOOP
      IF one.class IS DISTINCT FROM class OR one.asked <> asked THEN
        IF class IS NOT NULL THEN
          blocks := blocks || ARRAY[[first, last]];
        END IF;
        first := one.n;
        class := one.class;
        asked := NULL;
      END IF;
      last := one.n;
      asked := coalesce(one.asked, asked);
    END LOOP;
    blocks := blocks || ARRAY[[first, last]];
    FOREACH block SLICE 1 IN ARRAY blocks LOOP
      PERFORM crm.push_range(block[1], block[2]);
    END LOOP;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE NOT p.known) THEN
    PERFORM crm.push_keep(me);
    IF EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE NOT p.known AND p.result IN ('ok', 'conflict')) THEN
      NOTIFY crm;
    END IF;
  END IF;
  PERFORM crm.forget_before();
  PERFORM set_config('crm.actor', '', true);
  RETURN QUERY SELECT p.op_id, p.result, p.reason FROM pg_temp.pushing p ORDER BY p.n;
END
$$;

DO $$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT p.oid::regprocedure AS called FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'crm'::regnamespace AND p.prokind = 'f'
      AND (p.proname LIKE 'push%' OR p.proname IN ('purge_rows', 'key_text', 'hello', 'unknown', 'manifest', 'tags', 'start'))
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one.called);
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION crm.push(json), crm.unknown(uuid[]), crm.manifest(), crm.tags(uuid[]), crm.hello(uuid),
  crm.start(int, uuid, text) TO crm_members;
