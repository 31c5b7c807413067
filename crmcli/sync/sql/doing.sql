-- How push does what a set of ops says, a kind at a time: `lo` to `hi` are their numbers in its table of ops.
-- What is answered already is passed over.

-- A key as it is kept: a JSON array as text.
CREATE OR REPLACE FUNCTION crm.key_text(k text[]) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN array_to_json(k)::text;

-- A column of a row `t` as text, as it travels.
CREATE OR REPLACE FUNCTION crm.push_text(col text, type text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE type
  WHEN 'text' THEN format('t.%I', col)
  WHEN 'boolean' THEN format('t.%I::int::text', col)
  WHEN 'date' THEN format('to_char(t.%I, ''YYYY-MM-DD'')', col)
  WHEN 'timestamptz' THEN format('to_char(t.%I AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'')', col)
  ELSE format('t.%I::text', col) END;

-- Which rows of a table I see, of those that ops of a range are about and that are there: into `other`.
CREATE OR REPLACE FUNCTION crm.push_sees(name text, lo int, hi int) RETURNS SETOF int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  whole uuid[];
BEGIN
  whole := ARRAY(SELECT crm.full(ARRAY(
    SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.there AND p.result IS NULL)));
  RETURN QUERY SELECT p.n FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.there AND p.result IS NULL AND p.bucket IN (SELECT unnest(whole));
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.there AND p.result IS NULL AND p.bucket NOT IN (SELECT unnest(whole)))
  THEN
    RETURN QUERY EXECUTE format(
      'SELECT p.n FROM pg_temp.pushing p JOIN crm.%I t ON %s, LATERAL crm.set_of(%L, to_jsonb(t)) s
       WHERE p.tbl = %L AND p.n BETWEEN $1 AND $2 AND p.there AND p.result IS NULL AND p.bucket NOT IN (SELECT unnest($3::uuid[]))
         AND CASE WHEN p.record THEN EXISTS (SELECT 1 FROM crm.sees(%L, ARRAY[p.id]))
           ELSE EXISTS (SELECT 1 FROM crm.sees(s.kind, ARRAY[s.id])) END', name, crm.push_key(name), name, name, name)
    USING lo, hi, whole;
  END IF;
END
$$;

-- Of what is said of a record that is no more, or of what hung on one, nothing is kept but the answer: it was purged, and
-- whoever said it has the words still.
CREATE OR REPLACE FUNCTION crm.push_hush(name text, lo int, hi int, turn int DEFAULT 0) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  alive int[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND NOT p.there)
  THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT 1 FROM crm.col c WHERE c.tbl = name AND c.key = 1 AND c.target IS NOT NULL) THEN
    EXECUTE (
      SELECT 'SELECT ARRAY(' || string_agg(format('SELECT q.n FROM pg_temp.pushing q JOIN crm.%I t ON t.id = q.id
        WHERE q.n BETWEEN $1 AND $2 AND q.result IS NULL AND NOT q.there', o.tbl), ' UNION ALL ') || ')'
      FROM crm.col o WHERE o.col = 'ref'
    ) INTO alive USING lo, hi;
  END IF;
  UPDATE pg_temp.pushing p SET old = NULL, new = NULL, seen = NULL, row = NULL, k = ARRAY[p.k[1]]
  WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND NOT p.there AND p.n <> ALL (alive);
END
$$;

-- Inserts of rows that I have put in already, and otherwise: a store that was copied or brought back from a backup before
-- it sent them, and in which they were changed since. What differs from what was sent first is a change of it.
CREATE OR REPLACE FUNCTION crm.push_again(name text, lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  one record;
  cells jsonb;
  lowest int;
  highest int;
  answer text;
  why text;
BEGIN
  IF name IN ('custom', 'member', 'playbook') THEN -- processes that come with crm have one id everywhere
    RETURN;
  END IF;
  FOR one IN
    SELECT p.*, f.body AS first FROM pg_temp.pushing p, LATERAL (
      SELECT o.body FROM crm.op o WHERE o.tbl = name AND o.key = crm.key_text(p.k) AND o.kind = 'insert'
        AND o.member_id = crm.me() AND o.result IN ('ok', 'conflict') AND o.body IS NOT NULL
      ORDER BY o.at LIMIT 1
    ) f
    WHERE p.n BETWEEN lo AND hi AND p.there AND p.result = 'ok' AND NOT p.known ORDER BY p.n
  LOOP
    -- What says one thing is done as one; all else one by one: what one may do hangs on what was done before.
    FOR cells IN
      SELECT jsonb_agg(to_jsonb(c) ORDER BY c.place) FROM (
        SELECT c.col, c.type, c.place, c.along, c.part, coalesce(one.first ->> c.col, c.otherwise) AS old,
          coalesce(one.row ->> c.col, c.otherwise) AS new
        FROM crm.col c
        WHERE c.tbl = name AND c.key IS NULL AND c.col NOT IN ('ref', 'created_at', 'created_by_id', 'record_kind')
      ) c
      WHERE crm.canon(c.type, c.new) IS DISTINCT FROM crm.canon(c.type, c.old)
      GROUP BY coalesce(c.part, c.col) ORDER BY bool_or(c.col = 'removed_at'), min(c.place)
    LOOP
      lowest := (SELECT max(p.n) + 1 FROM pg_temp.pushing p);
      INSERT INTO pg_temp.pushing (n, op_id, kind, tbl, k, id, col, type, old, new, seen, beyond, part, unit, at, command, txn,
        record, result, reason)
      SELECT lowest + row_number() OVER (ORDER BY c.place) - 1, md5(one.op_id || ':' || c.col)::uuid, 'set', name, one.k, one.id,
        c.col, c.type, crm.canon(c.type, c.old), crm.canon(c.type, c.new), s.seen,
        s.seen - ARRAY(SELECT x ->> 'col' FROM jsonb_array_elements(cells) x), c.part, lowest, one.at, one.command, one.txn,
        one.record, CASE WHEN bad THEN 'refused' END, CASE WHEN bad THEN 'value' END
      FROM jsonb_to_recordset(cells) c (col text, type text, place int, along text[], part text, old text, new text),
        LATERAL (SELECT jsonb_object_agg(a, one.first ->> a) AS seen FROM unnest(c.along) a) s,
        LATERAL (SELECT c.new IS NOT NULL AND crm.canon(c.type, c.new) IS NULL AS bad) b;
      highest := lowest + jsonb_array_length(cells) - 1;
      PERFORM crm.push_range(lowest, highest);
      SELECT p.result, p.reason INTO answer, why FROM pg_temp.pushing p
      WHERE p.n BETWEEN lowest AND highest AND p.result = 'refused' ORDER BY p.n LIMIT 1;
      IF FOUND THEN
        UPDATE pg_temp.pushing p SET result = answer, reason = why WHERE p.n = one.n;
      END IF;
    END LOOP;
    UPDATE pg_temp.pushing p SET row = NULL WHERE p.n = one.n; -- its words are in those
  END LOOP;
END
$$;

-- Do inserts into one table.
CREATE OR REPLACE FUNCTION crm.push_insert(name text, lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  base jsonb := (SELECT coalesce(jsonb_object_agg(c.col, c.otherwise), '{}') FROM crm.col c
    WHERE c.tbl = name AND c.otherwise IS NOT NULL);
  columns text[] := ARRAY(SELECT c.col FROM crm.col c WHERE c.tbl = name);
  jsons text[] := ARRAY(SELECT c.col FROM crm.col c WHERE c.tbl = name AND c.type = 'json');
  easy uuid[];
  taken int[];
  plain boolean; -- what who may write to a bucket may put in, in the own name: that is not asked about
  one record;
BEGIN
  -- What tells of changes of which none was taken, now or in a push just before, tells nobody anything.
  IF name = 'notice' THEN
    taken := ARRAY(
      SELECT p.n FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.txn IN (
        SELECT q.txn FROM pg_temp.pushing q WHERE q.tbl <> 'notice' GROUP BY q.txn
        HAVING bool_and(q.result IS NOT DISTINCT FROM 'refused')));
    IF taken <> '{}' THEN
      UPDATE pg_temp.pushing p SET result = 'ok'
      WHERE p.n = ANY (taken) AND NOT EXISTS (
        SELECT 1 FROM crm.op o WHERE o.login = session_user AND o.at > now() - interval '1 hour' AND o.txn = p.txn
          AND o.tbl <> 'notice' AND o.result <> 'refused');
    END IF;
  END IF;
  -- Those that are there already.
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET there = true, bucket = t.bucket, cur = %s FROM crm.%I t
     WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL AND %s',
    CASE name WHEN 'custom' THEN 't.value' ELSE 'NULL' END, name, crm.push_key(name)) USING lo, hi;
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.there AND p.result IS NULL) THEN
    UPDATE pg_temp.pushing p SET
      result = CASE WHEN s.n IS NULL THEN 'refused'
        WHEN name = 'custom' AND p.cur IS DISTINCT FROM p.row ->> 'value' THEN 'conflict' ELSE 'ok' END,
      reason = CASE WHEN s.n IS NOT NULL THEN NULL WHEN crm.is_record(name) THEN 'forbidden' ELSE 'gone' END,
      clash = 'value', new = CASE name WHEN 'custom' THEN p.row ->> 'value' END
    FROM pg_temp.pushing q LEFT JOIN crm.push_sees(name, lo, hi) s (n) ON s.n = q.n
    WHERE q.n = p.n AND p.n BETWEEN lo AND hi AND p.there AND p.result IS NULL;
    PERFORM crm.push_again(name, lo, hi);
  END IF;
  -- Those whose id is that of something else: what is asked by id alone must not be answered for two.
  IF crm.is_record(name) THEN
    EXECUTE (
      SELECT 'SELECT ARRAY(' || string_agg(format('SELECT q.n FROM pg_temp.pushing q JOIN crm.%I t ON t.id = q.id
        WHERE q.n BETWEEN $1 AND $2 AND q.result IS NULL', o.tbl), ' UNION ALL ') || ')'
      FROM (
        SELECT c.tbl FROM crm.col c WHERE c.col = 'ref' AND c.tbl <> name
        UNION SELECT 'bucket' WHERE name IN ('customer', 'member')
      ) o
    ) INTO taken USING lo, hi;
    UPDATE pg_temp.pushing p SET result = 'refused', reason = 'forged' WHERE taken <> '{}' AND p.n = ANY (taken);
  END IF;
  -- Those that say something which is not known here yet; those whose days and moments are none; those without a parent.
  UPDATE pg_temp.pushing p SET result = 'held', reason = 'newer'
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.row - columns <> '{}';
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET result = ''refused'', reason = ''value''
     WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL AND (%s)',
    (SELECT string_agg(format('(p.row ->> %L IS NOT NULL AND crm.canon(%L, p.row ->> %L) IS NULL)', c.col, c.type, c.col), ' OR ')
     FROM crm.col c WHERE c.tbl = name AND (c.type IN ('date', 'timestamptz') OR c.key = 1))) USING lo, hi;
  FOR one IN SELECT c.col, c.target FROM crm.col c
    WHERE c.tbl = name AND (c.hard OR (c.target = '*' AND c.col = 'record_id'))
  LOOP
    IF one.target = '*' THEN
      UPDATE pg_temp.pushing p SET result = 'refused', reason = 'parent', row = NULL, k = ARRAY[p.k[1]]
      WHERE p.n BETWEEN lo AND hi AND p.result IS NULL
        AND crm.bucket_at(p.row ->> 'record_kind', (p.row ->> 'record_id')::uuid) IS NULL;
    ELSE
      EXECUTE format(
        'UPDATE pg_temp.pushing p SET result = ''refused'', reason = ''parent'', row = NULL, k = ARRAY[p.k[1]]
         WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL
           AND NOT EXISTS (SELECT 1 FROM crm.%I t WHERE t.id = (p.row ->> %L)::uuid)', one.target, one.col) USING lo, hi;
    END IF;
  END LOOP;
  -- What stands in no column is null; what cannot be null is what it is otherwise. The key is that of the op.
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET row = x.row, bucket = crm.bucket_of(jsonb_populate_record(NULL::crm.%I, x.row - $4))
     FROM (SELECT p.n, $3 || jsonb_strip_nulls(p.row) || jsonb_build_object(%s) AS row FROM pg_temp.pushing p
       WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL OFFSET 0) x
     WHERE x.n = p.n', name,
    (SELECT string_agg(CASE c.key WHEN 1 THEN format('%L, p.id', c.col) ELSE format('%L, p.k[%s]', c.col, c.key) END, ', ')
     FROM crm.col c WHERE c.tbl = name AND c.key IS NOT NULL)
  ) USING lo, hi, base, jsons;
  easy := ARRAY(SELECT crm.easy(ARRAY(
    SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL)));
  plain := NOT crm.guarded(name, NULL)
    OR name IN ('contact', 'opportunity', 'followup', 'reminder', 'document', 'stage_change', 'order', 'payment');
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET result = ''refused'', reason = m.reason FROM (
       SELECT q.n, crm.may_insert(%L, to_jsonb(jsonb_populate_record(NULL::crm.%I, q.row - $3)) || %s, q.bucket) AS reason
       FROM pg_temp.pushing q WHERE q.n BETWEEN $1 AND $2 AND q.result IS NULL
         AND NOT (($5 AND q.bucket IN (SELECT unnest($4::uuid[])) OR $6) AND $7 = ALL (array_remove(
           ARRAY[q.row ->> ''created_by_id'', q.row ->> ''author_id'', q.row ->> ''by_id''], NULL)))
     ) m WHERE m.n = p.n AND m.reason IS NOT NULL', name, name,
    coalesce((SELECT string_agg(format('jsonb_build_object(%L, (q.row ->> %L)::jsonb)', j, j), ' || ') FROM unnest(jsons) j), '''{}''')
  ) USING lo, hi, jsons, easy, plain, name = 'customer', crm.me()::text;
  EXECUTE format(
    'INSERT INTO crm.%I (%s) SELECT %s FROM pg_temp.pushing p
     WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL ORDER BY p.n ON CONFLICT (%s) DO NOTHING', name,
    (SELECT string_agg(format('%I', c.col), ', ' ORDER BY c.place) FROM crm.col c WHERE c.tbl = name),
    (SELECT string_agg(CASE c.type WHEN 'text' THEN format('p.row ->> %L', c.col)
       ELSE format('(p.row ->> %L)::%s', c.col, c.type) END, ', ' ORDER BY c.place) FROM crm.col c WHERE c.tbl = name),
    (SELECT string_agg(format('%I', c.col), ', ' ORDER BY c.key) FROM crm.col c WHERE c.tbl = name AND c.key IS NOT NULL)
  ) USING lo, hi;
  -- What is new under something that was removed stands, and somebody decides.
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET bucket = u.bucket, result = CASE WHEN u.under THEN ''conflict'' ELSE ''ok'' END, clash = ''''
     FROM (SELECT q.n, t.bucket, crm.under_removed(t) AS under FROM pg_temp.pushing q JOIN crm.%I t ON %s
       WHERE q.n BETWEEN $1 AND $2 AND q.result IS NULL AND q.kind = ''insert'') u WHERE u.n = p.n',
    name, replace(crm.push_key(name), 'p.', 'q.')) USING lo, hi;
END
$$;

-- What says one thing is written whole or not at all: a verdict on one op is one on those that it is done with.
-- The planner knows nothing of how many ops there are, and would look through all of them for each: hence no nested loops.
CREATE OR REPLACE FUNCTION crm.push_whole(lo int, hi int, turn int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp SET enable_nestloop = off AS $$
BEGIN
  LOOP -- what is done with something that is refused
    UPDATE pg_temp.pushing p SET result = 'refused', reason = q.reason FROM pg_temp.pushing q
    WHERE p.n BETWEEN lo AND hi AND p.wave = turn AND p.result IS NULL AND p.old IS DISTINCT FROM p.new
      AND p.part IS NOT NULL AND q.part IS NOT NULL AND q.unit = p.unit AND q.n <> p.n AND q.result = 'refused'
      AND (p.seen ? q.col OR q.seen ? p.col);
    EXIT WHEN NOT FOUND;
  END LOOP;
  -- It stands so already, but not with what it was to stand with.
  UPDATE pg_temp.pushing p SET verdict = 'conflict' FROM pg_temp.pushing q
  WHERE p.n BETWEEN lo AND hi AND p.wave = turn AND p.result IS NULL AND p.verdict = 'ok' AND p.old IS DISTINCT FROM p.new
    AND p.part IS NOT NULL AND q.part IS NOT NULL AND q.unit = p.unit AND q.n <> p.n AND q.result IS NULL AND q.there
    AND q.verdict IS NULL AND (p.seen ? q.col OR q.seen ? p.col);
  LOOP -- what was not changed goes along, and takes nothing with it
    UPDATE pg_temp.pushing p SET verdict = 'conflict' FROM pg_temp.pushing q
    WHERE p.n BETWEEN lo AND hi AND p.wave = turn AND p.result IS NULL AND p.verdict IS DISTINCT FROM 'conflict'
      AND p.part IS NOT NULL AND q.part IS NOT NULL AND q.unit = p.unit AND q.n <> p.n AND q.result IS NULL
      AND q.verdict = 'conflict'
      AND (q.old IS DISTINCT FROM q.new OR q.cur IS DISTINCT FROM q.new) AND (p.seen ? q.col OR q.seen ? p.col);
    EXIT WHEN NOT FOUND;
  END LOOP;
END
$$;

-- A conflict is about all that was seen with what was set, as who set it had it: nobody gets half of it later.
CREATE OR REPLACE FUNCTION crm.push_round_off(name text, lo int, hi int, turn int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  cells text;
BEGIN
  SELECT string_agg(format('WHEN %L THEN %s', c.col, crm.push_text(c.col, c.type)), ' ') INTO cells
  FROM crm.col c WHERE c.tbl = name AND c.col IN (
    SELECT DISTINCT jsonb_object_keys(p.beyond) FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result = 'conflict' AND p.part IS NOT NULL AND NOT p.known);
  IF cells IS NULL THEN
    RETURN;
  END IF;
  EXECUTE format(
    'INSERT INTO pg_temp.pushing (n, op_id, kind, tbl, k, id, col, type, old, new, at, command, txn, record, unit, there, bucket,
       cur, clash, result)
     SELECT (SELECT max(x.n) FROM pg_temp.pushing x) + row_number() OVER (ORDER BY s.n, s.place), md5(s.op_id || '':'' || s.also)::uuid,
       ''set'', s.tbl, s.k, s.id, s.also, s.of, s.was, s.was, s.at, s.command, s.txn, s.record, s.unit, true, s.bucket, s.now,
       s.also, ''conflict''
     FROM (
       SELECT DISTINCT ON (p.unit, c.col) p.*, c.col AS also, c.type AS of, c.place, crm.canon(c.type, p.beyond ->> c.col) AS was,
         CASE c.col %s END AS now
       FROM pg_temp.pushing p JOIN crm.%I t ON %s JOIN crm.col c ON c.tbl = p.tbl AND c.part = p.part AND p.beyond ? c.col
       WHERE p.n BETWEEN $1 AND $2 AND p.tbl = %L AND p.wave = $3 AND p.result = ''conflict'' AND p.part IS NOT NULL
         AND NOT p.known AND p.old IS DISTINCT FROM p.new
       ORDER BY p.unit, c.col, p.n
     ) s', cells, name, crm.push_key(name), name
  ) USING lo, hi, turn;
END
$$;

-- Do sets of columns of one table, no cell twice.
CREATE OR REPLACE FUNCTION crm.push_set(name text, lo int, hi int, turn int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  record boolean := crm.is_record(name);
  wanted text := crm.push_key(name);
  cells text;
  looked text;
  easy uuid[];
  cols text[];
BEGIN
  SELECT string_agg(format('WHEN %L THEN %s', c.col, crm.push_text(c.col, c.type)), ' ') INTO cells
  FROM crm.col c WHERE c.tbl = name AND c.col IN (
    SELECT DISTINCT p.col FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL);
  -- What was seen beside the cell itself, as far as it is known here.
  SELECT string_agg(format(
    '(p.beyond ? %L AND crm.canon(%L, p.beyond ->> %L) IS DISTINCT FROM %s)', c.col, c.type, c.col, crm.push_text(c.col, c.type)), ' OR ')
  INTO looked
  FROM crm.col c WHERE c.tbl = name AND c.col IN (
    SELECT DISTINCT jsonb_object_keys(p.beyond) FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND p.beyond IS NOT NULL);
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET there = true, bucket = x.bucket, cur = x.cur, verdict = CASE
         WHEN x.cur IS NOT DISTINCT FROM p.new THEN ''ok''
         WHEN p.col = ''removed_at'' AND x.cur IS NOT NULL AND p.new IS NOT NULL THEN ''ok''
         WHEN x.removed AND p.col <> ''removed_at'' THEN ''conflict''
         WHEN x.other THEN ''conflict''
         WHEN x.cur IS NOT DISTINCT FROM p.old THEN NULL
         ELSE ''conflict'' END
     FROM (SELECT p.n, t.bucket, %s AS cur, %s AS removed, %s AS other FROM pg_temp.pushing p JOIN crm.%I t ON %s
       WHERE p.n BETWEEN $1 AND $2 AND p.tbl = %L AND p.wave = $3 AND p.result IS NULL) x
     WHERE x.n = p.n',
    CASE WHEN cells IS NULL THEN 'NULL' ELSE 'CASE p.col ' || cells || ' END' END,
    CASE WHEN record THEN 't.removed_at IS NOT NULL' ELSE 'false' END,
    CASE WHEN looked IS NULL THEN 'false' ELSE 'p.beyond IS NOT NULL AND (' || looked || ')' END, name, wanted, name
  ) USING lo, hi, turn;
  PERFORM crm.push_hush(name, lo, hi, turn);
  UPDATE pg_temp.pushing p SET result = 'refused', reason = 'gone'
  WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND NOT p.there;
  -- A column that is not known here yet waits, if I see the row.
  IF EXISTS (SELECT 1 FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND p.type IS NULL)
  THEN
    UPDATE pg_temp.pushing p SET
      result = CASE WHEN s.n IS NULL THEN 'refused' ELSE 'held' END, reason = CASE WHEN s.n IS NULL THEN 'gone' ELSE 'newer' END
    FROM pg_temp.pushing q LEFT JOIN crm.push_sees(name, lo, hi) s (n) ON s.n = q.n
    WHERE q.n = p.n AND p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND p.type IS NULL;
  END IF;
  easy := ARRAY(SELECT crm.easy(ARRAY(SELECT DISTINCT p.bucket FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL)));
  UPDATE pg_temp.pushing p SET result = 'refused', reason = m.reason
  FROM (
    SELECT q.n, crm.may_set(name, q.k, q.col, q.old, q.new) AS reason FROM pg_temp.pushing q
    WHERE q.n BETWEEN lo AND hi AND q.tbl = name AND q.wave = turn AND q.result IS NULL
      AND (q.bucket NOT IN (SELECT unnest(easy)) OR crm.guarded(name, q.col))
  ) m
  WHERE m.n = p.n AND m.reason IS NOT NULL;
  PERFORM crm.push_whole(lo, hi, turn);
  UPDATE pg_temp.pushing p SET result = p.verdict, clash = p.col
  WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL AND p.verdict IS NOT NULL;
  PERFORM crm.push_round_off(name, lo, hi, turn);
  cols := ARRAY(SELECT DISTINCT p.col FROM pg_temp.pushing p
    WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL);
  IF cols = '{}' THEN
    RETURN;
  ELSIF cardinality(cols) = 1 THEN
    EXECUTE format(
      'UPDATE crm.%I t SET %I = p.new::%s FROM pg_temp.pushing p
       WHERE p.n BETWEEN $1 AND $2 AND p.tbl = %L AND p.wave = $3 AND p.result IS NULL AND %s',
      name, cols[1], (SELECT c.type FROM crm.col c WHERE c.tbl = name AND c.col = cols[1]), name, wanted
    ) USING lo, hi, turn;
  ELSE
    EXECUTE format(
      'UPDATE crm.%I t SET %s FROM (
         SELECT p.id, p.k, jsonb_object_agg(p.col, p.new) AS row FROM pg_temp.pushing p
         WHERE p.n BETWEEN $1 AND $2 AND p.tbl = %L AND p.wave = $3 AND p.result IS NULL GROUP BY p.id, p.k
       ) p WHERE %s', name,
      (SELECT string_agg(format('%I = CASE WHEN p.row ? %L THEN (p.row ->> %L)::%s ELSE t.%I END', c.col, c.col, c.col, c.type, c.col), ', ')
       FROM crm.col c WHERE c.tbl = name AND c.col = ANY (cols)), name, wanted
    ) USING lo, hi, turn;
  END IF;
  UPDATE pg_temp.pushing p SET result = 'ok'
  WHERE p.n BETWEEN lo AND hi AND p.tbl = name AND p.wave = turn AND p.result IS NULL;
END
$$;

-- Do deletes from one table.
CREATE OR REPLACE FUNCTION crm.push_delete(name text, lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  wanted text := crm.push_key(name);
  looked text;
  hidden int[];
  easy uuid[];
BEGIN
  SELECT string_agg(format(
    '(p.seen ? %L AND crm.canon(%L, p.seen ->> %L) IS DISTINCT FROM %s)', c.col, c.type, c.col, crm.push_text(c.col, c.type)), ' OR ')
  INTO looked FROM crm.col c WHERE c.tbl = name;
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET there = true, bucket = t.bucket, other = p.seen IS NOT NULL AND (%s) FROM crm.%I t
     WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL AND %s', looked, name, wanted) USING lo, hi;
  -- What is not there is done; but nobody is told what a record has that one does not see.
  IF name <> 'follower' AND EXISTS (SELECT 1 FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND NOT p.there)
  THEN
    EXECUTE (
      SELECT 'SELECT ARRAY(' || string_agg(format('SELECT q.n FROM pg_temp.pushing q JOIN crm.%I t ON t.id = q.id
        WHERE q.n BETWEEN $1 AND $2 AND q.result IS NULL AND NOT q.there
          AND NOT EXISTS (SELECT 1 FROM crm.sees(%L, ARRAY[q.id]))', o.tbl, o.tbl), ' UNION ALL ') || ')'
      FROM crm.col o WHERE o.col = 'ref'
    ) INTO hidden USING lo, hi;
    UPDATE pg_temp.pushing p SET result = 'refused', reason = 'gone' WHERE hidden <> '{}' AND p.n = ANY (hidden);
  END IF;
  PERFORM crm.push_hush(name, lo, hi);
  UPDATE pg_temp.pushing p SET result = 'ok' WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND NOT p.there;
  UPDATE pg_temp.pushing p SET result = 'refused', reason = 'gone'
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.n NOT IN (SELECT crm.push_sees(name, lo, hi))
    AND name <> 'follower';
  easy := CASE WHEN crm.guarded(name, NULL) THEN '{}' ELSE ARRAY(SELECT crm.easy(ARRAY(
    SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL))) END;
  EXECUTE format(
    'UPDATE pg_temp.pushing p SET result = ''refused'', reason = m.reason FROM (
       SELECT p.n, crm.may_delete(%L, p.k, to_jsonb(t)) AS reason FROM pg_temp.pushing p JOIN crm.%I t ON %s
       WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL AND p.bucket NOT IN (SELECT unnest($3::uuid[]))
     ) m WHERE m.n = p.n AND m.reason IS NOT NULL', name, name, wanted) USING lo, hi, easy;
  UPDATE pg_temp.pushing p SET result = 'conflict', clash = 'removed_at'
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.other;
  EXECUTE format(
    'DELETE FROM crm.%I t USING pg_temp.pushing p WHERE p.n BETWEEN $1 AND $2 AND p.result IS NULL AND %s', name, wanted
  ) USING lo, hi;
  UPDATE pg_temp.pushing p SET result = 'ok' WHERE p.n BETWEEN lo AND hi AND p.result IS NULL;
END
$$;

-- Close conflicts: each with its row, by who may write that, or by who made it.
CREATE OR REPLACE FUNCTION crm.push_close(lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  me uuid := crm.me();
  easy uuid[];
BEGIN
  UPDATE pg_temp.pushing p SET there = true, bucket = c.bucket FROM crm.conflict c
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND c.op_id = p.id AND c.closed_at IS NULL;
  easy := ARRAY(SELECT crm.easy(ARRAY(SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.there)));
  UPDATE pg_temp.pushing p SET result = 'refused', reason = 'forbidden'
  FROM crm.conflict c
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.there AND c.op_id = p.id AND c.member_id IS DISTINCT FROM me
    AND c.bucket NOT IN (SELECT unnest(easy))
    AND (c.col = '' OR crm.may_set(c.tbl, ARRAY(SELECT json_array_elements_text(c.key::json)), c.col, c.hub,
      CASE c.col WHEN 'done_by_id' THEN me::text ELSE c.mine END) IS NOT NULL); -- who may do it, whoever it was that did
  UPDATE crm.conflict c SET closed_at = now(), closed_by = me FROM pg_temp.pushing p
  WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.there AND c.op_id = p.id;
  PERFORM crm.renew(ARRAY(
    SELECT DISTINCT p.bucket FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL AND p.there));
  UPDATE pg_temp.pushing p SET result = 'ok' WHERE p.n BETWEEN lo AND hi AND p.result IS NULL;
END
$$;

-- Have rows of a table gone with all that hangs on them, and with what the hub remembers of them.
CREATE OR REPLACE FUNCTION crm.purge_rows(name text, keys jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  record boolean := crm.is_record(name);
  ids uuid[];
  texts text[] := ARRAY(SELECT crm.key_text(ARRAY(SELECT jsonb_array_elements_text(k))) FROM jsonb_array_elements(keys) k);
  one record;
  below jsonb;
BEGIN
  IF keys = '[]' THEN
    RETURN;
  END IF;
  IF record THEN
    ids := ARRAY(SELECT (k ->> 0)::uuid FROM jsonb_array_elements(keys) k);
    FOR one IN
      SELECT c.tbl, c.col, c.hard OR (c.target = '*') AS goes,
        (SELECT string_agg(format('t.%I::text', i.col), ', ' ORDER BY i.key) FROM crm.col i WHERE i.tbl = c.tbl AND i.key IS NOT NULL) AS key
      FROM crm.col c WHERE c.target IN (name, '*') AND NOT (c.tbl = name AND c.key = 1)
    LOOP
      IF one.goes THEN
        EXECUTE format('SELECT coalesce(jsonb_agg(jsonb_build_array(%s)), ''[]'') FROM crm.%I t WHERE t.%I = ANY ($1)',
          one.key, one.tbl, one.col) USING ids INTO below;
        PERFORM crm.purge_rows(one.tbl, below);
      ELSE
        EXECUTE format('UPDATE crm.%I t SET %I = NULL WHERE t.%I = ANY ($1)', one.tbl, one.col, one.col) USING ids;
      END IF;
    END LOOP;
    EXECUTE format('DELETE FROM crm.%I t WHERE t.id = ANY ($1)', name) USING ids;
    -- Members of its sets that are no more: their keys tell what they were.
    UPDATE crm.op o SET old = NULL, new = NULL, body = NULL, key = left(o.key, 39) || ']'
    FROM unnest(ids) i (id), crm.col c
    WHERE c.target IN (name, '*') AND c.key = 1 AND o.tbl = c.tbl AND o.key >= '["' || i.id || '"' AND o.key < '["' || i.id || '#';
    DELETE FROM crm.conflict x USING unnest(ids) i (id), crm.col c
    WHERE c.target IN (name, '*') AND c.key = 1 AND x.tbl = c.tbl AND x.key >= '["' || i.id || '"' AND x.key < '["' || i.id || '#';
    UPDATE crm.op o SET old = NULL, new = NULL, body = NULL
    FROM unnest(ids) i (id) WHERE o.body ? 'record_id' AND o.body ->> 'record_id' = i.id::text;
  ELSE
    EXECUTE format(
      'DELETE FROM crm.%I t USING jsonb_array_elements($1) k WHERE %s', name,
      (SELECT string_agg(format('t.%I = (k ->> %s)::%s', c.col, c.key - 1, c.type), ' AND ') FROM crm.col c WHERE c.tbl = name AND c.key IS NOT NULL)
    ) USING keys;
  END IF;
  UPDATE crm.op o SET old = NULL, new = NULL, body = NULL WHERE o.tbl = name AND o.key = ANY (texts);
  DELETE FROM crm.conflict c WHERE c.tbl = name AND c.key = ANY (texts);
END
$$;

-- Purge rows, one by one: what a customer takes along need not be named.
CREATE OR REPLACE FUNCTION crm.push_purge(lo int, hi int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  one record;
  why text;
  row jsonb;
BEGIN
  FOR one IN SELECT * FROM pg_temp.pushing p WHERE p.n BETWEEN lo AND hi AND p.result IS NULL ORDER BY p.n LOOP
    EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t, (SELECT $1 AS id, $2 AS k) p WHERE %s', one.tbl, crm.push_key(one.tbl))
    USING one.id, one.k INTO row;
    why := crm.may_purge(one.tbl, one.k);
    IF why IS NULL THEN -- also of what went with something else already: what is remembered of it goes
      PERFORM crm.purge_rows(one.tbl, jsonb_build_array(to_jsonb(one.k)));
    ELSIF row IS NULL THEN
      why := NULL;
    END IF;
    UPDATE pg_temp.pushing p SET result = CASE WHEN why IS NULL THEN 'ok' ELSE 'refused' END, reason = why WHERE p.n = one.n;
  END LOOP;
END
$$;
