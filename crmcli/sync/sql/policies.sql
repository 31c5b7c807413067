-- Who reads what: row-level security on every table. Members read, and write nothing but through push; what is not granted
-- here they do not have. A policy asks each of its functions once a statement.

-- What members may call so that policies can be held against their rows. None takes more from anybody than who calls it
-- sees anyway.
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT p.oid::regprocedure AS called FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'crm'::regnamespace AND p.prokind IN ('f', 'p')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one.called);
  END LOOP;
END
$$;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA crm TO crm_members;
GRANT EXECUTE ON FUNCTION crm.me(), crm.my_people(), crm.has(text), crm.my_shares(), crm.my_part(text), crm.my_parts(),
  crm.seen(text, text), crm.demand_me() TO crm_members;

-- Buckets: those that I see whole.
ALTER TABLE crm.bucket ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS seen ON crm.bucket;
CREATE POLICY seen ON crm.bucket FOR SELECT TO crm_members USING (
  (SELECT crm.has('see'))
  OR owner_id = ANY ((SELECT crm.my_people())::uuid[])
  OR (kind = 'reference' AND (SELECT crm.me()) IS NOT NULL)
  OR (kind = 'customer' AND owner_id IS NULL AND (SELECT crm.me()) IS NOT NULL)
  OR id IN (SELECT s.bucket FROM crm.my_shares() s)
);
GRANT SELECT ON crm.bucket TO crm_members;

-- Rows: all for who sees everything, which is asked first; those of such a bucket; of others what is a part of mine, sets
-- with their records.
DO $$
DECLARE
  one record;
  part text;
BEGIN
  FOR one IN
    SELECT c.relname::text AS name FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'bucket' AND NOT a.attisdropped
    WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('bucket', 'conflict', 'op')
  LOOP
    part := CASE
      WHEN crm.is_record(one.name) THEN format('id IN (SELECT crm.my_part(%L))', one.name)
      WHEN one.name IN ('tag', 'word', 'follower', 'custom', 'line') THEN 'record_id IN (SELECT crm.my_part(''*''))'
      WHEN one.name = 'customer_alias' THEN 'customer_id IN (SELECT crm.my_part(''customer''))'
      WHEN one.name IN ('followup_contact', 'followup_member') THEN 'followup_id IN (SELECT crm.my_part(''followup''))'
      WHEN one.name = 'document_read' THEN 'document_id IN (SELECT crm.my_part(''document''))'
      WHEN one.name = 'approval_hold' THEN 'approval_id IN (SELECT crm.my_part(''approval''))'
      WHEN one.name = 'step_run' THEN 'step_id IN (SELECT crm.my_part(''step''))'
      WHEN one.name = 'order_change' THEN 'order_id IN (SELECT crm.my_part(''order''))'
      ELSE 'false' END; -- contacts and products are seen with the whole bucket or not at all
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', one.name);
    EXECUTE format('DROP POLICY IF EXISTS seen ON crm.%I', one.name);
    EXECUTE format(
      'CREATE POLICY seen ON crm.%I FOR SELECT TO crm_members USING (
         (SELECT crm.has(''see'')) OR EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = %I.bucket) OR %s)', one.name, one.name, part);
    EXECUTE format('REVOKE ALL ON crm.%I FROM PUBLIC, crm_members', one.name);
    EXECUTE format('GRANT SELECT ON crm.%I TO crm_members', one.name);
  END LOOP;
END
$$;

-- The hub's own: conflicts and the history of what one sees; of logins, settings and what push keeps for itself nothing.
DO $$
DECLARE
  one text;
BEGIN
  FOREACH one IN ARRAY '{op,conflict,login,setting,place,before,turn,col}'::text[] LOOP
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('REVOKE ALL ON crm.%I FROM PUBLIC, crm_members', one);
    EXECUTE format('DROP POLICY IF EXISTS seen ON crm.%I', one);
  END LOOP;
END
$$;
CREATE POLICY seen ON crm.conflict FOR SELECT TO crm_members USING (
  (SELECT crm.has('see')) OR EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = conflict.bucket) OR crm.seen(tbl, key)
);
GRANT SELECT ON crm.conflict TO crm_members;
-- What was refused is read by who sent it, and by who sees everything.
CREATE POLICY seen ON crm.op FOR SELECT TO crm_members USING (
  (SELECT crm.has('see')) OR member_id = (SELECT crm.me()) OR (result IN ('ok', 'conflict') AND crm.seen(tbl, key))
);
GRANT SELECT ON crm.op TO crm_members;

-- What was changed of what I see, by whom and when the hub took it.
CREATE OR REPLACE VIEW crm.history WITH (security_invoker = true) AS
SELECT o.at, m.name AS member, o.member_id, o.tbl, o.key, o.kind, o.col, o.old, o.new, o.result, o.reason, o.command, o.txn
FROM crm.op o LEFT JOIN crm.member m ON m.id = o.member_id;
GRANT SELECT ON crm.history TO crm_members;
