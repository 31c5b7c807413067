-- What a hub keeps beside the records: who may come in, what a bucket is, what was done, what needs a decision; and what
-- a store asks before and after it has sent its changes.

CREATE TABLE IF NOT EXISTS crm.setting (
  key text PRIMARY KEY,
  value text
);

CREATE TABLE IF NOT EXISTS crm.login (
  login name PRIMARY KEY,
  member_id uuid NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A customer with all that hangs on it, what is a member's own, or what everybody reads. The tag is another one after
-- every transaction that changed a row of it.
CREATE TABLE IF NOT EXISTS crm.bucket (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('customer', 'inbox', 'reference')),
  of uuid,
  owner_id uuid,
  tag uuid NOT NULL DEFAULT gen_random_uuid(),
  renewed xid8,             -- by which transaction, and when that began: a backup brought back counts anew
  renewed_at timestamptz
);
CREATE INDEX IF NOT EXISTS bucket_owner ON crm.bucket (owner_id);

-- Every change that members sent, with its answer; `key` is a JSON array as text, `body` the row of an insert or what
-- the deleter saw.
CREATE TABLE IF NOT EXISTS crm.op (
  op_id uuid PRIMARY KEY,
  member_id uuid NOT NULL,
  login name NOT NULL,
  at timestamptz NOT NULL,
  tbl text,
  key text COLLATE "C",
  kind text NOT NULL,
  col text,
  old text,
  new text,
  body jsonb,
  result text NOT NULL,
  reason text,
  client_at text,
  txn text,
  command text
);
CREATE INDEX IF NOT EXISTS op_row ON crm.op (tbl, key);
CREATE INDEX IF NOT EXISTS op_record ON crm.op ((body ->> 'record_id')) WHERE body ? 'record_id';
CREATE INDEX IF NOT EXISTS op_login ON crm.op (login, at);

CREATE TABLE IF NOT EXISTS crm.conflict (
  op_id uuid PRIMARY KEY,
  bucket uuid NOT NULL,
  tbl text NOT NULL,
  key text COLLATE "C" NOT NULL,
  col text NOT NULL,
  base text,
  mine text,
  hub text,
  member_id uuid,
  hub_member_id uuid,
  command text,
  at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by uuid
);
CREATE INDEX IF NOT EXISTS conflict_open ON crm.conflict (bucket) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS conflict_row ON crm.conflict (tbl, key);

-- The columns that travel. `target`: the table that it points to, `*` where `about_kind` or `record_kind` says which;
-- `hard`: there is no row without it; `otherwise`: what stands in a column that cannot be empty, as text. `along`: the
-- columns with which it says one thing (store/together.py), `part`: one of those that hang together so.
CREATE TABLE IF NOT EXISTS crm.col (
  tbl text NOT NULL,
  col text NOT NULL,
  type text NOT NULL,
  place int NOT NULL,
  key int,
  target text,
  hard boolean NOT NULL DEFAULT false,
  otherwise text,
  along text[],
  part text,
  PRIMARY KEY (tbl, col)
);
ALTER TABLE crm.col ADD COLUMN IF NOT EXISTS along text[], ADD COLUMN IF NOT EXISTS part text; -- not in older hubs

-- What everybody reads, and what is nobody's: nobody but who sees everything finds it.
INSERT INTO crm.bucket (id, kind) VALUES
  ('00000000-0000-4000-8000-000000000000', 'inbox'),
  ('00000000-0000-4000-8000-000000000001', 'reference'),
  ('00000000-0000-4000-8000-000000000002', 'reference'),
  ('00000000-0000-4000-8000-000000000003', 'reference')
ON CONFLICT DO NOTHING;

-- Give buckets another tag, each once a transaction.
CREATE OR REPLACE FUNCTION crm.renew(ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF ids = '{}' THEN
    RETURN;
  ELSIF cardinality(ids) > 1 THEN -- always in one order: who waits for whom makes no circle
    PERFORM 1 FROM crm.bucket b WHERE b.id = ANY (ids) ORDER BY b.id FOR UPDATE;
  END IF;
  UPDATE crm.bucket b SET tag = gen_random_uuid(), renewed = pg_current_xact_id(), renewed_at = now()
  WHERE b.id = ANY (ids) AND (b.renewed, b.renewed_at) IS DISTINCT FROM (pg_current_xact_id(), now());
END
$$;

-- After a table was emptied at a stroke: nobody knows which rows it had, so every bucket gets another tag.
CREATE OR REPLACE FUNCTION crm.emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'customer' THEN
    DELETE FROM crm.bucket b WHERE b.kind = 'customer';
  END IF;
  PERFORM crm.renew(ARRAY(SELECT b.id FROM crm.bucket b));
  RETURN NULL;
END
$$;

-- The first of some members that has an inbox; else where lies what is nobody's.
CREATE OR REPLACE FUNCTION crm.inbox(VARIADIC whose uuid[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  one uuid;
BEGIN
  FOREACH one IN ARRAY whose LOOP
    IF one IS NOT NULL AND EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = one AND b.kind = 'inbox') THEN
      RETURN one;
    END IF;
  END LOOP;
  RETURN '00000000-0000-4000-8000-000000000000';
END
$$;

-- A random reference, as stores draw them: five signs and a digit at the third place.
CREATE OR REPLACE FUNCTION crm.draw(letter text) RETURNS text
LANGUAGE sql VOLATILE SET search_path = crm, pg_temp
RETURN letter || (
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
    1 + floor(random() * CASE i WHEN 3 THEN 10 ELSE 32 END)::int, 1), '' ORDER BY i)
  FROM generate_series(1, 6) i
);

-- A value in the one form in which values are compared; null if it cannot be read. Slow: for what is not in it already.
CREATE OR REPLACE FUNCTION crm.read(type text, v text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = crm, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
BEGIN
  RETURN CASE type
    WHEN 'timestamptz' THEN CASE
      WHEN v ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$'
      THEN to_char(v::timestamptz(3) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END
    WHEN 'date' THEN CASE WHEN v ~ '^\d{4}-\d\d-\d\d$' THEN to_char(v::date, 'YYYY-MM-DD') END
    WHEN 'boolean' THEN CASE lower(v) WHEN 'true' THEN '1' WHEN 't' THEN '1' WHEN 'false' THEN '0' WHEN 'f' THEN '0' END
    WHEN 'bigint' THEN (v::bigint)::text
    WHEN 'uuid' THEN (v::uuid)::text
    WHEN 'json' THEN (v::json)::text
    ELSE v END;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- The same, quick for what is in that form already; whether a day is one is seen when it is written.
CREATE OR REPLACE FUNCTION crm.canon(type text, v text) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
  WHEN v IS NULL OR type IS NULL OR type = 'text' THEN v
  WHEN CASE type
    WHEN 'timestamptz' THEN v ~ '^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ$'
    WHEN 'date' THEN v ~ '^\d{4}-\d\d-\d\d$'
    WHEN 'boolean' THEN v IN ('0', '1')
    WHEN 'bigint' THEN v ~ '^(0|-?[1-9]\d{0,17})$'
    WHEN 'uuid' THEN v ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    ELSE false END THEN v
  ELSE crm.read(type, v) END;

-- --- what a store asks --------------------------------------------------------------------------------------------

-- What everybody may know of a hub, and whether it knows an op; me, or an error for who is suspended.
DROP FUNCTION IF EXISTS crm.start(int, uuid, text); -- what it returns may have grown
DROP FUNCTION IF EXISTS crm.hello(uuid);
CREATE FUNCTION crm.hello(last uuid)
RETURNS TABLE (hub_id uuid, member_id uuid, login text, schema int, min_client int, knows boolean, currency text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  mine uuid := crm.demand_me();
BEGIN
  RETURN QUERY SELECT
    (SELECT s.value::uuid FROM crm.setting s WHERE s.key = 'hub_id'), mine, session_user::text,
    (SELECT s.value::int FROM crm.setting s WHERE s.key = 'schema'),
    (SELECT s.value::int FROM crm.setting s WHERE s.key = 'min_client'),
    last IS NULL OR EXISTS (SELECT 1 FROM crm.op o WHERE o.op_id = last),
    (SELECT s.value FROM crm.setting s WHERE s.key = 'currency');
END
$$;

-- The tag of every bucket of which I may see anything: whole ones, and those of which I see a part.
CREATE OR REPLACE FUNCTION crm.manifest() RETURNS TABLE (bucket uuid, tag text)
LANGUAGE plpgsql STABLE SET search_path = crm, pg_temp SET jit = off AS $$
BEGIN
  PERFORM crm.demand_me();
  RETURN QUERY SELECT b.id, b.tag::text FROM crm.bucket b UNION ALL SELECT p.bucket, p.tag FROM crm.my_parts() p;
END
$$;

-- The same of some buckets.
CREATE OR REPLACE FUNCTION crm.tags(ids uuid[]) RETURNS TABLE (bucket uuid, tag text)
LANGUAGE plpgsql STABLE SET search_path = crm, pg_temp SET jit = off AS $$
BEGIN
  PERFORM crm.demand_me();
  RETURN QUERY SELECT b.id, b.tag::text FROM crm.bucket b WHERE b.id = ANY (ids)
  UNION ALL SELECT p.bucket, p.tag FROM crm.my_parts() p WHERE p.bucket = ANY (ids);
END
$$;

-- Which hub this is and who I am; whether it knows the op `last`, and whether `digest` is that of what I may see now:
-- MD5 of the lines `id:tag` by id. `mine`: the version of the store that asks.
CREATE FUNCTION crm.start(mine int, last uuid, digest text)
RETURNS TABLE (
  hub_id uuid, member_id uuid, login text, schema int, min_client int, knows boolean, current boolean, currency text
)
LANGUAGE plpgsql STABLE SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT h.hub_id, h.member_id, h.login, h.schema, h.min_client, h.knows,
    digest IS NOT NULL AND digest = (
      SELECT md5(coalesce(string_agg(m.bucket || ':' || m.tag, E'\n' ORDER BY m.bucket), '')) FROM crm.manifest() m
    ), h.currency
  FROM crm.hello(last) h;
END
$$;

-- Which of some ops the hub has no answer of.
CREATE OR REPLACE FUNCTION crm.unknown(ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  PERFORM crm.demand_me();
  RETURN QUERY SELECT u.id FROM unnest(ids) u (id) WHERE NOT EXISTS (SELECT 1 FROM crm.op o WHERE o.op_id = u.id);
END
$$;
